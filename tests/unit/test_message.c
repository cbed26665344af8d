/* SPDX-License-Identifier: Apache-2.0 */
/* The catalogue is sorted, so that its binary search finds every key; texts are filled by name. */
#include "base/mem.h"
#include "base/message.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char *const keys[] = {
#define MESSAGE(key, text) key,
#include "base/messages.inc"
#undef MESSAGE
};

static void keys_are_sorted_and_each_is_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (i > 0)
            assert_true(strcmp(keys[i - 1], keys[i]) < 0);
        assert_true(message_known(keys[i]));
    }
    assert_false(message_known("no_such_key"));
}

static void text_fills_the_names(void **state)
{
    (void)state;
    const struct message_arg args[] = { { "max", "1 MiB" } };
    char *root = mem_new(NULL, char);

    assert_string_equal(message_text(root, "body_too_large", args, 1),
                        "提交的内容超过 1 MiB，请减少内容或分次提交。");
    mem_free(root);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_sorted_and_each_is_found),
        cmocka_unit_test(text_fills_the_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
