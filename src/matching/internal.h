/* SPDX-License-Identifier: Apache-2.0 */
/* internal.h: what the files of this folder lend one another; nobody else includes it. */
#pragma once
#include "db/db.h"
#include "matching/matching.h"

struct pair {
    int64_t demand_id;
    int64_t expert_id;
    int64_t score;
    int64_t place;
    int64_t chosen;
    const char *hold;
    const char *reason;
    const char *why;
};

struct seat {
    int64_t demand_id;
    int64_t need;
    int64_t tier;
    int64_t filled;
    const char *shortage;
};

/* A run in memory: its demands by id, its pairs by demand and place. */
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
