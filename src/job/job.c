/* SPDX-License-Identifier: Apache-2.0 */
/* job.c: jobs as rows: adding, claiming, ending. */
#include "job/job.h"

#include "base/crypto.h"
#include "base/mem.h"
#include "base/time.h"

#include <string.h>

enum { CLAIM_TRIES = 20 };

DB_SQL(job_insert, "tittii",
       "INSERT INTO job (public_id, user_id, kind, payload, state, lease, due_ms, attempts, error,"
       " progress_done, progress_total, result, created_ms, finished_ms)"
       " VALUES ($1, $2, $3, $4, 'open', '', $6, 0, '', 0, 0, '', $5, 0)");
/* Whether a kind is in the list $k, or is not when $n is 0; an empty list holds none. */
#define KIND_FITS(list, wanted)                                                                    \
    "CASE WHEN replace(" list ", ',' || kind || ',', '') <> " list " THEN 1 ELSE 0 END = " wanted
DB_SQL(job_due_count, "iti",
       "SELECT count(*) FROM job WHERE state = 'open' AND due_ms <= $1 AND " KIND_FITS("$2", "$3"));
DB_SQL(job_give_up, "ii",
       "UPDATE job SET state = 'failed', error = 'job_lost', lease = '', finished_ms = $1"
       " WHERE state = 'open' AND due_ms <= $1 AND attempts >= $2");
/* The outer conditions guard: who waited for the lock of the row finds due_ms moved. */
DB_SQL(job_take, "iitti",
       "UPDATE job SET lease = $3, due_ms = $2, attempts = attempts + 1"
       " WHERE id = (SELECT id FROM job WHERE state = 'open' AND due_ms <= $1"
       "               AND " KIND_FITS("$4", "$5") " ORDER BY due_ms, id LIMIT 1)"
                                                   "   AND state = 'open' AND due_ms <= $1"
                                                   " RETURNING id, public_id, user_id, kind,"
                                                   " payload, attempts");
DB_SQL(job_void, "i",
       "UPDATE job SET lease = '', due_ms = $1 WHERE state = 'open' AND lease <> ''");
DB_SQL(job_shift, "i", "UPDATE job SET due_ms = due_ms - $1 WHERE state = 'open'");
DB_SQL(job_move, "itiii",
       "UPDATE job SET due_ms = $3, progress_done = $4, progress_total = $5"
       " WHERE id = $1 AND lease = $2 AND state = 'open'");
DB_SQL(job_end, "itti",
       "UPDATE job SET state = 'done', lease = '', error = '', result = $3, finished_ms = $4"
       " WHERE id = $1 AND lease = $2 AND state = 'open'");
DB_SQL(job_again, "itti",
       "UPDATE job SET lease = '', error = $3, due_ms = $4"
       " WHERE id = $1 AND lease = $2 AND state = 'open'");
DB_SQL(job_failed, "itti",
       "UPDATE job SET state = 'failed', lease = '', error = $3, finished_ms = $4"
       " WHERE id = $1 AND lease = $2 AND state = 'open'");
DB_SQL(job_of_user, "ti",
       "SELECT kind, state, CASE WHEN lease = '' THEN 0 ELSE 1 END, error, progress_done,"
       " progress_total, result FROM job WHERE public_id = $1 AND user_id = $2");
DB_SQL(job_remove, "i", "DELETE FROM job WHERE state IN ('done', 'failed') AND finished_ms < $1");

enum err job_add(struct op *op, const char *kind, const char *payload, int64_t due_ms,
                 const char **ret_public_id)
{
    const char *public_id = random_public_id(op);

    if (strlen(payload) > JOB_PAYLOAD_BYTES_MAX)
        return fail(op, ERR_TOO_LARGE, "job_too_large", "payload of %s", kind);
    enum err e =
        db_run(op, &job_insert,
               DB_IN(IN_TEXT(public_id), IN_INT(op->actor.user_id), IN_TEXT(kind), IN_TEXT(payload),
                     IN_INT(op->real_ms), IN_INT(due_ms == 0 ? op->real_ms : due_ms)),
               NULL);
    if (e == OK && ret_public_id != NULL)
        *ret_public_id = public_id;
    return e;
}

/* Takes one, or says ERR_NOT_FOUND: nothing due, or another was faster. */
static enum err take_job(struct op *op, const struct job_filter *filter, struct job *job)
{
    job->lease = random_public_id(op);
    job->claimed_ms = op->real_ms;
    job->claimed_monotonic_us = time_monotonic_us();
    return db_row(op, &job_take,
                  DB_IN(IN_INT(op->real_ms), IN_INT(op->real_ms + JOB_LEASE_MS),
                        IN_TEXT(job->lease), IN_TEXT(filter->kinds), IN_INT(!filter->except)),
                  DB_OUT(OUT_INT(&job->id), OUT_TEXT(&job->public_id), OUT_INT(&job->user_id),
                         OUT_TEXT(&job->kind), OUT_TEXT(&job->payload), OUT_INT(&job->attempts)));
}

enum err job_claim(struct op *op, const struct job_filter *filter, struct job *ret_job)
{
    static const struct job_filter all = { "", true };
    struct job job = { 0 };

    if (filter == NULL)
        filter = &all;

    for (int tries = 0; tries < CLAIM_TRIES; tries++) {
        int64_t due = 0;
        enum err e =
            db_row(op, &job_due_count,
                   DB_IN(IN_INT(op->real_ms), IN_TEXT(filter->kinds), IN_INT(!filter->except)),
                   DB_OUT(OUT_INT(&due)));
        if (e != OK)
            return e;
        if (due == 0)
            return ERR_NOT_FOUND;
        e = db_run(op, &job_give_up, DB_IN(IN_INT(op->real_ms), IN_INT(JOB_ATTEMPTS_MAX)), NULL);
        if (e == OK)
            e = take_job(op, filter, &job);
        if (e == OK)
            *ret_job = job;
        if (e != ERR_NOT_FOUND)
            return e;
    }
    return ERR_NOT_FOUND; /* so many workers that others will do it */
}

enum err job_void_leases(struct op *op)
{
    return db_run(op, &job_void, DB_IN(IN_INT(op->real_ms)), NULL);
}

enum err job_clock_back(struct op *op, int64_t by_ms)
{
    return db_run(op, &job_shift, DB_IN(IN_INT(by_ms)), NULL);
}

/* The real clock now: op's is that of the claim, and work may last. */
static int64_t now_of(const struct job *job)
{
    return job->claimed_ms + (time_monotonic_us() - job->claimed_monotonic_us) / 1000;
}

/* Turns "no row changed" into the loss of the lease. */
static enum err still_ours(struct op *op, enum err e, int64_t changed)
{
    if (e == OK && changed == 0)
        return fail(op, ERR_CONFLICT, "job_lost", "the lease ended");
    return e;
}

enum err job_progress(struct op *op, const struct job *job, int64_t done, int64_t total)
{
    int64_t changed = 0;

    enum err e = db_run(op, &job_move,
                        DB_IN(IN_INT(job->id), IN_TEXT(job->lease),
                              IN_INT(now_of(job) + JOB_LEASE_MS), IN_INT(done), IN_INT(total)),
                        &changed);
    return still_ours(op, e, changed);
}

enum err job_done(struct op *op, struct job *job, const char *result)
{
    int64_t changed = 0;

    enum err e =
        db_run(op, &job_end,
               DB_IN(IN_INT(job->id), IN_TEXT(job->lease), IN_TEXT(result), IN_INT(now_of(job))),
               &changed);
    e = still_ours(op, e, changed);
    if (e == OK)
        job->finished = true;
    return e;
}

enum err job_fail(struct op *op, const struct job *job, const char *reason, bool again)
{
    int64_t now = now_of(job);
    int64_t changed = 0;
    enum err e = OK;

    if (again && job->attempts < JOB_ATTEMPTS_MAX) {
        int64_t pause = (int64_t)JOB_RETRY_MS << (job->attempts - 1);
        e = db_run(
            op, &job_again,
            DB_IN(IN_INT(job->id), IN_TEXT(job->lease), IN_TEXT(reason), IN_INT(now + pause)),
            &changed);
    } else {
        e = db_run(op, &job_failed,
                   DB_IN(IN_INT(job->id), IN_TEXT(job->lease), IN_TEXT(reason), IN_INT(now)),
                   &changed);
    }
    return still_ours(op, e, changed);
}

enum err job_status(struct op *op, const char *public_id, struct job_status *ret_status)
{
    struct job_status status = { 0 };

    enum err e =
        db_row(op, &job_of_user, DB_IN(IN_TEXT(public_id), IN_INT(op->actor.user_id)),
               DB_OUT(OUT_TEXT(&status.kind), OUT_TEXT(&status.state), OUT_INT(&status.running),
                      OUT_TEXT(&status.error), OUT_INT(&status.progress_done),
                      OUT_INT(&status.progress_total), OUT_TEXT(&status.result)));
    if (e == ERR_NOT_FOUND)
        return fail(op, e, "not_found", "no such job of this user");
    if (e == OK)
        *ret_status = status;
    return e;
}

enum err job_tidy(struct op *op, int64_t before_ms, int64_t *ret_removed)
{
    return db_run(op, &job_remove, DB_IN(IN_INT(before_ms)), ret_removed);
}
