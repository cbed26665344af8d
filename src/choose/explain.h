/* SPDX-License-Identifier: Apache-2.0 */
/* explain.h: why each is in or not, read from the list beside the choice. */
#pragma once
#include "choose/choose.h"
#include "choose/search.h"

/* State, targets, reserve number and reason of every item. */
void explain(struct op *op, const struct shape *shape, const struct levels *levels,
             const struct choice *choice, struct choose_line *lines);
