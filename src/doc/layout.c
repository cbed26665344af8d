/* SPDX-License-Identifier: Apache-2.0 */
/* layout.c: blocks one under the other, page by page; heads and feet when the pages are counted. */
#include "doc/layout.h"

#include "base/mem.h"

#include <math.h>

#define MM (72 / 25.4)

static const double qr_side_mm = 16;
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

static void foot_and_head(struct pages *pages, size_t number)
{
    const struct document_setup *setup = pages->setup;
    struct page *page = pages->rows[number - 1];
    double foot = pages->bottom + 12;

    if (setup->header != NULL)
        small_line(pages, page, setup->header, ALIGN_RIGHT, pages->top - 20);
    if (setup->footer != NULL)
        small_line(pages, page, setup->footer, ALIGN_LEFT, foot);
    if (setup->numbered)
        small_line(pages, page, mem_printf(pages->op, "第 %zu 页　共 %zu 页", number, pages->count),
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
