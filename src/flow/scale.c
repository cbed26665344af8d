/* SPDX-License-Identifier: Apache-2.0 */
/* scale.c: how many units a weight, a kept pair, a seat and a minimum load count, within int64. */
#include "base/mem.h"
#include "base/op.h"
#include "flow/graph.h"

/* *sum += a * b; false when that passes the range. */
static bool add_product(int64_t *sum, int64_t a, int64_t b)
{
    int64_t product = 0;

    return !__builtin_mul_overflow(a, b, &product) && !__builtin_add_overflow(*sum, product, sum) &&
           *sum <= PRICE_RANGE;
}

/* The smallest of needs, capacities and edges; and the needs of each tier. */
static int64_t count_seats(const struct assign_problem *p, int64_t *needed_of_tier)
{
    int64_t needed = 0, offered = 0;

    for (int32_t i = 0; i < p->demand_count; i++) {
        needed += p->need[i];
        needed_of_tier[p->tier == NULL ? 1 : p->tier[i]] += p->need[i];
    }
    for (int32_t j = 0; j < p->expert_count; j++)
        offered += p->capacity[j];
    int64_t seats = needed < offered ? needed : offered;
    return seats < p->edge_count ? seats : p->edge_count;
}

static bool limits_demands_together(const struct assign_problem *p)
{
    for (int32_t g = 0; g < p->group_count; g++)
        if (!p->groups[g].of_experts && p->groups[g].at < 0)
            return true;
    return false;
}

/* Tier t counts (T + 1 - t) B, a unit of a minimum load (T + 1) B. */
static bool scale_by_rank(struct assign *a)
{
    for (int32_t t = a->tier_max; t >= 0; t--) {
        a->tier_worth[t] = 0;
        if (!add_product(&a->tier_worth[t], a->seat_worth, a->tier_max + 1 - t))
            return false;
    }
    a->minimum_worth = a->tier_worth[0];
    return true;
}

/* Each aim counts more than all later ones can sum to. */
static bool scale_by_sum(struct assign *a, const int64_t *needed_of_tier, int64_t seats)
{
    int64_t sum = a->seat_worth; /* above all that counts less than the tier in hand */

    a->tier_worth[a->tier_max] = 0;
    for (int32_t t = a->tier_max - 1; t >= 1; t--) {
        a->tier_worth[t] = sum;
        int64_t most = needed_of_tier[t] < seats ? needed_of_tier[t] : seats;
        if (!add_product(&sum, most, a->tier_worth[t]))
            return false;
    }
    for (int32_t t = 1; t <= a->tier_max; t++)
        if (!add_product(&a->tier_worth[t], 1, sum))
            return false;
    a->minimum_worth = a->seat_worth;
    return add_product(&a->minimum_worth, seats, a->tier_worth[1]);
}

enum err scale_set(struct op *op, struct assign *a)
{
    const struct assign_problem *p = a->problem;
    int64_t *needed_of_tier = mem_array(op, int64_t, ASSIGN_TIER_MAX + 1);
    int64_t seats = count_seats(p, needed_of_tier);

    a->tier_max = 1;
    for (int32_t i = 0; p->tier != NULL && i < p->demand_count; i++)
        if (p->tier[i] > a->tier_max)
            a->tier_max = p->tier[i];
    a->tier_worth = mem_array(op, int64_t, (size_t)a->tier_max + 1);
    a->keep_scale = p->previous.count > 0 ? seats + 1 : 1;
    a->weight_top = ASSIGN_WEIGHT_MAX * a->keep_scale + 1;
    a->seat_worth = 1;
    bool fits = add_product(&a->seat_worth, seats, a->weight_top);
    if (fits)
        fits =
            limits_demands_together(p) ? scale_by_sum(a, needed_of_tier, seats) : scale_by_rank(a);
    mem_free(needed_of_tier);
    if (!fits || a->weight_top > PRICE_RANGE)
        return fail(op, ERR_TOO_LARGE, "assign_too_large", "%lld seats in %d tiers",
                    (long long)seats, a->tier_max);
    return OK;
}
