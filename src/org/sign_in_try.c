/* SPDX-License-Identifier: Apache-2.0 */
/* sign_in_try.c: counting and locking names, by place and everywhere. */
#include "org/sign_in_try.h"

#include "base/keys.h"
#include "base/mem.h"
#include "base/site.h"
#include "base/time.h"
#include "db/db.h"
#include "org/user.h"
#include "org/user_secret.h"

enum { MINUTE_MS = 60000, LOCK_MS = LOCK_MINUTES * MINUTE_MS };

/* Locked is who has so many failures, the last of them not LOCK_MS ago ($4 and before). */
DB_SQL(try_take, "tiii",
       "UPDATE sign_in_try SET tried_ms = $2,"
       " failures = CASE WHEN failures >= $3 THEN 1 ELSE failures + 1 END"
       " WHERE login_key = $1 AND (failures < $3 OR tried_ms <= $4) RETURNING failures");
DB_SQL(try_last, "t", "SELECT tried_ms FROM sign_in_try WHERE login_key = $1");
DB_SQL(try_insert, "tti",
       "INSERT INTO sign_in_try (login_key, name_key, tried_ms, failures) VALUES ($1, $2, $3, 1)");
DB_SQL(try_give_back, "t",
       "UPDATE sign_in_try SET failures = failures - 1 WHERE login_key = $1 AND failures > 0");
DB_SQL(try_forget, "t", "DELETE FROM sign_in_try WHERE login_key = $1");
DB_SQL(try_forget_name, "t", "DELETE FROM sign_in_try WHERE login_key = $1 OR name_key = $1");
DB_SQL(try_sweep_old, "i", "DELETE FROM sign_in_try WHERE tried_ms < $1");
DB_SQL(try_sweep_many, "i",
       "DELETE FROM sign_in_try WHERE tried_ms <="
       " (SELECT tried_ms FROM sign_in_try ORDER BY tried_ms DESC LIMIT 1 OFFSET $1)");
DB_SQL(try_shift, "i", "UPDATE sign_in_try SET tried_ms = tried_ms - $1 WHERE tried_ms > 0");
DB_SQL(place_known, "tt",
       "SELECT count(*) FROM known_browser k JOIN app_user u ON u.id = k.user_id"
       " WHERE u.login = $1 AND k.browser = $2");
DB_SQL(place_seen, "iti",
       "UPDATE known_browser SET seen_ms = $3 WHERE user_id = $1 AND browser = $2");
DB_SQL(place_insert, "iti",
       "INSERT INTO known_browser (user_id, browser, seen_ms) VALUES ($1, $2, $3)");
DB_SQL(place_trim, "ii",
       "DELETE FROM known_browser WHERE user_id = $1 AND seen_ms <="
       " (SELECT seen_ms FROM known_browser WHERE user_id = $1"
       "   ORDER BY seen_ms DESC LIMIT 1 OFFSET $2)");

struct sign_in_name sign_in_name_of(struct op *op, const char *login, const char *place)
{
    const char *folded = login_fold(op, login);
    const char *both = mem_printf(op, "%s\n%s", folded, place);

    return (struct sign_in_name){
        .login = folded,
        .there = keys_lookup(op, op->site->keys, "sign_in_try", "place", both),
        .anywhere = keys_lookup(op, op->site->keys, "sign_in_try", "login", folded),
        .place = keys_lookup(op, op->site->keys, "known_browser", "place", place),
    };
}

/* One try under a key; ret_failures: with this one, 0 locked. */
static enum err take(struct op *op, const char *key, const char *name_key, int max,
                     int64_t *ret_failures)
{
    int64_t failures = 0;
    int64_t last_ms = 0;

    enum err e =
        db_row(op, &try_take,
               DB_IN(IN_TEXT(key), IN_INT(op->real_ms), IN_INT(max), IN_INT(op->real_ms - LOCK_MS)),
               DB_OUT(OUT_INT(&failures)));
    if (e == ERR_NOT_FOUND) {
        e = db_row(op, &try_last, DB_IN(IN_TEXT(key)), DB_OUT(OUT_INT(&last_ms)));
        if (e == ERR_NOT_FOUND) {
            failures = 1;
            e = db_run(op, &try_insert, DB_IN(IN_TEXT(key), IN_TEXT(name_key), IN_INT(op->real_ms)),
                       NULL);
        }
    }
    if (e == OK)
        *ret_failures = failures;
    return e;
}

struct taking {
    struct sign_in_name *name;
    int64_t there, anywhere;
};

static enum err take_work(struct op *op, void *arg)
{
    struct taking *taking = arg;
    const struct sign_in_name *name = taking->name;

    enum err e = take(op, name->there, name->anywhere, SIGN_IN_FAILURES_MAX, &taking->there);
    if (e == OK && taking->there > 0)
        e = take(op, name->anywhere, "", SIGN_IN_ANYWHERE_MAX, &taking->anywhere);
    return e;
}

static enum err refuse(struct op *op, const char *key)
{
    int64_t last_ms = op->real_ms;

    enum err e = db_row(op, &try_last, DB_IN(IN_TEXT(key)), DB_OUT(OUT_INT(&last_ms)));
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    int64_t minutes = (last_ms + LOCK_MS - op->real_ms) / MINUTE_MS + 1;
    fail_arg(op, "minutes", "%lld", (long long)minutes);
    return fail(op, ERR_TOO_MANY, "locked", "login is locked");
}

enum err sign_in_take(struct op *op, struct sign_in_name *name)
{
    struct taking taking = { .name = name };
    int64_t known = 0;

    enum err e = db_row(op, &place_known, DB_IN(IN_TEXT(name->login), IN_TEXT(name->place)),
                        DB_OUT(OUT_INT(&known)));
    if (e == OK)
        e = db_tx(op, take_work, &taking, NULL);
    if (e == ERR_CONFLICT) { /* the first two of a name at the same moment */
        op_forgive(op);
        e = db_tx(op, take_work, &taking, NULL);
    }
    if (e != OK)
        return e;
    if (taking.there == 0)
        return refuse(op, name->there);
    if (taking.anywhere == 0 && known == 0)
        return refuse(op, name->anywhere);
    name->filled = taking.anywhere == SIGN_IN_ANYWHERE_MAX;
    return OK;
}

enum err sign_in_give_back(struct op *op, const struct sign_in_name *name)
{
    enum err e = db_run(op, &try_give_back, DB_IN(IN_TEXT(name->there)), NULL);

    return e == OK ? db_run(op, &try_give_back, DB_IN(IN_TEXT(name->anywhere)), NULL) : e;
}

enum err sign_in_good(struct op *op, const struct sign_in_name *name, int64_t user_id)
{
    int64_t seen = 0;

    enum err e = db_run(op, &try_forget, DB_IN(IN_TEXT(name->there)), NULL);
    if (e == OK)
        e = db_run(op, &try_give_back, DB_IN(IN_TEXT(name->anywhere)), NULL);
    if (e == OK)
        e = db_run(op, &place_seen,
                   DB_IN(IN_INT(user_id), IN_TEXT(name->place), IN_INT(op->real_ms)), &seen);
    if (e == OK && seen == 0)
        e = db_run(op, &place_insert,
                   DB_IN(IN_INT(user_id), IN_TEXT(name->place), IN_INT(op->real_ms)), NULL);
    if (e == OK && seen == 0)
        e = db_run(op, &place_trim, DB_IN(IN_INT(user_id), IN_INT(SIGN_IN_PLACES_MAX)), NULL);
    return e;
}

enum err sign_in_forget(struct op *op, const char *login)
{
    const struct sign_in_name name = sign_in_name_of(op, login, "");

    return db_run(op, &try_forget_name, DB_IN(IN_TEXT(name.anywhere)), NULL);
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
