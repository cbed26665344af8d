/* SPDX-License-Identifier: Apache-2.0 */
/* assign_fair.h: fairness as a bottleneck: how good can the worst chosen pair be? */
#pragma once
#include "flow/assign.h"

struct op;

struct assign_fairness {
    int32_t threshold;  /* highest t; the least weight of the problem when no seat is filled */
    int64_t best_total; /* sum of weights of the optimum without a threshold */
    int64_t fair_total; /* and with it: the difference is what fairness costs */
    struct assign_problem
        problem; /* the given one with least_weight = threshold: solve, prove it */
};

/*
 * The highest t for which edges of weight t and more (and pinned ones, whatever they weigh) still
 * fill, in all and tier by tier, the seats that all open edges can fill, every other rule kept; and
 * the sums of both optima. Binary search over t; each step is a maximum flow (Hopcroft and Karp
 * 1973), or a whole solution where groups or minimum loads are given. Errors as assign_new and
 * assign_solve.
 */
CHECKED enum err assign_fair(struct op *op, const struct assign_problem *problem,
                             struct assign_fairness *ret_fairness);
