/* SPDX-License-Identifier: Apache-2.0 */
/*
 * account.h: the accounts of people, as administrators keep them. A unit's own administrator sees
 * and keeps the people of the own unit, the security administrator all; nobody else asks. Tables:
 * app_user, post (migrations/0010), activation, account_note (0020).
 *
 * Passwords are the person's own: an administrator hands out a link that works once, for seven
 * days of the real clock. Who holds posts elsewhere too is the security administrator's, or else a
 * unit could take over an account that may do more than the unit.
 */
#pragma once
#include "base/op.h"
#include "org/role.h"

enum {
    ACCOUNT_LIST_MAX = 500,
    ACCOUNT_POSTS_MAX = 200, /* shown of one person, past ones too */
    ACTIVATION_DAYS = 7,
    ACTIVATION_TOKEN_CHARS = 64,
    LOGIN_CHARS_MIN = 2, /* of the part before "@" */
    LOGIN_CHARS_MAX = 32
};

struct account_post {
    const char *public_id;
    const char *org; /* public id */
    const char *org_name;
    enum role role;
    int64_t from_day;
    int64_t to_day;         /* 99991231: open */
    const char *acting_for; /* name of the person stood in for, or NULL */
    bool holds;             /* today */
};

struct account {
    int64_t id;
    const char *public_id;
    const char *login;
    const char *name;
    const char *state; /* invited | active | locked */
    bool has_totp;
    int64_t link_expires_ms; /* of an open link, real clock; 0 none */
    struct account_post *posts;
    size_t post_count;
};

struct account_page {
    struct account *rows; /* by id */
    size_t count;
    bool more;
};

struct account_query {
    const char *org; /* public id of the unit in which a post was held; "" any */
    const char *q;   /* part of name or login, "" all */
    int64_t after_id;
    int limit; /* 1..ACCOUNT_LIST_MAX */
};

CHECKED enum err account_list(struct op *op, const struct account_query *query,
                              struct account_page *ret_page);

/* Errors: ERR_NOT_FOUND: none such, or not the actor's to see. */
CHECKED enum err account_get(struct op *op, const char *public_id, struct account *ret_account);

/*
 * The same for a change: not the own account, and no post held outside the own unit. Errors:
 * ERR_NOT_FOUND; ERR_DENIED "own_account" | "account_shared".
 */
CHECKED enum err account_to_change(struct op *op, const char *public_id,
                                   struct account *ret_account);

/* A link: the page's address ends with the token, which is stored nowhere. */
struct account_link {
    const char *token;
    int64_t expires_ms; /* real clock */
};

struct account_new {
    const char *login; /* 2..32 of [a-z0-9._-]; the unit's number is added: "wulan@17" */
    const char *name;
    const char *org; /* public id */
    enum role role;
    bool without_post; /* role is not read: the person cannot sign in before a post is given */
};

/*
 * A person with a first post from today on. Errors: ERR_NOT_FOUND org; ERR_INVALID "login_broken" |
 * "no_such_role"; ERR_DENIED "role_not_yours"; ERR_CONFLICT "login_taken" in that unit.
 */
CHECKED enum err account_add(struct op *op, const struct account_new *account,
                             struct account *ret_account, struct account_link *ret_link);

/*
 * A new link after the person was verified by phone; note says how. The old password works until
 * the link is used; drop_totp takes the second factor off then. Earlier links end now. Errors: of
 * account_to_change; ERR_CONFLICT "account_locked".
 */
CHECKED enum err account_reset(struct op *op, const char *public_id, const char *note,
                               bool drop_totp, struct account_link *ret_link);

/* Locks (and ends all sessions) or unlocks. Errors: of account_to_change. */
CHECKED enum err account_lock(struct op *op, const char *public_id, bool lock, const char *note);

/* ---- the person with the link, signed out ---- */

struct activation {
    const char *login;
    const char *name;
    const char *kind; /* invite | reset */
};

/* Errors: ERR_NOT_FOUND "link_ended": used, replaced, expired, or none of ours. */
CHECKED enum err activation_get(struct op *op, const char *token, struct activation *ret);

/* Sets the password, uses the link up and ends all sessions. Errors: ERR_NOT_FOUND "link_ended";
 * ERR_INVALID "password_weak". */
CHECKED enum err activation_use(struct op *op, const char *token, const char *password);

/* ---- for the files of this folder ---- */

/* 0: sees all accounts; else the unit whose people alone the actor sees. */
int64_t account_only_org(const struct op *op);

/* Keeps why. Inside a transaction. */
CHECKED enum err account_note(struct op *op, int64_t user_id, const char *action, const char *note);
