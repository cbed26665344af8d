/* SPDX-License-Identifier: Apache-2.0 */
/* csv.c: one pass; cells of a row are copied into one buffer, because doubled quotes shrink. */
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
    char *buffer; /* cells of the row being read, each with a NUL */
    size_t used, room;
};

struct csv_stream {
    struct reader reader;
    struct csv head;
    const char *cells[CSV_COLUMNS_MAX];
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

static void put_bytes(struct reader *reader, const char *bytes, size_t size)
{
    if (reader->room - reader->used < size) {
        reader->room = 2 * (reader->used + size);
        reader->buffer = mem_resize(reader->op, reader->buffer, reader->room);
    }
    memcpy(reader->buffer + reader->used, bytes, size);
    reader->used += size;
}

/* Copies a quoted cell run by run: a doubled quote ends a run that includes its first half. */
static enum err read_quoted(struct reader *reader)
{
    const char *from = ++reader->at;
    size_t lines = 0;

    for (const char *at = from;; at++) {
        if (at == reader->end)
            return refuse(reader, ERR_INVALID, "csv_quote");
        lines += *at == '\n';
        if (*at != '"')
            continue;
        bool doubled = at + 1 < reader->end && at[1] == '"';
        put_bytes(reader, from, (size_t)(at - from) + doubled);
        reader->at = at + 1;
        if (!doubled)
            break;
        from = ++at + 1;
    }
    if (!at_cell_end(reader))
        return refuse(reader, ERR_INVALID, "csv_quote");
    reader->line += lines;
    return OK;
}

static enum err read_cell(struct reader *reader)
{
    const char *from = reader->at;

    if (from < reader->end && *from == '"')
        return read_quoted(reader);
    for (; !at_cell_end(reader); reader->at++) {
        if (*reader->at == '"')
            return refuse(reader, ERR_INVALID, "csv_quote");
    }
    put_bytes(reader, from, (size_t)(reader->at - from));
    return OK;
}

/* Reads up to CSV_COLUMNS_MAX cells and the line's end. */
static enum err read_row(struct reader *reader, const char *cells[CSV_COLUMNS_MAX],
                         size_t *ret_count)
{
    size_t starts[CSV_COLUMNS_MAX];
    size_t count = 0;

    reader->used = 0;
    for (;;) {
        if (count == CSV_COLUMNS_MAX)
            return refuse(reader, ERR_TOO_LARGE, "csv_too_large");
        starts[count++] = reader->used;
        enum err e = read_cell(reader);
        if (e != OK)
            return e;
        put_bytes(reader, "", 1);
        if (reader->at == reader->end || take_line_end(reader))
            break;
        reader->at++; /* the comma */
    }
    for (size_t i = 0; i < count; i++)
        cells[i] = reader->buffer + starts[i];
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

static const char **copy_cells(struct op *op, const char *const *cells, size_t count)
{
    const char **copy = mem_array(op, const char *, count);

    for (size_t i = 0; i < count; i++)
        copy[i] = mem_text(op, cells[i]);
    return copy;
}

static enum err read_columns(struct reader *reader, struct csv *csv)
{
    const char *cells[CSV_COLUMNS_MAX] = { 0 };

    csv->line = reader->line;
    if (reader->at == reader->end)
        return refuse(reader, ERR_INVALID, "csv_empty");
    enum err e = read_row(reader, cells, &csv->column_count);
    if (e != OK)
        return e;
    csv->columns = copy_cells(reader->op, cells, csv->column_count);
    for (size_t i = 0; i < csv->column_count; i++) {
        if (csv_column(csv, cells[i]) == (int)i)
            continue;
        reader->line = csv->line;
        return refuse(reader, ERR_INVALID, "csv_columns");
    }
    return OK;
}

enum err csv_open(struct op *op, struct bytes text, size_t bytes_max,
                  struct csv_stream **ret_stream)
{
    static const char mark[] = "\xef\xbb\xbf";
    const char *from = text.size == 0 ? "" : (const char *)text.data;
    struct csv_stream *stream = mem_new(op, struct csv_stream);
    struct reader *reader = &stream->reader;

    *reader = (struct reader){ op, from, from + text.size, 1, NULL, 0, 0 };
    if (text.size > bytes_max)
        return refuse(reader, ERR_TOO_LARGE, "csv_too_large");
    if (text.size >= sizeof mark - 1 && memcmp(from, mark, sizeof mark - 1) == 0)
        reader->at += sizeof mark - 1;
    enum err e = check_encoding(reader, text);
    if (e == OK)
        e = read_notes(reader, &stream->head);
    if (e == OK)
        e = read_columns(reader, &stream->head);
    if (e != OK)
        return e;
    *ret_stream = stream;
    return OK;
}

const struct csv *csv_head(const struct csv_stream *stream)
{
    return &stream->head;
}

enum err csv_next(struct csv_stream *stream, struct csv_row *ret_row)
{
    struct reader *reader = &stream->reader;
    struct csv_row row = { 0 };
    size_t count = 0;

    while (take_line_end(reader))
        ;
    if (reader->at < reader->end) {
        row = (struct csv_row){ stream->cells, reader->line };
        enum err e = read_row(reader, stream->cells, &count);
        if (e != OK)
            return e;
        if (count != stream->head.column_count) {
            reader->line = row.line;
            return refuse(reader, ERR_INVALID, "csv_columns");
        }
    }
    *ret_row = row;
    return OK;
}

enum err csv_parse(struct op *op, struct bytes text, struct csv *ret_csv)
{
    struct csv_stream *stream = NULL;
    struct csv_row row = { 0 };

    enum err e = csv_open(op, text, CSV_BYTES_MAX, &stream);
    if (e != OK)
        return e;
    struct csv csv = *csv_head(stream);
    while ((e = csv_next(stream, &row)) == OK && row.cells != NULL) {
        if (csv.row_count == CSV_ROWS_MAX) {
            stream->reader.line = row.line;
            return refuse(&stream->reader, ERR_TOO_LARGE, "csv_too_large");
        }
        row.cells = copy_cells(op, row.cells, csv.column_count);
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
