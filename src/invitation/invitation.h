/* SPDX-License-Identifier: Apache-2.0 */
/*
 * invitation.h: from a proposed pair to the service. Table: invitation (migrations/0092).
 *
 *     consent → ready → sent → accepted → done
 *        └→ refused        ├→ declined
 *                          └→ expired → (sent again)      withdrawn: from any but the ends
 *
 * The employer's consent comes first (domain.md §1.1 row 14); then a letter with a link goes out
 * (src/mail), the expert answers on a phone without an account: the link's token is the key, it is
 * kept sealed for reminders and looked up by a blind index. A decline frees the seat and solves the
 * run again, in the same transaction. That nobody answered is registered, not judged.
 *
 * For those with PERM_MATCH, but for invitation_seen and invitation_answer: for who has the token.
 */
#pragma once
#include "matching/matching.h"

enum {
    INVITATION_PAIRS_MAX = 200,
    INVITATION_LIST_MAX = 500,
    INVITATION_DAYS_MAX = 5,    /* periods an expert may propose */
    INVITATION_WORDS_MAX = 500, /* of an expert's reason or note */
    INVITATION_REMINDERS = 2,
    INVITATION_TOKEN_CHARS = 64
};

struct invitation {
    int64_t id;
    const char *public_id;
    int64_t run_id;
    int64_t demand_id;
    int64_t expert_id;
    const char *state;
    const char *consent_by;
    const char *days; /* JSON [[from, to], …], YYYYMMDD */
    int64_t until_ms;
    int64_t reminded;
    int64_t remind_ms;
    const char *reason;
    int64_t satisfaction;
    const char *result;
    int64_t created_ms;
    int64_t sent_ms;
    int64_t answered_ms;
    /* of the demand and the expert */
    const char *run; /* public ids */
    const char *demand;
    const char *expert;
    const char *number;
    const char *title;
    const char *unit;
    const char *name;
    const char *org;
    const char *words; /* the expert's, "" none; only from invitation_get */
    const char *mail;  /* state of the last letter: waiting | sent | failed, "" none */
};

struct invitation_pair {
    const char *demand; /* public ids */
    const char *expert;
};

/*
 * Begins invitations for proposed pairs, all or none; conflicts are judged anew. until: YYYYMMDD,
 * the day by whose end an answer is asked for. Errors: ERR_CONFLICT "invitation_not_proposed",
 * "invitation_exists" one of the pair is open, "invitation_conflict" (args reason);
 * ERR_INVALID "invitation_until" the day has passed.
 */
CHECKED enum err invitation_add(struct op *op, const char *run, const struct invitation_pair *pairs,
                                size_t count, int64_t until);

/* 需求—专家—对接: of a run ("" all), last changed first, at most INVITATION_LIST_MAX. */
CHECKED enum err invitation_list(struct op *op, const char *run, const char *state,
                                 struct invitation **ret_rows, size_t *ret_count);
CHECKED enum err invitation_get(struct op *op, const char *public_id,
                                struct invitation *ret_invitation);

/* "待单位同意" for "consent"; NULL: no state. Static storage. */
const char *invitation_state_name(const char *state);

/* One step of the road. */
struct invitation_act {
    const char *action;   /* consent | refuse | send | remind | withdraw | finish */
    const char *by;       /* consent: whose, which document */
    const char *reason;   /* refuse, withdraw */
    int64_t satisfaction; /* finish: 1..5, 0 not said */
    const char *result;   /* finish */
};

/*
 * ret_link: after send and remind the address to hand on by other means too, else "". Errors:
 * ERR_CONFLICT "no_such_step"; ERR_INVALID "reason_needed"; those of mail_add.
 */
CHECKED enum err invitation_do(struct op *op, const char *public_id,
                               const struct invitation_act *act, const char **ret_link);

/* Codes of what can be done now, ended by NULL. Static storage or op's. */
const char *const *invitation_actions(struct op *op, const struct invitation *invitation);

/* Reminders that are due, and what nobody answered in time. For the clock. */
CHECKED enum err invitation_sweep(struct op *op, int64_t *ret_count);

/* ---- for who has the link ---- */

/* What the expert sees of it. */
struct invitation_seen {
    struct invitation invitation;
    const char *detail; /* of the demand */
    const char *place;  /* region in words, "" */
    int64_t from_day;   /* 0 open */
    int64_t to_day;
    const char *host; /* who invites */
    bool open;        /* an answer is taken */
};

/* Errors: ERR_NOT_FOUND "invitation_link": no such link, or one that was withdrawn. */
CHECKED enum err invitation_seen(struct op *op, const char *token,
                                 struct invitation_seen *ret_seen);

struct invitation_period {
    int64_t from;
    int64_t to;
};

struct invitation_answer {
    const char *token;
    bool accept;
    const char *words;                    /* a reason, needed to decline; or a note; "" */
    const struct invitation_period *days; /* that suit, when accepting */
    size_t day_count;
};

/*
 * Once; the same answer again is taken as given. Errors: as invitation_seen; ERR_CONFLICT
 * "invitation_answered", "invitation_over"; ERR_INVALID "reason_needed", "invitation_days" a
 * period upside down or past.
 */
CHECKED enum err invitation_answer(struct op *op, const struct invitation_answer *answer);

/* The list as a workbook, with an event of who took it away. Errors: as invitation_list. */
CHECKED enum err invitation_export(struct op *op, const char *run, const char *state,
                                   struct bytes *ret_file);

/* Takes the expert's link, words and letters out of all invitations: inside the transaction that
 * erases the person. Errors: ERR_CONFLICT "expert_invited" one is open. */
CHECKED enum err invitations_erase(struct op *op, int64_t expert_id);

/*
 * Inside the caller's transaction, first: all open invitations of an expert end for this reason,
 * letters not yet sent are stopped, and the runs that propose the expert are solved without.
 */
CHECKED enum err invitation_stop(struct op *op, int64_t expert_id, const char *reason);
