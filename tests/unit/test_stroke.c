/* SPDX-License-Identifier: Apache-2.0 */
/* Names stand in the order of strokes. */
#include "base/mem.h"
#include "base/op.h"
#include "text/stroke.h"
#include "text/utf8.h"
#include "unit.h"

#include <stdlib.h>

static struct op *op;
static struct stroke_table *table;

static int open_table(void **state)
{
    (void)state;
    op = op_new(NULL, 0, 0);
    return stroke_table_open(op, &table) == OK ? 0 : -1;
}

static int close_table(void **state)
{
    (void)state;
    op_free(op);
    return 0;
}

/* Sorts names separated by "、" and joins them again. */
static const char *sorted(const char *joined, bool single_first)
{
    const char **names = NULL;
    size_t count = 0;
    char *text = NULL;
    struct stroke_order order = { 0 };

    for (const char *at = joined; *at != '\0';) {
        const char *end = strstr(at, "、");
        size_t length = end == NULL ? strlen(at) : (size_t)(end - at);
        mem_push(op, names, count, (const char *)mem_text_max(op, at, length));
        at += length + (end == NULL ? 0 : strlen("、"));
    }
    assert_int_equal(stroke_sort(op, table, names, count, single_first, &order), OK);
    for (size_t i = 0; i < count; i++)
        mem_append(op, &text, "%s%s", i == 0 ? "" : "、", names[order.places[i]]);
    return text;
}

/* The order holds whatever order the names come in: here from the last to the first. */
static void assert_order(const char *joined, bool single_first)
{
    char *reversed = NULL;
    const char *end = joined + strlen(joined);

    for (const char *at = end; at > joined;) {
        const char *begin = at;
        while (begin > joined && (begin - joined < 3 || strncmp(begin - 3, "、", 3) != 0))
            begin--;
        mem_append(op, &reversed, "%.*s%s", (int)(at - begin), begin, begin > joined ? "、" : "");
        at = begin > joined ? begin - 3 : begin;
    }
    assert_string_equal(sorted(reversed, single_first), joined);
}

static void names_stand_by_strokes(void **state)
{
    (void)state;
    assert_order(
        "丁一、于洪、万宝山、马俊、王凯、王一鸣、王大海、王立新、牛犇、毛伊罕、乌云、方静、"
        "巴图、巴特尔、孔繁荣、白音宝力格、包德力格尔、刘洋、刘一凡、齐木德、那日松、孙立、"
        "苏日娜、李明、李敏、李强国、杨林、杨树、吴刚、何平、张伟、张一山、张大千、阿古拉、"
        "阿拉坦、陈曦、青格乐、其其格、林海、欧阳明、图雅、金山、周波、孟和、胡尔查、"
        "哈斯巴根、娜仁花、敖登高娃、特木尔、高娃、高鹏、郭靖、萨仁、塔娜、斯琴、斯琴高娃、"
        "朝鲁、满都拉、德力格尔、额尔敦",
        true);
}

static void published_lists_stand_as_published(void **state)
{
    (void)state;
    assert_order(
        "王宏、冯双白、刘劲、李丹、何加林、张凯、林永、赵保、姜昆、姚建萍、黄渤、龚宇、康辉、寒露",
        true);
    assert_order("吴冠军、吴健、张桂戌、濮晓龙", false);
    assert_order("章林、章丽莉、蒋仁祥", true);
}

static void a_single_given_name_stands_first_when_asked(void **state)
{
    (void)state;
    assert_string_equal(sorted("吴冠军、吴健", true), "吴健、吴冠军");
    assert_string_equal(sorted("吴健、吴冠军", false), "吴冠军、吴健");
    assert_string_equal(sorted("欧阳明、欧阳", false), "欧阳、欧阳明");
}

static void what_is_equal_keeps_its_order(void **state)
{
    (void)state;
    assert_string_equal(sorted("李明、王 凯、王凯、王　凯", true), "王 凯、王凯、王　凯、李明");
    assert_string_equal(sorted("阿不都·热合曼、阿不都热合曼", true), "阿不都·热合曼、阿不都热合曼");
}

static void characters_without_data_stand_last_and_are_named(void **state)
{
    const char *names[] = { "約翰", "Ada", "額爾敦", "  ", "丁一", "Bob" };
    struct stroke_order order = { 0 };

    (void)state;
    assert_int_equal(stroke_sort(op, table, names, 6, true, &order), OK);
    const size_t expected[] = { 4, 1, 5, 0, 2, 3 };
    assert_memory_equal(order.places, expected, sizeof expected);
    assert_int_equal(order.unknown_count, 9); /* 約 A d a 額 爾 B o b, each once */
}

static void names_end_at_their_limits(void **state)
{
    char *longest = mem_array(op, char, STROKE_NAME_BYTES_MAX + 2);
    const char *one[] = { longest };
    const char *broken[] = { "丁一", "\xe4\xb8" };
    struct stroke_order order = { 0 };

    (void)state;
    memset(longest, 'a', STROKE_NAME_BYTES_MAX);
    assert_int_equal(stroke_sort(op, table, one, 1, true, &order), OK);
    longest[STROKE_NAME_BYTES_MAX] = 'a';
    assert_int_equal(stroke_sort(op, table, one, 1, true, &order), ERR_TOO_LARGE);
    op_forgive(op);
    assert_int_equal(stroke_sort(op, table, broken, 2, true, &order), ERR_INVALID);
    assert_string_equal(op->failure.reason, "name_encoding");
    op_forgive(op);
    const char **many = mem_array(op, const char *, STROKE_NAMES_MAX + 1);
    for (size_t i = 0; i <= STROKE_NAMES_MAX; i++)
        many[i] = i % 2 == 0 ? "王凯" : "丁一";
    assert_int_equal(stroke_sort(op, table, many, STROKE_NAMES_MAX, true, &order), OK);
    assert_int_equal(order.places[0], 1);
    assert_int_equal(stroke_sort(op, table, many, STROKE_NAMES_MAX + 1, true, &order),
                     ERR_TOO_LARGE);
    op_forgive(op);
}

static void assert_refused(const char *rows, const char *line)
{
    const char *csv = mem_printf(op, "character,strokes,classes,rank,near\n%s", rows);
    struct stroke_table *loaded = NULL;

    assert_int_equal(stroke_load(op, (struct bytes){ (const uint8_t *)csv, strlen(csv) }, &loaded),
                     ERR_INVALID);
    assert_string_equal(op->failure.reason, "stroke_row");
    assert_string_equal(op->failure.detail, line);
    op_forgive(op);
}

static void a_broken_table_is_refused_with_its_line(void **state)
{
    (void)state;
    assert_refused("丁,2,12,1,\n于,3,11,2,\n", "line 3"); /* classes that are not its strokes */
    assert_refused("丁,2,16,1,\n", "line 2");             /* no such class */
    assert_refused("丁,0,,1,\n", "line 2");               /* no strokes */
    assert_refused("丁于,2,12,1,\n", "line 2");           /* two characters */
    assert_refused("丁,2,12,1,xy\n", "line 2");           /* near is two characters */
    assert_refused("丁,2,12,1,\n丁,2,12,2,\n", "line 3"); /* twice */
    assert_refused("丁,2,12,01,\n", "line 2");            /* no plain number */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_stand_by_strokes),
        cmocka_unit_test(published_lists_stand_as_published),
        cmocka_unit_test(a_single_given_name_stands_first_when_asked),
        cmocka_unit_test(what_is_equal_keeps_its_order),
        cmocka_unit_test(characters_without_data_stand_last_and_are_named),
        cmocka_unit_test(names_end_at_their_limits),
        cmocka_unit_test(a_broken_table_is_refused_with_its_line),
    };
    return cmocka_run_group_tests_name("stroke", tests, open_table, close_table);
}
