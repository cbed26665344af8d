/* SPDX-License-Identifier: Apache-2.0 */
/*
 * acceptance.h: the receiving desk: its queue, what each item lacks, arrivals outside the system.
 * Tables: arrival (migrations/0012); what people found is in fact.h. Accepting, returning, refusing
 * are steps of the application.
 */
#pragma once
#include "application/application.h"

struct desk_filter {
    const char *call;
    const char *state; /* waiting | returned | accepted | all, "" = waiting */
    const char *q;
    const char *cursor; /* from desk_queue.next */
    int64_t limit;      /* 1..500, 0 = 100 */
};

struct desk_row {
    struct application application;
    const char *age_text; /* "2 个工作日" since it arrived */
    const char *paper;    /* "纸质 1/2 份", NULL when no paper is wanted or nothing is known */
    const char **missing; /* "盖章扫描件" */
    size_t missing_count;
};

struct desk_queue {
    struct desk_row *rows; /* longest waiting first */
    size_t count;
    int64_t waiting; /* these three at most 5,000 */
    int64_t returned;
    int64_t accepted;
    const char *next; /* cursor, NULL at the end */
};

CHECKED enum err desk_queue(struct op *op, const struct desk_filter *filter,
                            struct desk_queue *ret_queue);

enum check_state { DESK_CHECK_OK, DESK_CHECK_MISSING, DESK_CHECK_UNKNOWN };

/* One line of the desk's checklist: what the machine found, and what a person did. */
struct desk_check {
    const char *code;
    const char *text;
    const char *clause; /* label, or NULL */
    enum check_state automatic;
    const char *note;       /* of the machine, or NULL */
    enum check_state state; /* what holds: a person's finding before the machine's */
    const char *by;         /* NULL: nobody has looked */
    int64_t at_ms;
    const char *said;
    int64_t paper_n;     /* paper_version: the kept version the paper is of, 0 none */
    int64_t arrived_ms;  /* paper */
    const char *finding; /* of the paper's lateness, for the decision; NULL none */
};

struct desk_checklist {
    struct desk_check *rows;
    size_t count;
    int64_t electronic_due_ms; /* when mending would end if it were returned now */
    int64_t paper_due_ms;
    int64_t sent_n; /* kept version that counts, 0 none */
};

/* What the call wants of this item, what the machine can tell of it, what people found. */
CHECKED enum err desk_checklist(struct op *op, const struct application *application,
                                struct desk_checklist *ret_checklist);

/* The lines alone, with neither machine nor people: for a queue. */
CHECKED enum err desk_lines(struct op *op, const struct application *application,
                            struct desk_checklist *ret_checklist);

/* Marks lines of the checklist. Errors: ERR_INVALID "desk_no_line"; as desk_facts_keep. */
struct desk_mark;
CHECKED enum err desk_check_mark(struct op *op, const struct application *application,
                                 const struct desk_mark *marks, size_t count);

/* ---- arrivals ---- */

struct arrival_new {
    const char *code; /* of the application, from the paper; "" when the desk types it in */
    const char *call; /* with org: 代录, a draft is made for the unit */
    const char *track;
    const char *org;      /* public id */
    const char *channel;  /* paper | email | usb */
    int64_t arrived_ms;   /* arrival or postmark; not in the future */
    const char *evidence; /* what proves it, 1..500 code points */
};

struct incoming {
    int64_t id;
    const char *public_id;
    const char *application; /* public id */
    const char *code;
    const char *title;
    const char *org;
    const char *channel;
    int64_t arrived_ms;
    const char *evidence;
    const char *by;
    int64_t registered_by;
    const char *checked_by; /* NULL: not yet */
    const char *state;      /* registered | agreed | disputed */
    const char *note;
    const char *application_state;
};

struct incoming_list {
    struct incoming *rows;
    size_t count;
};

/*
 * Registers what came outside the system. Nothing counts before a second person has checked it.
 * Errors: ERR_NOT_FOUND no such code or unit; ERR_INVALID "arrival_future"; ERR_CONFLICT
 * "already_sent", "arrival_open" one is waiting for its check already.
 */
CHECKED enum err arrival_add(struct op *op, const struct arrival_new *in, struct incoming *ret);

/*
 * The second person's check. agree: the item is sent as of the registered instant, if that is in
 * time and the quota has room; what the desk has not finished typing in stays a draft until
 * arrival_complete, its instant agreed. Errors: ERR_DENIED "second_person" the same person as
 * registered; ERR_CONFLICT "arrival_checked", and those of application_do.
 */
CHECKED enum err arrival_check(struct op *op, const char *public_id, bool agree, const char *note,
                               struct incoming *ret);

/*
 * 录入完成: what was agreed before it was typed in is sent as of its arrival, also with problems of
 * the form, as paper may have them: they are returned for mending. note: reason for a place above
 * a soft quota, or "". Errors: ERR_NOT_FOUND; ERR_CONFLICT "arrival_unchecked" not agreed,
 * "already_sent", "form_empty" nothing was typed, and those of application_do.
 */
CHECKED enum err arrival_complete(struct op *op, const char *public_id, const char *note,
                                  struct incoming *ret);

/* Whether it waits for arrival_complete. */
bool arrival_waits_for_typing(const struct incoming *arrival);

/* Those of the actor's desk, newest first, at most 500. */
CHECKED enum err arrival_list(struct op *op, struct incoming_list *ret_list);
