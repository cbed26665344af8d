/* SPDX-License-Identifier: Apache-2.0 */
/*
 * firm.h: how firm a ranking is: ranks of the items in draws from the model.
 *
 * A draw is a set of effects from the posterior of the model (model.h, chain.h). Draws come in
 * pairs that lie opposite each other around the mean given the sds: each alone is a draw, and in a
 * mean over both most of the sampling error cancels. Items that nothing in the marks can tell apart
 * (same reviewers in the same sections, same sum of marks) have the same posterior; what was drawn
 * for one counts for all of them, so that chance never puts one before the other.
 */
#pragma once
#include "rank/chain.h"
#include "rank/score.h"

enum {
    FIRM_DRAWS = 24000, /* unless told otherwise */
    FIRM_DRAWS_MAX = 1000000,
    FIRM_CELLS_MAX = 60000000 /* of the table of ranks: items x min(items, draws); memory comes in
                                 * pieces of at most 256 MiB */
};
#define FIRM_WORK_MAX 2.2e11 /* multiplications; some minutes */

enum firm_group { GROUP_NONE, GROUP_ACCEPT, GROUP_LOTTERY, GROUP_REJECT };

struct firm_request {
    enum rank_method method; /* whose p_selected is asked for */
    int32_t places;          /* K; -1: not asked */
    uint64_t seed;
    int32_t draws; /* 1..FIRM_DRAWS_MAX */
};

/* Of one item. Fractions are exact: sums over draws, and over its twins. */
struct firm_item {
    double score;            /* m + posterior mean of the item, points */
    int64_t rank_sum, drawn; /* expected rank = rank_sum / drawn, drawn = draws x twins */
    int64_t selected;        /* draws with rank <= places, of drawn */
    int32_t low50, high50;   /* order statistics ceil(N/4) and ceil(3N/4) of its ranks */
    enum firm_group group;   /* GROUP_NONE without places */
};

struct firm {
    struct firm_item *items;
    double *effects;      /* posterior means of all effects (numbering of model.h), points */
    double sds[SD_COUNT]; /* posterior means, points */
};

/*
 * Draws and counts. expected_rank, low50, high50 and the group are of the item's effect in every
 * method; selected is of the method: for METHOD_CALIBRATED rank of the effect, for the others rank
 * by the method of marks that are drawn anew, by the same reviewers, from the model with the
 * effects and the noise sd of the draw. T is the places-th smallest expected rank (below all ranks
 * for 0 places, above all for more places than items); accept: high50 < T, reject: low50 > T.
 * Same marks, request, build and kind of machine: same result; the order of the file's rows does
 * not matter.
 * Errors: those of model_new; ERR_TOO_LARGE rank_too_much: table or work above the limits (argument
 * draws: how many would do, 0 if none).
 */
CHECKED enum err firm_draw(struct op *op, const struct marks *marks,
                           const struct firm_request *request, struct firm *ret_firm);

/* order: items best first by expected rank, equal ones by number; rank[item] = 1 + number of items
 * with a smaller expected rank. Both have room for count items. */
void firm_order(struct op *op, const struct firm *firm, int32_t count, int32_t *ret_order,
                int32_t *ret_rank);
