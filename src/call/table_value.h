/* SPDX-License-Identifier: Apache-2.0 */
/* table_value.h: the plain values of key tables: texts, codes, numbers, days, words, counts. */
#pragma once
#include "call/table.h"

/* Reads a value of any kind but KEY_MAP and KEY_LIST into object, or reports what is wrong. */
void value_read(struct reader *reader, const struct key *key, const struct node *value,
                char *object);

/* "{key} must be …" and "{key} … {max}". */
void value_type_error(struct reader *reader, const struct node *value, const char *code,
                      const char *key);
void value_range_error(struct reader *reader, const struct node *value, const char *code,
                       const char *key, int64_t max);
