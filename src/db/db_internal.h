/* SPDX-License-Identifier: Apache-2.0 */
/*
 * db_internal.h: what db.c, db_sqlite.c, db_postgres.c and migrate.c share. Nobody else includes
 * it, except the test support, which makes databases.
 *
 * db.c has the rules (transactions, tries, injected faults); the two others do one statement each.
 */
#pragma once
#include "db/db.h"

#include <pthread.h>

enum { DB_PARAMS_MAX = 99, DB_BUCKETS = 256 };

struct turn_waiter;

struct db_source {
    enum db_dialect dialect;
    const char *address; /* SQLite: file name; PostgreSQL: connection URL */
    int answer_ms;       /* PostgreSQL: a server that says nothing for so long is gone */
    /* The fair mutex of SQLite writers: waiters get it in the order in which they came. */
    pthread_mutex_t guard;
    bool taken;
    struct turn_waiter *first, *last;
};

/* A statement prepared on one connection; hashed by the address of its declaration. */
struct db_prepared {
    struct db_prepared *next;
    const struct db_sql *sql;
    struct sqlite3_stmt *statement;    /* SQLite */
    unsigned char *parameter_position; /* SQLite: of $1.., its own numbering is by appearance */
    char name[16];                     /* PostgreSQL */
};

struct db {
    struct db_source *source;
    struct sqlite3 *sqlite;
    struct pg_conn *postgres;
    struct db_prepared *buckets[DB_BUCKETS];
    unsigned prepared_count;
    int fail_in;  /* statements until the injected failure, 0: none */
    int pause_in; /* statements until pause is called before one, 0: never; for tests */
    void (*pause)(void *arg);
    void *pause_arg;
    bool in_tx;        /* inside db_tx */
    bool retry;        /* the last failure was a deadlock or the like: the same again may succeed */
    enum err tx_error; /* first failed statement of this transaction: it can only be rolled back */
};

enum { DB_COLUMNS_MAX = 64 };

/* A value as the database gave it. kind DB_END is SQL NULL. */
struct db_value {
    enum db_kind kind;
    int64_t i;
    double r;
    struct bytes bytes; /* of DB_TEXT and DB_BLOB, borrowed */
};

/* Takes one row of count values. Returns whether more rows are wanted. */
typedef bool (*db_take_row)(void *taker, const struct db_value *values, int count);

/*
 * Each runs one statement to its end and gives its rows to take (NULL: rows are ignored).
 * On error it has called fail(), and set db->retry when running again may succeed.
 */
CHECKED enum err sqlite_execute(struct op *op, const struct db_sql *sql, const struct db_in *in,
                                db_take_row take, void *taker, int64_t *ret_changed);
CHECKED enum err postgres_execute(struct op *op, const struct db_sql *sql, const struct db_in *in,
                                  db_take_row take, void *taker, int64_t *ret_changed);

/* Opens; the connection is closed with db. */
CHECKED enum err sqlite_open(struct op *op, struct db *db, bool create);
CHECKED enum err postgres_open(struct op *op, struct db *db);

/* Opens a broken connection again. Only outside a transaction. */
CHECKED enum err postgres_revive(struct op *op, struct db *db);

/* Runs text (any number of statements, no parameters, no rows); what names it in failures. */
CHECKED enum err sqlite_text(struct op *op, const char *what, const char *text);
CHECKED enum err postgres_text(struct op *op, const char *what, const char *text);
CHECKED enum err db_text(struct op *op, const char *what, const char *text);

/* COMMIT. On error nothing was committed, or the connection went and one cannot know. */
CHECKED enum err postgres_commit(struct op *op);

/* Ends a transaction without keeping anything; the connection may be broken. */
void sqlite_rollback(struct db *db);
void postgres_rollback(struct db *db);

/* The writers' turn on SQLite; turn_take waits in a queue. */
void turn_take(struct db_source *source);
void turn_pass(struct db_source *source);

/* The cached statement, or a new zeroed entry (ret_new true) that the caller prepares. */
struct db_prepared *prepared_find(struct db *db, const struct db_sql *sql, bool *ret_new);

/* Forgets one whose preparing failed. */
void prepared_drop(struct db *db, struct db_prepared *entry);

/* Forgets all cached statements (a new connection knows none). */
void prepared_clear(struct db *db);

/* Versions of the two libraries as they run; libpq's is major * 10000 + minor. */
const char *sqlite_library(void);
int postgres_library(void);

/* Number of values before DB_END; asserts that their kinds are those of sql->types. */
int db_in_check(const struct db_sql *sql, const struct db_in *in);

/* The text of sql for this database. */
const char *db_sql_text(const struct db_sql *sql, enum db_dialect dialect);
