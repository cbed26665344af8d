/* SPDX-License-Identifier: Apache-2.0 */
/* docx_body.h: paragraphs, tables and pictures of a Word file. For docx.c. */
#pragma once
#include "doc/document.h"
#include "doc/text_out.h"

/* A picture of a QR code that the file needs. */
struct docx_picture {
    const char *text;
};

/* What goes on over all parts of a file. */
struct docx {
    struct op *op;
    int bookmark_count;
    int table_count;
    struct docx_picture *pictures; /* the i-th is word/media/qr(i+1).png, relation "rIdQ(i+1)" */
    size_t picture_count;
};

/* Where a picture stands on the page, in points from its upper left corner; else in the line. */
struct docx_place {
    double x_pt, y_pt;
};

/* The attributes that name a face: `w:ascii="…" w:eastAsia="…"`. */
void docx_fonts(struct text_out *out, enum face face);

/* A paragraph for each line of the text; marks is the name of a bookmark around all, or NULL.
 * extra: elements of w:pPr that come before the others ("<w:keepNext/>"), or "". */
void docx_paragraph(struct docx *docx, struct text_out *out, const struct paragraph *paragraph,
                    const char *mark, const char *extra);

/* The blocks of one document, without its section. */
void docx_blocks(struct docx *docx, struct text_out *out, const struct document *document);

/* A run with a QR code side_pt wide; place NULL: in the line. */
void docx_qr(struct docx *docx, struct text_out *out, const char *text, double side_pt,
             const struct docx_place *place);
