/* SPDX-License-Identifier: Apache-2.0 */
/* dispatch.c: the road of a request from its raw parts to the reply and one log line. */
#include "base/crypto.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/site.h"
#include "base/time.h"
#include "web/buffer.h"
#include "web/pages.h"
#include "web/reply.h"
#include "web/web_internal.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { SESSION_TOKEN_BYTES_MAX = 128, USER_AGENT_BYTES_MAX = 200 };

struct road {
    const struct web *web;
    const struct raw_request *raw;
    struct target target;
    struct match match;
    struct request request;
    bool is_page;
    int status; /* for what has no enum err of its own: 400, 405, 414, 415; else 0 */
};

/* ---- small parts -------------------------------------------------------------------------- */

const char *raw_header(const struct raw_request *raw, const char *name)
{
    for (size_t i = 0; i < raw->header_count; i++) {
        if (strcasecmp(raw->headers[i].name, name) == 0)
            return raw->headers[i].value == NULL ? "" : raw->headers[i].value;
    }
    return "";
}

size_t route_body_max(const struct route *route)
{
    return route->body_max == 0 ? BODY_BYTES_DEFAULT_MAX : route->body_max;
}

enum err fail_body_too_large(struct op *op, size_t max)
{
    if (max % (1024 * 1024) == 0)
        fail_arg(op, "max", "%zu MiB", max / (1024 * 1024));
    else if (max % 1024 == 0)
        fail_arg(op, "max", "%zu KiB", max / 1024);
    else
        fail_arg(op, "max", "%zu 字节", max);
    return fail(op, ERR_TOO_LARGE, "body_too_large", "body over %zu bytes", max);
}

void request_id_make(struct op *op)
{
    unsigned char bytes[8];

    if (op->request_id[0] != '\0')
        return;
    random_bytes(bytes, sizeof bytes);
    memcpy(op->request_id, hex_text(op, (struct bytes){ bytes, sizeof bytes }), 17);
}

static bool is_token(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (!isalnum((unsigned char)text[i]) && text[i] != '-' && text[i] != '_')
            return false;
    }
    return length >= 1 && length <= SESSION_TOKEN_BYTES_MAX;
}

/* The first dj_session of the Cookie header; "" when absent or not of a token's form. */
static const char *session_token(struct op *op, const struct raw_request *raw)
{
    static const char name[] = "dj_session=";
    const char *at = raw_header(raw, "Cookie");

    while (*at != '\0') {
        size_t length = strcspn(at, ";");
        if (strncmp(at, name, sizeof name - 1) == 0) {
            const char *value = at + sizeof name - 1;
            size_t value_length = length - (sizeof name - 1);
            return is_token(value, value_length) ? mem_text_max(op, value, value_length) : "";
        }
        at += length;
        at += strspn(at, "; ");
    }
    return "";
}

/* Equal in a time that does not depend on where they differ. */
static bool same_secret(const char *a, const char *b)
{
    size_t length = strlen(a);

    return length == strlen(b) && equal_secret(a, b, length);
}

static bool is_json_type(const char *type)
{
    static const char json[] = "application/json";

    return strncasecmp(type, json, sizeof json - 1) == 0 &&
           strchr("; \t", type[sizeof json - 1]) != NULL;
}

/* ---- the stations ------------------------------------------------------------------------- */

static enum err find_route(struct op *op, struct road *road)
{
    enum method method = method_of(road->raw->method);

    enum err e = target_parse(op, road->raw->target, &road->target);
    if (e != OK) {
        road->status = e == ERR_TOO_LARGE ? 414 : 400;
        return e;
    }
    road->match = router_match(op, road->web->router, method, &road->target);
    if (!road->match.path_known)
        return fail(op, ERR_NOT_FOUND, "not_found", "no such path");
    if (road->match.route == NULL) {
        road->status = 405;
        fail_arg(op, "allowed", "%s", methods_text(op, road->match.methods));
        return fail(op, ERR_INVALID, "method_not_allowed", "method not of this path");
    }
    return OK;
}

static bool changes_something(const struct route *route)
{
    return strcmp(route->method, "GET") != 0 && strcmp(route->method, "HEAD") != 0;
}

/* Fills the actor when a session is there; who holds a stale one is simply signed out. */
static enum err find_actor(struct op *op, struct road *road)
{
    const struct route *route = road->match.route;
    const char *csrf = "";

    road->request.session_token = session_token(op, road->raw);
    if (road->request.session_token[0] == '\0' || road->web->config.hooks.authenticate == NULL)
        return OK;
    enum err e = road->web->config.hooks.authenticate(op, road->request.session_token, &csrf);
    road->request.csrf = csrf;
    if (e == ERR_SIGNED_OUT && route->perm == PERM_ANYONE) {
        op_forgive(op);
        return OK;
    }
    if (e != OK)
        return e;
    if (changes_something(route) && (route->flags & ROUTE_NO_CSRF) == 0 &&
        !same_secret(raw_header(road->raw, "X-CSRF-Token"), csrf))
        return fail(op, ERR_DENIED, "csrf_missing", "X-CSRF-Token absent or not the session's");
    return OK;
}

static enum err check_permission(struct op *op, const struct route *route)
{
    if (route->perm == PERM_ANYONE)
        return OK;
    if (op->actor.user_id == 0)
        return fail(op, ERR_SIGNED_OUT, "signed_out", "no session");
    if (route->perm != PERM_SIGNED_IN && (op->actor.perms & UINT64_C(1) << route->perm) == 0)
        return fail(op, ERR_DENIED, "not_allowed", "%s needed", perm_name(route->perm));
    return OK;
}

static enum err check_body(struct op *op, struct road *road)
{
    const struct route *route = road->match.route;

    if (road->raw->body_size > route_body_max(route))
        return fail_body_too_large(op, route_body_max(route));
    if (road->raw->body_size == 0 || (route->flags & ROUTE_RAW_BODY) != 0)
        return OK;
    if (!is_json_type(raw_header(road->raw, "Content-Type"))) {
        road->status = 415;
        fail_arg(op, "expected", "application/json");
        return fail(op, ERR_INVALID, "content_type_wrong", "body is not application/json");
    }
    return OK;
}

/* A body that no shape asked for must be empty or {}: strictness finds a client's mistakes. */
static enum err parse(struct op *op, struct road *road)
{
    const struct route *route = road->match.route;
    const struct json_shape *in = route->in == NULL ? &nothing_shape : route->in;
    const struct json_shape *query = route->query == NULL ? &nothing_shape : route->query;
    void *value = NULL;

    enum err e = shape_parse_query(op, query, road->target.query, road->target.query_count, &value);
    if (e != OK)
        return e;
    road->request.query = route->query == NULL ? NULL : value;
    if ((route->flags & ROUTE_RAW_BODY) != 0 || (route->in == NULL && road->raw->body_size == 0))
        return OK;
    e = shape_parse(op, in, (const char *)road->raw->body, road->raw->body_size, &value);
    if (e == OK)
        road->request.in = route->in == NULL ? NULL : value;
    return e;
}

static void fill_request(struct op *op, struct road *road)
{
    struct request *request = &road->request;
    const struct raw_request *raw = road->raw;

    request->web = road->web;
    request->route = road->match.route;
    memcpy(request->params, road->match.params, sizeof request->params);
    request->param_count = road->match.param_count;
    request->body = raw->body;
    request->body_size = raw->body_size;
    request->content_type = raw_header(raw, "Content-Type");
    request->client = raw->client == NULL ? "" : raw->client;
    request->if_none_match = raw_header(raw, "If-None-Match");
    request->user_agent = mem_text_max(op, raw_header(raw, "User-Agent"), USER_AGENT_BYTES_MAX);
}

static enum err travel(struct op *op, struct road *road, struct response *response)
{
    enum err e = find_route(op, road);
    if (e == ERR_NOT_FOUND && pages_answer(op, road->raw, road->target.path, response)) {
        road->is_page = true;
        op_forgive(op);
        return OK;
    }
    if (e == OK)
        e = find_actor(op, road);
    if (e == OK)
        e = check_permission(op, road->match.route);
    if (e == OK)
        e = check_body(op, road);
    if (e == OK)
        e = parse(op, road);
    if (e != OK)
        return e;
    fill_request(op, road);
    e = road->match.route->handle(op, &road->request, response);
    if (e == OK && road->web->config.hooks.seen != NULL &&
        strcmp(road->match.route->method, "GET") == 0)
        e = road->web->config.hooks.seen(op, &road->request);
    return e;
}

/* ---- the end ------------------------------------------------------------------------------ */

static void refuse(struct op *op, const struct road *road, enum err e, struct response *response)
{
    reply_problem(op, e, road->status, response);
    if (response->status == 405)
        response_header(response, "Allow", methods_text(op, road->match.methods));
    if (response->status == 401)
        response_header(response, "WWW-Authenticate", "Session realm=\"dianjiang\"");
    if (e == ERR_UNAVAILABLE || e == ERR_TOO_MANY)
        response_header(response, "Retry-After", "5");
}

static void log_request(struct op *op, const struct road *road, enum err e,
                        const struct response *response, int64_t start_us)
{
    int64_t spent_us = time_monotonic_us() - start_us;
    enum method method = method_of(road->raw->method);
    struct buffer why = { .parent = op };

    if (e != OK) {
        buffer_printf(&why, " reason=%s detail=", reply_reason(op, e));
        buffer_json_text(&why, op->failure.detail);
    }
    size_t index = road->match.route == NULL ? router_count(road->web->router) : road->match.index;
    const char *name = road->is_page ? "pages" : "-";

    size_t size = response->stream == NULL ? response->size : response->stream->size;
    metrics_count(road->web->metrics, index, response->status, spent_us, size);
    log_line(response->status >= 500 ? LOG_ERROR : LOG_INFO,
             "event=request id=%s method=%s route=%s status=%d ms=%.1f bytes=%zu actor=%lld%s",
             op->request_id, method == METHOD_COUNT ? "-" : road->raw->method,
             road->match.route == NULL ? name : road->match.route->path, response->status,
             (double)spent_us / 1000.0, size, (long long)op->actor.user_id, buffer_end(&why));
}

static void finish(struct op *op, const struct road *road, enum err e, struct response *response,
                   int64_t start_us)
{
    if (e != OK)
        refuse(op, road, e, response);
    if (response->status == 0)
        response->status = 200;
    if (response->content_type == NULL && response->size != 0)
        response->content_type = "application/json; charset=utf-8";
    reply_headers(op, response);
    log_request(op, road, e, response, start_us);
}

void web_dispatch(const struct web *web, struct op *op, const struct raw_request *raw,
                  struct response *response)
{
    int64_t start_us = time_monotonic_us();
    struct road road = { .web = web, .raw = raw, .request = { .session_token = "", .csrf = "" } };

    request_id_make(op);
    if (op->site == NULL)
        op->site = web->config.site;
    *response = (struct response){ 0 };
    enum err e = travel(op, &road, response);
    finish(op, &road, e, response, start_us);
}

bool web_admit(const struct web *web, struct op *op, const struct raw_request *raw,
               struct response *response)
{
    int64_t start_us = time_monotonic_us();
    struct road road = { .web = web, .raw = raw, .request = { .session_token = "", .csrf = "" } };

    request_id_make(op);
    if (op->site == NULL)
        op->site = web->config.site;
    enum err e = find_route(op, &road);
    if (e == OK)
        e = find_actor(op, &road);
    if (e == OK)
        e = check_permission(op, road.match.route);
    if (e == OK) {
        op->actor = (struct actor){ .name = "" };
        return true;
    }
    *response = (struct response){ 0 };
    finish(op, &road, e, response, start_us);
    return false;
}

enum err response_gather(struct op *op, struct response *response)
{
    const struct response_stream *stream = response->stream;

    if (stream == NULL)
        return OK;
    unsigned char *bytes = mem_array(op, unsigned char, stream->size + 1);
    for (size_t at = 0; at < stream->size; at += RESPONSE_PIECE_BYTES) {
        size_t left = stream->size - at;
        enum err e = stream->read(op, stream->state, at, bytes + at,
                                  left < RESPONSE_PIECE_BYTES ? left : RESPONSE_PIECE_BYTES);
        if (e != OK)
            return e;
    }
    response->bytes = bytes;
    response->size = stream->size;
    response->stream = NULL;
    return OK;
}

void dispatch_refused(const struct web *web, struct op *op, const struct raw_request *raw,
                      enum err e, int status, struct response *response)
{
    struct road road = { .web = web, .raw = raw, .status = status };

    request_id_make(op);
    finish(op, &road, e, response, time_monotonic_us());
}

void dispatch_answered(const struct web *web, struct op *op, const struct raw_request *raw,
                       struct response *response)
{
    struct road road = { .web = web, .raw = raw };

    request_id_make(op);
    if (find_route(op, &road) != OK)
        op_forgive(op);
    finish(op, &road, OK, response, time_monotonic_us());
}
