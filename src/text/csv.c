/* SPDX-License-Identifier: Apache-2.0 */
/* csv.c: one pass; cells are copied, because doubled quotes shrink. */
#include "text/csv.h"

#include "base/mem.h"
#include "base/op.h"
#include "text/utf8.h"

#include <string.h>

struct reader {
    struct op *op;
    const char *at;
    const char *end;
    size_t line;
};

static enum err refuse(struct reader *reader, enum err code, const char *reason)
{
    fail_arg(reader->op, "line", "%zu", reader->line);
    return fail(reader->op, code, reason, "line %zu", reader->line);
}

static enum err check_encoding(struct reader *reader, struct bytes text)
{
    uint32_t code = 0;

    while (text.size > 0) {
        if (!utf8_next(&text, &code) || code == 0)
            return refuse(reader, ERR_INVALID, "csv_encoding");
        reader->line += code == '\n';
    }
    reader->line = 1;
    return OK;
}

/* Moves past LF or CRLF; false when neither stands here. */
static bool take_line_end(struct reader *reader)
{
    size_t size = 0;

    if (reader->at < reader->end && *reader->at == '\n')
        size = 1;
    else if (reader->end - reader->at >= 2 && memcmp(reader->at, "\r\n", 2) == 0)
        size = 2;
    reader->at += size;
    reader->line += size > 0;
    return size > 0;
}

static bool at_cell_end(const struct reader *reader)
{
    return reader->at == reader->end || *reader->at == ',' || *reader->at == '\n' ||
           (reader->end - reader->at >= 2 && memcmp(reader->at, "\r\n", 2) == 0);
}

static enum err read_quoted(struct reader *reader, const char **ret_cell)
{
    const char *from = ++reader->at;
    size_t length = 0;
    size_t lines = 0;

    /* First measure, so that a cell is one allocation. */
    const char *close = from;
    for (; close < reader->end; close++) {
        if (*close == '"' && (close + 1 == reader->end || close[1] != '"'))
            break;
        close += *close == '"';
        lines += *close == '\n';
        length++;
    }
    if (close == reader->end)
        return refuse(reader, ERR_INVALID, "csv_quote");
    char *cell = mem_array(reader->op, char, length + 1);
    for (size_t i = 0; i < length; i++, from++) {
        cell[i] = *from;
        from += *from == '"';
    }
    reader->at = close + 1;
    if (!at_cell_end(reader))
        return refuse(reader, ERR_INVALID, "csv_quote");
    reader->line += lines;
    *ret_cell = cell;
    return OK;
}

static enum err read_cell(struct reader *reader, const char **ret_cell)
{
    const char *from = reader->at;

    if (from < reader->end && *from == '"')
        return read_quoted(reader, ret_cell);
    for (; !at_cell_end(reader); reader->at++) {
        if (*reader->at == '"')
            return refuse(reader, ERR_INVALID, "csv_quote");
    }
    *ret_cell = mem_text_max(reader->op, from, (size_t)(reader->at - from));
    return OK;
}

/* Reads up to CSV_COLUMNS_MAX cells and the line's end. */
static enum err read_row(struct reader *reader, const char *cells[CSV_COLUMNS_MAX],
                         size_t *ret_count)
{
    size_t count = 0;

    for (;;) {
        if (count == CSV_COLUMNS_MAX)
            return refuse(reader, ERR_TOO_LARGE, "csv_too_large");
        enum err e = read_cell(reader, &cells[count]);
        if (e != OK)
            return e;
        count++;
        if (reader->at == reader->end || take_line_end(reader))
            break;
        reader->at++; /* the comma */
    }
    *ret_count = count;
    return OK;
}

/* "# key: value"; a line without a colon is a remark for people. */
static enum err read_note(struct reader *reader, struct csv *csv)
{
    const char *stop = memchr(reader->at, '\n', (size_t)(reader->end - reader->at));

    stop = stop == NULL ? reader->end : stop;
    size_t length = (size_t)(stop - reader->at);
    length -= reader->at[length - 1] == '\r';
    char *text = mem_text_max(reader->op, reader->at, length);
    reader->at = stop;
    char *key = text + strspn(text, "# \t");
    char *colon = strchr(key, ':');
    if (colon == NULL)
        return OK;
    if (csv->note_count == CSV_NOTES_MAX)
        return refuse(reader, ERR_TOO_LARGE, "csv_too_large");
    *colon = '\0';
    csv->notes[csv->note_count++] = (struct csv_note){ key, colon + 1 + strspn(colon + 1, " \t") };
    return OK;
}

static enum err read_notes(struct reader *reader, struct csv *csv)
{
    enum err e = OK;

    csv->notes = mem_array(reader->op, struct csv_note, CSV_NOTES_MAX);
    while (e == OK && reader->at < reader->end) {
        if (*reader->at == '#')
            e = read_note(reader, csv);
        else if (!take_line_end(reader))
            break;
    }
    return e;
}

static enum err read_columns(struct reader *reader, struct csv *csv)
{
    const char *cells[CSV_COLUMNS_MAX] = { 0 };

    if (reader->at == reader->end)
        return refuse(reader, ERR_INVALID, "csv_empty");
    enum err e = read_row(reader, cells, &csv->column_count);
    if (e != OK)
        return e;
    csv->columns = mem_copy(reader->op, cells, csv->column_count * sizeof cells[0]);
    for (size_t i = 0; i < csv->column_count; i++) {
        if (csv_column(csv, cells[i]) != (int)i)
            return refuse(reader, ERR_INVALID, "csv_columns");
    }
    return OK;
}

enum err csv_parse(struct op *op, struct bytes text, struct csv *ret_csv)
{
    static const char mark[] = "\xef\xbb\xbf";
    const char *from = text.size == 0 ? "" : (const char *)text.data;
    struct reader reader = { op, from, from + text.size, 1 };
    struct csv csv = { 0 };

    if (text.size > CSV_BYTES_MAX)
        return refuse(&reader, ERR_TOO_LARGE, "csv_too_large");
    if (text.size >= sizeof mark - 1 && memcmp(from, mark, sizeof mark - 1) == 0)
        reader.at += sizeof mark - 1;
    enum err e = check_encoding(&reader, text);
    if (e == OK)
        e = read_notes(&reader, &csv);
    if (e == OK)
        e = read_columns(&reader, &csv);
    while (e == OK && reader.at < reader.end) {
        const char *cells[CSV_COLUMNS_MAX] = { 0 };
        struct csv_row row = { .line = reader.line };
        size_t count = 0;
        if (take_line_end(&reader))
            continue;
        if (csv.row_count == CSV_ROWS_MAX)
            return refuse(&reader, ERR_TOO_LARGE, "csv_too_large");
        e = read_row(&reader, cells, &count);
        if (e == OK && count != csv.column_count) {
            reader.line = row.line;
            return refuse(&reader, ERR_INVALID, "csv_columns");
        }
        row.cells = mem_copy(op, cells, count * sizeof cells[0]);
        mem_push(op, csv.rows, csv.row_count, row);
    }
    if (e != OK)
        return e;
    *ret_csv = csv;
    return OK;
}

int csv_column(const struct csv *csv, const char *name)
{
    for (size_t i = 0; i < csv->column_count; i++) {
        if (strcmp(csv->columns[i], name) == 0)
            return (int)i;
    }
    return CSV_MISSING;
}

const char *csv_cell(const struct csv_row *row, int column)
{
    return column < 0 ? "" : row->cells[column];
}

const char *csv_note(const struct csv *csv, const char *key)
{
    for (size_t i = 0; i < csv->note_count; i++) {
        if (strcmp(csv->notes[i].key, key) == 0)
            return csv->notes[i].value;
    }
    return NULL;
}
