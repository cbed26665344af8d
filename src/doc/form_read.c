/* SPDX-License-Identifier: Apache-2.0 */
/* form_read.c: what was found in a file as values, and what was left over. */
#include "doc/form_read.h"

#include "base/json_own.h"
#include "base/mem.h"
#include "call/form_parse.h"
#include "doc/docx.h"
#include "doc/form_find.h"
#include "doc/xlsx_in.h"

#include <ctype.h>
#include <string.h>

struct reading {
    struct op *op;
    const struct form *form;
    const struct reference *reference;
    struct find find;
    struct form_reading out;
};

/* A piece of the file judged as a field; what was understood goes into object under key. */
static void read_cell(struct reading *reading, struct read_field field, json_t *object)
{
    struct form_reading *out = &reading->out;
    json_t *value = NULL;
    enum parsed parsed =
        form_parse(reading->op, field.field, reading->reference, field.text, &value, &field.why);

    if (parsed == PARSED_EMPTY || parsed == PARSED_NOT)
        return;
    if (parsed == PARSED_VALUE)
        (void)json_object_set(object, field.field->id, value);
    else
        out->unclear_count++;
    mem_push(reading->op, out->fields, out->field_count, field);
}

static void read_values(struct reading *reading)
{
    const struct find *find = &reading->find;

    for (size_t i = 0; i < find->value_count; i++) {
        const struct find_value *value = &find->values[i];
        struct read_field field = { .field = value->field,
                                    .path = mem_printf(reading->op, "/values/%s", value->field->id),
                                    .label = value->field->label,
                                    .text = value->text,
                                    .marked = value->marked };
        if (value->text != NULL)
            read_cell(reading, field, reading->out.values);
    }
}

/* A cell that goes on from above says again what stands there. Rows are looked at in their order,
 * so that a cell above knows already what it says. */
static void spread_merged(struct find *find)
{
    for (size_t r = 1; r < find->row_count; r++) {
        struct find_row *row = &find->rows[r];
        const struct find_row *above = &row[-1];
        if (row->table == NULL || above->table != row->table || above->count != row->count)
            continue;
        for (size_t i = 0; i < row->count; i++) {
            if (row->cells[i].merged)
                row->cells[i].shown = above->cells[i].shown;
        }
    }
}

static void read_row(struct reading *reading, const struct field *table, size_t r, json_t *list)
{
    const struct find_row *row = &reading->find.rows[r];
    size_t n = json_array_size(list);
    size_t before = reading->out.field_count;

    if (n >= FORM_ROWS_MAX)
        return;
    json_t *object = json_own(reading->op, json_object());
    for (size_t i = 0; i < row->count; i++) {
        const struct field *column = row->columns[i];
        if (column == NULL)
            continue;
        struct read_field field = {
            .field = column,
            .path = mem_printf(reading->op, "/values/%s/%zu/%s", table->id, n, column->id),
            .label = mem_printf(reading->op, phrase(table->language, "%s 第%zu行 %s"), table->label,
                                n + 1, column->label),
            .text = row->cells[i].shown,
            .marked = row->cells[i].mark == column
        };
        read_cell(reading, field, object);
    }
    if (reading->out.field_count > before)
        (void)json_array_append(list, object);
}

static void read_table(struct reading *reading, const struct field *table)
{
    json_t *list = json_own(reading->op, json_array());

    for (size_t r = 0; r < reading->find.row_count; r++) {
        if (reading->find.rows[r].table == table)
            read_row(reading, table, r, list);
    }
    if (json_array_size(list) > 0)
        (void)json_object_set(reading->out.values, table->id, list);
}

static void read_tables(struct reading *reading)
{
    spread_merged(&reading->find);
    for (size_t i = 0; i < reading->find.field_count; i++) {
        const struct field *field = reading->find.fields[i];
        if (field->kind == FIELD_TABLE && field->printed)
            read_table(reading, field);
    }
}

/* ---- what is left over ---- */

/* words: {key: true} */
static void add_word(struct op *op, json_t *words, const char *text)
{
    const char *key = text == NULL ? "" : find_key(op, text, false);

    if (key[0] != '\0')
        (void)json_object_set_new(words, key, json_true());
}

/* What stands in the empty form already. */
static json_t *own_words(struct reading *reading)
{
    const struct form *form = reading->form;
    json_t *words = json_own(reading->op, json_object());

    add_word(reading->op, words, form->title);
    add_word(reading->op, words, form->print.title);
    add_word(reading->op, words, phrase(form->language, "序号"));
    for (size_t i = 0; i < form->print.row_count; i++)
        add_word(reading->op, words, form->print.rows[i].heading);
    for (size_t i = 0; i < form->print.seal_count; i++)
        add_word(reading->op, words, form->print.seals[i]);
    for (size_t i = 0; i < form->print.note_count; i++) {
        add_word(reading->op, words, form->print.notes[i]);
        add_word(
            reading->op, words,
            mem_printf(reading->op, "%s%s", phrase(form->language, "注："), form->print.notes[i]));
    }
    for (size_t s = 0; s < form->section_count; s++) {
        add_word(reading->op, words, form->sections[s].title);
        for (size_t i = 0; i < form->sections[s].field_count; i++)
            add_word(reading->op, words, form->sections[s].fields[i].label);
    }
    return words;
}

/* The date and the place of a seal, the number of a row. */
static bool is_furniture(const char *key)
{
    static const char *const parts[] = { "年",   "月",     "日",   "盖章",  "公章",      "签字",
                                         "签名", "负责人", "Date", "stamp", "signature", NULL };

    for (size_t i = 0; parts[i] != NULL; i++) {
        if (strncmp(key, parts[i], strlen(parts[i])) == 0) {
            key += strlen(parts[i]);
            i = (size_t)-1;
        }
    }
    while (isdigit((unsigned char)*key))
        key++;
    return *key == '\0';
}

static bool is_own(const json_t *words, const char *key)
{
    return json_object_get(words, key) != NULL || is_furniture(key);
}

const char *form_read_cut(struct op *op, const char *text)
{
    size_t size = strlen(text);

    if (size <= READ_REST_BYTES_MAX)
        return text;
    for (size = READ_REST_BYTES_MAX; ((unsigned char)text[size] & 0xc0) == 0x80; size--)
        ;
    return mem_printf(op, "%.*s…", (int)size, text);
}

static void collect_rest(struct reading *reading)
{
    const json_t *words = own_words(reading);
    struct form_reading *out = &reading->out;
    const char *near = "";

    for (size_t r = 0; r < reading->find.row_count; r++) {
        const struct find_row *row = &reading->find.rows[r];
        for (size_t i = 0; i < row->count && out->rest_count < READ_REST_MAX; i++) {
            const struct find_cell *cell = &row->cells[i];
            const char *text = form_parse_trim(reading->op, cell->text, true);
            if (!cell->used && !is_own(words, find_key(reading->op, text, false))) {
                struct read_rest rest = { form_read_cut(reading->op, near),
                                          form_read_cut(reading->op, text) };
                mem_push(reading->op, out->rest, out->rest_count, rest);
            }
            near = text[0] == '\0' ? near : text;
        }
    }
}

/* ---- the whole ---- */

/* "call/form/version/code/version/digest" */
static void read_id(struct reading *reading, const json_t *content)
{
    const char *parts[6] = { "", "", "", "", "", "" };
    const char *text = json_text_get(json_object_get(content, "properties"), DOCX_FORM_ID);

    for (size_t i = 0; i < 6; i++) {
        size_t size = strcspn(text, "/");
        parts[i] = mem_text_max(reading->op, text, size);
        text += size + (text[size] == '/');
    }
    reading->out.call = parts[0];
    reading->out.form = parts[1];
    reading->out.code = parts[3];
    reading->out.version = parts[4];
    reading->out.digest = parts[5];
}

/* ---- workbooks ---- */

enum { WORKBOOK_COLUMNS_MAX = 1000, WORKBOOK_CELLS_MAX = 500000 };

/* "A" is 0, "AA" is 26. */
static size_t column_number(const char *letters)
{
    size_t number = 0;

    for (; *letters >= 'A' && *letters <= 'Z'; letters++)
        number = number * 26 + (size_t)(*letters - 'A') + 1;
    return number == 0 ? 0 : number - 1;
}

/* A table of a workbook being made; gap is one empty cell that stands in many places. */
struct sheet_table {
    json_t *rows;
    json_t *gap;
    size_t cell_count; /* of all tables, with gaps */
};

static void add_gaps(struct sheet_table *table, json_t *cells, size_t count)
{
    while (json_array_size(cells) < count && count < WORKBOOK_COLUMNS_MAX) {
        (void)json_array_append(cells, table->gap);
        table->cell_count++;
    }
}

/* A row at least as wide as the one above. */
static void add_cells(struct sheet_table *table, const json_t *row)
{
    const json_t *cells = json_object_get(row, "c");
    const json_t *above = json_array_get(table->rows, json_array_size(table->rows) - 1);
    size_t width = json_array_size(above);
    json_t *list = json_array();

    (void)json_array_append_new(table->rows, list);
    for (size_t i = 0; i < json_array_size(cells); i++) {
        const json_t *cell = json_array_get(cells, i);
        add_gaps(table, list, column_number(json_string_value(json_array_get(cell, 0))));
        (void)json_array_append_new(list, json_pack("{s:O}", "text", json_array_get(cell, 1)));
        table->cell_count++;
    }
    add_gaps(table, list, width);
}

static enum err add_sheet(struct op *op, const json_t *rows, struct sheet_table *table,
                          json_t *blocks)
{
    json_int_t next = -1;

    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        json_int_t number = json_integer_value(json_object_get(row, "r"));
        if (number != next) {
            table->rows = json_array();
            (void)json_array_append_new(blocks, json_pack("{s:o}", "rows", table->rows));
        }
        add_cells(table, row);
        if (table->cell_count > WORKBOOK_CELLS_MAX) {
            fail_arg(op, "max", "%d", XLSX_IN_ROWS_MAX);
            return fail(op, ERR_TOO_LARGE, "file_rows", "too many cells with those between");
        }
        next = number + 1;
    }
    return OK;
}

enum err form_content_of_workbook(struct op *op, const json_t *workbook, json_t **ret_content)
{
    const json_t *sheets = json_object_get(workbook, "sheets");
    json_t *blocks = json_own(op, json_array());
    struct sheet_table table = { .gap =
                                     json_own(op, json_pack("{s:s, s:b}", "text", "", "gap", 1)) };
    enum err e = OK;

    for (size_t i = 0; e == OK && i < json_array_size(sheets); i++)
        e = add_sheet(op, json_object_get(json_array_get(sheets, i), "rows"), &table, blocks);
    if (e == OK)
        *ret_content = json_own(op, json_pack("{s:O}", "blocks", blocks));
    return e;
}

enum err form_read(struct op *op, const struct form *form, const struct reference *reference,
                   const json_t *content, struct form_reading *ret_reading)
{
    struct reading reading = { .op = op, .form = form, .reference = reference };

    read_id(&reading, content);
    if (reading.out.form[0] != '\0' && strcmp(reading.out.form, form->code) != 0) {
        fail_arg(op, "key", "form");
        fail_arg(op, "wanted", "%s", form->code);
        return fail(op, ERR_INVALID, "form_other", "the file says that it is another form");
    }
    reading.out.values = json_own(op, json_object());
    reading.find = form_find(op, form, content);
    read_values(&reading);
    read_tables(&reading);
    if (reading.out.field_count == 0)
        return fail(op, ERR_INVALID, "form_not_found", "no field of the form was found");
    collect_rest(&reading);
    *ret_reading = reading.out;
    return OK;
}
