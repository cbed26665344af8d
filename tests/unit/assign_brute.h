/* SPDX-License-Identifier: Apache-2.0 */
/* assign_brute.h: small random assignment problems and their optimum by trying everything. */
#pragma once
#include "flow/assign.h"

struct op;

enum { BRUTE_EDGES_MAX = 12, BRUTE_TIERS = 3 };

/* Which rules a random problem may have, as bits. */
enum {
    RULE_MINIMUM = 1,
    RULE_TIER = 2,
    RULE_CONFLICT = 4,
    RULE_PREVIOUS = 8,
    RULE_PIN = 16,
    RULE_GROUP = 32,
    RULE_LEAST = 64,
    RULE_ALL = 127
};

/* What solutions are compared by, first to last. */
struct brute_value {
    bool feasible;
    int64_t filled;
    int64_t tier_filled[BRUTE_TIERS + 1];
    int64_t total;
    int64_t kept;
};

/* A problem of at most BRUTE_EDGES_MAX edges that depends on the seed alone; children of op. */
void brute_problem(struct op *op, uint64_t seed, unsigned rules,
                   struct assign_problem *ret_problem);

/*
 * One random change, done to the solver and to a copy of its problem alike, so that the copy solved
 * anew must give the same. *problem is replaced by the copy. Refused changes change neither.
 */
void brute_change(struct op *op, uint64_t *state, struct assign *assign,
                  struct assign_problem *problem);

/* The best value over all choices of edges. */
struct brute_value brute_solve(const struct assign_problem *problem);

/* The value of a solution; not feasible when it breaks a rule. */
struct brute_value brute_judge(const struct assign_problem *problem,
                               const struct assign_result *result);

/* Below, equal to or above zero as the first is worse than, as good as or better than the other. */
int brute_compare(const struct brute_value *a, const struct brute_value *b);
