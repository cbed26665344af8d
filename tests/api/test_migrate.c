/* SPDX-License-Identifier: Apache-2.0 */
/* Each migration is applied once, whole or not at all, and a foreign schema is refused. */
#include "db/db_internal.h"
#include "support.h"

#include <pthread.h>

static const char first_text[] = "-- it's a test; nothing ends here\n"
                                 "CREATE TABLE first (id @ID@, n @INT@ NOT NULL) @STRICT@;\n"
                                 "INSERT INTO first (n) VALUES (1); /* a;b */\n"
                                 "CREATE TABLE raw (bytes @BLOB@) @STRICT@;";

static void migrations_are_applied_once_each(void **state)
{
    struct op *op = *state;
    struct migration all[] = { { 9001, "9001-first.sql", first_text },
                               { 9005, "9005-second.sql", "INSERT INTO first (n) VALUES (2);" } };
    int applied = -1;

    assert_ok(op, db_text(op, "test", "DELETE FROM schema_version"));
    assert_ok(op, db_migrate(op, all, 1, &applied));
    assert_int_equal(applied, 1);
    assert_fails(op, db_schema_check(op, all, 2), ERR_CONFLICT, "schema_other");
    assert_ok(op, db_migrate(op, all, 2, &applied));
    assert_int_equal(applied, 1);
    assert_ok(op, db_migrate(op, all, 2, &applied));
    assert_int_equal(applied, 0);
    assert_ok(op, db_schema_check(op, all, 2));

    assert_fails(op, db_migrate(op, all, 1, &applied), ERR_CONFLICT, "schema_changed");
    assert_fails(op, db_schema_check(op, all, 1), ERR_CONFLICT, "schema_other");
    all[0].text = "SELECT 1";
    assert_fails(op, db_migrate(op, all, 2, &applied), ERR_CONFLICT, "schema_changed");
}

static void migration_that_fails_leaves_nothing(void **state)
{
    struct op *op = *state;
    const struct migration bad = { 9001, "9001-bad.sql",
                                   "CREATE TABLE thing (id @ID@); INSERT INTO absent VALUES (1);" };
    int applied = -1;

    assert_ok(op, db_text(op, "test", "DELETE FROM schema_version"));
    assert_fails(op, db_migrate(op, &bad, 1, &applied), ERR_INTERNAL, "internal");
    assert_int_equal(applied, -1);
    assert_ok(op, db_text(op, "test", "CREATE TABLE thing (id INTEGER)")); /* none is there */
}

enum { SERVERS = 6 };

static void *start_server(void *arg)
{
    const struct migration all[] = { { 9001, "9001-first.sql", first_text } };
    struct op *op = test_op_another(true);
    int *applied = arg;

    if (db_migrate(op, all, 1, applied) != OK) {
        print_error("%s\n", op->failure.detail);
        *applied = -1;
    }
    op_free(op);
    return NULL;
}

static void servers_that_start_at_once_migrate_once(void **state)
{
    struct op *op = *state;
    pthread_t threads[SERVERS];
    int applied[SERVERS] = { 0 };
    int total = 0;

    assert_ok(op, db_text(op, "test", "DROP TABLE schema_version"));
    for (int i = 0; i < SERVERS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, start_server, &applied[i]), 0);
    for (int i = 0; i < SERVERS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_true(applied[i] >= 0);
        total += applied[i];
    }
    assert_int_equal(total, 1);
}

int main(void)
{
    return run_on_each_db("migrate", (const struct CMUnitTest[]){
                                         TEST(migrations_are_applied_once_each),
                                         TEST(migration_that_fails_leaves_nothing),
                                         TEST(servers_that_start_at_once_migrate_once),
                                         { 0 },
                                     });
}
