/* SPDX-License-Identifier: Apache-2.0 */
/* A recommending unit's work: board, reminders, zero, inner deadlines, ledger, files. */
#include "site.h"

#include "base/json_own.h"
#include "base/mem.h"
#include "db/db.h"

#define LEAGUE "/api/v1/league/" CALL

/* Makes a person the recommender of another league. */
DB_SQL(test_move_post, "tt",
       "UPDATE post SET role = 'recommender', org_id = (SELECT min(id) FROM org WHERE region = $2)"
       " WHERE user_id = (SELECT id FROM app_user WHERE login = $1)");
DB_SQL(test_org, "t",
       "SELECT o.public_id FROM org o JOIN post p ON p.org_id = o.id"
       "  JOIN app_user u ON u.id = p.user_id WHERE u.login = $1");

static void another_league(struct op *op, const char *login)
{
    assert_ok(op, db_run(op, &test_move_post, DB_IN(IN_TEXT(login), IN_TEXT("150500")), NULL));
}

static const char *unit_of(struct op *op, const char *login)
{
    const char *id = NULL;

    assert_ok(op, db_row(op, &test_org, DB_IN(IN_TEXT(login)), DB_OUT(OUT_TEXT(&id))));
    return id;
}

static const char *board(struct op *op)
{
    struct reply reply = get_as(op, "tuijian", LEAGUE "/board");

    assert_status(reply, 200);
    return reply.bytes;
}

/* The row of the board of the unit where login works. */
static struct reply row_of(struct op *op, const char *login)
{
    struct reply reply = get_as(op, "tuijian", LEAGUE "/board");
    const char *id = unit_of(op, login);
    size_t i = 0;
    json_t *row = NULL;

    json_array_foreach((json_t *)(uintptr_t)member(&reply, "units"), i, row)
    {
        if (strcmp(json_text_get(row, "id"), id) == 0)
            return (struct reply){ .status = 200, .body = row, .bytes = reply.bytes };
    }
    print_error("no unit of %s on the board: %s\n", login, reply.bytes);
    assert_true(i == 0 && row != NULL);
    return reply;
}

#define assert_board(op, login, expected)                                                          \
    assert_string_equal(text_of(row_of((op), (login)), "status"), (expected))

static char *long_text(struct op *op, int length)
{
    char *text = mem_text(op, "");

    for (int i = 0; i < length; i++)
        mem_append(op, &text, "字");
    return text;
}

/* ---- the board ---------------------------------------------------------------------------- */

static void board_says_begun_and_no_more_before_it_comes_up(void **state)
{
    struct op *op = *state;

    assert_board(op, "shenbao", "idle");
    const char *id = a_draft(op, &HOSPITAL);
    assert_board(op, "shenbao", "begun");
    assert_board(op, "caoyuan", "idle");
    const char *before = board(op);
    (void)a_frozen(op, &HOSPITAL);
    assert_string_equal(board(op), before);
    assert_status(save_as(op, "shenbao", id, FILLING), 200);
    do_as(op, "shenbao", id, "submit", "{}");
    do_as(op, "shenhe", id, "approve", "{}");
    assert_string_equal(board(op), before);
    do_as(op, "shenhe", id, "submit_up", "{}");
    assert_board(op, "shenbao", "reported");
    assert_int_equal(int_of(row_of(op, "shenbao"), "up_count"), 1);
    do_as(op, "tuijian", id, "return_up", "{'reason':'规模不符'}");
    assert_board(op, "shenbao", "begun");
}

static void what_was_given_up_is_not_begun(void **state)
{
    struct op *op = *state;

    do_as(op, "shenbao", a_draft(op, &HOSPITAL), "withdraw", "{}");
    assert_board(op, "shenbao", "idle");
}

static void only_units_that_file_through_it_are_on_the_board(void **state)
{
    struct op *op = *state;
    static const char *const others[] = { "yuanqu", "daxue", "tuijian", "shouli", "fuze" };
    const char *units = board(op);

    assert_text_holds(units, unit_of(op, "shenbao"));
    assert_text_holds(units, unit_of(op, "caoyuan"));
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        assert_null(strstr(units, unit_of(op, others[i])));
    another_league(op, "daxue2");
    struct reply other = get_as(op, "daxue2", LEAGUE "/board");
    assert_int_equal(json_array_size(member(&other, "units")), 0);
}

static void another_league_learns_nothing(void **state)
{
    struct op *op = *state;
    static const char *const paths[] = { "/board", "/ledger", "/deadlines" };
    const char *before[3];

    another_league(op, "daxue2");
    for (int i = 0; i < 3; i++)
        before[i] = get_as(op, "daxue2", LEAGUE "%s", paths[i]).bytes;
    (void)a_recommended(op, &HOSPITAL);
    assert_status(call_as(op, "tuijian", "PUT", LEAGUE "/deadlines",
                          "{'due':'2025-01-22T18:00:00+08:00','decision':'兴人社办〔2025〕2号'}"),
                  204);
    assert_status(
        call_as(op, "caoyuan2", "PUT", "/api/v1/zero-reports/" CALL, "{'reason':'今年不报'}"), 204);
    for (int i = 0; i < 3; i++)
        assert_string_equal(get_as(op, "daxue2", LEAGUE "%s", paths[i]).bytes, before[i]);
    const char *unit = unit_of(op, "caoyuan");
    const char *nobody = "aaaaaaaaaaaaaaaa";
    for (int i = 0; i < 2; i++) {
        const char *id = i == 0 ? unit : nobody;
        assert_refused(call_as(op, "daxue2", "PUT", mem_printf(op, LEAGUE "/units/%s/zero", id),
                               "{'reason':'代为登记'}"),
                       404, "not_found");
        assert_refused(call_as(op, "daxue2", "POST", LEAGUE "/reminders",
                               mem_printf(op, "{'units':['%s'],'how':'phone','note':''}", id)),
                       404, "not_found");
    }
}

/* ---- zero --------------------------------------------------------------------------------- */

static void unit_declares_zero_and_takes_it_back(void **state)
{
    struct op *op = *state;

    assert_status(call_as(op, "shenhe", "PUT", "/api/v1/zero-reports/" CALL,
                          "{'reason':'今年没有合适的项目'}"),
                  204);
    assert_board(op, "shenbao", "zero");
    assert_string_equal(text_of(row_of(op, "shenbao"), "zero_reason"), "今年没有合适的项目");
    assert_string_equal(text_of(row_of(op, "shenbao"), "zero_by"), "兴安盟蒙医院");
    struct reply own = get_as(op, "shenhe", "/api/v1/zero-reports/" CALL);
    assert_string_equal(text_of(own, "reason"), "今年没有合适的项目");
    assert_status(call_as(op, "shenhe", "DELETE", "/api/v1/zero-reports/" CALL, NULL), 204);
    assert_board(op, "shenbao", "idle");
    assert_refused(
        call_as(op, "shenbao", "PUT", "/api/v1/zero-reports/" CALL, "{'reason':'申报岗不能登记'}"),
        403, "not_allowed");
    assert_chain_clean(op);
}

static void unit_with_an_application_does_not_declare_zero(void **state)
{
    struct op *op = *state;
    const char *id = a_draft(op, &HOSPITAL);

    assert_refused(
        call_as(op, "shenhe", "PUT", "/api/v1/zero-reports/" CALL, "{'reason':'今年不报'}"), 409,
        "zero_has_items");
    do_as(op, "shenbao", id, "withdraw", "{}");
    assert_status(
        call_as(op, "shenhe", "PUT", "/api/v1/zero-reports/" CALL, "{'reason':'今年不报'}"), 204);
}

/* What it may not see does not change what it is told. */
static void league_declares_by_what_it_sees(void **state)
{
    struct op *op = *state;
    const char *path = mem_printf(op, LEAGUE "/units/%s/zero", unit_of(op, "shenbao"));
    const char *id = a_frozen(op, &HOSPITAL);

    assert_status(call_as(op, "tuijian", "PUT", path, "{'reason':'电话确认不报'}"), 204);
    assert_board(op, "shenbao", "zero");
    do_as(op, "shenhe", id, "submit_up", "{}");
    assert_board(op, "shenbao", "reported");
    assert_refused(call_as(op, "tuijian", "PUT", path, "{'reason':'电话确认不报'}"), 409,
                   "zero_has_items");
    assert_status(call_as(op, "tuijian", "DELETE", path, NULL), 204);
    assert_refused(call_as(op, "tuijian", "PUT",
                           mem_printf(op, LEAGUE "/units/%s/zero", unit_of(op, "yuanqu")),
                           "{'reason':'不是本盟单位'}"),
                   404, "not_found");
}

static void zero_reasons_have_limits(void **state)
{
    struct op *op = *state;
    static const struct {
        int length;
        int status;
    } reasons[] = { { 1, 422 }, { 2, 204 }, { 2000, 204 }, { 2001, 422 } };

    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++)
        assert_status(call_as(op, "shenhe", "PUT", "/api/v1/zero-reports/" CALL,
                              mem_printf(op, "{'reason':'%s'}", long_text(op, reasons[i].length))),
                      reasons[i].status);
}

/* ---- reminders ---------------------------------------------------------------------------- */

static size_t reminders_at(struct op *op, const char *login)
{
    struct reply work = get_as(op, login, "/api/v1/work");
    size_t count = 0;
    size_t i = 0;
    const json_t *todo = NULL;

    json_array_foreach(member(&work, "todos"), i, todo) count +=
        strcmp(json_text_get(todo, "kind"), "reminder") == 0;
    return count;
}

static void reminder_stands_on_the_workbench_until_answered(void **state)
{
    struct op *op = *state;
    const char *body = mem_printf(op, "{'units':['%s','%s'],'how':'phone','note':'请于周五前报来'}",
                                  unit_of(op, "shenbao"), unit_of(op, "caoyuan"));

    assert_status(call_as(op, "tuijian", "POST", LEAGUE "/reminders", body), 204);
    struct reply reply = get_as(op, "tuijian", LEAGUE "/board");
    assert_int_equal(json_array_size(member(&reply, "log")), 2);
    assert_string_equal(text_of(reply, "log.0.how"), "phone");
    assert_string_equal(text_of(reply, "log.0.by"), "包文龙");
    assert_int_equal(int_of(row_of(op, "shenbao"), "reminder_count"), 1);
    assert_int_equal(reminders_at(op, "shenbao"), 1);
    assert_int_equal(reminders_at(op, "shenhe"), 1);
    assert_int_equal(reminders_at(op, "yuanqu"), 0);
    (void)a_frozen(op, &HOSPITAL);
    assert_int_equal(reminders_at(op, "shenhe"), 1);
    (void)a_recommending(op, &HOSPITAL);
    assert_int_equal(reminders_at(op, "shenhe"), 0);
    assert_status(
        call_as(op, "caoyuan2", "PUT", "/api/v1/zero-reports/" CALL, "{'reason':'今年不报'}"), 204);
    assert_int_equal(reminders_at(op, "caoyuan"), 0);
}

DB_SQL(test_reminders_more, "i",
       "INSERT INTO reminder (round_id, org_id, how, note, user_id, at_ms)"
       " SELECT round_id, org_id, how, note, user_id, at_ms + 1 FROM reminder WHERE id <= $1");

/* The log shows the newest 500, the board counts all. */
static void reminders_are_counted_beyond_the_log(void **state)
{
    struct op *op = *state;
    const char *body = mem_printf(op, "{'units':['%s'],'how':'phone','note':''}",
                                  text_of(row_of(op, "shenbao"), "id"));

    assert_status(call_as(op, "tuijian", "POST", LEAGUE "/reminders", body), 204);
    for (int i = 0; i < 9; i++) /* each doubles: 512 */
        assert_ok(op, db_run(op, &test_reminders_more, DB_IN(IN_INT(INT64_MAX)), NULL));
    assert_int_equal(int_of(row_of(op, "shenbao"), "reminder_count"), 512);
    struct reply board = get_as(op, "tuijian", LEAGUE "/board");
    assert_int_equal(json_array_size(member(&board, "log")), 500);
}

static void reminding_is_all_or_nothing_within_limits(void **state)
{
    struct op *op = *state;
    const char *unit = unit_of(op, "shenbao");
    char *many = mem_printf(op, "'%s'", unit);

    assert_status(call_as(op, "tuijian", "POST", LEAGUE "/round", "{}"), 200);
    const char *before = board(op);
    assert_refused(call_as(op, "tuijian", "POST", LEAGUE "/reminders",
                           mem_printf(op, "{'units':['%s','%s'],'how':'visit','note':''}", unit,
                                      unit_of(op, "yuanqu"))),
                   404, "not_found");
    assert_refused(
        call_as(op, "tuijian", "POST", LEAGUE "/reminders", "{'units':[],'how':'visit','note':''}"),
        422, "no_units");
    assert_refused(call_as(op, "tuijian", "POST", LEAGUE "/reminders",
                           mem_printf(op, "{'units':['%s'],'how':'shout','note':''}", unit)),
                   422, "json_problems");
    assert_refused(call_as(op, "tuijian", "POST", LEAGUE "/reminders",
                           mem_printf(op, "{'units':['%s'],'how':'visit','note':'%s'}", unit,
                                      long_text(op, 2001))),
                   422, "json_problems");
    for (int i = 1; i < 500; i++)
        mem_append(op, &many, ",'%s'", unit);
    assert_refused(
        call_as(op, "tuijian", "POST", LEAGUE "/reminders",
                mem_printf(op, "{'units':[%s,'%s'],'how':'visit','note':''}", many, unit)),
        422, "json_problems");
    assert_string_equal(board(op), before);
    assert_status(call_as(op, "tuijian", "POST", LEAGUE "/reminders",
                          mem_printf(op, "{'units':[%s],'how':'visit','note':''}", many)),
                  204);
    assert_status(call_as(op, "tuijian", "POST", LEAGUE "/reminders",
                          mem_printf(op, "{'units':['%s'],'how':'visit','note':'%s'}", unit,
                                     long_text(op, 2000))),
                  204);
}

/* ---- inner deadlines ---------------------------------------------------------------------- */

static struct reply set_deadline(struct op *op, const char *track, const char *due)
{
    return call_as(op, "tuijian", "PUT", LEAGUE "/deadlines",
                   mem_printf(op,
                              "{'track':'%s','due':'%s','decision':'兴人社办〔2025〕2号',"
                              "'words':'请先报电子版'}",
                              track, due));
}

static void inner_deadline_is_shown_to_its_units(void **state)
{
    struct op *op = *state;
    const char *own = a_draft(op, &HOSPITAL);
    const char *direct = a_draft(op, &PARK);

    assert_status(set_deadline(op, "", "2025-01-22T18:00:00+08:00"), 204);
    struct reply work = get_as(op, "shenbao", "/api/v1/work");
    assert_string_equal(text_of(work, "inner.0.league"), "兴安盟人力资源和社会保障局");
    assert_string_equal(text_of(work, "inner.0.text"), "2025年1月22日（星期三）18:00");
    assert_string_equal(text_of(work, "inner.0.decision"), "兴人社办〔2025〕2号");
    struct reply page = get_as(op, "shenbao", "/api/v1/applications/%s", own);
    assert_string_equal(text_of(page, "inner_deadline.words"), "请先报电子版");
    assert_true(json_is_false(member(&page, "inner_deadline.late")));
    struct reply park = get_as(op, "yuanqu", "/api/v1/work");
    assert_int_equal(json_array_size(member(&park, "inner")), 0);
    page = get_as(op, "yuanqu", "/api/v1/applications/%s", direct);
    assert_true(json_is_null(member(&page, "inner_deadline")));
}

static void inner_deadline_of_the_track_goes_first(void **state)
{
    struct op *op = *state;
    const char *id = a_draft(op, &HOSPITAL);

    assert_status(set_deadline(op, "", "2025-01-21T18:00:00+08:00"), 204);
    assert_status(set_deadline(op, TRACK, "2025-01-23T12:00:00+08:00"), 204);
    assert_status(set_deadline(op, "team", "2025-01-22T12:00:00+08:00"), 204);
    struct reply page = get_as(op, "shenbao", "/api/v1/applications/%s", id);
    assert_string_equal(text_of(page, "inner_deadline.due"), "2025-01-23T12:00:00.000+08:00");
    struct reply list = get_as(op, "tuijian", LEAGUE "/deadlines");
    assert_int_equal(json_array_size(member(&list, "rows")), 3);
    assert_status(call_as(op, "tuijian", "PUT", LEAGUE "/deadlines",
                          "{'track':'" TRACK "','decision':'兴人社办〔2025〕2号'}"),
                  204);
    page = get_as(op, "shenbao", "/api/v1/applications/%s", id);
    assert_string_equal(text_of(page, "inner_deadline.due"), "2025-01-21T18:00:00.000+08:00");
}

static void inner_deadline_warns_and_never_refuses(void **state)
{
    struct op *op = *state;
    const char *id = a_frozen(op, &HOSPITAL);

    assert_status(set_deadline(op, "", "2025-01-22T18:00:00+08:00"), 204);
    op->now_ms = DEADLINE_MS - HOUR_MS;
    struct reply page = get_as(op, "shenhe", "/api/v1/applications/%s", id);
    assert_true(json_is_true(member(&page, "inner_deadline.late")));
    do_as(op, "shenhe", id, "submit_up", "{}");
    page = get_as(op, "shenhe", "/api/v1/applications/%s", id);
    assert_true(json_is_null(member(&page, "inner_deadline"))); /* it has come up */
}

static void inner_deadline_lies_before_that_of_the_call(void **state)
{
    struct op *op = *state;

    assert_status(set_deadline(op, TRACK, "2025-01-24T24:00:00+08:00"), 204);
    assert_refused(set_deadline(op, TRACK, "2025-01-25T00:00:00.001+08:00"), 422, "inner_after");
    assert_refused(set_deadline(op, "", "2025-01-25T00:00:00.001+08:00"), 422, "inner_after");
    assert_refused(set_deadline(op, "", "2025-01-01T00:00:00+08:00"), 422, "inner_past");
    assert_refused(set_deadline(op, "nothing", "2025-01-22T00:00:00+08:00"), 404, "no_such_track");
    assert_refused(call_as(op, "tuijian", "PUT", LEAGUE "/deadlines",
                           "{'due':'2025-01-22T18:00:00+08:00','decision':''}"),
                   422, "json_problems");
    assert_refused(call_as(op, "tuijian", "PUT", LEAGUE "/deadlines",
                           mem_printf(op, "{'due':'2025-01-22T18:00:00+08:00','decision':'%s'}",
                                      long_text(op, 61))),
                   422, "json_problems");
    assert_refused(call_as(op, "shenhe", "PUT", LEAGUE "/deadlines",
                           "{'due':'2025-01-22T18:00:00+08:00','decision':'x'}"),
                   403, "not_allowed");
}

/* ---- the ledger --------------------------------------------------------------------------- */

static void ledger_has_every_item_and_the_plan(void **state)
{
    struct op *op = *state;
    const char *planned = a_recommended(op, &HOSPITAL);
    const char *refused = a_recommending(op, &GRASS);

    do_as(op, "tuijian", refused, "not_recommend", "{'reason':'名额有限，明年优先'}");
    (void)a_frozen(op, &GRASS);
    (void)a_sent(op, &PARK);
    struct reply reply = get_as(op, "tuijian", LEAGUE "/ledger");
    assert_status(reply, 200);
    assert_int_equal(json_array_size(member(&reply, "rows")), 2);
    assert_int_equal(json_array_size(member(&reply, "tracks")), 1);
    assert_int_equal(int_of(reply, "tracks.0.planned_count"), 1);
    assert_int_equal(int_of(reply, "tracks.0.budget_fen"), 23500000);
    assert_status(send_as(op, "tuijian", quoted(op, planned)), 201);
    reply = get_as(op, "tuijian", LEAGUE "/ledger");
    assert_string_equal(text_of(reply, "rows.0.id"), planned); /* ranked first */
    assert_string_equal(text_of(reply, "rows.0.place"), "乌兰浩特市、科右中旗");
    assert_int_equal(int_of(reply, "rows.0.expert_count"), 15);
    assert_string_equal(text_of(reply, "rows.0.package"), "2025-001");
    assert_true(json_is_true(member(&reply, "rows.0.planned")));
    assert_string_equal(text_of(reply, "rows.1.opinion"), "名额有限，明年优先");
    assert_true(json_is_false(member(&reply, "rows.1.planned")));
    assert_int_equal(int_of(reply, "tracks.0.planned_count"), 1);
}

/* ---- used again --------------------------------------------------------------------------- */

static struct reply copy_as(struct op *op, const char *login, const char *from)
{
    return call_as(op, login, "POST", "/api/v1/applications",
                   mem_printf(op,
                              "{'call':'" CALL "','track':'" TRACK "','capacity':'grassroots',"
                              "'from':'%s'}",
                              from));
}

static void what_was_not_recommended_is_used_again(void **state)
{
    struct op *op = *state;
    const char *id = a_recommending(op, &HOSPITAL);

    do_as(op, "tuijian", id, "not_recommend", "{'reason':'明年优先'}");
    struct reply copy = copy_as(op, "shenbao", id);
    assert_status(copy, 201);
    assert_string_equal(text_of(copy, "state"), "draft");
    assert_string_equal(text_of(copy, "title"), "草原防灾与牧草良种留学专家行");
    assert_string_equal(text_of(copy, "values.payee"), "兴安盟蒙医院");
    assert_string_equal(state_of(op, id), "not_recommended");
    do_as(op, "shenbao", text_of(copy, "id"), "submit", "{}");
    assert_chain_clean(op);
}

static void nobody_copies_what_is_anothers(void **state)
{
    struct op *op = *state;
    const char *id = a_recommending(op, &HOSPITAL);
    const char *before = fingerprint(op);

    assert_refused(copy_as(op, "caoyuan", id), 404, "not_found");
    assert_refused(copy_as(op, "caoyuan", "aaaaaaaaaaaaaaaa"), 404, "not_found");
    assert_string_equal(fingerprint(op), before); /* no empty draft is left */
}

/* ---- files of the round and of a package -------------------------------------------------- */

static const char *round_path(struct op *op)
{
    struct reply round = call_as(op, "tuijian", "POST", LEAGUE "/round", "{}");

    assert_status(round, 200);
    return mem_printf(op, "/api/v1/rounds/%s", text_of(round, "id"));
}

static size_t files_at(struct op *op, const char *login, const char *path)
{
    struct reply files = get_as(op, login, "%s/attachments", path);

    assert_status(files, 200);
    return json_array_size(member(&files, "rows"));
}

static void minutes_are_read_by_the_desk_once_it_is_sent(void **state)
{
    struct op *op = *state;
    const char *path = round_path(op);
    struct reply minutes = attach_to(op, "tuijian", path, "minutes");

    assert_status(minutes, 201);
    assert_string_equal(round_path(op), path);
    assert_status(attach_to(op, "tuijian", path, "local_publicity"), 201);
    assert_refused(attach_to(op, "tuijian", path, "letter_scan"), 422, "attachment_kind");
    assert_int_equal(files_at(op, "tuijian", path), 2);
    const char *file = text_of(minutes, "id");
    static const char *const readers[] = { "shouli", "jingban", "fuze" };
    for (int i = 0; i < 3; i++) {
        assert_refused(get_as(op, readers[i], "%s/attachments", path), 404, "not_found");
        assert_refused(get_as(op, readers[i], "/api/v1/attachments/%s/content", file), 404,
                       "not_found");
    }
    (void)a_sent(op, &HOSPITAL);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(files_at(op, readers[i], path), 2);
        assert_status(get_as(op, readers[i], "/api/v1/attachments/%s/content", file), 200);
    }
    assert_refused(get_as(op, "shenbao", "%s/attachments", path), 404, "not_found");
    assert_refused(get_as(op, "yuanqu2", "%s/attachments", path), 404, "not_found");
    assert_refused(attach_to(op, "shouli", path, "minutes"), 403, "not_allowed");
    assert_refused(
        call_as(op, "tuijian", "DELETE", mem_printf(op, "/api/v1/attachments/%s", file), NULL), 409,
        "not_attachable");
    assert_status(attach_to(op, "tuijian", path, "other"), 201);
}

static void minutes_can_be_removed_before_they_are_read(void **state)
{
    struct op *op = *state;
    const char *path = round_path(op);
    struct reply minutes = attach_to(op, "tuijian", path, "minutes");

    assert_status(call_as(op, "tuijian", "DELETE",
                          mem_printf(op, "/api/v1/attachments/%s", text_of(minutes, "id")), NULL),
                  204);
    assert_int_equal(files_at(op, "tuijian", path), 0);
}

static void scan_of_the_letter_hangs_on_the_package(void **state)
{
    struct op *op = *state;
    const char *item = a_recommended(op, &HOSPITAL);
    const char *package = text_of(send_as(op, "tuijian", quoted(op, item)), "id");
    const char *path = mem_printf(op, "/api/v1/packages/%s", package);
    struct reply page = get_as(op, "tuijian", "/api/v1/applications/%s", item);

    assert_status(attach_to(op, "tuijian", path, "letter_scan"), 201);
    assert_refused(attach_to(op, "tuijian", path, "minutes"), 422, "attachment_kind");
    assert_refused(attach_to(op, "yuanqu2", path, "letter_scan"), 404, "not_found");
    assert_int_equal(files_at(op, "shouli", path), 1);
    struct reply after = get_as(op, "tuijian", "/api/v1/applications/%s", item);
    assert_int_equal(json_array_size(member(&after, "attachments")),
                     json_array_size(member(&page, "attachments")));
    assert_status(call_as(op, "shouli", "POST",
                          mem_printf(op, "/api/v1/packages/%s/letter/accept", package), "{}"),
                  200);
    assert_refused(attach_to(op, "tuijian", path, "letter_scan"), 409, "not_attachable");
}

int main(void)
{
    return run_on_each_site("league", (const struct CMUnitTest[]){
                                          TEST(board_says_begun_and_no_more_before_it_comes_up),
                                          TEST(what_was_given_up_is_not_begun),
                                          TEST(only_units_that_file_through_it_are_on_the_board),
                                          TEST(another_league_learns_nothing),
                                          TEST(unit_declares_zero_and_takes_it_back),
                                          TEST(unit_with_an_application_does_not_declare_zero),
                                          TEST(league_declares_by_what_it_sees),
                                          TEST(zero_reasons_have_limits),
                                          TEST(reminder_stands_on_the_workbench_until_answered),
                                          TEST(reminders_are_counted_beyond_the_log),
                                          TEST(reminding_is_all_or_nothing_within_limits),
                                          TEST(inner_deadline_is_shown_to_its_units),
                                          TEST(inner_deadline_of_the_track_goes_first),
                                          TEST(inner_deadline_warns_and_never_refuses),
                                          TEST(inner_deadline_lies_before_that_of_the_call),
                                          TEST(ledger_has_every_item_and_the_plan),
                                          TEST(what_was_not_recommended_is_used_again),
                                          TEST(nobody_copies_what_is_anothers),
                                          TEST(minutes_are_read_by_the_desk_once_it_is_sent),
                                          TEST(minutes_can_be_removed_before_they_are_read),
                                          TEST(scan_of_the_letter_hangs_on_the_package),
                                          { 0 },
                                      });
}
