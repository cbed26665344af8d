/* SPDX-License-Identifier: Apache-2.0 */
/* sign_in_try.c: counting and locking names. */
#include "org/sign_in_try.h"

#include "base/keys.h"
#include "base/site.h"
#include "base/time.h"
#include "db/db.h"
#include "org/user.h"
#include "org/user_secret.h"

enum { MINUTE_MS = 60000 };

DB_SQL(try_lock_of, "t", "SELECT locked_until_ms FROM sign_in_try WHERE login_key = $1");
DB_SQL(try_insert, "ti", "INSERT INTO sign_in_try (login_key, tried_ms) VALUES ($1, $2)");
DB_SQL(try_failed, "tiii",
       "UPDATE sign_in_try SET tried_ms = $2,"
       " failures = CASE WHEN failures + 1 >= $3 THEN 0 ELSE failures + 1 END,"
       " locked_until_ms = CASE WHEN failures + 1 >= $3 THEN $2 + $4 ELSE locked_until_ms END"
       " WHERE login_key = $1");
DB_SQL(try_forget, "t", "DELETE FROM sign_in_try WHERE login_key = $1");
DB_SQL(try_sweep_old, "i", "DELETE FROM sign_in_try WHERE tried_ms < $1");
DB_SQL(try_sweep_many, "i",
       "DELETE FROM sign_in_try WHERE tried_ms <="
       " (SELECT tried_ms FROM sign_in_try ORDER BY tried_ms DESC LIMIT 1 OFFSET $1)");

DB_SQL(try_shift, "i",
       "UPDATE sign_in_try SET tried_ms = tried_ms - $1, locked_until_ms = locked_until_ms - $1"
       " WHERE tried_ms > 0");

const char *sign_in_key(struct op *op, const char *login)
{
    return keys_lookup(op, op->site->keys, "sign_in_try", "login", login_fold(op, login));
}

enum err sign_in_may_try(struct op *op, const char *key)
{
    int64_t until_ms = 0;

    enum err e = db_row(op, &try_lock_of, DB_IN(IN_TEXT(key)), DB_OUT(OUT_INT(&until_ms)));
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    if (until_ms <= op->real_ms)
        return OK;
    int64_t minutes = (until_ms - op->real_ms) / MINUTE_MS + 1;
    fail_arg(op, "minutes", "%lld", (long long)minutes);
    return fail(op, ERR_TOO_MANY, "locked", "login is locked");
}

enum err sign_in_prepare(struct op *op, const char *key)
{
    int64_t until_ms = 0;

    enum err e = db_row(op, &try_lock_of, DB_IN(IN_TEXT(key)), DB_OUT(OUT_INT(&until_ms)));
    if (e != ERR_NOT_FOUND)
        return e;
    e = db_run(op, &try_insert, DB_IN(IN_TEXT(key), IN_INT(op->real_ms)), NULL);
    if (e == ERR_CONFLICT) { /* another one failed at the same moment */
        op_forgive(op);
        return OK;
    }
    return e;
}

enum err sign_in_failed(struct op *op, const char *key)
{
    return db_run(op, &try_failed,
                  DB_IN(IN_TEXT(key), IN_INT(op->real_ms), IN_INT(SIGN_IN_FAILURES_MAX),
                        IN_INT((int64_t)LOCK_MINUTES * MINUTE_MS)),
                  NULL);
}

enum err sign_in_forget(struct op *op, const char *key)
{
    return db_run(op, &try_forget, DB_IN(IN_TEXT(key)), NULL);
}

enum err sign_in_clock_back(struct op *op, int64_t by_ms)
{
    return db_run(op, &try_shift, DB_IN(IN_INT(by_ms)), NULL);
}

enum err sign_in_sweep(struct op *op, int64_t *ret_count)
{
    int64_t old = 0;
    int64_t many = 0;
    int64_t before_ms = op->real_ms - (int64_t)SIGN_IN_TRIES_HOURS * 60 * MINUTE_MS;

    enum err e = db_run(op, &try_sweep_old, DB_IN(IN_INT(before_ms)), &old);
    if (e == OK)
        e = db_run(op, &try_sweep_many, DB_IN(IN_INT(SIGN_IN_TRIES_MAX)), &many);
    if (e == OK)
        *ret_count = old + many;
    return e;
}
