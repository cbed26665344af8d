/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rank.h: a ranking of the items of a review by an announced method. docs/ranking.md describes it
 * for people and to the digit.
 */
#pragma once
#include "rank/firm.h"

struct ranking {
    int32_t count;
    int32_t *order;          /* items, best first */
    int32_t *rank;           /* of each item; equal ones share the best: 1, 1, 3 */
    struct fraction *means;  /* of each item: the plain mean, hundredths */
    struct fraction *scores; /* of each item by the method; METHOD_CALIBRATED: NULL */
    struct firm firm;        /* items NULL when neither calibrated nor places were asked for */
};

/*
 * Ranks. The exact methods rank by exact score, METHOD_CALIBRATED by expected rank; equal items
 * stand in byte order of their names. Errors: those of firm_draw, when the model is needed.
 */
CHECKED enum err rank_items(struct op *op, const struct marks *marks,
                            const struct firm_request *request, struct ranking *ret_ranking);

/* Whether every reviewer marked every item in one section: then the calibrated order is that of the
 * means, because what is taken off for a reviewer is taken off every item alike. */
bool rank_calibration_is_idle(const struct marks *marks);
