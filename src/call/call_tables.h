/* SPDX-License-Identifier: Apache-2.0 */
/* call_tables.h: the key tables of call.yaml and of forms, and the words they use. */
#pragma once
#include "call/form.h"
#include "call/table.h"

extern const struct table call_table; /* struct call */
extern const struct table form_table; /* struct form */
extern const struct table limit_table, check_table;

extern const char *const step_words[];       /* by enum step */
extern const char *const field_kind_words[]; /* by enum field_kind */
extern const char *const field_role_words[]; /* by enum field_role; "" is ROLE_NONE */
extern const char *const check_kind_words[]; /* by enum check_kind */
extern const char *const eligibility_words[];
extern const char *const level_words[]; /* title levels, lowest first */

/* Rank of a title level, -1: no such level. */
int title_rank(const char *level);

/* "副高级" of "vice_senior"; the text itself when it is no level. */
const char *level_name(enum language language, const char *level);

/* Whether a region lies in another by the digits they share: 150000 -> "15", 150100 -> "1501". */
bool region_within(const char *code, const char *region);

/* Minor units of one of a money field's unit: 100 for 元 or none, 1,000,000 for 万元. */
int64_t money_unit(const struct field *field);

/* The ids of a form's fields, or the columns of the table that name begins with, for people;
 * "" when the list of findings is full. */
const char *form_names(const struct reader *reader, const struct form *form, const char *name);

/*
 * After everything is read: references between and inside files, clause labels, instants. The
 * files' mistakes are added to the reader's findings.
 */
void call_resolve(struct reader *reader, struct call *call);
void condition_resolve(struct reader *reader, const struct form *form, const struct check *check);
void check_resolve(struct reader *reader, const struct form *form, struct check *check);
void form_resolve(struct reader *reader, const struct call *call, struct form *form);
