/* SPDX-License-Identifier: Apache-2.0 */
/* clash.h: which minima and maxima cannot hold together, and by how much. */
#pragma once
#include "choose/search.h"

/* A bound of a row. */
struct clash_bound {
    int32_t row;
    bool is_min;
};

struct clash {
    struct clash_bound *bounds;
    size_t count;
    bool smallest;   /* no smaller set clashes; else only that none of these can be left out */
    int64_t missing; /* places or items that the minima lack at best, with these bounds alone */
};

/*
 * For a problem whose best choice has a shortage. Sets of one, two and three bounds are tried in
 * order of size, at most CLASH_TRIES_MAX; then bounds are left out one after another.
 * Errors: as search_best.
 */
enum { CLASH_TRIES_MAX = 20000 };
CHECKED enum err clash_find(struct op *op, const struct shape *shape, const struct levels *levels,
                            struct clash *ret_clash);
