/* SPDX-License-Identifier: Apache-2.0 */
/* verify.c: a result against its certificate by weak duality; shares no code with the solver. */
#include "flow/verify.h"

#include "base/mem.h"
#include "base/op.h"

#include <string.h>

__extension__ typedef __int128 wide;

enum mark { MARK_CHOSEN = 1, MARK_KEPT = 2, MARK_CLOSED = 4, MARK_PINNED = 8 };

struct check {
    struct op *op;
    const struct assign_problem *p;
    const struct assign_result *result;
    const struct assign_certificate *c;
    uint32_t *start; /* edges of each demand: by_demand[start[i]] .. */
    uint32_t *by_demand;
    uint8_t *marks; /* of each edge */
    wide *extra;    /* of each edge: prices of the groups at its demand or expert */
};

static enum err wrong(struct op *op, const char *what, int64_t index)
{
    return fail(op, ERR_INVALID, "assign_not_proved", "%s %lld", what, (long long)index);
}

static void index_edges(struct check *k)
{
    const struct assign_problem *p = k->p;
    size_t demands = (size_t)p->demand_count, edges = (size_t)p->edge_count;

    k->start = mem_array(k, uint32_t, demands + 2);
    k->by_demand = mem_array(k, uint32_t, edges);
    k->marks = mem_array(k, uint8_t, edges);
    k->extra = p->group_count == 0 ? NULL : mem_array(k, wide, edges);
    for (size_t e = 0; e < edges; e++)
        k->start[p->edges[e].demand + 2]++;
    for (size_t i = 2; i < demands + 2; i++)
        k->start[i] += k->start[i - 1];
    for (size_t e = 0; e < edges; e++)
        k->by_demand[k->start[p->edges[e].demand + 1]++] = (uint32_t)e;
}

/* Marks the edges of listed pairs; false when one is missing and may not be. */
static bool mark_pairs(struct check *k, const struct assign_pairs *pairs, enum mark mark,
                       bool must_exist)
{
    for (int32_t r = 0; r < pairs->count; r++) {
        const struct assign_pair *pair = &pairs->rows[r];
        bool found = false;
        for (uint32_t at = k->start[pair->demand]; at < k->start[pair->demand + 1]; at++) {
            uint32_t e = k->by_demand[at];
            if (k->p->edges[e].expert != pair->expert)
                continue;
            k->marks[e] |= (uint8_t)mark;
            found = true;
        }
        if (!found && must_exist)
            return false;
    }
    return true;
}

static bool in_group(const struct assign_group *group, const struct assign_edge *edge)
{
    return group->at < 0 || group->at == (group->of_experts ? edge->demand : edge->expert);
}

/* Needs, capacities, minimum loads, conflicts, pins, and the sums the result claims. */
static enum err check_choice(struct check *k)
{
    const struct assign_problem *p = k->p;
    int32_t *seats = mem_array(k, int32_t, (size_t)p->demand_count);
    int32_t *load = mem_array(k, int32_t, (size_t)p->expert_count);
    int64_t total = 0, kept = 0, needed = 0;

    for (int32_t r = 0; r < k->result->row_count; r++) {
        uint32_t e = k->result->rows[r];
        if (e >= (uint32_t)p->edge_count || (k->marks[e] & MARK_CHOSEN) != 0 ||
            (k->marks[e] & (MARK_CLOSED | MARK_PINNED)) == MARK_CLOSED)
            return wrong(k->op, "edge chosen twice, closed or not there: row", r);
        k->marks[e] |= MARK_CHOSEN;
        seats[p->edges[e].demand]++;
        load[p->edges[e].expert]++;
        total += p->edges[e].weight;
        kept += (k->marks[e] & MARK_KEPT) != 0;
    }
    for (int32_t e = 0; e < p->edge_count; e++)
        if ((k->marks[e] & MARK_PINNED) != 0 && (k->marks[e] & MARK_CHOSEN) == 0)
            return wrong(k->op, "pinned edge not chosen", e);
    for (int32_t i = 0; i < p->demand_count; needed += p->need[i++])
        if (seats[i] > p->need[i])
            return wrong(k->op, "more than its need: demand", i);
    for (int32_t j = 0; j < p->expert_count; j++)
        if (load[j] > p->capacity[j] || (p->minimum != NULL && load[j] < p->minimum[j]))
            return wrong(k->op, "load out of its limits: expert", j);
    if (total != k->result->total || kept != k->result->kept || needed != k->result->seats_needed ||
        k->result->seats_filled != k->result->row_count)
        return wrong(k->op, "sums do not add up: total", total);
    return OK;
}

/* Counts each group's chosen pairs, and lays its price on the edges it holds. */
static enum err check_groups(struct check *k)
{
    const struct assign_problem *p = k->p;
    size_t most = (size_t)(p->demand_count > p->expert_count ? p->demand_count : p->expert_count);
    bool *member = mem_array(k, bool, most);

    for (int32_t g = 0; g < p->group_count; g++) {
        const struct assign_group *group = &p->groups[g];
        wide price = k->c->group_price[g];
        int64_t held = 0;
        if (price < 0)
            return wrong(k->op, "negative price: group", g);
        for (int32_t m = 0; m < group->member_count; m++)
            member[group->members[m]] = true;
        bool narrow = group->of_experts && group->at >= 0; /* one demand's edges are enough */
        uint32_t from = narrow ? k->start[group->at] : 0;
        uint32_t to = narrow ? k->start[group->at + 1] : (uint32_t)p->edge_count;
        for (uint32_t at = from; at < to; at++) {
            uint32_t e = k->by_demand[at];
            const struct assign_edge *edge = &p->edges[e];
            if (!in_group(group, edge) || !member[group->of_experts ? edge->expert : edge->demand])
                continue;
            k->extra[e] += price;
            held += (k->marks[e] & MARK_CHOSEN) != 0;
        }
        for (int32_t m = 0; m < group->member_count; m++)
            member[group->members[m]] = false;
        if (held > group->limit)
            return wrong(k->op, "over its limit: group", g);
    }
    return OK;
}

/* Whether the units make each aim outweigh all later ones (assign.h says which is enough when). */
static enum err check_units(struct check *k)
{
    const struct assign_problem *p = k->p;
    const struct assign_certificate *c = k->c;
    wide needed = 0, offered = 0, later = c->seat_worth - 1;
    bool together = false;

    for (int32_t i = 0; i < p->demand_count; i++)
        needed += p->need[i];
    for (int32_t j = 0; j < p->expert_count; j++)
        offered += p->capacity[j];
    wide seats = needed < offered ? needed : offered;
    seats = seats < p->edge_count ? seats : p->edge_count;
    int32_t tier_max = 1;
    for (int32_t i = 0; p->tier != NULL && i < p->demand_count; i++)
        tier_max = p->tier[i] > tier_max ? p->tier[i] : tier_max;
    if (c->tier_max != tier_max)
        return wrong(k->op, "tiers of another problem:", c->tier_max);
    if (p->previous.count > 0 ? c->keep_scale <= seats : c->keep_scale < 1)
        return wrong(k->op, "a weight is not worth all kept pairs: scale", c->keep_scale);
    if (c->seat_worth <= seats * ((wide)ASSIGN_WEIGHT_MAX * c->keep_scale + 1))
        return wrong(k->op, "a seat is not worth all weights: scale", c->seat_worth);
    for (int32_t g = 0; g < p->group_count; g++)
        together = together || (!p->groups[g].of_experts && p->groups[g].at < 0);
    if (!together) {
        for (int32_t t = 1; t <= c->tier_max; t++) {
            wide next = t < c->tier_max ? c->tier_worth[t + 1] : 0;
            if (c->tier_worth[t] < next + c->seat_worth)
                return wrong(k->op, "tiers out of order: tier", t);
        }
        return OK;
    }
    wide base = c->tier_worth[c->tier_max]; /* what any seat counts */
    wide *in_tier = mem_array(k, wide, (size_t)c->tier_max + 1);
    for (int32_t i = 0; i < p->demand_count; i++)
        in_tier[p->tier == NULL ? 1 : p->tier[i]] += p->need[i];
    for (int32_t t = c->tier_max - 1; t >= 0; t--) {
        wide above = t == 0 ? base : c->tier_worth[t] - base;
        if (above <= later)
            return wrong(k->op, "a tier is not worth all after it: tier", t);
        later += above * (t == 0 ? 0 : in_tier[t] < seats ? in_tier[t] : seats);
    }
    return OK;
}

static int64_t seat_of(const struct check *k, int32_t demand)
{
    return k->c->tier_worth[k->p->tier == NULL ? 1 : k->p->tier[demand]];
}

/* What the prices of demands, experts and groups allow at most. */
static enum err sum_nodes(struct check *k, wide *ret_bound)
{
    const struct assign_problem *p = k->p;
    wide bound = 0;

    for (int32_t i = 0; i < p->demand_count; i++) {
        wide price = (wide)k->c->demand_price[i] + seat_of(k, i);
        if (price < 0)
            return wrong(k->op, "negative price: demand", i);
        bound += price * p->need[i];
    }
    for (int32_t j = 0; j < p->expert_count; j++) {
        wide price = k->c->expert_price[j];
        bound += price * (price >= 0 ? p->capacity[j] : p->minimum == NULL ? 0 : p->minimum[j]);
    }
    for (int32_t g = 0; g < p->group_count; g++)
        bound += (wide)k->c->group_price[g] * p->groups[g].limit;
    *ret_bound = bound;
    return OK;
}

/* Adds what each edge may exceed its prices by; a pinned edge counts even when it falls short. */
static enum err check_bound(struct check *k)
{
    const struct assign_problem *p = k->p;
    wide bound = 0, worth = 0;
    enum err err = sum_nodes(k, &bound);

    if (err != OK)
        return err;
    for (int32_t e = 0; e < p->edge_count; e++) {
        const struct assign_edge *edge = &p->edges[e];
        wide own = (wide)edge->weight * k->c->keep_scale + ((k->marks[e] & MARK_KEPT) != 0);
        wide over = own - k->c->demand_price[edge->demand] - k->c->expert_price[edge->expert];
        if (k->extra != NULL)
            over -= k->extra[e];
        if ((k->marks[e] & MARK_CHOSEN) != 0)
            worth += own + seat_of(k, edge->demand);
        if ((k->marks[e] & MARK_PINNED) != 0 || (over > 0 && (k->marks[e] & MARK_CLOSED) == 0))
            bound += over;
    }
    if (bound != worth)
        return wrong(k->op,
                     "a better choice is not ruled out, by units:", (int64_t)(bound - worth));
    return OK;
}

enum err assign_verify(struct op *op, const struct assign_problem *problem,
                       const struct assign_result *result,
                       const struct assign_certificate *certificate)
{
    struct check *k = mem_new(op, struct check);

    k->op = op;
    k->p = problem;
    k->result = result;
    k->c = certificate;
    index_edges(k);
    for (int32_t e = 0; e < problem->edge_count; e++)
        if (problem->edges[e].weight < problem->least_weight)
            k->marks[e] |= MARK_CLOSED;
    enum err err = OK;
    if (!mark_pairs(k, &problem->previous, MARK_KEPT, false) ||
        !mark_pairs(k, &problem->conflicts, MARK_CLOSED, false) ||
        !mark_pairs(k, &problem->pins, MARK_PINNED, true))
        err = wrong(op, "a pin is no edge", 0);
    if (err == OK)
        err = check_choice(k);
    if (err == OK)
        err = check_groups(k);
    if (err == OK)
        err = check_units(k);
    if (err == OK)
        err = check_bound(k);
    mem_free(k);
    return err;
}
