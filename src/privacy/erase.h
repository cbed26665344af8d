/* SPDX-License-Identifier: Apache-2.0 */
/*
 * erase.h: 依申请删除: a person's values are taken out for good, for a reason and on a legal
 * basis, by the security administrator or the head. Events hold none of them, so the chain stays
 * whole; what was there says 已依申请删除. Table: erasure (migrations/0061, 0230).
 */
#pragma once
#include "base/op.h"

enum { ERASE_TEXT_MIN = 4, ERASE_TEXT_MAX = 500 };

/* What stands in place of what was erased (also known to the pages). */
#define ERASED_TEXT "已依申请删除"

struct erasing {
    const char *reason;      /* who asked, why: ERASE_TEXT_MIN..ERASE_TEXT_MAX code points */
    const char *legal_basis; /* the same */
    const char *typed;       /* name of the person or code of the item, typed by who erases */
};

/* Errors: ERR_INVALID "erase_typed" something else was typed. */
CHECKED enum err erase_typed(struct op *op, const struct erasing *erasing, const char *name);

/* What a subject that can be written again was when it was erased. */
struct erased_at {
    int64_t revision;
    int64_t version_n; /* its last version, 0 none */
};

/*
 * Keeps the act and notes the event "KIND.erase". For the room of a subject, inside the transaction
 * that erases. org_id: whose matter it is, 0 none. at NULL: a subject that is erased once and for
 * all. Errors: ERR_CONFLICT "already_erased" it was, and at is NULL.
 */
CHECKED enum err erase_add(struct op *op, const char *subject_kind, const char *subject_id,
                           int64_t org_id, const struct erasing *erasing,
                           const struct erased_at *at);

/* Whether the subject was erased, and what it was the last time. */
CHECKED enum err erase_last(struct op *op, const char *subject_kind, const char *subject_id,
                            bool *ret_done, struct erased_at *ret_at);

/*
 * A person's account: name, login, password, second factor, links and notes. Errors: ERR_NOT_FOUND;
 * ERR_DENIED "own_account"; ERR_INVALID "erase_typed"; ERR_CONFLICT "already_erased",
 * "still_holds_post" a post is held today or later: hand over or end it first.
 */
CHECKED enum err erase_user(struct op *op, const char *public_id, const struct erasing *erasing);
