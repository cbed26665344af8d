/* SPDX-License-Identifier: Apache-2.0 */
/* Every statement of the program is understood by both databases and reads no large table whole. */
#include "base/mem.h"
#include "db/db_internal.h"
#include "support.h"

#include <ctype.h>
#include <string.h>

/* Tables that grow with the years: a statement that reads one from end to end gets slower. */
static const char *const large_tables[] = {
    "application", "application_version", "attachment_chunk", "event",        "expert",
    "expert_gram", "expert_work",         "demand",           "demand_claim",
};

/* Statements that may all the same, each with its reason. */
static const struct {
    const char *name;
    const char *reason;
} allowed[] = {
    { "", "" },
};

static bool is_allowed(const char *name)
{
    for (size_t i = 0; i < sizeof allowed / sizeof allowed[0]; i++) {
        if (strcmp(allowed[i].name, name) == 0)
            return true;
    }
    return false;
}

/* The word at text, a child of op. */
static const char *word_at(struct op *op, const char *text)
{
    size_t length = 0;

    while (isalnum((unsigned char)text[length]) || text[length] == '_')
        length++;
    return mem_text_max(op, text, length);
}

/* Whether name is the table itself or an alias given to it in the statement ("event e"). */
static bool stands_for(struct op *op, const char *name, const char *table, const char *statement)
{
    size_t length = strlen(table);

    if (strcmp(name, table) == 0)
        return true;
    for (const char *at = strstr(statement, table); at != NULL; at = strstr(at + 1, table)) {
        const char *after = at + length;
        if (*after != ' ')
            continue;
        after += strncasecmp(after, " AS ", 4) == 0 ? 4 : 1;
        if (strcmp(word_at(op, after), name) == 0)
            return true;
    }
    return false;
}

/* INSERT … VALUES reads nothing; SQLite plans its look-ups of foreign keys all the same. */
static bool reads_nothing(const char *statement)
{
    return strncmp(statement, "INSERT ", 7) == 0 && strstr(statement, "SELECT ") == NULL;
}

static bool scans_large_table(struct op *op, const char *step, const char *statement)
{
    static const char scan[] = "SCAN ";

    if (strncmp(step, scan, strlen(scan)) != 0 || reads_nothing(statement))
        return false;
    const char *name = word_at(op, step + strlen(scan));
    for (size_t i = 0; i < sizeof large_tables / sizeof large_tables[0]; i++) {
        if (stands_for(op, name, large_tables[i], statement))
            return true;
    }
    return false;
}

/* NULL for every parameter. */
static struct db_in *nulls(struct op *op, const char *types)
{
    static const enum db_kind kinds[] = {
        ['i'] = DB_INT, ['t'] = DB_TEXT, ['b'] = DB_BLOB, ['r'] = DB_REAL
    };
    size_t count = strlen(types);
    struct db_in *in = mem_array(op, struct db_in, count + 1);

    for (size_t i = 0; i < count; i++)
        in[i] = (struct db_in){ .kind = kinds[(unsigned char)types[i]], .null = true };
    return in;
}

/* Has the database plan the statement; returns the first step that reads a large table whole. */
static const char *plan(struct op *op, const struct db_sql *sql)
{
    bool sqlite = db_dialect(op) == DB_SQLITE;
    const char *text = db_sql_text(sql, db_dialect(op));
    struct db_sql *explain = mem_new(op, struct db_sql);
    struct db_rows *rows = NULL;
    const char *found = NULL;
    const char *step = NULL;
    int64_t number = 0;

    *explain = *sql;
    explain->text = mem_printf(op, "%s %s", sqlite ? "EXPLAIN QUERY PLAN" : "EXPLAIN", text);
    explain->postgres_text = NULL;
    if (db_query(op, explain, nulls(op, sql->types), &rows) != OK) {
        print_error("%s:%d: %s\n", sql->file, sql->line, op->failure.detail);
        return "not understood";
    }
    while (sqlite && db_next(rows, DB_OUT(OUT_INT(&number), OUT_INT(&number), OUT_INT(&number),
                                          OUT_TEXT(&step)))) {
        if (found == NULL && scans_large_table(op, step, text))
            found = step;
    }
    assert_ok(op, db_done(rows));
    return found;
}

static void every_statement_is_understood_and_reads_by_index(void **state)
{
    struct op *op = *state;
    size_t count = 0;
    const struct db_sql *const *all = db_sql_all(&count);
    int wrong = 0;

    assert_true(count > 20);
    for (size_t i = 0; i < count; i++) {
        const char *found = plan(op, all[i]);
        if (found == NULL || is_allowed(all[i]->name))
            continue;
        print_error("%s:%d: %s: %s\n", all[i]->file, all[i]->line, all[i]->name, found);
        op_forgive(op);
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

static void scan_behind_an_alias_is_found(void **state)
{
    struct op *op = *state;
    const struct db_sql whole = { "whole", "t", "SELECT e.seq FROM event e WHERE e.data = $1" };
    const struct db_sql by_key = { "by_key", "i", "SELECT e.seq FROM event AS e WHERE e.seq = $1" };
    const struct db_sql wrong = { "wrong", "", "SELECT seq FROM evnt" };

    if (db_dialect(op) == DB_SQLITE)
        assert_non_null(plan(op, &whole));
    assert_null(plan(op, &by_key));
    assert_non_null(plan(op, &wrong));
}

int main(void)
{
    return run_on_each_db("sql", (const struct CMUnitTest[]){
                                     TEST(every_statement_is_understood_and_reads_by_index),
                                     TEST(scan_behind_an_alias_is_found),
                                     { 0 },
                                 });
}
