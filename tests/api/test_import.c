/* SPDX-License-Identifier: Apache-2.0 */
/* Lists from workbooks: understood or refused cell by cell, entered whole or not at all. */
#include "site.h"

#include "base/mem.h"
#include "db/db.h"
#include "doc/xlsx_out.h"
#include "import/import.h"

#include <stdio.h>
#include <time.h>

DB_SQL(test_application_count, "t", "SELECT count(*) FROM application WHERE call = $1");
DB_SQL(test_superior_count, "t",
       "SELECT count(*) FROM org_superior s JOIN org o ON o.id = s.superior_id WHERE o.name = $1");
DB_SQL(test_unit_count, "t", "SELECT count(*) FROM org WHERE name = $1");

#define APPLICATIONS "/api/v1/imports/applications?call=" CALL "&track=" TRACK
#define UNITS        "/api/v1/imports/units?call=" CALL

/* A workbook of one sheet: rows of cells, each ended by NULL, the first one the head. */
static struct bytes workbook(struct op *op, const char *sheet, const char *const (*rows)[8],
                             size_t count)
{
    struct sheet_column columns[8] = { { 0 } };
    struct xlsx *xlsx = NULL;
    struct bytes bytes = { 0 };
    size_t width = 0;

    while (width < 8 && rows[0][width] != NULL) {
        columns[width].title = rows[0][width];
        width++;
    }
    assert_ok(op, xlsx_new(op, "", "", NULL, &xlsx));
    assert_ok(op, xlsx_sheet(op, xlsx, sheet, columns, width));
    for (size_t i = 1; i < count; i++) {
        struct sheet_cell cells[8] = { { 0 } };
        for (size_t k = 0; k < width; k++)
            cells[k].text = rows[i][k];
        assert_ok(op, xlsx_row(op, xlsx, cells));
    }
    assert_ok(op, xlsx_end(op, xlsx, &bytes));
    return bytes;
}

static struct reply check_as(struct op *op, const char *login, const char *target,
                             struct bytes file)
{
    return post_bytes_as(op, login, target, file.data, file.size);
}

static struct reply enter_as(struct op *op, const char *login, const char *kind, const char *id)
{
    return call_as(op, login, "POST", mem_printf(op, "/api/v1/imports/%s/%s/entry", kind, id),
                   NULL);
}

static const char *const good[][8] = {
    { "活动名称", "承办单位", "活动起止时间", "总预算（万元）", "手机" },
    { "草原良种专家行", "兴安盟蒙医院", "2025年7月14日至7月20日", "23.5", "13800138000" },
    { "牧区义诊", "兴安盟蒙医院", "2025-08-01 至 2025-08-05", "5万元", "１３８００１３８０００" },
};

static void rows_become_drafts_with_their_values(void **state)
{
    struct op *op = *state;
    int64_t before = number_in_db(op, &test_application_count, CALL);
    struct reply report = check_as(op, "shenbao", APPLICATIONS, workbook(op, "申报", good, 3));

    assert_status(report, 200);
    assert_int_equal(int_of(report, "row_count"), 2);
    assert_int_equal(int_of(report, "blocking_count"), 0);
    assert_int_equal(number_in_db(op, &test_application_count, CALL), before);
    assert_status(enter_as(op, "shenbao", "applications", text_of(report, "id")), 200);
    assert_int_equal(number_in_db(op, &test_application_count, CALL), before + 2);
    struct reply list = get_as(op, "shenbao", "/api/v1/applications?call=" CALL);
    assert_text_holds(list.bytes, "草原良种专家行");
    assert_text_holds(list.bytes, "23500000");
    assert_text_holds(list.bytes, "2025-08-05");
    assert_chain_clean(op);
    assert_refused(enter_as(op, "shenbao", "applications", text_of(report, "id")), 409,
                   "import_done");
}

static void a_wrong_cell_is_named_and_keeps_everything_out(void **state)
{
    struct op *op = *state;
    static const char *const rows[][8] = {
        { "活动名称", "活动起止时间", "总预算", "不认识的栏" },
        { "好的一行", "2025年7月14日至7月20日", "23.5万元", "甲" },
        { "坏的一行", "夏天", "很多", "乙" },
    };
    int64_t before = number_in_db(op, &test_application_count, CALL);
    struct reply report = check_as(op, "shenbao", APPLICATIONS, workbook(op, "申报", rows, 3));

    assert_status(report, 200);
    assert_int_equal(int_of(report, "blocking_count"), 2);
    assert_string_equal(text_of(report, "unknown.0"), "不认识的栏");
    assert_text_holds(report.bytes, "\"line\":3,\"column\":\"B\"");
    assert_text_holds(report.bytes, "\"line\":3,\"column\":\"C\"");
    assert_refused(enter_as(op, "shenbao", "applications", text_of(report, "id")), 409,
                   "import_has_problems");
    assert_int_equal(number_in_db(op, &test_application_count, CALL), before);
}

static void lists_are_for_their_maker(void **state)
{
    struct op *op = *state;
    struct bytes file = workbook(op, "申报", good, 3);
    struct reply report = check_as(op, "shenbao", APPLICATIONS, file);
    const char *id = text_of(report, "id");
    int64_t removed = 0;

    assert_refused(enter_as(op, "shenhe", "applications", id), 404, "not_found");
    assert_refused(enter_as(op, "caoyuan", "applications", id), 404, "not_found");
    assert_refused(enter_as(op, "shenbao", "applications", "none"), 404, "not_found");
    assert_status(check_as(op, "guanli", APPLICATIONS, file), 403);
    assert_status(check_as(op, "shenbao", UNITS, file), 403);
    op->now_ms += 25 * HOUR_MS;
    assert_ok(op, import_sweep(op, &removed));
    assert_int_equal(removed, 1);
    assert_refused(enter_as(op, "shenbao", "applications", id), 404, "not_found");
}

static void a_desk_types_in_for_units(void **state)
{
    struct op *op = *state;
    static const char *const rows[][8] = {
        { "申报单位名称", "活动名称" },
        { "兴安盟蒙医院", "代录的活动" },
        { "没有登记的单位", "另一个" },
    };
    struct reply report = check_as(op, "shouli", APPLICATIONS, workbook(op, "申报", rows, 3));

    assert_status(report, 200);
    assert_int_equal(int_of(report, "blocking_count"), 1);
    assert_text_holds(report.bytes, "没有登记的单位");
    report = check_as(op, "shouli", APPLICATIONS, workbook(op, "申报", rows, 2));
    assert_status(enter_as(op, "shouli", "applications", text_of(report, "id")), 200);
    assert_text_holds(get_as(op, "shouli", "/api/v1/applications?call=" CALL).bytes, "代录的活动");
}

static void units_are_entered_with_class_and_reporting_unit(void **state)
{
    struct op *op = *state;
    static const char *const rows[][8] = {
        { "单位名称", "所在地区", "报送单位", "身份", "主管单位" },
        { "突泉县农牧合作社", "突泉县", "兴安盟人力资源和社会保障局", "基层单位", "" },
        { "突泉县第二医院", "152224", "突泉县农牧合作社", "", "突泉县农牧合作社" },
        { "突泉县第二医院", "突泉县", "没有的局", "没有的类", "也没有的局" },
    };
    struct reply report = check_as(op, "jingban", UNITS, workbook(op, "单位", rows, 4));

    assert_int_equal(int_of(report, "blocking_count"), 4);
    report = check_as(op, "jingban", UNITS, workbook(op, "单位", rows, 3));
    assert_int_equal(int_of(report, "blocking_count"), 0);
    assert_status(enter_as(op, "jingban", "units", text_of(report, "id")), 200);
    assert_int_equal(number_in_db(op, &test_unit_count, "突泉县第二医院"), 1);
    assert_int_equal(number_in_db(op, &test_superior_count, "突泉县农牧合作社"), 1);
}

static void files_that_are_no_lists_are_refused(void **state)
{
    struct op *op = *state;
    static const char *const other[][8] = { { "甲", "乙" }, { "1", "2" } };

    assert_refused(check_as(op, "shenbao", APPLICATIONS,
                            (struct bytes){ (const uint8_t *)"name;title\n", 11 }),
                   422, "file_no_zip");
    assert_refused(check_as(op, "shenbao", APPLICATIONS, workbook(op, "申报", other, 2)), 422,
                   "import_no_head");
    struct reply empty = check_as(op, "shenbao", APPLICATIONS, workbook(op, "申报", good, 1));
    assert_status(empty, 200);
    assert_int_equal(int_of(empty, "row_count"), 0);
}

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

static void a_template_has_the_columns(void **state)
{
    struct op *op = *state;
    struct reply reply =
        get_as(op, "shenbao", "/api/v1/imports/applications/template?call=" CALL "&track=" TRACK);

    assert_status(reply, 200);
    struct reply report = check_as(op, "shenbao", APPLICATIONS,
                                   (struct bytes){ (const uint8_t *)reply.bytes, reply.size });
    assert_status(report, 200);
    assert_int_equal(int_of(report, "row_count"), 0);
    assert_status(get_as(op, "jingban", "/api/v1/imports/units/template?call=" CALL), 200);
    assert_status(get_as(op, "tuijian", "/api/v1/imports/demands/template?call=" CALL), 200);
}

int main(void)
{
    return run_on_each_site("import", (const struct CMUnitTest[]){
                                          TEST(rows_become_drafts_with_their_values),
                                          TEST(a_wrong_cell_is_named_and_keeps_everything_out),
                                          TEST(lists_are_for_their_maker),
                                          TEST(a_desk_types_in_for_units),
                                          TEST(units_are_entered_with_class_and_reporting_unit),
                                          TEST(files_that_are_no_lists_are_refused),
                                          TEST(two_thousand_rows_are_the_most),
                                          TEST(five_hundred_applications_are_entered_at_once),
                                          TEST(a_template_has_the_columns),
                                          { 0 },
                                      });
}
