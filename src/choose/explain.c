/* SPDX-License-Identifier: Apache-2.0 */
/* explain.c: goes down the list and counts what is used up. */
#include "choose/explain.h"

#include "base/mem.h"

/* What the chosen hold of each row: those above the item that is looked at, and all. */
struct held {
    int32_t *above;
    int32_t *all;
};

static void hold(const struct shape *shape, const struct choice *choice, int32_t item,
                 int32_t *held)
{
    const struct shape_class *class = &shape->classes[shape->class_of[item]];
    uint64_t pattern = class->patterns[choice->pattern[item]];

    for (size_t t = 0; t < shape->problem->target_count; t++) {
        if ((pattern >> t & 1) != 0)
            held[shape->target_row[t]]++;
    }
    for (int32_t i = 0; pattern != 0 && i < class->limit_row_count; i++)
        held[class->limit_rows[i]]++;
}

/* A limit of the item that is used up, or -1. */
static int32_t full_limit(const struct shape *shape, const struct shape_class *class,
                          const int32_t *held)
{
    for (int32_t i = 0; i < class->limit_row_count; i++) {
        int32_t row = class->limit_rows[i];
        if (held[row] >= shape->rows[row].max)
            return row;
    }
    return -1;
}

/* The first target of the item when all of them are full, or -1. */
static int32_t full_targets(const struct shape *shape, const struct shape_class *class,
                            const int32_t *held)
{
    int32_t first = -1;

    for (size_t t = 0; t < shape->problem->target_count; t++) {
        int32_t row = shape->target_row[t];
        if ((class->targets >> t & 1) == 0)
            continue;
        if (held[row] < shape->rows[row].max)
            return -1;
        first = first < 0 ? row : first;
    }
    return first;
}

/* What stopped an item: the chosen above it, else all the chosen. */
static void say_why(struct op *op, const struct shape *shape, int32_t item, const struct held *held,
                    struct choose_line *line)
{
    const struct shape_class *class = &shape->classes[shape->class_of[item]];
    const int32_t *const counts[] = { held->above, held->all };

    line->reason = CHOOSE_BY_RANK;
    line->of = NULL;
    for (size_t i = 0; i < 2 && class->targets != 0; i++) {
        int32_t limit = full_limit(shape, class, counts[i]);
        int32_t target = limit < 0 ? full_targets(shape, class, counts[i]) : -1;
        if (limit < 0 && target < 0)
            continue;
        line->reason = limit >= 0 ? CHOOSE_BY_LIMIT : CHOOSE_BY_TARGET;
        line->of = shape_row_name(op, shape, limit >= 0 ? limit : target);
        return;
    }
}

/* A chosen one is in by its rank; exclusive when a target that it fills keeps it out of another. */
static void say_selected(struct op *op, const struct shape *shape, int32_t item,
                         struct choose_line *line)
{
    const struct shape_class *class = &shape->classes[shape->class_of[item]];

    line->reason = CHOOSE_BY_RANK;
    for (size_t t = 0; t < shape->problem->target_count; t++) {
        bool filled = (line->targets >> t & 1) != 0;
        if (!filled || (class->targets & ~line->targets & shape->problem->exclusive[t]) == 0)
            continue;
        line->reason = CHOOSE_BY_EXCLUSIVE;
        line->of = mem_text(op, shape->problem->targets[t].code);
        return;
    }
}

void explain(struct op *op, const struct shape *shape, const struct levels *levels,
             const struct choice *choice, struct choose_line *lines)
{
    size_t rows = (size_t)shape->row_count + 1;
    struct held held = { mem_array(op, int32_t, rows), mem_array(op, int32_t, rows) };
    int32_t reserve = 0;

    for (int32_t item = 0; item < shape->item_count; item++)
        hold(shape, choice, item, held.all);
    for (int32_t i = 0; i < shape->item_count; i++) {
        int32_t item = levels->order[i];
        const struct shape_class *class = &shape->classes[shape->class_of[item]];
        struct choose_line *line = &lines[item];
        line->targets = class->patterns[choice->pattern[item]];
        line->state = line->targets != 0 ? CHOOSE_SELECTED : CHOOSE_OUT;
        if (line->state == CHOOSE_SELECTED) {
            say_selected(op, shape, item, line);
            hold(shape, choice, item, held.above);
            continue;
        }
        say_why(op, shape, item, &held, line);
        if (class->targets != 0 && reserve < shape->problem->reserve) {
            line->state = CHOOSE_RESERVE;
            line->reserve_no = ++reserve;
        }
    }
}
