/* SPDX-License-Identifier: Apache-2.0 */
/* typeset.c: paragraphs to lines. */
#include "doc/typeset.h"

#include "base/mem.h"
#include "doc/fonts.h"

#include <math.h>
#include <string.h>

enum { SHRUNK_CHARS_MAX = 60, OPTION_CHARS_MAX = 18, NUMBER_BYTES_MAX = 60 };
#define SHRINK_MIN 0.7 /* of the size: a number too wide for its cell is set smaller, not broken */

static const double ascent_of_size = 0.88; /* of Chinese faces: the em box stands on 0.12 below */

enum { BOX_EMPTY = 0x2610, BOX_TICKED = 0x2611 };

static void close_description(void *description)
{
    pango_font_description_free(description);
}

enum err typeset_new(struct op *op, const void *parent, struct typeset **ret_typeset)
{
    struct typeset *typeset = mem_new(parent, struct typeset);
    cairo_font_options_t *options = cairo_font_options_create();

    enum err e = fonts_open(op, typeset, &typeset->map);
    if (e == OK) {
        typeset->context = pango_font_map_create_context(typeset->map);
        mem_own(typeset, typeset->context, g_object_unref);
        cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
        cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
        pango_cairo_context_set_font_options(typeset->context, options);
        pango_cairo_context_set_resolution(typeset->context, 72);
        pango_context_set_round_glyph_positions(typeset->context, FALSE);
        pango_context_set_base_dir(typeset->context, PANGO_DIRECTION_LTR);
        /* without it Han characters come from the Japanese face */
        pango_context_set_language(typeset->context, pango_language_from_string("zh-cn"));
    }
    cairo_font_options_destroy(options);
    for (int i = 0; i < FACE_COUNT && e == OK; i++) {
        typeset->faces[i] = pango_font_description_new();
        mem_own(typeset, typeset->faces[i], close_description);
        pango_font_description_set_family_static(typeset->faces[i], fonts_family((enum face)i));
        if (fonts_bold((enum face)i))
            pango_font_description_set_weight(typeset->faces[i], PANGO_WEIGHT_BOLD);
    }
    if (e == OK)
        *ret_typeset = typeset;
    return e;
}

/* ---- what single characters ask for ---- */

static bool is_latin(gunichar c)
{
    return c > ' ' && c < 0x7f;
}

static bool is_digit(gunichar c)
{
    return (c >= '0' && c <= '9') || (c >= 0xff10 && c <= 0xff19);
}

/* What a number keeps with it: points, dashes, and the unit behind it. */
static bool is_number(gunichar c)
{
    static const gunichar also[] = { '.',
                                     ',',
                                     '-',
                                     '/',
                                     ':',
                                     '%',
                                     0xff0e,
                                     0xff0d,
                                     0x2030,
                                     0x5e74 /* 年 */,
                                     0x6708 /* 月 */,
                                     0x65e5 /* 日 */,
                                     0x4e07 /* 万 */,
                                     0x5143 /* 元 */,
                                     0x4eba /* 人 */,
                                     0x5929 /* 天 */,
                                     0x6b21 /* 次 */,
                                     0x9879 /* 项 */ };

    for (size_t i = 0; i < sizeof also / sizeof also[0]; i++) {
        if (c == also[i])
            return true;
    }
    return is_digit(c);
}

static bool is_box(gunichar c)
{
    return c == BOX_EMPTY || c == BOX_TICKED;
}

static bool is_blank(gunichar c)
{
    return c == ' ' || c == 0x3000;
}

static void add(PangoAttrList *list, PangoAttribute *attribute, size_t from, size_t to)
{
    attribute->start_index = (guint)from;
    attribute->end_index = (guint)to;
    pango_attr_list_insert(list, attribute);
}

/* Bytes of the run at the start of text whose characters are all of a kind. */
static size_t run_of(const char *text, bool (*is)(gunichar c))
{
    const char *at = text;

    while (*at != '\0' && is(g_utf8_get_char(at)))
        at = g_utf8_next_char(at);
    return (size_t)(at - text);
}

/* A box and the short label behind it stay together. */
static size_t option_of(const char *text)
{
    const char *at = g_utf8_next_char(text);

    for (int i = 0; i < OPTION_CHARS_MAX; i++) {
        gunichar c = g_utf8_get_char(at);
        if (c == 0 || is_blank(c) || is_box(c))
            return (size_t)(at - text);
        at = g_utf8_next_char(at);
    }
    return (size_t)(g_utf8_next_char(g_utf8_next_char(text)) - text);
}

static void add_box(PangoAttrList *list, gunichar c, double size_pt, size_t at)
{
    int em = (int)(size_pt * PANGO_SCALE);
    PangoRectangle place = { 0, -(int)(ascent_of_size * em), em, em };

    add(list, pango_attr_shape_new_with_data(&place, &place, GUINT_TO_POINTER(c), NULL, NULL), at,
        at + 3);
}

static size_t length_of(const char *text)
{
    return (size_t)(g_utf8_next_char(text) - text);
}

/* Numbers with their units, boxes with their labels: no line ends inside. */
static void keep_together(PangoAttrList *list, const char *text)
{
    for (size_t at = 0, size; text[at] != '\0'; at += size) {
        gunichar c = g_utf8_get_char(text + at);
        size = length_of(text + at);
        if (is_digit(c))
            size = run_of(text + at, is_number);
        if (is_digit(c) && size <= NUMBER_BYTES_MAX)
            add(list, pango_attr_allow_breaks_new(FALSE), at, at + size);
        else if (is_box(c))
            add(list, pango_attr_allow_breaks_new(FALSE), at, at + option_of(text + at));
    }
}

static PangoAttrList *attributes_of(const char *text, const struct text_style *style, bool together)
{
    PangoAttrList *list = pango_attr_list_new();
    const char *latin = fonts_latin(style->face);

    /* an address or a number that is broken stays what it is */
    add(list, pango_attr_insert_hyphens_new(FALSE), 0, strlen(text));
    for (size_t at = 0, size; text[at] != '\0'; at += size) {
        gunichar c = g_utf8_get_char(text + at);
        size = is_latin(c) ? run_of(text + at, is_latin) : length_of(text + at);
        if (is_latin(c) && latin != NULL)
            add(list, pango_attr_family_new(latin), at, at + size);
        else if (is_box(c))
            add_box(list, c, style->size_pt, at);
    }
    if (style->red)
        add(list, pango_attr_foreground_new(0xd0d0, 0x1111, 0x1010), 0, strlen(text));
    if (together)
        keep_together(list, text);
    return list;
}

/* ---- lines ---- */

static double points(int units)
{
    return (double)units / PANGO_SCALE;
}

static double line_width(PangoLayoutLine *line)
{
    PangoRectangle logical;

    pango_layout_line_get_extents(line, NULL, &logical);
    return points(logical.width);
}

/* Han characters and their signs let the distance between them grow; letters do not. */
static bool stretches(gunichar c)
{
    return c >= 0x2e80 && !is_box(c);
}

/* Walks the glyphs of a line: counts those that stretch, and with each > 0 widens them. */
static int stretch(PangoLayoutLine *line, const char *text, int each)
{
    int count = 0;

    for (GSList *run = line->runs; run != NULL; run = run->next) {
        const PangoGlyphItem *item = run->data;
        for (int i = 0; i < item->glyphs->num_glyphs; i++) {
            const char *at = text + item->item->offset + item->glyphs->log_clusters[i];
            bool last = run->next == NULL && i == item->glyphs->num_glyphs - 1;
            if (last || !stretches(g_utf8_get_char(at)))
                continue;
            count++;
            item->glyphs->glyphs[i].geometry.width += each;
        }
    }
    return count;
}

static PangoLayout *layout_of(struct op *op, struct typeset *typeset, const char *text,
                              const struct text_style *style, double width_pt, bool together)
{
    PangoLayout *layout = pango_layout_new(typeset->context);
    PangoAttrList *attributes = attributes_of(text, style, together);

    mem_own(op, layout, g_object_unref);
    pango_font_description_set_absolute_size(typeset->faces[style->face],
                                             style->size_pt * PANGO_SCALE);
    pango_layout_set_font_description(layout, typeset->faces[style->face]);
    pango_layout_set_attributes(layout, attributes);
    pango_attr_list_unref(attributes);
    pango_layout_set_width(layout, (int)(width_pt * PANGO_SCALE));
    if (style->indent)
        pango_layout_set_indent(layout, (int)(2 * style->size_pt * PANGO_SCALE));
    pango_layout_set_wrap(layout, together ? PANGO_WRAP_WORD : PANGO_WRAP_WORD_CHAR);
    pango_layout_set_text(layout, text, -1);
    return layout;
}

static double widest(PangoLayout *layout)
{
    double width = 0;

    for (GSList *row = pango_layout_get_lines(layout); row != NULL; row = row->next)
        width = fmax(width, line_width(row->data));
    return width;
}

/* Numbers and addresses too wide for the place are set smaller; broken only as the last resort. */
static PangoLayout *fitted(struct op *op, struct typeset *typeset, const char *text,
                           struct text_style *style, double width_pt)
{
    PangoLayout *layout = layout_of(op, typeset, text, style, width_pt, true);
    double width = widest(layout);

    if (width <= width_pt + 0.01)
        return layout;
    if (width * SHRINK_MIN <= width_pt && g_utf8_strlen(text, -1) <= SHRUNK_CHARS_MAX) {
        style->size_pt *= width_pt / width * 0.999;
        return layout_of(op, typeset, text, style, width_pt, true);
    }
    return layout_of(op, typeset, text, style, width_pt, false);
}

static void place_line(struct line *line, const struct text_style *style, double width_pt,
                       bool first, bool last, const char *text)
{
    double indent = first && style->indent ? 2 * style->size_pt : 0;
    double slack = width_pt - indent - line->width_pt;

    line->x_pt = indent;
    line->height_pt = style->pitch_pt;
    line->base_pt = (style->pitch_pt - style->size_pt) / 2 + ascent_of_size * style->size_pt;
    if (style->align == ALIGN_CENTER)
        line->x_pt += slack / 2;
    else if (style->align == ALIGN_RIGHT)
        line->x_pt += slack;
    else if (style->align == ALIGN_JUSTIFY && !last && slack > 0 && slack < 4 * style->size_pt) {
        int count = stretch(line->text, text, 0);
        if (count > 0)
            (void)stretch(line->text, text, (int)(slack * PANGO_SCALE / count));
    }
}

static void typeset_line(struct op *op, struct typeset *typeset, const char *text,
                         struct text_style style, double width_pt, struct lines *lines)
{
    PangoLayout *layout = fitted(op, typeset, text, &style, width_pt);

    for (GSList *row = pango_layout_get_lines(layout); row != NULL; row = row->next) {
        struct line line = { .text = row->data, .width_pt = line_width(row->data) };
        place_line(&line, &style, width_pt, row == pango_layout_get_lines(layout),
                   row->next == NULL, text);
        lines->height_pt += line.height_pt;
        mem_push(op, lines->rows, lines->count, line);
    }
}

/* One line of the text as the person typed it, without what cannot be printed. */
static const char *clean(struct op *op, const char *text, size_t size)
{
    char *copy = g_utf8_make_valid(text, (gssize)size);
    char *kept = mem_text(op, copy);
    char *to = kept;

    g_free(copy);
    for (const char *from = kept; *from != '\0'; from++) {
        if ((unsigned char)*from >= ' ' && *from != 0x7f)
            *to++ = *from;
        else if (*from == '\t')
            *to++ = ' ';
    }
    *to = '\0';
    return kept;
}

void typeset_paragraph(struct op *op, struct typeset *typeset, const struct paragraph *paragraph,
                       double width_pt, struct lines *lines)
{
    const struct text_style *style = &paragraph->style;
    const char *at = paragraph->text;
    size_t before = lines->count;

    for (;;) {
        size_t size = strcspn(at, "\n");
        typeset_line(op, typeset, clean(op, at, size), *style, width_pt - style->right_pt, lines);
        if (at[size] == '\0')
            break;
        at += size + 1;
    }
    lines->rows[before].height_pt += style->before_pt;
    lines->rows[before].base_pt += style->before_pt;
    lines->rows[before].level = style->level;
    lines->rows[before].name = paragraph->text;
    lines->rows[lines->count - 1].height_pt += style->after_pt;
    lines->height_pt += style->before_pt + style->after_pt;
}

/* ---- boxes ---- */

static const PangoAttribute *attribute_of(const PangoItem *item, PangoAttrType type)
{
    for (const GSList *at = item->analysis.extra_attrs; at != NULL; at = at->next) {
        const PangoAttribute *attribute = at->data;
        if (attribute->klass->type == type)
            return attribute;
    }
    return NULL;
}

const PangoAttrShape *typeset_shape(const PangoItem *item)
{
    return (const PangoAttrShape *)(const void *)attribute_of(item, PANGO_ATTR_SHAPE);
}

const PangoColor *typeset_color(const PangoItem *item)
{
    const PangoAttribute *attribute = attribute_of(item, PANGO_ATTR_FOREGROUND);

    return attribute == NULL ? NULL : &((const PangoAttrColor *)(const void *)attribute)->color;
}

double typeset_size(PangoFont *font)
{
    PangoFontDescription *description = pango_font_describe_with_absolute_size(font);
    double size = points(pango_font_description_get_size(description));

    pango_font_description_free(description);
    return size;
}

void typeset_draw_box(cairo_t *cairo, const PangoAttrShape *shape, double x, double y)
{
    double em = points(shape->logical_rect.width);
    double side = 0.76 * em;

    x += (em - side) / 2;
    y -= side - 0.02 * em;
    cairo_new_path(cairo);
    cairo_set_line_width(cairo, 0.055 * em);
    cairo_rectangle(cairo, x, y, side, side);
    cairo_stroke(cairo);
    if (GPOINTER_TO_UINT(shape->data) == BOX_TICKED) {
        cairo_set_line_width(cairo, 0.1 * em);
        cairo_move_to(cairo, x + 0.18 * side, y + 0.52 * side);
        cairo_line_to(cairo, x + 0.42 * side, y + 0.78 * side);
        cairo_line_to(cairo, x + 0.86 * side, y + 0.2 * side);
        cairo_stroke(cairo);
    }
}
