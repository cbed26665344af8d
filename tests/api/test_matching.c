/* SPDX-License-Identifier: Apache-2.0 */
/* A run proposes the best experts with reasons, keeps what people decided, and moves few. */
#include "org/org.h"
#include "support/matching_site.h"

static struct reply board_of(struct op *op, const struct fixture *fixture)
{
    struct reply board = get_as(op, "jingban", "/api/v1/matchings/%s", fixture->run);
    assert_status(board, 200);
    return board;
}

/* Who is proposed for the cows: names, joined. */
static const char *cows_of(struct op *op, const struct fixture *fixture)
{
    struct reply board = board_of(op, fixture);
    char *names = mem_text(op, "");

    for (int i = 0; i < 2; i++) {
        const json_t *row = json_array_get(member(&board, "rows"), (size_t)i);
        if (strcmp(json_string_value(json_object_get(row, "demand")), fixture->cows) != 0)
            continue;
        const json_t *seats = json_object_get(row, "seats");
        for (size_t k = 0; k < json_array_size(seats); k++)
            mem_append(op, &names, "%s",
                       json_string_value(json_object_get(json_array_get(seats, k), "name")));
    }
    return names;
}

static struct reply change(struct op *op, const struct fixture *fixture, const char *expert,
                           const char *hold, bool try_only)
{
    struct reply board = board_of(op, fixture);

    return call_as(op, "jingban", "POST",
                   mem_printf(op, "/api/v1/matchings/%s/changes", fixture->run),
                   mem_printf(op,
                              "{'seen':%lld,'try_only':%s,'changes':[{'demand':'%s','expert':'%s',"
                              "'hold':'%s','reason':'由'}]}",
                              (long long)int_of(board, "run.solved"), try_only ? "true" : "false",
                              fixture->cows, expert, hold));
}

static void the_best_are_proposed_and_proved(void **state)
{
    struct op *op = *state;
    struct fixture fixture = a_run(op, 1, false);
    struct reply board = board_of(op, &fixture);

    assert_string_equal(text_of(board, "run.state"), "open");
    assert_int_equal(int_of(board, "run.experts"), PEOPLE);
    assert_int_equal(int_of(board, "run.needed"), 2);
    assert_int_equal(int_of(board, "run.filled"), 2);
    assert_int_equal(strlen(text_of(board, "run.proof")), 64);
    assert_string_equal(cows_of(op, &fixture), "甲");
    assert_chain_clean(op);
}

static void reasons_add_up_and_conflicts_are_told(void **state)
{
    struct op *op = *state;
    struct fixture fixture = a_run(op, 1, false);
    struct reply list =
        get_as(op, "jingban", "/api/v1/matchings/%s/demands/%s", fixture.run, fixture.cows);
    size_t conflicts = 0;

    assert_status(list, 200);
    assert_int_equal(json_array_size(member(&list, "rows")), 3);
    for (size_t i = 0; i < 3; i++) {
        const json_t *row = json_array_get(member(&list, "rows"), i);
        const json_t *why = json_object_get(row, "why");
        int64_t points = 0;
        for (size_t k = 0; k < json_array_size(why); k++)
            points += json_integer_value(json_array_get(json_array_get(why, k), 2));
        assert_int_equal(points, json_integer_value(json_object_get(row, "score")));
        conflicts += strcmp(json_string_value(json_object_get(row, "hold")), "conflict") == 0;
    }
    assert_int_equal(conflicts, 1);
    assert_refused(change(op, &fixture, fixture.experts[3], "pinned", false), 422,
                   "matching_in_conflict");
}

/* 甲's employer and the unit in need get one superior: a conflict from then on. */
static void units_of_one_superior_are_in_conflict_on_the_day(void **state)
{
    static const char *const below[] = { "内蒙古农业大学", "扎赉特旗人民医院" };
    struct op *op = *state;
    int64_t ids[2] = { 0 };
    struct org hospital = { .name = below[1] };

    (void)as_clerk(op);
    assert_ok(op, org_named(op, below[0], &ids[0]));
    struct org department = { 0 };
    assert_ok(op, org_get(op, op->actor.org_id, &department));
    assert_status(call_as(op, "jingban", "POST", "/api/v1/admin/orgs",
                          mem_printf(op, "{'name':'%s'}", hospital.name)),
                  201);
    assert_ok(op, org_named(op, below[1], &ids[1]));
    for (int i = 0; i < 2; i++) {
        struct org unit = { 0 };
        assert_ok(op, org_get(op, ids[i], &unit));
        assert_status(call_as(op, "jingban", "POST",
                              mem_printf(op, "/api/v1/admin/orgs/%s/superior", unit.public_id),
                              mem_printf(op, "{'superior':'%s','from':'2019-01-01','basis':'编'}",
                                         department.public_id)),
                      200);
    }
    const char *expert = an_expert(op, &people[0]);
    const char *demand = a_demand(op, below[1], "奶牛乳房炎防治", 1);
    struct reply run = call_as(op, "jingban", "POST", "/api/v1/matchings",
                               "{'title':'一','top':10,'capacity':1,'fair':false}");
    assert_status(run, 201);
    do_jobs(op);
    struct reply list =
        get_as(op, "jingban", "/api/v1/matchings/%s/demands/%s", text_of(run, "id"), demand);
    assert_string_equal(text_of(list, "rows.0.expert"), expert);
    assert_string_equal(text_of(list, "rows.0.hold"), "conflict");
    assert_non_null(strstr(text_of(list, "rows.0.reason"), "隶属"));
}

static void a_pin_is_kept_and_its_price_was_told(void **state)
{
    struct op *op = *state;
    struct fixture fixture = a_run(op, 1, false);
    struct reply list =
        get_as(op, "jingban", "/api/v1/matchings/%s/demands/%s", fixture.run, fixture.cows);
    int64_t cost = -1;

    for (size_t i = 0; i < 3; i++) {
        const json_t *row = json_array_get(member(&list, "rows"), i);
        if (strcmp(json_string_value(json_object_get(row, "name")), "乙") == 0)
            cost = json_integer_value(json_object_get(row, "cost"));
    }
    struct reply tried = change(op, &fixture, fixture.experts[1], "pinned", true);
    assert_status(tried, 200);
    assert_int_equal(int_of(tried, "total_before") - int_of(tried, "total"), cost);
    assert_true(cost > 0);
    assert_int_equal(json_array_size(member(&tried, "moves")), 2);
    assert_string_equal(cows_of(op, &fixture), "甲");
    assert_status(change(op, &fixture, fixture.experts[1], "pinned", false), 200);
    assert_string_equal(cows_of(op, &fixture), "乙");
    assert_status(change(op, &fixture, fixture.experts[1], "free", false), 200);
    assert_string_equal(cows_of(op, &fixture), "甲");
}

static void who_is_forbidden_leaves_and_nobody_else_moves(void **state)
{
    struct op *op = *state;
    struct fixture fixture = a_run(op, 1, false);

    struct reply changed = change(op, &fixture, fixture.experts[0], "forbidden", false);
    assert_status(changed, 200);
    assert_int_equal(json_array_size(member(&changed, "moves")), 2);
    assert_string_equal(cows_of(op, &fixture), "乙");
    assert_chain_clean(op);
}

static void what_cannot_be_filled_says_why(void **state)
{
    struct op *op = *state;
    struct fixture fixture = a_run(op, 3, false);
    struct reply board = board_of(op, &fixture);
    const char *words = "";

    assert_int_equal(int_of(board, "run.filled"), 3);
    for (size_t i = 0; i < 2; i++) {
        const json_t *row = json_array_get(member(&board, "rows"), i);
        const char *text = json_string_value(json_object_get(row, "shortage"));
        if (text[0] != '\0')
            words = text;
    }
    assert_non_null(strstr(words, "缺1人"));
}

static void a_stale_change_is_refused(void **state)
{
    struct op *op = *state;
    struct fixture fixture = a_run(op, 1, false);
    const char *body = mem_printf(op,
                                  "{'seen':0,'try_only':false,'changes':[{'demand':'%s',"
                                  "'expert':'%s','hold':'pinned'}]}",
                                  fixture.cows, fixture.experts[0]);

    assert_refused(call_as(op, "jingban", "POST",
                           mem_printf(op, "/api/v1/matchings/%s/changes", fixture.run), body),
                   409, "matching_moved");
    assert_status(call_as(op, "jingban", "POST",
                          mem_printf(op, "/api/v1/matchings/%s/close", fixture.run), "{}"),
                  204);
    assert_refused(change(op, &fixture, fixture.experts[0], "pinned", false), 409,
                   "matching_not_open");
}

static void fairness_names_its_threshold_and_price(void **state)
{
    struct op *op = *state;
    struct fixture fixture = a_run(op, 2, true);
    struct reply board = board_of(op, &fixture);

    assert_true(int_of(board, "run.least") > 0);
    assert_true(int_of(board, "run.best_total") >= int_of(board, "run.total"));
}

static void only_the_centre_and_the_department_may(void **state)
{
    static const char *const others[] = { "tuijian", "shenbao", "shenhe", "xitong", "shenji" };
    struct op *op = *state;

    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        assert_status(get_as(op, others[i], "/api/v1/matchings"), 403);
    assert_status(get_as(op, "shouli", "/api/v1/matchings"), 200);
}

static void without_demands_there_is_no_run(void **state)
{
    struct op *op = *state;
    const char *body = "{'title':'空','top':10,'capacity':1,'fair':false}";

    assert_refused(call_as(op, "jingban", "POST", "/api/v1/matchings", body), 422,
                   "matching_no_demands");
    assert_status(call_as(op, "jingban", "POST", "/api/v1/matchings",
                          "{'title':'a','top':101,'capacity':1,'fair':false}"),
                  422);
    assert_status(call_as(op, "jingban", "POST", "/api/v1/matchings",
                          "{'title':'a','top':10,'capacity':21,'fair':false}"),
                  422);
}

int main(void)
{
    return run_on_each_site("matching", (const struct CMUnitTest[]){
                                            TEST(the_best_are_proposed_and_proved),
                                            TEST(reasons_add_up_and_conflicts_are_told),
                                            TEST(a_pin_is_kept_and_its_price_was_told),
                                            TEST(units_of_one_superior_are_in_conflict_on_the_day),
                                            TEST(who_is_forbidden_leaves_and_nobody_else_moves),
                                            TEST(what_cannot_be_filled_says_why),
                                            TEST(a_stale_change_is_refused),
                                            TEST(fairness_names_its_threshold_and_price),
                                            TEST(only_the_centre_and_the_department_may),
                                            TEST(without_demands_there_is_no_run),
                                            { 0 },
                                        });
}
