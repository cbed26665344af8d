/* SPDX-License-Identifier: Apache-2.0 */
/* Lists from workbooks: understood or refused cell by cell, entered whole or not at all. */
#include "site.h"

#include "base/mem.h"
#include "db/db.h"
#include "import/import.h"
#include "import_files.h"

#include <stdio.h>

DB_SQL(test_application_count, "t", "SELECT count(*) FROM application WHERE call = $1");
DB_SQL(test_superior_count, "t",
       "SELECT count(*) FROM org_superior s JOIN org o ON o.id = s.superior_id WHERE o.name = $1");
DB_SQL(test_expert_count, "t", "SELECT count(*) FROM expert WHERE source = $1");
DB_SQL(test_expert_plain, "t", "SELECT count(*) FROM expert WHERE specialty LIKE '%' || $1 || '%'");
DB_SQL(test_demand_count, "t", "SELECT count(*) FROM demand WHERE state = $1");
DB_SQL(test_unit_count, "t", "SELECT count(*) FROM org WHERE name = $1");

#define UNITS   "/api/v1/imports/units?call=" CALL
#define EXPERTS "/api/v1/imports/experts?call=" CALL
#define DEMANDS "/api/v1/imports/demands?call=" CALL

/* A good identity number: GB 11643's check digit is right. */
#define NUMBER "11010519491231002X"

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

/* A confirmed demand of the grass station: its id. */
static const char *a_numbered_demand(struct op *op)
{
    struct reply made =
        call_as(op, "caoyuan", "POST", "/api/v1/demands",
                "{'unit_name':'科右中旗草原站','uscc':'','region':'152222','industry':'',"
                "'kind':'other','title':'退化草原补播','detail':'出苗率低','tried':'','goal':'',"
                "'discipline':'','specialty':'','title_level':0,'people':1,'mode':'any',"
                "'urgency':'middle','offers':'','base':0}");
    assert_status(made, 201);
    const char *id = text_of(made, "id");
    const char *act = mem_printf(op, "/api/v1/demands/%s/actions", id);
    assert_status(call_as(op, "caoyuan", "POST", mem_printf(op, "%s/submit", act), "{'reason':''}"),
                  200);
    assert_status(
        call_as(op, "tuijian", "POST", mem_printf(op, "%s/confirm", act), "{'reason':''}"), 200);
    return id;
}

#define POSTDOCS "/api/v1/imports/postdocs?call=" CALL

static void the_ministrys_list_is_linked_by_number(void **state)
{
    struct op *op = *state;
    const char *id = a_numbered_demand(op);
    const char *number = text_of(get_as(op, "jingban", "/api/v1/demands/%s", id), "number");
    const char *const rows[][8] = {
        { "需求编号", "姓名", "设站单位", "专业方向", "手机", "依据" },
        { number, "李博士", "中国农业大学", "草地学", "13800138000", "人社厅函〔2025〕1号" },
        { number, "王博士", "中国科学院", "土壤学", "", "" },
        { number, "李博士", "中国农业大学", "", "", "" },
        { "152200-2025-999", "赵博士", "兰州大学", "", "", "" },
    };

    struct reply report = check_as(op, "jingban", POSTDOCS, workbook(op, "博士后名单", rows, 5));
    assert_status(report, 200);
    assert_int_equal(int_of(report, "blocking_count"), 2);
    report = check_as(op, "jingban", POSTDOCS, workbook(op, "博士后名单", rows, 3));
    assert_int_equal(int_of(report, "blocking_count"), 0);
    assert_int_equal(int_of(get_as(op, "jingban", "/api/v1/demands/%s", id), "postdoc_count"), 0);
    assert_status(enter_as(op, "jingban", "postdocs", text_of(report, "id")), 200);
    assert_int_equal(int_of(get_as(op, "caoyuan", "/api/v1/demands/%s", id), "postdoc_count"), 2);
    struct reply office = get_as(op, "tuijian", "/api/v1/demands/%s/postdocs", id);
    assert_string_equal(text_of(office, "rows.0.name"), "李博士");
    assert_string_equal(text_of(office, "rows.0.mobile"), "13800138000");
    struct reply unit = get_as(op, "caoyuan", "/api/v1/demands/%s/postdocs", id);
    assert_string_equal(text_of(unit, "rows.0.name"), "李博士");
    assert_string_equal(text_of(unit, "rows.0.mobile"), "138****8000");
    assert_status(get_as(op, "shenbao", "/api/v1/demands/%s/postdocs", id), 404);
    report = check_as(op, "jingban", POSTDOCS, workbook(op, "博士后名单", rows, 2));
    assert_int_equal(int_of(report, "blocking_count"), 1);
    const char *end =
        mem_printf(op, "/api/v1/demands/%s/postdocs/%s/end", id, text_of(office, "rows.0.id"));
    assert_status(call_as(op, "tuijian", "POST", end, "{'reason':'来不了'}"), 403);
    assert_status(call_as(op, "jingban", "POST", end, "{'reason':'来不了'}"), 204);
    assert_status(call_as(op, "jingban", "POST", end, "{'reason':'来不了'}"), 404);
    assert_int_equal(int_of(get_as(op, "caoyuan", "/api/v1/demands/%s", id), "postdoc_count"), 1);
    assert_status(check_as(op, "tuijian", POSTDOCS, workbook(op, "博士后名单", rows, 2)), 403);
    assert_status(
        get_as(op, "jingban", "/api/v1/exports/postdoc-demands?call=" CALL "&track=postdoc"), 200);
    assert_chain_clean(op);
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

/* ---- experts ---- */

static const char *const two_experts[][8] = {
    { "序号", "姓名", "工作单位", "职称名称", "职称级别", "证件号码", "手机", "专业方向" },
    { "1", "萨仁高娃", "内蒙古农业大学", "教授", "正高级", NUMBER, "13800138000", "羊草良种" },
    { "2", "堃喆", "内蒙古大学", "", "副高级", "", "", "乳酸菌𬭎" },
};
static const char *const three_works[][8] = {
    { "序号", "类别", "名称", "年份" },
    { "1", "项目", "羊草良种繁育", "2021" },
    { "1", "论文", "羊草补播", "2022" },
    { "2", "奖励", "科技进步奖", "2020" },
};

static void experts_enter_the_library_with_their_works(void **state)
{
    struct op *op = *state;
    int64_t before = number_in_db(op, &test_expert_count, "department");
    struct bytes file = workbook_of(op, "专家", two_experts, 3, three_works, 4);
    struct reply report = check_as(op, "jingban", EXPERTS, file);

    assert_status(report, 200);
    assert_int_equal(int_of(report, "blocking_count"), 0);
    assert_int_equal(number_in_db(op, &test_expert_count, "department"), before);
    assert_status(enter_as(op, "jingban", "experts", text_of(report, "id")), 200);
    assert_int_equal(number_in_db(op, &test_expert_count, "department"), before + 2);
    struct reply found =
        get_as(op, "jingban", "/api/v1/experts?words=%s&state=consent", "%E7%BE%8A%E8%8D%89");
    assert_string_equal(text_of(found, "rows.0.name"), "萨仁高娃");
    assert_int_equal(int_of(found, "rows.0.title_level"), 4);
    struct reply one = get_as(op, "jingban", "/api/v1/experts/%s", text_of(found, "rows.0.id"));
    assert_string_equal(text_of(one, "works.1.title"), "羊草补播");
    assert_int_equal(number_in_db(op, &test_expert_plain, NUMBER), 0);
    assert_chain_clean(op);
}

/* What identifies a person is shown masked, to its maker too: screens are seen by others. */
static void personal_values_are_masked_in_the_preview(void **state)
{
    struct op *op = *state;
    struct reply report = check_as(op, "shouli", EXPERTS, workbook(op, "专家", two_experts, 3));

    assert_status(report, 200);
    assert_null(strstr(report.bytes, NUMBER));
    assert_null(strstr(report.bytes, "13800138000"));
    assert_text_holds(report.bytes, "138****8000");
    report = check_as(op, "shenbao", APPLICATIONS, workbook(op, "申报", good, 3));
    assert_null(strstr(report.bytes, "13800138000"));
}

static void a_person_is_one_row(void **state)
{
    struct op *op = *state;
    static const char *const rows[][8] = {
        { "姓名", "工作单位", "证件类型", "证件号码", "手机" },
        { "甲", "内蒙古农业大学", "居民身份证", NUMBER, "" },
        { "乙", "内蒙古大学", "护照", "E12345678", "" },
        { "丙", "内蒙古大学", "护照", "E12345678", "138" },
        { "丁", "内蒙古大学", "居民身份证", "110105194912310021", "" },
    };
    struct reply report = check_as(op, "jingban", EXPERTS, workbook(op, "专家", two_experts, 3));

    assert_status(enter_as(op, "jingban", "experts", text_of(report, "id")), 200);
    int64_t before = number_in_db(op, &test_expert_count, "department");
    report = check_as(op, "jingban", EXPERTS, workbook(op, "专家", rows, 5));
    assert_status(report, 200);
    assert_int_equal(int_of(report, "blocking_count"), 4);
    assert_text_holds(report.bytes, "\"line\":2,\"column\":\"D\"");
    assert_text_holds(report.bytes, "\"line\":4,\"column\":\"D\"");
    assert_text_holds(report.bytes, "\"line\":5,\"column\":\"D\"");
    assert_null(strstr(report.bytes, "萨仁高娃"));
    assert_refused(enter_as(op, "jingban", "experts", text_of(report, "id")), 409,
                   "import_has_problems");
    assert_int_equal(number_in_db(op, &test_expert_count, "department"), before);
}

/* Between checking and entering the person came by another way: nothing is entered. */
static void a_person_who_came_meanwhile_keeps_the_list_out(void **state)
{
    struct op *op = *state;
    struct bytes file = workbook(op, "专家", two_experts, 3);
    struct reply first = check_as(op, "jingban", EXPERTS, file);
    struct reply second = check_as(op, "shouli", EXPERTS, file);

    assert_status(enter_as(op, "jingban", "experts", text_of(first, "id")), 200);
    int64_t before = number_in_db(op, &test_expert_count, "department");
    assert_refused(enter_as(op, "shouli", "experts", text_of(second, "id")), 409, "expert_exists");
    assert_int_equal(number_in_db(op, &test_expert_count, "department"), before);
    assert_chain_clean(op);
}

static void only_those_who_keep_the_library_import_experts(void **state)
{
    struct op *op = *state;
    static const char *const others[] = { "shenbao", "shenhe", "tuijian", "fuze", "xitong" };
    struct bytes file = workbook(op, "专家", two_experts, 3);

    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        assert_status(check_as(op, others[i], EXPERTS, file), 403);
}

/* text many times over; a child of op. */
static const char *times(struct op *op, const char *text, size_t count)
{
    char *all = mem_text(op, "");

    for (size_t i = 0; i < count; i++)
        mem_append(op, &all, "%s", text);
    return all;
}

static int64_t blocks_of(struct op *op, const char *name, const char *days, const char *year)
{
    const char *const rows[][8] = { { "姓名", "工作单位", "每年可服务天数", "入库年份" },
                                    { name, "内蒙古大学", days, year } };
    struct reply report = check_as(op, "jingban", EXPERTS, workbook(op, "专家", rows, 2));

    assert_status(report, 200);
    return int_of(report, "blocking_count");
}

static void columns_have_limits(void **state)
{
    struct op *op = *state;

    assert_int_equal(blocks_of(op, times(op, "𬭎", 40), "366", "2100"), 0);
    assert_int_equal(blocks_of(op, times(op, "𬭎", 41), "366", "2100"), 1);
    assert_int_equal(blocks_of(op, "甲", "367", "2025"), 1);
    assert_int_equal(blocks_of(op, "甲", "1", "2101"), 1);
    assert_int_equal(blocks_of(op, "甲", "1", "1990"), 0);
    assert_int_equal(blocks_of(op, "甲", "1", "1989"), 1);
    assert_int_equal(blocks_of(op, "", "1", ""), 1);
}

static int64_t blocks_with_works(struct op *op, size_t count)
{
    const char *(*works)[8] = (const char *(*)[8])mem_array(op, const char *, (count + 1) * 8);

    memcpy(works[0], three_works[0], sizeof works[0]);
    for (size_t i = 1; i <= count; i++)
        memcpy(works[i], three_works[1], sizeof works[i]);
    struct bytes file =
        workbook_of(op, "专家", two_experts, 2, (const char *const(*)[8])works, count + 1);
    struct reply report = check_as(op, "jingban", EXPERTS, file);
    assert_status(report, 200);
    return int_of(report, "blocking_count");
}

static void a_hundred_works_are_the_most(void **state)
{
    struct op *op = *state;

    assert_int_equal(blocks_with_works(op, 100), 0);
    assert_int_equal(blocks_with_works(op, 101), 1);
}

static void five_hundred_problems_are_told_and_all_are_counted(void **state)
{
    struct op *op = *state;
    const char *(*rows)[8] =
        (const char *(*)[8])mem_array(op, const char *, (IMPORT_PROBLEMS_MAX + 2) * 8);

    rows[0][0] = "姓名";
    rows[0][1] = "工作单位";
    for (size_t i = 1; i <= IMPORT_PROBLEMS_MAX + 1; i++)
        rows[i][1] = "内蒙古大学";
    struct bytes file =
        workbook(op, "专家", (const char *const(*)[8])rows, IMPORT_PROBLEMS_MAX + 1);
    struct reply report = check_as(op, "jingban", EXPERTS, file);
    assert_int_equal(int_of(report, "problem_count"), IMPORT_PROBLEMS_MAX);
    file = workbook(op, "专家", (const char *const(*)[8])rows, IMPORT_PROBLEMS_MAX + 2);
    report = check_as(op, "jingban", EXPERTS, file);
    assert_int_equal(int_of(report, "problem_count"), IMPORT_PROBLEMS_MAX + 1);
    assert_int_equal(json_array_size(member(&report, "problems")), IMPORT_PROBLEMS_MAX);
}

/* ---- demands ---- */

static void demands_are_judged_before_they_are_entered(void **state)
{
    struct op *op = *state;
    const char *const rows[][8] = {
        { "需求名称", "需求类别", "需求单位", "所在旗县", "需求描述", "人数", "联系电话" },
        { "羊草补播", "技术指导", "突泉县合作社", "突泉县", "要人指导", "2", "0482-8266123" },
        { times(op, "长", 61), "技术指导", "突泉县合作社", "突泉县", "要人指导", "2", "" },
        { "人太多", "技术指导", "突泉县合作社", "突泉县", "要人指导", "100", "" },
        { "哪里", "技术指导", "突泉县合作社", "没有的县", "", "1", "" },
    };
    int64_t before = number_in_db(op, &test_demand_count, "submitted");
    struct reply report = check_as(op, "tuijian", DEMANDS, workbook(op, "需求", rows, 5));

    assert_status(report, 200);
    assert_text_holds(report.bytes, "\"line\":3,\"column\":\"A\"");
    assert_text_holds(report.bytes, "\"line\":4,\"column\":\"F\"");
    assert_text_holds(report.bytes, "\"line\":5,\"column\":\"D\"");
    assert_text_holds(report.bytes, "\"line\":5,\"column\":\"E\"");
    assert_null(strstr(report.bytes, "8266123"));
    report = check_as(op, "tuijian", DEMANDS, workbook(op, "需求", rows, 2));
    assert_int_equal(int_of(report, "blocking_count"), 0);
    assert_status(enter_as(op, "tuijian", "demands", text_of(report, "id")), 200);
    assert_int_equal(number_in_db(op, &test_demand_count, "submitted"), before + 1);
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
    reply = get_as(op, "shouli", "/api/v1/imports/experts/template?call=" CALL);
    report =
        check_as(op, "shouli", EXPERTS, (struct bytes){ (const uint8_t *)reply.bytes, reply.size });
    assert_int_equal(int_of(report, "row_count"), 0);
    assert_int_equal(json_array_size(member(&report, "unknown")), 0);
}

int main(void)
{
    return run_on_each_site("import", (const struct CMUnitTest[]){
                                          TEST(rows_become_drafts_with_their_values),
                                          TEST(a_wrong_cell_is_named_and_keeps_everything_out),
                                          TEST(lists_are_for_their_maker),
                                          TEST(a_desk_types_in_for_units),
                                          TEST(units_are_entered_with_class_and_reporting_unit),
                                          TEST(the_ministrys_list_is_linked_by_number),
                                          TEST(files_that_are_no_lists_are_refused),
                                          TEST(experts_enter_the_library_with_their_works),
                                          TEST(personal_values_are_masked_in_the_preview),
                                          TEST(a_person_is_one_row),
                                          TEST(a_person_who_came_meanwhile_keeps_the_list_out),
                                          TEST(only_those_who_keep_the_library_import_experts),
                                          TEST(columns_have_limits),
                                          TEST(a_hundred_works_are_the_most),
                                          TEST(five_hundred_problems_are_told_and_all_are_counted),
                                          TEST(demands_are_judged_before_they_are_entered),
                                          TEST(a_template_has_the_columns),
                                          { 0 },
                                      });
}
