/* SPDX-License-Identifier: Apache-2.0 */
/*
 * handover.h: 移交清单: which accepted items lie in which box, who handed them over, who received.
 * Tables: handover, handover_item (migrations/0052).
 *
 * One person of the desk makes the list, a second one confirms that the boxes hold what it says,
 * one of the department receives them. Only then an item's paper is the department's.
 */
#pragma once
#include "base/op.h"

enum { HANDOVER_ITEMS_MAX = 500, HANDOVER_BOX_MAX = 999, HANDOVER_LIST_MAX = 200 };

struct handover_place {
    const char *id; /* public id of the application */
    int64_t box;    /* 1..HANDOVER_BOX_MAX */
};

struct handover_new {
    const char *call;
    const char *note;
    const struct handover_place *items; /* 1..HANDOVER_ITEMS_MAX, in the order of the list */
    size_t count;
};

struct handover_item {
    const char *id;
    const char *code;
    const char *title;
    const char *org;
    const char *track; /* code */
    int64_t box;
    int64_t copies; /* on paper that the desk found */
};

struct handover {
    int64_t id;
    const char *public_id;
    const char *number;
    const char *call;
    const char *desk;
    const char *state; /* made | checked | received */
    const char *note;
    const char *made_by;
    int64_t made_by_id;
    int64_t made_ms;
    const char *checked_by;
    int64_t checked_ms;
    const char *received_by;
    int64_t received_ms;
    const char *remark;
    int64_t item_count;
    int64_t box_count;
    struct handover_item *items; /* not in a list of handovers */
    size_t count;
};

struct handover_list {
    struct handover *rows; /* newest first */
    size_t count;
};

/*
 * Makes a list of accepted items of the actor's desk. Errors: ERR_DENIED "not_allowed" no desk;
 * ERR_CONFLICT "handover_not_accepted", "handover_twice" an item is in a list already.
 */
CHECKED enum err handover_make(struct op *op, const struct handover_new *in, struct handover *ret);

/* Takes a list back before it is received. Errors: ERR_NOT_FOUND; ERR_CONFLICT "handover_done". */
CHECKED enum err handover_drop(struct op *op, const char *public_id);

/*
 * The second person's confirmation; the department's receipt with what was not as listed.
 * Errors: ERR_NOT_FOUND; ERR_DENIED "second_person", "not_allowed"; ERR_CONFLICT "handover_done".
 */
CHECKED enum err handover_check(struct op *op, const char *public_id, struct handover *ret);
CHECKED enum err handover_receive(struct op *op, const char *public_id, const char *remark,
                                  struct handover *ret);

/* Those of the actor's desk; for the department those that were checked. */
CHECKED enum err handover_list(struct op *op, struct handover_list *ret_list);
CHECKED enum err handover_get(struct op *op, const char *public_id, struct handover *ret);

/* Accepted items of the actor's desk that are in no list yet, by code, at most 500. */
CHECKED enum err handover_open(struct op *op, const char *call, struct handover *ret);
