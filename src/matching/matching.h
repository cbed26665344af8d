/* SPDX-License-Identifier: Apache-2.0 */
/*
 * matching.h: matching runs (匹配方案): experts of the library proposed for what needs them.
 * Tables: match_run, match_item, match_pair (migrations/0091, 0121).
 *
 * One tool for three uses, by the table of sources (source.c): experts for confirmed demands;
 * reviewers for accepted applications of a track; and, without a run that is kept, experts for a
 * draft (suggest.h). Below, a demand stands for whatever item a run is about.
 *
 * A run is made in two parts. Scoring, a job: every active expert is compared with every demand
 * (src/match), the best of each stay as pairs with their reasons, those in conflict (回避) marked.
 * Solving, in milliseconds and whenever somebody pins or forbids a pair or an expert declines:
 * the exact optimum over the pairs (src/flow), proved before it is kept, with as few moves as can
 * be. The machine proposes, people decide: nobody is invited by it.
 *
 * For those with PERM_MATCH. All of them see the runs over demands; one over applications is seen
 * by the desk that has these, and by the department.
 */
#pragma once
#include "base/op.h"
#include "job/job.h"

#include <jansson.h>

enum {
    MATCHING_TITLE_MAX = 60,
    MATCHING_DEMANDS_MAX = 1000,
    MATCHING_EXPERTS_MAX = 200000, /* beyond, `dianjiang match` and `assign` on files */
    MATCHING_TOP_MAX = 100,
    MATCHING_CAPACITY_MAX = 100,
    MATCHING_NEED_MAX = 99,
    MATCHING_ROWS_MAX = 30, /* rows of a draft that are looked up */
    MATCHING_CHANGES_MAX = 100,
    MATCHING_REASON_MAX = 500,
    MATCHING_NEXT_MAX = 5 /* candidates whose cost is computed */
};

struct matching_new {
    const char *title;
    const char *kind; /* "demand", NULL the same; "review" */
    const char *call; /* review: of which call and track, both needed */
    const char *track;
    int64_t need;          /* review: 1..MATCHING_NEED_MAX reviewers an application */
    int64_t top;           /* 1..MATCHING_TOP_MAX candidates a demand */
    int64_t capacity;      /* 1..MATCHING_CAPACITY_MAX demands an expert */
    int64_t title_level;   /* experts have at least; enum match_level; 0 any */
    int64_t load_min;      /* 0..capacity: demands every candidate gets at least */
    int64_t item_unit_max; /* experts of one employer at one demand; 0 any number */
    int64_t unit_max;      /* pairs of one employer in all; 0 any number */
    bool fair;             /* the worst proposed pair as good as can be, whatever the sum loses */
    const char **demands;  /* public ids, at most MATCHING_DEMANDS_MAX; none: all confirmed */
    size_t demand_count;
};

struct matching {
    int64_t id;
    const char *public_id;
    const char *title;
    const char *kind; /* demand | review */
    const char *call; /* "" of demands */
    const char *track;
    const char *state; /* scoring | open | failed | closed */
    int64_t top;
    int64_t capacity;
    int64_t title_level;
    int64_t load_min;
    int64_t item_unit_max;
    int64_t unit_max;
    int64_t fair; /* 0 1 */
    int64_t least;
    int64_t expert_count;
    int64_t seats_needed;
    int64_t seats_filled;
    int64_t total;
    int64_t best_total;
    int64_t moves;
    int64_t solved;
    const char *proof;
    const char *error; /* key of a message, "" none */
    const char *by;
    int64_t created_ms;
    int64_t solved_ms;
};

/*
 * A run over demands that are confirmed, or the applications of a track that are accepted and that
 * the actor sees, and the job "match.score" that fills it. Errors: ERR_INVALID
 * "matching_no_demands" nothing is confirmed, "matching_demand" one named is not,
 * "matching_no_applications", "matching_kind", "matching_track", "matching_load" more at least than
 * at most; ERR_TOO_LARGE "matching_too_large" over MATCHING_DEMANDS_MAX.
 */
CHECKED enum err matching_add(struct op *op, const struct matching_new *in, const char **ret_id);

/* The work of the job: payload is the run's number. Once; again it finds the run scored. */
CHECKED enum err matching_score(struct op *op, struct job *job);

/* Newest first, at most 200. */
CHECKED enum err matching_list(struct op *op, struct matching **ret_rows, size_t *ret_count);
CHECKED enum err matching_get(struct op *op, const char *public_id, struct matching *ret_matching);

/* ---- reading ---- */

struct matching_seat {
    const char *expert; /* public id */
    const char *name;
    const char *org;
    const char *title_name;
    int64_t score;
    int64_t place;
    const char *hold;
};

struct matching_row {
    const char *demand; /* public id */
    const char *number;
    const char *title;
    const char *unit;
    const char *reporting; /* name of the reporting unit, "" none */
    const char *urgency;
    int64_t need;
    int64_t filled;
    int64_t tier;
    const char *shortage;
    struct matching_seat *seats; /* who is proposed, best first */
    size_t seat_count;
};

/* All demands of a run with whom it proposes. */
CHECKED enum err matching_board(struct op *op, const struct matching *matching,
                                struct matching_row **ret_rows, size_t *ret_count);

struct matching_elsewhere {
    const char *demand;
    const char *title;
    int64_t score;
};

/* A candidate for one demand. */
struct matching_candidate {
    const char *expert;
    const char *name;
    const char *org;
    const char *title_name;
    const char *specialty;
    int64_t score;
    int64_t place;
    int64_t chosen;
    const char *hold;
    const char *reason;
    json_t *why;   /* [[words, kind, points], …]: the points add up to the score */
    bool costed;   /* cost and moved are meant */
    int64_t cost;  /* what the whole would lose with this one pinned here; may be 0 */
    int64_t moved; /* pairs that would change */
    struct matching_elsewhere *elsewhere; /* where it is proposed instead */
    size_t elsewhere_count;
};

/* Best first. Costs are of the first MATCHING_NEXT_MAX open ones that are not proposed. */
CHECKED enum err matching_candidates(struct op *op, const struct matching *matching,
                                     const char *demand, struct matching_candidate **ret_rows,
                                     size_t *ret_count);

/* ---- changing ---- */

/* One pair; or an expert as a whole (demand NULL: forbidden or free); or a need (expert NULL). */
struct matching_change {
    const char *demand;
    const char *expert;
    const char *hold;   /* pinned | forbidden | declined | free */
    const char *reason; /* needed but for free and pinned */
    int64_t need;       /* 1..MATCHING_NEED_MAX, of a demand without an expert */
};

struct matching_changes {
    int64_t seen; /* solved of the run the person saw */
    const struct matching_change *rows;
    size_t count;
};

struct matching_move {
    const char *demand; /* its title */
    const char *expert; /* the person's name */
    bool added;         /* else taken away */
};

struct matching_outcome {
    int64_t seats_filled;
    int64_t total;
    int64_t seats_before;
    int64_t total_before;
    int64_t seats_needed;
    int64_t solved;
    struct matching_move *moves;
    size_t move_count;
};

/*
 * Changes pairs and solves again; try_only tells what would come of it and keeps nothing. seen: the
 * number of solutions the person saw. Errors: ERR_CONFLICT "matching_moved" it was solved again
 * since, "matching_not_open", "matching_invited" a pair with an open invitation, "assign_pin" too
 * many pins for a demand or an expert, "matching_minimum" the least loads cannot be met;
 * ERR_INVALID "reason_needed", "matching_in_conflict" a pair in conflict cannot be pinned,
 * "matching_whole" the change names too little; ERR_NOT_FOUND a pair that is none.
 */
CHECKED enum err matching_change(struct op *op, const char *public_id,
                                 const struct matching_changes *changes, bool try_only,
                                 struct matching_outcome *ret_outcome);

/*
 * For invitations, inside the caller's transaction. matching_lock: first, before other rows.
 * matching_hold: "invited" fixes a proposed pair until "" frees it. matching_check_pair judges
 * conflicts of interest anew: ERR_CONFLICT "invitation_conflict" (args reason).
 */
CHECKED enum err matching_lock(struct op *op, int64_t run_id);
CHECKED enum err matching_hold(struct op *op, int64_t run_id, int64_t demand_id, int64_t expert_id,
                               const char *hold);
CHECKED enum err matching_check_pair(struct op *op, int64_t demand_id, int64_t expert_id);

/* matching_change inside the caller's transaction, without `seen`: an expert's answer. */
CHECKED enum err matching_decline(struct op *op, int64_t run_id, int64_t demand_id,
                                  int64_t expert_id, const char *reason,
                                  struct matching_outcome *ret_outcome);

/*
 * Inside the caller's transaction: an expert is away. In every open run all that the expert could
 * do is forbidden for this reason, and the run is solved anew; where least loads can no longer be
 * met, the seats are given up and the rest stays as it was.
 */
CHECKED enum err matching_expert_away(struct op *op, int64_t expert_id, const char *reason);

/* Ends a run: no more changes. */
CHECKED enum err matching_close(struct op *op, const char *public_id);

/* The reasons of a person's pairs, who is erased: they quote works. Inside that transaction. */
CHECKED enum err matching_forget(struct op *op, int64_t expert_id);
