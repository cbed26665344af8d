/* SPDX-License-Identifier: Apache-2.0 */
/* target.c: strict splitting and decoding of the request target. */
#include "web/target.h"

#include "base/mem.h"

#include <string.h>
#include <strings.h>

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* Length of the UTF-8 character at text, 0 when it is none (overlong, surrogate, cut off). */
static size_t utf8_length(const unsigned char *text)
{
    static const struct {
        unsigned char first_min, first_max, second_min, second_max, length;
    } rows[] = {
        { 0x01, 0x7f, 0, 0, 1 },       { 0xc2, 0xdf, 0x80, 0xbf, 2 }, { 0xe0, 0xe0, 0xa0, 0xbf, 3 },
        { 0xe1, 0xec, 0x80, 0xbf, 3 }, { 0xed, 0xed, 0x80, 0x9f, 3 }, { 0xee, 0xef, 0x80, 0xbf, 3 },
        { 0xf0, 0xf0, 0x90, 0xbf, 4 }, { 0xf1, 0xf3, 0x80, 0xbf, 4 }, { 0xf4, 0xf4, 0x80, 0x8f, 4 },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (text[0] < rows[i].first_min || text[0] > rows[i].first_max)
            continue;
        if (rows[i].length > 1 && (text[1] < rows[i].second_min || text[1] > rows[i].second_max))
            return 0;
        for (size_t k = 2; k < rows[i].length; k++) {
            if ((text[k] & 0xc0) != 0x80)
                return 0;
        }
        return rows[i].length;
    }
    return 0;
}

static bool is_utf8(const char *text)
{
    while (*text != '\0') {
        size_t length = utf8_length((const unsigned char *)text);
        if (length == 0)
            return false;
        text += length;
    }
    return true;
}

/* Decodes size bytes of raw; NULL when they are broken or hold what the place may not hold. */
static char *decode(struct op *op, const char *raw, size_t size, bool is_query)
{
    char *text = mem_zero(op, 1, size + 1, "decoded");
    size_t length = 0;

    for (size_t i = 0; i < size; i++) {
        int c = (unsigned char)raw[i];
        if (c == '%') {
            int high = size - i > 2 ? hex_value(raw[i + 1]) : -1;
            int low = high < 0 ? -1 : hex_value(raw[i + 2]);
            if (low < 0)
                return NULL;
            c = high * 16 + low;
            i += 2;
            if (c == '\0' || (!is_query && (c == '/' || c == '\\')))
                return NULL;
        } else if (c == '+' && is_query) {
            c = ' ';
        }
        if (!is_query && (c < 0x20 || c == 0x7f))
            return NULL;
        text[length++] = (char)c;
    }
    return is_utf8(text) ? text : NULL;
}

static enum err bad(struct op *op, const char *what)
{
    return fail(op, ERR_INVALID, "bad_target", "target: %s", what);
}

static enum err split_path(struct op *op, const char *raw, size_t size, struct target *target)
{
    const char *at = raw + 1;
    const char *end = raw + size;
    char *path = NULL;

    for (;;) {
        const char *slash = memchr(at, '/', (size_t)(end - at));
        size_t length = (size_t)((slash == NULL ? end : slash) - at);
        const char *segment = decode(op, at, length, false);
        if (segment == NULL)
            return bad(op, "path");
        mem_append(op, &path, "/%s", segment);
        if (target->segment_count < TARGET_SEGMENTS_MAX)
            target->segments[target->segment_count] = segment;
        if (target->segment_count <= TARGET_SEGMENTS_MAX)
            target->segment_count++;
        if (slash == NULL)
            break;
        at = slash + 1;
    }
    target->path = path;
    return OK;
}

static enum err split_query(struct op *op, const char *raw, struct target *target)
{
    const char *at = raw;

    while (*at != '\0') {
        size_t length = strcspn(at, "&");
        const char *equals = memchr(at, '=', length);
        size_t name_length = equals == NULL ? length : (size_t)(equals - at);
        if (length != 0) {
            if (target->query_count == REQUEST_QUERY_MAX)
                return bad(op, "too many query pairs");
            size_t value_length = equals == NULL ? 0 : length - name_length - 1;
            const char *name = decode(op, at, name_length, true);
            const char *value = decode(op, at + length - value_length, value_length, true);
            if (name == NULL || value == NULL || strlen(name) > QUERY_NAME_BYTES_MAX)
                return bad(op, "query");
            target->query[target->query_count++] = (struct request_pair){ name, value };
        }
        at += length;
        at += *at == '&';
    }
    return OK;
}

/* RFC 9112 §3.2.2: a server must accept the absolute form; what we are called is the proxy's. */
static const char *after_authority(const char *raw)
{
    const char *rest = NULL;

    if (strncasecmp(raw, "http://", 7) == 0)
        rest = raw + 7;
    else if (strncasecmp(raw, "https://", 8) == 0)
        rest = raw + 8;
    return rest == NULL ? raw : rest + strcspn(rest, "/?#");
}

enum err target_parse(struct op *op, const char *raw, struct target *ret_target)
{
    struct target target = { 0 };

    if (strlen(raw) > TARGET_BYTES_MAX) {
        fail_arg(op, "max", "%d", TARGET_BYTES_MAX);
        return fail(op, ERR_TOO_LARGE, "target_too_long", "target over %d bytes", TARGET_BYTES_MAX);
    }
    raw = after_authority(raw);
    if (raw[0] != '/' || strchr(raw, '#') != NULL)
        return bad(op, "not a path");
    size_t path_size = strcspn(raw, "?");
    enum err e = split_path(op, raw, path_size, &target);
    if (e == OK && raw[path_size] == '?')
        e = split_query(op, raw + path_size + 1, &target);
    if (e == OK)
        *ret_target = target;
    return e;
}
