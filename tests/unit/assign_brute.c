/* SPDX-License-Identifier: Apache-2.0 */
/* assign_brute.c: small random assignment problems and their optimum by trying everything. */
#include "assign_brute.h"

#include "base/mem.h"
#include "base/op.h"

#include <string.h>

/* SplitMix64 (Steele, Lea, Flood 2014). */
static uint64_t next_random(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9E3779B97F4A7C15));

    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static int32_t pick(uint64_t *state, int32_t count)
{
    return (int32_t)(next_random(state) % (uint64_t)count);
}

/* Random pairs of edges, none twice. */
static struct assign_pairs pick_pairs(struct op *op, uint64_t *state,
                                      const struct assign_problem *p, int32_t one_in)
{
    struct assign_pair *rows = mem_array(op, struct assign_pair, BRUTE_EDGES_MAX);
    struct assign_pairs list = { .rows = rows };

    for (int32_t k = 0; k < p->edge_count; k++)
        if (pick(state, one_in) == 0)
            rows[list.count++] = (struct assign_pair){ p->edges[k].demand, p->edges[k].expert };
    return list;
}

static bool has_pair(const struct assign_pairs *list, int32_t demand, int32_t expert)
{
    for (int32_t k = 0; k < list->count; k++)
        if (list->rows[k].demand == demand && list->rows[k].expert == expert)
            return true;
    return false;
}

/* Groups of consecutive nodes, halved now and then: laminar by construction. */
static void pick_groups(struct op *op, uint64_t *state, struct assign_problem *p)
{
    struct assign_group *groups = mem_array(op, struct assign_group, 16);

    for (int32_t round = 0; round < 2; round++) {
        bool of_experts = pick(state, 2) == 0;
        bool local = pick(state, 3) == 0;
        int32_t count = of_experts ? p->expert_count : p->demand_count;
        int32_t others = of_experts ? p->demand_count : p->expert_count;
        int32_t at = local ? pick(state, others) : -1;
        int32_t from = 0, to = count;
        bool used = false;
        for (int32_t k = 0; k < p->group_count; k++)
            used = used || (groups[k].of_experts == of_experts && groups[k].at == at);
        while (!used && to > from && p->group_count < 16) {
            int32_t *members = mem_array(op, int32_t, (size_t)(to - from));
            for (int32_t k = from; k < to; k++)
                members[k - from] = k;
            groups[p->group_count++] =
                (struct assign_group){ of_experts, at, pick(state, 4), members, to - from };
            if (to - from == 1 || pick(state, 3) == 0)
                break;
            int32_t middle = from + 1 + pick(state, to - from - 1);
            if (pick(state, 2) == 0)
                from = middle;
            else
                to = middle;
        }
    }
    p->groups = groups;
}

static void pick_edges(struct op *op, uint64_t *state, struct assign_problem *p)
{
    struct assign_edge *edges = mem_array(op, struct assign_edge, BRUTE_EDGES_MAX);
    int32_t density = 1 + pick(state, 4), weights = pick(state, 2) == 0 ? 4 : 1000000;

    for (int32_t i = 0; i < p->demand_count; i++)
        for (int32_t j = 0; j < p->expert_count && p->edge_count < BRUTE_EDGES_MAX; j++)
            if (pick(state, 4) < density)
                edges[p->edge_count++] = (struct assign_edge){ i, j, 1 + pick(state, weights) };
    for (int32_t k = p->edge_count - 1; k > 0; k--) {
        int32_t other = pick(state, k + 1);
        struct assign_edge edge = edges[k];
        edges[k] = edges[other];
        edges[other] = edge;
    }
    p->edges = edges;
}

void brute_problem(struct op *op, uint64_t seed, unsigned rules, struct assign_problem *ret_problem)
{
    uint64_t state = seed;
    struct assign_problem p = { .demand_count = 1 + pick(&state, 4),
                                .expert_count = 1 + pick(&state, 4) };
    int32_t *need = mem_array(op, int32_t, 4), *capacity = mem_array(op, int32_t, 4);
    int32_t *minimum = mem_array(op, int32_t, 4), *tier = mem_array(op, int32_t, 4);

    pick_edges(op, &state, &p);
    for (int32_t k = 0; k < 4; k++) {
        need[k] = pick(&state, 4);
        capacity[k] = pick(&state, 4);
        minimum[k] = pick(&state, 4) == 0 ? pick(&state, capacity[k] + 1) : 0;
        tier[k] = 1 + pick(&state, BRUTE_TIERS);
    }
    p.need = need;
    p.capacity = capacity;
    p.minimum = (rules & RULE_MINIMUM) != 0 ? minimum : NULL;
    p.tier = (rules & RULE_TIER) != 0 ? tier : NULL;
    if ((rules & RULE_CONFLICT) != 0)
        p.conflicts = pick_pairs(op, &state, &p, 6);
    if ((rules & RULE_PREVIOUS) != 0)
        p.previous = pick_pairs(op, &state, &p, 3);
    if ((rules & RULE_PIN) != 0)
        p.pins = pick_pairs(op, &state, &p, 10);
    if ((rules & RULE_GROUP) != 0)
        pick_groups(op, &state, &p);
    if ((rules & RULE_LEAST) != 0 && p.edge_count > 0)
        p.least_weight = p.edges[pick(&state, p.edge_count)].weight;
    *ret_problem = p;
}

static void add_pair(struct op *op, struct assign_pairs *list, struct assign_pair pair)
{
    struct assign_pair *rows = mem_array(op, struct assign_pair, (size_t)list->count + 1);

    if (list->count > 0)
        memcpy(rows, list->rows, sizeof *rows * (size_t)list->count);
    rows[list->count++] = pair;
    list->rows = rows;
}

/* An expert who withdraws keeps no capacity but for his pins. */
static void take_capacity(struct op *op, struct assign_problem *p, int32_t expert)
{
    int32_t *capacity = mem_copy(op, p->capacity, 4 * sizeof *capacity);
    int32_t pinned = 0;

    for (int32_t k = 0; k < p->pins.count; k++)
        pinned += p->pins.rows[k].expert == expert;
    capacity[expert] = pinned;
    p->capacity = capacity;
    if (p->minimum != NULL) {
        int32_t *minimum = mem_copy(op, p->minimum, 4 * sizeof *minimum);
        minimum[expert] = 0;
        p->minimum = minimum;
    }
}

void brute_change(struct op *op, uint64_t *state, struct assign *assign,
                  struct assign_problem *problem)
{
    int32_t kind = pick(state, 4);
    struct assign_problem p = *problem;
    struct assign_pair pair = { pick(state, p.demand_count), pick(state, p.expert_count) };
    enum err err = OK;

    if (kind == 0) {
        err = assign_withdraw(op, assign, pair.expert);
        take_capacity(op, &p, pair.expert);
    } else if (kind == 1) {
        err = assign_pin(op, assign, pair.demand, pair.expert);
        add_pair(op, &p.pins, pair);
    } else {
        err = assign_decline(op, assign, pair.demand, pair.expert);
        add_pair(op, &p.conflicts, pair);
    }
    if (err == OK)
        *problem = p;
    op_forgive(op);
}

static bool in_group(const struct assign_group *group, const struct assign_edge *edge)
{
    int32_t member = group->of_experts ? edge->expert : edge->demand;

    if (group->at >= 0 && group->at != (group->of_experts ? edge->demand : edge->expert))
        return false;
    for (int32_t k = 0; k < group->member_count; k++)
        if (group->members[k] == member)
            return true;
    return false;
}

static struct brute_value judge(const struct assign_problem *p, const bool *chosen)
{
    struct brute_value value = { .feasible = true };
    int32_t need[4] = { 0 }, load[4] = { 0 }, held[16] = { 0 };

    for (int32_t k = 0; k < p->edge_count; k++) {
        const struct assign_edge *e = &p->edges[k];
        if (!chosen[k]) {
            value.feasible = value.feasible && !has_pair(&p->pins, e->demand, e->expert);
            continue;
        }
        need[e->demand]++;
        load[e->expert]++;
        value.filled++;
        value.tier_filled[p->tier == NULL ? 1 : p->tier[e->demand]]++;
        value.total += e->weight;
        value.kept += has_pair(&p->previous, e->demand, e->expert);
        value.feasible = value.feasible && !has_pair(&p->conflicts, e->demand, e->expert) &&
                         (e->weight >= p->least_weight || has_pair(&p->pins, e->demand, e->expert));
        for (int32_t g = 0; g < p->group_count; g++)
            held[g] += in_group(&p->groups[g], e);
    }
    for (int32_t i = 0; i < p->demand_count; i++)
        value.feasible = value.feasible && need[i] <= p->need[i];
    for (int32_t j = 0; j < p->expert_count; j++)
        value.feasible = value.feasible && load[j] <= p->capacity[j] &&
                         (p->minimum == NULL || load[j] >= p->minimum[j]);
    for (int32_t g = 0; g < p->group_count; g++)
        value.feasible = value.feasible && held[g] <= p->groups[g].limit;
    return value;
}

int brute_compare(const struct brute_value *a, const struct brute_value *b)
{
    if (a->feasible != b->feasible)
        return a->feasible ? 1 : -1;
    if (!a->feasible)
        return 0;
    if (a->filled != b->filled)
        return a->filled > b->filled ? 1 : -1;
    for (int t = 1; t <= BRUTE_TIERS; t++)
        if (a->tier_filled[t] != b->tier_filled[t])
            return a->tier_filled[t] > b->tier_filled[t] ? 1 : -1;
    if (a->total != b->total)
        return a->total > b->total ? 1 : -1;
    return a->kept == b->kept ? 0 : a->kept > b->kept ? 1 : -1;
}

struct brute_value brute_solve(const struct assign_problem *problem)
{
    struct brute_value best = { 0 };
    bool chosen[BRUTE_EDGES_MAX];

    for (uint32_t set = 0; set < 1U << problem->edge_count; set++) {
        for (int32_t k = 0; k < problem->edge_count; k++)
            chosen[k] = (set >> k & 1U) != 0;
        struct brute_value value = judge(problem, chosen);
        if (brute_compare(&value, &best) > 0)
            best = value;
    }
    return best;
}

struct brute_value brute_judge(const struct assign_problem *problem,
                               const struct assign_result *result)
{
    bool chosen[BRUTE_EDGES_MAX] = { false };

    for (int32_t k = 0; k < result->row_count; k++)
        chosen[result->rows[k]] = true;
    return judge(problem, chosen);
}
