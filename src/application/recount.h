/* SPDX-License-Identifier: Apache-2.0 */
/* recount.h: ends of mending periods that were counted before the year's holidays were known. */
#pragma once
#include "application/application.h"

enum { COUNTED_MAX = 5000 };

/* A period of working days that has not ended by itself, as it was told. */
struct counted {
    int64_t id;            /* of its row */
    const char *public_id; /* of the application or package */
    const char *code;      /* what people call it: number of the item or package */
    const char *title;
    const char *org;
    int64_t org_id;
    const char *call;
    const char *track;
    int64_t from_ms; /* when it began */
    int64_t due_ms;  /* the first instant that is too late, as told */
    bool paper;      /* of the paper, else of what is sent electronically */
};

struct counted_list {
    struct counted *rows; /* by due_ms */
    size_t count;
};

/*
 * Mending periods of applications that end after after_ms and still matter: what was returned and
 * not mended, and paper that is waited for. At most COUNTED_MAX of each kind. Errors:
 * ERR_TOO_LARGE "holiday_too_many".
 */
CHECKED enum err application_counted(struct op *op, int64_t after_ms, struct counted_list *list);

/* When the period ends by a calendar: by the rules that the call has now, in its zone. Errors:
 * those of publish_current; ERR_CONFLICT "track_gone". */
CHECKED enum err counted_end(struct op *op, const struct counted *counted,
                             const struct calendar *calendar, int64_t *ret_due_ms);

/* Writes another end, with an event, unless the period ended meanwhile or was begun anew: then
 * nothing is done. Inside an event_tx. */
CHECKED enum err application_recount(struct op *op, const struct counted *counted, int64_t due_ms);
