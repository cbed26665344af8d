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

struct decision_wanted {
    const int64_t *ids; /* of applications */
    size_t count;
    const char *action;
    const char *or_action; /* NULL: no other will do */
};

/* The last decision of that kind on each of the applications, by one statement; action NULL: none.
 * ret_decisions has count elements, in the order of ids. */
CHECKED enum err decision_last_of(struct op *op, const struct decision_wanted *wanted,
                                  struct decision **ret_decisions);

/* The same of one application. ERR_NOT_FOUND (not recorded): none. */
CHECKED enum err decision_last(struct op *op, int64_t application_id, const char *action,
                               struct decision *ret_decision);

struct decision_list {
    struct decision *rows; /* newest first, at most 300 */
    size_t count;
};

/* All of them. */
CHECKED enum err decision_all(struct op *op, int64_t application_id,
                              struct decision_list *ret_list);
