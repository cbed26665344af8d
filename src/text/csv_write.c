/* SPDX-License-Identifier: Apache-2.0 */
/* csv_write.c: quoting. */
#include "text/csv_write.h"

#include "base/mem.h"

#include <stdbool.h>
#include <string.h>

static bool is_number(const char *text)
{
    size_t sign = text[0] == '-' ? 1 : 0;

    return text[sign] != '\0' && text[sign + strspn(text + sign, "0123456789.")] == '\0';
}

static bool is_formula(const char *text)
{
    return text[0] != '\0' && strchr("=+-@\t\r", text[0]) != NULL && !is_number(text);
}

/* Writes the cell at to, which has room; returns where it ends. */
static char *put_cell(char *to, const char *cell)
{
    bool formula = is_formula(cell);
    bool quoted = formula || strpbrk(cell, "\",\r\n") != NULL;

    if (quoted)
        *to++ = '"';
    if (formula)
        *to++ = '\'';
    for (; *cell != '\0'; cell++) {
        if (*cell == '"')
            *to++ = '"';
        *to++ = *cell;
    }
    if (quoted)
        *to++ = '"';
    return to;
}

const char *csv_line(const void *parent, const char *const *cells, size_t count)
{
    size_t room = 3;

    for (size_t i = 0; i < count; i++)
        room += 2 * strlen(or_empty(cells[i])) + 4;
    char *line = mem_array(parent, char, room);
    char *to = line;
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            *to++ = ',';
        to = put_cell(to, or_empty(cells[i]));
    }
    memcpy(to, "\r\n", sizeof "\r\n");
    return line;
}
