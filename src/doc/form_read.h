/* SPDX-License-Identifier: Apache-2.0 */
/*
 * form_read.h: a form that somebody filled in outside of the program, read back.
 *
 * Cells are found by the marks our own files bear (form_mark.h); where these are gone, or in a
 * file of other make, by the label beside or above them. Rows of tables are read in their order
 * below a row of column names, so rows may be added, moved and taken out. What was not understood
 * is handed over as it stands, for a person to see: nothing is guessed, nothing is dropped.
 */
#pragma once
#include "call/form.h"

struct reference;

enum {
    READ_REST_MAX = 200,      /* pieces of text not understood that are handed over */
    READ_REST_BYTES_MAX = 600 /* of each; longer ones are cut */
};

/* A field, or a cell of a table, that has something in it. */
struct read_field {
    const struct field *field;
    const char *path;  /* "/values/title", "/values/budget/0/amount" */
    const char *label; /* "预算明细 第1行 金额" */
    const char *text;  /* as it stands in the file */
    const char *why;   /* it was not understood: what was expected; NULL: it was */
    bool marked;       /* found by its mark; else by its label */
};

/* Text that belongs to no field. */
struct read_rest {
    const char *near; /* what stands at the left or above, or "" */
    const char *text;
};

struct form_reading {
    json_t *values; /* of what was understood; tables whole. A child of op */
    struct read_field *fields;
    size_t field_count;
    size_t unclear_count; /* fields with a why */
    struct read_rest *rest;
    size_t rest_count;
    /* What the file says of itself, "" when it does not. */
    const char *call;
    const char *form;
    const char *code;
    const char *version;
    const char *digest;
};

/*
 * A workbook (xlsx_in.h) as content: a stretch of rows without an empty one between is a table,
 * columns stay where they are. A child of op. Errors: ERR_TOO_LARGE "file_rows" over 500,000 cells
 * with the empty ones between them.
 */
CHECKED enum err form_content_of_workbook(struct op *op, const json_t *workbook,
                                          json_t **ret_content);

/* A text of at most READ_REST_BYTES_MAX bytes, cut before a character and with … behind. */
const char *form_read_cut(struct op *op, const char *text);

/*
 * Makes out what content (docx_in.h) says for the fields of form. Fields that are not printed, and
 * attachments, are never read. Errors: ERR_INVALID "form_other" the file says that it is another
 * form; "form_not_found" no field of the form stands in it.
 */
CHECKED enum err form_read(struct op *op, const struct form *form,
                           const struct reference *reference, const json_t *content,
                           struct form_reading *ret_reading);
