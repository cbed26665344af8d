/* SPDX-License-Identifier: Apache-2.0 */
/*
 * levels.c: the first stage: a maximum flow, tier after tier, that finds where experts are scarce.
 *
 * For each tier a maximum matching is grown by Hopcroft and Karp's phases. What is reachable from
 * its empty seats when no way to a free expert is left is a region: its experts are full in every
 * best solution, and nothing outside may have them (Dulmage and Mendelsohn). Later tiers do not
 * enter it. That is enough to give the second stage prices that are right in units of seats.
 */
#include "base/mem.h"
#include "flow/graph.h"

#include <string.h>

struct stage {
    struct assign *assign;
    int32_t tier;
    uint32_t least;    /* worth of an arc below which it is not used */
    int32_t *layer;    /* of each demand in this phase; -1 unreached */
    int32_t *reached;  /* phase in which each expert was reached */
    int32_t *layer_of; /* layer of each expert in that phase */
    uint32_t *next;    /* arc from which each demand goes on looking */
    int32_t *queue;
    int32_t queue_count;
    int32_t phase;
};

static bool is_open(const struct node *expert)
{
    return expert->load < expert->max;
}

static int32_t tier_of(const struct assign *a, int32_t demand)
{
    return a->problem->tier == NULL ? 1 : a->problem->tier[demand];
}

/* The expert of an arc that may be used in this stage, or -1. */
static int32_t usable(const struct stage *stage, uint32_t e)
{
    const struct assign *a = stage->assign;
    struct arc arc = a->sides[DEMANDS].arcs[e];

    return arc.to == a->sides[EXPERTS].count || arc.worth < stage->least ? -1 : arc.to;
}

/* First fit: most seats need no more. */
static void fill_greedily(struct stage *stage)
{
    struct assign *a = stage->assign;
    const struct side *demands = &a->sides[DEMANDS], *experts = &a->sides[EXPERTS];

    for (int32_t i = 0; i < demands->count; i++) {
        if (tier_of(a, i) != stage->tier)
            continue;
        const struct node *demand = &demands->nodes[i];
        for (uint32_t e = demands->start[i]; e < demands->start[i + 1]; e++) {
            int32_t j = usable(stage, e);
            if (demand->load == demand->max)
                break;
            if (j >= 0 && is_open(&experts->nodes[j]) && experts->nodes[j].group == 0)
                graph_match(a, e, i, j);
        }
    }
}

static void enqueue(struct stage *stage, int32_t demand, int32_t layer)
{
    stage->layer[demand] = layer;
    stage->next[demand] = stage->assign->sides[DEMANDS].start[demand];
    stage->queue[stage->queue_count++] = demand;
}

/* Reaches an expert: an open one ends the phase's layers, a full one leads to his demands. */
static bool reach_expert(struct stage *stage, int32_t j, int32_t layer)
{
    struct side *experts = &stage->assign->sides[EXPERTS];
    const struct node *expert = &experts->nodes[j];
    const struct slot *slots = experts->slots + experts->slot_start[j];

    stage->reached[j] = stage->phase;
    stage->layer_of[j] = layer;
    if (is_open(expert))
        return true;
    for (int32_t k = 0; k < expert->load; k++) {
        int32_t i = slots[k].to;
        if (stage->layer[i] < 0 && stage->assign->sides[DEMANDS].nodes[i].group == 0)
            enqueue(stage, i, layer + 1);
    }
    return false;
}

/* Layers from all demands with empty seats; true when an open expert was reached. */
static bool make_layers(struct stage *stage)
{
    struct assign *a = stage->assign;
    const struct side *demands = &a->sides[DEMANDS], *experts = &a->sides[EXPERTS];
    int32_t last = INT32_MAX;

    stage->phase++;
    stage->queue_count = 0;
    memset(stage->layer, 0xff, sizeof *stage->layer * (size_t)demands->count);
    for (int32_t i = 0; i < demands->count; i++)
        if (tier_of(a, i) == stage->tier && demands->nodes[i].load < demands->nodes[i].max)
            enqueue(stage, i, 0);
    for (int32_t q = 0; q < stage->queue_count; q++) {
        int32_t i = stage->queue[q];
        if (stage->layer[i] > last)
            break;
        for (uint32_t e = demands->start[i]; e < demands->start[i + 1]; e++) {
            int32_t j = usable(stage, e);
            if (j < 0 || stage->reached[j] == stage->phase || experts->nodes[j].group != 0 ||
                a->matched[e])
                continue;
            if (reach_expert(stage, j, stage->layer[i]))
                last = stage->layer[i];
        }
    }
    return last != INT32_MAX;
}

/* A demand of the expert, one layer on, that still has somewhere to go; -1: none. */
static int32_t next_demand(const struct stage *stage, int32_t j, int32_t layer)
{
    const struct side *demands = &stage->assign->sides[DEMANDS];
    const struct side *experts = &stage->assign->sides[EXPERTS];
    const struct slot *slots = experts->slots + experts->slot_start[j];

    for (int32_t k = 0; k < experts->nodes[j].load; k++) {
        int32_t i = slots[k].to;
        if (stage->layer[i] == layer && stage->next[i] < demands->start[i + 1])
            return i;
    }
    return -1;
}

/*
 * Looks for a way along the layers from a demand to an open expert, depth first. The way stands in
 * the stage's queue, which the phase no longer needs, demand after demand; the arc that each takes
 * is its next. Returns the place of the last demand, -1 when there is no way.
 */
static int32_t find_way(struct stage *stage, int32_t root)
{
    const struct assign *a = stage->assign;
    const struct side *demands = &a->sides[DEMANDS], *experts = &a->sides[EXPERTS];
    int32_t depth = 0;

    stage->queue[0] = root;
    while (depth >= 0) {
        int32_t i = stage->queue[depth];
        if (stage->next[i] == demands->start[i + 1]) {
            depth--;
            continue;
        }
        uint32_t e = stage->next[i];
        int32_t j = usable(stage, e), on = -1;
        bool leads = j >= 0 && stage->reached[j] == stage->phase && stage->layer_of[j] == depth &&
                     !a->matched[e];
        if (leads && is_open(&experts->nodes[j]))
            return depth;
        if (leads)
            on = next_demand(stage, j, depth + 1);
        if (on < 0)
            stage->next[i]++;
        else
            stage->queue[++depth] = on;
    }
    return -1;
}

/* Turns the way over: every demand takes the expert of its arc from the demand after it. */
static void turn_way(struct stage *stage, int32_t depth)
{
    struct assign *a = stage->assign;
    const struct side *demands = &a->sides[DEMANDS], *experts = &a->sides[EXPERTS];

    for (int32_t at = depth; at >= 0; at--) {
        int32_t i = stage->queue[at];
        if (at > 0) { /* let go first: lists have room for no more than the limits */
            int32_t taken = demands->arcs[stage->next[stage->queue[at - 1]]].to;
            const struct slot *slots = experts->slots + experts->slot_start[taken];
            while (slots->to != i)
                slots++;
            graph_unmatch(a, slots->edge, i, taken);
        }
        uint32_t e = stage->next[i]++;
        graph_match(a, e, i, demands->arcs[e].to);
    }
}

/* One seat more for a demand, if the layers lead to one. */
static bool grow(struct stage *stage, int32_t root)
{
    int32_t depth = find_way(stage, root);

    if (depth >= 0)
        turn_way(stage, depth);
    return depth >= 0;
}

static void grow_phase(struct stage *stage)
{
    struct assign *a = stage->assign;
    const struct side *demands = &a->sides[DEMANDS];

    for (int32_t i = 0; i < demands->count; i++)
        if (stage->layer[i] == 0)
            while (demands->nodes[i].load < demands->nodes[i].max && grow(stage, i))
                continue;
}

/* All that the last phase reached is the tier's region. */
static void mark_region(struct stage *stage)
{
    struct assign *a = stage->assign;

    for (int32_t q = 0; q < stage->queue_count; q++)
        a->sides[DEMANDS].nodes[stage->queue[q]].group = stage->tier;
    for (int32_t j = 0; j < a->sides[EXPERTS].count; j++)
        if (stage->reached[j] == stage->phase)
            a->sides[EXPERTS].nodes[j].group = stage->tier;
}

/* Whether a region has an edge from its demand outward: to an expert of a later region or none. */
static bool leads_outward(const struct node *demand, const struct node *expert)
{
    return demand->group != 0 && (expert->group == 0 || expert->group > demand->group);
}

void levels_restore(struct assign *a)
{
    struct side *demands = &a->sides[DEMANDS], *experts = &a->sides[EXPERTS];

    for (int32_t i = 0; i < demands->count; i++) {
        const struct slot *slots = demands->slots + demands->slot_start[i];
        for (int32_t k = demands->nodes[i].load - 1; k >= 0; k--)
            if (!leads_outward(&demands->nodes[i], &experts->nodes[slots[k].to]))
                graph_unmatch(a, slots[k].edge, i, slots[k].to);
    }
}

static struct stage *stage_new(struct assign *a)
{
    size_t demand_count = (size_t)a->sides[DEMANDS].count;
    size_t expert_count = (size_t)a->sides[EXPERTS].count;
    struct stage *stage = mem_new(a->op, struct stage);

    stage->assign = a;
    stage->layer = mem_array(stage, int32_t, demand_count);
    stage->next = mem_array(stage, uint32_t, demand_count);
    stage->queue = mem_array(stage, int32_t, demand_count + 1);
    stage->reached = mem_array(stage, int32_t, expert_count);
    stage->layer_of = mem_array(stage, int32_t, expert_count);
    return stage;
}

static void fill_tier(struct stage *stage)
{
    fill_greedily(stage);
    while (make_layers(stage))
        grow_phase(stage);
    mark_region(stage);
}

/* Nothing matched, no regions. */
static void clear(struct assign *a)
{
    struct side *demands = &a->sides[DEMANDS], *experts = &a->sides[EXPERTS];

    for (int32_t i = 0; i < demands->count; i++) {
        const struct slot *slots = demands->slots + demands->slot_start[i];
        for (int32_t k = demands->nodes[i].load - 1; k >= 0; k--)
            graph_unmatch(a, slots[k].edge, i, slots[k].to);
        demands->nodes[i].group = 0;
    }
    for (int32_t j = 0; j < experts->count; j++)
        experts->nodes[j].group = 0;
}

void levels_find(struct assign *a)
{
    struct stage *stage = stage_new(a);

    clear(a);
    for (stage->tier = 1; stage->tier <= a->tier_max; stage->tier++)
        fill_tier(stage);
    levels_restore(a);
    mem_free(stage);
}

void levels_count(struct assign *a, int32_t least_weight, int64_t *filled)
{
    struct stage *stage = stage_new(a);

    clear(a);
    stage->least = 2 * (uint32_t)least_weight;
    for (stage->tier = 1; stage->tier <= a->tier_max; stage->tier++) {
        filled[stage->tier] = 0;
        fill_tier(stage);
    }
    for (int32_t i = 0; i < a->sides[DEMANDS].count; i++)
        filled[tier_of(a, i)] += a->sides[DEMANDS].nodes[i].load;
    clear(a);
    mem_free(stage);
}
