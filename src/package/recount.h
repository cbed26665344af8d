/* SPDX-License-Identifier: Apache-2.0 */
/* recount.h: ends of letters' mending periods that were counted before holidays were known. */
#pragma once
#include "application/recount.h"

/* As application_counted, of letters that were returned and not mended. */
CHECKED enum err letter_counted(struct op *op, int64_t after_ms, struct counted_list *list);

/* As application_recount. */
CHECKED enum err letter_recount(struct op *op, const struct counted *counted, int64_t due_ms);
