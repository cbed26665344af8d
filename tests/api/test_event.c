/* SPDX-License-Identifier: Apache-2.0 */
/* The audit chain has no gaps under any load, and whatever is done to it is found. */
#include "base/crypto.h"
#include "base/mem.h"
#include "db/db_internal.h"
#include "event/event.h"
#include "support.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct steps {
    int count;
    enum err ends;
};

static enum err note_some(struct op *op, void *arg)
{
    const struct steps *steps = arg;

    for (int i = 0; i < steps->count; i++)
        event_add(op, "application.save", "application", mem_printf(op, "app-%d", i % 3), 7,
                  mem_printf(op, "{\"step\":%d}", i));
    return steps->ends == OK ? OK : fail(op, steps->ends, "not_allowed", "as planned");
}

static void add(struct op *op, int count)
{
    struct steps steps = { .count = count };
    assert_ok(op, event_tx(op, note_some, &steps));
}

static struct event_verdict verify(struct op *op)
{
    struct event_verdict verdict = { 0 };
    assert_ok(op, event_verify(op, NULL, NULL, NULL, &verdict));
    return verdict;
}

static void assert_chain(struct op *op, enum event_fault fault, int64_t bad_seq)
{
    struct event_verdict verdict = verify(op);
    assert_string_equal(event_fault_name(verdict.fault), event_fault_name(fault));
    assert_int_equal(verdict.bad_seq, bad_seq);
}

static void empty_chain_is_clean(void **state)
{
    struct event_verdict verdict = verify(*state);

    assert_int_equal(verdict.fault, EVENT_CLEAN);
    assert_int_equal(verdict.count, 0);
    assert_int_equal(verdict.head.seq, 0);
}

static void events_keep_what_was_noted_in_order(void **state)
{
    struct op *op = *state;
    struct event_query query = { .by = EVENT_BY_TIME, .limit = EVENT_LIST_MAX };
    struct event *rows = NULL;
    size_t count = 0;

    op->actor.user_id = 11;
    op->actor.post_id = 12;
    op->actor.org_id = 13;
    (void)snprintf(op->request_id, sizeof op->request_id, "r-1");
    add(op, 3);
    assert_ok(op, event_list(op, &query, &rows, &count));
    assert_int_equal(count, 3);
    const struct event *last = &rows[0];
    assert_int_equal(last->seq, 3);
    assert_true(last->at_ms == TEST_NOW_MS && last->real_ms == TEST_REAL_MS);
    assert_true(last->actor_user_id == 11 && last->actor_post_id == 12 && last->actor_org_id == 13);
    assert_string_equal(last->request_id, "r-1");
    assert_string_equal(last->action, "application.save");
    assert_string_equal(last->subject_kind, "application");
    assert_string_equal(last->subject_id, "app-2");
    assert_int_equal(last->org_id, 7);
    assert_string_equal(last->data, "{\"step\":2}");
    assert_string_equal(last->prev_hash, rows[1].hash);
    assert_string_equal(rows[2].data, "{\"step\":0}");
    assert_chain(op, EVENT_CLEAN, 0);
}

/* The layout is a promise: who has the header can recompute the chain without us. */
static void hash_is_that_of_the_documented_layout(void **state)
{
    static const unsigned char layout[] = {
        1,                                              /* version */
        0,    0,    0,    0,    0,    0,    0,    1,    /* seq */
        0,    0,    0,    0,    0,    0,    1,    2,    /* at_ms 258 */
        0,    0,    0,    0,    0,    0,    0,    3,    /* real_ms */
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, /* actor_user_id -1 */
        0,    0,    0,    0,    0,    0,    0,    0,    /* actor_post_id */
        0,    0,    0,    0,    0,    0,    0,    0,    /* actor_org_id */
        0,    0,    0,    2,    'r',  '9',              /* request_id */
        0,    0,    0,    16,   'a',  'p',  'p',  'l',  'i', 'c', 'a', 't', 'i', 'o',
        'n',  '.',  's',  'a',  'v',  'e',  0,    0,    0,   11,  'a', 'p', 'p', 'l',
        'i',  'c',  'a',  't',  'i',  'o',  'n',  0,    0,   0,   5,   'a', 'p', 'p',
        '-',  '0',  0,    0,    0,    0,    0,    0,    0,   7,                      /* org_id */
        0,    0,    0,    10,   '{',  '"',  's',  't',  'e', 'p', '"', ':', '0', '}' /* data */
    };
    struct op *op = *state;
    struct event_head head = { 0 };
    unsigned char link[SM3_BYTES] = { 0 };

    op->now_ms = 258;
    op->real_ms = 3;
    op->actor.user_id = -1;
    (void)snprintf(op->request_id, sizeof op->request_id, "r9");
    add(op, 1);
    sm3_chain(link, layout, sizeof layout, link);
    assert_ok(op, event_head(op, &head));
    assert_string_equal(head.hash, hex_text(op, (struct bytes){ link, sizeof link }));
}

static void failed_work_leaves_no_event(void **state)
{
    struct op *op = *state;
    struct steps steps = { .count = 2, .ends = ERR_DENIED };

    add(op, 1);
    assert_fails(op, event_tx(op, note_some, &steps), ERR_DENIED, "not_allowed");
    assert_null(op->events);
    add(op, 1);
    assert_int_equal(verify(op).count, 2);
    assert_chain(op, EVENT_CLEAN, 0);
}

static enum err note_in_tx(struct op *op, void *arg)
{
    return event_tx(op, note_some, arg);
}

static void fault_at_any_statement_leaves_chain_and_work_alone(void **state)
{
    struct op *op = *state;
    struct steps steps = { .count = 2 };

    add(op, 1);
    /* BEGIN, lock, two events, end, COMMIT */
    assert_int_equal(test_every_fault(op, note_in_tx, &steps), 6);
    assert_int_equal(verify(op).count, 3);
    assert_chain(op, EVENT_CLEAN, 0);
}

static void data_has_a_limit(void **state)
{
    struct op *op = *state;
    char *data = mem_array(op, char, EVENT_DATA_BYTES_MAX + 2);

    memset(data, 'x', EVENT_DATA_BYTES_MAX);
    for (int beyond = 0; beyond <= 1; beyond++) {
        data[EVENT_DATA_BYTES_MAX - 1 + beyond] = 'x';
        struct steps none = { 0 };
        event_add(op, "application.save", "application", "a", 0, data);
        enum err e = event_tx(op, note_some, &none);
        if (beyond == 0)
            assert_ok(op, e);
        else
            assert_fails(op, e, ERR_INTERNAL, "internal");
    }
    assert_int_equal(verify(op).count, 1);
}

/* ---- tampering ---------------------------------------------------------------------------- */

static void change_of_any_column_is_found(void **state)
{
    static const struct {
        const char *change;
        enum event_fault fault;
    } changes[] = {
        { "at_ms = at_ms + 1", EVENT_CHANGED },
        { "real_ms = real_ms - 1", EVENT_CHANGED },
        { "actor_user_id = actor_user_id + 1", EVENT_CHANGED },
        { "actor_post_id = actor_post_id + 1", EVENT_CHANGED },
        { "actor_org_id = actor_org_id + 1", EVENT_CHANGED },
        { "request_id = 'x'", EVENT_CHANGED },
        { "action = 'application.send'", EVENT_CHANGED },
        { "subject_kind = 'application '", EVENT_CHANGED },
        { "subject_id = 'app-9'", EVENT_CHANGED },
        { "org_id = org_id + 1", EVENT_CHANGED },
        { "data = '{\"step\":9}'", EVENT_CHANGED },
        { "action = action || 'x', subject_kind = substr(subject_kind, 2)", EVENT_CHANGED },
        { "hash = upper(hash)", EVENT_CHANGED },
        { "hash = '' || substr(hash, 2) || '0'", EVENT_CHANGED },
        { "prev_hash = upper(prev_hash) || ' '", EVENT_UNCHAINED },
        { "seq = seq + 100", EVENT_MISSING },
    };
    struct op *op = *state;

    add(op, 6);
    assert_ok(op, db_text(op, "test", "CREATE TABLE kept AS SELECT * FROM event"));
    for (int seq = 1; seq <= 6; seq++) {
        for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
            assert_ok(op, db_text(op, "test",
                                  mem_printf(op, "UPDATE event SET %s WHERE seq = %d",
                                             changes[i].change, seq)));
            assert_chain(op, changes[i].fault, seq);
            assert_ok(op, db_text(op, "test", "DELETE FROM event"));
            assert_ok(op, db_text(op, "test", "INSERT INTO event SELECT * FROM kept"));
        }
    }
    assert_chain(op, EVENT_CLEAN, 0);
}

static void event_taken_away_is_found(void **state)
{
    struct op *op = *state;

    add(op, 5);
    assert_ok(op, db_text(op, "test", "DELETE FROM event WHERE seq = 5"));
    assert_chain(op, EVENT_HEAD, 5); /* the last: only the head knows of it */
    assert_ok(op, db_text(op, "test", "DELETE FROM event WHERE seq = 2"));
    assert_chain(op, EVENT_MISSING, 2);
    assert_ok(op, db_text(op, "test", "DELETE FROM event"));
    assert_chain(op, EVENT_HEAD, 1);
}

static void event_put_in_is_found(void **state)
{
    struct op *op = *state;

    add(op, 2);
    assert_ok(op, db_text(op, "test",
                          "INSERT INTO event SELECT seq + 1, at_ms, real_ms, actor_user_id,"
                          " actor_post_id, actor_org_id, request_id, action, subject_kind,"
                          " subject_id, org_id, data, prev_hash, hash FROM event WHERE seq = 2"));
    assert_chain(op, EVENT_UNCHAINED, 3);
}

static void changed_head_is_found(void **state)
{
    struct op *op = *state;

    add(op, 2);
    assert_ok(op, db_text(op, "test", "UPDATE chain_head SET seq = 1"));
    assert_chain(op, EVENT_HEAD, 2);
    assert_ok(op, db_text(op, "test", "UPDATE chain_head SET seq = 2, hash = upper(hash)"));
    assert_chain(op, EVENT_HEAD, 2);
}

static void rewritten_chain_is_found_by_a_known_end(void **state)
{
    struct op *op = *state;
    struct event_head known = { 0 };
    struct event_verdict verdict = { 0 };

    add(op, 2);
    assert_ok(op, event_head(op, &known));
    add(op, 2);
    assert_ok(op, event_verify(op, &known, NULL, NULL, &verdict));
    assert_int_equal(verdict.fault, EVENT_CLEAN);

    assert_ok(op, db_text(op, "test", "DELETE FROM event"));
    assert_ok(op, db_text(op, "test",
                          "UPDATE chain_head SET seq = 0, hash = '0000000000000000000000000000"
                          "000000000000000000000000000000000000'"));
    assert_ok(op, event_verify(op, &known, NULL, NULL, &verdict));
    assert_int_equal(verdict.fault, EVENT_NOT_KNOWN);
    op->now_ms++;
    add(op, 4);
    assert_chain(op, EVENT_CLEAN, 0);
    assert_ok(op, event_verify(op, &known, NULL, NULL, &verdict));
    assert_int_equal(verdict.fault, EVENT_NOT_KNOWN);
    assert_int_equal(verdict.bad_seq, 2);
}

/* ---- lists -------------------------------------------------------------------------------- */

static void lists_page_from_the_newest(void **state)
{
    struct op *op = *state;
    struct event_query query = {
        .by = EVENT_BY_SUBJECT, .subject_kind = "application", .subject_id = "app-1", .limit = 2
    };
    static const int64_t expected[8] = { 8, 5, 2 }; /* and nothing more: 0 is no event */
    struct event *rows = NULL;
    size_t count = 0;
    size_t seen = 0;

    add(op, 9);
    do {
        assert_ok(op, event_list(op, &query, &rows, &count));
        for (size_t i = 0; i < count; i++)
            assert_true(seen < 3 && rows[i].seq == expected[seen++]);
        if (count > 0)
            query.before_seq = rows[count - 1].seq;
    } while (count == 2);
    assert_int_equal(seen, 3);

    query = (struct event_query){ .by = EVENT_BY_ORG, .id = 7, .limit = EVENT_LIST_MAX };
    assert_ok(op, event_list(op, &query, &rows, &count));
    assert_int_equal(count, 9);
    query.id = 8;
    assert_ok(op, event_list(op, &query, &rows, &count));
    assert_int_equal(count, 0);
    query = (struct event_query){ .by = EVENT_BY_ACTOR, .id = 0, .limit = 4 };
    assert_ok(op, event_list(op, &query, &rows, &count));
    assert_int_equal(count, 4);
}

/* ---- load --------------------------------------------------------------------------------- */

enum { THREADS = 32, EVENTS_EACH = 50 };

static void *add_many(void *arg)
{
    struct op *op = test_op_another(arg != NULL);
    struct steps steps = { .count = 1 };
    static char failed; /* its address says so */
    void *result = NULL;

    for (int i = 0; i < EVENTS_EACH; i++) {
        if (event_tx(op, note_some, &steps) != OK) {
            print_error("%s\n", op->failure.detail);
            result = &failed;
            op_forgive(op);
        }
    }
    op_free(op);
    return result;
}

static void note_progress(void *arg, int64_t done, int64_t total)
{
    assert_true(done <= total && total == (int64_t)THREADS * EVENTS_EACH);
    ++*(int *)arg;
}

static void chain_of_many_writers_has_no_gap(void **state)
{
    struct op *op = *state;
    pthread_t threads[THREADS];
    struct event_verdict verdict = { 0 };
    int batches = 0;

    for (size_t i = 0; i < THREADS; i++) /* every other one as if in a second server */
        assert_int_equal(pthread_create(&threads[i], NULL, add_many, i % 2 ? state : NULL), 0);
    for (size_t i = 0; i < THREADS; i++) {
        void *failed = NULL;
        assert_int_equal(pthread_join(threads[i], &failed), 0);
        assert_null(failed);
    }
    assert_ok(op, event_verify(op, NULL, note_progress, &batches, &verdict));
    assert_int_equal(verdict.fault, EVENT_CLEAN);
    assert_int_equal(verdict.count, THREADS * EVENTS_EACH);
    assert_int_equal(batches, 2); /* read in pieces, so that any length fits in memory */
}

/* A server that acknowledges each commit until it is killed. */
static void commit_until_killed(int acknowledge)
{
    struct op *op = test_op_another(true);
    struct steps steps = { .count = 1 };

    while (event_tx(op, note_some, &steps) == OK && write(acknowledge, "", 1) == 1)
        ;
    _exit(1);
}

static void killed_server_loses_nothing_acknowledged(void **state)
{
    enum { ENOUGH = 100 };
    struct op *op = *state;
    int pipe_ends[2] = { 0 };
    int acknowledged = 0;
    char byte = 0;

    assert_int_equal(pipe(pipe_ends), 0);
    pid_t server = fork();
    assert_true(server >= 0);
    if (server == 0)
        commit_until_killed(pipe_ends[1]);
    (void)close(pipe_ends[1]);
    while (read(pipe_ends[0], &byte, 1) == 1) {
        if (++acknowledged == ENOUGH)
            assert_int_equal(kill(server, SIGKILL), 0);
    }
    (void)close(pipe_ends[0]);
    assert_int_equal(waitpid(server, NULL, 0), server);
    assert_true(acknowledged >= ENOUGH);
    struct event_verdict verdict = verify(op);
    assert_int_equal(verdict.fault, EVENT_CLEAN);
    assert_true(verdict.count >= acknowledged && verdict.count <= acknowledged + 1);
}

int main(void)
{
    return run_on_each_db("event", (const struct CMUnitTest[]){
                                       TEST(empty_chain_is_clean),
                                       TEST(events_keep_what_was_noted_in_order),
                                       TEST(hash_is_that_of_the_documented_layout),
                                       TEST(failed_work_leaves_no_event),
                                       TEST(fault_at_any_statement_leaves_chain_and_work_alone),
                                       TEST(data_has_a_limit),
                                       TEST(change_of_any_column_is_found),
                                       TEST(event_taken_away_is_found),
                                       TEST(event_put_in_is_found),
                                       TEST(changed_head_is_found),
                                       TEST(rewritten_chain_is_found_by_a_known_end),
                                       TEST(lists_page_from_the_newest),
                                       TEST(chain_of_many_writers_has_no_gap),
                                       TEST(killed_server_loses_nothing_acknowledged),
                                       { 0 },
                                   });
}
