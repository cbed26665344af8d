/* SPDX-License-Identifier: Apache-2.0 */
/* api.h: the routes of imports, for src/app/routes.c. */
#pragma once
#include "web/route.h"

extern const struct route import_routes[]; /* ends with { 0 } */
