/* SPDX-License-Identifier: Apache-2.0 */
/* form_document.c: print rows to tables: label, value, label, value; headings, seals, notes. */
#include "doc/form_document.h"

#include "base/mem.h"
#include "doc/form_mark.h"
#include "doc/form_value.h"

#include <math.h>
#include <string.h>

enum { UNITS = 12 }; /* parts a print column is cut into */

static const struct text_style title_style = {
    .face = FACE_TITLE, .align = ALIGN_CENTER, .size_pt = 22, .pitch_pt = 32, .after_pt = 10
};
static const struct text_style heading_style = {
    .face = FACE_HEI, .align = ALIGN_LEFT, .size_pt = 12, .pitch_pt = 18, .level = 1
};
static const struct text_style label_style = {
    .face = FACE_SONG, .align = ALIGN_CENTER, .size_pt = 12, .pitch_pt = 17
};
static const struct text_style value_style = {
    .face = FACE_FANGSONG, .align = ALIGN_LEFT, .size_pt = 12, .pitch_pt = 17
};
static const struct text_style long_style = {
    .face = FACE_FANGSONG, .align = ALIGN_JUSTIFY, .size_pt = 12, .pitch_pt = 20, .indent = true
};
static const struct text_style note_style = {
    .face = FACE_KAI, .align = ALIGN_LEFT, .size_pt = 10.5, .pitch_pt = 16
};
static const struct row_style plain_row = { .min_pt = 28 };
static const struct row_style together_row = { .min_pt = 26, .whole = true, .with_next = true };
static const struct row_style seal_row = { .min_pt = 92, .whole = true };

struct printing {
    struct op *op;
    const struct form_paper *paper;
    struct document *document;
    struct doc_table *table; /* the grid being filled; NULL: a data table came between */
    int units;               /* of the grid's width */
    int label_units;         /* of a label that has the room */
    const char *heading;     /* waits for its rows, or NULL */
    const char *said;        /* the last heading printed, or "" */
    const char **seen;       /* ids of the fields printed so far */
    size_t seen_count;
};

static struct doc_row *add_row(struct printing *printing, const struct row_style *style)
{
    if (printing->table == NULL) {
        double *weights = mem_array(printing->op, double, (size_t)printing->units);
        for (int i = 0; i < printing->units; i++)
            weights[i] = 1;
        printing->table = document_table(printing->document, weights, (size_t)printing->units);
    }
    return table_row(printing->table, style);
}

static void full_line(struct printing *printing, const struct text_style *style, const char *text)
{
    struct doc_row *row = add_row(printing, &together_row);

    cell_text(row_cell(row, printing->units, 1), style, text);
}

static void say_heading(struct printing *printing)
{
    if (printing->heading == NULL)
        return;
    full_line(printing, &heading_style, printing->heading);
    printing->said = printing->heading;
    printing->heading = NULL;
}

/* ---- cells ---- */

static const struct field *cell_field(const struct printing *printing, const struct cell *cell)
{
    return cell->field == NULL ? NULL : form_field(printing->paper->form, cell->field);
}

static const char *cell_label(const struct cell *cell, const struct field *field)
{
    if (cell->label != NULL)
        return cell->label;
    return field == NULL ? "" : field->label;
}

static bool is_long(const struct field *field)
{
    return field->kind == FIELD_LONGTEXT;
}

static const json_t *value_of(const struct printing *printing, const struct field *field)
{
    return json_object_get(printing->paper->values, field->id);
}

/* Short values stand in the middle, as people write them; what takes lines begins at the left. */
static void put_value(struct printing *printing, struct doc_row *row, const struct field *field,
                      int units)
{
    const json_t *value = value_of(printing, field);
    const char *text = form_printed(printing->op, printing->paper, field, value, true);
    struct doc_cell *cell = row_cell(row, units, 1);
    struct text_style style = is_long(field) ? long_style : value_style;
    double room = PAPER_WIDTH_PT * units / printing->units - 6;

    cell->top = is_long(field);
    if (!is_long(field) && field->option_count == 0 && text_width_em(text) * style.size_pt <= room)
        style.align = ALIGN_CENTER;
    cell_text(cell, &style, text);
    cell_mark(cell, form_mark(printing->op, field, 0));
    mem_push(printing->op, printing->seen, printing->seen_count, field->id);
}

static bool is_blank_value(const struct printing *printing, const struct field *field)
{
    const json_t *value = value_of(printing, field);

    return value == NULL || json_is_null(value) ||
           (json_is_string(value) && json_string_length(value) == 0);
}

/* Empty long texts keep room to write. */
static struct row_style row_style_of(const struct printing *printing,
                                     const struct cell *const *cells, size_t count)
{
    struct row_style style = plain_row;

    for (size_t i = 0; i < count; i++) {
        const struct field *field = cell_field(printing, cells[i]);
        if (field == NULL || !is_long(field) || !is_blank_value(printing, field))
            continue;
        style.min_pt = printing->paper->values == NULL ? 190 : 60;
        style.whole = true;
    }
    return style;
}

/* Units of each cell; those without a span of their own share what is left evenly. */
static void share_units(const struct printing *printing, const struct cell *const *cells,
                        size_t count, int *spans)
{
    int left = printing->units;
    int open = 0;

    for (size_t i = 0; i < count; i++) {
        spans[i] = cells[i]->span * UNITS;
        left -= spans[i];
        open += spans[i] == 0;
    }
    if (left < open * UNITS / 2) { /* no room for those: all the same width */
        memset(spans, 0, count * sizeof *spans);
        left = printing->units;
        open = (int)count;
    }
    for (size_t i = 0; i < count; i++) {
        if (spans[i] != 0)
            continue;
        spans[i] = left / open;
        left -= spans[i];
        open--;
    }
    spans[count - 1] += left; /* a row that does not fill the grid is drawn out to its end */
}

/* What stands in brackets goes on a line of its own when the label takes more than one. */
static void put_label(struct printing *printing, struct doc_row *row, int units, const char *label)
{
    double room = PAPER_WIDTH_PT * units / printing->units - 6;
    const char *bracket = strstr(label, phrase(printing->paper->form->language, "（"));

    if (bracket != NULL && bracket != label && text_width_em(label) * label_style.size_pt > room)
        label = mem_printf(printing->op, "%.*s\n%s", (int)(bracket - label), label, bracket);
    cell_text(row_cell(row, units < 1 ? 1 : units, 1), &label_style, label);
}

/* The labels at the left stand under each other; the others leave room to their values. */
static void put_cell(struct printing *printing, struct doc_row *row, const struct cell *cell,
                     int units)
{
    const struct field *field = cell_field(printing, cell);
    const char *label = cell_label(cell, field);
    int most = row->cell_count == 0 ? units / 2 : units * 9 / 20;
    int label_units = most < printing->label_units ? most : printing->label_units;

    if (field == NULL || label_units < 1 || units - label_units < 1) {
        put_label(printing, row, units, label);
        return;
    }
    put_label(printing, row, label_units, label);
    put_value(printing, row, field, units - label_units);
}

static void put_cells(struct printing *printing, const struct cell *const *cells, size_t count)
{
    int *spans = mem_array(printing->op, int, count + 1);

    if (count == 0)
        return;
    say_heading(printing);
    share_units(printing, cells, count, spans);
    struct row_style style = row_style_of(printing, cells, count);
    struct doc_row *row = add_row(printing, &style);
    for (size_t i = 0; i < count; i++)
        put_cell(printing, row, cells[i], spans[i]);
    printing->said = "";
}

/* A table stands across the whole form, below its name unless the heading has just said it. */
static void put_table(struct printing *printing, const struct cell *cell, const struct field *field)
{
    const char *label = cell_label(cell, field);

    say_heading(printing);
    if (strstr(printing->said, label) == NULL)
        full_line(printing, &label_style, label);
    form_print_table(printing->op, printing->paper, printing->document, field,
                     value_of(printing, field));
    printing->table = NULL;
    mem_push(printing->op, printing->seen, printing->seen_count, field->id);
}

/* Options that would stand in a narrow cell as a tower of lines have a row of their own. */
static bool wants_row(const struct printing *printing, const struct cell *cell, size_t count)
{
    const struct field *field = cell_field(printing, cell);
    double share = cell->span > 0 ? (double)cell->span / printing->paper->form->print.columns
                                  : 1.0 / (double)count;

    if (field == NULL || field->kind == FIELD_TABLE || field->option_count == 0 || count == 1)
        return false;
    const char *text = form_printed(printing->op, printing->paper, field, NULL, true);
    return text_width_em(text) * value_style.size_pt > 4 * 0.6 * share * PAPER_WIDTH_PT;
}

static void put_row(struct printing *printing, const struct cell *cells, size_t count)
{
    const struct cell **plain = mem_array(printing->op, const struct cell *, count + 1);
    size_t plain_count = 0;

    for (size_t i = 0; i < count; i++) {
        const struct field *field = cell_field(printing, &cells[i]);
        if ((field == NULL || field->kind != FIELD_TABLE) && !wants_row(printing, &cells[i], count))
            plain[plain_count++] = &cells[i];
    }
    put_cells(printing, plain, plain_count);
    for (size_t i = 0; i < count; i++) {
        const struct field *field = cell_field(printing, &cells[i]);
        const struct cell *own = &cells[i];
        if (field != NULL && field->kind == FIELD_TABLE)
            put_table(printing, own, field);
        else if (wants_row(printing, own, count))
            put_cells(printing, &own, 1);
    }
}

/* ---- the parts of the form ---- */

/* A heading over one single field that it names is that field's label, as in the notice's forms. */
static bool is_label(const struct printing *printing, const struct print_row *row)
{
    const struct print *print = &printing->paper->form->print;
    const struct print_row *next = row + 1;
    const struct print_row *end = print->rows + print->row_count;

    if (row->heading == NULL || next >= end || next->cell_count != 1 ||
        (next + 1 < end && (next + 1)->heading == NULL))
        return false;
    const struct field *field = cell_field(printing, &next->cells[0]);
    return field != NULL && field->kind != FIELD_TABLE &&
           strstr(row->heading, cell_label(&next->cells[0], field)) != NULL;
}

static void put_print_rows(struct printing *printing)
{
    const struct print *print = &printing->paper->form->print;

    for (size_t i = 0; i < print->row_count; i++) {
        const struct print_row *row = &print->rows[i];
        if (is_label(printing, row)) {
            struct cell cell = row[1].cells[0];
            cell.label = row->heading;
            put_row(printing, &cell, 1);
            i++;
        } else if (row->heading != NULL) {
            say_heading(printing);
            printing->heading = row->heading;
        } else {
            put_row(printing, row->cells, row->cell_count);
        }
    }
    say_heading(printing);
}

static bool is_seen(const struct printing *printing, const char *id)
{
    for (size_t i = 0; i < printing->seen_count; i++) {
        if (strcmp(printing->seen[i], id) == 0)
            return true;
    }
    return false;
}

/* Fields no row names, under the titles of their sections. */
static void put_rest(struct printing *printing)
{
    const struct form *form = printing->paper->form;

    for (size_t s = 0; s < form->section_count; s++) {
        const struct section *section = &form->sections[s];
        printing->heading = section->title;
        for (size_t i = 0; i < section->field_count; i++) {
            const struct field *field = &section->fields[i];
            struct cell cell = { .field = field->id };
            if (field->printed && !is_seen(printing, field->id))
                put_row(printing, &cell, 1);
        }
        printing->heading = NULL;
    }
}

static void put_seals(struct printing *printing)
{
    const struct print *print = &printing->paper->form->print;
    const enum language language = printing->paper->form->language;
    struct text_style foot = value_style;

    foot.align = ALIGN_RIGHT;
    for (size_t i = 0; i < print->seal_count; i++) {
        struct doc_row *row = add_row(printing, &seal_row);
        bool signs = strstr(print->seals[i], "签字") != NULL ||
                     strstr(print->seals[i], "签名") != NULL ||
                     strcasestr(print->seals[i], "sign") != NULL;
        put_label(printing, row, printing->label_units, print->seals[i]);
        cell_foot(row_cell(row, printing->units - printing->label_units, 1), &foot,
                  mem_printf(printing->op, phrase(language, "（%s）　　　　\n年　　月　　日　　"),
                             phrase(language, signs ? PHRASE("签字") : PHRASE("盖章"))));
    }
}

static void put_notes(struct printing *printing)
{
    const struct print *print = &printing->paper->form->print;

    if (print->note_count > 0)
        document_space(printing->document, 6);
    for (size_t i = 0; i < print->note_count; i++)
        document_paragraph(printing->document, &note_style,
                           mem_printf(printing->op, "%s%s",
                                      phrase(printing->paper->form->language,
                                             i == 0 ? PHRASE("注：") : PHRASE("　　")),
                                      print->notes[i]));
}

static void put_title(struct printing *printing)
{
    const struct form *form = printing->paper->form;
    const char *title = form->print.title != NULL ? form->print.title : form->title;
    struct text_style style = title_style;
    double width = text_width_em(title);

    /* one line if it can be read as one */
    if (width * style.size_pt > PAPER_WIDTH_PT && width * 16 <= PAPER_WIDTH_PT)
        style.size_pt = floor(PAPER_WIDTH_PT / width * 2) / 2;
    document_paragraph(printing->document, &style, title);
}

struct document *form_document(struct op *op, const struct form_paper *paper)
{
    struct document_setup setup = document_a4();
    const struct form *form = paper->form;
    int columns = form->print.columns > 0 ? form->print.columns : 6;

    setup.title = form->title;
    setup.language = form->language;
    setup.author = paper->unit;
    setup.created = paper->created;
    setup.header = paper->mark;
    setup.footer = form_footer(op, paper);
    setup.qr = form_qr(op, paper);
    setup.form_id = form_paper_id(op, paper);
    struct printing printing = { .op = op,
                                 .paper = paper,
                                 .document = document_new(op, &setup),
                                 .units = columns * UNITS,
                                 .said = "" };
    printing.label_units = printing.units * 13 / 72;
    put_title(&printing);
    put_print_rows(&printing);
    put_rest(&printing);
    put_seals(&printing);
    put_notes(&printing);
    return printing.document;
}
