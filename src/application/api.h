/* SPDX-License-Identifier: Apache-2.0 */
/* api.h: the routes of this folder. */
#pragma once
#include "web/route.h"

extern const struct route application_routes[]; /* ends with { 0 } */
extern const struct route personal_routes[];
extern const struct route document_routes[];
extern const struct route reading_routes[];
extern const struct route move_routes[];
extern const struct route over_routes[];
extern const struct route duplicate_routes[];
