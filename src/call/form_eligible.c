/* SPDX-License-Identifier: Apache-2.0 */
/* form_eligible.c: conditions of a track that the form itself can answer: numbers and titles. */
#include "base/mem.h"
#include "call/form_judge.h"

#include <string.h>

/* What a limit of the field says already need not be said twice. */
static bool limit_tells(const struct field *field, const struct eligibility *rule)
{
    int64_t wanted = number_of_units(field, rule->min);

    for (size_t i = 0; i < field->limit_count; i++) {
        const struct limit *limit = &field->limits[i];
        bool same = rule->kind == ELIGIBLE_COUNT
                        ? limit->min == wanted
                        : limit->at_least != NULL && strcmp(limit->at_least, rule->at_least) == 0;
        if (same && (limit->origin.basis != BASIS_DEFAULT || rule->origin.basis == BASIS_DEFAULT))
            return true;
    }
    return false;
}

static size_t filled_cells(const struct field *column, const json_t *rows)
{
    size_t count = 0;

    for (size_t i = 0; i < json_array_size(rows); i++)
        count += !value_is_empty(column, json_object_get(json_array_get(rows, i), column->id));
    return count;
}

/* How many a value is: the number itself, filled rows or cells, items. */
static int64_t count_of(const struct field *field, const json_t *value)
{
    int64_t number = 0;

    if (field->table != NULL)
        return (int64_t)filled_cells(field, value);
    if (field->kind == FIELD_NUMBER || field->kind == FIELD_MONEY)
        return value_number(field, value, &number) ? number : 0;
    if (field->kind == FIELD_TABLE)
        return (int64_t)table_filled_rows(field, value);
    if (field->kind == FIELD_CHOICES)
        return (int64_t)json_array_size(json_object_get(value, "codes"));
    return (int64_t)json_array_size(value);
}

static void judge_count(const struct judge *judge, const struct eligibility *rule,
                        const struct field *field, const struct spot *top)
{
    int64_t count = count_of(field, top->value);
    bool number =
        field->table == NULL && (field->kind == FIELD_NUMBER || field->kind == FIELD_MONEY);

    if (count < number_of_units(field, rule->min))
        judge_rule(judge, top->path, "eligible_count", &rule->origin, NULL,
                   SAY({ "label", top->label },
                       { "value", number ? number_text(judge->op, field, count)
                                         : mem_printf(judge->op, "%lld", (long long)count) },
                       { "text", rule->text }));
}

static void judge_level(const struct judge *judge, const struct eligibility *rule,
                        const struct spot *spot)
{
    const char *level = json_string_value(spot->value);

    if (level != NULL && title_rank(level) >= 0 && title_rank(level) < title_rank(rule->at_least))
        judge_rule(judge, spot->path, "eligible_title", &rule->origin, NULL,
                   SAY({ "label", spot->label },
                       { "value", level_name(spot->field->language, level) },
                       { "text", rule->text }));
}

static void judge_condition(const struct judge *judge, const struct eligibility *rule)
{
    const struct field *field = form_field(judge->form, rule->field);
    struct spot top = spot_of(judge, field->table != NULL ? field->table : field);
    bool empty = value_is_empty(top.field, top.value);

    /* An empty field that must be filled is told of already; another fails only a count. */
    if (limit_tells(field, rule) || (empty && top.field->required))
        return;
    if (rule->kind == ELIGIBLE_COUNT)
        judge_count(judge, rule, field, &top);
    else if (field->table == NULL)
        judge_level(judge, rule, &top);
    for (size_t i = 0;
         rule->kind == ELIGIBLE_TITLE && field->table != NULL && i < json_array_size(top.value);
         i++) {
        struct spot cell = spot_of_cell(judge, &top, field, i);
        judge_level(judge, rule, &cell);
    }
}

void eligibility_check(const struct judge *judge, const struct track *track)
{
    for (size_t i = 0; i < track->eligibility_count; i++) {
        const struct eligibility *rule = &track->eligibility[i];
        bool typed = !judge->form->official_blank;
        if (typed && (rule->kind == ELIGIBLE_COUNT || rule->kind == ELIGIBLE_TITLE))
            judge_condition(judge, rule);
    }
}
