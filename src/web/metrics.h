/* SPDX-License-Identifier: Apache-2.0 */
/* metrics.h: counters of the running server, written as Prometheus text at /metrics. */
#pragma once
#include "web/router.h"

#include <stdatomic.h>

/* What the server is doing now; each is written by one or more threads at any time. */
struct gauges {
    atomic_int queue_length;
    atomic_int workers;
    atomic_int workers_busy;
    atomic_int connections;
    atomic_size_t body_bytes;
    atomic_size_t reply_bytes;
};

struct metrics;

/* Counters for every route of the router and one for everything else; a child of parent. */
struct metrics *metrics_new(const void *parent, const struct router *router);

struct gauges *metrics_gauges(struct metrics *metrics);

/* One request ended; index as in router_at, or router_count for what has no route. */
void metrics_count(struct metrics *metrics, size_t index, int status, int64_t spent_us,
                   size_t size_bytes);

/* All of it in the text format 0.0.4, a child of op. */
const char *metrics_text(struct op *op, const struct metrics *metrics);
