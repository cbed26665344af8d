/* SPDX-License-Identifier: Apache-2.0 */
/* form_resolve.c: keys that fit the kind, limits in the field's unit, names that exist. */
#include "base/mem.h"
#include "call/call_tables.h"

#include <string.h>

#define KIND(kind) (1U << (kind))
#define TEXT_KINDS (KIND(FIELD_TEXT) | KIND(FIELD_LONGTEXT) | KIND(FIELD_ORGANISATION))
#define DATE_KINDS (KIND(FIELD_DATE) | KIND(FIELD_PERIOD))
#define COUNT_KINDS                                                                                \
    (KIND(FIELD_NUMBER) | KIND(FIELD_MONEY) | KIND(FIELD_TABLE) | KIND(FIELD_CHOICES) |            \
     KIND(FIELD_REGIONS) | KIND(FIELD_ATTACHMENT))
#define ANY_KIND (~0U)

/* ---- Limits ---- */

/* Where each pair of bounds stands in struct limit, and the kinds that know it. */
static const struct bound {
    const char *low;
    const char *high;
    size_t low_at;
    size_t high_at;
    unsigned kinds;
} bounds[] = {
    { "min", "max", offsetof(struct limit, min), offsetof(struct limit, max), COUNT_KINDS },
    { "min_words", "max_words", offsetof(struct limit, min_words),
      offsetof(struct limit, max_words), TEXT_KINDS },
    { "min_days", "max_days", offsetof(struct limit, min_days), offsetof(struct limit, max_days),
      KIND(FIELD_PERIOD) },
    { "min_working_days", "max_working_days", offsetof(struct limit, min_working_days),
      offsetof(struct limit, max_working_days), KIND(FIELD_PERIOD) },
};

static void wrong_kind(struct reader *reader, struct place place, const char *key,
                       const struct field *field)
{
    reader_error(reader, place, "call_key_kind",
                 WORDS({ "key", key }, { "value", field_kind_words[field->kind] },
                       { "name", field->label == NULL ? "" : field->label }));
}

/* From millionths of the field's unit to what values hold. */
static void rescale(struct reader *reader, const struct field *field, const struct limit *limit,
                    const char *key, int64_t *bound)
{
    bool of_value = strcmp(key, "min") == 0 || strcmp(key, "max") == 0;
    int64_t per_unit = 1;

    if (*bound == LIMIT_NONE)
        return;
    if (of_value && field->kind == FIELD_MONEY)
        per_unit = money_unit(field);
    for (int i = 0; of_value && field->kind == FIELD_NUMBER && i < field->decimals; i++)
        per_unit *= 10;
    /* 10^11 units of 10^10 minor units each would leave int64: judged before multiplying. */
    if (*bound > INT64_MAX / per_unit || *bound < INT64_MIN / per_unit ||
        *bound * per_unit % DECIMAL_SCALE != 0) {
        reader_error(reader, limit->origin.place, "call_limit_decimals", WORDS({ "key", key }));
        return;
    }
    *bound = *bound * per_unit / DECIMAL_SCALE;
}

static void resolve_limit(struct reader *reader, const struct field *field, struct limit *limit)
{
    struct place place = limit->origin.place;

    for (size_t i = 0; i < sizeof bounds / sizeof bounds[0]; i++) {
        int64_t *low = (void *)((char *)limit + bounds[i].low_at);
        int64_t *high = (void *)((char *)limit + bounds[i].high_at);
        if ((*low != LIMIT_NONE || *high != LIMIT_NONE) && !(bounds[i].kinds & KIND(field->kind)))
            wrong_kind(reader, place, *low != LIMIT_NONE ? bounds[i].low : bounds[i].high, field);
        rescale(reader, field, limit, bounds[i].low, low);
        rescale(reader, field, limit, bounds[i].high, high);
        if (*low != LIMIT_NONE && *high != LIMIT_NONE && *low > *high)
            reader_error(reader, place, "call_range_upside_down",
                         WORDS({ "low", bounds[i].low }, { "high", bounds[i].high }));
    }
    if ((limit->not_before != 0 || limit->not_after != 0) && !(DATE_KINDS & KIND(field->kind)))
        wrong_kind(reader, place, limit->not_before != 0 ? "not_before" : "not_after", field);
    if (limit->not_before != 0 && limit->not_after != 0 && limit->not_before > limit->not_after)
        reader_error(reader, place, "call_range_upside_down",
                     WORDS({ "low", "not_before" }, { "high", "not_after" }));
    if (limit->at_least != NULL && field->kind != FIELD_TITLE_LEVEL)
        wrong_kind(reader, place, "at_least", field);
}

/* ---- Fields ---- */

/* Kinds a role can be played by. */
static const unsigned role_kinds[ROLE_COUNT] = {
    [ROLE_NONE] = ANY_KIND,
    [ROLE_TITLE] = TEXT_KINDS,
    [ROLE_ORGANISATION] = TEXT_KINDS,
    [ROLE_USCC] = KIND(FIELD_USCC),
    [ROLE_PERIOD] = KIND(FIELD_PERIOD),
    [ROLE_PLACE] = TEXT_KINDS | KIND(FIELD_REGION) | KIND(FIELD_REGIONS) | KIND(FIELD_CHOICE),
    [ROLE_REGIONS] = KIND(FIELD_REGION) | KIND(FIELD_REGIONS),
    [ROLE_DEPARTMENT] = TEXT_KINDS,
    [ROLE_CONTACT] = TEXT_KINDS,
    [ROLE_PHONE] = KIND(FIELD_PHONE) | KIND(FIELD_MOBILE) | KIND(FIELD_TEXT),
    [ROLE_MOBILE] = KIND(FIELD_MOBILE) | KIND(FIELD_PHONE) | KIND(FIELD_TEXT),
    [ROLE_EMAIL] = KIND(FIELD_EMAIL),
    [ROLE_BUDGET_TOTAL] = KIND(FIELD_MONEY),
    [ROLE_BUDGET] = KIND(FIELD_TABLE),
    [ROLE_PAYEE] = TEXT_KINDS,
    [ROLE_BANK] = TEXT_KINDS,
    [ROLE_ACCOUNT] = KIND(FIELD_ACCOUNT) | KIND(FIELD_TEXT),
    [ROLE_CNAPS] = KIND(FIELD_CNAPS),
    [ROLE_EXPERT_COUNT] = KIND(FIELD_NUMBER),
    [ROLE_EXPERTS] = KIND(FIELD_TABLE),
    [ROLE_DEMANDS] = KIND(FIELD_TABLE),
    [ROLE_CONTENT] = TEXT_KINDS,
    [ROLE_SCHEDULE] = KIND(FIELD_TABLE),
    [ROLE_DAYS] = KIND(FIELD_NUMBER),
    [ROLE_PERSON] = TEXT_KINDS,
    [ROLE_IDCARD] = KIND(FIELD_IDCARD) | KIND(FIELD_TEXT),
    [ROLE_TITLE_LEVEL] = KIND(FIELD_TITLE_LEVEL),
    [ROLE_DISCIPLINE] = KIND(FIELD_DISCIPLINE),
    [ROLE_TITLE_NAME] = TEXT_KINDS,
    [ROLE_SPECIALTY] = TEXT_KINDS,
    [ROLE_HONOURS] = KIND(FIELD_CHOICES),
    [ROLE_PROJECTS] = KIND(FIELD_TABLE),
    [ROLE_HISTORY] = TEXT_KINDS,
    [ROLE_OFFERS] = TEXT_KINDS,
    [ROLE_FREE_TIME] = TEXT_KINDS,
    [ROLE_EXCEPTION] = TEXT_KINDS,
    [ROLE_LIBRARY] = KIND(FIELD_CHOICE),
    [ROLE_HEALTHY] = KIND(FIELD_DECLARATION),
    [ROLE_WILLING] = KIND(FIELD_DECLARATION),
    [ROLE_ADAPTABLE] = KIND(FIELD_DECLARATION),
    [ROLE_BORN] = KIND(FIELD_DATE),
    [ROLE_GENDER] = KIND(FIELD_CHOICE) | TEXT_KINDS,
    [ROLE_ETHNICITY] = TEXT_KINDS,
    [ROLE_POST] = TEXT_KINDS,
    [ROLE_PASSPORT] = TEXT_KINDS,
    [ROLE_KIND] = KIND(FIELD_CHOICE),
};

/* A key given to a field whose kind does not know it. */
static void judge_keys(struct reader *reader, const struct field *field)
{
    const struct {
        const char *key;
        bool given;
        unsigned kinds;
    } uses[] = {
        { "options", field->option_count > 0, KIND(FIELD_CHOICE) | KIND(FIELD_CHOICES) },
        { "other", field->other != NULL, KIND(FIELD_CHOICES) },
        { "columns", field->column_count > 0, KIND(FIELD_TABLE) },
        { "decimals", field->decimals > 0, KIND(FIELD_NUMBER) },
        { "currency", field->currency != NULL, KIND(FIELD_MONEY) },
        { "unit", field->unit != NULL, KIND(FIELD_NUMBER) | KIND(FIELD_MONEY) },
        { "accept", field->accept_count > 0, KIND(FIELD_ATTACHMENT) },
        { "level", field->level != NULL, KIND(FIELD_REGION) | KIND(FIELD_REGIONS) },
        { "within", field->within != NULL, KIND(FIELD_REGION) | KIND(FIELD_REGIONS) },
        { "as", field->role != ROLE_NONE, role_kinds[field->role] },
    };

    for (size_t i = 0; i < sizeof uses / sizeof uses[0]; i++) {
        if (uses[i].given && !(uses[i].kinds & KIND(field->kind)))
            wrong_kind(reader, field->origin.place, uses[i].key, field);
    }
}

static bool has_option(const struct field *field, const char *code)
{
    for (size_t i = 0; i < field->option_count; i++) {
        if (field->options[i].code != NULL && strcmp(field->options[i].code, code) == 0)
            return true;
    }
    return false;
}

static void judge_needs(struct reader *reader, const struct field *field)
{
    struct place place = field->origin.place;
    bool chooses = field->kind == FIELD_CHOICE || field->kind == FIELD_CHOICES;

    if (chooses && field->option_count == 0)
        reader_error(reader, place, "call_missing_key",
                     WORDS({ "name", "选择栏目" }, { "key", "options" }));
    if (field->kind == FIELD_TABLE && field->table == NULL && field->column_count == 0)
        reader_error(reader, place, "call_missing_key",
                     WORDS({ "name", "表格" }, { "key", "columns" }));
    if (field->kind == FIELD_TABLE && field->table != NULL)
        reader_error(reader, place, "call_table_inside", NULL);
    if (chooses && field->other != NULL && !has_option(field, field->other))
        reader_unknown(reader, place, "选项", field->other, "");
    if (field->level != NULL && strcmp(field->level, "league") != 0 &&
        strcmp(field->level, "county") != 0)
        reader_error(
            reader, place, "call_type_word",
            WORDS({ "key", "level" }, { "value", field->level }, { "words", "league、county" }));
}

static int default_chars(enum field_kind kind)
{
    return kind == FIELD_LONGTEXT ? FORM_CHARS_DEFAULT : FORM_LINE_CHARS;
}

static void resolve_field(struct reader *reader, const struct call *call, struct field *field,
                          const struct field *table)
{
    field->table = table;
    field->personal =
        field->personal || field_kind_personal(field->kind) || (table != NULL && table->personal);
    field->language = language_of(call->language);
    judge_keys(reader, field);
    judge_needs(reader, field);
    if (field->kind == FIELD_MONEY && field->currency == NULL)
        field->currency = call->currency;
    if (field->within == NULL && (field->kind == FIELD_REGION || field->kind == FIELD_REGIONS))
        field->within = call->region;
    if (field->max_chars == 0)
        field->max_chars = default_chars(field->kind);
    for (size_t i = 0; i < field->limit_count; i++)
        resolve_limit(reader, field, &field->limits[i]);
    for (size_t i = 0; i < field->column_count; i++)
        resolve_field(reader, call, &field->columns[i], field);
}

/* Ids and roles are unique in the whole form, not only in their section. */
static void judge_twice(struct reader *reader, const struct form *form, const struct field *field)
{
    const struct field *first = field->id == NULL ? NULL : form_field(form, field->id);
    const struct field *player = form_role(form, field->role);
    const char *code = "call_code_twice";

    if (first == NULL || first == field) {
        first = player;
        code = "call_role_twice";
    }
    if (first == NULL || first == field || (first == player && field->role == ROLE_NONE))
        return;
    finding_add(reader->finding_memory, reader->findings,
                (struct finding){
                    .place = field->origin.place, .other = first->origin.place, .code = code },
                (struct message_arg[]){ { "name", "栏目" },
                                        { "key", "id" },
                                        { "value", field->id },
                                        { "role", field_role_words[field->role] } },
                4);
}

/* ---- Print rows ---- */

static void resolve_row(struct reader *reader, const struct form *form, const struct print_row *row)
{
    int span = 0;

    if ((row->heading == NULL) == (row->cell_count == 0))
        reader_error(reader, row->place, "call_print_row", NULL);
    for (size_t i = 0; i < row->cell_count; i++) {
        const struct cell *cell = &row->cells[i];
        span += cell->span > 0 ? cell->span : 1;
        if (cell->field != NULL && form_field(form, cell->field) == NULL)
            reader_unknown(reader, cell->place, "栏目", cell->field,
                           form_names(reader, form, cell->field));
        if (cell->field == NULL && cell->label == NULL)
            reader_error(reader, cell->place, "call_missing_key",
                         WORDS({ "name", "打印格" }, { "key", "field" }));
    }
    if (span > form->print.columns)
        reader_error(
            reader, row->place, "call_print_wide",
            WORDS({ "max", mem_printf(reader->finding_memory, "%d", form->print.columns) }));
}

void form_resolve(struct reader *reader, const struct call *call, struct form *form)
{
    form->language = language_of(call->language);
    for (size_t i = 0; i < form->section_count; i++) {
        for (size_t j = 0; j < form->sections[i].field_count; j++)
            resolve_field(reader, call, &form->sections[i].fields[j], NULL);
    }
    for (size_t i = 0; i < form->section_count; i++) {
        for (size_t j = 0; j < form->sections[i].field_count; j++)
            judge_twice(reader, form, &form->sections[i].fields[j]);
    }
    for (size_t i = 0; i < form->check_count; i++)
        check_resolve(reader, form, &form->checks[i]);
    for (size_t i = 0; i < form->print.row_count; i++)
        resolve_row(reader, form, &form->print.rows[i]);
}
