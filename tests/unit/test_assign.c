/* SPDX-License-Identifier: Apache-2.0 */
/* test_assign.c: the assignment is exact, keeps every rule, and refuses what is out of range. */
#include "assign_brute.h"
#include "base/op.h"
#include "flow/assign.h"
#include "flow/assign_explain.h"
#include "flow/assign_fair.h"
#include "flow/graph.h"
#include "flow/verify.h"

#include <stdlib.h>

/* cmocka wants these four, and comes last: its fail() would hide ours */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void complain(uint64_t seed, unsigned rules, const char *what)
{
    fail_msg("seed %llu rules %u: %s", (unsigned long long)seed, rules, what);
}

/* Whether the shortages name all empty seats, each by numbers that add up. */
static const char *shortage_fault(struct op *op, struct assign *assign,
                                  const struct assign_result *result)
{
    struct assign_shortage *rows = NULL;
    int32_t count = 0;
    int64_t missing = 0;

    if (assign_explain(op, assign, &rows, &count) != OK)
        return "not explained";
    for (int32_t k = 0; k < count; k++) {
        missing += rows[k].missing;
        if (rows[k].missing <= 0 || rows[k].needed - rows[k].offered != rows[k].missing)
            return "a shortage does not add up";
    }
    return missing == result->seats_needed - result->seats_filled ? NULL : "empty seats not named";
}

/* Whether a solver ended as it must, with the best of all choices and a proof that holds. */
static const char *fault(struct op *op, const struct assign_problem *problem, struct assign *assign,
                         enum err err)
{
    struct brute_value best = brute_solve(problem);
    struct assign_result result = { 0 };
    struct assign_certificate certificate;

    if (best.feasible != (err == OK))
        return best.feasible ? "refused" : "not refused";
    if (err != OK)
        return NULL;
    assign_result(op, assign, &result);
    struct brute_value value = brute_judge(problem, &result);
    if (brute_compare(&value, &best) != 0)
        return "not the optimum";
    const char *unclear = shortage_fault(op, assign, &result);
    if (unclear != NULL)
        return unclear;
    assign_certify(op, assign, &certificate);
    if (assign_verify(op, problem, &result, &certificate) != OK)
        return op->failure.detail;
    return NULL;
}

/* Solves random problems with some rules and compares each with the best of all choices. */
static void compare_with_brute_force(unsigned rules, uint64_t first, uint64_t count)
{
    for (uint64_t seed = first; seed < first + count; seed++) {
        struct op *op = op_new(NULL, 0, 0);
        struct assign_problem problem;
        struct assign *assign = NULL;
        brute_problem(op, seed, rules, &problem);
        enum err err = assign_new(op, &problem, &assign);
        if (err == OK && seed % 2 == 0)
            assign->patience = 0; /* every other one by auction */
        if (err == OK)
            err = assign_solve(op, assign);
        const char *what = fault(op, &problem, assign, err);
        if (what != NULL)
            complain(seed, rules, what);
        op_free(op);
    }
}

/* The same after each of a few changes to one solver. */
static void compare_changes(unsigned rules, uint64_t first, uint64_t count)
{
    for (uint64_t seed = first; seed < first + count; seed++) {
        struct op *op = op_new(NULL, 0, 0);
        struct assign_problem given, problem;
        struct assign *assign = NULL;
        uint64_t state = seed;
        brute_problem(op, seed, rules, &given);
        problem = given;
        enum err err = assign_new(op, &given, &assign);
        if (err == OK && seed % 3 == 0)
            assign->patience = 0; /* every third anew after each change */
        for (int change = 0; err == OK && change < 5; change++) {
            brute_change(op, &state, assign, &problem);
            err = assign_solve(op, assign);
            const char *what = fault(op, &problem, assign, err);
            if (what != NULL)
                complain(seed, rules, what);
        }
        op_free(op);
    }
}

static void plain_problems_are_solved_exactly(void **state)
{
    (void)state;
    compare_with_brute_force(0, 1, 5000);
}

static void tiers_are_served_in_order(void **state)
{
    (void)state;
    compare_with_brute_force(RULE_TIER, 100000, 5000);
}

static void minimum_loads_conflicts_and_moves_hold_together(void **state)
{
    (void)state;
    compare_with_brute_force(RULE_MINIMUM | RULE_CONFLICT | RULE_PREVIOUS, 200000, 5000);
    compare_with_brute_force(RULE_MINIMUM | RULE_CONFLICT | RULE_PREVIOUS | RULE_TIER, 300000,
                             5000);
}

static void pins_hold(void **state)
{
    (void)state;
    compare_with_brute_force(RULE_PIN, 400000, 5000);
}

static void groups_hold_on_both_sides(void **state)
{
    (void)state;
    compare_with_brute_force(RULE_GROUP, 500000, 5000);
    compare_with_brute_force(RULE_GROUP | RULE_TIER | RULE_MINIMUM, 600000, 5000);
}

static void all_rules_hold_together(void **state)
{
    (void)state;
    compare_with_brute_force(RULE_ALL, 700000, 5000);
    compare_with_brute_force(RULE_ALL & ~(unsigned)RULE_GROUP, 800000, 5000);
}

static void changes_are_mended_to_the_optimum(void **state)
{
    (void)state;
    compare_changes(RULE_TIER | RULE_PREVIOUS | RULE_PIN, 900000, 4000);
    compare_changes(RULE_ALL & ~(unsigned)RULE_GROUP, 910000, 4000);
    compare_changes(RULE_ALL, 920000, 1000);
}

/* The highest threshold by trying every weight. */
static int32_t best_threshold(const struct assign_problem *problem, const struct brute_value *open)
{
    struct assign_problem p = *problem;
    int32_t best = problem->least_weight;

    for (int32_t k = 0; k <= p.edge_count; k++) {
        p.least_weight = k == p.edge_count ? ASSIGN_WEIGHT_MAX : problem->edges[k].weight;
        struct brute_value value = brute_solve(&p);
        value.total = open->total;
        value.kept = open->kept;
        if (p.least_weight > best && brute_compare(&value, open) == 0)
            best = p.least_weight;
    }
    return open->filled == 0 ? problem->least_weight : best;
}

static void compare_fairness(unsigned rules, uint64_t first, uint64_t count)
{
    for (uint64_t seed = first; seed < first + count; seed++) {
        struct op *op = op_new(NULL, 0, 0);
        struct assign_problem problem;
        struct assign_fairness fair = { 0 };
        brute_problem(op, seed, rules, &problem);
        struct brute_value open = brute_solve(&problem);
        enum err err = assign_fair(op, &problem, &fair);
        if (open.feasible != (err == OK))
            complain(seed, rules, "refused or not refused");
        if (err == OK) {
            struct brute_value value = brute_solve(&fair.problem);
            if (fair.threshold != best_threshold(&problem, &open))
                complain(seed, rules, "not the highest threshold");
            if (fair.best_total != open.total || fair.fair_total != value.total)
                complain(seed, rules, "wrong cost");
        }
        op_free(op);
    }
}

static void the_threshold_is_the_highest(void **state)
{
    (void)state;
    compare_fairness(RULE_TIER | RULE_CONFLICT | RULE_PIN, 950000, 600);
    compare_fairness(RULE_ALL, 960000, 300);
}

/* One demand, one expert, one edge; what a test changes it passes in. */
static enum err try_single(int32_t need, int32_t capacity, int32_t tier, int32_t weight)
{
    struct op *op = op_new(NULL, 0, 0);
    const struct assign_edge edge = { 0, 0, weight };
    struct assign_problem problem = { 1, 1, 1, &edge, &need, &capacity, .tier = &tier };
    struct assign *assign = NULL;
    enum err err = assign_new(op, &problem, &assign);

    op_free(op);
    return err;
}

static void limits_are_kept_and_one_beyond_is_refused(void **state)
{
    (void)state;
    assert_int_equal(try_single(ASSIGN_SEATS_MAX, ASSIGN_SEATS_MAX, 1, 1), OK);
    assert_int_equal(try_single(ASSIGN_SEATS_MAX + 1, 1, 1, 1), ERR_INVALID);
    assert_int_equal(try_single(1, ASSIGN_SEATS_MAX + 1, 1, 1), ERR_INVALID);
    assert_int_equal(try_single(-1, 1, 1, 1), ERR_INVALID);
    assert_int_equal(try_single(1, 1, ASSIGN_TIER_MAX, 1), OK);
    assert_int_equal(try_single(1, 1, ASSIGN_TIER_MAX + 1, 1), ERR_INVALID);
    assert_int_equal(try_single(1, 1, 0, 1), ERR_INVALID);
    assert_int_equal(try_single(1, 1, 1, ASSIGN_WEIGHT_MAX), OK);
    assert_int_equal(try_single(1, 1, 1, ASSIGN_WEIGHT_MAX + 1), ERR_INVALID);
    assert_int_equal(try_single(1, 1, 1, 0), OK);
    assert_int_equal(try_single(1, 1, 1, -1), ERR_INVALID);
}

static void a_pair_given_twice_is_refused(void **state)
{
    (void)state;
    struct op *op = op_new(NULL, 0, 0);
    const struct assign_edge edges[] = { { 0, 0, 5 }, { 0, 0, 6 } };
    const int32_t one = 1;
    struct assign_problem problem = { 1, 1, 2, edges, &one, &one };
    struct assign *assign = NULL;

    assert_int_equal(assign_new(op, &problem, &assign), ERR_INVALID);
    op_free(op);
}

static void more_edges_than_the_limit_are_refused(void **state)
{
    (void)state;
    struct op *op = op_new(NULL, 0, 0);
    struct assign_problem problem = { .edge_count = ASSIGN_EDGE_MAX + 1 };
    struct assign *assign = NULL;

    assert_int_equal(assign_new(op, &problem, &assign), ERR_TOO_LARGE);
    op_free(op);
}

/* With a count as argument: that many random problems of every mixture of rules, then exit. */
static uint64_t many;

static void many_problems_agree(void **state)
{
    (void)state;
    for (uint64_t done = 0; done < many; done += 1000)
        compare_with_brute_force((unsigned)(done / 1000) % (RULE_ALL + 1), 1000000 + done, 1000);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_problems_are_solved_exactly),
        cmocka_unit_test(tiers_are_served_in_order),
        cmocka_unit_test(minimum_loads_conflicts_and_moves_hold_together),
        cmocka_unit_test(pins_hold),
        cmocka_unit_test(groups_hold_on_both_sides),
        cmocka_unit_test(all_rules_hold_together),
        cmocka_unit_test(changes_are_mended_to_the_optimum),
        cmocka_unit_test(the_threshold_is_the_highest),
        cmocka_unit_test(limits_are_kept_and_one_beyond_is_refused),
        cmocka_unit_test(a_pair_given_twice_is_refused),
        cmocka_unit_test(more_edges_than_the_limit_are_refused),
    };

    if (argc == 2) {
        many = strtoull(argv[1], NULL, 10);
        const struct CMUnitTest soak[] = { cmocka_unit_test(many_problems_agree) };
        return cmocka_run_group_tests(soak, NULL, NULL);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
