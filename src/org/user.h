/* SPDX-License-Identifier: Apache-2.0 */
/*
 * user.h: people, their posts, and their sessions. Tables: app_user, post, session
 * (migrations/0010). Work belongs to the post; a person signs in and acts from one post at a time.
 */
#pragma once
#include "base/op.h"
#include "org/role.h"

enum {
    SIGN_IN_FAILURES_MAX = 5,      /* then the account is locked */
    LOCK_MINUTES = 15,             /* GB/T 22239-2019 asks for a lock after failures */
    SESSION_IDLE_MINUTES = 30,     /* design.md §10 */
    SESSION_HOURS_MAX = 12,        /* ends even when never idle */
    SESSION_SEEN_EVERY_MS = 60000, /* last use is written at most once a minute */
    PASSWORD_CHARS_MIN = 10
};

struct user {
    int64_t id;
    const char *public_id;
    const char *login;
    const char *name;
    bool has_totp;
};

struct post {
    int64_t id;
    const char *public_id;
    enum role role;
    int64_t org_id;
    const char *org; /* public id */
    const char *org_name;
};

struct post_list {
    struct post *rows;
    size_t count;
};

/* Who is signed in: what the pages need to draw their frame. */
struct session {
    struct user user;
    struct post post;
    struct post_list posts;
    const char *token; /* only at sign-in: the cookie's value, never stored */
    const char *csrf;
};

struct sign_in {
    const char *login;    /* 1..64 code points; case does not matter */
    const char *password; /* 1..128 code points */
    const char *totp;     /* six digits, or NULL */
    const char *place;    /* address it comes from; not of the request's body */
};

/*
 * Signs in and makes a session at the first post held today. Five failures lock the name at its
 * place for 15 minutes (sign_in_try.h); a sign-in that lacks only the second factor is no failure.
 * Errors: ERR_SIGNED_OUT "sign_in_wrong" | "totp_needed" | "totp_wrong"; ERR_TOO_MANY "locked";
 * ERR_DENIED "no_post" nobody gave this person a post.
 */
CHECKED enum err session_sign_in(struct op *op, const struct sign_in *in,
                                 struct session *ret_session);

/* web_hooks.authenticate: fills op->actor from the cookie's token. Errors: ERR_SIGNED_OUT. */
CHECKED enum err session_authenticate(struct op *op, const char *token, const char **ret_csrf);

/* The session of op->actor (signed in) for the pages. */
CHECKED enum err session_get(struct op *op, struct session *ret_session);

/* Ends one session; an unknown token is fine. */
CHECKED enum err session_end(struct op *op, const char *token);

/* Acts from another own post from now on. Errors: ERR_NOT_FOUND not one of the own posts. */
CHECKED enum err session_take_post(struct op *op, const char *token, const char *post);

/*
 * Ends all other sessions of the person; the one of token stays.
 * Errors: ERR_INVALID "password_wrong" | "password_weak" (10 characters of three classes).
 */
CHECKED enum err user_change_password(struct op *op, const char *token, const char *old_password,
                                      const char *new_password);

/*
 * Second factor: start makes a secret that counts only once confirm has seen a code of it.
 * Errors: ERR_INVALID "totp_wrong"; ERR_CONFLICT "totp_on" already switched on.
 */
CHECKED enum err user_totp_start(struct op *op, const char **ret_secret, const char **ret_uri);
CHECKED enum err user_totp_confirm(struct op *op, const char *secret, const char *code);

struct user_new {
    const char *login;
    const char *name;
    const char *password;
    const char *demo; /* what the rehearsal's sign-in card says, or NULL */
};

/* Makes a person without a post. Errors: ERR_CONFLICT "already_exists", ERR_INVALID weak. */
CHECKED enum err user_add(struct op *op, const struct user_new *user, int64_t *ret_id);

/* Gives a post from a day on. Inside a transaction. Errors: of post_write (post.h). */
CHECKED enum err user_add_post(struct op *op, int64_t user_id, int64_t org_id, enum role role,
                               int from_day);

/* A rehearsal's accounts, for the cards of the sign-in page. */
struct demo_account {
    const char *login;
    const char *name;
    const char *what;
    const char *role;
    const char *role_name;
    const char *org;
    const char *password; /* the same for all: a rehearsal guards nothing */
};

#define DEMO_PASSWORD "dianjiang"

struct demo_accounts {
    struct demo_account *rows;
    size_t count;
};

/* Errors: ERR_NOT_FOUND when the database is no rehearsal. */
CHECKED enum err user_demo_accounts(struct op *op, struct demo_accounts *ret_accounts);
