/* SPDX-License-Identifier: Apache-2.0 */
/* shape.c: rows from targets and limits, classes from items, patterns from exclusive pairs. */
#include "choose/shape.h"

#include "base/json_own.h"
#include "base/mem.h"
#include "base/op.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* What is only needed while the shape is made. */
struct making {
    struct shape *shape;
    json_t **values;     /* of each limit: value -> row */
    json_t *class_names; /* text of targets and rows -> class */
    int32_t **rows_of;   /* of each item: limits it counts in */
    int32_t *row_counts;
};

static enum err too_many(struct op *op, const char *what, long max)
{
    fail_arg(op, "path", "%s", what);
    fail_arg(op, "max", "%ld", max);
    return fail(op, ERR_TOO_LARGE, "choose_too_many", "%s above %ld", what, max);
}

/* ---- rows ---- */

static int32_t push_row(struct op *op, struct shape *shape, struct shape_row row)
{
    size_t count = (size_t)shape->row_count;

    mem_push(op, shape->rows, count, row);
    shape->row_count = (int32_t)count;
    return shape->row_count - 1;
}

static void add_target_rows(struct op *op, struct shape *shape)
{
    const struct choose_problem *problem = shape->problem;

    shape->target_row = mem_array(op, int32_t, problem->target_count + 1);
    for (size_t t = 0; t < problem->target_count; t++) {
        const struct choose_target *target = &problem->targets[t];
        struct shape_row row = { .target = t, .min = target->min, .max = target->max };
        shape->target_row[t] = -1;
        if (target->max == CHOOSE_OPEN)
            continue;
        shape->target_row[t] = push_row(op, shape, row);
    }
}

/* The limit's row for a value, made when it is the first of it; -1: the limit is for another. */
static int32_t row_for(struct op *op, struct making *making, size_t limit, const char *value)
{
    struct shape *shape = making->shape;
    const struct choose_limit *from = &shape->problem->limits[limit];
    const json_t *known = json_object_get(making->values[limit], value);

    if (from->value != NULL && strcmp(from->value, value) != 0)
        return -1;
    if (known != NULL)
        return (int32_t)json_integer_value(known);
    struct shape_row row = { .target = shape->problem->target_count,
                             .limit = from,
                             .value = value,
                             .min = from->min,
                             .max = from->max };
    int32_t made = push_row(op, shape, row);
    json_object_set_new(making->values[limit], value, json_integer(made));
    return made;
}

static bool is_in(const int32_t *rows, int32_t count, int32_t row)
{
    for (int32_t i = 0; i < count; i++) {
        if (rows[i] == row)
            return true;
    }
    return false;
}

/* The item counts once in each row, whatever its attribute repeats. */
static void count_in(struct op *op, struct making *making, size_t item, int32_t row)
{
    size_t count = (size_t)making->row_counts[item];

    if (row < 0 || is_in(making->rows_of[item], making->row_counts[item], row))
        return;
    mem_push(op, making->rows_of[item], count, row);
    making->row_counts[item] = (int32_t)count;
    making->shape->rows[row].item_count++;
}

static uint64_t targets_of(const struct shape *shape, const struct choose_item *item)
{
    const struct choose_problem *problem = shape->problem;
    uint64_t targets = 0;

    for (size_t t = 0; t < problem->target_count; t++) {
        if (shape->target_row[t] >= 0 && choose_fits(&problem->targets[t], item))
            targets |= UINT64_C(1) << t;
    }
    return targets;
}

/* Limit by limit, so that rows stand as limits do in the file, the values of one as they occur. */
static void add_limit_rows(struct op *op, struct making *making, const uint64_t *targets)
{
    const struct choose_problem *problem = making->shape->problem;

    for (size_t k = 0; k < problem->limit_count; k++) {
        making->values[k] = json_own(op, json_object());
        if (problem->limits[k].value != NULL) /* a min of nobody must be seen */
            (void)row_for(op, making, k, problem->limits[k].value);
        for (size_t i = 0; i < problem->item_count; i++) {
            const json_t *held =
                json_object_get(problem->items[i].attributes, problem->limits[k].by);
            if (targets[i] == 0 || held == NULL)
                continue;
            if (json_is_string(held))
                count_in(op, making, i, row_for(op, making, k, json_string_value(held)));
            for (size_t v = 0; v < json_array_size(held); v++)
                count_in(op, making, i,
                         row_for(op, making, k, json_string_value(json_array_get(held, v))));
        }
    }
}

/* Drops rows that cannot bind and closes the gaps; new numbers in ret_new, -1 dropped. */
static void drop_idle(struct shape *shape, int32_t *ret_new)
{
    int32_t kept = 0;

    for (int32_t r = 0; r < shape->row_count; r++) {
        struct shape_row row = shape->rows[r];
        bool idle = row.limit != NULL && row.min == 0 &&
                    (row.max == CHOOSE_OPEN || row.max >= row.item_count);
        ret_new[r] = idle ? -1 : kept;
        if (row.max == CHOOSE_OPEN || (row.max > row.item_count && row.min <= row.item_count))
            row.max = row.item_count > row.min ? row.item_count : row.min;
        if (!idle)
            shape->rows[kept++] = row;
    }
    shape->row_count = kept;
}

/* ---- classes ---- */

static bool may_be(const struct choose_problem *problem, uint64_t pattern)
{
    for (size_t t = 0; t < problem->target_count; t++) {
        if ((pattern >> t & 1) != 0 && (problem->exclusive[t] & pattern) != 0)
            return false;
    }
    return true;
}

/* All subsets of the class's targets without an exclusive pair; of the same size those that name
 * earlier targets stand first. */
static enum err add_patterns(struct op *op, const struct choose_problem *problem,
                             struct shape_class *class)
{
    uint64_t *patterns = mem_array(op, uint64_t, CHOOSE_PATTERNS_MAX);
    int32_t count = 1;

    for (size_t t = problem->target_count; t > 0; t--) {
        uint64_t bit = UINT64_C(1) << (t - 1);
        int32_t before = count;
        for (int32_t i = 0; (class->targets & bit) != 0 && i < before; i++) {
            if (!may_be(problem, patterns[i] | bit))
                continue;
            if (count == CHOOSE_PATTERNS_MAX)
                return too_many(op, "patterns", CHOOSE_PATTERNS_MAX);
            patterns[count++] = patterns[i] | bit;
        }
    }
    class->patterns = patterns;
    class->pattern_count = count;
    class->sizes = mem_array(op, int32_t, (size_t)count);
    for (int32_t i = 0; i < count; i++)
        class->sizes[i] = __builtin_popcountll(patterns[i]);
    return OK;
}

static const char *class_name(struct op *op, uint64_t targets, const int32_t *rows, int32_t count)
{
    char *name = mem_printf(op, "%llx", (unsigned long long)targets);

    for (int32_t i = 0; i < count; i++)
        mem_append(op, &name, ",%d", rows[i]);
    return name;
}

static int by_number(const void *a, const void *b)
{
    return (*(const int32_t *)a > *(const int32_t *)b) -
           (*(const int32_t *)a < *(const int32_t *)b);
}

/* ret_patterns: how many the item may take. */
static enum err classify(struct op *op, struct making *making, size_t item, uint64_t targets,
                         int32_t *ret_patterns)
{
    struct shape *shape = making->shape;
    int32_t *rows = making->rows_of[item];
    int32_t count = making->row_counts[item];

    if (count > 1)
        qsort(rows, (size_t)count, sizeof rows[0], by_number);
    const char *name = class_name(op, targets, rows, count);
    const json_t *known = json_object_get(making->class_names, name);
    if (known != NULL) {
        assert(shape->classes != NULL);
        shape->class_of[item] = (int32_t)json_integer_value(known);
        *ret_patterns = shape->classes[shape->class_of[item]].pattern_count;
        return OK;
    }
    struct shape_class class = { .targets = targets, .limit_rows = rows, .limit_row_count = count };
    enum err e = add_patterns(op, shape->problem, &class);
    if (e != OK)
        return e;
    size_t classes = (size_t)shape->class_count;
    shape->class_of[item] = shape->class_count;
    json_object_set_new(making->class_names, name, json_integer(shape->class_count));
    mem_push(op, shape->classes, classes, class);
    shape->class_count = (int32_t)classes;
    *ret_patterns = class.pattern_count;
    return OK;
}

/* The rows of an item by their new numbers, without those dropped. */
static void renumber(struct making *making, size_t item, const int32_t *new_rows)
{
    int32_t kept = 0;

    for (int32_t i = 0; i < making->row_counts[item]; i++) {
        int32_t row = new_rows[making->rows_of[item][i]];
        if (row >= 0)
            making->rows_of[item][kept++] = row;
    }
    making->row_counts[item] = kept;
}

static enum err add_classes(struct op *op, struct making *making, const uint64_t *targets)
{
    struct shape *shape = making->shape;
    int32_t *new_rows = mem_array(op, int32_t, (size_t)shape->row_count + 1);
    int64_t var_count = 0;
    enum err e = OK;

    drop_idle(shape, new_rows);
    if (shape->row_count > CHOOSE_ROWS_MAX)
        return too_many(op, "rows", CHOOSE_ROWS_MAX);
    for (int32_t i = 0; e == OK && i < shape->item_count; i++) {
        int32_t patterns = 0;
        renumber(making, (size_t)i, new_rows);
        e = classify(op, making, (size_t)i, targets[i], &patterns);
        var_count += patterns;
    }
    if (e == OK && var_count > CHOOSE_VARS_MAX)
        return too_many(op, "patterns", CHOOSE_VARS_MAX);
    return e;
}

enum err shape_make(struct op *op, const struct choose_problem *problem, struct shape *ret_shape)
{
    struct shape shape = { .problem = problem, .item_count = (int32_t)problem->item_count };
    struct making making = { .shape = &shape, .class_names = json_own(op, json_object()) };
    uint64_t *targets = mem_array(op, uint64_t, problem->item_count + 1);

    making.values = mem_array(op, json_t *, problem->limit_count + 1);
    making.rows_of = mem_array(op, int32_t *, problem->item_count + 1);
    making.row_counts = mem_array(op, int32_t, problem->item_count + 1);
    shape.class_of = mem_array(op, int32_t, problem->item_count + 1);
    add_target_rows(op, &shape);
    for (size_t i = 0; i < problem->item_count; i++) {
        targets[i] = targets_of(&shape, &problem->items[i]);
        for (size_t t = 0; t < problem->target_count; t++) {
            if ((targets[i] >> t & 1) != 0)
                shape.rows[shape.target_row[t]].item_count++;
        }
    }
    add_limit_rows(op, &making, targets);
    enum err e = add_classes(op, &making, targets);
    if (e == OK)
        *ret_shape = shape;
    return e;
}

bool shape_counts(const struct shape *shape, const struct shape_class *class, uint64_t pattern,
                  int32_t row)
{
    const struct shape_row *at = &shape->rows[row];

    if (pattern == 0)
        return false;
    if (at->limit == NULL)
        return (pattern >> at->target & 1) != 0;
    return is_in(class->limit_rows, class->limit_row_count, row);
}

const char *shape_row_name(const void *parent, const struct shape *shape, int32_t row)
{
    const struct shape_row *at = &shape->rows[row];

    if (at->limit == NULL)
        return mem_text(parent, shape->problem->targets[at->target].code);
    return mem_printf(parent, "%s=%s", at->limit->by, at->value);
}
