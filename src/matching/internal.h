/* SPDX-License-Identifier: Apache-2.0 */
/* internal.h: what the files of this folder lend one another; nobody else includes it. */
#pragma once
#include "db/db.h"
#include "expert/conflict.h"
#include "match/match.h"
#include "matching/matching.h"

struct pair {
    int64_t item_id;
    int64_t expert_id;
    int64_t score;
    int64_t place;
    int64_t chosen;
    const char *hold;
    const char *reason;
    const char *why;
    const char *unit; /* the expert's employer */
};

struct seat {
    int64_t item_id;
    int64_t need;
    int64_t tier;
    int64_t filled;
    const char *shortage;
};

/* A run in memory: its items by id, its pairs by item and place. */
struct run {
    struct matching row;
    struct seat *seats;
    size_t seat_count;
    struct pair *pairs;
    size_t pair_count;
};

CHECKED enum err run_read(struct op *op, int64_t id, struct run *ret_run);

/* Its number and state locked until the transaction ends. */
CHECKED enum err run_lock(struct op *op, int64_t id);

/*
 * The optimum over the pairs that are not held back, proved; sets chosen, filled, shortages and the
 * row's sums and moves. Pure but for time. Errors: those of assign_new and assign_solve.
 */
CHECKED enum err run_solve(struct op *op, struct run *run);

/* Writes what differs between two states of a run, and the row. Inside a transaction. */
CHECKED enum err run_write(struct op *op, const struct run *before, const struct run *after);

/* A copy whose pairs and seats can be changed. */
struct run run_copy(struct op *op, const struct run *run);

/* ---- what a run is about (source.c) ---- */

/* An item as the two sides of judging want it. Texts and units are children of the op. */
struct asked {
    struct match_demand text;
    struct conflict_item item;
};

/* The items of a new run, as the actor sees them. */
struct found {
    struct seat *seats;
    size_t count;
    int64_t desk_id; /* of the applications, 0 none */
};

/* One row a kind of run. Statements: the rows of run $1; the number of public id $2 in run $1; the
 * title of item $1. */
struct source {
    const char *kind;
    const struct db_sql *rows;
    const struct db_sql *number;
    const struct db_sql *title;
    enum err (*find)(struct op *op, const struct matching_new *in, struct found *ret_found);
    enum err (*ask)(struct op *op, int64_t item_id, struct asked *ret_asked);
};

/* NULL: no such kind. */
const struct source *source_of(const char *kind);

/* Public id of an item as its number. Errors: ERR_NOT_FOUND. */
CHECKED enum err source_number(struct op *op, const struct matching *run, const char *item,
                               int64_t *ret_id);

/* ask.c: the kinds' ways to ask. */
CHECKED enum err ask_demand(struct op *op, int64_t id, struct asked *ret_asked);
CHECKED enum err ask_application(struct op *op, int64_t id, struct asked *ret_asked);

/* What a draft asks for: the whole (row 0), and each row of its demands (1..), as far as they say
 * anything. */
struct asked_row {
    int64_t row;
    const char *title;
    struct asked asked;
};
CHECKED enum err ask_rows(struct op *op, int64_t application_id, struct asked_row **ret_rows,
                          size_t *ret_count);

/* ---- comparing (scoring.c) ---- */

struct scoring; /* all active experts as an index; a child of the op */

CHECKED enum err scoring_new(struct op *op, struct scoring **ret_scoring);
int64_t scoring_expert_count(const struct scoring *scoring);

/*
 * The best `top` experts free of conflict, with reasons, best first; those in conflict that stand
 * among them are kept with hold "conflict". Fields of the pairs: all but item_id, chosen.
 */
CHECKED enum err scoring_ask(struct op *op, struct scoring *scoring, const struct asked *asked,
                             int64_t top, struct pair **ret_pairs, size_t *ret_count);
