/* SPDX-License-Identifier: Apache-2.0 */
/* A year's holidays become known: dates are counted again, and a person confirms what moves. */
#include "site.h"

#include "base/mem.h"
#include "base/site.h"
#include "call/calendar.h"
#include "db/db.h"
#include "holiday/holiday.h"

/* 10:00 on Wednesday 30 December 2026. */
#define YEARS_END_MS (DEADLINE_MS + 704 * DAY_MS + 10 * HOUR_MS)
#define TOLD         "2027-01-06T00:00:00.000+08:00"
#define MOVED        "2027-01-07T00:00:00.000+08:00"
#define PAPER_TOLD   "2027-01-08T00:00:00.000+08:00"
#define PAPER_MOVED  "2027-01-09T00:00:00.000+08:00"

#define DECREE                                                                                     \
    "2027-01-01,off,元旦\n2027-02-05,off,春节\n2027-02-08,off,春节\n"                        \
    "2027-04-05,off,清明节\n2027-06-09,off,端午节\n2027-09-15,off,中秋节\n"               \
    "2027-10-01,off,国庆节\n"
#define YEAR(rows) "# years: 2027\n# source: 试用的通知\ndate,kind,name\n" rows
/* Monday 4 January is off, Saturday 9 January is made up. */
static const char moving[] = YEAR(DECREE "2027-01-04,off,元旦\n2027-01-09,makeup_workday,元旦\n");
static const char still[] = YEAR(DECREE "2027-10-04,off,国庆节\n");

DB_SQL(test_in_force, "t",
       "SELECT count(*) FROM holiday_year WHERE state = 'in_force' AND CAST(year AS TEXT) = $1");
DB_SQL(test_events, "t", "SELECT count(*) FROM event WHERE action = $1");

static enum err propose(struct op *op, const char *csv)
{
    int year = 0;

    return holiday_propose(site_op(op), (struct bytes){ (const uint8_t *)csv, strlen(csv) }, &year);
}

/* The process has one calendar: each case begins with that of its own database. */
static void begin(struct op *op)
{
    assert_ok(op, holiday_refresh(site_op(op)));
    op->now_ms = YEARS_END_MS;
}

static const char *returned_at_years_end(struct op *op)
{
    const char *id = a_sent(op, &HOSPITAL);

    begin(op);
    do_as(op, "shouli", id, "return", "{'items':[{'text':'第2页未盖章'}],'paper':true}");
    return id;
}

static struct reply confirm(struct op *op, const char *login, const char *more)
{
    return call_as(op, login, "POST", "/api/v1/holidays/confirm",
                   mem_printf(op, "{'year':2027,%s}", more));
}

static void clock_ticks(struct op *op, int64_t expected)
{
    int64_t count = 0;

    assert_ok(op, holiday_sweep(site_op(op), &count));
    assert_int_equal(count, expected);
}

static void what_moves_waits_for_a_person(void **state)
{
    struct op *op = *state;
    const char *id = returned_at_years_end(op);

    assert_null(strstr(get_as(op, "fuze", "/api/v1/work").bytes, "放假安排"));
    assert_ok(op, propose(op, moving));
    clock_ticks(op, 0);
    struct reply work = get_as(op, "fuze", "/api/v1/work");
    assert_string_equal(text_of(work, "todos.0.text"), "已告知的 2 个期限会变动，请核对后确认");
    struct reply list = get_as(op, "fuze", "/api/v1/holidays");
    assert_int_equal(json_array_size(member(&list, "rows")), 1);
    assert_string_equal(text_of(list, "rows.0.source"), "试用的通知");
    assert_int_equal(json_array_size(member(&list, "rows.0.moves")), 2);
    assert_string_equal(text_of(list, "rows.0.moves.0.subject"), id);
    assert_string_equal(text_of(list, "rows.0.moves.0.from"), TOLD);
    assert_string_equal(text_of(list, "rows.0.moves.0.to"), MOVED);
    struct reply page = get_as(op, "shenbao", "/api/v1/applications/%s", id);
    assert_string_equal(text_of(page, "due"), TOLD);
    assert_true(json_is_true(member(&page, "due_provisional")));

    assert_refused(confirm(op, "shouli", "'seen':2"), 403, "not_allowed");
    assert_refused(confirm(op, "fuze", "'seen':1"), 409, "holiday_moved");
    assert_refused(confirm(op, "fuze", "'seen':2,'keep':['nothing']"), 422, "holiday_keep");
    assert_string_equal(text_of(get_as(op, "shenbao", "/api/v1/applications/%s", id), "due"), TOLD);
    assert_status(confirm(op, "fuze", "'seen':2"), 204);
    page = get_as(op, "shenbao", "/api/v1/applications/%s", id);
    assert_string_equal(text_of(page, "due"), MOVED);
    assert_false(json_is_true(member(&page, "due_provisional")));
    assert_string_equal(text_of(page, "returned.electronic_due"), MOVED);
    assert_string_equal(text_of(page, "returned.paper_due"), PAPER_MOVED);
    assert_false(json_is_true(member(&page, "returned.paper_provisional")));
    assert_int_equal(number_in_db(op, &test_events, "application.recount"), 2);
    assert_refused(confirm(op, "fuze", "'seen':0"), 404, "not_found");
    assert_chain_clean(op);
}

static void a_date_may_stay_as_it_was_told(void **state)
{
    struct op *op = *state;
    const char *id = returned_at_years_end(op);

    assert_ok(op, propose(op, moving));
    assert_status(confirm(op, "fuze", mem_printf(op, "'seen':2,'keep':['%s-electronic']", id)),
                  204);
    struct reply page = get_as(op, "shenbao", "/api/v1/applications/%s", id);
    assert_string_equal(text_of(page, "due"), TOLD);
    assert_string_equal(text_of(page, "returned.paper_due"), PAPER_MOVED);
}

static void letters_move_too(void **state)
{
    struct op *op = *state;

    (void)a_recommended(op, &HOSPITAL);
    struct reply sent = call_as(op, "tuijian", "POST", "/api/v1/packages",
                                "{'call':'" CALL "','desk':'overseas','letter':{'number':'兴人社函"
                                "〔2025〕3号','date':'2025-01-20','contact':'包文龙',"
                                "'phone':'0482-8210001','opinion':'同意推荐'},'declaration':true}");
    assert_status(sent, 201);
    const char *package = text_of(sent, "id");
    begin(op);
    assert_status(call_as(op, "shouli", "POST",
                          mem_printf(op, "/api/v1/packages/%s/letter/return", package),
                          "{'reasons':['没有加盖公章'],'paper':true}"),
                  200);
    assert_ok(op, propose(op, moving));
    struct reply list = get_as(op, "fuze", "/api/v1/holidays");
    assert_string_equal(text_of(list, "rows.0.moves.0.kind"), "letter");
    assert_string_equal(text_of(list, "rows.0.moves.1.from"), PAPER_TOLD);
    assert_status(confirm(op, "fuze", "'seen':2"), 204);
    struct reply page = get_as(op, "tuijian", "/api/v1/packages/%s", package);
    assert_string_equal(text_of(page, "letter_due"), MOVED);
    assert_string_equal(text_of(page, "letter_paper_due"), PAPER_MOVED);
    assert_string_equal(text_of(page, "acts.0.due"), MOVED);
    assert_false(json_is_true(member(&page, "letter_due_provisional")));
    assert_chain_clean(op);
}

static void what_was_mended_meanwhile_does_not_move(void **state)
{
    struct op *op = *state;
    const char *id = returned_at_years_end(op);

    assert_ok(op, propose(op, moving));
    do_as(op, "shenhe", id, "mend", "{'declaration':true}");
    assert_refused(confirm(op, "fuze", "'seen':2"), 409, "holiday_moved");
    assert_status(confirm(op, "fuze", "'seen':1"), 204); /* its paper is waited for */
    assert_string_equal(
        text_of(get_as(op, "shenbao", "/api/v1/applications/%s", id), "returned.electronic_due"),
        TOLD);
}

static void what_moves_nothing_is_in_force_within_a_minute(void **state)
{
    struct op *op = *state;
    const char *id = returned_at_years_end(op);

    assert_ok(op, propose(op, still));
    clock_ticks(op, 1);
    assert_int_equal(number_in_db(op, &test_in_force, "2027"), 1);
    struct reply page = get_as(op, "shenbao", "/api/v1/applications/%s", id);
    assert_string_equal(text_of(page, "due"), TOLD);
    assert_false(json_is_true(member(&page, "due_provisional")));
    assert_false(calendar_is_workday(op->site->calendar, 20271004, NULL));
    assert_true(calendar_is_workday(op->site->calendar, 20270104, NULL));
    clock_ticks(op, 0);
    /* a year in force may be arranged anew */
    assert_ok(op, propose(op, moving));
    assert_status(confirm(op, "fuze", "'seen':2"), 204);
    assert_true(calendar_is_workday(op->site->calendar, 20271004, NULL));
    assert_int_equal(number_in_db(op, &test_in_force, "2027"), 1);
}

static void wrong_tables_are_refused(void **state)
{
    struct op *op = *state;
    static const struct {
        const char *csv;
        const char *reason;
    } rows[] = {
        { "# years: 2027\ndate,kind,name\n2027-01-01,off,元旦\n", "calendar_decree" },
        { YEAR(DECREE "2027-05-01,makeup_workday,劳动节\n"), "calendar_decree" },
        { YEAR(DECREE "2027-01-05,makeup_workday,元旦\n"), "calendar_weekday" },
        { YEAR(DECREE "2027-02-30,off,春节\n"), "calendar_row" },
        { YEAR(DECREE "2028-01-03,off,元旦\n"), "calendar_row" },
        { "# years: 2027 2028\ndate,kind,name\n" DECREE, "calendar_one_year" },
        { "date,kind,name\n" DECREE, "calendar_years" },
        { "# years: 2029\ndate,kind,name\n2029-01-01,off,元旦\n2029-02-12,off,春节\n"
          "2029-02-13,off,春节\n2029-02-14,off,春节\n2029-02-15,off,春节\n2029-04-04,off,清明节\n"
          "2029-05-01,off,劳动节\n2029-05-02,off,劳动节\n2029-06-16,off,端午节\n"
          "2029-09-22,off,中秋节\n2029-10-01,off,国庆节\n2029-10-02,off,国庆节\n"
          "2029-10-03,off,国庆节\n",
          "holiday_order" },
    };

    begin(op);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        enum err e = propose(op, rows[i].csv);
        assert_int_not_equal(e, OK);
        assert_string_equal(op->failure.reason, rows[i].reason);
        op_forgive(op);
    }
    char *large = mem_array(op, char, HOLIDAY_FILE_BYTES_MAX + 2);
    memset(large, '#', HOLIDAY_FILE_BYTES_MAX + 1);
    assert_int_equal(propose(op, large), ERR_TOO_LARGE);
    op_forgive(op);
    struct reply list = get_as(op, "fuze", "/api/v1/holidays");
    assert_int_equal(json_array_size(member(&list, "rows")), 0);
}

static void another_proposal_takes_the_place_of_the_first(void **state)
{
    struct op *op = *state;

    (void)returned_at_years_end(op);
    assert_ok(op, propose(op, moving));
    assert_ok(op, propose(op, still));
    struct reply list = get_as(op, "fuze", "/api/v1/holidays");
    assert_int_equal(json_array_size(member(&list, "rows")), 1);
    assert_int_equal(json_array_size(member(&list, "rows.0.moves")), 0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(what_moves_waits_for_a_person),
        TEST(a_date_may_stay_as_it_was_told),
        TEST(letters_move_too),
        TEST(what_was_mended_meanwhile_does_not_move),
        TEST(what_moves_nothing_is_in_force_within_a_minute),
        TEST(wrong_tables_are_refused),
        TEST(another_proposal_takes_the_place_of_the_first),
        { 0 },
    };

    return run_on_each_site("holiday", tests);
}
