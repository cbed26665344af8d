/* SPDX-License-Identifier: Apache-2.0 */
/* explain.c: the summands of a score, gathered to the words a person reads. */
#include "base/mem.h"
#include "base/op.h"
#include "match/index.h"
#include "match/record.h"

#include <stdlib.h>
#include <string.h>

enum { PERMILLE = 1000, SPAN_BYTES_MAX = 24 };

static const char kind_own[] = "词语";
static const char kind_peer[] = "同行";

/* A stretch of the demand's text whose features touch each other. */
struct span {
    uint32_t begin, end;
    uint32_t own, peer; /* points */
};

/* What one term of the demand gives to the expert. */
struct part {
    uint32_t points;
    bool own;  /* the expert's own works have it */
    bool told; /* already given to a span: a repeated term counts once */
};

struct account {
    const struct match_index *index;
    const struct term_weight *terms;
    struct part *parts; /* by term of the demand */
    size_t count;
    struct match_reason *rows;
    size_t row_count;
};

/* The weight of an expert in the list of a term, 0 where it is absent. */
static uint32_t weight_of(const struct segment *segment, uint32_t position, uint32_t local)
{
    const uint8_t *dense = segment_dense(segment, position);
    uint32_t low = segment->starts[position];
    uint32_t high = segment->starts[position + 1];

    if (dense != NULL)
        return dense[local];
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (segment->locals[middle] == local)
            return segment->weights[middle];
        if (segment->locals[middle] < local)
            low = middle + 1;
        else
            high = middle;
    }
    return 0;
}

static uint32_t take_parts(struct account *account, const struct segment *segment, uint32_t local)
{
    uint32_t sum = 0;

    for (size_t i = 0; i < account->count; i++) {
        uint32_t at = segment_find(segment, account->terms[i].term);
        if (at == VOCAB_NONE)
            continue;
        uint32_t factor = match_factor(account->terms[i].weight, segment->scales[at]);
        account->parts[i].points = weight_of(segment, at, local) * factor >> 8;
        account->parts[i].own = segment->records == NULL;
        sum += account->parts[i].points;
    }
    return sum;
}

static struct part *find_part(struct account *account, uint32_t term)
{
    size_t low = 0;
    size_t high = account->count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (account->terms[middle].term < term)
            low = middle + 1;
        else
            high = middle;
    }
    return low < account->count && account->terms[low].term == term ? &account->parts[low] : NULL;
}

static void mark_own(struct account *account, const uint8_t *record)
{
    struct record_cursor cursor = { .at = record };
    uint32_t term = 0;
    uint32_t tf = 0;

    while (record_next_work(&cursor)) {
        while (record_next_term(&cursor, &term, &tf)) {
            struct part *part = find_part(account, term);
            if (part != NULL)
                part->own = true;
        }
    }
}

/*
 * Joins features that overlap and gave points into spans, up to SPAN_BYTES_MAX: 土壤, 壤改, 改良
 * are 土壤改良. A feature that occurs again joins, its points are told once.
 */
static size_t join_spans(struct account *account, const struct feature_list *list,
                         struct span *spans)
{
    size_t count = 0;

    for (size_t i = 0; i < list->count; i++) {
        struct span now = { list->rows[i].begin, list->rows[i].end, 0, 0 };
        uint32_t term = vocab_find(account->index->terms, list->rows[i].key);
        struct part *part = term == VOCAB_NONE ? NULL : find_part(account, term);
        if (part == NULL || part->points == 0)
            continue;
        *(part->own ? &now.own : &now.peer) += part->told ? 0 : part->points;
        part->told = true;
        while (count > 0 && now.begin < spans[count - 1].end) {
            const struct span *last = &spans[count - 1];
            uint32_t begin = last->begin < now.begin ? last->begin : now.begin;
            uint32_t end = last->end > now.end ? last->end : now.end;
            if (end - begin > SPAN_BYTES_MAX)
                break;
            now = (struct span){ begin, end, last->own + now.own, last->peer + now.peer };
            count--;
        }
        spans[count++] = now;
    }
    return count;
}

static void add_row(struct account *account, const char *text, const char *kind, uint32_t points)
{
    if (points == 0)
        return;
    account->rows[account->row_count++] =
        (struct match_reason){ .text = text, .kind = kind, .points = points };
}

static int compare_rows(const void *left, const void *right)
{
    const struct match_reason *a = left;
    const struct match_reason *b = right;

    if (a->points != b->points)
        return a->points < b->points ? 1 : -1;
    int order = strcmp(a->text, b->text);
    return order != 0 ? order : strcmp(a->kind, b->kind);
}

static enum err take_spans(struct op *op, struct account *account, const char *text)
{
    struct feature_list list = { 0 };

    enum err e = feature_extract(op, op, text, &list);
    if (e != OK)
        return e;
    struct span *spans = mem_array(op, struct span, list.count + 1);
    size_t count = join_spans(account, &list, spans);
    account->rows = mem_array(op, struct match_reason, 2 * count + 2);
    for (size_t i = 0; i < count; i++) {
        const char *words =
            mem_text_max(op, list.text + spans[i].begin, spans[i].end - spans[i].begin);
        add_row(account, words, kind_own, spans[i].own);
        add_row(account, words, kind_peer, spans[i].peer);
    }
    return OK;
}

enum err match_explain(struct op *op, const struct match_index *index,
                       const struct match_demand *demand, uint32_t expert,
                       struct match_reason **ret_reasons, size_t *ret_count)
{
    struct account account = { .index = index };
    struct term_weight *terms = NULL;
    size_t s = 0;

    if (index->expert_count != index->sealed_count || expert >= index->expert_count)
        return fail(op, ERR_INVALID, "internal", "index not sealed or no expert %u", expert);
    enum err e = match_vector(op, index, demand->text, &terms, &account.count);
    if (e != OK)
        return e;
    account.terms = terms;
    account.parts = mem_array(op, struct part, account.count + 1);
    while (s + 1 < index->segment_count && index->segments[s + 1]->first <= expert)
        s++;
    const struct segment *segment = index->segments[s];
    uint32_t local = expert - segment->first;
    uint32_t sum = take_parts(&account, segment, local);
    if (segment->records != NULL)
        mark_own(&account, segment->records[local]);
    e = take_spans(op, &account, demand->text);
    if (e != OK)
        return e;
    struct expert_facts facts = { match_name(index, demand->field),
                                  match_name(index, demand->region), VOCAB_NONE,
                                  MATCH_LEVEL_UNKNOWN };
    uint32_t score = sum + sum * match_boost(&index->facts[s][local], &facts) / PERMILLE;
    facts.region = VOCAB_NONE;
    uint32_t field = sum * match_boost(&index->facts[s][local], &facts) / PERMILLE;
    add_row(&account, "同一领域", "领域", field);
    add_row(&account, "同一地区", "地区", score - sum - field);
    qsort(account.rows, account.row_count, sizeof *account.rows, compare_rows);
    uint64_t before = 0;
    for (size_t i = 0; i < account.row_count && score > 0; i++) {
        uint64_t after = before + account.rows[i].points;
        account.rows[i].permille = (uint32_t)(after * PERMILLE / score - before * PERMILLE / score);
        before = after;
    }
    *ret_reasons = account.rows;
    *ret_count = account.row_count;
    return OK;
}
