/* SPDX-License-Identifier: Apache-2.0 */
/* What people write in cells becomes a value, is seen to be empty, or is said to be unclear. */
#include "support/call_files.h"

#include "base/json_own.h"
#include "call/form_parse.h"
#include "call/reference.h"

static struct op *op; /* of one case */
static struct reference *reference;

static int begin(void **state)
{
    (void)state;
    op = op_new(NULL, 0, 0);
    return reference_load_embedded(op, &reference);
}

static int end(void **state)
{
    (void)state;
    op_free(op);
    return 0;
}

static struct field_option options[] = {
    { .code = "a", .label = "技术指导" },
    { .code = "b", .label = "技术" },
    { .code = "c", .label = "讲座、培训" },
    { .code = "o", .label = "其他" },
};

/* The value as JSON with single quotes, "(empty)", "(not)", or "(unclear)". */
static const char *parsed(struct field field, const char *text)
{
    json_t *value = NULL;
    const char *why = NULL;

    field.options = options;
    field.option_count = 4;
    field.currency = "CNY";
    switch (form_parse(op, &field, reference, text, &value, &why)) {
    case PARSED_VALUE: {
        char *json = mem_text(op, json_text_of(op, value));
        for (char *at = json; *at != '\0'; at++)
            *at = *at == '"' ? '\'' : *at;
        return json;
    }
    case PARSED_EMPTY:
        return "(empty)";
    case PARSED_UNCLEAR:
        assert_true(why != NULL && why[0] != '\0');
        return "(unclear)";
    case PARSED_NOT:
        break;
    }
    return "(not)";
}

struct row {
    struct field field;
    const char *text;
    const char *value;
};

static void check(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *value = parsed(rows[i].field, rows[i].text);
        if (strcmp(value, rows[i].value) != 0)
            print_error("%s\n", rows[i].text);
        assert_string_equal(value, rows[i].value);
    }
}

#define CHECK(rows) check(rows, sizeof(rows) / sizeof(rows)[0])

#define TEXT                                                                                       \
    {                                                                                              \
        .kind = FIELD_TEXT                                                                         \
    }
#define LONGTEXT                                                                                   \
    {                                                                                              \
        .kind = FIELD_LONGTEXT                                                                     \
    }

static void texts_lose_only_what_nobody_sees(void **state)
{
    static const struct row rows[] = {
        { TEXT, "　 草原 行动\t", "'草原 行动'" },
        { TEXT, "项目\n名称", "'项目名称'" },
        { TEXT, "Green\nLand", "'Green Land'" },
        { TEXT, "１２３号", "'１２３号'" },
        { TEXT, " \n　", "(empty)" },
        { LONGTEXT, "\n　　一、甲。 \n\n　　二、乙。\n", "'一、甲。\\n\\n二、乙。'" },
        { LONGTEXT, "/", "(empty)" },
    };

    (void)state;
    CHECK(rows);
}

#define PEOPLE                                                                                     \
    {                                                                                              \
        .kind = FIELD_NUMBER, .unit = "人"                                                        \
    }
#define DECIMAL                                                                                    \
    {                                                                                              \
        .kind = FIELD_NUMBER, .decimals = 2                                                        \
    }
#define WAN                                                                                        \
    {                                                                                              \
        .kind = FIELD_MONEY, .unit = "万元"                                                      \
    }
#define YUAN                                                                                       \
    {                                                                                              \
        .kind = FIELD_MONEY, .unit = "元"                                                         \
    }

static void numbers_and_money_know_their_units(void **state)
{
    static const struct row rows[] = {
        { PEOPLE, "１２", "12" },
        { PEOPLE, "1,200 人", "1200" },
        { PEOPLE, "　　　人", "(empty)" },
        { PEOPLE, "12.5", "(unclear)" },
        { PEOPLE, "约12", "(unclear)" },
        { PEOPLE, "12天", "(unclear)" },
        { PEOPLE, "无", "(empty)" },
        { DECIMAL, "12.50", "'12.50'" },
        { DECIMAL, "12.505", "(unclear)" },
        { DECIMAL, "-", "(empty)" },
        { WAN, "5.00万元", "5000000" },
        { WAN, "5", "5000000" },
        { WAN, "５．５", "5500000" },
        { WAN, "￥50,000元", "5000000" },
        { WAN, "人民币5万", "5000000" },
        { WAN, "0.000001", "1" },
        { WAN, "0.0000001", "(unclear)" },
        { WAN, "　　　万元", "(empty)" },
        { WAN, "五万元", "(unclear)" },
        { WAN, "5万美元", "(unclear)" },
        { YUAN, "0.01", "1" },
        { YUAN, "1.2亿元", "12000000000" },
        { YUAN, "99999999999999999999", "(unclear)" },
    };

    (void)state;
    CHECK(rows);
}

#define DATE                                                                                       \
    {                                                                                              \
        .kind = FIELD_DATE                                                                         \
    }
#define PERIOD                                                                                     \
    {                                                                                              \
        .kind = FIELD_PERIOD                                                                       \
    }

static void days_are_read_in_every_usual_way(void **state)
{
    static const struct row rows[] = {
        { DATE, "2025年1月24日", "'2025-01-24'" },
        { DATE, "２０２５ 年 ０１ 月 ２４ 日", "'2025-01-24'" },
        { DATE, "2025-1-24", "'2025-01-24'" },
        { DATE, "2025.01.24", "'2025-01-24'" },
        { DATE, "2025/1/24", "'2025-01-24'" },
        { DATE, "20250124", "'2025-01-24'" },
        { DATE, "二〇二五年十二月二十四日", "'2025-12-24'" },
        { DATE, "二○二五年一月十日", "'2025-01-10'" },
        { DATE, "　　　年　　月　　日", "(empty)" },
        { DATE, "2025年2月29日", "(unclear)" },
        { DATE, "2025年1月", "(unclear)" },
        { DATE, "1月24日", "(unclear)" },
        { DATE, "2025年1月24日前", "(unclear)" },
        { DATE, "1899-12-31", "(unclear)" },
        { PERIOD, "2025年7月14日至2025年7月18日", "{'end':'2025-07-18','start':'2025-07-14'}" },
        { PERIOD, "2025年7月14日—18日", "{'end':'2025-07-18','start':'2025-07-14'}" },
        { PERIOD, "2025.7.30-8.2", "{'end':'2025-08-02','start':'2025-07-30'}" },
        { PERIOD, "2025-07-14 到 2025-07-18", "{'end':'2025-07-18','start':'2025-07-14'}" },
        { PERIOD, "2025年7月14日至（未填）", "{'start':'2025-07-14'}" },
        { PERIOD, "（未填）至2025年7月18日", "{'end':'2025-07-18'}" },
        { PERIOD, "　　年　月　日至　　年　月　日", "(empty)" },
        { PERIOD, "2025年7月", "(unclear)" },
        { DATE, "14 July 2025", "'2025-07-14'" },
        { DATE, "July 4, 2025", "'2025-07-04'" },
        { DATE, "1st Sept. 2025", "'2025-09-01'" },
        { DATE, "31 JUN 2025", "(unclear)" },
        { DATE, "14 Juli 2025", "(unclear)" },
        { DATE, "July 2025", "(unclear)" },
        { DATE, "14 July 25", "(unclear)" },
        { DATE, "200 July 2025", "(unclear)" },
        { PERIOD, "14 July 2025 to 18 July 2025", "{'end':'2025-07-18','start':'2025-07-14'}" },
        { PERIOD, "14 July 2025 – 2 Aug 2025", "{'end':'2025-08-02','start':'2025-07-14'}" },
        { PERIOD, "14 July 2025 to (not filled in)", "{'start':'2025-07-14'}" },
        { PERIOD, "      to      ", "(empty)" },
    };

    (void)state;
    CHECK(rows);
}

#define ONE                                                                                        \
    {                                                                                              \
        .kind = FIELD_CHOICE                                                                       \
    }
#define SOME                                                                                       \
    {                                                                                              \
        .kind = FIELD_CHOICES, .other = "o"                                                        \
    }

static void boxes_are_read_whatever_the_tick(void **state)
{
    static const struct row rows[] = {
        { ONE, "☑技术指导　☐技术　☐其他", "'a'" },
        { ONE, "□技术指导 ■技术 □其他", "'b'" },
        { ONE, "□技术指导 √技术", "'b'" },
        { ONE, "技术指导□　技术☑", "'b'" },
        { ONE, "□√技术指导 □技术", "'a'" },
        { ONE, "技术", "'b'" },
        { ONE, "讲座、培训", "'c'" },
        { ONE, "☐技术指导　☐技术", "(empty)" },
        { ONE, "☑技术指导　☑技术", "(unclear)" },
        { ONE, "☑没有的项", "(unclear)" },
        { ONE, "技术指导、技术", "(unclear)" },
        { SOME, "☑技术指导　☐技术　✓讲座、培训　☐其他：＿＿＿＿", "{'codes':['a','c']}" },
        { SOME, "☐技术指导　☑其他：远程会诊", "{'codes':['o'],'other':'远程会诊'}" },
        { SOME, "☐技术指导　☑其他：＿远程会诊＿", "{'codes':['o'],'other':'远程会诊'}" },
        { SOME, "☑技术指导　☐其他：＿＿＿＿", "{'codes':['a']}" },
        { SOME, "技术指导；讲座、培训", "(unclear)" },
        { SOME, "技术，技术指导", "{'codes':['a','b']}" },
        { { .kind = FIELD_DECLARATION }, "☑是", "true" },
        { { .kind = FIELD_DECLARATION }, "☐是", "(empty)" },
    };

    (void)state;
    CHECK(rows);
}

static void names_become_codes(void **state)
{
    static const struct row rows[] = {
        { { .kind = FIELD_REGION }, "科尔沁右翼前旗", "'152221'" },
        { { .kind = FIELD_REGION }, "兴安盟科尔沁右翼前旗", "'152221'" },
        { { .kind = FIELD_REGION }, "152221", "'152221'" },
        { { .kind = FIELD_REGION }, "没有的旗", "(unclear)" },
        { { .kind = FIELD_REGIONS }, "科尔沁右翼前旗、扎赉特旗", "['152221','152223']" },
        { { .kind = FIELD_REGIONS }, "科尔沁右翼前旗、没有的旗", "(unclear)" },
        { { .kind = FIELD_TITLE_LEVEL }, "副高", "'vice_senior'" },
        { { .kind = FIELD_TITLE_LEVEL }, "正高级", "'senior'" },
        { { .kind = FIELD_TITLE_LEVEL }, "主任医师", "'senior'" },
        { { .kind = FIELD_TITLE_LEVEL }, "高级", "(unclear)" },
        { { .kind = FIELD_INDUSTRY }, "没有的行业", "(unclear)" },
        { { .kind = FIELD_MOBILE }, "１３８ ４７９１ ２３４５", "'13847912345'" },
        { { .kind = FIELD_ACCOUNT }, "6222 0206 0200 1234 567", "'6222020602001234567'" },
        { { .kind = FIELD_IDCARD }, "11010519491231002x", "'11010519491231002X'" },
        { { .kind = FIELD_ATTACHMENT }, "附件", "(not)" },
    };

    (void)state;
    CHECK(rows);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(texts_lose_only_what_nobody_sees),
        CASE(numbers_and_money_know_their_units),
        CASE(days_are_read_in_every_usual_way),
        CASE(boxes_are_read_whatever_the_tick),
        CASE(names_become_codes),
    };

    return cmocka_run_group_tests_name("form_parse", tests, NULL, NULL);
}
