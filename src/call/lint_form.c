/* SPDX-License-Identifier: Apache-2.0 */
/* lint_form.c: layouts that lose or repeat a field, limits that contradict one another. */
#include "base/time.h"
#include "call/call_tables.h"
#include "call/lint.h"

#include <string.h>

static const struct cell *find_cell(const struct form *form, const char *id,
                                    const struct cell *after)
{
    bool past = after == NULL;

    for (size_t i = 0; i < form->print.row_count; i++) {
        for (size_t j = 0; j < form->print.rows[i].cell_count; j++) {
            const struct cell *cell = &form->print.rows[i].cells[j];
            if (past && cell->field != NULL && strcmp(cell->field, id) == 0)
                return cell;
            past = past || cell == after;
        }
    }
    return NULL;
}

static void lint_layout(struct lint *lint, const struct form *form, const struct field *field)
{
    const struct cell *cell = find_cell(form, field->id, NULL);
    const struct cell *again = cell == NULL ? NULL : find_cell(form, field->id, cell);

    if (field->printed && cell == NULL)
        lint_add(lint, FINDING_ERROR, &field->origin, &form->print.place, "lint_layout_loses",
                 WORDS({ "name", field->label }));
    if (again != NULL)
        lint_add(
            lint, FINDING_ERROR,
            &(struct origin){ .place = again->place, .clause_label = field->origin.clause_label },
            &cell->place, "lint_layout_twice", WORDS({ "name", field->label }));
}

static const struct pair {
    const char *low;
    const char *high;
    size_t low_at;
    size_t high_at;
} pairs[] = {
    { "min", "max", offsetof(struct limit, min), offsetof(struct limit, max) },
    { "min_words", "max_words", offsetof(struct limit, min_words),
      offsetof(struct limit, max_words) },
    { "min_days", "max_days", offsetof(struct limit, min_days), offsetof(struct limit, max_days) },
    { "min_working_days", "max_working_days", offsetof(struct limit, min_working_days),
      offsetof(struct limit, max_working_days) },
};

static int64_t bound_of(const struct limit *limit, size_t at)
{
    int64_t bound;

    memcpy(&bound, (const char *)limit + at, sizeof bound);
    return bound;
}

/* Two limits of one field that no value can keep. */
static void lint_limits(struct lint *lint, const struct field *field, const struct limit *a,
                        const struct limit *b)
{
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        int64_t low = bound_of(a, pairs[i].low_at);
        int64_t high = bound_of(b, pairs[i].high_at);
        if (low != LIMIT_NONE && high != LIMIT_NONE && low > high)
            lint_add(lint, FINDING_ERROR, &a->origin, &b->origin.place, "lint_limits_contradict",
                     WORDS({ "name", field->label }, { "low", pairs[i].low },
                           { "high", pairs[i].high }));
    }
    if (a->not_before != 0 && b->not_after != 0 && a->not_before > b->not_after)
        lint_add(lint, FINDING_ERROR, &a->origin, &b->origin.place, "lint_limits_contradict",
                 WORDS({ "name", field->label }, { "low", "not_before" }, { "high", "not_after" }));
}

/* ---- What clauses state about a limit, against the limit itself ---- */

static void add_bound(struct lint *lint, struct effective *effective, int64_t bound,
                      int64_t per_unit)
{
    int64_t scaled = bound / per_unit * DECIMAL_SCALE + bound % per_unit * DECIMAL_SCALE / per_unit;

    if (bound != LIMIT_NONE)
        effective->values[effective->count++] = scaled_text(lint->op, scaled);
}

static int64_t per_unit_of(const struct field *field)
{
    int64_t per_unit = field->kind == FIELD_MONEY ? money_unit(field) : 1;

    for (int i = 0; field->kind == FIELD_NUMBER && i < field->decimals; i++)
        per_unit *= 10;
    return per_unit;
}

static void lint_limit_stated(struct lint *lint, const struct field *field,
                              const struct limit *limit)
{
    struct effective effective = { .count = 0 };

    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        int64_t per_unit = i == 0 ? per_unit_of(field) : 1;
        add_bound(lint, &effective, bound_of(limit, pairs[i].low_at), per_unit);
        add_bound(lint, &effective, bound_of(limit, pairs[i].high_at), per_unit);
    }
    if (limit->not_before != 0)
        effective.values[effective.count++] = day_text(lint->op, limit->not_before);
    if (limit->not_after != 0)
        effective.values[effective.count++] = day_text(lint->op, limit->not_after);
    if (limit->at_least != NULL)
        effective.values[effective.count++] = limit->at_least;
    lint_stated(lint, &limit->origin, &effective);
}

static void lint_check_stated(struct lint *lint, const struct check *check)
{
    struct effective effective = { .count = 0 };

    add_bound(lint, &effective, check->min, 1);
    add_bound(lint, &effective, check->max, 1);
    lint_stated(lint, &check->origin, &effective);
}

/* ---- Money ---- */

/* 万元 counts by ten thousand of the currency's hundredths: nothing but CNY is told that way. */
static void lint_money(struct lint *lint, const struct field *field)
{
    static const char *const units[] = { "元", "千元", "万元", "百万元", "亿元" };
    bool chinese = false;

    for (size_t i = 0; field->unit != NULL && i < sizeof units / sizeof units[0]; i++)
        chinese = chinese || strcmp(field->unit, units[i]) == 0;
    if (strspn(field->currency, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 3)
        lint_add(lint, FINDING_ERROR, &field->origin, NULL, "lint_currency_code",
                 WORDS({ "value", field->currency }));
    else if (field->unit != NULL && chinese != (strcmp(field->currency, "CNY") == 0) &&
             strcmp(field->unit, field->currency) != 0)
        lint_add(lint, FINDING_ERROR, &field->origin, NULL, "lint_money_unit",
                 WORDS({ "name", field->label }, { "unit", field->unit },
                       { "currency", field->currency }));
}

static void lint_field(struct lint *lint, const struct field *field)
{
    if (field->kind == FIELD_MONEY)
        lint_money(lint, field);
    for (size_t i = 0; i < field->limit_count; i++) {
        for (size_t j = 0; j < field->limit_count; j++) {
            if (i != j)
                lint_limits(lint, field, &field->limits[i], &field->limits[j]);
        }
        lint_limit_stated(lint, field, &field->limits[i]);
        if (field->limits[i].max_words != LIMIT_NONE &&
            field->limits[i].max_words > field->max_chars)
            lint_add(lint, FINDING_ERROR, &field->limits[i].origin, &field->origin.place,
                     "lint_words_beyond_chars", WORDS({ "name", field->label }));
    }
    for (size_t i = 0; i < field->column_count; i++)
        lint_field(lint, &field->columns[i]);
}

void lint_forms(struct lint *lint)
{
    for (size_t i = 0; i < lint->call->form_count; i++) {
        const struct form *form = form_at(lint->call, i);
        for (size_t j = 0; j < form->section_count; j++) {
            for (size_t k = 0; k < form->sections[j].field_count; k++) {
                lint_layout(lint, form, &form->sections[j].fields[k]);
                lint_field(lint, &form->sections[j].fields[k]);
            }
        }
        for (size_t j = 0; j < form->check_count; j++)
            lint_check_stated(lint, &form->checks[j]);
        if (form_role(form, ROLE_TITLE) == NULL && form_role(form, ROLE_PERSON) == NULL)
            lint_add(lint, FINDING_ERROR, &form->origin, NULL, "lint_form_untitled",
                     WORDS({ "name", form->title }));
    }
}
