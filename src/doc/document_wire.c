/* SPDX-License-Identifier: Apache-2.0 */
/* document_wire.c: a document as JSON and back, for the process that makes files. */
#include "doc/document.h"

#include "base/json_own.h"
#include "base/mem.h"

#include <math.h>
#include <string.h>

/* ---- out ---- */

static json_t *text_json(const char *text)
{
    return text == NULL ? json_null() : json_string(text);
}

static json_t *paragraph_json(const struct paragraph *paragraph)
{
    const struct text_style *style = &paragraph->style;

    return json_pack("[i, i, f, f, b, b, f, f, f, i, o]", (int)style->face, (int)style->align,
                     style->size_pt, style->pitch_pt, style->indent, style->red, style->right_pt,
                     style->before_pt, style->after_pt, style->level, text_json(paragraph->text));
}

static json_t *cell_json(const struct doc_cell *cell)
{
    json_t *list = json_array();

    for (size_t i = 0; i < cell->paragraph_count; i++)
        (void)json_array_append_new(list, paragraph_json(&cell->paragraphs[i]));
    return json_pack("[i, i, b, o, o, o]", cell->columns, cell->rows, cell->top,
                     text_json(cell->mark), list,
                     cell->foot == NULL ? json_null() : paragraph_json(cell->foot));
}

static json_t *row_json(const struct doc_row *row)
{
    json_t *list = json_array();

    for (size_t i = 0; i < row->cell_count; i++)
        (void)json_array_append_new(list, cell_json(row->cells[i]));
    return json_pack("[f, b, b, b, o]", row->style.min_pt, row->style.head, row->style.whole,
                     row->style.with_next, list);
}

static json_t *table_json(const struct doc_table *table)
{
    json_t *shares = json_array();
    json_t *rows = json_array();

    for (size_t i = 0; i < table->column_count; i++)
        (void)json_array_append_new(shares, json_real(table->shares[i]));
    for (size_t i = 0; i < table->row_count; i++)
        (void)json_array_append_new(rows, row_json(table->rows[i]));
    return json_pack("[o, o]", shares, rows);
}

static json_t *block_json(const struct block *block)
{
    json_t *content = json_null();

    if (block->kind == BLOCK_PARAGRAPH)
        content = paragraph_json(&block->paragraph);
    else if (block->kind == BLOCK_TABLE)
        content = table_json(block->table);
    else if (block->kind == BLOCK_QR)
        content = text_json(block->text);
    return json_pack("[i, f, o]", (int)block->kind, block->size_pt, content);
}

static json_t *setup_json(const struct document_setup *setup)
{
    return json_pack("[[f, f, f, f, f, f], i, i, b, [o, o, o, o, o, o, o, o, o, o]]",
                     setup->width_mm, setup->height_mm, setup->top_mm, setup->right_mm,
                     setup->bottom_mm, setup->left_mm, (int)setup->form, (int)setup->language,
                     setup->numbered, text_json(setup->title), text_json(setup->author),
                     text_json(setup->subject), text_json(setup->created), text_json(setup->header),
                     text_json(setup->footer), text_json(setup->qr), text_json(setup->letterhead),
                     text_json(setup->number), text_json(setup->form_id));
}

static json_t *document_json(const struct document *document)
{
    json_t *blocks = json_array();

    for (size_t i = 0; i < document->block_count; i++)
        (void)json_array_append_new(blocks, block_json(document->blocks[i]));
    return json_pack("[o, o]", setup_json(&document->setup), blocks);
}

struct bytes document_pack(struct op *op, const struct document *document)
{
    json_t *root = json_own(op, json_array());

    for (; document != NULL; document = document->next)
        (void)json_array_append_new(root, document_json(document));
    const char *text = json_text_of(op, root);
    return (struct bytes){ (const uint8_t *)text, strlen(text) };
}

/* ---- in: every reader says whether the value was of its kind ---- */

static bool in_range(double value, double min, double max)
{
    return isfinite(value) && value >= min && value <= max;
}

static bool read_paragraph(const json_t *json, struct paragraph *ret)
{
    struct text_style *style = &ret->style;
    int face = 0;
    int align = 0;
    int indent = 0;
    int red = 0;

    if (json_unpack((json_t *)json, "[i, i, F, F, b, b, F, F, F, i, s!]", &face, &align,
                    &style->size_pt, &style->pitch_pt, &indent, &red, &style->right_pt,
                    &style->before_pt, &style->after_pt, &style->level, &ret->text) != 0)
        return false;
    style->face = (enum face)face;
    style->align = (enum align)align;
    style->indent = indent != 0;
    style->red = red != 0;
    return face >= 0 && face < FACE_COUNT && align >= 0 && align < ALIGN_COUNT &&
           in_range(style->right_pt, 0, 1000) && in_range(style->size_pt, 4, 72) &&
           in_range(style->pitch_pt, 4, 200) && in_range(style->before_pt, 0, 500) &&
           in_range(style->after_pt, 0, 500) && style->level >= 0 && style->level <= 6 &&
           strlen(ret->text) <= DOC_TEXT_BYTES_MAX;
}

static bool read_cell(const json_t *json, struct doc_row *row)
{
    int columns = 0;
    int rows = 0;
    int top = 0;
    json_t *list = NULL;
    json_t *foot = NULL;
    json_t *mark = NULL;
    struct paragraph paragraph = { 0 };

    if (json_unpack((json_t *)json, "[i, i, b, o, o, o!]", &columns, &rows, &top, &mark, &list,
                    &foot) != 0 ||
        columns < 1 || columns > DOC_COLUMNS_MAX || rows < 1 || rows > DOC_ROWS_MAX)
        return false;
    struct doc_cell *cell = row_cell(row, columns, rows);
    cell->top = top != 0;
    if (json_is_string(mark))
        cell_mark(cell, json_string_value(mark));
    for (size_t i = 0; i < json_array_size(list); i++) {
        if (!read_paragraph(json_array_get(list, i), &paragraph))
            return false;
        cell_text(cell, &paragraph.style, paragraph.text);
    }
    if (json_is_null(foot))
        return true;
    if (!read_paragraph(foot, &paragraph))
        return false;
    cell_foot(cell, &paragraph.style, paragraph.text);
    return true;
}

static bool read_row(const json_t *json, struct doc_table *table)
{
    struct row_style style = { 0 };
    int head = 0;
    int whole = 0;
    int with_next = 0;
    json_t *cells = NULL;

    if (json_unpack((json_t *)json, "[F, b, b, b, o!]", &style.min_pt, &head, &whole, &with_next,
                    &cells) != 0 ||
        !in_range(style.min_pt, 0, 5000) || json_array_size(cells) > table->column_count)
        return false;
    style.head = head != 0;
    style.whole = whole != 0;
    style.with_next = with_next != 0;
    struct doc_row *row = table_row(table, &style);
    for (size_t i = 0; i < json_array_size(cells); i++) {
        if (!read_cell(json_array_get(cells, i), row))
            return false;
    }
    return true;
}

static bool read_table(struct op *op, const json_t *json, struct document *document)
{
    json_t *shares = NULL;
    json_t *rows = NULL;

    if (json_unpack((json_t *)json, "[o, o!]", &shares, &rows) != 0)
        return false;
    size_t count = json_array_size(shares);
    if (count < 1 || count > DOC_COLUMNS_MAX || json_array_size(rows) > DOC_ROWS_MAX)
        return false;
    double *weights = mem_array(op, double, count);
    for (size_t i = 0; i < count; i++) {
        weights[i] = json_number_value(json_array_get(shares, i));
        if (!in_range(weights[i], 1e-6, 1e6))
            return false;
    }
    struct doc_table *table = document_table(document, weights, count);
    for (size_t i = 0; i < json_array_size(rows); i++) {
        if (!read_row(json_array_get(rows, i), table))
            return false;
    }
    return true;
}

static bool read_block(struct op *op, const json_t *json, struct document *document)
{
    struct paragraph paragraph = { 0 };
    json_t *content = NULL;
    double size = 0;
    int kind = 0;

    if (json_unpack((json_t *)json, "[i, F, o!]", &kind, &size, &content) != 0 ||
        !in_range(size, 0, 2000))
        return false;
    if (kind == BLOCK_TABLE)
        return read_table(op, content, document);
    if (kind == BLOCK_PARAGRAPH) {
        if (!read_paragraph(content, &paragraph))
            return false;
        document_paragraph(document, &paragraph.style, paragraph.text);
    } else if (kind == BLOCK_SPACE) {
        document_space(document, size);
    } else if (kind == BLOCK_PAGE) {
        document_page(document);
    } else if (kind == BLOCK_QR && json_is_string(content)) {
        document_qr(document, size, json_string_value(content));
    } else {
        return false;
    }
    return true;
}

/* A page must leave room for some lines between its margins. */
static bool read_setup(const json_t *json, struct document_setup *setup)
{
    const char **texts[] = { &setup->title,  &setup->author, &setup->subject, &setup->created,
                             &setup->header, &setup->footer, &setup->qr,      &setup->letterhead,
                             &setup->number, &setup->form_id };
    json_t *list = NULL;
    int language = 0;
    int form = 0;
    int numbered = 0;

    if (json_unpack((json_t *)json, "[[F, F, F, F, F, F!], i, i, b, o!]", &setup->width_mm,
                    &setup->height_mm, &setup->top_mm, &setup->right_mm, &setup->bottom_mm,
                    &setup->left_mm, &form, &language, &numbered, &list) != 0 ||
        form < 0 || form >= PAGE_FORM_COUNT ||
        json_array_size(list) != sizeof texts / sizeof texts[0])
        return false;
    setup->form = (enum page_form)form;
    setup->language = language == LANGUAGE_ENGLISH ? LANGUAGE_ENGLISH : LANGUAGE_CHINESE;
    setup->numbered = numbered != 0;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        *texts[i] = json_string_value(json_array_get(list, i));
    return in_range(setup->width_mm, 50, 1200) && in_range(setup->height_mm, 50, 1200) &&
           in_range(setup->top_mm, 0, 200) && in_range(setup->bottom_mm, 0, 200) &&
           in_range(setup->left_mm, 0, 200) && in_range(setup->right_mm, 0, 200) &&
           setup->width_mm - setup->left_mm - setup->right_mm >= 30 &&
           setup->height_mm - setup->top_mm - setup->bottom_mm >= 30;
}

static enum err read_document(struct op *op, const json_t *json, struct document **ret_document)
{
    struct document_setup setup = { 0 };
    json_t *head = NULL;
    json_t *blocks = NULL;

    if (json_unpack((json_t *)json, "[o, o!]", &head, &blocks) != 0 || !read_setup(head, &setup))
        return fail(op, ERR_INVALID, "document_wrong", "no document");
    if (json_array_size(blocks) > DOC_BLOCKS_MAX)
        return fail(op, ERR_TOO_LARGE, "document_wrong", "document of too many blocks");
    struct document *document = document_new(op, &setup);
    for (size_t i = 0; i < json_array_size(blocks); i++) {
        if (!read_block(op, json_array_get(blocks, i), document))
            return fail(op, ERR_INVALID, "document_wrong", "block %zu is wrong", i);
    }
    *ret_document = document;
    return OK;
}

enum err document_unpack(struct op *op, struct bytes bytes, struct document **ret_document)
{
    struct document *first = NULL;
    struct document *last = NULL;

    json_t *root = json_own(op, json_loadb((const char *)bytes.data, bytes.size, 0, NULL));
    if (json_array_size(root) == 0)
        return fail(op, ERR_INVALID, "document_wrong", "no document");
    if (json_array_size(root) > DOC_JOINED_MAX)
        return fail(op, ERR_TOO_LARGE, "document_wrong", "too many documents");
    for (size_t i = 0; i < json_array_size(root); i++) {
        struct document *one = NULL;
        enum err e = read_document(op, json_array_get(root, i), &one);
        if (e != OK)
            return e;
        if (last == NULL)
            first = one;
        else
            last->next = one;
        last = one;
    }
    *ret_document = first;
    return OK;
}
