/* SPDX-License-Identifier: Apache-2.0 */
/* JSON shapes: strict parsing with all mistakes, limits at and beyond, direct output. */
#include "base/mem.h"
#include "base/time.h"
#include "unit.h"
#include "web/route.h"
#include "web/shape.h"

struct item {
    const char *name;
    int64_t amount_fen;
};

struct thing {
    const char *title;
    const char *note;
    const char *kind;
    int64_t count;
    int64_t serial;
    bool ready;
    int64_t at_ms;
    int64_t day;
    struct item first;
    struct item *second;
    struct item *items;
    size_t item_count;
    const char **tags;
    size_t tag_count;
    json_t *values;
};

static const char *const kinds[] = { "team", "base", NULL };

static const struct json_field item_fields[] = {
    JSON_TEXT(struct item, name, 1, 3),
    JSON_INT(struct item, amount_fen, 0, 100),
    JSON_DONE,
};
static const struct json_shape item_shape = JSON_SHAPE(struct item, item_fields);

static const struct json_field thing_fields[] = {
    JSON_TEXT(struct thing, title, 2, 4),
    JSON_TEXT(struct thing, note, 0, 10, .optional = true),
    JSON_CHOICE(struct thing, kind, kinds, .optional = true),
    JSON_INT(struct thing, count, -5, 5, .optional = true),
    JSON_INT(struct thing, serial, 0, INT64_MAX, .optional = true),
    JSON_BOOL(struct thing, ready, .optional = true),
    JSON_TIME(struct thing, at_ms, .optional = true),
    JSON_DAY(struct thing, day, .optional = true),
    JSON_OBJECT(struct thing, first, &item_shape, .optional = true),
    JSON_OBJECT(struct thing, second, &item_shape, .optional = true, .pointer = true),
    JSON_LIST(struct thing, items, item_count, &item_shape, 2, .optional = true, .min = 1),
    JSON_TEXTS(struct thing, tags, tag_count, 2, 3, .optional = true),
    JSON_VALUE(struct thing, values, .optional = true),
    JSON_DONE,
};
static const struct json_shape thing_shape = JSON_SHAPE(struct thing, thing_fields);

static int setup(void **state)
{
    *state = op_new(NULL, 0, 0);
    return 0;
}

static int teardown(void **state)
{
    op_free(*state);
    return 0;
}

static const struct thing *parsed(struct op *op, const char *text)
{
    void *value = NULL;

    assert_int_equal(shape_parse(op, &thing_shape, text, strlen(text), &value), OK);
    return value;
}

static void refused(struct op *op, const char *text, enum err code, const char *reason)
{
    void *value = NULL;

    op_forgive(op);
    assert_int_equal(shape_parse(op, &thing_shape, text, strlen(text), &value), code);
    assert_null(value);
    assert_string_equal(op->failure.reason, reason);
}

/* One mistake, at this path, of this code. */
static void mistaken(struct op *op, const char *text, const char *path, const char *code)
{
    refused(op, text, ERR_INVALID, "json_problems");
    assert_int_equal(op->problems.count, 1);
    assert_string_equal(op->problems.rows[0].path, path);
    assert_string_equal(op->problems.rows[0].code, code);
    assert_true(op->problems.rows[0].blocks);
    assert_null(strstr(op->problems.rows[0].message, "没有为这种情况准备说明"));
}

static void every_kind_is_read(void **state)
{
    const struct thing *thing =
        parsed(*state, "{\"title\":\"点将台\",\"kind\":\"base\",\"count\":-5,\"ready\":true,"
                       "\"at_ms\":\"2025-01-24T17:30:00+08:00\",\"day\":\"2025-01-24\","
                       "\"first\":{\"name\":\"一\",\"amount_fen\":0},"
                       "\"second\":{\"name\":\"二\",\"amount_fen\":100},"
                       "\"items\":[{\"name\":\"甲\",\"amount_fen\":1},"
                       "{\"name\":\"乙\",\"amount_fen\":2}],"
                       "\"tags\":[\"a\",\"bc\",\"\"],\"values\":{\"x\":[1,null]}}");

    assert_string_equal(thing->title, "点将台");
    assert_null(thing->note);
    assert_string_equal(thing->kind, "base");
    assert_int_equal(thing->count, -5);
    assert_true(thing->ready);
    assert_int_equal(thing->at_ms, 1737711000000);
    assert_int_equal(thing->day, 20250124);
    assert_string_equal(thing->first.name, "一");
    assert_int_equal(thing->second->amount_fen, 100);
    assert_int_equal(thing->item_count, 2);
    assert_string_equal(thing->items[1].name, "乙");
    assert_int_equal(thing->tag_count, 3);
    assert_string_equal(thing->tags[1], "bc");
    assert_true(json_is_object(thing->values));
}

static void an_absent_or_null_optional_is_zero(void **state)
{
    const struct thing *thing = parsed(*state, "{\"title\":\"点将\",\"note\":null,\"count\":null,"
                                               "\"second\":null,\"items\":null}");

    assert_null(thing->note);
    assert_int_equal(thing->count, 0);
    assert_null(thing->second);
    assert_int_equal(thing->item_count, 0);
}

static void each_limit_holds_at_and_one_beyond(void **state)
{
    struct op *op = *state;

    (void)parsed(op, "{\"title\":\"点将\"}");
    (void)parsed(op, "{\"title\":\"点将台上\"}");
    mistaken(op, "{\"title\":\"点\"}", "/title", "too_short");
    mistaken(op, "{\"title\":\"点将台上人\"}", "/title", "too_long");
    (void)parsed(op, "{\"title\":\"点将\",\"count\":5}");
    mistaken(op, "{\"title\":\"点将\",\"count\":6}", "/count", "too_large");
    mistaken(op, "{\"title\":\"点将\",\"count\":-6}", "/count", "too_small");
    mistaken(op, "{\"title\":\"点将\",\"tags\":[\"\",\"\",\"\",\"\"]}", "/tags", "too_many_items");
    mistaken(op, "{\"title\":\"点将\",\"tags\":[\"ab\",\"abc\"]}", "/tags/1", "too_long");
    mistaken(op, "{\"title\":\"点将\",\"items\":[]}", "/items", "too_few_items");
    mistaken(op, "{\"title\":\"点将\",\"items\":[1,2,3]}", "/items", "too_many_items");
}

static void each_wrong_kind_is_named(void **state)
{
    static const struct {
        const char *rest;
        const char *path;
        const char *code;
    } rows[] = {
        { "\"note\":1", "/note", "wrong_type" },
        { "\"kind\":\"expert\"", "/kind", "not_a_choice" },
        { "\"kind\":7", "/kind", "wrong_type" },
        { "\"count\":1.0", "/count", "wrong_type" },
        { "\"count\":\"1\"", "/count", "wrong_type" },
        { "\"ready\":1", "/ready", "wrong_type" },
        { "\"at_ms\":\"2025-01-24\"", "/at_ms", "not_a_time" },
        { "\"at_ms\":0", "/at_ms", "wrong_type" },
        { "\"day\":\"2025-02-29\"", "/day", "not_a_day" },
        { "\"day\":20250124", "/day", "wrong_type" },
        { "\"first\":[]", "/first", "wrong_type" },
        { "\"items\":{}", "/items", "wrong_type" },
        { "\"items\":[1]", "/items/0", "wrong_type" },
        { "\"items\":[{\"name\":\"甲\"}]", "/items/0/amount_fen", "required" },
        { "\"tags\":[null]", "/tags/0", "wrong_type" },
        { "\"a/b~c\":1", "/a~1b~0c", "unknown_key" },
        { "\"note\":\"a\\u0001\"", "/note", "bad_character" },
        { "\"note\":\"\\uffff\"", "/note", "bad_character" },
        { "\"note\":\"\\u007f\"", "/note", "bad_character" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *text = mem_printf(*state, "{\"title\":\"点将\",%s}", rows[i].rest);
        mistaken(*state, text, rows[i].path, rows[i].code);
    }
    (void)parsed(*state, "{\"title\":\"点将\",\"note\":\"a\\n\\t\\r。\"}");
}

static void all_mistakes_come_at_once(void **state)
{
    struct op *op = *state;

    refused(op, "{\"count\":99,\"x\":1,\"items\":[{\"name\":\"\",\"amount_fen\":101}]}",
            ERR_INVALID, "json_problems");
    assert_int_equal(op->problems.count, 5);
    assert_string_equal(op->problems.rows[0].path, "/title");
    assert_string_equal(op->problems.rows[0].code, "required");
    assert_string_equal(op->problems.rows[1].message, "不能大于 5。");
    assert_string_equal(op->problems.rows[2].path, "/items/0/name");
    assert_string_equal(op->problems.rows[3].path, "/items/0/amount_fen");
    assert_string_equal(op->problems.rows[4].path, "/x");
    assert_string_equal(op_failure_text(op), "提交的内容有 5 处问题，请逐项改正后再提交。");
}

static void mistakes_reported_stop_at_two_hundred(void **state)
{
    struct op *op = *state;
    char *text = mem_text(op, "{\"title\":\"点将\"");

    for (int i = 0; i < 300; i++)
        mem_append(op, &text, ",\"key%d\":1", i);
    mem_append(op, &text, "}");
    refused(op, text, ERR_INVALID, "json_problems");
    assert_int_equal(op->problems.count, 200);
}

static void broken_json_is_refused(void **state)
{
    static const char *const texts[] = {
        "",
        "{",
        "{\"title\":\"点将\"} x",
        "{\"title\":\"点将\",\"title\":\"点将\"}",
        "{\"title\":\"a\\u0000b\"}",
        "{\"title\":\"a\xff\"}",
        "{\"title\":\"a\xc0\x80\"}",
        "{\"title\":\"\\ud800\"}",
        "{'title':1}",
        "{\"title\":\"点将\",}",
        "{\"title\":\"点将\",\"count\":01}",
        "{\"title\":\"点将\",\"count\":99999999999999999999}",
        "{\"title\":\"点将\",\"count\":NaN}",
        "\xef\xbb\xbf{}",
        "1",
    };

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        refused(*state, texts[i], ERR_INVALID, "json_broken");
    refused(*state, "[]", ERR_INVALID, "json_not_an_object");
}

static void a_nul_byte_is_refused(void **state)
{
    struct op *op = *state;
    static const char text[] = "{\"title\":\"ab\"\0}";
    void *value = NULL;

    assert_int_equal(shape_parse(op, &thing_shape, text, sizeof text - 1, &value), ERR_INVALID);
}

static char *nested(struct op *op, int depth)
{
    char *text = mem_text(op, "{\"title\":\"点将\",\"values\":");

    for (int i = 1; i < depth; i++)
        mem_append(op, &text, "[");
    for (int i = 1; i < depth; i++)
        mem_append(op, &text, "]");
    mem_append(op, &text, ",\"note\":\"[[\\\"[[\"}");
    return text;
}

static void depth_32_passes_and_33_does_not(void **state)
{
    (void)parsed(*state, nested(*state, 32));
    refused(*state, nested(*state, 33), ERR_TOO_LARGE, "json_too_deep");
}

static void integers_beyond_2_53_travel_as_strings(void **state)
{
    struct op *op = *state;
    size_t size = 0;

    assert_int_equal(parsed(op, "{\"title\":\"点将\",\"serial\":9007199254740991}")->serial,
                     JSON_INT_SAFE_MAX);
    assert_int_equal(parsed(op, "{\"title\":\"点将\",\"serial\":\"9223372036854775807\"}")->serial,
                     INT64_MAX);
    mistaken(op, "{\"title\":\"点将\",\"serial\":\"9223372036854775808\"}", "/serial",
             "wrong_type");
    mistaken(op, "{\"title\":\"点将\",\"serial\":\" 1\"}", "/serial", "wrong_type");
    struct thing thing = { .title = "x", .serial = JSON_INT_SAFE_MAX };
    assert_non_null(
        strstr(shape_text(op, &thing_shape, &thing, &size), "\"serial\":9007199254740991,"));
    thing.serial++;
    assert_non_null(
        strstr(shape_text(op, &thing_shape, &thing, &size), "\"serial\":\"9007199254740992\","));
    thing.serial = INT64_MIN;
    assert_non_null(strstr(shape_text(op, &thing_shape, &thing, &size),
                           "\"serial\":\"-9223372036854775808\","));
}

static void what_is_written_reads_back(void **state)
{
    struct op *op = *state;
    struct item items[] = { { "甲", 1 }, { "乙\"\\", 2 } };
    const char *tags[] = { "a", "\n" };
    struct thing thing = {
        .title = "点\x01\x7f\t",
        .kind = "team",
        .ready = true,
        .at_ms = 1737711000123,
        .day = 20250124,
        .first = { "一", 3 },
        .items = items,
        .item_count = 2,
        .tags = tags,
        .tag_count = 2,
    };
    size_t size = 0;

    const char *text = shape_text(op, &thing_shape, &thing, &size);
    assert_int_equal(size, strlen(text));
    assert_string_equal(
        text, "{\"title\":\"点\\u0001\\u007f\\t\",\"note\":null,\"kind\":\"team\",\"count\":null,"
              "\"serial\":null,\"ready\":true,\"at_ms\":\"2025-01-24T17:30:00.123+08:00\","
              "\"day\":\"2025-01-24\",\"first\":{\"name\":\"一\",\"amount_fen\":3},\"second\":null,"
              "\"items\":[{\"name\":\"甲\",\"amount_fen\":1},"
              "{\"name\":\"乙\\\"\\\\\",\"amount_fen\":2}],"
              "\"tags\":[\"a\",\"\\n\"],\"values\":null}");
    thing.title = "点将";
    text = shape_text(op, &thing_shape, &thing, &size);
    assert_int_equal(parsed(op, text)->at_ms, 1737711000123);
}

static enum err query(struct op *op, const struct request_pair *pairs, size_t count,
                      const struct thing **ret_thing)
{
    void *value = NULL;

    op_forgive(op);
    enum err e = shape_parse_query(op, &thing_shape, pairs, count, &value);
    *ret_thing = value;
    return e;
}

static void a_query_is_read_by_the_same_fields(void **state)
{
    struct op *op = *state;
    const struct thing *thing = NULL;
    const struct request_pair good[] = { { "title", "12" },   { "count", "-3" },
                                         { "ready", "true" }, { "day", "2025-01-24" },
                                         { "note", "" },      { "kind", "" } };
    const struct request_pair bad[] = {
        { "count", "3x" }, { "ready", "1" }, { "q", "" }, { "title", "ab" }, { "title", "ab" }
    };

    assert_int_equal(query(op, good, 6, &thing), OK);
    assert_string_equal(thing->title, "12");
    assert_int_equal(thing->count, -3);
    assert_true(thing->ready);
    assert_int_equal(thing->day, 20250124);
    assert_null(thing->kind);
    assert_int_equal(query(op, bad, 5, &thing), ERR_INVALID);
    assert_int_equal(op->problems.count, 4);
    assert_string_equal(op->problems.rows[0].code, "repeated");
    assert_string_equal(op->problems.rows[1].path, "/count");
    assert_string_equal(op->problems.rows[2].path, "/ready");
    assert_string_equal(op->problems.rows[3].code, "unknown_key");
}

static void a_repeated_query_pair_alone_is_refused(void **state)
{
    const struct thing *thing = NULL;
    const struct request_pair twice[] = { { "title", "ab" }, { "title", "ab" } };

    assert_int_equal(query(*state, twice, 2, &thing), ERR_INVALID);
    assert_null(thing);
}

static void names_are_made_from_c_names(void **state)
{
    assert_string_equal(shape_name(*state, &thing_shape), "Thing");
    assert_string_equal(shape_name(*state, &(struct json_shape){ .name = "struct session_new" }),
                        "SessionNew");
}

struct page {
    struct thing *rows;
    size_t row_count;
};

static const struct json_field page_fields[] = {
    JSON_LIST(struct page, rows, row_count, &thing_shape, 500),
    JSON_DONE,
};
static const struct json_shape page_shape = JSON_SHAPE(struct page, page_fields);

static void a_list_of_500_is_written_within_budget(void **state)
{
    struct op *op = *state;
    struct page page = { mem_array(op, struct thing, 500), 500 };
    size_t size = 0;
    int64_t best_us = INT64_MAX;

    for (size_t i = 0; i < 500; i++)
        page.rows[i] = (struct thing){ .title = "内蒙古自治区专家服务基层活动申报项目名称",
                                       .note = "推荐单位意见",
                                       .kind = "team",
                                       .count = 5,
                                       .at_ms = 1737711000123 };
    for (int round = 0; round < 20; round++) {
        int64_t start_us = time_monotonic_us();
        (void)shape_text(op, &page_shape, &page, &size);
        int64_t spent_us = time_monotonic_us() - start_us;
        best_us = spent_us < best_us ? spent_us : best_us;
    }
    print_message("# 500 rows, %zu bytes: %lld us\n", size, (long long)best_us);
    assert_true(best_us < 10000); /* ten times the budget: a slow machine is not a mistake */
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(every_kind_is_read),
        CASE(an_absent_or_null_optional_is_zero),
        CASE(each_limit_holds_at_and_one_beyond),
        CASE(each_wrong_kind_is_named),
        CASE(all_mistakes_come_at_once),
        CASE(mistakes_reported_stop_at_two_hundred),
        CASE(broken_json_is_refused),
        CASE(a_nul_byte_is_refused),
        CASE(depth_32_passes_and_33_does_not),
        CASE(integers_beyond_2_53_travel_as_strings),
        CASE(what_is_written_reads_back),
        CASE(a_query_is_read_by_the_same_fields),
        CASE(a_repeated_query_pair_alone_is_refused),
        CASE(names_are_made_from_c_names),
        CASE(a_list_of_500_is_written_within_budget),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
