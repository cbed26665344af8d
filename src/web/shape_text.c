/* SPDX-License-Identifier: Apache-2.0 */
/* shape_text.c: structs to JSON text without a tree between. */
#include "base/mem.h"
#include "base/time.h"
#include "web/buffer.h"
#include "web/shape.h"

#include <ctype.h>
#include <string.h>

const struct json_shape nothing_shape = { "struct nothing", 1,
                                          (const struct json_field[]){ JSON_DONE } };

static void write_object(struct buffer *out, const struct json_shape *shape, const void *value);

static void write_null(struct buffer *out)
{
    buffer_bytes(out, "null", 4);
}

static void write_text(struct buffer *out, const struct json_field *field, const void *value)
{
    const char *text = *(const char *const *)((const char *)value + field->offset);

    buffer_json_text(out, text == NULL && !field->optional ? "" : text);
}

static void write_int(struct buffer *out, const struct json_field *field, const void *value)
{
    int64_t number = *(const int64_t *)((const char *)value + field->offset);
    bool quoted = number > JSON_INT_SAFE_MAX || number < -JSON_INT_SAFE_MAX;

    if (number == 0 && field->optional) {
        write_null(out);
        return;
    }
    if (quoted)
        buffer_char(out, '"');
    buffer_int(out, number);
    if (quoted)
        buffer_char(out, '"');
}

static void write_bool(struct buffer *out, const struct json_field *field, const void *value)
{
    buffer_text(out, *(const bool *)((const char *)value + field->offset) ? "true" : "false");
}

/* The last count digits of number, zeros in front. */
static void write_digits(char *to, int number, int count)
{
    for (int i = count - 1; i >= 0; i--) {
        to[i] = (char)('0' + number % 10);
        number /= 10;
    }
}

static void write_date(char *to, int day)
{
    write_digits(to, day / 10000, 4);
    write_digits(to + 5, day / 100 % 100, 2);
    write_digits(to + 8, day % 100, 2);
}

static void write_time(struct buffer *out, const struct json_field *field, const void *value)
{
    int64_t ms = *(const int64_t *)((const char *)value + field->offset);
    char text[] = "\"0000-00-00T00:00:00.000+08:00\"";

    if (ms == 0) {
        write_null(out);
        return;
    }
    int day = day_of(ms, ZONE_SHANGHAI_MINUTES);
    int in_day = (int)(ms - day_start_ms(day, ZONE_SHANGHAI_MINUTES));
    write_date(text + 1, day);
    write_digits(text + 12, in_day / 3600000, 2);
    write_digits(text + 15, in_day / 60000 % 60, 2);
    write_digits(text + 18, in_day / 1000 % 60, 2);
    write_digits(text + 21, in_day % 1000, 3);
    buffer_bytes(out, text, sizeof text - 1);
}

static void write_day(struct buffer *out, const struct json_field *field, const void *value)
{
    int64_t day = *(const int64_t *)((const char *)value + field->offset);
    char text[] = "\"0000-00-00\"";

    if (day == 0) {
        write_null(out);
        return;
    }
    write_date(text + 1, (int)day);
    buffer_bytes(out, text, sizeof text - 1);
}

static void write_inner(struct buffer *out, const struct json_field *field, const void *value)
{
    const void *inner = (const char *)value + field->offset;

    if (field->pointer)
        inner = *(const void *const *)inner;
    if (inner == NULL)
        write_null(out);
    else
        write_object(out, field->shape, inner);
}

static size_t count_of(const struct json_field *field, const void *value)
{
    return *(const size_t *)((const char *)value + field->count_offset);
}

static void write_list(struct buffer *out, const struct json_field *field, const void *value)
{
    const char *rows = *(const char *const *)((const char *)value + field->offset);
    size_t count = count_of(field, value);

    buffer_char(out, '[');
    for (size_t i = 0; i < count; i++) {
        if (i != 0)
            buffer_char(out, ',');
        write_object(out, field->shape, rows + i * field->shape->size);
    }
    buffer_char(out, ']');
}

static void write_texts(struct buffer *out, const struct json_field *field, const void *value)
{
    const char *const *texts = *(const char *const *const *)((const char *)value + field->offset);
    size_t count = count_of(field, value);

    buffer_char(out, '[');
    for (size_t i = 0; i < count; i++) {
        if (i != 0)
            buffer_char(out, ',');
        buffer_json_text(out, texts[i]);
    }
    buffer_char(out, ']');
}

static int write_piece(const char *bytes, size_t size, void *out)
{
    buffer_bytes(out, bytes, size);
    return 0;
}

static void write_value(struct buffer *out, const struct json_field *field, const void *value)
{
    const json_t *json = *(json_t *const *)((const char *)value + field->offset);

    if (json == NULL)
        write_null(out);
    else
        (void)json_dump_callback(json, write_piece, out, JSON_COMPACT | JSON_ENCODE_ANY);
}

typedef void (*writer)(struct buffer *out, const struct json_field *field, const void *value);

static const writer writers[] = {
    [JSON_KIND_TEXT] = write_text,    [JSON_KIND_CHOICE] = write_text,
    [JSON_KIND_INT] = write_int,      [JSON_KIND_BOOL] = write_bool,
    [JSON_KIND_TIME] = write_time,    [JSON_KIND_DAY] = write_day,
    [JSON_KIND_OBJECT] = write_inner, [JSON_KIND_LIST] = write_list,
    [JSON_KIND_TEXTS] = write_texts,  [JSON_KIND_VALUE] = write_value,
};

static void write_object(struct buffer *out, const struct json_shape *shape, const void *value)
{
    char before = '{';

    for (const struct json_field *field = shape->fields; field->kind != JSON_KIND_DONE; field++) {
        buffer_member(out, before, field->name);
        before = ',';
        writers[field->kind](out, field, value);
    }
    if (before == '{')
        buffer_char(out, '{');
    buffer_char(out, '}');
}

char *shape_text(struct op *op, const struct json_shape *shape, const void *value, size_t *ret_size)
{
    struct buffer out = { .parent = op };

    write_object(&out, shape, value);
    (void)buffer_end(&out);
    *ret_size = out.size;
    return out.bytes;
}

const char *shape_name(const void *parent, const struct json_shape *shape)
{
    const char *from = shape->name;
    bool upper = true;

    if (strncmp(from, "struct ", 7) == 0)
        from += 7;
    char *name = mem_text(parent, from);
    char *to = name;
    for (; *from != '\0'; from++) {
        if (*from == '_') {
            upper = true;
            continue;
        }
        *to++ = upper ? (char)toupper((unsigned char)*from) : *from;
        upper = false;
    }
    *to = '\0';
    return name;
}
