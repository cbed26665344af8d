/* SPDX-License-Identifier: Apache-2.0 */
/*
 * league.h: what a recommending unit does in a call beside recommending: its inner deadlines, the
 * board of its units, reminders, declarations of zero, the ledger and the year's plan.
 * Tables: inner_deadline, reminder, zero_report (migrations/0042).
 *
 * Of a unit of its area it learns only whether it has begun, until an item is sent up to it.
 */
#pragma once
#include "application/application.h"

enum {
    LEAGUE_WORDS_MAX = 2000,   /* of a deadline's text, a note or a reason, code points */
    LEAGUE_UNITS_MAX = 1000,   /* on the board */
    LEAGUE_REMINDERS_MAX = 500 /* of the log that is shown; units reminded at once */
};

/* ---- inner deadlines ---- */

struct inner_deadline {
    const char *track;    /* code, "" all tracks */
    int64_t due_ms;       /* first instant too late; 0 takes the deadline away */
    const char *decision; /* number of the unit's own notice, 1..60 */
    const char *words;
    const char *league; /* name; these three only when read */
    const char *by;
    int64_t at_ms;
};

struct inner_deadline_list {
    struct inner_deadline *rows;
    size_t count;
};

/* Sets or takes away one of the actor's unit. Errors: ERR_NOT_FOUND no such call or track;
 * ERR_INVALID "inner_after" it is later than the call's own deadline, "inner_past". */
CHECKED enum err inner_deadline_set(struct op *op, const char *call,
                                    const struct inner_deadline *in);

/* Those of the unit org_id in a call. */
CHECKED enum err inner_deadline_list(struct op *op, const char *call, int64_t org_id,
                                     struct inner_deadline_list *ret_list);

/* The one an application stands under before it comes up, for its unit's eyes; NULL: none. */
CHECKED enum err inner_deadline_of(struct op *op, const struct application *application,
                                   const struct inner_deadline **ret_deadline);

/* ---- the board ---- */

struct board_unit {
    int64_t org_id;
    const char *public_id;
    const char *name;
    const char *status; /* reported | zero | begun | idle */
    bool begun;
    int64_t up_count;        /* items with the recommending unit or beyond */
    int64_t sent_count;      /* of them sent */
    const char *zero_reason; /* NULL: none declared */
    const char *zero_by;     /* unit that declared */
    int64_t zero_ms;
    int64_t reminder_count;
    int64_t reminded_ms; /* the last time, 0 never */
};

struct reminder {
    const char *org;
    const char *name;
    const char *how;
    const char *note;
    const char *by;
    int64_t at_ms;
};

struct board {
    struct board_unit *units; /* as registered, at most LEAGUE_UNITS_MAX */
    size_t unit_count;
    struct reminder *log; /* newest first, at most LEAGUE_REMINDERS_MAX */
    size_t log_count;
};

/* Units whose reporting unit is the actor's and that may file through it in the call today. */
CHECKED enum err league_board(struct op *op, const char *call, struct board *ret_board);

struct reminding {
    const char *const *units; /* public ids, of the board */
    size_t unit_count;        /* 1..LEAGUE_REMINDERS_MAX */
    const char *how;
    const char *note;
};

/* Notes that units were reminded; it also stands on their workbench. Errors: ERR_NOT_FOUND a unit
 * is not of the actor's area; ERR_INVALID "no_units". */
CHECKED enum err league_remind(struct op *op, const char *call, const struct reminding *in);

/* A reminder that still waits for the actor's unit: it has neither sent anything up nor declared
 * zero. */
struct reminded {
    const char *call;
    const char *league;
    const char *how;
    const char *note;
    int64_t at_ms;
};

CHECKED enum err league_reminded(struct op *op, struct reminded **ret_rows, size_t *ret_count);

/* ---- zero ---- */

struct zero_report {
    const char *reason; /* NULL: not declared */
    const char *by_org;
    const char *by;
    int64_t at_ms;
};

/* What is declared of the actor's own unit. */
CHECKED enum err zero_get(struct op *op, const char *call, struct zero_report *ret_zero);

/*
 * Declares that a unit files nothing in the call: the actor's own (unit NULL), or one of its area.
 * reason NULL takes the declaration back. Errors: ERR_NOT_FOUND; ERR_CONFLICT "zero_has_items" the
 * own unit has an application on the road, or the other one has sent something up.
 */
CHECKED enum err zero_set(struct op *op, const char *call, const char *unit, const char *reason);

/* ---- the ledger ---- */

struct ledger_row {
    struct application application;
    const char *place;
    int64_t expert_count; /* 0 not said */
    const char *package;  /* number of the package it was sent in, or NULL */
    bool planned;         /* recommended or sent, so that it belongs to the year's plan */
};

struct ledger_track {
    const char *track;
    const char *title;
    int64_t planned_count;
    int64_t budget_fen; /* of the planned */
};

struct ledger {
    struct ledger_row *rows; /* track by track, ranked first; at most 500 */
    size_t count;
    struct ledger_track *tracks; /* with items */
    size_t track_count;
};

/* Everything of the call that is in or went through the actor's unit's hands. */
CHECKED enum err league_ledger(struct op *op, const char *call, struct ledger *ret_ledger);
