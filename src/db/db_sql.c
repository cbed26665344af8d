/* SPDX-License-Identifier: Apache-2.0 */
/* db_sql.c: the register of statements, their check, and the cache of prepared ones. */
#include "base/mem.h"
#include "db/db_internal.h"

#include <assert.h>
#include <string.h>

/* Made by the linker around the section; absent when the program has no statement at all. */
extern const struct db_sql *const __start_db_sql[] __attribute__((weak, visibility("hidden")));
extern const struct db_sql *const __stop_db_sql[] __attribute__((weak, visibility("hidden")));

const struct db_sql *const *db_sql_all(size_t *ret_count)
{
    uintptr_t bytes = (uintptr_t)__stop_db_sql - (uintptr_t)__start_db_sql;

    *ret_count = bytes / sizeof(void *);
    return __start_db_sql;
}

const char *db_sql_text(const struct db_sql *sql, enum db_dialect dialect)
{
    bool other = dialect == DB_POSTGRES && sql->postgres_text != NULL;
    return other ? sql->postgres_text : sql->text;
}

int db_in_check(const struct db_sql *sql, const struct db_in *in)
{
    static const char letters[] = {
        [DB_INT] = 'i', [DB_TEXT] = 't', [DB_BLOB] = 'b', [DB_REAL] = 'r'
    };
    int count = 0;

    for (; in[count].kind != DB_END; count++)
        assert(count < DB_PARAMS_MAX && sql->types[count] == letters[in[count].kind]);
    assert(sql->types[count] == '\0');
    return count;
}

static struct db_prepared **bucket_of(struct db *db, const struct db_sql *sql)
{
    uintptr_t address = (uintptr_t)sql;
    return &db->buckets[(address / sizeof *sql) % DB_BUCKETS];
}

struct db_prepared *prepared_find(struct db *db, const struct db_sql *sql, bool *ret_new)
{
    struct db_prepared **bucket = bucket_of(db, sql);

    *ret_new = false;
    for (struct db_prepared *entry = *bucket; entry != NULL; entry = entry->next) {
        if (entry->sql == sql)
            return entry;
    }
    struct db_prepared *entry = mem_new(db, struct db_prepared);
    entry->sql = sql;
    entry->next = *bucket;
    *bucket = entry;
    *ret_new = true;
    return entry;
}

void prepared_drop(struct db *db, struct db_prepared *entry)
{
    struct db_prepared **link = bucket_of(db, entry->sql);

    while (*link != entry)
        link = &(*link)->next;
    *link = entry->next;
    mem_free(entry);
}

void prepared_clear(struct db *db)
{
    for (int i = 0; i < DB_BUCKETS; i++) {
        while (db->buckets[i] != NULL)
            prepared_drop(db, db->buckets[i]);
    }
}

const char *db_libraries(const void *parent)
{
    int postgres = postgres_library();

    return mem_printf(parent, "sqlite %s, libpq %d.%d", sqlite_library(), postgres / 10000,
                      postgres % 10000);
}
