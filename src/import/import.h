/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import.h: lists from workbooks: read by a confined process, judged row by row, shown, and entered
 * whole or not at all. Table: import_list (migrations/0072).
 *
 * A kind says which sheets it has and what their columns are, as fields of a form (call/form.h), so
 * that cells are understood as people write them (call/form_parse.h). The first sheet has one row a
 * thing; rows of the others belong to a row of the first by 序号.
 */
#pragma once
#include "base/bytes.h"
#include "call/form.h"

enum {
    IMPORT_ROWS_MAX = 2000,             /* of the first sheet */
    IMPORT_PROBLEMS_MAX = 500,          /* told; further ones are counted */
    IMPORT_FILE_MAX = 10 * 1024 * 1024, /* bytes */
    IMPORT_SHOWN_ROWS = 50,
    IMPORT_KEPT_HOURS = 24
};

struct import_sheet {
    const char *name; /* of the sheet */
    const char *code; /* member of a row's values that holds the list; NULL: the first sheet */
    const struct field *const *fields;
    size_t field_count;
};

/* Something wrong in a cell, or in a whole row ("" as column). */
struct import_problem {
    const char *sheet;
    int64_t line;       /* 1.., 0: the whole file */
    const char *column; /* letters, "" none */
    const char *label;  /* of the column, "" none */
    const char *message;
    bool blocks;
};

struct import_row {
    int64_t line;
    json_t *values; /* {field id: value}, lists of further sheets under their code */
};

struct import_list {
    const struct import_kind *kind;
    const char *public_id; /* NULL: not kept, it has no row */
    const char *call, *track;
    struct import_sheet *sheets;
    size_t sheet_count;
    struct import_row *rows;
    size_t row_count;
    struct import_problem *problems;
    size_t problem_count; /* in the list; told_count in all */
    size_t told_count;
    size_t blocking_count;
    const char **unknown; /* heads that no column has */
    size_t unknown_count;
    void *context; /* of the kind */
    /* where each column stands: column_of[sheet * IMPORT_FIELDS_MAX + field], NULL absent */
    const char **columns;
};

enum { IMPORT_FIELDS_MAX = 250 };

struct import_kind {
    const char *code; /* in addresses: "applications" */
    const char *title;
    bool lengths; /* texts are measured by max_chars while read; false: judge does */
    /* The sheets for this actor, call and track; may set context. */
    enum err (*open)(struct op *op, struct import_list *list);
    /* What cells alone do not show, for all rows: adds problems. */
    enum err (*judge)(struct op *op, struct import_list *list);
    /* Enters all rows in one transaction. A refusal names the row in op->problems. */
    enum err (*enter)(struct op *op, struct import_list *list);
};

extern const struct import_kind import_applications, import_units, import_demands, import_experts,
    import_postdocs;

/* Adds a problem at a cell of the first sheet; field NULL: the row; row NULL: the file. */
void import_problem(struct op *op, struct import_list *list, const struct import_row *row,
                    const struct field *field, bool blocks, const char *message);

/* A cell of any sheet; field NULL: the row. */
struct import_cell {
    size_t sheet; /* index */
    int64_t line;
    const struct field *field;
};

void import_problem_at(struct op *op, struct import_list *list, const struct import_cell *cell,
                       bool blocks, const char *message);

/*
 * Reads and judges a workbook, and keeps what was understood, sealed, for import_enter, unless it
 * has no row. Nothing else changes. Errors: those of documents_read; ERR_INVALID "import_no_head"
 * no row with the titles; ERR_TOO_LARGE "import_rows"; those of the kind's open.
 */
CHECKED enum err import_check(struct op *op, const struct import_kind *kind, const char *call,
                              const char *track, struct bytes file, struct import_list *ret_list);

/*
 * Enters what import_check kept: its maker only, from the same unit, once, within a day.
 * ret_count: rows. Errors: ERR_NOT_FOUND; ERR_CONFLICT "import_has_problems", "import_done"; those
 * of the kind, then nothing was entered.
 */
CHECKED enum err import_enter(struct op *op, const struct import_kind *kind, const char *public_id,
                              int64_t *ret_count);

/* The empty workbook of a kind: heads, choices, hints. */
CHECKED enum err import_template(struct op *op, const struct import_kind *kind, const char *call,
                                 const char *track, struct bytes *ret_file);

/* Removes lists older than IMPORT_KEPT_HOURS; ret_count how many. For the clock. */
CHECKED enum err import_sweep(struct op *op, int64_t *ret_count);
