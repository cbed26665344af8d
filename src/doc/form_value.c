/* SPDX-License-Identifier: Apache-2.0 */
/* form_value.c: values and tables of a printed form. */
#include "doc/form_value.h"

#include "base/mem.h"
#include "call/reference.h"
#include "doc/form_mark.h"

#include <math.h>
#include <string.h>

enum { BLANK_ROWS = 5 };

double text_width_em(const char *text)
{
    double width = 0;

    for (const unsigned char *at = (const unsigned char *)text; *at != '\0'; at++) {
        if (*at < 0x80)
            width += 0.5;
        else if ((*at & 0xc0) == 0xc0)
            width += 1;
    }
    return width;
}

static bool has_code(const json_t *codes, const char *code)
{
    for (size_t i = 0; i < json_array_size(codes); i++) {
        const char *one = json_string_value(json_array_get(codes, i));
        if (one != NULL && strcmp(one, code) == 0)
            return true;
    }
    return false;
}

/* All options, the chosen ones ticked; the text of "other" behind it. */
static const char *option_boxes(struct op *op, const struct field *field, const json_t *value)
{
    const json_t *codes = json_is_object(value) ? json_object_get(value, "codes") : value;
    const char *other = json_string_value(json_object_get(value, "other"));
    const char *one = json_string_value(value);
    char *text = NULL;

    for (size_t i = 0; i < field->option_count; i++) {
        const struct field_option *option = &field->options[i];
        bool ticked =
            (one != NULL && strcmp(one, option->code) == 0) || has_code(codes, option->code);
        mem_append(op, &text, "%s%s%s", i == 0 ? "" : phrase(field->language, "　"),
                   phrase(field->language, ticked ? PHRASE("☑") : PHRASE("☐")), option->label);
        if (field->other != NULL && strcmp(field->other, option->code) == 0)
            mem_append(op, &text, phrase(field->language, "：%s"),
                       other != NULL && other[0] != '\0' ? other
                                                         : phrase(field->language, "＿＿＿＿"));
    }
    return text == NULL ? "" : text;
}

static const char *code_name(const struct form_paper *paper, enum field_kind kind, const char *code)
{
    const struct reference *reference = paper->reference;
    const struct reference_code *row = NULL;

    if (code == NULL)
        return "";
    if (reference == NULL)
        return code;
    if (kind == FIELD_REGION || kind == FIELD_REGIONS) {
        const struct region *region = reference_region(reference, code);
        return region == NULL ? code : region->name;
    }
    if (kind == FIELD_DISCIPLINE)
        row = code_find(reference_disciplines(reference), code);
    else if (kind == FIELD_INDUSTRY)
        row = code_find(reference_industries(reference), code);
    return row == NULL ? code : row->name;
}

static const char *region_names(struct op *op, const struct form_paper *paper, const json_t *codes)
{
    const enum language language = paper->form->language;
    char *text = NULL;

    for (size_t i = 0; i < json_array_size(codes); i++)
        mem_append(op, &text, "%s%s", i == 0 ? "" : phrase(language, "、"),
                   code_name(paper, FIELD_REGIONS, json_string_value(json_array_get(codes, i))));
    return text == NULL ? "" : text;
}

static const char *blank_text(struct op *op, const struct field *field)
{
    if (field->kind == FIELD_DATE)
        return phrase(field->language, "　　　年　　月　　日");
    if (field->kind == FIELD_PERIOD)
        return phrase(field->language, "　　年　月　日至　　年　月　日");
    if (field->unit != NULL && field->table == NULL)
        return mem_printf(op, phrase(field->language, "　　　%s"), field->unit);
    return "";
}

const char *form_printed(struct op *op, const struct form_paper *paper, const struct field *field,
                         const json_t *value, bool boxes)
{
    const char *text;

    if ((field->kind == FIELD_CHOICE || field->kind == FIELD_CHOICES) && boxes &&
        field->option_count <= OPTIONS_PRINTED_MAX)
        return option_boxes(op, field, value);
    if (field->kind == FIELD_DECLARATION)
        return phrase(field->language, json_is_true(value) ? PHRASE("☑是") : PHRASE("☐是"));
    if (field->kind == FIELD_REGION || field->kind == FIELD_DISCIPLINE ||
        field->kind == FIELD_INDUSTRY)
        text = code_name(paper, field->kind, json_string_value(value));
    else if (field->kind == FIELD_REGIONS)
        text = region_names(op, paper, value);
    else
        text = form_value_text(op, field, value);
    return text[0] == '\0' ? blank_text(op, field) : text;
}

/* ---- tables ---- */

/* Characters a column wants before its contents are looked at, and the most it can make of them.
 * Numbers and dates are rigid: they have the room they need, the others share what is left. */
static const struct wish {
    double least, most;
    bool rigid;
} wishes[FIELD_KIND_COUNT] = {
    [FIELD_TEXT] = { 5, 9, false },          [FIELD_LONGTEXT] = { 12, 20, false },
    [FIELD_NUMBER] = { 2, 8, true },         [FIELD_MONEY] = { 4, 9, true },
    [FIELD_DATE] = { 7, 9, true },           [FIELD_PERIOD] = { 8, 12, false },
    [FIELD_CHOICE] = { 4, 9, false },        [FIELD_CHOICES] = { 6, 12, false },
    [FIELD_REGION] = { 5, 8, false },        [FIELD_REGIONS] = { 8, 16, false },
    [FIELD_ORGANISATION] = { 8, 12, false }, [FIELD_PHONE] = { 6, 8, true },
    [FIELD_MOBILE] = { 5.5, 7, true },       [FIELD_EMAIL] = { 8, 12, true },
    [FIELD_IDCARD] = { 9, 9, true },         [FIELD_USCC] = { 9, 9, true },
    [FIELD_ACCOUNT] = { 9, 12, true },       [FIELD_CNAPS] = { 6, 6, true },
    [FIELD_TITLE_LEVEL] = { 3, 8, true },    [FIELD_DISCIPLINE] = { 5, 8, false },
    [FIELD_INDUSTRY] = { 5, 8, false },      [FIELD_DECLARATION] = { 4, 8, false },
    [FIELD_ATTACHMENT] = { 4, 8, false },
};

static double column_width_em(struct op *op, const struct form_paper *paper,
                              const struct field *column, const json_t *rows)
{
    const struct wish *wish = &wishes[column->kind];
    double em = fmax(wish->least, ceil(text_width_em(column->label) / 2));

    for (size_t r = 0; r < json_array_size(rows); r++) {
        const json_t *value = json_object_get(json_array_get(rows, r), column->id);
        double width = text_width_em(form_printed(op, paper, column, value, false));
        em = fmax(em, fmin(width, wish->most));
    }
    return em;
}

/* Points of each column, the first for the numbers of the rows. */
static void column_widths(struct op *op, const struct form_paper *paper, const struct field *field,
                          const json_t *rows, double size_pt, double *widths)
{
    double flexible = 0;
    double left = PAPER_WIDTH_PT - (widths[0] = 2 * size_pt + 8);

    for (size_t i = 0; i < field->column_count; i++) {
        const struct field *column = &field->columns[i];
        double width = column_width_em(op, paper, column, rows) * size_pt + 8;
        widths[i + 1] = width;
        if (wishes[column->kind].rigid)
            left -= width;
        else
            flexible += width;
    }
    /* too many numbers for the page: then all are made narrower alike */
    if (flexible == 0 || left < flexible / 3)
        return;
    for (size_t i = 0; i < field->column_count; i++) {
        if (!wishes[field->columns[i].kind].rigid)
            widths[i + 1] *= left / flexible;
    }
}

static struct text_style body_style(const struct field *field)
{
    double size = field->column_count > 6 ? 9 : 10.5;

    return (struct text_style){
        .face = FACE_FANGSONG, .align = ALIGN_CENTER, .size_pt = size, .pitch_pt = size * 1.35
    };
}

/* The r-th row of the values, or an empty one. */
static void table_cells(struct op *op, const struct form_paper *paper, struct doc_row *row,
                        const struct field *field, const json_t *rows, size_t r)
{
    const json_t *values = json_array_get(rows, r);
    const struct text_style style = body_style(field);

    cell_text(row_cell(row, 1, 1), &style, mem_printf(op, "%zu", r + 1));
    for (size_t i = 0; i < field->column_count; i++) {
        const struct field *column = &field->columns[i];
        const json_t *value = json_object_get(values, column->id);
        struct text_style own = style;
        if (column->kind == FIELD_LONGTEXT || column->kind == FIELD_TEXT ||
            column->kind == FIELD_ORGANISATION)
            own.align = ALIGN_LEFT;
        struct doc_cell *cell = row_cell(row, 1, 1);
        cell_text(cell, &own, values == NULL ? "" : form_printed(op, paper, column, value, false));
        cell_mark(cell, form_mark(op, column, r + 1));
    }
}

void form_print_table(struct op *op, const struct form_paper *paper, struct document *document,
                      const struct field *field, const json_t *rows)
{
    const struct text_style body = body_style(field);
    struct text_style head = body;
    double *widths = mem_array(op, double, field->column_count + 1);
    size_t count = json_array_size(rows) > 0 ? json_array_size(rows) : BLANK_ROWS;

    head.face = FACE_HEI;
    column_widths(op, paper, field, rows, body.size_pt, widths);
    struct doc_table *table = document_table(document, widths, field->column_count + 1);
    struct doc_row *row = table_row(table, &(struct row_style){ .head = true });
    cell_text(row_cell(row, 1, 1), &head, phrase(field->language, "序号"));
    for (size_t i = 0; i < field->column_count; i++) {
        const struct field *column = &field->columns[i];
        cell_text(row_cell(row, 1, 1), &head, column->label);
    }
    for (size_t r = 0; r < count; r++) {
        row = table_row(table, &(struct row_style){ .min_pt = 22, .whole = true });
        table_cells(op, paper, row, field, rows, r);
    }
}
