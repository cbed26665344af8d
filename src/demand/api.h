/* SPDX-License-Identifier: Apache-2.0 */
/* api.h: the routes of this folder; each table ends with { 0 }. */
#pragma once
#include "web/route.h"

extern const struct route demand_routes[];
extern const struct route postdoc_routes[];
extern const struct route public_demand_routes[];
