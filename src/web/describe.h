/* SPDX-License-Identifier: Apache-2.0 */
/* describe.h: what OpenAPI and TypeScript both need to know of routes and shapes. */
#pragma once
#include "web/web_internal.h"

/* All shapes that routes use, each once, sorted by name. */
struct shape_use {
    const struct json_shape *shape;
    const char *name; /* CamelCase */
    bool input;       /* reachable from a body or a query */
    bool query;       /* is itself a query */
};

struct shape_uses {
    struct shape_use *rows;
    size_t count;
};

/* Asserts that two different shapes do not share a name. A child of op. */
struct shape_uses describe_shapes(struct op *op, const struct web *web);

/* "getApplicationsById": method and path without /api/v1, {x} as ByX; unique since paths are. */
const char *describe_operation(struct op *op, const struct route *route);

/* Whether every field of the shape may be absent. */
bool describe_all_optional(const struct json_shape *shape);
