/* SPDX-License-Identifier: Apache-2.0 */
/* graph.c: checks a problem and lays it out as two sides of nodes with arcs. */
#include "flow/graph.h"

#include "base/mem.h"
#include "base/op.h"

#include <string.h>

static enum err refuse(struct op *op, const char *what, int64_t index)
{
    fail_arg(op, "what", "%s %lld", what, (long long)index);
    return fail(op, ERR_INVALID, "assign_invalid", "%s %lld", what, (long long)index);
}

static enum err check_sizes(struct op *op, const struct assign_problem *p)
{
    if (p->demand_count < 0 || p->expert_count < 0 || p->edge_count < 0 || p->group_count < 0)
        return refuse(op, "negative count", 0);
    if (p->demand_count > ASSIGN_NODE_MAX || p->expert_count > ASSIGN_NODE_MAX ||
        p->edge_count > ASSIGN_EDGE_MAX || p->group_count > ASSIGN_GROUP_MAX ||
        p->conflicts.count > ASSIGN_PAIR_MAX || p->pins.count > ASSIGN_PAIR_MAX ||
        p->previous.count > ASSIGN_PAIR_MAX ||
        (p->group_count > 0 &&
         (int64_t)p->demand_count + 2 * (int64_t)p->expert_count + p->edge_count + p->group_count >
             ASSIGN_NETWORK_MAX))
        return fail(op, ERR_TOO_LARGE, "assign_too_large", "%d demands, %d experts, %d edges",
                    p->demand_count, p->expert_count, p->edge_count);
    return OK;
}

static enum err check_nodes(struct op *op, const struct assign_problem *p)
{
    for (int32_t i = 0; i < p->demand_count; i++) {
        if (p->need[i] < 0 || p->need[i] > ASSIGN_SEATS_MAX)
            return refuse(op, "need out of range: demand", i);
        if (p->tier != NULL && (p->tier[i] < 1 || p->tier[i] > ASSIGN_TIER_MAX))
            return refuse(op, "tier out of range: demand", i);
    }
    for (int32_t j = 0; j < p->expert_count; j++) {
        if (p->capacity[j] < 0 || p->capacity[j] > ASSIGN_SEATS_MAX)
            return refuse(op, "capacity out of range: expert", j);
        if (p->minimum != NULL && (p->minimum[j] < 0 || p->minimum[j] > p->capacity[j]))
            return refuse(op, "minimum load out of range: expert", j);
    }
    return OK;
}

static bool pair_in_range(const struct assign_problem *p, int32_t demand, int32_t expert)
{
    return demand >= 0 && demand < p->demand_count && expert >= 0 && expert < p->expert_count;
}

static enum err check_pairs(struct op *op, const struct assign_problem *p)
{
    for (int32_t k = 0; k < p->edge_count; k++) {
        const struct assign_edge *e = &p->edges[k];
        if (!pair_in_range(p, e->demand, e->expert))
            return refuse(op, "index out of range: edge", k);
        if (e->weight < 0 || e->weight > ASSIGN_WEIGHT_MAX)
            return refuse(op, "weight out of range: edge", k);
    }
    const struct assign_pairs *lists[] = { &p->conflicts, &p->pins, &p->previous };
    for (size_t l = 0; l < sizeof lists / sizeof lists[0]; l++)
        for (int32_t k = 0; k < lists[l]->count; k++)
            if (!pair_in_range(p, lists[l]->rows[k].demand, lists[l]->rows[k].expert))
                return refuse(op, "index out of range: pair", k);
    return OK;
}

/* Arcs of the demands in order of demand; origin only when that order is not the given one. */
static enum err lay_arcs(struct op *op, struct assign *a)
{
    const struct assign_problem *p = a->problem;
    struct side *side = &a->sides[DEMANDS];
    bool sorted = true;

    for (int32_t k = 0; k < p->edge_count; k++) {
        side->start[p->edges[k].demand + 1]++;
        sorted = sorted && (k == 0 || p->edges[k - 1].demand <= p->edges[k].demand);
    }
    for (int32_t i = 0; i < p->demand_count; i++)
        side->start[i + 1] += side->start[i];
    uint32_t *next = mem_copy(op, side->start, sizeof *next * (size_t)p->demand_count);
    if (!sorted)
        a->origin = mem_array(op, uint32_t, (size_t)p->edge_count);
    for (int32_t k = 0; k < p->edge_count; k++) {
        const struct assign_edge *e = &p->edges[k];
        uint32_t at = next[e->demand]++;
        side->arcs[at] = (struct arc){ e->expert, 2 * (uint32_t)e->weight };
        if (!sorted)
            a->origin[at] = (uint32_t)k;
    }
    mem_free(next);
    int32_t *seen = mem_array(op, int32_t, (size_t)p->expert_count);
    for (int32_t i = 0; i < p->demand_count; i++)
        for (uint32_t e = side->start[i]; e < side->start[i + 1]; e++) {
            if (seen[side->arcs[e].to] == i + 1)
                return refuse(op, "pair given twice: demand", i);
            seen[side->arcs[e].to] = i + 1;
        }
    mem_free(seen);
    return OK;
}

static void new_side(struct op *op, struct side *side, int32_t count)
{
    side->count = count;
    side->price = mem_array(op, int64_t, (size_t)count + 1);
    side->nodes = mem_array(op, struct node, (size_t)count + 1);
    side->slot_start = mem_array(op, uint32_t, (size_t)count + 1);
    side->price[count] = 2 * PRICE_NEVER - 1;
}

/* Room for matched edges: as many as a node may have and has arcs for. */
static void lay_slots(struct op *op, struct side *side, const uint32_t *degree)
{
    uint32_t total = 0;

    for (int32_t x = 0; x < side->count; x++) {
        uint32_t most = (uint32_t)side->nodes[x].max;
        side->slot_start[x] = total;
        total += most < degree[x] ? most : degree[x];
    }
    side->slot_count = total;
    side->slots = mem_array(op, struct slot, total);
}

static void fill_nodes(struct assign *a)
{
    const struct assign_problem *p = a->problem;

    for (int32_t i = 0; i < p->demand_count; i++) {
        struct node *node = &a->sides[DEMANDS].nodes[i];
        *node = (struct node){ .min = p->need[i], .max = p->need[i], .dist = PRICE_NEVER };
        node->low = -a->tier_worth[p->tier == NULL ? 1 : p->tier[i]];
    }
    for (int32_t j = 0; j < p->expert_count; j++) {
        struct node *node = &a->sides[EXPERTS].nodes[j];
        *node = (struct node){ .max = p->capacity[j], .dist = PRICE_NEVER };
        node->min = p->minimum == NULL ? 0 : p->minimum[j];
        node->low = -a->minimum_worth;
    }
}

uint32_t graph_find(const struct assign *a, int32_t demand, int32_t expert)
{
    const struct side *side = &a->sides[DEMANDS];

    for (uint32_t e = side->start[demand]; e < side->start[demand + 1]; e++)
        if (side->arcs[e].to == expert)
            return e;
    return NO_EDGE;
}

void graph_close(struct assign *a, uint32_t edge)
{
    struct side *demands = &a->sides[DEMANDS], *experts = &a->sides[EXPERTS];
    int32_t expert = demands->arcs[edge].to;

    demands->arcs[edge].to = experts->count;
    if (experts->arcs == NULL)
        return;
    uint32_t at = experts->start[expert];
    while (experts->edge[at] != edge)
        at++;
    experts->arcs[at].to = demands->count;
}

static enum err no_place(struct op *op, const char *where, int64_t index)
{
    fail_arg(op, "what", "%s %lld", where, (long long)index);
    return fail(op, ERR_CONFLICT, "assign_pin", "no place left for a pin: %s %lld", where,
                (long long)index);
}

enum err graph_pin(struct op *op, struct assign *a, uint32_t edge, struct assign_pair pair)
{
    struct node *demand = &a->sides[DEMANDS].nodes[pair.demand];
    struct node *expert = &a->sides[EXPERTS].nodes[pair.expert];
    const struct forest *forest = a->forest;
    const int32_t bottoms[FOREST_PLACES] = {
        [FOREST_TAIL] = forest_at(a, FOREST_TAIL, edge),
        [FOREST_HEAD] = forest_at(a, FOREST_HEAD, edge),
        [FOREST_DEMAND] = forest_at(a, FOREST_DEMAND, (uint32_t)pair.demand),
        [FOREST_EXPERT] = forest_at(a, FOREST_EXPERT, (uint32_t)pair.expert),
    };

    if (demand->max == 0)
        return no_place(op, "demand", pair.demand);
    if (expert->max == 0)
        return no_place(op, "expert", pair.expert);
    for (int place = 0; place < FOREST_PLACES; place++)
        for (int32_t g = bottoms[place]; g >= 0; g = forest->parent[g])
            if (forest->left[g] == 0)
                return no_place(op, "group", g);
    for (int place = 0; place < FOREST_PLACES; place++)
        for (int32_t g = bottoms[place]; g >= 0; g = forest->parent[g])
            forest->left[g]--;
    demand->max--;
    demand->min--;
    expert->max--;
    expert->min -= expert->min > 0;
    a->matched[edge] = true;
    return OK;
}

/* Previous pairs are marked first, conflicts closed next; a pin must still be open then. */
static enum err apply_pairs(struct op *op, struct assign *a)
{
    const struct assign_problem *p = a->problem;
    struct side *side = &a->sides[DEMANDS];

    for (int32_t k = 0; k < p->previous.count; k++) {
        uint32_t e = graph_find(a, p->previous.rows[k].demand, p->previous.rows[k].expert);
        if (e != NO_EDGE)
            side->arcs[e].worth |= 1U;
    }
    for (int32_t k = 0; k < p->conflicts.count; k++) {
        uint32_t e = graph_find(a, p->conflicts.rows[k].demand, p->conflicts.rows[k].expert);
        if (e != NO_EDGE)
            graph_close(a, e);
    }
    for (int32_t k = 0; k < p->pins.count; k++) {
        uint32_t e = graph_find(a, p->pins.rows[k].demand, p->pins.rows[k].expert);
        if (e == NO_EDGE)
            return no_place(op, "no open edge under pin", k);
        enum err err = graph_pin(op, a, e, p->pins.rows[k]);
        if (err != OK)
            return err;
        graph_close(a, e);
    }
    for (uint32_t e = 0; p->least_weight > 0 && e < a->edge_count; e++)
        if (side->arcs[e].to < p->expert_count &&
            side->arcs[e].worth < 2 * (uint32_t)p->least_weight)
            graph_close(a, e);
    return OK;
}

enum err graph_build(struct op *op, struct assign *a)
{
    const struct assign_problem *p = a->problem;
    struct side *demands = &a->sides[DEMANDS], *experts = &a->sides[EXPERTS];
    enum err err = check_sizes(op, p);

    if (err == OK)
        err = check_nodes(op, p);
    if (err == OK)
        err = check_pairs(op, p);
    if (err == OK)
        err = scale_set(op, a);
    if (err != OK)
        return err;
    a->edge_count = (uint32_t)p->edge_count;
    a->has_minimum = p->minimum != NULL;
    new_side(a->op, demands, p->demand_count);
    new_side(a->op, experts, p->expert_count);
    fill_nodes(a);
    demands->start = mem_array(op, uint32_t, (size_t)p->demand_count + 1);
    demands->arcs = mem_array(op, struct arc, a->edge_count);
    a->matched = mem_array(op, bool, a->edge_count);
    err = lay_arcs(op, a);
    if (err != OK)
        return err;
    uint32_t *degree = mem_array(op, uint32_t, (size_t)p->demand_count);
    for (int32_t i = 0; i < p->demand_count; i++)
        degree[i] = demands->start[i + 1] - demands->start[i];
    lay_slots(op, demands, degree);
    mem_free(degree);
    degree = mem_array(op, uint32_t, (size_t)p->expert_count);
    for (int32_t k = 0; k < p->edge_count; k++)
        degree[p->edges[k].expert]++;
    lay_slots(op, experts, degree);
    mem_free(degree);
    err = p->group_count > 0 ? forest_build(op, a) : OK;
    return err == OK ? apply_pairs(op, a) : err;
}

void graph_mirror(struct assign *a)
{
    const struct side *demands = &a->sides[DEMANDS];
    struct side *experts = &a->sides[EXPERTS];
    size_t count = (size_t)experts->count;

    if (experts->arcs != NULL)
        return;
    /* One place more at each end: closed arcs gather behind the last expert. */
    experts->start = mem_array(a->op, uint32_t, count + 2);
    experts->arcs = mem_array(a->op, struct arc, a->edge_count);
    experts->edge = mem_array(a->op, uint32_t, a->edge_count);
    for (uint32_t e = 0; e < a->edge_count; e++)
        experts->start[demands->arcs[e].to + 1]++;
    for (size_t j = 0; j <= count; j++)
        experts->start[j + 1] += experts->start[j];
    uint32_t *next = mem_copy(a->op, experts->start, sizeof *next * (count + 1));
    for (int32_t i = 0; i < demands->count; i++)
        for (uint32_t e = demands->start[i]; e < demands->start[i + 1]; e++) {
            uint32_t at = next[demands->arcs[e].to]++;
            experts->arcs[at] = (struct arc){ i, demands->arcs[e].worth };
            experts->edge[at] = e;
        }
    mem_free(next);
}

static void slot_add(struct side *side, int32_t x, uint32_t edge, int32_t to)
{
    side->slots[side->slot_start[x] + (uint32_t)side->nodes[x].load++] = (struct slot){ edge, to };
}

static void slot_drop(struct side *side, int32_t x, uint32_t edge)
{
    struct slot *slots = side->slots + side->slot_start[x];
    int32_t k = 0;

    while (slots[k].edge != edge)
        k++;
    slots[k] = slots[--side->nodes[x].load];
}

void graph_match(struct assign *a, uint32_t edge, int32_t demand, int32_t expert)
{
    slot_add(&a->sides[DEMANDS], demand, edge, expert);
    slot_add(&a->sides[EXPERTS], expert, edge, demand);
    a->matched[edge] = true;
}

void graph_unmatch(struct assign *a, uint32_t edge, int32_t demand, int32_t expert)
{
    slot_drop(&a->sides[DEMANDS], demand, edge);
    slot_drop(&a->sides[EXPERTS], expert, edge);
    a->matched[edge] = false;
}
