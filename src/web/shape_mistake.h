/* SPDX-License-Identifier: Apache-2.0 */
/* shape_mistake.h: what can be wrong with an input of a shape, told with its place in Chinese. */
#pragma once
#include "base/message.h"
#include "web/shape.h"

/* Where in the input we are: a chain on the stack, written out only for a mistake. */
struct where {
    const struct where *up;
    const char *key; /* NULL: an element of a list */
    size_t index;
};

enum mistake {
    REQUIRED,
    UNKNOWN_KEY,
    WRONG_TYPE,
    TOO_SHORT,
    TOO_LONG,
    TOO_SMALL,
    TOO_LARGE,
    NOT_A_CHOICE,
    TOO_FEW_ITEMS,
    TOO_MANY_ITEMS,
    NOT_A_DAY,
    NOT_A_TIME,
    BAD_CHARACTER,
    REPEATED
};

/* Adds a problem at the place; args (count of them) fill its text. The first 200 are kept. */
void mistake_add(struct op *op, const struct where *where, enum mistake what,
                 const struct message_arg *args, size_t arg_count);

/* The same with one argument; with a limit passed by count; of a value of another kind. */
void mistake_one(struct op *op, const struct where *where, enum mistake what, const char *name,
                 const char *value);
void mistake_limit(struct op *op, const struct where *where, enum mistake what, int64_t limit,
                   int64_t count);
void mistake_type(struct op *op, const struct where *where, enum json_field_kind kind);
