/* SPDX-License-Identifier: Apache-2.0 */
/*
 * chain.h: the unknown standard deviations of the model, drawn from their posterior.
 *
 * Each is uniform on (SD_MIN, SD_MAX) before the marks are seen. The effects are integrated out
 * (model_fit gives the density), so the chain walks in two or three dimensions only and nothing of
 * the slow mixing of effects against each other is left. A sweep is a slice update (Neal, "Slice
 * Sampling", Annals of Statistics 31(3), 2003, stepping out and shrinkage) of the logarithm of
 * each sd, and one of the angle between item and noise sd with their sum of squares fixed: where
 * each item has one mark, only that sum is known.
 */
#pragma once
#include "rank/model.h"

struct chain;

/* Begins at 0.5 for all and walks until it has forgotten that. The model is fitted at its sds, now
 * and after each chain_sweep. */
struct chain *chain_new(struct op *op, struct model *model, struct random *random);

/* One sweep. */
void chain_sweep(struct chain *chain);

/* An update of the sections' sd alone, all else fixed; it costs little, and with few sections this
 * is * the sd that is known least. Nothing without sections. */
void chain_step_section(struct chain *chain);

/* The sds where the chain is. */
const double *chain_sds(const struct chain *chain);

/* How many sweeps to make for so many deviations: at most one each; fewer, but at least 40,
 * when a fit is much work. It depends on the marks and the count alone. */
int32_t chain_sweeps(const struct model *model, int32_t deviations);

/* One chain_step_section is due for so many deviations. */
int32_t chain_section_stride(const struct model *model, int32_t deviations);

/* Multiplications of so many sweeps and of the beginning, about. */
double chain_work(const struct model *model, int32_t sweeps);
