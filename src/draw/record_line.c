/* SPDX-License-Identifier: Apache-2.0 */
/* record_line.c: cuts a record into lines and cells. */
#include "base/mem.h"
#include "base/op.h"
#include "base/time.h"
#include "draw/record_read.h"

#include <string.h>

enum err refuse_line(struct record_reader *r, const char *reason)
{
    fail_arg(r->op, "line", "%zu", r->line);
    return (fail)(r->op, ERR_INVALID, reason, "line %zu", r->line);
}

enum err next_line(struct record_reader *r)
{
    char *from = r->copy + r->at;
    char *end = r->at == r->size ? NULL : memchr(from, '\n', r->size - r->at);

    r->line++;
    r->line_begin = r->at;
    r->cell_count = 0;
    if (end == NULL || memchr(from, '\0', (size_t)(end - from)) != NULL)
        return refuse_line(r, "draw_line_form");
    *end = '\0';
    r->at = (size_t)(end - r->copy) + 1;
    while (from != NULL && r->cell_count < RECORD_CELLS_MAX) {
        char *tab = strchr(from, '\t');
        r->cells[r->cell_count++] = from;
        if (tab != NULL)
            *tab = '\0';
        from = tab == NULL ? NULL : tab + 1;
    }
    return from == NULL ? OK : refuse_line(r, "draw_line_form");
}

enum err next_of(struct record_reader *r, const char *word, int cell_count)
{
    enum err e = next_line(r);

    if (e != OK)
        return e;
    if (r->cell_count != cell_count || strcmp(r->cells[0], word) != 0)
        return refuse_line(r, "draw_line_form");
    return OK;
}

enum err next_given(struct record_reader *r, const char *text, const char *reason)
{
    while (*text != '\0') {
        size_t size = (size_t)(strchr(text, '\n') - text) + 1;
        r->line++;
        r->line_begin = r->at;
        if (r->size - r->at < size || memcmp(r->bytes + r->at, text, size) != 0)
            return refuse_line(r, reason);
        r->at += size;
        text += size;
    }
    return OK;
}

enum err cell_digest(struct record_reader *r, int cell, uint8_t ret_digest[SM3_BYTES])
{
    struct bytes bytes = { 0 };

    if (strlen(r->cells[cell]) != (size_t)2 * SM3_BYTES ||
        !hex_parse(r->op, r->cells[cell], &bytes))
        return refuse_line(r, "draw_line_form");
    memcpy(ret_digest, bytes.data, SM3_BYTES);
    return OK;
}

enum err cell_number(struct record_reader *r, int cell, int min, int max, int *ret_number)
{
    const char *text = r->cells[cell];
    size_t length = strlen(text);
    int number = 0;

    if (length == 0 || length > 8 || strspn(text, "0123456789") != length ||
        (text[0] == '0' && length > 1))
        return refuse_line(r, "draw_line_form");
    for (; *text != '\0'; text++)
        number = number * 10 + (*text - '0');
    if (number < min || number > max)
        return refuse_line(r, "draw_line_form");
    *ret_number = number;
    return OK;
}

enum err cell_time(struct record_reader *r, int cell)
{
    int64_t ms = 0;
    bool good = time_parse(r->cells[cell], ZONE_SHANGHAI_MINUTES, &ms);

    if (good) {
        const char *again = time_text(r->op, ms, ZONE_SHANGHAI_MINUTES);
        good = strcmp(again, r->cells[cell]) == 0;
    }
    return good ? OK : refuse_line(r, "draw_line_form");
}

bool next_is(const struct record_reader *r, const char *word)
{
    size_t size = strlen(word);

    return r->size - r->at > size && memcmp(r->bytes + r->at, word, size) == 0 &&
           r->bytes[r->at + size] == '\t';
}

enum err next_mark(struct record_reader *r)
{
    uint8_t mark[SM3_BYTES];
    size_t end = r->at;
    enum err e = next_of(r, "mark", 2);

    if (e != OK)
        return e;
    e = cell_digest(r, 1, mark);
    if (e != OK)
        return e;
    sm3_chain(r->mark, r->bytes + r->marked, end - r->marked, r->mark);
    if (memcmp(mark, r->mark, SM3_BYTES) != 0)
        return refuse_line(r, "draw_line_digest");
    r->marked = r->at;
    return OK;
}
