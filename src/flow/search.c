/* SPDX-License-Identifier: Apache-2.0 */
/* search.c: the shortest way to mend a wanting node: Dijkstra over both sides with prices. */
#include "flow/graph.h"

/* Where a search ends: what the root pays (cost) and the node that takes or gives up a unit. */
struct end {
    int64_t cost;
    int32_t node;
    int32_t side;
};

/* Notes a new or shorter distance of a node. */
static void reach(struct assign *a, int s, int32_t x, int64_t dist)
{
    struct node *node = &a->sides[s].nodes[x];

    if (node->dist == PRICE_NEVER)
        touch_push(a, x, s);
    node->dist = dist;
}

static void offer(struct end *best, int64_t cost, int32_t node, int32_t side)
{
    if (cost < best->cost)
        *best = (struct end){ cost, node, side };
}

/*
 * A node of the root's side whose price falls: its free arcs come within reach. The far node may
 * take the unit once its own price has risen to node_hi.
 */
static void expand_near(struct assign *a, int s, int32_t x, struct end *best)
{
    const struct side *near = &a->sides[s];
    struct side *far = &a->sides[1 - s];
    int64_t base = near->nodes[x].dist + near->price[x];

    a->scan_count += near->start[x + 1] - near->start[x];
    for (uint32_t k = near->start[x]; k < near->start[x + 1]; k++) {
        struct arc arc = near->arcs[k];
        int64_t dist = base + far->price[arc.to] - arc_worth(a, arc.worth);
        if (dist >= best->cost || dist < near->nodes[x].dist)
            continue; /* too far, or matched with a gap */
        struct node *node = &far->nodes[arc.to];
        uint32_t edge = near->edge == NULL ? k : near->edge[k];
        if (dist >= node->dist || a->matched[edge])
            continue;
        reach(a, 1 - s, arc.to, dist);
        node->via = edge;
        node->from = x;
        int64_t rise = node_hi(node) - far->price[arc.to];
        offer(best, dist + (rise > 0 ? rise : 0), arc.to, 1 - s);
        if (rise > 0)
            heap_push(a, dist, arc.to, 1 - s);
    }
}

/* A node of the far side whose price rises: its partners may be let go; each may give up a unit. */
static void expand_far(struct assign *a, int s, int32_t y, struct end *best)
{
    struct side *near = &a->sides[s];
    const struct side *far = &a->sides[1 - s];
    int64_t base = far->nodes[y].dist - far->price[y];
    const struct slot *slots = far->slots + far->slot_start[y];

    for (int32_t k = 0; k < far->nodes[y].load; k++) {
        int32_t x = slots[k].to;
        struct node *node = &near->nodes[x];
        uint32_t worth = a->sides[DEMANDS].arcs[slots[k].edge].worth;
        int64_t dist = base - near->price[x] + arc_worth(a, worth);
        if (dist >= best->cost || dist >= node->dist)
            continue;
        reach(a, s, x, dist);
        node->via = slots[k].edge;
        node->from = y;
        int64_t fall = near->price[x] - node_lo(node);
        offer(best, dist + (fall > 0 ? fall : 0), x, s);
        heap_push(a, dist, x, s);
    }
}

static void set_match(struct assign *a, int s, uint32_t edge, int32_t near, int32_t far)
{
    graph_match(a, edge, s == DEMANDS ? near : far, s == DEMANDS ? far : near);
}

static void set_unmatch(struct assign *a, int s, uint32_t edge, int32_t near, int32_t far)
{
    graph_unmatch(a, edge, s == DEMANDS ? near : far, s == DEMANDS ? far : near);
}

/* Turns over the arcs of the way from root to its end. */
static void turn_over(struct assign *a, int s, int32_t root, const struct end *end)
{
    const struct node *near = a->sides[s].nodes, *far = a->sides[1 - s].nodes;
    int32_t y = end->node;

    if (end->side == s) {
        if (end->node == root)
            return;
        y = near[end->node].from;
        set_unmatch(a, s, near[end->node].via, end->node, y);
    }
    for (;;) {
        int32_t x = far[y].from;
        int32_t before = x == root ? -1 : near[x].from;
        if (x != root)
            set_unmatch(a, s, near[x].via, x, before);
        set_match(a, s, far[y].via, x, y);
        if (x == root)
            return;
        y = before;
    }
}

/* Moves the prices of all nodes nearer than the end, and forgets the search. */
static void move_prices(struct assign *a, int s, int64_t cost)
{
    for (size_t k = 0; k < a->touched_count; k++) {
        struct touched who = a->touched[k];
        struct node *node = &a->sides[who.side].nodes[who.node];
        if (node->dist < cost) {
            int64_t step = cost - node->dist;
            a->sides[who.side].price[who.node] += who.side == s ? -step : step;
        }
        node->dist = PRICE_NEVER;
    }
    a->touched_count = 0;
    a->heap.count = 0;
}

static void search_once(struct assign *a, int s, int32_t root)
{
    struct node *start = &a->sides[s].nodes[root];
    struct end best = { a->sides[s].price[root] - node_hi(start), root, s };

    a->search_count++;
    reach(a, s, root, 0);
    start->via = NO_EDGE;
    expand_near(a, s, root, &best);
    while (a->heap.count > 0) {
        struct heap_row row = heap_pop(&a->heap);
        if (row.key >= best.cost)
            break;
        if (row.key > a->sides[row.side].nodes[row.node].dist)
            continue; /* reached again, nearer, since */
        if (row.side == s)
            expand_near(a, s, row.node, &best);
        else
            expand_far(a, s, row.node, &best);
    }
    turn_over(a, s, root, &best);
    move_prices(a, s, best.cost);
}

void search_settle(struct assign *a, int s, int32_t node)
{
    const struct side *side = &a->sides[s];

    if (s == EXPERTS)
        graph_mirror(a);
    while (side->price[node] > node_hi(&side->nodes[node]))
        search_once(a, s, node);
}
