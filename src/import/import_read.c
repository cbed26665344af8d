/* SPDX-License-Identifier: Apache-2.0 */
/* import_read.c: rows of a workbook to values by the columns' titles. */
#include "import/internal.h"

#include "base/json_own.h"
#include "base/mem.h"
#include "base/message.h"
#include "base/site.h"
#include "call/form_parse.h"
#include "call/table.h"

#include <stdlib.h>
#include <string.h>

enum { HEAD_ROWS = 10 }; /* among which the titles are looked for */

static const char serial_title[] = "序号";

void import_problem_at(struct op *op, struct import_list *list, const struct import_cell *cell,
                       bool blocks, const char *message)
{
    const struct import_sheet *of = &list->sheets[cell->sheet];
    const struct field *field = cell->field;
    struct import_problem problem = { of->name, cell->line, "", "", message, blocks };

    list->told_count++;
    list->blocking_count += blocks;
    for (size_t i = 0; field != NULL && i < of->field_count; i++) {
        if (of->fields[i] == field) {
            problem.label = field->label;
            problem.column = or_empty(list->columns[cell->sheet * IMPORT_FIELDS_MAX + i]);
        }
    }
    if (list->problem_count < IMPORT_PROBLEMS_MAX)
        mem_push(op, list->problems, list->problem_count, problem);
}

void import_problem(struct op *op, struct import_list *list, const struct import_row *row,
                    const struct field *field, bool blocks, const char *message)
{
    const struct import_cell cell = { 0, row == NULL ? 0 : row->line, field };

    import_problem_at(op, list, &cell, blocks, message);
}

/* ---- heads ---- */

/* A title without blanks, stars and what stands in brackets behind it. */
static const char *bare(struct op *op, const char *title)
{
    char *text = mem_text(op, form_parse_half(op, title));
    char *to = text;

    for (const char *at = text; *at != '\0' && *at != '('; at++) {
        if (strchr(" \t\r\n*", *at) == NULL)
            *to++ = *at;
    }
    *to = '\0';
    return text;
}

static size_t field_titled(struct op *op, const struct import_sheet *sheet, const char *title)
{
    const char *wanted = bare(op, title);
    size_t i = 0;

    while (i < sheet->field_count && strcmp(bare(op, sheet->fields[i]->label), wanted) != 0)
        i++;
    return i;
}

static const char *cell_at(const json_t *cells, size_t i, const char **ret_column)
{
    const json_t *cell = json_array_get(cells, i);

    *ret_column = json_string_value(json_array_get(cell, 0));
    return json_string_value(json_array_get(cell, 1));
}

/* How many titles of the sheet a row holds. */
static size_t titles_in(struct op *op, const struct import_sheet *sheet, const json_t *cells)
{
    const char *column = NULL;
    size_t count = 0;

    for (size_t i = 0; i < json_array_size(cells); i++)
        count += field_titled(op, sheet, cell_at(cells, i, &column)) < sheet->field_count;
    return count;
}

/* The row with the most titles among the first; (size_t)-1: none has any. */
static size_t find_head(struct op *op, const struct import_sheet *sheet, const json_t *rows)
{
    size_t best = (size_t)-1;
    size_t most = 0;

    for (size_t i = 0; i < json_array_size(rows) && i < HEAD_ROWS; i++) {
        size_t count = titles_in(op, sheet, json_object_get(json_array_get(rows, i), "c"));
        if (count > most) {
            most = count;
            best = i;
        }
    }
    return best;
}

static void read_head(struct op *op, struct import_list *list, size_t index, const json_t *cells,
                      struct head *head)
{
    const struct import_sheet *sheet = &list->sheets[index];
    const char *column = NULL;

    for (size_t i = 0; i < json_array_size(cells); i++) {
        const char *title = cell_at(cells, i, &column);
        size_t field = field_titled(op, sheet, title);
        if (strcmp(bare(op, title), serial_title) == 0)
            head->serial = column;
        else if (field == sheet->field_count)
            mem_push(op, list->unknown, list->unknown_count, title);
        else
            list->columns[index * IMPORT_FIELDS_MAX + field] = column;
    }
}

/* ---- cells ---- */

static const char *text_in(const json_t *cells, const char *column)
{
    const char *at = NULL;

    for (size_t i = 0; column != NULL && i < json_array_size(cells); i++) {
        const char *text = cell_at(cells, i, &at);
        if (strcmp(at, column) == 0)
            return text;
    }
    return "";
}

static const char *say(struct op *op, const char *key, const char *label, const char *value)
{
    const struct message_arg args[] = { { "label", label }, { "value", value } };

    return message_text(op, key, args, 2);
}

static void judge_length(struct op *op, struct import_list *list, const struct import_cell *cell,
                         const json_t *value)
{
    const struct field *field = cell->field;
    const char *text = json_string_value(value);

    if (!list->kind->lengths || field->max_chars == 0 || text == NULL ||
        text_chars(text) <= field->max_chars)
        return;
    const struct message_arg args[] = { { "label", field->label },
                                        { "max", mem_printf(op, "%d", field->max_chars) } };
    import_problem_at(op, list, cell, true, message_text(op, "field_too_long", args, 2));
}

static void read_cell(struct op *op, struct import_list *list, const struct import_cell *cell,
                      const char *text, json_t *values)
{
    const struct field *field = cell->field;
    json_t *value = NULL;
    const char *why = NULL;

    switch (form_parse(op, field, op->site->reference, text, &value, &why)) {
    case PARSED_VALUE:
        (void)json_object_set(values, field->id, value);
        judge_length(op, list, cell, value);
        break;
    case PARSED_UNCLEAR:
        import_problem_at(op, list, cell, true, say(op, "import_cell", field->label, why));
        break;
    case PARSED_EMPTY:
        if (field->required && field->table == NULL && field->origin.basis == BASIS_SYSTEM)
            import_problem_at(op, list, cell, true, say(op, "import_empty", field->label, ""));
        break;
    case PARSED_NOT:
        break;
    }
}

static json_t *read_row(struct op *op, struct import_list *list, size_t index, int64_t line,
                        const json_t *cells)
{
    const struct import_sheet *sheet = &list->sheets[index];
    json_t *values = json_own(op, json_object());

    for (size_t i = 0; i < sheet->field_count; i++)
        read_cell(op, list, &(struct import_cell){ index, line, sheet->fields[i] },
                  text_in(cells, list->columns[index * IMPORT_FIELDS_MAX + i]), values);
    return values;
}

/* A row whose cells all stand below no title, or only have a number, is none. */
static bool is_blank(const struct import_list *list, size_t index, const json_t *cells)
{
    for (size_t i = 0; i < list->sheets[index].field_count; i++) {
        if (text_in(cells, list->columns[index * IMPORT_FIELDS_MAX + i])[0] != '\0')
            return false;
    }
    return true;
}

/* ---- sheets ---- */

static const json_t *sheet_named(const json_t *file, const char *name, size_t otherwise)
{
    const json_t *sheets = json_object_get(file, "sheets");

    for (size_t i = 0; i < json_array_size(sheets); i++) {
        const json_t *sheet = json_array_get(sheets, i);
        if (strcmp(json_text_get(sheet, "name"), name) == 0)
            return sheet;
    }
    return json_array_get(sheets, otherwise);
}

static enum err read_first(struct op *op, struct import_list *list, const json_t *rows,
                           struct head *head)
{
    size_t at = find_head(op, &list->sheets[0], rows);

    if (at == (size_t)-1)
        return fail(op, ERR_INVALID, "import_no_head", "no row holds the titles");
    read_head(op, list, 0, json_object_get(json_array_get(rows, at), "c"), head);
    for (size_t i = at + 1; i < json_array_size(rows); i++) {
        const json_t *cells = json_object_get(json_array_get(rows, i), "c");
        struct import_row row = { .line = json_integer_value(
                                      json_object_get(json_array_get(rows, i), "r")) };
        if (is_blank(list, 0, cells))
            continue;
        if (list->row_count == IMPORT_ROWS_MAX) {
            fail_arg(op, "max", "%d", IMPORT_ROWS_MAX);
            return fail(op, ERR_TOO_LARGE, "import_rows", "more than %d rows", IMPORT_ROWS_MAX);
        }
        row.values = read_row(op, list, 0, row.line, cells);
        const char *serial = text_in(cells, head->serial);
        (void)json_object_set_new(head->serials, serial, json_integer((json_int_t)list->row_count));
        mem_push(op, list->rows, list->row_count, row);
    }
    return OK;
}

/* Each row of a further sheet joins the row of the first that has its 序号. */
static void read_further(struct op *op, struct import_list *list, size_t index, const json_t *rows,
                         const struct head *first)
{
    struct head head = { 0 };
    size_t at = find_head(op, &list->sheets[index], rows);

    if (at == (size_t)-1)
        return;
    read_head(op, list, index, json_object_get(json_array_get(rows, at), "c"), &head);
    for (size_t i = at + 1; i < json_array_size(rows); i++) {
        const json_t *cells = json_object_get(json_array_get(rows, i), "c");
        int64_t line = json_integer_value(json_object_get(json_array_get(rows, i), "r"));
        if (is_blank(list, index, cells))
            continue;
        const char *serial = text_in(cells, head.serial);
        const json_t *owner = json_object_get(first->serials, serial);
        if (owner == NULL && list->row_count != 1) {
            import_problem_at(op, list, &(struct import_cell){ index, line, NULL }, true,
                              say(op, "import_serial", serial_title, serial));
            continue;
        }
        json_t *values = list->rows[json_integer_value(owner)].values;
        json_t *part = json_object_get(values, list->sheets[index].code);
        if (part == NULL) {
            part = json_array();
            (void)json_object_set_new(values, list->sheets[index].code, part);
        }
        if (json_array_size(part) == FORM_ROWS_MAX) {
            import_problem_at(op, list, &(struct import_cell){ index, line, NULL }, true,
                              say(op, "import_table_rows", list->sheets[index].name, ""));
            continue;
        }
        (void)json_array_append(part, read_row(op, list, index, line, cells));
    }
}

enum err import_read(struct op *op, struct import_list *list, const json_t *file)
{
    struct head head = { .serials = json_own(op, json_object()) };
    const json_t *first = sheet_named(file, list->sheets[0].name, 0);

    list->columns = mem_array(op, const char *, list->sheet_count *IMPORT_FIELDS_MAX);
    enum err e = read_first(op, list, json_object_get(first, "rows"), &head);
    for (size_t i = 1; e == OK && i < list->sheet_count && list->row_count > 0; i++) {
        const json_t *sheet = sheet_named(file, list->sheets[i].name, SIZE_MAX);
        if (sheet != NULL && sheet != first)
            read_further(op, list, i, json_object_get(sheet, "rows"), &head);
    }
    return e;
}
