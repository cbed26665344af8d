/* SPDX-License-Identifier: Apache-2.0 */
/* cap.c: the network of a problem in 1/1024 seats, solved once and drawn from as often as asked. */
#include "flow/cap.h"

#include "base/mem.h"
#include "base/op.h"
#include "flow/network.h"
#include "flow/simplex.h"

#include <string.h>

#define PATH_RANGE (INT64_C(1) << 60) /* of the costs along a path; simplex.h wants 2^61 */

static enum err check_problem(struct op *op, const struct assign_problem *problem)
{
    int64_t size = (int64_t)problem->demand_count + 2 * (int64_t)problem->expert_count +
                   problem->edge_count + problem->group_count;

    if (problem->pins.count > 0)
        return fail(op, ERR_CONFLICT, "cap_pin", "%d pinned pairs", problem->pins.count);
    if (problem->previous.count > 0)
        return fail(op, ERR_CONFLICT, "cap_previous", "%d previous pairs", problem->previous.count);
    if (size > ASSIGN_NETWORK_MAX)
        return fail(op, ERR_TOO_LARGE, "assign_too_large", "a network of %lld", (long long)size);
    return OK;
}

/*
 * What a path can gain at most: it meets source and sink once and so seats twice; through groups of
 * several demands or experts it can meet the worth of as many seats and minimum loads as there are;
 * and at each demand it comes to an edge.
 */
static enum err check_range(struct op *op, const struct assign *a, int64_t *ret_gain)
{
    int64_t seats = 2, loads = 2, sum = 0, product = 0;
    int64_t edges = (a->problem->demand_count + INT64_C(1)) * a->weight_top;

    for (int32_t g = 0; g < a->problem->group_count; g++) {
        if (a->problem->groups[g].at >= 0)
            continue;
        seats = a->problem->demand_count + INT64_C(2);
        loads = a->problem->expert_count + INT64_C(2);
    }
    bool fits = !__builtin_mul_overflow(seats, a->tier_worth[1], &sum) &&
                !__builtin_mul_overflow(loads, a->has_minimum ? a->minimum_worth : 0, &product) &&
                !__builtin_add_overflow(sum, product, &sum) &&
                !__builtin_add_overflow(sum, edges, &sum) && sum <= PATH_RANGE;
    if (!fits)
        return fail(op, ERR_TOO_LARGE, "assign_too_large", "groups and tiers of %d demands",
                    a->problem->demand_count);
    *ret_gain = sum;
    return OK;
}

/* The arcs of the network with room in 1/1024, and one from the sink back to the source. */
static struct flow_net *copy_net(struct op *op, const struct network *net)
{
    struct flow_net *copy = mem_new(op, struct flow_net);
    uint32_t count = net->way_count / 2;

    copy->node_count = net->node_count;
    copy->arc_count = count + 1;
    copy->arcs = mem_array(copy, struct flow_arc, copy->arc_count);
    copy->price = mem_array(copy, int64_t, (size_t)net->node_count);
    for (uint32_t k = 0; k < count; k++) {
        const struct way *way = &net->ways[(size_t)2 * k];
        copy->arcs[k] = (struct flow_arc){ .from = net->ways[(size_t)2 * k + 1].to,
                                           .to = way->to,
                                           .room = (int64_t)way->room * CAP_UNITS,
                                           .cost = way->cost };
    }
    copy->arcs[count] = (struct flow_arc){ .from = SINK, .to = SOURCE, .room = PATH_RANGE };
    return copy;
}

static void cap_edges(struct cap_plan *plan, const struct assign *a, const struct network *net,
                      int32_t cap)
{
    plan->edge_arc = mem_array(plan, uint32_t, (size_t)plan->problem->edge_count);
    memset(plan->edge_arc, 0xff, sizeof *plan->edge_arc * (size_t)plan->problem->edge_count);
    for (uint32_t e = 0; e < a->edge_count; e++) {
        if (net->edge_way[e] == NO_EDGE)
            continue;
        uint32_t arc = net->edge_way[e] / 2;
        plan->net->arcs[arc].room = cap;
        plan->edge_arc[a->origin == NULL ? e : a->origin[e]] = arc;
    }
}

/* Begins with all seats wanted, unless groups stand between the source and the demands. */
static void want_seats(struct cap_plan *plan, const struct network *net)
{
    for (int32_t i = 0; i < plan->problem->demand_count; i++) {
        struct flow_arc *arc = &plan->net->arcs[net->demand_way[i] / 2];
        arc->flow = arc->from == SOURCE ? arc->room : 0;
    }
}

static void sum_up(struct cap_plan *plan)
{
    int32_t *share = mem_array(plan, int32_t, (size_t)plan->problem->edge_count);

    for (int32_t e = 0; e < plan->problem->edge_count; e++) {
        if (plan->edge_arc[e] != NO_EDGE)
            share[e] = (int32_t)plan->net->arcs[plan->edge_arc[e]].flow;
        plan->expected_filled += share[e];
        plan->expected += (int64_t)share[e] * plan->problem->edges[e].weight;
    }
    plan->share = share;
}

/* Minimum loads are worth more than all else, so what is short here is short in every plan. */
static enum err check_loads(struct op *op, const struct cap_plan *plan, const struct assign *a,
                            const struct network *net)
{
    int64_t missing = 0, short_count = 0;
    int32_t first = -1;

    for (int32_t j = a->sides[EXPERTS].count - 1; j >= 0; j--) {
        const struct flow_arc *arc = &plan->net->arcs[net->expert_way[j] / 2 - 1];
        if (arc->flow == arc->room)
            continue;
        missing += arc->room - arc->flow;
        short_count++;
        first = j;
    }
    if (missing == 0)
        return OK;
    missing = (missing + CAP_UNITS - 1) / CAP_UNITS;
    fail_arg(op, "missing", "%lld", (long long)missing);
    fail_arg(op, "count", "%lld", (long long)short_count);
    fail_arg(op, "expert", "%d", first);
    return fail(op, ERR_CONFLICT, "assign_minimum", "%lld units short at %lld experts, first %d",
                (long long)missing, (long long)short_count, first);
}

enum err cap_solve(struct op *op, const struct assign_problem *problem, int32_t cap,
                   struct cap_plan **ret_plan)
{
    struct cap_plan *plan = mem_new(op, struct cap_plan);
    struct assign *a = NULL;
    int64_t gain = 0;
    enum err e = check_problem(op, problem);

    if (e != OK)
        return e;
    e = assign_new(op, problem, &a);
    if (e != OK)
        return e;
    e = check_range(op, a, &gain);
    if (e != OK)
        return e;
    struct network *net = network_new(a);
    plan->problem = problem;
    plan->net = copy_net(op, net);
    cap_edges(plan, a, net, cap);
    want_seats(plan, net);
    simplex_solve(op, plan->net, gain + 1);
    e = flow_is_cheapest(op, plan->net)
            ? check_loads(op, plan, a, net)
            : fail(op, ERR_INTERNAL, "assign_not_proved", "the plan is not the cheapest flow");
    mem_free(net);
    if (e != OK)
        return e;
    sum_up(plan);
    *ret_plan = plan;
    return OK;
}

void cap_seed(const char *text, uint8_t ret_seed[SM3_BYTES])
{
    char bytes[sizeof "assign" + CAP_SEED_BYTES_MAX] = "assign";
    size_t head = strlen(bytes), size = strnlen(text, CAP_SEED_BYTES_MAX);

    memcpy(bytes + head, text, size);
    sm3_once(bytes, head + size, ret_seed);
}

void cap_draw(struct op *op, const struct cap_plan *plan, const uint8_t seed[SM3_BYTES],
              struct assign_result *ret_result)
{
    const struct assign_problem *p = plan->problem;
    struct assign_result result = { 0 };
    struct flow_net net = *plan->net;
    struct lot lot;

    lot_begin(&lot, seed);
    net.arcs = mem_copy(op, net.arcs, sizeof *net.arcs * net.arc_count);
    flow_round(op, &net, CAP_UNITS, &lot);
    uint32_t *rows = mem_array(op, uint32_t, (size_t)p->edge_count);
    for (int32_t e = 0; e < p->edge_count; e++) {
        if (plan->edge_arc[e] == NO_EDGE || net.arcs[plan->edge_arc[e]].flow == 0)
            continue;
        result.total += p->edges[e].weight;
        rows[result.row_count++] = (uint32_t)e;
    }
    mem_free(net.arcs);
    result.rows = rows;
    result.seats_filled = result.row_count;
    for (int32_t i = 0; i < p->demand_count; i++)
        result.seats_needed += p->need[i];
    *ret_result = result;
}
