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
};

static const char *const health_states[] = { "ok", "unavailable", NULL };

static const struct json_field health_fields[] = {
    JSON_CHOICE(struct health, status, health_states),
    JSON_TEXT(struct health, reason, 1, 64, .optional = true, .note = "code, when unavailable"),
    JSON_DONE,
};
static const struct json_shape health_shape = JSON_SHAPE(struct health, health_fields);

/* 200 when the database answers and has this program's schema, 503 otherwise. */
static enum err handle_health(struct op *op, const struct request *request,
                              struct response *response)
{
    const struct web_hooks *hooks = &request->web->config.hooks;
    struct health health = { .status = "ok" };

    enum err e = hooks->health == NULL ? OK : hooks->health(op);
    if (e != OK) {
        health = (struct health){ "unavailable", reply_reason(op, e) };
        response->status = 503;
        op_forgive(op);
    }
    return respond(op, response, &health_shape, &health);
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
