/* SPDX-License-Identifier: Apache-2.0 */
/* form_tables.c: which keys a form has, of what type, and where they go. */
#include "base/mem.h"
#include "call/call_tables.h"

#include <string.h>

#define AT(member)          offsetof(struct OF, member)
#define LIST_OF(list, size) offsetof(struct OF, list), offsetof(struct OF, size)

const char *const field_kind_words[] = {
    "text",        "longtext",   "number",  "money",        "date",        "period",     "choice",
    "choices",     "region",     "regions", "organisation", "phone",       "mobile",     "email",
    "idcard",      "uscc",       "account", "cnaps",        "title_level", "discipline", "industry",
    "declaration", "attachment", "table",   NULL,
};
const char *const field_role_words[] = {
    "",          "title",       "organisation", "uscc",         "period",
    "place",     "regions",     "department",   "contact",      "phone",
    "mobile",    "email",       "budget_total", "budget",       "payee",
    "bank",      "account",     "cnaps",        "expert_count", "experts",
    "demands",   "content",     "schedule",     "days",         "person",
    "idcard",    "title_level", "discipline",   "title_name",   "specialty",
    "honours",   "projects",    "history",      "offers",       "free_time",
    "exception", "library",     "healthy",      "willing",      "adaptable",
    "born",      "gender",      "ethnicity",    "post",         "passport",
    "kind",      NULL,
};
const char *const check_kind_words[] = {
    "sum_equal",   "sum_at_most",  "share_at_most", "order",    "working_days", "dates_within",
    "required_if", "at_least_one", "same",          "distinct", NULL,
};
const char *const level_words[] = { "none",        "junior", "assistant", "middle",
                                    "vice_senior", "senior", NULL };

int title_rank(const char *level)
{
    for (int i = 0; level_words[i] != NULL; i++) {
        if (strcmp(level_words[i], level) == 0)
            return i;
    }
    return -1;
}

const char *level_name(enum language language, const char *level)
{
    static const char *const names[] = { PHRASE("无职称"), PHRASE("员级"),   PHRASE("助理级"),
                                         PHRASE("中级"),   PHRASE("副高级"), PHRASE("正高级") };
    int rank = title_rank(level);

    return rank < 0 ? level : phrase(language, names[rank]);
}

int64_t money_unit(const struct field *field)
{
    static const struct {
        const char *unit;
        int64_t minor;
    } units[] = {
        { "万元", 1000000 }, { "千元", 100000 }, { "百万元", 100000000 }, { "亿元", 10000000000 }
    };

    for (size_t i = 0; field->unit != NULL && i < sizeof units / sizeof units[0]; i++) {
        if (strcmp(field->unit, units[i].unit) == 0)
            return units[i].minor;
    }
    return 100;
}

#define OF limit
static const struct key limit_keys[] = {
    { "min", KEY_DECIMAL, AT(min) },
    { "max", KEY_DECIMAL, AT(max) },
    { "min_words", KEY_DECIMAL, AT(min_words) },
    { "max_words", KEY_DECIMAL, AT(max_words) },
    { "min_days", KEY_DECIMAL, AT(min_days) },
    { "max_days", KEY_DECIMAL, AT(max_days) },
    { "min_working_days", KEY_DECIMAL, AT(min_working_days) },
    { "max_working_days", KEY_DECIMAL, AT(max_working_days) },
    { "not_before", KEY_DAY, AT(not_before) },
    { "not_after", KEY_DAY, AT(not_after) },
    { "at_least", KEY_TERM, AT(at_least), .words = level_words },
    { "message", KEY_TEXT, AT(message), .max = 200 },
    { 0 },
};
static const struct limit limit_initial = {
    .min = LIMIT_NONE,
    .max = LIMIT_NONE,
    .min_words = LIMIT_NONE,
    .max_words = LIMIT_NONE,
    .min_days = LIMIT_NONE,
    .max_days = LIMIT_NONE,
    .min_working_days = LIMIT_NONE,
    .max_working_days = LIMIT_NONE,
};
const struct table limit_table = { "限制", sizeof(struct limit), ORIGIN_INHERITED, limit_keys,
                                   &limit_initial };
#undef OF

#define OF field_option
static const struct key option_keys[] = {
    { "code", KEY_CODE, AT(code), .required = true, .unique = true },
    { "label", KEY_TEXT, AT(label), .required = true, .unique = true, .max = 100 },
    { 0 },
};
static const struct table option_table = { "选项", sizeof(struct field_option), ORIGIN_NONE,
                                           option_keys };
#undef OF

#define OF field
#define FIELD_KEYS                                                                                 \
    { "id", KEY_CODE, AT(id), .required = true, .unique = true },                                  \
        { "label", KEY_TEXT, AT(label), .required = true, .max = 100 },                            \
        { "kind", KEY_WORD, AT(kind), .required = true, .words = field_kind_words },               \
        { "required", KEY_BOOL, AT(required) }, { "personal", KEY_BOOL, AT(personal) },            \
        { "printed", KEY_BOOL, AT(printed) }, { "hint", KEY_TEXT, AT(hint), .max = 500 },          \
        { "example", KEY_TEXT, AT(example), .max = 500 },                                          \
        { "as", KEY_WORD, AT(role), .words = field_role_words },                                   \
        { "unit", KEY_TEXT, AT(unit), .max = 20 },                                                 \
        { "currency", KEY_TEXT, AT(currency), .max = 3 },                                          \
        { "decimals", KEY_INT, AT(decimals), .max = 6 },                                           \
        { "max_chars", KEY_INT, AT(max_chars), .min = 1, .max = 100000 },                          \
        { "level", KEY_CODE, AT(level) }, { "within", KEY_TEXT, AT(within), .max = 12 },           \
        { "other", KEY_CODE, AT(other) },                                                          \
        { "options", KEY_LIST, LIST_OF(options, option_count), .table = &option_table,             \
          .max = 300 },                                                                            \
        { "accept", KEY_TEXTS, LIST_OF(accept, accept_count), .max = 30 },                         \
    {                                                                                              \
        "limits", KEY_LIST, LIST_OF(limits, limit_count), .table = &limit_table, .max = 20         \
    }

static const struct key column_keys[] = { FIELD_KEYS, { 0 } };
static const struct field field_initial = { .printed = true };
static const struct table column_table = { "表格的列", sizeof(struct field), ORIGIN_INHERITED,
                                           column_keys, &field_initial };
static const struct key field_keys[] = {
    FIELD_KEYS,
    { "columns", KEY_LIST, LIST_OF(columns, column_count), .table = &column_table, .max = 40 },
    { 0 },
};
static const struct table field_table = { "栏目", sizeof(struct field), ORIGIN_INHERITED,
                                          field_keys, &field_initial };
#undef OF

#define OF section
static const struct key section_keys[] = {
    { "code", KEY_CODE, AT(code), .required = true, .unique = true },
    { "title", KEY_TEXT, AT(title), .required = true, .max = 100 },
    { "hint", KEY_TEXT, AT(hint), .max = 500 },
    { "fields", KEY_LIST, LIST_OF(fields, field_count), .required = true, .table = &field_table,
      .max = 200 },
    { 0 },
};
static const struct table section_table = { "部分", sizeof(struct section), ORIGIN_NONE,
                                            section_keys };
#undef OF

#define OF check
static const struct key check_keys[] = {
    { "kind", KEY_WORD, AT(kind), .required = true, .words = check_kind_words },
    { "fields", KEY_TEXTS, LIST_OF(fields, field_count), .required = true, .max = 50 },
    { "total", KEY_TEXT, AT(total), .max = 90 },
    { "when", KEY_TEXT, AT(when), .max = 90 },
    { "equals", KEY_TEXT, AT(equals), .max = 100 },
    { "includes", KEY_CODE, AT(includes) },
    { "below", KEY_TERM, AT(below), .words = level_words },
    { "unless", KEY_TEXT, AT(unless), .max = 90 },
    { "min", KEY_DECIMAL, AT(min) },
    { "max", KEY_DECIMAL, AT(max) },
    { "message", KEY_TEXT, AT(message), .max = 200 },
    { 0 },
};
static const struct check check_initial = { .min = LIMIT_NONE, .max = LIMIT_NONE };
const struct table check_table = { "核对规则", sizeof(struct check), ORIGIN_OWN, check_keys,
                                   &check_initial };
#undef OF

#define OF cell
static const struct key cell_keys[] = {
    { "field", KEY_CODE, AT(field) },
    { "label", KEY_TEXT, AT(label), .max = 100 },
    { "span", KEY_INT, AT(span), .min = 1, .max = 24 },
    { 0 },
};
static const struct table cell_table = { "打印格", sizeof(struct cell), ORIGIN_NONE, cell_keys };
#undef OF

#define OF print_row
static const struct key row_keys[] = {
    { "heading", KEY_TEXT, AT(heading), .max = 100 },
    { "cells", KEY_LIST, LIST_OF(cells, cell_count), .table = &cell_table, .max = 24 },
    { 0 },
};
static const struct table row_table = { "打印行", sizeof(struct print_row), ORIGIN_NONE, row_keys };
#undef OF

#define OF print
static const struct key print_keys[] = {
    { "title", KEY_TEXT, AT(title), .required = true, .max = 100 },
    { "columns", KEY_INT, AT(columns), .min = 1, .max = 24 },
    { "seals", KEY_TEXTS, LIST_OF(seals, seal_count), .max = 20 },
    { "notes", KEY_TEXTS, LIST_OF(notes, note_count), .max = 20 },
    { "rows", KEY_LIST, LIST_OF(rows, row_count), .required = true, .table = &row_table,
      .max = 300 },
    { 0 },
};
static const struct print print_initial = { .columns = 6 };
static const struct table print_table = { "打印版式", sizeof(struct print), ORIGIN_NONE, print_keys,
                                          &print_initial };
#undef OF

#define OF form
static const struct key form_keys[] = {
    { "code", KEY_CODE, AT(code), .required = true },
    { "version", KEY_INT, AT(version), .required = true, .min = 1, .max = 100000 },
    { "title", KEY_TEXT, AT(title), .required = true, .max = 100 },
    { "official_blank", KEY_BOOL, AT(official_blank) },
    { "notes", KEY_TEXT, AT(notes) },
    { "sections", KEY_LIST, LIST_OF(sections, section_count), .required = true,
      .table = &section_table, .max = 50 },
    { "checks", KEY_LIST, LIST_OF(checks, check_count), .table = &check_table, .max = 100 },
    { "print", KEY_MAP, AT(print), .required = true, .table = &print_table },
    { 0 },
};
const struct table form_table = { "申报表", sizeof(struct form), ORIGIN_OWN, form_keys };
#undef OF
