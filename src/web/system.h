/* SPDX-License-Identifier: Apache-2.0 */
/* system.h: the routes about the server itself, which every web has. */
#pragma once
#include "web/route.h"

extern const struct route system_routes[]; /* ends with { 0 } */
