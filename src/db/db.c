/* SPDX-License-Identifier: Apache-2.0 */
/* db.c: sources, connections, transactions, rows: what is the same on both databases. */
#include "db/db.h"

#include "base/mem.h"
#include "db/db_internal.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

enum { TRIES_MAX = 5, BACK_OFF_MS = 4, ROOM_BYTES = 16 * 1024 };

/* ---- sources and connections -------------------------------------------------------------- */

static void source_close(void *source)
{
    (void)pthread_mutex_destroy(&((struct db_source *)source)->guard);
}

enum { ANSWER_MS = 35000 }; /* longer than statement_timeout */

enum err db_source_new(struct op *op, const void *parent, const char *url,
                       struct db_source **ret_source)
{
    static const char sqlite_prefix[] = "sqlite:";
    static const char postgres_prefix[] = "postgresql://";
    size_t skip = sizeof sqlite_prefix - 1;
    bool is_sqlite = strncmp(url, sqlite_prefix, skip) == 0 && url[skip] != '\0';
    bool is_postgres = strncmp(url, postgres_prefix, sizeof postgres_prefix - 1) == 0;

    if (!is_sqlite && !is_postgres)
        return fail(op, ERR_INVALID, "database_url", "neither sqlite:FILE nor postgresql://");

    struct db_source *source = mem_new(parent, struct db_source);
    source->dialect = is_sqlite ? DB_SQLITE : DB_POSTGRES;
    /* "./" keeps SQLite from reading a name such as "file:x" or ":memory:" in its own ways. */
    source->address = is_postgres
                          ? mem_text(source, url)
                          : mem_printf(source, "%s%s", url[skip] == '/' ? "" : "./", url + skip);
    source->answer_ms = ANSWER_MS;
    int failed = pthread_mutex_init(&source->guard, NULL);
    assert(failed == 0);
    mem_own(source, source, source_close);
    *ret_source = source;
    return OK;
}

enum err db_connect(struct op *op, const void *parent, struct db_source *source, bool create,
                    struct db **ret_db)
{
    struct db *db = mem_new(parent, struct db);

    db->source = source;
    enum err e = source->dialect == DB_SQLITE ? sqlite_open(op, db, create) : postgres_open(op, db);
    if (e != OK) {
        mem_free(db);
        return e;
    }
    *ret_db = db;
    return OK;
}

void db_fail_at(struct db *db, int n)
{
    db->fail_in = n;
}

bool db_in_tx(const struct op *op)
{
    return op->db->in_tx;
}

enum db_dialect db_dialect(const struct op *op)
{
    return op->db->source->dialect;
}

/* ---- one statement ------------------------------------------------------------------------ */

/* Whether the fault injected by db_fail_at is due now. */
static bool fault_due(struct db *db)
{
    return db->fail_in > 0 && --db->fail_in == 0;
}

/* Waits a random time that grows with the tries, so that two who collided do not collide again. */
static void back_off(int attempt)
{
    unsigned random = 0;

    (void)!getrandom(&random, sizeof random, 0);
    long ms = 1 + (long)(random % (unsigned)(BACK_OFF_MS << attempt));
    (void)nanosleep(&(struct timespec){ .tv_nsec = ms * 1000000 }, NULL);
}

static enum err execute_once(struct op *op, const struct db_sql *sql, const struct db_in *in,
                             db_take_row take, void *taker, int64_t *ret_changed)
{
    struct db *db = op->db;

    db->retry = false;
    if (db->tx_error != OK)
        return fail(op, ERR_INTERNAL, "internal", "%s: its transaction had failed", sql->name);
    if (fault_due(db))
        return fail(op, ERR_UNAVAILABLE, "disk_full", "%s: injected fault", sql->name);
    if (db->pause_in > 0 && --db->pause_in == 0)
        db->pause(db->pause_arg);
    if (db->source->dialect == DB_SQLITE)
        return sqlite_execute(op, sql, in, take, taker, ret_changed);
    if (!db->in_tx) {
        enum err e = postgres_revive(op, db);
        if (e != OK)
            return e;
    }
    return postgres_execute(op, sql, in, take, taker, ret_changed);
}

static enum err execute(struct op *op, const struct db_sql *sql, const struct db_in *in,
                        db_take_row take, void *taker, int64_t *ret_changed)
{
    struct failure before = op->failure;
    struct db *db = op->db;

    assert(db != NULL);
    for (int attempt = 1;; attempt++) {
        enum err e = execute_once(op, sql, in, take, taker, ret_changed);
        if (e != OK && db->in_tx)
            db->tx_error = e;
        if (e == OK || db->in_tx || !db->retry || attempt == TRIES_MAX)
            return e;
        op->failure = before;
        back_off(attempt);
    }
}

enum err db_text(struct op *op, const char *what, const char *text)
{
    struct db *db = op->db;

    if (fault_due(db))
        return fail(op, ERR_UNAVAILABLE, "disk_full", "%s: injected fault", what);
    return db->source->dialect == DB_SQLITE ? sqlite_text(op, what, text)
                                            : postgres_text(op, what, text);
}

/* ---- rows --------------------------------------------------------------------------------- */

/*
 * Moves the texts (each with its NUL) and bytes of a row into one block, a child of op: one
 * allocation a row is what makes lists of 500 cheap.
 */
static void row_copy(const struct op *op, struct db_value *values, int count)
{
    size_t total = 0;

    for (int i = 0; i < count; i++) {
        if (values[i].bytes.data != NULL)
            total += values[i].bytes.size + 1;
    }
    if (total == 0)
        return;
    uint8_t *to = mem_resize(op, NULL, total);
    for (int i = 0; i < count; i++) {
        struct bytes *bytes = &values[i].bytes;
        if (bytes->data == NULL)
            continue;
        memcpy(to, bytes->data, bytes->size);
        to[bytes->size] = '\0';
        bytes->data = to;
        to += bytes->size + 1;
    }
}

/* Writes one value, whose bytes are children of op already, where the caller wants it. */
static void value_out(const struct db_value *value, const struct db_out *out)
{
    enum db_kind kind = value->kind;
    switch (out->kind) {
    case DB_INT:
        assert(kind == DB_INT || kind == DB_END);
        *(int64_t *)out->to = value->i;
        return;
    case DB_REAL:
        assert(kind == DB_REAL || kind == DB_INT || kind == DB_END);
        *(double *)out->to = kind == DB_INT ? (double)value->i : value->r;
        return;
    case DB_TEXT:
        assert(kind == DB_TEXT || kind == DB_END);
        *(const char **)out->to = (const char *)value->bytes.data;
        return;
    case DB_BLOB:
        assert(kind == DB_BLOB || kind == DB_END);
        *(struct bytes *)out->to = value->bytes;
        return;
    case DB_END:
        break;
    }
    assert(!"kind of an output");
}

static void columns_check(const struct db_out *out, int count)
{
    int wanted = 0;

    while (out[wanted].kind != DB_END)
        wanted++;
    assert(wanted == count);
}

struct first_row {
    struct op *op;
    const struct db_out *out;
    bool found;
};

static bool take_first(void *taker, const struct db_value *values, int count)
{
    struct first_row *first = taker;

    if (first->found)
        return false;
    columns_check(first->out, count);
    struct db_value copies[DB_COLUMNS_MAX];
    memcpy(copies, values, sizeof copies[0] * (size_t)count);
    row_copy(first->op, copies, count);
    for (int i = 0; i < count; i++)
        value_out(&copies[i], &first->out[i]);
    first->found = true;
    return false;
}

enum err db_row(struct op *op, const struct db_sql *sql, const struct db_in *in,
                const struct db_out *out)
{
    struct first_row first = { .op = op, .out = out };

    enum err e = execute(op, sql, in, take_first, &first, NULL);
    if (e != OK)
        return e;
    return first.found ? OK : ERR_NOT_FOUND;
}

enum err db_run(struct op *op, const struct db_sql *sql, const struct db_in *in,
                int64_t *ret_changed)
{
    int64_t changed = 0;

    enum err e = execute(op, sql, in, NULL, NULL, &changed);
    if (e == OK && ret_changed != NULL)
        *ret_changed = changed;
    return e;
}

/* The whole result, so that writing between two db_next means the same on both databases. */
struct db_rows {
    struct op *op;
    struct db_value *values; /* row by row */
    size_t row_count;
    size_t next; /* row that db_next gives */
    int column_count;
    unsigned char *room; /* for texts and bytes: pieces that live as long as op */
    size_t room_left;
};

/* A copy in the result's room: lists have thousands of short texts, an allocation each is dear. */
static void value_store(struct db_rows *rows, struct db_value *value)
{
    size_t size = value->bytes.size + 1; /* after bytes the NUL is nobody's */

    if (value->bytes.data == NULL)
        return;
    if (size > rows->room_left) {
        rows->room_left = size > ROOM_BYTES ? size : ROOM_BYTES;
        rows->room = mem_array(rows->op, unsigned char, rows->room_left);
    }
    memcpy(rows->room, value->bytes.data, value->bytes.size);
    value->bytes.data = rows->room;
    rows->room += size;
    rows->room_left -= size;
}

static bool take_all(void *taker, const struct db_value *values, int count)
{
    struct db_rows *rows = taker;
    void *array = rows->values;
    size_t row_size = (size_t)count * sizeof *values;
    struct db_value *row = mem_grow(rows, &array, rows->row_count, row_size);

    rows->values = array;
    rows->row_count++;
    rows->column_count = count;
    memcpy(row, values, row_size);
    for (int i = 0; i < count; i++)
        value_store(rows, &row[i]);
    return true;
}

enum err db_query(struct op *op, const struct db_sql *sql, const struct db_in *in,
                  struct db_rows **ret_rows)
{
    struct db_rows *rows = mem_new(op, struct db_rows);

    rows->op = op;
    enum err e = execute(op, sql, in, take_all, rows, NULL);
    if (e != OK) {
        mem_free(rows);
        return e;
    }
    *ret_rows = rows;
    return OK;
}

bool db_next(struct db_rows *rows, const struct db_out *out)
{
    if (rows->next == rows->row_count)
        return false;
    columns_check(out, rows->column_count);
    const struct db_value *row = rows->values + rows->next * (size_t)rows->column_count;
    for (int i = 0; i < rows->column_count; i++)
        value_out(&row[i], &out[i]);
    rows->next++;
    return true;
}

enum err db_done(struct db_rows *rows)
{
    mem_free(rows);
    return OK;
}

enum { ID_DIGITS = 19 };

const char *db_ids(struct op *op, const void *rows, size_t count, size_t step, size_t offset)
{
    char *text = mem_resize(op, NULL, count * ID_DIGITS + 1);
    const char *at = rows;

    text[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        int64_t id = 0;
        memcpy(&id, at + i * step + offset, sizeof id);
        assert(id >= 0);
        (void)snprintf(text + i * ID_DIGITS, ID_DIGITS + 1, "%019lld", (long long)id);
    }
    return text;
}

/* ---- transactions ------------------------------------------------------------------------- */

static enum err begin(struct op *op)
{
    struct db *db = op->db;

    if (db->source->dialect == DB_SQLITE)
        return db_text(op, "BEGIN", "BEGIN IMMEDIATE");
    enum err e = postgres_revive(op, db);
    if (e != OK)
        return e;
    return db_text(op, "BEGIN", "BEGIN ISOLATION LEVEL READ COMMITTED");
}

static enum err commit(struct op *op)
{
    if (op->db->tx_error != OK && op->failure.code != OK)
        return op->failure.code; /* recorded, but not returned by work */
    if (op->db->tx_error != OK)
        return fail(op, ERR_INTERNAL, "internal", "a failed statement was passed over");
    if (fault_due(op->db))
        return fail(op, ERR_UNAVAILABLE, "disk_full", "COMMIT: injected fault");
    return op->db->source->dialect == DB_SQLITE ? sqlite_text(op, "COMMIT", "COMMIT")
                                                : postgres_commit(op);
}

static enum err try_tx(struct op *op, db_work work, void *arg, db_work before_commit)
{
    struct db *db = op->db;

    db->retry = false;
    enum err e = begin(op);
    if (e != OK)
        return e;
    db->in_tx = true;
    e = work(op, arg);
    if (e == OK && before_commit != NULL)
        e = before_commit(op, arg);
    /* An event noted where nobody writes it would be lost silently: event_tx, not db_tx. */
    assert(e != OK || op->events == NULL);
    if (e == OK)
        e = commit(op);
    if (e != OK && db->source->dialect == DB_SQLITE)
        sqlite_rollback(db);
    else if (e != OK)
        postgres_rollback(db);
    db->in_tx = false;
    db->tx_error = OK;
    return e;
}

static enum err tx_with_tries(struct op *op, db_work work, void *arg, db_work before_commit)
{
    struct failure failure = op->failure;
    struct problem_list problems = op->problems;
    struct event_draft *events = op->events;

    for (int attempt = 1;; attempt++) {
        enum err e = try_tx(op, work, arg, before_commit);
        if (e == OK || !op->db->retry || attempt == TRIES_MAX)
            return e;
        op->failure = failure;
        op->problems.count = problems.count; /* rows may have moved: only the counts go back */
        op->problems.blocking_count = problems.blocking_count;
        op->events = events;
        back_off(attempt);
    }
}

enum err db_tx(struct op *op, db_work work, void *arg, db_work before_commit)
{
    struct db_source *source = op->db->source;

    assert(!op->db->in_tx);
    if (source->dialect == DB_POSTGRES)
        return tx_with_tries(op, work, arg, before_commit);
    turn_take(source);
    enum err e = tx_with_tries(op, work, arg, before_commit);
    turn_pass(source);
    return e;
}
