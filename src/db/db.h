/* SPDX-License-Identifier: Apache-2.0 */
/*
 * db.h: the only door to SQL. One SQL text for SQLite and PostgreSQL, statements declared as data.
 *
 *     DB_SQL(org_by_id, "i", "SELECT public_id, name FROM org WHERE id = $1");
 *     e = db_row(op, &org_by_id, DB_IN(IN_INT(id)),
 *                DB_OUT(OUT_TEXT(&org.id), OUT_TEXT(&org.name)));
 *
 * Every DB_SQL registers itself, so that a test runs each on both databases. Parameters are $1..$n,
 * bound by name on SQLite (a $2 before a $1 in the text is fine). The text uses only the portable
 * subset of design.md §6: no FILTER, bare ON CONFLICT, JSON functions, ILIKE, string_agg, now().
 */
#pragma once
#include "base/bytes.h"
#include "base/op.h"

#include <stddef.h>

/* ---- statements -------------------------------------------------------------------------- */

struct db_sql {
    const char *name;
    const char *types; /* of $1..$n in order: i = int64, t = text, b = blob, r = double */
    const char *text;
    const char *postgres_text; /* NULL: text is for both */
    const char *file;          /* where it stands, for the test that runs all */
    int line;
};

/* Declares and registers one statement, static to the file that uses it. */
#define DB_SQL(sql_name, in_types, sql_text) DB_SQL_TWO(sql_name, in_types, sql_text, NULL)

/* The same with a text of its own for PostgreSQL; kept rare (fewer than five in the program). */
#define DB_SQL_TWO(sql_name, in_types, sqlite_text, its_postgres_text)                             \
    static const struct db_sql sql_name = { #sql_name,         in_types, sqlite_text,              \
                                            its_postgres_text, __FILE__, __LINE__ };               \
    static const struct db_sql *const sql_name##_entry __attribute__((section("db_sql"), used)) =  \
        &sql_name

/*
 * Whether a column holds a part, ASCII case aside, equally on both databases and without
 * wildcards: what people type is looked for as it is. part: "$5"; '' is held by nothing.
 */
#define SQL_HOLDS(column, part)                                                                    \
    "replace(lower(" column "), lower(" part "), '') <> lower(" column ")"

/*
 * Rows of many ids by one statement, however many they are: $1 as a list "ids" of one column "id".
 *
 *     WITH_IDS "SELECT p.id … FROM ids JOIN post p ON p.user_id = ids.id"
 *
 * bound by IN_TEXT(DB_IDS(op, rows, count, id)). (The '0' is for no ids at all: PostgreSQL folds
 * the cast of a known parameter, whatever the WHERE says.)
 */
#define WITH_IDS                                                                                   \
    "WITH RECURSIVE ids (id, rest) AS"                                                             \
    " (SELECT CAST(substr($1 || '0', 1, 19) AS BIGINT), substr($1, 20) WHERE $1 <> ''"             \
    " UNION ALL SELECT CAST(substr(rest, 1, 19) AS BIGINT), substr(rest, 20) FROM ids"             \
    "  WHERE rest <> '') "

/* The parameter of WITH_IDS: count ids of 0 or more, step bytes apart, the first at offset in rows
 * (NULL when count is 0). A child of op. */
const char *db_ids(struct op *op, const void *rows, size_t count, size_t step, size_t offset);

/* Of one member of the rows; of a plain list of ids. */
#define DB_IDS(op, rows, count, member)                                                            \
    db_ids((op), (rows), (count), sizeof *(rows), offsetof(__typeof__(*(rows)), member))
#define DB_ID_LIST(op, ids, count) db_ids((op), (ids), (count), sizeof *(ids), 0)

/* All registered statements; count through ret_count. Static storage. */
const struct db_sql *const *db_sql_all(size_t *ret_count);

/* ---- values ------------------------------------------------------------------------------- */

enum db_kind { DB_END = 0, DB_INT, DB_TEXT, DB_BLOB, DB_REAL };

struct db_in {
    enum db_kind kind;
    bool null;
    int64_t i;
    double r;
    const char *text; /* NULL is SQL NULL */
    struct bytes blob;
};

struct db_out {
    enum db_kind kind;
    void *to;
};

#define DB_IN(...) ((const struct db_in[]){ __VA_ARGS__, { .kind = DB_END } })
#define DB_NONE    ((const struct db_in[]){ { .kind = DB_END } })
#define IN_INT(v)                                                                                  \
    {                                                                                              \
        .kind = DB_INT, .i = (v)                                                                   \
    }
#define IN_INT_OR_NULL(v)                                                                          \
    {                                                                                              \
        .kind = DB_INT, .i = (v), .null = (v) == 0                                                 \
    } /* 0 is stored as NULL */
#define IN_TEXT(v)                                                                                 \
    {                                                                                              \
        .kind = DB_TEXT, .text = (v)                                                               \
    }
#define IN_BLOB(p, n)                                                                              \
    {                                                                                              \
        .kind = DB_BLOB, .blob = {(p), (n) }                                                       \
    }
#define IN_REAL(v)                                                                                 \
    {                                                                                              \
        .kind = DB_REAL, .r = (v)                                                                  \
    }

/* SQL NULL reads as 0, 0.0, NULL text, empty bytes. Texts and bytes live as long as op; those of a
 * list share memory: to give one away, copy it (mem_text), never mem_keep. The conditional makes a
 * wrong pointer type a compile-time warning. */
#define DB_OUT(...) ((const struct db_out[]){ __VA_ARGS__, { .kind = DB_END } })
#define OUT_INT(p)                                                                                 \
    {                                                                                              \
        DB_INT, 1 ? (p) : (int64_t *)0                                                             \
    }
#define OUT_TEXT(p)                                                                                \
    {                                                                                              \
        DB_TEXT, 1 ? (p) : (const char **)0                                                        \
    }
#define OUT_BLOB(p)                                                                                \
    {                                                                                              \
        DB_BLOB, 1 ? (p) : (struct bytes *)0                                                       \
    }
#define OUT_REAL(p)                                                                                \
    {                                                                                              \
        DB_REAL, 1 ? (p) : (double *)0                                                             \
    }

/* ---- running ------------------------------------------------------------------------------ */

/*
 * The first row into out. ERR_NOT_FOUND (not recorded with fail: the caller knows what to say) when
 * there is none. Also for INSERT/UPDATE … RETURNING. The kinds of in must be those of sql->types,
 * those of out the columns': anything else is our mistake and asserts.
 * Errors of every statement: ERR_CONFLICT "already_exists" (a UNIQUE column; to say it in the
 * subject's words: op_forgive, then fail), ERR_UNAVAILABLE "disk_full", "database_gone" or
 * "database_busy", ERR_INTERNAL anything else. Inside db_tx an error ends the transaction: whatever
 * work does then, nothing of it is kept, on either database.
 */
CHECKED enum err db_row(struct op *op, const struct db_sql *sql, const struct db_in *in,
                        const struct db_out *out);

/* Runs a statement without rows; ret_changed (may be NULL) gets the number of rows changed. */
CHECKED enum err db_run(struct op *op, const struct db_sql *sql, const struct db_in *in,
                        int64_t *ret_changed);

/*
 * Many rows: `e = db_query(…, &rows); while (db_next(rows, DB_OUT(…))) {…} e = db_done(rows);`
 * db_done must be called on every path after a successful db_query and returns the first error.
 * Other statements may run between two db_next: the rows were all read when db_query returned, so
 * a result without a bound is read in pieces, each in an op of its own (op_new on the same db).
 */
struct db_rows;
CHECKED enum err db_query(struct op *op, const struct db_sql *sql, const struct db_in *in,
                          struct db_rows **ret_rows);
bool db_next(struct db_rows *rows, const struct db_out *out);
CHECKED enum err db_done(struct db_rows *rows);

/*
 * Runs work inside one write transaction: SQLite takes the process's fair mutex and BEGIN
 * IMMEDIATE, PostgreSQL READ COMMITTED. OK commits (durable before the return), anything else
 * rolls back. work may be run again after a deadlock or serialization failure (at most 5 times in
 * all): it touches nothing outside the database and op; failure, problems and events of op are put
 * back as they were before the first run. before_commit (may be NULL) gets the same arg and runs
 * last inside the transaction: the event chain hangs there.
 * Errors: those of work; ERR_UNAVAILABLE as db_row. Calling db_tx inside db_tx is our mistake:
 * asserts.
 */
typedef enum err (*db_work)(struct op *op, void *arg);
CHECKED enum err db_tx(struct op *op, db_work work, void *arg, db_work before_commit);

/* Whether op's connection is inside db_tx. */
bool db_in_tx(const struct op *op);

/* "sqlite 3.40.1, libpq 15.8": what runs, a child of parent. */
const char *db_libraries(const void *parent);

enum db_dialect { DB_SQLITE, DB_POSTGRES };
enum db_dialect db_dialect(const struct op *op);

/* ---- connections --------------------------------------------------------------------------- */

/*
 * What all connections of a process to one database share: the address, the write mutex.
 * url is "sqlite:FILE" or "postgresql://…" (libpq's own form). Nothing is opened yet.
 * Errors: ERR_INVALID another form of url.
 */
struct db_source;
CHECKED enum err db_source_new(struct op *op, const void *parent, const char *url,
                               struct db_source **ret_source);

/*
 * One connection with its statement cache, for one thread; closed with parent. create: whether an
 * absent SQLite file is made (0600). A PostgreSQL connection that broke is opened again at the
 * next use outside a transaction. A statement may take 30 s; a server that says nothing for 35 s,
 * as a frozen one does, is gone. A SQLite writer of another process is waited for 5 s. Errors:
 * ERR_UNAVAILABLE "database_gone" cannot be opened.
 */
CHECKED enum err db_connect(struct op *op, const void *parent, struct db_source *source,
                            bool create, struct db **ret_db);

/*
 * Makes this process the only server of an SQLite file, until it ends: a lock on FILE.lock, which
 * stays behind (0600). Other processes may still open the file: `backup`, `user add`. On PostgreSQL
 * nothing: several servers may share it. source is where the lock hangs. Errors: ERR_CONFLICT
 * "server_running"; ERR_UNAVAILABLE "database_gone" the lock file cannot be made.
 */
CHECKED enum err db_serve_alone(struct op *op, struct db_source *source);

/*
 * Writes a whole, consistent copy of an SQLite database into a new file (0600) while others work on
 * it. Outside a transaction. Errors: ERR_CONFLICT "file_exists"; ERR_INVALID "backup_by_pg_dump"
 * on PostgreSQL, which has its own tools; ERR_UNAVAILABLE the file cannot be written.
 */
CHECKED enum err db_copy(struct op *op, const char *path);

/* OK when the database's own check of its pages finds nothing; ERR_INVALID "database_damaged". */
CHECKED enum err db_check(struct op *op);

/* For tests: the n-th statement from now on fails as a full disk does (0 switches off). */
void db_fail_at(struct db *db, int n);

/* ---- schema --------------------------------------------------------------------------------- */

struct migration {
    int number;       /* 1.., ascending, gaps allowed */
    const char *name; /* "0001-ground.sql" */
    const char *text; /* with the tokens @ID@ @INT@ @BLOB@ @STRICT@ */
};

/*
 * Applies what is missing, each file in one transaction, and records number, name and SM3 digest in
 * schema_version. ret_applied gets how many. Errors: ERR_CONFLICT "schema_changed" a file applied
 * earlier has another text now, or the database is newer than the program.
 */
CHECKED enum err db_migrate(struct op *op, const struct migration *all, size_t count,
                            int *ret_applied);

/* OK only when the schema is exactly `all`; ERR_CONFLICT "schema_other" otherwise. */
CHECKED enum err db_schema_check(struct op *op, const struct migration *all, size_t count);
