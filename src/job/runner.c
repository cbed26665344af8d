/* SPDX-License-Identifier: Apache-2.0 */
/* runner.c: doing jobs, one lane one thread; the clock has another. */
#include "base/log.h"
#include "base/mem.h"
#include "base/time.h"
#include "job/job.h"

#include <assert.h>
#include <pthread.h>
#include <string.h>
#include <time.h>

enum { LOOK_EVERY_MS = 1000, TICK_EVERY_MS = 60000, CLOCK_BACK_MS = 30000 };

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

static enum err run_once(struct op *op, const struct job_kind *kinds,
                         const struct job_filter *filter, bool *ret_ran)
{
    struct job job = { 0 };

    enum err e = job_claim(op, filter, &job);
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

enum err job_run_once(struct op *op, const struct job_kind *kinds, bool *ret_ran)
{
    return run_once(op, kinds, NULL, ret_ran);
}

/* ---- the threads -------------------------------------------------------------------------- */

/* One thread with its connection: what takes long must keep nobody waiting but its own kind. */
struct hand {
    struct job_runner *runner;
    pthread_t thread;
    struct db *db;
    const struct job_lane *lane;
    struct job_filter filter;
    bool look; /* there may be a job: look now */
    bool runs;
};

struct job_runner {
    struct hand lanes[JOB_LANES_MAX];
    int lane_count;
    struct hand clock;
    pthread_mutex_t guard;
    pthread_cond_t called;
    bool stop;
    struct job_setup setup;
};

static struct op *new_op(const struct hand *hand)
{
    const struct site *site = hand->runner->setup.site;
    int64_t real_ms = time_real_ms();
    struct op *op = op_new(hand->db, real_ms + site->clock_offset_ms, real_ms);

    op->site = site;
    return op;
}

static void log_failure(struct op *op, const char *event, enum err e)
{
    if (e != OK)
        log_line(LOG_ERROR, "event=%s result=%s reason=%s detail=\"%s\"", event, err_name(e),
                 op->failure.reason, op->failure.detail);
}

static bool run_next(struct hand *hand)
{
    struct op *op = new_op(hand);
    bool ran = false;

    enum err e = run_once(op, hand->runner->setup.kinds, &hand->filter, &ran);
    log_failure(op, "job_runner", e);
    op_free(op);
    return e == OK && ran;
}

static void do_chore(const struct hand *hand)
{
    struct op *op = new_op(hand);
    int64_t count = 0;

    enum err e = hand->lane->chore(op, &count);
    log_failure(op, "job_chore", e);
    if (e == OK && count > 0)
        log_line(LOG_NOTICE, "event=chore lane=%s count=%lld", hand->lane->name, (long long)count);
    op_free(op);
}

/* Sleeps for ms, or until it is to stop or to look (a hand of a lane); false: stop. */
static bool rest_for(struct hand *hand, int64_t ms)
{
    struct job_runner *runner = hand->runner;
    int64_t until_us = time_monotonic_us() + ms * 1000;
    struct timespec until = { until_us / 1000000, until_us % 1000000 * 1000 };

    (void)pthread_mutex_lock(&runner->guard);
    while (!runner->stop && !hand->look) {
        if (pthread_cond_timedwait(&runner->called, &runner->guard, &until) != 0)
            break;
    }
    hand->look = false;
    bool stop = runner->stop;
    (void)pthread_mutex_unlock(&runner->guard);
    return !stop;
}

static void *run_lane(void *arg)
{
    struct hand *hand = arg;
    int64_t chore_us = 0; /* when it is due, monotonic; at once */
    bool ran = true;

    while (rest_for(hand, ran ? 0 : LOOK_EVERY_MS)) {
        ran = run_next(hand);
        if (hand->lane != NULL && hand->lane->chore != NULL && time_monotonic_us() >= chore_us) {
            do_chore(hand);
            chore_us = time_monotonic_us() + (int64_t)TICK_EVERY_MS * 1000;
        }
    }
    return NULL;
}

/* The two clocks at one instant: when their distance shrinks, the real one was set back. */
static int64_t clock_distance_ms(void)
{
    return time_real_ms() - time_monotonic_us() / 1000;
}

static void tell_clock_back(const struct hand *hand, int64_t by_ms)
{
    const struct job_setup *setup = &hand->runner->setup;
    struct op *op = new_op(hand);

    log_line(LOG_WARNING, "event=clock_back ms=%lld", (long long)by_ms);
    if (setup->clock_back != NULL)
        log_failure(op, "clock_back", setup->clock_back(op, by_ms));
    op_free(op);
}

static void tick(const struct hand *hand)
{
    struct op *op = new_op(hand);

    log_failure(op, "job_tick", hand->runner->setup.tick(op));
    op_free(op);
}

/* What the clock does, at start and once a minute; and a look at the clock itself. */
static void *run_clock(void *arg)
{
    struct hand *hand = arg;
    int64_t distance_ms = clock_distance_ms();
    int64_t tick_us = 0;

    do {
        int64_t back_ms = distance_ms - clock_distance_ms();
        if (back_ms > CLOCK_BACK_MS)
            tell_clock_back(hand, back_ms);
        if (back_ms > CLOCK_BACK_MS || back_ms < -CLOCK_BACK_MS)
            distance_ms -= back_ms;
        if (time_monotonic_us() >= tick_us) {
            tick(hand);
            tick_us = time_monotonic_us() + (int64_t)TICK_EVERY_MS * 1000;
        }
    } while (rest_for(hand, LOOK_EVERY_MS));
    return NULL;
}

static void call_hands(struct job_runner *runner, bool stop)
{
    (void)pthread_mutex_lock(&runner->guard);
    for (int i = 0; i < runner->lane_count; i++)
        runner->lanes[i].look = true;
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

/* Kinds of a lane; the first lane takes what is in no other. */
static struct job_filter filter_of(const void *parent, const struct job_kind *kinds, int lane)
{
    char *list = mem_text(parent, ",");

    for (; kinds->kind != NULL; kinds++) {
        if (lane == 0 ? kinds->lane != 0 : kinds->lane == lane)
            mem_append(parent, &list, "%s,", kinds->kind);
    }
    return (struct job_filter){ list, lane == 0 };
}

static enum err start_hand(struct op *op, struct job_runner *runner, struct hand *hand,
                           void *(*run)(void *))
{
    hand->runner = runner;
    enum err e = db_connect(op, runner, runner->setup.source, false, &hand->db);
    if (e != OK)
        return e;
    hand->runs = pthread_create(&hand->thread, NULL, run, hand) == 0;
    return hand->runs ? OK : fail(op, ERR_UNAVAILABLE, "internal", "no thread for jobs");
}

static struct job_runner *runner_new(const struct job_setup *setup)
{
    struct job_runner *runner = mem_new(NULL, struct job_runner);
    pthread_condattr_t monotonic;

    runner->setup = *setup;
    runner->lane_count = setup->lanes == NULL ? 1 : 0;
    while (setup->lanes != NULL && setup->lanes[runner->lane_count].name != NULL) {
        assert(runner->lane_count < JOB_LANES_MAX);
        runner->lanes[runner->lane_count].lane = &setup->lanes[runner->lane_count];
        runner->lane_count++;
    }
    (void)pthread_mutex_init(&runner->guard, NULL);
    (void)pthread_condattr_init(&monotonic);
    (void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&runner->called, &monotonic);
    (void)pthread_condattr_destroy(&monotonic);
    mem_own(runner, runner, runner_close);
    return runner;
}

enum err job_runner_start(struct op *op, const struct job_setup *setup,
                          struct job_runner **ret_runner)
{
    struct job_runner *runner = runner_new(setup);
    enum err e = OK;

    for (int i = 0; e == OK && i < runner->lane_count; i++) {
        runner->lanes[i].filter = filter_of(runner, setup->kinds, i);
        e = start_hand(op, runner, &runner->lanes[i], run_lane);
    }
    if (e == OK && setup->tick != NULL)
        e = start_hand(op, runner, &runner->clock, run_clock);
    if (e == OK)
        *ret_runner = runner;
    else
        job_runner_stop(runner);
    return e;
}

void job_runner_wake(struct job_runner *runner)
{
    call_hands(runner, false);
}

void job_runner_stop(struct job_runner *runner)
{
    call_hands(runner, true);
    for (int i = 0; i < runner->lane_count; i++) {
        if (runner->lanes[i].runs)
            (void)pthread_join(runner->lanes[i].thread, NULL);
    }
    if (runner->clock.runs)
        (void)pthread_join(runner->clock.thread, NULL);
    mem_free(runner);
}
