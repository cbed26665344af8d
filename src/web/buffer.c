/* SPDX-License-Identifier: Apache-2.0 */
/* buffer.c: growth by doubling; JSON strings leave in runs between the characters to escape. */
#include "web/buffer.h"

#include "base/mem.h"

#include <stdarg.h>
#include <string.h>

enum { BUFFER_FIRST_BYTES = 1024, INT_BYTES_MAX = 20 };

char *buffer_room(struct buffer *buffer, size_t more)
{
    size_t needed = buffer->size + more + 1;

    if (needed > buffer->room) {
        size_t room = buffer->room == 0 ? BUFFER_FIRST_BYTES : buffer->room;
        while (room < needed)
            room *= 2;
        buffer->bytes = mem_resize(buffer->parent, buffer->bytes, room);
        buffer->room = room;
    }
    return buffer->bytes + buffer->size;
}

void buffer_bytes(struct buffer *buffer, const char *bytes, size_t size)
{
    memcpy(buffer_room(buffer, size), bytes, size);
    buffer->size += size;
}

void buffer_text(struct buffer *buffer, const char *text)
{
    buffer_bytes(buffer, text, strlen(text));
}

void buffer_char(struct buffer *buffer, char c)
{
    *buffer_room(buffer, 1) = c;
    buffer->size++;
}

void buffer_int(struct buffer *buffer, int64_t value)
{
    char digits[INT_BYTES_MAX];
    int at = INT_BYTES_MAX;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;

    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest != 0);
    if (value < 0)
        buffer_char(buffer, '-');
    buffer_bytes(buffer, digits + at, (size_t)(INT_BYTES_MAX - at));
}

void buffer_printf(struct buffer *buffer, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    char *text = mem_vprintf(buffer->parent, format, args);
    va_end(args);
    buffer_text(buffer, text);
    mem_free(text);
}

/* The letter after the backslash, 'u' for the long form, 0 when c needs none. */
static const char escapes[256] = {
    [0x00] = 'u', [0x01] = 'u', [0x02] = 'u', [0x03] = 'u',  [0x04] = 'u', [0x05] = 'u',
    [0x06] = 'u', [0x07] = 'u', [0x08] = 'b', [0x09] = 't',  [0x0a] = 'n', [0x0b] = 'u',
    [0x0c] = 'f', [0x0d] = 'r', [0x0e] = 'u', [0x0f] = 'u',  [0x10] = 'u', [0x11] = 'u',
    [0x12] = 'u', [0x13] = 'u', [0x14] = 'u', [0x15] = 'u',  [0x16] = 'u', [0x17] = 'u',
    [0x18] = 'u', [0x19] = 'u', [0x1a] = 'u', [0x1b] = 'u',  [0x1c] = 'u', [0x1d] = 'u',
    [0x1e] = 'u', [0x1f] = 'u', ['"'] = '"',  ['\\'] = '\\', [0x7f] = 'u',
};

void buffer_member(struct buffer *buffer, char before, const char *name)
{
    size_t size = strlen(name);
    char *to = buffer_room(buffer, size + 4);

    to[0] = before;
    to[1] = '"';
    memcpy(to + 2, name, size);
    to[size + 2] = '"';
    to[size + 3] = ':';
    buffer->size += size + 4;
}

/* How many bytes at the start of text need no escape. */
static size_t plain_size(const char *text)
{
    size_t size = 0;

    while (escapes[(unsigned char)text[size]] == 0)
        size++;
    return size;
}

void buffer_json_text(struct buffer *buffer, const char *text)
{
    if (text == NULL) {
        buffer_bytes(buffer, "null", 4);
        return;
    }
    buffer_char(buffer, '"');
    for (;; text++) {
        size_t plain = plain_size(text);
        buffer_bytes(buffer, text, plain);
        text += plain;
        if (*text == '\0')
            break;
        char escape = escapes[(unsigned char)*text];
        if (escape == 'u')
            buffer_printf(buffer, "\\u%04x", (unsigned char)*text);
        else
            buffer_bytes(buffer, (char[]){ '\\', escape }, 2);
    }
    buffer_char(buffer, '"');
}

const char *buffer_end(struct buffer *buffer)
{
    *buffer_room(buffer, 0) = '\0';
    return buffer->bytes;
}
