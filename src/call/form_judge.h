/* SPDX-License-Identifier: Apache-2.0 */
/* form_judge.h: what the parts of form_check share: the spot looked at, and how it reports. */
#pragma once
#include "call/call_tables.h"
#include "call/form.h"

struct judge {
    struct op *op;
    const struct call *call; /* NULL in a patch: only shapes are judged */
    const struct form *form;
    const json_t *values;
    const struct form_context *context;
    struct problem_list *ret;
};

/* One value with its field, its path and its name for sentences ("预算明细第2行金额"). */
struct spot {
    const struct field *field;
    const json_t *value; /* NULL: absent */
    const char *path;
    const char *label;
};

/* Up to five {name} values of a sentence, ended by a name NULL. */
struct judge_words {
    struct message_arg args[5];
};
#define SAY(...) (&(struct judge_words){ { __VA_ARGS__ } })

/* Reports a broken rule: blocks unless its origin is a default; message NULL: the catalogue's. */
void judge_rule(const struct judge *judge, const char *path, const char *code,
                const struct origin *origin, const char *message, const struct judge_words *words);

/* Reports a technical limit or a wrong kind; it blocks, whatever the field's origin. */
void judge_system(const struct judge *judge, const char *path, const char *code,
                  const struct judge_words *words);

/* Judges the whole: an object, not too deep, not too large. Returns whether to go on. */
bool form_size_check(const struct judge *judge);

/* Warns when working days were counted in a year whose holidays are not known yet. */
void judge_calendar(const struct judge *judge, const char *path, const char *label, bool known);

/* Whether a value says nothing: absent, null, "", white space, [], {}, a table of empty rows, a
 * declaration not ticked. */
bool value_is_empty(const struct field *field, const json_t *value);

/*
 * Judges the kind and the technical limits of one value (tables with their cells): what a draft may
 * never hold. Returns whether it is good; else problems are in judge->ret.
 */
bool shape_check(const struct judge *judge, const struct spot *spot);

/* Judges a value of good shape by the field's own rules: required, limits, identifiers, codes. */
void rule_check(const struct judge *judge, const struct spot *spot);

/* Judges the rules over several fields. */
void cross_check(const struct judge *judge, const struct check *check);

/* Judges the conditions of a track that count something or look at a title. */
void eligibility_check(const struct judge *judge, const struct track *track);

/*
 * Judges a table whose shape is not all good: the rules of its rows and of the cells that are. One
 * bad cell does not hide what is wrong elsewhere.
 */
void rule_check_table(const struct judge *judge, const struct spot *spot);

/* Rows of a table that are not empty. */
size_t table_filled_rows(const struct field *table, const json_t *rows);

/* A whole number of a field's unit as its values hold it: 5 (万元) -> 5,000,000. */
int64_t number_of_units(const struct field *field, int64_t number);

/* The spot of a top field; of a cell in a row (counted from 0) of a table's spot. */
struct spot spot_of(const struct judge *judge, const struct field *field);
struct spot spot_of_cell(const struct judge *judge, const struct spot *table,
                         const struct field *column, size_t row);

/* A number's or money's integer × 10^decimals; false when empty or not one. */
bool value_number(const struct field *field, const json_t *value, int64_t *ret);

/* Days of a date (both the same) or of a period; 0 where missing. False when it is empty. */
bool value_days(const struct field *field, const json_t *value, int *ret_from, int *ret_to);

/* A number or an amount as people write it in the field's unit: "23.50万元", "15人". */
const char *number_text(const void *parent, const struct field *field, int64_t number);
