/* SPDX-License-Identifier: Apache-2.0 */
/* Conditions that records answer: a register on the day, and what else the unit files. */
#include "site.h"

#include "base/mem.h"
#include "db/db.h"

#define UNITS "/api/v1/admin/orgs"

DB_SQL(test_no_status, "i", "DELETE FROM register_status WHERE entry_id > $1");
DB_SQL(test_no_entry, "i", "DELETE FROM register_entry WHERE id > $1");

/* Takes away the rehearsal's own base. */
static struct op *nobody_keeps_a_register(struct op *op)
{
    assert_ok(op, db_run(op, &test_no_status, DB_IN(IN_INT(0)), NULL));
    assert_ok(op, db_run(op, &test_no_entry, DB_IN(IN_INT(0)), NULL));
    return op;
}

static const char *unit_of(struct op *op, const char *login)
{
    return text_of(get_as(op, login, "/api/v1/session"), "post.org.id");
}

/* A base of the grassland station, entered by the clerk; the answer names it. */
static const char *a_base(struct op *op, const char *unit, const char *level, const char *approved,
                          const char *status)
{
    struct reply made =
        call_as(op, "jingban", "POST", mem_printf(op, UNITS "/%s/bases", unit),
                mem_printf(op,
                           "{'reg':'base','name':'草原基地','level':'%s','batch':'',"
                           "'approval_number':'8号','approved_day':'%s','status':{'from_day':'%s',"
                           "'status':'%s','holds':true,'document':'8号'}}",
                           level, approved, approved, status));

    assert_status(made, 201);
    return text_of(made, "bases.0.id");
}

static void set_status(struct op *op, const char *base, const char *day, const char *status,
                       bool holds)
{
    assert_status(
        call_as(op, "jingban", "POST", mem_printf(op, "/api/v1/admin/bases/%s/status", base),
                mem_printf(op, "{'from_day':'%s','status':'%s','holds':%s,'document':'9'}", day,
                           status, holds ? "true" : "false")),
        204);
}

static struct reply create_in(struct op *op, const char *login, const char *track,
                              const char *capacity)
{
    return call_as(
        op, login, "POST", "/api/v1/applications",
        mem_printf(op, "{'call':'" CALL "','track':'%s','capacity':'%s'}", track, capacity));
}

/* How many of a code are told at a level. */
static int problems_of(struct op *op, const char *login, const char *id, const char *code,
                       const char *level)
{
    struct reply page = get_as(op, login, "/api/v1/applications/%s", id);
    size_t count = json_array_size(member(&page, "problems"));
    int found = 0;

    for (size_t i = 0; i < count; i++) {
        const char *at = mem_printf(op, "problems.%zu.", i);
        found += strcmp(text_of(page, mem_printf(op, "%scode", at)), code) == 0 &&
                 strcmp(text_of(page, mem_printf(op, "%slevel", at)), level) == 0;
    }
    return found;
}

/* What the options say of national bases for a login: "" allowed. */
static const char *national_for(struct op *op, const char *login)
{
    struct reply options = get_as(op, login, "/api/v1/applications/options?call=" CALL);
    size_t count = json_array_size(member(&options, "rows"));

    for (size_t i = 0; i < count; i++) {
        const char *at = mem_printf(op, "rows.%zu.", i);
        if (strcmp(text_of(options, mem_printf(op, "%strack", at)), "base-national") != 0)
            continue;
        const json_t *reason = member(&options, mem_printf(op, "%sreason", at));
        return json_is_null(reason) ? "" : json_string_value(reason);
    }
    return "no such track";
}

static void a_register_nobody_keeps_refuses_nobody(void **state)
{
    struct op *op = nobody_keeps_a_register(*state);

    assert_string_equal(national_for(op, "daxue"), "");
    struct reply made = create_in(op, "daxue", "base-national", "authority");
    assert_status(made, 201);
    assert_int_equal(problems_of(op, "daxue", text_of(made, "id"), "eligible_register", "error"),
                     0);
}

static void national_base_stands_on_a_regional_one_of_the_unit(void **state)
{
    struct op *op = nobody_keeps_a_register(*state);
    const char *id = text_of(create_in(op, "daxue", "base-national", "authority"), "id");

    /* Somebody else's base begins the register: the university has none. */
    (void)a_base(op, unit_of(op, "caoyuan"), "regional", "2023-06-01", "有效");
    assert_true(strlen(national_for(op, "daxue")) > 0);
    struct reply refused = create_in(op, "daxue", "base-national", "authority");
    assert_refused(refused, 409, "not_eligible");
    assert_string_equal(text_of(refused, "clause"), "附件1 一(二)数量");
    /* The clause refuses; that it has stood for a year is assumed, and one of the two warns. */
    assert_int_equal(problems_of(op, "daxue", id, "eligible_register", "error"), 1);

    (void)a_base(op, unit_of(op, "daxue"), "national", "2023-06-01", "有效");
    assert_int_equal(problems_of(op, "daxue", id, "eligible_register", "error"), 1);
    (void)a_base(op, unit_of(op, "daxue"), "regional", "2024-01-10", "有效");
    assert_int_equal(problems_of(op, "daxue", id, "eligible_register", "error"), 0);
    assert_string_equal(national_for(op, "daxue"), "");
}

static void register_is_asked_for_the_day(void **state)
{
    struct op *op = nobody_keeps_a_register(*state);
    const char *base = a_base(op, unit_of(op, "daxue"), "regional", "2023-06-01", "有效");
    const char *id = text_of(create_in(op, "daxue", "base-national", "authority"), "id");

    set_status(op, base, "2025-01-21", "暂停", false);
    assert_int_equal(problems_of(op, "daxue", id, "eligible_register", "error"), 0);
    op->now_ms += DAY_MS; /* 2025-01-21 */
    assert_int_equal(problems_of(op, "daxue", id, "eligible_register", "error"), 1);
    set_status(op, base, "2025-01-21", "在建成", true);
    assert_int_equal(problems_of(op, "daxue", id, "eligible_register", "error"), 0);
}

static void years_count_to_the_day_of_the_issue(void **state)
{
    struct op *op = nobody_keeps_a_register(*state);
    const char *id = text_of(create_in(op, "daxue", "base-national", "authority"), "id");

    (void)a_base(op, unit_of(op, "daxue"), "regional", "2024-01-11", "有效");
    assert_int_equal(problems_of(op, "daxue", id, "eligible_register", "warning"), 1);
    (void)call_as(op, "jingban", "POST", mem_printf(op, UNITS "/%s/bases", unit_of(op, "daxue")),
                  "{'reg':'base','name':'又一基地','level':'regional','batch':'',"
                  "'approval_number':'7号','approved_day':'2024-01-10','status':{"
                  "'from_day':'2024-01-10','status':'有效','holds':true,'document':'7号'}}");
    assert_int_equal(problems_of(op, "daxue", id, "eligible_register", "warning"), 0);
}

DB_SQL(test_set_sent, "ti",
       "UPDATE application SET state = 'sent', sent_ms = $2 WHERE public_id = $1");
DB_SQL(test_set_state, "tt", "UPDATE application SET state = $2 WHERE public_id = $1");

static void both_kinds_of_base_warn_once_one_is_filed(void **state)
{
    struct op *op = nobody_keeps_a_register(*state);
    const char *national = text_of(create_in(op, "daxue", "base-national", "authority"), "id");
    const char *regional = text_of(create_in(op, "daxue", "base-regional", "authority"), "id");

    assert_int_equal(problems_of(op, "daxue", national, "eligible_not_both", "warning"), 0);
    assert_ok(op,
              db_run(op, &test_set_state, DB_IN(IN_TEXT(regional), IN_TEXT("unit_review")), NULL));
    assert_int_equal(problems_of(op, "daxue", national, "eligible_not_both", "warning"), 1);
    assert_int_equal(problems_of(op, "daxue", regional, "eligible_not_both", "warning"), 0);
    assert_ok(op,
              db_run(op, &test_set_state, DB_IN(IN_TEXT(regional), IN_TEXT("withdrawn")), NULL));
    assert_int_equal(problems_of(op, "daxue", national, "eligible_not_both", "warning"), 0);
}

static void others_learn_nothing_of_what_they_do_not_see(void **state)
{
    struct op *op = nobody_keeps_a_register(*state);
    const char *national = text_of(create_in(op, "daxue", "base-national", "authority"), "id");
    const char *regional = text_of(create_in(op, "daxue", "base-regional", "authority"), "id");

    assert_ok(op, db_run(op, &test_set_sent, DB_IN(IN_TEXT(national), IN_INT(op->now_ms)), NULL));
    assert_ok(op,
              db_run(op, &test_set_state, DB_IN(IN_TEXT(regional), IN_TEXT("unit_review")), NULL));
    assert_int_equal(problems_of(op, "daxue", national, "eligible_not_both", "warning"), 1);
    assert_int_equal(problems_of(op, "jingban", national, "eligible_not_both", "warning"), 0);
    assert_ok(op, db_run(op, &test_set_sent, DB_IN(IN_TEXT(regional), IN_INT(op->now_ms)), NULL));
    assert_int_equal(problems_of(op, "jingban", national, "eligible_not_both", "warning"), 1);
}

int main(void)
{
    return run_on_each_site("condition",
                            (const struct CMUnitTest[]){
                                TEST(a_register_nobody_keeps_refuses_nobody),
                                TEST(national_base_stands_on_a_regional_one_of_the_unit),
                                TEST(register_is_asked_for_the_day),
                                TEST(years_count_to_the_day_of_the_issue),
                                TEST(both_kinds_of_base_warn_once_one_is_filed),
                                TEST(others_learn_nothing_of_what_they_do_not_see),
                                { 0 },
                            });
}
