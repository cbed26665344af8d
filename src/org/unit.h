/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unit.h: the tree of reporting units as those who keep it see it: names and capacities through
 * the years. Tables: org, capacity (migrations/0010), org_name (0020).
 *
 * A unit's own administrator sees and finds only the own unit; for everybody else with
 * PERM_ORG_READ units are no secret. Days are YYYYMMDD.
 */
#pragma once
#include "org/org.h"

enum { UNIT_LIST_MAX = 500, UNIT_CODE_MAX = 40, UNIT_DAY_NONE = 99991231 };

struct unit_row {
    int64_t id;
    const char *public_id;
    const char *name;
    const char *uscc;   /* or NULL */
    const char *region; /* or NULL */
    const char *parent; /* public id of the reporting unit, or NULL */
    int64_t child_count;
};

struct unit_page {
    struct unit_row *rows; /* by id */
    size_t count;
    bool more;
};

struct unit_query {
    const char *parent; /* public id: the units that report to it; "" those that report to none */
    const char *q;      /* part of a name: then parent "" means all */
    int64_t after_id;   /* cursor, 0 from the first */
    int limit;          /* 1..UNIT_LIST_MAX */
};

CHECKED enum err unit_list(struct op *op, const struct unit_query *query,
                           struct unit_page *ret_page);

/* A unit the actor may see. Errors: ERR_NOT_FOUND "not_found". */
CHECKED enum err unit_find(struct op *op, const char *public_id, struct org *ret_org);

struct unit_name {
    const char *name;
    int64_t to_day; /* last day */
    const char *basis;
};

struct unit_capacity {
    const char *kind;
    int64_t from_day;
    int64_t to_day;    /* UNIT_DAY_NONE: open */
    const char *basis; /* or NULL */
};

struct unit_history {
    struct unit_name *names; /* former ones, newest first */
    size_t name_count;
    struct unit_capacity *capacities; /* by kind and day */
    size_t capacity_count;
};

CHECKED enum err unit_history(struct op *op, int64_t org_id, struct unit_history *ret_history);

struct unit_new {
    const char *name;
    const char *uscc;      /* NULL or "" none */
    const char *region;    /* NULL or "" none */
    const char *reporting; /* public id, NULL or "" none */
};

/*
 * A new unit, without a capacity. Errors: ERR_INVALID "uscc_form" | "uscc_check" |
 * "unit_region"; ERR_NOT_FOUND reporting; ERR_CONFLICT "unit_exists": its name or code is taken.
 */
CHECKED enum err unit_add(struct op *op, const struct unit_new *unit, const char **ret_id);

struct unit_rename {
    const char *unit; /* public id */
    const char *name;
    int64_t from_day; /* first day of the new name, not after today */
    const char *basis;
};

/* The old name stays in the history. Errors: ERR_NOT_FOUND; ERR_INVALID "day_ahead";
 * ERR_CONFLICT "unit_exists". */
CHECKED enum err unit_rename(struct op *op, const struct unit_rename *rename);

struct unit_grant {
    const char *unit; /* public id */
    const char *kind; /* code of a class of unit of the calls */
    int64_t day;      /* first day of a grant, last day of an end */
    const char *basis;
};

/* 1..UNIT_CODE_MAX of [a-z0-9_-]. */
bool unit_code_valid(const char *code);

/* The unit takes up a capacity. Errors: ERR_NOT_FOUND; ERR_INVALID "capacity_unknown";
 * ERR_CONFLICT "capacity_held". */
CHECKED enum err unit_grant(struct op *op, const struct unit_grant *grant);

/* What the unit files in it afterwards is refused, what was filed stays. Errors: ERR_NOT_FOUND
 * (also: holds no open capacity of that kind); ERR_INVALID "day_before_start". */
CHECKED enum err unit_end_grant(struct op *op, const struct unit_grant *end);
