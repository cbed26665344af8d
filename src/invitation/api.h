/* SPDX-License-Identifier: Apache-2.0 */
/* api.h: the routes of this folder. */
#pragma once
#include "web/route.h"

extern const struct route invitation_routes[]; /* ends with { 0 } */
extern const struct route answer_routes[];     /* for who has a link */
