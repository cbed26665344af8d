/* SPDX-License-Identifier: Apache-2.0 */
/* site_check.c: a constant under the site's keys, and a row that is written to see that one can. */
#include "app/site_check.h"

#include "base/keys.h"
#include "base/mem.h"
#include "base/op.h"
#include "base/site.h"
#include "db/db.h"

#include <string.h>

DB_SQL(check_keys_get, "t", "SELECT value, key_id, sealed FROM site_check WHERE name = $1");
DB_SQL(check_insert, "tttbi",
       "INSERT INTO site_check (name, value, key_id, sealed, changed_ms)"
       " VALUES ($1, $2, $3, $4, $5)");
DB_SQL(check_pulse, "i", "UPDATE site_check SET changed_ms = $1 WHERE name = 'pulse'");
DB_SQL(check_newest_form, "",
       "SELECT sealed FROM application_values ORDER BY application_id DESC LIMIT 1");

static const char constant[] = "点将台";
static const struct seal_place place = { "site_check", "sealed", "keys" };

static struct bytes constant_bytes(void)
{
    return (struct bytes){ (const uint8_t *)constant, sizeof constant - 1 };
}

static const char *constant_index(struct op *op)
{
    return keys_lookup(op, op->site->keys, "site_check", "value", constant);
}

static enum err other_keys(struct op *op, const char *what)
{
    op_forgive(op);
    return fail(op, ERR_CONFLICT, "keys_other", "%s", what);
}

/* A database of before: the key of its newest form must be there. */
static enum err check_newest(struct op *op)
{
    struct bytes sealed = { 0 };
    const char *id = NULL;

    enum err e = db_row(op, &check_newest_form, DB_NONE, DB_OUT(OUT_BLOB(&sealed)));
    if (e != OK)
        return e == ERR_NOT_FOUND ? OK : e;
    e = seal_key_id(op, sealed, &id);
    if (e != OK)
        return e;
    return keys_has(op->site->keys, id) ? OK : other_keys(op, id);
}

static enum err note_keys(struct op *op)
{
    struct bytes sealed = { 0 };

    enum err e = check_newest(op);
    if (e == OK)
        e = keys_seal(op, op->site->keys, &place, constant_bytes(), &sealed);
    if (e != OK)
        return e;
    e = db_run(op, &check_insert,
               DB_IN(IN_TEXT("keys"), IN_TEXT(constant_index(op)),
                     IN_TEXT(keys_active_id(op->site->keys, KEY_SIGN)),
                     IN_BLOB(sealed.data, sealed.size), IN_INT(op->real_ms)),
               NULL);
    if (e == OK)
        e = db_run(op, &check_insert,
                   DB_IN(IN_TEXT("pulse"), IN_TEXT(""), IN_TEXT(""), IN_BLOB(NULL, 0),
                         IN_INT(op->real_ms)),
                   NULL);
    if (e != OK && e != ERR_INTERNAL) /* another was faster, or the database only reads */
        op_forgive(op);
    return e == ERR_INTERNAL ? e : OK;
}

static enum err open_constant(struct op *op, struct bytes sealed)
{
    struct bytes plain = { 0 };

    if (keys_open(op, op->site->keys, &place, sealed, &plain) != OK ||
        plain.size != sizeof constant - 1 || memcmp(plain.data, constant, plain.size) != 0)
        return other_keys(op, "the sealed constant does not open");
    return OK;
}

enum err site_check_keys(struct op *op)
{
    struct bytes sealed = { 0 };
    const char *index = NULL;
    const char *sign_id = NULL;

    enum err e = db_row(op, &check_keys_get, DB_IN(IN_TEXT("keys")),
                        DB_OUT(OUT_TEXT(&index), OUT_TEXT(&sign_id), OUT_BLOB(&sealed)));
    if (e == ERR_NOT_FOUND)
        return note_keys(op);
    if (e != OK)
        return e;
    if (strcmp(index, constant_index(op)) != 0)
        return other_keys(op, "another look-up key");
    if (!keys_has(op->site->keys, sign_id))
        return other_keys(op, sign_id);
    return open_constant(op, sealed);
}

enum err site_check_write(struct op *op)
{
    return db_run(op, &check_pulse, DB_IN(IN_INT(op->real_ms)), NULL);
}

enum err site_check_crypto(struct op *op)
{
    struct bytes sealed = { 0 };
    struct bytes signature = { 0 };
    const char *id = NULL;
    bool good = false;

    enum err e = keys_seal(op, op->site->keys, &place, constant_bytes(), &sealed);
    if (e == OK)
        e = open_constant(op, sealed);
    if (e == OK)
        e = keys_sign(op, op->site->keys, constant_bytes(), &id, &signature);
    if (e == OK)
        e = keys_verify(op, op->site->keys, id, constant_bytes(), signature, &good);
    if (e == OK && !good)
        return fail(op, ERR_INTERNAL, "internal", "an own signature does not verify");
    return e == OK ? site_check_keys(op) : e;
}
