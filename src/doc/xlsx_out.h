/* SPDX-License-Identifier: Apache-2.0 */
/*
 * xlsx_out.h: lists as workbooks: typed cells, a frozen head that repeats in print, filters,
 * choices to pick from. Texts are never formulas.
 */
#pragma once
#include "base/bytes.h"
#include "base/op.h"

enum sheet_kind {
    SHEET_TEXT,
    SHEET_INT,  /* whole number */
    SHEET_DAY,  /* YYYYMMDD, 0 empty */
    SHEET_TIME, /* Unix ms, 0 empty; shown in Shanghai */
    SHEET_YUAN  /* fen, shown in yuan with two decimals; -1 empty */
};

struct sheet_column {
    const char *title;
    enum sheet_kind kind;
    int width;            /* characters, 0: by kind */
    const char *note;     /* comment on the head, or NULL */
    const char **choices; /* to pick from below the head, or NULL */
    size_t choice_count;
    bool required;
};

struct sheet_cell {
    const char *text;
    int64_t number;
};

enum { SHEET_ROWS_MAX = 100000, SHEET_COLUMNS_MAX = 250, SHEET_CELL_CHARS_MAX = 32767 };

struct xlsx;

/* An empty workbook, a child of op. title, author: metadata; mark: in the first row of
 * every sheet, or NULL. Errors: ERR_UNAVAILABLE "file_unwritable". */
CHECKED enum err xlsx_new(struct op *op, const char *title, const char *author, const char *mark,
                          struct xlsx **ret_xlsx);

/* A sheet with its head; rows go into the sheet added last. name: cut to what Excel takes, must
 * differ from the others. columns live as long as the workbook. */
CHECKED enum err xlsx_sheet(struct op *op, struct xlsx *xlsx, const char *name,
                            const struct sheet_column *columns, size_t column_count);

/* The next row: one cell a column. Errors: ERR_TOO_LARGE "file_rows". */
CHECKED enum err xlsx_row(struct op *op, struct xlsx *xlsx, const struct sheet_cell *cells);

/* The file; the workbook is over. ret_bytes is a child of op. */
CHECKED enum err xlsx_end(struct op *op, struct xlsx *xlsx, struct bytes *ret_bytes);
