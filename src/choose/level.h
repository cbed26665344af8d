/* SPDX-License-Identifier: Apache-2.0 */
/*
 * level.h: the order of items, phase by phase.
 *
 * A phase gives every item a level, 0 the best. By rank the first phase is the score; each tie
 * refines the one before. By sum the phases are those of the ties alone. A phase compares two
 * choices by the number of places at each level, from the best level down: more is better.
 */
#pragma once
#include "choose/problem.h"

struct levels {
    int32_t **level; /* of each phase: of each item */
    int32_t **alone; /* of each tie, whatever stands before it: of each item */
    int32_t *count;  /* of each phase: how many levels */
    int32_t phase_count;
    int32_t *order;    /* items by score, ties, id: nobody stands beside another */
    int32_t *standing; /* of each item its place in order */
    int32_t *rank;     /* 1 + number of items with a higher score */
};

/* The phases of a problem. Time O(n log n) each. Errors: ERR_INVALID choose_tie_list (argument
 * path): an item has a list where a tie needs one value. */
CHECKED enum err levels_make(struct op *op, const struct choose_problem *problem,
                             struct levels *ret_levels);

/*
 * How an item with another score stands beside a second one in a phase: 1 better, -1 worse, 0 at
 * the same level.
 */
int levels_compare(const struct levels *levels, const struct choose_problem *problem, int32_t phase,
                   const int32_t items[2], int64_t score);
