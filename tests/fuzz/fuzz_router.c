/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of bytes as method, target, headers and body through head_check and web_dispatch. */
#include "base/log.h"
#include "base/mem.h"
#include "web/head.h"
#include "web/web.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { HEADERS_MAX = 8 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

struct note {
    const char *text;
    int64_t limit;
};

static const struct json_field note_fields[] = {
    JSON_TEXT(struct note, text, 1, 50, .optional = true),
    JSON_INT(struct note, limit, 1, 500, .optional = true),
    JSON_DONE,
};
static const struct json_shape note_shape = JSON_SHAPE(struct note, note_fields);

static enum err show(struct op *op, const struct request *request, struct response *response)
{
    struct note note = { request->param_count == 0 ? "none" : request->params[0].value, 1 };

    return respond(op, response, &note_shape, request->in == NULL ? &note : request->in);
}

static const struct route routes[] = {
    { "GET", "/a", PERM_ANYONE, show, .query = &note_shape, .out = &note_shape },
    { "GET", "/a/{id}", PERM_ANYONE, show },
    { "POST", "/a/{id}/b/{part}", PERM_ANYONE, show, .in = &note_shape },
    { "PUT", "/a/b", PERM_SIGNED_IN, show, .flags = ROUTE_RAW_BODY },
    { 0 },
};

static const struct route *const tables[] = { routes, NULL };

static enum err authenticate(struct op *op, const char *token, const char **ret_csrf)
{
    if (token[0] != 'a')
        return fail(op, ERR_SIGNED_OUT, "signed_out", "no");
    op->actor.user_id = 1;
    *ret_csrf = "c";
    return OK;
}

/* The next line, a copy ended by NUL; *at moves behind it. */
static char *line(struct op *op, const char **at, const char *end)
{
    const char *stop = memchr(*at, '\n', (size_t)(end - *at));
    size_t length = (size_t)((stop == NULL ? end : stop) - *at);
    char *text = mem_zero(op, 1, length + 1, "line");

    memcpy(text, *at, length);
    *at = stop == NULL ? end : stop + 1;
    return text;
}

static void take_headers(struct op *op, const char **at, const char *end,
                         struct request_pair *headers, struct raw_request *raw)
{
    while (*at < end && raw->header_count < HEADERS_MAX) {
        char *name = line(op, at, end);
        char *colon = strchr(name, ':');
        if (name[0] == '\0')
            break;
        if (colon != NULL)
            *colon = '\0';
        headers[raw->header_count++] =
            (struct request_pair){ name, colon == NULL ? "" : colon + 1 };
    }
    raw->headers = headers;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct op *op = op_new(NULL, 0, 0);
    struct web_config config = { .route_tables = tables,
                                 .hooks = { .authenticate = authenticate } };
    struct request_pair headers[HEADERS_MAX] = { 0 };
    struct raw_request raw = { .headers = headers };
    struct response response = { 0 };
    struct head_verdict verdict = { 0 };
    struct web *web = NULL;
    const char *at = (const char *)bytes;
    const char *end = at + size;

    log_set_level(LOG_ERROR);
    if (web_new(op, op, &config, &web) != OK)
        abort();
    raw.method = line(op, &at, end);
    raw.target = line(op, &at, end);
    take_headers(op, &at, end, headers, &raw);
    raw.body = (const unsigned char *)at;
    raw.body_size = (size_t)(end - at);
    struct head head = { .raw = &raw, .version = "HTTP/1.1" };
    if (head_check(op, &head, &verdict) != OK && verdict.status < 400)
        abort();
    op_forgive(op);
    web_dispatch(web, op, &raw, &response);
    if (response.status < 200 || response.status > 599 || response.status == 500)
        abort();
    op_free(op);
    return 0;
}
