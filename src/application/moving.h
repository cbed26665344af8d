/* SPDX-License-Identifier: Apache-2.0 */
/* moving.h: one step being taken: what its guards and effects see and change. This folder only. */
#pragma once
#include "application/application.h"

struct moving {
    const struct application_act *act;
    const struct transition *transition;
    const struct call *call;
    const struct track *track;
    int64_t call_n;
    struct application before; /* as locked */
    struct application after;  /* as it will be written */
    int64_t version_n;         /* of the version the step keeps, 0: none */
};

/* All guards of the transition, the reason and the declaration it asks for. Errors: as
 * application_do. */
CHECKED enum err moving_check(struct op *op, const struct moving *step);

/* The guard that would refuse now as a sentence, NULL: none; problems are the form's, known.
 * Errors: those that are no refusal, such as of the database. */
CHECKED enum err moving_blocked(struct op *op, const struct moving *step,
                                const struct problem_list *problems, const char **ret_text);

/* Whether the act says why: a reason, or the list of what is missing where one is asked for. */
bool moving_says_why(const struct moving *step);

/* All effects of the transition: changes step->after and rows of other tables. */
CHECKED enum err moving_apply(struct op *op, struct moving *step);
