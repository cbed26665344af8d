/* SPDX-License-Identifier: Apache-2.0 */
/* score.c: the job that compares every active expert with every item of a run, and solves it. */
#include "matching/internal.h"

#include "base/mem.h"
#include "event/event.h"

#include <stdlib.h>
#include <string.h>

DB_SQL(score_insert_pair, "iiiiittt",
       "INSERT INTO match_pair (run_id, item_id, expert_id, score, place, hold, reason, why)"
       " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");
DB_SQL(score_drop_pairs, "i", "DELETE FROM match_pair WHERE run_id = $1");
DB_SQL(score_failed, "it",
       "UPDATE match_run SET state = 'failed', error = $2 WHERE id = $1 AND state = 'scoring'");

static enum err score_item(struct op *op, struct run *run, struct scoring *scoring, int64_t id)
{
    struct asked asked = { 0 };
    struct pair *pairs = NULL;
    size_t count = 0;

    enum err e = source_of(run->row.kind)->ask(op, id, &asked);
    if ((int64_t)asked.text.level_min < run->row.title_level)
        asked.text.level_min = (enum match_level)run->row.title_level;
    if (e == OK)
        e = scoring_ask(op, scoring, &asked, run->row.top, &pairs, &count);
    for (size_t i = 0; e == OK && i < count; i++) {
        pairs[i].item_id = id;
        mem_push(op, run->pairs, run->pair_count, pairs[i]);
    }
    return e;
}

static enum err insert_pairs(struct op *op, const struct run *run)
{
    enum err e = db_run(op, &score_drop_pairs, DB_IN(IN_INT(run->row.id)), NULL);

    for (size_t i = 0; e == OK && i < run->pair_count; i++) {
        const struct pair *pair = &run->pairs[i];
        e = db_run(op, &score_insert_pair,
                   DB_IN(IN_INT(run->row.id), IN_INT(pair->item_id), IN_INT(pair->expert_id),
                         IN_INT(pair->score), IN_INT(pair->place), IN_TEXT(pair->hold),
                         IN_TEXT(pair->reason), IN_TEXT(pair->why)),
                   NULL);
    }
    return e;
}

struct keeping {
    struct run run;
    struct job *job;
    int64_t expert_count;
};

static enum err keep_work(struct op *op, void *arg)
{
    struct keeping *keeping = arg;
    struct run *run = &keeping->run;
    struct run before = run_copy(op, run);

    enum err e = insert_pairs(op, run);
    if (e == OK)
        e = run_solve(op, run);
    run->row.state = "open";
    run->row.expert_count = keeping->expert_count;
    if (e == OK)
        e = run_write(op, &before, run);
    if (e == OK)
        event_add(op, "matching.solve", "matching", run->row.public_id, 0,
                  mem_printf(op, "{\"filled\":%lld,\"needed\":%lld,\"proof\":\"%s\"}",
                             (long long)run->row.seats_filled, (long long)run->row.seats_needed,
                             run->row.proof));
    return e == OK ? job_done(op, keeping->job, "") : e;
}

static enum err score(struct op *op, struct keeping *keeping)
{
    struct run *run = &keeping->run;
    struct scoring *scoring = NULL;

    enum err e = scoring_new(op, &scoring);
    for (size_t i = 0; e == OK && i < run->seat_count; i++) {
        e = score_item(op, run, scoring, run->seats[i].item_id);
        if (e == OK && i % 20 == 0)
            e = job_progress(op, keeping->job, (int64_t)i, (int64_t)run->seat_count);
    }
    if (e != OK)
        return e;
    keeping->expert_count = scoring_expert_count(scoring);
    return event_tx(op, keep_work, keeping);
}

enum err matching_score(struct op *op, struct job *job)
{
    struct keeping keeping = { .job = job };
    int64_t id = strtoll(job->payload, NULL, 10);

    enum err e = run_read(op, id, &keeping.run);
    if (e != OK || strcmp(keeping.run.row.state, "scoring") != 0)
        return e;
    e = score(op, &keeping);
    if (e == ERR_INVALID || e == ERR_TOO_LARGE || e == ERR_CONFLICT) { /* never will be */
        const char *reason = op->failure.reason;
        enum err told = db_run(op, &score_failed, DB_IN(IN_INT(id), IN_TEXT(reason)), NULL);
        return told == OK ? e : told;
    }
    return e;
}
