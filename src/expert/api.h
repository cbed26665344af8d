/* SPDX-License-Identifier: Apache-2.0 */
/* api.h: the routes of this folder; the table ends with { 0 }. */
#pragma once
#include "web/route.h"

extern const struct route expert_routes[];
