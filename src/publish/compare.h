/* SPDX-License-Identifier: Apache-2.0 */
/*
 * compare.h: what a new version of a call changes, in sentences, and how many applications are
 * touched. Both versions are told in plain Chinese (call/plain.h) and the sentences compared, so
 * that every rule that can be told is compared without a line of its own here.
 */
#pragma once
#include "call/call.h"

struct call_change {
    const char *track;  /* code, "" the call as a whole */
    const char *title;  /* of the track */
    const char *group;  /* "截止时间", "名额", "申报表" … */
    const char *before; /* sentence that goes, "" none */
    const char *after;  /* sentence that comes, "" none */
};

struct call_changes {
    struct call_change *rows; /* the call as a whole first, then tracks in the new order */
    size_t count;
};

/* Pure. Empty when nothing that can be told differs. */
struct call_changes calls_compare(struct op *op, const struct call *before,
                                  const struct call *after);

struct call_touched {
    const char *track;
    int64_t sent;     /* sent in time by the version of then: nothing is taken from them */
    int64_t old_form; /* of them: written on the form of an earlier version, which they keep */
};

struct call_touched_list {
    struct call_touched *rows; /* by track */
    size_t count;
};

/* What was sent of the call, by track; n: the version whose form is the new one. */
CHECKED enum err call_touched(struct op *op, const char *call, int64_t n,
                              struct call_touched_list *ret_list);
