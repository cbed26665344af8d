/* SPDX-License-Identifier: Apache-2.0 */
/* Conflicts of interest: every rule at its edge, and what is no conflict. */
#include "support/unit.h"

#include "base/mem.h"
#include "expert/conflict.h"

enum { DAY = 20250601 };

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

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, finish)

/* Kinds found, joined by blanks: "same_unit named". */
static const char *found(struct op *op, const struct conflict_person *person,
                         const struct conflict_item *item)
{
    struct conflict *rows = NULL;
    char *text = mem_text(op, "");
    size_t count = 0;

    conflict_find(op, person, item, &rows, &count);
    for (size_t i = 0; i < count; i++)
        mem_append(op, &text, "%s%s", i == 0 ? "" : " ", conflict_code(rows[i].kind));
    return text;
}

/* A person of one unit, and a matter of one unit. */
static const char *units_meet(struct op *op, struct conflict_unit own, struct conflict_unit other)
{
    struct conflict_person person = { .name = "甲", .units = &own, .unit_count = 1 };
    struct conflict_item item = { .day = DAY, .units = &other, .unit_count = 1 };

    return found(op, &person, &item);
}

static void same_unit_counts_on_the_day_only(void **state)
{
    struct op *op = *state;
    const struct conflict_unit other = { .id = 7, .name = "农大" };

    assert_string_equal(units_meet(op, (struct conflict_unit){ 7, NULL, "农大", 0, 0 }, other),
                        "same_unit");
    assert_string_equal(units_meet(op, (struct conflict_unit){ 7, NULL, "农大", DAY, DAY }, other),
                        "same_unit");
    assert_string_equal(
        units_meet(op, (struct conflict_unit){ 7, NULL, "农大", 0, DAY - 1 }, other), "");
    assert_string_equal(
        units_meet(op, (struct conflict_unit){ 7, NULL, "农大", DAY + 1, 0 }, other), "");
}

static void units_without_ids_meet_by_name(void **state)
{
    struct op *op = *state;
    const struct conflict_unit other = { .name = "内蒙古（草原）研究所" };

    assert_string_equal(
        units_meet(op, (struct conflict_unit){ .name = "内蒙古 草原研究所" }, other), "same_unit");
    assert_string_equal(
        units_meet(op, (struct conflict_unit){ .id = 3, .name = "内蒙古(草原)研究所" }, other),
        "same_unit");
    assert_string_equal(units_meet(op, (struct conflict_unit){ .name = "内蒙古林业研究所" }, other),
                        "");
    assert_string_equal(
        units_meet(op, (struct conflict_unit){ .name = "" }, (struct conflict_unit){ .name = "" }),
        "");
    assert_string_equal(units_meet(op, (struct conflict_unit){ .id = 3, .name = "同名" },
                                   (struct conflict_unit){ .id = 4, .name = "同名" }),
                        "");
}

static const struct conflict_superior of_one[] = { { 1, 0, 0 }, { 0, 0, 0 } };
static const struct conflict_superior of_two[] = { { 2, 0, 0 }, { 0, 0, 0 } };

static void parents_children_and_siblings_are_related(void **state)
{
    struct op *op = *state;
    const struct conflict_unit child = { .id = 7, .superiors = of_one, .name = "子" };

    assert_string_equal(units_meet(op, child, (struct conflict_unit){ .id = 1, .name = "母" }),
                        "parent");
    assert_string_equal(units_meet(op, (struct conflict_unit){ .id = 1, .name = "母" }, child),
                        "parent");
    assert_string_equal(
        units_meet(op, child, (struct conflict_unit){ .id = 8, .superiors = of_one, .name = "二" }),
        "parent");
    assert_string_equal(
        units_meet(op, child, (struct conflict_unit){ .id = 8, .superiors = of_two, .name = "二" }),
        "");
    assert_string_equal(units_meet(op, (struct conflict_unit){ .id = 5, .name = "甲" },
                                   (struct conflict_unit){ .id = 6, .name = "乙" }),
                        "");
}

static void a_superior_counts_on_its_days_only(void **state)
{
    struct op *op = *state;
    const struct conflict_unit mother = { .id = 1, .name = "母" };
    const struct {
        struct conflict_superior first;
        struct conflict_superior second;
        const char *kinds;
    } rows[] = {
        { { 1, 20200101, DAY }, { 2, DAY + 1, 0 }, "parent" },
        { { 1, 20200101, DAY - 1 }, { 2, DAY, 0 }, "" },
        { { 2, 20200101, DAY - 1 }, { 1, DAY, 0 }, "parent" },
        { { 2, 20200101, DAY }, { 1, DAY + 1, 0 }, "" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct conflict_superior superiors[] = { rows[i].first, rows[i].second, { 0, 0, 0 } };
        const struct conflict_unit child = { .id = 7, .superiors = superiors, .name = "子" };
        assert_string_equal(units_meet(op, child, mother), rows[i].kinds);
        assert_string_equal(units_meet(op, mother, child), rows[i].kinds);
    }
}

static void named_persons_are_told_by_identity_first(void **state)
{
    struct op *op = *state;
    const struct conflict_unit here = { .name = "农大" };
    const struct conflict_unit there = { .name = "林科院" };
    const struct conflict_person person = { "id-1", "王 小明", &here, 1 };
    const struct {
        struct conflict_person named;
        const char *kinds;
    } rows[] = {
        { { .identity = "id-1", .name = "改了名" }, "named" },
        { { .identity = "id-2", .name = "王小明" }, "" },
        { { .name = "王小明" }, "named" },
        { { .name = "王小明", .units = &here, .unit_count = 1 }, "named" },
        { { .name = "王小明", .units = &there, .unit_count = 1 }, "" },
        { { .name = "王大明" }, "" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct conflict_item item = { .day = DAY, .people = &rows[i].named, .person_count = 1 };
        assert_string_equal(found(op, &person, &item), rows[i].kinds);
    }
}

static void declarations_count_from_both_sides(void **state)
{
    struct op *op = *state;
    const struct conflict_unit unit = { .id = 4, .name = "合作社" };
    const char *const avoid[] = { "王小明" };
    struct conflict_person person = { .name = "王小明", .declared = &unit, .declared_count = 1 };
    struct conflict_item item = { .day = DAY, .units = &unit, .unit_count = 1 };

    assert_string_equal(found(op, &person, &item), "declared");
    person.declared_count = 0;
    assert_string_equal(found(op, &person, &item), "");
    item.avoid = avoid;
    item.avoid_count = 1;
    assert_string_equal(found(op, &person, &item), "declared");
}

static void joint_work_counts_for_three_years(void **state)
{
    struct op *op = *state;
    const struct {
        int year;
        const char *kinds;
    } rows[] = {
        { 2025, "joint_work" }, { 2022, "joint_work" }, { 2021, "" }, { 0, "joint_work" }
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct conflict_work own = { "牧草 育种（一期）", rows[i].year };
        const struct conflict_work theirs = { "牧草育种(一期)", 2001 };
        const struct conflict_person other = { .name = "乙", .works = &theirs, .work_count = 1 };
        struct conflict_person person = { .name = "甲", .works = &own, .work_count = 1 };
        struct conflict_item item = { .day = DAY, .people = &other, .person_count = 1 };
        assert_string_equal(found(op, &person, &item), rows[i].kinds);
    }
}

static void every_kind_has_words(void **state)
{
    (void)state;
    for (int kind = 0; kind < CONFLICT_KIND_COUNT; kind++) {
        assert_true(strlen(conflict_code((enum conflict_kind)kind)) > 0);
        assert_true(strlen(conflict_name((enum conflict_kind)kind)) > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(same_unit_counts_on_the_day_only),          TEST(units_without_ids_meet_by_name),
        TEST(parents_children_and_siblings_are_related), TEST(a_superior_counts_on_its_days_only),
        TEST(named_persons_are_told_by_identity_first),  TEST(declarations_count_from_both_sides),
        TEST(joint_work_counts_for_three_years),         TEST(every_kind_has_words),
    };
    return cmocka_run_group_tests_name("conflict", tests, NULL, NULL);
}
