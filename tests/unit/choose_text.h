/* SPDX-License-Identifier: Apache-2.0 */
/* choose_text.h: selections written as JSON with single quotes, for tests. */
#pragma once
#include "base/mem.h"
#include "base/op.h"
#include "choose/choose.h"
#include "unit.h"

#include <stdlib.h>

/* JSON with single quotes. */
static inline enum err read_text(struct op *op, const char *text,
                                 struct choose_problem *ret_problem)
{
    char *copy = mem_text(op, text);

    for (char *at = copy; *at != '\0'; at++)
        *at = *at == '\'' ? '"' : *at;
    return choose_read(op, (struct bytes){ (const uint8_t *)copy, strlen(copy) }, ret_problem);
}

static inline struct choosing chosen(struct op *op, const char *text)
{
    struct choose_problem problem = { 0 };
    struct choosing choosing = { 0 };

    if (read_text(op, text, &problem) != OK || choose(op, &problem, &choosing) != OK) {
        print_error("%s\n%s\n", text, op_failure_text(op));
        abort();
    }
    return choosing;
}
