/* SPDX-License-Identifier: Apache-2.0 */
/* Dates counted in working days of a year whose holidays are not published: 暂定 wherever shown. */
#include "site.h"

#include "base/mem.h"
#include "db/db.h"
#include "extension/extension.h"

/* 10:00 on Wednesday 30 December 2026: three working days from the next end with 5 January. */
#define YEARS_END_MS (DEADLINE_MS + 704 * DAY_MS + 10 * HOUR_MS)
#define NEW_YEAR_MS  (DEADLINE_MS + 706 * DAY_MS)
#define TOO_LATE_MS  (DEADLINE_MS + 711 * DAY_MS)
#define DUE          "2027-01-06T00:00:00.000+08:00"

DB_SQL(test_acting, "tii",
       "INSERT INTO acting_act"
       " (public_id, post_id, for_post_id, action, subject_kind, subject_id, at_ms, due_day)"
       " SELECT $1, p.id, p.id, 'approve', 'application', 'x', $2, $3 FROM post p"
       "  JOIN app_user u ON u.id = p.user_id WHERE u.login = 'shenhe'");

static void give_back(struct op *op, const char *id)
{
    do_as(op, "shouli", id, "return", "{'items':[{'text':'第2页未盖章'}],'paper':true}");
}

static bool flag(struct reply reply, const char *path)
{
    return json_is_true(member(&reply, path));
}

static void a_date_of_a_known_year_is_not_provisional(void **state)
{
    struct op *op = *state;
    const char *id = a_sent(op, &HOSPITAL);

    give_back(op, id);
    struct reply page = get_as(op, "shenbao", "/api/v1/applications/%s", id);
    assert_false(flag(page, "due_provisional"));
    assert_false(flag(page, "returned.electronic_provisional"));
    assert_false(flag(page, "returned.paper_provisional"));
    struct reply work = get_as(op, "shenbao", "/api/v1/work");
    assert_false(flag(work, "todos.0.due_provisional"));
    assert_null(strstr(work.bytes, "暂定"));
}

static void every_page_that_shows_the_date_says_so(void **state)
{
    struct op *op = *state;
    const char *id = a_sent(op, &HOSPITAL);

    op->now_ms = YEARS_END_MS;
    struct reply list = get_as(op, "shouli", "/api/v1/desk/checklist/%s", id);
    assert_string_equal(text_of(list, "electronic_due"), DUE);
    assert_true(flag(list, "electronic_provisional"));
    assert_true(flag(list, "paper_provisional"));
    give_back(op, id);
    struct reply page = get_as(op, "shenbao", "/api/v1/applications/%s", id);
    assert_string_equal(text_of(page, "due"), DUE);
    assert_true(flag(page, "due_provisional"));
    assert_string_equal(text_of(page, "returned.electronic_due"), DUE);
    assert_true(flag(page, "returned.electronic_provisional"));
    assert_true(flag(page, "returned.paper_provisional"));
    assert_true(flag(get_as(op, "shenbao", "/api/v1/applications"), "rows.0.due_provisional"));
    assert_true(
        flag(get_as(op, "shouli", "/api/v1/desk/queue?state=returned"), "rows.0.due_provisional"));
    struct reply work = get_as(op, "shenbao", "/api/v1/work");
    assert_true(flag(work, "todos.0.due_provisional"));
    assert_string_equal(text_of(work, "todos.0.badge"), "剩 6 天（暂定）");
    op->now_ms = TOO_LATE_MS;
    struct reply late = act_as(op, "shenhe", id, "mend", "{'declaration':true}");
    assert_refused(late, 409, "mend_over");
    assert_text_holds(text_of(late, "detail"), "2027年1月5日（星期二）24:00（暂定）");
}

static void days_that_are_counted_until_today_say_so(void **state)
{
    struct op *op = *state;

    (void)a_sent(op, &HOSPITAL);
    op->now_ms = YEARS_END_MS;
    assert_null(
        strstr(text_of(get_as(op, "shouli", "/api/v1/desk/queue"), "rows.0.age_text"), "暂定"));
    op->now_ms += 5 * DAY_MS;
    assert_text_holds(text_of(get_as(op, "shouli", "/api/v1/desk/queue"), "rows.0.age_text"),
                      "个工作日（暂定）");
}

static void a_letter_and_the_acts_on_it_say_so(void **state)
{
    struct op *op = *state;

    (void)a_recommended(op, &HOSPITAL);
    struct reply sent = call_as(op, "tuijian", "POST", "/api/v1/packages",
                                "{'call':'" CALL "','desk':'overseas','letter':{'number':'兴人社函"
                                "〔2025〕3号','date':'2025-01-20','contact':'包文龙',"
                                "'phone':'0482-8210001','opinion':'同意推荐'},'declaration':true}");
    assert_status(sent, 201);
    const char *package = text_of(sent, "id");
    op->now_ms = YEARS_END_MS;
    struct reply back =
        call_as(op, "shouli", "POST", mem_printf(op, "/api/v1/packages/%s/letter/return", package),
                "{'reasons':['没有加盖公章'],'paper':true}");
    assert_string_equal(text_of(back, "letter_due"), DUE);
    assert_true(flag(back, "letter_due_provisional"));
    assert_true(flag(back, "letter_paper_provisional"));
    assert_true(flag(back, "acts.0.due_provisional"));
    assert_true(flag(get_as(op, "tuijian", "/api/v1/work"), "todos.0.due_provisional"));
    op->now_ms = TOO_LATE_MS;
    struct reply late = call_as(op, "tuijian", "POST",
                                mem_printf(op, "/api/v1/packages/%s/letter/mend", package), "{}");
    assert_refused(late, 409, "mend_over");
    assert_text_holds(text_of(late, "detail"), "24:00（暂定）");
}

static void what_a_stand_in_did_says_so(void **state)
{
    struct op *op = *state;
    static const int days[] = { 20261231, 20270104 };

    for (int i = 0; i < 2; i++)
        assert_ok(op, db_run(op, &test_acting,
                             DB_IN(IN_TEXT(i == 0 ? "known" : "unknown"), IN_INT(YEARS_END_MS),
                                   IN_INT(days[i])),
                             NULL));
    struct reply waiting = get_as(op, "shenhe", "/api/v1/acting");
    assert_false(flag(waiting, "rows.0.due_provisional"));
    assert_true(flag(waiting, "rows.1.due_provisional"));
}

static void a_proposed_extension_says_so(void **state)
{
    struct op *op = *state;
    static const struct edit later[] = {
        { "call.yaml", "at: 2025-01-24T24:00", "at: 2026-12-31T24:00" },
        { "call.yaml", "value: 2025-01-24, weekday: 星期五", "value: 2026-12-31" },
        { "call.yaml", "a2-3-4, value: 2025-01-24", "a2-3-4, value: 2026-12-31" },
        { "call.yaml", "a3-2-2, value: 2025-01-24", "a3-2-2, value: 2026-12-31" },
        { NULL, NULL, NULL },
    };
    int64_t gaps = 0;

    (void)publish_edited(op, later);
    op->now_ms = NEW_YEAR_MS - 3 * HOUR_MS;
    assert_ok(op, heartbeat(site_op(op), &gaps));
    op->now_ms = NEW_YEAR_MS - HOUR_MS;
    assert_ok(op, heartbeat(site_op(op), &gaps));
    struct reply list = get_as(op, "fuze", "/api/v1/outages");
    assert_string_equal(text_of(list, "rows.0.until"), "2027-01-05T00:00:00.000+08:00");
    assert_true(flag(list, "rows.0.until_provisional"));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(a_date_of_a_known_year_is_not_provisional),
        TEST(every_page_that_shows_the_date_says_so),
        TEST(days_that_are_counted_until_today_say_so),
        TEST(a_letter_and_the_acts_on_it_say_so),
        TEST(what_a_stand_in_did_says_so),
        TEST(a_proposed_extension_says_so),
        { 0 },
    };

    return run_on_each_site("provisional", tests);
}
