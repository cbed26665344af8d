/* SPDX-License-Identifier: Apache-2.0 */
/* subset.h: the fonts a file uses and the little of them that goes into it, made by harfbuzz. */
#pragma once
#include "base/bytes.h"
#include "base/op.h"

#include <hb-subset.h>
#include <pango/pango.h>

struct subset_font {
    const char *key; /* file and number in it */
    const char *name;
    bool bold;
    hb_face_t *face;      /* borrowed from Pango */
    hb_font_t *plain;     /* of face: the glyph of a character */
    hb_set_t *characters; /* used */
    hb_set_t *glyphs;     /* used that stand for no single character */
    hb_subset_plan_t *plan;
    hb_blob_t *blob;    /* the subset, after subset_make */
    struct bytes bytes; /* the same */
    bool cff;           /* an .otf, else .ttf */
};

struct subset_fonts {
    struct op *op;
    struct subset_font **rows;
    size_t count;
};

/* The number (0..) of a font, which is added when it is new. */
size_t subset_font_of(struct subset_fonts *fonts, PangoFont *font);

/* Says that a glyph of a font is used; character 0: it stands for no single one. Characters are far
 * cheaper: for glyphs harfbuzz walks the whole table of characters. */
void subset_use(struct subset_font *font, uint32_t character, uint32_t glyph);

/* The glyph a reader finds for a character by the font's own table. */
uint32_t subset_nominal(const struct subset_font *font, uint32_t character);

/* Makes all subsets. Errors: ERR_INTERNAL harfbuzz fails. */
CHECKED enum err subset_make(struct subset_fonts *fonts);

/* Number of a glyph in the subset. */
uint32_t subset_glyph(const struct subset_font *font, uint32_t glyph);
