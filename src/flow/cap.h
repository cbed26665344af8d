/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cap.h: assignment by chance, so that nobody can be sure who will judge what.
 *
 * A plan gives every open edge a probability of at most Q / 1024. Of all plans it is the best in
 * expectation: needs, capacities, minimum loads and groups hold for the sums of probabilities; the
 * most expected seats count first (tier by tier as in assign.h), then the largest expected weight.
 * A draw is an assignment that keeps every rule itself and has just this expectation. Plans with
 * caps are due to Jecmen, Zhang, Liu, Shah, Conitzer and Fang (NeurIPS 2020).
 *
 * Probabilities are whole numbers of 1/1024, and nothing here is rounded: with capacities counted
 * in 1/1024 the best plan is a flow, and a flow of whole capacities has a best one in whole units.
 */
#pragma once
#include "base/crypto.h"
#include "flow/assign.h"

enum {
    CAP_UNITS = 1024,         /* a certain pair */
    CAP_SEED_BYTES_MAX = 1024 /* of the text of a seed */
};

struct cap_plan {
    const struct assign_problem *problem;
    struct flow_net *net;
    uint32_t *edge_arc;      /* arc of each problem edge, UINT32_MAX: closed */
    const int32_t *share;    /* of each problem edge: probability in 1/1024 */
    int64_t expected;        /* sum of weight * share */
    int64_t expected_filled; /* sum of shares */
};

/*
 * Finds the best plan; it and what it holds are children of the op, the problem is borrowed. The
 * plan depends on the problem and cap alone. cap is 1 .. CAP_UNITS. Errors of assign_new, and:
 * ERR_CONFLICT "cap_pin": the problem has pinned pairs, which no cap can hold, "cap_previous": or a
 * previous assignment, which a draw must not lean towards; "assign_minimum": the minimum loads
 * cannot be met under the cap. ERR_TOO_LARGE: more than ASSIGN_NETWORK_MAX in all, or groups and
 * tiers beyond the range of the arithmetic.
 */
CHECKED enum err cap_solve(struct op *op, const struct assign_problem *problem, int32_t cap,
                           struct cap_plan **ret_plan);

/* The seed of a text of 1 .. CAP_SEED_BYTES_MAX bytes for cap_draw: SM3("assign" || text). */
void cap_seed(const char *text, uint8_t ret_seed[SM3_BYTES]);

/*
 * Draws an assignment; rows ascend by edge and are a child of the op. Every seed gives one, the
 * same one each time. Each edge is chosen with just its probability; what a demand and an expert
 * get, what stands in a group and the seats filled in all are the whole numbers below or above what
 * the plan expects of them.
 */
void cap_draw(struct op *op, const struct cap_plan *plan, const uint8_t seed[SM3_BYTES],
              struct assign_result *ret_result);
