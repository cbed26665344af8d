/* SPDX-License-Identifier: Apache-2.0 */
/* api.h: the routes of this folder. */
#pragma once
#include "web/route.h"

extern const struct route desk_routes[]; /* each ends with { 0 } */
extern const struct route arrival_routes[];
extern const struct route handover_routes[];
