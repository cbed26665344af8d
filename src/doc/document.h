/* SPDX-License-Identifier: Apache-2.0 */
/*
 * document.h: a paper as values: paragraphs, tables with merged cells, QR codes, on numbered pages.
 *
 * Built by plain calls; everything is copied and belongs to the op the document was made with.
 * Lengths are points (1/72 inch) unless they end in _mm. Texts are UTF-8; a line feed begins a new
 * line; U+2610 and U+2611 are drawn as an empty and a ticked box. A writer (pdf.h) makes bytes.
 */
#pragma once
#include "base/bytes.h"
#include "base/language.h"
#include "base/op.h"

#include <jansson.h>

/* Roles of faces on official papers; fonts.c says which font plays which. */
enum face {
    FACE_SONG,     /* 宋体 */
    FACE_FANGSONG, /* 仿宋 */
    FACE_KAI,      /* 楷体 */
    FACE_HEI,      /* 黑体 */
    FACE_TITLE,    /* 小标宋 */
    FACE_COUNT
};

/* How the pages of a document look around its text. */
enum page_form {
    PAGE_PLAIN,    /* as setup says: small head, foot and QR */
    PAGE_OFFICIAL, /* GB/T 9704-2012: "— 2 —", odd pages right, even pages left */
    PAGE_LETTER, /* its 信函格式: red head and double rules on page 1, numbers from page 2 on */
    PAGE_FORM_COUNT
};

enum align { ALIGN_LEFT, ALIGN_CENTER, ALIGN_RIGHT, ALIGN_JUSTIFY, ALIGN_COUNT };

enum {
    DOC_COLUMNS_MAX = 512, /* of a table's grid */
    DOC_BLOCKS_MAX = 20000,
    DOC_ROWS_MAX = 20000,            /* of one table */
    DOC_JOINED_MAX = 1000,           /* documents of one file */
    DOC_TEXT_BYTES_MAX = 1024 * 1024 /* of one paragraph */
};

struct text_style {
    enum face face;
    enum align align;
    double size_pt;  /* 4..72 */
    double pitch_pt; /* from line to line; 0: one and a half sizes */
    bool indent;     /* the first line by two characters */
    bool red;        /* else black */
    double right_pt; /* kept free at the right edge */
    double before_pt;
    double after_pt;
    int level; /* 1..6: stands in the outline at this depth; 0: not */
};

struct paragraph {
    struct text_style style;
    const char *text;
};

/* A merged cell takes several columns or rows of the grid. */
struct doc_cell {
    int columns;
    int rows;
    bool top;         /* text begins at the top; else it stands in the middle */
    const char *mark; /* name by which a program finds the cell again (DOCX: a bookmark), or NULL */
    struct paragraph *paragraphs;
    size_t paragraph_count;
    struct paragraph *foot; /* at the bottom of the cell, as the date of a seal; or NULL */
};

struct row_style {
    double min_pt;
    bool head;      /* said again on every page the table goes on to; heads come first */
    bool whole;     /* never broken, unless higher than a page */
    bool with_next; /* not the last thing on a page */
};

struct doc_row {
    struct row_style style;
    struct doc_cell **cells;
    size_t cell_count;
};

struct doc_table {
    double *shares; /* of the width, their sum is 1 */
    size_t column_count;
    struct doc_row **rows;
    size_t row_count;
};

enum block_kind { BLOCK_PARAGRAPH, BLOCK_TABLE, BLOCK_SPACE, BLOCK_PAGE, BLOCK_QR, BLOCK_COUNT };

struct block {
    enum block_kind kind;
    struct paragraph paragraph;
    struct doc_table *table;
    double size_pt;   /* height of a space, side of a QR code */
    const char *text; /* of a QR code */
};

struct document_setup {
    double width_mm, height_mm;
    double top_mm, right_mm, bottom_mm, left_mm;
    const char *title; /* metadata; all texts may be NULL */
    const char *author;
    const char *subject;
    const char *created;    /* "2025-01-15T09:00:00+08:00": nobody reads a clock here */
    const char *header;     /* at the head of every page, right */
    const char *footer;     /* at the foot of every page, left: the short code */
    const char *qr;         /* at the foot of every page, right; ":page:pages" is put behind it */
    const char *letterhead; /* of a PAGE_LETTER: who writes it, red */
    const char *number;     /* of a PAGE_LETTER: 文号, at the right below the rule; or NULL */
    const char *form_id;    /* by which a program knows the form again (DOCX: a property) */
    enum page_form form;
    enum language language; /* of the words around the text */
    bool numbered;          /* 第 x 页 共 y 页; of PAGE_PLAIN */
};

struct document {
    struct document_setup setup;
    struct block **blocks;
    size_t block_count;
    struct document *next; /* goes on in the same file with pages of its own, or NULL */
};

/* A4 upright with the margins of forms; title and so on still NULL. */
struct document_setup document_a4(void);

/* A4 upright with the type area of GB/T 9704-2012: 156 × 225 mm. */
struct document_setup document_official(enum page_form form);

/* An empty document, a child of op. */
struct document *document_new(struct op *op, const struct document_setup *setup);

/* Puts more behind all that is already there, as one file; each keeps its own pages and numbers. */
void document_join(struct document *document, struct document *more);

void document_paragraph(struct document *document, const struct text_style *style,
                        const char *text);
void document_space(struct document *document, double height_pt);
void document_page(struct document *document); /* what follows begins on a new page */
void document_qr(struct document *document, double side_pt, const char *text);

/*
 * A table across the page. weights: column_count (1..DOC_COLUMNS_MAX) positive shares of the
 * width. Two tables in a row touch, so that a form whose parts have other columns is one grid.
 */
struct doc_table *document_table(struct document *document, const double *weights,
                                 size_t column_count);
struct doc_row *table_row(struct doc_table *table, const struct row_style *style);

/* The next cell of a row, over columns × rows of the grid (at least 1), without text. */
struct doc_cell *row_cell(struct doc_row *row, int columns, int rows);
void cell_text(struct doc_cell *cell, const struct text_style *style, const char *text);
void cell_mark(struct doc_cell *cell, const char *name); /* letters, digits, _: at most 40 */
void cell_foot(struct doc_cell *cell, const struct text_style *style, const char *text);

/*
 * The document as one JSON text, for the process that makes files, and back. Reading checks kinds
 * and the limits above. Errors: ERR_INVALID "document_wrong", ERR_TOO_LARGE "document_wrong".
 */
struct bytes document_pack(struct op *op, const struct document *document);
CHECKED enum err document_unpack(struct op *op, struct bytes bytes, struct document **ret_document);
