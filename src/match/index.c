/* SPDX-License-Identifier: Apache-2.0 */
/* index.c: taking experts in, and the parts that building and asking share. */
#include "match/index.h"

#include "base/mem.h"
#include "base/op.h"
#include "match/record.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK_BYTES = 4 * 1024 * 1024 };

struct match_index *match_index_new(const void *parent)
{
    struct match_index *index = mem_new(parent, struct match_index);

    index->terms = vocab_new(index);
    index->names = vocab_new(index);
    return index;
}

uint32_t match_count(const struct match_index *index)
{
    return index->expert_count;
}

float match_log_tf(uint32_t tf)
{
    return 1.0F + logf((float)tf);
}

bool match_level_parse(const char *text, enum match_level *ret_level)
{
    static const struct {
        const char *name;
        enum match_level level;
    } levels[] = {
        { "正高", MATCH_LEVEL_SENIOR },        { "正高级", MATCH_LEVEL_SENIOR },
        { "副高", MATCH_LEVEL_DEPUTY_SENIOR }, { "副高级", MATCH_LEVEL_DEPUTY_SENIOR },
        { "中级", MATCH_LEVEL_MIDDLE },        { "初级", MATCH_LEVEL_JUNIOR },
    };

    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++) {
        if (strcmp(text, levels[i].name) == 0) {
            *ret_level = levels[i].level;
            return true;
        }
    }
    return false;
}

/* FNV-1a, 64 bits. */
static uint64_t name_key(const char *name)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);

    for (; *name != '\0'; name++)
        hash = (hash ^ (unsigned char)*name) * UINT64_C(0x100000001b3);
    return hash;
}

uint32_t match_name(const struct match_index *index, const char *name)
{
    return name == NULL ? VOCAB_NONE : vocab_find(index->names, name_key(name));
}

static uint32_t add_name(struct match_index *index, const char *name)
{
    return name == NULL ? VOCAB_NONE : vocab_add(index->names, name_key(name));
}

uint32_t match_boost(const struct expert_facts *expert, const struct expert_facts *demand)
{
    uint32_t permille = 0;

    if (demand->field != VOCAB_NONE && expert->field == demand->field)
        permille += MATCH_FIELD_PERMILLE;
    if (demand->region != VOCAB_NONE && expert->region == demand->region)
        permille += MATCH_REGION_PERMILLE;
    return permille;
}

uint32_t match_factor(float query_weight, float scale)
{
    return (uint32_t)lrintf(query_weight * scale * (float)MATCH_SCORE_FULL * 256.0F);
}

static int compare_numbers(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left;
    uint32_t b = *(const uint32_t *)right;

    return (a > b) - (a < b);
}

/* The segment that the next expert goes to. */
static struct segment *open_segment(struct match_index *index)
{
    if (index->segment_count != 0) {
        struct segment *last = index->segments[index->segment_count - 1];
        if (last->count < SEGMENT_EXPERTS && last->entry_count < SEGMENT_ENTRIES)
            return last;
    }
    size_t n = index->segment_count;
    struct segment *segment = mem_new(index, struct segment);
    segment->first = index->expert_count;
    segment->source = mem_new(segment, char);
    *(struct segment **)mem_grow(index, (void **)&index->segments, n, sizeof segment) = segment;
    *(struct expert_facts **)mem_grow(index, (void **)&index->facts, n, sizeof *index->facts) =
        NULL;
    index->segment_count++;
    return segment;
}

/* A work in the making: the record of its expert, its terms. */
struct draft {
    uint8_t *bytes;
    uint8_t *end;
    size_t room;
    size_t entry_count;
};

static void draft_reserve(const void *parent, struct draft *draft, size_t bytes)
{
    size_t used = (size_t)(draft->end - draft->bytes);

    if (used + bytes <= draft->room)
        return;
    size_t room = 2 * (used + bytes);
    uint8_t *grown = mem_array(parent, uint8_t, room);
    if (used != 0)
        memcpy(grown, draft->bytes, used);
    mem_free(draft->bytes);
    *draft = (struct draft){ grown, grown + used, room, draft->entry_count };
}

/* Writes sorted terms with repetitions as one work. */
static void draft_work(const void *parent, struct draft *draft, const uint32_t *terms, size_t count)
{
    uint32_t different = 0;
    uint32_t before = 0;

    for (size_t i = 0; i < count; i++)
        different += i == 0 || terms[i] != terms[i - 1];
    if (different == 0)
        return;
    draft_reserve(parent, draft, (2 * (size_t)different + 2) * RECORD_NUMBER_BYTES_MAX);
    draft->entry_count += different;
    draft->end = record_put(draft->end, different);
    for (size_t i = 0; i < count;) {
        size_t tf = 1;
        while (i + tf < count && terms[i + tf] == terms[i])
            tf++;
        draft->end = record_put(draft->end, (uint64_t)(terms[i] - before) << 1 | (tf > 1));
        if (tf > 1)
            draft->end = record_put(draft->end, tf);
        before = terms[i];
        i += tf;
    }
}

static enum err add_work(struct op *op, struct match_index *index, const void *scratch,
                         const char *text, struct draft *draft)
{
    struct feature_list list = { 0 };
    void *work = mem_new(scratch, char);

    enum err e = feature_extract(op, work, text, &list);
    if (e != OK)
        return e;
    uint32_t *terms = mem_array(work, uint32_t, list.count + 1);
    for (size_t i = 0; i < list.count; i++) {
        terms[i] = vocab_add(index->terms, list.rows[i].key);
        if (terms[i] == VOCAB_NONE)
            return fail(op, ERR_TOO_LARGE, "match_too_many_words", "vocabulary is full");
    }
    qsort(terms, list.count, sizeof *terms, compare_numbers);
    draft_work(scratch, draft, terms, list.count);
    mem_free(work);
    return OK;
}

/* Copies the finished record into the segment and counts its terms once each. */
static void keep_record(struct match_index *index, struct segment *segment,
                        const struct draft *draft)
{
    size_t size = (size_t)(draft->end - draft->bytes);

    if (segment->chunk_used + size > segment->chunk_room) {
        segment->chunk_room = size > CHUNK_BYTES ? size : CHUNK_BYTES;
        segment->chunk = mem_array(segment->source, uint8_t, segment->chunk_room);
        segment->chunk_used = 0;
    }
    uint8_t *record = segment->chunk + segment->chunk_used;
    memcpy(record, draft->bytes, size);
    segment->chunk_used += size;
    *(uint8_t **)mem_grow(segment->source, (void **)&segment->records, segment->count,
                          sizeof record) = record;
    struct record_cursor cursor = { .at = record };
    uint32_t term = 0;
    uint32_t tf = 0;
    while (record_next_work(&cursor)) {
        while (record_next_term(&cursor, &term, &tf)) {
            struct vocab_entry *entry = vocab_entry(index->terms, term);
            entry->df += entry->last != index->expert_count + 1;
            entry->last = index->expert_count + 1;
        }
    }
}

enum err match_add(struct op *op, struct match_index *index, const struct match_expert *expert)
{
    struct draft draft = { 0 };

    if (expert->work_count > MATCH_WORKS_MAX)
        return fail(op, ERR_TOO_LARGE, "match_too_many_works", "%zu works", expert->work_count);
    if (index->dropped)
        return fail(op, ERR_INVALID, "internal", "index was sealed for good");
    if (index->expert_count == MATCH_EXPERTS_MAX)
        return fail(op, ERR_TOO_LARGE, "match_too_many_experts", "index is full");
    void *scratch = mem_new(op, char);
    draft_reserve(scratch, &draft, RECORD_NUMBER_BYTES_MAX);
    for (size_t i = 0; i < expert->work_count; i++) {
        enum err e = add_work(op, index, scratch, expert->works[i], &draft);
        if (e == OK && draft.entry_count > MATCH_WORK_TERMS_MAX)
            e = fail(op, ERR_TOO_LARGE, "match_too_many_words", "works of one expert too long");
        if (e != OK) {
            mem_free(scratch);
            return e;
        }
    }
    draft_reserve(scratch, &draft, RECORD_NUMBER_BYTES_MAX);
    draft.end = record_put(draft.end, 0);
    struct segment *segment = open_segment(index);
    struct expert_facts *facts = mem_grow(index, (void **)&index->facts[index->segment_count - 1],
                                          segment->count, sizeof *facts);
    facts->field = add_name(index, expert->field);
    facts->region = add_name(index, expert->region);
    facts->org = add_name(index, expert->org);
    facts->level = expert->level;
    keep_record(index, segment, &draft);
    segment->entry_count += draft.entry_count;
    segment->count++;
    index->expert_count++;
    mem_free(scratch);
    return OK;
}
