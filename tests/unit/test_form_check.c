/* SPDX-License-Identifier: Apache-2.0 */
/* Every kind of field and of cross rule: good at its limit, told one beyond. */
#include "support/call_files.h"
#include "support/form_cases.h"

#include "base/json_own.h"
#include "call/call_tables.h"
#include "call/reference.h"

static struct op *op;
static const struct call *call;
static const struct form *form;
static struct reference *reference;

static int start(void **state)
{
    (void)state;
    op = op_new(NULL, 0, 0);
    call = call_of(op, "tests/data/call/kinds");
    form = call_form(call, "kinds");
    return reference_load_embedded(op, &reference) == OK ? 0 : 1;
}

static int stop(void **state)
{
    (void)state;
    op_free(op);
    return 0;
}

static json_t *json_of(const char *text)
{
    char *copy = mem_text(op, text);
    json_error_t error;

    for (char *at = copy; *at != '\0'; at++)
        *at = *at == '\'' ? '"' : *at;
    json_t *value = json_own(op, json_loads(copy, 0, &error));
    if (value == NULL)
        print_error("%s in %s\n", error.text, copy);
    assert_non_null(value);
    return value;
}

static struct problem_list check(const json_t *values)
{
    const struct form_context context = { .today = 20260301,
                                          .calendar = reference_calendar(reference),
                                          .reference = reference };
    struct problem_list problems = { 0 };

    assert_int_equal(form_check(op, call, form, values, &context, &problems), OK);
    return problems;
}

static const char *problem_text(const struct problem *row)
{
    return mem_printf(op, "%s %s %s", row->path, row->code, row->blocks ? "block" : "warn");
}

static void is_judged(void **state)
{
    const struct judged *judged = *state;
    json_t *values = json_of(RICH);

    (void)json_object_update(values, json_of(judged->values));
    struct problem_list problems = check(values);
    bool found = judged->found == NULL && problems.count == 0;
    for (size_t i = 0; i < problems.count; i++) {
        found = found || (judged->found != NULL &&
                          strcmp(problem_text(&problems.rows[i]), judged->found) == 0);
        if (strstr(problems.rows[i].message, "没有为这种情况准备说明") != NULL ||
            strchr(problems.rows[i].message, '{') != NULL)
            found = false;
    }
    for (size_t i = 0; !found && i < problems.count; i++)
        print_error("%s %s\n", problem_text(&problems.rows[i]), problems.rows[i].message);
    assert_true(found);
}

static void a_rule_of_the_notice_names_its_clause(void **state)
{
    json_t *values = json_of(RICH);

    (void)state;
    (void)json_object_update(values, json_of("{'f_number':11,'f_guess':'一二三四'}"));
    struct problem_list problems = check(values);
    assert_int_equal(problems.count, 2);
    assert_int_equal(problems.blocking_count, 1);
    assert_string_equal(problems.rows[0].clause, "第一条");
    assert_int_equal(problems.rows[0].basis, BASIS_NOTICE);
    assert_string_equal(problems.rows[0].message, "number栏为 11人，不能超过 10人。请改正。");
    assert_int_equal(problems.rows[1].basis, BASIS_DEFAULT);
}

static json_t *rows(int count)
{
    json_t *list = json_array();

    for (int i = 0; i < count; i++)
        (void)json_array_append_new(list, json_object());
    return list;
}

static bool has(const struct problem_list *problems, const char *code)
{
    for (size_t i = 0; i < problems->count; i++) {
        if (strcmp(problems->rows[i].code, code) == 0)
            return true;
    }
    return false;
}

static void a_table_holds_five_hundred_rows_and_not_one_more(void **state)
{
    json_t *values = json_of("{}");

    (void)state;
    (void)json_object_set_new(values, "f_table", rows(FORM_ROWS_MAX));
    struct problem_list problems = check(values);
    assert_false(has(&problems, "table_too_long"));
    (void)json_object_set_new(values, "f_table", rows(FORM_ROWS_MAX + 1));
    problems = check(values);
    assert_true(has(&problems, "table_too_long"));
}

static json_t *nested(int depth)
{
    json_t *value = json_object();

    for (int i = 1; i < depth; i++)
        value = json_pack("{s:o}", "x", value);
    return json_own(op, value);
}

static void values_nest_eight_deep_and_not_nine(void **state)
{
    (void)state;
    struct problem_list problems = check(nested(FORM_DEPTH_MAX));
    assert_false(has(&problems, "form_too_deep"));
    problems = check(nested(FORM_DEPTH_MAX + 1));
    assert_true(has(&problems, "form_too_deep"));
}

/* {"x":"aaa…"} of exactly size bytes in canonical form */
static json_t *sized(size_t size)
{
    char *text = mem_array(op, char, size);

    memset(text, 'a', size - strlen("{\"x\":\"\"}"));
    return json_own(op, json_pack("{s:s}", "x", text));
}

static void values_hold_512_kib_and_not_a_byte_more(void **state)
{
    (void)state;
    struct problem_list problems = check(sized(FORM_VALUES_BYTES_MAX));
    assert_false(has(&problems, "form_too_large"));
    problems = check(sized(FORM_VALUES_BYTES_MAX + 1));
    assert_true(has(&problems, "form_too_large"));
}

static void a_document_of_another_form_is_refused(void **state)
{
    struct problem_list problems = { 0 };
    json_t *document = json_of("{'call':'kinds-2026','form':'other','values':{},'x':1}");

    (void)state;
    assert_int_equal(form_check_document(op, call, form, document, NULL, &problems), OK);
    assert_true(has(&problems, "form_other"));
    assert_int_equal(problems.count, 1); /* of another form nothing else is worth saying */
    document = json_of("{'call':'kinds-2026','form':'kinds','values':{},'x':1}");
    assert_int_equal(form_check_document(op, call, form, document, NULL, &problems), OK);
    assert_true(has(&problems, "field_unknown"));
    assert_true(has(&problems, "field_required"));
    assert_int_equal(form_check_document(op, call, form, json_of("[]"), NULL, &problems), OK);
    assert_true(has(&problems, "form_no_values"));
}

static void an_official_blank_asks_only_for_what_has_a_role(void **state)
{
    struct form blank = *form;
    struct problem_list problems = { 0 };

    (void)state;
    blank.official_blank = true;
    assert_int_equal(form_check(op, call, &blank, json_of("{}"), NULL, &problems), OK);
    assert_int_equal(problems.count, 2); /* the title, and one way to reach */
}

static void english_limits_count_words_and_euros(void **state)
{
    const struct call *english = call_of(op, "tests/data/call/english");
    const struct form *village = call_form(english, "village");
    struct problem_list problems = { 0 };
    char *summary = NULL;

    (void)state;
    for (int i = 0; i < 51; i++)
        mem_append(op, &summary, "word%d ", i);
    json_t *values = json_own(op, json_pack("{s:s, s:s, s:I}", "title", "A well", "summary",
                                            summary, "grant", (json_int_t)2000001));
    assert_int_equal(form_check(op, english, village, values, NULL, &problems), OK);
    assert_int_equal(problems.count, 2);
    assert_string_equal(problems.rows[0].code, "too_many_words");
    assert_string_equal(problems.rows[1].code, "number_too_big");
    assert_string_equal(problems.rows[0].message,
                        "Summary has 51 words; at most 50 words allowed. Shorten it.");
    assert_string_equal(problems.rows[1].message,
                        "Grant asked for is €20,000.01; at most €20,000.00 is allowed. "
                        "Correct it.");
}

static const char *message_of(const struct problem_list *problems, const char *path,
                              const char *code)
{
    for (size_t i = 0; i < problems->count; i++) {
        if (strcmp(problems->rows[i].path, path) == 0 && strcmp(problems->rows[i].code, code) == 0)
            return problems->rows[i].message;
    }
    return "";
}

static void one_bad_cell_hides_no_other(void **state)
{
    (void)state;
    struct problem_list problems = check(
        json_of("{'f_table':[{'item':'甲','amount':'100'},{'why':'x'},{'item':'乙','amount':-1},"
                "{'item':'丙'},{'item':'丁'}]}"));
    assert_string_not_equal(message_of(&problems, "/values/f_table/0/amount", "field_kind"), "");
    assert_string_not_equal(message_of(&problems, "/values/f_table/1/item", "field_required"), "");
    assert_string_not_equal(message_of(&problems, "/values/f_table/2/amount", "amount_negative"),
                            "");
    assert_string_not_equal(message_of(&problems, "/values/f_table", "too_many_rows"), "");
}

static void a_sum_names_its_fields_and_what_it_left_out(void **state)
{
    const struct call *yunling = call_of(op, "tests/data/calls/yunling-2026");
    struct problem_list problems = { 0 };

    (void)state;
    problems = check(json_of("{'f_total':100,'f_table':[{'item':'甲','amount':90},{'item':'乙'},"
                             "{'item':'丙','amount':'x'},{}]}"));
    assert_text_holds(message_of(&problems, "/values/f_table", "sum_differs"), "有 2 处");
    assert_int_equal(form_check(op, yunling, call_form(yunling, "station"),
                                json_of("{'match_fund':10000000,'grant':1,'budget_total':5}"), NULL,
                                &problems),
                     OK);
    assert_text_holds(message_of(&problems, "/values/match_fund", "sum_differs"),
                      "依托单位配套、申请经费合计");
}

static void a_share_names_its_option(void **state)
{
    (void)state;
    struct problem_list problems = check(
        json_of("{'f_table':[{'item':'甲','amount':89},{'item':'乙','amount':11,'kind':'rest'}]}"));
    assert_text_holds(message_of(&problems, "/values/f_table", "share_too_big"), "“其他”合计");
}

static void a_hard_title_limit_asks_for_no_exception(void **state)
{
    (void)state;
    struct problem_list problems = check(json_of("{'f_title_level':'middle'}"));
    const char *message = message_of(&problems, "/values/f_title_level", "title_too_low");
    assert_null(strstr(message, "破格"));
    assert_text_holds(message, "为中级，低于副高级");
}

static void working_days_of_an_unknown_year_are_warned_of(void **state)
{
    (void)state;
    struct problem_list problems =
        check(json_of("{'f_period':{'start':'2031-07-14','end':'2031-07-18'}}"));
    assert_true(has(&problems, "calendar_unknown"));
    problems = check(json_of("{'f_period':{'start':'2026-07-14','end':'2026-07-17'}}"));
    assert_false(has(&problems, "calendar_unknown"));
}

/* Of track with values; the conditions are those of the track. */
static struct problem_list check_track(const struct call *of, const char *code, const char *values)
{
    const struct track *track = call_track(of, code);
    const struct form_context context = { .today = 20260301, .track = track };
    struct problem_list problems = { 0 };

    assert_int_equal(form_check(op, of, track->form, json_of(values), &context, &problems), OK);
    return problems;
}

static void conditions_are_judged_by_their_own_origin(void **state)
{
    struct files files = files_of(op, "tests/data/calls/yunling-2026");
    struct finding_list findings = { 0 };
    struct call *of = NULL;

    (void)state;
    (void)files_replace(op, &files,
                        "required: true, limits: [{min: 5, decision: 云岭人社函〔2026〕12号}]",
                        "required: true");
    assert_int_equal(call_load(op, files.rows, files.count, &of, &findings), OK);
    struct problem_list problems = check_track(of, "team", "{'expert_count':4}");
    assert_string_equal(message_of(&problems, "/values/expert_count", "eligible_count"),
                        "专家人数为 4人，不符合申报条件（专家不少于5人）。请核对。");
    problems = check_track(of, "team", "{'expert_count':5}");
    assert_false(has(&problems, "eligible_count"));
    problems = check_track(of, "team", "{}"); /* asked for already */
    assert_false(has(&problems, "eligible_count"));
    /* A limit of the same number says it already. */
    problems =
        check_track(call_of(op, "tests/data/calls/yunling-2026"), "team", "{'expert_count':4}");
    assert_false(has(&problems, "eligible_count"));
    assert_true(has(&problems, "number_too_small"));
}

static void a_title_below_the_condition_is_told(void **state)
{
    struct files files = files_of(op, "tests/data/calls/yunling-2026");
    struct finding_list findings = { 0 };
    struct call *of = NULL;

    (void)state;
    (void)files_replace(op, &files, "field: leader_level, at_least: senior",
                        "field: experts/level, at_least: vice_senior");
    assert_int_equal(call_load(op, files.rows, files.count, &of, &findings), OK);
    struct problem_list problems =
        check_track(of, "group", "{'experts':[{'level':'senior'},{'level':'middle'}]}");
    assert_string_not_equal(message_of(&problems, "/values/experts/1/level", "eligible_title"), "");
    assert_string_equal(message_of(&problems, "/values/experts/0/level", "eligible_title"), "");
}

static void own_words_stand_behind_the_label(void **state)
{
    const struct call *yunling = call_of(op, "tests/data/calls/yunling-2026");
    struct problem_list problems =
        check_track(yunling, "team", "{'schedule':[{'day':'2026-05-11'}]}");

    (void)state;
    assert_string_equal(message_of(&problems, "/values/schedule", "too_few_working_days"),
                        "服务日程的日期：日程里的工作日不足3天");
}

/* An account of a call in euros may be an IBAN; one in yuan may not. */
static void an_iban_is_an_account_of_other_money(void **state)
{
    const struct call *foreign = call_of(op, "tests/data/calls/erasmus-2026");
    struct problem_list problems = { 0 };

    (void)state;
    assert_int_equal(form_check(op, foreign, call_form(foreign, "campus"),
                                json_of("{'account':'BE68 5390 0754 7034'}"), NULL, &problems),
                     OK);
    assert_false(has(&problems, "iban_check"));
    assert_false(has(&problems, "account_form"));
    assert_int_equal(form_check(op, foreign, call_form(foreign, "campus"),
                                json_of("{'account':'BE68 5390 0754 7035'}"), NULL, &problems),
                     OK);
    assert_true(has(&problems, "iban_check"));
    problems = check(json_of("{'f_account':'BE68539007547034'}"));
    assert_true(has(&problems, "account_form"));
}

int main(void)
{
    static struct CMUnitTest tests[sizeof form_cases / sizeof form_cases[0] + 20];
    static const struct CMUnitTest others[] = {
        cmocka_unit_test(a_rule_of_the_notice_names_its_clause),
        cmocka_unit_test(a_table_holds_five_hundred_rows_and_not_one_more),
        cmocka_unit_test(values_nest_eight_deep_and_not_nine),
        cmocka_unit_test(values_hold_512_kib_and_not_a_byte_more),
        cmocka_unit_test(a_document_of_another_form_is_refused),
        cmocka_unit_test(an_official_blank_asks_only_for_what_has_a_role),
        cmocka_unit_test(one_bad_cell_hides_no_other),
        cmocka_unit_test(a_sum_names_its_fields_and_what_it_left_out),
        cmocka_unit_test(a_share_names_its_option),
        cmocka_unit_test(a_hard_title_limit_asks_for_no_exception),
        cmocka_unit_test(working_days_of_an_unknown_year_are_warned_of),
        cmocka_unit_test(conditions_are_judged_by_their_own_origin),
        cmocka_unit_test(a_title_below_the_condition_is_told),
        cmocka_unit_test(own_words_stand_behind_the_label),
        cmocka_unit_test(an_iban_is_an_account_of_other_money),
        cmocka_unit_test(english_limits_count_words_and_euros),
    };
    size_t count = sizeof form_cases / sizeof form_cases[0];

    for (size_t i = 0; i < count; i++)
        tests[i] = (struct CMUnitTest){ .name = form_cases[i].claim,
                                        .test_func = is_judged,
                                        .initial_state = (void *)(uintptr_t)&form_cases[i] };
    memcpy(&tests[count], others, sizeof others);
    return _cmocka_run_group_tests("form_check", tests, count + sizeof others / sizeof others[0],
                                   start, stop);
}
