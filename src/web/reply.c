/* SPDX-License-Identifier: Apache-2.0 */
/* reply.c: what handlers and the dispatcher answer with. */
#include "web/reply.h"

#include "base/mem.h"
#include "base/message.h"
#include "base/site.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- for handlers ------------------------------------------------------------------------- */

const char *request_param(const struct request *request, const char *name)
{
    int i = 0;

    while (i < request->param_count && strcmp(request->params[i].name, name) != 0)
        i++;
    assert(i < request->param_count); /* the route's path has this parameter */
    return request->params[i].value;
}

int64_t request_param_number(const struct request *request, const char *name)
{
    enum { DIGITS_MAX = 9 };
    const char *text = request_param(request, name);
    size_t length = strlen(text);

    if (length == 0 || length > DIGITS_MAX || strspn(text, "0123456789") != length)
        return -1;
    return strtoll(text, NULL, 10);
}

enum err respond(struct op *op, struct response *response, const struct json_shape *shape,
                 const void *value)
{
    response->bytes = shape_text(op, shape, value, &response->size);
    return OK;
}

enum err respond_empty(struct response *response)
{
    response->status = 204;
    response->bytes = NULL;
    response->size = 0;
    return OK;
}

void response_header(struct response *response, const char *name, const char *value)
{
    assert(response->header_count < RESPONSE_HEADERS_MAX);
    response->headers[response->header_count++] = (struct request_pair){ name, value };
}

void response_session(struct op *op, struct response *response, const char *token)
{
    bool secure = op->site != NULL && op->site->cookie_secure;

    response_header(response, "Set-Cookie",
                    mem_printf(op, "dj_session=%s; Path=/; HttpOnly; SameSite=Strict%s%s", token,
                               secure ? "; Secure" : "", token[0] == '\0' ? "; Max-Age=0" : ""));
}

/* ---- problem documents -------------------------------------------------------------------- */

static const struct json_field problem_row_fields[] = {
    JSON_TEXT(struct problem_row, path, 0, 1000, .note = "JSON pointer into the input"),
    JSON_TEXT(struct problem_row, code, 1, 64),
    JSON_TEXT(struct problem_row, clause, 1, 100, .optional = true),
    JSON_CHOICE(struct problem_row, basis,
                ((const char *const[]){ "notice", "decision", "default", "system", NULL })),
    JSON_CHOICE(struct problem_row, level, ((const char *const[]){ "error", "warning", NULL })),
    JSON_TEXT(struct problem_row, message, 1, 1000),
    JSON_DONE,
};

static const struct json_shape problem_row_shape =
    JSON_SHAPE(struct problem_row, problem_row_fields);

static const struct json_field problem_document_fields[] = {
    JSON_TEXT(struct problem_document, type, 1, 200),
    JSON_TEXT(struct problem_document, title, 1, 100),
    JSON_INT(struct problem_document, status, 400, 599),
    JSON_TEXT(struct problem_document, detail, 1, 1000),
    JSON_TEXT(struct problem_document, code, 1, 64),
    JSON_TEXT(struct problem_document, clause, 1, 100, .optional = true),
    JSON_CHOICE(struct problem_document, basis,
                ((const char *const[]){ "notice", "decision", "default", "system", NULL }),
                .optional = true),
    JSON_TEXT(struct problem_document, request_id, 1, REQUEST_ID_MAX),
    JSON_LIST(struct problem_document, problems, problem_count, &problem_row_shape, 10000),
    JSON_DONE,
};

const struct json_shape problem_document_shape =
    JSON_SHAPE(struct problem_document, problem_document_fields);

static const struct {
    int status;
    const char *title;
} titles[] = {
    { 400, "请求无法识别" }, { 401, "需要登录" },     { 403, "没有权限" },
    { 404, "没有找到" },     { 405, "不能这样操作" }, { 408, "等待超时" },
    { 409, "与现状冲突" },   { 411, "缺少长度" },     { 413, "内容过大" },
    { 414, "网址过长" },     { 415, "格式不支持" },   { 417, "无法满足的要求" },
    { 422, "内容有问题" },   { 429, "操作过于频繁" }, { 431, "请求头过大" },
    { 500, "系统内部出错" }, { 503, "暂时无法服务" }, { 505, "协议版本不支持" },
};

static const char *title_of(int status)
{
    for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++) {
        if (titles[i].status == status)
            return titles[i].title;
    }
    return "请求没有成功";
}

/* What is said when a function returned an error that nobody explained with fail(). */
static const char *const stand_ins[ERR_COUNT] = {
    [OK] = "internal",
    [ERR_INVALID] = "invalid",
    [ERR_SIGNED_OUT] = "signed_out",
    [ERR_DENIED] = "not_allowed",
    [ERR_NOT_FOUND] = "not_found",
    [ERR_CONFLICT] = "conflict",
    [ERR_TOO_LARGE] = "too_large",
    [ERR_TOO_MANY] = "too_many",
    [ERR_UNAVAILABLE] = "unavailable",
    [ERR_INTERNAL] = "internal",
};

const char *reply_reason(const struct op *op, enum err e)
{
    if (e == ERR_INTERNAL || op->failure.code != e || op->failure.reason == NULL)
        return stand_ins[e];
    return op->failure.reason;
}

static struct problem_row *problem_rows(struct op *op)
{
    struct problem_row *rows = mem_array(op, struct problem_row, op->problems.count);

    for (size_t i = 0; i < op->problems.count; i++) {
        const struct problem *problem = &op->problems.rows[i];
        rows[i] = (struct problem_row){
            .path = problem->path,
            .code = problem->code,
            .clause = problem->clause,
            .basis = basis_name(problem->basis),
            .level = problem->blocks ? "error" : "warning",
            .message = problem->message,
        };
    }
    return rows;
}

void reply_problem(struct op *op, enum err e, int status, struct response *response)
{
    bool explained = e != ERR_INTERNAL && op->failure.code == e && op->failure.reason != NULL;
    struct message_arg id = { "request", op->request_id };
    struct problem_document document = {
        .type = "about:blank",
        .status = status == 0 ? err_status(e) : status,
        .code = reply_reason(op, e),
        .request_id = op->request_id,
    };

    document.title = title_of((int)document.status);
    document.detail = explained ? op_failure_text(op) : message_text(op, document.code, &id, 1);
    if (explained && op->failure.clause != NULL) {
        document.clause = op->failure.clause;
        document.basis = basis_name(op->failure.basis);
    }
    if (e != ERR_INTERNAL) {
        document.problems = problem_rows(op);
        document.problem_count = op->problems.count;
    }
    *response = (struct response){ .status = (int)document.status,
                                   .content_type = "application/problem+json; charset=utf-8" };
    response->bytes = shape_text(op, &problem_document_shape, &document, &response->size);
}

/* ---- headers ------------------------------------------------------------------------------ */

/*
 * Scripts and styles only from our own files. Pages set styles through the object model, which
 * style-src does not forbid. Documents are looked at as blobs.
 */
static const struct request_pair fixed_headers[] = {
    { "Content-Security-Policy",
      "default-src 'self'; img-src 'self' data: blob:; font-src 'self' data:; object-src 'none'; "
      "base-uri 'none'; form-action 'self'; frame-src 'self' blob:; frame-ancestors 'none'" },
    { "X-Content-Type-Options", "nosniff" },
    { "X-Frame-Options", "DENY" },
    { "Referrer-Policy", "same-origin" },
    { "Permissions-Policy", "camera=(self), microphone=(), geolocation=(), payment=(), usb=()" },
    { "Cross-Origin-Opener-Policy", "same-origin" },
    { "Cross-Origin-Resource-Policy", "same-origin" },
};

bool reply_has_header(const struct response *response, const char *name)
{
    for (int i = 0; i < response->header_count; i++) {
        if (strcasecmp(response->headers[i].name, name) == 0)
            return true;
    }
    return false;
}

void reply_headers(struct op *op, struct response *response)
{
    for (size_t i = 0; i < sizeof fixed_headers / sizeof fixed_headers[0]; i++) {
        if (!reply_has_header(response, fixed_headers[i].name))
            response_header(response, fixed_headers[i].name, fixed_headers[i].value);
    }
    if (!reply_has_header(response, "Cache-Control"))
        response_header(response, "Cache-Control", "no-store");
    response_header(response, "X-Request-Id", op->request_id);
}
