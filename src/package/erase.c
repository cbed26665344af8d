/* SPDX-License-Identifier: Apache-2.0 */
/* erase.c: the account of an erased item, out of every letter that named it. */
#include "package/package.h"

#include "base/mem.h"
#include "db/db.h"
#include "package/letter.h"
#include "package/reading.h"
#include "privacy/erase.h"

#include <string.h>

/* In order of id: two who erase wait for each other, and none for ever. */
DB_SQL(erase_packages, "i",
       "SELECT DISTINCT package_id FROM package_item WHERE application_id = $1 ORDER BY 1");
DB_SQL(erase_letters_now, "i",
       "SELECT p.id, p.public_id, 0, p.letter FROM package p"
       "  JOIN package_item i ON i.package_id = p.id WHERE i.application_id = $1 ORDER BY p.id");
DB_SQL(erase_letters_then, "i",
       "SELECT p.id, p.public_id, l.n, l.sealed FROM package_letter l"
       "  JOIN package p ON p.id = l.package_id JOIN package_item i ON i.package_id = p.id"
       " WHERE i.application_id = $1 ORDER BY p.id, l.n");
DB_SQL(erase_write_now, "iib", "UPDATE package SET letter = $3 WHERE id = $1 AND $2 = 0");
DB_SQL(erase_write_then, "iib",
       "UPDATE package_letter SET sealed = $3 WHERE package_id = $1 AND n = $2");

struct old_letter {
    int64_t package;
    const char *public_id;
    int64_t n; /* 0 the present one */
    struct bytes sealed;
};

static enum err erase_one(struct op *op, const char *item, const struct old_letter *old)
{
    struct seal_place place = letter_place(old->public_id);
    struct package_letter letter = { 0 };
    struct bytes sealed = { 0 };

    if (old->n > 0)
        place = (struct seal_place){ "package_letter", "sealed",
                                     mem_printf(op, "%s/%lld", old->public_id, (long long)old->n) };
    enum err e = letter_open(op, &place, old->sealed, &letter);
    for (size_t i = 0; e == OK && i < letter.account_count; i++) {
        struct package_account *account = &letter.accounts[i];
        if (strcmp(account->item, item) == 0)
            *account = (struct package_account){ item, ERASED_TEXT, ERASED_TEXT, "", "" };
    }
    if (e == OK)
        e = letter_seal(op, &place, &letter, &sealed);
    return e != OK ? e
                   : db_run(op, old->n == 0 ? &erase_write_now : &erase_write_then,
                            DB_IN(IN_INT(old->package), IN_INT(old->n),
                                  IN_BLOB(sealed.data, sealed.size)),
                            NULL);
}

/* A letter that is mended meanwhile would bring back what is being erased. */
static enum err hold_packages(struct op *op, int64_t application_id)
{
    struct db_rows *rows = NULL;
    int64_t id = 0;

    enum err e = db_query(op, &erase_packages, DB_IN(IN_INT(application_id)), &rows);
    if (e != OK)
        return e;
    while (e == OK && db_next(rows, DB_OUT(OUT_INT(&id))))
        e = package_hold(op, id);
    enum err done = db_done(rows);
    return e == OK ? done : e;
}

enum err package_letters_erase(struct op *op, const struct application *application)
{
    static const struct db_sql *const texts[] = { &erase_letters_now, &erase_letters_then };
    struct old_letter *letters = NULL;
    struct old_letter row = { 0 };
    size_t count = 0;
    enum err e = hold_packages(op, application->id);

    for (size_t i = 0; e == OK && i < sizeof texts / sizeof texts[0]; i++) {
        struct db_rows *rows = NULL;
        e = db_query(op, texts[i], DB_IN(IN_INT(application->id)), &rows);
        if (e != OK)
            return e;
        while (db_next(rows, DB_OUT(OUT_INT(&row.package), OUT_TEXT(&row.public_id),
                                    OUT_INT(&row.n), OUT_BLOB(&row.sealed))))
            mem_push(op, letters, count, row);
        e = db_done(rows);
    }
    for (size_t i = 0; e == OK && i < count; i++)
        e = erase_one(op, application->public_id, &letters[i]);
    return e;
}
