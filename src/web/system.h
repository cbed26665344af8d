/* SPDX-License-Identifier: Apache-2.0 */
/* system.h: the routes about the server itself, which every web has. */
#pragma once
#include "web/web.h"

extern const struct route system_routes[]; /* ends with { 0 } */

/* The reply of /healthz by what was found, with its headers and its line in the log. */
void health_respond(const struct web *web, struct op *op, const struct raw_request *raw,
                    const struct health_part *parts, size_t count, struct response *response);
