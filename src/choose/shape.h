/* SPDX-License-Identifier: Apache-2.0 */
/*
 * shape.h: a selection as rows and patterns.
 *
 * A row is a target or a limit for one value, with the fewest and the most it may hold. A pattern
 * is a set of targets that one item may fill together; pattern 0 is none of them. Items that may
 * fill the same targets and count in the same limits are of one class and share its patterns.
 */
#pragma once
#include "choose/problem.h"

enum { CHOOSE_ROWS_MAX = 20000, CHOOSE_PATTERNS_MAX = 256, CHOOSE_VARS_MAX = 1000000 };

struct shape_row {
    size_t target;                    /* place in the problem; no target: target_count */
    const struct choose_limit *limit; /* NULL: a target */
    const char *value;                /* of the limit */
    int32_t min, max;                 /* max at most the number of items that count in it */
    int32_t item_count;               /* that could count in it */
};

struct shape_class {
    uint64_t targets;    /* bits of those its items may fill, of those with places */
    int32_t *limit_rows; /* ascending */
    int32_t limit_row_count;
    uint64_t *patterns; /* bits of targets; patterns[0] is 0 */
    int32_t *sizes;     /* places of each pattern */
    int32_t pattern_count;
};

struct shape {
    const struct choose_problem *problem;
    struct shape_row *rows; /* those of targets first, in their order */
    int32_t row_count;
    int32_t *target_row; /* of each target, -1: it has no number of places */
    struct shape_class *classes;
    int32_t class_count;
    int32_t *class_of; /* of each item */
    int32_t item_count;
};

/*
 * The rows and classes of a problem. A limit's row that cannot bind (max not below the number of
 * items in it, no min) is left out. Errors: ERR_TOO_LARGE choose_too_many: more than
 * CHOOSE_ROWS_MAX rows, CHOOSE_PATTERNS_MAX patterns of an item, CHOOSE_VARS_MAX of all.
 */
CHECKED enum err shape_make(struct op *op, const struct choose_problem *problem,
                            struct shape *ret_shape);

/* Whether the pattern of an item of the class counts in the row. */
bool shape_counts(const struct shape *shape, const struct shape_class *class, uint64_t pattern,
                  int32_t row);

/* "国家级" or "league=兴安盟", a child of parent. */
const char *shape_row_name(const void *parent, const struct shape *shape, int32_t row);
