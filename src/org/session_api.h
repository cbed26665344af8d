/* SPDX-License-Identifier: Apache-2.0 */
/* session_api.h: the routes of session_api.c. */
#pragma once
#include "web/route.h"

extern const struct route session_routes[]; /* ends with { 0 } */
