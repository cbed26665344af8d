/* SPDX-License-Identifier: Apache-2.0 */
/* simplex.c: a spanning tree of arcs with room both ways; an arc that pays enters, one leaves. */
#include "flow/simplex.h"

#include "base/mem.h"

enum { NONE = -1, BLOCK_LEAST = 64 };
enum arc_state { AT_ROOM = -1, IN_TREE = 0, AT_ZERO = 1 }; /* the sign of a gap that is right */

/*
 * A node of the tree; the root is node_count and hangs nowhere. A node's idle arc joins it to the
 * root, has endless room, and carries what the flow on entry leaves it too much or too little of.
 */
struct tree_node {
    int64_t idle; /* flow of the idle arc */
    int32_t parent;
    int32_t child; /* first of its children */
    int32_t next, previous;
    int32_t depth;
    uint32_t arc; /* to the parent; idle_arc: the idle one */
    bool upward;  /* the arc leads to the parent */
};

struct simplex {
    struct flow_net *net;
    struct tree_node *nodes;
    int64_t *price; /* of nodes, apart: pricing reads nothing else of them */
    int8_t *states;
    uint32_t idle_arc; /* a number no arc has */
    uint32_t block, at;
};

/* The arc that leaves for the one that enters, and by how much the flow along the cycle moves. */
struct pivot {
    uint32_t enter;
    int32_t first, second; /* the flow in the entering arc grows from first to second */
    int32_t join;
    int32_t out; /* node whose arc to its parent leaves; NONE: the entering arc itself */
    bool on_first;
    int64_t step;
};

static int64_t arc_gap(const struct simplex *s, uint32_t arc)
{
    const struct flow_arc *row = &s->net->arcs[arc];

    return row->cost + s->price[row->from] - s->price[row->to];
}

static void hang(struct simplex *s, int32_t node, int32_t parent)
{
    struct tree_node *row = &s->nodes[node];

    row->parent = parent;
    row->previous = NONE;
    row->next = s->nodes[parent].child;
    if (row->next != NONE)
        s->nodes[row->next].previous = node;
    s->nodes[parent].child = node;
}

static void unhang(struct simplex *s, int32_t node)
{
    const struct tree_node *row = &s->nodes[node];

    if (row->previous == NONE)
        s->nodes[row->parent].child = row->next;
    else
        s->nodes[row->previous].next = row->next;
    if (row->next != NONE)
        s->nodes[row->next].previous = row->previous;
}

/* The arc of the next block that pays most; idle_arc when none does. */
static uint32_t find_entering(struct simplex *s)
{
    uint32_t count = s->net->arc_count, best = s->idle_arc;
    int64_t least = 0;
    uint32_t left = s->block;

    for (uint32_t k = 0; k < count; k++) {
        uint32_t arc = s->at;
        s->at = s->at + 1 == count ? 0 : s->at + 1;
        int64_t gap = s->states[arc] * arc_gap(s, arc);
        if (gap < least) {
            least = gap;
            best = arc;
        }
        if (--left == 0) {
            if (best != s->idle_arc)
                return best;
            left = s->block;
        }
    }
    return best;
}

/* How much the flow in a node's arc to its parent can grow, seen upward or downward. */
static int64_t room_towards(const struct simplex *s, const struct tree_node *node, bool upward)
{
    if (node->arc == s->idle_arc)
        return node->upward == upward ? INT64_MAX : node->idle;
    const struct flow_arc *arc = &s->net->arcs[node->arc];
    return node->upward == upward ? arc->room - arc->flow : arc->flow;
}

static int32_t find_join(const struct simplex *s, int32_t a, int32_t b)
{
    while (a != b) {
        if (s->nodes[a].depth >= s->nodes[b].depth)
            a = s->nodes[a].parent;
        else
            b = s->nodes[b].parent;
    }
    return a;
}

/* Of the arcs that stop the flow the last on the cycle from the join: the tree stays strong. */
static struct pivot find_leaving(const struct simplex *s, uint32_t enter)
{
    const struct flow_arc *arc = &s->net->arcs[enter];
    bool grows = s->states[enter] == AT_ZERO;
    struct pivot pivot = {
        enter,    grows ? arc->from : arc->to, grows ? arc->to : arc->from, NONE, NONE, false,
        arc->room
    };

    pivot.join = find_join(s, pivot.first, pivot.second);
    for (int32_t u = pivot.first; u != pivot.join; u = s->nodes[u].parent) {
        int64_t room = room_towards(s, &s->nodes[u], false);
        if (room < pivot.step) {
            pivot.step = room;
            pivot.out = u;
            pivot.on_first = true;
        }
    }
    for (int32_t u = pivot.second; u != pivot.join; u = s->nodes[u].parent) {
        int64_t room = room_towards(s, &s->nodes[u], true);
        if (room <= pivot.step) {
            pivot.step = room;
            pivot.out = u;
            pivot.on_first = false;
        }
    }
    return pivot;
}

static void push_to_join(struct simplex *s, int32_t from, const struct pivot *pivot, bool upward)
{
    for (int32_t u = from; u != pivot->join; u = s->nodes[u].parent) {
        struct tree_node *node = &s->nodes[u];
        int64_t *flow = node->arc == s->idle_arc ? &node->idle : &s->net->arcs[node->arc].flow;
        *flow += node->upward == upward ? pivot->step : -pivot->step;
    }
}

static void push_flow(struct simplex *s, const struct pivot *pivot)
{
    struct flow_arc *arc = &s->net->arcs[pivot->enter];

    if (pivot->step == 0)
        return;
    arc->flow += s->states[pivot->enter] == AT_ZERO ? pivot->step : -pivot->step;
    push_to_join(s, pivot->first, pivot, false);
    push_to_join(s, pivot->second, pivot, true);
}

/* All below a node, itself too: other prices by the same step, depths by their parents. */
static void renew_below(struct simplex *s, int32_t top, int64_t step)
{
    int32_t u = top;

    for (;;) {
        struct tree_node *node = &s->nodes[u];
        s->price[u] += step;
        node->depth = s->nodes[node->parent].depth + 1;
        if (node->child != NONE) {
            u = node->child;
            continue;
        }
        while (u != top && s->nodes[u].next == NONE)
            u = s->nodes[u].parent;
        if (u == top)
            return;
        u = s->nodes[u].next;
    }
}

/* Hangs what the leaving arc cuts off on the entering arc: the arcs between turn round. */
static void change_tree(struct simplex *s, const struct pivot *pivot)
{
    int32_t top = pivot->on_first ? pivot->first : pivot->second;
    int32_t parent = pivot->on_first ? pivot->second : pivot->first;
    uint32_t arc = pivot->enter, out_arc = s->nodes[pivot->out].arc;
    bool upward = s->net->arcs[arc].from == top;
    int64_t gap = arc_gap(s, arc);
    int32_t u = top;

    s->states[pivot->enter] = IN_TREE;
    if (out_arc != s->idle_arc)
        s->states[out_arc] = s->net->arcs[out_arc].flow == 0 ? AT_ZERO : AT_ROOM;
    for (;;) {
        struct tree_node *node = &s->nodes[u];
        struct tree_node before = *node;
        unhang(s, u);
        hang(s, u, parent);
        node->arc = arc;
        node->upward = upward;
        if (u == pivot->out)
            break;
        parent = u;
        u = before.parent;
        arc = before.arc;
        upward = !before.upward;
    }
    renew_below(s, top, s->net->arcs[pivot->enter].from == top ? -gap : gap);
}

static void hang_idle(struct simplex *s, int32_t u, int64_t excess, int64_t dear)
{
    struct tree_node *node = &s->nodes[u];

    node->arc = s->idle_arc;
    node->upward = excess >= 0;
    node->idle = excess >= 0 ? excess : -excess;
    s->price[u] = excess >= 0 ? -dear : 0;
    node->depth = 1;
    hang(s, u, s->net->node_count);
}

/* Arcs without flow by the node they lead to: u has list[start[u]] .. list[start[u + 1] - 1]. */
static uint32_t *list_backward(const struct simplex *s, uint32_t *start)
{
    const struct flow_net *net = s->net;
    uint32_t *list = mem_array(s, uint32_t, net->arc_count);
    uint32_t total = 0;

    for (uint32_t a = 0; a < net->arc_count; a++)
        start[net->arcs[a].to] += net->arcs[a].flow == 0 && net->arcs[a].room > 0;
    for (int32_t u = 0; u <= net->node_count; u++) {
        total += start[u];
        start[u] = total;
    }
    for (uint32_t a = net->arc_count; a-- > 0;)
        if (net->arcs[a].flow == 0 && net->arcs[a].room > 0)
            list[--start[net->arcs[a].to]] = a;
    return list;
}

/* Hangs all nodes that have nothing idle on those that lack something, by arcs without flow. */
static void hang_backward(struct simplex *s, const int64_t *excess)
{
    uint32_t *start = mem_array(s, uint32_t, (size_t)s->net->node_count + 1);
    int32_t *queue = mem_array(s, int32_t, (size_t)s->net->node_count);
    uint32_t *list = list_backward(s, start);
    int32_t count = 0;

    for (int32_t u = 0; u < s->net->node_count; u++)
        if (excess[u] < 0)
            queue[count++] = u;
    for (int32_t q = 0; q < count; q++) {
        const struct tree_node *onto = &s->nodes[queue[q]];
        for (uint32_t k = start[queue[q]]; k < start[queue[q] + 1]; k++) {
            const struct flow_arc *arc = &s->net->arcs[list[k]];
            struct tree_node *node = &s->nodes[arc->from];
            if (excess[arc->from] != 0 || node->parent != NONE)
                continue;
            node->arc = list[k];
            node->upward = true;
            s->price[arc->from] = s->price[queue[q]] - arc->cost;
            node->depth = onto->depth + 1;
            s->states[list[k]] = IN_TREE;
            hang(s, arc->from, queue[q]);
            queue[count++] = arc->from;
        }
    }
    mem_free(start);
    mem_free(queue);
    mem_free(list);
}

/* The first tree, in which every node can send something up to the root. */
static void plant_tree(struct simplex *s, int64_t dear)
{
    const struct flow_net *net = s->net;
    int64_t *excess = mem_array(s, int64_t, (size_t)net->node_count);

    for (uint32_t a = 0; a < net->arc_count; a++) {
        const struct flow_arc *arc = &net->arcs[a];
        s->states[a] = arc->flow == 0 ? AT_ZERO : AT_ROOM;
        excess[arc->from] -= arc->flow;
        excess[arc->to] += arc->flow;
    }
    for (int32_t u = 0; u <= net->node_count; u++)
        s->nodes[u] = (struct tree_node){ .parent = NONE, .child = NONE, .next = NONE };
    for (int32_t u = 0; u < net->node_count; u++)
        if (excess[u] != 0)
            hang_idle(s, u, excess[u], dear);
    hang_backward(s, excess);
    for (int32_t u = 0; u < net->node_count; u++)
        if (s->nodes[u].parent == NONE)
            hang_idle(s, u, 0, dear);
    mem_free(excess);
}

static uint32_t block_size(uint32_t arc_count)
{
    uint32_t root = 1;

    while (root < arc_count / root)
        root++;
    return root < BLOCK_LEAST ? BLOCK_LEAST : root;
}

void simplex_solve(const void *parent, struct flow_net *net, int64_t dear)
{
    struct simplex *s = mem_new(parent, struct simplex);
    size_t nodes = (size_t)net->node_count;

    *s = (struct simplex){
        .net = net, .price = net->price, .idle_arc = UINT32_MAX, .block = block_size(net->arc_count)
    };
    s->nodes = mem_array(s, struct tree_node, nodes + 1);
    s->states = mem_array(s, int8_t, net->arc_count);
    plant_tree(s, dear);
    for (;;) {
        uint32_t enter = find_entering(s);
        if (enter == s->idle_arc)
            break;
        struct pivot pivot = find_leaving(s, enter);
        push_flow(s, &pivot);
        if (pivot.out == NONE)
            s->states[enter] = (int8_t)-s->states[enter];
        else
            change_tree(s, &pivot);
    }
    mem_free(s);
}

bool flow_is_cheapest(const void *parent, const struct flow_net *net)
{
    int64_t *excess = mem_array(parent, int64_t, (size_t)net->node_count);
    bool good = true;

    for (uint32_t a = 0; a < net->arc_count; a++) {
        const struct flow_arc *arc = &net->arcs[a];
        int64_t gap = arc->cost + net->price[arc->from] - net->price[arc->to];
        excess[arc->from] -= arc->flow;
        excess[arc->to] += arc->flow;
        good = good && arc->flow >= 0 && arc->flow <= arc->room &&
               (gap >= 0 || arc->flow == arc->room) && (gap <= 0 || arc->flow == 0);
    }
    for (int32_t u = 0; u < net->node_count; u++)
        good = good && excess[u] == 0;
    mem_free(excess);
    return good;
}
