/* SPDX-License-Identifier: Apache-2.0 */
/* migrate.c: brings the schema up to date, one file in one transaction. Table: schema_version. */
#include "base/crypto.h"
#include "base/mem.h"
#include "db/db_internal.h"

#include <assert.h>
#include <string.h>

static const char create_table[] =
    "CREATE TABLE IF NOT EXISTS schema_version (\n"
    "    number @INT@ NOT NULL PRIMARY KEY, -- of the file, ascending\n"
    "    name TEXT NOT NULL,                -- file name\n"
    "    sm3 TEXT NOT NULL,                 -- of its text as shipped, tokens not expanded, hex\n"
    "    applied_ms @INT@ NOT NULL          -- real clock, Unix ms\n"
    ") @STRICT@";

DB_SQL_TWO(schema_exists, "",
           "SELECT count(*) FROM sqlite_master"
           " WHERE type = 'table' AND name = 'schema_version'",
           "SELECT count(*) FROM pg_catalog.pg_class"
           " WHERE relname = 'schema_version' AND relkind = 'r'"
           "   AND pg_catalog.pg_table_is_visible(oid)");
DB_SQL(schema_applied, "", "SELECT number, sm3 FROM schema_version ORDER BY number");
DB_SQL(schema_one, "i", "SELECT sm3 FROM schema_version WHERE number = $1");
DB_SQL(schema_record, "itti",
       "INSERT INTO schema_version (number, name, sm3, applied_ms) VALUES ($1, $2, $3, $4)");

static const struct {
    const char *token;
    const char *text[2]; /* by enum db_dialect */
} tokens[] = {
    { "@ID@", { [DB_SQLITE] = "INTEGER PRIMARY KEY", [DB_POSTGRES] = "BIGSERIAL PRIMARY KEY" } },
    { "@INT@", { [DB_SQLITE] = "INTEGER", [DB_POSTGRES] = "BIGINT" } },
    { "@BLOB@", { [DB_SQLITE] = "BLOB", [DB_POSTGRES] = "BYTEA" } },
    { "@STRICT@", { [DB_SQLITE] = "STRICT", [DB_POSTGRES] = "" } },
};

/* The text of a migration for this database, a child of op. */
static const char *expand(struct op *op, const char *text)
{
    enum db_dialect dialect = db_dialect(op);
    char *expanded = mem_text(op, "");

    while (*text != '\0') {
        size_t plain = strcspn(text, "@");
        mem_append(op, &expanded, "%.*s", (int)plain, text);
        text += plain;
        size_t i = 0;
        size_t count = sizeof tokens / sizeof tokens[0];
        while (i < count && strncmp(text, tokens[i].token, strlen(tokens[i].token)) != 0)
            i++;
        if (i < count) {
            mem_append(op, &expanded, "%s", tokens[i].text[dialect]);
            text += strlen(tokens[i].token);
        } else if (*text == '@') {
            mem_append(op, &expanded, "@");
            text++;
        }
    }
    return expanded;
}

static const char *digest(struct op *op, const char *text)
{
    return sm3_hex(op, text, strlen(text));
}

static const struct migration *find_number(const struct migration *all, size_t count,
                                           int64_t number)
{
    for (size_t i = 0; i < count; i++) {
        if (all[i].number == number)
            return &all[i];
    }
    return NULL;
}

/* Compares what was applied with `all`; ret_applied gets how many of them are there. */
static enum err compare(struct op *op, const struct migration *all, size_t count,
                        const char *reason, size_t *ret_applied)
{
    struct db_rows *rows = NULL;
    int64_t number = 0;
    const char *sm3 = NULL;
    size_t applied = 0;
    enum err judged = OK;

    enum err e = db_query(op, &schema_applied, DB_NONE, &rows);
    if (e != OK)
        return e;
    for (; judged == OK && db_next(rows, DB_OUT(OUT_INT(&number), OUT_TEXT(&sm3))); applied++) {
        const struct migration *migration = find_number(all, count, number);
        if (migration == NULL)
            judged = fail(op, ERR_CONFLICT, reason, "migration %d is unknown to this program",
                          (int)number);
        else if (strcmp(digest(op, migration->text), sm3) != 0)
            judged = fail(op, ERR_CONFLICT, reason, "%s is not the text that was applied",
                          migration->name);
    }
    e = db_done(rows);
    if (judged != OK || e != OK)
        return judged != OK ? judged : e;
    *ret_applied = applied;
    return OK;
}

struct apply {
    const struct migration *migration;
    bool done; /* by this transaction */
};

static enum err apply_one(struct op *op, void *arg)
{
    struct apply *apply = arg;
    const struct migration *migration = apply->migration;
    const char *sm3 = NULL;
    enum err e = OK;

    apply->done = false;
    /* Two servers that start at once: the second waits here and finds it done. */
    if (db_dialect(op) == DB_POSTGRES)
        e = db_text(op, "schema_version", "LOCK TABLE schema_version IN EXCLUSIVE MODE");
    if (e != OK)
        return e;
    e = db_row(op, &schema_one, DB_IN(IN_INT(migration->number)), DB_OUT(OUT_TEXT(&sm3)));
    if (e != ERR_NOT_FOUND)
        return e;
    e = db_text(op, migration->name, expand(op, migration->text));
    if (e != OK)
        return e;
    apply->done = true;
    return db_run(op, &schema_record,
                  DB_IN(IN_INT(migration->number), IN_TEXT(migration->name),
                        IN_TEXT(digest(op, migration->text)), IN_INT(op->real_ms)),
                  NULL);
}

static enum err make_table(struct op *op, void *arg)
{
    (void)arg;
    return db_text(op, "schema_version", expand(op, create_table));
}

static enum err table_exists(struct op *op, bool *ret_exists)
{
    int64_t tables = 0;

    enum err e = db_row(op, &schema_exists, DB_NONE, DB_OUT(OUT_INT(&tables)));
    if (e == OK)
        *ret_exists = tables > 0;
    return e;
}

/* IF NOT EXISTS of PostgreSQL fails when another makes the table at the same instant. */
static enum err ensure_table(struct op *op)
{
    bool exists = false;

    enum err e = table_exists(op, &exists);
    if (e != OK || exists)
        return e;
    struct failure before = op->failure;
    e = db_tx(op, make_table, NULL, NULL);
    if (e != ERR_CONFLICT)
        return e;
    op->failure = before;
    return db_tx(op, make_table, NULL, NULL);
}

enum err db_migrate(struct op *op, const struct migration *all, size_t count, int *ret_applied)
{
    size_t applied_before = 0;
    int applied = 0;

    enum err e = ensure_table(op);
    if (e == OK)
        e = compare(op, all, count, "schema_changed", &applied_before);
    if (e != OK)
        return e;
    for (size_t i = 0; i < count; i++) {
        struct apply apply = { .migration = &all[i] };
        assert(i == 0 || all[i - 1].number < all[i].number);
        e = db_tx(op, apply_one, &apply, NULL);
        if (e != OK)
            return e;
        applied += apply.done;
    }
    *ret_applied = applied;
    return OK;
}

enum err db_schema_check(struct op *op, const struct migration *all, size_t count)
{
    bool exists = false;
    size_t applied = 0;

    enum err e = table_exists(op, &exists);
    if (e != OK)
        return e;
    if (!exists)
        return fail(op, ERR_CONFLICT, "schema_other", "the database is empty");
    e = compare(op, all, count, "schema_other", &applied);
    if (e != OK)
        return e;
    if (applied != count)
        return fail(op, ERR_CONFLICT, "schema_other", "%d migrations are missing",
                    (int)(count - applied));
    return OK;
}
