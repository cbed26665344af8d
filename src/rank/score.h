/* SPDX-License-Identifier: Apache-2.0 */
/*
 * score.h: what an item scores by each method, exactly.
 *
 * A score is a fraction of hundredths of a point; items are compared by it, never by what is shown.
 * Rounding happens once, in score_text.
 */
#pragma once
#include "rank/marks.h"

#include <stdbool.h>

enum rank_method {
    METHOD_MEAN,      /* sum / n */
    METHOD_TRIMMED,   /* one highest and one lowest dropped when n >= TRIMMED_MARKS_MIN */
    METHOD_MEDIAN,    /* the middle mark; of an even number the mean of the middle two */
    METHOD_CALIBRATED /* by the model (firm.h); has no exact score */
};

enum { TRIMMED_MARKS_MIN = 5, SCORE_TEXT_BYTES = 32 };

/* num / den, den > 0; |num| <= 10^16, den <= 10^11. Not reduced. */
struct fraction {
    int64_t num, den;
};

/* Less than, equal to or greater than 0 as a is less than, equal to or greater than b. */
int fraction_compare(struct fraction a, struct fraction b);

/* The score of one item by an exact method. Sorts nothing of its caller's: scratch has room for the
 * item's marks. */
struct fraction score_of(const struct marks *marks, int32_t item, enum rank_method method,
                         int32_t *scratch);

/* A fraction of hundredths as points with six places, rounded half away from zero: "87.666667",
 * "-0.500000"; what rounds to zero has no sign. */
void score_text(struct fraction score, char ret_text[SCORE_TEXT_BYTES]);

/* The same of a double in points (of the model, which is not exact). |points| <= 2 * 10^6. */
void score_text_of_points(double points, char ret_text[SCORE_TEXT_BYTES]);

/*
 * order[0..count-1] becomes the items best first: by higher score, equal ones by number (which is
 * byte order of the name); rank[item] = 1 + number of items strictly better.
 */
void score_order(const struct fraction *scores, int32_t count, int32_t *order, int32_t *rank);
