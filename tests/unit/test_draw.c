/* SPDX-License-Identifier: Apache-2.0 */
/* test_draw.c: draws are full and fair; pools and rules are read strictly. */
#include "base/mem.h"
#include "base/op.h"
#include "draw/record.h"
#include "flow/assign.h"
#include "support/long.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* cmocka wants these four, and comes last: its fail() would hide ours */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static uint32_t roll(uint64_t *state, uint32_t count)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*state >> 33) % count;
}

static struct bytes text_bytes(const char *text)
{
    return (struct bytes){ (const uint8_t *)text, strlen(text) };
}

static void must_read(struct op *op, const char *pool_text, const char *rules_text,
                      struct draw_pool *pool, struct draw_rules *rules)
{
    assert_int_equal(draw_rules_read(op, "R", text_bytes(rules_text), rules), OK);
    assert_int_equal(draw_pool_read(op, text_bytes(pool_text), pool), OK);
    assert_int_equal(draw_pool_fit(op, rules, pool), OK);
}

/* ---- Against another solver ---- */

/* Up to four kinds of seat and 14 persons of a few units: often scarce. */
static void make_case(struct op *op, uint64_t *state, struct draw_pool *pool,
                      struct draw_rules *rules)
{
    int32_t count = 1 + (int32_t)roll(state, 14), units = 1 + (int32_t)roll(state, 8);

    *rules = (struct draw_rules){ .per_unit = 1 + (int)roll(state, 3),
                                  .alternates = (int)roll(state, 2),
                                  .max_reviews = DRAW_NO_LIMIT };
    rules->seat_count = 1 + roll(state, 4);
    rules->seats = mem_array(op, struct draw_seat, rules->seat_count);
    for (size_t s = 0; s < rules->seat_count; s++)
        rules->seats[s] = (struct draw_seat){ .code = mem_printf(op, "s%zu", s),
                                              .count = 1 + (int)roll(state, 2) };
    *pool = (struct draw_pool){ .rows = mem_array(op, struct draw_person, (size_t)count),
                                .count = count,
                                .unit_count = units };
    for (int32_t p = 0; p < count; p++)
        pool->rows[p] = (struct draw_person){
            .seats = roll(state, 1U << rules->seat_count),
            .unit_number = (int32_t)roll(state, (uint32_t)units),
        };
}

/* Whether all places can be filled, by the assignment of src/flow with a group for each unit. */
static bool can_be_filled(struct op *op, const struct draw_pool *pool,
                          const struct draw_rules *rules)
{
    size_t persons = (size_t)pool->count, units = (size_t)pool->unit_count;
    struct assign_edge *edges = mem_array(op, struct assign_edge, persons * rules->seat_count);
    int32_t *need = mem_array(op, int32_t, rules->seat_count);
    int32_t *one = mem_array(op, int32_t, persons);
    struct assign_group *groups = mem_array(op, struct assign_group, units);
    struct assign_problem problem = { .demand_count = (int32_t)rules->seat_count,
                                      .expert_count = pool->count,
                                      .edges = edges,
                                      .need = need,
                                      .capacity = one,
                                      .groups = groups,
                                      .group_count = pool->unit_count };
    struct assign *assign = NULL;
    struct assign_result result;

    for (int32_t u = 0; u < pool->unit_count; u++) {
        int32_t *members = mem_array(op, int32_t, persons), count = 0;
        for (int32_t p = 0; p < pool->count; p++)
            if (pool->rows[p].unit_number == u)
                members[count++] = p;
        groups[u] = (struct assign_group){ true, -1, rules->per_unit, members, count };
    }
    for (int32_t p = 0; p < pool->count; p++) {
        one[p] = 1;
        for (size_t s = 0; s < rules->seat_count; s++)
            if ((pool->rows[p].seats >> s & 1U) != 0)
                edges[problem.edge_count++] = (struct assign_edge){ (int32_t)s, p, 1 };
    }
    for (size_t s = 0; s < rules->seat_count; s++)
        need[s] = rules->seats[s].count + rules->alternates;
    assert_int_equal(assign_new(op, &problem, &assign), OK);
    assert_int_equal(assign_solve(op, assign), OK);
    assign_result(op, assign, &result);
    return result.seats_filled == result.seats_needed;
}

static const char *result_fault(const struct draw_pool *pool, const struct draw_rules *rules,
                                const struct draw_result *result)
{
    int32_t of_unit[16] = { 0 };
    bool drawn[16] = { false };

    for (int32_t k = 0; k < result->count; k++) {
        const struct draw_place *place = &result->places[k];
        const struct draw_person *person = &pool->rows[place->row];
        if (drawn[place->row])
            return "drawn twice";
        if ((person->seats >> place->seat & 1U) == 0)
            return "does not fit";
        if (++of_unit[person->unit_number] > rules->per_unit)
            return "too many of a unit";
        drawn[place->row] = true;
    }
    return NULL;
}

static void a_draw_is_full_whenever_there_is_one(void **state)
{
    (void)state;
    uint64_t first = test_seed() * 1000000;

    for (uint64_t k = first; k < first + (uint64_t)test_amount(5000, 200000); k++) {
        struct op *op = op_new(NULL, 0, 0);
        struct draw_pool pool;
        struct draw_rules rules;
        struct draw_result result = { 0 };
        uint64_t random = k;
        uint8_t seed[SM3_BYTES];
        make_case(op, &random, &pool, &rules);
        sm3_once(&k, sizeof k, seed);
        bool full = can_be_filled(op, &pool, &rules);
        enum err e = draw_run(op, &rules, &pool, seed, &result);
        const char *fault = e == OK ? result_fault(&pool, &rules, &result) : NULL;
        if (full != (e == OK) || (!full && e != ERR_CONFLICT) || fault != NULL)
            fail_msg("case %llu: %s", (unsigned long long)k, fault == NULL ? "full" : fault);
        op_free(op);
    }
}

/* ---- Chances ---- */

/* How often each person of a pool is drawn as a member. */
static void count_draws(const char *pool_text, const char *rules_text, int draws, int *count)
{
    struct op *op = op_new(NULL, 0, 0);
    struct draw_pool pool;
    struct draw_rules rules;

    must_read(op, pool_text, rules_text, &pool, &rules);
    for (int n = 0; n < draws; n++) {
        struct op *apart = op_new(NULL, 0, 0);
        struct draw_result result;
        uint8_t seed[SM3_BYTES];
        uint64_t number = test_seed() * 10000000 + (uint64_t)n;
        sm3_once(&number, sizeof number, seed);
        assert_int_equal(draw_run(apart, &rules, &pool, seed, &result), OK);
        for (int32_t k = 0; k < result.count; k++)
            count[result.places[k].row] += !result.places[k].alternate;
        op_free(apart);
    }
    op_free(op);
}

static void assert_chance(const char *what, int count, int draws, double chance)
{
    double error = sqrt(chance * (1 - chance) / draws);

    if (fabs((double)count / draws - chance) > 5 * error + 1e-12)
        fail_msg("%s: %d of %d draws, chance %f", what, count, draws, chance);
}

#define HEAD "id,unit,field,level,reviews_this_year\n"

static void who_is_alike_has_the_same_chance(void **state)
{
    (void)state;
    int draws = test_amount(20000, 100000), count[8] = { 0 }, scarce[8] = { 0 };

    count_draws(HEAD "a,u1,,,0\nb,u2,,,0\nc,u3,,,0\nd,u4,,,0\ne,u5,,,0\nf,u6,,,0\ng,u7,,,0\n",
                "seats: [{ code: s, count: 3 }]\nalternates: 2\n", draws, count);
    for (int p = 0; p < 7; p++)
        assert_chance("one of seven", count[p], draws, 3.0 / 7);
    /* One surgeon seat and two for anybody; per unit one. Surgeons a, b (one unit) and c. */
    count_draws(HEAD "a,u1,s,,0\nb,u1,s,,0\nc,u2,s,,0\nd,u3,,,0\ne,u4,,,0\nf,u4,,,0\n",
                "seats: [{ code: any, count: 2 }, { code: s, count: 1, field: s }]\nper_unit: 1\n",
                draws, scarce);
    double error = sqrt(0.5 / draws); /* of a difference of two shares, at most */
    assert_true(fabs((double)(scarce[0] - scarce[1]) / draws) < 5 * error);
    assert_true(fabs((double)(scarce[4] - scarce[5]) / draws) < 5 * error);
    assert_int_equal(scarce[0] + scarce[1] + scarce[2] + scarce[3] + scarce[4] + scarce[5],
                     3 * draws);
    assert_true(scarce[2] > 0 && scarce[3] > 0);
}

/* ---- A person who tries many secrets ---- */

static uint32_t first_drawn(struct op *op, const struct draw_pool *pool,
                            const struct draw_rules *rules, const struct bytes *secrets)
{
    static const uint8_t none[SM3_BYTES] = { 0 };
    struct draw_result result;
    uint8_t seed[SM3_BYTES];

    draw_seed(op, none, none, secrets, 2, seed);
    assert_int_equal(draw_run(op, rules, pool, seed, &result), OK);
    return (uint32_t)result.places[0].row;
}

/*
 * B knows all but A's secret, of which he has the commitment. He tries 10^5 secrets of his own and
 * keeps those that draw his friend for whatever he can put in the place of A's: the commitment
 * itself. Played against what A really reveals, they bring his friend no more often than others.
 */
static void many_tried_secrets_bring_nothing(void **state)
{
    (void)state;
    enum { TRIES = 100000, PERSONS = 10, FRIEND = 4 };
    struct op *op = op_new(NULL, 0, 0);
    struct draw_pool pool;
    struct draw_rules rules;
    uint8_t hidden[16], commitment[SM3_BYTES];
    int kept = 0, won = 0;

    must_read(op,
              HEAD "a,u,,,0\nb,u,,,0\nc,u,,,0\nd,u,,,0\ne,u,,,0\nf,u,,,0\ng,u,,,0\nh,u,,,0\n"
                   "i,u,,,0\nj,u,,,0\n",
              "seats: [{ code: s, count: 1 }]\n", &pool, &rules);
    uint64_t base = test_seed();
    uint8_t digest[SM3_BYTES];
    sm3_once(&base, sizeof base, digest);
    memcpy(hidden, digest, sizeof hidden);
    draw_commit_digest(op, "A", (struct bytes){ hidden, sizeof hidden }, commitment);
    for (uint64_t k = 0; k < TRIES; k++) {
        struct op *apart = op_new(NULL, 0, 0);
        uint64_t own[2] = { k, base };
        struct bytes guessed[2] = { { commitment, SM3_BYTES }, { (uint8_t *)own, sizeof own } };
        struct bytes real[2] = { { hidden, sizeof hidden }, { (uint8_t *)own, sizeof own } };
        if (first_drawn(apart, &pool, &rules, guessed) == FRIEND) {
            kept++;
            won += first_drawn(apart, &pool, &rules, real) == FRIEND;
        }
        op_free(apart);
    }
    assert_true(kept > TRIES / PERSONS / 2);
    assert_chance("a friend", won, kept, 1.0 / PERSONS);
    op_free(op);
}

/* ---- Pools and rules ---- */

static void a_wrong_pool_is_refused_by_its_line(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *reason;
        const char *detail;
    } cases[] = {
        { "", "csv_empty", "line 1" },
        { "id,unit,field,level\n", "draw_pool_header", "other columns" },
        { "unit,id,field,level,reviews_this_year\n", "draw_pool_header", "other columns" },
        { HEAD, "draw_pool_empty", "line 2, id" },
        { HEAD "a,u,,,0\n,u,,,0\n", "draw_pool_empty", "line 3, id" },
        { HEAD "a,,,,0\n", "draw_pool_empty", "line 2, unit" },
        { HEAD "a,u,,,\n", "draw_pool_number", "line 2, reviews_this_year" },
        { HEAD "a,u,,,-1\n", "draw_pool_number", "line 2, reviews_this_year" },
        { HEAD "a,u,,,10000\n", "draw_pool_number", "line 2, reviews_this_year" },
        { HEAD "a,u,,,1.5\n", "draw_pool_number", "line 2, reviews_this_year" },
        { HEAD "a,u,,,0\nb,u,,,0\na,v,,,0\n", "draw_pool_twice", "line 4, id" },
        { HEAD "a,\"u\tv\",,,0\n", "draw_pool_text", "line 2, unit" },
        { HEAD "a,\"u\nv\",,,0\n", "draw_pool_text", "line 2, unit" },
        { HEAD "a,u,,\n", "csv_columns", "line 2" },
        { HEAD "a,u,,,0\n\xff,u,,,0\n", "csv_encoding", "line 3" },
    };

    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        struct op *op = op_new(NULL, 0, 0);
        struct draw_pool pool;
        enum err e = draw_pool_read(op, text_bytes(cases[k].text), &pool);
        if (e == OK || strcmp(op->failure.reason, cases[k].reason) != 0 ||
            strcmp(op->failure.detail, cases[k].detail) != 0)
            fail_msg("case %zu: %s, %s", k, e == OK ? "good" : op->failure.reason,
                     e == OK ? "" : op->failure.detail);
        op_free(op);
    }
}

static void wrong_rules_are_told_by_line_and_column(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *path; /* of the first mistake */
        const char *code;
    } cases[] = {
        { "alternates: 1\n", "R:1:1", "call_missing_key" },
        { "seats: []\n", "R:1:1", "draw_rules_seats" },
        { "seats: [{ code: s }]\n", "R:1:9", "call_missing_key" },
        { "seats:\n  - { code: s, count: 0 }\n", "R:2:23", "call_out_of_range" },
        { "seats:\n  - { code: s, count: 301 }\n", "R:2:23", "call_out_of_range" },
        { "seats: [{ code: s, count: 300 }]\nalternates: 1\n", "R:1:1", "draw_rules_places" },
        { "seats: [{ code: s, count: 1 }]\nper_unit: 0\n", "R:2:11", "call_out_of_range" },
        { "seats: [{ code: s, count: 1 }]\nseat: 0\n", "R:2:1", "call_unknown_key" },
        { "seats: [{ code: s, count: 1 }, { code: s, count: 1 }]\n", "R:1:32", "call_code_twice" },
        { "seats: [{ code: s, count: 1, level_min: doctor }]\n", "R:1:41", "draw_rules_level" },
        { "seats: [{ code: \"s\\tt\", count: 1 }]\n", "R:1:17", "draw_rules_text" },
        { "seats: [{ code: s, count: 1, level_min: 3 },\n"
          "        { code: t, count: 1, level_min: senior }]\n",
          "R:2:9", "draw_rules_levels" },
        { "seats: [", "R:2:1", "call_yaml_flow" },
    };

    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        struct op *op = op_new(NULL, 0, 0);
        struct draw_rules rules;
        enum err e = draw_rules_read(op, "R", text_bytes(cases[k].text), &rules);
        const struct problem *problem = op->problems.count == 0 ? NULL : &op->problems.rows[0];
        if (e != ERR_INVALID || problem == NULL || strcmp(problem->path, cases[k].path) != 0 ||
            strcmp(problem->code, cases[k].code) != 0)
            fail_msg("case %zu: %s %s", k, problem == NULL ? "good" : problem->path,
                     problem == NULL ? "" : problem->code);
        op_free(op);
    }
}

static void levels_are_compared_by_rank(void **state)
{
    (void)state;
    struct op *op = op_new(NULL, 0, 0);
    struct draw_pool pool;
    struct draw_rules rules;

    assert_int_equal(draw_level_rank("99"), 99);
    assert_int_equal(draw_level_rank("100"), DRAW_LEVEL_WRONG);
    assert_int_equal(draw_level_rank("副高级"), draw_level_rank("vice_senior"));
    assert_int_equal(draw_level_rank("正高"), draw_level_rank("正高级"));
    assert_int_equal(draw_level_rank("associate"), draw_level_rank("vice_senior"));
    assert_true(draw_level_rank("senior") > draw_level_rank("vice_senior"));
    must_read(op, HEAD "a,u,,9,0\nb,u,,10,2\nc,u,f,,3\nd,z,f,99,0\n",
              "seats: [{ code: s, count: 1, level_min: 10 }, { code: t, count: 1 }]\n"
              "max_reviews: 3\nexclude_units: [z]\n",
              &pool, &rules);
    assert_int_equal(pool.rows[0].seats, 2);
    assert_int_equal(pool.rows[1].seats, 3);
    assert_int_equal(pool.rows[2].seats, 0);
    assert_int_equal(pool.rows[3].seats, 0);
    assert_int_equal(draw_pool_read(op, text_bytes(HEAD "a,u,,senior,0\n"), &pool), OK);
    assert_int_equal(draw_pool_fit(op, &rules, &pool), ERR_INVALID);
    assert_string_equal(op->failure.reason, "draw_pool_level");
    op_free(op);
}

static void too_few_are_told_by_the_seat(void **state)
{
    (void)state;
    struct op *op = op_new(NULL, 0, 0);
    struct draw_pool pool;
    struct draw_rules rules;

    must_read(op, HEAD "a,u,f,,0\nb,u,f,,0\nc,v,g,,0\nd,w,g,,0\n",
              "seats: [{ code: any, count: 2 }, { code: med, count: 2, field: f }]\nper_unit: 1\n",
              &pool, &rules);
    assert_int_equal(draw_check(op, &rules, &pool), ERR_CONFLICT);
    assert_string_equal(op->failure.reason, "draw_too_few");
    assert_string_equal(op->failure.args[0].value, "med");
    assert_string_equal(op->failure.args[1].value, "2"); /* fit it */
    assert_string_equal(op->failure.args[2].value, "1"); /* could be seated */
    op_free(op);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_draw_is_full_whenever_there_is_one),
        cmocka_unit_test(who_is_alike_has_the_same_chance),
        cmocka_unit_test(many_tried_secrets_bring_nothing),
        cmocka_unit_test(a_wrong_pool_is_refused_by_its_line),
        cmocka_unit_test(wrong_rules_are_told_by_line_and_column),
        cmocka_unit_test(levels_are_compared_by_rank),
        cmocka_unit_test(too_few_are_told_by_the_seat),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
