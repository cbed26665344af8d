/* SPDX-License-Identifier: Apache-2.0 */
/* api.h: the routes of this folder. */
#pragma once
#include "web/route.h"

extern const struct route holiday_routes[]; /* ends with { 0 } */
