/* SPDX-License-Identifier: Apache-2.0 */
/* test_cap.c: the plan under a cap is the best, and its draws keep every rule and expectation. */
#include "assign_brute.h"
#include "base/mem.h"
#include "base/op.h"
#include "flow/cap.h"
#include "flow/simplex.h"
#include "support/long.h"

#include <math.h>
#include <stdio.h>

/* cmocka wants these four, and comes last: its fail() would hide ours */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { RULES = RULE_MINIMUM | RULE_TIER | RULE_CONFLICT | RULE_GROUP | RULE_LEAST };

static void complain(uint64_t seed, const char *what)
{
    fail_msg("seed %llu: %s", (unsigned long long)seed, what);
}

static void seed_of(uint64_t number, uint8_t ret_seed[SM3_BYTES])
{
    char text[24];

    (void)snprintf(text, sizeof text, "%llu", (unsigned long long)number);
    cap_seed(text, ret_seed);
}

static int64_t sum_of_tier(const struct cap_plan *plan, int32_t tier)
{
    const struct assign_problem *p = plan->problem;
    int64_t sum = 0;

    for (int32_t e = 0; e < p->edge_count; e++)
        if ((p->tier == NULL ? 1 : p->tier[p->edges[e].demand]) == tier)
            sum += plan->share[e];
    return sum;
}

/* With no cap the best plan is worth what the best assignment is, by trying every one. */
static void without_a_cap_it_is_the_optimum(void **state)
{
    (void)state;
    uint64_t first = test_seed() * 1000000;

    for (uint64_t seed = first; seed < first + (uint64_t)test_amount(4000, 200000); seed++) {
        struct op *op = op_new(NULL, 0, 0);
        struct assign_problem problem;
        struct cap_plan *plan = NULL;
        brute_problem(op, seed, RULES, &problem);
        struct brute_value best = brute_solve(&problem);
        enum err err = cap_solve(op, &problem, CAP_UNITS, &plan);
        if (best.feasible != (err == OK))
            complain(seed, "refused or not refused");
        if (err == OK) {
            bool same = plan->expected == best.total * CAP_UNITS &&
                        plan->expected_filled == best.filled * CAP_UNITS;
            for (int32_t t = 1; t <= BRUTE_TIERS; t++)
                same = same && sum_of_tier(plan, t) == best.tier_filled[t] * CAP_UNITS;
            if (!same)
                complain(seed, "not the optimum");
        }
        op_free(op);
    }
}

/* How far a sum of shares and what was drawn of it are apart: less than a seat. */
static bool stands_near(int64_t drawn, int64_t share)
{
    return drawn * CAP_UNITS > share - CAP_UNITS && drawn * CAP_UNITS < share + CAP_UNITS;
}

/* Whether every demand and expert, and all together, get the whole number below or above. */
static bool sums_stand_near(struct op *op, const struct cap_plan *plan,
                            const struct assign_result *result)
{
    const struct assign_problem *p = plan->problem;
    int64_t *share = mem_array(op, int64_t, (size_t)p->demand_count + (size_t)p->expert_count);
    int64_t *drawn = mem_array(op, int64_t, (size_t)p->demand_count + (size_t)p->expert_count);
    bool good = stands_near(result->seats_filled, plan->expected_filled);

    for (int32_t e = 0; e < p->edge_count; e++) {
        share[p->edges[e].demand] += plan->share[e];
        share[p->demand_count + p->edges[e].expert] += plan->share[e];
    }
    for (int32_t k = 0; k < result->row_count; k++) {
        drawn[p->edges[result->rows[k]].demand]++;
        drawn[p->demand_count + p->edges[result->rows[k]].expert]++;
    }
    for (int32_t k = 0; k < p->demand_count + p->expert_count; k++)
        good = good && stands_near(drawn[k], share[k]);
    return good;
}

static void every_draw_keeps_every_rule(void **state)
{
    (void)state;
    uint64_t first = test_seed() * 1000000 + 500000;

    for (uint64_t seed = first; seed < first + (uint64_t)test_amount(4000, 200000); seed++) {
        struct op *op = op_new(NULL, 0, 0);
        struct assign_problem problem;
        struct cap_plan *plan = NULL;
        struct assign_result result;
        int32_t cap = 1 + (int32_t)(seed * 7919 % CAP_UNITS);
        uint8_t lot_seed[SM3_BYTES];
        brute_problem(op, seed, RULES, &problem);
        if (cap_solve(op, &problem, cap, &plan) == OK) {
            for (int32_t e = 0; e < problem.edge_count; e++)
                if (plan->share[e] < 0 || plan->share[e] > cap)
                    complain(seed, "a share above the cap");
            for (uint64_t k = 0; k < 4; k++) {
                seed_of(seed * 4 + k, lot_seed);
                cap_draw(op, plan, lot_seed, &result);
                if (!brute_judge(&problem, &result).feasible)
                    complain(seed, "a draw breaks a rule");
                if (!sums_stand_near(op, plan, &result))
                    complain(seed, "a draw is further than a seat from the plan");
            }
        }
        op_free(op);
    }
}

/* How often each edge is drawn, against its share: within 5 standard errors; the average total too.
 * A false alarm comes once in some 10^6 edges. */
static void compare_frequencies(struct op *op, const struct cap_plan *plan, int draws,
                                uint64_t first)
{
    const struct assign_problem *p = plan->problem;
    int64_t *count = mem_array(op, int64_t, (size_t)p->edge_count);
    struct assign_result result;
    uint8_t seed[SM3_BYTES];

    for (int n = 0; n < draws; n++) {
        struct op *apart = op_new(NULL, 0, 0);
        seed_of(first + (uint64_t)n, seed);
        cap_draw(apart, plan, seed, &result);
        for (int32_t k = 0; k < result.row_count; k++)
            count[result.rows[k]]++;
        op_free(apart);
    }
    for (int32_t e = 0; e < p->edge_count; e++) {
        double chance = plan->share[e] / (double)CAP_UNITS;
        double error = sqrt(chance * (1 - chance) / draws);
        if (fabs((double)count[e] / draws - chance) > 5 * error + 1e-12)
            fail_msg("edge %d from seed %llu: %lld of %d draws, chance %f", e,
                     (unsigned long long)first, (long long)count[e], draws, chance);
    }
}

static void each_edge_is_drawn_as_often_as_planned(void **state)
{
    (void)state;
    int instances = test_amount(6, 60), draws = test_amount(5000, 100000), tried = 0;

    for (uint64_t seed = test_seed() * 1000; tried < instances; seed++) {
        struct op *op = op_new(NULL, 0, 0);
        struct assign_problem problem;
        struct cap_plan *plan = NULL;
        brute_problem(op, seed, RULES & ~(unsigned)RULE_MINIMUM, &problem);
        assert_int_equal(cap_solve(op, &problem, 100 + (int32_t)(seed % 700), &plan), OK);
        if (plan->expected_filled > 0) {
            compare_frequencies(op, plan, draws, seed * 1000000);
            tried++;
        }
        op_free(op);
    }
}

/* Three seats of one demand among four experts alike: no cap decides who, and all four can come. */
static void a_plan_depends_on_the_instance_alone(void **state)
{
    (void)state;
    static const struct assign_edge edges[] = {
        { 0, 0, 5 }, { 0, 1, 5 }, { 0, 2, 5 }, { 0, 3, 5 }
    };
    static const int32_t need[] = { 3 }, capacity[] = { 1, 1, 1, 1 };
    const struct assign_problem problem = { .demand_count = 1,
                                            .expert_count = 4,
                                            .edge_count = 4,
                                            .edges = edges,
                                            .need = need,
                                            .capacity = capacity };
    struct op *op = op_new(NULL, 0, 0);
    struct cap_plan *plan = NULL, *again = NULL;

    assert_int_equal(cap_solve(op, &problem, 768, &plan), OK);
    assert_int_equal(plan->expected_filled, 3 * 1024);
    assert_int_equal(plan->expected, 15 * 1024);
    for (int e = 0; e < 4; e++)
        assert_int_equal(plan->share[e], 768);
    assert_int_equal(cap_solve(op, &problem, 767, &plan), OK);
    assert_int_equal(plan->expected_filled, 4 * 767);
    assert_int_equal(cap_solve(op, &problem, 800, &plan), OK);
    assert_int_equal(cap_solve(op, &problem, 800, &again), OK);
    assert_int_equal(plan->expected_filled, 3 * 1024);
    assert_memory_equal(plan->share, again->share, 4 * sizeof(int32_t));
    op_free(op);
}

static void what_a_draw_cannot_keep_is_refused(void **state)
{
    (void)state;
    static const struct assign_edge edges[] = { { 0, 0, 5 } };
    static const int32_t one[] = { 1 };
    static const struct assign_pair pair[] = { { 0, 0 } };
    struct assign_problem problem = { .demand_count = 1,
                                      .expert_count = 1,
                                      .edge_count = 1,
                                      .edges = edges,
                                      .need = one,
                                      .capacity = one,
                                      .pins = { pair, 1 } };
    struct op *op = op_new(NULL, 0, 0);
    struct cap_plan *plan = NULL;

    assert_int_equal(cap_solve(op, &problem, 1024, &plan), ERR_CONFLICT);
    assert_string_equal(op->failure.reason, "cap_pin");
    op_forgive(op);
    problem.previous = problem.pins;
    problem.pins.count = 0;
    assert_int_equal(cap_solve(op, &problem, 1024, &plan), ERR_CONFLICT);
    assert_string_equal(op->failure.reason, "cap_previous");
    op_forgive(op);
    problem.previous.count = 0;
    problem.minimum = one;
    assert_int_equal(cap_solve(op, &problem, 1023, &plan), ERR_CONFLICT);
    assert_string_equal(op->failure.reason, "assign_minimum");
    op_forgive(op);
    assert_int_equal(cap_solve(op, &problem, 1024, &plan), OK);
    op_free(op);
}

/* A ring of demands and experts, each pair at half: one of two assignments, even chances. */
static void a_long_cycle_is_rounded(void **state)
{
    (void)state;
    enum { SIZE = 20000 };
    struct op *op = op_new(NULL, 0, 0);
    struct assign_edge *edges = mem_array(op, struct assign_edge, 2 * SIZE);
    int32_t *one = mem_array(op, int32_t, SIZE);
    struct cap_plan *plan = NULL;
    struct assign_result result;
    uint8_t seed[SM3_BYTES];

    for (int32_t i = 0; i < SIZE; i++) {
        one[i] = 1;
        edges[2 * i] = (struct assign_edge){ i, i, 1 };
        edges[2 * i + 1] = (struct assign_edge){ i, (i + 1) % SIZE, 1 };
    }
    const struct assign_problem problem = { .demand_count = SIZE,
                                            .expert_count = SIZE,
                                            .edge_count = 2 * SIZE,
                                            .edges = edges,
                                            .need = one,
                                            .capacity = one };
    assert_int_equal(cap_solve(op, &problem, 512, &plan), OK);
    assert_int_equal(plan->expected_filled, SIZE * (int64_t)CAP_UNITS);
    seed_of(1, seed);
    cap_draw(op, plan, seed, &result);
    assert_int_equal(result.row_count, SIZE);
    for (int32_t k = 1; k < SIZE; k++)
        assert_int_equal(result.rows[k] % 2, result.rows[0] % 2);
    op_free(op);
}

/* Flow that is not whole is found out: the check is not the solver's own. */
static void a_dearer_flow_is_not_taken_for_the_cheapest(void **state)
{
    (void)state;
    struct op *op = op_new(NULL, 0, 0);
    struct flow_arc arcs[] = { { 0, 1, 5, -3, 0 }, { 0, 1, 5, -2, 0 }, { 1, 0, 7, 1, 0 } };
    int64_t price[2] = { 0 };
    struct flow_net net = { 2, 3, arcs, price };

    simplex_solve(op, &net, 100);
    assert_int_equal(arcs[0].flow, 5);
    assert_int_equal(arcs[1].flow, 2);
    assert_int_equal(arcs[2].flow, 7);
    assert_true(flow_is_cheapest(op, &net));
    arcs[0].flow = 4;
    assert_false(flow_is_cheapest(op, &net));
    arcs[1].flow = 3;
    assert_false(flow_is_cheapest(op, &net));
    op_free(op);
}

/* The numbers of 32 zero bytes, computed in Python from the words of lot.h. */
static void numbers_come_from_the_seed_alone(void **state)
{
    (void)state;
    static const uint32_t numbers[] = { 730, 475, 673, 685, 60, 622, 402, 785, 858, 748 };
    static const uint32_t shuffled[] = { 7, 6, 3, 4, 2, 9, 8, 1, 5, 0 };
    uint8_t seed[SM3_BYTES] = { 0 };
    uint32_t order[10];
    struct lot lot;

    lot_begin(&lot, seed);
    for (int k = 0; k < 10; k++)
        assert_int_equal(lot_below(&lot, 1000), numbers[k]);
    lot_begin(&lot, seed);
    lot_shuffle(&lot, order, 10);
    assert_memory_equal(order, shuffled, sizeof shuffled);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_cap_it_is_the_optimum),
        cmocka_unit_test(every_draw_keeps_every_rule),
        cmocka_unit_test(each_edge_is_drawn_as_often_as_planned),
        cmocka_unit_test(a_plan_depends_on_the_instance_alone),
        cmocka_unit_test(what_a_draw_cannot_keep_is_refused),
        cmocka_unit_test(a_long_cycle_is_rounded),
        cmocka_unit_test(a_dearer_flow_is_not_taken_for_the_cheapest),
        cmocka_unit_test(numbers_come_from_the_seed_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
