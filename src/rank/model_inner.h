/* SPDX-License-Identifier: Apache-2.0 */
/* model_inner.h: what model.c sets up and model_fit.c uses; for these two only. */
#pragma once
#include "rank/model.h"

struct model_inner {
    int32_t gone;           /* how many effects are eliminated */
    int32_t gone_first;     /* number of the first of them */
    int32_t *kept_effect;   /* kept place -> effect */
    int32_t *link_first;    /* gone + 1; links of an eliminated effect, by rising place */
    int32_t *link_place;    /* kept place */
    double *link_times;     /* how many of its marks are of that place */
    double *gone_count;     /* marks of an eliminated effect */
    double *gone_sum;       /* sum of their y */
    double *gone_precision; /* of the last fit */
    double *kept_sum;
    double *kept_prior;  /* precision, of the last fit */
    double *base;        /* kept x kept: marks that two places share; lower half */
    double *factor;      /* kept x kept, lower half: L of the last fit */
    double *forward;     /* kept; of the last fit: L^-1 of the right side, sections not yet */
    double *trailing;    /* sections x sections, lower half: what the side leaves of them, without
                             * their prior */
    double *small;       /* sections x sections */
    double *work;        /* kept */
    double gone_prior;   /* precision, of the last fit: all eliminated are of one kind */
    double noise_weight; /* 1 / noise variance, of the last fit */
    /* Eliminated effects with the same number of marks add multiples of one matrix. */
    int32_t group_count; /* 0: too many, each effect adds for itself */
    double *group_marks; /* number of marks */
    double *groups;      /* group_count x kept x kept */
};

/* How many of the kept places are the other side; the sections stand behind them. */
static inline int32_t kept_side(const struct model *model)
{
    return model->kept - model->marks->sections.count;
}

/* Adds factor times the product of an eliminated effect's links with themselves to the lower half
 * of a, kept x kept. */
void model_add_product(const struct model *model, int32_t gone, double factor, double *a);
