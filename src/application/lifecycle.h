/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lifecycle.h: the road of an application as one table (from, action, to, who, guards, effects).
 *
 * The table is the superset of all roads; the call's class decides which rows apply (direct or
 * through a recommending unit). Pure: it knows neither SQL nor HTTP.
 */
#pragma once
#include "org/role.h"

#include <stdbool.h>
#include <stddef.h>

/* Who, in relation to the application, may take a step; bits. */
enum who {
    WHO_APPLICANT = 1,   /* applicant's post of the unit */
    WHO_APPROVER = 2,    /* approver's post of the unit */
    WHO_RECOMMENDER = 4, /* recommender's post of the recommending unit */
    WHO_DESK = 8,        /* desk post of the desk it is sent to */
    WHO_HEAD = 16,       /* head of the department */
    WHO_COUNTY = 64,     /* recommender's post of the county office on the way */
    WHO_TYPIST = 128,    /* recommender's post of the office that types it for the unit (代录) */
    WHO_SYSTEM = 32      /* the clock: only registers, never decides */
};

/* What must hold; bits. The first two, GUARD_OVER, GUARD_COUNTY and GUARD_NO_COUNTY decide whether
 * the row applies at all. */
enum guard {
    GUARD_DIRECT = 1, /* the unit's class sends without a recommending unit */
    GUARD_NOT_DIRECT = 2,
    GUARD_CLEAN = 4,         /* no problem of the form refuses */
    GUARD_IN_TIME = 8,       /* now is not after the deadline of the track */
    GUARD_FIRST_RETURN = 16, /* the desk has not returned it before */
    GUARD_MEND_TIME = 32,    /* now is not after the end of the electronic mending period */
    GUARD_OVER = 64,         /* its place is above a soft quota and waits for a decision */
    GUARD_DECIDED = 128,     /* its place does not wait for such a decision */
    GUARD_COUNTY = 256,      /* a county office stands before the recommending unit */
    GUARD_NO_COUNTY = 512,
    GUARD_UP_TIME = 1024, /* now is not after the deadline for reaching the next office */
    GUARD_CHECKED = 2048, /* nothing is marked as missing on the desk's checklist */
    GUARD_STAMPED = 4096  /* the scan with the unit's stamp is there: it speaks for the unit */
};

/* What else happens; bits. */
enum effect {
    EFFECT_VERSION = 1,    /* the values are kept as a version and their digest is fixed */
    EFFECT_TAKE_QUOTA = 2, /* a place of the recommending unit, if none is held */
    EFFECT_FREE_QUOTA = 4, /* gives the place back, before the deadline only */
    EFFECT_MARK_UP = 8,    /* the recommending unit sees it from now on */
    EFFECT_SEND = 16,      /* arrival in the desk's queue: the instant that counts */
    EFFECT_SET_DUE = 32,   /* mending periods begin */
    EFFECT_CLEAR_DUE = 64,
    EFFECT_CLEAR_RANK = 128,
    EFFECT_EXTEND = 512,       /* a deadline of its own, given with the act */
    EFFECT_ACCEPTANCE = 256,   /* a row of table acceptance with named person and reasons */
    EFFECT_AGREE_OVER = 1024,  /* the place above the quota is granted */
    EFFECT_DROP_OVER = 2048,   /* it is not: the item is out of the quota, at any time */
    EFFECT_MARK_COUNTY = 4096, /* the county office sees it from now on */
    EFFECT_OWN = 8192          /* what an office typed is the unit's own from now on */
};

enum reason_need { REASON_NONE, REASON_OPTIONAL, REASON_REQUIRED };

struct transition {
    const char *from;
    const char *action;
    const char *to;
    int who;     /* bits of enum who */
    int guards;  /* bits of enum guard */
    int effects; /* bits of enum effect */
    enum reason_need reason;
    bool primary;            /* the one thing usually done next */
    bool danger;             /* asks twice, in red */
    bool by_package;         /* only as part of a package or an arrival, never by itself */
    bool declares;           /* a sending: declares that nothing secret or sensitive is inside */
    const char *name;        /* "提交单位审核"; {to} is the recommending unit or desk */
    const char *consequence; /* said before it is done */
};

/* All rows; ends with from == NULL. */
extern const struct transition lifecycle[];

/* What decides which rows apply to an application. */
struct lifecycle_way {
    bool direct;     /* the unit's class sends without a recommending unit */
    bool county;     /* a county office stands before the recommending unit */
    bool over_waits; /* its place is above a soft quota and waits for its decision */
};

/* Guards whose rows do not apply on the way. */
int lifecycle_excluded(struct lifecycle_way way);

/* The row for a state, an action and who asks; NULL: there is none. excluded: the bits above. */
const struct transition *lifecycle_find(const char *from, const char *action, int who,
                                        int excluded);

/* "草稿" for "draft"; NULL for a code that is no state. Static storage. */
const char *lifecycle_state_name(const char *state);

/* Whether the values may be changed in this state. */
bool lifecycle_editable(const char *state);

/* Whether the application is still before its sending and on the road (a deadline can pass it). */
bool lifecycle_unsent(const char *state);

/* Whether the road ends here, off the straight one: what was ahead is not shown as ahead. */
bool lifecycle_ended(const char *state);

/*
 * The straight road for the state line: draft … accepted, in order, NULL-terminated.
 * direct leaves out the recommending unit, county puts one more office before it.
 */
const char *const *lifecycle_road(struct lifecycle_way way);
