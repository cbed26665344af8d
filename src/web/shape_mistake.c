/* SPDX-License-Identifier: Apache-2.0 */
/* shape_mistake.c: one row a mistake, and the JSON pointer to where it is. */
#include "web/shape_mistake.h"

#include "base/mem.h"
#include "web/buffer.h"

#include <string.h>

enum { PROBLEMS_MAX = 200, UNKNOWN_KEY_BYTES_MAX = 64 };

static const struct {
    const char *code;
    const char *message;
} mistakes[] = {
    [REQUIRED] = { "required", "shape_required" },
    [UNKNOWN_KEY] = { "unknown_key", "shape_unknown_key" },
    [WRONG_TYPE] = { "wrong_type", "shape_wrong_type" },
    [TOO_SHORT] = { "too_short", "shape_too_short" },
    [TOO_LONG] = { "too_long", "shape_too_long" },
    [TOO_SMALL] = { "too_small", "shape_too_small" },
    [TOO_LARGE] = { "too_large", "shape_too_large" },
    [NOT_A_CHOICE] = { "not_a_choice", "shape_not_a_choice" },
    [TOO_FEW_ITEMS] = { "too_few_items", "shape_too_few_items" },
    [TOO_MANY_ITEMS] = { "too_many_items", "shape_too_many_items" },
    [NOT_A_DAY] = { "not_a_day", "shape_not_a_day" },
    [NOT_A_TIME] = { "not_a_time", "shape_not_a_time" },
    [BAD_CHARACTER] = { "bad_character", "shape_bad_character" },
    [REPEATED] = { "repeated", "shape_repeated" },
};

static const char *const kind_chinese[] = {
    [JSON_KIND_TEXT] = "文字",     [JSON_KIND_CHOICE] = "文字", [JSON_KIND_INT] = "整数",
    [JSON_KIND_BOOL] = "是或否",   [JSON_KIND_TIME] = "时间",   [JSON_KIND_DAY] = "日期",
    [JSON_KIND_OBJECT] = "一组项", [JSON_KIND_LIST] = "列表",   [JSON_KIND_TEXTS] = "列表",
    [JSON_KIND_VALUE] = "任意值",
};

/* RFC 6901: "~" is "~0" and "/" is "~1"; a key from outside is cut at a character's end. */
static void where_key(struct buffer *path, const char *key)
{
    size_t length = strlen(key);

    if (length > UNKNOWN_KEY_BYTES_MAX) {
        length = UNKNOWN_KEY_BYTES_MAX;
        while (((unsigned char)key[length] & 0xc0) == 0x80)
            length--;
    }
    for (size_t i = 0; i < length; i++) {
        if (key[i] == '~')
            buffer_text(path, "~0");
        else if (key[i] == '/')
            buffer_text(path, "~1");
        else
            buffer_char(path, key[i]);
    }
}

static void where_text(struct buffer *path, const struct where *where)
{
    if (where == NULL)
        return;
    where_text(path, where->up);
    buffer_char(path, '/');
    if (where->key == NULL)
        buffer_int(path, (int64_t)where->index);
    else
        where_key(path, where->key);
}

void mistake_add(struct op *op, const struct where *where, enum mistake what,
                 const struct message_arg *args, size_t arg_count)
{
    struct buffer path = { .parent = op };

    if (op->problems.count >= PROBLEMS_MAX)
        return;
    where_text(&path, where);
    struct problem problem = {
        .path = buffer_end(&path),
        .code = mistakes[what].code,
        .basis = BASIS_SYSTEM,
        .blocks = true,
        .message = message_text(op, mistakes[what].message, args, arg_count),
    };
    problem_add(op, &op->problems, &problem);
}

void mistake_one(struct op *op, const struct where *where, enum mistake what, const char *name,
                 const char *value)
{
    mistake_add(op, where, what, &(struct message_arg){ name, value }, 1);
}

void mistake_limit(struct op *op, const struct where *where, enum mistake what, int64_t limit,
                   int64_t count)
{
    const char *limit_text = mem_printf(op, "%lld", (long long)limit);
    struct message_arg args[] = {
        { "min", limit_text },
        { "max", limit_text },
        { "count", mem_printf(op, "%lld", (long long)count) },
    };

    mistake_add(op, where, what, args, sizeof args / sizeof args[0]);
}

void mistake_type(struct op *op, const struct where *where, enum json_field_kind kind)
{
    mistake_one(op, where, WRONG_TYPE, "type", kind_chinese[kind]);
}
