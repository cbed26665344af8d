/* SPDX-License-Identifier: Apache-2.0 */
/*
 * panel.h: what the marks tell of the panel that gave them: how far reviewers agree, who is
 * lenient, which marks stand out, how the methods differ, what calibration can do here.
 *
 * Figures are estimates in points of the sheet and know no scale. They judge nobody: a reviewer who
 * stands alone may be the one who is right.
 */
#pragma once
#include "rank/rank.h"

enum { PANEL_OUTLIERS_MAX = 100, PANEL_FITS_MAX = 300, PANEL_COMPARED_MIN = 3, PANEL_METHODS = 4 };
#define PANEL_OUTLIER_SIZE 3.0

/* Of one reviewer; what cannot be computed is NAN. leniency: by how much the marks lie above what
 * the * items got of the others, the offset of the additive fit, 0 on average in each part.
 * agreement: * correlation of the marks with the means of the others on the same items, of at least
 * * PANEL_COMPARED_MIN items. */
struct panel_reviewer {
    int32_t count; /* marks */
    double mean;
    double leniency, agreement;
};

struct panel_outlier {
    int32_t row;     /* of the marks */
    double expected; /* by item and reviewer: additive fit, points */
    double size;     /* mark - expected over its standard deviation */
};

/* What calibration can do, the first that holds. */
enum panel_use {
    USE_NONE,   /* everybody marks everything: no change of order */
    USE_APART,  /* several parts without a common reviewer or item: within each only */
    USE_LARGE,  /* offsets of over 1.5 points: the model, whose sd of them is .5, hardly moves */
    USE_LITTLE, /* the offsets of reviewers are below a quarter of a point: hardly any to take */
    USE_GOOD
};

/* one: intraclass correlation of two marks of an item: ICC(3,1) where everybody marks everything,
 * because leniency then does not part items; else ICC(1,1). mean: the same of means of as many
 * marks as an item has. leniency_sd: of the reviewers' leniencies, less noise_sd^2 times the mean
 * of 1 / marks in the square; NAN when no two reviewers are in one part. noise_sd: of what item and
 * reviewer leave unexplained; NAN without such. */
struct panel {
    int32_t least, most; /* marks an item */
    int32_t part_count;  /* sets of items and reviewers that nothing joins */
    double one, mean;
    double leniency_sd, noise_sd;
    enum panel_use use;
    struct panel_reviewer *reviewers; /* in order of the marks */
    struct panel_outlier *outliers;   /* size over PANEL_OUTLIER_SIZE either way, largest first */
    int32_t outlier_count;            /* at most PANEL_OUTLIERS_MAX are kept */
    int32_t outlier_total;
};

/*
 * ICC: analysis of variance, n0 = (N - sum n^2 / N) / (items - 1); Shrout and Fleiss,
 * "Intraclass Correlations", Psychological Bulletin 86(2), 1979. The additive fit mark = item +
 * reviewer is least squares by turns (at most PANEL_FITS_MAX). An outlier's standard deviation is
 * noise_sd times the root of (1 - 1/marks of the item)(1 - 1/marks of the reviewer).
 */
struct panel panel_describe(struct op *op, const struct marks *marks);

/* How another ranking of the same items differs from a first one. */
struct panel_move {
    int32_t moved;          /* items whose rank differs */
    int32_t item, from, to; /* the largest move; item -1: none */
    int32_t *in, *out;      /* items with rank <= places in one of them only; children of op */
    size_t in_count, out_count;
};

/* places -1: in and out stay empty. */
struct panel_move panel_compare(struct op *op, const struct ranking *first,
                                const struct ranking *other, int32_t places);
