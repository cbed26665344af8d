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
    if (p->demand_count < 0 || p->expert_count < 0 || p->edge_count < 0)
        return refuse(op, "negative count", 0);
    if (p->demand_count > ASSIGN_NODE_MAX || p->expert_count > ASSIGN_NODE_MAX ||
        p->edge_count > ASSIGN_EDGE_MAX)
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
    const struct assign_pairs *lists[] = { &p->conflicts, &p->previous };
    for (size_t l = 0; l < sizeof lists / sizeof lists[0]; l++)
        for (int32_t k = 0; k < lists[l]->count; k++)
            if (!pair_in_range(p, lists[l]->rows[k].demand, lists[l]->rows[k].expert))
                return refuse(op, "index out of range: pair", k);
    return OK;
}

/* The units of assign.h: K, B and their range. */
static enum err set_scale(struct op *op, struct assign *a)
{
    const struct assign_problem *p = a->problem;
    int64_t needed = 0, offered = 0;

    a->tier_max = 1;
    for (int32_t i = 0; i < p->demand_count; i++) {
        needed += p->need[i];
        if (p->tier != NULL && p->tier[i] > a->tier_max)
            a->tier_max = p->tier[i];
    }
    for (int32_t j = 0; j < p->expert_count; j++)
        offered += p->capacity[j];
    int64_t seats = needed < offered ? needed : offered;
    if (seats > p->edge_count)
        seats = p->edge_count;
    a->keep_scale = p->previous.count > 0 ? seats + 1 : 1;
    a->weight_top = ASSIGN_WEIGHT_MAX * a->keep_scale + 1;
    int64_t top = 0;
    if (__builtin_mul_overflow(seats, a->weight_top, &a->seat_worth) ||
        __builtin_mul_overflow(++a->seat_worth, a->tier_max + 2, &top) || top > PRICE_RANGE)
        return fail(op, ERR_TOO_LARGE, "assign_too_large", "%lld seats in %d tiers",
                    (long long)seats, a->tier_max);
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
    side->slots = mem_array(op, struct slot, total);
}

static void fill_nodes(struct assign *a)
{
    const struct assign_problem *p = a->problem;

    for (int32_t i = 0; i < p->demand_count; i++) {
        struct node *node = &a->sides[DEMANDS].nodes[i];
        int64_t tier = p->tier == NULL ? 1 : p->tier[i];
        *node = (struct node){ .min = p->need[i], .max = p->need[i], .dist = PRICE_NEVER };
        node->low = -a->seat_worth * (a->tier_max + 1 - tier);
    }
    for (int32_t j = 0; j < p->expert_count; j++) {
        struct node *node = &a->sides[EXPERTS].nodes[j];
        *node = (struct node){ .max = p->capacity[j], .dist = PRICE_NEVER };
        node->min = p->minimum == NULL ? 0 : p->minimum[j];
        node->low = -a->seat_worth * (a->tier_max + 1);
    }
}

/* The arc of a pair, or NO_EDGE. */
static uint32_t find_edge(const struct assign *a, const struct assign_pair *pair)
{
    const struct side *side = &a->sides[DEMANDS];

    for (uint32_t e = side->start[pair->demand]; e < side->start[pair->demand + 1]; e++)
        if (side->arcs[e].to == pair->expert)
            return e;
    return NO_EDGE;
}

static void mark_pairs(struct assign *a)
{
    const struct assign_problem *p = a->problem;
    struct side *side = &a->sides[DEMANDS];

    for (int32_t k = 0; k < p->previous.count; k++) {
        uint32_t e = find_edge(a, &p->previous.rows[k]);
        if (e != NO_EDGE)
            side->arcs[e].worth |= 1U;
    }
    for (int32_t k = 0; k < p->conflicts.count; k++) {
        uint32_t e = find_edge(a, &p->conflicts.rows[k]);
        if (e != NO_EDGE)
            side->arcs[e].to = p->expert_count;
    }
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
        err = set_scale(op, a);
    if (err != OK)
        return err;
    a->edge_count = (uint32_t)p->edge_count;
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
    mark_pairs(a);
    return OK;
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
