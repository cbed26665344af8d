/* SPDX-License-Identifier: Apache-2.0 */
/* runner.c: doing jobs, one at a time, in a thread of their own; the clock has another. */
#include "base/log.h"
#include "base/mem.h"
#include "base/time.h"
#include "job/job.h"

#include <pthread.h>
#include <string.h>
#include <time.h>

enum { LOOK_EVERY_MS = 1000, TICK_EVERY_MS = 60000 };

/* ---- one job ------------------------------------------------------------------------------ */

static job_work work_of(const struct job_kind *kinds, const char *kind)
{
    for (; kinds->kind != NULL; kinds++) {
        if (strcmp(kinds->kind, kind) == 0)
            return kinds->work;
    }
    return NULL;
}

static bool is_passing(enum err code)
{
    return code == ERR_UNAVAILABLE || code == ERR_TOO_MANY || code == ERR_INTERNAL;
}

static void log_job(const struct job *job, const struct op *op, enum err e)
{
    const struct failure *failure = &op->failure;
    int64_t ms = (time_monotonic_us() - job->claimed_monotonic_us) / 1000;

    log_line(e == OK         ? LOG_INFO
             : is_passing(e) ? LOG_ERROR
                             : LOG_WARNING,
             "event=job kind=%s job=%s attempt=%d result=%s reason=%s ms=%lld detail=\"%s\"",
             job->kind, job->public_id, (int)job->attempts, err_name(e),
             failure->reason == NULL ? "" : failure->reason, (long long)ms,
             failure->detail == NULL ? "" : failure->detail);
}

/* Runs the work in an op of its own, so that its memory and its failure end with it. */
static enum err run_work(struct op *op, job_work work, struct job *job)
{
    struct op *own = op_new(op->db, op->now_ms, op->real_ms);
    own->site = op->site;
    const char *reason = "job_unknown";

    enum err e =
        work == NULL ? fail(own, ERR_INVALID, "job_unknown", "no such kind") : work(own, job);
    if (e == OK && !job->finished)
        e = job_done(own, job, "");
    if (own->failure.reason != NULL)
        reason = mem_text(op, own->failure.reason);
    log_job(job, own, e);
    op_free(own);
    mem_give_back();
    if (e == OK || (e == ERR_CONFLICT && strcmp(reason, "job_lost") == 0))
        return OK; /* who has lost it leaves it to the other */
    e = job_fail(op, job, reason, is_passing(e));
    if (e != ERR_CONFLICT)
        return e;
    op_forgive(op);
    return OK;
}

enum err job_run_once(struct op *op, const struct job_kind *kinds, bool *ret_ran)
{
    struct job job = { 0 };

    enum err e = job_claim(op, &job);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    bool ran = e == OK;
    if (ran)
        e = run_work(op, work_of(kinds, job.kind), &job);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    *ret_ran = ran;
    return OK;
}

/* ---- the threads -------------------------------------------------------------------------- */

/* One thread with its connection: a long job must not keep the clock waiting. */
struct hand {
    pthread_t thread;
    struct db *db;
    bool runs;
};

struct job_runner {
    struct hand jobs;
    struct hand clock;
    pthread_mutex_t guard;
    pthread_cond_t called;
    bool stop;
    bool look;
    struct job_setup setup;
};

static struct op *new_op(const struct job_runner *runner, const struct hand *hand)
{
    int64_t real_ms = time_real_ms();
    struct op *op = op_new(hand->db, real_ms + runner->setup.site->clock_offset_ms, real_ms);

    op->site = runner->setup.site;
    return op;
}

static void log_failure(struct op *op, const char *event, enum err e)
{
    if (e != OK)
        log_line(LOG_ERROR, "event=%s result=%s reason=%s detail=\"%s\"", event, err_name(e),
                 op->failure.reason, op->failure.detail);
}

static bool run_next(struct job_runner *runner)
{
    struct op *op = new_op(runner, &runner->jobs);
    bool ran = false;

    enum err e = job_run_once(op, runner->setup.kinds, &ran);
    log_failure(op, "job_runner", e);
    op_free(op);
    return e == OK && ran;
}

static void tick(struct job_runner *runner)
{
    struct op *op = new_op(runner, &runner->clock);

    log_failure(op, "job_tick", runner->setup.tick(op));
    op_free(op);
}

/* Sleeps for ms, or until it is to stop or *look is set (look may be NULL); false: stop. */
static bool rest(struct job_runner *runner, int64_t ms, bool *look)
{
    int64_t until_ms = time_real_ms() + ms;
    struct timespec until = { until_ms / 1000, until_ms % 1000 * 1000000 };

    (void)pthread_mutex_lock(&runner->guard);
    while (!runner->stop && !(look != NULL && *look)) {
        if (pthread_cond_timedwait(&runner->called, &runner->guard, &until) != 0)
            break;
    }
    if (look != NULL)
        *look = false;
    bool stop = runner->stop;
    (void)pthread_mutex_unlock(&runner->guard);
    return !stop;
}

static void *run_jobs(void *arg)
{
    struct job_runner *runner = arg;
    bool ran = true;

    while (rest(runner, ran ? 0 : LOOK_EVERY_MS, &runner->look))
        ran = run_next(runner);
    return NULL;
}

/* What the clock does, at start and once a minute. */
static void *run_clock(void *arg)
{
    struct job_runner *runner = arg;

    do
        tick(runner);
    while (rest(runner, TICK_EVERY_MS, NULL));
    return NULL;
}

static void call(struct job_runner *runner, bool stop)
{
    (void)pthread_mutex_lock(&runner->guard);
    runner->look = true;
    runner->stop = runner->stop || stop;
    (void)pthread_cond_broadcast(&runner->called);
    (void)pthread_mutex_unlock(&runner->guard);
}

static void runner_close(void *object)
{
    struct job_runner *runner = object;

    (void)pthread_mutex_destroy(&runner->guard);
    (void)pthread_cond_destroy(&runner->called);
}

static enum err start(struct op *op, struct job_runner *runner, struct hand *hand,
                      void *(*run)(void *))
{
    enum err e = db_connect(op, runner, runner->setup.source, false, &hand->db);
    if (e != OK)
        return e;
    hand->runs = pthread_create(&hand->thread, NULL, run, runner) == 0;
    return hand->runs ? OK : fail(op, ERR_UNAVAILABLE, "internal", "no thread for jobs");
}

enum err job_runner_start(struct op *op, const struct job_setup *setup,
                          struct job_runner **ret_runner)
{
    struct job_runner *runner = mem_new(NULL, struct job_runner);

    runner->setup = *setup;
    (void)pthread_mutex_init(&runner->guard, NULL);
    (void)pthread_cond_init(&runner->called, NULL);
    mem_own(runner, runner, runner_close);
    enum err e = start(op, runner, &runner->jobs, run_jobs);
    if (e == OK && setup->tick != NULL)
        e = start(op, runner, &runner->clock, run_clock);
    if (e == OK)
        *ret_runner = runner;
    else
        job_runner_stop(runner);
    return e;
}

void job_runner_wake(struct job_runner *runner)
{
    call(runner, false);
}

void job_runner_stop(struct job_runner *runner)
{
    const struct hand *hands[] = { &runner->jobs, &runner->clock };

    call(runner, true);
    for (size_t i = 0; i < sizeof hands / sizeof hands[0]; i++) {
        if (hands[i]->runs)
            (void)pthread_join(hands[i]->thread, NULL);
    }
    mem_free(runner);
}
