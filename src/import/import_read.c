/* SPDX-License-Identifier: Apache-2.0 */
/* import_read.c: rows of a workbook to values by the columns' titles. */
#include "import/internal.h"

#include "base/json_own.h"
#include "base/mem.h"
#include "base/message.h"
#include "base/site.h"
#include "call/form_parse.h"
#include "call/table.h"
#include "doc/form_read.h"
#include "doc/xlsx_in.h"

#include <stdlib.h>
#include <string.h>

enum {
    HEAD_ROWS = 10,   /* among which the titles are looked for */
    TITLE_BYTES = 400 /* a longer text is no title */
};

static const char serial_title[] = "序号";

/* A sheet while it is read: its titles, and which field each of its columns is. */
struct sheet_map {
    size_t index;
    const struct import_sheet *sheet;
    json_t *titles;     /* {bare title: index of the field} */
    size_t serial;      /* column of 序号, 0 none */
    size_t *fields;     /* [column]: index of its field + 1, 0 none; from column 1 */
    const char **texts; /* [field]: of the row at hand */
};

void import_problem_at(struct import_list *list, const struct import_cell *cell, bool blocks,
                       const char *message)
{
    const struct import_sheet *of = &list->sheets[cell->sheet];
    const struct field *field = cell->field;
    struct import_problem problem = { of->name, cell->line, "", "", "", blocks };

    list->told_count++;
    list->blocking_count += blocks;
    if (list->problem_count == IMPORT_PROBLEMS_MAX)
        return;
    for (size_t i = 0; field != NULL && i < of->field_count; i++) {
        if (of->fields[i] == field) {
            problem.label = field->label;
            problem.column = or_empty(list->columns[cell->sheet * IMPORT_FIELDS_MAX + i]);
        }
    }
    problem.message = mem_text(list->op, form_read_cut(list->op, message));
    mem_push(list->op, list->problems, list->problem_count, problem);
}

void import_problem(struct import_list *list, const struct import_row *row,
                    const struct field *field, bool blocks, const char *message)
{
    const struct import_cell cell = { 0, row == NULL ? 0 : row->line, field };

    import_problem_at(list, &cell, blocks, message);
}

/* ---- heads ---- */

/* A title without blanks, stars and what stands in brackets behind it; "" of a text too long. */
static const char *bare(struct op *op, const char *title)
{
    char *text =
        strlen(title) > TITLE_BYTES ? mem_text(op, "") : mem_text(op, form_parse_half(op, title));
    char *to = text;

    for (const char *at = text; *at != '\0' && *at != '('; at++) {
        if (strchr(" \t\r\n*", *at) == NULL)
            *to++ = *at;
    }
    *to = '\0';
    return text;
}

static struct sheet_map *map_of(struct op *op, const struct import_list *list, size_t index)
{
    struct sheet_map *map = mem_new(op, struct sheet_map);
    const struct import_sheet *sheet = &list->sheets[index];

    map->index = index;
    map->sheet = sheet;
    map->titles = json_own(op, json_object());
    map->fields = mem_array(op, size_t, XLSX_IN_COLUMNS_MAX + 1);
    map->texts = mem_array(op, const char *, sheet->field_count + 1);
    for (size_t i = 0; i < sheet->field_count; i++) {
        const char *title = bare(op, sheet->fields[i]->label);
        if (json_object_get(map->titles, title) == NULL)
            (void)json_object_set_new(map->titles, title, json_integer((json_int_t)i));
    }
    return map;
}

/* The field with a title, by its place; field_count: none. */
static size_t field_titled(struct op *op, const struct sheet_map *map, const char *title)
{
    const json_t *index = json_object_get(map->titles, bare(op, title));

    return index == NULL ? map->sheet->field_count : (size_t)json_integer_value(index);
}

static const char *cell_at(const json_t *cells, size_t i, const char **ret_column)
{
    const json_t *cell = json_array_get(cells, i);

    *ret_column = json_string_value(json_array_get(cell, 0));
    return json_string_value(json_array_get(cell, 1));
}

/* How many titles of the sheet a row holds. */
static size_t titles_in(struct op *op, const struct sheet_map *map, const json_t *cells)
{
    struct op *part = op_part(op);
    const char *column = NULL;
    size_t count = 0;

    for (size_t i = 0; i < json_array_size(cells); i++)
        count += field_titled(part, map, cell_at(cells, i, &column)) < map->sheet->field_count;
    op_free(part);
    return count;
}

/* The row with the most titles among the first; (size_t)-1: none has any. */
static size_t find_head(struct op *op, const struct sheet_map *map, const json_t *rows)
{
    size_t best = (size_t)-1;
    size_t most = 0;

    for (size_t i = 0; i < json_array_size(rows) && i < HEAD_ROWS; i++) {
        size_t count = titles_in(op, map, json_object_get(json_array_get(rows, i), "c"));
        if (count > most) {
            most = count;
            best = i;
        }
    }
    return best;
}

static void add_unknown(struct import_list *list, const char *title)
{
    size_t named = list->unknown_count++;

    if (named >= IMPORT_UNKNOWN_MAX)
        return;
    const char *copy = mem_text(list->op, form_read_cut(list->op, title));
    mem_push(list->op, list->unknown, named, copy);
}

/* "A" is 1; 0: none that a workbook has. */
static size_t column_number(const char *letters)
{
    size_t number = 0;

    for (; *letters >= 'A' && *letters <= 'Z' && number <= XLSX_IN_COLUMNS_MAX; letters++)
        number = number * 26 + (size_t)(*letters - 'A') + 1;
    return number > XLSX_IN_COLUMNS_MAX ? 0 : number;
}

/* A title that stands twice is the column further right. */
static void read_head(struct op *op, struct import_list *list, struct sheet_map *map,
                      const json_t *cells)
{
    const char **columns = &list->columns[map->index * IMPORT_FIELDS_MAX];
    struct op *part = op_part(op);
    const char *column = NULL;

    for (size_t i = 0; i < json_array_size(cells); i++) {
        const char *title = cell_at(cells, i, &column);
        size_t field = field_titled(part, map, title);
        if (strcmp(bare(part, title), serial_title) == 0)
            map->serial = column_number(column);
        else if (field == map->sheet->field_count)
            add_unknown(list, title);
        else
            columns[field] = column;
    }
    for (size_t i = 0; i < map->sheet->field_count; i++) {
        if (columns[i] != NULL)
            map->fields[column_number(columns[i])] = i + 1;
    }
    op_free(part);
}

/* ---- cells ---- */

/* Lays the cells of a row out by field. False: those of its fields are all empty. */
static bool lay_out(const struct sheet_map *map, const json_t *cells, const char **ret_serial)
{
    const char *column = NULL;
    bool any = false;

    for (size_t i = 0; i < map->sheet->field_count; i++)
        map->texts[i] = NULL;
    *ret_serial = NULL;
    for (size_t i = 0; i < json_array_size(cells); i++) {
        const char *text = cell_at(cells, i, &column);
        size_t number = column_number(column);
        size_t field = map->fields[number];
        if (number != 0 && number == map->serial && *ret_serial == NULL)
            *ret_serial = text;
        if (number == 0 || field == 0 || map->texts[field - 1] != NULL)
            continue;
        map->texts[field - 1] = text;
        any = any || text[0] != '\0';
    }
    *ret_serial = or_empty(*ret_serial);
    return any;
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
    import_problem_at(list, cell, true, message_text(op, "field_too_long", args, 2));
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
        import_problem_at(list, cell, true, say(op, "import_cell", field->label, why));
        break;
    case PARSED_EMPTY:
        if (field->required && field->table == NULL && field->origin.basis == BASIS_SYSTEM)
            import_problem_at(list, cell, true, say(op, "import_empty", field->label, ""));
        break;
    case PARSED_NOT:
        break;
    }
}

/* The values of the row laid out, a child of the list; what parsing leaves behind goes. */
static json_t *read_row(struct op *op, struct import_list *list, const struct sheet_map *map,
                        int64_t line)
{
    json_t *values = json_own(list->op, json_object());
    struct op *part = op_part(op);

    for (size_t i = 0; i < map->sheet->field_count; i++)
        read_cell(part, list, &(struct import_cell){ map->index, line, map->sheet->fields[i] },
                  or_empty(map->texts[i]), values);
    op_free(part);
    return values;
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

/* serials: of the first sheet: 序号 -> index of the row */
static enum err read_first(struct op *op, struct import_list *list, const json_t *rows,
                           json_t *serials)
{
    struct sheet_map *map = map_of(op, list, 0);
    size_t at = find_head(op, map, rows);
    const char *serial = "";

    if (at == (size_t)-1)
        return fail(op, ERR_INVALID, "import_no_head", "no row holds the titles");
    read_head(op, list, map, json_object_get(json_array_get(rows, at), "c"));
    for (size_t i = at + 1; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        struct import_row made = { .line = json_integer_value(json_object_get(row, "r")) };
        if (!lay_out(map, json_object_get(row, "c"), &serial))
            continue;
        if (list->row_count == IMPORT_ROWS_MAX) {
            fail_arg(op, "max", "%d", IMPORT_ROWS_MAX);
            return fail(op, ERR_TOO_LARGE, "import_rows", "more than %d rows", IMPORT_ROWS_MAX);
        }
        made.values = read_row(op, list, map, made.line);
        (void)json_object_set_new(serials, serial, json_integer((json_int_t)list->row_count));
        mem_push(list->op, list->rows, list->row_count, made);
    }
    return OK;
}

/* The list of a further sheet in the values of the row it belongs to. */
static json_t *list_in_row(const struct import_row *row, const char *code)
{
    json_t *part = json_object_get(row->values, code);

    if (part == NULL) {
        part = json_array();
        (void)json_object_set_new(row->values, code, part);
    }
    return part;
}

static void misplaced(struct op *op, struct import_list *list, const struct import_cell *cell,
                      const char *key, const char *label, const char *value)
{
    struct op *part = op_part(op);

    import_problem_at(list, cell, true, say(part, key, label, value));
    op_free(part);
}

/* Each row of a further sheet joins the row of the first that has its 序号. */
static void read_further(struct op *op, struct import_list *list, size_t index, const json_t *rows,
                         const json_t *serials)
{
    struct sheet_map *map = map_of(op, list, index);
    size_t at = find_head(op, map, rows);
    const char *serial = "";

    if (at == (size_t)-1)
        return;
    read_head(op, list, map, json_object_get(json_array_get(rows, at), "c"));
    for (size_t i = at + 1; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        struct import_cell cell = { index, json_integer_value(json_object_get(row, "r")), NULL };
        if (!lay_out(map, json_object_get(row, "c"), &serial))
            continue;
        const json_t *owner = json_object_get(serials, serial);
        if (owner == NULL && list->row_count != 1) {
            misplaced(op, list, &cell, "import_serial", serial_title, serial);
            continue;
        }
        json_t *part =
            list_in_row(&list->rows[json_integer_value(owner)], list->sheets[index].code);
        if (json_array_size(part) == FORM_ROWS_MAX)
            misplaced(op, list, &cell, "import_table_rows", list->sheets[index].name, "");
        else
            (void)json_array_append(part, read_row(op, list, map, cell.line));
    }
}

enum err import_read(struct op *op, struct import_list *list, const json_t *file)
{
    json_t *serials = json_own(op, json_object());
    const json_t *first = sheet_named(file, list->sheets[0].name, 0);

    enum err e = read_first(op, list, json_object_get(first, "rows"), serials);
    for (size_t i = 1; e == OK && i < list->sheet_count && list->row_count > 0; i++) {
        const json_t *sheet = sheet_named(file, list->sheets[i].name, SIZE_MAX);
        if (sheet != NULL && sheet != first)
            read_further(op, list, i, json_object_get(sheet, "rows"), serials);
    }
    return e;
}
