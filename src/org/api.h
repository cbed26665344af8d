/* SPDX-License-Identifier: Apache-2.0 */
/* api.h: the routes of this folder; each table ends with { 0 }. */
#pragma once
#include "web/route.h"

extern const struct route session_routes[];
extern const struct route org_routes[];
extern const struct route unit_routes[];
extern const struct route account_routes[];
