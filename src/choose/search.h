/* SPDX-License-Identifier: Apache-2.0 */
/*
 * search.h: the best whole choice: the tableau, and where it splits somebody, branch and bound.
 *
 * A part of the tree is left out when its fractional best, number by number and rounded down where
 * it first is no whole number, is not better than the best whole choice so far: what is found is
 * proved to be the best (Land and Doig 1960).
 */
#pragma once
#include "choose/tableau.h"

enum { SEARCH_NODES_MAX = 20000 };

struct choice {
    bool found;       /* with the bans as they are */
    int32_t *pattern; /* of each item, a number in its class */
    int64_t shortage; /* places and items that are missing from the minima */
    int64_t places;
};

/*
 * The best choice from where the tableau stands, with its bans; ret_choice is a child of parent.
 * Errors: ERR_TOO_LARGE choose_entangled (argument steps): not decided within SEARCH_NODES_MAX
 * parts; never a guess.
 */
CHECKED enum err search_best(struct op *op, struct tableau *tableau, const void *parent,
                             struct choice *ret_choice);

/* Places of an item in a choice. */
int32_t choice_size(const struct shape *shape, const struct choice *choice, int32_t item);

/* Has an item fill exactly size places, or as many as it likes: SEARCH_ANY. */
enum { SEARCH_ANY = -1 };
void search_force(struct tableau *tableau, int32_t item, int32_t size);
