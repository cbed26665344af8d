/* SPDX-License-Identifier: Apache-2.0 */
/* user.c: people and posts. */
#include "org/user.h"

#include "base/crypto.h"
#include "base/keys.h"
#include "base/mem.h"
#include "base/site.h"
#include "base/time.h"
#include "db/db.h"
#include "event/event.h"
#include "org/post.h"
#include "org/sign_in_try.h"
#include "org/user_secret.h"

#include <ctype.h>
#include <string.h>

DB_SQL(user_insert, "ttttt",
       "INSERT INTO app_user (public_id, login, name, password, demo)"
       " VALUES ($1, $2, $3, $4, $5) RETURNING id");
DB_SQL(user_demo, "",
       "SELECT u.login, u.name, u.demo, p.role, o.name FROM app_user u"
       "  JOIN post p ON p.user_id = u.id JOIN org o ON o.id = p.org_id"
       " WHERE u.demo IS NOT NULL ORDER BY u.id, p.id");
DB_SQL(user_password_of, "i",
       "SELECT login, password, totp, totp_step FROM app_user WHERE id = $1");
DB_SQL(user_set_password, "it", "UPDATE app_user SET password = $2 WHERE id = $1");
DB_SQL(user_set_totp, "ibi",
       "UPDATE app_user SET totp = $2, totp_step = $3 WHERE id = $1 AND totp IS NULL");
DB_SQL(session_end_others, "it", "DELETE FROM session WHERE user_id = $1 AND token_hash <> $2");

/* Lower case, digits, others; and everything that is not ASCII: three of the four are asked for. */
static int password_classes(const char *password)
{
    bool lower = false;
    bool upper = false;
    bool digit = false;
    bool other = false;

    for (const char *at = password; *at != '\0'; at++) {
        unsigned char c = (unsigned char)*at;
        if (islower(c))
            lower = true;
        else if (isupper(c))
            upper = true;
        else if (isdigit(c))
            digit = true;
        else
            other = true;
    }
    return lower + upper + digit + other;
}

enum err password_strong(struct op *op, const char *password)
{
    if (strlen(password) >= PASSWORD_CHARS_MIN && password_classes(password) >= 3)
        return OK;
    return fail(op, ERR_INVALID, "password_weak", "password is too short or has too few classes");
}

enum err user_add_hashed(struct op *op, const struct user_new *user, const char *hash,
                         int64_t *ret_id)
{
    const char *public_id = random_public_id(op);

    enum err e = db_row(op, &user_insert,
                        DB_IN(IN_TEXT(public_id), IN_TEXT(login_fold(op, user->login)),
                              IN_TEXT(user->name), IN_TEXT(hash), IN_TEXT(user->demo)),
                        DB_OUT(OUT_INT(ret_id)));
    if (e == OK)
        event_add(op, "user.add", "user", public_id, 0, NULL);
    return e;
}

enum err user_add(struct op *op, const struct user_new *user, int64_t *ret_id)
{
    const char *hash = NULL;

    /* A rehearsal's password is printed on the sign-in page: its strength guards nothing. */
    enum err e = user->demo != NULL ? OK : password_strong(op, user->password);
    if (e == OK)
        e = password_hash(op, user->password, &hash);
    return e == OK ? user_add_hashed(op, user, hash, ret_id) : e;
}

enum err user_add_post(struct op *op, int64_t user_id, int64_t org_id, enum role role, int from_day)
{
    const struct post_row post = { .user_id = user_id,
                                   .org_id = org_id,
                                   .role = role,
                                   .from_day = from_day,
                                   .to_day = POST_DAY_NONE };
    int64_t id = 0;

    return post_write(op, &post, &id);
}

enum err user_demo_accounts(struct op *op, struct demo_accounts *ret_accounts)
{
    struct demo_accounts list = { 0 };
    struct demo_account row = { .password = DEMO_PASSWORD };
    struct db_rows *rows = NULL;

    if (!op->site->rehearsal)
        return fail(op, ERR_NOT_FOUND, "not_found", "not a rehearsal");
    enum err e = db_query(op, &user_demo, DB_NONE, &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_TEXT(&row.login), OUT_TEXT(&row.name), OUT_TEXT(&row.what),
                                OUT_TEXT(&row.role), OUT_TEXT(&row.org)))) {
        row.role_name = role_name(role_of(row.role));
        mem_push(op, list.rows, list.count, row);
    }
    e = db_done(rows);
    if (e == OK)
        *ret_accounts = list;
    return e;
}

struct password_change {
    const char *hash;
    const char *token_hash; /* of the session that stays */
};

static enum err password_work(struct op *op, void *arg)
{
    const struct password_change *change = arg;

    enum err e = db_run(op, &user_set_password,
                        DB_IN(IN_INT(op->actor.user_id), IN_TEXT(change->hash)), NULL);
    if (e == OK)
        e = db_run(op, &session_end_others,
                   DB_IN(IN_INT(op->actor.user_id), IN_TEXT(change->token_hash)), NULL);
    if (e == OK)
        event_add(op, "user.password", "user", "", op->actor.org_id, NULL);
    return e;
}

enum err user_change_password(struct op *op, const char *token, const char *old_password,
                              const char *new_password)
{
    struct user_secret secret = { 0 };
    struct password_change change = { .token_hash = sm3_hex(op, token, strlen(token)) };
    struct sign_in_name name = { 0 };
    bool good = false;

    enum err e = user_secret_get(op, op->actor.user_id, &secret);
    if (e == OK) { /* an open browser is a place of its own to guess from */
        name = sign_in_name_of(op, secret.login, "password");
        e = sign_in_take(op, &name);
    }
    if (e == OK)
        e = password_check(op, secret.password, old_password, &good);
    if (e == OK && !good)
        e = fail(op, ERR_INVALID, "password_wrong", "old password is wrong");
    if (e == OK)
        e = sign_in_give_back(op, &name);
    if (e == OK)
        e = password_strong(op, new_password);
    if (e == OK)
        e = password_hash(op, new_password, &change.hash);
    return e == OK ? event_tx(op, password_work, &change) : e;
}

enum err user_totp_start(struct op *op, const char **ret_secret, const char **ret_uri)
{
    struct user_secret user = { 0 };

    enum err e = user_secret_get(op, op->actor.user_id, &user);
    if (e != OK)
        return e;
    if (user.totp != NULL)
        return fail(op, ERR_CONFLICT, "totp_on", "second factor is on already");
    *ret_secret = totp_secret_new(op);
    *ret_uri = totp_uri(op, "点将台", user.login, *ret_secret);
    return OK;
}

struct totp_change {
    struct bytes sealed;
    int64_t step;
};

static enum err totp_work(struct op *op, void *arg)
{
    const struct totp_change *change = arg;

    enum err e =
        db_run(op, &user_set_totp,
               DB_IN(IN_INT(op->actor.user_id), IN_BLOB(change->sealed.data, change->sealed.size),
                     IN_INT(change->step)),
               NULL);
    if (e == OK)
        event_add(op, "user.totp", "user", "", op->actor.org_id, NULL);
    return e;
}

enum err user_totp_confirm(struct op *op, const char *secret, const char *code)
{
    struct totp_change change = { 0 };
    struct user_secret user = { 0 };
    bool good = false;

    enum err e = user_secret_get(op, op->actor.user_id, &user);
    if (e == OK && user.totp != NULL)
        e = fail(op, ERR_CONFLICT, "totp_on", "second factor is on already");
    if (e == OK)
        e = totp_check(op, secret, code, 0, &good, &change.step);
    if (e == OK && !good)
        e = fail(op, ERR_INVALID, "totp_wrong", "code does not fit the new secret");
    if (e == OK)
        e = user_secret_seal(op, op->actor.user_id, secret, &change.sealed);
    return e == OK ? event_tx(op, totp_work, &change) : e;
}

enum err user_secret_get(struct op *op, int64_t user_id, struct user_secret *ret_secret)
{
    struct user_secret secret = { .user_id = user_id };
    struct bytes sealed = { 0 };

    enum err e = db_row(op, &user_password_of, DB_IN(IN_INT(user_id)),
                        DB_OUT(OUT_TEXT(&secret.login), OUT_TEXT(&secret.password),
                               OUT_BLOB(&sealed), OUT_INT(&secret.totp_step)));
    if (e == ERR_NOT_FOUND)
        return fail(op, e, "not_found", "no user %lld", (long long)user_id);
    if (e == OK && sealed.size != 0)
        e = user_secret_open(op, user_id, sealed, &secret.totp);
    if (e == OK)
        *ret_secret = secret;
    return e;
}

static struct seal_place totp_place(struct op *op, int64_t user_id)
{
    return (struct seal_place){ "app_user", "totp", mem_printf(op, "%lld", (long long)user_id) };
}

enum err user_secret_seal(struct op *op, int64_t user_id, const char *secret,
                          struct bytes *ret_sealed)
{
    struct seal_place place = totp_place(op, user_id);

    return keys_seal(op, op->site->keys, &place,
                     (struct bytes){ (const uint8_t *)secret, strlen(secret) }, ret_sealed);
}

enum err user_secret_open(struct op *op, int64_t user_id, struct bytes sealed,
                          const char **ret_secret)
{
    struct seal_place place = totp_place(op, user_id);
    struct bytes plain = { 0 };

    enum err e = keys_open(op, op->site->keys, &place, sealed, &plain);
    if (e == OK)
        *ret_secret = (const char *)plain.data;
    return e;
}

const char *login_fold(struct op *op, const char *login)
{
    char *folded = mem_text(op, login);

    for (char *at = folded; *at != '\0'; at++)
        *at = (char)tolower((unsigned char)*at);
    return folded;
}
