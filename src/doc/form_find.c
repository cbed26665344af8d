/* SPDX-License-Identifier: Apache-2.0 */
/* form_find.c: marks first, then rows below column names, then labels beside values. */
#include "doc/form_find.h"

#include "base/json_own.h"
#include "base/mem.h"
#include "call/form_parse.h"
#include "doc/form_label.h"
#include "doc/form_mark.h"
#include "text/utf8.h"

#include <string.h>
#include <uthash.h>

enum { LABEL_BYTES_MAX = 400 }; /* of a cell's text that can be a label */

/* ---- keys ---- */

static bool is_sign(uint32_t code)
{
    static const char signs[] = " *.,:;-_/'\"!?#";

    return (code < 0x80 && strchr(signs, (int)code) != NULL) || code == 0x3000 || code == '\n' ||
           code == 0x3001 || code == 0x3002 || code == 0xb7 || code == 0x25a1 || code == 0x2610 ||
           (code >= 0x2018 && code <= 0x201d) || (code >= 0x2000 && code <= 0x200f);
}

/* "一、", "1.", "（一）" before a label. */
static const char *skip_number(const char *text)
{
    static const char *const digits[] = { "一", "二", "三", "四", "五", "六", "七", "八",
                                          "九", "十", "0",  "1",  "2",  "3",  "4",  "5",
                                          "6",  "7",  "8",  "9",  "(",  NULL };
    static const char *const ends[] = { "、", ".", ")", NULL };
    const char *at = text;

    for (size_t i = 0; digits[i] != NULL; i++) {
        if (strncmp(at, digits[i], strlen(digits[i])) == 0) {
            at += strlen(digits[i]);
            i = (size_t)-1;
        }
    }
    for (size_t i = 0; at > text && ends[i] != NULL; i++) {
        if (strncmp(at, ends[i], strlen(ends[i])) == 0)
            return at + strlen(ends[i]);
    }
    return text;
}

const char *find_key(struct op *op, const char *text, bool bare)
{
    const char *half = skip_number(form_parse_trim(op, form_parse_half(op, text), false));
    struct bytes rest = { (const uint8_t *)half, strlen(half) };
    char *made = mem_array(op, char, rest.size + 1);
    size_t size = 0;
    int depth = 0;
    uint32_t code = 0;

    while (rest.size > 0 && utf8_next(&rest, &code)) {
        if (code == '(' || code == ')') {
            depth += code == '(' ? 1 : depth > 0 ? -1 : 0;
            continue;
        }
        if (!is_sign(code) && !(bare && depth > 0))
            size += (size_t)utf8_put(code, made + size);
    }
    made[size] = '\0';
    return made;
}

/* ---- labels ---- */

/* The field of a table (NULL: the single field) a cell is the label of: the same wording, else the
 * same without brackets when only one has it. */
static const struct field *labelled(const struct find_cell *cell, const struct field *table)
{
    const struct field *field = NULL;

    for (const struct form_label *label = cell->keyed; label != NULL; label = label->same_key) {
        if (label->field->table == table && strcmp(label->key, cell->key) == 0)
            return label->field;
    }
    for (const struct form_label *label = cell->bared; label != NULL; label = label->same_bare) {
        if (label->field->table != table || strcmp(label->bare, cell->bare) != 0)
            continue;
        if (field != NULL && field != label->field)
            return NULL;
        field = label->field;
    }
    return field;
}

/* ---- rows ---- */

static struct find_cell cell_of(struct find *find, const json_t *json)
{
    const char *text = json_text_get(json, "text");
    bool is_short = strlen(text) <= LABEL_BYTES_MAX;

    struct find_cell cell = { .text = text,
                              .shown = text,
                              .key = is_short ? find_key(find->op, text, false) : "",
                              .bare = is_short ? find_key(find->op, text, true) : "",
                              .marks = json_object_get(json, "marks"),
                              .merged = json_is_true(json_object_get(json, "merged")),
                              .gap = json_is_true(json_object_get(json, "gap")) };
    cell.keyed = form_label_keyed(find->labels, cell.key);
    cell.bared = form_label_bare(find->labels, cell.bare);
    return cell;
}

static void add_row(struct find *find, const json_t *cells, size_t block)
{
    struct find_row row = { .block = block };

    row.count = json_is_array(cells) ? json_array_size(cells) : 1;
    row.cells = mem_array(find->op, struct find_cell, row.count + 1);
    row.columns = mem_array(find->op, const struct field *, row.count + 1);
    for (size_t i = 0; i < row.count; i++)
        row.cells[i] = cell_of(find, json_is_array(cells) ? json_array_get(cells, i) : cells);
    mem_push(find->op, find->rows, find->row_count, row);
}

static void add_rows(struct find *find, const json_t *content)
{
    const json_t *blocks = json_object_get(content, "blocks");

    for (size_t b = 0; b < json_array_size(blocks); b++) {
        const json_t *block = json_array_get(blocks, b);
        const json_t *rows = json_object_get(block, "rows");
        if (rows == NULL)
            add_row(find, block, b);
        for (size_t r = 0; r < json_array_size(rows); r++)
            add_row(find, json_array_get(rows, r), b);
    }
}

/* ---- marks ---- */

struct known_mark {
    const char *name;
    const struct field *field;
    UT_hash_handle hh;
};

static void know(struct find *find, struct known_mark **marks, const struct field *field,
                 size_t row)
{
    struct known_mark *mark = mem_new(find->op, struct known_mark);
    struct known_mark *old = NULL;

    mark->name = form_mark(find->op, field, row);
    mark->field = field;
    HASH_FIND_STR(*marks, mark->name, old);
    if (old == NULL)
        HASH_ADD_KEYPTR(hh, *marks, mark->name, strlen(mark->name), mark);
}

static struct known_mark *all_marks(struct find *find)
{
    struct known_mark *marks = NULL;

    for (size_t i = 0; i < find->field_count; i++) {
        const struct field *field = find->fields[i];
        if (field->kind != FIELD_TABLE)
            know(find, &marks, field, 0);
        for (size_t cell = 0; cell < field->column_count * FORM_ROWS_MAX; cell++)
            know(find, &marks, &field->columns[cell / FORM_ROWS_MAX], cell % FORM_ROWS_MAX + 1);
    }
    return marks;
}

static const struct field *marked_field(struct known_mark *marks, const struct find_cell *cell)
{
    struct known_mark *mark = NULL;

    for (size_t i = 0; mark == NULL && i < json_array_size(cell->marks); i++) {
        const char *name = json_string_value(json_array_get(cell->marks, i));
        HASH_FIND_STR(marks, or_empty(name), mark);
    }
    return mark == NULL ? NULL : mark->field;
}

static void name_cells(struct find *find)
{
    struct known_mark *marks = all_marks(find);

    for (size_t r = 0; r < find->row_count; r++) {
        for (size_t i = 0; i < find->rows[r].count; i++) {
            struct find_cell *cell = &find->rows[r].cells[i];
            cell->mark = marked_field(marks, cell);
        }
    }
    HASH_CLEAR(hh, marks);
}

static struct find_value *value_for(struct find *find, const struct field *field)
{
    struct find_value *value = NULL;

    HASH_FIND_PTR(find->by_field, &field, value);
    return value;
}

static bool take_value(struct find *find, const struct field *field, struct find_cell *cell,
                       bool marked)
{
    struct find_value *value = value_for(find, field);

    if (value == NULL || value->text != NULL || cell->used)
        return false;
    value->text = cell->text;
    value->marked = marked;
    cell->used = true;
    return true;
}

static void values_by_marks(struct find *find)
{
    for (size_t r = 0; r < find->row_count; r++) {
        for (size_t i = 0; i < find->rows[r].count; i++) {
            struct find_cell *cell = &find->rows[r].cells[i];
            /* a mark that slipped into the label says nothing */
            if (cell->mark != NULL && cell->mark->table == NULL &&
                labelled(cell, NULL) != cell->mark)
                (void)take_value(find, cell->mark, cell, true);
        }
    }
}

/* ---- tables ---- */

static const double head_share = 0.6; /* of a table's columns that its head must name */

/* How many columns of a table a row names; ret_columns[cell] says which. */
static size_t names_of(const struct find_row *row, const struct field *table,
                       const struct field **ret_columns)
{
    size_t count = 0;

    for (size_t i = 0; i < row->count; i++) {
        ret_columns[i] = labelled(&row->cells[i], table);
        count += ret_columns[i] != NULL;
    }
    return count;
}

/* Whether a table is named just above a row, or the row below bears its marks. */
static int likeness(const struct find *find, size_t r, const struct field *table)
{
    int points = 0;

    for (size_t i = 0; r + 1 < find->row_count && i < find->rows[r + 1].count; i++) {
        const struct field *mark = find->rows[r + 1].cells[i].mark;
        if (mark != NULL && mark->table == table)
            points = 4;
    }
    for (size_t back = 1; back <= 2 && back <= r; back++) {
        const struct find_row *row = &find->rows[r - back];
        if (row->count == 1 && labelled(&row->cells[0], NULL) == table)
            points += 2;
    }
    return points;
}

/* A row that names most columns of a table is its head. The best table; NULL: it is no head. */
static const struct field *head_of(struct find *find, size_t r, const struct field **ret_columns)
{
    const struct find_row *row = &find->rows[r];
    const struct field *best = NULL;
    double most = 0;
    const struct field **columns = mem_array(find->op, const struct field *, row->count + 1);

    for (size_t i = 0; i < find->field_count; i++) {
        const struct field *table = find->fields[i];
        size_t named = table->kind == FIELD_TABLE ? names_of(row, table, columns) : 0;
        double share = named == 0 ? 0 : (double)named / (double)table->column_count;
        if (share < head_share || (named < 2 && table->column_count > 1))
            continue;
        share += likeness(find, r, table);
        if (share > most) {
            most = share;
            best = table;
            memcpy(ret_columns, columns, row->count * sizeof *columns);
        }
    }
    return best;
}

static bool is_empty(const struct find_row *row)
{
    for (size_t i = 0; i < row->count; i++) {
        if (row->cells[i].text[0] != '\0')
            return false;
    }
    return true;
}

/* A row with labels of single fields, or with their marks, is none of a table, although it may have
 * as many cells. */
static bool is_other_row(const struct find_row *row, const struct field *const *columns)
{
    int labels = 0;

    for (size_t i = 0; i < row->count; i++) {
        const struct find_cell *cell = &row->cells[i];
        if (cell->mark != NULL && cell->mark->table == NULL)
            return true;
        if (labelled(cell, NULL) == NULL)
            continue;
        if (i == 0 && columns[0] == NULL)
            return true;
        labels++;
    }
    return labels >= 2;
}

/* Gives the rows below a head to its table, while they have as many cells and are no heads. */
static size_t take_rows(struct find *find, size_t head, const struct field *table,
                        const struct field **columns)
{
    size_t count = find->rows[head].count;
    const struct field **other = mem_array(find->op, const struct field *, count + 1);
    size_t r = head;

    for (; r < find->row_count && find->rows[r].count == count; r++) {
        struct find_row *row = &find->rows[r];
        bool is_head = r == head || names_of(row, table, other) >= 2;
        if (r > head && row->block != find->rows[head].block && !is_empty(row))
            break;
        if (r > head && !is_head && (is_other_row(row, columns) || head_of(find, r, other) != NULL))
            break;
        for (size_t i = 0; i < count; i++)
            row->cells[i].used = is_head || columns[i] != NULL || row->cells[i].text[0] == '\0';
        if (is_head)
            continue;
        row->table = table;
        memcpy(row->columns, columns, count * sizeof *columns);
    }
    return r;
}

/* Rows whose head is gone still have their marks. */
static void rows_by_marks(struct find *find)
{
    for (size_t r = 0; r < find->row_count; r++) {
        struct find_row *row = &find->rows[r];
        for (size_t i = 0; row->table == NULL && i < row->count; i++) {
            if (row->cells[i].mark != NULL && row->cells[i].mark->table != NULL)
                row->table = row->cells[i].mark->table;
        }
        for (size_t i = 0; i < row->count; i++) {
            const struct field *mark = row->cells[i].mark;
            if (mark == NULL || row->table == NULL || mark->table != row->table ||
                row->columns[i] != NULL)
                continue;
            row->columns[i] = mark;
            row->cells[i].used = true;
        }
    }
}

static void find_tables(struct find *find)
{
    for (size_t r = 0; r < find->row_count;) {
        const struct field **columns =
            mem_array(find->op, const struct field *, find->rows[r].count + 1);
        const struct field *table = head_of(find, r, columns);
        r = table == NULL ? r + 1 : take_rows(find, r, table, columns);
    }
    rows_by_marks(find);
}

/* ---- labels beside values ---- */

/* The cell that a label speaks of: the next one at its right; of a label that has the row alone,
 * the row below when that has one cell too. */
static struct find_cell *beside(struct find *find, size_t r, size_t i)
{
    struct find_row *row = &find->rows[r];
    struct find_cell *cell = NULL;

    while (i + 1 < row->count && row->cells[i + 1].gap)
        i++;
    if (i + 1 < row->count)
        cell = &row->cells[i + 1];
    else if (row->count == 1 && r + 1 < find->row_count && find->rows[r + 1].count == 1)
        cell = &find->rows[r + 1].cells[0];
    if (cell == NULL || cell->used || cell->merged || labelled(cell, NULL) != NULL)
        return NULL;
    return cell;
}

static void values_by_labels(struct find *find)
{
    for (size_t r = 0; r < find->row_count; r++) {
        if (find->rows[r].table != NULL)
            continue;
        for (size_t i = 0; i < find->rows[r].count; i++) {
            struct find_cell *cell = &find->rows[r].cells[i];
            const struct field *field = cell->used ? NULL : labelled(cell, NULL);
            if (field == NULL)
                continue;
            cell->used = true;
            struct find_cell *value = beside(find, r, i);
            if (value != NULL && field->kind != FIELD_TABLE)
                (void)take_value(find, field, value, false);
        }
    }
}

/* ---- "联系人：张三　联系电话：0471-1234567" ---- */

static void values_in_text(struct find *find, struct find_cell *cell)
{
    const char *at = NULL;
    const char *behind = NULL;
    const struct form_label *label = form_label_next(find->labels, cell->text, &at, &behind);

    if (label == NULL)
        return;
    /* something else stands before: a sentence, not a list of labels */
    const char *before = mem_text_max(find->op, cell->text, (size_t)(at - cell->text));
    if (find_key(find->op, before, false)[0] != '\0')
        return;
    const char *end = behind + strlen(behind);
    while (label != NULL) {
        const char *next_at = end;
        const char *next_behind = NULL;
        const struct form_label *next =
            form_label_next(find->labels, behind, &next_at, &next_behind);
        struct find_value *value = value_for(find, label->field);
        if (next == NULL)
            next_at = end;
        if (value != NULL && value->text == NULL)
            value->text = mem_text_max(find->op, behind, (size_t)(next_at - behind));
        label = next;
        behind = next_behind;
    }
    cell->used = true;
}

static void values_behind_colons(struct find *find)
{
    for (size_t r = 0; r < find->row_count; r++) {
        for (size_t i = 0; find->rows[r].table == NULL && i < find->rows[r].count; i++) {
            if (!find->rows[r].cells[i].used)
                values_in_text(find, &find->rows[r].cells[i]);
        }
    }
}

/* ---- the whole ---- */

struct find form_find(struct op *op, const struct form *form, const json_t *content)
{
    struct find find = { .op = op, .form = form };

    for (size_t s = 0; s < form->section_count; s++) {
        for (size_t i = 0; i < form->sections[s].field_count; i++)
            mem_push(op, find.fields, find.field_count, &form->sections[s].fields[i]);
    }
    for (size_t i = 0; i < find.field_count; i++) {
        struct find_value value = { .field = find.fields[i] };
        if (value.field->kind != FIELD_TABLE && value.field->printed)
            mem_push(op, find.values, find.value_count, value);
    }
    for (size_t i = 0; i < find.value_count; i++)
        HASH_ADD_PTR(find.by_field, field, &find.values[i]);
    find.labels = form_labels_new(op, form, find.fields, find.field_count);
    add_rows(&find, content);
    name_cells(&find);
    values_by_marks(&find);
    find_tables(&find);
    values_by_labels(&find);
    values_behind_colons(&find);
    HASH_CLEAR(hh, find.by_field);
    return find;
}
