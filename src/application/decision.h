/* SPDX-License-Identifier: Apache-2.0 */
/* decision.h: what the desk decided, with its reasons. Table: acceptance (migrations/0012). */
#pragma once
#include "application/application.h"

struct decision {
    const char *action; /* accept | return | refuse */
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
