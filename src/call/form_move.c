/* SPDX-License-Identifier: Apache-2.0 */
/* form_move.c: values of one version of a form in another, and what finds no place there. */
#include "base/json_own.h"
#include "base/mem.h"
#include "call/form_judge.h"

#include <string.h>

/* Whether a value of one field means the same in another. */
static bool same_kind(const struct field *from, const struct field *to)
{
    if (from->kind != to->kind || to->table != NULL)
        return false;
    if (from->kind == FIELD_NUMBER)
        return from->decimals == to->decimals;
    if (from->kind == FIELD_MONEY)
        return strcmp(from->currency, to->currency) == 0;
    return true;
}

static bool columns_fit(const struct field *from, const struct field *to, const json_t *rows)
{
    for (size_t i = 0; i < from->column_count; i++) {
        const struct field *column = &from->columns[i];
        bool found = false;
        bool filled = false;
        for (size_t j = 0; j < to->column_count; j++) {
            struct field there = to->columns[j];
            there.table = NULL;
            found = found || (strcmp(there.id, column->id) == 0 && same_kind(column, &there));
        }
        for (size_t row = 0; row < json_array_size(rows); row++)
            filled = filled || !value_is_empty(
                                   column, json_object_get(json_array_get(rows, row), column->id));
        if (filled && !found)
            return false;
    }
    return true;
}

/* Rows without the cells of columns that are gone; those were empty. A new reference. */
static json_t *rows_for(const struct field *to, const json_t *rows)
{
    json_t *list = json_array();

    for (size_t row = 0; row < json_array_size(rows); row++) {
        json_t *cells = json_object();
        for (size_t j = 0; j < to->column_count; j++) {
            json_t *cell = json_object_get(json_array_get(rows, row), to->columns[j].id);
            if (cell != NULL)
                (void)json_object_set(cells, to->columns[j].id, cell);
        }
        (void)json_array_append_new(list, cells);
    }
    return list;
}

/* What the new form takes of a value, or NULL: it cannot hold it. A child of op. */
static json_t *fitting(struct op *op, const struct form *form, const struct field *from,
                       const struct field *to, json_t *value)
{
    struct problem_list problems = { 0 };
    static const struct form_context nothing = { 0 };
    const struct judge judge = { .op = op, .form = form, .context = &nothing, .ret = &problems };

    if (to == NULL || !same_kind(from, to))
        return NULL;
    if (from->kind == FIELD_TABLE && !columns_fit(from, to, value))
        return NULL;
    json_t *taken =
        json_own(op, from->kind == FIELD_TABLE ? rows_for(to, value) : json_incref(value));
    struct spot spot = { to, taken, mem_printf(op, "/values/%s", to->id), to->label };
    return shape_check(&judge, &spot) ? taken : NULL;
}

static const char *table_text(struct op *op, const struct field *table, const json_t *rows)
{
    char *text = mem_text(op, "");

    for (size_t row = 0; row < json_array_size(rows); row++) {
        const char *between = row == 0 ? "" : "\n";
        for (size_t j = 0; j < table->column_count; j++) {
            const struct field *column = &table->columns[j];
            const json_t *cell = json_object_get(json_array_get(rows, row), column->id);
            if (value_is_empty(column, cell))
                continue;
            mem_append(op, &text, "%s%s：%s", between, column->label,
                       form_value_text(op, column, cell));
            between = "；";
        }
    }
    return text;
}

static void keep(struct op *op, const struct field *field, const json_t *value,
                 struct form_moved *moved)
{
    struct form_kept kept = { .field = field->id,
                              .label = field->label,
                              .kind = field_kind_name(field->kind),
                              .value = value,
                              .text = field->kind == FIELD_TABLE
                                          ? table_text(op, field, value)
                                          : form_value_text(op, field, value) };

    mem_push(op, moved->kept, moved->kept_count, kept);
}

enum err form_move(struct op *op, const struct form *from, const struct form *to,
                   const json_t *values, struct form_moved *ret_moved)
{
    struct form_moved moved = { .values = json_own(op, form_defaults(op, to)) };

    for (size_t i = 0; i < from->section_count; i++) {
        for (size_t j = 0; j < from->sections[i].field_count; j++) {
            const struct field *field = &from->sections[i].fields[j];
            json_t *value = json_object_get(values, field->id);
            if (value_is_empty(field, value))
                continue;
            json_t *taken = fitting(op, to, field, form_field(to, field->id), value);
            if (taken != NULL)
                (void)json_object_set(moved.values, field->id, taken);
            else if (field->kind != FIELD_ATTACHMENT) /* files stay where they are */
                keep(op, field, value, &moved);
        }
    }
    *ret_moved = moved;
    return OK;
}

bool form_differs(struct op *op, const struct call *a, const struct form *form_a,
                  const struct call *b, const struct form *form_b)
{
    const json_t *one = json_own(op, form_json(op, a, form_a));
    const json_t *two = json_own(op, form_json(op, b, form_b));

    return !json_equal(one, two);
}
