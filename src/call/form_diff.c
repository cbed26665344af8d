/* SPDX-License-Identifier: Apache-2.0 */
/* form_diff.c: what changed between two versions, field by field and cell by cell, in words. */
#include "base/mem.h"
#include "call/form_judge.h"

struct comparing {
    struct op *op;
    struct form_change *rows;
    size_t count;
};

static void add(struct comparing *comparing, const struct spot *a, const struct spot *b)
{
    struct form_change *row;

    if (json_equal(a->value, b->value) ||
        (value_is_empty(a->field, a->value) && value_is_empty(b->field, b->value)))
        return;
    row = mem_grow(comparing->op, (void **)&comparing->rows, comparing->count, sizeof *row);
    *row =
        (struct form_change){ a->path, a->label, form_value_text(comparing->op, a->field, a->value),
                              form_value_text(comparing->op, b->field, b->value), a->field };
    comparing->count++;
}

static void compare_tables(struct comparing *comparing, const struct judge *judge,
                           const struct spot *a, const struct spot *b)
{
    size_t rows_a = json_array_size(a->value);
    size_t rows_b = json_array_size(b->value);

    for (size_t i = 0; i < rows_a || i < rows_b; i++) {
        for (size_t j = 0; j < a->field->column_count; j++) {
            const struct field *column = &a->field->columns[j];
            struct spot cell_a = spot_of_cell(judge, a, column, i);
            struct spot cell_b = spot_of_cell(judge, b, column, i);
            add(comparing, &cell_a, &cell_b);
        }
    }
}

enum err form_diff(struct op *op, const struct form *form, const json_t *a, const json_t *b,
                   struct form_change **ret_changes, size_t *ret_count)
{
    struct comparing comparing = { .op = op };
    const struct judge of_a = { .op = op, .form = form, .values = a };
    const struct judge of_b = { .op = op, .form = form, .values = b };

    for (size_t i = 0; i < form->section_count; i++) {
        for (size_t j = 0; j < form->sections[i].field_count; j++) {
            const struct field *field = &form->sections[i].fields[j];
            struct spot spot_a = spot_of(&of_a, field);
            struct spot spot_b = spot_of(&of_b, field);
            if (field->kind == FIELD_TABLE)
                compare_tables(&comparing, &of_a, &spot_a, &spot_b);
            else
                add(&comparing, &spot_a, &spot_b);
        }
    }
    *ret_changes = comparing.rows;
    *ret_count = comparing.count;
    return OK;
}
