/* SPDX-License-Identifier: Apache-2.0 */
/*
 * assign.h: the exact optimum of an assignment of experts to the seats of demands.
 *
 * The order of aims, each exact before the next counts: (1) the most seats filled in all; (2) the
 * most seats filled of tier 1, then of tier 2, ...; (3) the largest sum of weights; (4) the fewest
 * moves, that is the most pairs kept from a previous assignment. The rules that always hold: a
 * demand gets at most its need, an expert at most his capacity and at least his minimum load, a
 * pair at most once, never a pair in conflict, always a pinned pair, never more than a group's
 * limit.
 *
 * Pure: no files, no clock, no database; one op, one thread. The result does not depend on anything
 * but the problem. Every result carries prices that prove it; verify.h checks them with code of its
 * own.
 *
 * Arithmetic is int64. S is the number of seats that can be filled at all: the smallest of the sum
 * of needs, the sum of capacities and the edges. A weight counts K = S + 1 units when there is a
 * previous assignment, else 1; a kept pair counts 1; so no choice sums to B = S (10^6 K + 1) + 1.
 * A seat of tier t of T counts (T + 1 - t) B: enough, because among choices of most seats the sets
 * of fillable seats are the bases of a matroid (Edmonds 1971), unless groups limit several demands
 * together; then each tier counts more than all after it can sum to. A unit of a minimum load is
 * worth more than any seat can make up for. No price leaves +-2 times the largest of these, and
 * assign_new refuses a problem in which that passes 2^60: 300,000 seats allow any number of tiers,
 * or 4 beside a previous assignment; 3,000 seats in 3 tiers with groups of demands fit too.
 */
#pragma once
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

struct op;

/* Limits on what a caller may ask for; assign_new refuses one beyond. */
enum {
    ASSIGN_NODE_MAX = 4000000,    /* demands, and experts */
    ASSIGN_EDGE_MAX = 20000000,   /* edges */
    ASSIGN_PAIR_MAX = 10000000,   /* pairs in one list */
    ASSIGN_GROUP_MAX = 1000000,   /* groups; with any, NETWORK_MAX below */
    ASSIGN_NETWORK_MAX = 8000000, /* demands, edges, groups and twice the experts, with groups */
    ASSIGN_WEIGHT_MAX = 1000000,  /* weight of an edge; the smallest is 0 */
    ASSIGN_SEATS_MAX = 1000000,   /* need of one demand, capacity of one expert */
    ASSIGN_TIER_MAX = 1000        /* tiers are 1 .. ASSIGN_TIER_MAX, 1 is served first */
};

/* A demand, an expert who could serve it, and how well. Both are indices from 0. */
struct assign_edge {
    int32_t demand;
    int32_t expert;
    int32_t weight; /* 0 .. ASSIGN_WEIGHT_MAX */
};

/* A demand and an expert. */
struct assign_pair {
    int32_t demand;
    int32_t expert;
};

struct assign_pairs {
    const struct assign_pair *rows;
    int32_t count;
};

/*
 * A limit on how many pairs are chosen among some. Groups of one side must be laminar: of two, one
 * holds all pairs of the other or none. The pairs of a group with `at` -1 are those of all its
 * members; a group of experts at demand i has only pairs of that demand, and stands on the demands'
 * side ("at most one from the same unit"); a group of demands at expert j likewise on the experts'.
 */
struct assign_group {
    bool of_experts;        /* members are experts, else demands */
    int32_t at;             /* -1: everywhere, else the demand (of_experts) or the expert */
    int32_t limit;          /* most pairs, 0 or more */
    const int32_t *members; /* no member twice */
    int32_t member_count;
};

/* The problem, borrowed until the op ends. Arrays that may be NULL say what that means. */
struct assign_problem {
    int32_t demand_count;
    int32_t expert_count;
    int32_t edge_count;
    const struct assign_edge *edges; /* any order (grouped by demand is fastest); no pair twice */
    const int32_t *need;             /* seats of each demand */
    const int32_t *capacity;         /* of each expert */
    const int32_t *minimum;          /* each expert's least load; NULL: 0 for all */
    const int32_t *tier;             /* of each demand; NULL: all in tier 1 */
    int32_t least_weight;            /* edges below it are closed, pinned ones apart; 0: none */
    struct assign_pairs conflicts;   /* never; pairs that are no edge are allowed here */
    struct assign_pairs pins;        /* always, and counted; a pin must be an edge, no conflict */
    const struct assign_group *groups;
    int32_t group_count;
    struct assign_pairs previous; /* to keep where nothing better is lost; no edge: no matter */
};

/* What was found. rows are indices into problem.edges, ascending by demand. */
struct assign_result {
    int64_t total;        /* sum of weights */
    int64_t seats_needed; /* sum of needs */
    int64_t seats_filled;
    int64_t kept; /* pairs that were in previous */
    const uint32_t *rows;
    int32_t row_count;
};

/*
 * Prices that prove a result, in the units above; arrays follow the problem's. No choice that keeps
 * the rules can be worth more than
 *   sum need * (demand + its tier's worth) + sum expert * (capacity, or minimum where negative)
 *   + sum limit * group + sum over open edges of what the worth exceeds the prices on it by,
 * and the result is worth just that.
 */
struct assign_certificate {
    int64_t keep_scale;
    int64_t seat_worth;        /* B */
    const int64_t *tier_worth; /* of tier 1 .. tier_max; [0] is not used */
    int32_t tier_max;
    const int64_t *demand_price;
    const int64_t *expert_price;
    const int64_t *group_price;
};

struct assign; /* a problem with its solution and prices; a child of the op */

/*
 * Reads a problem into a solver. ERR_TOO_LARGE: a limit above or the range of the arithmetic is
 * passed. ERR_INVALID: an index, need, capacity, minimum, tier or weight out of range, a minimum
 * above its capacity, a pair twice; "assign_not_laminar": two groups cross. ERR_CONFLICT
 * "assign_pin": a pin is no open edge, or the pins alone pass a need, a capacity or a limit. detail
 * names which.
 */
CHECKED enum err assign_new(struct op *op, const struct assign_problem *problem,
                            struct assign **ret_assign);

/*
 * Finds the optimum, from nothing or from where the solver stands after changes. ERR_CONFLICT
 * "assign_minimum": the minimum loads cannot be met; what was found comes nearest, and args and
 * detail say how many units are short at the least, at how many experts, and who is first.
 * Successive shortest paths with prices on both sides (Tomizawa 1971, Edmonds and Karp 1972),
 * from prices that a maximum flow gives (Hopcroft and Karp 1973; Dulmage and Mendelsohn 1958) and,
 * where ways grow long because seats and experts are nearly even, an auction (Bertsekas 1988).
 */
CHECKED enum err assign_solve(struct op *op, struct assign *assign);

/*
 * Changes after a solution; assign_solve then mends it: without groups in the time of a few
 * searches; with groups, or when mending takes as long, from nothing. decline closes a pair for
 * good: ERR_NOT_FOUND when it is no open edge. pin fixes a pair: ERR_NOT_FOUND likewise,
 * ERR_CONFLICT "assign_pin" when the demand, the expert or a group has no place left that is not
 * pinned. withdraw takes all an expert has left, his pins apart: ERR_NOT_FOUND when there is no
 * such expert. A refused change changes nothing. The first change also builds the experts' side of
 * the edges, once.
 */
CHECKED enum err assign_decline(struct op *op, struct assign *assign, int32_t demand,
                                int32_t expert);
CHECKED enum err assign_pin(struct op *op, struct assign *assign, int32_t demand, int32_t expert);
CHECKED enum err assign_withdraw(struct op *op, struct assign *assign, int32_t expert);

/* The proof of the present assignment; arrays are children of the op. */
void assign_certify(struct op *op, const struct assign *assign,
                    struct assign_certificate *ret_certificate);

/* The present assignment, a child of the op. */
void assign_result(struct op *op, const struct assign *assign, struct assign_result *ret_result);
