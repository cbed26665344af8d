/* SPDX-License-Identifier: Apache-2.0 */
/*
 * model.h: the model behind calibration, solved exactly for given standard deviations.
 *
 *     mark = m + item + reviewer (+ section) + noise
 *
 * All effects are independent and normal with mean 0. m is the mean of the items' means, fixed; the
 * sd of a reviewer's offset is REVIEWER_SD, one offset a person over all sections. The sds of item,
 * section and noise are unknown. Given them, the effects are jointly normal: the larger of items
 * and reviewers is eliminated (its part of the precision matrix is diagonal), the rest ("kept": the
 * other side and the sections) is solved by a dense Cholesky factor. Source of the model: Heyard,
 * Ott, Salanti, Egger, "Rethinking the Funding Line at the Swiss National Science Foundation:
 * Bayesian Ranking and Lottery", Statistics and Public Policy 9(1), 2022; here with one mark a
 * pair. Elimination and sampling: Rue and Held, "Gaussian Markov Random Fields", 2005, chapter 2.
 * docs/ranking.md has the formulas.
 */
#pragma once
#include "rank/marks.h"
#include "rank/random.h"

#define REVIEWER_SD 0.5
#define SD_MIN      0.001 /* marks have two places: less noise than this cannot be seen in them */
#define SD_MAX      2.0

enum { MODEL_KEPT_MAX = 1000 };

enum sd { SD_NOISE, SD_ITEM, SD_SECTION, SD_COUNT };

/* Effects are numbered items first, then reviewers, then sections, each kind as in the marks. */
struct model {
    const struct marks *marks;
    int32_t effect_count;
    double m;        /* points */
    double *y;       /* each mark minus m, points */
    int32_t kept;    /* size of the dense part */
    double *mean;    /* of each effect, given the marks and the sds of the last model_fit; points */
    double density;  /* log density of the marks given these sds, up to a constant of the marks */
    double fit_work; /* multiplications of one model_fit, about */
    double section_work; /* of one model_section_density */
    struct model_inner *inner;
};

/*
 * Sets a model up for marks, which are borrowed and must outlive it.
 * Errors: ERR_TOO_LARGE rank_too_wide: the smaller of items and reviewers, and the sections, are
 * more than MODEL_KEPT_MAX together (argument max).
 */
CHECKED enum err model_new(struct op *op, const struct marks *marks, struct model **ret_model);

/* Solves for sds (each SD_MIN..SD_MAX, points; SD_SECTION is ignored when there are no sections):
 * sets mean and density. */
void model_fit(struct model *model, const double sds[SD_COUNT]);

/*
 * For the sds of noise and items of the last model_fit: the log density of the marks by the sd of
 * the sections (SD_MIN..SD_MAX), up to a constant of the fit; and the same as model_fit with that
 * sd, but that density is not set. Cheap: only a matrix of the sections is factored anew. Only when
 * there are sections.
 */
double model_section_density(const struct model *model, double sd);
void model_fit_sections(struct model *model, double sd);

/* A normal deviation of all effects around the mean of the last model_fit, with the covariance that
 * the marks leave: mean + deviation and mean - deviation are both draws from the posterior. */
void model_deviate(const struct model *model, struct random *random, double *ret_deviation);

/* What mark k (a row of the marks) would be without noise, minus m, for given effects. */
double model_expected(const struct model *model, int32_t k, const double *effects);
