/* SPDX-License-Identifier: Apache-2.0 */
/*
 * extension.h: deadlines made later by the head, for one unit or for everybody, and the outages of
 * the server that propose it. Tables: extension, heartbeat, outage (migrations/0051).
 *
 * An extension is written into the applications it concerns (extended_ms), so that every guard
 * finds it where it looks already; new drafts take it over when they are made.
 */
#pragma once
#include "base/op.h"

enum { EXTENSION_LIST_MAX = 500, OUTAGE_HOURS = 24, OUTAGE_MINUTES_MIN = 10 };

struct extension_new {
    const char *call;
    const char *track;  /* "" every track */
    const char *org;    /* public id of a unit that files or recommends, "" every unit */
    int64_t until_ms;   /* the first instant that is too late */
    const char *number; /* 1..60 code points */
    const char *reason; /* 1..2000 code points */
    const char *outage; /* public id of the outage it answers, "" none */
};

struct extension {
    const char *public_id;
    const char *call;
    const char *track;
    const char *org; /* name, NULL: every unit */
    int64_t until_ms;
    const char *number;
    const char *reason;
    const char *by;
    int64_t at_ms;
};

struct extension_list {
    struct extension *rows; /* newest first */
    size_t count;
};

/*
 * Makes the deadline later for all applications concerned, those of later days too; what had become
 * overdue stands again where the deadline found it. One transaction with its events.
 * Errors: ERR_NOT_FOUND no such call, track, unit or outage; ERR_INVALID "extension_earlier" not
 * later than now and than the deadline; ERR_CONFLICT "outage_decided".
 */
CHECKED enum err extension_grant(struct op *op, const struct extension_new *in,
                                 struct extension *ret_extension);

/* Those that concern the actor's unit; all of them for desks and the department. call "" all. */
CHECKED enum err extension_list(struct op *op, const char *call, struct extension_list *ret_list);

/* What a new draft of a unit takes over; 0 none. recommender_id: whose places it would use. */
CHECKED enum err extension_until(struct op *op, const char *call, const char *track, int64_t org_id,
                                 int64_t recommender_id, int64_t *ret_until_ms);

/* ---- outages ---- */

struct outage {
    const char *public_id;
    const char *call;
    const char *deadline; /* code */
    int64_t from_ms;
    int64_t to_ms;
    const char *state;
    const char *reason;
    const char *by;   /* NULL: nobody yet */
    int64_t until_ms; /* proposed: the end of the next working day behind the deadline; 0 when the
                         call has no such deadline any more */
    bool provisional; /* until_ms lies in a year whose holidays are not known */
};

struct outage_list {
    struct outage *rows; /* newest first */
    size_t count;
};

/*
 * The server serves in this minute. After a gap of at least OUTAGE_MINUTES_MIN it proposes an
 * extension for every deadline of a current call in whose last hours the gap lies. For the clock;
 * several servers of one database may call it at once. ret_gaps: 1 after such a gap, else 0.
 */
CHECKED enum err heartbeat(struct op *op, int64_t *ret_gaps);

/* Forgets beats of more than 90 days ago. */
CHECKED enum err heartbeat_tidy(struct op *op);

CHECKED enum err outage_list(struct op *op, struct outage_list *ret_list);

/* Errors: ERR_NOT_FOUND; ERR_CONFLICT "outage_decided". reason 1..2000 code points. */
CHECKED enum err outage_decline(struct op *op, const char *public_id, const char *reason);

/* Inside the caller's transaction: the outage led to this extension. Errors as outage_decline. */
CHECKED enum err outage_accept(struct op *op, const char *public_id, int64_t extension_id);
