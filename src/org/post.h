/* SPDX-License-Identifier: Apache-2.0 */
/*
 * post.h: giving, ending and handing over posts, and acting approvers (AB岗). Work belongs to the
 * post of a unit, so whoever holds it tomorrow finds what waits. Tables: post (migrations/0010,
 * 0020), acting_act (0020). Days are YYYYMMDD.
 */
#pragma once
#include "org/account.h"

enum { POST_DAY_NONE = 99991231, POST_AHEAD_DAYS_MAX = 366, ACTING_DAYS_MAX = 92 };

struct post_give {
    const char *user; /* public ids */
    const char *org;
    enum role role;
    int64_t from_day;       /* today..today + POST_AHEAD_DAYS_MAX; 0 today */
    const char *acting_for; /* post stood in for: same unit, same role; NULL or "" none */
    int64_t until_day;      /* last day: of an acting post at most ACTING_DAYS_MAX on; 0 open */
};

/*
 * Errors: of account_to_change, but a person who holds posts elsewhere may be given one of the own
 * unit; ERR_NOT_FOUND org or post; ERR_INVALID "no_such_role" | "day_wrong" | "acting_wrong" (other
 * unit or role, itself acting, not held today, the same person, too long); ERR_DENIED
 * "role_not_yours", "role_by_letter" an inspector's; ERR_CONFLICT "post_held",
 * "administrators_apart" one of the three administrators would hold another post in that time (also
 * by handover and on the command line); ERR_INVALID "role_not_of_unit" (the same).
 */
CHECKED enum err post_give(struct op *op, const struct post_give *give, const char **ret_public_id);

/* The last day: yesterday (0) ends it at once, with its sessions. Errors: ERR_NOT_FOUND;
 * ERR_DENIED "own_account"; ERR_INVALID "day_wrong" before yesterday, "post_only_shorter" after its
 * own last day. */
CHECKED enum err post_end(struct op *op, const char *public_id, int64_t last_day);

/*
 * 交接 in one step: every post that `from` holds in the units the actor keeps ends, and `to` holds
 * the same from today on; who acted for them acts on. Acting posts of `from` end and are not handed
 * over. ret_count: posts handed over. Errors: ERR_NOT_FOUND; ERR_DENIED "own_account" to oneself;
 * ERR_INVALID "same_person"; ERR_CONFLICT "account_locked" | "nothing_to_hand_over".
 */
CHECKED enum err post_handover(struct op *op, const char *from, const char *to, const char *note,
                               size_t *ret_count);

/* ---- acts of acting posts ---- */

/* Called after a step from any post, inside its transaction: keeps it for confirmation when the
 * actor's post is an acting one. */
CHECKED enum err acting_keep(struct op *op, const char *action, const char *subject_kind,
                             const char *subject_id);

struct acting_act {
    const char *public_id;
    const char *by; /* name of the person who acted */
    const char *action;
    const char *subject_id;
    const char *title; /* of the application */
    int64_t at_ms;
    int64_t due_day;
    bool due_provisional; /* 暂定: it lies in a year whose holidays are not known */
};

struct acting_list {
    struct acting_act *rows; /* oldest first, at most 500 */
    size_t count;
};

/* What waits for the actor's post to confirm. */
CHECKED enum err acting_waiting(struct op *op, struct acting_list *ret_list);

/* 确认, or an objection with a note: kept, and undone by nobody but people. Errors: ERR_NOT_FOUND;
 * ERR_INVALID "reason_needed" an objection without a note; ERR_DENIED "own_act". */
CHECKED enum err acting_judge(struct op *op, const char *public_id, bool confirm, const char *note);

/* ---- for the files of this folder ---- */

struct post_row {
    int64_t id;
    const char *public_id;
    int64_t user_id;
    int64_t org_id;
    enum role role;
    int64_t from_day;
    int64_t to_day;
    int64_t acting_for; /* 0 none */
};

/* Writes a post, or opens the one of the same person, unit, role and first day again. Notes the
 * event. Inside a transaction. Errors: ERR_CONFLICT "administrators_apart" one of the three
 * administrators would hold another post; ERR_INVALID "role_not_of_unit" (argument role). */
CHECKED enum err post_write(struct op *op, const struct post_row *post, int64_t *ret_id);

/* Errors: ERR_INVALID "no_such_role"; ERR_DENIED "role_not_yours". */
CHECKED enum err post_role_allowed(struct op *op, enum role role);
