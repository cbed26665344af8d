/* SPDX-License-Identifier: Apache-2.0 */
/* assign.c: from a problem to its optimum: regions, first prices, one mending after another. */
#include "flow/assign.h"

#include "base/mem.h"
#include "base/op.h"
#include "flow/graph.h"

enum err assign_new(struct op *op, const struct assign_problem *problem, struct assign **ret_assign)
{
    struct assign *a = mem_new(op, struct assign);

    a->op = op;
    a->problem = problem;
    enum err err = graph_build(op, a);
    if (err != OK)
        return err;
    *ret_assign = a;
    return OK;
}

/*
 * First prices: right on every arc, with seats counted as levels_find says, and above all weights,
 * so that the scarce side is left wanting and bids: experts in a region, demands outside.
 */
static void first_prices(struct assign *a)
{
    const struct side *demands = &a->sides[DEMANDS], *experts = &a->sides[EXPERTS];

    for (int32_t i = 0; i < demands->count; i++) {
        int32_t tier = demands->nodes[i].group;
        demands->price[i] = tier == 0 ? a->weight_top : -a->seat_worth * (a->tier_max + 1 - tier);
    }
    for (int32_t j = 0; j < experts->count; j++) {
        int32_t tier = experts->nodes[j].group;
        experts->price[j] =
            tier == 0 ? 0 : a->seat_worth * (a->tier_max + 1 - tier) + a->weight_top;
    }
}

static bool minimum_met(const struct assign *a)
{
    const struct side *experts = &a->sides[EXPERTS];

    for (int32_t j = 0; j < experts->count; j++)
        if (experts->nodes[j].load < experts->nodes[j].min)
            return false;
    return true;
}

enum err assign_solve(struct op *op, struct assign *a)
{
    if (!a->started) {
        levels_find(a);
        first_prices(a);
        a->started = true;
    }
    for (int s = SIDES - 1; s >= 0; s--) {
        const struct side *side = &a->sides[s];
        for (int32_t x = 0; x < side->count; x++)
            if (side->price[x] > node_hi(&side->nodes[x]))
                search_settle(a, s, x);
    }
    if (!minimum_met(a))
        return fail(op, ERR_CONFLICT, "assign_minimum", "minimum loads cannot be met");
    return OK;
}

void assign_result(struct op *op, const struct assign *a, struct assign_result *ret_result)
{
    const struct side *demands = &a->sides[DEMANDS];
    uint32_t *rows = mem_array(op, uint32_t, a->edge_count);
    struct assign_result result = { .rows = rows };

    for (uint32_t e = 0; e < a->edge_count; e++) {
        if (!a->matched[e])
            continue;
        uint32_t worth = demands->arcs[e].worth;
        result.total += worth >> 1;
        result.kept += worth & 1U;
        rows[result.row_count++] = a->origin == NULL ? e : a->origin[e];
    }
    result.seats_filled = result.row_count;
    for (int32_t i = 0; i < demands->count; i++)
        result.seats_needed += a->problem->need[i];
    *ret_result = result;
}
