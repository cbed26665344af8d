/* SPDX-License-Identifier: Apache-2.0 */
/* unit.h: cmocka with what it needs before it, its fail() out of the way of ours. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#undef fail

/* Fails and shows text unless part stands in it; a NULL text holds nothing. */
#define assert_text_holds(text, part)                                                              \
    do {                                                                                           \
        const char *text_ = (text);                                                                \
        if (text_ == NULL || strstr(text_, (part)) == NULL) {                                      \
            print_error("no %s in %s\n", (part), text_ == NULL ? "nothing" : text_);               \
            assert_true(0);                                                                        \
        }                                                                                          \
    } while (0)
