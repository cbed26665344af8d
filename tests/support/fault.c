/* SPDX-License-Identifier: Apache-2.0 */
/* fault.c: an act under every failure of the database, one after another. */
#include "base/mem.h"
#include "db/db_internal.h"
#include "support.h"

#include <string.h>

enum { FAULTS_MAX = 1000 }; /* an act of more statements than this does not end */

/* The one text that a statement made up here gives. */
static const char *ask(struct op *op, const char *text)
{
    struct db_sql *sql = mem_new(op, struct db_sql);
    const char *answer = "";

    *sql = (struct db_sql){ .name = "fault", .types = "", .text = text };
    enum err e = db_row(op, sql, DB_NONE, DB_OUT(OUT_TEXT(&answer)));
    if (e != ERR_NOT_FOUND)
        assert_ok(op, e);
    return answer;
}

/* All rows of the user's tables, as a digest of each, one a line. */
static const char *contents_of_postgres(struct op *op)
{
    const struct db_sql tables = {
        .name = "tables",
        .types = "",
        .text = "SELECT relname::text FROM pg_catalog.pg_class"
                " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1",
    };
    struct db_rows *rows = NULL;
    const char *table = NULL;
    char *contents = mem_text(op, "");

    assert_ok(op, db_query(op, &tables, DB_NONE, &rows));
    while (db_next(rows, DB_OUT(OUT_TEXT(&table)))) {
        const char *sum = ask(op, mem_printf(op,
                                             "SELECT count(*) || ':' || coalesce(sum("
                                             "hashtextextended(t::text, 0)::numeric), 0)"
                                             " FROM \"%s\" t",
                                             table));
        mem_append(op, &contents, "%s %s\n", table, sum);
    }
    assert_ok(op, db_done(rows));
    return contents;
}

/* What differs whenever anything was committed by another connection than watcher's. */
static const char *contents(struct op *watcher, struct op *op)
{
    if (db_dialect(watcher) == DB_SQLITE)
        return mem_text(op, ask(watcher, "SELECT data_version || '' FROM pragma_data_version"));
    return mem_text(op, contents_of_postgres(watcher));
}

int test_every_fault(struct op *op, db_work act, void *arg)
{
    struct op *watcher = test_op_another(true);
    const char *before = contents(watcher, op);
    int tried = 0;

    for (int n = 1; n <= FAULTS_MAX; n++) {
        db_fail_at(op->db, n);
        enum err e = act(op, arg);
        bool met = op->db->fail_in == 0;
        db_fail_at(op->db, 0);
        if (!met) { /* the act ended before the n-th statement */
            assert_ok(op, e);
            tried = n - 1;
            break;
        }
        assert_fails(op, e, ERR_UNAVAILABLE, "disk_full");
        assert_false(db_in_tx(op));
        assert_null(op->events);
        assert_string_equal(contents(watcher, op), before);
    }
    op_free(watcher);
    assert_true(tried > 0);
    return tried;
}

int test_every_refusal(struct op *op, test_done *done, void *arg)
{
    struct op *watcher = test_op_another(true);
    const char *before = contents(watcher, op);
    bool over = false;
    int n = 0;

    while (!over) {
        assert_true(++n <= FAULTS_MAX);
        db_fail_at(op->db, n);
        over = done(op, arg);
        db_fail_at(op->db, 0);
        assert_false(db_in_tx(op));
        if (!over && strcmp(contents(watcher, op), before) != 0)
            print_error("statement %d failed: 503 is told and something is done\n", n);
        if (!over)
            assert_string_equal(contents(watcher, op), before);
    }
    op_free(watcher);
    return n - 1;
}
