/* SPDX-License-Identifier: Apache-2.0 */
/* router.h: the route tables as a tree of path segments. Immutable once made. */
#pragma once
#include "web/target.h"

enum method {
    METHOD_GET,
    METHOD_HEAD,
    METHOD_POST,
    METHOD_PUT,
    METHOD_PATCH,
    METHOD_DELETE,
    METHOD_COUNT /* also: any other */
};

/* METHOD_COUNT when no route could have it. */
enum method method_of(const char *name);

enum { REQUEST_PARAM_BYTES_MAX = 64 };

struct router;

/*
 * Compiles NULL-terminated tables of { 0 }-terminated routes, a child of parent. Asserts (our own
 * mistakes): a method or permission that does not exist, a path without "/" in front, two rows with
 * the same method and path, more than 4 parameters.
 */
struct router *router_new(const void *parent, const struct route *const *tables);

/* All routes sorted by path, then method. */
size_t router_count(const struct router *router);
const struct route *router_at(const struct router *router, size_t index);

struct match {
    const struct route *route; /* NULL: no such path, or not with this method */
    size_t index;              /* of the route, as in router_at */
    bool path_known;           /* some method has this path */
    unsigned methods;          /* of this path: bits 1 << enum method, HEAD wherever GET */
    struct request_pair params[REQUEST_PARAMS_MAX];
    int param_count;
};

/*
 * The route of a method and a target; a literal segment wins over a parameter, HEAD falls back to
 * GET. A parameter is 1..64 bytes. Values are borrowed from the target.
 */
struct match router_match(struct op *op, const struct router *router, enum method method,
                          const struct target *target);

/* "GET, HEAD, POST" for the Allow header, a child of parent. */
const char *methods_text(const void *parent, unsigned methods);
