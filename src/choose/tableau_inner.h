/* SPDX-License-Identifier: Apache-2.0 */
/* tableau_inner.h: pricing, shared by the two files of the tableau. */
#pragma once
#include "choose/tableau.h"

/* What the basic variables weigh in each number of the objective, ready for pricing. */
struct weights {
    int32_t *rows; /* whose basic variable is a pattern or a shortage */
    int32_t count;
    int32_t *size, *favour, *ban, *shortage; /* of each row, against the key of the item */
    int32_t **sorted; /* of each phase, then of favours: rows by level of their item */
    int32_t sorted_count;
};

struct weights *weights_new(const void *parent, const struct tableau *tableau);

/* Reads the basis anew. */
void weights_set(struct tableau *tableau);

/* Whether a growing variable makes the choice better (1), worse (-1) or neither (0). */
int weights_price(const struct tableau *tableau, int32_t var);

/* Level of an item in a phase; the phase after the last is its place in the order. */
int32_t weights_level(const struct tableau *tableau, int32_t phase, int32_t item);

/*
 * Which of two ways to move loses less for each unit of what it repairs: 1 the first, -1 the
 * second, 0 neither. A way is a variable and how much one unit of it repairs (> 0), with sign 1
 * growing and -1 shrinking.
 */
struct way {
    int32_t var;
    int64_t repairs;
    int sign;
};
int weights_compare(const struct tableau *tableau, const struct way *first,
                    const struct way *second);

/* ---- steps, for both methods; false: a number became too large ---- */

int32_t *tableau_column(const struct tableau *tableau, int32_t var);

static inline bool tableau_is_shortage(const struct tableau *tableau, int32_t var)
{
    int32_t first = tableau->pattern_vars + tableau->base_rows;

    return var >= first && var < first + tableau->base_rows;
}

/* A row whose basic variable is of the item, or -1. */
int32_t tableau_row_of(const struct tableau *tableau, int32_t item);

/* What a row would hold for the key of the item: whole less what its basic patterns have. */
int64_t tableau_key_row(const struct tableau *tableau, int32_t item, const int32_t *column,
                        int64_t whole);

/* var takes the place of the row's basic variable, which goes to 0 or to its upper bound. */
bool tableau_exchange(struct tableau *tableau, int32_t var, int32_t row, bool to_upper);

/* var becomes the key of its item, of which nothing is basic. */
bool tableau_take_over(struct tableau *tableau, int32_t var);

/* The key of an item becomes basic in the row that is returned; -1: a number became too large. */
int32_t tableau_swap_key(struct tableau *tableau, int32_t item);

/*
 * From a basis that was the best before patterns were banned to the best with these bans: repairs
 * what a ban or a bound breaks by the way that loses least (dual simplex, Lemke 1954).
 * DUAL_IMPOSSIBLE: no choice fits the bans. DUAL_LOST: not done within its steps, or a number left
 * 32 bits: the tableau is of no use.
 */
enum dual_end { DUAL_BEST, DUAL_IMPOSSIBLE, DUAL_LOST };
enum dual_end tableau_go_dual(struct tableau *tableau);
