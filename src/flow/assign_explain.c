/* SPDX-License-Identifier: Apache-2.0 */
/* assign_explain.c: cuts what is left of the flow into the pieces in which seats stay empty. */
#include "flow/assign_explain.h"

#include "base/mem.h"
#include "base/op.h"
#include "flow/network.h"

#include <string.h>

struct cut {
    struct op *op;
    struct assign *assign;
    struct network *net;
    bool *reached;  /* of each node */
    int32_t *piece; /* of each node: another node of its piece, itself at the root */
    int32_t *row;   /* of each root: its shortage, or -1 */
    struct assign_shortage *rows;
    int32_t row_count;
};

static void push(struct network *net, uint32_t way)
{
    net->ways[way].room--;
    net->ways[way ^ 1U].room++;
}

static void push_groups(struct cut *cut, int32_t group)
{
    for (int32_t g = group; g >= 0; g = cut->assign->forest->parent[g])
        push(cut->net, cut->net->group_way[g]);
}

/* The flow of a chosen pair. A unit of a minimum load has no way back. */
static void push_pair(struct cut *cut, uint32_t edge, int32_t demand, int32_t expert)
{
    const struct assign *a = cut->assign;
    struct network *net = cut->net;
    uint32_t held = net->expert_way[expert] - 2;

    push_groups(cut, forest_at(a, FOREST_DEMAND, (uint32_t)demand));
    push(net, net->demand_way[demand]);
    push_groups(cut, forest_at(a, FOREST_TAIL, edge));
    push(net, net->edge_way[edge]);
    push_groups(cut, forest_at(a, FOREST_HEAD, edge));
    if (net->ways[held].room > 0)
        net->ways[held].room--;
    else
        push(net, net->expert_way[expert]);
    push_groups(cut, forest_at(a, FOREST_EXPERT, (uint32_t)expert));
}

static void push_all(struct cut *cut)
{
    const struct side *demands = &cut->assign->sides[DEMANDS];

    for (int32_t i = 0; i < demands->count; i++) {
        const struct slot *slots = demands->slots + demands->slot_start[i];
        for (int32_t k = 0; k < demands->nodes[i].load; k++)
            push_pair(cut, slots[k].edge, i, slots[k].to);
    }
}

/* All that more flow from the source could come to. */
static void reach_all(struct cut *cut)
{
    const struct network *net = cut->net;
    int32_t *queue = mem_array(net, int32_t, (size_t)net->node_count);
    int32_t count = 1;

    cut->reached[SOURCE] = true;
    for (int32_t q = 0; q < count; q++)
        for (uint32_t k = net->start[queue[q]]; k < net->start[queue[q] + 1]; k++) {
            const struct way *way = &net->ways[net->list[k]];
            if (way->room == 0 || cut->reached[way->to])
                continue;
            cut->reached[way->to] = true;
            queue[count++] = way->to;
        }
}

static int32_t root_of(struct cut *cut, int32_t node)
{
    while (cut->piece[node] != node) {
        cut->piece[node] = cut->piece[cut->piece[node]];
        node = cut->piece[node];
    }
    return node;
}

/* Reached nodes with a way between them, the source apart, are one piece. */
static void join_pieces(struct cut *cut)
{
    const struct network *net = cut->net;

    for (int32_t x = 0; x < net->node_count; x++) {
        cut->piece[x] = x;
        cut->row[x] = -1;
    }
    for (uint32_t way = 0; way < net->way_count; way += 2) {
        int32_t from = net->ways[way + 1].to, to = net->ways[way].to;
        if (from != SOURCE && cut->reached[from] && cut->reached[to])
            cut->piece[root_of(cut, from)] = root_of(cut, to);
    }
}

static struct assign_shortage *row_of(struct cut *cut, int32_t node)
{
    int32_t root = root_of(cut, node);

    if (cut->row[root] < 0) {
        void *rows = cut->rows;
        (void)mem_grow(cut->op, &rows, (size_t)cut->row_count, sizeof *cut->rows);
        cut->rows = rows;
        cut->row[root] = cut->row_count++;
    }
    return &cut->rows[cut->row[root]];
}

static void add_index(struct op *op, int32_t **rows, int32_t *count, int32_t index)
{
    void *grown = *rows;
    int32_t *row = mem_grow(op, &grown, (size_t)*count, sizeof *row);

    *row = index;
    *rows = grown;
    *count += 1;
}

/*
 * The node whose piece explains a demand: itself when it is reached; else the outermost group above
 * it that is not: its limit keeps flow from the demand.
 */
static int32_t explaining_node(const struct cut *cut, int32_t demand)
{
    const struct assign *a = cut->assign;
    int32_t node = FIRST_NODE + demand;

    if (cut->reached[node])
        return node;
    for (int32_t g = forest_at(a, FOREST_DEMAND, (uint32_t)demand); g >= 0;
         g = a->forest->parent[g]) {
        if (cut->reached[cut->net->first_group + g])
            break;
        node = cut->net->first_group + g;
    }
    return node;
}

/* Rows are made by empty seats; then the filled demands of the same pieces join them. */
static void gather_demands(struct cut *cut)
{
    const struct side *demands = &cut->assign->sides[DEMANDS];

    for (int32_t i = 0; i < demands->count; i++) {
        int32_t empty = demands->nodes[i].max - demands->nodes[i].load;
        if (empty > 0)
            row_of(cut, explaining_node(cut, i))->missing += empty;
    }
    for (int32_t i = 0; i < demands->count; i++) {
        int32_t node = explaining_node(cut, i);
        if (demands->nodes[i].max == 0 || cut->row[root_of(cut, node)] < 0)
            continue;
        struct assign_shortage *row = row_of(cut, node);
        row->needed += demands->nodes[i].max;
        add_index(cut->op, &row->demands, &row->demand_count, i);
    }
}

/* The row that a full way out of the reached part belongs to, or NULL. */
static struct assign_shortage *row_of_way(struct cut *cut, uint32_t way)
{
    const struct network *net = cut->net;
    int32_t from = net->ways[way + 1].to, to = net->ways[way].to;

    if (!cut->reached[from] || cut->reached[to])
        return NULL;
    int32_t owner = from;
    if (to >= net->first_group) {
        const struct assign_group *group = &cut->assign->problem->groups[to - net->first_group];
        if (!group->of_experts && group->at < 0)
            owner = to; /* a group of demands explains what is below it */
    }
    int32_t root = root_of(cut, owner);
    return owner == SOURCE || cut->row[root] < 0 ? NULL : &cut->rows[cut->row[root]];
}

static void gather_groups(struct cut *cut)
{
    const struct assign *a = cut->assign;

    for (int32_t g = 0; a->forest != NULL && g < a->problem->group_count; g++) {
        struct assign_shortage *row = row_of_way(cut, cut->net->group_way[g]);
        if (row == NULL)
            continue;
        row->offered += a->forest->left[g];
        add_index(cut->op, &row->groups, &row->group_count, g);
    }
}

static void gather_experts(struct cut *cut)
{
    const struct side *experts = &cut->assign->sides[EXPERTS];
    const struct network *net = cut->net;

    for (int32_t j = 0; j < experts->count; j++) {
        uint32_t way = net->expert_way[j];
        struct assign_shortage *row = row_of_way(cut, way);
        if (row != NULL) {
            row->offered += experts->nodes[j].max;
            add_index(cut->op, &row->experts, &row->expert_count, j);
        }
        /* Units that a minimum load keeps in a full group from outside the piece. */
        int32_t to = net->ways[way].to;
        int32_t held = experts->nodes[j].min - net->ways[way - 2].room;
        if (!cut->reached[net->first_expert + j] && cut->reached[to] && held > 0 &&
            cut->row[root_of(cut, to)] >= 0) {
            row_of(cut, to)->held += held;
            row_of(cut, to)->offered -= held;
        }
    }
}

static void gather_edges(struct cut *cut)
{
    for (uint32_t e = 0; e < cut->assign->edge_count; e++) {
        if (cut->net->edge_way[e] == NO_EDGE)
            continue;
        struct assign_shortage *row = row_of_way(cut, cut->net->edge_way[e]);
        if (row == NULL)
            continue;
        row->offered++;
        row->edge_count++;
    }
}

enum err assign_explain(struct op *op, struct assign *a, struct assign_shortage **ret_rows,
                        int32_t *ret_count)
{
    const struct assign_problem *p = a->problem;
    int64_t size = (int64_t)p->demand_count + 2 * (int64_t)p->expert_count + p->edge_count;
    struct cut cut = { .op = op, .assign = a };

    if (size + p->group_count > ASSIGN_NETWORK_MAX)
        return fail(op, ERR_TOO_LARGE, "assign_too_large", "%lld nodes and edges to explain",
                    (long long)size);
    cut.net = network_new(a);
    size_t nodes = (size_t)cut.net->node_count;
    cut.reached = mem_array(cut.net, bool, nodes);
    cut.piece = mem_array(cut.net, int32_t, nodes);
    cut.row = mem_array(cut.net, int32_t, nodes);
    push_all(&cut);
    reach_all(&cut);
    join_pieces(&cut);
    gather_demands(&cut);
    gather_groups(&cut);
    gather_experts(&cut);
    gather_edges(&cut);
    mem_free(cut.net);
    *ret_rows = cut.rows;
    *ret_count = cut.row_count;
    return OK;
}
