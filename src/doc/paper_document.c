/* SPDX-License-Identifier: Apache-2.0 */
/* paper_document.c: blocks of a paper to blocks of a document, by sheet. */
#include "doc/paper_document.h"

#include "base/json_own.h"
#include "base/mem.h"
#include "doc/form_value.h"

#include <math.h>
#include <string.h>

enum { NAME_BYTES_MAX = 60, SIGN_INDENT = 4, ROWS_PRINTED_MAX = 5000 };

static const char to_write_on[] = "＿＿＿＿＿＿";

/* ---- texts ---- */

/* "letter.number" in an object; NULL when it is not there. */
static const json_t *member(const json_t *object, const char *name)
{
    const char *dot = strchr(name, '.');
    char head[NAME_BYTES_MAX + 1] = "";

    if (dot == NULL)
        return json_object_get(object, name);
    if ((size_t)(dot - name) > NAME_BYTES_MAX)
        return NULL;
    memcpy(head, name, (size_t)(dot - name));
    return member(json_object_get(object, head), dot + 1);
}

static const json_t *value_of(const json_t *values, const json_t *row, const char *name)
{
    const json_t *value = member(row, name);

    return value != NULL ? value : member(values, name);
}

static bool is_there(const json_t *value)
{
    return (json_is_string(value) && json_string_length(value) > 0) ||
           (json_is_integer(value) && json_integer_value(value) != 0) ||
           json_array_size(value) > 0 || json_object_size(value) > 0 || json_is_true(value);
}

static void append_value(struct op *op, char **text, const json_t *value, const char *blank)
{
    if (json_is_string(value) && json_string_length(value) > 0)
        mem_append(op, text, "%s", json_string_value(value));
    else if (json_is_integer(value))
        mem_append(op, text, "%lld", (long long)json_integer_value(value));
    else
        mem_append(op, text, "%s", blank);
}

const char *paper_fill(struct op *op, const char *text, const json_t *values, const json_t *row,
                       const char *blank)
{
    char *out = mem_text(op, "");
    char name[NAME_BYTES_MAX + 1];

    while (*text != '\0') {
        size_t plain = strcspn(text, "{");
        mem_append(op, &out, "%.*s", (int)plain, text);
        text += plain;
        size_t size = strcspn(text, "}");
        if (*text == '\0' || text[size] == '\0' || size < 2 || size - 1 > NAME_BYTES_MAX) {
            mem_append(op, &out, "%s", text);
            break;
        }
        bool quiet = text[size - 1] == '?';
        memcpy(name, text + 1, size - 1);
        name[size - 1 - quiet] = '\0';
        append_value(op, &out, value_of(values, row, name), quiet ? "" : blank);
        text += size + 1;
    }
    return out;
}

/* ---- styles by sheet ---- */

struct sheet {
    struct text_style title, text, head, sub, line, center, big, note, cell, cell_head;
    double row_pt; /* least height of a table's row */
};

static const struct sheet official_sheet = {
    .title = { FACE_TITLE, ALIGN_CENTER, 22, 32, .after_pt = 14 },
    .text = { FACE_FANGSONG, ALIGN_JUSTIFY, 16, 28.95, .indent = true },
    .head = { FACE_HEI, ALIGN_LEFT, 16, 28.95, .indent = true },
    .sub = { FACE_KAI, ALIGN_LEFT, 16, 28.95, .indent = true },
    .line = { FACE_FANGSONG, ALIGN_LEFT, 16, 28.95 },
    .center = { FACE_FANGSONG, ALIGN_CENTER, 16, 28.95 },
    .big = { FACE_TITLE, ALIGN_CENTER, 26, 40 },
    .note = { FACE_KAI, ALIGN_LEFT, 12, 20 },
    .cell = { FACE_FANGSONG, ALIGN_LEFT, 12, 17 },
    .cell_head = { FACE_HEI, ALIGN_CENTER, 12, 17 },
    .row_pt = 24,
};
static const struct sheet plain_sheet = {
    .title = { FACE_TITLE, ALIGN_CENTER, 20, 30, .after_pt = 8 },
    .text = { FACE_FANGSONG, ALIGN_JUSTIFY, 14, 24, .indent = true },
    .head = { FACE_HEI, ALIGN_LEFT, 14, 26 },
    .sub = { FACE_KAI, ALIGN_LEFT, 14, 24 },
    .line = { FACE_FANGSONG, ALIGN_LEFT, 14, 24 },
    .center = { FACE_FANGSONG, ALIGN_CENTER, 14, 24 },
    .big = { FACE_TITLE, ALIGN_CENTER, 26, 40 },
    .note = { FACE_KAI, ALIGN_LEFT, 10.5, 16 },
    .cell = { FACE_FANGSONG, ALIGN_LEFT, 11, 15.5 },
    .cell_head = { FACE_HEI, ALIGN_CENTER, 11, 15.5 },
    .row_pt = 24,
};

static bool is_official(enum paper_sheet sheet)
{
    return sheet == SHEET_LETTER || sheet == SHEET_OFFICIAL;
}

static struct document_setup setup_of(enum paper_sheet sheet)
{
    struct document_setup setup = document_a4();

    if (sheet == SHEET_LETTER)
        return document_official(PAGE_LETTER);
    if (sheet == SHEET_OFFICIAL)
        return document_official(PAGE_OFFICIAL);
    setup.top_mm = setup.bottom_mm = 20;
    setup.left_mm = setup.right_mm = 18;
    if (sheet == SHEET_WIDE) {
        setup.width_mm = 297;
        setup.height_mm = 210;
    }
    return setup;
}

/* ---- blocks ---- */

struct making {
    struct op *op;
    const struct paper_text *paper;
    const json_t *values;
    const struct sheet *sheet;
    struct document *document;
};

static const char *cell_value(struct making *making, const struct paper_column *column,
                              const json_t *row)
{
    return paper_fill(making->op, column->value, making->values, row, "");
}

static const json_t *numbered(struct making *making, const json_t *row, size_t i)
{
    json_t *copy = json_own(making->op, json_copy((json_t *)row));

    if (json_object_get(copy, "no") == NULL)
        (void)json_object_set_new(copy, "no", json_integer((json_int_t)i + 1));
    return copy;
}

static void put_table(struct making *making, const struct paper_block *block)
{
    static const struct row_style head_style = { .min_pt = 26, .head = true, .whole = true };
    const enum align aligns[] = { ALIGN_LEFT, ALIGN_CENTER, ALIGN_RIGHT };
    const json_t *rows = member(making->values, block->each);
    double weights[30] = { 0 };
    size_t count = json_array_size(rows);

    for (size_t i = 0; i < block->column_count; i++)
        weights[i] = block->columns[i].width;
    struct doc_table *table = document_table(making->document, weights, block->column_count);
    struct doc_row *head = table_row(table, &head_style);
    for (size_t i = 0; i < block->column_count; i++)
        cell_text(row_cell(head, 1, 1), &making->sheet->cell_head, block->columns[i].label);
    for (size_t i = 0; i < count && i < ROWS_PRINTED_MAX; i++) {
        const json_t *row = numbered(making, json_array_get(rows, i), i);
        struct doc_row *to =
            table_row(table, &(struct row_style){ .min_pt = making->sheet->row_pt, .whole = true });
        for (size_t k = 0; k < block->column_count; k++) {
            struct text_style style = making->sheet->cell;
            style.align = aligns[block->columns[k].align];
            cell_text(row_cell(to, 1, 1), &style, cell_value(making, &block->columns[k], row));
        }
    }
}

static const struct text_style *style_of(const struct sheet *sheet, enum paper_block_kind kind)
{
    switch (kind) {
    case PAPER_HEAD:
        return &sheet->head;
    case PAPER_SUB:
        return &sheet->sub;
    case PAPER_LINE:
        return &sheet->line;
    case PAPER_CENTER:
        return &sheet->center;
    case PAPER_BIG:
        return &sheet->big;
    case PAPER_NOTE:
        return &sheet->note;
    case PAPER_TEXT:
    case PAPER_TABLE:
    case PAPER_SPACE:
    case PAPER_PAGE:
    case PAPER_QR:
    case PAPER_BLOCK_COUNT:
        break;
    }
    return &sheet->text;
}

static void put_one(struct making *making, const struct paper_block *block, const json_t *row)
{
    static const double qr_side_pt = 96;
    bool quiet = block->kind != PAPER_TEXT;

    if (block->when != NULL && !is_there(value_of(making->values, row, block->when)))
        return;
    if (block->unless != NULL && is_there(value_of(making->values, row, block->unless)))
        return;
    if (block->kind == PAPER_SPACE)
        document_space(making->document, making->sheet->text.pitch_pt);
    else if (block->kind == PAPER_PAGE)
        document_page(making->document);
    else if (block->kind == PAPER_TABLE)
        put_table(making, block);
    else if (block->kind == PAPER_QR)
        document_qr(making->document, qr_side_pt,
                    paper_fill(making->op, block->text, making->values, row, ""));
    else
        document_paragraph(
            making->document, style_of(making->sheet, block->kind),
            paper_fill(making->op, block->text, making->values, row, quiet ? "" : to_write_on));
}

static bool is_repeated(const struct paper_block *block)
{
    return block->each != NULL && block->kind != PAPER_TABLE;
}

/* Neighbours that go over the same list are said together, row by row. */
static size_t put_rows(struct making *making, const struct paper_block *blocks, size_t count)
{
    const json_t *rows = member(making->values, blocks[0].each);
    size_t group = 1;

    while (group < count && is_repeated(&blocks[group]) &&
           strcmp(blocks[group].each, blocks[0].each) == 0)
        group++;
    for (size_t k = 0; k < json_array_size(rows) && k < ROWS_PRINTED_MAX; k++) {
        const json_t *row = numbered(making, json_array_get(rows, k), k);
        for (size_t i = 0; i < group; i++)
            put_one(making, &blocks[i], row);
    }
    return group;
}

static void put_blocks(struct making *making, const struct paper_block *blocks, size_t count)
{
    for (size_t i = 0; i < count;) {
        if (is_repeated(&blocks[i])) {
            i += put_rows(making, blocks + i, count - i);
        } else {
            put_one(making, &blocks[i], NULL);
            i++;
        }
    }
}

/* The signature stands over the middle of the date, the date four characters from the right. */
static void put_sign(struct making *making)
{
    const struct paper_text *paper = making->paper;
    struct text_style style = making->sheet->line;
    const char *sign =
        paper->sign == NULL ? "" : paper_fill(making->op, paper->sign, making->values, NULL, "");
    const char *date =
        paper->date == NULL ? "" : paper_fill(making->op, paper->date, making->values, NULL, "");
    double wider = (text_width_em(sign) - text_width_em(date)) / 2;
    double sign_indent = fmax(SIGN_INDENT - wider, 1);
    double date_indent = fmax(SIGN_INDENT, sign_indent + wider);

    if (sign[0] == '\0' && date[0] == '\0')
        return;
    style.align = ALIGN_RIGHT;
    document_space(making->document, 2 * style.pitch_pt);
    style.right_pt = sign_indent * style.size_pt;
    if (sign[0] != '\0')
        document_paragraph(making->document, &style, sign);
    style.right_pt = date_indent * style.size_pt;
    if (date[0] != '\0')
        document_paragraph(making->document, &style, date);
}

struct document *paper_document(struct op *op, const struct paper_text *paper,
                                const struct paper_values *values)
{
    struct document_setup setup = setup_of(paper->sheet);
    struct making making = { .op = op, .paper = paper, .values = values->values };
    const char *title =
        paper->title == NULL ? "" : paper_fill(op, paper->title, values->values, NULL, "");

    making.sheet = is_official(paper->sheet) ? &official_sheet : &plain_sheet;
    setup.title = title[0] == '\0' ? paper->name : title;
    setup.created = values->created;
    setup.header = values->mark;
    if (paper->letterhead != NULL)
        setup.letterhead = paper_fill(op, paper->letterhead, values->values, NULL, "");
    if (paper->number != NULL)
        setup.number = paper_fill(op, paper->number, values->values, NULL, "");
    making.document = document_new(op, &setup);
    if (setup.number != NULL && paper->sheet == SHEET_OFFICIAL) {
        struct text_style style = making.sheet->line;
        style.align = ALIGN_RIGHT;
        document_paragraph(making.document, &style, setup.number);
    }
    if (title[0] != '\0')
        document_paragraph(making.document, &making.sheet->title, title);
    if (paper->to != NULL)
        document_paragraph(making.document, &making.sheet->line,
                           paper_fill(op, paper->to, values->values, NULL, ""));
    put_blocks(&making, paper->blocks, paper->block_count);
    put_sign(&making);
    put_blocks(&making, paper->after, paper->after_count);
    return making.document;
}
