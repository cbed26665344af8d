/* SPDX-License-Identifier: Apache-2.0 */
/* Connections are set up alike, opened again when broken, and writers wait in order. */
#include "base/mem.h"
#include "base/time.h"
#include "db/db_internal.h"
#include "support.h"

#include <pthread.h>
#include <sched.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

DB_SQL_TWO(nothing_said, "", "SELECT 1", "SELECT 1 FROM pg_sleep(20)");
DB_SQL(versions_count, "", "SELECT count(*) FROM schema_version WHERE number < 0");

struct queue {
    struct db_source *source;
    pthread_t threads[5];
    int order[5];
    int served;
};

static struct queue queue;

static void *take_turn(void *arg)
{
    int *number = arg;

    turn_take(queue.source);
    queue.order[queue.served++] = *number; /* guarded by the turn */
    turn_pass(queue.source);
    return NULL;
}

/* Waits until the queue's end is another waiter than last. */
static struct turn_waiter *wait_for_next(const struct turn_waiter *last)
{
    struct turn_waiter *end = NULL;

    do {
        (void)pthread_mutex_lock(&queue.source->guard);
        end = queue.source->last;
        (void)pthread_mutex_unlock(&queue.source->guard);
        (void)sched_yield();
    } while (end == last);
    return end;
}

static void writers_get_their_turn_in_order(void **state)
{
    static int numbers[] = { 0, 1, 2, 3, 4 };
    struct op *op = *state;
    struct turn_waiter *last = NULL;

    queue = (struct queue){ .source = op->db->source };
    turn_take(queue.source);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(pthread_create(&queue.threads[i], NULL, take_turn, &numbers[i]), 0);
        last = wait_for_next(last);
    }
    turn_pass(queue.source);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(pthread_join(queue.threads[i], NULL), 0);
    assert_memory_equal(queue.order, numbers, sizeof numbers);
}

/* ---- connections -------------------------------------------------------------------------- */

static void source_takes_two_forms_of_address(void **state)
{
    static const char *const wrong[] = { "", "sqlite:", "mysql://x", "file.db", "Sqlite:x" };
    struct op *op = *state;
    struct db_source *source = NULL;

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_fails(op, db_source_new(op, op, wrong[i], &source), ERR_INVALID, "database_url");
    assert_null(source);
}

static void absent_database_is_unavailable(void **state)
{
    static const char *const urls[] = { "sqlite:/nowhere/at/all.db",
                                        "postgresql://nobody@127.0.0.1:1/none" };
    struct op *op = *state;

    for (size_t i = 0; i < 2; i++) {
        struct db_source *source = NULL;
        struct db *db = NULL;
        assert_ok(op, db_source_new(op, op, urls[i], &source));
        assert_fails(op, db_connect(op, op, source, false, &db), ERR_UNAVAILABLE, "database_gone");
        assert_null(db);
    }
}

/* The one text or number that this statement gives, as text. */
static const char *ask(struct op *op, const char *text)
{
    struct db_sql *sql = mem_new(op, struct db_sql);
    const char *answer = NULL;

    *sql = (struct db_sql){ .name = "ask", .types = "", .text = text };
    assert_ok(op, db_row(op, sql, DB_NONE, DB_OUT(OUT_TEXT(&answer))));
    return answer;
}

static void connection_is_set_up_for_durable_and_bounded_work(void **state)
{
    static const char *const expected[][3] = {
        { "SELECT journal_mode || '' FROM pragma_journal_mode", "wal" },
        { "SELECT synchronous || '' FROM pragma_synchronous", "2" }, /* FULL */
        { "SELECT foreign_keys || '' FROM pragma_foreign_keys", "1" },
        { "SELECT timeout || '' FROM pragma_busy_timeout", "5000" },
        { "SELECT trusted_schema || '' FROM pragma_trusted_schema", "0" },
        { "SELECT current_setting('statement_timeout')", "30s", "" },
        { "SELECT current_setting('idle_in_transaction_session_timeout')", "1min", "" },
        { "SELECT current_setting('timezone')", "UTC", "" },
        { "SELECT current_setting('transaction_isolation')", "read committed", "" },
        { "SELECT current_setting('client_encoding')", "UTF8", "" },
    };
    struct op *op = *state;

    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        bool of_postgres = expected[i][2] != NULL;
        if (of_postgres == (db_dialect(op) == DB_POSTGRES))
            assert_string_equal(ask(op, expected[i][0]), expected[i][1]);
    }
}

static void new_file_is_for_its_owner_only(void **state)
{
    struct op *op = *state;
    struct db_source *source = NULL;
    struct db *db = NULL;
    struct stat status = { 0 };

    if (db_dialect(op) == DB_POSTGRES)
        return; /* no file of ours */
    const char *url = mem_printf(op, "%s-new", test_db_url());
    const char *file = strchr(url, '/');
    assert_ok(op, db_source_new(op, op, url, &source));
    assert_fails(op, db_connect(op, op, source, false, &db), ERR_UNAVAILABLE, "database_gone");
    assert_ok(op, db_connect(op, op, source, true, &db));
    assert_int_equal(stat(file, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    (void)unlink(file);
    (void)unlink(mem_printf(op, "%s-wal", file));
    (void)unlink(mem_printf(op, "%s-shm", file));
}

static int64_t count_none(struct op *op)
{
    int64_t count = -1;
    assert_ok(op, db_row(op, &versions_count, DB_NONE, DB_OUT(OUT_INT(&count))));
    return count;
}

static enum err touch_nothing(struct op *op, void *arg)
{
    (void)arg;
    return db_text(op, "test", "UPDATE schema_version SET name = name WHERE number < 0");
}

static void terminate_others(void)
{
    struct op *other = test_op_another(true);
    assert_ok(other, db_text(other, "test",
                             "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                             " WHERE pid <> pg_backend_pid()"
                             "   AND datname = current_database()"));
    op_free(other);
}

static void broken_connection_is_opened_again(void **state)
{
    struct op *op = *state;

    assert_int_equal(count_none(op), 0);
    if (db_dialect(op) == DB_SQLITE)
        return; /* no connection to break */
    terminate_others();
    assert_int_equal(count_none(op), 0); /* statements are prepared anew, too */
    terminate_others();
    assert_ok(op, db_tx(op, touch_nothing, NULL, NULL));
}

static enum err break_midway(struct op *op, void *arg)
{
    enum err e = touch_nothing(op, arg);
    terminate_others();
    return e == OK ? touch_nothing(op, arg) : e;
}

static void connection_broken_in_a_transaction_ends_it(void **state)
{
    struct op *op = *state;

    if (db_dialect(op) == DB_SQLITE)
        return; /* no connection to break */
    assert_fails(op, db_tx(op, break_midway, NULL, NULL), ERR_UNAVAILABLE, "database_gone");
    assert_ok(op, db_tx(op, touch_nothing, NULL, NULL));
}

static void a_server_that_says_nothing_is_gone_and_comes_back(void **state)
{
    struct op *op = *state;
    int64_t count = 0;
    int64_t start_us = time_monotonic_us();

    if (db_dialect(op) == DB_SQLITE)
        return; /* it is in this process */
    op->db->source->answer_ms = 300;
    assert_int_equal(db_row(op, &nothing_said, DB_NONE, DB_OUT(OUT_INT(&count))), ERR_UNAVAILABLE);
    assert_string_equal(op->failure.reason, "database_gone");
    assert_true(time_monotonic_us() - start_us < 5000000);
    op->db->source->answer_ms = 35000;
    op_forgive(op);
    assert_int_equal(db_row(op, &versions_count, DB_NONE, DB_OUT(OUT_INT(&count))), OK);
}

int main(void)
{
    return run_on_each_db("connection", (const struct CMUnitTest[]){
                                            TEST(writers_get_their_turn_in_order),
                                            TEST(a_server_that_says_nothing_is_gone_and_comes_back),
                                            TEST(source_takes_two_forms_of_address),
                                            TEST(absent_database_is_unavailable),
                                            TEST(connection_is_set_up_for_durable_and_bounded_work),
                                            TEST(new_file_is_for_its_owner_only),
                                            TEST(broken_connection_is_opened_again),
                                            TEST(connection_broken_in_a_transaction_ends_it),
                                            { 0 },
                                        });
}
