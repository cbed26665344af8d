/* SPDX-License-Identifier: Apache-2.0 */
/* form_rule.c: the rules of one field: required, limits, identifiers, codes of reference tables. */
#include "base/mem.h"
#include "base/time.h"
#include "call/calendar.h"
#include "call/form_judge.h"
#include "call/reference.h"
#include "text/count.h"
#include "text/ident.h"

#include <string.h>

/* ---- Limits: one way to say too little and too much ---- */

struct measure {
    int64_t value;
    int64_t min;
    int64_t max;
    const char *below; /* code when value < min */
    const char *above; /* code when value > max */
    const char *text;  /* of value, min and max, for the sentence */
    const char *min_text;
    const char *max_text;
};

static void judge_measure(const struct judge *judge, const struct spot *spot,
                          const struct limit *limit, const struct measure *measure)
{
    if (measure->min != LIMIT_NONE && measure->value < measure->min)
        judge_rule(judge, spot->path, measure->below, &limit->origin, limit->message,
                   SAY({ "label", spot->label }, { "value", measure->text },
                       { "limit", measure->min_text }));
    if (measure->max != LIMIT_NONE && measure->value > measure->max)
        judge_rule(judge, spot->path, measure->above, &limit->origin, limit->message,
                   SAY({ "label", spot->label }, { "value", measure->text },
                       { "limit", measure->max_text }));
}

static void judge_count(const struct judge *judge, const struct spot *spot,
                        const struct limit *limit, int64_t count, const char *const codes[2])
{
    struct measure measure = { count, limit->min, limit->max, codes[0], codes[1] };

    measure.text = mem_printf(judge->op, "%lld", (long long)count);
    measure.min_text = mem_printf(judge->op, "%lld", (long long)limit->min);
    measure.max_text = mem_printf(judge->op, "%lld", (long long)limit->max);
    judge_measure(judge, spot, limit, &measure);
}

/* ---- Texts ---- */

static void rule_text(const struct judge *judge, const struct spot *spot, const struct limit *limit)
{
    static const char *const codes[] = { "too_few_words", "too_many_words" };
    const char *text = json_string_value(spot->value);
    size_t count = 0;

    if (limit->min_words == LIMIT_NONE && limit->max_words == LIMIT_NONE)
        return;
    if (text_count(judge->op, (struct bytes){ (const uint8_t *)text, strlen(text) }, &count) !=
        OK) {
        op_forgive(judge->op);
        return;
    }
    struct limit words = *limit;
    words.min = limit->min_words;
    words.max = limit->max_words;
    judge_count(judge, spot, &words, (int64_t)count, codes);
}

/* ---- Numbers ---- */

static void rule_number(const struct judge *judge, const struct spot *spot,
                        const struct limit *limit)
{
    struct measure measure = {
        .min = limit->min, .max = limit->max, .below = "number_too_small", .above = "number_too_big"
    };

    if (!value_number(spot->field, spot->value, &measure.value))
        return;
    measure.text = number_text(judge->op, spot->field, measure.value);
    if (limit->min != LIMIT_NONE)
        measure.min_text = number_text(judge->op, spot->field, limit->min);
    if (limit->max != LIMIT_NONE)
        measure.max_text = number_text(judge->op, spot->field, limit->max);
    judge_measure(judge, spot, limit, &measure);
}

static void judge_amount(const struct judge *judge, const struct spot *spot)
{
    if (json_integer_value(spot->value) < 0)
        judge_system(judge, spot->path, "amount_negative", SAY({ "label", spot->label }));
}

/* ---- Days ---- */

static int working_days(const struct judge *judge, int from, int to, bool *ret_known)
{
    int count = 0;

    if (judge->context->calendar != NULL)
        return calendar_count(judge->context->calendar, from, to, ret_known);
    for (int day = from; day <= to; day = day_add(day, 1))
        count += day_weekday(day) < 5;
    return count;
}

static const char *day_said(const struct judge *judge, int day)
{
    return day_in(judge->op, judge->form->language, day, false);
}

static void judge_bounds(const struct judge *judge, const struct spot *spot,
                         const struct limit *limit, const int days[2])
{
    for (int i = 0; i < 2; i++) {
        const char *day = days[i] == 0 ? "" : day_said(judge, days[i]);
        const char *path =
            spot->field->kind == FIELD_PERIOD
                ? mem_printf(judge->op, "%s/%s", spot->path, i == 0 ? "start" : "end")
                : spot->path;
        if (days[i] == 0 || (i == 1 && spot->field->kind == FIELD_DATE))
            continue;
        if (limit->not_before != 0 && days[i] < limit->not_before)
            judge_rule(judge, path, "date_too_early", &limit->origin, limit->message,
                       SAY({ "label", spot->label }, { "value", day },
                           { "limit", day_said(judge, limit->not_before) }));
        if (limit->not_after != 0 && days[i] > limit->not_after)
            judge_rule(judge, path, "date_too_late", &limit->origin, limit->message,
                       SAY({ "label", spot->label }, { "value", day },
                           { "limit", day_said(judge, limit->not_after) }));
    }
}

/* The longest span whose working days are counted one by one. */
enum { PERIOD_DAYS_MAX = 36600 };

static void rule_days(const struct judge *judge, const struct spot *spot, const struct limit *limit)
{
    static const char *const days_codes[] = { "too_few_days", "too_many_days" };
    static const char *const work_codes[] = { "too_few_working_days", "too_many_working_days" };
    struct limit days_limit = *limit;
    bool known = true;
    int days[2] = { 0, 0 };

    if (!value_days(spot->field, spot->value, &days[0], &days[1]))
        return;
    judge_bounds(judge, spot, limit, days);
    if (spot->field->kind != FIELD_PERIOD || days[0] == 0 || days[1] < days[0] ||
        day_between(days[0], days[1]) > PERIOD_DAYS_MAX)
        return;
    days_limit.min = limit->min_days;
    days_limit.max = limit->max_days;
    judge_count(judge, spot, &days_limit, day_between(days[0], days[1]) + 1, days_codes);
    days_limit.min = limit->min_working_days;
    days_limit.max = limit->max_working_days;
    if (days_limit.min == LIMIT_NONE && days_limit.max == LIMIT_NONE)
        return;
    judge_count(judge, spot, &days_limit, working_days(judge, days[0], days[1], &known),
                work_codes);
    judge_calendar(judge, spot->path, spot->label, known);
}

static void judge_period(const struct judge *judge, const struct spot *spot)
{
    const enum language language = judge->form->language;
    int from = 0;
    int to = 0;

    if (!value_days(spot->field, spot->value, &from, &to))
        return;
    if (from == 0 || to == 0)
        judge_rule(judge, mem_printf(judge->op, "%s/%s", spot->path, from == 0 ? "start" : "end"),
                   "field_required", &spot->field->origin, NULL,
                   SAY({ "label", mem_printf(judge->op,
                                             from == 0 ? phrase(language, "%s的开始日期")
                                                       : phrase(language, "%s的结束日期"),
                                             spot->label) }));
    else if (to < from)
        judge_system(judge, mem_printf(judge->op, "%s/end", spot->path), "period_order",
                     SAY({ "label", spot->label }, { "value", day_said(judge, from) }));
}

/* ---- How many ---- */

static bool row_is_filled(const struct field *table, const json_t *rows, size_t row)
{
    for (size_t i = 0; i < table->column_count; i++) {
        const struct field *column = &table->columns[i];
        if (!value_is_empty(column, json_object_get(json_array_get(rows, row), column->id)))
            return true;
    }
    return false;
}

size_t table_filled_rows(const struct field *table, const json_t *rows)
{
    size_t count = 0;

    for (size_t i = 0; i < json_array_size(rows); i++)
        count += row_is_filled(table, rows, i);
    return count;
}

static void rule_items(const struct judge *judge, const struct spot *spot,
                       const struct limit *limit)
{
    static const char *const row_codes[] = { "too_few_rows", "too_many_rows" };
    static const char *const pick_codes[] = { "too_few_picked", "too_many_picked" };
    static const char *const file_codes[] = { "too_few_files", "too_many_files" };

    if (spot->field->kind == FIELD_TABLE)
        judge_count(judge, spot, limit, (int64_t)table_filled_rows(spot->field, spot->value),
                    row_codes);
    else if (spot->field->kind == FIELD_CHOICES)
        judge_count(judge, spot, limit,
                    (int64_t)json_array_size(json_object_get(spot->value, "codes")), pick_codes);
    else if (spot->field->kind == FIELD_ATTACHMENT)
        judge_count(judge, spot, limit, (int64_t)json_array_size(spot->value), file_codes);
    else
        judge_count(judge, spot, limit, (int64_t)json_array_size(spot->value), pick_codes);
}

static void judge_other(const struct judge *judge, const struct spot *spot)
{
    const json_t *codes = json_object_get(spot->value, "codes");
    const char *other = json_string_value(json_object_get(spot->value, "other"));
    const char *path = mem_printf(judge->op, "%s/other", spot->path);
    bool ticked = false;
    bool filled = other != NULL && strspn(other, " \t\r\n") != strlen(other);

    if (spot->field->other == NULL)
        return;
    for (size_t i = 0; i < json_array_size(codes); i++)
        ticked =
            ticked || strcmp(json_string_value(json_array_get(codes, i)), spot->field->other) == 0;
    if (ticked && !filled)
        judge_rule(judge, path, "other_required", &spot->field->origin, NULL,
                   SAY({ "label", spot->label }));
    if (!ticked && filled)
        judge_rule(judge, path, "other_not_ticked", &(struct origin){ .basis = BASIS_DEFAULT },
                   NULL, SAY({ "label", spot->label }));
}

static void judge_files(const struct judge *judge, const struct spot *spot)
{
    const struct form_context *context = judge->context;

    for (size_t i = 0; context->has_attachment != NULL && i < json_array_size(spot->value); i++) {
        const char *id = json_string_value(json_array_get(spot->value, i));
        if (!context->has_attachment(context->arg, id))
            judge_system(judge, mem_printf(judge->op, "%s/%zu", spot->path, i),
                         "attachment_missing", SAY({ "label", spot->label }));
    }
}

/* ---- Identifiers and codes ---- */

/* Accounts in other money than the country's are IBANs, or digits as well. */
static bool foreign_money(const struct judge *judge)
{
    return judge->call != NULL && strcmp(judge->call->currency, "CNY") != 0;
}

static void judge_ident(const struct judge *judge, const struct spot *spot)
{
    static const enum ident_kind kinds[FIELD_KIND_COUNT] = {
        [FIELD_PHONE] = IDENT_PHONE, [FIELD_MOBILE] = IDENT_MOBILE,
        [FIELD_EMAIL] = IDENT_EMAIL, [FIELD_IDCARD] = IDENT_IDCARD,
        [FIELD_USCC] = IDENT_USCC,   [FIELD_ACCOUNT] = IDENT_ACCOUNT,
        [FIELD_CNAPS] = IDENT_CNAPS,
    };
    int today = judge->context->today != 0 ? judge->context->today : 22001231;
    struct ident ident =
        ident_check(judge->op, kinds[spot->field->kind], json_string_value(spot->value), today);
    if (ident.code != NULL && spot->field->kind == FIELD_ACCOUNT && foreign_money(judge))
        ident = ident_check(judge->op, IDENT_IBAN, json_string_value(spot->value), today);
    bool doubt = ident.warns_only || spot->field->kind == FIELD_CNAPS ||
                 spot->field->origin.basis == BASIS_DEFAULT;

    if (ident.code == NULL)
        return;
    const char *text = message_in(judge->op, spot->field->language, ident.code, NULL, 0);
    if (strncmp(text, spot->label, strlen(spot->label)) != 0)
        text = mem_printf(judge->op, phrase(spot->field->language, "%s：%s"), spot->label, text);
    judge_rule(judge, spot->path, ident.code,
               &(struct origin){ .basis = doubt ? BASIS_DEFAULT : BASIS_SYSTEM }, text, NULL);
}

bool region_within(const char *code, const char *region)
{
    size_t length = strlen(region);

    while (length >= 2 && strncmp(region + length - 2, "00", 2) == 0)
        length -= 2;
    return strncmp(code, region, length) == 0;
}

static void judge_region(const struct judge *judge, const struct spot *spot, const char *code)
{
    const struct reference *reference = judge->context->reference;
    const struct field *field = spot->field;
    const struct region *region;

    if (field->within != NULL && !region_within(code, field->within))
        judge_rule(judge, spot->path, "region_outside", &field->origin, NULL,
                   SAY({ "label", spot->label }, { "value", code }));
    /* Regions of a province that the tables do not know are taken as they are. */
    if (reference == NULL || field->within == NULL ||
        reference_region(reference, field->within) == NULL)
        return;
    region = reference_region(reference, code);
    if (region == NULL)
        judge_system(judge, spot->path, "code_unknown",
                     SAY({ "label", spot->label }, { "value", code }));
    else if (field->level != NULL &&
             (strcmp(field->level, "county") == 0) != (region->level == REGION_COUNTY))
        judge_rule(judge, spot->path, "region_level", &field->origin, NULL,
                   SAY({ "label", spot->label }, { "value", region->name }));
}

static void rule_regions(const struct judge *judge, const struct spot *spot)
{
    if (spot->field->kind == FIELD_REGION)
        judge_region(judge, spot, json_string_value(spot->value));
    for (size_t i = 0; i < json_array_size(spot->value); i++)
        judge_region(judge, spot, json_string_value(json_array_get(spot->value, i)));
}

static void judge_code(const struct judge *judge, const struct spot *spot)
{
    const struct reference *reference = judge->context->reference;
    const char *code = json_string_value(spot->value);
    struct code_list list;

    if (reference == NULL)
        return;
    list = spot->field->kind == FIELD_DISCIPLINE ? reference_disciplines(reference)
                                                 : reference_industries(reference);
    if (list.count > 0 && code_find(list, code) == NULL)
        judge_system(judge, spot->path, "code_unknown",
                     SAY({ "label", spot->label }, { "value", code }));
}

static void rule_level(const struct judge *judge, const struct spot *spot,
                       const struct limit *limit)
{
    const char *level = json_string_value(spot->value);
    const enum language language = spot->field->language;

    if (limit->at_least != NULL && title_rank(level) < title_rank(limit->at_least))
        judge_rule(
            judge, spot->path, "title_too_low", &limit->origin, limit->message,
            SAY({ "label", spot->label }, { "value", level_name(language, level) },
                { "limit", level_name(language, limit->at_least) },
                { "advice", phrase(language, limit->origin.basis == BASIS_DEFAULT
                                                 ? PHRASE("如确有需要，请写明破格理由。")
                                                 : PHRASE("不符合规定，请核对职称，或换人。")) }));
}

/* Whether a value has a good shape, without telling. */
static bool shape_is_good(const struct judge *judge, const struct spot *spot)
{
    struct problem_list untold = { 0 };
    struct judge quiet = *judge;

    quiet.ret = &untold;
    return shape_check(&quiet, spot);
}

void rule_check_table(const struct judge *judge, const struct spot *spot)
{
    for (size_t i = 0; i < spot->field->limit_count; i++)
        rule_items(judge, spot, &spot->field->limits[i]);
    for (size_t i = 0; i < json_array_size(spot->value); i++) {
        for (size_t j = 0; j < spot->field->column_count; j++) {
            struct spot cell = spot_of_cell(judge, spot, &spot->field->columns[j], i);
            if (row_is_filled(spot->field, spot->value, i) && shape_is_good(judge, &cell))
                rule_check(judge, &cell);
        }
    }
}

static void rule_rows(const struct judge *judge, const struct spot *spot)
{
    for (size_t i = 0; i < json_array_size(spot->value); i++) {
        bool filled = row_is_filled(spot->field, spot->value, i);
        for (size_t j = 0; filled && j < spot->field->column_count; j++) {
            struct spot cell = spot_of_cell(judge, spot, &spot->field->columns[j], i);
            rule_check(judge, &cell);
        }
    }
}

/* ---- Every kind, one row: what is judged once, and what per limit ---- */

static const struct kind_rules {
    void (*whole)(const struct judge *judge, const struct spot *spot);
    void (*limit)(const struct judge *judge, const struct spot *spot, const struct limit *limit);
} kind_rules[FIELD_KIND_COUNT] = {
    [FIELD_TEXT] = { NULL, rule_text },
    [FIELD_LONGTEXT] = { NULL, rule_text },
    [FIELD_NUMBER] = { NULL, rule_number },
    [FIELD_MONEY] = { judge_amount, rule_number },
    [FIELD_DATE] = { NULL, rule_days },
    [FIELD_PERIOD] = { judge_period, rule_days },
    [FIELD_CHOICE] = { NULL, NULL },
    [FIELD_CHOICES] = { judge_other, rule_items },
    [FIELD_REGION] = { rule_regions, NULL },
    [FIELD_REGIONS] = { rule_regions, rule_items },
    [FIELD_ORGANISATION] = { NULL, rule_text },
    [FIELD_PHONE] = { judge_ident, NULL },
    [FIELD_MOBILE] = { judge_ident, NULL },
    [FIELD_EMAIL] = { judge_ident, NULL },
    [FIELD_IDCARD] = { judge_ident, NULL },
    [FIELD_USCC] = { judge_ident, NULL },
    [FIELD_ACCOUNT] = { judge_ident, NULL },
    [FIELD_CNAPS] = { judge_ident, NULL },
    [FIELD_TITLE_LEVEL] = { NULL, rule_level },
    [FIELD_DISCIPLINE] = { judge_code, NULL },
    [FIELD_INDUSTRY] = { judge_code, NULL },
    [FIELD_DECLARATION] = { NULL, NULL },
    [FIELD_ATTACHMENT] = { judge_files, rule_items },
    [FIELD_TABLE] = { rule_rows, rule_items },
};

void rule_check(const struct judge *judge, const struct spot *spot)
{
    const struct field *field = spot->field;
    const struct kind_rules *rules = &kind_rules[field->kind];
    /* With an official blank only what lists and search need is typed. */
    bool typed = !judge->form->official_blank || field->role != ROLE_NONE || field->table != NULL;

    if (value_is_empty(field, spot->value)) {
        if (field->required && typed)
            judge_rule(judge, spot->path,
                       field->kind == FIELD_DECLARATION ? "declaration_required" : "field_required",
                       &field->origin, NULL, SAY({ "label", spot->label }));
        return;
    }
    if (rules->whole != NULL)
        rules->whole(judge, spot);
    for (size_t i = 0; rules->limit != NULL && i < field->limit_count; i++)
        rules->limit(judge, spot, &field->limits[i]);
}
