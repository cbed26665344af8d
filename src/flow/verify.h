/* SPDX-License-Identifier: Apache-2.0 */
/* verify.h: proves a result right or wrong from its certificate; knows nothing of the solver. */
#pragma once
#include "flow/assign.h"

struct op;

/*
 * Checks that the result keeps every rule of the problem and adds up, that the units of the
 * certificate put the aims in their order, and that its prices allow no better choice: the bound of
 * weak duality equals the worth of the result, in 128 bits. ERR_INVALID "assign_not_proved" when
 * any of this fails; detail says what. The problem must be one that assign_new accepts.
 */
CHECKED enum err assign_verify(struct op *op, const struct assign_problem *problem,
                               const struct assign_result *result,
                               const struct assign_certificate *certificate);
