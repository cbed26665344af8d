/* SPDX-License-Identifier: Apache-2.0 */
/* The files inside the program are found whole, with type, digest and a gzip form worth having.
 * Linked against tests/data/embed instead of the program's own files. */
#include "base/embed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <zlib.h>

#include <cmocka.h>

static void find_gives_the_bytes_and_a_nul(void **state)
{
    (void)state;
    const struct embedded *file = embed_find("first/one.txt");

    assert_non_null(file);
    assert_int_equal(file->size, 6);
    assert_string_equal((const char *)file->bytes, "hello\n");
    assert_string_equal(file->type, "text/plain; charset=utf-8");
}

static void etag_is_the_digest_in_quotes(void **state)
{
    (void)state;
    /* printf 'hello\n' | sha256sum */
    assert_string_equal(embed_find("first/one.txt")->etag, "\"5891b5b522d5df086d0ff0b110fbd9d2\"");
}

static void an_empty_file_is_still_a_file(void **state)
{
    (void)state;
    const struct embedded *file = embed_find("second/empty.sql");

    assert_non_null(file);
    assert_int_equal(file->size, 0);
    assert_int_equal(file->bytes[0], 0);
}

static void unknown_and_hidden_files_are_not_found(void **state)
{
    (void)state;
    assert_null(embed_find("first/two.txt"));
    assert_null(embed_find("first"));
    assert_null(embed_find(""));
    assert_null(embed_find("second/.hidden"));
}

static void only_what_shrinks_has_a_gzip_form(void **state)
{
    (void)state;
    assert_null(embed_find("first/one.txt")->gzip);

    const struct embedded *file = embed_find("first/deep/long.html");
    assert_non_null(file->gzip);
    assert_true(file->gzip_size < file->size / 10);

    unsigned char plain[8192];
    z_stream stream = { .next_in = (unsigned char *)file->gzip,
                        .avail_in = (uInt)file->gzip_size,
                        .next_out = plain,
                        .avail_out = sizeof plain };
    assert_int_equal(inflateInit2(&stream, 15 + 16), Z_OK);
    assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
    inflateEnd(&stream);
    assert_int_equal(stream.total_out, file->size);
    assert_memory_equal(plain, file->bytes, file->size);
}

static void list_gives_a_prefix_in_order(void **state)
{
    (void)state;
    struct embedded_list first = embed_list("first/");

    assert_int_equal(first.count, 2);
    assert_string_equal(first.rows[0].path, "first/deep/long.html");
    assert_string_equal(first.rows[1].path, "first/one.txt");
    assert_int_equal(embed_list("").count, 3);
    assert_int_equal(embed_list("third/").count, 0);
    assert_int_equal(embed_list("zzz").count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(find_gives_the_bytes_and_a_nul),
        cmocka_unit_test(etag_is_the_digest_in_quotes),
        cmocka_unit_test(an_empty_file_is_still_a_file),
        cmocka_unit_test(unknown_and_hidden_files_are_not_found),
        cmocka_unit_test(only_what_shrinks_has_a_gzip_form),
        cmocka_unit_test(list_gives_a_prefix_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
