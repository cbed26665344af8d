/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sign_in_try.h: tries to sign in, counted before the password is judged, so that many at once are
 * no more than the limit. Counted twice: by the name that was typed and the place it came from
 * together, so that nobody locks out another one's office; and by the name wherever it came from,
 * which locks only places from which the person has not signed in before. A name nobody has is
 * counted and locked like one that somebody has, with the same statements: answers do not tell them
 * apart. Failures are no events: a stranger cannot make the chain grow.
 * Tables: sign_in_try (migrations/0060, 0231), known_browser (migrations/0160). All times are of
 * the real clock.
 */
#pragma once
#include "base/op.h"

enum {
    SIGN_IN_TRIES_HOURS = 24,   /* a name not tried for so long begins anew */
    SIGN_IN_TRIES_MAX = 100000, /* rows kept; beyond, those not tried longest are forgotten */
    SIGN_IN_ANYWHERE_MAX = 50,  /* failures of a name from all places */
    SIGN_IN_PLACES_MAX = 20     /* known places of a person */
};

/* Whose tries are counted together; all texts are children of the op. */
struct sign_in_name {
    const char *login;
    const char *there;    /* key of the name at this place */
    const char *anywhere; /* key of the name */
    const char *place;    /* blind index of the place */
    bool filled;          /* this try was the last one from anywhere before the lock */
};

/* login: as typed; place: an address, or what else tells where somebody is. */
struct sign_in_name sign_in_name_of(struct op *op, const char *login, const char *place);

/* Takes one try; a good sign-in gives it back. Errors: ERR_TOO_MANY "locked" (argument minutes):
 * SIGN_IN_FAILURES_MAX failed there, or SIGN_IN_ANYWHERE_MAX and the place is not known. */
CHECKED enum err sign_in_take(struct op *op, struct sign_in_name *name);

/* The password was right and only the second factor was not there: that is no failure. */
CHECKED enum err sign_in_give_back(struct op *op, const struct sign_in_name *name);

/* Signed in: begins anew there, and knows the place from now on. Inside a transaction. */
CHECKED enum err sign_in_good(struct op *op, const struct sign_in_name *name, int64_t user_id);

/* Forgets the tries of a name at all places: its password was set anew. Inside a transaction. */
CHECKED enum err sign_in_forget(struct op *op, const char *login);

/* For the clock: forgets what is too old and what is too much. */
CHECKED enum err sign_in_sweep(struct op *op, int64_t *ret_count);

/* The real clock was set back by this much: a lock ends no later than it would have. */
CHECKED enum err sign_in_clock_back(struct op *op, int64_t by_ms);
