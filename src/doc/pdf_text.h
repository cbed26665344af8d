/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pdf_text.h: lines of text on a cairo surface, in subsets of their fonts. For pdf.c.
 *
 * cairo makes a subset by reading the whole font, tens of megabytes of each Chinese face, and keeps
 * all its subroutines. Given a font that holds only what the document uses, it is done in a few
 * milliseconds and the file is a fifth as large.
 */
#pragma once
#include "doc/layout.h"
#include "doc/subset.h"

struct pdf_fonts {
    struct op *op; /* everything here is its child */
    struct typeset *typeset;
    struct subset_fonts subsets;
    cairo_font_face_t **faces; /* one a subset */
};

/* Notes the glyphs of a page: for all pages before pdf_fonts_make. */
void pdf_fonts_note(struct pdf_fonts *fonts, const struct page *page);

/* Errors: ERR_INTERNAL harfbuzz or FreeType fails. */
CHECKED enum err pdf_fonts_make(struct pdf_fonts *fonts);

/* Draws the text of a mark. */
void pdf_text(struct pdf_fonts *fonts, cairo_t *cairo, const struct mark *mark);
