/* SPDX-License-Identifier: Apache-2.0 */
/* assign_fair.c: searches for the highest weight that every chosen pair can have. */
#include "flow/assign_fair.h"

#include "base/mem.h"
#include "base/op.h"
#include "flow/graph.h"

#include <string.h>

/* What a problem comes to: seats of each tier and the sum of weights. */
struct outcome {
    int64_t total;
    int64_t filled[ASSIGN_TIER_MAX + 1];
};

/* Solves in an operation of its own, so that what it needs is given back. */
static enum err solve_apart(struct op *op, const struct assign_problem *problem,
                            struct outcome *ret_outcome)
{
    struct op *apart = op_new(NULL, op->now_ms, op->real_ms);
    struct assign *assign = NULL;
    struct assign_result result;
    enum err err = assign_new(apart, problem, &assign);

    if (err == OK)
        err = assign_solve(apart, assign);
    if (err != OK) {
        for (int k = 0; k < apart->failure.arg_count; k++)
            fail_arg(op, apart->failure.args[k].name, "%s", apart->failure.args[k].value);
        err = fail(op, err, apart->failure.reason, "%s", apart->failure.detail);
    } else {
        *ret_outcome = (struct outcome){ 0 };
        assign_result(apart, assign, &result);
        ret_outcome->total = result.total;
        for (int32_t k = 0; k < result.row_count; k++) {
            int32_t demand = problem->edges[result.rows[k]].demand;
            ret_outcome->filled[problem->tier == NULL ? 1 : problem->tier[demand]]++;
        }
    }
    op_free(apart);
    return err;
}

/* Whether a threshold leaves every tier what it has at best. */
struct search {
    struct op *op;
    struct assign_problem problem;
    struct assign *plain;  /* for the flow alone; NULL when only whole solutions tell */
    struct outcome open;   /* at no threshold; of flows without the pins */
    struct outcome closed; /* at the threshold in hand */
};

static bool holds(struct search *search, int32_t threshold)
{
    if (search->plain != NULL) {
        levels_count(search->plain, threshold, search->closed.filled);
    } else {
        search->problem.least_weight = threshold;
        if (solve_apart(search->op, &search->problem, &search->closed) != OK) {
            op_forgive(search->op); /* a minimum load that only weaker edges can meet */
            return false;
        }
    }
    return memcmp(search->open.filled, search->closed.filled, sizeof search->open.filled) == 0;
}

enum err assign_fair(struct op *op, const struct assign_problem *problem,
                     struct assign_fairness *ret_fairness)
{
    struct search *search = mem_new(op, struct search);
    struct op *apart = op_new(NULL, op->now_ms, op->real_ms);
    int32_t low = problem->least_weight, high = ASSIGN_WEIGHT_MAX;
    enum err err = solve_apart(op, problem, &search->open);
    int64_t best_total = search->open.total;
    int64_t filled = 0;

    search->op = op;
    search->problem = *problem;
    for (int t = 1; t <= ASSIGN_TIER_MAX; t++)
        filled += search->open.filled[t];
    if (err == OK && problem->group_count == 0 && problem->minimum == NULL) {
        err = assign_new(apart, problem, &search->plain);
        if (err == OK)
            levels_count(search->plain, low, search->open.filled);
    }
    while (err == OK && low < high && filled > 0) {
        int32_t middle = low + (high - low + 1) / 2;
        if (holds(search, middle))
            low = middle;
        else
            high = middle - 1;
    }
    op_free(apart);
    search->problem.least_weight = low;
    if (err == OK)
        err = solve_apart(op, &search->problem, &search->closed);
    if (err == OK)
        *ret_fairness =
            (struct assign_fairness){ low, best_total, search->closed.total, search->problem };
    return err;
}
