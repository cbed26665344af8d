/* SPDX-License-Identifier: Apache-2.0 */
/* text_out.c: appending by doubling, escaping. */
#include "doc/text_out.h"

#include "base/mem.h"
#include "text/utf8.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void text_out_bytes(struct text_out *out, const void *bytes, size_t size)
{
    if (out->size + size + 1 > out->room) {
        out->room = 2 * (out->size + size) + 256;
        out->data = mem_resize(out->parent, out->data, out->room);
    }
    memcpy(out->data + out->size, bytes, size);
    out->size += size;
    out->data[out->size] = '\0';
}

void text_out(struct text_out *out, const char *text)
{
    text_out_bytes(out, text, strlen(text));
}

void text_out_printf(struct text_out *out, const char *format, ...)
{
    char small[512];
    va_list args;

    va_start(args, format);
    int size = vsnprintf(small, sizeof small, format, args);
    va_end(args);
    if (size < (int)sizeof small) {
        text_out_bytes(out, small, (size_t)(size < 0 ? 0 : size));
        return;
    }
    va_start(args, format);
    char *large = mem_vprintf(NULL, format, args);
    va_end(args);
    text_out(out, large);
    mem_free(large);
}

static const char *entity_of(uint32_t code)
{
    switch (code) {
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '&':
        return "&amp;";
    case '"':
        return "&quot;";
    case '\t':
        return " ";
    default:
        return code < 0x20 || code == 0x7f || code == 0xfffe || code == 0xffff ? "" : NULL;
    }
}

void text_out_escaped(struct text_out *out, const char *text, size_t size)
{
    struct bytes rest = { (const uint8_t *)text, size };
    const uint8_t *from = rest.data;
    uint32_t code = 0;

    while (rest.size > 0) {
        const uint8_t *at = rest.data;
        bool whole = utf8_next(&rest, &code);
        const char *entity = whole ? entity_of(code) : "";
        if (!whole)
            rest = (struct bytes){ rest.data + 1, rest.size - 1 };
        if (entity == NULL)
            continue;
        text_out_bytes(out, from, (size_t)(at - from));
        text_out(out, entity);
        from = rest.data;
    }
    text_out_bytes(out, from, (size_t)(rest.data - from));
}

void text_out_number(struct text_out *out, double number)
{
    char text[48];
    int size = snprintf(text, sizeof text, "%.3f", number);

    while (size > 0 && text[size - 1] == '0')
        size--;
    if (size > 0 && text[size - 1] == '.')
        size--;
    text[size] = '\0';
    text_out(out, strcmp(text, "-0") == 0 ? "0" : text);
}

struct bytes text_out_done(const struct text_out *out)
{
    return (struct bytes){ (const uint8_t *)or_empty(out->data), out->size };
}
