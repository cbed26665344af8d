/* SPDX-License-Identifier: Apache-2.0 */
/*
 * suggest.h: experts for a draft (推荐专家): while a league writes the application of a team, the
 * library is searched for what its title and texts say, and for each row of its demands.
 *
 * The same comparing as a matching run, in a job, so that no index stays in memory. Who asks sees
 * what the actor sees of experts elsewhere: a league a masked profile. Experts in conflict with the
 * units concerned are left out without a word. Nothing is kept but the job's result.
 */
#pragma once
#include "expert/expert.h"
#include "job/job.h"

#include <jansson.h>

enum { SUGGEST_EXPERTS_MAX = 6 /* a row */ };

#define SUGGEST_JOB "match.suggest"

/*
 * Asks for suggestions for a draft the actor may edit; ret_job is what suggest_read takes. Errors:
 * ERR_NOT_FOUND; ERR_CONFLICT "not_editable"; ERR_INVALID "suggest_form" the form lists neither
 * experts nor demands.
 */
CHECKED enum err suggest_ask(struct op *op, const char *application, const char **ret_job);

/* The work of the job. */
CHECKED enum err suggest_work(struct op *op, struct job *job);

struct suggested {
    struct expert expert; /* as the actor sees it */
    int64_t score;
    json_t *why; /* [[words, kind, points], …] */
};

struct suggested_row {
    int64_t row; /* 0 the whole application, 1.. a row of its demands */
    const char *title;
    struct suggested *experts; /* best first */
    size_t expert_count;
};

struct suggested_list {
    const char *state; /* open | done | failed */
    struct suggested_row *rows;
    size_t count;
};

/* What came of it, for who asked, while the application is still seen. Errors: ERR_NOT_FOUND. */
CHECKED enum err suggest_read(struct op *op, const char *application, const char *job,
                              struct suggested_list *ret_list);
