/* SPDX-License-Identifier: Apache-2.0 */
/*
 * superior.h: the legal superior (隶属, 主管单位) of a unit, day by day. Not the reporting unit: that
 * one follows the area. Conflicts of interest (src/expert/conflict.h) ask for it. Table:
 * org_superior (migrations/0120). Days are YYYYMMDD.
 */
#pragma once
#include "base/op.h"

#include <stddef.h>

enum { SUPERIOR_ROWS_MAX = 100, SUPERIOR_DEPTH_MAX = 20 };

struct superior {
    int64_t id; /* of the superior */
    const char *name;
    int64_t from_day; /* 0 not known */
    int64_t to_day;   /* UNIT_DAY_NONE: open */
    const char *basis;
};

/* All a unit had, newest first, at most SUPERIOR_ROWS_MAX. */
CHECKED enum err superiors_of(struct op *op, int64_t org_id, struct superior **ret_rows,
                              size_t *ret_count);

struct superior_new {
    const char *unit;     /* public id */
    const char *superior; /* public id; NULL or "": belongs to nobody from that day on */
    int64_t from_day;
    const char *basis;
};

/*
 * The unit belongs to another superior from a day on; the one before ends the day before. Errors:
 * ERR_NOT_FOUND either unit; ERR_CONFLICT "superior_circle" the unit itself, or one that belongs to
 * it, "superior_same" it is so already; ERR_INVALID "superior_day" not after the first day of the
 * one before.
 */
CHECKED enum err superior_set(struct op *op, const struct superior_new *in);

/* The same by numbers, inside the caller's transaction: for lists. from_day 0: not known. */
CHECKED enum err superior_enter(struct op *op, int64_t org_id, int64_t superior_id, int from_day);
