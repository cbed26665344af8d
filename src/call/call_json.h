/* SPDX-License-Identifier: Apache-2.0 */
/* call_json.h: the small steps by which calls and forms become JSON; new members of an object. */
#pragma once
#include "call/call.h"

/* NULL becomes null. */
void put_text(json_t *object, const char *key, const char *text);
void put_texts(json_t *object, const char *key, const char *const *texts, size_t count);

/* "2025-01-24", or null for day 0. */
void put_day(struct op *op, json_t *object, const char *key, int day);

/* basis, clause (label), note and blocks of a rule. */
void put_origin(json_t *object, const struct origin *origin);
