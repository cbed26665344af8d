/* SPDX-License-Identifier: Apache-2.0 */
/*
 * csv.h: reads comma-separated text by RFC 4180, in UTF-8.
 *
 * Quoted cells may hold commas, line ends and doubled quotes; lines end in LF or CRLF; a byte order
 * mark is skipped. Two things are ours: empty lines are skipped, and before the first row lines
 * "# key: value" are notes (source, validity). The first row names the columns.
 */
#pragma once
#include "base/bytes.h"
#include "base/err.h"

#include <stddef.h>

struct op;

enum {
    CSV_BYTES_MAX = 8 * 1024 * 1024,
    CSV_ROWS_MAX = 100000,
    CSV_COLUMNS_MAX = 64,
    CSV_NOTES_MAX = 64,
    CSV_MISSING = -1 /* csv_column: no such column */
};

struct csv_row {
    const char **cells; /* as many as there are columns; without NULs */
    size_t line;        /* where the row begins, from 1 */
};

struct csv {
    const char **columns;
    size_t column_count;
    size_t line; /* where the first row, which names them, begins */
    struct csv_row *rows;
    size_t row_count;
    struct csv_note {
        const char *key;
        const char *value;
    } * notes;
    size_t note_count;
};

/*
 * Errors, each with the argument line: ERR_TOO_LARGE csv_too_large (bytes, rows, columns, notes
 * over the limits above); ERR_INVALID csv_encoding (not UTF-8, or a NUL), csv_quote (a quote inside
 * a bare cell, signs after a closing quote, or no closing quote), csv_columns (a row with more or
 * fewer cells than the first; a column named twice), csv_empty (no first row).
 */
CHECKED enum err csv_parse(struct op *op, struct bytes text, struct csv *ret_csv);

/*
 * The same row by row, for files whose rows are not kept as they are: memory is that of the longest
 * row. text is borrowed until the last row is read and may have up to bytes_max bytes; rows are not
 * limited. The encoding is checked first; other faults are found when their row is read. Errors as
 * csv_parse.
 */
struct csv_stream;
CHECKED enum err csv_open(struct op *op, struct bytes text, size_t bytes_max,
                          struct csv_stream **ret_stream);

/* Columns and notes, without rows. */
const struct csv *csv_head(const struct csv_stream *stream);

/* The next row; its cells hold until the next call. At the end cells is NULL. */
CHECKED enum err csv_next(struct csv_stream *stream, struct csv_row *ret_row);

/* Place of a column, or CSV_MISSING. */
int csv_column(const struct csv *csv, const char *name);

/* The cell of a column; "" when the column is CSV_MISSING. */
const char *csv_cell(const struct csv_row *row, int column);

/* Value of the first note with this key, or NULL. */
const char *csv_note(const struct csv *csv, const char *key);
