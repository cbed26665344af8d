/* SPDX-License-Identifier: Apache-2.0 */
/* web_internal.h: what the files of this folder share about a web. */
#pragma once
#include "web/metrics.h"
#include "web/router.h"
#include "web/web.h"

struct web {
    struct web_config config;
    const struct router *router;
    struct metrics *metrics; /* the one thing that changes: atomic counters */
};

/* Value of a header by name without regard to case, "" when absent; the first of several. */
const char *raw_header(const struct raw_request *raw, const char *name);

/* Largest body in bytes that a route takes. */
size_t route_body_max(const struct route *route);

/* Records body_too_large with the limit in words and returns ERR_TOO_LARGE. */
CHECKED enum err fail_body_too_large(struct op *op, size_t max);

/*
 * Answers a request that never came to web_dispatch: op has failed with e; status 0 is e's own.
 * Writes the log line and counts it like any other.
 */
void dispatch_refused(const struct web *web, struct op *op, const struct raw_request *raw,
                      enum err e, int status, struct response *response);

/* Fills op->request_id with 16 random hexadecimal digits unless it has one. */
void request_id_make(struct op *op);

/* The same for one answered without web_dispatch: response holds the answer. */
void dispatch_answered(const struct web *web, struct op *op, const struct raw_request *raw,
                       struct response *response);
