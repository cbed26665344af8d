/* SPDX-License-Identifier: Apache-2.0 */
/* metrics.c: atomic counters and fixed buckets; nothing is locked. */
#include "web/metrics.h"

#include "base/mem.h"
#include "web/buffer.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BUCKET_COUNT = 10, STATUS_CLASSES = 6 };

static const int64_t bucket_us[BUCKET_COUNT] = { 500,   1000,   2500,   5000,    10000,
                                                 50000, 100000, 500000, 1000000, 5000000 };

struct route_metrics {
    atomic_ullong by_class[STATUS_CLASSES]; /* of statuses 1xx..5xx, by the first digit */
    atomic_ullong buckets[BUCKET_COUNT + 1];
    atomic_ullong spent_us;
    atomic_ullong bytes;
};

struct metrics {
    const struct router *router;
    struct gauges gauges;
    struct route_metrics *routes; /* one more than the router has */
};

struct metrics *metrics_new(const void *parent, const struct router *router)
{
    struct metrics *metrics = mem_new(parent, struct metrics);

    metrics->router = router;
    metrics->routes = mem_array(metrics, struct route_metrics, router_count(router) + 1);
    return metrics;
}

struct gauges *metrics_gauges(struct metrics *metrics)
{
    return &metrics->gauges;
}

void metrics_count(struct metrics *metrics, size_t index, int status, int64_t spent_us,
                   size_t size_bytes)
{
    struct route_metrics *route = &metrics->routes[index];
    int bucket = 0;

    while (bucket < BUCKET_COUNT && spent_us > bucket_us[bucket])
        bucket++;
    (void)atomic_fetch_add(&route->by_class[status / 100 % STATUS_CLASSES], 1);
    (void)atomic_fetch_add(&route->buckets[bucket], 1);
    (void)atomic_fetch_add(&route->spent_us, (unsigned long long)spent_us);
    (void)atomic_fetch_add(&route->bytes, size_bytes);
}

/* ---- writing ------------------------------------------------------------------------------ */

/* Resident bytes of the process by the kernel's account, 0 when it does not say. */
static long long resident_bytes(void)
{
    char text[200] = "";
    int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return 0;
    ssize_t got = read(fd, text, sizeof text - 1);
    (void)close(fd);
    const char *second = got > 0 ? strchr(text, ' ') : NULL;
    return second == NULL ? 0 : strtoll(second, NULL, 10) * sysconf(_SC_PAGESIZE);
}

static void write_gauge(struct buffer *out, const char *name, const char *help, long long value)
{
    buffer_printf(out, "# HELP dianjiang_%s %s\n# TYPE dianjiang_%s gauge\ndianjiang_%s %lld\n",
                  name, help, name, name, value);
}

static const char *labels(struct op *op, const struct metrics *metrics, size_t index)
{
    if (index == router_count(metrics->router))
        return "method=\"\",route=\"\"";
    const struct route *route = router_at(metrics->router, index);
    return mem_printf(op, "method=\"%s\",route=\"%s\"", route->method, route->path);
}

static void write_counts(struct op *op, struct buffer *out, const struct metrics *metrics)
{
    buffer_text(out, "# HELP dianjiang_requests_total Requests answered.\n"
                     "# TYPE dianjiang_requests_total counter\n");
    for (size_t i = 0; i <= router_count(metrics->router); i++) {
        for (int class = 1; class < STATUS_CLASSES; class ++) {
            unsigned long long count = atomic_load(&metrics->routes[i].by_class[class]);
            if (count != 0)
                buffer_printf(out, "dianjiang_requests_total{%s,status=\"%dxx\"} %llu\n",
                              labels(op, metrics, i), class, count);
        }
    }
}

static void write_histogram(struct op *op, struct buffer *out, const struct metrics *metrics,
                            size_t index)
{
    const struct route_metrics *route = &metrics->routes[index];
    const char *names = labels(op, metrics, index);
    unsigned long long total = 0;
    unsigned long long all = 0;

    for (int i = 0; i <= BUCKET_COUNT; i++)
        all += atomic_load(&route->buckets[i]);
    if (all == 0)
        return;
    for (int i = 0; i < BUCKET_COUNT; i++) {
        total += atomic_load(&route->buckets[i]);
        buffer_printf(out, "dianjiang_request_seconds_bucket{%s,le=\"%g\"} %llu\n", names,
                      (double)bucket_us[i] / 1e6, total);
    }
    buffer_printf(out,
                  "dianjiang_request_seconds_bucket{%s,le=\"+Inf\"} %llu\n"
                  "dianjiang_request_seconds_sum{%s} %.6f\n"
                  "dianjiang_request_seconds_count{%s} %llu\n",
                  names, all, names, (double)atomic_load(&route->spent_us) / 1e6, names, all);
}

static void write_bytes(struct op *op, struct buffer *out, const struct metrics *metrics)
{
    buffer_text(out, "# HELP dianjiang_response_bytes_total Bytes of bodies sent.\n"
                     "# TYPE dianjiang_response_bytes_total counter\n");
    for (size_t i = 0; i <= router_count(metrics->router); i++) {
        unsigned long long bytes = atomic_load(&metrics->routes[i].bytes);
        if (bytes != 0)
            buffer_printf(out, "dianjiang_response_bytes_total{%s} %llu\n", labels(op, metrics, i),
                          bytes);
    }
}

const char *metrics_text(struct op *op, const struct metrics *metrics)
{
    struct buffer out = { .parent = op };
    const struct gauges *now = &metrics->gauges;

    write_counts(op, &out, metrics);
    buffer_text(&out, "# HELP dianjiang_request_seconds Time on a worker.\n"
                      "# TYPE dianjiang_request_seconds histogram\n");
    for (size_t i = 0; i <= router_count(metrics->router); i++)
        write_histogram(op, &out, metrics, i);
    write_bytes(op, &out, metrics);
    write_gauge(&out, "queue_length", "Requests waiting for a worker.",
                atomic_load(&now->queue_length));
    write_gauge(&out, "workers", "Worker threads.", atomic_load(&now->workers));
    write_gauge(&out, "workers_busy", "Workers running a request.",
                atomic_load(&now->workers_busy));
    write_gauge(&out, "connections", "Open connections.", atomic_load(&now->connections));
    write_gauge(&out, "body_bytes", "Bytes set aside for request bodies.",
                (long long)atomic_load(&now->body_bytes));
    write_gauge(&out, "reply_bytes", "Bytes of replies being sent.",
                (long long)atomic_load(&now->reply_bytes));
    write_gauge(&out, "resident_bytes", "Resident memory of the server.", resident_bytes());
    return buffer_end(&out);
}
