/* SPDX-License-Identifier: Apache-2.0 */
/*
 * package.h: 报送批次: what one unit sends at once to one desk, the one letter over it, and the
 * signed receipt it earns. Tables: package, package_item, package_letter, package_act
 * (migrations/0012, 0041).
 *
 * A later package of the same unit to the same desk in the same call is a supplement (补报): its
 * number continues and it names the first. The letter is judged by itself: returned once for
 * mending, which touches no item, then found in order, or returned again by the head.
 */
#pragma once
#include "application/application.h"

enum { PACKAGE_ITEMS_MAX = 100, LETTER_REASONS_MAX = 50, LETTER_REASON_MAX = 2000 };

/* Where the money of one funded item goes. */
struct package_account {
    const char *item;    /* public id of the application */
    const char *payee;   /* name of the account, "" not said */
    const char *account; /* digits */
    const char *bank;
    const char *cnaps; /* 联行号 */
};

/* What the letter says; all may be empty: the desk asks for what is missing. */
struct package_letter {
    const char *number;  /* 文号 */
    int64_t date;        /* YYYYMMDD, 0 none */
    const char *contact; /* person */
    const char *phone;
    const char *opinion; /* 单位推荐意见 */
    const char *plan;    /* 活动方案 */
    const char *effect;  /* 预期成效 */
    struct package_account *accounts;
    size_t account_count;
};

struct package_new {
    const char *call;
    const char *track; /* every item must be of it; NULL or "": of any track of one desk */
    const char *desk;  /* code of a desk of the call: with no ids, all that waits for it is sent */
    const char *const *ids; /* public ids in rank order, track by track */
    size_t id_count;        /* 0..PACKAGE_ITEMS_MAX */
    struct package_letter letter;
    const char *courier;    /* courier number, or NULL */
    const char *over_quota; /* why places above a soft quota, of items that take one now, or NULL */
    bool declaration;       /* nothing secret or sensitive inside: must be true */
};

struct package_item {
    const char *id; /* public id of the application */
    const char *code;
    const char *track;
    const char *track_title; /* in the call's current version */
    const char *title;
    const char *org;    /* the unit that applies */
    int64_t rank;       /* within its track, from 1 */
    int64_t from, to;   /* period, YYYYMMDD, 0 none */
    int64_t budget_fen; /* 0 none */
    const char *digest; /* of the version that was sent */
};

/* What was decided on the letter. */
struct letter_act {
    const char *action; /* return | mend | accept */
    const char **reasons;
    size_t reason_count;
    int64_t due_ms;
    int64_t paper_due_ms; /* 0: no paper was asked for */
    const char *by;
    int64_t at_ms;
};

struct package {
    int64_t id;
    const char *public_id;
    const char *number; /* per unit: "2025-003" */
    const char *call;
    const char *track; /* of all items, "" several */
    int64_t org_id;
    const char *sender;
    int64_t desk_id;
    const char *desk;
    int64_t sent_ms;
    const char *courier;
    const char *receipt; /* signed JSON file */
    const char *receipt_number;
    const char *first;        /* public id of the package it supplements, or NULL */
    const char *first_number; /* its number, or NULL */
    const char *letter_state; /* sent | returned | mended | accepted */
    int64_t letter_due_ms;    /* mending, 0 none */
    int64_t letter_paper_due_ms;
    struct package_letter letter;
    struct package_item *items; /* track by track as the call orders them, then by rank */
    size_t item_count;
    struct letter_act *acts; /* newest first; only from package_get */
    size_t act_count;
    struct problem_list warnings; /* only from package_send and letter_do */
};

struct package_list {
    struct package *rows; /* letters without accounts */
    size_t count;
    const char *next; /* cursor of the next page, NULL at the end */
};

/*
 * Sends all items in one transaction: each takes its step on the road, the receipt is signed, the
 * time of arrival is op->now_ms. All or nothing. Accounts of funded items that the letter does not
 * name are those of their forms.
 * Errors: ERR_INVALID "declaration_needed", "no_items", "package_mixed" an item of another call or
 * track, "package_desks" of another desk, "letter_problems" (all in op->problems); ERR_TOO_LARGE
 * "package_too_large"; those of application_do for the first item that cannot be sent (its code in
 * the text).
 */
CHECKED enum err package_send(struct op *op, const struct package_new *in,
                              struct package *ret_package);

/* What would be sent to a desk now, with a letter drafted from it. */
struct package_draft {
    const char *desk_name;
    const char *first_number; /* of the package it would supplement, or NULL */
    struct application *items;
    size_t item_count;
    struct package_letter letter;
    struct package_doubt {
        const char *id; /* public id of the item */
        const char *text;
    } * doubts; /* what is missing or wrong with stamped scans: it warns */
    size_t doubt_count;
};

/* desk: code of a desk of the call. Errors: ERR_NOT_FOUND no such call or desk; ERR_TOO_LARGE
 * "package_too_large". */
CHECKED enum err package_draft(struct op *op, const char *call, const char *desk,
                               struct package_draft *ret_draft);

/* What may be asked of the list; texts may be NULL. */
struct package_filter {
    const char *call;
    const char *cursor; /* from package_list.next */
    int64_t limit;      /* 1..500, 0 = 50 */
};

/* Own packages of the unit; those sent to the desk; all for the department. Newest first. */
CHECKED enum err package_list(struct op *op, const struct package_filter *filter,
                              struct package_list *ret_list);
CHECKED enum err package_get(struct op *op, const char *public_id, struct package *ret_package);

/* Takes the account of an erased item out of every letter that named it, also earlier ones. Inside
 * the transaction that erases. */
CHECKED enum err package_letters_erase(struct op *op, const struct application *application);

/* Whether the actor sees it at all. */
CHECKED enum err package_visible(struct op *op, const char *public_id, bool *ret_visible);

/* A letter with its accounts and telephone masked (text/mask.h); its parts are lent. */
struct package_letter package_mask(struct op *op, const struct package_letter *letter);

/* Whether the actor sees the letter masked: not the sender, nor who opened it (package_reveal). */
CHECKED enum err package_masked(struct op *op, const struct package *package, bool *ret_masked);

/* 查看完整信息 for a reason (privacy/reveal.h). Errors: ERR_NOT_FOUND; those of reveal_add. */
CHECKED enum err package_reveal(struct op *op, const char *public_id, const char *reason,
                                struct package *ret_package);

/* The one package with this number or courier number that the actor may see. Errors:
 * ERR_NOT_FOUND; ERR_CONFLICT "package_number_twice" several units have one of that number. */
CHECKED enum err package_find(struct op *op, const char *text, const char **ret_public_id);

/* The package an application was last sent in, for its page; without items, with its letter.
 * ERR_NOT_FOUND (not recorded) when none. */
CHECKED enum err package_of(struct op *op, int64_t application_id, struct package *ret_package);

/* Packages whose letter waits for the actor: returned ones for the unit, mended ones for the desk;
 * without items, longest waiting first, at most 50. */
CHECKED enum err package_waiting(struct op *op, struct package_list *ret_list);

/* One step of the letter. */
struct letter_step {
    const char *action;                  /* return | mend | accept */
    const char *const *reasons;          /* return: everything at once; accept: at most one */
    size_t reason_count;                 /* 0..LETTER_REASONS_MAX */
    bool paper;                          /* return: paper has to be mended too */
    const struct package_letter *letter; /* mend: the whole letter as it should be */
};

/*
 * The desk returns the letter or finds it in order; the unit mends it within the period; a second
 * return is the head's. Items are not touched. Errors: ERR_NOT_FOUND; ERR_CONFLICT "no_letter_step"
 * not possible in this state or for this post, "letter_returned_before", "mend_over"; ERR_INVALID
 * "reason_needed", "letter_needed", "letter_problems".
 */
CHECKED enum err letter_do(struct op *op, const char *public_id, const struct letter_step *step,
                           struct package *ret_package);
