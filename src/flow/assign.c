/* SPDX-License-Identifier: Apache-2.0 */
/* assign.c: from a problem to its optimum: regions, first prices, one mending after another. */
#include "flow/assign.h"

#include "base/mem.h"
#include "base/op.h"
#include "flow/graph.h"

/* Scans of each arc after which searches alone are given up. */
enum { PATIENCE = 12 };

enum err assign_new(struct op *op, const struct assign_problem *problem, struct assign **ret_assign)
{
    struct assign *a = mem_new(op, struct assign);

    a->op = op;
    a->problem = problem;
    a->patience = PATIENCE;
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

/* Minimum loads are worth more than seats, so what is short here is short in every choice. */
static enum err check_minimum(struct op *op, const struct assign *a)
{
    const struct side *experts = &a->sides[EXPERTS];
    int64_t missing = 0, short_count = 0;
    int32_t first = -1;

    for (int32_t j = experts->count - 1; j >= 0; j--) {
        const struct node *node = &experts->nodes[j];
        if (node->load >= node->min)
            continue;
        missing += node->min - node->load;
        short_count++;
        first = j;
    }
    if (missing == 0)
        return OK;
    fail_arg(op, "missing", "%lld", (long long)missing);
    fail_arg(op, "count", "%lld", (long long)short_count);
    fail_arg(op, "expert", "%d", first);
    return fail(op, ERR_CONFLICT, "assign_minimum", "%lld units short at %lld experts, first %d",
                (long long)missing, (long long)short_count, first);
}

/* Mends all wanting nodes; stops early, and returns false, beyond so many scans of arcs. */
static bool settle_all(struct assign *a, int64_t most_scans)
{
    for (int s = SIDES - 1; s >= 0; s--) {
        const struct side *side = &a->sides[s];
        for (int32_t x = 0; x < side->count; x++) {
            if (side->price[x] > node_hi(&side->nodes[x]))
                search_settle(a, s, x);
            if (a->scan_count > most_scans)
                return false;
        }
    }
    return true;
}

/* Searches alone settle most problems in a few scans of an edge; the others are auctioned. */
static void solve_plain(struct assign *a)
{
    levels_find(a);
    first_prices(a);
    if (settle_all(a, a->scan_count + a->patience * a->edge_count))
        return;
    levels_restore(a);
    first_prices(a);
    auction_run(a, EXPERTS);
    auction_run(a, DEMANDS);
    (void)settle_all(a, INT64_MAX);
}

/* Mends what changes left wanting; false when that takes as long as solving anew. */
static bool mend_changes(struct assign *a)
{
    int64_t most_scans = a->scan_count + a->patience * a->edge_count;

    for (size_t k = 0; k < a->changed_count; k++) {
        search_settle(a, a->changed[k].side, a->changed[k].node);
        if (a->scan_count > most_scans)
            return false;
    }
    return true;
}

enum err assign_solve(struct op *op, struct assign *a)
{
    if (a->forest != NULL)
        network_solve(a);
    else if (!a->started || !mend_changes(a))
        solve_plain(a);
    a->changed_count = 0;
    a->started = true;
    return a->has_minimum ? check_minimum(op, a) : OK;
}

/* Notes a node whose load or price a change has moved. */
static void note(struct assign *a, int side, int32_t node)
{
    void *rows = a->changed;
    struct touched *row = mem_grow(a->op, &rows, a->changed_count++, sizeof *row);

    a->changed = rows;
    *row = (struct touched){ node, side };
}

/* The matched edge of a node with the least to lose. */
static struct slot weakest(const struct assign *a, int s, int32_t x, int64_t *ret_slack)
{
    const struct side *side = &a->sides[s];
    const struct slot *slots = side->slots + side->slot_start[x];
    struct slot least = { NO_EDGE, -1 };

    *ret_slack = PRICE_NEVER;
    for (int32_t k = 0; k < side->nodes[x].load; k++) {
        int64_t worth = arc_worth(a, a->sides[DEMANDS].arcs[slots[k].edge].worth);
        int64_t slack = worth - side->price[x] - a->sides[1 - s].price[slots[k].to];
        if (slack < *ret_slack) {
            *ret_slack = slack;
            least = slots[k];
        }
    }
    return least;
}

/* Raises a node's price until its load is right again, letting go what is not worth it. */
static void relieve(struct assign *a, int s, int32_t x)
{
    struct side *side = &a->sides[s];
    int64_t slack = 0;

    note(a, s, x);
    while (side->price[x] < node_lo(&side->nodes[x])) {
        int64_t rise = node_lo(&side->nodes[x]) - side->price[x];
        struct slot slot = weakest(a, s, x, &slack);
        side->price[x] += slack < rise ? slack : rise;
        if (slack >= rise)
            return;
        graph_unmatch(a, slot.edge, s == DEMANDS ? x : slot.to, s == DEMANDS ? slot.to : x);
        note(a, 1 - s, slot.to);
    }
}

/* The open edge of a pair, let go if it was matched. */
static enum err take_edge(struct op *op, struct assign *a, struct assign_pair pair,
                          uint32_t *ret_edge)
{
    const struct assign_problem *p = a->problem;
    uint32_t edge = NO_EDGE;

    if (pair.demand >= 0 && pair.demand < p->demand_count && pair.expert >= 0 &&
        pair.expert < p->expert_count)
        edge = graph_find(a, pair.demand, pair.expert);
    if (edge == NO_EDGE)
        return fail(op, ERR_NOT_FOUND, "assign_no_edge", "demand %d has no open edge to expert %d",
                    pair.demand, pair.expert);
    *ret_edge = edge;
    return OK;
}

static void let_go(struct assign *a, uint32_t edge, struct assign_pair pair)
{
    if (!a->started || !a->matched[edge])
        return;
    graph_unmatch(a, edge, pair.demand, pair.expert);
    note(a, DEMANDS, pair.demand);
    note(a, EXPERTS, pair.expert);
}

enum err assign_decline(struct op *op, struct assign *a, int32_t demand, int32_t expert)
{
    struct assign_pair pair = { demand, expert };
    uint32_t edge = NO_EDGE;
    enum err err = take_edge(op, a, pair, &edge);

    if (err != OK)
        return err;
    let_go(a, edge, pair);
    graph_close(a, edge);
    return OK;
}

enum err assign_pin(struct op *op, struct assign *a, int32_t demand, int32_t expert)
{
    struct assign_pair pair = { demand, expert };
    uint32_t edge = NO_EDGE;
    enum err err = take_edge(op, a, pair, &edge);

    if (err != OK)
        return err;
    bool was_matched = a->matched[edge];
    err = graph_pin(op, a, edge, pair);
    if (err != OK)
        return err;
    a->matched[edge] = was_matched;
    let_go(a, edge, pair);
    graph_close(a, edge);
    a->matched[edge] = true;
    if (a->started && a->forest == NULL) {
        relieve(a, DEMANDS, demand);
        relieve(a, EXPERTS, expert);
    }
    return OK;
}

enum err assign_withdraw(struct op *op, struct assign *a, int32_t expert)
{
    if (expert < 0 || expert >= a->problem->expert_count)
        return fail(op, ERR_NOT_FOUND, "assign_no_edge", "no expert %d", expert);
    struct node *node = &a->sides[EXPERTS].nodes[expert];
    node->min = 0;
    node->max = 0;
    if (!a->started || a->forest != NULL)
        return OK;
    relieve(a, EXPERTS, expert);
    if (a->sides[EXPERTS].price[expert] < 0)
        a->sides[EXPERTS].price[expert] = 0; /* no minimum load holds it down any more */
    return OK;
}

void assign_certify(struct op *op, const struct assign *a,
                    struct assign_certificate *ret_certificate)
{
    const struct assign_problem *p = a->problem;
    const struct side *demands = &a->sides[DEMANDS], *experts = &a->sides[EXPERTS];
    size_t groups = (size_t)p->group_count;

    *ret_certificate = (struct assign_certificate){
        .keep_scale = a->keep_scale,
        .seat_worth = a->seat_worth,
        .tier_worth = a->tier_worth,
        .tier_max = a->tier_max,
        .demand_price = mem_copy(op, demands->price, sizeof(int64_t) * (size_t)demands->count),
        .expert_price = mem_copy(op, experts->price, sizeof(int64_t) * (size_t)experts->count),
        .group_price = mem_copy(op, a->group_price, sizeof(int64_t) * groups),
    };
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
