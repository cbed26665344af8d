/* SPDX-License-Identifier: Apache-2.0 */
/* A run proposes the best experts with reasons, keeps what people decided, and moves few. */
#include "base/mem.h"
#include "base/site.h"
#include "db/db_internal.h"
#include "demand/demand.h"
#include "expert/expert.h"
#include "matching/matching.h"
#include "org/role.h"
#include "support/site.h"

DB_SQL(test_org_of, "t", "SELECT id FROM org WHERE name = $1");
DB_SQL(test_user_of, "t", "SELECT id FROM app_user WHERE login = $1");

static int64_t number_of(struct op *op, const struct db_sql *sql, const char *text)
{
    return number_in_db(op, sql, text);
}

/* The op acts as the department's clerk: for making what a run is about. */
static struct op *as_clerk(struct op *op)
{
    op->actor =
        (struct actor){ .user_id = number_of(op, &test_user_of, "jingban"),
                        .org_id = number_of(op, &test_org_of, "内蒙古自治区人力资源和社会保障厅"),
                        .role = POST_CLERK,
                        .perms = role_perms(POST_CLERK),
                        .name = "经办" };
    return site_op(op);
}

struct person {
    const char *name;
    const char *org;
    const char *specialty;
};

static const struct person people[] = {
    { "甲", "内蒙古农业大学", "奶牛乳房炎防治与奶牛繁殖" },
    { "乙", "内蒙古农牧业科学院", "奶牛乳房炎的诊断和用药" },
    { "丙", "内蒙古医科大学", "脑卒中康复与护理" },
    { "丁", "科右中旗畜牧站", "奶牛乳房炎现场防治" },
};

enum { PEOPLE = sizeof people / sizeof people[0] };

static const char *an_expert(struct op *op, const struct person *person)
{
    struct expert_entry entry = { .expert = { .name = person->name,
                                              .org_name = person->org,
                                              .specialty = person->specialty,
                                              .title_level = 4 },
                                  .consent_by = "单位同意函" };
    const char *id = NULL;

    struct expert *expert = &entry.expert;
    expert->post = expert->title_series = expert->title_name = expert->discipline = "";
    expert->industry = expert->honours = expert->regions = expert->free_time = "";
    expert->offers = expert->achievements = expert->history = expert->exception = "";
    entry.basis = "";
    assert_ok(op, expert_add(op, &entry, &id));
    return id;
}

static const char *a_demand(struct op *op, const char *unit, const char *title, int64_t seats)
{
    struct demand_entry entry = { .demand = { .unit_name = unit,
                                              .title = title,
                                              .people = seats,
                                              .region = "150000",
                                              .kind = "other",
                                              .mode = "any",
                                              .urgency = "middle" } };
    struct demand *demand = &entry.demand;
    const char *id = NULL;

    demand->uscc = demand->industry = demand->detail = demand->tried = demand->goal = "";
    demand->discipline = demand->specialty = demand->offers = "";
    assert_ok(op, demand_add(op, &entry, &id));
    assert_ok(op, demand_do(op, id, "submit", ""));
    assert_ok(op, demand_do(op, id, "confirm", ""));
    return id;
}

struct fixture {
    const char *experts[PEOPLE];
    const char *cows; /* the demand of the animal station that 丁 works for */
    const char *stroke;
    const char *run;
};

static void do_jobs(struct op *op)
{
    static const struct job_kind kinds[] = { { "match.score", matching_score }, { 0 } };
    bool ran = true;

    while (ran)
        assert_ok(op, job_run_once(op, kinds, &ran));
}

static struct fixture a_run(struct op *op, int64_t seats, bool fair)
{
    struct fixture fixture = { 0 };

    (void)as_clerk(op);
    for (size_t i = 0; i < PEOPLE; i++)
        fixture.experts[i] = an_expert(op, &people[i]);
    fixture.cows = a_demand(op, "科右中旗畜牧站", "奶牛乳房炎防治技术", seats);
    fixture.stroke = a_demand(op, "扎赉特旗人民医院", "脑卒中病人的康复", 1);
    struct reply made = call_as(op, "jingban", "POST", "/api/v1/matchings",
                                mem_printf(op, "{'title':'一月','top':10,'capacity':1,'fair':%s}",
                                           fair ? "true" : "false"));
    assert_status(made, 201);
    fixture.run = text_of(made, "id");
    do_jobs(op);
    return fixture;
}

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
    const char *words = NULL;

    assert_int_equal(int_of(board, "run.filled"), 3);
    for (size_t i = 0; i < 2; i++) {
        const json_t *row = json_array_get(member(&board, "rows"), i);
        const char *text = json_string_value(json_object_get(row, "shortage"));
        if (text[0] != '\0')
            words = text;
    }
    assert_non_null(words);
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
                                            TEST(who_is_forbidden_leaves_and_nobody_else_moves),
                                            TEST(what_cannot_be_filled_says_why),
                                            TEST(a_stale_change_is_refused),
                                            TEST(fairness_names_its_threshold_and_price),
                                            TEST(only_the_centre_and_the_department_may),
                                            TEST(without_demands_there_is_no_run),
                                            { 0 },
                                        });
}
