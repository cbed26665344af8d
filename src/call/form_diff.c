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

/* ---- tables ------------------------------------------------------------------------------- */

enum { ROW_PAIRS_MAX = 1000000 }; /* above it rows are compared in their order */

struct aligning {
    const struct judge *of_a;
    const struct judge *of_b;
    const struct spot *a;
    const struct spot *b;
    size_t count_a;
    size_t count_b;
    uint16_t *common; /* rows in common from (i, j) on; NULL: too many to count */
};

static bool same_row(const struct aligning *rows, size_t i, size_t j)
{
    return json_equal(json_array_get(rows->a->value, i), json_array_get(rows->b->value, j));
}

static uint16_t common_from(const struct aligning *rows, size_t i, size_t j)
{
    return i < rows->count_a && j < rows->count_b ? rows->common[i * rows->count_b + j] : 0;
}

/* Longest common subsequence of equal rows, from the ends. */
static void count_common(struct op *op, struct aligning *rows)
{
    if (rows->count_a == 0 || rows->count_b == 0 || rows->count_a > ROW_PAIRS_MAX / rows->count_b ||
        rows->count_a > UINT16_MAX)
        return;
    rows->common = mem_array(op, uint16_t, rows->count_a * rows->count_b);
    for (size_t i = rows->count_a; i-- > 0;) {
        for (size_t j = rows->count_b; j-- > 0;) {
            uint16_t down = common_from(rows, i + 1, j);
            uint16_t right = common_from(rows, i, j + 1);
            rows->common[i * rows->count_b + j] =
                same_row(rows, i, j) ? (uint16_t)(common_from(rows, i + 1, j + 1) + 1)
                : down > right       ? down
                                     : right;
        }
    }
}

/* A row that is only in one of them: its cells, each by its own field, so that masking holds. */
static void add_row(struct comparing *comparing, const struct judge *judge,
                    const struct spot *table, size_t i, bool gone)
{
    for (size_t k = 0; k < table->field->column_count; k++) {
        struct spot cell = spot_of_cell(judge, table, &table->field->columns[k], i);
        struct spot nothing = cell;
        cell.label =
            mem_printf(comparing->op, "%s（%s）", cell.label, gone ? "删去的行" : "新增的行");
        nothing.label = cell.label;
        nothing.value = NULL;
        if (gone)
            add(comparing, &cell, &nothing);
        else
            add(comparing, &nothing, &cell);
    }
}

static void compare_rows(struct comparing *comparing, const struct aligning *rows, size_t i,
                         size_t j)
{
    for (size_t k = 0; k < rows->b->field->column_count; k++) {
        const struct field *column = &rows->b->field->columns[k];
        struct spot cell_a = spot_of_cell(rows->of_a, rows->a, column, i);
        struct spot cell_b = spot_of_cell(rows->of_b, rows->b, column, j);
        cell_a.path = cell_b.path;
        cell_a.label = cell_b.label;
        add(comparing, &cell_a, &cell_b);
    }
}

/* Rows between two that are equal: changed as far as both have some, then gone, then new. */
static void compare_gap(struct comparing *comparing, const struct aligning *rows,
                        const size_t from[2], const size_t to[2])
{
    size_t i = from[0];
    size_t j = from[1];

    for (; i < to[0] && j < to[1]; i++, j++)
        compare_rows(comparing, rows, i, j);
    for (; i < to[0]; i++)
        add_row(comparing, rows->of_a, rows->a, i, true);
    for (; j < to[1]; j++)
        add_row(comparing, rows->of_b, rows->b, j, false);
}

static void compare_tables(struct comparing *comparing, struct aligning *rows)
{
    size_t done[2] = { 0, 0 };
    size_t at[2] = { 0, 0 };

    rows->count_a = json_array_size(rows->a->value);
    rows->count_b = json_array_size(rows->b->value);
    count_common(comparing->op, rows);
    while (rows->common != NULL && common_from(rows, at[0], at[1]) > 0) {
        if (same_row(rows, at[0], at[1])) {
            compare_gap(comparing, rows, done, at);
            done[0] = ++at[0];
            done[1] = ++at[1];
        } else if (common_from(rows, at[0] + 1, at[1]) >= common_from(rows, at[0], at[1] + 1)) {
            at[0]++;
        } else {
            at[1]++;
        }
    }
    compare_gap(comparing, rows, done, (const size_t[2]){ rows->count_a, rows->count_b });
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
                compare_tables(&comparing,
                               &(struct aligning){ &of_a, &of_b, &spot_a, &spot_b, 0, 0, NULL });
            else
                add(&comparing, &spot_a, &spot_b);
        }
    }
    *ret_changes = comparing.rows;
    *ret_count = comparing.count;
    return OK;
}
