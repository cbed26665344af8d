/* SPDX-License-Identifier: Apache-2.0 */
/* CSV by RFC 4180: what is read, what is refused and in which line. */
#include "base/mem.h"
#include "base/op.h"
#include "text/csv.h"

#include <string.h>

/* cmocka wants these four, and comes last: its fail() would hide ours */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

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

static struct csv parsed(struct op *op, const char *text)
{
    struct csv csv = { 0 };
    struct bytes bytes = { (const uint8_t *)text, strlen(text) };

    assert_int_equal(csv_parse(op, bytes, &csv), OK);
    return csv;
}

static void expect(struct op *op, struct bytes text, enum err code, const char *reason,
                   const char *line)
{
    struct csv csv = { 0 };

    assert_int_equal(csv_parse(op, text, &csv), code);
    assert_string_equal(op->failure.reason, reason);
    if (line != NULL)
        assert_string_equal(op->failure.args[0].value, line);
    assert_null(csv.columns);
    op_forgive(op);
}

static void quoted_cells_hold_commas_lines_and_quotes(void **state)
{
    struct csv csv =
        parsed(*state, "a,b,c\r\n\"x,y\",\"two\nlines\",\"say \"\"hi\"\"\"\r\n1,,\"\"\r\n");

    assert_int_equal(csv.column_count, 3);
    assert_int_equal(csv.row_count, 2);
    assert_string_equal(csv.rows[0].cells[0], "x,y");
    assert_string_equal(csv.rows[0].cells[1], "two\nlines");
    assert_string_equal(csv.rows[0].cells[2], "say \"hi\"");
    assert_string_equal(csv.rows[1].cells[1], "");
    assert_string_equal(csv.rows[1].cells[2], "");
    assert_int_equal(csv.rows[1].line, 4);
}

static void last_line_needs_no_end_and_empty_lines_are_skipped(void **state)
{
    struct csv csv = parsed(*state, "\xef\xbb\xbf\n\r\na,b\n\n1,2\n\r\n3,4");

    assert_int_equal(csv.row_count, 2);
    assert_string_equal(csv.columns[0], "a");
    assert_string_equal(csv.rows[1].cells[1], "4");
    assert_int_equal(csv.rows[1].line, 7);
}

static void last_empty_cell_is_a_cell(void **state)
{
    struct csv csv = parsed(*state, "a,b\n1,");

    assert_int_equal(csv.row_count, 1);
    assert_string_equal(csv.rows[0].cells[1], "");
}

static void notes_stand_before_the_first_row_only(void **state)
{
    struct csv csv =
        parsed(*state, "# source: GB/T 2260: 2023\r\n#years:2025\n# no colon\na\n# b: c\n");

    assert_int_equal(csv.note_count, 2);
    assert_string_equal(csv_note(&csv, "source"), "GB/T 2260: 2023");
    assert_string_equal(csv_note(&csv, "years"), "2025");
    assert_null(csv_note(&csv, "b"));
    assert_int_equal(csv.row_count, 1);
    assert_string_equal(csv.rows[0].cells[0], "# b: c");
}

static void columns_are_found_by_name(void **state)
{
    struct csv csv = parsed(*state, "code,name\n1,x\n");

    assert_int_equal(csv_column(&csv, "name"), 1);
    assert_int_equal(csv_column(&csv, "none"), CSV_MISSING);
    assert_string_equal(csv_cell(&csv.rows[0], csv_column(&csv, "name")), "x");
    assert_string_equal(csv_cell(&csv.rows[0], csv_column(&csv, "none")), "");
}

static void malformed_texts_are_refused_with_their_line(void **state)
{
    static const struct {
        const char *text;
        const char *reason;
        const char *line;
    } rows[] = {
        { "", "csv_empty", "1" },
        { "# a: b\n", "csv_empty", "2" },
        { "a,a\n", "csv_columns", "1" },
        { "a,b\n1\n", "csv_columns", "2" },
        { "a,b\n\"1\n2\",3\n1,2,3\n", "csv_columns", "4" },
        { "a,b\n1,x\"y\n", "csv_quote", "2" },
        { "a,b\n1,\"x\"y\n", "csv_quote", "2" },
        { "a,b\n1,\"x\n", "csv_quote", "2" },
        { "a,b\n1,\"x\"\r2\n", "csv_quote", "2" },
        { "a,b\n1,\xd6\xd0\n", "csv_encoding", "2" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct bytes text = { (const uint8_t *)rows[i].text, strlen(rows[i].text) };
        expect(*state, text, ERR_INVALID, rows[i].reason, rows[i].line);
    }
    expect(*state, (struct bytes){ (const uint8_t *)"a\0b\n", 4 }, ERR_INVALID, "csv_encoding",
           "1");
    expect(*state, (struct bytes){ NULL, 0 }, ERR_INVALID, "csv_empty", "1");
}

static struct bytes repeated(struct op *op, const char *head, const char *piece, size_t count)
{
    size_t step = strlen(piece);
    char *text = mem_array(op, char, strlen(head) + step * count + 1);
    size_t size = strlen(head);

    memcpy(text, head, size);
    for (size_t i = 0; i < count; i++, size += step)
        memcpy(text + size, piece, step);
    return (struct bytes){ (const uint8_t *)text, size };
}

static void rows_end_at_their_limit(void **state)
{
    struct csv csv = { 0 };
    struct bytes text = repeated(*state, "a\n", "1\n", CSV_ROWS_MAX);

    assert_int_equal(csv_parse(*state, text, &csv), OK);
    assert_int_equal(csv.row_count, CSV_ROWS_MAX);
    expect(*state, repeated(*state, "a\n", "1\n", CSV_ROWS_MAX + 1), ERR_TOO_LARGE, "csv_too_large",
           NULL);
}

static void columns_notes_and_bytes_end_at_their_limits(void **state)
{
    struct csv csv = { 0 };
    char *columns = mem_text(*state, "c0");

    for (int i = 1; i < CSV_COLUMNS_MAX; i++)
        mem_append(*state, &columns, ",c%d", i);
    assert_int_equal(parsed(*state, columns).column_count, CSV_COLUMNS_MAX);
    mem_append(*state, &columns, ",more");
    expect(*state, repeated(*state, columns, "", 0), ERR_TOO_LARGE, "csv_too_large", "1");

    struct bytes notes = repeated(*state, "", "#a:b\n", CSV_NOTES_MAX);
    assert_int_equal(csv_parse(*state, notes, &csv), ERR_INVALID); /* no first row yet */
    op_forgive(*state);
    expect(*state, repeated(*state, "", "#a:b\n", CSV_NOTES_MAX + 1), ERR_TOO_LARGE,
           "csv_too_large", NULL);

    struct bytes longest = repeated(*state, "a\n", "x", CSV_BYTES_MAX - 2);
    assert_int_equal(csv_parse(*state, longest, &csv), OK);
    expect(*state, repeated(*state, "a\n", "x", CSV_BYTES_MAX - 1), ERR_TOO_LARGE, "csv_too_large",
           NULL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, finish)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(quoted_cells_hold_commas_lines_and_quotes),
        TEST(last_line_needs_no_end_and_empty_lines_are_skipped),
        TEST(last_empty_cell_is_a_cell),
        TEST(notes_stand_before_the_first_row_only),
        TEST(columns_are_found_by_name),
        TEST(malformed_texts_are_refused_with_their_line),
        TEST(rows_end_at_their_limit),
        TEST(columns_notes_and_bytes_end_at_their_limits),
    };
    return cmocka_run_group_tests_name("csv", tests, NULL, NULL);
}
