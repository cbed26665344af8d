/* SPDX-License-Identifier: Apache-2.0 */
/*
 * roster.h: units and people from one YAML file (docs/operating.md), for a site's beginning and
 * for rehearsals: another province is a file, not code.
 */
#pragma once
#include "base/op.h"
#include "call/finding.h"

enum { ROSTER_UNITS_MAX = 5000, ROSTER_PEOPLE_MAX = 5000 };

/* An entry of a register of bases, in force from the day of its approval. */
struct roster_base {
    struct place place;
    const char *reg; /* code of the register, and the capacity it gives */
    const char *name;
    const char *level;  /* a word of the call's register */
    const char *number; /* of the approval */
    const char *status; /* "有效" */
    int approved;       /* YYYYMMDD */
};

struct roster_unit {
    struct place place;
    const char *key; /* by which the file refers to it */
    const char *name;
    const char *uscc;      /* or NULL */
    const char *region;    /* or NULL */
    const char *reporting; /* key of a unit above, or NULL */
    const char *superior;  /* key of the unit above that it belongs to, or NULL */
    const char **capacities;
    size_t capacity_count;
    int from; /* first day of the capacities, 0: the roster's */
    struct roster_base *bases;
    size_t base_count;
};

struct roster_person {
    struct place place;
    const char *login;
    const char *name;
    const char *unit; /* key */
    const char *role; /* code of org/role.h */
    const char *about;
};

struct roster {
    struct place place;
    int format;
    int from; /* first day of capacities and posts, 0: today */
    struct roster_unit *units;
    size_t unit_count;
    struct roster_person *people;
    size_t person_count;
};

/*
 * Reads a file's bytes; path is what mistakes are told by. All mistakes at once as problems of the
 * op: keys, twice the same key, name or login, references to nothing or to a unit further below.
 * Errors: ERR_INVALID "roster_wrong".
 */
CHECKED enum err roster_read(struct op *op, const char *path, const char *bytes, size_t size,
                             struct roster *ret_roster);

/* A person who was made, with the link that sets the password; token NULL in a rehearsal. */
struct roster_link {
    const char *login;
    const char *name;
    const char *unit_name;
    const char *token;
};

struct roster_made {
    size_t unit_count; /* new ones */
    struct roster_link *links;
    size_t link_count;
};

/*
 * Enters the roster as one transaction. A unit whose name is there already is taken as it is and
 * gets what it lacks of a superior, capacities and bases; reporting is not moved. In a rehearsal
 * everybody has DEMO_PASSWORD and a card on the sign-in page; else an activation link.
 * Errors: ERR_CONFLICT "roster_login_taken"; ERR_INVALID "uscc_form" | "uscc_check".
 */
CHECKED enum err roster_add(struct op *op, const struct roster *roster,
                            struct roster_made *ret_made);
