/* SPDX-License-Identifier: Apache-2.0 */
/* Marks of a review: what is read, what is refused and in which line. */
#include "base/mem.h"
#include "base/op.h"
#include "rank/marks.h"

#include <stdio.h>
#include <string.h>

/* cmocka wants these four, and comes last: its fail() would hide ours */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define HEAD "item,reviewer,mark\n"

static int start(void **state)
{
    *state = op_new(NULL, 0, 0);
    return 0;
}

static int finish(void **state)
{
    op_free(*state);
    return 0;
}

static enum err read_text(struct op *op, const char *text, struct marks *ret_marks)
{
    return marks_read(op, (struct bytes){ (const uint8_t *)text, strlen(text) }, ret_marks);
}

static struct marks marks_of(struct op *op, const char *text)
{
    struct marks marks = { 0 };

    assert_int_equal(read_text(op, text, &marks), OK);
    return marks;
}

static const char *arg_of(const struct op *op, const char *name)
{
    for (int i = 0; i < op->failure.arg_count; i++) {
        if (strcmp(op->failure.args[i].name, name) == 0)
            return op->failure.args[i].value;
    }
    return "";
}

static void rows_are_in_order_of_item_and_reviewer(void **state)
{
    struct marks marks = marks_of(*state, "item,reviewer,mark,section\r\nb,v2,2,s\r\na,v2,1.5,t\r\n"
                                          "b,v1,\"-3\",s\r\n\r\n乙,v1,0,s");

    assert_int_equal(marks.count, 4);
    assert_int_equal(marks.items.count, 3);
    assert_int_equal(marks.reviewers.count, 2);
    assert_int_equal(marks.sections.count, 2);
    assert_string_equal(marks.items.names[2], "乙");
    assert_int_equal(marks.rows[0].hundredths, 150);
    assert_int_equal(marks.rows[0].section, 1);
    assert_int_equal(marks.rows[1].hundredths, -300);
    assert_int_equal(marks.rows[1].reviewer, 0);
    assert_int_equal(marks.rows[2].hundredths, 200);
    assert_int_equal(marks.item_first[1], 1);
    assert_int_equal(marks.item_first[3], 4);
}

static void a_byte_order_mark_and_quoted_names_are_read(void **state)
{
    struct marks marks =
        marks_of(*state, "\xef\xbb\xbfitem,reviewer,mark\n\"a,\"\"b\"\"\",\"李 四\",1\n");

    assert_string_equal(marks.items.names[0], "a,\"b\"");
    assert_string_equal(marks.reviewers.names[0], "李 四");
    assert_int_equal(marks.sections.count, 0);
}

static void marks_are_plain_decimals(void **state)
{
    static const struct {
        const char *text;
        int hundredths;
    } good[] = {
        { "85", 8500 },
        { "85.5", 8550 },
        { "85.50", 8550 },
        { "085", 8500 },
        { "-3", -300 },
        { "-0", 0 },
        { "0.01", 1 },
        { "-0.01", -1 },
        { "1000000", MARK_MAX },
        { "-1000000.00", -MARK_MAX },
        { "00000000000085", 8500 },
    };
    static const char *const bad[] = {
        "1e2",
        "+3",
        " 85",
        "85 ",
        "85.",
        ".5",
        "-",
        "85.500",
        "85.123",
        "85,5",
        "0x10",
        "nan",
        "inf",
        "1000000.01",
        "-1000001",
        "10000000",
        "99999999999999999999999999999999",
        "８５",
        "8 5",
        "--3",
        "1.-1",
        "八十五",
        "\"85\"\"\"",
        "9223372036854775808.00",
    };

    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        struct marks marks = marks_of(*state, mem_printf(*state, HEAD "a,v,%s\n", good[i].text));
        assert_int_equal(marks.rows[0].hundredths, good[i].hundredths);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct op *op = *state;
        struct marks marks = { 0 };
        const char *quote = strchr(bad[i], ',') != NULL ? "\"" : "";
        const char *text = mem_printf(op, HEAD "b,v,1\na,v,%s%s%s\n", quote, bad[i], quote);
        assert_int_equal(read_text(op, text, &marks), ERR_INVALID);
        assert_string_equal(op->failure.reason, "marks_mark");
        assert_string_equal(arg_of(op, "line"), "3");
        op_forgive(op);
    }
}

static void wrong_files_are_refused_with_their_line(void **state)
{
    static const struct {
        const char *text, *reason, *line;
    } rows[] = {
        { "", "csv_empty", "1" },
        { "item,reviewer\n", "marks_header", "1" },
        { "item,reviewer,mark,group\n", "marks_header", "1" },
        { "Item,reviewer,mark\n", "marks_header", "1" },
        { "reviewer,item,mark\n", "marks_header", "1" },
        { "item, reviewer,mark\n", "marks_header", "1" },
        { "item,item,mark\n", "csv_columns", "1" },
        { "item,reviewer,mark,section,more\n", "marks_header", "1" },
        { "# note: x\n" HEAD "a,v,1\n", "marks_header", "1" },
        { "# a remark\n" HEAD "a,v,1\n", "marks_header", "1" },
        { "\n" HEAD "a,v,1\n", "marks_header", "1" },
        { "a,v,1\n", "marks_header", "1" },
        { HEAD, "marks_none", "1" },
        { HEAD "a,v,1\na,w,\n", "marks_mark", "3" },
        { HEAD "a,v,1\n\na,v,1\n", "marks_twice", "4" },
        { HEAD "a,v,1\nb,v,1\nb,v,2\na,v,2\n", "marks_twice", "4" },
        { "item,reviewer,mark,section\na,v,1,s\na,v,2,t\n", "marks_twice", "3" },
        { "item,reviewer,mark,section\na,v,1,\n", "marks_name", "2" },
        { HEAD ",v,1\n", "marks_name", "2" },
        { HEAD "a,,1\n", "marks_name", "2" },
        { HEAD " a,v,1\n", "marks_name", "2" },
        { HEAD "a,v ,1\n", "marks_name", "2" },
        { HEAD "\"a\nb\",v,1\n", "marks_name", "2" },
        { HEAD "a\tb,v,1\n", "marks_name", "2" },
        { HEAD "a,v\n", "csv_columns", "2" },
        { HEAD "a,v,1,s\n", "csv_columns", "2" },
        { HEAD "a,\"v,1\n", "csv_quote", "2" },
        { HEAD "a,v,1\nb,v,\xff\n", "csv_encoding", "3" },
        { HEAD "a,v,1\n" HEAD, "marks_mark", "3" },
    };
    struct op *op = *state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct marks marks = { 0 };
        assert_int_equal(read_text(op, rows[i].text, &marks), ERR_INVALID);
        assert_string_equal(op->failure.reason, rows[i].reason);
        assert_string_equal(arg_of(op, "line"), rows[i].line);
        assert_null(marks.rows);
        op_forgive(op);
    }
}

static void a_pair_twice_names_both_lines(void **state)
{
    struct op *op = *state;
    struct marks marks = { 0 };

    assert_int_equal(read_text(op, HEAD "甲,v,1\n乙,w,1\n甲,v,2\n", &marks), ERR_INVALID);
    assert_string_equal(op_failure_text(op),
                        "打分表第 4 行重复：v 对 甲 的分数已在第 2 行。请删去其中一行。");
}

/* So many rows, each the text that the format makes of its number. */
static enum err read_many(struct op *op, int count, int per_item, int per_reviewer)
{
    struct marks marks = { 0 };
    size_t room = (size_t)count * 24 + 64;
    char *text = mem_array(NULL, char, room);
    size_t used = (size_t)snprintf(text, room, HEAD);

    for (int i = 0; i < count; i++)
        used += (size_t)snprintf(text + used, room - used, "p%d,v%d,1\n", i / per_item,
                                 per_reviewer == 0 ? i % per_item : i / per_reviewer);
    enum err e = marks_read(op, (struct bytes){ (const uint8_t *)text, used }, &marks);
    mem_free(text);
    return e;
}

static void limits_hold_and_one_beyond_is_refused_with_its_line(void **state)
{
    struct op *op = *state;
    static const struct {
        int count, per_item, per_reviewer;
        const char *line; /* NULL: read */
    } rows[] = {
        { MARKS_MAX, 10, 0, NULL },          { MARKS_MAX + 1, 11, 0, "1000002" },
        { MARKS_ITEMS_MAX, 1, 0, NULL },     { MARKS_ITEMS_MAX + 1, 1, 0, "100002" },
        { MARKS_REVIEWERS_MAX, 2, 1, NULL }, { MARKS_REVIEWERS_MAX + 1, 2, 1, "100002" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        enum err e = read_many(op, rows[i].count, rows[i].per_item, rows[i].per_reviewer);
        assert_int_equal(e, rows[i].line == NULL ? OK : ERR_TOO_LARGE);
        if (rows[i].line != NULL)
            assert_string_equal(arg_of(op, "line"), rows[i].line);
        op_forgive(op);
    }
}

static void names_and_sections_end_at_their_limits(void **state)
{
    struct op *op = *state;
    struct marks marks = { 0 };
    char name[MARKS_NAME_BYTES_MAX + 2];

    for (int more = 0; more < 2; more++) {
        char *text = mem_text(op, "item,reviewer,mark,section\n");
        for (int i = 0; i < MARKS_SECTIONS_MAX + more; i++)
            mem_append(op, &text, "p%d,v,1,s%d\n", i, i);
        assert_int_equal(read_text(op, text, &marks), more == 0 ? OK : ERR_TOO_LARGE);
        memset(name, 'x', sizeof name);
        name[MARKS_NAME_BYTES_MAX + more] = '\0';
        op_forgive(op);
        text = mem_printf(op, HEAD "%s,v,1\n", name);
        assert_int_equal(read_text(op, text, &marks), more == 0 ? OK : ERR_INVALID);
        op_forgive(op);
    }
}

static void a_file_ends_at_its_limit(void **state)
{
    struct op *op = *state;
    struct marks marks = { 0 };
    size_t size = MARKS_BYTES_MAX;
    char *text = mem_array(NULL, char, size + 1);

    memset(text, '\n', size + 1);
    memcpy(text, HEAD "a,v,1", strlen(HEAD "a,v,1"));
    assert_int_equal(marks_read(op, (struct bytes){ (const uint8_t *)text, size }, &marks), OK);
    assert_int_equal(marks_read(op, (struct bytes){ (const uint8_t *)text, size + 1 }, &marks),
                     ERR_TOO_LARGE);
    mem_free(text);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, finish)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(rows_are_in_order_of_item_and_reviewer),
        TEST(a_byte_order_mark_and_quoted_names_are_read),
        TEST(marks_are_plain_decimals),
        TEST(wrong_files_are_refused_with_their_line),
        TEST(a_pair_twice_names_both_lines),
        TEST(limits_hold_and_one_beyond_is_refused_with_its_line),
        TEST(names_and_sections_end_at_their_limits),
        TEST(a_file_ends_at_its_limit),
    };
    return cmocka_run_group_tests_name("marks", tests, NULL, NULL);
}
