/* SPDX-License-Identifier: Apache-2.0 */
/*
 * renew.h: marks drawn anew from the model, and what a method makes of them: the same reviewers
 * mark the same items once more. New marks are not rounded and not held to a scale.
 */
#pragma once
#include "rank/model.h"
#include "rank/place.h"
#include "rank/score.h"

struct renewal;

/* For METHOD_MEAN, METHOD_TRIMMED or METHOD_MEDIAN. model is borrowed. */
struct renewal *renewal_new(struct op *op, const struct model *model, enum rank_method method);

/* Draws the noise of all marks. */
void renewal_noise(struct renewal *renewal, struct random *random, double noise_sd);

/* Ranks the items by the method when each mark is what effects (numbering of model.h) give, plus
 * sign times the noise. */
void renewal_rank(struct renewal *renewal, struct placing *placing, const double *effects,
                  double sign, int32_t *ret_ranks);
