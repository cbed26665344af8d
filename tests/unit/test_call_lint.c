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
    { "a clause that nothing uses", "  - {code: c2,",
      "  - {code: c3, label: 第三条, text: 无}\n  - {code: c2,",
      "note call.yaml:12 lint_clause_unused" },
    { "an eligibility that differs from the form", "    delivery: {",
      "    eligibility: [{code: e, kind: count, field: money, min: 7, text: 七, clause: c1}]\n"
      "    delivery: {",
      "error call.yaml:36 lint_disagreement forms/basic.yaml:14" },
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
    struct files files = files_of(op, "tests/data/call/minimal");

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
    static const char *const folders[] = { "tests/data/call/minimal", "tests/data/call/kinds",
                                           "tests/data/call/english", "calls/nmg-2025" };

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
    }
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
    static struct CMUnitTest tests[sizeof cases / sizeof cases[0] + 10];
    static const struct CMUnitTest others[] = {
        cmocka_unit_test(good_calls_have_no_errors),
        cmocka_unit_test(two_classes_with_quotas_may_not_share_a_member),
        cmocka_unit_test(mending_may_not_run_into_the_next_phase),
        cmocka_unit_test(the_slip_of_2024_is_told_with_its_resolution),
    };
    size_t count = sizeof cases / sizeof cases[0];

    for (size_t i = 0; i < count; i++)
        tests[i] = (struct CMUnitTest){ .name = cases[i].claim,
                                        .test_func = is_found_at_both_places,
                                        .initial_state = (void *)(uintptr_t)&cases[i] };
    memcpy(&tests[count], others, sizeof others);
    return _cmocka_run_group_tests("call_lint", tests, count + sizeof others / sizeof others[0],
                                   start, stop);
}
