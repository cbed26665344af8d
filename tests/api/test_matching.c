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
                          "{'title':'a','top':10,'capacity':101,'fair':false}"),
                  422);
}

/* A draft of a team by the league, with one demand. */
static const char *a_team(struct op *op)
{
    struct reply made = call_as(op, "tuijian", "POST", "/api/v1/applications",
                                "{'call':'" CALL "','track':'team','capacity':'league'}");

    assert_status(made, 201);
    const char *id = text_of(made, "id");
    assert_status(save_as(op, "tuijian", id,
                          "[{'path':'/values/title','value':'脑卒中康复专家服务团'},"
                          "{'path':'/values/demands','value':[{'unit':'科右中旗畜牧站',"
                          "'name':'奶牛乳房炎防治','detail':'规模牛场乳房炎高发'}]}]"),
                  200);
    return id;
}

static const json_t *experts_of(struct reply *list, size_t row)
{
    return json_object_get(json_array_get(member(list, "rows"), row), "experts");
}

static void a_league_drafts_with_masked_suggestions(void **state)
{
    struct op *op = *state;

    (void)as_clerk(op);
    for (size_t i = 0; i < PEOPLE; i++)
        (void)an_expert(op, &people[i]);
    const char *id = a_team(op);
    const char *at = mem_printf(op, "/api/v1/applications/%s/suggestions", id);
    struct reply asked = call_as(op, "tuijian", "POST", at, "");
    assert_status(asked, 201);
    const char *job = mem_printf(op, "%s/%s", at, text_of(asked, "job"));
    assert_string_equal(text_of(get_as(op, "tuijian", "%s", job), "state"), "open");
    do_jobs(op);
    struct reply list = get_as(op, "tuijian", "%s", job);
    assert_string_equal(text_of(list, "state"), "done");
    assert_int_equal(json_array_size(member(&list, "rows")), 2);
    /* For the cows 甲 and 乙; 丁 works for the unit in need and is left out without a word. */
    assert_int_equal(json_array_size(experts_of(&list, 1)), 2);
    assert_true(json_array_size(experts_of(&list, 0)) >= 1);
    char *all = json_dumps(list.body, 0);
    for (size_t i = 0; i < PEOPLE; i++) {
        assert_null(strstr(all, people[i].org));
        assert_null(strstr(all, people[i].mobile));
    }
    free(all);
    assert_chain_clean(op);
}

static void suggestions_are_for_whoever_drafts(void **state)
{
    static const char *const others[] = { "shenbao", "xitong", "shenji", "qixian" };
    struct op *op = *state;
    const char *id = a_team(op);
    const char *at = mem_printf(op, "/api/v1/applications/%s/suggestions", id);
    struct reply asked = call_as(op, "tuijian", "POST", at, "");

    assert_status(asked, 201);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        assert_status(call_as(op, others[i], "POST", at, ""), 403);
        assert_status(get_as(op, others[i], "%s/%s", at, text_of(asked, "job")), 403);
    }
    assert_status(call_as(op, "jingban", "POST", at, ""), 404);
    assert_status(get_as(op, "jingban", "%s/%s", at, text_of(asked, "job")), 404);
}

/* Accepted applications of the rehearsal's track; the park's and the hospital's. */
static void accept_two(struct op *op)
{
    const struct unit *units[] = { &HOSPITAL, &PARK };

    for (size_t i = 0; i < 2; i++)
        do_as(op, "shouli", a_sent(op, units[i]), "accept", "{}");
}

static const char a_review[] =
    "{'title':'评审','kind':'review','call':'" CALL "','track':'" TRACK "','need':2,'top':10,"
    "'capacity':5,'fair':false,'item_unit_max':%d}";

static void reviewers_are_found_for_accepted_applications(void **state)
{
    static const struct person panel[] = {
        { "甲", "内蒙古农业大学", "牧草良种与草原防灾", "13800138001", "" },
        { "乙", "内蒙古农业大学", "草原生态与牧草栽培", "13800138002", "" },
        { "丙", "内蒙古林业研究院", "草原防灾减灾", "13800138003", "" },
        { "丁", "兴安盟蒙医院", "牧草良种和草原防灾", "13800138004", "" },
    };
    struct op *op = *state;

    (void)as_clerk(op);
    assert_refused(call_as(op, "shouli", "POST", "/api/v1/matchings", mem_printf(op, a_review, 0)),
                   422, "matching_no_applications");
    for (size_t i = 0; i < 4; i++)
        (void)an_expert(op, &panel[i]);
    accept_two(op);
    struct reply made =
        call_as(op, "shouli", "POST", "/api/v1/matchings", mem_printf(op, a_review, 1));
    assert_status(made, 201);
    do_jobs(op);
    struct reply board = get_as(op, "shouli", "/api/v1/matchings/%s", text_of(made, "id"));
    assert_string_equal(text_of(board, "run.state"), "open");
    assert_int_equal(int_of(board, "run.needed"), 4);
    assert_int_equal(int_of(board, "run.filled"), 4);
    for (size_t i = 0; i < 2; i++) {
        const json_t *row = json_array_get(member(&board, "rows"), i);
        const json_t *seats = json_object_get(row, "seats");
        bool own = strcmp(json_string_value(json_object_get(row, "unit")), "兴安盟蒙医院") == 0;
        int university = 0;
        for (size_t k = 0; k < json_array_size(seats); k++) {
            const char *org = json_string_value(json_object_get(json_array_get(seats, k), "org"));
            university += strcmp(org, "内蒙古农业大学") == 0;
            assert_false(own && strcmp(org, "兴安盟蒙医院") == 0);
        }
        assert_true(university <= 1);
    }
    assert_status(get_as(op, "zhongxin", "/api/v1/matchings/%s", text_of(made, "id")), 404);
    struct reply none = get_as(op, "zhongxin", "/api/v1/matchings");
    assert_int_equal(json_array_size(member(&none, "rows")), 0);
    assert_status(get_as(op, "jingban", "/api/v1/matchings/%s", text_of(made, "id")), 200);
    assert_refused(call_as(op, "shouli", "POST", "/api/v1/invitations",
                           mem_printf(op,
                                      "{'run':'%s','until':'2025-06-01','pairs':[{'demand':'%s',"
                                      "'expert':'%s'}]}",
                                      text_of(made, "id"), text_of(board, "rows.0.demand"),
                                      text_of(board, "rows.0.seats.0.expert"))),
                   422, "matching_kind");
    assert_chain_clean(op);
}

static struct reply changes(struct op *op, const struct fixture *fixture, const char *rows,
                            bool try_only)
{
    struct reply board = board_of(op, fixture);

    return call_as(
        op, "jingban", "POST", mem_printf(op, "/api/v1/matchings/%s/changes", fixture->run),
        mem_printf(op, "{'seen':%lld,'try_only':%s,'changes':[%s]}",
                   (long long)int_of(board, "run.solved"), try_only ? "true" : "false", rows));
}

static void what_if_an_expert_is_away_or_a_need_grows(void **state)
{
    struct op *op = *state;
    struct fixture fixture = a_run(op, 1, false);
    const char *away =
        mem_printf(op, "{'expert':'%s','hold':'forbidden','reason':'出国'}", fixture.experts[0]);

    struct reply tried = changes(op, &fixture, away, true);
    assert_status(tried, 200);
    assert_true(int_of(tried, "total") < int_of(tried, "total_before"));
    assert_string_equal(cows_of(op, &fixture), "甲");
    assert_status(changes(op, &fixture, away, false), 200);
    assert_string_equal(cows_of(op, &fixture), "乙");
    assert_refused(changes(op, &fixture, away, false), 404, "not_found");
    assert_status(changes(op, &fixture,
                          mem_printf(op, "{'expert':'%s','hold':'free'}", fixture.experts[0]),
                          false),
                  200);
    assert_string_equal(cows_of(op, &fixture), "甲");
    tried = changes(op, &fixture, "{'demand':'x','need':2}", true);
    assert_status(tried, 404);
    tried = changes(op, &fixture, mem_printf(op, "{'demand':'%s','need':2}", fixture.cows), false);
    assert_status(tried, 200);
    assert_int_equal(int_of(tried, "seats_needed"), 3);
    assert_int_equal(int_of(tried, "seats_filled"), 3);
    assert_int_equal(json_array_size(member(&tried, "moves")), 1);
    assert_status(
        changes(op, &fixture, mem_printf(op, "{'demand':'%s','need':99}", fixture.cows), true),
        200);
    assert_status(
        changes(op, &fixture, mem_printf(op, "{'demand':'%s','need':100}", fixture.cows), true),
        422);
    assert_refused(changes(op, &fixture, "{'hold':'free'}", true), 422, "matching_whole");
    assert_refused(changes(op, &fixture,
                           mem_printf(op, "{'expert':'%s','hold':'pinned'}", fixture.experts[0]),
                           true),
                   422, "matching_whole");
    assert_chain_clean(op);
}

static void least_loads_that_cannot_be_met_fail_with_words(void **state)
{
    struct op *op = *state;

    (void)as_clerk(op);
    for (size_t i = 0; i < PEOPLE; i++)
        (void)an_expert(op, &people[i]);
    (void)a_demand(op, "扎赉特旗人民医院", "奶牛乳房炎防治技术", 1);
    assert_refused(call_as(op, "jingban", "POST", "/api/v1/matchings",
                           "{'title':'一','top':10,'capacity':1,'load_min':2,'fair':false}"),
                   422, "matching_load");
    struct reply made = call_as(op, "jingban", "POST", "/api/v1/matchings",
                                "{'title':'一','top':10,'capacity':1,'load_min':1,'fair':false}");
    assert_status(made, 201);
    static const struct job_kind kinds[] = { { "match.score", matching_score }, { 0 } };
    bool ran = false;
    assert_ok(op, job_run_once(op, kinds, &ran));
    struct reply board = get_as(op, "jingban", "/api/v1/matchings/%s", text_of(made, "id"));
    assert_string_equal(text_of(board, "run.state"), "failed");
    assert_non_null(strstr(text_of(board, "run.error"), "至少承担"));
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
                                            TEST(a_league_drafts_with_masked_suggestions),
                                            TEST(suggestions_are_for_whoever_drafts),
                                            TEST(reviewers_are_found_for_accepted_applications),
                                            TEST(what_if_an_expert_is_away_or_a_need_grows),
                                            TEST(least_loads_that_cannot_be_met_fail_with_words),
                                            TEST(only_the_centre_and_the_department_may),
                                            TEST(without_demands_there_is_no_run),
                                            { 0 },
                                        });
}
