/* SPDX-License-Identifier: Apache-2.0 */
/* ofd_font.h: the fonts a file uses and what of them goes into it. For ofd.c. */
#pragma once
#include "base/bytes.h"
#include "base/op.h"

#include <hb-subset.h>
#include <pango/pango.h>

struct ofd_font {
    const char *key; /* file and number in it */
    const char *name;
    bool bold;
    hb_face_t *face;      /* borrowed from Pango */
    hb_set_t *characters; /* used */
    hb_set_t *glyphs;     /* used that stand for no single character */
    hb_subset_plan_t *plan;
    struct bytes bytes; /* the subset, after ofd_fonts_subset */
    bool cff;           /* an .otf, else .ttf */
};

struct ofd_fonts {
    struct op *op;
    struct ofd_font **rows;
    size_t count;
};

/* The number (0..) of a font, which is added when it is new. */
size_t ofd_font_of(struct ofd_fonts *fonts, PangoFont *font);

/* Says that a glyph of a font is used; character 0: it stands for no single one. */
void ofd_font_use(struct ofd_font *font, uint32_t character, uint32_t glyph);

/* The glyph a reader finds for a character by the font's own table. */
uint32_t ofd_font_nominal(const struct ofd_font *font, uint32_t character);

/* Makes all subsets. Errors: ERR_INTERNAL harfbuzz fails. */
CHECKED enum err ofd_fonts_subset(struct ofd_fonts *fonts);

/* Number of a glyph in the subset. */
uint32_t ofd_font_glyph(const struct ofd_font *font, uint32_t glyph);
