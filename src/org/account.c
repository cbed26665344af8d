/* SPDX-License-Identifier: Apache-2.0 */
/* account.c: who sees which accounts; making, resetting and locking them. */
#include "org/account.h"

#include "base/crypto.h"
#include "base/mem.h"
#include "base/time.h"
#include "db/db.h"
#include "event/event.h"
#include "org/activation.h"
#include "org/post.h"
#include "org/sign_in_try.h"
#include "org/unit.h"

#include <string.h>

/* $1: 0 all, or a unit; $2 today. Its people, and those who left it and are nowhere else. */
#define VISIBLE                                                                                    \
    "($1 = 0 OR EXISTS (SELECT 1 FROM post p WHERE p.user_id = u.id AND p.org_id = $1"             \
    "  AND (p.to_day >= $2 OR NOT EXISTS (SELECT 1 FROM post q WHERE q.user_id = u.id"             \
    "       AND q.org_id <> $1 AND q.to_day >= $2))))"
/* $3: real clock. A person is invited until a link was used; who has none was made by hand. */
#define ACCOUNT_COLUMNS                                                                            \
    "SELECT u.id, u.public_id, u.login, u.name,"                                                   \
    " CASE WHEN u.active = 0 THEN 'locked'"                                                        \
    "  WHEN EXISTS (SELECT 1 FROM activation a WHERE a.user_id = u.id AND a.kind = 'invite')"      \
    "   AND NOT EXISTS (SELECT 1 FROM activation a WHERE a.user_id = u.id AND a.used_ms > 0)"      \
    "  THEN 'invited' ELSE 'active' END,"                                                          \
    " CASE WHEN u.totp IS NULL THEN 0 ELSE 1 END,"                                                 \
    " (SELECT max(a.expires_ms) FROM activation a"                                                 \
    "   WHERE a.user_id = u.id AND a.used_ms = 0 AND a.expires_ms > $3)"                           \
    "  FROM app_user u"

DB_SQL(account_rows, "iiittii",
       ACCOUNT_COLUMNS " WHERE " VISIBLE
                       "   AND ($4 = '' OR EXISTS (SELECT 1 FROM post x JOIN org o"
                       "        ON o.id = x.org_id WHERE x.user_id = u.id AND o.public_id = $4))"
                       "   AND ($5 = '' OR " SQL_HOLDS("u.name", "$5") "        OR " SQL_HOLDS(
                           "u.login", "$5") ")"
                                            "   AND u.id > $6 ORDER BY u.id LIMIT $7");
DB_SQL(account_one, "iiit", ACCOUNT_COLUMNS " WHERE " VISIBLE " AND u.public_id = $4");
DB_SQL(account_posts, "tiii",
       WITH_IDS
       "SELECT p.user_id, p.public_id, o.public_id, o.name, p.role, p.from_day, p.to_day, u.name,"
       " CASE WHEN p.from_day <= $3 AND p.to_day >= $3 THEN 1 ELSE 0 END"
       "  FROM ids JOIN post p ON p.user_id = ids.id JOIN org o ON o.id = p.org_id"
       "  LEFT JOIN post f ON f.id = p.acting_for LEFT JOIN app_user u ON u.id = f.user_id"
       " WHERE ($2 = 0 OR p.org_id = $2) ORDER BY p.to_day DESC, p.id DESC LIMIT $4");
DB_SQL(account_elsewhere, "iii",
       "SELECT count(*) FROM post WHERE user_id = $1 AND org_id <> $2 AND to_day >= $3");
DB_SQL(account_insert, "tttt",
       "INSERT INTO app_user (public_id, login, name, password) VALUES ($1, $2, $3, $4)"
       " RETURNING id");
DB_SQL(account_set_active, "ii", "UPDATE app_user SET active = $2 WHERE id = $1");
DB_SQL(account_end_sessions, "i", "DELETE FROM session WHERE user_id = $1");
DB_SQL(account_note_insert, "ittii",
       "INSERT INTO account_note (user_id, action, note, made_by, made_ms)"
       " VALUES ($1, $2, $3, $4, $5)");

static int today(const struct op *op)
{
    return day_of(op->now_ms, ZONE_SHANGHAI_MINUTES);
}

int64_t account_only_org(const struct op *op)
{
    return op->actor.role == POST_SECURITY_ADMIN ? 0 : op->actor.org_id;
}

/* ---- reading ---- */

enum { POSTS_MAX = 200 }; /* of one account */

static struct account *account_of(struct account *accounts, size_t count, int64_t id)
{
    for (size_t i = 0; i < count; i++) {
        if (accounts[i].id == id)
            return &accounts[i];
    }
    return NULL;
}

static enum err read_posts(struct op *op, struct account *accounts, size_t count)
{
    struct db_rows *rows = NULL;
    struct account_post post = { 0 };
    const char *role = NULL;
    int64_t holds = 0;
    int64_t user_id = 0;

    enum err e =
        db_query(op, &account_posts,
                 DB_IN(IN_TEXT(DB_IDS(op, accounts, count, id)), IN_INT(account_only_org(op)),
                       IN_INT(today(op)), IN_INT((int64_t)count * POSTS_MAX)),
                 &rows);
    if (e != OK)
        return e;
    while (
        db_next(rows, DB_OUT(OUT_INT(&user_id), OUT_TEXT(&post.public_id), OUT_TEXT(&post.org),
                             OUT_TEXT(&post.org_name), OUT_TEXT(&role), OUT_INT(&post.from_day),
                             OUT_INT(&post.to_day), OUT_TEXT(&post.acting_for), OUT_INT(&holds)))) {
        struct account *account = account_of(accounts, count, user_id);
        if (account == NULL || account->post_count == POSTS_MAX)
            continue;
        post.role = role_of(role);
        post.holds = holds != 0;
        mem_push(op, account->posts, account->post_count, post);
    }
    return db_done(rows);
}

#define ACCOUNT_OUT(account, totp)                                                                 \
    DB_OUT(OUT_INT(&(account)->id), OUT_TEXT(&(account)->public_id), OUT_TEXT(&(account)->login),  \
           OUT_TEXT(&(account)->name), OUT_TEXT(&(account)->state), OUT_INT(totp),                 \
           OUT_INT(&(account)->link_expires_ms))

enum err account_list(struct op *op, const struct account_query *query,
                      struct account_page *ret_page)
{
    struct account_page page = { 0 };
    struct db_rows *rows = NULL;
    struct account row = { 0 };
    int64_t totp = 0;

    enum err e = db_query(op, &account_rows,
                          DB_IN(IN_INT(account_only_org(op)), IN_INT(today(op)),
                                IN_INT(op->real_ms), IN_TEXT(query->org), IN_TEXT(query->q),
                                IN_INT(query->after_id), IN_INT(query->limit + 1)),
                          &rows);
    if (e != OK)
        return e;
    while (db_next(rows, ACCOUNT_OUT(&row, &totp))) {
        row.has_totp = totp != 0;
        mem_push(op, page.rows, page.count, row);
    }
    e = db_done(rows);
    page.more = page.count > (size_t)query->limit;
    if (page.more)
        page.count--;
    if (e == OK)
        e = read_posts(op, page.rows, page.count);
    if (e == OK)
        *ret_page = page;
    return e;
}

enum err account_get(struct op *op, const char *public_id, struct account *ret_account)
{
    struct account account = { 0 };
    int64_t totp = 0;

    enum err e = db_row(op, &account_one,
                        DB_IN(IN_INT(account_only_org(op)), IN_INT(today(op)), IN_INT(op->real_ms),
                              IN_TEXT(public_id)),
                        ACCOUNT_OUT(&account, &totp));
    if (e == ERR_NOT_FOUND)
        return fail(op, e, "not_found", "no such account");
    account.has_totp = totp != 0;
    if (e == OK)
        e = read_posts(op, &account, 1);
    if (e == OK)
        *ret_account = account;
    return e;
}

enum err account_to_change(struct op *op, const char *public_id, struct account *ret_account)
{
    struct account account = { 0 };
    int64_t elsewhere = 0;
    int64_t only = account_only_org(op);

    enum err e = account_get(op, public_id, &account);
    if (e == OK && account.id == op->actor.user_id)
        e = fail(op, ERR_DENIED, "own_account", "nobody changes the own account");
    if (e == OK && only != 0)
        e = db_row(op, &account_elsewhere,
                   DB_IN(IN_INT(account.id), IN_INT(only), IN_INT(today(op))),
                   DB_OUT(OUT_INT(&elsewhere)));
    if (e == OK && elsewhere > 0)
        e = fail(op, ERR_DENIED, "account_shared", "person holds posts elsewhere");
    if (e == OK)
        *ret_account = account;
    return e;
}

/* ---- making ---- */

enum err account_note(struct op *op, int64_t user_id, const char *action, const char *note)
{
    return db_run(op, &account_note_insert,
                  DB_IN(IN_INT(user_id), IN_TEXT(action), IN_TEXT(note), IN_INT(op->actor.user_id),
                        IN_INT(op->now_ms)),
                  NULL);
}

struct making {
    const struct account_new *account;
    struct org org;
    const char *public_id;
    const char *login;
    const char *hash; /* of a password that nobody knows, until the person sets one */
    struct account_link link;
    struct account made;
};

static enum err finish_making(struct op *op, struct making *making, int64_t user_id)
{
    enum err e = activation_add(op, user_id, ACTIVATION_INVITE, false, &making->link);

    if (e == OK) /* here, so that nothing can fail once the link stands */
        e = account_get(op, making->public_id, &making->made);
    return e;
}

static enum err make_work(struct op *op, void *arg)
{
    struct making *making = arg;
    int64_t user_id = 0;
    int64_t post_id = 0;

    enum err e = db_row(op, &account_insert,
                        DB_IN(IN_TEXT(making->public_id), IN_TEXT(making->login),
                              IN_TEXT(making->account->name), IN_TEXT(making->hash)),
                        DB_OUT(OUT_INT(&user_id)));
    if (e == ERR_CONFLICT) {
        op_forgive(op);
        return fail(op, e, "login_taken", "login is taken in this unit");
    }
    if (e != OK)
        return e;
    event_add(op, "user.add", "user", making->public_id, making->org.id, NULL);
    if (making->account->without_post)
        return finish_making(op, making, user_id);
    struct post_row post = { .user_id = user_id,
                             .org_id = making->org.id,
                             .role = making->account->role,
                             .from_day = today(op),
                             .to_day = POST_DAY_NONE };
    e = post_write(op, &post, &post_id);
    return e == OK ? finish_making(op, making, user_id) : e;
}

static bool login_good(const char *login)
{
    size_t length = strspn(login, "abcdefghijklmnopqrstuvwxyz0123456789._-");

    return login[length] == '\0' && length >= LOGIN_CHARS_MIN && length <= LOGIN_CHARS_MAX;
}

enum err account_add(struct op *op, const struct account_new *account, struct account *ret_account,
                     struct account_link *ret_link)
{
    struct making making = { .account = account, .public_id = random_public_id(op) };

    if (!login_good(account->login))
        return fail(op, ERR_INVALID, "login_broken", "login has other characters or length");
    enum err e = unit_find(op, account->org, &making.org);
    if (e == OK && !account->without_post)
        e = post_role_allowed(op, account->role);
    if (e != OK)
        return e;
    /* With the unit's number nobody learns from a refusal which logins other units have. */
    making.login = mem_printf(op, "%s@%lld", account->login, (long long)making.org.id);
    e = password_hash(op, activation_token(op), &making.hash);
    if (e == OK)
        e = event_tx(op, make_work, &making);
    if (e != OK)
        return e;
    *ret_account = making.made;
    *ret_link = making.link;
    return OK;
}

/* ---- resetting, locking ---- */

struct touching {
    struct account account;
    const char *note;
    bool drop_totp;
    bool lock;
    struct account_link link;
};

static enum err reset_work(struct op *op, void *arg)
{
    struct touching *touching = arg;
    bool invited = strcmp(touching->account.state, "invited") == 0;

    enum err e = account_note(op, touching->account.id, "user.reset", touching->note);
    if (e == OK)
        e = activation_add(op, touching->account.id, invited ? ACTIVATION_INVITE : ACTIVATION_RESET,
                           touching->drop_totp, &touching->link);
    if (e == OK)
        event_add(op, "user.reset", "user", touching->account.public_id, op->actor.org_id,
                  touching->drop_totp ? "{\"totp\":true}" : NULL);
    return e;
}

enum err account_reset(struct op *op, const char *public_id, const char *note, bool drop_totp,
                       struct account_link *ret_link)
{
    struct touching touching = { .note = note, .drop_totp = drop_totp };

    enum err e = account_to_change(op, public_id, &touching.account);
    if (e == OK && strcmp(touching.account.state, "locked") == 0)
        e = fail(op, ERR_CONFLICT, "account_locked", "account is locked");
    if (e == OK)
        e = event_tx(op, reset_work, &touching);
    if (e == OK)
        *ret_link = touching.link;
    return e;
}

static enum err lock_work(struct op *op, void *arg)
{
    const struct touching *touching = arg;
    const char *action = touching->lock ? "user.lock" : "user.unlock";

    enum err e = db_run(op, &account_set_active,
                        DB_IN(IN_INT(touching->account.id), IN_INT(touching->lock ? 0 : 1)), NULL);
    if (e == OK)
        e = sign_in_forget(op, touching->account.login);
    if (e == OK && touching->lock)
        e = db_run(op, &account_end_sessions, DB_IN(IN_INT(touching->account.id)), NULL);
    if (e == OK)
        e = account_note(op, touching->account.id, action, touching->note);
    if (e == OK)
        event_add(op, action, "user", touching->account.public_id, op->actor.org_id, NULL);
    return e;
}

enum err account_lock(struct op *op, const char *public_id, bool lock, const char *note)
{
    struct touching touching = { .note = note, .lock = lock };

    enum err e = account_to_change(op, public_id, &touching.account);
    return e == OK ? event_tx(op, lock_work, &touching) : e;
}
