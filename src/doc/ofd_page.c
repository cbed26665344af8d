/* SPDX-License-Identifier: Apache-2.0 */
/* ofd_page.c: runs of glyphs to text objects, rules, boxes and QR codes to paths. */
#include "doc/ofd_page.h"

#include "base/mem.h"
#include "doc/qr.h"
#include "text/utf8.h"

#include <math.h>
#include <string.h>

#define MM (25.4 / 72)

enum { RED = 0xd01110, REPEATS_MIN = 3 };

static const double rule_pt = 0.6;
static const double ascent_of_size = 0.88; /* as typeset.c */

/* What is written as one text object: characters side by side, each with its own glyph; or one
 * cluster whose glyphs a reader could not find by itself. */
struct piece {
    struct text_out text;
    double *steps; /* from the origin of a glyph to that of the next, points */
    size_t step_count;
    uint32_t *glyphs; /* of a cluster; else none */
    size_t glyph_count;
    size_t characters;
    double x, width;
};

struct place {
    double x, y; /* origin of the run on the page, points */
    double size_pt;
    bool red;
    size_t font;
};

typedef void (*piece_fn)(struct ofd_pages *pages, struct text_out *out, const struct place *place,
                         const struct piece *piece);

static void number(struct text_out *out, double pt)
{
    text_out_number(out, pt * MM);
}

static void numbers(struct text_out *out, const double *pt, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            text_out(out, " ");
        number(out, pt[i]);
    }
}

static void color(struct text_out *out, const char *element)
{
    text_out_printf(out, "<ofd:%s Value=\"%d %d %d\"/>", element, RED >> 16, RED >> 8 & 0xff,
                    RED & 0xff);
}

/* ---- text ---- */

/* "g 12 4.233" stands for 4.233 said twelve times. */
static void put_steps(struct text_out *out, const double *steps, size_t count)
{
    for (size_t i = 0; i < count;) {
        size_t same = 1;
        while (i + same < count && fabs(steps[i + same] - steps[i]) < 0.001)
            same++;
        if (same < REPEATS_MIN)
            same = 1;
        text_out(out, i > 0 ? " " : "");
        if (same > 1)
            text_out_printf(out, "g %zu ", same);
        number(out, steps[i]);
        i += same;
    }
}

static void put_transform(struct text_out *out, const struct piece *piece,
                          const struct subset_font *font)
{
    text_out_printf(out,
                    "<ofd:CGTransform CodePosition=\"0\" CodeCount=\"%zu\" GlyphCount=\"%zu\">"
                    "<ofd:Glyphs>",
                    piece->characters, piece->glyph_count);
    for (size_t i = 0; i < piece->glyph_count; i++)
        text_out_printf(out, i > 0 ? " %u" : "%u", subset_glyph(font, piece->glyphs[i]));
    text_out(out, "</ofd:Glyphs></ofd:CGTransform>");
}

/* The box around a text is one size above the base line and a third below. */
static void put_piece(struct ofd_pages *pages, struct text_out *out, const struct place *place,
                      const struct piece *piece)
{
    const double box[] = { place->x + piece->x, place->y - place->size_pt,
                           piece->width + 0.1 * place->size_pt, place->size_pt * 4 / 3 };

    text_out_printf(out, "<ofd:TextObject ID=\"%d\" Boundary=\"", ++pages->last_id);
    numbers(out, box, 4);
    text_out_printf(out, "\" Font=\"%d\" Size=\"", pages->first_font_id + (int)place->font);
    number(out, place->size_pt);
    text_out(out, "\">");
    if (place->red)
        color(out, "FillColor");
    if (piece->glyph_count > 0)
        put_transform(out, piece, pages->fonts.rows[place->font]);
    text_out(out, "<ofd:TextCode X=\"0\" Y=\"");
    number(out, place->size_pt);
    if (piece->step_count > 0) {
        text_out(out, "\" DeltaX=\"");
        put_steps(out, piece->steps, piece->step_count);
    }
    text_out(out, "\">");
    text_out_escaped(out, piece->text.data, piece->text.size);
    text_out(out, "</ofd:TextCode></ofd:TextObject>");
}

static void note_piece(struct ofd_pages *pages, struct text_out *out, const struct place *place,
                       const struct piece *piece)
{
    struct subset_font *font = pages->fonts.rows[place->font];
    struct bytes rest = text_out_done(&piece->text);
    uint32_t code = 0;

    (void)out;
    while (rest.size > 0 && utf8_next(&rest, &code))
        subset_use(font, code, 0);
    for (size_t i = 0; i < piece->glyph_count; i++)
        subset_use(font, 0, piece->glyphs[i]);
}

/* The glyphs of a run, cluster by cluster. */
struct cluster {
    const char *text;
    size_t size;
    int first_glyph, glyph_count;
    double width;
    double x;           /* where its run has come to; only for put_cluster */
    uint32_t character; /* when it is a single one; else 0 */
};

static struct cluster cluster_at(const PangoGlyphItem *item, const char *text, int glyph)
{
    const PangoGlyphString *glyphs = item->glyphs;
    int start = glyphs->log_clusters[glyph];
    int end = item->item->length;
    struct cluster made = { text + item->item->offset + start, 0, glyph, 0, 0, 0 };

    while (glyph + made.glyph_count < glyphs->num_glyphs &&
           glyphs->log_clusters[glyph + made.glyph_count] == start)
        made.width +=
            (double)glyphs->glyphs[glyph + made.glyph_count++].geometry.width / PANGO_SCALE;
    if (glyph + made.glyph_count < glyphs->num_glyphs)
        end = glyphs->log_clusters[glyph + made.glyph_count];
    made.size = (size_t)(end > start ? end - start : 0);
    struct bytes rest = { (const uint8_t *)made.text, made.size };
    if (rest.size > 0 && utf8_next(&rest, &made.character) && rest.size > 0)
        made.character = 0;
    return made;
}

static bool is_plain(const struct subset_font *font, const PangoGlyphItem *item,
                     const struct cluster *cluster)
{
    const PangoGlyphInfo *glyph = &item->glyphs->glyphs[cluster->first_glyph];

    return cluster->character != 0 && cluster->glyph_count == 1 && glyph->geometry.x_offset == 0 &&
           glyph->geometry.y_offset == 0 &&
           subset_nominal(font, cluster->character) == glyph->glyph;
}

static void start_piece(struct ofd_pages *pages, struct piece *piece, double x)
{
    *piece = (struct piece){ .text = { .parent = pages->op }, .x = x };
}

static void end_piece(struct ofd_pages *pages, struct text_out *out, const struct place *place,
                      struct piece *piece, piece_fn put)
{
    if (piece->characters == 0)
        return;
    piece->step_count--; /* nothing stands behind the last */
    put(pages, out, place, piece);
}

static size_t characters_of(const struct cluster *cluster)
{
    size_t count = 0;

    for (size_t i = 0; i < cluster->size; i++)
        count += (cluster->text[i] & 0xc0) != 0x80;
    return count;
}

/* One cluster with glyphs of its own, as a piece. */
static void put_cluster(struct ofd_pages *pages, struct text_out *out, const struct place *place,
                        const PangoGlyphItem *item, const struct cluster *cluster, piece_fn put)
{
    struct piece piece;

    start_piece(pages, &piece, cluster->x);
    text_out_bytes(&piece.text, cluster->text, cluster->size);
    piece.characters = characters_of(cluster);
    piece.width = cluster->width;
    for (int i = 0; i < cluster->glyph_count; i++) {
        const PangoGlyphInfo *glyph = &item->glyphs->glyphs[cluster->first_glyph + i];
        /* what no font has is shown as the font's own sign for that: glyph 0 */
        uint32_t number = glyph->glyph & PANGO_GLYPH_UNKNOWN_FLAG ? 0 : glyph->glyph;
        if (glyph->glyph == PANGO_GLYPH_EMPTY)
            continue;
        mem_push(pages->op, piece.glyphs, piece.glyph_count, number);
        double step = (double)glyph->geometry.width / PANGO_SCALE;
        mem_push(pages->op, piece.steps, piece.step_count, step);
    }
    if (piece.glyph_count > 0 && piece.characters > 0)
        end_piece(pages, out, place, &piece, put);
}

static void walk_run(struct ofd_pages *pages, struct text_out *out, const struct place *place,
                     const PangoGlyphItem *item, const char *text, piece_fn put)
{
    const struct subset_font *font = pages->fonts.rows[place->font];
    struct piece piece;
    double x = 0;

    start_piece(pages, &piece, 0);
    for (int glyph = 0; glyph < item->glyphs->num_glyphs;) {
        struct cluster cluster = cluster_at(item, text, glyph);
        glyph += cluster.glyph_count;
        if (is_plain(font, item, &cluster)) {
            text_out_bytes(&piece.text, cluster.text, cluster.size);
            mem_push(pages->op, piece.steps, piece.step_count, cluster.width);
            piece.characters++;
            piece.width += cluster.width;
        } else {
            end_piece(pages, out, place, &piece, put);
            cluster.x = x;
            put_cluster(pages, out, place, item, &cluster, put);
            start_piece(pages, &piece, x + cluster.width);
        }
        x += cluster.width;
    }
    end_piece(pages, out, place, &piece, put);
}

/* ---- boxes to tick ---- */

static void put_path(struct ofd_pages *pages, struct text_out *out, double line_pt,
                     const double box[4], const char *data)
{
    text_out_printf(out, "<ofd:PathObject ID=\"%d\" Boundary=\"", ++pages->last_id);
    numbers(out, box, 4);
    text_out(out, "\" LineWidth=\"");
    number(out, line_pt);
    text_out_printf(out,
                    "\" Join=\"Miter\" Cap=\"Square\"><ofd:AbbreviatedData>%s"
                    "</ofd:AbbreviatedData></ofd:PathObject>",
                    data);
}

/* "M 0 0 L 1 1 …" of points given in order, as fractions of side. */
static const char *polyline(struct ofd_pages *pages, const double (*points)[2], size_t count,
                            double side)
{
    struct text_out data = { .parent = pages->op };

    for (size_t i = 0; i < count; i++) {
        const double at[] = { points[i][0] * side, points[i][1] * side };
        text_out(&data, i == 0 ? "M " : " L ");
        numbers(&data, at, 2);
    }
    return data.data;
}

/* As typeset_draw_box draws it; the sign is there too, unfilled, so that it can be copied. */
static void put_box(struct ofd_pages *pages, struct text_out *out, const struct place *place,
                    const PangoAttrShape *shape)
{
    static const double square[][2] = { { 0, 0 }, { 1, 0 }, { 1, 1 }, { 0, 1 }, { 0, 0 } };
    static const double tick[][2] = { { 0.18, 0.52 }, { 0.42, 0.78 }, { 0.86, 0.2 } };
    double em = (double)shape->logical_rect.width / PANGO_SCALE;
    double side = 0.76 * em;
    const double box[] = { place->x + (em - side) / 2, place->y - side + 0.02 * em, side, side };
    const double text_box[] = { place->x, place->y - ascent_of_size * em, em, em };
    char sign[8] = "";
    uint32_t code = GPOINTER_TO_UINT(shape->data);

    put_path(pages, out, 0.055 * em, box, polyline(pages, square, 5, side));
    if (code == 0x2611)
        put_path(pages, out, 0.1 * em, box, polyline(pages, tick, 3, side));
    (void)utf8_put(code, sign);
    text_out_printf(out, "<ofd:TextObject ID=\"%d\" Fill=\"false\" Alpha=\"0\" Boundary=\"",
                    ++pages->last_id);
    numbers(out, text_box, 4);
    text_out_printf(out, "\" Font=\"%d\" Size=\"", pages->first_font_id + (int)place->font);
    number(out, em);
    text_out(out, "\"><ofd:TextCode X=\"0\" Y=\"");
    number(out, ascent_of_size * em);
    text_out_printf(out, "\">%s</ofd:TextCode></ofd:TextObject>", sign);
}

/* ---- lines ---- */

static void walk_line(struct ofd_pages *pages, struct text_out *out, const struct mark *mark,
                      piece_fn put)
{
    const char *text = pango_layout_get_text(mark->line->layout);
    double x = mark->x;

    for (const GSList *at = mark->line->runs; at != NULL; at = at->next) {
        const PangoGlyphItem *item = at->data;
        PangoFont *font = item->item->analysis.font;
        const PangoAttrShape *shape = typeset_shape(item->item);
        double width = (double)pango_glyph_string_get_width(item->glyphs) / PANGO_SCALE;
        struct place place = { .x = x, .y = mark->y };
        x += width;
        if (font == NULL)
            continue;
        place.font = subset_font_of(&pages->fonts, font);
        place.size_pt = typeset_size(font);
        place.red = typeset_color(item->item) != NULL;
        if (shape == NULL)
            walk_run(pages, out, &place, item, text, put);
        else if (out != NULL)
            put_box(pages, out, &place, shape);
    }
}

void ofd_page_fonts(struct ofd_pages *pages, const struct page *page)
{
    for (size_t i = 0; i < page->mark_count; i++) {
        if (page->marks[i].kind == MARK_TEXT)
            walk_line(pages, NULL, &page->marks[i], note_piece);
    }
}

/* ---- rules and QR codes ---- */

/* All thin rules of a page are one path, as in the PDF. */
static void put_rules(struct ofd_pages *pages, struct text_out *out, const struct page *page)
{
    struct text_out data = { .parent = pages->op };
    double right = 0;
    double bottom = 0;

    for (size_t i = 0; i < page->mark_count; i++) {
        const struct mark *mark = &page->marks[i];
        const double from[] = { mark->x, mark->y };
        const double to[] = { mark->x2, mark->y2 };
        if (mark->kind != MARK_RULE || mark->thick_pt > 0)
            continue;
        text_out(&data, data.size == 0 ? "M " : " M ");
        numbers(&data, from, 2);
        text_out(&data, " L ");
        numbers(&data, to, 2);
        right = fmax(right, mark->x2);
        bottom = fmax(bottom, mark->y2);
    }
    const double box[] = { 0, 0, right + 1, bottom + 1 };
    if (data.size > 0)
        put_path(pages, out, rule_pt, box, data.data);
}

static void put_red_rule(struct ofd_pages *pages, struct text_out *out, const struct mark *mark)
{
    const double box[] = { mark->x, mark->y - mark->thick_pt / 2, mark->x2 - mark->x,
                           mark->thick_pt };
    const double ends[] = { 0, mark->thick_pt / 2, mark->x2 - mark->x, mark->thick_pt / 2 };

    text_out_printf(out, "<ofd:PathObject ID=\"%d\" Boundary=\"", ++pages->last_id);
    numbers(out, box, 4);
    text_out(out, "\" LineWidth=\"");
    number(out, mark->thick_pt);
    text_out(out, "\">");
    color(out, "StrokeColor");
    text_out(out, "<ofd:AbbreviatedData>M ");
    numbers(out, ends, 2);
    text_out(out, " L ");
    numbers(out, ends + 2, 2);
    text_out(out, "</ofd:AbbreviatedData></ofd:PathObject>");
}

static void put_qr(struct ofd_pages *pages, struct text_out *out, const struct mark *mark)
{
    struct qr qr = qr_of(pages->op, mark->text);
    const double box[] = { mark->x, mark->y, mark->x2, mark->x2 };
    double module = qr.width > 0 ? mark->x2 / qr.width : 0;

    if (qr.width == 0)
        return;
    text_out_printf(out, "<ofd:PathObject ID=\"%d\" Fill=\"true\" Stroke=\"false\" Boundary=\"",
                    ++pages->last_id);
    numbers(out, box, 4);
    text_out(out, "\"><ofd:FillColor Value=\"0 0 0\"/><ofd:AbbreviatedData>");
    for (int i = 0; i < qr.width * qr.width; i++) {
        int column = i % qr.width;
        int row = i / qr.width;
        int run = qr_run(&qr, column, row);
        double x = column * module;
        double y = row * module;
        const double corners[][2] = {
            { x, y }, { x + run * module, y }, { x + run * module, y + module }, { x, y + module }
        };
        for (int k = 0; run > 0 && k < 4; k++) {
            text_out(out, k == 0 ? "M " : " L ");
            numbers(out, corners[k], 2);
        }
        text_out(out, run > 0 ? " C " : "");
        i += run > 0 ? run - 1 : 0;
    }
    text_out(out, "</ofd:AbbreviatedData></ofd:PathObject>");
}

void ofd_page_write(struct ofd_pages *pages, struct text_out *out, const struct page *page)
{
    put_rules(pages, out, page);
    for (size_t i = 0; i < page->mark_count; i++) {
        const struct mark *mark = &page->marks[i];
        if (mark->kind == MARK_TEXT)
            walk_line(pages, out, mark, put_piece);
        else if (mark->kind == MARK_QR)
            put_qr(pages, out, mark);
        else if (mark->thick_pt > 0)
            put_red_rule(pages, out, mark);
    }
}
