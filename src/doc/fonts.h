/* SPDX-License-Identifier: Apache-2.0 */
/* fonts.h: which fonts play the faces of official papers, the same on every machine. */
#pragma once
#include "base/op.h"
#include "doc/document.h"

#include <pango/pangocairo.h>

/*
 * A font map of our own configuration, a child of parent: only the folders of the distribution's
 * Chinese fonts and those named in the environment variable DIANJIANG_FONTS (absolute paths, ":"
 * between them), where a site keeps the faces it has a licence for. Nothing of the user's own
 * font settings is read. Errors: ERR_UNAVAILABLE "fonts_missing" no Chinese font was found.
 */
CHECKED enum err fonts_open(struct op *op, const void *parent, PangoFontMap **ret_map);

/* Families of a face, best first, as Pango takes them. Static storage. */
const char *fonts_family(enum face face);

/* Families of its Latin letters and digits, or NULL when the face brings its own. */
const char *fonts_latin(enum face face);

/* Whether the face is drawn bold. */
bool fonts_bold(enum face face);
