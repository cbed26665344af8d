/* SPDX-License-Identifier: Apache-2.0 */
/* api.h: the routes of this folder, and the hook that notes what inspectors see. */
#pragma once
#include "web/route.h"

extern const struct route inspection_routes[]; /* ends with { 0 } */

/* web_hooks.seen: an event "inspection.view" for what an inspector was shown; nothing for others,
 * nor for what everybody may read. Errors: those of event_tx. */
CHECKED enum err inspection_seen(struct op *op, const struct request *request);
