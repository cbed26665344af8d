/* SPDX-License-Identifier: Apache-2.0 */
/* clash.c: leaves bounds out of the problem and asks whether the minima can be met then. */
#include "choose/clash.h"

#include "base/mem.h"
#include "base/op.h"

#include <string.h>

enum { SET_MAX = 3 };

struct trying {
    struct op *op;
    const struct shape *shape;
    const struct levels *levels;
    struct clash_bound *all; /* every bound that could bind */
    size_t count;
    int tries;
};

/* How many the minima lack when only these bounds hold. */
static enum err missing_with(struct trying *trying, const bool *held, int64_t *ret_missing)
{
    struct op *part = op_part(trying->op);
    struct shape shape = *trying->shape;
    struct tableau *tableau = NULL;
    struct choice choice = { 0 };

    trying->tries++;
    shape.rows = mem_array(part, struct shape_row, (size_t)shape.row_count + 1);
    for (int32_t r = 0; r < shape.row_count; r++) {
        shape.rows[r] = trying->shape->rows[r];
        int32_t most = shape.rows[r].item_count;
        shape.rows[r].min = 0;
        shape.rows[r].max = most > trying->shape->rows[r].min ? most : trying->shape->rows[r].min;
    }
    for (size_t i = 0; i < trying->count; i++) {
        const struct clash_bound *bound = &trying->all[i];
        const struct shape_row *from = &trying->shape->rows[bound->row];
        if (held[i] && bound->is_min)
            shape.rows[bound->row].min = from->min;
        else if (held[i])
            shape.rows[bound->row].max = from->max;
    }
    enum err e = tableau_new(part, &shape, trying->levels, &tableau);
    if (e == OK)
        e = search_best(part, tableau, part, &choice);
    if (e == OK)
        *ret_missing = choice.shortage;
    return op_part_end(trying->op, part, e);
}

static void list_bounds(struct trying *trying)
{
    for (int32_t r = 0; r < trying->shape->row_count; r++) {
        const struct shape_row *row = &trying->shape->rows[r];
        if (row->min > 0)
            mem_push(trying->op, trying->all, trying->count, ((struct clash_bound){ r, true }));
    }
    for (int32_t r = 0; r < trying->shape->row_count; r++) {
        const struct shape_row *row = &trying->shape->rows[r];
        if (row->max < row->item_count)
            mem_push(trying->op, trying->all, trying->count, ((struct clash_bound){ r, false }));
    }
}

/* The next set of size numbers below count, in order; false: that was the last. */
static bool next_set(size_t *set, size_t size, size_t count)
{
    for (size_t i = size; i > 0; i--) {
        if (set[i - 1] < count - (size - i) - 1) {
            set[i - 1]++;
            for (size_t k = i; k < size; k++)
                set[k] = set[k - 1] + 1;
            return true;
        }
    }
    return false;
}

/* Tries all sets of a size; held is the first that clashes. */
static enum err try_sets(struct trying *trying, size_t size, bool *held, int64_t *ret_missing)
{
    size_t set[SET_MAX] = { 0, 1, 2 };
    enum err e = OK;

    if (size > trying->count)
        return OK;
    do {
        if (!trying->all[set[0]].is_min) /* minima stand first: none in the rest */
            return OK;
        memset(held, 0, trying->count * sizeof held[0]);
        for (size_t i = 0; i < size; i++)
            held[set[i]] = true;
        e = missing_with(trying, held, ret_missing);
    } while (e == OK && *ret_missing == 0 && trying->tries < CLASH_TRIES_MAX &&
             next_set(set, size, trying->count));
    return e;
}

/* Leaves out what can be left out, one after another. */
static enum err shrink(struct trying *trying, bool *held, int64_t *ret_missing)
{
    int64_t missing = 0;
    enum err e = OK;

    for (size_t i = 0; i < trying->count; i++)
        held[i] = true;
    for (size_t i = trying->count; e == OK && i > 0; i--) {
        held[i - 1] = false;
        e = missing_with(trying, held, &missing);
        held[i - 1] = missing == 0;
    }
    return e == OK ? missing_with(trying, held, ret_missing) : e;
}

enum err clash_find(struct op *op, const struct shape *shape, const struct levels *levels,
                    struct clash *ret_clash)
{
    struct trying trying = { .op = op, .shape = shape, .levels = levels };
    struct clash clash = { .smallest = true };
    enum err e = OK;

    list_bounds(&trying);
    bool *held = mem_array(op, bool, trying.count + 1);
    for (size_t size = 1; e == OK && size <= SET_MAX && clash.missing == 0; size++) {
        e = try_sets(&trying, size, held, &clash.missing);
        if (trying.tries >= CLASH_TRIES_MAX)
            break;
    }
    if (e == OK && clash.missing == 0) {
        clash.smallest = false;
        e = shrink(&trying, held, &clash.missing);
    }
    for (size_t i = 0; e == OK && i < trying.count; i++) {
        if (held[i])
            mem_push(op, clash.bounds, clash.count, trying.all[i]);
    }
    if (e == OK)
        *ret_clash = clash;
    return e;
}
