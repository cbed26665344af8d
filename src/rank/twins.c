/* SPDX-License-Identifier: Apache-2.0 */
/* twins.c: sorting by number of marks, sum, reviewers and sections. */
#include "rank/twins.h"

#include "base/mem.h"

#include <stdbool.h>
#include <stdlib.h>

struct looked {
    const struct mark *rows;
    int64_t sum;
    int32_t count, item;
};

static int compare_int(int64_t a, int64_t b)
{
    return a < b ? -1 : a > b;
}

/* 0 for twins. */
static int compare_looks(const struct looked *a, const struct looked *b)
{
    int order = compare_int(a->count, b->count);

    if (order == 0)
        order = compare_int(a->sum, b->sum);
    for (int32_t k = 0; order == 0 && k < a->count; k++) {
        order = compare_int(a->rows[k].reviewer, b->rows[k].reviewer);
        if (order == 0)
            order = compare_int(a->rows[k].section, b->rows[k].section);
    }
    return order;
}

static int compare_looked(const void *left, const void *right)
{
    const struct looked *a = left;
    const struct looked *b = right;
    int order = compare_looks(a, b);

    return order != 0 ? order : compare_int(a->item, b->item);
}

struct twins twins_find(struct op *op, const struct marks *marks)
{
    size_t items = (size_t)marks->items.count;
    struct looked *looked = mem_array(op, struct looked, items);
    struct twins twins = { mem_array(op, int32_t, items), mem_array(op, int32_t, items + 1), 0 };

    for (int32_t i = 0; i < marks->items.count; i++) {
        const struct mark *rows = marks->rows + marks->item_first[i];
        looked[i] = (struct looked){ rows, 0, marks->item_first[i + 1] - marks->item_first[i], i };
        for (int32_t k = 0; k < looked[i].count; k++)
            looked[i].sum += rows[k].hundredths;
    }
    qsort(looked, items, sizeof *looked, compare_looked);
    for (int32_t i = 0; i < marks->items.count; i++) {
        twins.items[i] = looked[i].item;
        if (i == 0 || compare_looks(&looked[i], &looked[i - 1]) != 0)
            twins.first[twins.set_count++] = i;
    }
    twins.first[twins.set_count] = marks->items.count;
    mem_free(looked);
    return twins;
}
