/* SPDX-License-Identifier: Apache-2.0 */
/* peers.c: the nearest profiles of each profile, by the heads alone. */
#include "match/profile.h"

#include "base/mem.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/* Peers whose likeness (cosines) adds up to this or more give 1 in all; one alone GIFT_MAX. */
static const float LIKENESS_LEAST = 0.25F;
static const float GIFT_MAX = 0.3F;

/*
 * A word in the heads of more than LIST_MAX experts of a segment tells little about who is near
 * and is passed over: the work for an expert is bounded by HEAD_TERMS * LIST_MAX.
 */
enum { LIST_MAX = 1024, BLOCK = 64, WEIGHT_ONE = 4096 };

/* Lists by term of the profiles whose head has it; weights in units of 1 / WEIGHT_ONE. */
struct head_lists {
    uint32_t *starts;
    uint16_t *locals;
    uint16_t *weights;
};

static size_t head_count(const struct profile_set *set, uint32_t local)
{
    size_t count = set->starts[local + 1] - set->starts[local];

    return count < HEAD_TERMS ? count : HEAD_TERMS;
}

static void invert_heads(const void *scratch, const struct profile_set *set,
                         struct head_lists *ret_lists)
{
    const struct segment *segment = set->segment;
    struct head_lists lists = { 0 };
    size_t total = 0;

    lists.starts = mem_array(scratch, uint32_t, segment->term_count + 2);
    for (uint32_t i = 0; i < segment->count; i++) {
        const struct term_weight *rows = set->rows + set->starts[i];
        for (size_t k = 0; k < head_count(set, i); k++)
            lists.starts[rows[k].term + 2]++;
        total += head_count(set, i);
    }
    for (uint32_t t = 2; t < segment->term_count + 2; t++)
        lists.starts[t] += lists.starts[t - 1];
    lists.locals = mem_array(scratch, uint16_t, total + 1);
    lists.weights = mem_array(scratch, uint16_t, total + 1);
    /* starts[t + 1] moves from the begin of list t to its end, which is the begin of t + 1 */
    for (uint32_t i = 0; i < segment->count; i++) {
        const struct term_weight *rows = set->rows + set->starts[i];
        for (size_t k = 0; k < head_count(set, i); k++) {
            uint32_t at = lists.starts[rows[k].term + 1]++;
            lists.locals[at] = (uint16_t)i;
            lists.weights[at] = (uint16_t)lrintf(rows[k].weight * WEIGHT_ONE);
        }
    }
    *ret_lists = lists;
}

/* Puts a candidate in its place among the best so far; earlier numbers win a tie. */
static void offer(uint16_t *peers, uint32_t *likeness, uint16_t peer, uint32_t value)
{
    int at = PEER_COUNT - 1;

    for (; at > 0 && value > likeness[at - 1]; at--) {
        likeness[at] = likeness[at - 1];
        peers[at] = peers[at - 1];
    }
    likeness[at] = value;
    peers[at] = peer;
}

/* Whether any of BLOCK sums is greater than bound. */
MATCH_KERNEL static bool block_exceeds(const uint32_t *sums, uint32_t bound)
{
    uint32_t any = 0;

    for (size_t i = 0; i < BLOCK; i++)
        any |= sums[i] > bound;
    return any != 0;
}

/* Adds up the likeness of one expert's head to every other's. */
static void add_likeness(const struct profile_set *set, const struct head_lists *lists,
                         uint32_t *sums, uint32_t local)
{
    const struct term_weight *rows = set->rows + set->starts[local];

    for (size_t k = 0; k < head_count(set, local); k++) {
        uint32_t weight = (uint32_t)lrintf(rows[k].weight * WEIGHT_ONE);
        uint32_t from = lists->starts[rows[k].term];
        uint32_t to = lists->starts[rows[k].term + 1];
        for (uint32_t i = from; to - from <= LIST_MAX && i < to; i++)
            sums[lists->locals[i]] += weight * lists->weights[i];
    }
}

/* sums has whole blocks; it is zero before and after. */
static void find_for(struct profile_set *set, const struct head_lists *lists, uint32_t *sums,
                     uint32_t local)
{
    uint32_t likeness[PEER_COUNT] = { 0 };
    uint32_t count = set->segment->count;
    float all = 0;

    add_likeness(set, lists, sums, local);
    sums[local] = 0;
    for (uint32_t block = 0; block < count; block += BLOCK) {
        if (!block_exceeds(sums + block, likeness[PEER_COUNT - 1]))
            continue;
        for (uint32_t i = block; i < block + BLOCK; i++) {
            if (sums[i] > likeness[PEER_COUNT - 1])
                offer(set->peers[local], likeness, (uint16_t)i, sums[i]);
        }
    }
    memset(sums, 0, count * sizeof *sums);
    for (int k = 0; k < PEER_COUNT; k++)
        all += (float)likeness[k] / ((float)WEIGHT_ONE * WEIGHT_ONE);
    /* Shares of the whole; less when even the nearest are far, never so much as to drown it. */
    all = all < LIKENESS_LEAST ? LIKENESS_LEAST : all;
    for (int k = 0; k < PEER_COUNT; k++) {
        float gift = (float)likeness[k] / ((float)WEIGHT_ONE * WEIGHT_ONE) / all;
        set->gifts[local][k] = gift < GIFT_MAX ? gift : GIFT_MAX;
    }
}

void profile_find_peers(const void *parent, struct profile_set *set)
{
    void *scratch = mem_new(parent, char);
    struct head_lists lists = { 0 };

    invert_heads(scratch, set, &lists);
    uint32_t *sums = mem_array(scratch, uint32_t, set->segment->count + BLOCK);
    for (uint32_t i = 0; i < set->segment->count; i++)
        find_for(set, &lists, sums, i);
    mem_free(scratch);
}
