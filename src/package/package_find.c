/* SPDX-License-Identifier: Apache-2.0 */
/* package_find.c: a package by what stands on its envelope. */
#include "package/reading.h"

#include "base/mem.h"
#include "db/db.h"
#include "org/role.h"

DB_SQL(package_by_text, "iiit",
       "SELECT p.public_id FROM package p WHERE " PACKAGE_SEEN
       "   AND (p.number = $4 OR p.courier = $4) ORDER BY p.id LIMIT 2");

enum err package_find(struct op *op, const char *text, const char **ret_public_id)
{
    struct db_rows *rows = NULL;
    const char *id = NULL;
    const char *first = NULL;
    int count = 0;

    enum err e = db_query(op, &package_by_text, DB_IN(PACKAGE_SEER(op), IN_TEXT(text)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_TEXT(&id)))) {
        if (count++ == 0)
            first = id;
    }
    e = db_done(rows);
    if (e != OK)
        return e;
    if (count > 1)
        return fail(op, ERR_CONFLICT, "package_number_twice", "several packages have this number");
    if (count == 0 || text[0] == '\0')
        return fail(op, ERR_NOT_FOUND, "not_found", "no such package for this actor");
    *ret_public_id = first;
    return OK;
}
