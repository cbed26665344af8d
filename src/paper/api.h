/* SPDX-License-Identifier: Apache-2.0 */
/* api.h: the routes of letters and lists, for src/app/routes.c. */
#pragma once
#include "web/route.h"

extern const struct route paper_routes[]; /* ends with { 0 } */
extern const struct route export_routes[];
extern const struct route queue_routes[];
extern const struct route scan_routes[];
