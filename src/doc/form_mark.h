/* SPDX-License-Identifier: Apache-2.0 */
/* form_mark.h: names by which the cells of a printed form are found again when it is read back. */
#pragma once
#include "call/form.h"

enum { FORM_MARK_MAX = 40 }; /* what Word allows for the name of a bookmark */

/*
 * "f_title", or for a column of a table in its row (1..) "f_budget_3_amount"; a name that would be
 * too long is cut and ends with a check sum of the whole. A child of op.
 */
const char *form_mark(struct op *op, const struct field *field, size_t row);
