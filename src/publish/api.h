/* SPDX-License-Identifier: Apache-2.0 */
/* api.h: the routes of this folder. */
#pragma once
#include "web/route.h"

/* Each ends with { 0 }. */
extern const struct route call_routes[];
extern const struct route version_routes[];
