/* SPDX-License-Identifier: Apache-2.0 */
/*
 * network.c: the same optimum when groups limit pairs: a flow through both trees of groups.
 *
 * Source, groups of demands, demands, groups at a demand, edges, groups at an expert, experts,
 * groups of experts, sink. One unit after another goes the shortest way from source to sink, by
 * Dijkstra over prices, as long as that gains anything. An arc's gap is cost + price of its start -
 * price of its end; it is negative only on a full arc.
 */
#include "flow/network.h"

#include "base/mem.h"

#include <string.h>

static uint32_t lay(struct network *net, int32_t from, int32_t to, int32_t room, int64_t cost)
{
    uint32_t way = net->way_count;

    net->ways[way] = (struct way){ to, room, cost };
    net->ways[way + 1] = (struct way){ from, 0, -cost };
    net->way_count += 2;
    return way;
}

/* Above every price, and below PRICE_NEVER with another price added. */
#define UNREACHED (INT64_C(1) << 60)

static int32_t group_node(const struct network *net, int32_t group, int32_t otherwise)
{
    return group < 0 ? otherwise : net->first_group + group;
}

/* Where the flow of a group comes from (demands' side) or goes to (experts' side). */
static int32_t group_outer(const struct network *net, int32_t g)
{
    const struct assign *a = net->assign;
    const struct assign_group *group = &a->problem->groups[g];
    int32_t otherwise = group->of_experts ? SINK : SOURCE;

    if (group->at >= 0)
        otherwise = group->of_experts ? FIRST_NODE + group->at : net->first_expert + group->at;
    return group_node(net, a->forest->parent[g], otherwise);
}

/*
 * Lays the groups of one kind; outer before inner where the flow goes inward, else the other way
 * round, so that all ways are laid in the order in which flow passes them.
 */
static void lay_groups(struct network *net, bool of_experts, bool local)
{
    const struct assign *a = net->assign;
    int32_t count = a->forest == NULL ? 0 : a->problem->group_count;

    for (int32_t k = 0; k < count; k++) {
        bool inward = of_experts == local;
        int32_t g = a->forest->order[inward ? k : count - 1 - k];
        const struct assign_group *group = &a->problem->groups[g];
        if (group->of_experts != of_experts || (group->at >= 0) != local)
            continue;
        int32_t inner = net->first_group + g, outer = group_outer(net, g);
        net->group_way[g] = inward ? lay(net, outer, inner, a->forest->left[g], 0)
                                   : lay(net, inner, outer, a->forest->left[g], 0);
    }
}

static void lay_edges(struct network *net)
{
    const struct assign *a = net->assign;
    const struct side *demands = &a->sides[DEMANDS], *experts = &a->sides[EXPERTS];

    for (int32_t i = 0; i < demands->count; i++)
        for (uint32_t e = demands->start[i]; e < demands->start[i + 1]; e++) {
            struct arc arc = demands->arcs[e];
            net->edge_way[e] = NO_EDGE;
            if (arc.to == experts->count)
                continue;
            int32_t from = group_node(net, forest_at(a, FOREST_TAIL, e), FIRST_NODE + i);
            int32_t to = group_node(net, forest_at(a, FOREST_HEAD, e), net->first_expert + arc.to);
            net->edge_way[e] = lay(net, from, to, 1, -arc_worth(a, arc.worth));
        }
}

static void lay_all(struct network *net)
{
    const struct assign *a = net->assign;
    const struct side *demands = &a->sides[DEMANDS], *experts = &a->sides[EXPERTS];

    lay_groups(net, false, false);
    for (int32_t i = 0; i < demands->count; i++) {
        const struct node *node = &demands->nodes[i];
        int32_t from = group_node(net, forest_at(a, FOREST_DEMAND, (uint32_t)i), SOURCE);
        net->demand_way[i] = lay(net, from, FIRST_NODE + i, node->max, node->low);
    }
    lay_groups(net, true, true);
    lay_edges(net);
    lay_groups(net, false, true);
    for (int32_t j = 0; j < experts->count; j++) {
        const struct node *node = &experts->nodes[j];
        int32_t from = net->first_expert + j;
        int32_t to = group_node(net, forest_at(a, FOREST_EXPERT, (uint32_t)j), SINK);
        lay(net, from, to, node->min, node->low);
        net->expert_way[j] = lay(net, from, to, node->max - node->min, 0);
    }
    lay_groups(net, true, false);
}

/* Prices at which every way with room has no negative gap: laid in order, so one pass is enough. */
static void set_prices(struct network *net)
{
    for (int32_t x = 0; x < net->node_count; x++)
        net->price[x] = UNREACHED;
    net->price[SOURCE] = 0;
    for (uint32_t way = 0; way < net->way_count; way += 2) {
        const struct way *there = &net->ways[way];
        int64_t price = net->price[net->ways[way + 1].to] + there->cost;
        if (there->room > 0 && price < net->price[there->to])
            net->price[there->to] = price;
    }
    int64_t sink = net->price[SINK];
    for (int32_t x = 0; x < net->node_count; x++)
        net->price[x] -= sink;
    if (net->price[SOURCE] < 0)
        net->price[SOURCE] = 0; /* nothing can be gained at all */
}

static void index_ways(struct network *net)
{
    uint32_t *next = mem_array(net, uint32_t, (size_t)net->node_count + 1);

    net->start = mem_array(net, uint32_t, (size_t)net->node_count + 1);
    net->list = mem_array(net, uint32_t, net->way_count);
    for (uint32_t way = 0; way < net->way_count; way++)
        net->start[net->ways[way ^ 1U].to + 1]++;
    for (int32_t x = 0; x < net->node_count; x++)
        net->start[x + 1] += net->start[x];
    memcpy(next, net->start, sizeof *next * (size_t)net->node_count);
    for (uint32_t way = 0; way < net->way_count; way++)
        net->list[next[net->ways[way ^ 1U].to]++] = way;
    mem_free(next);
}

struct network *network_new(struct assign *a)
{
    const struct assign_problem *p = a->problem;
    struct network *net = mem_new(a->op, struct network);
    size_t demands = (size_t)p->demand_count, experts = (size_t)p->expert_count;
    size_t groups = (size_t)p->group_count;
    size_t nodes = FIRST_NODE + demands + experts + groups;

    net->assign = a;
    net->node_count = (int32_t)nodes;
    net->first_expert = FIRST_NODE + p->demand_count;
    net->first_group = net->first_expert + p->expert_count;
    net->ways = mem_array(net, struct way, 2 * (demands + 2 * experts + groups + a->edge_count));
    net->demand_way = mem_array(net, uint32_t, demands);
    net->expert_way = mem_array(net, uint32_t, experts);
    net->edge_way = mem_array(net, uint32_t, a->edge_count);
    net->group_way = mem_array(net, uint32_t, groups);
    net->price = mem_array(net, int64_t, nodes);
    net->dist = mem_array(net, int64_t, nodes);
    net->via = mem_array(net, uint32_t, nodes);
    for (size_t x = 0; x < nodes; x++)
        net->dist[x] = PRICE_NEVER;
    lay_all(net);
    index_ways(net);
    return net;
}

/* Looks along all ways with room out of a node. */
static void expand(struct network *net, int32_t x, int64_t limit)
{
    int64_t base = net->dist[x] + net->price[x];

    for (uint32_t k = net->start[x]; k < net->start[x + 1]; k++) {
        const struct way *way = &net->ways[net->list[k]];
        int64_t dist = base + way->cost - net->price[way->to];
        if (way->room == 0 || dist >= limit || dist >= net->dist[way->to])
            continue;
        if (net->dist[way->to] == PRICE_NEVER)
            touch_push(net->assign, way->to, 0);
        net->dist[way->to] = dist;
        net->via[way->to] = net->list[k];
        heap_push(net->assign, dist, way->to, 0);
    }
}

/* One more unit from source to sink if that gains; prices move by what the way costs. */
static void send_one(struct network *net)
{
    struct assign *a = net->assign;
    int64_t limit = net->price[SOURCE];
    bool arrived = false;

    net->dist[SOURCE] = 0;
    touch_push(a, SOURCE, 0);
    heap_push(a, 0, SOURCE, 0);
    while (a->heap.count > 0 && !arrived) {
        struct heap_row row = heap_pop(&a->heap);
        if (row.key > net->dist[row.node])
            continue;
        arrived = row.node == SINK;
        if (arrived)
            limit = row.key;
        else
            expand(net, row.node, limit);
    }
    for (int32_t x = SINK; arrived && x != SOURCE;) {
        uint32_t way = net->via[x];
        net->ways[way].room--;
        net->ways[way ^ 1U].room++;
        x = net->ways[way ^ 1U].to;
    }
    for (size_t k = 0; k < a->touched_count; k++) {
        int32_t x = a->touched[k].node;
        if (net->dist[x] < limit)
            net->price[x] -= limit - net->dist[x];
        net->dist[x] = PRICE_NEVER;
    }
    a->touched_count = 0;
    a->heap.count = 0;
}

/* What a full way is worth beyond its cost; 0 on one with room. */
static int64_t way_price(const struct network *net, uint32_t way)
{
    const struct way *there = &net->ways[way];
    int64_t gap = there->cost + net->price[net->ways[way ^ 1U].to] - net->price[there->to];

    return gap < 0 ? -gap : 0;
}

/* An expert's price may be negative where a minimum load holds it down. */
static int64_t expert_price(const struct network *net, int32_t j)
{
    const struct assign *a = net->assign;
    int64_t price = way_price(net, net->expert_way[j]);
    int64_t held = way_price(net, net->expert_way[j] - 2) - a->minimum_worth;

    return a->sides[EXPERTS].nodes[j].min > 0 && held < price ? held : price;
}

static void write_back(struct network *net)
{
    struct assign *a = net->assign;
    struct side *demands = &a->sides[DEMANDS], *experts = &a->sides[EXPERTS];

    for (int32_t i = 0; i < demands->count; i++)
        for (uint32_t e = demands->start[i]; e < demands->start[i + 1]; e++)
            if (net->edge_way[e] != NO_EDGE && net->ways[net->edge_way[e]].room == 0)
                graph_match(a, e, i, demands->arcs[e].to);
    for (int32_t i = 0; i < demands->count; i++)
        demands->price[i] = way_price(net, net->demand_way[i]) + demands->nodes[i].low;
    for (int32_t j = 0; j < experts->count; j++)
        experts->price[j] = expert_price(net, j);
    for (int32_t g = 0; g < a->problem->group_count; g++)
        a->group_price[g] = way_price(net, net->group_way[g]);
}

void network_solve(struct assign *a)
{
    struct side *demands = &a->sides[DEMANDS];

    for (int32_t i = 0; i < demands->count; i++)
        while (demands->nodes[i].load > 0) {
            struct slot slot = demands->slots[demands->slot_start[i]];
            graph_unmatch(a, slot.edge, i, slot.to);
        }
    struct network *net = network_new(a);
    set_prices(net);
    while (net->price[SOURCE] > 0)
        send_one(net);
    write_back(net);
    mem_free(net);
}
