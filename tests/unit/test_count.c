/* SPDX-License-Identifier: Apache-2.0 */
/* 字数 agrees with the shared vectors, is additive over words, and refuses what is not UTF-8. */
#include "base/mem.h"
#include "base/op.h"
#include "text/count.h"
#include "text/utf8.h"

#include <jansson.h>
#include <stdlib.h>
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

static size_t count_of(struct op *op, const char *text)
{
    size_t count = 0;

    assert_int_equal(text_count(op, (struct bytes){ (const uint8_t *)text, strlen(text) }, &count),
                     OK);
    return count;
}

static void every_shared_vector_agrees(void **state)
{
    const char *root = getenv("DIANJIANG_SOURCE");
    const char *path = mem_printf(*state, "%s/tests/data/count-vectors.json", root ? root : ".");
    json_error_t error = { 0 };
    json_t *rows = json_load_file(path, 0, &error);
    size_t wrong = 0;

    assert_non_null(rows);
    assert_true(json_array_size(rows) >= 40);
    for (size_t i = 0; i < json_array_size(rows); i++) {
        json_t *row = json_array_get(rows, i);
        size_t count = count_of(*state, json_string_value(json_object_get(row, "text")));
        if (count != (size_t)json_integer_value(json_object_get(row, "count"))) {
            print_error("%zu: %s\n", count, json_string_value(json_object_get(row, "claim")));
            wrong++;
        }
    }
    json_decref(rows);
    assert_int_equal(wrong, 0);
}

static void bytes_that_are_not_utf8_are_refused_with_their_place(void **state)
{
    static const char *const bad[] = {
        "中\xff",             /* no lead byte */
        "中\x80",             /* a lone continuation */
        "中\xc0\x80",         /* overlong NUL */
        "中\xe0\x80\x80",     /* overlong */
        "中\xed\xa0\x80",     /* high surrogate */
        "中\xed\xbf\xbf",     /* low surrogate */
        "中\xf4\x90\x80\x80", /* over U+10FFFF */
        "中\xf8\x88\x80\x80", /* five-byte form */
        "中\xe4\xb8",         /* cut short */
        "中\xd6\xd0",         /* GBK */
    };
    struct op *op = *state;

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        size_t count = 7;
        struct bytes text = { (const uint8_t *)bad[i], strlen(bad[i]) };
        assert_int_equal(text_count(op, text, &count), ERR_INVALID);
        assert_string_equal(op->failure.reason, "text_not_utf8");
        assert_string_equal(op->failure.args[0].value, "4");
        assert_int_equal(count, 7);
        op_forgive(op);
    }
}

static void input_ends_at_its_limit(void **state)
{
    char *text = mem_array(*state, char, TEXT_COUNT_BYTES_MAX + 1);
    size_t count = 0;

    memset(text, 'x', TEXT_COUNT_BYTES_MAX + 1);
    struct bytes most = { (const uint8_t *)text, TEXT_COUNT_BYTES_MAX };
    assert_int_equal(text_count(*state, most, &count), OK);
    assert_int_equal(count, 1);
    most.size++;
    assert_int_equal(text_count(*state, most, &count), ERR_TOO_LARGE);
}

static void a_nul_separates_and_counts_nothing(void **state)
{
    size_t count = 0;

    assert_int_equal(text_count(*state, (struct bytes){ (const uint8_t *)"a\0b", 3 }, &count), OK);
    assert_int_equal(count, 2);
}

/* Property: joining texts by a space adds their counts, whatever they are. */
static void counts_add_over_white_space(void **state)
{
    static const char *const pieces[] = { "专", "GB/T", "“", "—",  "A·", "5×8", "（",     "𠮷",
                                          "👍",  "ᠮᠣᠩ",  "…", "ａ", "-",  "’",   "e\u0301" };
    enum { PIECES = sizeof pieces / sizeof pieces[0] };
    unsigned seed = 1;

    for (int round = 0; round < 2000; round++) {
        void *scratch = mem_array(*state, char, 1);
        char *sides[2] = { mem_text(scratch, ""), mem_text(scratch, "") };
        for (int i = 0; i < 8; i++) {
            seed = seed * 1103515245u + 12345u;
            mem_append(scratch, &sides[i % 2], "%s", pieces[(seed >> 16) % PIECES]);
        }
        size_t together = count_of(*state, mem_printf(scratch, "%s %s", sides[0], sides[1]));
        assert_int_equal(together, count_of(*state, sides[0]) + count_of(*state, sides[1]));
        mem_free(scratch);
    }
}

static void every_code_point_survives_writing_and_reading(void **state)
{
    (void)state;
    for (uint32_t code = 0; code <= 0x10ffff; code++) {
        char bytes[4];
        uint32_t again = 0;
        if (code >= 0xd800 && code <= 0xdfff)
            continue;
        struct bytes rest = { (const uint8_t *)bytes, (size_t)utf8_put(code, bytes) };
        assert_true(utf8_next(&rest, &again));
        assert_int_equal(again, code);
        assert_int_equal(rest.size, 0);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, finish)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_shared_vector_agrees),
        TEST(bytes_that_are_not_utf8_are_refused_with_their_place),
        TEST(input_ends_at_its_limit),
        TEST(a_nul_separates_and_counts_nothing),
        TEST(counts_add_over_white_space),
        TEST(every_code_point_survives_writing_and_reading),
    };
    return cmocka_run_group_tests_name("count", tests, NULL, NULL);
}
