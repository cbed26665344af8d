/* SPDX-License-Identifier: Apache-2.0 */
/*
 * register.h: registers of bases (基地名册): who hosts one, by which approval, and in which status
 * it is. What a unit may do as a base follows from the status on the day. Tables: register_entry,
 * register_status (migrations/0020).
 */
#pragma once
#include "base/op.h"

struct register_status {
    int64_t from_day;     /* YYYYMMDD; holds until the next one begins */
    const char *status;   /* word of the decision: 有效, 暂停, 撤销 */
    bool holds;           /* the unit has the register's capacity meanwhile */
    const char *document; /* number of the decision */
};

struct register_entry {
    int64_t id;
    const char *public_id;
    const char *reg;   /* code of the register, and the capacity it gives: "base" */
    const char *name;  /* of the base */
    const char *level; /* a word of the call's register: "regional" */
    const char *batch; /* "" none */
    const char *approval_number;
    int64_t approved_day;
    struct register_status *statuses; /* by day */
    size_t status_count;
};

struct register_list {
    struct register_entry *rows; /* by approval day */
    size_t count;
};

/* Whether anything is entered in a register at all. Errors: those of the database. */
CHECKED enum err register_is_kept(struct op *op, const char *reg, bool *ret_kept);

CHECKED enum err register_of_org(struct op *op, int64_t org_id, struct register_list *ret_list);

/*
 * Enters a base of the unit (public id), whose first status holds from status->from_day. entry: all
 * but ids and statuses. Errors: ERR_NOT_FOUND; ERR_INVALID "capacity_unknown" reg or
 * level is no code, "day_ahead" approved after today, "day_before_start" status before the
 * approval; ERR_CONFLICT "register_exists".
 */
CHECKED enum err register_add(struct op *op, const char *unit, const struct register_entry *entry,
                              const struct register_status *status, const char **ret_id);

/* The same for a unit by number, inside a transaction; the days are the caller's to check. */
CHECKED enum err register_enter(struct op *op, int64_t org_id, const struct register_entry *entry,
                                const struct register_status *status);

/* From a day on the base has another status; one on the same day is replaced. Errors:
 * ERR_NOT_FOUND; ERR_INVALID "day_before_start". */
CHECKED enum err register_set_status(struct op *op, const char *public_id,
                                     const struct register_status *status);

struct register_base {
    const char *id; /* public id of the entry */
    const char *name;
    const char *org; /* host */
};

/* Bases whose name contains q ("" all), by entry, at most 500: for those who link experts. */
CHECKED enum err register_search(struct op *op, const char *q, struct register_base **ret_rows,
                                 size_t *ret_count);
