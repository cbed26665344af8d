/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import.h: lists from workbooks: read and judged by a confined process, judged again row by row by
 * what only the database knows, shown, and entered whole or not at all. Tables: import_list,
 * import_part (migrations/0072, 0140).
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
    IMPORT_SHOWN_BYTES = 512 * 1024, /* of all shown cells; rows behind are not shown */
    IMPORT_UNKNOWN_MAX = 200,        /* heads without a column that are named */
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

/* A row; its values are opened when it is looked at (import_row_open). */
struct import_row {
    int64_t line;
    struct bytes text; /* [line, values] as JSON */
    json_t *values;    /* {field id: value}, lists of further sheets under their code; or NULL */
};

struct import_list {
    struct op *op; /* whose memory the list lives in; its rows are looked at in parts of op */
    const struct import_kind *kind;
    const char *public_id; /* NULL: not kept, it has no row */
    const char *call, *track;
    const struct call *notice; /* the published call, of kinds that need it */
    bool for_others;           /* a desk types in: rows say whose they are */
    struct import_sheet *sheets;
    size_t sheet_count;
    struct import_row *rows;
    size_t row_count;
    struct import_problem *problems;
    size_t problem_count; /* in the list; told_count in all */
    size_t told_count;
    size_t blocking_count;
    const char **unknown; /* heads that no column has */
    size_t unknown_count; /* all of them, of which IMPORT_UNKNOWN_MAX are in the list */
    const json_t *shown;  /* [[line, [cell, …]], …] of the first rows, masked */
    void *context;        /* of the kind */
    /* where each column stands: column_of[sheet * IMPORT_FIELDS_MAX + field], NULL absent */
    const char **columns;
};

enum { IMPORT_FIELDS_MAX = 250 };

struct import_kind {
    const char *code; /* in addresses: "applications" */
    const char *title;
    bool lengths;   /* texts are measured by max_chars while read; false: check does */
    bool of_notice; /* open and the rest need list->notice */
    /* The sheets, by notice, track and for_others alone; may set context. */
    enum err (*open)(struct op *op, struct import_list *list);
    /* In the reading process: what values alone show of an opened row. NULL: nothing more. */
    enum err (*check)(struct op *op, struct import_list *list, const struct import_row *row);
    /* In the server: what the database knows of an opened row; op is a part. NULL: nothing. */
    enum err (*judge)(struct op *op, struct import_list *list, const struct import_row *row);
    /* Enters all rows in one transaction. A refusal names the row in op->problems. */
    enum err (*enter)(struct op *op, struct import_list *list);
};

/* The kind with this code, or NULL. */
const struct import_kind *import_kind_named(const char *code);

extern const struct import_kind import_applications, import_units, import_demands, import_experts,
    import_postdocs;

/* The texts of a problem are copied, and cut at 600 bytes.
 * Adds a problem at a cell of the first sheet; field NULL: the row; row NULL: the file. */
void import_problem(struct import_list *list, const struct import_row *row,
                    const struct field *field, bool blocks, const char *message);

/* A cell of any sheet; field NULL: the row. */
struct import_cell {
    size_t sheet; /* index */
    int64_t line;
    const struct field *field;
};

void import_problem_at(struct import_list *list, const struct import_cell *cell, bool blocks,
                       const char *message);

/* Opens the values of a row as children of op. Errors: ERR_INTERNAL it is no JSON of ours. */
CHECKED enum err import_row_open(struct op *op, struct import_row *row);

/*
 * Reads and judges a workbook, and keeps what was understood, sealed, for import_enter, unless it
 * has no row. Nothing else changes. Errors: those of documents_ask; ERR_INVALID "import_no_head"
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
