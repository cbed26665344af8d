/* SPDX-License-Identifier: Apache-2.0 */
/* Lists as long as they may be, and one beyond. */
#include "site.h"

#include "db/db.h"
#include "import/import.h"
#include "import_files.h"

#include <time.h>

DB_SQL(test_application_count, "t", "SELECT count(*) FROM application WHERE call = $1");
DB_SQL(test_part_count, "t",
       "SELECT count(*) FROM import_part p JOIN import_list l ON l.id = p.list_id"
       " WHERE l.public_id = $1");
DB_SQL(test_title_count, "t", "SELECT count(*) FROM application WHERE title = $1");

/* count rows of applications. */
static struct bytes many(struct op *op, size_t count)
{
    const char *(*rows)[8] = (const char *(*)[8])mem_array(op, const char *, (count + 1) * 8);

    rows[0][0] = "活动名称";
    rows[0][1] = "活动起止时间";
    rows[0][2] = "总预算";
    for (size_t i = 1; i <= count; i++) {
        rows[i][0] = mem_printf(op, "第%zu项活动", i);
        rows[i][1] = "2025年7月14日至7月20日";
        rows[i][2] = "23.5万元";
    }
    return workbook(op, "申报", (const char *const(*)[8])rows, count + 1);
}

static void two_thousand_rows_are_the_most(void **state)
{
    struct op *op = *state;

    assert_status(check_as(op, "shenbao", APPLICATIONS, many(op, IMPORT_ROWS_MAX)), 200);
    assert_refused(check_as(op, "shenbao", APPLICATIONS, many(op, IMPORT_ROWS_MAX + 1)), 413,
                   "import_rows");
}

/* A head of "活动名称" and count titles that nothing has. */
static struct bytes with_unknown(struct op *op, size_t count)
{
    struct sheet_column *columns = mem_array(op, struct sheet_column, count + 1);
    struct sheet_cell *cells = mem_array(op, struct sheet_cell, count + 1);
    struct xlsx *xlsx = NULL;
    struct bytes bytes = { 0 };

    columns[0].title = "活动名称";
    cells[0].text = "草原行";
    for (size_t i = 1; i <= count; i++)
        columns[i].title = mem_printf(op, "不认识的%zu", i);
    assert_ok(op, xlsx_new(op, "", "", NULL, &xlsx));
    assert_ok(op, xlsx_sheet(op, xlsx, "申报", columns, count + 1));
    assert_ok(op, xlsx_row(op, xlsx, cells));
    assert_ok(op, xlsx_end(op, xlsx, &bytes));
    return bytes;
}

static void heads_that_nothing_has_are_named_up_to_a_number(void **state)
{
    struct op *op = *state;
    struct reply report =
        check_as(op, "shenbao", APPLICATIONS, with_unknown(op, IMPORT_UNKNOWN_MAX));

    assert_status(report, 200);
    assert_int_equal(json_array_size(member(&report, "unknown")), IMPORT_UNKNOWN_MAX);
    assert_text_holds(report.bytes, "不认识的200\"");
    report = check_as(op, "shenbao", APPLICATIONS, with_unknown(op, IMPORT_UNKNOWN_MAX + 3));
    assert_int_equal(json_array_size(member(&report, "unknown")), IMPORT_UNKNOWN_MAX + 1);
    assert_string_equal(text_of(report, "unknown.200"), "（另有 3 栏不认识）");
    assert_int_equal(int_of(report, "row_count"), 1);
}

/* Rows of a list in several sealed pieces come out as they went in, in their order. */
static void a_list_of_many_pieces_is_entered_whole(void **state)
{
    struct op *op = *state;
    enum { ROWS = 300 };
    static char text[2100];
    const char *rows[ROWS + 1][8] = { { "活动名称", "拟开展的活动内容" } };

    memset(text, 'x', sizeof text - 1);
    for (size_t i = 1; i <= ROWS; i++) {
        rows[i][0] = mem_printf(op, "分片第%zu项", i);
        rows[i][1] = text;
    }
    struct reply report = check_as(op, "shenbao", APPLICATIONS,
                                   workbook(op, "申报", (const char *const(*)[8])rows, ROWS + 1));
    assert_status(report, 200);
    assert_int_equal(number_in_db(op, &test_part_count, text_of(report, "id")), 3);
    int64_t before = number_in_db(op, &test_application_count, CALL);
    assert_status(enter_as(op, "shenbao", "applications", text_of(report, "id")), 200);
    assert_int_equal(number_in_db(op, &test_application_count, CALL), before + ROWS);
    assert_int_equal(number_in_db(op, &test_part_count, text_of(report, "id")), 0);
    assert_int_equal(number_in_db(op, &test_title_count, "分片第1项"), 1);
    assert_int_equal(number_in_db(op, &test_title_count, "分片第300项"), 1);
    assert_chain_clean(op);
}

static void five_hundred_applications_are_entered_at_once(void **state)
{
    struct op *op = *state;
    struct bytes file = many(op, 500);
    clock_t began = clock();

    struct reply report = check_as(op, "shenbao", APPLICATIONS, file);
    clock_t checked = clock();
    assert_status(enter_as(op, "shenbao", "applications", text_of(report, "id")), 200);
    print_message("500 applications: checked %ld ms, entered %ld ms of processor time\n",
                  (long)((checked - began) * 1000 / CLOCKS_PER_SEC),
                  (long)((clock() - checked) * 1000 / CLOCKS_PER_SEC));
    assert_true(number_in_db(op, &test_application_count, CALL) >= 500);
    assert_chain_clean(op);
}

int main(void)
{
    return run_on_each_site(
        "import_size",
        (const struct CMUnitTest[]){ TEST(two_thousand_rows_are_the_most),
                                     TEST(heads_that_nothing_has_are_named_up_to_a_number),
                                     TEST(a_list_of_many_pieces_is_entered_whole),
                                     TEST(five_hundred_applications_are_entered_at_once),
                                     { 0 } });
}
