/* SPDX-License-Identifier: Apache-2.0 */
/*
 * public.h: the public list of demands (公开需求清单), and experts who claim from it (认领).
 * Tables: demand_public, demand_claim (migrations/0081); reviews are of privacy/publication.h.
 *
 * The public reads words of their own, written by one person and reviewed by another before they
 * are seen (公开前审查). Withdrawing works at once, with a reason. Of the demand itself only kind,
 * league, discipline, seats, mode and days are shown: neither unit nor contact.
 */
#pragma once
#include "demand/demand.h"
#include "privacy/publication.h"

enum { CLAIMS_OPEN_MAX = 100, CLAIMS_HOUR_MAX = 10 };

struct demand_words {
    const char *number; /* 2025-001, NULL before it was public */
    const char *title;
    const char *text;
    const char *state; /* written | public | rejected | withdrawn */
    const char *reason;
    const char *written_by;
    int64_t written_ms;
    const char *reviewed_by; /* NULL not yet */
    int64_t reviewed_ms;
    bool own;        /* the actor wrote them and cannot review them */
    const char *sm3; /* of title and text: a review says which words it is about */
};

/* The public words of a demand the actor sees. ERR_NOT_FOUND (not recorded): none were written. */
CHECKED enum err demand_words(struct op *op, const struct demand *demand,
                              struct demand_words *ret_words);

/* Writes or rewrites them: not public until reviewed anew. Errors: ERR_CONFLICT
 * "demand_not_confirmed". */
CHECKED enum err demand_write_words(struct op *op, const char *public_id, const char *title,
                                    const char *text);

/* What the machine finds in the words (privacy/publication.h). */
struct publication_findings demand_words_findings(struct op *op, const struct demand_words *words);

struct words_review {
    bool good;
    struct publication_opinion opinion;
    const char *sm3; /* of the words that were read */
};

/* 公开前审查 by somebody else than the writer; good: they are public now, with a number.
 * Errors: ERR_CONFLICT "other_person" the writer, "no_such_step" nothing waits, "words_moved" they
 * were written anew meanwhile; those of publication_add. */
CHECKED enum err demand_review_words(struct op *op, const char *public_id,
                                     const struct words_review *review);

/* Off the public list at once. Errors: ERR_CONFLICT "no_such_step" it is not public. */
CHECKED enum err demand_withdraw_words(struct op *op, const char *public_id, const char *reason);

/* What everybody reads. */
struct public_demand {
    const char *number;
    const char *title;
    const char *text;
    const char *kind;
    const char *league; /* name of the league's region, "" */
    const char *discipline;
    int64_t people;
    const char *mode;
    const char *urgency;
    int64_t from_day;
    int64_t to_day;
    int64_t public_ms;
};

/* Those that are public, newest first, before a number of ms ("" from the top), at most 500. */
struct public_list {
    struct public_demand *rows;
    size_t count;
    const char *next;
};
CHECKED enum err public_demands(struct op *op, const char *kind, const char *cursor, int64_t limit,
                                struct public_list *ret_list);

/* ---- claims ---- */

struct claim_entry {
    const char *name;
    const char *org;
    const char *title;
    const char *mobile;
    const char *words; /* what the expert offers */
};

/*
 * Somebody offers to take on the demand of that number; nobody is signed in. Whether the person is
 * in the library changes nothing of the answer. client: address, for the limit; kept as a blind
 * index. Errors: ERR_NOT_FOUND not public; ERR_INVALID a mobile that is none; ERR_TOO_MANY
 * "claims_too_many" (CLAIMS_HOUR_MAX an hour of one address, CLAIMS_OPEN_MAX open of one demand).
 */
CHECKED enum err demand_claim(struct op *op, const char *number, const struct claim_entry *entry,
                              const char *client);

struct demand_claim {
    const char *public_id;
    const char *expert; /* public id of the library, NULL unknown there */
    const char *name;
    const char *org;
    const char *title;
    const char *mobile; /* masked unless the demand is revealed (demand_reveal) */
    const char *words;
    const char *state; /* new | accepted | declined */
    const char *reason;
    int64_t at_ms;
};

/* Claims of a demand, newest first, at most 200; for desk and department. */
CHECKED enum err demand_claims(struct op *op, const struct demand *demand,
                               struct demand_claim **ret_rows, size_t *ret_count);

/* What a person who is erased claimed: nothing of it is left. Inside that transaction. */
CHECKED enum err demand_claims_erase(struct op *op, int64_t expert_id);

/* Contacts of demands that an erased application asked for. Inside that transaction. */
CHECKED enum err demand_contacts_erase(struct op *op, int64_t application_id);

/* Takes it up or declines it. Errors: ERR_NOT_FOUND; ERR_CONFLICT "state_moved" judged before. */
CHECKED enum err demand_judge_claim(struct op *op, const char *public_id, bool accepted,
                                    const char *reason);
