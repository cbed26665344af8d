/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tableau.h: the best fractional choice, in integers, and the tableau that it leaves.
 *
 * Variables are the patterns of the items (x >= 0, those of an item add up to 1), and of each row a
 * slack (0..max - min) and, where it has a min, a shortage (0..min):
 *     sum of the patterns that count + slack + shortage = max.
 * "Add up to 1" takes no row: one pattern of each item is its key, kept out of the tableau (Dantzig
 * and Van Slyke 1967, generalised upper bounds). The tableau holds integers over one denominator,
 * which is the determinant of the basis (Edmonds 1967; Bareiss 1968), so that nothing is rounded.
 *
 * What is made best is a list of numbers, the first that differs decides: banned patterns (fewest),
 * shortages (fewest), places (most), by sum: the sum of scores, then the phases of level.h, then
 * the earliest targets for the best items. One lexicographic tableau makes all of them best at
 * once; a step that gains nothing is followed by the smallest number (Bland 1977) after a while, so
 * that it ends. Where the best is no whole choice, cuts that every whole choice keeps are added
 * (Gomory 1958): in each equation the fractional parts of a whole solution add up to that of the
 * right side at least.
 */
#pragma once
#include "choose/level.h"
#include "choose/shape.h"

struct tableau_copy;

struct tableau {
    const struct shape *shape;
    const struct levels *levels;
    int32_t base_rows; /* those of the shape; cuts come after them */
    int32_t row_count; /* with cuts */
    int32_t row_max;   /* numbers of a column: grows with cuts */
    int32_t var_count;
    int32_t pattern_vars; /* the first so many are patterns, item by item; then slacks and shortages
                             of the base rows, then slacks of cuts */
    int32_t *first_var;   /* of each item; item_count + 1 */
    int32_t *item_of;     /* of a pattern */
    int32_t *size;        /* places of a pattern; 0 of others */
    int32_t *favour;      /* of a pattern among those of its size: more is better */
    int32_t *upper;       /* of a slack or shortage */
    bool *banned;
    bool *at_upper; /* a slack out of the basis at its upper bound */
    int32_t *place; /* row of a basic variable, or one of the next two */
    int32_t *key;   /* of each item */
    int32_t *basic; /* of each row */
    int32_t *value; /* of each row, over denominator */
    int32_t
        *columns; /* of each variable row_count numbers, over denominator; of basic ones stale */
    int64_t denominator;
    bool is_dual; /* the basis is the best but for patterns that were banned since */
    int32_t next; /* where pricing goes on */
    int64_t steps;
    int32_t *changed_rows; /* room for one pivot */
    struct weights *weights;
    struct tableau_copy *safe; /* of a basis that needs no repair, without cuts; NULL: none yet */
};

enum { PLACE_OUT = -1, PLACE_KEY = -2, PLACE_UNUSED = -3 };

/* Cuts that may stand at once. */
enum { CUTS_MAX = 60 };

/* Cells of the tableau at most: 256 MB. */
enum { TABLEAU_CELLS_MAX = 64 * 1024 * 1024 };

/*
 * A tableau whose basis is the greedy choice down the list. Errors: ERR_TOO_LARGE choose_too_wide
 * (rows times patterns over TABLEAU_CELLS_MAX; arguments items, rows).
 */
CHECKED enum err tableau_new(struct op *op, const struct shape *shape, const struct levels *levels,
                             struct tableau **ret_tableau);

/*
 * Goes from where it stands to the best choice with the bans as they are; *ret_possible: whether
 * there is one. Errors: ERR_TOO_LARGE choose_entangled: a number left 32 bits, or more than
 * max_steps steps; the tableau is of no use then.
 */
CHECKED enum err tableau_solve(struct op *op, struct tableau *tableau, int64_t max_steps,
                               bool *ret_possible);

/*
 * Adds cuts for rows whose basic variable is no whole number, after removing those that hold
 * nothing any more. Returns how many; none when there is no room or the numbers have grown large.
 */
int32_t tableau_cut(struct tableau *tableau);

/* A copy of the basis with all numbers, to come back to; a child of parent. */
struct tableau_copy *tableau_save(const void *parent, const struct tableau *tableau);
void tableau_load(struct tableau *tableau, const struct tableau_copy *copy);

/* x of a pattern, over denominator. */
int64_t tableau_x(const struct tableau *tableau, int32_t var);

/* Sum of shortages, of banned patterns, over denominator. */
int64_t tableau_short(const struct tableau *tableau);
int64_t tableau_banned(const struct tableau *tableau);
