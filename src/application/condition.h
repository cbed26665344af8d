/* SPDX-License-Identifier: Apache-2.0 */
/* condition.h: conditions of a track that records answer: registers, and what else is filed. */
#pragma once
#include "application/application.h"

/* Who files what, on which day. */
struct condition_of {
    const struct call *call;
    const struct track *track;
    int64_t org_id;
    const char *application; /* public id, "" none yet */
    int day;                 /* YYYYMMDD: rights follow from the status on it */
};

/*
 * Adds a problem for every condition of kind register or not_both that the records deny. A register
 * in which nothing is entered yet answers nothing: persons judge. Other filings count as far as
 * the actor may see them, drafts not at all. Errors: those of the database.
 */
CHECKED enum err conditions_check(struct op *op, const struct condition_of *of,
                                  struct problem_list *problems);
