/* SPDX-License-Identifier: Apache-2.0 */
/*
 * org.h: legal units and the dated capacities in which they act. Tables: org, capacity
 * (migrations/0010).
 */
#pragma once
#include "base/op.h"

struct org {
    int64_t id;
    const char *public_id;
    const char *name;           /* full name, 1..100 code points */
    const char *uscc;           /* GB 32100, or NULL */
    const char *region;         /* GB/T 2260 code, or NULL */
    int64_t reporting_id;       /* reporting unit of its area, 0 none */
    const char *reporting;      /* its public id, NULL none */
    const char *reporting_name; /* NULL none */
};

struct org_list {
    struct org *rows;
    size_t count;
};

/* A new unit; name 1..100 code points, uscc NULL or valid, reporting_id 0 or an org.
 * Errors: ERR_INVALID, ERR_CONFLICT. */
CHECKED enum err org_add(struct op *op, const struct org *org, int64_t *ret_id);

/* The unit takes up a capacity from a day (YYYYMMDD) on. Call inside a transaction or alone. */
CHECKED enum err org_add_capacity(struct op *op, int64_t org_id, const char *kind, int from_day);

/* By number; by public id. Errors: ERR_NOT_FOUND "not_found". */
CHECKED enum err org_get(struct op *op, int64_t id, struct org *ret_org);
CHECKED enum err org_find(struct op *op, const char *public_id, struct org *ret_org);

/* The number of the unit with this full name, 0 when there is none. */
CHECKED enum err org_named(struct op *op, const char *name, int64_t *ret_id);

/* Kinds of capacity a unit holds on a day, by grant or by a register's status, sorted; ret_kinds
 * has ret_count elements. */
CHECKED enum err org_capacities(struct op *op, int64_t org_id, int day, const char ***ret_kinds,
                                size_t *ret_count);

struct org_kinds {
    const char **kinds;
    size_t count;
};

/* The same of many units by one statement: count elements of ret_kinds, in the order of ids. */
CHECKED enum err org_capacities_of(struct op *op, const int64_t *ids, size_t count, int day,
                                   struct org_kinds **ret_kinds);

/* The one unit that holds a capacity on a day, such as the desk of a track: the first by id.
 * Errors: ERR_NOT_FOUND "no_org_in_capacity". */
CHECKED enum err org_with_capacity(struct op *op, const char *kind, int day, struct org *ret_org);

/* Units whose name contains q ("" all) holding kind on the day ("" any), by id, at most 500; a
 * unit's own administrator finds only the own unit. */
CHECKED enum err org_search(struct op *op, const char *q, const char *kind, int day,
                            struct org_list *ret_list);
