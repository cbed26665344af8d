/* SPDX-License-Identifier: Apache-2.0 */
/* pdf.c: pages to PDF with cairo. */
#include "doc/pdf.h"

#include "base/mem.h"
#include "doc/layout.h"
#include "doc/pdf_text.h"
#include "doc/qr.h"

#include <cairo-pdf.h>
#include <string.h>

#define MM (72 / 25.4)

static const double rule_pt = 0.6;
static const int module_pixels = 6; /* a screen shrinks them smoothly */

struct sink {
    struct op *op;
    uint8_t *data;
    size_t size;
    size_t room;
};

static cairo_status_t take(void *closure, const unsigned char *data, unsigned int size)
{
    struct sink *sink = closure;

    if (sink->size + size > sink->room) {
        sink->room = 2 * (sink->size + size);
        sink->data = mem_resize(sink->op, sink->data, sink->room);
    }
    memcpy(sink->data + sink->size, data, size);
    sink->size += size;
    return CAIRO_STATUS_SUCCESS;
}

static void close_surface(void *surface)
{
    cairo_surface_destroy(surface);
}

static void close_cairo(void *cairo)
{
    cairo_destroy(cairo);
}

static void describe(cairo_surface_t *surface, const struct document_setup *setup)
{
    const struct {
        cairo_pdf_metadata_t key;
        const char *value;
    } rows[] = {
        { CAIRO_PDF_METADATA_TITLE, setup->title },
        { CAIRO_PDF_METADATA_AUTHOR, setup->author },
        { CAIRO_PDF_METADATA_SUBJECT, setup->subject },
        { CAIRO_PDF_METADATA_CREATOR, "Dianjiang" },
        /* without a date given cairo would read the clock */
        { CAIRO_PDF_METADATA_CREATE_DATE,
          setup->created == NULL ? "2000-01-01T00:00:00Z" : setup->created },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].value != NULL)
            cairo_pdf_surface_set_metadata(surface, rows[i].key, rows[i].value);
    }
}

/*
 * A picture, so that who looks for codes in the pictures of a PDF (scan_in.h) finds them also where
 * nobody printed and scanned it, as under an electronic seal. Nothing is drawn when the text is
 * longer than a code can hold.
 */
static void draw_qr(struct op *op, cairo_t *cairo, const struct mark *mark)
{
    struct qr code = qr_of(op, mark->text);
    int side = code.width * module_pixels;

    if (side == 0)
        return;
    cairo_surface_t *picture = cairo_image_surface_create(CAIRO_FORMAT_RGB24, side, side);
    uint8_t *pixels = cairo_image_surface_get_data(picture);
    int stride = cairo_image_surface_get_stride(picture);
    for (int y = 0; y < side; y++) {
        const uint8_t *row = code.modules + y / module_pixels * code.width;
        for (int x = 0; x < side; x++)
            memset(pixels + y * stride + x * 4, row[x / module_pixels] & 1 ? 0 : 255, 4);
    }
    cairo_surface_mark_dirty(picture);
    cairo_save(cairo);
    cairo_translate(cairo, mark->x, mark->y);
    cairo_scale(cairo, mark->x2 / side, mark->x2 / side);
    cairo_set_source_surface(cairo, picture, 0, 0);
    cairo_pattern_set_filter(cairo_get_source(cairo), CAIRO_FILTER_NEAREST);
    cairo_paint(cairo);
    cairo_restore(cairo);
    cairo_surface_destroy(picture);
}

static void draw_red_rule(cairo_t *cairo, const struct mark *mark)
{
    cairo_save(cairo);
    cairo_set_source_rgb(cairo, 0.816, 0.067, 0.063);
    cairo_set_line_width(cairo, mark->thick_pt);
    cairo_move_to(cairo, mark->x, mark->y);
    cairo_line_to(cairo, mark->x2, mark->y2);
    cairo_stroke(cairo);
    cairo_restore(cairo);
}

/* All rules of a page are one stroke, so that edges shared by two cells are not drawn twice. */
static void draw_rules(cairo_t *cairo, const struct page *page)
{
    cairo_set_line_width(cairo, rule_pt);
    cairo_set_line_cap(cairo, CAIRO_LINE_CAP_SQUARE);
    for (size_t i = 0; i < page->mark_count; i++) {
        const struct mark *mark = &page->marks[i];
        if (mark->kind != MARK_RULE || mark->thick_pt > 0)
            continue;
        cairo_move_to(cairo, mark->x, mark->y);
        cairo_line_to(cairo, mark->x2, mark->y2);
    }
    cairo_stroke(cairo);
}

static void draw_page(struct pdf_fonts *fonts, cairo_t *cairo, const struct page *page)
{
    draw_rules(cairo, page);
    for (size_t i = 0; i < page->mark_count; i++) {
        const struct mark *mark = &page->marks[i];
        if (mark->kind == MARK_TEXT) {
            pdf_text(fonts, cairo, mark);
        } else if (mark->kind == MARK_QR) {
            draw_qr(fonts->op, cairo, mark);
        } else if (mark->thick_pt > 0) {
            draw_red_rule(cairo, mark);
        }
    }
}

/* A PDF being written, page by page. */
struct writing {
    struct op *op;       /* scratch */
    struct pages *parts; /* one a document */
    size_t part_count;
    struct pdf_fonts fonts;
    cairo_surface_t *surface;
    cairo_t *cairo;
    int parents[9]; /* of the outline, by level */
    int page_count; /* of the documents laid out or drawn so far */
};

static void add_entry(struct writing *writing, int level, const struct entry *entry)
{
    const char *place = mem_printf(writing->op, "page=%d pos=[0 %.1f]",
                                   writing->page_count + entry->page, entry->y);
    int id = cairo_pdf_surface_add_outline(writing->surface, writing->parents[level - 1],
                                           entry->name, place, CAIRO_PDF_OUTLINE_FLAG_OPEN);

    for (int deeper = level; deeper < 9; deeper++)
        writing->parents[deeper] = id;
}

static void draw_outline(struct writing *writing, const struct pages *pages)
{
    const struct entry whole = { 1, pages->setup->title, 1, 0 };
    bool joined = writing->part_count > 1; /* each document is an entry */

    if (joined && whole.name != NULL)
        add_entry(writing, 1, &whole);
    for (size_t i = 0; i < pages->entry_count; i++)
        add_entry(writing, pages->entries[i].level + joined, &pages->entries[i]);
}

static enum err lay_out(struct op *op, struct writing *writing, const struct document *document)
{
    struct pages pages = { 0 };

    enum err e = layout_document(writing->op, writing->fonts.typeset, document, &pages);
    writing->page_count += (int)pages.count;
    if (e != OK || writing->page_count > PAGES_MAX) {
        fail_arg(op, "max", "%d", PAGES_MAX);
        return fail(op, ERR_TOO_LARGE, "document_pages", "more than %d pages", PAGES_MAX);
    }
    for (size_t i = 0; i < pages.count; i++)
        pdf_fonts_note(&writing->fonts, pages.rows[i]);
    mem_push(writing->op, writing->parts, writing->part_count, pages);
    return OK;
}

static void draw_part(struct writing *writing, const struct pages *pages)
{
    const struct document_setup *setup = pages->setup;

    cairo_pdf_surface_set_size(writing->surface, setup->width_mm * MM, setup->height_mm * MM);
    for (size_t i = 0; i < pages->count; i++) {
        draw_page(&writing->fonts, writing->cairo, pages->rows[i]);
        cairo_show_page(writing->cairo);
    }
    draw_outline(writing, pages);
    writing->page_count += (int)pages->count;
}

/* Glyphs stand where they were laid out: nothing is fitted to pixels. */
static void set_options(cairo_t *cairo)
{
    cairo_font_options_t *options = cairo_font_options_create();

    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_set_font_options(cairo, options);
    cairo_font_options_destroy(options);
}

static enum err draw(struct op *op, struct writing *writing, const struct document *document,
                     struct sink *sink)
{
    writing->surface = cairo_pdf_surface_create_for_stream(
        take, sink, document->setup.width_mm * MM, document->setup.height_mm * MM);
    mem_own(writing->op, writing->surface, close_surface);
    describe(writing->surface, &document->setup);
    writing->cairo = cairo_create(writing->surface);
    mem_own(writing->op, writing->cairo, close_cairo);
    set_options(writing->cairo);
    writing->page_count = 0;
    for (size_t i = 0; i < writing->part_count; i++)
        draw_part(writing, &writing->parts[i]);
    cairo_surface_finish(writing->surface);
    if (cairo_surface_status(writing->surface) != CAIRO_STATUS_SUCCESS ||
        cairo_status(writing->cairo) != CAIRO_STATUS_SUCCESS)
        return fail(op, ERR_INTERNAL, "internal", "cairo: %s",
                    cairo_status_to_string(cairo_surface_status(writing->surface)));
    return OK;
}

enum err pdf_write(struct op *op, struct typeset *typeset, const struct document *document,
                   struct pdf *ret_pdf)
{
    struct op *scratch = op_new(NULL, op->now_ms, op->real_ms);
    struct sink sink = { .op = op };
    struct writing writing = {
        .op = scratch, .fonts = { .op = scratch, .typeset = typeset, .subsets = { .op = scratch } }
    };
    enum err e = lay_out(op, &writing, document);

    for (const struct document *one = document->next; e == OK && one != NULL; one = one->next)
        e = lay_out(op, &writing, one);
    if (e == OK && pdf_fonts_make(&writing.fonts) != OK)
        e = fail(op, ERR_INTERNAL, "internal", "%s", or_empty(scratch->failure.detail));
    if (e == OK)
        e = draw(op, &writing, document, &sink);
    op_free(scratch);
    if (e == OK)
        *ret_pdf = (struct pdf){ { sink.data, sink.size }, writing.page_count };
    return e;
}
