/* SPDX-License-Identifier: Apache-2.0 */
/* place.c: merge sort from runs of eight; merging chooses without branches, because a processor
 * cannot guess the order of random numbers. */
#include "rank/place.h"

#include "base/mem.h"

#include <stddef.h>

enum { RUN = 8 };

struct keyed {
    double value;
    int32_t index;
};

struct placing {
    int32_t count;
    struct keyed *from, *to;
};

struct placing *placing_new(const void *parent, int32_t count)
{
    struct placing *placing = mem_new(parent, struct placing);

    placing->count = count;
    placing->from = mem_array(placing, struct keyed, (size_t)count);
    placing->to = mem_array(placing, struct keyed, (size_t)count);
    return placing;
}

/* Falling, in place. */
static void sort_run(struct keyed *run, int32_t count)
{
    for (int32_t i = 1; i < count; i++) {
        struct keyed moving = run[i];
        int32_t at = i;
        for (; at > 0 && run[at - 1].value < moving.value; at--)
            run[at] = run[at - 1];
        run[at] = moving;
    }
}

static void merge_runs(const struct keyed *left, const struct keyed *middle,
                       const struct keyed *end, struct keyed *to)
{
    const struct keyed *right = middle;

    while (left < middle && right < end) {
        ptrdiff_t take_right = left->value < right->value;
        *to++ = *(take_right ? right : left);
        right += take_right;
        left += 1 - take_right;
    }
    while (left < middle)
        *to++ = *left++;
    while (right < end)
        *to++ = *right++;
}

/* Sorts the first count of placing->from, falling. */
static void sort_keyed(struct placing *placing, int32_t count)
{
    for (int32_t at = 0; at < count; at += RUN)
        sort_run(placing->from + at, count - at < RUN ? count - at : RUN);
    for (int32_t run = RUN; run < count; run *= 2) {
        struct keyed *from = placing->from;
        for (int32_t at = 0; at < count; at += 2 * run) {
            int32_t middle = at + run < count ? at + run : count;
            int32_t end = at + 2 * run < count ? at + 2 * run : count;
            merge_runs(from + at, from + middle, from + end, placing->to + at);
        }
        placing->from = placing->to;
        placing->to = from;
    }
}

void placing_rank(struct placing *placing, const double *values, int32_t *ret_ranks)
{
    int32_t rank = 1;

    for (int32_t i = 0; i < placing->count; i++)
        placing->from[i] = (struct keyed){ values[i], i };
    sort_keyed(placing, placing->count);
    for (int32_t k = 0; k < placing->count; k++) {
        const struct keyed *row = &placing->from[k];
        if (k > 0 && row->value < row[-1].value)
            rank = k + 1;
        ret_ranks[row->index] = rank;
    }
}

void placing_sort(struct placing *placing, double *values, int32_t count)
{
    for (int32_t i = 0; i < count; i++)
        placing->from[i].value = values[i];
    sort_keyed(placing, count);
    for (int32_t i = 0; i < count; i++)
        values[i] = placing->from[count - 1 - i].value;
}
