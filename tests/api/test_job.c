/* SPDX-License-Identifier: Apache-2.0 */
/* A job is done by one worker at a time, again when that worker is lost, and never for ever. */
#include "base/mem.h"
#include "db/db_internal.h"
#include "job/job.h"
#include "support.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

static const char *add(struct op *op, const char *kind)
{
    const char *public_id = NULL;
    assert_ok(op, job_add(op, kind, "{}", 0, &public_id));
    return public_id;
}

static struct job claim(struct op *op)
{
    struct job job = { 0 };
    assert_ok(op, job_claim(op, NULL, &job));
    return job;
}

static void assert_nothing_due(struct op *op)
{
    struct job job = { 0 };
    assert_int_equal(job_claim(op, NULL, &job), ERR_NOT_FOUND);
    assert_null(op->failure.reason);
}

static void assert_state(struct op *op, const char *public_id, const char *state, const char *error)
{
    struct job_status status = { 0 };
    assert_ok(op, job_status(op, public_id, &status));
    assert_string_equal(status.state, state);
    assert_string_equal(status.error, error);
}

/* ---- rows --------------------------------------------------------------------------------- */

static void job_goes_from_open_to_done(void **state)
{
    struct op *op = *state;
    struct job_status status = { 0 };
    const char *public_id = NULL;

    assert_nothing_due(op);
    assert_ok(op, job_add(op, "mail", "{\"to\":7}", 0, &public_id));
    struct job job = claim(op);
    assert_string_equal(job.kind, "mail");
    assert_string_equal(job.payload, "{\"to\":7}");
    assert_string_equal(job.public_id, public_id);
    assert_int_equal(job.attempts, 1);
    assert_nothing_due(op);

    assert_ok(op, job_progress(op, &job, 3, 9));
    assert_ok(op, job_status(op, public_id, &status));
    assert_true(status.running == 1 && status.progress_done == 3 && status.progress_total == 9);
    assert_ok(op, job_done(op, &job, "{\"file\":1}"));
    assert_ok(op, job_status(op, public_id, &status));
    assert_string_equal(status.state, "done");
    assert_string_equal(status.result, "{\"file\":1}");
    assert_int_equal(status.running, 0);
    assert_nothing_due(op);
}

static void job_is_shown_only_to_who_asked(void **state)
{
    struct op *op = *state;
    struct job_status status = { 0 };

    op->actor.user_id = 5;
    const char *public_id = add(op, "mail");
    assert_state(op, public_id, "open", "");
    op->actor.user_id = 6;
    assert_fails(op, job_status(op, public_id, &status), ERR_NOT_FOUND, "not_found");
}

static void later_job_waits_for_its_time(void **state)
{
    struct op *op = *state;

    assert_ok(op, job_add(op, "mail", "{}", op->real_ms + 1000, NULL));
    op->real_ms += 999;
    assert_nothing_due(op);
    op->real_ms += 1;
    (void)claim(op);
}

static void oldest_due_job_comes_first(void **state)
{
    struct op *op = *state;

    assert_ok(op, job_add(op, "later", "{}", op->real_ms - 1, NULL));
    assert_ok(op, job_add(op, "first", "{}", op->real_ms - 2, NULL));
    assert_string_equal(claim(op).kind, "first");
    assert_string_equal(claim(op).kind, "later");
}

static void expired_lease_is_claimed_again_and_the_first_worker_has_lost_it(void **state)
{
    struct op *op = *state;
    const char *public_id = add(op, "mail");

    struct job first = claim(op);
    op->real_ms += JOB_LEASE_MS - 1;
    assert_nothing_due(op);
    op->real_ms += 1;
    struct job second = claim(op);
    assert_int_equal(second.id, first.id);
    assert_int_equal(second.attempts, 2);
    assert_fails(op, job_progress(op, &first, 1, 2), ERR_CONFLICT, "job_lost");
    assert_fails(op, job_done(op, &first, ""), ERR_CONFLICT, "job_lost");
    assert_fails(op, job_fail(op, &first, "internal", true), ERR_CONFLICT, "job_lost");
    assert_false(first.finished);
    assert_ok(op, job_done(op, &second, ""));
    assert_state(op, public_id, "done", "");
}

static void progress_makes_the_lease_last(void **state)
{
    struct op *op = *state;

    (void)add(op, "mail");
    struct job job = claim(op);
    job.claimed_ms += JOB_LEASE_MS - 1000; /* as if the work had lasted so long */
    assert_ok(op, job_progress(op, &job, 1, 2));
    op->real_ms += JOB_LEASE_MS + 1000;
    assert_nothing_due(op);
}

static void failed_job_is_tried_again_later_and_later(void **state)
{
    struct op *op = *state;
    const char *public_id = add(op, "mail");
    int64_t pause = JOB_RETRY_MS;

    for (int attempt = 1; attempt < JOB_ATTEMPTS_MAX; attempt++) {
        struct job job = claim(op);
        assert_int_equal(job.attempts, attempt);
        assert_ok(op, job_fail(op, &job, "disk_full", true));
        assert_state(op, public_id, "open", "disk_full");
        op->real_ms += pause - 1000;
        assert_nothing_due(op);
        op->real_ms += 2000;
        pause *= 2;
    }
    struct job job = claim(op);
    assert_ok(op, job_fail(op, &job, "disk_full", true));
    assert_state(op, public_id, "failed", "disk_full");
    op->real_ms += pause * 100;
    assert_nothing_due(op);
}

static void job_that_kills_its_workers_is_given_up(void **state)
{
    struct op *op = *state;
    const char *public_id = add(op, "mail");

    for (int attempt = 1; attempt <= JOB_ATTEMPTS_MAX; attempt++) {
        assert_int_equal(claim(op).attempts, attempt);
        op->real_ms += JOB_LEASE_MS;
    }
    assert_nothing_due(op);
    assert_state(op, public_id, "failed", "job_lost");
}

static void payload_has_a_limit(void **state)
{
    struct op *op = *state;
    char *payload = mem_array(op, char, JOB_PAYLOAD_BYTES_MAX + 2);

    memset(payload, ' ', JOB_PAYLOAD_BYTES_MAX);
    assert_ok(op, job_add(op, "mail", payload, 0, NULL));
    payload[JOB_PAYLOAD_BYTES_MAX] = ' ';
    assert_fails(op, job_add(op, "mail", payload, 0, NULL), ERR_TOO_LARGE, "job_too_large");
}

static void tidy_removes_what_ended_long_ago(void **state)
{
    struct op *op = *state;
    int64_t removed = -1;

    const char *ended = add(op, "mail");
    struct job job = claim(op);
    assert_ok(op, job_done(op, &job, ""));
    const char *open = add(op, "mail");
    assert_ok(op, job_tidy(op, op->real_ms, &removed));
    assert_int_equal(removed, 0);
    assert_ok(op, job_tidy(op, op->real_ms + 3600000, &removed));
    assert_int_equal(removed, 1);
    assert_state(op, open, "open", "");
    struct job_status status = { 0 };
    assert_fails(op, job_status(op, ended, &status), ERR_NOT_FOUND, "not_found");
}

static enum err add_and_fail(struct op *op, void *arg)
{
    (void)arg;
    enum err e = job_add(op, "mail", "{}", 0, NULL);
    return e == OK ? fail(op, ERR_DENIED, "not_allowed", "as planned") : e;
}

static void work_rolled_back_leaves_no_job(void **state)
{
    struct op *op = *state;

    assert_fails(op, db_tx(op, add_and_fail, NULL, NULL), ERR_DENIED, "not_allowed");
    assert_nothing_due(op);
}

static enum err add_one(struct op *op, void *arg)
{
    (void)arg;
    return job_add(op, "mail", "{}", 0, NULL);
}

static enum err add_two_in_tx(struct op *op, void *arg)
{
    (void)arg;
    enum err e = add_one(op, NULL);
    return e == OK ? add_one(op, NULL) : e;
}

static enum err add_two(struct op *op, void *arg)
{
    return db_tx(op, add_two_in_tx, arg, NULL);
}

static void fault_at_any_statement_adds_no_job(void **state)
{
    struct op *op = *state;

    assert_int_equal(test_every_fault(op, add_one, NULL), 1);
    assert_int_equal(test_every_fault(op, add_two, NULL), 4);
    for (int i = 0; i < 3; i++)
        (void)claim(op);
    assert_nothing_due(op);
}

/* ---- working ------------------------------------------------------------------------------ */

static enum err work_well(struct op *op, struct job *job)
{
    return job_done(op, job, "{\"well\":1}");
}

static enum err work_badly(struct op *op, struct job *job)
{
    (void)job;
    return fail(op, ERR_INVALID, "not_allowed", "as planned");
}

static enum err work_unluckily(struct op *op, struct job *job)
{
    (void)job;
    return fail(op, ERR_UNAVAILABLE, "disk_full", "as planned");
}

static enum err work_silently(struct op *op, struct job *job)
{
    (void)op;
    (void)job;
    return OK;
}

static enum err work_too_long(struct op *op, struct job *job)
{
    enum err e = db_text(op, "test", "UPDATE job SET lease = 'another'");
    return e == OK ? job_done(op, job, "") : e;
}

static const struct job_kind kinds[] = {
    { "well", work_well },         { "badly", work_badly },       { "unluckily", work_unluckily },
    { "silently", work_silently }, { "too long", work_too_long }, { 0 },
};

static void run_once_writes_down_how_it_ended(void **state)
{
    static const struct {
        const char *kind, *state, *error;
    } cases[] = {
        { "well", "done", "" },
        { "silently", "done", "" },
        { "badly", "failed", "not_allowed" },
        { "unluckily", "open", "disk_full" },
        { "too long", "open", "" }, /* the other worker has it */
        { "unheard of", "failed", "job_unknown" },
    };
    struct op *op = *state;
    bool ran = true;

    assert_ok(op, job_run_once(op, kinds, &ran));
    assert_false(ran);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *public_id = add(op, cases[i].kind);
        assert_ok(op, job_run_once(op, kinds, &ran));
        assert_true(ran);
        assert_null(op->failure.reason);
        assert_state(op, public_id, cases[i].state, cases[i].error);
    }
}

static void a_lane_claims_its_own_kinds_only(void **state)
{
    static const struct job_filter mail = { ",mail.send,mail.more,", false };
    static const struct job_filter others = { ",mail.send,mail.more,", true };
    struct op *op = *state;
    struct job job = { 0 };

    (void)add(op, "mail.send");
    (void)add(op, "mail");
    assert_ok(op, job_claim(op, &others, &job));
    assert_string_equal(job.kind, "mail");
    assert_int_equal(job_claim(op, &others, &job), ERR_NOT_FOUND);
    assert_ok(op, job_claim(op, &mail, &job));
    assert_string_equal(job.kind, "mail.send");
    assert_int_equal(job_claim(op, &mail, &job), ERR_NOT_FOUND);
}

static void a_clock_set_back_lets_no_job_wait(void **state)
{
    struct op *op = *state;
    struct job job = { 0 };

    op->real_ms += 8 * 3600000;
    (void)add(op, "well");
    op->real_ms -= 8 * 3600000;
    assert_int_equal(job_claim(op, NULL, &job), ERR_NOT_FOUND);
    assert_ok(op, job_clock_back(op, 8 * 3600000));
    assert_ok(op, job_claim(op, NULL, &job));
}

enum { CLAIMANTS = 8, JOBS = 120 };

struct claimant {
    bool other_process;
    int claimed[JOBS + 1]; /* by id */
};

static void *claim_all(void *arg)
{
    struct claimant *claimant = arg;
    struct op *op = test_op_another(claimant->other_process);
    struct job job = { 0 };

    while (job_claim(op, NULL, &job) == OK)
        claimant->claimed[job.id]++;
    op_free(op);
    return NULL;
}

static void no_two_claimants_get_the_same_job(void **state)
{
    static struct claimant claimants[CLAIMANTS];
    struct op *op = *state;
    pthread_t threads[CLAIMANTS];

    memset(claimants, 0, sizeof claimants);
    for (int i = 0; i < JOBS; i++)
        (void)add(op, "mail");
    for (int i = 0; i < CLAIMANTS; i++) {
        claimants[i].other_process = i % 2 != 0;
        assert_int_equal(pthread_create(&threads[i], NULL, claim_all, &claimants[i]), 0);
    }
    for (int i = 0; i < CLAIMANTS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    for (int id = 1; id <= JOBS; id++) {
        int times = 0;
        for (int i = 0; i < CLAIMANTS; i++)
            times += claimants[i].claimed[id];
        assert_int_equal(times, 1);
    }
}

static void runner_does_what_is_added_and_stops(void **state)
{
    struct op *op = *state;
    static const struct site site = { 0 };
    const struct job_setup setup = { .source = op->db->source, .site = &site, .kinds = kinds };
    struct job_runner *runner = NULL;
    struct job_status status = { 0 };
    const struct timespec moment = { .tv_nsec = 5000000 };

    assert_ok(op, job_runner_start(op, &setup, &runner));
    const char *public_id = add(op, "well");
    job_runner_wake(runner);
    for (int i = 0; i < 1000; i++) {
        assert_ok(op, job_status(op, public_id, &status));
        if (strcmp(status.state, "done") == 0)
            break;
        (void)nanosleep(&moment, NULL);
    }
    job_runner_stop(runner);
    assert_string_equal(status.state, "done");
    assert_string_equal(status.result, "{\"well\":1}");
}

static atomic_bool well_done;

/* Holds its thread until the job is done, at most ten seconds. */
static enum err long_tick(struct op *op)
{
    const struct timespec moment = { .tv_nsec = 5000000 };

    (void)op;
    for (int i = 0; i < 2000 && !well_done; i++)
        (void)nanosleep(&moment, NULL);
    return OK;
}

static void clock_and_jobs_do_not_wait_for_each_other(void **state)
{
    struct op *op = *state;
    static const struct site site = { 0 };
    const struct job_setup setup = {
        .source = op->db->source, .site = &site, .kinds = kinds, .tick = long_tick
    };
    struct job_runner *runner = NULL;
    struct job_status status = { 0 };
    const struct timespec moment = { .tv_nsec = 5000000 };

    well_done = false;
    const char *public_id = add(op, "well");
    assert_ok(op, job_runner_start(op, &setup, &runner));
    for (int i = 0; i < 1000; i++) {
        assert_ok(op, job_status(op, public_id, &status));
        if (strcmp(status.state, "done") == 0)
            break;
        (void)nanosleep(&moment, NULL);
    }
    well_done = true;
    job_runner_stop(runner);
    assert_string_equal(status.state, "done");
}

int main(void)
{
    return run_on_each_db("job",
                          (const struct CMUnitTest[]){
                              TEST(job_goes_from_open_to_done),
                              TEST(job_is_shown_only_to_who_asked),
                              TEST(later_job_waits_for_its_time),
                              TEST(oldest_due_job_comes_first),
                              TEST(expired_lease_is_claimed_again_and_the_first_worker_has_lost_it),
                              TEST(progress_makes_the_lease_last),
                              TEST(failed_job_is_tried_again_later_and_later),
                              TEST(job_that_kills_its_workers_is_given_up),
                              TEST(payload_has_a_limit),
                              TEST(tidy_removes_what_ended_long_ago),
                              TEST(work_rolled_back_leaves_no_job),
                              TEST(fault_at_any_statement_adds_no_job),
                              TEST(run_once_writes_down_how_it_ended),
                              TEST(a_lane_claims_its_own_kinds_only),
                              TEST(a_clock_set_back_lets_no_job_wait),
                              TEST(no_two_claimants_get_the_same_job),
                              TEST(runner_does_what_is_added_and_stops),
                              TEST(clock_and_jobs_do_not_wait_for_each_other),
                              { 0 },
                          });
}
