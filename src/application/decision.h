/* SPDX-License-Identifier: Apache-2.0 */
/* decision.h: what people decided, with their reasons. Table: acceptance (migrations/0012). */
#pragma once
#include "application/application.h"

struct decision {
    const char *action; /* accept, return, refuse; any other step for which a reason was given */
    struct return_item *reasons;
    size_t reason_count;
    int64_t due_ms;
    int64_t paper_due_ms;
    const char *by;
    int64_t at_ms;
};

/* The last decision of that kind on an application. ERR_NOT_FOUND (not recorded): none. */
CHECKED enum err decision_last(struct op *op, int64_t application_id, const char *action,
                               struct decision *ret_decision);

struct decision_list {
    struct decision *rows; /* newest first, at most 300 */
    size_t count;
};

/* All of them. */
CHECKED enum err decision_all(struct op *op, int64_t application_id,
                              struct decision_list *ret_list);
