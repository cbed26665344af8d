/* SPDX-License-Identifier: Apache-2.0 */
/* peers.c: the nearest profiles of each profile, by the heads alone. */
#include "match/profile.h"

#include "base/mem.h"

/* Five peers at this sum of likeness (cosines) or above give 1 in all; one alone at most GIFT_MAX. */
static const float LIKENESS_LEAST = 0.25F;
static const float GIFT_MAX = 0.3F;

/* Lists by term of the profiles whose head has it. */
struct head_lists {
    uint32_t *starts;
    uint16_t *locals;
    float *weights;
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
    lists.weights = mem_array(scratch, float, total + 1);
    /* starts[t + 1] moves from the begin of list t to its end, which is the begin of t + 1 */
    for (uint32_t i = 0; i < segment->count; i++) {
        const struct term_weight *rows = set->rows + set->starts[i];
        for (size_t k = 0; k < head_count(set, i); k++) {
            uint32_t at = lists.starts[rows[k].term + 1]++;
            lists.locals[at] = (uint16_t)i;
            lists.weights[at] = rows[k].weight;
        }
    }
    *ret_lists = lists;
}

/* Puts a candidate in its place among the best so far; earlier numbers win a tie. */
static void offer(uint16_t *peers, float *likeness, uint16_t peer, float value)
{
    int at = PEER_COUNT - 1;

    if (value <= likeness[at])
        return;
    for (; at > 0 && value > likeness[at - 1]; at--) {
        likeness[at] = likeness[at - 1];
        peers[at] = peers[at - 1];
    }
    likeness[at] = value;
    peers[at] = peer;
}

/* Adds up the likeness of one expert's head to every other's; sums is left as zeros. */
static void find_for(struct profile_set *set, const struct head_lists *lists, float *sums,
                     uint32_t local)
{
    const struct term_weight *rows = set->rows + set->starts[local];
    uint16_t *peers = set->peers[local];
    float *likeness = set->gifts[local];
    float all = 0;

    for (size_t k = 0; k < head_count(set, local); k++) {
        float weight = rows[k].weight;
        for (uint32_t i = lists->starts[rows[k].term]; i < lists->starts[rows[k].term + 1]; i++)
            sums[lists->locals[i]] += weight * lists->weights[i];
    }
    sums[local] = 0;
    for (uint32_t i = 0; i < set->segment->count; i++) {
        if (sums[i] > likeness[PEER_COUNT - 1])
            offer(peers, likeness, (uint16_t)i, sums[i]);
        sums[i] = 0;
    }
    for (int k = 0; k < PEER_COUNT; k++)
        all += likeness[k];
    /* Shares of the whole; less when even the nearest are far, never so much as to drown it. */
    all = all < LIKENESS_LEAST ? LIKENESS_LEAST : all;
    for (int k = 0; k < PEER_COUNT; k++)
        likeness[k] = likeness[k] / all < GIFT_MAX ? likeness[k] / all : GIFT_MAX;
}

void profile_find_peers(const void *parent, struct profile_set *set)
{
    void *scratch = mem_new(parent, char);
    struct head_lists lists = { 0 };

    invert_heads(scratch, set, &lists);
    float *sums = mem_array(scratch, float, set->segment->count);
    for (uint32_t i = 0; i < set->segment->count; i++)
        find_for(set, &lists, sums, i);
    mem_free(scratch);
}
