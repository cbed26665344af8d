/* SPDX-License-Identifier: Apache-2.0 */
/* assign_explain.h: why seats stay empty: which rules bind, and how many places are missing. */
#pragma once
#include "flow/assign.h"

struct op;

/*
 * One shortage: demands that together need more than the rules that bind here let through. It is a
 * piece of a minimum cut: however pairs are chosen, needed - offered seats of these demands stay
 * empty, unless one of the named rules gives way. Pins are taken out of all numbers.
 */
struct assign_shortage {
    int64_t needed;   /* seats of the demands */
    int64_t offered;  /* what experts, groups and edges below let through, less what is held */
    int64_t missing;  /* needed - offered, and the seats of these demands that are empty */
    int32_t *demands; /* ascending; demands of the piece, filled or not */
    int32_t demand_count;
    int32_t *experts; /* who are full: capacity binds */
    int32_t expert_count;
    int32_t *groups; /* whose limit binds */
    int32_t group_count;
    int64_t edge_count; /* pairs chosen already, where only a second time would help */
    int64_t held;       /* units of groups that minimum loads of others hold */
};

/*
 * The shortages of a solved problem, a child of the op; none when all seats are filled, and their
 * missing seats add up to all that are empty. Reaches from empty seats over what is left of a flow
 * (Ford and Fulkerson 1956). ERR_TOO_LARGE beyond ASSIGN_NETWORK_MAX.
 */
CHECKED enum err assign_explain(struct op *op, struct assign *assign,
                                struct assign_shortage **ret_rows, int32_t *ret_count);
