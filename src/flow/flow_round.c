/* SPDX-License-Identifier: Apache-2.0 */
/* flow_round.c: walks along arcs that are not whole until a cycle closes, and draws a way round. */
#include "base/mem.h"
#include "flow/simplex.h"

/*
 * The arcs at each node that were not whole at first: node u has list[start[u]] .. list[start[u] +
 * count[u] - 1]; those that have become whole since are dropped when met.
 */
struct rounding {
    struct flow_net *net;
    int32_t unit;
    struct lot *lot;
    uint32_t *start, *count, *list;
    uint32_t *way;  /* arcs of the walk under way */
    int32_t *stops; /* and the nodes it came from, one more: the last is where it stands */
    int32_t *place; /* of each node on the walk, -1: not on it */
    int32_t length;
};

static bool is_whole(const struct rounding *r, uint32_t arc)
{
    return r->net->arcs[arc].flow % r->unit == 0;
}

static void list_arcs(struct rounding *r)
{
    const struct flow_net *net = r->net;
    uint32_t total = 0;

    for (uint32_t a = 0; a < net->arc_count; a++) {
        r->count[net->arcs[a].from] += !is_whole(r, a);
        r->count[net->arcs[a].to] += !is_whole(r, a);
    }
    for (int32_t u = 0; u < net->node_count; u++) {
        r->start[u] = total;
        total += r->count[u];
        r->count[u] = 0;
    }
    r->list = mem_array(r, uint32_t, total);
    for (uint32_t a = 0; a < net->arc_count; a++) {
        const struct flow_arc *arc = &net->arcs[a];
        if (is_whole(r, a))
            continue;
        r->list[r->start[arc->from] + r->count[arc->from]++] = a;
        r->list[r->start[arc->to] + r->count[arc->to]++] = a;
    }
}

/* Another arc at a node that is not whole; UINT32_MAX: none is left. */
static uint32_t find_arc(struct rounding *r, int32_t node, uint32_t but)
{
    uint32_t *rows = r->list + r->start[node];
    uint32_t k = 0;

    while (k < r->count[node]) {
        if (is_whole(r, rows[k]))
            rows[k] = rows[--r->count[node]];
        else if (rows[k] == but)
            k++;
        else
            return rows[k];
    }
    return UINT32_MAX;
}

/* Flow in the arcs of the cycle way[from] .. way[length - 1], by which the walk came round. */
static void move_cycle(struct rounding *r, int32_t from)
{
    int32_t ahead = r->unit, back = ahead;

    for (int32_t k = from; k < r->length; k++) {
        const struct flow_arc *arc = &r->net->arcs[r->way[k]];
        int32_t above = (int32_t)(arc->flow % r->unit), below = r->unit - above;
        bool along = arc->from == r->stops[k];
        int32_t can = along ? below : above, could = along ? above : below;
        ahead = can < ahead ? can : ahead;
        back = could < back ? could : back;
    }
    bool forward = lot_below(r->lot, (uint32_t)ahead + (uint32_t)back) < (uint32_t)back;
    for (int32_t k = from; k < r->length; k++) {
        struct flow_arc *arc = &r->net->arcs[r->way[k]];
        bool along = arc->from == r->stops[k];
        arc->flow += along == forward ? (forward ? ahead : back) : -(forward ? ahead : back);
    }
}

/* Takes the walk back to its first arc that is whole now. */
static void shorten(struct rounding *r, int32_t from)
{
    int32_t keep = from;

    while (keep < r->length && !is_whole(r, r->way[keep]))
        keep++;
    for (int32_t k = keep + 1; k <= r->length; k++)
        r->place[r->stops[k]] = -1;
    r->length = keep;
}

/* One step of the walk; a node that is met again closes a cycle. */
static void step_on(struct rounding *r, uint32_t arc)
{
    const struct flow_arc *row = &r->net->arcs[arc];
    int32_t here = r->stops[r->length];
    int32_t there = row->from == here ? row->to : row->from;
    int32_t met = r->place[there];

    r->way[r->length++] = arc;
    r->stops[r->length] = there;
    if (met < 0) {
        r->place[there] = r->length;
        return;
    }
    move_cycle(r, met);
    r->stops[r->length] = r->stops[met]; /* the same node: keep its place */
    shorten(r, met);
    r->place[r->stops[met]] = met;
}

void flow_round(const void *parent, struct flow_net *net, int32_t unit, struct lot *lot)
{
    struct rounding *r = mem_new(parent, struct rounding);
    size_t nodes = (size_t)net->node_count;

    *r = (struct rounding){ .net = net, .unit = unit, .lot = lot };
    r->start = mem_array(r, uint32_t, nodes);
    r->count = mem_array(r, uint32_t, nodes);
    r->way = mem_array(r, uint32_t, nodes + 1);
    r->stops = mem_array(r, int32_t, nodes + 2);
    r->place = mem_array(r, int32_t, nodes);
    list_arcs(r);
    for (int32_t u = 0; u < net->node_count; u++)
        r->place[u] = -1;
    for (int32_t u = 0; u < net->node_count; u++) {
        r->stops[0] = u;
        r->place[u] = 0;
        for (;;) {
            uint32_t arc = find_arc(r, r->stops[r->length],
                                    r->length > 0 ? r->way[r->length - 1] : UINT32_MAX);
            if (arc == UINT32_MAX)
                break;
            step_on(r, arc);
        }
        r->place[u] = -1;
    }
    mem_free(r);
}
