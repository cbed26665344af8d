/* SPDX-License-Identifier: Apache-2.0 */
/* pdf_text.c: glyphs with the text they stand for, from fonts made for the document. */
#include "doc/pdf_text.h"

#include "base/mem.h"

#include <cairo-ft.h>
#include <math.h>
#include <string.h>

/* Glyphs that carry the signs ☐ ☑, which no Chinese face has: drawn in the colour of the paper, so
 * that boxes can be found and copied. One without ink would do, but cairo now and then leaves such
 * out. */
enum { BOX_TICKED = 0x2611, STAND_IN_EMPTY = 0x25a1, STAND_IN_TICKED = 0x25c7 };

/* ---- runs ---- */

struct run {
    const PangoGlyphItem *item;
    const char *text; /* of its layout */
    double x, y;
};

typedef void (*run_fn)(struct pdf_fonts *fonts, cairo_t *cairo, const struct run *run);

static void walk_line(struct pdf_fonts *fonts, cairo_t *cairo, const struct mark *mark, run_fn fn)
{
    struct run run = { .text = pango_layout_get_text(mark->line->layout),
                       .x = mark->x,
                       .y = mark->y };

    for (const GSList *at = mark->line->runs; at != NULL; at = at->next) {
        run.item = at->data;
        if (run.item->item->analysis.font != NULL)
            fn(fonts, cairo, &run);
        run.x += (double)pango_glyph_string_get_width(run.item->glyphs) / PANGO_SCALE;
    }
}

static bool has_no_glyph(const PangoGlyphInfo *glyph)
{
    return glyph->glyph == PANGO_GLYPH_EMPTY || glyph->glyph & PANGO_GLYPH_UNKNOWN_FLAG;
}

/* The font that says ☐ and ☑, whatever the run around has. */
static size_t box_font(struct pdf_fonts *fonts)
{
    struct typeset *typeset = fonts->typeset;
    PangoFont *font =
        pango_font_map_load_font(typeset->map, typeset->context, typeset->faces[FACE_SONG]);
    size_t found = subset_font_of(&fonts->subsets, font);

    g_object_unref(font);
    return found;
}

static uint32_t stand_in(uint32_t box)
{
    return box == BOX_TICKED ? STAND_IN_TICKED : STAND_IN_EMPTY;
}

static void note_run(struct pdf_fonts *fonts, cairo_t *cairo, const struct run *run)
{
    const PangoItem *item = run->item->item;
    const PangoAttrShape *shape = typeset_shape(item);

    (void)cairo;
    if (shape != NULL) {
        size_t n = box_font(fonts); /* may move the rows */
        subset_use(fonts->subsets.rows[n], stand_in(GPOINTER_TO_UINT(shape->data)), 0);
        return;
    }
    size_t n = subset_font_of(&fonts->subsets, item->analysis.font);
    struct subset_font *font = fonts->subsets.rows[n];
    for (int i = 0; i < run->item->glyphs->num_glyphs; i++) {
        const PangoGlyphInfo *glyph = &run->item->glyphs->glyphs[i];
        const char *at = run->text + item->offset + run->item->glyphs->log_clusters[i];
        uint32_t character = g_utf8_get_char(at);
        if (has_no_glyph(glyph))
            continue;
        if (subset_nominal(font, character) == glyph->glyph)
            subset_use(font, character, 0);
        else
            subset_use(font, 0, glyph->glyph);
    }
}

void pdf_fonts_note(struct pdf_fonts *fonts, const struct page *page)
{
    for (size_t i = 0; i < page->mark_count; i++) {
        if (page->marks[i].kind == MARK_TEXT)
            walk_line(fonts, NULL, &page->marks[i], note_run);
    }
}

/* ---- faces ---- */

/* What a face of FreeType stands on; cairo may keep it after the document is done. */
struct held {
    FT_Library library;
    FT_Face face;
    hb_blob_t *blob;
};

static void close_held(void *object)
{
    struct held *held = object;

    if (held->face != NULL)
        (void)FT_Done_Face(held->face);
    if (held->library != NULL)
        (void)FT_Done_FreeType(held->library);
    hb_blob_destroy(held->blob);
    mem_free(held);
}

static void close_face(void *face)
{
    cairo_font_face_destroy(face);
}

static cairo_font_face_t *face_of(struct op *op, const struct subset_font *font)
{
    static const cairo_user_data_key_t key;
    struct held *held = mem_new(NULL, struct held);

    held->blob = hb_blob_reference(font->blob);
    if (FT_Init_FreeType(&held->library) != 0 ||
        FT_New_Memory_Face(held->library, font->bytes.data, (FT_Long)font->bytes.size, 0,
                           &held->face) != 0) {
        close_held(held);
        return NULL;
    }
    cairo_font_face_t *face = cairo_ft_font_face_create_for_ft_face(held->face, FT_LOAD_NO_HINTING);
    if (cairo_font_face_set_user_data(face, &key, held, close_held) != CAIRO_STATUS_SUCCESS) {
        cairo_font_face_destroy(face);
        close_held(held);
        return NULL;
    }
    mem_own(op, face, close_face);
    return face;
}

enum err pdf_fonts_make(struct pdf_fonts *fonts)
{
    struct op *op = fonts->op;

    enum err e = subset_make(&fonts->subsets);
    fonts->faces = mem_array(op, cairo_font_face_t *, fonts->subsets.count + 1);
    for (size_t i = 0; e == OK && i < fonts->subsets.count; i++) {
        fonts->faces[i] = face_of(op, fonts->subsets.rows[i]);
        if (fonts->faces[i] == NULL)
            e = fail(op, ERR_INTERNAL, "internal", "FreeType takes no subset of %s",
                     fonts->subsets.rows[i]->name);
    }
    return e;
}

/* ---- drawing ---- */

static void use_font(struct pdf_fonts *fonts, cairo_t *cairo, size_t font, double size_pt)
{
    cairo_set_font_face(cairo, fonts->faces[font]);
    cairo_set_font_size(cairo, size_pt);
}

static void draw_box(struct pdf_fonts *fonts, cairo_t *cairo, const struct run *run,
                     const PangoAttrShape *shape)
{
    size_t n = box_font(fonts);
    const struct subset_font *font = fonts->subsets.rows[n];
    uint32_t sign = GPOINTER_TO_UINT(shape->data);
    double em = (double)shape->logical_rect.width / PANGO_SCALE;
    char text[8] = "";
    int size = g_unichar_to_utf8(sign, text);
    cairo_glyph_t glyph = { subset_glyph(font, subset_nominal(font, stand_in(sign))), run->x,
                            run->y };
    cairo_text_cluster_t cluster = { size, 1 };

    cairo_save(cairo);
    cairo_set_source_rgb(cairo, 1, 1, 1);
    use_font(fonts, cairo, n, em);
    cairo_show_text_glyphs(cairo, text, size, &glyph, 1, &cluster, 1, 0);
    cairo_set_source_rgb(cairo, 0, 0, 0);
    typeset_draw_box(cairo, shape, run->x, run->y);
    cairo_restore(cairo);
}

/* The glyphs of a run as cairo wants them: placed, and grouped with the bytes they stand for. */
struct drawn {
    cairo_glyph_t *glyphs;
    int glyph_count;
    cairo_text_cluster_t *clusters;
    int cluster_count;
};

static struct drawn drawn_of(struct op *op, const struct subset_font *font, const struct run *run)
{
    const PangoGlyphString *string = run->item->glyphs;
    size_t room = (size_t)string->num_glyphs + 1;
    struct drawn drawn = { .glyphs = mem_array(op, cairo_glyph_t, room),
                           .clusters = mem_array(op, cairo_text_cluster_t, room) };
    double x = run->x;

    for (int i = 0; i < string->num_glyphs; i++) {
        const PangoGlyphInfo *glyph = &string->glyphs[i];
        if (i == 0 || string->log_clusters[i] != string->log_clusters[i - 1]) {
            int next = i + 1;
            while (next < string->num_glyphs &&
                   string->log_clusters[next] == string->log_clusters[i])
                next++;
            int end =
                next < string->num_glyphs ? string->log_clusters[next] : run->item->item->length;
            drawn.clusters[drawn.cluster_count++].num_bytes = end - string->log_clusters[i];
        }
        /* what no font has is shown as the font's own sign for that, with its text behind it */
        if (glyph->glyph != PANGO_GLYPH_EMPTY) {
            drawn.glyphs[drawn.glyph_count++] = (cairo_glyph_t){
                has_no_glyph(glyph) ? 0 : subset_glyph(font, glyph->glyph),
                x + (double)glyph->geometry.x_offset / PANGO_SCALE,
                run->y + (double)glyph->geometry.y_offset / PANGO_SCALE,
            };
            drawn.clusters[drawn.cluster_count - 1].num_glyphs++;
        }
        x += (double)glyph->geometry.width / PANGO_SCALE;
    }
    return drawn;
}

static void draw_run(struct pdf_fonts *fonts, cairo_t *cairo, const struct run *run)
{
    const PangoItem *item = run->item->item;
    const PangoAttrShape *shape = typeset_shape(item);
    const PangoColor *color = typeset_color(item);

    if (shape != NULL) {
        draw_box(fonts, cairo, run, shape);
        return;
    }
    /* from right to left clusters come last first, which is left to Pango */
    if (item->analysis.level % 2 == 1) {
        cairo_move_to(cairo, run->x, run->y);
        pango_cairo_show_glyph_item(cairo, run->text, (PangoGlyphItem *)(uintptr_t)run->item);
        return;
    }
    size_t n = subset_font_of(&fonts->subsets, item->analysis.font);
    struct drawn drawn = drawn_of(fonts->op, fonts->subsets.rows[n], run);
    cairo_save(cairo);
    if (color != NULL)
        cairo_set_source_rgb(cairo, color->red / 65535.0, color->green / 65535.0,
                             color->blue / 65535.0);
    use_font(fonts, cairo, n, typeset_size(item->analysis.font));
    cairo_show_text_glyphs(cairo, run->text + item->offset, item->length, drawn.glyphs,
                           drawn.glyph_count, drawn.clusters, drawn.cluster_count, 0);
    cairo_restore(cairo);
}

void pdf_text(struct pdf_fonts *fonts, cairo_t *cairo, const struct mark *mark)
{
    walk_line(fonts, cairo, mark, draw_run);
}
