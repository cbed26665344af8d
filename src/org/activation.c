/* SPDX-License-Identifier: Apache-2.0 */
/* activation.c: single-use links, kept by their digest only, on the real clock. */
#include "org/activation.h"

#include "base/crypto.h"
#include "base/mem.h"
#include "base/time.h"
#include "db/db.h"
#include "event/event.h"
#include "org/sign_in_try.h"
#include "org/user_secret.h"

#include <string.h>

enum { TOKEN_BYTES = ACTIVATION_TOKEN_CHARS / 2 };

DB_SQL(activation_replace, "i",
       "UPDATE activation SET used_ms = -1 WHERE user_id = $1 AND used_ms = 0");
DB_SQL(activation_insert, "titiiii",
       "INSERT INTO activation (token_hash, user_id, kind, drop_totp, made_by, made_ms, expires_ms)"
       " VALUES ($1, $2, $3, $4, $5, $6, $7)");
DB_SQL(activation_open, "ti",
       "SELECT u.login, u.name, a.kind FROM activation a JOIN app_user u ON u.id = a.user_id"
       " WHERE a.token_hash = $1 AND a.used_ms = 0 AND a.expires_ms > $2 AND u.active = 1");
DB_SQL(activation_take, "ti",
       "UPDATE activation SET used_ms = $2"
       " WHERE token_hash = $1 AND used_ms = 0 AND expires_ms > $2"
       "   AND EXISTS (SELECT 1 FROM app_user u WHERE u.id = user_id AND u.active = 1)"
       " RETURNING user_id, drop_totp");
DB_SQL(activation_password, "iti",
       "UPDATE app_user SET password = $2,"
       " totp = CASE WHEN $3 = 1 THEN NULL ELSE totp END WHERE id = $1"
       " RETURNING public_id, login");
DB_SQL(activation_end_sessions, "i", "DELETE FROM session WHERE user_id = $1");

const char *activation_token(struct op *op)
{
    uint8_t bytes[TOKEN_BYTES];

    random_bytes(bytes, sizeof bytes);
    return hex_text(op, (struct bytes){ bytes, sizeof bytes });
}

static const char *digest_of(struct op *op, const char *token)
{
    return sm3_hex(op, token, strlen(token));
}

enum err activation_add(struct op *op, int64_t user_id, enum activation_kind kind, bool drop_totp,
                        struct account_link *ret_link)
{
    struct account_link link = { activation_token(op),
                                 op->real_ms + (int64_t)ACTIVATION_DAYS * DAY_MS };

    /* On the command line nobody acts: the link then counts as the person's own. */
    int64_t by = op->actor.user_id != 0 ? op->actor.user_id : user_id;

    enum err e = db_run(op, &activation_replace, DB_IN(IN_INT(user_id)), NULL);
    if (e == OK)
        e = db_run(op, &activation_insert,
                   DB_IN(IN_TEXT(digest_of(op, link.token)), IN_INT(user_id),
                         IN_TEXT(kind == ACTIVATION_INVITE ? "invite" : "reset"),
                         IN_INT(drop_totp ? 1 : 0), IN_INT(by), IN_INT(op->real_ms),
                         IN_INT(link.expires_ms)),
                   NULL);
    if (e == OK)
        *ret_link = link;
    return e;
}

static enum err ended(struct op *op)
{
    return fail(op, ERR_NOT_FOUND, "link_ended", "link is used, replaced, expired or unknown");
}

enum err activation_get(struct op *op, const char *token, struct activation *ret)
{
    struct activation found = { 0 };

    enum err e =
        db_row(op, &activation_open, DB_IN(IN_TEXT(digest_of(op, token)), IN_INT(op->real_ms)),
               DB_OUT(OUT_TEXT(&found.login), OUT_TEXT(&found.name), OUT_TEXT(&found.kind)));
    if (e == ERR_NOT_FOUND)
        return ended(op);
    if (e == OK)
        *ret = found;
    return e;
}

struct using
{
    const char *token_hash;
    const char *password_hash;
};

static enum err use_work(struct op *op, void *arg)
{
    const struct using *using = arg;
    const char *public_id = NULL;
    const char *login = NULL;
    int64_t user_id = 0;
    int64_t drop_totp = 0;

    enum err e =
        db_row(op, &activation_take, DB_IN(IN_TEXT(using->token_hash), IN_INT(op->real_ms)),
               DB_OUT(OUT_INT(&user_id), OUT_INT(&drop_totp)));
    if (e == ERR_NOT_FOUND)
        return ended(op);
    if (e == OK)
        e = db_row(op, &activation_password,
                   DB_IN(IN_INT(user_id), IN_TEXT(using->password_hash), IN_INT(drop_totp)),
                   DB_OUT(OUT_TEXT(&public_id), OUT_TEXT(&login)));
    if (e == OK)
        e = sign_in_forget(op, login);
    if (e == OK)
        e = db_run(op, &activation_end_sessions, DB_IN(IN_INT(user_id)), NULL);
    if (e == OK)
        event_add(op, "user.activate", "user", public_id, 0, NULL);
    return e;
}

enum err activation_use(struct op *op, const char *token, const char *password)
{
    struct activation activation = { 0 };
    struct using using = { .token_hash = digest_of(op, token) };

    enum err e = activation_get(op, token, &activation);
    if (e == OK)
        e = password_strong(op, password);
    if (e == OK)
        e = password_hash(op, password, &using.password_hash);
    return e == OK ? event_tx(op, use_work, &using) : e;
}
