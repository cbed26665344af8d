/* SPDX-License-Identifier: Apache-2.0 */
/*
 * move.h: an unsent application taken to the form of the current call, nothing typed lost.
 * Tables: application_kept (migrations/0030).
 */
#pragma once
#include "application/application.h"

/* What a move would do, or that there is nowhere to move. */
struct move_plan {
    int64_t from; /* call version of the form it follows */
    int64_t to;   /* current one; equal to from: the form is no other, or may not be changed now */
    const struct call *call_from;
    const struct call *call_to;
    const struct form *form_from;
    const struct form *form_to;
};

/* Errors: those of reading calls. */
CHECKED enum err move_plan(struct op *op, const struct application *application,
                           struct move_plan *ret_plan);

/* What the move would carry and keep aside of the values as they stand. */
CHECKED enum err move_preview(struct op *op, const struct application *application,
                              const struct move_plan *plan, struct form_moved *ret_moved);

/*
 * Moves it: the old values become a version of kind "moved", what the new form cannot hold is kept
 * aside, the form is pinned to version to. base: revision the person looked at.
 * Errors: ERR_CONFLICT "form_no_newer" nothing to move to, or another version than to;
 * "stale_patch" somebody saved meanwhile, "not_editable", "state_moved"; ERR_NOT_FOUND.
 */
CHECKED enum err application_move(struct op *op, const char *public_id, int64_t base, int64_t to);

/* A value kept aside. */
struct kept_value {
    int64_t n;            /* 1.. */
    int64_t form_version; /* it was typed on */
    const char *field;
    int64_t at_ms;
    const char *label;
    const char *kind;
    const char *text;
    json_t *value;
};

struct kept_list {
    struct kept_value *rows; /* newest first */
    size_t count;
};

/* Those of an application; empty for everybody but its unit and the desk that types it in. */
CHECKED enum err move_kept(struct op *op, const struct application *application,
                           struct kept_list *ret_list);

/* How many. */
CHECKED enum err move_kept_count(struct op *op, const struct application *application,
                                 int64_t *ret_count);
