/* SPDX-License-Identifier: Apache-2.0 */
/* document.c: building a document. */
#include "doc/document.h"

#include "base/mem.h"

#include <assert.h>

struct document_setup document_a4(void)
{
    return (struct document_setup){ .width_mm = 210,
                                    .height_mm = 297,
                                    .top_mm = 22,
                                    .right_mm = 22,
                                    .bottom_mm = 28,
                                    .left_mm = 22,
                                    .numbered = true };
}

struct document_setup document_official(enum page_form form)
{
    return (struct document_setup){ .width_mm = 210,
                                    .height_mm = 297,
                                    .top_mm = 37,
                                    .right_mm = 26,
                                    .bottom_mm = 35,
                                    .left_mm = 28,
                                    .form = form };
}

void document_join(struct document *document, struct document *more)
{
    while (document->next != NULL)
        document = document->next;
    document->next = more;
}

struct document *document_new(struct op *op, const struct document_setup *setup)
{
    struct document *document = mem_new(op, struct document);

    document->setup = *setup;
    document->setup.title = mem_text(document, setup->title);
    document->setup.author = mem_text(document, setup->author);
    document->setup.subject = mem_text(document, setup->subject);
    document->setup.created = mem_text(document, setup->created);
    document->setup.header = mem_text(document, setup->header);
    document->setup.footer = mem_text(document, setup->footer);
    document->setup.qr = mem_text(document, setup->qr);
    document->setup.form_id = mem_text(document, setup->form_id);
    document->setup.letterhead = mem_text(document, setup->letterhead);
    document->setup.number = mem_text(document, setup->number);
    return document;
}

static struct block *add_block(struct document *document, enum block_kind kind)
{
    struct block *block = mem_new(document, struct block);

    block->kind = kind;
    mem_push(document, document->blocks, document->block_count, block);
    return block;
}

static struct paragraph paragraph_of(const void *parent, const struct text_style *style,
                                     const char *text)
{
    struct paragraph paragraph = { *style, mem_text(parent, text == NULL ? "" : text) };

    if (style->pitch_pt <= 0)
        paragraph.style.pitch_pt = 1.5 * style->size_pt;
    return paragraph;
}

void document_paragraph(struct document *document, const struct text_style *style, const char *text)
{
    add_block(document, BLOCK_PARAGRAPH)->paragraph = paragraph_of(document, style, text);
}

void document_space(struct document *document, double height_pt)
{
    add_block(document, BLOCK_SPACE)->size_pt = height_pt;
}

void document_page(struct document *document)
{
    (void)add_block(document, BLOCK_PAGE);
}

void document_qr(struct document *document, double side_pt, const char *text)
{
    struct block *block = add_block(document, BLOCK_QR);

    block->size_pt = side_pt;
    block->text = mem_text(document, text);
}

struct doc_table *document_table(struct document *document, const double *weights,
                                 size_t column_count)
{
    struct doc_table *table = mem_new(document, struct doc_table);
    double sum = 0;

    assert(column_count > 0 && column_count <= DOC_COLUMNS_MAX);
    for (size_t i = 0; i < column_count; i++)
        sum += weights[i];
    table->column_count = column_count;
    table->shares = mem_array(table, double, column_count);
    for (size_t i = 0; i < column_count; i++)
        table->shares[i] = weights[i] / sum;
    add_block(document, BLOCK_TABLE)->table = table;
    return table;
}

struct doc_row *table_row(struct doc_table *table, const struct row_style *style)
{
    struct doc_row *row = mem_new(table, struct doc_row);

    row->style = *style;
    mem_push(table, table->rows, table->row_count, row);
    return row;
}

struct doc_cell *row_cell(struct doc_row *row, int columns, int rows)
{
    struct doc_cell *cell = mem_new(row, struct doc_cell);

    assert(columns > 0 && rows > 0);
    cell->columns = columns;
    cell->rows = rows;
    mem_push(row, row->cells, row->cell_count, cell);
    return cell;
}

void cell_text(struct doc_cell *cell, const struct text_style *style, const char *text)
{
    struct paragraph paragraph = paragraph_of(cell, style, text);

    mem_push(cell, cell->paragraphs, cell->paragraph_count, paragraph);
}

void cell_mark(struct doc_cell *cell, const char *name)
{
    cell->mark = mem_text(cell, name);
}

void cell_foot(struct doc_cell *cell, const struct text_style *style, const char *text)
{
    cell->foot = mem_new(cell, struct paragraph);
    *cell->foot = paragraph_of(cell, style, text);
}
