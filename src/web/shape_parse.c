/* SPDX-License-Identifier: Apache-2.0 */
/* shape_parse.c: strict JSON and query strings into structs, with every mistake reported. */
#include "base/mem.h"
#include "base/time.h"
#include "web/route.h"
#include "web/shape.h"
#include "web/shape_mistake.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- one value ---------------------------------------------------------------------------- */

static void read_object(struct op *op, const struct where *where, const struct json_shape *shape,
                        json_t *object, void *to);

static int64_t code_points(const char *text)
{
    int64_t count = 0;

    for (; *text != '\0'; text++)
        count += ((unsigned char)*text & 0xc0) != 0x80;
    return count;
}

/* Control characters other than tab and line ends, U+FFFE and U+FFFF: no XML part can hold them. */
static bool has_bad_character(const char *text)
{
    for (const unsigned char *at = (const unsigned char *)text; *at != '\0'; at++) {
        if ((*at < 0x20 && *at != '\t' && *at != '\n' && *at != '\r') || *at == 0x7f)
            return true;
        if (*at == 0xef && at[1] == 0xbf && at[2] >= 0xbe)
            return true;
    }
    return false;
}

static const char *text_of(struct op *op, const struct where *where, json_t *value, int64_t min,
                           int64_t max)
{
    if (!json_is_string(value)) {
        mistake_type(op, where, JSON_KIND_TEXT);
        return NULL;
    }
    const char *text = json_string_value(value);
    int64_t count = code_points(text);
    if (count < min)
        mistake_limit(op, where, TOO_SHORT, min, count);
    else if (count > max)
        mistake_limit(op, where, TOO_LONG, max, count);
    else if (has_bad_character(text))
        mistake_add(op, where, BAD_CHARACTER, NULL, 0);
    return text;
}

static void read_text(struct op *op, const struct where *where, const struct json_field *field,
                      json_t *value, void *to)
{
    *(const char **)((char *)to + field->offset) =
        text_of(op, where, value, field->min, field->max);
}

static void read_choice(struct op *op, const struct where *where, const struct json_field *field,
                        json_t *value, void *to)
{
    char *all = NULL;

    if (!json_is_string(value)) {
        mistake_type(op, where, field->kind);
        return;
    }
    for (size_t i = 0; field->choices[i] != NULL; i++) {
        if (strcmp(field->choices[i], json_string_value(value)) == 0) {
            *(const char **)((char *)to + field->offset) = field->choices[i];
            return;
        }
        mem_append(op, &all, "%s%s", i == 0 ? "" : "、", field->choices[i]);
    }
    mistake_one(op, where, NOT_A_CHOICE, "choices", all == NULL ? "" : all);
}

/* Decimal digits with an optional minus, nothing else, inside int64. */
static bool int_of_text(const char *text, int64_t *ret_value)
{
    char *end = NULL;
    const char *digits = text[0] == '-' ? text + 1 : text;

    if (digits[0] < '0' || digits[0] > '9')
        return false;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    if (*end != '\0' || errno != 0)
        return false;
    *ret_value = value;
    return true;
}

static void read_int(struct op *op, const struct where *where, const struct json_field *field,
                     json_t *value, void *to)
{
    bool beyond = field->max > JSON_INT_SAFE_MAX || field->min < -JSON_INT_SAFE_MAX;
    int64_t number = 0;

    if (json_is_integer(value)) {
        number = json_integer_value(value);
    } else if (!beyond || !json_is_string(value) ||
               !int_of_text(json_string_value(value), &number)) {
        mistake_type(op, where, field->kind);
        return;
    }
    if (number < field->min)
        mistake_limit(op, where, TOO_SMALL, field->min, 0);
    else if (number > field->max)
        mistake_limit(op, where, TOO_LARGE, field->max, 0);
    else
        *(int64_t *)((char *)to + field->offset) = number;
}

static void read_bool(struct op *op, const struct where *where, const struct json_field *field,
                      json_t *value, void *to)
{
    if (!json_is_boolean(value)) {
        mistake_type(op, where, field->kind);
        return;
    }
    *(bool *)((char *)to + field->offset) = json_is_true(value);
}

static void read_time(struct op *op, const struct where *where, const struct json_field *field,
                      json_t *value, void *to)
{
    int64_t ms = 0;

    if (!json_is_string(value))
        mistake_type(op, where, field->kind);
    else if (!time_parse(json_string_value(value), ZONE_SHANGHAI_MINUTES, &ms))
        mistake_add(op, where, NOT_A_TIME, NULL, 0);
    else
        *(int64_t *)((char *)to + field->offset) = ms;
}

static void read_day(struct op *op, const struct where *where, const struct json_field *field,
                     json_t *value, void *to)
{
    int day = 0;

    if (!json_is_string(value))
        mistake_type(op, where, field->kind);
    else if (!day_parse(json_string_value(value), &day))
        mistake_add(op, where, NOT_A_DAY, NULL, 0);
    else
        *(int64_t *)((char *)to + field->offset) = day;
}

static void read_inner(struct op *op, const struct where *where, const struct json_field *field,
                       json_t *value, void *to)
{
    void *inner = (char *)to + field->offset;

    if (!json_is_object(value)) {
        mistake_type(op, where, field->kind);
        return;
    }
    if (field->pointer) {
        void *made = mem_zero(op, field->shape->size, 1, field->shape->name);
        *(void **)inner = made;
        inner = made;
    }
    read_object(op, where, field->shape, value, inner);
}

/* Whether value is a list whose number of elements the field allows; reports when it is not. */
static bool list_fits(struct op *op, const struct where *where, const struct json_field *field,
                      json_t *value)
{
    if (!json_is_array(value)) {
        mistake_type(op, where, field->kind);
        return false;
    }
    int64_t count = (int64_t)json_array_size(value);
    if (count < field->min)
        mistake_limit(op, where, TOO_FEW_ITEMS, field->min, count);
    else if (count > field->max)
        mistake_limit(op, where, TOO_MANY_ITEMS, field->max, count);
    return count >= field->min && count <= field->max;
}

static void read_list(struct op *op, const struct where *where, const struct json_field *field,
                      json_t *value, void *to)
{
    if (!list_fits(op, where, field, value))
        return;
    size_t count = json_array_size(value);
    char *rows = mem_zero(op, field->shape->size, count, field->shape->name);
    for (size_t i = 0; i < count; i++) {
        struct where element = { where, NULL, i };
        json_t *row = json_array_get(value, i);
        if (json_is_object(row))
            read_object(op, &element, field->shape, row, rows + i * field->shape->size);
        else
            mistake_type(op, &element, JSON_KIND_OBJECT);
    }
    *(void **)((char *)to + field->offset) = rows;
    *(size_t *)((char *)to + field->count_offset) = count;
}

static void read_texts(struct op *op, const struct where *where, const struct json_field *field,
                       json_t *value, void *to)
{
    if (!list_fits(op, where, field, value))
        return;
    size_t count = json_array_size(value);
    const char **texts = mem_array(op, const char *, count);
    for (size_t i = 0; i < count; i++) {
        struct where element = { where, NULL, i };
        texts[i] = text_of(op, &element, json_array_get(value, i), 0, field->text_max);
    }
    *(const char ***)((char *)to + field->offset) = texts;
    *(size_t *)((char *)to + field->count_offset) = count;
}

static void read_value(struct op *op, const struct where *where, const struct json_field *field,
                       json_t *value, void *to)
{
    (void)op;
    (void)where;
    *(json_t **)((char *)to + field->offset) = value;
}

typedef void (*reader)(struct op *op, const struct where *where, const struct json_field *field,
                       json_t *value, void *to);

static const reader readers[] = {
    [JSON_KIND_TEXT] = read_text,    [JSON_KIND_CHOICE] = read_choice,
    [JSON_KIND_INT] = read_int,      [JSON_KIND_BOOL] = read_bool,
    [JSON_KIND_TIME] = read_time,    [JSON_KIND_DAY] = read_day,
    [JSON_KIND_OBJECT] = read_inner, [JSON_KIND_LIST] = read_list,
    [JSON_KIND_TEXTS] = read_texts,  [JSON_KIND_VALUE] = read_value,
};

/* ---- one object --------------------------------------------------------------------------- */

static const struct json_field *field_of(const struct json_shape *shape, const char *name)
{
    for (const struct json_field *field = shape->fields; field->kind != JSON_KIND_DONE; field++) {
        if (strcmp(field->name, name) == 0)
            return field;
    }
    return NULL;
}

static void read_object(struct op *op, const struct where *where, const struct json_shape *shape,
                        json_t *object, void *to)
{
    const char *key = NULL;
    json_t *value = NULL;

    for (const struct json_field *field = shape->fields; field->kind != JSON_KIND_DONE; field++) {
        struct where here = { where, field->name, 0 };
        value = json_object_get(object, field->name);
        if (value != NULL && (!json_is_null(value) || field->kind == JSON_KIND_VALUE))
            readers[field->kind](op, &here, field, value, to);
        else if (!field->optional)
            mistake_add(op, &here, REQUIRED, NULL, 0);
    }
    json_object_foreach(object, key, value)
    {
        if (field_of(shape, key) == NULL)
            mistake_add(op, &(struct where){ where, key, 0 }, UNKNOWN_KEY, NULL, 0);
    }
}

/* before: how many problems there were when the parse began. */
static enum err finish(struct op *op, const struct json_shape *shape, json_t *object, size_t before,
                       void **ret_value)
{
    void *value = mem_zero(op, shape->size, 1, shape->name);

    read_object(op, NULL, shape, object, value);
    if (op->problems.count == before) {
        *ret_value = value;
        return OK;
    }
    fail_arg(op, "count", "%zu", op->problems.count);
    return fail(op, ERR_INVALID, "json_problems", "%zu mistakes, first %s", op->problems.count,
                op->problems.rows[before].code);
}

/* ---- texts -------------------------------------------------------------------------------- */

static void drop(void *json)
{
    json_decref(json);
}

/* Deepest nesting of brackets outside strings; looked at before anything is built. */
static int depth_of(const char *text, size_t size)
{
    int depth = 0;
    int deepest = 0;
    bool inside = false;

    for (size_t i = 0; i < size; i++) {
        char c = text[i];
        if (inside && c == '\\')
            i++;
        else if (c == '"')
            inside = !inside;
        else if (!inside && (c == '{' || c == '['))
            deepest = ++depth > deepest ? depth : deepest;
        else if (!inside && (c == '}' || c == ']'))
            depth--;
    }
    return deepest;
}

enum err shape_parse(struct op *op, const struct json_shape *shape, const char *text, size_t size,
                     void **ret_value)
{
    json_error_t error = { 0 };

    if (depth_of(text, size) > JSON_DEPTH_MAX) {
        fail_arg(op, "max", "%d", JSON_DEPTH_MAX);
        return fail(op, ERR_TOO_LARGE, "json_too_deep", "nested deeper than %d", JSON_DEPTH_MAX);
    }
    json_t *root = json_loadb(text, size, JSON_REJECT_DUPLICATES, &error);
    if (root == NULL) {
        fail_arg(op, "line", "%d", error.line);
        fail_arg(op, "column", "%d", error.column);
        return fail(op, ERR_INVALID, "json_broken", "not JSON at line %d column %d (code %d)",
                    error.line, error.column, (int)json_error_code(&error));
    }
    mem_own(op, root, drop);
    if (!json_is_object(root)) {
        mistake_type(op, NULL, JSON_KIND_OBJECT);
        return fail(op, ERR_INVALID, "json_not_an_object", "the whole is not an object");
    }
    return finish(op, shape, root, op->problems.count, ret_value);
}

/* The pair's text as the JSON value that the field's kind would be sent as. */
static json_t *query_value(const struct json_field *field, const char *text)
{
    int64_t number = 0;

    if (field != NULL && field->kind == JSON_KIND_INT && int_of_text(text, &number))
        return json_integer(number);
    if (field != NULL && field->kind == JSON_KIND_BOOL &&
        (strcmp(text, "true") == 0 || strcmp(text, "false") == 0))
        return json_boolean(text[0] == 't');
    return json_string(text);
}

enum err shape_parse_query(struct op *op, const struct json_shape *shape,
                           const struct request_pair *pairs, size_t count, void **ret_value)
{
    size_t before = op->problems.count;
    json_t *object = json_object();

    mem_own(op, object, drop);
    for (size_t i = 0; i < count; i++) {
        const struct json_field *field = field_of(shape, pairs[i].name);
        assert(field == NULL || field->kind <= JSON_KIND_BOOL || field->kind == JSON_KIND_DAY);
        if (field != NULL && field->optional && pairs[i].value[0] == '\0')
            continue;
        if (json_object_get(object, pairs[i].name) != NULL)
            mistake_add(op, &(struct where){ NULL, pairs[i].name, 0 }, REPEATED, NULL, 0);
        else
            (void)json_object_set_new(object, pairs[i].name, query_value(field, pairs[i].value));
    }
    return finish(op, shape, object, before, ret_value);
}
