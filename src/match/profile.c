/* SPDX-License-Identifier: Apache-2.0 */
/* profile.c: from records to profiles of length one. */
#include "match/profile.h"

#include "base/mem.h"
#include "match/record.h"

#include <math.h>
#include <string.h>

/* Collects the terms that occur in the segment, ascending, and where each stands. */
static void collect_terms(const struct match_index *index, struct segment *segment,
                          uint32_t *positions)
{
    uint32_t all = vocab_count(index->terms);
    uint32_t count = 0;

    memset(positions, 0, all * sizeof *positions);
    for (uint32_t i = 0; i < segment->count; i++) {
        struct record_cursor cursor = { .at = segment->records[i] };
        uint32_t term = 0;
        uint32_t tf = 0;
        while (record_next_work(&cursor)) {
            while (record_next_term(&cursor, &term, &tf))
                positions[term] = 1;
        }
    }
    for (uint32_t t = 0; t < all; t++)
        count += positions[t];
    segment->term_count = count;
    segment->terms = mem_array(segment, uint32_t, count);
    count = 0;
    for (uint32_t t = 0; t < all; t++) {
        if (positions[t] == 0)
            continue;
        positions[t] = count;
        segment->terms[count++] = t;
    }
}

/* Brings rows to length one; rows of length zero stay. */
static void normalise(struct term_weight *rows, size_t count)
{
    float square = 0;

    for (size_t i = 0; i < count; i++)
        square += rows[i].weight * rows[i].weight;
    float factor = square > 0 ? 1.0F / sqrtf(square) : 0;
    for (size_t i = 0; i < count; i++)
        rows[i].weight *= factor;
}

/* Adds rows to the sums; *touched lists each term once. A weight of zero is not added. */
static size_t add_rows(float *sums, const struct term_weight *rows, size_t count, float factor,
                       struct term_weight *touched, size_t touched_count)
{
    for (size_t i = 0; i < count; i++) {
        float gift = rows[i].weight * factor;
        if (gift <= 0)
            continue;
        if (sums[rows[i].term] == 0)
            touched[touched_count++].term = rows[i].term;
        sums[rows[i].term] += gift;
    }
    return touched_count;
}

/* Moves the sums of the touched terms into them, clears the sums, makes the whole of length one. */
static void collect_sums(float *sums, struct term_weight *touched, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        touched[i].weight = sums[touched[i].term];
        sums[touched[i].term] = 0;
    }
    normalise(touched, count);
}

/* Sum of an expert's work vectors into rows; returns their count. */
static size_t profile_of(const struct match_index *index, const uint8_t *record,
                         const uint32_t *positions, struct profile_set *set,
                         struct term_weight *rows)
{
    struct record_cursor cursor = { .at = record };
    size_t count = 0;

    while (record_next_work(&cursor)) {
        /* The work's own terms stand behind the profile's: there is room, see profile_make. */
        struct term_weight *work = rows + count;
        size_t work_count = 0;
        uint32_t term = 0;
        uint32_t tf = 0;
        while (record_next_term(&cursor, &term, &tf)) {
            work[work_count].term = positions[term];
            work[work_count].weight = match_log_tf(tf) * index->weights[term];
            work_count++;
        }
        normalise(work, work_count);
        /* add_rows writes touched terms at or before the row it has just read. */
        count = add_rows(set->sums, work, work_count, 1.0F, rows, count);
    }
    collect_sums(set->sums, rows, count);
    return count;
}

/* Reorders rows so that the heaviest come first, as many as wanted (Hoare's FIND, 1961). */
static void heads_first(struct term_weight *rows, size_t count, size_t wanted)
{
    ptrdiff_t low = 0;
    ptrdiff_t high = (ptrdiff_t)count - 1;
    ptrdiff_t nth = (ptrdiff_t)wanted - 1;

    if (count <= wanted)
        return;
    while (low < high) {
        float pivot = rows[nth].weight;
        ptrdiff_t i = low;
        ptrdiff_t j = high;
        while (i <= j) {
            while (rows[i].weight > pivot)
                i++;
            while (rows[j].weight < pivot)
                j--;
            if (i > j)
                break;
            struct term_weight swap = rows[i];
            rows[i++] = rows[j];
            rows[j--] = swap;
        }
        if (j < nth)
            low = i;
        if (nth < i)
            high = j;
    }
}

void profile_make(const void *parent, const struct match_index *index, struct segment *segment,
                  uint32_t *positions, struct profile_set *ret_set)
{
    struct profile_set set = { .segment = segment };
    size_t used = 0;

    collect_terms(index, segment, positions);
    set.rows = mem_array(parent, struct term_weight, segment->entry_count + 1);
    set.starts = mem_array(parent, uint32_t, segment->count + 1);
    set.sums = mem_array(parent, float, segment->term_count + 1);
    size_t longest = 0;
    for (uint32_t i = 0; i < segment->count; i++) {
        set.starts[i] = (uint32_t)used;
        size_t count = profile_of(index, segment->records[i], positions, &set, set.rows + used);
        heads_first(set.rows + used, count, HEAD_TERMS);
        used += count;
        longest = count > longest ? count : longest;
    }
    set.starts[segment->count] = (uint32_t)used;
    set.expanded = mem_array(parent, struct term_weight, longest + (size_t)PEER_COUNT * HEAD_TERMS);
    set.peers = mem_zero(parent, sizeof *set.peers, segment->count, "peers");
    set.gifts = mem_zero(parent, sizeof *set.gifts, segment->count, "gifts");
    *ret_set = set;
}

const struct term_weight *profile_expand(struct profile_set *set, uint32_t local, size_t *ret_count)
{
    const struct term_weight *own = set->rows + set->starts[local];
    size_t own_count = set->starts[local + 1] - set->starts[local];
    size_t count = add_rows(set->sums, own, own_count, 1.0F, set->expanded, 0);

    for (int k = 0; k < PEER_COUNT && set->gifts[local][k] > 0; k++) {
        uint32_t peer = set->peers[local][k];
        size_t head = set->starts[peer + 1] - set->starts[peer];
        head = head < HEAD_TERMS ? head : HEAD_TERMS;
        count = add_rows(set->sums, set->rows + set->starts[peer], head, set->gifts[local][k],
                         set->expanded, count);
    }
    collect_sums(set->sums, set->expanded, count);
    *ret_count = count;
    return set->expanded;
}
