/* SPDX-License-Identifier: Apache-2.0 */
/* db_copy.c: a copy of the whole database, and its check. */
#include "db/db_internal.h"

#include "base/mem.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

DB_SQL_TWO(page_check, "", "SELECT integrity_check FROM pragma_integrity_check LIMIT 1",
           "SELECT 'ok'");

/* A text as an SQL literal: VACUUM INTO takes no parameter on every SQLite we meet. */
static const char *quoted(struct op *op, const char *text)
{
    char *literal = mem_text(op, "'");

    for (const char *at = text; *at != '\0'; at++)
        mem_append(op, &literal, *at == '\'' ? "''" : "%c", *at);
    mem_append(op, &literal, "'");
    return literal;
}

enum err db_copy(struct op *op, const char *path)
{
    if (db_dialect(op) != DB_SQLITE)
        return fail(op, ERR_INVALID, "backup_by_pg_dump", "PostgreSQL is saved by pg_dump");
    /* VACUUM INTO fills an empty file; made here, it has the right mode from the start. */
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (fd < 0)
        return access(path, F_OK) == 0
                   ? fail(op, ERR_CONFLICT, "file_exists", "the file is there already")
                   : fail(op, ERR_UNAVAILABLE, "file_unwritable", "the file cannot be made");
    (void)close(fd);
    enum err e = sqlite_text(op, "backup", mem_printf(op, "VACUUM INTO %s", quoted(op, path)));
    if (e != OK)
        (void)unlink(path);
    return e;
}

enum err db_check(struct op *op)
{
    const char *answer = NULL;

    enum err e = db_row(op, &page_check, DB_NONE, DB_OUT(OUT_TEXT(&answer)));
    if (e == OK && strcmp(answer, "ok") != 0)
        e = fail(op, ERR_INVALID, "database_damaged", "%s", answer);
    return e;
}
