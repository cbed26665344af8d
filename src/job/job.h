/* SPDX-License-Identifier: Apache-2.0 */
/*
 * job.h: work above about 200 ms, done in the background and polled by the page.
 * Table: job (migrations/0002).
 *
 * A job is claimed for a time, the lease; when its worker dies the lease ends and another claims
 * it. All times here are of the real clock. A job's work must bear being begun again: what it
 * changes, it changes in one db_tx together with job_done, which then happens once.
 */
#pragma once
#include "base/site.h"
#include "db/db.h"

enum {
    JOB_ATTEMPTS_MAX = 5,
    JOB_LEASE_MS = 120000, /* longer than any step between two job_progress */
    JOB_RETRY_MS = 15000,  /* before the second attempt; doubles from there */
    JOB_PAYLOAD_BYTES_MAX = 1 << 16
};

/* A claimed job; the fields are for its work to read. */
struct job {
    int64_t id;
    const char *public_id;
    int64_t user_id; /* who asked, 0 the system */
    const char *kind;
    const char *payload; /* JSON */
    const char *lease;
    int64_t attempts; /* this one included */
    int64_t claimed_ms;
    int64_t claimed_monotonic_us;
    bool finished; /* job_done was called */
};

/*
 * Adds a job for op's actor, inside the caller's transaction if there is one: no job of work that
 * was rolled back. payload: JSON text of ids, at most JOB_PAYLOAD_BYTES_MAX bytes. due_ms: not
 * before this instant, 0 at once. ret_public_id may be NULL.
 * Errors: ERR_TOO_LARGE "job_too_large".
 */
CHECKED enum err job_add(struct op *op, const char *kind, const char *payload, int64_t due_ms,
                         const char **ret_public_id);

/* Kinds of one lane: those in the list ",mail.send,scan.read,", or all but those. */
struct job_filter {
    const char *kinds; /* each between commas */
    bool except;
};

/*
 * Claims the job of these kinds that is due longest; filter NULL: of any. A job whose worker was
 * lost JOB_ATTEMPTS_MAX times is given up as failed, "job_lost". Errors: ERR_NOT_FOUND (not
 * recorded with fail) nothing is due.
 */
CHECKED enum err job_claim(struct op *op, const struct job_filter *filter, struct job *ret_job);

/*
 * Ends all leases: for a start on a database that only this process works on, where whoever held
 * them is dead. Such a job is due at once, with the attempt counted.
 */
CHECKED enum err job_void_leases(struct op *op);

/* The real clock was set back by this much: what is due stays as far away as it was. */
CHECKED enum err job_clock_back(struct op *op, int64_t by_ms);

/*
 * Each asks that the lease is still ours. Errors: ERR_CONFLICT "job_lost" it ended and somebody
 * else may have the job: stop, keep nothing.
 * job_progress: done of total units (0: unknown); the lease runs JOB_LEASE_MS from now.
 * job_done: result is JSON of ids, "" nothing to tell.
 * job_fail: reason is a key of the message catalogue. again: whether trying again may help; it is
 * then due later, until JOB_ATTEMPTS_MAX.
 */
CHECKED enum err job_progress(struct op *op, const struct job *job, int64_t done, int64_t total);
CHECKED enum err job_done(struct op *op, struct job *job, const char *result);
CHECKED enum err job_fail(struct op *op, const struct job *job, const char *reason, bool again);

/* What the page polls. */
struct job_status {
    const char *kind;
    const char *state; /* "open", "done", "failed" */
    int64_t running;   /* 0, 1: open and claimed by a worker */
    const char *error; /* reason key, "" none */
    int64_t progress_done;
    int64_t progress_total;
    const char *result;
};

/* The job of this id, if op's actor asked for it. Errors: ERR_NOT_FOUND "not_found". */
CHECKED enum err job_status(struct op *op, const char *public_id, struct job_status *ret_status);

/* Removes jobs that ended before this instant. */
CHECKED enum err job_tidy(struct op *op, int64_t before_ms, int64_t *ret_removed);

/* ---- working ------------------------------------------------------------------------------ */

/*
 * Does the job in an op of its own, without an actor. Need not call job_done when it has no result.
 * ERR_UNAVAILABLE, ERR_TOO_MANY and ERR_INTERNAL are tried again, other errors are final.
 */
typedef enum err (*job_work)(struct op *op, struct job *job);

struct job_kind {
    const char *kind;
    job_work work;
    int lane; /* index of job_setup.lanes; 0 also takes kinds that no row has */
};

/*
 * Claims one job of any kind and does it by its row (kinds end with { 0 }); one line in the log.
 * ret_ran: whether there was one. OK also when the job failed: that is written in its row.
 * Errors: the database's.
 */
CHECKED enum err job_run_once(struct op *op, const struct job_kind *kinds, bool *ret_ran);

enum { JOB_LANES_MAX = 8 };

/* Work that must not wait for other work. chore (or NULL) is done once a minute beside its jobs. */
struct job_lane {
    const char *name; /* for the log */
    enum err (*chore)(struct op *op, int64_t *ret_count);
};

/* What a runner works with; all of it outlives the runner. */
struct job_setup {
    struct db_source *source;
    const struct site *site;         /* lent to every op; makes the business clock */
    const struct job_kind *kinds;    /* ends with { 0 } */
    const struct job_lane *lanes;    /* ends with { 0 }, at most JOB_LANES_MAX; NULL: one */
    enum err (*tick)(struct op *op); /* once a minute, for what the clock does; or NULL */
    enum err (*clock_back)(struct op *op, int64_t by_ms); /* the real clock was set back; or NULL */
};

/*
 * A thread for each lane that runs its jobs one after another and looks for new ones every second;
 * another for the tick, which no job may delay. Each has a connection of its own. All waiting is by
 * the monotonic clock.
 * Errors: ERR_UNAVAILABLE no connection or no thread.
 */
struct job_runner;
CHECKED enum err job_runner_start(struct op *op, const struct job_setup *setup,
                                  struct job_runner **ret_runner);

/* Makes it look now. From any thread. */
void job_runner_wake(struct job_runner *runner);

/* Waits for the jobs at hand to end, then ends the threads and frees the runner. */
void job_runner_stop(struct job_runner *runner);
