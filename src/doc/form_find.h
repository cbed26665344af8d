/* SPDX-License-Identifier: Apache-2.0 */
/* form_find.h: which cell of a file belongs to which field. For form_read.c. */
#pragma once
#include "call/form.h"

#include <uthash.h>

struct form_label; /* doc/form_label.h */
struct form_labels;

struct find_cell {
    const char *text;
    const char *shown;              /* the text, or of a merged cell what it goes on from */
    const char *key;                /* the text as find_key makes it */
    const char *bare;               /* the same without what is in brackets */
    const struct form_label *keyed; /* the first label with this key, or NULL */
    const struct form_label *bared; /* and with this bare key */
    const json_t *marks;            /* or NULL */
    bool merged;                    /* goes on from the row above */
    bool gap;                 /* nothing stands there in a workbook: merged cells leave these */
    bool used;                /* as a value, a label, or part of the form itself */
    const struct field *mark; /* the field or column its mark names, or NULL */
};

struct find_row {
    struct find_cell *cells;
    size_t count;
    size_t block;                 /* rows of one table have the same */
    const struct field *table;    /* it is a row of this field's table, or NULL */
    const struct field **columns; /* [cell]; of a row of a table */
};

/* A single field and the text found for it. */
struct find_value {
    const struct field *field;
    const char *text; /* NULL: not found */
    bool marked;
    UT_hash_handle hh; /* by field */
};

struct find {
    struct op *op;
    const struct form *form;
    const struct field **fields; /* all of the form, in its order */
    size_t field_count;
    struct find_row *rows; /* paragraphs outside of tables are rows of one cell */
    size_t row_count;
    struct find_value *values; /* one a field that is no table, in the form's order */
    size_t value_count;
    struct find_value *by_field; /* while form_find is at work */
    struct form_labels *labels;
};

/* The rows of a content with every field looked for. content is borrowed. */
struct find form_find(struct op *op, const struct form *form, const json_t *content);

/* A text as labels are compared: without blanks, signs, numbering. bare: also without what is in
 * brackets. */
const char *find_key(struct op *op, const char *text, bool bare);
