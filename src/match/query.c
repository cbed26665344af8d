/* SPDX-License-Identifier: Apache-2.0 */
/* query.c: from a demand to the best experts: rules, sums, the top. */
#include "base/mem.h"
#include "base/op.h"
#include "match/index.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 32, WORD_BITS = 64, FACTOR_SHIFT = 8, PERMILLE = 1000 };

/* The best hits so far: a heap with the worst on top. */
struct top {
    struct match_hit *rows;
    size_t count;
    size_t room;
};

static int compare_keys(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left;
    uint64_t b = *(const uint64_t *)right;

    return (a > b) - (a < b);
}

static int compare_weights(const void *left, const void *right)
{
    const struct term_weight *a = left;
    const struct term_weight *b = right;

    if (a->weight != b->weight)
        return a->weight < b->weight ? 1 : -1;
    return (a->term > b->term) - (a->term < b->term);
}

static int compare_terms(const void *left, const void *right)
{
    const struct term_weight *a = left;
    const struct term_weight *b = right;

    return (a->term > b->term) - (a->term < b->term);
}

enum err match_vector(struct op *op, const struct match_index *index, const char *text,
                      struct term_weight **ret_terms, size_t *ret_count)
{
    struct feature_list list = { 0 };
    void *scratch = mem_new(op, char);
    float unknown = logf(((float)index->expert_count + 1.0F) / 0.5F);
    float square = 0;
    size_t count = 0;

    enum err e = feature_extract(op, scratch, text, &list);
    if (e != OK)
        return e;
    uint64_t *keys = mem_array(scratch, uint64_t, list.count + 1);
    for (size_t i = 0; i < list.count; i++)
        keys[i] = list.rows[i].key;
    qsort(keys, list.count, sizeof *keys, compare_keys);
    struct term_weight *terms = mem_array(op, struct term_weight, list.count + 1);
    for (size_t i = 0, tf = 1; i < list.count; i += tf) {
        for (tf = 1; i + tf < list.count && keys[i + tf] == keys[i];)
            tf++;
        uint32_t term = vocab_find(index->terms, keys[i]);
        float weight =
            match_log_tf((uint32_t)tf) * (term == VOCAB_NONE ? unknown : index->weights[term]);
        square += weight * weight;
        if (term != VOCAB_NONE)
            terms[count++] = (struct term_weight){ term, weight };
    }
    mem_free(scratch);
    if (count > MATCH_QUERY_TERMS_MAX) {
        qsort(terms, count, sizeof *terms, compare_weights);
        count = MATCH_QUERY_TERMS_MAX;
    }
    qsort(terms, count, sizeof *terms, compare_terms);
    for (size_t i = 0; i < count; i++)
        terms[i].weight /= sqrtf(square);
    *ret_terms = terms;
    *ret_count = count;
    return OK;
}

uint32_t segment_find(const struct segment *segment, uint32_t term)
{
    uint32_t at = segment->hints[term >> HINT_BITS];

    while (at < segment->term_count && segment->terms[at] < term)
        at++;
    return at < segment->term_count && segment->terms[at] == term ? at : VOCAB_NONE;
}

const uint8_t *segment_dense(const struct segment *segment, uint32_t position)
{
    uint32_t low = 0;
    uint32_t high = segment->dense_count;

    if (segment->starts[position] != segment->starts[position + 1])
        return NULL;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (segment->dense_terms[middle] < position)
            low = middle + 1;
        else
            high = middle;
    }
    return segment->dense + low * segment->dense_stride;
}

/*
 * The product is the high half of (weight * 256) * factor: no sum can pass 16 bits, since the
 * vectors have length one and rounding adds at most an eighth (sqrt(4096) / 510) of the full score.
 */
MATCH_KERNEL static void add_dense(uint16_t *restrict sums, const uint8_t *restrict weights,
                                   size_t count, uint16_t factor)
{
    for (size_t i = 0; i < count; i++)
        sums[i] = (uint16_t)(sums[i] + ((uint32_t)(uint16_t)(weights[i] << 8) * factor >> 16));
}

static void add_sparse(uint16_t *restrict sums, const uint16_t *restrict locals,
                       const uint8_t *restrict weights, size_t count, uint32_t factor)
{
    for (size_t i = 0; i < count; i++)
        sums[locals[i]] = (uint16_t)(sums[locals[i]] + (weights[i] * factor >> FACTOR_SHIFT));
}

/* The score of every expert of the segment from the texts alone. */
static void add_up(const struct segment *segment, const struct term_weight *terms, size_t count,
                   uint16_t *sums)
{
    memset(sums, 0, segment->dense_stride * sizeof *sums);
    for (size_t i = 0; i < count; i++) {
        uint32_t at = segment_find(segment, terms[i].term);
        if (at == VOCAB_NONE)
            continue;
        uint32_t factor = match_factor(terms[i].weight, segment->scales[at]);
        uint32_t start = segment->starts[at];
        const uint8_t *dense = segment_dense(segment, at);
        if (dense != NULL)
            add_dense(sums, dense, segment->dense_stride, (uint16_t)factor);
        else
            add_sparse(sums, segment->locals + start, segment->weights + start,
                       segment->starts[at + 1] - start, factor);
    }
}

static bool worse(const struct match_hit *left, const struct match_hit *right)
{
    return left->score != right->score ? left->score < right->score : left->expert > right->expert;
}

static void sift_down(struct top *top, size_t at)
{
    struct match_hit moving = top->rows[at];

    for (size_t child = 2 * at + 1; child < top->count; child = 2 * at + 1) {
        if (child + 1 < top->count && worse(&top->rows[child + 1], &top->rows[child]))
            child++;
        if (!worse(&top->rows[child], &moving))
            break;
        top->rows[at] = top->rows[child];
        at = child;
    }
    top->rows[at] = moving;
}

static void top_offer(struct top *top, struct match_hit hit)
{
    if (top->count == top->room) {
        if (!worse(&top->rows[0], &hit))
            return;
        top->rows[0] = hit;
        sift_down(top, 0);
        return;
    }
    size_t at = top->count++;
    for (; at > 0 && worse(&hit, &top->rows[(at - 1) / 2]); at = (at - 1) / 2)
        top->rows[at] = top->rows[(at - 1) / 2];
    top->rows[at] = hit;
}

/* Turns the heap into a list, best first. */
static void top_finish(struct top *top)
{
    size_t count = top->count;

    while (top->count > 1) {
        struct match_hit worst = top->rows[0];
        top->rows[0] = top->rows[--top->count];
        sift_down(top, 0);
        top->rows[top->count] = worst;
    }
    top->count = count;
}

/* Whether any of BLOCK sums reaches least. */
MATCH_KERNEL static bool block_reaches(const uint16_t *sums, uint16_t least)
{
    uint16_t any = 0;

    for (size_t i = 0; i < BLOCK; i++)
        any = (uint16_t)(any | (sums[i] >= least));
    return any != 0;
}

/* The least sum that, with every boost, can still enter the top. */
static uint16_t least_sum(const struct top *top, uint32_t boost_max)
{
    if (top->count < top->room)
        return 1;
    uint32_t least = top->rows[0].score * PERMILLE / (PERMILLE + boost_max);
    return (uint16_t)(least < 1 ? 1 : least > UINT16_MAX ? UINT16_MAX : least);
}

/* Offers every allowed expert whose sum can enter the top. */
static void select_top(const struct segment *segment, const struct expert_facts *facts,
                       const uint16_t *sums, const uint64_t *allowed,
                       const struct expert_facts *demand, struct top *top)
{
    uint32_t boost_max = match_boost(demand, demand);
    uint16_t least = least_sum(top, boost_max);

    for (uint32_t block = 0; block < segment->count; block += BLOCK) {
        if (!block_reaches(sums + block, least))
            continue;
        uint32_t bits = (uint32_t)(allowed[block / WORD_BITS] >> block % WORD_BITS);
        for (; bits != 0; bits &= bits - 1) {
            uint32_t i = block + (uint32_t)__builtin_ctz(bits);
            if (sums[i] < least)
                continue;
            uint32_t boost = boost_max == 0 ? 0 : match_boost(&facts[i], demand);
            uint32_t score = sums[i] + sums[i] * boost / PERMILLE;
            top_offer(top, (struct match_hit){ segment->first + i, score });
            least = least_sum(top, boost_max);
        }
    }
}

/* The hard rules as bits, one for each expert of the segment; without any rule nothing is read. */
static void apply_rules(const struct segment *segment, const struct expert_facts *facts,
                        const struct expert_facts *demand, const uint64_t *allowed, uint64_t *bits)
{
    memset(bits, 0xFF, segment->count / WORD_BITS * sizeof *bits);
    bits[segment->count / WORD_BITS] = (UINT64_C(1) << segment->count % WORD_BITS) - 1;
    if (allowed == NULL && demand->level == MATCH_LEVEL_UNKNOWN && demand->org == VOCAB_NONE)
        return;
    for (uint32_t i = 0; i < segment->count; i++) {
        uint32_t expert = segment->first + i;
        bool pass = allowed == NULL || (allowed[expert / WORD_BITS] >> expert % WORD_BITS & 1) == 1;
        pass = pass && facts[i].level >= demand->level;
        pass = pass && (demand->org == VOCAB_NONE || facts[i].org != demand->org);
        bits[i / WORD_BITS] &= ~((uint64_t)!pass << i % WORD_BITS);
    }
}

enum err match_query(struct op *op, const struct match_index *index,
                     const struct match_demand *demand, size_t top_count,
                     struct match_hit **ret_hits, size_t *ret_count)
{
    struct term_weight *terms = NULL;
    size_t count = 0;
    struct expert_facts facts = { match_name(index, demand->field),
                                  match_name(index, demand->region), match_name(index, demand->org),
                                  demand->level_min };

    if (index->expert_count != index->sealed_count || top_count < 1 || top_count > MATCH_TOP_MAX)
        return fail(op, ERR_INVALID, "internal", "index not sealed or top out of range");
    enum err e = match_vector(op, index, demand->text, &terms, &count);
    if (e != OK)
        return e;
    size_t room = top_count < index->expert_count ? top_count : index->expert_count;
    struct top top = { mem_array(op, struct match_hit, room + 1), 0, room };
    uint16_t *sums = mem_array(op, uint16_t, SEGMENT_EXPERTS);
    uint64_t *bits = mem_array(op, uint64_t, SEGMENT_EXPERTS / WORD_BITS + 1);
    for (size_t s = 0; s < index->segment_count; s++) {
        const struct segment *segment = index->segments[s];
        apply_rules(segment, index->facts[s], &facts, demand->allowed, bits);
        add_up(segment, terms, count, sums);
        select_top(segment, index->facts[s], sums, bits, &facts, &top);
    }
    mem_free(sums);
    mem_free(bits);
    mem_free(terms);
    top_finish(&top);
    *ret_hits = top.rows;
    *ret_count = top.count;
    return OK;
}
