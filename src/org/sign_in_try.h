/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sign_in_try.h: failed sign-ins, counted by the name that was typed. A name nobody has is counted
 * and locked like one that somebody has, with the same statements: answers do not tell them apart.
 * Table: sign_in_try (migrations/0060). All times are of the real clock.
 */
#pragma once
#include "base/op.h"

enum {
    SIGN_IN_TRIES_HOURS = 24,  /* a name not failed for so long begins anew */
    SIGN_IN_TRIES_MAX = 100000 /* names kept; beyond, those not tried longest are forgotten */
};

/* What a name is stored under: a blind index of it in lower case, a child of op. */
const char *sign_in_key(struct op *op, const char *login);

/* OK when the name may try. Errors: ERR_TOO_MANY "locked". */
CHECKED enum err sign_in_may_try(struct op *op, const char *key);

/* Makes the row of a name be there, before the transaction that counts on it. */
CHECKED enum err sign_in_prepare(struct op *op, const char *key);

/* Counts a failure; the SIGN_IN_FAILURES_MAX-th locks for LOCK_MINUTES. Inside a transaction. */
CHECKED enum err sign_in_failed(struct op *op, const char *key);

/* Forgets the failures of a name: it signed in, or its password was set anew. Inside a
 * transaction. */
CHECKED enum err sign_in_forget(struct op *op, const char *key);

/* For the clock: forgets what is too old and what is too much. */
CHECKED enum err sign_in_sweep(struct op *op, int64_t *ret_count);

/* The real clock was set back by this much: a lock ends no later than it would have. */
CHECKED enum err sign_in_clock_back(struct op *op, int64_t by_ms);
