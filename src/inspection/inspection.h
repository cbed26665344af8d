/* SPDX-License-Identifier: Apache-2.0 */
/*
 * inspection.h: 巡视审计: somebody from outside reads what was sent, by an authorising letter, for its
 * days and in its scope. The security administrator proposes, the head approves: two persons. What
 * an inspector looks at is an event each time. Tables: inspection, audit_pack, audit_pack_chunk
 * (migrations/0062).
 */
#pragma once
#include "base/bytes.h"
#include "base/op.h"

enum {
    INSPECTION_DAYS_MAX = 184,
    INSPECTION_TRACKS_MAX = 50,
    INSPECTION_LIST_MAX = 200,
    PACK_APPLICATIONS_MAX = 20000
};

struct inspection {
    int64_t id;
    const char *public_id;
    const char *letter;
    const char *issuer;
    const char *call;
    const char *tracks; /* ",team,overseas,", "" all */
    int64_t from_day;   /* YYYYMMDD */
    int64_t to_day;
    int64_t user_id;
    const char *inspector; /* name */
    const char *login;
    int64_t post_id;
    const char *state; /* proposed | approved | refused | ended */
    int64_t proposed_by;
    const char *proposer;
    int64_t proposed_ms;
    const char *decider; /* NULL: not yet */
    int64_t decided_ms;
    const char *note;
};

struct inspection_list {
    struct inspection *rows; /* newest first, at most INSPECTION_LIST_MAX */
    size_t count;
};

/* All of them for security administrator and head, the own one for an inspector. */
CHECKED enum err inspection_list(struct op *op, struct inspection_list *ret_list);

/* Errors: ERR_NOT_FOUND, also when it is another inspector's. */
CHECKED enum err inspection_get(struct op *op, const char *public_id,
                                struct inspection *ret_inspection);

struct inspection_new {
    const char *letter;
    const char *issuer;
    const char *call;
    const char *const *tracks; /* codes; none: all */
    size_t track_count;
    int64_t from_day;  /* today or later */
    int64_t to_day;    /* at most INSPECTION_DAYS_MAX from from_day */
    const char *login; /* of a new account, as account_add takes it */
    const char *name;
};

struct account_link;

/*
 * Proposes, with a new account that holds no post until the head has approved; ret_link is handed
 * to the inspector. Errors: ERR_NOT_FOUND no such call; ERR_INVALID "no_such_track" | "day_wrong" |
 * "login_broken"; ERR_CONFLICT "login_taken".
 */
CHECKED enum err inspection_propose(struct op *op, const struct inspection_new *in,
                                    struct inspection *ret_inspection,
                                    struct account_link *ret_link);

/* The head's decision: approving gives the post for the letter's days. Errors: ERR_NOT_FOUND;
 * ERR_DENIED "second_person" by who proposed it; ERR_CONFLICT "inspection_decided"; ERR_INVALID
 * "reason_needed" refused without a note. */
CHECKED enum err inspection_decide(struct op *op, const char *public_id, bool agree,
                                   const char *note);

/* Ends it before its day, with its sessions. Errors: ERR_NOT_FOUND; ERR_CONFLICT
 * "inspection_not_open". */
CHECKED enum err inspection_end(struct op *op, const char *public_id);

/* ---- packs ---- */

struct audit_pack {
    int64_t id;
    const char *public_id;
    int64_t size;
    const char *sm3;
    int64_t asked_ms;
    int64_t made_ms; /* 0: not yet */
    const char *error;
};

/* Asks for a pack of the inspection, made in the background. Errors: ERR_NOT_FOUND. */
CHECKED enum err pack_ask(struct op *op, const char *inspection, struct audit_pack *ret_pack);

/* The pack asked for last; size 0 while it is not made, all 0 when none was. Errors: ERR_NOT_FOUND
 * no such inspection. */
CHECKED enum err pack_last(struct op *op, const char *inspection, struct audit_pack *ret_pack);

/* Its bytes, a child of op. Errors: ERR_NOT_FOUND none, or not made yet. */
CHECKED enum err pack_read(struct op *op, const char *inspection, struct bytes *ret_bytes);

/* Job "inspection.pack": payload is the public id of the pack. */
struct job;
CHECKED enum err pack_job(struct op *op, struct job *job);

/* What a pack is about. */
struct pack_scope {
    const char *call;
    const char *tracks; /* as inspection.tracks */
    const char *letter; /* "" from the command line */
    const char *issuer;
};

/*
 * The pack itself: a ZIP with manifest.json (the SM3 of each file, signed by SM2 as a receipt is),
 * applications.jsonl (what was sent, personal values masked; versions, files, decisions),
 * packages.jsonl (with their signed receipts), events.jsonl (every column of the chain) and
 * events.csv (for people). A child of op. Errors: ERR_TOO_LARGE "pack_too_large".
 */
CHECKED enum err pack_build(struct op *op, const struct pack_scope *scope, struct bytes *ret_bytes);

struct pack_verdict {
    int64_t files;
    int64_t applications;
    int64_t receipts; /* verified */
    int64_t events;   /* recomputed */
    const char *letter;
    const char *made;
};

/*
 * Checks a pack against a public key (PEM), offline. Errors: ERR_INVALID "pack_damaged" no whole
 * ZIP, "receipt_broken", "receipt_forged", "pack_file_wrong" a file is missing, added or changed,
 * "pack_event_wrong" an event does not fit its hash; "key_unreadable".
 */
CHECKED enum err pack_check(struct op *op, struct bytes file, const char *pem,
                            struct pack_verdict *ret_verdict);
