/* SPDX-License-Identifier: Apache-2.0 */
/* One value has one text, whatever order and spacing it came in. */
#include "base/json_canon.h"
#include "base/mem.h"
#include "base/op.h"

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

static void drop(void *json)
{
    json_decref(json);
}

static json_t *parse(struct op *op, const char *text)
{
    json_t *json = json_loads(text, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);

    assert_non_null(json);
    mem_own(op, json, drop);
    return json;
}

static const char *canon(struct op *op, const char *text)
{
    struct bytes bytes = { 0 };

    assert_int_equal(json_canon(op, parse(op, text), &bytes), OK);
    assert_int_equal(strlen((const char *)bytes.data), bytes.size);
    return (const char *)bytes.data;
}

static void keys_are_sorted_and_spaces_gone(void **state)
{
    assert_string_equal(canon(*state, " { \"b\" : [ 1 , true , null , false ] , \"a\" : { } } "),
                        "{\"a\":{},\"b\":[1,true,null,false]}");
    assert_string_equal(canon(*state, "[]"), "[]");
    assert_string_equal(canon(*state, "\"x\""), "\"x\"");
}

static void keys_sort_by_code_point(void **state)
{
    /* U+FFE5 before U+20BB7, though UTF-16 puts the surrogate pair first. */
    assert_string_equal(canon(*state, "{\"\\ud842\\udfb7\":1,\"\\uffe5\":2,\"Z\":3,\"a\":4}"),
                        "{\"Z\":3,\"a\":4,\"\xef\xbf\xa5\":2,\"\xf0\xa0\xae\xb7\":1}");
}

static void integers_keep_all_their_digits(void **state)
{
    assert_string_equal(canon(*state, "[0,-1,9007199254740993,-9223372036854775808]"),
                        "[0,-1,9007199254740993,-9223372036854775808]");
}

static void strings_escape_only_what_they_must(void **state)
{
    assert_string_equal(canon(*state, "\"\\u0022\\\\\\/\\b\\f\\n\\r\\t\\u0000\\u001F\\u007f中\""),
                        "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\x7f\xe4\xb8\xad\"");
}

static void reals_are_refused(void **state)
{
    struct bytes bytes = { 0 };

    assert_int_equal(json_canon(*state, parse(*state, "{\"a\":1.0}"), &bytes), ERR_INVALID);
    assert_string_equal(((struct op *)*state)->failure.reason, "json_real");
    assert_null(bytes.data);
}

static void nesting_ends_at_its_limit(void **state)
{
    char text[2 * (JSON_CANON_DEPTH_MAX + 1) + 1];

    for (int depth = JSON_CANON_DEPTH_MAX; depth <= JSON_CANON_DEPTH_MAX + 1; depth++) {
        struct bytes bytes = { 0 };
        memset(text, '[', (size_t)depth);
        memset(text + depth, ']', (size_t)depth);
        text[2 * depth] = '\0';
        assert_int_equal(json_canon(*state, parse(*state, text), &bytes),
                         depth <= JSON_CANON_DEPTH_MAX ? OK : ERR_TOO_LARGE);
    }
}

static void text_ends_at_its_limit(void **state)
{
    char *text = mem_array(*state, char, JSON_CANON_BYTES_MAX + 1);
    struct bytes bytes = { 0 };

    memset(text, 'x', JSON_CANON_BYTES_MAX);
    for (size_t over = 0; over <= 1; over++) {
        json_t *json = json_stringn(text, JSON_CANON_BYTES_MAX - 2 + over);
        mem_own(*state, json, drop);
        assert_int_equal(json_canon(*state, json, &bytes), over ? ERR_TOO_LARGE : OK);
    }
}

static void digest_is_sm3_of_the_text(void **state)
{
    const char *hex = NULL;

    assert_int_equal(json_digest_hex(*state, parse(*state, "{\"b\":2, \"a\":1}"), &hex), OK);
    assert_string_equal(hex, sm3_hex(*state, "{\"a\":1,\"b\":2}", 13));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, finish)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(keys_are_sorted_and_spaces_gone),
        TEST(keys_sort_by_code_point),
        TEST(integers_keep_all_their_digits),
        TEST(strings_escape_only_what_they_must),
        TEST(reals_are_refused),
        TEST(nesting_ends_at_its_limit),
        TEST(text_ends_at_its_limit),
        TEST(digest_is_sm3_of_the_text),
    };
    return cmocka_run_group_tests_name("json_canon", tests, NULL, NULL);
}
