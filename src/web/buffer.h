/* SPDX-License-Identifier: Apache-2.0 */
/* buffer.h: a growing text: JSON replies, the OpenAPI file, the TypeScript client, metrics. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Start as { .parent = op }. bytes is a child of parent and always ends with a NUL beyond size. */
struct buffer {
    const void *parent;
    char *bytes;
    size_t size; /* without the NUL */
    size_t room;
};

/* Makes room for more bytes and returns where they go; the caller then raises size. */
char *buffer_room(struct buffer *buffer, size_t more);

void buffer_bytes(struct buffer *buffer, const char *bytes, size_t size);
void buffer_text(struct buffer *buffer, const char *text);
void buffer_char(struct buffer *buffer, char c);
void buffer_int(struct buffer *buffer, int64_t value);
void buffer_printf(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* before, then "name": of an object's member. before: { or ,. name needs no escape. */
void buffer_member(struct buffer *buffer, char before, const char *name);

/* A JSON string with its quotation marks; NULL is null. text is UTF-8; RFC 8259 §7. */
void buffer_json_text(struct buffer *buffer, const char *text);

/* The finished text, never NULL. */
const char *buffer_end(struct buffer *buffer);
