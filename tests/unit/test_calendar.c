/* SPDX-License-Identifier: Apache-2.0 */
/* Working days of 2025 and 2026 by the State Council's tables, and what an unknown year says. */
#include "base/embed.h"
#include "base/mem.h"
#include "base/op.h"
#include "base/time.h"
#include "call/calendar.h"

#include <string.h>

/* cmocka wants these four, and comes last: its fail() would hide ours */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct fixture {
    struct op *op;
    struct calendar *calendar;
};

static int start(void **state)
{
    struct op *op = op_new(NULL, 0, 0);
    struct fixture *fixture = mem_new(op, struct fixture);
    const struct embedded *file = embed_find("reference/holidays.csv");

    *fixture = (struct fixture){ .op = op };
    *state = fixture;
    if (file == NULL)
        return -1;
    struct bytes text = { file->bytes, file->size };
    return (int)calendar_load(op, text, &fixture->calendar);
}

static int finish(void **state)
{
    op_free(((struct fixture *)*state)->op);
    return 0;
}

static void working_day_vectors_hold(void **state)
{
    static const struct {
        int day;
        bool next;
        int end;
    } rows[] = {
        { 20250124, false, 20250206 }, { 20250127, false, 20250208 }, { 20250428, false, 20250507 },
        { 20250929, false, 20251011 }, { 20251231, false, 20260107 }, { 20260213, false, 20260226 },
        { 20260430, false, 20260509 }, { 20260930, false, 20261012 }, { 20250124, true, 20250207 },
        { 20260918, true, 20260924 },
    };
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bool known = false;
        assert_int_equal(calendar_add(fixture->calendar, rows[i].day, 5, rows[i].next, &known),
                         rows[i].end);
        assert_true(known);
    }
}

static void both_years_have_248_working_days(void **state)
{
    struct fixture *fixture = *state;
    bool known = false;

    assert_int_equal(calendar_count(fixture->calendar, 20250101, 20251231, &known), 248);
    assert_true(known);
    assert_int_equal(calendar_count(fixture->calendar, 20260101, 20261231, &known), 248);
    assert_true(known);
    assert_int_equal(calendar_count(fixture->calendar, 20250110, 20250124, NULL), 11);
    assert_int_equal(calendar_count(fixture->calendar, 20250124, 20250110, NULL), 0);
}

static void a_rest_day_as_first_day_is_passed_over(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(calendar_add(fixture->calendar, 20250128, 1, false, NULL), 20250205);
    assert_int_equal(calendar_add(fixture->calendar, 20250205, 1, false, NULL), 20250205);
    assert_int_equal(calendar_add(fixture->calendar, 20250204, 1, true, NULL), 20250205);
}

static void years_without_a_table_are_flagged(void **state)
{
    struct fixture *fixture = *state;
    bool known = true;

    assert_int_equal(calendar_add(fixture->calendar, 20270104, 5, false, &known), 20270108);
    assert_false(known);
    assert_int_equal(calendar_add(fixture->calendar, 20261231, 1, false, &known), 20261231);
    assert_true(known);
    assert_int_equal(calendar_add(fixture->calendar, 20261231, 2, false, &known), 20270104);
    assert_false(known);
    assert_true(calendar_is_workday(fixture->calendar, 20171229, &known));
    assert_false(known);
    /* Days fixed by decree are off in any year: New Year's Eve of 2027 by the lunar calendar. */
    assert_false(calendar_is_workday(fixture->calendar, 20270205, &known));
    assert_false(known);
    assert_false(calendar_is_workday(fixture->calendar, 20270609, NULL));
    assert_false(calendar_is_workday(fixture->calendar, 20270915, NULL));
    assert_true(calendar_is_workday(fixture->calendar, 20270209, NULL));
    assert_false(calendar_is_workday(fixture->calendar, 20250101, &known));
    assert_true(known);
}

static void holidays_have_names(void **state)
{
    struct fixture *fixture = *state;

    assert_string_equal(calendar_holiday(fixture->calendar, 20250129), "春节");
    assert_string_equal(calendar_holiday(fixture->calendar, 20261010), "国庆节");
    assert_null(calendar_holiday(fixture->calendar, 20250110));
}

static void scheduled_dates_count_once_and_only_on_working_days(void **state)
{
    static const int days[] = { 20250714, 20250715, 20250714, 20250719,
                                20250720, 20250716, 20250928, 20251001 };
    struct fixture *fixture = *state;

    /* 14, 15, 16 July; 28 September is a Sunday made up; the rest are rest days. */
    assert_int_equal(calendar_count_scheduled(fixture->calendar, days, 8, NULL), 4);
    assert_int_equal(calendar_count_scheduled(fixture->calendar, days, 0, NULL), 0);
}

static void a_last_day_of_rest_moves_to_the_next_working_day(void **state)
{
    struct fixture *fixture = *state;

    /* 14 days after 14 January 2025 is 28 January, in the Spring Festival. */
    assert_int_equal(calendar_due(fixture->calendar, 20250114, 14, NULL), 20250205);
    /* 14 days after 12 January is Sunday 26 January, made up: it stays. */
    assert_int_equal(calendar_due(fixture->calendar, 20250112, 14, NULL), 20250126);
    assert_int_equal(calendar_due(fixture->calendar, 20250718, 14, NULL), 20250801);
    assert_int_equal(calendar_due(fixture->calendar, 20250719, 0, NULL), 20250721);
}

/*
 * The second computation: its own list of days off and made up (month * 100 + date), its own
 * weekdays (2025-01-01 was a Wednesday), its own month lengths; a running sum over 730 days.
 */
static const int off_2025[] = { 101,  128,  129,  130,  131,  201,  202,  203,  204, 404,
                                405,  406,  501,  502,  503,  504,  505,  531,  601, 602,
                                1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008, 0 };
static const int makeup_2025[] = { 126, 208, 427, 928, 1011, 0 };
static const int off_2026[] = { 101, 102, 103,  215,  216,  217,  218,  219,  220,  221, 222, 223,
                                404, 405, 406,  501,  502,  503,  504,  505,  619,  620, 621, 925,
                                926, 927, 1001, 1002, 1003, 1004, 1005, 1006, 1007, 0 };
static const int makeup_2026[] = { 104, 214, 228, 509, 920, 1010, 0 };

enum { DAYS = 730 };

static bool in_list(const int *list, int day)
{
    while (*list != 0 && *list != day)
        list++;
    return *list != 0;
}

/* Fills all days of both years and, for each, how many working days end with it. */
static void fill(int days[DAYS], int until[DAYS])
{
    static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    int month = 1;
    int date = 1;
    int sum = 0;

    for (int at = 0; at < DAYS; at++) {
        int day = month * 100 + date;
        bool weekend = (at + 2) % 7 >= 5;
        bool first_year = at < DAYS / 2;
        bool off = in_list(first_year ? off_2025 : off_2026, day);
        bool makeup = in_list(first_year ? makeup_2025 : makeup_2026, day);
        sum += (!weekend && !off) || makeup;
        days[at] = (first_year ? 20250000 : 20260000) + day;
        until[at] = sum;
        date = date == lengths[month - 1] ? 1 : date + 1;
        month = date > 1 ? month : month % 12 + 1;
    }
}

static void a_hundred_thousand_random_sums_agree_with_a_second_computation(void **state)
{
    struct fixture *fixture = *state;
    int days[DAYS];
    int until[DAYS];
    unsigned seed = 20250110;
    int compared = 0;

    fill(days, until);
    while (compared < 100000) {
        seed = seed * 1103515245u + 12345u;
        int from = (int)((seed >> 16) % DAYS);
        int n = 1 + (int)((seed >> 8) % 60);
        bool next = (seed >> 30) & 1;
        int before = next ? until[from] : from == 0 ? 0 : until[from - 1];
        int end = from;
        while (end < DAYS && until[end] < before + n)
            end++;
        if (end == DAYS)
            continue;
        bool known = false;
        assert_int_equal(calendar_add(fixture->calendar, days[from], n, next, &known), days[end]);
        assert_true(known);
        int start_at = next ? from + 1 : from;
        assert_int_equal(calendar_count(fixture->calendar, days[start_at], days[end], NULL), n);
        compared++;
    }
}

static void broken_tables_are_refused(void **state)
{
    static const struct {
        const char *text;
        const char *reason;
    } rows[] = {
        { "date,kind,name\n", "calendar_years" },
        { "# years: \ndate,kind,name\n", "calendar_years" },
        { "# years: 25\ndate,kind,name\n", "calendar_years" },
        { "# years: 2025,2026\ndate,kind,name\n", "calendar_years" },
        { "# years: 2025\ndate,kind,name\n2025-02-29,off,x\n", "calendar_row" },
        { "# years: 2025\ndate,kind,name\n2025-02-28,holiday,x\n", "calendar_row" },
        { "# years: 2025\ndate,kind,name\n2026-02-28,off,x\n", "calendar_row" },
        { "# years: 2025\ndate,kind,name\n2025-02-28,statutory,x\n", "calendar_row" },
        { "# years: 2025\ndate,kind,name\n2025-02-28,off,x\n2025-02-28,off,x\n", "calendar_row" },
        { "# years: 2025\nday,kind\n2025-02-28,off\n", "calendar_row" },
        { "", "csv_empty" },
    };
    struct op *op = ((struct fixture *)*state)->op;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct calendar *calendar = NULL;
        struct bytes text = { (const uint8_t *)rows[i].text, strlen(rows[i].text) };
        assert_int_equal(calendar_load(op, text, &calendar), ERR_INVALID);
        assert_string_equal(op->failure.reason, rows[i].reason);
        assert_null(calendar);
        op_forgive(op);
    }
}

static void the_first_and_last_days_can_be_added_to(void **state)
{
    struct fixture *fixture = *state;
    bool known = true;

    assert_int_equal(calendar_add(fixture->calendar, CALENDAR_FIRST, 1, false, &known), 19000101);
    assert_false(known);
    assert_true(
        day_valid(calendar_add(fixture->calendar, CALENDAR_LAST, CALENDAR_SPAN_MAX, true, &known)));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, finish)

/* Real periods of publicity, and what they end at. */
static void periods_are_those_of_real_notices(void **state)
{
    const struct fixture *fixture = *state;
    static const struct {
        int start;
        struct day_period period; /* working, count_next, move_end, n */
        int first;
        int last;
    } rows[] = {
        { 20220507, { true, false, true, 5 }, 20220507, 20220512 }, /* a make-up Saturday */
        { 20220523, { true, false, true, 5 }, 20220523, 20220527 },
        { 20230427, { true, false, true, 5 }, 20230427, 20230506 },
        { 20230928, { true, false, true, 5 }, 20230928, 20231010 },
        { 20231204, { true, false, true, 5 }, 20231204, 20231208 },
        { 20231205, { true, false, true, 5 }, 20231205, 20231211 },
        { 20240116, { true, false, true, 5 }, 20240116, 20240122 },
        { 20240524, { true, false, true, 5 }, 20240524, 20240530 },
        { 20241022, { true, false, true, 5 }, 20241022, 20241028 },
        { 20250507, { true, false, true, 5 }, 20250507, 20250513 },
        { 20200720, { true, false, true, 7 }, 20200720, 20200728 },
        { 20220307, { true, false, true, 5 }, 20220307, 20220311 },
        { 20240514, { false, false, true, 7 }, 20240514, 20240520 },
        { 20240611, { false, false, true, 7 }, 20240611, 20240617 },
        { 20180801, { false, false, true, 15 }, 20180801, 20180815 },
        { 20210323, { false, false, false, 5 }, 20210323, 20210327 }, /* kept on a Saturday */
        { 20210323, { false, false, true, 5 }, 20210323, 20210329 },
        { 20250611, { false, true, true, 5 }, 20250612, 20250616 },
        { 20250510, { true, false, true, 1 }, 20250512, 20250512 }, /* begins on a Saturday */
        { 20250509, { true, true, true, 1 }, 20250512, 20250512 },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int first = 0;
        int last = 0;
        bool known = false;
        calendar_period(fixture->calendar, rows[i].start, &rows[i].period, &first, &last, &known);
        assert_int_equal(first, rows[i].first);
        assert_int_equal(last, rows[i].last);
        assert_true(known);
    }
}

static void a_period_that_touches_an_unknown_year_says_so(void **state)
{
    const struct fixture *fixture = *state;
    const struct day_period working = { true, false, true, 5 };
    const struct day_period calendar = { false, false, true, 4 };
    const struct day_period kept = { false, false, false, 4 };
    int first = 0;
    int last = 0;
    bool known = true;

    calendar_period(fixture->calendar, 20261228, &working, &first, &last, &known);
    assert_int_equal(last, 20270104);
    assert_false(known);
    calendar_period(fixture->calendar, 20261229, &calendar, &first, &last, &known);
    assert_int_equal(last, 20270104); /* the first of January is off in any year */
    assert_false(known);
    calendar_period(fixture->calendar, 20261229, &kept, &first, &last, &known);
    assert_int_equal(last, 20270101);
    assert_true(known); /* nothing depends on the arrangement */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(working_day_vectors_hold),
        TEST(both_years_have_248_working_days),
        TEST(a_rest_day_as_first_day_is_passed_over),
        TEST(years_without_a_table_are_flagged),
        TEST(holidays_have_names),
        TEST(scheduled_dates_count_once_and_only_on_working_days),
        TEST(a_last_day_of_rest_moves_to_the_next_working_day),
        TEST(a_hundred_thousand_random_sums_agree_with_a_second_computation),
        TEST(periods_are_those_of_real_notices),
        TEST(a_period_that_touches_an_unknown_year_says_so),
        TEST(broken_tables_are_refused),
        TEST(the_first_and_last_days_can_be_added_to),
    };
    return cmocka_run_group_tests_name("calendar", tests, NULL, NULL);
}
