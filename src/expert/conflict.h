/* SPDX-License-Identifier: Apache-2.0 */
/*
 * conflict.h: 回避: whether a person must keep away from a matter, and why. Pure: one function
 * judges an expert for a demand and a reviewer for an application, when pairs are proposed and
 * again when they are decided.
 *
 * Rules (domain.md §3.2): same unit, or parent and child, on the day · named in the matter ·
 * declared by the person, or named by the unit as to be avoided · joint work within three years.
 */
#pragma once
#include "base/op.h"

#include <stddef.h>

enum conflict_kind {
    CONFLICT_SAME_UNIT,  /* works on the day for a unit of the matter */
    CONFLICT_PARENT,     /* for its parent, its child, or another child of the same parent */
    CONFLICT_NAMED,      /* stands in the matter as a person */
    CONFLICT_DECLARED,   /* declared by the person; or the unit asked to be spared the person */
    CONFLICT_JOINT_WORK, /* a work in common with a person of the matter, three years or younger */
    CONFLICT_KIND_COUNT
};

enum { CONFLICT_WORK_YEARS = 3 };

/* To whom a unit belongs (隶属), from day to day; not the reporting unit. */
struct conflict_superior {
    int64_t id;
    int from_day; /* YYYYMMDD, 0 open */
    int to_day;   /* YYYYMMDD, 0 open */
};

/* A unit somebody belongs to; ids 0 when the unit is not registered: then names are compared. */
struct conflict_unit {
    int64_t id;
    const struct conflict_superior *superiors; /* through the years, ended by id 0; NULL none */
    const char *name;
    int from_day; /* YYYYMMDD, 0 open; of a person's employment */
    int to_day;   /* YYYYMMDD, 0 open */
};

struct conflict_work {
    const char *title;
    int year; /* 0 not known: counts as recent */
};

struct conflict_person {
    const char *identity; /* blind index, NULL not known */
    const char *name;
    const struct conflict_unit *units; /* through the years */
    size_t unit_count;
    const struct conflict_unit *declared; /* units declared; days unused */
    size_t declared_count;
    const struct conflict_work *works;
    size_t work_count;
};

/* A matter: a demand, an application; its people are those it names. */
struct conflict_item {
    int day; /* YYYYMMDD on which belonging counts */
    const struct conflict_unit *units;
    size_t unit_count;
    const struct conflict_person *people; /* identity, name, works; units[0] if known */
    size_t person_count;
    const char *const *avoid; /* names or identities the unit asked to be spared */
    size_t avoid_count;
};

struct conflict {
    enum conflict_kind kind;
    const char *text; /* Chinese, with what it rests on; a child of op */
};

/*
 * All conflicts of one person with one matter, in the order of the kinds; none: ret_count 0.
 * Names of units are compared without blanks and brackets' width; people by identity where both are
 * known, else by name and unit. Never fails.
 */
void conflict_find(struct op *op, const struct conflict_person *person,
                   const struct conflict_item *item, struct conflict **ret_rows, size_t *ret_count);

/* "same_unit" and so on; "同一单位". Static storage. */
const char *conflict_code(enum conflict_kind kind);
const char *conflict_name(enum conflict_kind kind);
