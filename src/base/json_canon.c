/* SPDX-License-Identifier: Apache-2.0 */
/* json_canon.c: writes the canonical form into one growing buffer. */
#include "base/json_canon.h"

#include "base/mem.h"
#include "base/op.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct writer {
    struct op *op;
    char *text;
    size_t size;
    size_t room;
};

static enum err put(struct writer *out, const char *bytes, size_t size)
{
    if (size > JSON_CANON_BYTES_MAX - out->size) {
        fail_arg(out->op, "max", "%d MB", JSON_CANON_BYTES_MAX / 1024 / 1024);
        return fail(out->op, ERR_TOO_LARGE, "body_too_large", "canonical JSON too long");
    }
    if (out->size + size >= out->room) {
        size_t room = 2 * (out->size + size) + 1024;
        char *wider = mem_array(out->op, char, room);
        if (out->size > 0)
            memcpy(wider, out->text, out->size);
        mem_free(out->text);
        out->text = wider;
        out->room = room;
    }
    assert(out->text != NULL); /* room was 0 at first */
    memcpy(out->text + out->size, bytes, size);
    out->size += size;
    out->text[out->size] = '\0';
    return OK;
}

/* The escape of one byte, or NULL when it stands as it is. */
static const char *escape_of(unsigned char c, char room[8])
{
    static const char short_from[] = "\"\\\b\f\n\r\t";
    static const char *const short_to[] = { "\\\"", "\\\\", "\\b", "\\f", "\\n", "\\r", "\\t" };
    const char *at = c == 0 ? NULL : strchr(short_from, c);

    if (at != NULL)
        return short_to[at - short_from];
    if (c >= 0x20)
        return NULL;
    (void)snprintf(room, 8, "\\u%04x", c);
    return room;
}

static enum err put_string(struct writer *out, const char *bytes, size_t size)
{
    char room[8];
    size_t from = 0;

    enum err e = put(out, "\"", 1);
    for (size_t i = 0; e == OK && i < size; i++) {
        const char *escape = escape_of((unsigned char)bytes[i], room);
        if (escape == NULL)
            continue;
        e = put(out, bytes + from, i - from);
        if (e == OK)
            e = put(out, escape, strlen(escape));
        from = i + 1;
    }
    if (e == OK)
        e = put(out, bytes + from, size - from);
    return e != OK ? e : put(out, "\"", 1);
}

static enum err put_value(struct writer *out, const json_t *value, int depth);

static enum err put_array(struct writer *out, const json_t *array, int depth)
{
    enum err e = put(out, "[", 1);

    for (size_t i = 0; e == OK && i < json_array_size(array); i++) {
        if (i > 0)
            e = put(out, ",", 1);
        if (e == OK)
            e = put_value(out, json_array_get(array, i), depth + 1);
    }
    return e != OK ? e : put(out, "]", 1);
}

/* UTF-8 keeps the order of code points, so comparing bytes is comparing code points. */
static int compare_keys(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static enum err put_object(struct writer *out, const json_t *object, int depth)
{
    size_t count = json_object_size(object);
    const char **keys = mem_array(out->op, const char *, count + 1);
    size_t used = 0;

    for (void *at = json_object_iter((json_t *)object); at != NULL;
         at = json_object_iter_next((json_t *)object, at))
        keys[used++] = json_object_iter_key(at);
    qsort(keys, used, sizeof keys[0], compare_keys);

    enum err e = put(out, "{", 1);
    for (size_t i = 0; e == OK && i < used; i++) {
        if (i > 0)
            e = put(out, ",", 1);
        if (e == OK)
            e = put_string(out, keys[i], strlen(keys[i]));
        if (e == OK)
            e = put(out, ":", 1);
        if (e == OK)
            e = put_value(out, json_object_get(object, keys[i]), depth + 1);
    }
    mem_free(keys);
    return e != OK ? e : put(out, "}", 1);
}

static enum err put_integer(struct writer *out, const json_t *value)
{
    char digits[24];
    int size = snprintf(digits, sizeof digits, "%" PRId64, (int64_t)json_integer_value(value));

    return put(out, digits, (size_t)size);
}

static enum err put_value(struct writer *out, const json_t *value, int depth)
{
    if (depth > JSON_CANON_DEPTH_MAX) {
        fail_arg(out->op, "max", "%d", JSON_CANON_DEPTH_MAX);
        return fail(out->op, ERR_TOO_LARGE, "json_deep", "JSON nested over %d levels",
                    JSON_CANON_DEPTH_MAX);
    }
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return put_object(out, value, depth);
    case JSON_ARRAY:
        return put_array(out, value, depth);
    case JSON_STRING:
        return put_string(out, json_string_value(value), json_string_length(value));
    case JSON_INTEGER:
        return put_integer(out, value);
    case JSON_TRUE:
        return put(out, "true", 4);
    case JSON_FALSE:
        return put(out, "false", 5);
    case JSON_NULL:
        return put(out, "null", 4);
    case JSON_REAL:
        break;
    }
    return fail(out->op, ERR_INVALID, "json_real", "a number that is not an integer");
}

enum err json_canon(struct op *op, const json_t *value, struct bytes *ret_text)
{
    struct writer out = { .op = op };

    enum err e = put_value(&out, value, 1);
    if (e != OK)
        return e;
    *ret_text = (struct bytes){ (const uint8_t *)out.text, out.size };
    return OK;
}

enum err json_digest(struct op *op, const json_t *value, uint8_t ret_digest[SM3_BYTES])
{
    struct bytes text = { 0 };

    enum err e = json_canon(op, value, &text);
    if (e != OK)
        return e;
    sm3_once(text.data, text.size, ret_digest);
    return OK;
}

enum err json_digest_hex(struct op *op, const json_t *value, const char **ret_hex)
{
    uint8_t digest[SM3_BYTES];

    enum err e = json_digest(op, value, digest);
    if (e != OK)
        return e;
    *ret_hex = hex_text(op, (struct bytes){ digest, sizeof digest });
    return OK;
}
