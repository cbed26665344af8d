/* SPDX-License-Identifier: Apache-2.0 */
/* check_resolve.c: rules over several fields name fields that exist and are of a fitting kind. */
#include "base/mem.h"
#include "call/call_tables.h"

#include <string.h>

#define KIND(kind) (1U << (kind))
#define SUMS       (KIND(FIELD_NUMBER) | KIND(FIELD_MONEY))
#define DATES      (KIND(FIELD_DATE) | KIND(FIELD_PERIOD))
#define TEXTS      (KIND(FIELD_TEXT) | KIND(FIELD_LONGTEXT) | KIND(FIELD_ORGANISATION))
#define ANY        (~0U)

enum { NO, YES, MAY };
enum { ANYWHERE, PLAIN, COLUMNS };

/* What each kind of check needs; kinds is of fields and total, at_fields of how many. */
static const struct check_row {
    unsigned kinds;
    size_t fields_min;
    size_t fields_max;
    int total;
    int when;
    int bounds;
    int unless;
    int place; /* where fields stand: PLAIN is no column, COLUMNS are "table/column" */
} rows[CHECK_KIND_COUNT] = {
    [CHECK_SUM_EQUAL] = { SUMS, 1, 50, YES, NO, NO, NO, ANYWHERE },
    [CHECK_SUM_AT_MOST] = { SUMS, 1, 50, YES, NO, NO, NO, ANYWHERE },
    [CHECK_SHARE_AT_MOST] = { SUMS, 1, 1, NO, YES, YES, NO, COLUMNS },
    [CHECK_ORDER] = { SUMS | DATES, 2, 2, NO, NO, NO, NO, PLAIN },
    [CHECK_WORKING_DAYS] = { KIND(FIELD_DATE), 1, 1, NO, NO, YES, NO, COLUMNS },
    [CHECK_DATES_WITHIN] = { DATES, 2, 2, NO, NO, NO, NO, ANYWHERE },
    [CHECK_REQUIRED_IF] = { ANY, 1, 50, NO, YES, NO, NO, ANYWHERE },
    [CHECK_AT_LEAST_ONE] = { ANY, 1, 50, NO, NO, NO, NO, ANYWHERE },
    [CHECK_SAME] = { TEXTS, 2, 2, NO, NO, NO, MAY, PLAIN },
    [CHECK_DISTINCT] = { ANY, 1, 1, NO, NO, NO, NO, COLUMNS },
};

static void judge_name(struct reader *reader, const struct form *form, const struct check *check,
                       const char *name, unsigned kinds)
{
    const struct field *field = name == NULL ? NULL : form_field(form, name);

    if (name != NULL && field == NULL)
        reader_unknown(reader, check->origin.place, "栏目", name, form_names(reader, form, name));
    if (field != NULL && !(KIND(field->kind) & kinds))
        reader_error(reader, reader_place(reader, name, check->origin.place), "call_check_kind",
                     WORDS({ "value", name }, { "key", field_kind_words[field->kind] },
                           { "name", check_kind_words[check->kind] }));
}

static void judge_key(struct reader *reader, const struct check *check, const char *key, int wanted,
                      bool given)
{
    if (wanted == YES && !given)
        reader_error(reader, check->origin.place, "call_missing_key",
                     WORDS({ "name", check_kind_words[check->kind] }, { "key", key }));
    if (wanted == NO && given)
        reader_error(reader, check->origin.place, "call_check_key",
                     WORDS({ "name", check_kind_words[check->kind] }, { "key", key }));
}

static void rescale_bound(struct reader *reader, const struct check *check, const char *key,
                          int64_t *bound)
{
    if (*bound == LIMIT_NONE)
        return;
    if (*bound % DECIMAL_SCALE != 0)
        reader_error(
            reader, check->origin.place, "call_type_int",
            WORDS({ "key", key }, { "value", scaled_text(reader->finding_memory, *bound) }));
    *bound /= DECIMAL_SCALE;
}

/* A rule that looks at one value cannot be given a column, and the reverse. */
static void judge_place(struct reader *reader, const struct check *check, const char *name,
                        int wanted)
{
    bool column = strchr(name, '/') != NULL;

    if ((wanted == COLUMNS && !column) || (wanted == PLAIN && column))
        reader_error(reader, reader_place(reader, name, check->origin.place),
                     column ? "call_check_plain" : "call_check_column", WORDS({ "value", name }));
}

/* Rules that would be passed over in silence, as their fields do not fit together. */
static void judge_partners(struct reader *reader, const struct form *form,
                           const struct check *check)
{
    const char *second = check->field_count > 1 ? check->fields[1] : NULL;
    const struct field *first = check->field_count > 0 ? form_field(form, check->fields[0]) : NULL;
    const struct field *when = check->when == NULL ? NULL : form_field(form, check->when);
    const struct field *period = second == NULL ? NULL : form_field(form, second);

    if (check->kind == CHECK_DATES_WITHIN && period != NULL && period->kind != FIELD_PERIOD)
        reader_error(reader, reader_place(reader, second, check->origin.place), "call_check_kind",
                     WORDS({ "value", second }, { "key", field_kind_words[period->kind] },
                           { "name", check_kind_words[check->kind] }));
    else if (check->kind == CHECK_DATES_WITHIN && second != NULL)
        judge_place(reader, check, second, PLAIN);
    if (check->kind != CHECK_SHARE_AT_MOST)
        return;
    if (check->equals == NULL)
        judge_key(reader, check, "equals", YES, false);
    if (check->max == LIMIT_NONE)
        judge_key(reader, check, "max", YES, false);
    if (first != NULL && when != NULL && when->table != first->table)
        reader_error(reader, reader_place(reader, check->when, check->origin.place),
                     "call_check_tables", WORDS({ "value", check->when }));
}

/* A sum over money and plain numbers, or over columns of two tables, means nothing. */
static void judge_mixture(struct reader *reader, const struct form *form, const struct check *check)
{
    const struct field *first = check->field_count > 0 ? form_field(form, check->fields[0]) : NULL;
    bool same_kind = check->kind == CHECK_SUM_EQUAL || check->kind == CHECK_SUM_AT_MOST ||
                     check->kind == CHECK_ORDER;

    for (size_t i = 1; same_kind && i <= check->field_count && first != NULL; i++) {
        const char *name = i < check->field_count ? check->fields[i] : check->total;
        const struct field *field = name == NULL ? NULL : form_field(form, name);
        bool dates = (KIND(first->kind) & DATES) && field != NULL && (KIND(field->kind) & DATES);
        if (field != NULL && !dates &&
            (field->kind != first->kind || field->decimals != first->decimals))
            reader_error(reader, check->origin.place, "call_check_mixed",
                         WORDS({ "value", name }, { "name", check->fields[0] }));
    }
}

void check_resolve(struct reader *reader, const struct form *form, struct check *check)
{
    const struct check_row *row = &rows[check->kind];
    bool condition = check->equals != NULL || check->includes != NULL || check->below != NULL;

    for (size_t i = 0; i < check->field_count; i++) {
        judge_name(reader, form, check, check->fields[i], row->kinds);
        judge_place(reader, check, check->fields[i], row->place);
    }
    if (check->field_count > 0 &&
        (check->field_count < row->fields_min || check->field_count > row->fields_max))
        reader_error(reader, check->origin.place, "call_check_count",
                     WORDS({ "name", check_kind_words[check->kind] }));
    judge_name(reader, form, check, check->total, SUMS);
    judge_name(reader, form, check, check->when, ANY);
    judge_name(reader, form, check, check->unless, ANY);
    judge_key(reader, check, "total", row->total, check->total != NULL);
    judge_key(reader, check, "when", row->when, check->when != NULL);
    judge_key(reader, check, "equals", row->when == YES ? MAY : NO, condition);
    judge_key(reader, check, "unless", row->unless, check->unless != NULL);
    judge_key(reader, check, "min", row->bounds,
              check->min != LIMIT_NONE || check->max != LIMIT_NONE);
    judge_mixture(reader, form, check);
    judge_partners(reader, form, check);
    condition_resolve(reader, form, check);
    rescale_bound(reader, check, "min", &check->min);
    rescale_bound(reader, check, "max", &check->max);
    if (check->kind == CHECK_SHARE_AT_MOST && check->max != LIMIT_NONE &&
        (check->max < 0 || check->max > 100))
        reader_error(
            reader, check->origin.place, "call_out_of_range",
            WORDS({ "key", "max" },
                  { "value", mem_printf(reader->finding_memory, "%lld", (long long)check->max) },
                  { "range", "0—100" }));
    if (check->min != LIMIT_NONE && check->max != LIMIT_NONE && check->min > check->max)
        reader_error(reader, check->origin.place, "call_range_upside_down",
                     WORDS({ "low", "min" }, { "high", "max" }));
}
