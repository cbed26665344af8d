/* SPDX-License-Identifier: Apache-2.0 */
/* choose.h: a selection as it is decided: who, for what, why, and what would change it. */
#pragma once
#include "choose/problem.h"

enum choose_state { CHOOSE_OUT, CHOOSE_RESERVE, CHOOSE_SELECTED };

/* Why somebody is in or not, going down the list (docs/selection.md §4). */
enum choose_reason { CHOOSE_BY_RANK, CHOOSE_BY_LIMIT, CHOOSE_BY_EXCLUSIVE, CHOOSE_BY_TARGET };

struct choose_line {
    enum choose_state state;
    uint64_t targets;   /* bits of those it fills */
    int32_t reserve_no; /* from 1; 0 none */
    enum choose_reason reason;
    const char *of; /* the limit or target, or NULL */
    bool has_border;
    int64_t border; /* score_to_change, millionths */
};

struct choosing {
    struct choose_line *lines; /* of each item, in the order of the file */
    int64_t filled;            /* places */
    const char *sum;           /* by sum: of the scores over all places; else NULL */
    int32_t *ranks;            /* by rank: of the filled places, ascending */
    size_t rank_count;
};

/*
 * Decides. Time and memory: docs/selection.md §6.
 * Errors: those of shape_make, levels_make, tableau_new, search_best; ERR_CONFLICT choose_clash or
 * choose_clash_some: the minima cannot be met (arguments bounds, missing); ERR_CONFLICT
 * choose_open_tie: the rules of ties leave more than one choice (argument items: those who are in
 * one and not in another).
 */
CHECKED enum err choose(struct op *op, const struct choose_problem *problem,
                        struct choosing *ret_choosing);

/* The first part of it alone, without what would change it: has_border is false everywhere. */
CHECKED enum err choose_quickly(struct op *op, const struct choose_problem *problem,
                                struct choosing *ret_choosing);
