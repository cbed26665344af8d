/* SPDX-License-Identifier: Apache-2.0 */
/* The door to SQL: both databases take and give the same, and nothing is ever half done. */
#include "base/mem.h"
#include "db/db_internal.h"
#include "support.h"

#include <pthread.h>
#include <sched.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

DB_SQL(thing_insert, "itbr", "INSERT INTO thing (id, name, bytes, part) VALUES ($1, $2, $3, $4)");
DB_SQL(thing_get, "i", "SELECT id, name, bytes, part FROM thing WHERE id = $1");
DB_SQL(thing_count, "", "SELECT count(*) FROM thing");
DB_SQL(thing_ids, "", "SELECT id FROM thing ORDER BY id");
DB_SQL(thing_later_first, "tt", "SELECT CAST($2 AS TEXT) || '-' || CAST($1 AS TEXT)");
DB_SQL(thing_touch, "i", "UPDATE thing SET part = part + 1 WHERE id >= $1");
DB_SQL(thing_make, "i", "INSERT INTO thing (id, name) VALUES ($1, 'made') RETURNING id, name");
DB_SQL(thing_any, "", "SELECT EXISTS (SELECT 1 FROM thing), sum(id), avg(id) FROM thing");

static void make_table(struct op *op)
{
    assert_ok(op, db_text(op, "test",
                          "CREATE TABLE thing (id BIGINT NOT NULL PRIMARY KEY, name TEXT UNIQUE,"
                          " part DOUBLE PRECISION, bytes BYTEA)"));
}

/* A thing with this id and name; e is for the caller. */
static enum err put(struct op *op, int64_t id, const char *name)
{
    return db_run(op, &thing_insert,
                  DB_IN(IN_INT(id), IN_TEXT(name), IN_BLOB(NULL, 0), IN_REAL(0.5)), NULL);
}

static int64_t count_things(struct op *op)
{
    int64_t count = -1;
    assert_ok(op, db_row(op, &thing_count, DB_NONE, DB_OUT(OUT_INT(&count))));
    return count;
}

/* ---- values ------------------------------------------------------------------------------- */

static void all_kinds_come_back_as_they_went(void **state)
{
    static const unsigned char raw[] = { 0, 1, 0xff, '\\', '\'', 0 };
    struct op *op = *state;
    int64_t id = 0;
    const char *name = NULL;
    struct bytes bytes = { 0 };
    double part = 0;

    make_table(op);
    assert_ok(op, db_run(op, &thing_insert,
                         DB_IN(IN_INT(INT64_MIN), IN_TEXT("额济纳 'x' \\ 𠮷"),
                               IN_BLOB(raw, sizeof raw), IN_REAL(0.1)),
                         NULL));
    assert_ok(op, db_row(op, &thing_get, DB_IN(IN_INT(INT64_MIN)),
                         DB_OUT(OUT_INT(&id), OUT_TEXT(&name), OUT_BLOB(&bytes), OUT_REAL(&part))));
    assert_true(id == INT64_MIN && part == 0.1);
    assert_string_equal(name, "额济纳 'x' \\ 𠮷");
    assert_int_equal(bytes.size, sizeof raw);
    assert_memory_equal(bytes.data, raw, sizeof raw);
}

static void null_reads_as_nothing_and_empty_is_not_null(void **state)
{
    struct op *op = *state;
    int64_t id = -1;
    const char *name = "?";
    struct bytes bytes = { 0 };
    double part = -1;

    make_table(op);
    assert_ok(op, db_run(op, &thing_insert,
                         DB_IN(IN_INT(1), IN_TEXT(NULL), { .kind = DB_BLOB, .null = true },
                               { .kind = DB_REAL, .null = true }),
                         NULL));
    assert_ok(op, db_row(op, &thing_get, DB_IN(IN_INT(1)),
                         DB_OUT(OUT_INT(&id), OUT_TEXT(&name), OUT_BLOB(&bytes), OUT_REAL(&part))));
    assert_true(name == NULL && bytes.data == NULL && bytes.size == 0 && part == 0);

    assert_ok(op, put(op, 2, ""));
    assert_ok(op, db_row(op, &thing_get, DB_IN(IN_INT(2)),
                         DB_OUT(OUT_INT(&id), OUT_TEXT(&name), OUT_BLOB(&bytes), OUT_REAL(&part))));
    assert_string_equal(name, "");
    assert_true(bytes.data != NULL && bytes.size == 0);
}

static void parameters_are_bound_by_name(void **state)
{
    struct op *op = *state;
    const char *text = NULL;

    assert_ok(op, db_row(op, &thing_later_first, DB_IN(IN_TEXT("one"), IN_TEXT("two")),
                         DB_OUT(OUT_TEXT(&text))));
    assert_string_equal(text, "two-one");
}

static void truth_sums_and_averages_read_alike(void **state)
{
    struct op *op = *state;
    int64_t any = -1;
    int64_t sum = -1;
    double average = -1;

    make_table(op);
    assert_ok(op, db_row(op, &thing_any, DB_NONE,
                         DB_OUT(OUT_INT(&any), OUT_INT(&sum), OUT_REAL(&average))));
    assert_true(any == 0 && sum == 0 && average == 0);
    assert_ok(op, put(op, 1, "a"));
    assert_ok(op, put(op, 2, "b"));
    assert_ok(op, db_row(op, &thing_any, DB_NONE,
                         DB_OUT(OUT_INT(&any), OUT_INT(&sum), OUT_REAL(&average))));
    assert_true(any == 1 && sum == 3 && average == 1.5);
}

/* ---- statements --------------------------------------------------------------------------- */

static void absent_row_is_not_found_without_a_failure(void **state)
{
    struct op *op = *state;
    int64_t id = 7;

    make_table(op);
    assert_int_equal(db_row(op, &thing_make, DB_IN(IN_INT(1)),
                            DB_OUT(OUT_INT(&id), OUT_TEXT(&(const char *){ NULL }))),
                     OK);
    assert_int_equal(db_row(op, &thing_get, DB_IN(IN_INT(2)),
                            DB_OUT(OUT_INT(&id), OUT_TEXT(&(const char *){ NULL }),
                                   OUT_BLOB(&(struct bytes){ 0 }), OUT_REAL(&(double){ 0 }))),
                     ERR_NOT_FOUND);
    assert_int_equal(op->failure.code, OK);
    assert_int_equal(id, 1);
}

static void run_tells_how_many_rows_changed(void **state)
{
    struct op *op = *state;
    int64_t changed = -1;

    make_table(op);
    for (int64_t id = 1; id <= 3; id++)
        assert_ok(op, put(op, id, mem_printf(op, "n%d", (int)id)));
    assert_ok(op, db_run(op, &thing_touch, DB_IN(IN_INT(2)), &changed));
    assert_int_equal(changed, 2);
    assert_ok(op, db_run(op, &thing_touch, DB_IN(IN_INT(9)), &changed));
    assert_int_equal(changed, 0);
}

static void rows_are_a_snapshot_while_others_run(void **state)
{
    struct op *op = *state;
    struct db_rows *rows = NULL;
    int64_t id = 0;
    int64_t seen = 0;

    make_table(op);
    for (int64_t k = 1; k <= 20; k++)
        assert_ok(op, put(op, k, mem_printf(op, "n%d", (int)k)));
    assert_ok(op, db_query(op, &thing_ids, DB_NONE, &rows));
    while (db_next(rows, DB_OUT(OUT_INT(&id)))) {
        struct db_rows *inner = NULL;
        assert_int_equal(id, ++seen);
        assert_ok(op, db_query(op, &thing_ids, DB_NONE, &inner)); /* the same statement */
        assert_ok(op, db_done(inner));
        assert_ok(op, put(op, 100 + id, mem_printf(op, "m%d", (int)id)));
    }
    assert_ok(op, db_done(rows));
    assert_int_equal(seen, 20);
    assert_int_equal(count_things(op), 40);
}

DB_SQL(test_sum_of_ids, "t", WITH_IDS "SELECT count(*), CAST(sum(ids.id) AS BIGINT) FROM ids");

/* None, one, the largest, and as many as a long list has. */
static void ids_of_any_number_are_one_parameter(void **state)
{
    struct op *op = *state;
    static const size_t counts[] = { 0, 1, 2, 1000 };
    int64_t ids[1000] = { 0 };

    ids[0] = INT64_MAX - 1000000;
    for (size_t i = 1; i < 1000; i++)
        ids[i] = (int64_t)i;
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        int64_t count = -1;
        int64_t sum = -1;
        int64_t expected = 0;
        for (size_t k = 0; k < counts[i]; k++)
            expected += ids[k];
        assert_ok(op, db_row(op, &test_sum_of_ids, DB_IN(IN_TEXT(DB_ID_LIST(op, ids, counts[i]))),
                             DB_OUT(OUT_INT(&count), OUT_INT(&sum))));
        assert_int_equal(count, counts[i]);
        assert_int_equal(sum, expected);
    }
}

static void second_of_a_unique_name_is_a_conflict(void **state)
{
    struct op *op = *state;

    make_table(op);
    assert_ok(op, put(op, 1, "same"));
    assert_fails(op, put(op, 2, "same"), ERR_CONFLICT, "already_exists");
    assert_fails(op, put(op, 1, "other"), ERR_CONFLICT, "already_exists");
    assert_int_equal(count_things(op), 1);
}

static void details_of_errors_hold_no_values(void **state)
{
    struct op *op = *state;

    make_table(op);
    assert_ok(op, put(op, 1, "secret-name"));
    assert_int_equal(put(op, 2, "secret-name"), ERR_CONFLICT);
    assert_null(strstr(op->failure.detail, "secret"));
    op_forgive(op);
}

/* ---- transactions ------------------------------------------------------------------------- */

struct plan {
    int runs;
    enum err ends;
    enum err before_commit;
    bool passes_over;
};

static enum err put_two(struct op *op, void *arg)
{
    struct plan *plan = arg;

    plan->runs++;
    assert_true(db_in_tx(op));
    enum err e = put(op, 1, "one");
    if (e != OK)
        return e;
    e = put(op, plan->passes_over ? 1 : 2, "two");
    if (e != OK && !plan->passes_over)
        return e;
    if (plan->ends != OK)
        return fail(op, plan->ends, "not_allowed", "as planned");
    return OK;
}

static enum err refuse_commit(struct op *op, void *arg)
{
    return fail(op, ((struct plan *)arg)->before_commit, "not_allowed", "as planned");
}

static void work_that_fails_leaves_nothing(void **state)
{
    struct op *op = *state;
    struct plan plan = { .ends = ERR_DENIED, .before_commit = ERR_DENIED };

    make_table(op);
    assert_fails(op, db_tx(op, put_two, &plan, NULL), ERR_DENIED, "not_allowed");
    plan.ends = OK;
    assert_fails(op, db_tx(op, put_two, &plan, refuse_commit), ERR_DENIED, "not_allowed");
    assert_int_equal(count_things(op), 0);
    assert_false(db_in_tx(op));
    assert_ok(op, db_tx(op, put_two, &plan, NULL));
    assert_int_equal(count_things(op), 2);
    assert_int_equal(plan.runs, 3);
}

static void failed_statement_cannot_be_passed_over(void **state)
{
    struct op *op = *state;
    struct plan plan = { .passes_over = true };

    make_table(op);
    assert_fails(op, db_tx(op, put_two, &plan, NULL), ERR_CONFLICT, "already_exists");
    assert_int_equal(count_things(op), 0);
}

static void fault_at_any_statement_leaves_nothing(void **state)
{
    struct op *op = *state;
    const int statements = 4; /* BEGIN, two of work, COMMIT */

    make_table(op);
    for (int n = 1; n <= statements; n++) {
        struct plan plan = { 0 };
        db_fail_at(op->db, n);
        assert_fails(op, db_tx(op, put_two, &plan, NULL), ERR_UNAVAILABLE, "disk_full");
        assert_int_equal(count_things(op), 0);
    }
    struct plan plan = { 0 };
    db_fail_at(op->db, statements + 1);
    assert_ok(op, db_tx(op, put_two, &plan, NULL));
    db_fail_at(op->db, 0);
    assert_int_equal(count_things(op), 2);
}

/* ---- threads ------------------------------------------------------------------------------ */

enum { THREADS = 2, ROUNDS = 8 }; /* a deadlock costs deadlock_timeout, 1 s by default */

static enum err touch_in_both_orders(struct op *op, void *arg)
{
    bool down = *(bool *)arg;
    static const int64_t ids[] = { 1, 2 };

    for (int i = 0; i < 2; i++) {
        enum err e = db_run(op, &thing_touch, DB_IN(IN_INT(ids[down ? 1 - i : i])), NULL);
        if (e != OK)
            return e;
    }
    return OK;
}

static void *touch_often(void *arg)
{
    bool down = arg != NULL;
    struct op *op = test_op_another(down);
    static char failed; /* its address says so */
    void *result = NULL;

    for (int i = 0; i < ROUNDS; i++) {
        if (db_tx(op, touch_in_both_orders, &down, NULL) != OK) {
            print_error("%s\n", op->failure.detail);
            op_forgive(op);
            result = &failed;
        }
    }
    op_free(op);
    return result;
}

/* Two rows taken in opposite orders: PostgreSQL deadlocks and db_tx runs the work again. */
static void writers_in_opposite_orders_all_succeed(void **state)
{
    struct op *op = *state;
    pthread_t threads[THREADS];
    double part = 0;

    make_table(op);
    assert_ok(op, put(op, 1, "one"));
    assert_ok(op, put(op, 2, "two"));
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, touch_often, i % 2 ? &part : NULL), 0);
    for (size_t i = 0; i < THREADS; i++) {
        void *failed = NULL;
        assert_int_equal(pthread_join(threads[i], &failed), 0);
        assert_null(failed);
    }
    int64_t id = 0;
    assert_ok(op, db_row(op, &thing_get, DB_IN(IN_INT(2)),
                         DB_OUT(OUT_INT(&id), OUT_TEXT(&(const char *){ NULL }),
                                OUT_BLOB(&(struct bytes){ 0 }), OUT_REAL(&part))));
    assert_true(part == 0.5 + 2 * THREADS * ROUNDS);
}

static enum err put_much(struct op *op, void *arg)
{
    const size_t size = 1 << 20;
    void *bytes = mem_array(op, char, size);

    (void)arg;
    enum err e = put(op, 1, "small");
    if (e != OK)
        return e;
    return db_run(op, &thing_insert,
                  DB_IN(IN_INT(2), IN_TEXT("large"), IN_BLOB(bytes, size), IN_REAL(0)), NULL);
}

static void full_disk_is_unavailable_and_keeps_nothing(void **state)
{
    struct op *op = *state;

    if (db_dialect(op) == DB_POSTGRES)
        return; /* nothing there limits the size of a database */
    make_table(op);
    assert_ok(op, db_text(op, "test", "PRAGMA max_page_count = 1"));
    assert_fails(op, db_tx(op, put_much, NULL, NULL), ERR_UNAVAILABLE, "disk_full");
    assert_int_equal(count_things(op), 0);
    assert_ok(op, db_text(op, "test", "PRAGMA max_page_count = 1000000"));
    assert_ok(op, db_tx(op, put_much, NULL, NULL));
    assert_int_equal(count_things(op), 2);
}

/* A writer of another process that does not end: we wait for a while, then say so. */
static void waiting_for_a_lock_has_an_end(void **state)
{
    struct op *op = *state;

    make_table(op);
    assert_ok(op, put(op, 1, "one"));
    bool sqlite = db_dialect(op) == DB_SQLITE;
    struct op *other = test_op_another(true);
    assert_ok(other, db_text(other, "test", sqlite ? "BEGIN IMMEDIATE" : "BEGIN"));
    assert_ok(other, db_text(other, "test", "UPDATE thing SET part = 9"));
    assert_ok(op, db_text(op, "test",
                          sqlite ? "PRAGMA busy_timeout = 50" : "SET statement_timeout = 50"));
    bool down = false;
    assert_fails(op, db_tx(op, touch_in_both_orders, &down, NULL), ERR_UNAVAILABLE,
                 "database_busy");
    assert_fails(op, db_run(op, &thing_touch, DB_IN(IN_INT(1)), NULL), ERR_UNAVAILABLE,
                 "database_busy");
    assert_ok(other, db_text(other, "test", "ROLLBACK"));
    op_free(other);
    assert_ok(op, db_tx(op, touch_in_both_orders, &down, NULL));
}

int main(void)
{
    return run_on_each_db("db", (const struct CMUnitTest[]){
                                    TEST(all_kinds_come_back_as_they_went),
                                    TEST(null_reads_as_nothing_and_empty_is_not_null),
                                    TEST(parameters_are_bound_by_name),
                                    TEST(truth_sums_and_averages_read_alike),
                                    TEST(absent_row_is_not_found_without_a_failure),
                                    TEST(run_tells_how_many_rows_changed),
                                    TEST(rows_are_a_snapshot_while_others_run),
                                    TEST(ids_of_any_number_are_one_parameter),
                                    TEST(second_of_a_unique_name_is_a_conflict),
                                    TEST(details_of_errors_hold_no_values),
                                    TEST(work_that_fails_leaves_nothing),
                                    TEST(failed_statement_cannot_be_passed_over),
                                    TEST(fault_at_any_statement_leaves_nothing),
                                    TEST(writers_in_opposite_orders_all_succeed),
                                    TEST(full_disk_is_unavailable_and_keeps_nothing),
                                    TEST(waiting_for_a_lock_has_an_end),
                                    { 0 },
                                });
}
