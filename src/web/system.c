/* SPDX-License-Identifier: Apache-2.0 */
/* system.c: /healthz, /metrics and the OpenAPI file. */
#include "web/system.h"

#include "web/metrics.h"
#include "web/reply.h"
#include "web/web_internal.h"

#include <string.h>

struct health {
    const char *status;
    const char *reason;
    const struct health_part *parts;
    size_t part_count;
};

static const char *const health_states[] = { "ok", "degraded", "unavailable", NULL };

static const struct json_field part_fields[] = {
    JSON_TEXT(struct health_part, name, 1, 32),
    JSON_TEXT(struct health_part, reason, 0, 64, .note = "code of what is ill, empty when well"),
    JSON_DONE,
};
static const struct json_shape health_part_shape = JSON_SHAPE(struct health_part, part_fields);

static const struct json_field health_fields[] = {
    JSON_CHOICE(struct health, status, health_states),
    JSON_TEXT(struct health, reason, 1, 64, .optional = true, .note = "of a part that is ill"),
    JSON_LIST(struct health, parts, part_count, &health_part_shape, HEALTH_PARTS_MAX),
    JSON_DONE,
};
static const struct json_shape health_shape = JSON_SHAPE(struct health, health_fields);

/* 503 when a part is ill without which nothing can be saved; 200 otherwise, mail may be ill. */
static enum err respond_health(struct op *op, const struct health_part *parts, size_t count,
                               struct response *response)
{
    struct health health = { "ok", NULL, parts, count };

    for (size_t i = 0; i < count && response->status == 0; i++) {
        if (parts[i].reason[0] == '\0')
            continue;
        if (health.reason == NULL || parts[i].stops)
            health.reason = parts[i].reason;
        health.status = parts[i].stops ? "unavailable" : "degraded";
        response->status = parts[i].stops ? 503 : 0;
    }
    return respond(op, response, &health_shape, &health);
}

void health_respond(const struct web *web, struct op *op, const struct raw_request *raw,
                    const struct health_part *parts, size_t count, struct response *response)
{
    *response = (struct response){ 0 };
    (void)respond_health(op, parts, count, response);
    dispatch_answered(web, op, raw, response);
}

/* Without the server's thread, as in tests: looked at now. */
static enum err handle_health(struct op *op, const struct request *request,
                              struct response *response)
{
    const struct web_hooks *hooks = &request->web->config.hooks;
    struct health_part parts[HEALTH_PARTS_MAX];
    size_t count = hooks->health == NULL ? 0 : hooks->health(op, parts);

    return respond_health(op, parts, count, response);
}

static bool is_this_machine(const char *client)
{
    return strncmp(client, "127.", 4) == 0 || strcmp(client, "::1") == 0;
}

/* To this machine only: how busy which route is says who works on what. */
static enum err handle_metrics(struct op *op, const struct request *request,
                               struct response *response)
{
    if (!is_this_machine(request->client))
        return fail(op, ERR_NOT_FOUND, "not_found", "asked from another machine");
    response->content_type = "text/plain; version=0.0.4; charset=utf-8";
    response->bytes = metrics_text(op, request->web->metrics);
    response->size = strlen(response->bytes);
    return OK;
}

static enum err handle_openapi(struct op *op, const struct request *request,
                               struct response *response)
{
    response->bytes = web_openapi(op, request->web);
    response->size = strlen(response->bytes);
    return OK;
}

const struct route system_routes[] = {
    { "GET", "/healthz", PERM_ANYONE, handle_health, "Whether the server can work",
      .out = &health_shape },
    { "GET", "/metrics", PERM_ANYONE, handle_metrics, "Counters for Prometheus, to this machine" },
    { "GET", "/api/v1/openapi.json", PERM_ANYONE, handle_openapi, "This interface as OpenAPI 3.1" },
    { 0 },
};
