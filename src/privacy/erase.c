/* SPDX-License-Identifier: Apache-2.0 */
/* erase.c: what is kept of an erasure, and the erasing of accounts. */
#include "privacy/erase.h"

#include "base/crypto.h"
#include "base/mem.h"
#include "base/time.h"
#include "db/db.h"
#include "event/event.h"
#include "org/sign_in_try.h"

#include <string.h>

DB_SQL(erasure_insert, "tttttiiii",
       "INSERT INTO erasure (public_id, subject_kind, subject_id, reason, legal_basis, user_id,"
       " at_ms, revision, version_n) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
DB_SQL(erasure_last, "tt",
       "SELECT revision, version_n FROM erasure WHERE subject_kind = $1 AND subject_id = $2"
       " ORDER BY id DESC LIMIT 1");
DB_SQL(erase_find_user, "t", "SELECT id, login, name FROM app_user WHERE public_id = $1");
DB_SQL(erase_posts_held, "ii", "SELECT count(*) FROM post WHERE user_id = $1 AND to_day >= $2");
DB_SQL(erase_app_user, "itt",
       "UPDATE app_user SET name = $3, login = $2, password = '', totp = NULL, active = 0,"
       " demo = NULL WHERE id = $1");
DB_SQL(erase_sessions, "i", "DELETE FROM session WHERE user_id = $1");
DB_SQL(erase_links, "i", "DELETE FROM activation WHERE user_id = $1");
DB_SQL(erase_notes, "it", "UPDATE account_note SET note = $2 WHERE user_id = $1");

enum err erase_last(struct op *op, const char *subject_kind, const char *subject_id, bool *ret_done,
                    struct erased_at *ret_at)
{
    struct erased_at at = { 0 };

    enum err e = db_row(op, &erasure_last, DB_IN(IN_TEXT(subject_kind), IN_TEXT(subject_id)),
                        DB_OUT(OUT_INT(&at.revision), OUT_INT(&at.version_n)));
    *ret_done = e == OK;
    if (e == OK)
        *ret_at = at;
    return e == ERR_NOT_FOUND ? OK : e;
}

enum err erase_typed(struct op *op, const struct erasing *erasing, const char *name)
{
    if (strcmp(erasing->typed, name) != 0)
        return fail(op, ERR_INVALID, "erase_typed", "typed name is another one");
    return OK;
}

enum err erase_add(struct op *op, const char *subject_kind, const char *subject_id, int64_t org_id,
                   const struct erasing *erasing, const struct erased_at *at)
{
    const char *public_id = random_public_id(op);
    struct erased_at last = { 0 };
    bool done = false;

    enum err e = erase_last(op, subject_kind, subject_id, &done, &last);
    if (e == OK && done && at == NULL)
        e = fail(op, ERR_CONFLICT, "already_erased", "subject was erased before");
    if (e == OK)
        e = db_run(op, &erasure_insert,
                   DB_IN(IN_TEXT(public_id), IN_TEXT(subject_kind), IN_TEXT(subject_id),
                         IN_TEXT(erasing->reason), IN_TEXT(erasing->legal_basis),
                         IN_INT(op->actor.user_id), IN_INT(op->now_ms),
                         IN_INT(at == NULL ? 0 : at->revision),
                         IN_INT(at == NULL ? 0 : at->version_n)),
                   NULL);
    if (e == OK)
        event_add(op, mem_printf(op, "%s.erase", subject_kind), subject_kind, subject_id, org_id,
                  mem_printf(op, "{\"erasure\":\"%s\"}", public_id));
    return e;
}

struct user_erasing {
    const struct erasing *erasing;
    const char *public_id;
    const char *login;
    int64_t id;
};

static enum err erase_user_work(struct op *op, void *arg)
{
    const struct user_erasing *work = arg;
    const struct db_sql *const forget[] = { &erase_sessions, &erase_links };
    int64_t held = 0;

    enum err e = db_run(op, &erase_app_user,
                        DB_IN(IN_INT(work->id), IN_TEXT(mem_printf(op, "-%s", work->public_id)),
                              IN_TEXT(ERASED_TEXT)),
                        NULL);
    if (e == OK) /* behind the update, which has locked the person's row */
        e = db_row(op, &erase_posts_held,
                   DB_IN(IN_INT(work->id), IN_INT(day_of(op->now_ms, ZONE_SHANGHAI_MINUTES))),
                   DB_OUT(OUT_INT(&held)));
    if (e == OK && held > 0)
        e = fail(op, ERR_CONFLICT, "still_holds_post", "person holds a post");
    for (size_t i = 0; e == OK && i < sizeof forget / sizeof forget[0]; i++)
        e = db_run(op, forget[i], DB_IN(IN_INT(work->id)), NULL);
    if (e == OK)
        e = db_run(op, &erase_notes, DB_IN(IN_INT(work->id), IN_TEXT(ERASED_TEXT)), NULL);
    if (e == OK)
        e = sign_in_forget(op, work->login);
    return e == OK ? erase_add(op, "user", work->public_id, 0, work->erasing, NULL) : e;
}

enum err erase_user(struct op *op, const char *public_id, const struct erasing *erasing)
{
    struct user_erasing work = { .erasing = erasing, .public_id = public_id };
    const char *name = "";

    enum err e = db_row(op, &erase_find_user, DB_IN(IN_TEXT(public_id)),
                        DB_OUT(OUT_INT(&work.id), OUT_TEXT(&work.login), OUT_TEXT(&name)));
    if (e == ERR_NOT_FOUND)
        return fail(op, e, "not_found", "no such account");
    if (e == OK && work.id == op->actor.user_id)
        e = fail(op, ERR_DENIED, "own_account", "nobody erases the own account");
    if (e == OK && strcmp(name, ERASED_TEXT) == 0)
        e = fail(op, ERR_CONFLICT, "already_erased", "account was erased before");
    if (e == OK)
        e = erase_typed(op, erasing, name);
    return e == OK ? event_tx(op, erase_user_work, &work) : e;
}
