/* SPDX-License-Identifier: Apache-2.0 */
/* ofd_page.h: the marks of a page as OFD objects. For ofd.c. */
#pragma once
#include "doc/layout.h"
#include "doc/subset.h"
#include "doc/text_out.h"

struct ofd_pages {
    struct op *op;
    struct subset_fonts fonts;
    int last_id; /* of objects, unique in the file; fonts and pages come first */
    int first_font_id;
};

/* Notes the fonts and characters of a page: for all pages before the first is written. */
void ofd_page_fonts(struct ofd_pages *pages, const struct page *page);

/* Writes the objects of a page. */
void ofd_page_write(struct ofd_pages *pages, struct text_out *out, const struct page *page);
