/* SPDX-License-Identifier: Apache-2.0 */
/*
 * typeset.h: a paragraph broken into lines by the rules of Chinese typesetting.
 *
 * Pango knows which sign may not begin or end a line (UAX 14) and keeps numbers whole; here come
 * the two-character indent, full lines, boxes to tick, and one distance between all lines.
 */
#pragma once
#include "base/op.h"
#include "doc/document.h"

#include <pango/pangocairo.h>

/* The fonts, opened once; used by one thread. */
struct typeset {
    PangoFontMap *map;
    PangoContext *context;
    PangoFontDescription *faces[FACE_COUNT];
};

/* One line: where its text begins from the left edge, and how much height it takes. */
struct line {
    PangoLayoutLine *text;
    double x_pt;
    double width_pt;
    double height_pt; /* with the space before and after its paragraph */
    double base_pt;   /* from the top of the height down to the base line */
    int level;        /* of the outline; 0: none */
    const char *name; /* in the outline */
};

struct lines {
    struct line *rows;
    size_t count;
    double height_pt;
};

/* The fonts, a child of parent. Errors: as fonts_open. */
CHECKED enum err typeset_new(struct op *op, const void *parent, struct typeset **ret_typeset);

/* Adds the lines of a paragraph width_pt wide; children of op. */
void typeset_paragraph(struct op *op, struct typeset *typeset, const struct paragraph *paragraph,
                       double width_pt, struct lines *lines);

/* Of a run of a line: the box it is (data: its sign), or NULL; its colour, or NULL for black. */
const PangoAttrShape *typeset_shape(const PangoItem *item);
const PangoColor *typeset_color(const PangoItem *item);

/* Size of a font in points. */
double typeset_size(PangoFont *font);

/* Draws a box, empty or ticked, whose base line begins at x, y. */
void typeset_draw_box(cairo_t *cairo, const PangoAttrShape *shape, double x, double y);
