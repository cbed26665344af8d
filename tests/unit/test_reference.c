/* SPDX-License-Identifier: Apache-2.0 */
/* The reference files as they are shipped, and what a contradiction in one of them says. */
#include "base/mem.h"
#include "base/op.h"
#include "call/reference.h"

#include <string.h>

/* cmocka wants these four, and comes last: its fail() would hide ours */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct fixture {
    struct op *op;
    struct reference *reference;
};

static int start(void **state)
{
    struct op *op = op_new(NULL, 0, 0);
    struct fixture *fixture = mem_new(op, struct fixture);

    fixture->op = op;
    *state = fixture;
    enum err e = reference_load_embedded(op, &fixture->reference);
    if (e != OK)
        print_error("%s\n", op->failure.detail);
    return (int)e;
}

static int finish(void **state)
{
    op_free(((struct fixture *)*state)->op);
    return 0;
}

static const struct reference *reference_of(void **state)
{
    return ((struct fixture *)*state)->reference;
}

static void the_region_has_12_leagues_and_103_counties(void **state)
{
    const struct reference *reference = reference_of(state);
    struct region_list leagues = reference_region_children(reference, "150000");
    size_t counties = 0;

    assert_int_equal(leagues.count, 12);
    for (size_t i = 0; i < leagues.count; i++) {
        struct region_list list = reference_region_children(reference, leagues.rows[i]->code);
        for (size_t k = 0; k < list.count; k++)
            assert_string_equal(list.rows[k]->area_code, leagues.rows[i]->area_code);
        counties += list.count;
    }
    assert_int_equal(counties, 103);
    assert_int_equal(reference_region_children(reference, "150700").count, 14);
    assert_int_equal(reference_region_children(reference, "999999").count, 0);
}

static void regions_are_found_by_code_and_name(void **state)
{
    const struct reference *reference = reference_of(state);

    assert_string_equal(reference_region(reference, "150781")->name, "满洲里市");
    assert_string_equal(reference_region_named(reference, "额济纳旗")->code, "152923");
    assert_null(reference_region(reference, "150171"));
    assert_null(reference_region_named(reference, "额济纳"));
}

static void fourteen_units_report_and_cover_every_county_once(void **state)
{
    const struct reference *reference = reference_of(state);
    struct region_list units = reference_units(reference);
    size_t counties = 0;

    assert_int_equal(units.count, 14);
    for (size_t i = 0; i < units.count; i++)
        counties += reference_unit_counties(reference, units.rows[i]->code).count;
    assert_int_equal(counties, 103);
    assert_int_equal(reference_unit_counties(reference, "150700").count, 12);
    assert_int_equal(reference_unit_counties(reference, "150781").count, 2);
    assert_int_equal(reference_unit_counties(reference, "152501").count, 1);
    assert_int_equal(reference_unit_counties(reference, "150702").count, 0);
}

static void zhalainuoer_reports_with_manzhouli(void **state)
{
    const struct reference *reference = reference_of(state);

    assert_string_equal(reference_unit(reference, "150703")->name, "满洲里市");
    assert_string_equal(reference_region(reference, "150703")->parent, "150700");
    assert_string_equal(reference_unit(reference, "150702")->name, "呼伦贝尔市");
    assert_string_equal(reference_unit(reference, "152501")->name, "二连浩特市");
    assert_null(reference_unit(reference, "150000"));
}

static size_t count_flag(const struct reference *reference, enum region_flag flag,
                         enum flag_value value, int day)
{
    struct region_list leagues = reference_region_children(reference, "150000");
    size_t count = 0;

    for (size_t i = 0; i < leagues.count; i++) {
        struct region_list list = reference_region_children(reference, leagues.rows[i]->code);
        for (size_t k = 0; k < list.count; k++)
            count += reference_flag(reference, list.rows[k]->code, flag, day).value == value;
    }
    return count;
}

static void flags_are_yes_no_or_unknown_with_their_source(void **state)
{
    const struct reference *reference = reference_of(state);

    assert_int_equal(count_flag(reference, REGION_NATIONAL_KEY, FLAG_YES, 20250115), 10);
    assert_int_equal(count_flag(reference, REGION_NATIONAL_KEY, FLAG_NO, 20250115), 93);
    assert_int_equal(count_flag(reference, REGION_BORDER, FLAG_YES, 20250115), 19);
    assert_int_equal(count_flag(reference, REGION_BORDER, FLAG_UNKNOWN, 20250115), 1);
    assert_int_equal(count_flag(reference, REGION_REGIONAL_KEY, FLAG_UNKNOWN, 20250115), 103);
    assert_int_equal(count_flag(reference, REGION_OLD_BASE, FLAG_UNKNOWN, 20250115), 103);
    struct flag flag = reference_flag(reference, "150422", REGION_NATIONAL_KEY, 20250115);
    assert_int_equal(flag.value, FLAG_YES);
    assert_int_equal(flag.valid_from, 20210827);
    assert_true(strlen(flag.source) > 0);
}

static void flags_end_with_their_validity(void **state)
{
    const struct reference *reference = reference_of(state);

    assert_int_equal(reference_flag(reference, "150422", REGION_NATIONAL_KEY, 20251231).value,
                     FLAG_YES);
    assert_int_equal(count_flag(reference, REGION_NATIONAL_KEY, FLAG_UNKNOWN, 20260101), 103);
    assert_int_equal(count_flag(reference, REGION_NATIONAL_KEY, FLAG_UNKNOWN, 20210826), 103);
    assert_int_equal(reference_flag(reference, "150422", REGION_NATIONAL_KEY, 20260101).valid_to,
                     20251231);
    assert_int_equal(reference_flag(reference, "150400", REGION_NATIONAL_KEY, 20250115).value,
                     FLAG_UNKNOWN);
    assert_int_equal(reference_flag(reference, "000000", REGION_BORDER, 20250115).value,
                     FLAG_UNKNOWN);
}

static void disciplines_and_industries_are_whole(void **state)
{
    const struct reference *reference = reference_of(state);

    assert_int_equal(reference_disciplines(reference).count, 62);
    assert_int_equal(reference_industries(reference).count, 20);
    assert_string_equal(code_find(reference_disciplines(reference), "230")->name, "畜牧、兽医科学");
    assert_string_equal(code_find(reference_disciplines(reference), "230")->group, "农业科学");
    assert_string_equal(code_find(reference_industries(reference), "Q")->name, "卫生和社会工作");
    assert_null(code_find(reference_industries(reference), "U"));
}

static void titles_have_the_level_of_their_series(void **state)
{
    const struct reference *reference = reference_of(state);
    static const struct {
        const char *series;
        const char *name;
        enum title_level level;
    } rows[] = {
        { "新闻", "高级编辑", TITLE_SENIOR },
        { "工程技术", "高级工程师", TITLE_ASSOCIATE },
        { "中小学教师", "高级教师", TITLE_ASSOCIATE },
        { "艺术", "一级演员", TITLE_SENIOR },
        { "中小学教师", "一级教师", TITLE_MIDDLE },
        { "工程技术", "教授级高级工程师", TITLE_SENIOR },
        { "卫生技术", "主任医师", TITLE_SENIOR },
        { "卫生技术", "护士", TITLE_JUNIOR },
        { "卫生技术", "教授", TITLE_NONE },
        { NULL, "教授", TITLE_SENIOR },
        { NULL, "讲师", TITLE_MIDDLE },
        { NULL, "主任", TITLE_NONE },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(reference_title_level(reference, rows[i].series, rows[i].name),
                         rows[i].level);
}

static void twenty_seven_series_stand_together(void **state)
{
    struct title_list titles = reference_titles(reference_of(state));
    size_t series = 0;

    for (size_t i = 0; i < titles.count; i++) {
        bool seen = false;
        for (size_t k = 0; k < i; k++)
            seen = seen || strcmp(titles.rows[k].series, titles.rows[i].series) == 0;
        series += !seen;
        if (seen)
            assert_string_equal(titles.rows[i - 1].series, titles.rows[i].series);
    }
    assert_int_equal(series, 27);
}

static void title_levels_are_read_in_every_writing_and_compare(void **state)
{
    (void)state;
    assert_int_equal(title_level_read("副高"), TITLE_ASSOCIATE);
    assert_int_equal(title_level_read("副高级"), TITLE_ASSOCIATE);
    assert_int_equal(title_level_read("associate"), TITLE_ASSOCIATE);
    assert_int_equal(title_level_read("助理级"), TITLE_JUNIOR);
    assert_int_equal(title_level_read("员级"), TITLE_JUNIOR);
    assert_int_equal(title_level_read("高级"), TITLE_NONE);
    assert_int_equal(title_level_read(""), TITLE_NONE);
    assert_true(TITLE_SENIOR > TITLE_ASSOCIATE && TITLE_ASSOCIATE > TITLE_MIDDLE);
    for (int level = TITLE_JUNIOR; level < TITLE_LEVEL_COUNT; level++)
        assert_int_equal(title_level_read(title_level_code((enum title_level)level)), level);
}

static void the_calendar_comes_along(void **state)
{
    assert_int_equal(
        calendar_add(reference_calendar(reference_of(state)), 20250124, 5, false, NULL), 20250206);
}

static void empty_texts_leave_empty_parts(void **state)
{
    struct op *op = ((struct fixture *)*state)->op;
    static const struct bytes none[REFERENCE_FILE_COUNT];
    struct reference *reference = NULL;

    assert_int_equal(reference_load(op, none, &reference), OK);
    assert_null(reference_calendar(reference));
    assert_int_equal(reference_units(reference).count, 0);
    assert_null(reference_region(reference, "150000"));
}

#define REGIONS "code,name,parent,level,unit,area_code\n150000,甲,,province,,\n"
#define FLAGS   "flag,code,name,value,valid_from,valid_to,source\n"

static void contradictions_are_refused(void **state)
{
    static const struct {
        const char *regions;
        const char *flags;
        const char *titles;
    } rows[] = {
        { REGIONS "15000,乙,150000,league,15000,\n", "", "" },
        { REGIONS "150100,乙,150000,city,150100,\n", "", "" },
        { REGIONS "150100,甲,150000,league,150100,\n", "", "" },
        { REGIONS "150000,乙,150000,league,150100,\n", "", "" },
        { REGIONS "150100,乙,150001,league,150100,\n", "", "" },
        { REGIONS "150100,乙,150000,league,150200,\n", "", "" },
        { REGIONS, FLAGS "border,150100,乙,yes,,,s\n", "" },
        { REGIONS, FLAGS "border,150000,乙,yes,,,s\n", "" },
        { REGIONS, FLAGS "border,150000,甲,maybe,,,s\n", "" },
        { REGIONS, FLAGS "border,150000,甲,yes,2025-02-30,,s\n", "" },
        { REGIONS, FLAGS "border,150000,甲,yes,,,\n", "" },
        { REGIONS, FLAGS "rich,150000,甲,yes,,,s\n", "" },
        { REGIONS, FLAGS "border,*,,no,,2025-12-31,s\nborder,*,,no,2025-12-31,,s\n", "" },
        { "", "", "series,level,name\n新闻,high,记者\n" },
        { "", "", "series,level,name\n新闻,middle,记者\n新闻,senior,记者\n" },
    };
    struct op *op = ((struct fixture *)*state)->op;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct reference *reference = NULL;
        struct bytes texts[REFERENCE_FILE_COUNT] = {
            [REFERENCE_REGIONS] = { (const uint8_t *)rows[i].regions, strlen(rows[i].regions) },
            [REFERENCE_REGION_FLAGS] = { (const uint8_t *)rows[i].flags, strlen(rows[i].flags) },
            [REFERENCE_TITLES] = { (const uint8_t *)rows[i].titles, strlen(rows[i].titles) },
        };
        assert_int_equal(reference_load(op, texts, &reference), ERR_INVALID);
        assert_string_equal(op->failure.reason, "reference_row");
        assert_null(reference);
        op_forgive(op);
    }
}

static void rows_end_at_their_limit(void **state)
{
    struct op *op = ((struct fixture *)*state)->op;
    char *text = mem_text(op, "code,name\n");
    struct reference *reference = NULL;

    for (int i = 0; i < REFERENCE_ROWS_MAX + 1; i++) {
        mem_append(op, &text, "%d,x\n", i);
        if (i < REFERENCE_ROWS_MAX - 1)
            continue;
        struct bytes texts[REFERENCE_FILE_COUNT] = {
            [REFERENCE_INDUSTRIES] = { (const uint8_t *)text, strlen(text) },
        };
        assert_int_equal(reference_load(op, texts, &reference),
                         i < REFERENCE_ROWS_MAX ? OK : ERR_TOO_LARGE);
    }
}

static void a_later_list_stands_beside_the_earlier(void **state)
{
    static const char regions[] = REGIONS "150100,乙,150000,league,150100,\n"
                                          "150101,丙,150100,county,150100,\n"
                                          "150102,丁,150100,county,150100,\n";
    static const char flags[] = FLAGS "border,150101,丙,yes,2021-01-01,2025-12-31,old\n"
                                      "border,*,,no,2021-01-01,2025-12-31,old\n"
                                      "border,150102,丁,yes,2026-01-01,,new\n"
                                      "border,*,,no,2026-01-01,,new\n";
    struct bytes texts[REFERENCE_FILE_COUNT] = {
        [REFERENCE_REGIONS] = { (const uint8_t *)regions, sizeof regions - 1 },
        [REFERENCE_REGION_FLAGS] = { (const uint8_t *)flags, sizeof flags - 1 },
    };
    struct reference *reference = NULL;

    assert_int_equal(reference_load(((struct fixture *)*state)->op, texts, &reference), OK);
    assert_int_equal(reference_flag(reference, "150101", REGION_BORDER, 20250601).value, FLAG_YES);
    assert_int_equal(reference_flag(reference, "150102", REGION_BORDER, 20250601).value, FLAG_NO);
    assert_int_equal(reference_flag(reference, "150101", REGION_BORDER, 20260601).value, FLAG_NO);
    assert_int_equal(reference_flag(reference, "150102", REGION_BORDER, 20260601).value, FLAG_YES);
    assert_string_equal(reference_flag(reference, "150101", REGION_BORDER, 20260601).source, "new");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, finish)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_region_has_12_leagues_and_103_counties),
        TEST(regions_are_found_by_code_and_name),
        TEST(fourteen_units_report_and_cover_every_county_once),
        TEST(zhalainuoer_reports_with_manzhouli),
        TEST(flags_are_yes_no_or_unknown_with_their_source),
        TEST(flags_end_with_their_validity),
        TEST(disciplines_and_industries_are_whole),
        TEST(titles_have_the_level_of_their_series),
        TEST(twenty_seven_series_stand_together),
        TEST(title_levels_are_read_in_every_writing_and_compare),
        TEST(the_calendar_comes_along),
        TEST(empty_texts_leave_empty_parts),
        TEST(contradictions_are_refused),
        TEST(rows_end_at_their_limit),
        TEST(a_later_list_stands_beside_the_earlier),
    };
    return cmocka_run_group_tests_name("reference", tests, NULL, NULL);
}
