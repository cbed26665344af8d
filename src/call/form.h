/* SPDX-License-Identifier: Apache-2.0 */
/*
 * form.h: a form as data: its fields, the checks of its values, patches, differences, roles.
 *
 * Values are one JSON object {field: value}; the shapes by kind:
 *   text, longtext, organisation, phone, mobile, email, idcard, uscc, account, cnaps   string
 *   number          integer, or a string "12.50" when the field has decimals
 *   money           integer in the currency's minor unit (fen, cents)
 *   date            "2025-07-14"
 *   period          {"start": date, "end": date}; a draft may lack either
 *   choice          code of an option; region, title_level, discipline, industry: code
 *   choices         {"codes": [code, …], "other": "text"}
 *   regions         [code, …]
 *   declaration     true or false
 *   attachment      [id, …]
 *   table           [{column: value, …}, …]
 * An empty value is an absent key, null, "" or an empty array.
 *
 * A path is a JSON pointer into {call, form, values}: "/values/period/end",
 * "/values/budget/3/amount".
 */
#pragma once
#include "base/op.h"
#include "base/problem.h"
#include "call/call.h"

#include <jansson.h>
#include <stdint.h>

enum field_kind {
    FIELD_TEXT,
    FIELD_LONGTEXT,
    FIELD_NUMBER,
    FIELD_MONEY,
    FIELD_DATE,
    FIELD_PERIOD,
    FIELD_CHOICE,
    FIELD_CHOICES,
    FIELD_REGION,
    FIELD_REGIONS,
    FIELD_ORGANISATION,
    FIELD_PHONE,
    FIELD_MOBILE,
    FIELD_EMAIL,
    FIELD_IDCARD,
    FIELD_USCC,
    FIELD_ACCOUNT,
    FIELD_CNAPS,
    FIELD_TITLE_LEVEL,
    FIELD_DISCIPLINE,
    FIELD_INDUSTRY,
    FIELD_DECLARATION,
    FIELD_ATTACHMENT,
    FIELD_TABLE,
    FIELD_KIND_COUNT
};

/* What a field means to the rest of the program; code never knows a field id. */
enum field_role {
    ROLE_NONE,
    ROLE_TITLE,
    ROLE_ORGANISATION,
    ROLE_USCC,
    ROLE_PERIOD,
    ROLE_PLACE,
    ROLE_REGIONS,
    ROLE_DEPARTMENT,
    ROLE_CONTACT,
    ROLE_PHONE,
    ROLE_MOBILE,
    ROLE_EMAIL,
    ROLE_BUDGET_TOTAL,
    ROLE_BUDGET,
    ROLE_PAYEE,
    ROLE_BANK,
    ROLE_ACCOUNT,
    ROLE_CNAPS,
    ROLE_EXPERT_COUNT,
    ROLE_EXPERTS,
    ROLE_DEMANDS,
    ROLE_CONTENT,
    ROLE_SCHEDULE,
    ROLE_DAYS,
    ROLE_PERSON,
    ROLE_IDCARD,
    ROLE_TITLE_LEVEL,
    ROLE_DISCIPLINE,
    ROLE_TITLE_NAME,
    ROLE_SPECIALTY,
    ROLE_HONOURS,
    ROLE_PROJECTS,
    ROLE_HISTORY,
    ROLE_OFFERS,
    ROLE_FREE_TIME,
    ROLE_EXCEPTION,
    ROLE_LIBRARY,
    ROLE_HEALTHY,
    ROLE_WILLING,
    ROLE_ADAPTABLE,
    ROLE_BORN,
    ROLE_GENDER,
    ROLE_ETHNICITY,
    ROLE_POST,
    ROLE_PASSPORT,
    ROLE_KIND,
    ROLE_COUNT
};

enum {
    FORM_VALUES_BYTES_MAX = 512 * 1024, /* canonical JSON of all values */
    FORM_DEPTH_MAX = 8,                 /* nesting of a value, the values object itself is 1 */
    FORM_ROWS_MAX = 500,                /* of a table */
    FORM_ITEMS_MAX = 500,               /* of choices, regions, attachments */
    FORM_CHARS_DEFAULT = 20000,         /* characters of a text without max_chars */
    FORM_LINE_CHARS = 500,              /* the same of one-line kinds */
    FORM_PATCH_MAX = 500                /* entries of one patch */
};

#define LIMIT_NONE INT64_MIN

/* Limits with one origin; LIMIT_NONE where not given. A field has any number of these. */
struct limit {
    struct origin origin;
    int64_t min;       /* number: × 10^decimals; money: minor units; table: rows; choices, */
    int64_t max;       /* regions, attachment: how many */
    int64_t min_words; /* 字数 of texts (text/count.h) */
    int64_t max_words;
    int64_t min_days; /* calendar days of a period, both ends counted */
    int64_t max_days;
    int64_t min_working_days;
    int64_t max_working_days;
    int not_before; /* YYYYMMDD for date and both ends of a period, 0: none */
    int not_after;
    const char *at_least; /* title level, or NULL */
    const char *message;  /* own words instead of the catalogue's, or NULL */
};

struct field_option {
    struct place place;
    const char *code;
    const char *label;
};

struct field {
    struct origin origin;
    const char *id;
    const char *label;
    enum field_kind kind;
    bool required;
    bool personal;       /* by key or kind: masked for all but its owner (form_mask) */
    bool printed;        /* false: not on the printed form */
    const char *hint;    /* or NULL */
    const char *example; /* or NULL */
    enum field_role role;
    const char *unit;       /* "人", "万元" (money shown in ten thousands), "元", or NULL */
    const char *currency;   /* of money: "CNY", "EUR" */
    enum language language; /* the call's: of what the program says of the field */
    int decimals;           /* of number, 0..6 */
    int max_chars;          /* hard limit of texts, a technical one */
    const char *level;      /* of regions: "league", "county" or NULL: any */
    const char *within;     /* region code the regions must lie in, or NULL */
    const char *other;      /* code of the option that wants a text, or NULL */
    struct field_option *options;
    size_t option_count;
    const char **accept; /* file endings of an attachment */
    size_t accept_count;
    struct limit *limits;
    size_t limit_count;
    struct field *columns; /* of a table; no tables inside */
    size_t column_count;
    const struct field *table; /* of a column: its table; else NULL */
};

struct section {
    struct place place;
    const char *code;
    const char *title;
    const char *hint; /* or NULL */
    struct field *fields;
    size_t field_count;
};

enum check_kind {
    CHECK_SUM_EQUAL,     /* sum of fields or of table/column = total */
    CHECK_SUM_AT_MOST,   /* sum ≤ total */
    CHECK_SHARE_AT_MOST, /* rows of table where column when = equals: their sum ≤ share % of all */
    CHECK_ORDER,         /* first ≤ second, of numbers, money, dates (period: its start/end) */
    CHECK_WORKING_DAYS,  /* distinct working days among the dates of table/column: min..max */
    CHECK_DATES_WITHIN,  /* the dates of table/column lie inside a period */
    CHECK_REQUIRED_IF,   /* fields are filled when a field equals, includes or is below a value */
    CHECK_AT_LEAST_ONE,  /* one of fields is filled */
    CHECK_SAME,          /* two texts are equal, unless a third is filled */
    CHECK_DISTINCT,      /* no two rows of a table hold the same value in column */
    CHECK_KIND_COUNT
};

/* A rule over several fields. Field names are "id" or "table/column". */
struct check {
    struct origin origin;
    enum check_kind kind;
    const char **fields;
    size_t field_count;
    const char *total;    /* of sums, or NULL */
    const char *when;     /* field of required_if, or NULL */
    const char *equals;   /* value of required_if and share_at_most, or NULL */
    const char *includes; /* option of a choices field, or NULL */
    const char *below;    /* title level: when the field is lower than it, or NULL */
    const char *unless;   /* field of same, or NULL */
    int64_t min;          /* working days, or LIMIT_NONE */
    int64_t max;          /* working days, share in percent, or LIMIT_NONE */
    const char *message;  /* own words, or NULL */
};

/* A cell of the printed form. */
struct cell {
    struct place place;
    const char *field; /* or NULL: text only */
    const char *label; /* instead of the field's label, or NULL */
    int span;          /* of the form's columns, 0: share what is left */
};

struct print_row {
    struct place place;
    const char *heading; /* a section line across the form, or NULL */
    struct cell *cells;
    size_t cell_count;
};

struct print {
    struct place place;
    const char *title;
    int columns;
    const char **seals; /* boxes for opinions and seals, in order */
    size_t seal_count;
    const char **notes; /* 注 below the form */
    size_t note_count;
    struct print_row *rows;
    size_t row_count;
};

struct form {
    struct origin origin; /* inherited by fields that do not say their own */
    const char *code;
    int version;
    const char *title;
    bool official_blank; /* the uploaded Word or scan counts; only fields with a role are typed */
    const char *notes;   /* or NULL */
    enum language language; /* the call's */
    struct section *sections;
    size_t section_count;
    struct check *checks;
    size_t check_count;
    struct print print;
};

/* The i-th form of a call. */
const struct form *form_at(const struct call *call, size_t i);

/* A field by "id" or "table/column"; NULL when there is none. */
const struct field *form_field(const struct form *form, const char *name);

/* The first field with a role; NULL when there is none. */
const struct field *form_role(const struct form *form, enum field_role role);

const char *field_kind_name(enum field_kind kind);
const char *field_role_name(enum field_role role);

struct calendar; /* call/calendar.h: working days */

/* What a check knows beside the values. All may be zero: those rules are then passed over. */
struct form_context {
    int today;                         /* YYYYMMDD */
    const struct calendar *calendar;   /* NULL: working days are Monday to Friday */
    const struct reference *reference; /* call/reference.h: regions, disciplines, industries */
    const struct track *track;         /* NULL: its conditions (eligibility) are not judged */
    bool (*has_attachment)(void *arg, const char *id);
    void *arg;
};

/*
 * Judges complete values by every rule of the form. ret gets *all* problems, paths as above; a
 * problem blocks unless its rule is basis: default. Never fails on bad values.
 * Errors: ERR_INTERNAL only.
 */
CHECKED enum err form_check(struct op *op, const struct call *call, const struct form *form,
                            const json_t *values, const struct form_context *context,
                            struct problem_list *ret);

/*
 * Judges a whole document {"call", "form", "values"} as `form check` reads it: shape and limits
 * first, then form_check. call and form may be missing; if there, they must fit: a document of
 * another form gets form_other alone.
 */
CHECKED enum err form_check_document(struct op *op, const struct call *call,
                                     const struct form *form, const json_t *document,
                                     const struct form_context *context, struct problem_list *ret);

/*
 * Applies a patch [{"path", "value"}, …] to values in place, all of it or nothing. A path names a
 * field ("/values/title"), a part of one ("/values/period/end", "/values/modes/codes"), a row
 * ("/values/budget/3", "/values/budget/-" appends) or a cell ("/values/budget/3/amount").
 * value null clears; a row set to null is taken out. Values may be incomplete, never of the wrong
 * kind, over a technical limit or unknown: then ERR_INVALID form_patch_wrong with op->problems
 * filled, and values untouched.
 */
CHECKED enum err form_patch(struct op *op, const struct form *form, json_t *values,
                            const json_t *patch);

/* Whether two paths touch the same thing: equal, or one is inside the other. */
bool form_paths_meet(const char *a, const char *b);

/* Values of a new draft: tables with their fewest rows, nothing else. A new reference. */
json_t *form_defaults(struct op *op, const struct form *form);

/* What lists, search and documents need of an application, pulled by role. */
struct form_index {
    const char *title;        /* "" when not filled */
    const char *organisation; /* or NULL, like all below */
    const char *place;
    const char *contact;
    const char *payee;
    const char *person;
    const char *currency; /* of budget */
    int from;             /* YYYYMMDD, 0: not filled */
    int to;
    int64_t budget;       /* minor units, LIMIT_NONE: not filled */
    int64_t expert_count; /* LIMIT_NONE: not filled */
    int64_t demand_count; /* rows */
    const char **regions; /* codes */
    size_t region_count;
};

/* Errors: ERR_INTERNAL only; bad values count as not filled. */
CHECKED enum err form_roles(struct op *op, const struct form *form, const json_t *values,
                            struct form_index *ret);

/* The form for the pages (docs/call-format.md describes it). A new reference. */
json_t *form_json(struct op *op, const struct call *call, const struct form *form);

struct form_change {
    const char *path;   /* "/values/budget/2/amount" */
    const char *label;  /* "预算明细 第3行 金额" */
    const char *before; /* as people write it: "5.00万元", "" when empty */
    const char *after;
    const struct field *field; /* whose personal says that both are masked for some readers */
};

/* What changed from a to b, in the order of the form. Errors: ERR_INTERNAL only. */
CHECKED enum err form_diff(struct op *op, const struct form *form, const json_t *a, const json_t *b,
                           struct form_change **ret_changes, size_t *ret_count);

/* A value that found no place in another version of its form. */
struct form_kept {
    const char *field; /* id in the old form */
    const char *label;
    const char *kind;    /* field_kind_name of the old field */
    const json_t *value; /* as it was, borrowed from the old values */
    const char *text;    /* as people write it; of a table a line a row */
};

struct form_moved {
    json_t *values; /* that the new form can hold, a child of op */
    struct form_kept *kept;
    size_t kept_count;
};

/*
 * Carries values from one version of a form to another. A value goes along when the new form has a
 * field of the same id and kind that can hold it as it is; every other one that says something is
 * kept aside, a table as a whole. Errors: ERR_INTERNAL only.
 */
CHECKED enum err form_move(struct op *op, const struct form *from, const struct form *to,
                           const json_t *values, struct form_moved *ret_moved);

/* Whether two versions of a form differ in anything a person or a check sees. */
bool form_differs(struct op *op, const struct call *a, const struct form *form_a,
                  const struct call *b, const struct form *form_b);

/* A value as people write it: 2025年7月14日至18日, 5.00万元, option labels. A child of op. */
const char *form_value_text(struct op *op, const struct field *field, const json_t *value);

/* ---- what is personal ---- */

/* Whether every field of the kind is personal, said or not: numbers that name or reach somebody. */
bool field_kind_personal(enum field_kind kind);

/*
 * A copy of the values with what is personal masked (text/mask.h), a child of op. A masked value is
 * a string with "*" whatever its kind; an empty one stays empty; of a personal table every cell is.
 */
json_t *form_mask(struct op *op, const struct form *form, const json_t *values);

/* The same with everything personal replaced by a text; NULL masks. */
json_t *form_erase(struct op *op, const struct form *form, const json_t *values,
                   const char *instead);

/* What a personal field's text becomes, such as one side of a form_change. A child of op. */
const char *form_mask_text(struct op *op, const struct field *field, const char *text);
