/* SPDX-License-Identifier: Apache-2.0 */
/*
 * twins.h: items that the marks cannot tell apart: marked by the same reviewers in the same
 * sections, with the same sum of marks. The model sees of an item its reviewers, its sections and
 * this sum only, so their posteriors are the same but for the name.
 */
#pragma once
#include "rank/marks.h"

/* Sets of twins: set s is items[first[s]] to items[first[s + 1] - 1], at least one; every item is
 * in * one set. */
struct twins {
    int32_t *items;
    int32_t *first; /* set_count + 1 */
    int32_t set_count;
};

struct twins twins_find(struct op *op, const struct marks *marks);
