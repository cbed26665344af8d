/* SPDX-License-Identifier: Apache-2.0 */
/*
 * change.h: which score would change what became of an item.
 *
 * With an item out, the best choice of the others is W0; with it filling k places it is Wk: neither
 * depends on its own score. It is chosen at a score when for some k Wk with the item at that score
 * is better than W0; a higher score never harms it. So the border lies at the score of an item in
 * which W0 and Wk differ, or one millionth above it.
 */
#pragma once
#include "choose/search.h"

struct changes {
    bool *known;    /* of each item: there is such a score */
    int64_t *score; /* millionths */
};

/*
 * For the chosen: the lowest score at which the item stays, none when it stays at any. For others:
 * the lowest that brings it in, none when none does. An open tie is not in. choice is the best one.
 * Errors: as search_best.
 */
CHECKED enum err changes_find(struct op *op, struct tableau *tableau, const struct choice *choice,
                              struct changes *ret_changes);
