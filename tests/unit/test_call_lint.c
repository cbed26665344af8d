/* SPDX-License-Identifier: Apache-2.0 */
/* Every kind of contradiction is found at both of its places, and nothing in good calls. */
#include "support/call_files.h"

#include "call/lint.h"
#include "call/reference.h"

static struct op *op;
static struct reference *reference;

static int start(void **state)
{
    (void)state;
    op = op_new(NULL, 0, 0);
    return reference_load_embedded(op, &reference) == OK ? 0 : 1;
}

static int stop(void **state)
{
    (void)state;
    op_free(op);
    return 0;
}

struct broken {
    const char *claim;
    const char *from;
    const char *to;
    const char *found; /* "error|note file:line code [file:line of the other place]" */
};

#define UNITS "  - {code: village, name: 乡镇, short_name: 乡镇, clause: c1}\n"

static const struct broken cases[] = {
    { "a deadline of the year before the issue", "at: 2026-03-20T17:00", "at: 2025-03-20T17:00",
      "error call.yaml:19 lint_deadline_before_issue call.yaml:1" },
    { "a weekday that does not fit", "at: 2026-03-13, clause: c2",
      "at: 2026-03-13, clause: c2, stated: [{clause: c2, value: 2026-03-13, weekday: 星期四}]",
      "error call.yaml:18 lint_weekday" },
    { "two statements that disagree", "at: 2026-03-13, clause: c2",
      "at: 2026-03-13, clause: c2, stated: [{clause: c2, value: 2025-03-13}]",
      "error call.yaml:18 lint_disagreement call.yaml:18" },
    { "a resolved disagreement is a note", "at: 2026-03-13, clause: c2",
      "at: 2026-03-13, clause: c2, stated: [{clause: c2, value: 2025-03-13, resolved_by: 笔误}]",
      "note call.yaml:18 lint_resolved call.yaml:18" },
    { "a quota stated otherwise", "kind: soft, clause: c1",
      "kind: soft, clause: c1, stated: [{clause: c2, value: 3}]",
      "error call.yaml:35 lint_disagreement call.yaml:35" },
    { "a target that the quotas cannot fill", "min: 1, max: 10", "min: 23, max: 30",
      "error call.yaml:40 lint_target_unreachable call.yaml:35" },
    { "a target that the quotas just fill", "min: 1, max: 10", "min: 1, max: 22", NULL },
    { "a content without a place", "fields: [title]", "fields: []",
      "error call.yaml:38 lint_content_homeless forms/basic.yaml:1" },
    { "a content whose field may stay empty", "fields: [title]", "fields: [money]",
      "error call.yaml:38 lint_content_optional forms/basic.yaml:1" },
    { "limits that contradict one another", "min: 1, max: 100.50}", "min: 5}\n          - {max: 4}",
      "error forms/basic.yaml:14 lint_limits_contradict forms/basic.yaml:15" },
    { "a malformed address", "a@example.com", "\"a b@example.com\"",
      "error call.yaml:14 lint_email" },
    { "a malformed phone", "0571-88880000", "电话见官网", "error call.yaml:14 lint_phone" },
    { "classes with a common member", UNITS,
      "  - {code: village, name: 乡镇, short_name: 乡镇, clause: c1, members: [\"1\"]}\n"
      "  - {code: other, name: 别类, short_name: 别类, clause: c1, members: [\"2\", \"1\"]}\n",
      "note call.yaml:23 lint_unit_unused" },
    { "members that are not as many as expected", "expected: 11, clause",
      "expected: 11, members: [\"1\"], clause", "error call.yaml:21 lint_members_count" },
    { "a default that would refuse", "max: 2, kind: soft, clause: c1",
      "max: 2, kind: hard, basis: default", "error call.yaml:35 lint_default_refuses" },
    { "a deadline that is only a default", "at: 2026-03-20T17:00, clause: c2",
      "at: 2026-03-20T17:00, basis: default", "error call.yaml:19 lint_default_refuses" },
    { "an earlier step after the later", "name: 县级截止, at: 2026-03-13",
      "name: 县级截止, at: 2026-03-27", "error call.yaml:31 lint_deadlines_order call.yaml:19" },
    { "phases that overlap", "units:\n",
      "timetable:\n  - {name: 申报, from: 2026-03-02, to: 2026-03-20, clause: c2}\n"
      "  - {name: 评审, from: 2026-03-19, clause: c2}\nunits:\n",
      "error call.yaml:22 lint_phases_overlap call.yaml:21" },
    { "a phase before the issue", "units:\n",
      "timetable:\n  - {name: 申报, from: 2026-03-01, clause: c2}\nunits:\n",
      "error call.yaml:21 lint_phase_before_issue call.yaml:1" },
    { "mending that runs into the next phase", "    delivery: {",
      "    correction: {electronic_days: 6, clause: c2}\n    delivery: {", NULL },
    { "a deadline on a day of rest", "at: 2026-03-20T17:00", "at: 2026-03-21",
      "note call.yaml:19 lint_deadline_rest_day" },
    { "a deadline in a year without holidays", "at: 2026-03-20T17:00", "at: 2031-03-20",
      "note call.yaml:19 lint_year_unknown" },
    { "a layout that loses a field", "    - cells: [{field: money}]\n", "",
      "error forms/basic.yaml:10 lint_layout_loses forms/basic.yaml:16" },
    { "a layout that repeats a field", "cells: [{field: money}]", "cells: [{field: title}]",
      "error forms/basic.yaml:20 lint_layout_twice forms/basic.yaml:19" },
    { "a form without a title", "required: true, as: title", "required: true",
      "error forms/basic.yaml:1 lint_form_untitled" },
    { "more words than characters", "required: true, as: title",
      "required: true, as: title, max_chars: 9, limits: [{max_words: 10}]",
      "error forms/basic.yaml:9 lint_words_beyond_chars forms/basic.yaml:9" },
    { "nothing to deliver", "electronic: true", "electronic: false",
      "error call.yaml:36 lint_delivery_nothing" },
    { "contents of a letter that is not asked for", "electronic: true",
      "electronic: true, letter_contents: [意见]", "error call.yaml:36 lint_letter_contents" },
    { "weights that do not add up", "    delivery: {",
      "    review: {clause: c1, criteria: [{title: 一, weight: 60}, {title: 二, weight: 30}]}\n"
      "    delivery: {",
      "error call.yaml:36 lint_weights" },
    { "a material with nowhere to go", "    delivery: {",
      "    materials: [{code: m, title: 证明, required: true, clause: c1}]\n    delivery: {",
      "error call.yaml:36 lint_material_homeless" },
    { "a plan of the year before", "plan_year: 2026", "plan_year: 2025",
      "error call.yaml:1 lint_plan_year_past" },
    { "a currency that is none", "zone: \"+08:00\"", "zone: \"+08:00\"\ncurrency: eur",
      "error call.yaml:1 lint_currency_code" },
    { "a unit of money that is none", "kind: money", "kind: money\n        unit: 万",
      "error forms/basic.yaml:10 lint_money_unit" },
    { "a deadline of a step nobody passes", "[unit, county, league, centre]",
      "[unit, county, centre]", "error call.yaml:31 lint_step_off_route" },
    { "a limit stated otherwise", "max: 100.50}",
      "max: 100.50, stated: [{clause: c1, value: 101}]}",
      "error forms/basic.yaml:14 lint_disagreement forms/basic.yaml:14" },
    { "a limit as stated", "max: 100.50}", "max: 100.50, stated: [{clause: c1, value: 100.5}]}",
      NULL },
    { "a clause that nothing uses", "  - {code: c2,",
      "  - {code: c3, label: 第三条, text: 无}\n  - {code: c2,",
      "note call.yaml:12 lint_clause_unused" },
    { "an eligibility that differs from the form", "    delivery: {",
      "    eligibility: [{code: e, kind: count, field: money, min: 7, text: 七, clause: c1}]\n"
      "    delivery: {",
      "error call.yaml:36 lint_disagreement forms/basic.yaml:14" },
};

/* The same on other calls of the tests. */
static const struct broken others_broken[] = {
    { "a duty after the end of what has no period", "publicity: {days: 7, kind: calendar",
      "duties: [{code: d, title: 总结, after: activity_end, days: 5, clause: a3-1}]\n"
      "    publicity: {days: 7, kind: calendar",
      "error call.yaml:200 lint_duty_no_period forms/group.yaml:1" },
    { "a member outside the region", "\"990300\", \"992300\"", "\"990300\", \"152300\"",
      "error call.yaml:74 lint_member_outside call.yaml:2" },
    { "a limit other than its clause says", "stated: [{clause: a1-1, value: 3}",
      "stated: [{clause: a1-1, value: 4}",
      "error forms/team.yaml:16 lint_disagreement forms/team.yaml:16" },
    { "a required material in an optional field", "accept: [pdf, docx, jpg], required: true",
      "accept: [pdf, docx, jpg]", "error call.yaml:122 lint_material_optional forms/team.yaml:48" },
    { "a material in a field that holds no file", "copies: 1, field: survey",
      "copies: 1, field: demand", "error call.yaml:122 lint_material_no_file forms/team.yaml:26" },
    { "万元 of another currency", "zone: \"+08:00\"", "zone: \"+08:00\"\ncurrency: EUR",
      "error forms/challenge.yaml:20 lint_money_unit" },
};

static struct finding_list lint(struct files *files)
{
    struct finding_list findings = { 0 };
    struct call *call = NULL;

    enum err e = call_load(op, files->rows, files->count, &call, &findings);
    for (size_t i = 0; e != OK && i < findings.count; i++)
        print_error("%s\n", finding_line(op, &findings.rows[i]));
    assert_int_equal(e, OK);
    assert_int_equal(call_lint(op, call, reference_calendar(reference), &findings), OK);
    return findings;
}

static const char *finding_text(const struct finding *row)
{
    const char *text =
        mem_printf(op, "%s %s:%d %s", row->severity == FINDING_ERROR ? "error" : "note",
                   row->place.file, row->place.line, row->code);

    if (row->other.file == NULL)
        return text;
    return mem_printf(op, "%s %s:%d", text, row->other.file, row->other.line);
}

static void is_found_at_both_places(void **state)
{
    const struct broken *broken = *state;
    bool other = broken >= others_broken &&
                 broken < others_broken + sizeof others_broken / sizeof others_broken[0];
    struct files files =
        files_of(op, other ? "tests/data/calls/yunling-2026" : "tests/data/call/minimal");

    (void)files_replace(op, &files, broken->from, broken->to);
    struct finding_list findings = lint(&files);
    bool found = broken->found == NULL && findings.count == 0;
    for (size_t i = 0; i < findings.count; i++) {
        found = found || (broken->found != NULL &&
                          strcmp(finding_text(&findings.rows[i]), broken->found) == 0);
        if (strchr(findings.rows[i].message, '{') != NULL ||
            strstr(findings.rows[i].message, "没有为这种情况准备说明") != NULL)
            found = false;
    }
    for (size_t i = 0; !found && i < findings.count; i++)
        print_error("%s %s\n", finding_text(&findings.rows[i]), findings.rows[i].message);
    assert_true(found);
}

static void good_calls_have_no_errors(void **state)
{
    static const char *const folders[] = {
        "tests/data/call/minimal", "tests/data/call/kinds",         "tests/data/call/english",
        "calls/nmg-2025",          "tests/data/calls/yunling-2026", "tests/data/calls/erasmus-2026"
    };

    (void)state;
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        struct files files = files_of(op, folders[i]);
        struct finding_list findings = lint(&files);
        for (size_t j = 0; j < findings.count; j++) {
            if (findings.rows[j].severity == FINDING_ERROR)
                print_error("%s\n", finding_line(op, &findings.rows[j]));
        }
        assert_int_equal(findings.error_count, 0);
    }
}

static void two_classes_with_quotas_may_not_share_a_member(void **state)
{
    struct files files = files_of(op, "tests/data/call/minimal");

    (void)state;
    (void)files_replace(op, &files, "expected: 11, clause", "members: [\"1\", \"2\"], clause");
    (void)files_replace(op, &files, "short_name: 乡镇, clause",
                        "short_name: 乡镇, members: [\"3\", \"2\"], clause");
    (void)files_replace(op, &files, "kind: soft, clause: c1}",
                        "kind: soft, clause: c1}\n      - {unit: village, max: 1, clause: c1}");
    struct finding_list findings = lint(&files);
    assert_string_equal(finding_text(&findings.rows[0]),
                        "error call.yaml:22 lint_classes_overlap call.yaml:21");
}

/* 2026-03-20 is a Friday: six working days after it end on the 30th, five on the 27th. */
static void mending_may_not_run_into_the_next_phase(void **state)
{
    static const char *const froms[] = { "2026-03-30", "2026-03-31" };

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct files files = files_of(op, "tests/data/call/minimal");
        (void)files_replace(op, &files, "    delivery: {",
                            "    correction: {electronic_days: 6, clause: c2}\n    delivery: {");
        (void)files_replace(
            op, &files, "units:\n",
            mem_printf(op, "timetable: [{name: 评审, from: %s, clause: c2}]\nunits:\n", froms[i]));
        struct finding_list findings = lint(&files);
        assert_int_equal(findings.error_count, i == 0 ? 1 : 0);
        if (i > 0)
            continue;
        assert_string_equal(finding_text(&findings.rows[0]),
                            "error call.yaml:37 lint_correction_late call.yaml:20");
        assert_text_holds(findings.rows[0].message, "期限到2026年3月30日，已进入“评审”阶段");
    }
}

static size_t errors_after(const char *folder, const char *from, const char *to)
{
    struct files files = files_of(op, folder);

    (void)files_replace(op, &files, from, to);
    return lint(&files).error_count;
}

static void a_recommender_stands_on_the_road(void **state)
{
    (void)state;
    assert_int_equal(errors_after("tests/data/call/minimal", "short_name: 市",
                                  "short_name: 市, reporting: true"),
                     0);
    struct files files = files_of(op, "tests/data/call/minimal");
    (void)files_replace(op, &files, "short_name: 市", "short_name: 市, reporting: true");
    (void)files_replace(op, &files, "[unit, county, league, centre]", "[unit, county, centre]");
    (void)files_replace(op, &files, "step: league", "step: county");
    struct finding_list findings = lint(&files);
    assert_int_equal(findings.error_count, 1);
    assert_string_equal(finding_text(&findings.rows[0]),
                        "error call.yaml:33 lint_recommender_off_route call.yaml:21");
}

/* Six working days after the 20th of March reach the 30th. */
static void mending_belongs_to_its_phase_and_assumptions_only_note(void **state)
{
    static const struct {
        const char *name;
        const char *phase;
        const char *correction;
        size_t errors;
        size_t notes;
    } rows[] = {
        { "评审", "clause: c2", "clause: c2", 1, 0 },
        { "形式审查和补正", "clause: c2", "clause: c2", 0, 0 },
        { "评审", "basis: default", "clause: c2", 0, 1 },
        { "评审", "clause: c2", "basis: default", 0, 1 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct files files = files_of(op, "tests/data/call/minimal");
        (void)files_replace(op, &files, "    delivery: {",
                            mem_printf(op,
                                       "    correction: {electronic_days: 6, %s}\n    delivery: {",
                                       rows[i].correction));
        (void)files_replace(op, &files, "units:\n",
                            mem_printf(op,
                                       "timetable: [{name: %s, from: 2026-03-21, %s}]\nunits:\n",
                                       rows[i].name, rows[i].phase));
        struct finding_list findings = lint(&files);
        assert_int_equal(findings.error_count, rows[i].errors);
        assert_int_equal(findings.count - findings.error_count, rows[i].notes);
    }
}

static void foreign_phones_and_weekdays_are_no_errors(void **state)
{
    static const char folder[] = "tests/data/calls/erasmus-2026";

    (void)state;
    assert_int_equal(
        errors_after(folder, "people: [Ms Example]",
                     "people: [Ms Example]\n    phones: [\"+32 2 555 01 23\", \"555\"]"),
        0);
    assert_int_equal(
        errors_after(folder, "value: 2026-03-05}", "value: 2026-03-05, weekday: Thursday}"), 0);
    assert_int_equal(
        errors_after(folder, "value: 2026-03-05}", "value: 2026-03-05, weekday: Donnerstag}"), 0);
    assert_int_equal(
        errors_after(folder, "value: 2026-03-05}", "value: 2026-03-05, weekday: Friday}"), 1);
}

static void the_slip_of_2024_is_told_with_its_resolution(void **state)
{
    struct files files = files_of(op, "calls/nmg-2025");
    struct finding_list findings = lint(&files);
    bool told = false;

    (void)state;
    for (size_t i = 0; i < findings.count; i++)
        told = told || (strcmp(findings.rows[i].code, "lint_resolved") == 0 &&
                        strstr(findings.rows[i].message, "2024-01-24") != NULL);
    assert_true(told);
}

int main(void)
{
    static struct CMUnitTest
        tests[sizeof cases / sizeof cases[0] + sizeof others_broken / sizeof others_broken[0] + 10];
    static const struct CMUnitTest others[] = {
        cmocka_unit_test(good_calls_have_no_errors),
        cmocka_unit_test(two_classes_with_quotas_may_not_share_a_member),
        cmocka_unit_test(mending_may_not_run_into_the_next_phase),
        cmocka_unit_test(a_recommender_stands_on_the_road),
        cmocka_unit_test(mending_belongs_to_its_phase_and_assumptions_only_note),
        cmocka_unit_test(foreign_phones_and_weekdays_are_no_errors),
        cmocka_unit_test(the_slip_of_2024_is_told_with_its_resolution),
    };
    size_t count = sizeof cases / sizeof cases[0];

    for (size_t i = 0; i < count; i++)
        tests[i] = (struct CMUnitTest){ .name = cases[i].claim,
                                        .test_func = is_found_at_both_places,
                                        .initial_state = (void *)(uintptr_t)&cases[i] };
    for (size_t i = 0; i < sizeof others_broken / sizeof others_broken[0]; i++)
        tests[count++] =
            (struct CMUnitTest){ .name = others_broken[i].claim,
                                 .test_func = is_found_at_both_places,
                                 .initial_state = (void *)(uintptr_t)&others_broken[i] };
    memcpy(&tests[count], others, sizeof others);
    return _cmocka_run_group_tests("call_lint", tests, count + sizeof others / sizeof others[0],
                                   start, stop);
}
