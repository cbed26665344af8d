/* SPDX-License-Identifier: Apache-2.0 */
/* form_cross.c: the rules over several fields, one function a kind. */
#include "base/mem.h"
#include "base/time.h"
#include "call/calendar.h"
#include "call/form_judge.h"
#include "call/reference.h"

#include <string.h>

/* ---- Walking the values a name stands for ---- */

struct column {
    const struct field *field; /* the field, or the column */
    const json_t *rows;        /* of its table; NULL for a field */
    const json_t *value;       /* of a field */
    const char *path;          /* "/values/table" or "/values/field" */
};

static struct column column_of(const struct judge *judge, const char *name)
{
    const struct field *field = form_field(judge->form, name);
    const struct field *top = field->table != NULL ? field->table : field;
    const json_t *value = json_object_get(judge->values, top->id);
    struct column column = { .field = field, .path = mem_printf(judge->op, "/values/%s", top->id) };

    if (field->table != NULL)
        column.rows = json_is_array(value) ? value : NULL;
    else
        column.value = value;
    return column;
}

static size_t column_count(const struct column *column)
{
    return column->field->table != NULL ? json_array_size(column->rows) : 1;
}

static const json_t *column_value(const struct column *column, size_t row)
{
    if (column->field->table == NULL)
        return column->value;
    return json_object_get(json_array_get(column->rows, row), column->field->id);
}

static const char *column_path(const struct judge *judge, const struct column *column, size_t row)
{
    if (column->field->table == NULL)
        return column->path;
    return mem_printf(judge->op, "%s/%zu/%s", column->path, row, column->field->id);
}

/* "预算明细第2行“金额”", or the field's label. */
static const char *cell_label(const struct judge *judge, const struct column *column, size_t row)
{
    if (column->field->table == NULL)
        return column->field->label;
    return mem_printf(judge->op, phrase(column->field->language, "%s第%zu行“%s”"),
                      column->field->table->label, row + 1, column->field->label);
}

/* "预算明细的金额", or the field's label. */
static const char *column_label(const struct judge *judge, const struct column *column)
{
    if (column->field->table == NULL)
        return column->field->label;
    return mem_printf(judge->op, phrase(column->field->language, "%s的%s"),
                      column->field->table->label, column->field->label);
}

static void broken(const struct judge *judge, const struct check *check, const char *path,
                   const char *code, const struct judge_words *words)
{
    judge_rule(judge, path, code, &check->origin, check->message, words);
}

/* ---- Sums ---- */

/* 50 fields of 500 rows of at most 10^15 could pass int64: stays at its end then. */
static void add(int64_t *sum, int64_t number)
{
    if (__builtin_add_overflow(*sum, number, sum))
        *sum = number > 0 ? INT64_MAX : INT64_MIN;
}

struct sum {
    int64_t number;
    bool any;    /* whether anything was there to add */
    int skipped; /* values that are missing in a filled row, or no numbers */
};

static bool row_says_nothing(const struct column *column, size_t row)
{
    const struct field *table = column->field->table;

    for (size_t i = 0; table != NULL && i < table->column_count; i++) {
        const struct field *other = &table->columns[i];
        if (!value_is_empty(other, json_object_get(json_array_get(column->rows, row), other->id)))
            return false;
    }
    return table != NULL;
}

static void column_sum(const struct column *column, struct sum *sum)
{
    int64_t number;

    for (size_t i = 0; i < column_count(column); i++) {
        if (value_number(column->field, column_value(column, i), &number)) {
            add(&sum->number, number);
            sum->any = true;
        } else {
            sum->skipped += !row_says_nothing(column, i);
        }
    }
}

static void check_sum(const struct judge *judge, const struct check *check)
{
    struct column total = column_of(judge, check->total);
    struct column first = column_of(judge, check->fields[0]);
    struct sum sum = { 0 };
    struct sum whole = { 0 };
    char *labels = NULL;

    for (size_t i = 0; i < check->field_count; i++) {
        struct column column = column_of(judge, check->fields[i]);
        column_sum(&column, &sum);
        mem_append(judge->op, &labels, "%s%s", i == 0 ? "" : phrase(judge->form->language, "、"),
                   column_label(judge, &column));
    }
    column_sum(&total, &whole);
    if (!sum.any || !whole.any)
        return;
    bool equal = check->kind == CHECK_SUM_EQUAL;
    int64_t wanted = whole.number;
    if (equal ? sum.number == wanted : sum.number <= wanted)
        return;
    int64_t gap = 0;
    if (__builtin_sub_overflow(sum.number, wanted, &gap))
        gap = INT64_MAX;
    const char *skipped =
        sum.skipped == 0
            ? ""
            : mem_printf(judge->op,
                         phrase_count(judge->form->language,
                                      "（有 %d 处没有填或填写有误，没有计入）", sum.skipped),
                         sum.skipped);
    broken(judge, check, first.path, equal ? "sum_differs" : "sum_too_big",
           SAY({ "label", labels },
               { "value", mem_printf(judge->op, "%s%s",
                                     number_text(judge->op, total.field, sum.number), skipped) },
               { "total", mem_printf(judge->op, "%s %s", total.field->label,
                                     number_text(judge->op, total.field, wanted)) },
               { "gap", number_text(judge->op, total.field, gap < 0 ? -gap : gap) }));
}

static const char *code_of(const json_t *value)
{
    const char *text = json_string_value(value);

    return text == NULL ? "" : text;
}

static const char *option_label(const struct field *field, const char *code)
{
    for (size_t i = 0; code != NULL && i < field->option_count; i++) {
        if (strcmp(field->options[i].code, code) == 0)
            return field->options[i].label;
    }
    return code == NULL ? "" : code;
}

static void check_share(const struct judge *judge, const struct check *check)
{
    struct column amount = column_of(judge, check->fields[0]);
    struct column kind = column_of(judge, check->when);
    int64_t all = 0;
    int64_t part = 0;
    int64_t number;

    for (size_t i = 0; i < column_count(&amount); i++) {
        if (!value_number(amount.field, column_value(&amount, i), &number))
            continue;
        add(&all, number);
        if (check->equals != NULL && strcmp(code_of(column_value(&kind, i)), check->equals) == 0)
            add(&part, number);
    }
    /* part / all > max / 100, in whole numbers and without leaving int64 */
    if (all <= 0 || check->max == LIMIT_NONE ||
        part <= all / 100 * check->max + all % 100 * check->max / 100)
        return;
    broken(judge, check, amount.path, "share_too_big",
           SAY({ "label", column_label(judge, &amount) },
               { "option", option_label(kind.field, check->equals) },
               { "value", number_text(judge->op, amount.field, part) },
               { "all", number_text(judge->op, amount.field, all) },
               { "limit", mem_printf(judge->op, "%lld%%", (long long)check->max) }));
}

/* ---- Order and days ---- */

static void check_order(const struct judge *judge, const struct check *check)
{
    struct column first = column_of(judge, check->fields[0]);
    struct column second = column_of(judge, check->fields[1]);
    int64_t low = 0;
    int64_t high = 0;
    int from = 0;
    int to = 0;
    int ignored;
    bool both;

    if (first.field->kind == FIELD_DATE || first.field->kind == FIELD_PERIOD) {
        both = value_days(first.field, first.value, &ignored, &from) &&
               value_days(second.field, second.value, &to, &ignored) && from != 0 && to != 0;
        low = from;
        high = to;
    } else {
        both = value_number(first.field, first.value, &low) &&
               value_number(second.field, second.value, &high);
    }
    if (both && low > high)
        broken(judge, check, second.path, "order_wrong",
               SAY({ "label", first.field->label }, { "other", second.field->label }));
}

/* Different days from Monday to Friday. */
static int weekdays_among(const int *days, size_t count)
{
    int working = 0;

    for (size_t i = 0; i < count; i++) {
        bool again = day_weekday(days[i]) >= 5;
        for (size_t j = 0; j < i; j++)
            again = again || days[j] == days[i];
        working += !again;
    }
    return working;
}

static void check_working_days(const struct judge *judge, const struct check *check)
{
    struct column dates = column_of(judge, check->fields[0]);
    int *days = mem_array(judge->op, int, column_count(&dates) + 1);
    size_t count = 0;
    bool known = true;
    int to;

    for (size_t i = 0; i < column_count(&dates); i++) {
        if (value_days(dates.field, column_value(&dates, i), &days[count], &to))
            count++;
    }
    if (count == 0)
        return;
    int working = judge->context->calendar != NULL
                      ? calendar_count_scheduled(judge->context->calendar, days, count, &known)
                      : weekdays_among(days, count);
    judge_calendar(judge, dates.path, column_label(judge, &dates), known);
    const char *value = mem_printf(judge->op, "%d", working);
    if (check->min != LIMIT_NONE && working < check->min)
        broken(judge, check, dates.path, "too_few_working_days",
               SAY({ "label", column_label(judge, &dates) }, { "value", value },
                   { "limit", mem_printf(judge->op, "%lld", (long long)check->min) }));
    if (check->max != LIMIT_NONE && working > check->max)
        broken(judge, check, dates.path, "too_many_working_days",
               SAY({ "label", column_label(judge, &dates) }, { "value", value },
                   { "limit", mem_printf(judge->op, "%lld", (long long)check->max) }));
}

static void check_within(const struct judge *judge, const struct check *check)
{
    struct column dates = column_of(judge, check->fields[0]);
    struct column period = column_of(judge, check->fields[1]);
    int from = 0;
    int to = 0;
    int first;
    int last;

    if (!value_days(period.field, period.value, &from, &to) || from == 0 || to == 0)
        return;
    for (size_t i = 0; i < column_count(&dates); i++) {
        if (!value_days(dates.field, column_value(&dates, i), &first, &last))
            continue;
        if ((first != 0 && first < from) || (last != 0 && last > to))
            broken(judge, check, column_path(judge, &dates, i), "date_outside",
                   SAY({ "label", cell_label(judge, &dates, i) },
                       { "value", day_in(judge->op, judge->form->language,
                                         first != 0 && first < from ? first : last, false) },
                       { "other", period.field->label }));
    }
}

/* ---- Filled or not ---- */

static bool includes(const json_t *value, const char *code)
{
    const json_t *codes = json_is_object(value) ? json_object_get(value, "codes") : value;

    for (size_t i = 0; i < json_array_size(codes); i++) {
        if (strcmp(code_of(json_array_get(codes, i)), code) == 0)
            return true;
    }
    return false;
}

static bool condition_holds(const struct check *check, const struct field *when,
                            const json_t *value)
{
    const char *text = json_is_boolean(value) ? (json_is_true(value) ? "true" : "false")
                                              : json_string_value(value);
    char number[32];

    if (value_is_empty(when, value) && !json_is_false(value))
        return false;
    if (json_is_integer(value) &&
        snprintf(number, sizeof number, "%lld", (long long)json_integer_value(value)) > 0)
        text = number;
    if (check->equals != NULL)
        return text != NULL && strcmp(text, check->equals) == 0;
    if (check->includes != NULL)
        return includes(value, check->includes);
    if (check->below != NULL)
        return text != NULL && title_rank(text) >= 0 && title_rank(text) < title_rank(check->below);
    return true;
}

static void require_in_row(const struct judge *judge, const struct check *check,
                           const struct column *column, size_t row)
{
    if (value_is_empty(column->field, column_value(column, row)))
        broken(judge, check, column_path(judge, column, row), "required_here",
               SAY({ "label", cell_label(judge, column, row) },
                   { "other", form_field(judge->form, check->when)->label }));
}

static void check_required_if(const struct judge *judge, const struct check *check)
{
    struct column when = column_of(judge, check->when);

    for (size_t i = 0; i < check->field_count; i++) {
        struct column column = column_of(judge, check->fields[i]);
        bool by_row = when.field->table != NULL && column.field->table == when.field->table;
        bool any = false;
        for (size_t row = 0; row < column_count(&when); row++) {
            bool holds = condition_holds(check, when.field, column_value(&when, row));
            any = any || holds;
            if (by_row && holds)
                require_in_row(judge, check, &column, row);
        }
        for (size_t row = 0; !by_row && any && row < column_count(&column); row++)
            require_in_row(judge, check, &column, row);
    }
}

static void check_at_least_one(const struct judge *judge, const struct check *check)
{
    char *labels = NULL;
    struct column first = column_of(judge, check->fields[0]);

    for (size_t i = 0; i < check->field_count; i++) {
        struct column column = column_of(judge, check->fields[i]);
        for (size_t row = 0; row < column_count(&column); row++) {
            if (!value_is_empty(column.field, column_value(&column, row)))
                return;
        }
        mem_append(judge->op, &labels, "%s%s", i == 0 ? "" : phrase(judge->form->language, "、"),
                   column_label(judge, &column));
    }
    broken(judge, check, first.path, "at_least_one", SAY({ "label", labels }));
}

static void check_same(const struct judge *judge, const struct check *check)
{
    struct column first = column_of(judge, check->fields[0]);
    struct column second = column_of(judge, check->fields[1]);
    const char *one = code_of(first.value);
    const char *two = code_of(second.value);

    if (one[0] == '\0' || two[0] == '\0' || strcmp(one, two) == 0)
        return;
    if (check->unless != NULL) {
        struct column unless = column_of(judge, check->unless);
        if (!value_is_empty(unless.field, unless.value))
            return;
    }
    broken(judge, check, second.path, "texts_differ",
           SAY({ "label", first.field->label }, { "other", second.field->label }));
}

static void check_distinct(const struct judge *judge, const struct check *check)
{
    struct column column = column_of(judge, check->fields[0]);

    for (size_t i = 1; i < column_count(&column); i++) {
        const json_t *value = column_value(&column, i);
        for (size_t j = 0; j < i && !value_is_empty(column.field, value); j++) {
            if (!json_equal(value, column_value(&column, j)))
                continue;
            broken(judge, check, column_path(judge, &column, i), "row_twice",
                   SAY({ "label", column_label(judge, &column) },
                       { "value", mem_printf(judge->op, "%zu", i + 1) },
                       { "other", mem_printf(judge->op, "%zu", j + 1) }));
            break;
        }
    }
}

void cross_check(const struct judge *judge, const struct check *check)
{
    static void (*const checks[CHECK_KIND_COUNT])(const struct judge *, const struct check *) = {
        [CHECK_SUM_EQUAL] = check_sum,
        [CHECK_SUM_AT_MOST] = check_sum,
        [CHECK_SHARE_AT_MOST] = check_share,
        [CHECK_ORDER] = check_order,
        [CHECK_WORKING_DAYS] = check_working_days,
        [CHECK_DATES_WITHIN] = check_within,
        [CHECK_REQUIRED_IF] = check_required_if,
        [CHECK_AT_LEAST_ONE] = check_at_least_one,
        [CHECK_SAME] = check_same,
        [CHECK_DISTINCT] = check_distinct,
    };

    checks[check->kind](judge, check);
}
