/* SPDX-License-Identifier: Apache-2.0 */
/* session.c: signing in, and what a cookie's token stands for. */
#include "base/crypto.h"
#include "base/mem.h"
#include "base/site.h"
#include "base/time.h"
#include "db/db.h"
#include "event/event.h"
#include "org/sign_in_try.h"
#include "org/user.h"
#include "org/user_secret.h"

#include <string.h>

enum { TOKEN_BYTES = 32, MINUTE_MS = 60000 };

DB_SQL(user_by_login, "t",
       "SELECT id, public_id, password, active, totp, totp_step FROM app_user WHERE login = $1");
DB_SQL(user_signed_in, "ii",
       "UPDATE app_user SET totp_step = $2"
       " WHERE id = $1 AND (totp_step < $2 OR $2 = 0 OR totp IS NULL)");
DB_SQL(session_insert, "tiiti",
       "INSERT INTO session (token_hash, user_id, post_id, csrf, created_ms, seen_ms)"
       " VALUES ($1, $2, $3, $4, $5, $5)");
DB_SQL(session_delete, "t", "DELETE FROM session WHERE token_hash = $1");
DB_SQL(session_delete_old, "ii", "DELETE FROM session WHERE created_ms < $1 OR seen_ms < $2");
DB_SQL(session_by_token, "tiiii",
       "SELECT s.user_id, s.post_id, p.org_id, p.role, u.name, s.csrf, s.seen_ms"
       "  FROM session s JOIN app_user u ON u.id = s.user_id JOIN post p ON p.id = s.post_id"
       " WHERE s.token_hash = $1 AND s.created_ms >= $2 AND s.seen_ms >= $3 AND u.active = 1"
       "   AND p.from_day <= $4 AND p.to_day >= $4 AND s.seen_ms <= $5");
DB_SQL(session_touch, "ti", "UPDATE session SET seen_ms = $2 WHERE token_hash = $1");
DB_SQL(session_set_post, "ti", "UPDATE session SET post_id = $2 WHERE token_hash = $1");
DB_SQL(post_of_user, "ii",
       "SELECT p.id, p.public_id, p.role, p.org_id, o.public_id, o.name"
       "  FROM post p JOIN org o ON o.id = p.org_id"
       " WHERE p.user_id = $1 AND p.from_day <= $2 AND p.to_day >= $2 ORDER BY p.id");
DB_SQL(user_by_id, "i",
       "SELECT public_id, login, name, CASE WHEN totp IS NULL THEN 0 ELSE 1 END"
       "  FROM app_user WHERE id = $1");

static const char *token_hash(struct op *op, const char *token)
{
    return sm3_hex(op, token, strlen(token));
}

static int today(const struct op *op)
{
    return day_of(op->now_ms, ZONE_SHANGHAI_MINUTES);
}

/* The oldest instants at which a session may have been made and last used. */
static int64_t born_after(const struct op *op)
{
    return op->real_ms - (int64_t)SESSION_HOURS_MAX * 60 * MINUTE_MS;
}

static int64_t seen_after(const struct op *op)
{
    return op->real_ms - (int64_t)SESSION_IDLE_MINUTES * MINUTE_MS;
}

static enum err posts_of(struct op *op, int64_t user_id, struct post_list *ret_posts)
{
    struct db_rows *rows = NULL;
    struct post_list list = { 0 };
    struct post post = { 0 };
    const char *role = NULL;

    enum err e = db_query(op, &post_of_user, DB_IN(IN_INT(user_id), IN_INT(today(op))), &rows);
    if (e != OK)
        return e;
    while (db_next(rows,
                   DB_OUT(OUT_INT(&post.id), OUT_TEXT(&post.public_id), OUT_TEXT(&role),
                          OUT_INT(&post.org_id), OUT_TEXT(&post.org), OUT_TEXT(&post.org_name)))) {
        post.role = role_of(role);
        mem_push(op, list.rows, list.count, post);
    }
    e = db_done(rows);
    if (e == OK)
        *ret_posts = list;
    return e;
}

/* ---- signing in ---- */

struct attempt {
    struct sign_in_name name; /* as it was typed, and from where */
    int64_t user_id;          /* 0: no such login */
    const char *public_id;
    const char *password;
    int64_t active;
    struct bytes totp;
    int64_t totp_step;
    int64_t new_step;
    struct post post;
    const char *token;
    const char *csrf;
    struct session session;
};

static enum err note_lock(struct op *op, void *arg)
{
    const struct attempt *attempt = arg;

    event_add(op, "session.lock", "user", or_empty(attempt->public_id), 0, NULL);
    return OK;
}

/* The try was counted before; a name that is locked everywhere is an event, one try is none. */
static enum err wrong(struct op *op, struct attempt *attempt, const char *reason)
{
    enum err e =
        attempt->name.filled && attempt->user_id != 0 ? event_tx(op, note_lock, attempt) : OK;

    return e == OK ? fail(op, ERR_SIGNED_OUT, reason, "sign-in failed") : e;
}

static enum err check_totp(struct op *op, struct attempt *attempt, const char *code)
{
    const char *secret = NULL;
    bool good = false;

    if (attempt->totp.size == 0)
        return OK;
    if (code == NULL || code[0] == '\0') {
        enum err given = sign_in_give_back(op, &attempt->name);
        return given == OK ? fail(op, ERR_SIGNED_OUT, "totp_needed", "second factor asked for")
                           : given;
    }
    enum err e = user_secret_open(op, attempt->user_id, attempt->totp, &secret);
    if (e == OK)
        e = totp_check(op, secret, code, attempt->totp_step, &good, &attempt->new_step);
    if (e == OK && !good)
        e = wrong(op, attempt, "totp_wrong");
    return e;
}

static enum err start_session(struct op *op, void *arg)
{
    struct attempt *attempt = arg;
    int64_t changed = 0;

    enum err e = sign_in_good(op, &attempt->name, attempt->user_id);
    if (e == OK)
        e = db_run(op, &user_signed_in, DB_IN(IN_INT(attempt->user_id), IN_INT(attempt->new_step)),
                   &changed);
    if (e == OK && changed == 0) /* the same code a moment ago, elsewhere */
        return fail(op, ERR_SIGNED_OUT, "totp_wrong", "code used already");
    if (e == OK)
        e = db_run(op, &session_delete_old, DB_IN(IN_INT(born_after(op)), IN_INT(seen_after(op))),
                   NULL);
    if (e == OK)
        e = db_run(op, &session_insert,
                   DB_IN(IN_TEXT(token_hash(op, attempt->token)), IN_INT(attempt->user_id),
                         IN_INT(attempt->post.id), IN_TEXT(attempt->csrf), IN_INT(op->real_ms)),
                   NULL);
    if (e == OK) /* here, so that nothing can fail once it stands */
        e = session_get(op, &attempt->session);
    if (e == OK)
        event_add(op, "session.start", "post", attempt->post.public_id, attempt->post.org_id, NULL);
    return e;
}

static enum err find_attempt(struct op *op, const struct sign_in *in, struct attempt *ret_attempt)
{
    struct attempt attempt = { .name = sign_in_name_of(op, in->login, or_empty(in->place)) };

    enum err e = sign_in_take(op, &attempt.name);
    if (e != OK)
        return e;
    e = db_row(op, &user_by_login, DB_IN(IN_TEXT(attempt.name.login)),
               DB_OUT(OUT_INT(&attempt.user_id), OUT_TEXT(&attempt.public_id),
                      OUT_TEXT(&attempt.password), OUT_INT(&attempt.active),
                      OUT_BLOB(&attempt.totp), OUT_INT(&attempt.totp_step)));
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    *ret_attempt = attempt;
    return OK;
}

static const char *new_token(struct op *op)
{
    uint8_t bytes[TOKEN_BYTES];

    random_bytes(bytes, sizeof bytes);
    return hex_text(op, (struct bytes){ bytes, sizeof bytes });
}

/* What the actor is, once the session stands: the same for sign-in and for every later request. */
static void act(struct op *op, int64_t user_id, const char *name, const struct post *post)
{
    op->actor = (struct actor){ .user_id = user_id,
                                .post_id = post->id,
                                .org_id = post->org_id,
                                .role = (int)post->role,
                                .perms = role_perms(post->role),
                                .name = name };
}

enum err session_sign_in(struct op *op, const struct sign_in *in, struct session *ret_session)
{
    struct attempt attempt = { 0 };
    struct post_list posts = { 0 };
    bool good = false;

    enum err e = find_attempt(op, in, &attempt);
    if (e == OK)
        e = password_check(op, attempt.password, in->password, &good);
    if (e == OK && (!good || attempt.active == 0))
        e = wrong(op, &attempt, "sign_in_wrong");
    if (e == OK)
        e = check_totp(op, &attempt, in->totp);
    if (e == OK)
        e = posts_of(op, attempt.user_id, &posts);
    if (e == OK && posts.count == 0)
        e = fail(op, ERR_DENIED, "no_post", "user holds no post today");
    if (e != OK)
        return e;
    attempt.post = posts.rows[0];
    attempt.token = new_token(op);
    attempt.csrf = new_token(op);
    act(op, attempt.user_id, "", &attempt.post);
    e = event_tx(op, start_session, &attempt);
    if (e != OK)
        return e;
    *ret_session = attempt.session;
    ret_session->token = attempt.token;
    ret_session->csrf = attempt.csrf;
    return OK;
}

/* ---- later requests ---- */

enum err session_authenticate(struct op *op, const char *token, const char **ret_csrf)
{
    struct post post = { 0 };
    int64_t user_id = 0;
    int64_t seen_ms = 0;
    const char *name = NULL;
    const char *role = NULL;
    const char *csrf = NULL;
    const char *hash = token_hash(op, token);

    enum err e =
        db_row(op, &session_by_token,
               DB_IN(IN_TEXT(hash), IN_INT(born_after(op)), IN_INT(seen_after(op)),
                     IN_INT(today(op)), IN_INT(op->real_ms + MINUTE_MS)),
               DB_OUT(OUT_INT(&user_id), OUT_INT(&post.id), OUT_INT(&post.org_id), OUT_TEXT(&role),
                      OUT_TEXT(&name), OUT_TEXT(&csrf), OUT_INT(&seen_ms)));
    if (e == ERR_NOT_FOUND)
        return fail(op, ERR_SIGNED_OUT, "signed_out", "no live session");
    if (e == OK && op->real_ms - seen_ms >= SESSION_SEEN_EVERY_MS)
        e = db_run(op, &session_touch, DB_IN(IN_TEXT(hash), IN_INT(op->real_ms)), NULL);
    if (e != OK)
        return e;
    post.role = role_of(role);
    act(op, user_id, name, &post);
    *ret_csrf = csrf;
    return OK;
}

enum err session_get(struct op *op, struct session *ret_session)
{
    struct session session = { .user.id = op->actor.user_id };
    int64_t has_totp = 0;

    enum err e = db_row(op, &user_by_id, DB_IN(IN_INT(op->actor.user_id)),
                        DB_OUT(OUT_TEXT(&session.user.public_id), OUT_TEXT(&session.user.login),
                               OUT_TEXT(&session.user.name), OUT_INT(&has_totp)));
    if (e == OK)
        e = posts_of(op, op->actor.user_id, &session.posts);
    if (e != OK)
        return e;
    session.user.has_totp = has_totp != 0;
    for (size_t i = 0; i < session.posts.count; i++) {
        if (session.posts.rows[i].id == op->actor.post_id)
            session.post = session.posts.rows[i];
    }
    *ret_session = session;
    return OK;
}

enum err session_end(struct op *op, const char *token)
{
    return db_run(op, &session_delete, DB_IN(IN_TEXT(token_hash(op, token))), NULL);
}

enum err session_take_post(struct op *op, const char *token, const char *post)
{
    struct post_list posts = { 0 };

    enum err e = posts_of(op, op->actor.user_id, &posts);
    if (e != OK)
        return e;
    for (size_t i = 0; i < posts.count; i++) {
        if (strcmp(posts.rows[i].public_id, post) == 0) {
            act(op, op->actor.user_id, op->actor.name, &posts.rows[i]);
            return db_run(op, &session_set_post,
                          DB_IN(IN_TEXT(token_hash(op, token)), IN_INT(posts.rows[i].id)), NULL);
        }
    }
    return fail(op, ERR_NOT_FOUND, "not_found", "not a post of this user");
}
