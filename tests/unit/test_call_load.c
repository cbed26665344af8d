/* SPDX-License-Identifier: Apache-2.0 */
/* Every kind of mistake in a call's files is found at its file, line and column, all at once. */
#include "support/call_files.h"

#include "call/call_tables.h"

#include <stdio.h>

static struct op *op;

static int start(void **state)
{
    (void)state;
    op = op_new(NULL, 0, 0);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    op_free(op);
    return 0;
}

#define MINIMAL "tests/data/call/minimal"
#define KINDS   "tests/data/call/kinds"
#define YUNLING "tests/data/calls/yunling-2026"

struct mistake {
    const char *claim;
    const char *from;
    const char *to;
    const char *found;  /* "file:line:column code" */
    const char *folder; /* NULL: the minimal call */
};

static const struct mistake mistakes[] = {
    { "an unknown key", "zone: \"+08:00\"", "zone: \"+08:00\"\nzon: 1",
      "call.yaml:10:1 call_unknown_key" },
    { "an unknown key in a list", "name: 办公室, people", "nam: 办公室, people",
      "call.yaml:14:6 call_unknown_key" },
    { "a missing key", "issuer: 示例省人力资源和社会保障厅\n", "",
      "call.yaml:1:1 call_missing_key" },
    { "a missing key in a list", "code: office, ", "", "call.yaml:16:5 call_missing_key" },
    { "a text where a number belongs", "plan_year: 2026", "plan_year: 二零二六",
      "call.yaml:8:12 call_type_int" },
    { "a quoted number", "plan_year: 2026", "plan_year: \"2026\"", "call.yaml:8:12 call_type_int" },
    { "a number with a fraction", "expected: 11", "expected: 1.5",
      "call.yaml:21:54 call_type_int" },
    { "a number out of range", "plan_year: 2026", "plan_year: 2201",
      "call.yaml:8:12 call_out_of_range" },
    { "a day that is none", "issued: 2026-03-02", "issued: 2026-02-30",
      "call.yaml:7:9 call_type_day" },
    { "an instant that is none", "2026-03-20T17:00", "2026-03-20T25:00",
      "call.yaml:19:5 call_type_instant" },
    { "a zone that is none", "\"+08:00\"", "\"8\"", "call.yaml:1:1 call_type_zone" },
    { "a word that is not offered", "kind: soft", "kind: softly",
      "call.yaml:35:36 call_type_word" },
    { "a step twice in a route", "[unit, county, league, centre]", "[unit, county, county, centre]",
      "call.yaml:33:47 call_list_twice" },
    { "a route in the wrong order", "[unit, county, league, centre]",
      "[unit, league, county, centre]", "call.yaml:33:9 call_route_order" },
    { "a truth value that is none", "electronic: true", "electronic: yes",
      "call.yaml:36:28 call_type_bool" },
    { "a list that is none", "people: [李四]", "people: 李四", "call.yaml:14:25 call_type_list" },
    { "a mapping that is none", "delivery: {electronic: true, clause: c2}", "delivery: electronic",
      "call.yaml:36:15 call_type_map" },
    { "a text that is a list", "title: 关于做好示例申报工作的通知", "title: [a]",
      "call.yaml:3:8 call_type_text" },
    { "a code with capitals", "code: minimal-2026", "code: Minimal",
      "call.yaml:2:7 call_type_code" },
    { "a key without a value", "issuer: 示例省人力资源和社会保障厅",
      "issuer:", "call.yaml:6:8 call_value_empty" },
    { "a key twice", "plan_year: 2026", "plan_year: 2026\nplan_year: 2026",
      "call.yaml:9:1 call_key_twice" },
    { "a code twice", "code: c2,", "code: c1,", "call.yaml:12:5 call_code_twice" },
    { "a quota that is no number", "max: 2,", "max: two,", "call.yaml:35:27 call_type_count" },
    { "a quota upside down", "max: 2,", "max: 2, min: 3,",
      "call.yaml:35:9 call_range_upside_down" },
    { "a rule without an origin", ", expected: 11, clause: c1", ", expected: 11",
      "call.yaml:21:5 call_rule_unfounded" },
    { "a basis without its clause", "electronic: true, clause: c2",
      "electronic: true, basis: notice", "call.yaml:36:15 call_basis_without" },
    { "a decision without its number", "electronic: true, clause: c2",
      "electronic: true, basis: decision", "call.yaml:36:15 call_basis_without" },
    { "a clause that is not there", "kind: soft, clause: c1", "kind: soft, clause: c9",
      "call.yaml:35:50 call_unknown_reference" },
    { "a form that is not there", "form: basic", "form: other",
      "call.yaml:27:11 call_unknown_reference" },
    { "a desk that is not there", "desk: office", "desk: other",
      "call.yaml:28:11 call_unknown_reference" },
    { "a deadline that is not there", "deadline: main", "deadline: other",
      "call.yaml:29:15 call_unknown_reference" },
    { "a class that is not there", "unit: village", "unit: hamlet",
      "call.yaml:33:16 call_unknown_reference" },
    { "a recommender without a quota", "recommended_by: city", "recommended_by: village",
      "call.yaml:33:9 call_quota_missing" },
    { "a content in no field", "fields: [title]", "fields: [name]",
      "call.yaml:38:30 call_unknown_reference" },
    { "broken YAML", "deadlines:", "deadlines: [", "call.yaml:18:3 call_yaml_flow" },
    { "a bracket that is not closed", "expected: 11, clause: c1}", "expected: 11, clause: c1",
      "call.yaml:22:5 call_yaml_flow" },
    { "a full-width colon", "title: 关于", "title：关于", "call.yaml:3:1 call_yaml_colon" },
    { "a tab", "    title: 示例类别", "\ttitle: 示例类别", "call.yaml:25:1 call_yaml_tab" },
    { "a comma without quotes", "text: 每市报两项。", "text: At most two, as a rule",
      "call.yaml:11:47 call_yaml_comma" },
    { "a colon without quotes", "issuer: 示例省", "issuer: Of: 示例省",
      "call.yaml:6:11 call_yaml_value" },
    { "a value that begins with a sign", "issuer: 示例省", "issuer: @示例省",
      "call.yaml:6:9 call_yaml_start" },
    { "a control character", "issuer: 示例省", "issuer: \x01示例省",
      "call.yaml:6:9 call_yaml_control" },
    { "a quote that is not closed", "      - {unit: city, max: 2, kind: soft, clause: c1}",
      "      - {unit: \"city, max: 2, kind: soft, clause: c1}", "call.yaml:41:1 call_yaml_quote" },
    { "a clause and a decision", "kind: soft, clause: c1", "kind: soft, clause: c1, decision: 一号",
      "call.yaml:35:9 call_origin_both" },
    { "no reviewers", "    delivery: {", "    review: {reviewers: 0, clause: c1}\n    delivery: {",
      "call.yaml:36:25 call_out_of_range" },
    { "a count without its number", "    delivery: {",
      "    eligibility: [{code: e, kind: count, field: money, text: 七, clause: c1}]\n"
      "    delivery: {",
      "call.yaml:36:19 call_missing_key" },
    { "a count in a text", "    delivery: {",
      "    eligibility: [{code: e, kind: count, field: title, min: 1, text: 七, clause: c1}]\n"
      "    delivery: {",
      "call.yaml:36:49 call_check_kind" },
    { "a track that excludes itself", "    delivery: {",
      "    eligibility: [{code: e, kind: not_both, track: one, text: 七, clause: c1}]\n"
      "    delivery: {",
      "call.yaml:36:52 call_not_both_itself" },
    { "a register that is not declared", "short_name: 乡镇, clause",
      "short_name: 乡镇, register: towns, clause", "call.yaml:22:57 call_unknown_reference" },
    { "a register that a condition makes up", "register: station, level: region",
      "register: stations, level: region", "call.yaml:170:70 call_unknown_reference", YUNLING },
    { "a level the register does not know", "register: station, level: region",
      "register: station, level: county", "call.yaml:170:86 call_unknown_reference", YUNLING },
    { "a status the register does not know", "status: [active]", "status: [built]",
      "call.yaml:170:103 call_unknown_reference", YUNLING },
    { "years of a register that says not from when", ", since: 批准设立之日", "",
      "call.yaml:93:5 call_missing_key", YUNLING },
    { "a share of a value that is no option", "equals: rest", "equals: resting",
      "forms/kinds.yaml:50:81 call_type_word", KINDS },
    { "a condition on a value that is no option", "equals: b", "equals: z",
      "forms/kinds.yaml:54:69 call_type_word", KINDS },
    { "an option looked for in a single choice", "equals: b", "includes: b",
      "forms/kinds.yaml:54:71 call_key_kind", KINDS },
    { "one value asked of several", "when: f_choice, equals: b", "when: f_choices, equals: b",
      "forms/kinds.yaml:54:70 call_key_kind", KINDS },
    { "a condition on many that is no option", "when: f_choice, equals: b",
      "when: f_choices, includes: z", "forms/kinds.yaml:54:72 call_type_word", KINDS },
    { "a share without its option", ", equals: rest", "", "forms/kinds.yaml:50:5 call_missing_key",
      KINDS },
    { "a share of over a hundred", "equals: rest, max: 10", "equals: rest, max: 130",
      "forms/kinds.yaml:50:5 call_out_of_range", KINDS },
    { "a share with a fraction", "equals: rest, max: 10", "equals: rest, max: 33.3",
      "forms/kinds.yaml:50:5 call_type_int", KINDS },
    { "a share by a field outside the table", "when: f_table/kind", "when: f_choice",
      "forms/kinds.yaml:50:59 call_check_tables", KINDS },
    { "days within what is no period", "[f_table/day, f_period]", "[f_table/day, f_date]",
      "forms/kinds.yaml:52:48 call_check_kind", KINDS },
    { "the order of a column", "[f_date, f_period]", "[f_table/day, f_period]",
      "forms/kinds.yaml:58:28 call_check_plain", KINDS },
    { "an alias", "people: [李四]", "people: &a [李四], emails: *a",
      "call.yaml:14:42 call_yaml_alias" },
    { "an anchor", "people: [李四]", "people: &a [李四]", "call.yaml:14:25 call_yaml_alias" },
    { "a tag", "issuer: 示例省人力资源和社会保障厅", "issuer: !x y",
      "call.yaml:6:9 call_yaml_tag" },
    { "a second document", "format: 1", "---\nformat: 1\n---\nformat: 1",
      "call.yaml:3:1 call_yaml_documents" },
    { "a key that is a list", "format: 1", "format: 1\n? [a]\n: b", "call.yaml:2:3 call_yaml_key" },
    { "another code than the file's name", "code: basic", "code: basis",
      "forms/basic.yaml:1:1 call_form_code" },
    { "an id twice in a form", "id: money", "id: title", "forms/basic.yaml:10:9 call_code_twice" },
    { "a role twice", "kind: money", "kind: text\n        as: title",
      "forms/basic.yaml:10:9 call_role_twice" },
    { "a role its kind cannot play", "as: title", "as: period",
      "forms/basic.yaml:9:9 call_key_kind" },
    { "a kind that is not offered", "kind: money", "kind: gold",
      "forms/basic.yaml:12:15 call_type_word" },
    { "a limit its kind does not know", "min: 1, max: 100.50", "max_words: 5",
      "forms/basic.yaml:14:13 call_key_kind" },
    { "a limit upside down", "min: 1, max: 100.50", "min: 2, max: 1.99",
      "forms/basic.yaml:14:13 call_range_upside_down" },
    { "a limit finer than a cent", "max: 100.50", "max: 100.505",
      "forms/basic.yaml:14:13 call_limit_decimals" },
    { "a limit that is no number", "max: 100.50", "max: 1e3",
      "forms/basic.yaml:14:27 call_type_number" },
    { "a choice without options", "kind: money", "kind: choice",
      "forms/basic.yaml:10:9 call_missing_key" },
    { "a table without columns", "kind: money", "kind: table",
      "forms/basic.yaml:10:9 call_missing_key" },
    { "a cell of no field", "cells: [{field: money}]", "cells: [{field: gold}]",
      "forms/basic.yaml:20:23 call_unknown_reference" },
    { "a row wider than the form", "span: 4", "span: 5", "forms/basic.yaml:19:7 call_print_wide" },
    { "a check without its total", "print:\n",
      "checks:\n  - {kind: sum_equal, fields: [money], clause: c1}\nprint:\n",
      "forms/basic.yaml:16:5 call_missing_key" },
    { "a check over a text", "print:\n",
      "checks:\n  - {kind: sum_equal, fields: [title], total: money, clause: c1}\nprint:\n",
      "forms/basic.yaml:16:32 call_check_kind" },
};

static bool holds(const struct finding_list *findings, const char *wanted)
{
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *row = &findings->rows[i];
        const char *text = mem_printf(op, "%s:%d:%d %s", row->place.file, row->place.line,
                                      row->place.column, row->code);
        if (strcmp(text, wanted) == 0)
            return strstr(row->message, "没有为这种情况准备说明") == NULL;
    }
    return false;
}

static void is_found_at_its_place(void **state)
{
    const struct mistake *mistake = *state;
    struct files files = files_of(op, mistake->folder == NULL ? MINIMAL : mistake->folder);
    struct finding_list findings = { 0 };
    struct call *call = NULL;

    (void)files_replace(op, &files, mistake->from, mistake->to);
    assert_int_equal(call_load(op, files.rows, files.count, &call, &findings), ERR_INVALID);
    assert_null(call);
    if (!holds(&findings, mistake->found)) {
        for (size_t i = 0; i < findings.count; i++)
            print_error("%s\n", finding_line(op, &findings.rows[i]));
        print_error("wanted %s\n", mistake->found);
        assert_null(mistake->found);
    }
}

static void the_untouched_call_loads(void **state)
{
    (void)state;
    const struct call *call = call_of(op, MINIMAL);
    const struct track *track = call_track(call, "one");

    assert_string_equal(call->issuer, "示例省人力资源和社会保障厅");
    assert_int_equal(track_deadline(call, track)->day, 20260320);
    assert_int_equal(track_step_deadline(call, track, STEP_LEAGUE)->day, 20260313);
    assert_true(track_quota(track, "city")->soft);
    assert_int_equal(track->form->sections[0].fields[1].limits[0].max, 10050);
}

static void the_last_instant_of_a_day_is_in_time(void **state)
{
    (void)state;
    const struct call *call = call_of(op, "calls/nmg-2025");

    /* 2025-01-25T00:00+08:00 is the first instant that is too late */
    assert_int_equal(call_deadline(call, "main")->at_ms, 1737734400000);
    assert_int_equal(call_deadline(call, "main")->day, 20250124);
}

static void all_mistakes_come_at_once_in_order(void **state)
{
    struct files files = files_of(op, MINIMAL);
    struct finding_list findings = { 0 };
    struct call *call = NULL;

    (void)state;
    (void)files_replace(op, &files, "plan_year: 2026", "plan_year: x");
    (void)files_replace(op, &files, "kind: money", "kind: gold");
    (void)files_replace(op, &files, "issued: 2026-03-02", "issued: x");
    assert_int_equal(call_load(op, files.rows, files.count, &call, &findings), ERR_INVALID);
    assert_true(holds(&findings, "call.yaml:7:9 call_type_day"));
    assert_true(holds(&findings, "call.yaml:8:12 call_type_int"));
    assert_true(holds(&findings, "forms/basic.yaml:12:15 call_type_word"));
    for (size_t i = 1; i < findings.count; i++)
        assert_true(findings.rows[i - 1].place.line <= findings.rows[i].place.line ||
                    strcmp(findings.rows[i - 1].place.file, findings.rows[i].place.file) != 0);
}

static enum err load_text(const char *text, size_t size, struct finding_list *findings)
{
    struct call_file file = { "call.yaml", text, size };
    struct call *call = NULL;

    return call_load(op, &file, 1, &call, findings);
}

static bool has_code(const struct finding_list *findings, const char *code)
{
    for (size_t i = 0; i < findings->count; i++) {
        if (strcmp(findings->rows[i].code, code) == 0)
            return true;
    }
    return false;
}

static void a_file_of_one_mebibyte_is_read_and_one_more_is_not(void **state)
{
    char *text = mem_array(op, char, CALL_FILE_BYTES_MAX + 2);
    struct finding_list findings = { 0 };

    (void)state;
    memset(text, '#', CALL_FILE_BYTES_MAX + 1);
    assert_int_equal(load_text(text, CALL_FILE_BYTES_MAX, &findings), ERR_INVALID);
    assert_false(has_code(&findings, "call_file_large"));
    assert_int_equal(load_text(text, CALL_FILE_BYTES_MAX + 1, &findings), ERR_INVALID);
    assert_true(has_code(&findings, "call_file_large"));
}

/* x: [[[…]]] with depth nodes from the root to the innermost list */
static const char *nested(int depth)
{
    char *text = mem_text(op, "x: ");

    for (int i = 0; i < depth - 1; i++)
        mem_append(op, &text, "[");
    for (int i = 0; i < depth - 1; i++)
        mem_append(op, &text, "]");
    return text;
}

static void thirty_two_levels_are_read_and_one_more_is_not(void **state)
{
    struct finding_list findings = { 0 };
    const char *text = nested(CALL_DEPTH_MAX);

    (void)state;
    assert_int_equal(load_text(text, strlen(text), &findings), ERR_INVALID);
    assert_false(has_code(&findings, "call_yaml_depth"));
    text = nested(CALL_DEPTH_MAX + 1);
    assert_int_equal(load_text(text, strlen(text), &findings), ERR_INVALID);
    assert_true(has_code(&findings, "call_yaml_depth"));
}

/* libyaml's document loader takes minutes here. */
static void a_mebibyte_of_brackets_is_refused_at_once(void **state)
{
    static const char *const signs[] = { "[", "{", "- ", "? ", "a: [" };
    char *text = mem_array(op, char, CALL_FILE_BYTES_MAX + 1);

    (void)state;
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        struct finding_list findings = { 0 };
        for (size_t at = 0; at < CALL_FILE_BYTES_MAX; at++)
            text[at] = signs[i][at % strlen(signs[i])];
        assert_int_equal(load_text(text, CALL_FILE_BYTES_MAX, &findings), ERR_INVALID);
        assert_true(has_code(&findings, "call_yaml_depth"));
    }
}

static void more_mistakes_than_fit_are_counted(void **state)
{
    struct finding_list findings = { 0 };
    char *text = NULL;

    (void)state;
    for (int i = 0; i < FINDINGS_MAX + 5; i++)
        mem_append(op, &text, "- &a\n");
    assert_int_equal(load_text(text, strlen(text), &findings), ERR_INVALID);
    assert_int_equal(findings.count, FINDINGS_MAX);
    assert_true(findings.error_count > FINDINGS_MAX);
}

/* Root, key and list are three nodes; every item is one more. */
static const char *many_nodes(int count)
{
    char *text = mem_array(op, char, 2 * (size_t)count + 16);
    size_t at = 0;

    for (const char *head = "x: ["; *head != '\0'; head++)
        text[at++] = *head;
    for (int i = 0; i < count - 3; i++) {
        text[at++] = 'a';
        text[at++] = ',';
    }
    text[at] = ']';
    return text;
}

static void two_hundred_thousand_nodes_are_read_and_one_more_is_not(void **state)
{
    struct finding_list findings = { 0 };
    const char *text = many_nodes(CALL_NODES_MAX);

    (void)state;
    assert_int_equal(load_text(text, strlen(text), &findings), ERR_INVALID);
    assert_false(has_code(&findings, "call_yaml_nodes"));
    text = many_nodes(CALL_NODES_MAX + 1);
    assert_int_equal(load_text(text, strlen(text), &findings), ERR_INVALID);
    assert_true(has_code(&findings, "call_yaml_nodes"));
}

static void sixty_four_files_are_read_and_one_more_is_not(void **state)
{
    struct call_file *files = mem_array(op, struct call_file, CALL_FILES_MAX + 1);
    struct finding_list findings = { 0 };
    struct call *call = NULL;

    (void)state;
    for (int i = 0; i <= CALL_FILES_MAX; i++)
        files[i] = (struct call_file){ mem_printf(op, "forms/f%d.yaml", i), "x: 1", 4 };
    assert_int_equal(call_load(op, files, CALL_FILES_MAX, &call, &findings), ERR_INVALID);
    op_forgive(op);
    assert_int_equal(call_load(op, files, CALL_FILES_MAX + 1, &call, &findings), ERR_TOO_LARGE);
}

static void lines_of_chinese_join_without_a_space(void **state)
{
    static const struct {
        const char *written;
        const char *read;
    } rows[] = {
        { ">-\n  征集专家、\n  服务基地\n", "征集专家、服务基地" },
        { "征集专家\n  服务 基地\n", "征集专家服务基地" },
        { ">-\n  to the\n  grassroots\n", "to the grassroots" },
        { ">-\n  第 1\n  批 A\n  组\n", "第 1 批 A 组" },
        { "专家 服务\n", "专家 服务" },
        { "|-\n  专家 服务\n  基地\n", "专家 服务\n基地" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct files files = files_of(op, MINIMAL);
        struct finding_list findings = { 0 };
        struct call *call = NULL;
        (void)files_replace(op, &files, "issuer: 示例省人力资源和社会保障厅\n",
                            mem_printf(op, "issuer: %s", rows[i].written));
        assert_int_equal(call_load(op, files.rows, files.count, &call, &findings), OK);
        assert_string_equal(call->issuer, rows[i].read);
    }
}

static void bytes_that_are_no_utf8_are_refused(void **state)
{
    struct finding_list findings = { 0 };

    (void)state;
    assert_int_equal(load_text("title: \xFF\xFE", 9, &findings), ERR_INVALID);
    assert_true(has_code(&findings, "call_yaml_encoding"));
}

/* Many fields that inherit a clause that is not there: one finding, where it is written. */
static void an_inherited_slip_is_told_once(void **state)
{
    struct files files = files_of(op, MINIMAL);
    struct finding_list findings = { 0 };
    struct call *call = NULL;
    char *more = NULL;

    (void)state;
    for (int i = 0; i < 150; i++)
        mem_append(op, &more, "      - {id: f%d, label: 栏, kind: text, printed: false}\n", i);
    (void)files_replace(op, &files, "print:\n", mem_printf(op, "%sprint:\n", more));
    (void)files_replace(op, &files, "title: 示例申报表\nclause: c1",
                        "title: 示例申报表\nclause: c9");
    assert_int_equal(call_load(op, files.rows, files.count, &call, &findings), ERR_INVALID);
    assert_int_equal(findings.error_count, 1);
    assert_int_equal(findings.rows[0].place.line, 4);
}

static void unknown_and_missing_paths_are_named(void **state)
{
    struct call_file files[] = { { "notes.txt", "x", 1 }, { "forms/../a.yaml", "x", 1 } };
    struct finding_list findings = { 0 };
    struct call *call = NULL;

    (void)state;
    assert_int_equal(call_load(op, files, 2, &call, &findings), ERR_INVALID);
    assert_true(has_code(&findings, "call_path_unknown"));
    assert_true(has_code(&findings, "call_path_missing"));
}

static void a_loaded_call_outlives_its_operation(void **state)
{
    struct op *other = op_new(NULL, 0, 0);
    struct files files = files_of(other, MINIMAL);
    struct finding_list findings = { 0 };
    struct call *call = NULL;

    (void)state;
    assert_int_equal(call_load(other, files.rows, files.count, &call, &findings), OK);
    (void)mem_keep(op, call);
    op_free(other);
    assert_string_equal(call_track(call, "one")->form->title, "示例申报表");
    assert_string_equal(call->tracks[0].origin.place.file, "call.yaml");
    assert_string_equal(call->tracks[0].origin.clause_label, "第一条");
}

int main(void)
{
    static struct CMUnitTest tests[sizeof mistakes / sizeof mistakes[0] + 20];
    static const struct CMUnitTest others[] = {
        cmocka_unit_test(the_untouched_call_loads),
        cmocka_unit_test(the_last_instant_of_a_day_is_in_time),
        cmocka_unit_test(all_mistakes_come_at_once_in_order),
        cmocka_unit_test(a_file_of_one_mebibyte_is_read_and_one_more_is_not),
        cmocka_unit_test(thirty_two_levels_are_read_and_one_more_is_not),
        cmocka_unit_test(a_mebibyte_of_brackets_is_refused_at_once),
        cmocka_unit_test(more_mistakes_than_fit_are_counted),
        cmocka_unit_test(two_hundred_thousand_nodes_are_read_and_one_more_is_not),
        cmocka_unit_test(sixty_four_files_are_read_and_one_more_is_not),
        cmocka_unit_test(bytes_that_are_no_utf8_are_refused),
        cmocka_unit_test(lines_of_chinese_join_without_a_space),
        cmocka_unit_test(an_inherited_slip_is_told_once),
        cmocka_unit_test(unknown_and_missing_paths_are_named),
        cmocka_unit_test(a_loaded_call_outlives_its_operation),
    };
    size_t count = 0;

    for (; count < sizeof mistakes / sizeof mistakes[0]; count++) {
        tests[count] = (struct CMUnitTest){ .name = mistakes[count].claim,
                                            .test_func = is_found_at_its_place,
                                            .initial_state = (void *)(uintptr_t)&mistakes[count] };
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        tests[count + i] = others[i];
    return _cmocka_run_group_tests("call_load", tests, count + sizeof others / sizeof others[0],
                                   start, stop);
}
