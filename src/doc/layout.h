/* SPDX-License-Identifier: Apache-2.0 */
/*
 * layout.h: a document laid out on pages: marks at their places, for a writer to draw.
 * Points from the upper left corner of the page.
 */
#pragma once
#include "doc/pdf.h"
#include "doc/typeset.h"

enum mark_kind {
    MARK_TEXT, /* a line whose base line begins at x, y */
    MARK_RULE, /* from x, y to x2, y2 */
    MARK_QR    /* x2 wide and high */
};

struct mark {
    enum mark_kind kind;
    double x, y, x2, y2;
    PangoLayoutLine *line;
    const char *text; /* of a QR code */
    double thick_pt;  /* of a red rule; 0: a thin black one */
};

struct page {
    struct mark *marks;
    size_t mark_count;
};

/* A line of the outline. */
struct entry {
    int level; /* 1.. */
    const char *name;
    int page; /* 1.. */
    double y;
};

/* The pages so far and the place where the next thing goes. */
struct pages {
    struct op *op;
    struct typeset *typeset;
    const struct document_setup *setup;
    double left, right, top, bottom; /* of the type area */
    double y;
    struct page **rows;
    size_t count;
    struct entry *entries;
    size_t entry_count;
};

/*
 * Lays out a document with its page heads and feet. Everything is a child of op.
 * Errors: ERR_TOO_LARGE "document_pages" more than PAGES_MAX pages.
 */
CHECKED enum err layout_document(struct op *op, struct typeset *typeset,
                                 const struct document *document, struct pages *ret_pages);

/* For layout_table.c: a new page, and one line with its top at y. */
void pages_break(struct pages *pages);
bool pages_full(const struct pages *pages);
void pages_line(struct pages *pages, const struct line *line, double x, double y);
void pages_rule(struct pages *pages, double x, double y, double x2, double y2);

/* Places a table; with_next: what stands behind its last row must not begin another page. */
void layout_table(struct pages *pages, const struct doc_table *table);
