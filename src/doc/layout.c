/* SPDX-License-Identifier: Apache-2.0 */
/* layout.c: blocks one under the other, page by page; heads and feet when the pages are counted. */
#include "doc/layout.h"

#include "base/mem.h"
#include "doc/form_value.h"

#include <math.h>

#define MM (72 / 25.4)

static const double qr_side_mm = 18;
static const struct text_style small = {
    .face = FACE_SONG, .align = ALIGN_LEFT, .size_pt = 9, .pitch_pt = 12
};

void pages_break(struct pages *pages)
{
    struct page *page = mem_new(pages->op, struct page);

    pages->y = pages->top;
    if (!pages_full(pages))
        mem_push(pages->op, pages->rows, pages->count, page);
}

bool pages_full(const struct pages *pages)
{
    return pages->count > PAGES_MAX;
}

static void add_mark(struct pages *pages, struct page *page, struct mark mark)
{
    mem_push(pages->op, page->marks, page->mark_count, mark);
}

static void line_on(struct pages *pages, struct page *page, const struct line *line, double x,
                    double y)
{
    add_mark(
        pages, page,
        (struct mark){
            .kind = MARK_TEXT, .x = x + line->x_pt, .y = y + line->base_pt, .line = line->text });
}

void pages_line(struct pages *pages, const struct line *line, double x, double y)
{
    line_on(pages, pages->rows[pages->count - 1], line, x, y);
    if (line->level > 0) {
        struct entry entry = { line->level, line->name, (int)pages->count, y };
        mem_push(pages->op, pages->entries, pages->entry_count, entry);
    }
}

void pages_rule(struct pages *pages, double x, double y, double x2, double y2)
{
    add_mark(pages, pages->rows[pages->count - 1],
             (struct mark){ .kind = MARK_RULE, .x = x, .y = y, .x2 = x2, .y2 = y2 });
}

/* No single line of a paragraph stays behind alone, nor goes on alone; a heading takes the next
 * lines with it. */
static void layout_paragraph(struct pages *pages, const struct paragraph *paragraph)
{
    struct lines lines = { 0 };
    double together = paragraph->style.level > 0 ? 3 * paragraph->style.pitch_pt : 0;

    typeset_paragraph(pages->op, pages->typeset, paragraph, pages->right - pages->left, &lines);
    for (size_t i = 0; i < lines.count; i++) {
        double need = lines.rows[i].height_pt;
        if ((i == 0 && lines.count > 1) || i + 2 == lines.count)
            need += lines.rows[i + 1].height_pt;
        if (i == 0)
            need += together;
        if (pages->y + need > pages->bottom + 0.01 && pages->y > pages->top)
            pages_break(pages);
        pages_line(pages, &lines.rows[i], pages->left, pages->y);
        pages->y += lines.rows[i].height_pt;
    }
}

static void layout_qr(struct pages *pages, const struct block *block)
{
    if (pages->y + block->size_pt > pages->bottom && pages->y > pages->top)
        pages_break(pages);
    add_mark(pages, pages->rows[pages->count - 1],
             (struct mark){ .kind = MARK_QR,
                            .x = pages->left,
                            .y = pages->y,
                            .x2 = block->size_pt,
                            .text = block->text });
    pages->y += block->size_pt;
}

static void layout_block(struct pages *pages, const struct block *block)
{
    switch (block->kind) {
    case BLOCK_PARAGRAPH:
        layout_paragraph(pages, &block->paragraph);
        break;
    case BLOCK_TABLE:
        layout_table(pages, block->table);
        break;
    case BLOCK_SPACE:
        pages->y = fmin(pages->y + block->size_pt, pages->bottom);
        break;
    case BLOCK_PAGE:
        if (pages->y > pages->top)
            pages_break(pages);
        break;
    case BLOCK_QR:
        layout_qr(pages, block);
        break;
    case BLOCK_COUNT:
        break;
    }
}

/* One small line of head or foot. */
static void small_line(struct pages *pages, struct page *page, const char *text, enum align align,
                       double y)
{
    struct paragraph paragraph = { small, text };
    struct lines lines = { 0 };

    paragraph.style.align = align;
    typeset_paragraph(pages->op, pages->typeset, &paragraph, pages->right - pages->left, &lines);
    line_on(pages, page, &lines.rows[0], pages->left, y);
}

/* ---- pages of GB/T 9704-2012 ---- */

static const double letter_rule_mm = 170;
static const double letter_top_mm = 30;  /* upper edge of the red head */
static const double letter_foot_mm = 20; /* of the lower rule from the page's edge */
static const double official_pitch_pt = 28.95;

static void red_rule(struct pages *pages, double y, double thick_pt)
{
    double left = (pages->setup->width_mm - letter_rule_mm) / 2 * MM;

    add_mark(pages, pages->rows[0],
             (struct mark){ .kind = MARK_RULE,
                            .x = left,
                            .y = y,
                            .x2 = left + letter_rule_mm * MM,
                            .y2 = y,
                            .thick_pt = thick_pt });
}

/* The head of a letter on its first page; what follows begins two lines below the number. */
static void letter_frame(struct pages *pages)
{
    const struct document_setup *setup = pages->setup;
    struct paragraph head = { { .face = FACE_TITLE, .align = ALIGN_CENTER, .red = true },
                              or_empty(setup->letterhead) };
    struct paragraph number = {
        { .face = FACE_FANGSONG, .align = ALIGN_RIGHT, .size_pt = 16, .pitch_pt = 28.95 },
        or_empty(setup->number)
    };
    struct lines lines = { 0 };
    double y = letter_top_mm * MM;

    head.style.size_pt = fmin(40, 440 / fmax(text_width_em(head.text), 1));
    head.style.pitch_pt = head.style.size_pt;
    typeset_paragraph(pages->op, pages->typeset, &head, pages->right - pages->left, &lines);
    line_on(pages, pages->rows[0], &lines.rows[0], pages->left, y);
    y += head.style.size_pt + 4 * MM;
    red_rule(pages, y, 2.2);
    red_rule(pages, y + 3, 0.8);
    double foot = (setup->height_mm - letter_foot_mm) * MM;
    red_rule(pages, foot - 3, 0.8);
    red_rule(pages, foot, 2.2);
    lines.count = 0;
    typeset_paragraph(pages->op, pages->typeset, &number, pages->right - pages->left, &lines);
    line_on(pages, pages->rows[0], &lines.rows[0], pages->left, y + 6);
    pages->y = y + 6 + 2 * official_pitch_pt;
}

/* "— 2 —", one character from the outer edge of the type area. */
static void official_number(struct pages *pages, struct page *page, size_t number)
{
    bool odd = number % 2 == 1;
    struct paragraph paragraph = { { .face = FACE_SONG,
                                     .align = odd ? ALIGN_RIGHT : ALIGN_LEFT,
                                     .size_pt = 14,
                                     .pitch_pt = 14 },
                                   mem_printf(pages->op, "— %zu —", number) };
    struct lines lines = { 0 };

    typeset_paragraph(pages->op, pages->typeset, &paragraph, pages->right - pages->left, &lines);
    line_on(pages, page, &lines.rows[0], pages->left + (odd ? -14 : 14), pages->bottom + 7 * MM);
}

static void foot_and_head(struct pages *pages, size_t number)
{
    const struct document_setup *setup = pages->setup;
    struct page *page = pages->rows[number - 1];
    double foot = pages->bottom + 12;

    if (setup->form == PAGE_OFFICIAL || (setup->form == PAGE_LETTER && number > 1))
        official_number(pages, page, number);

    if (setup->header != NULL)
        small_line(pages, page, setup->header, ALIGN_RIGHT, pages->top - 20);
    if (setup->footer != NULL)
        small_line(pages, page, setup->footer, ALIGN_LEFT, foot);
    if (setup->numbered && setup->form == PAGE_PLAIN)
        small_line(pages, page,
                   mem_printf(pages->op, phrase(setup->language, "第 %zu 页　共 %zu 页"), number,
                              pages->count),
                   ALIGN_CENTER, foot);
    if (setup->qr != NULL)
        add_mark(pages, page,
                 (struct mark){ .kind = MARK_QR,
                                .x = pages->right - qr_side_mm * MM,
                                .y = pages->bottom + 6,
                                .x2 = qr_side_mm * MM,
                                .text = mem_printf(pages->op, "%s:%zu:%zu", setup->qr, number,
                                                   pages->count) });
}

enum err layout_document(struct op *op, struct typeset *typeset, const struct document *document,
                         struct pages *ret_pages)
{
    const struct document_setup *setup = &document->setup;
    struct pages pages = { .op = op,
                           .typeset = typeset,
                           .setup = setup,
                           .left = setup->left_mm * MM,
                           .right = (setup->width_mm - setup->right_mm) * MM,
                           .top = setup->top_mm * MM,
                           .bottom = (setup->height_mm - setup->bottom_mm) * MM };

    pages_break(&pages);
    if (setup->form == PAGE_LETTER)
        letter_frame(&pages);
    for (size_t i = 0; i < document->block_count && !pages_full(&pages); i++)
        layout_block(&pages, document->blocks[i]);
    if (pages_full(&pages)) {
        fail_arg(op, "max", "%d", PAGES_MAX);
        return fail(op, ERR_TOO_LARGE, "document_pages", "more than %d pages", PAGES_MAX);
    }
    for (size_t i = 0; i < pages.count; i++)
        foot_and_head(&pages, i + 1);
    *ret_pages = pages;
    return OK;
}
