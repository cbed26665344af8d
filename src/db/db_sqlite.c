/* SPDX-License-Identifier: Apache-2.0 */
/* db_sqlite.c: one statement on SQLite, and the queue of writers. */
#include "base/mem.h"
#include "db/db_internal.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { BUSY_MS = 5000 };

/* ---- the writers' queue ------------------------------------------------------------------- */

struct turn_waiter {
    pthread_cond_t called;
    bool mine;
    struct turn_waiter *next;
};

/* The turn is handed to the first in the queue, never free in between: nobody can jump in. */
void turn_take(struct db_source *source)
{
    struct turn_waiter self = { .called = PTHREAD_COND_INITIALIZER };

    (void)pthread_mutex_lock(&source->guard);
    if (source->taken) {
        /* It leaves the queue before this function returns. */
        if (source->last != NULL)
            source->last->next = &self;
        else
            source->first = &self;
        source->last = &self;
        while (!self.mine)
            (void)pthread_cond_wait(&self.called, &source->guard);
    }
    source->taken = true;
    (void)pthread_mutex_unlock(&source->guard);
    (void)pthread_cond_destroy(&self.called);
}

void turn_pass(struct db_source *source)
{
    (void)pthread_mutex_lock(&source->guard);
    struct turn_waiter *next = source->first;
    source->taken = next != NULL;
    if (next != NULL) {
        source->first = next->next;
        if (source->first == NULL)
            source->last = NULL;
        next->mine = true;
        (void)pthread_cond_signal(&next->called);
    }
    (void)pthread_mutex_unlock(&source->guard);
}

/* ---- errors ------------------------------------------------------------------------------- */

static enum err fail_sqlite(struct op *op, const char *what, int code)
{
    /* SQLite's own sentences name tables and columns, never the values bound. */
    const char *message = sqlite3_errmsg(op->db->sqlite);

    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        /* The others have waited BUSY_MS already. */
        op->db->retry = code == SQLITE_BUSY_SNAPSHOT;
        return fail(op, ERR_UNAVAILABLE, "database_busy", "%s: %s", what, message);
    case SQLITE_FULL:
    case SQLITE_IOERR:
        return fail(op, ERR_UNAVAILABLE, "disk_full", "%s: %s (%d)", what, message, code);
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return fail(op, ERR_UNAVAILABLE, "database_gone", "%s: %s (%d)", what, message, code);
    default:
        break;
    }
    bool taken = code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY ||
                 code == SQLITE_CONSTRAINT_ROWID;
    if (taken)
        return fail(op, ERR_CONFLICT, "already_exists", "%s: %s", what, message);
    return fail(op, ERR_INTERNAL, "internal", "%s: %s (%d)", what, message, code);
}

/* ---- opening ------------------------------------------------------------------------------ */

static void close_sqlite(void *object)
{
    sqlite3 *sqlite = object;
    sqlite3_stmt *statement = NULL;

    while ((statement = sqlite3_next_stmt(sqlite, NULL)) != NULL)
        (void)sqlite3_finalize(statement);
    (void)sqlite3_close(sqlite);
}

enum err sqlite_open(struct op *op, struct db *db, bool create)
{
    static const char setup[] = "PRAGMA journal_mode=WAL;"
                                "PRAGMA synchronous=FULL;"
                                "PRAGMA foreign_keys=ON;"
                                "PRAGMA trusted_schema=OFF;"
                                "PRAGMA journal_size_limit=67108864;";
    const char *file = db->source->address;
    struct db *before = op->db;

    if (create) { /* SQLite alone would make it readable for all; its -wal and -shm follow it */
        int handle = open(file, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (handle < 0 && errno != EEXIST)
            return fail(op, ERR_UNAVAILABLE, "database_gone", "%s cannot be made: %s", file,
                        strerror(errno));
        if (handle >= 0)
            (void)close(handle);
    }
    int code =
        sqlite3_open_v2(file, &db->sqlite, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    mem_own(db, db->sqlite, close_sqlite);
    op->db = db; /* fail_sqlite reads the message there */
    if (code == SQLITE_OK) {
        (void)sqlite3_extended_result_codes(db->sqlite, 1);
        (void)sqlite3_busy_timeout(db->sqlite, BUSY_MS);
        /* "x" is a name, as on PostgreSQL, and never a string. */
        (void)sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
        (void)sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
        (void)sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
        code = sqlite3_exec(db->sqlite, setup, NULL, NULL, NULL);
    }
    enum err e = code == SQLITE_OK ? OK : fail_sqlite(op, file, code);
    op->db = before;
    return e;
}

/* ---- one statement ------------------------------------------------------------------------ */

static enum err prepare(struct op *op, const struct db_sql *sql, struct db_prepared **ret_entry)
{
    bool fresh = false;
    struct db_prepared *entry = prepared_find(op->db, sql, &fresh);

    *ret_entry = entry;
    if (!fresh)
        return OK;
    int code = sqlite3_prepare_v3(op->db->sqlite, sql->text, -1, SQLITE_PREPARE_PERSISTENT,
                                  &entry->statement, NULL);
    if (code != SQLITE_OK) {
        prepared_drop(op->db, entry);
        return fail_sqlite(op, sql->name, code);
    }
    int count = (int)strlen(sql->types);
    assert(sqlite3_bind_parameter_count(entry->statement) == count);
    entry->parameter_position = mem_array(entry, unsigned char, (size_t)count + 1);
    for (int i = 0; i < count; i++) {
        char name[16] = "";
        (void)snprintf(name, sizeof name, "$%d", i + 1);
        int position = sqlite3_bind_parameter_index(entry->statement, name);
        assert(position > 0);
        entry->parameter_position[i] = (unsigned char)position;
    }
    return OK;
}

static int bind_one(sqlite3_stmt *statement, int position, const struct db_in *in)
{
    if (in->null)
        return sqlite3_bind_null(statement, position);
    switch (in->kind) {
    case DB_INT:
        return sqlite3_bind_int64(statement, position, in->i);
    case DB_REAL:
        return sqlite3_bind_double(statement, position, in->r);
    case DB_TEXT: /* NULL text binds SQL NULL */
        return sqlite3_bind_text(statement, position, in->text, -1, SQLITE_STATIC);
    case DB_BLOB:
        if (in->blob.size == 0)
            return sqlite3_bind_zeroblob(statement, position, 0);
        return sqlite3_bind_blob64(statement, position, in->blob.data, in->blob.size,
                                   SQLITE_STATIC);
    case DB_END:
        break;
    }
    return SQLITE_MISUSE;
}

/* One look at the column, then reading the value itself: half the cost of sqlite3_column_*. Allowed
 * because the connection is used by one thread at a time (SQLITE_OPEN_NOMUTEX). */
static struct db_value column_value(sqlite3_stmt *statement, int column)
{
    static const unsigned char nothing[1];
    sqlite3_value *from = sqlite3_column_value(statement, column);
    struct db_value value = { 0 };

    switch (sqlite3_value_type(from)) {
    case SQLITE_INTEGER:
        value.kind = DB_INT;
        value.i = sqlite3_value_int64(from);
        break;
    case SQLITE_FLOAT:
        value.kind = DB_REAL;
        value.r = sqlite3_value_double(from);
        break;
    case SQLITE_TEXT:
        value.kind = DB_TEXT;
        value.bytes.data = sqlite3_value_text(from);
        value.bytes.size = (size_t)sqlite3_value_bytes(from);
        break;
    case SQLITE_BLOB:
        value.kind = DB_BLOB;
        value.bytes.data = sqlite3_value_blob(from);
        value.bytes.size = (size_t)sqlite3_value_bytes(from);
        if (value.bytes.data == NULL)
            value.bytes.data = nothing;
        break;
    default: /* NULL */
        break;
    }
    return value;
}

static bool give_row(sqlite3_stmt *statement, db_take_row take, void *taker)
{
    struct db_value values[DB_COLUMNS_MAX];
    int count = sqlite3_column_count(statement);

    assert(count <= DB_COLUMNS_MAX);
    for (int i = 0; i < count; i++)
        values[i] = column_value(statement, i);
    return take(taker, values, count);
}

/* Steps to the end, or, when the statement only reads, until no more rows are wanted. */
static int step_all(sqlite3_stmt *statement, db_take_row take, void *taker)
{
    bool reads = sqlite3_stmt_readonly(statement) != 0;
    bool wanted = take != NULL;
    int code = SQLITE_ROW;

    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        if (wanted)
            wanted = give_row(statement, take, taker);
        if (reads && !wanted)
            return SQLITE_DONE;
    }
    return code;
}

enum err sqlite_execute(struct op *op, const struct db_sql *sql, const struct db_in *in,
                        db_take_row take, void *taker, int64_t *ret_changed)
{
    struct db *db = op->db;
    struct db_prepared *entry = NULL;
    int count = db_in_check(sql, in);

    enum err e = prepare(op, sql, &entry);
    if (e != OK)
        return e;
    sqlite3_stmt *statement = entry->statement;
    int code = SQLITE_OK;
    for (int i = 0; i < count && code == SQLITE_OK; i++)
        code = bind_one(statement, entry->parameter_position[i], &in[i]);

    bool writes = sqlite3_stmt_readonly(statement) == 0;
    bool alone = writes && !db->in_tx;
    if (alone)
        turn_take(db->source);
    if (code == SQLITE_OK)
        code = step_all(statement, take, taker);
    if (code != SQLITE_DONE)
        e = fail_sqlite(op, sql->name, code);
    else if (ret_changed != NULL)
        *ret_changed = writes ? sqlite3_changes64(db->sqlite) : 0;
    (void)sqlite3_reset(statement);
    if (alone)
        turn_pass(db->source);
    (void)sqlite3_clear_bindings(statement);
    return e;
}

enum err sqlite_text(struct op *op, const char *what, const char *text)
{
    int code = sqlite3_exec(op->db->sqlite, text, NULL, NULL, NULL);

    if (code != SQLITE_OK)
        return fail_sqlite(op, what, code);
    return OK;
}

void sqlite_rollback(struct db *db)
{
    /* After SQLITE_FULL or SQLITE_IOERR SQLite may have rolled back by itself. */
    if (sqlite3_get_autocommit(db->sqlite) == 0)
        (void)sqlite3_exec(db->sqlite, "ROLLBACK", NULL, NULL, NULL);
}

const char *sqlite_library(void)
{
    return sqlite3_libversion();
}
