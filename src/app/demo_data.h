/* SPDX-License-Identifier: Apache-2.0 */
/* demo_data.h: the rehearsal's units and people, all invented but for the offices. */
#pragma once
#include "base/op.h"
#include "org/role.h"

enum { DEMO_CAPACITIES_MAX = 3 };

struct demo_org {
    const char *key; /* NULL ends the table */
    const char *name;
    const char *uscc;
    const char *region;
    const char *reporting; /* key of the reporting unit, which stands before it; or NULL */
    const char *capacities[DEMO_CAPACITIES_MAX];
};

struct demo_person {
    const char *login; /* NULL ends the table */
    const char *name;
    const char *org; /* key */
    enum role role;
    const char *what; /* shown on the sign-in card */
};

extern const struct demo_org demo_orgs[];
extern const struct demo_person demo_people[];

/*
 * Fills a migrated database without users: these units and people, and the embedded call published.
 * op->site lends calls and reference data. Errors: the database's; ERR_CONFLICT it was filled.
 */
CHECKED enum err demo_fill(struct op *op);
