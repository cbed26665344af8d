/* SPDX-License-Identifier: Apache-2.0 */
/* head.c: the strictness that keeps a proxy and us of one mind about where a request ends. */
#include "web/head.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { LENGTH_DIGITS_MAX = 15 };

static size_t count_named(const struct raw_request *raw, const char *name, const char **ret_value)
{
    size_t count = 0;

    for (size_t i = 0; i < raw->header_count; i++) {
        if (strcasecmp(raw->headers[i].name, name) != 0)
            continue;
        *ret_value = raw->headers[i].value;
        count++;
    }
    return count;
}

/* RFC 9110 §5.6.2. */
static bool is_token(const char *text)
{
    for (const char *at = text; *at != '\0'; at++) {
        if (!isalnum((unsigned char)*at) && strchr("!#$%&'*+-.^_`|~", *at) == NULL)
            return false;
    }
    return text[0] != '\0';
}

static bool is_clean(const char *value)
{
    for (; *value != '\0'; value++) {
        if (((unsigned char)*value < 0x20 && *value != '\t') || *value == 0x7f)
            return false;
    }
    return true;
}

/* host[:port], no user, no list, no path. */
static bool is_host(const char *value)
{
    return value[0] != '\0' &&
           strspn(value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:[]%") ==
               strlen(value);
}

static bool is_length(const char *value)
{
    size_t digits = strspn(value, "0123456789");

    return digits >= 1 && digits <= LENGTH_DIGITS_MAX && value[digits] == '\0';
}

static enum err bad(struct op *op, struct head_verdict *verdict, int status, const char *what)
{
    verdict->status = status;
    return fail(op, ERR_INVALID, "bad_headers", "head: %s", what);
}

static enum err check_size(struct op *op, const struct head *head, struct head_verdict *verdict)
{
    size_t total = strlen(head->raw->target);

    for (size_t i = 0; i < head->raw->header_count; i++)
        total += strlen(head->raw->headers[i].name) + strlen(head->raw->headers[i].value) + 4;
    if (total <= HEAD_BYTES_MAX && head->raw->header_count <= HEAD_HEADERS_MAX)
        return OK;
    verdict->status = 431;
    fail_arg(op, "max", "%d KiB", HEAD_BYTES_MAX / 1024);
    fail_arg(op, "count", "%d", HEAD_HEADERS_MAX);
    return fail(op, ERR_TOO_LARGE, "head_too_large", "head of %zu bytes, %zu headers", total,
                head->raw->header_count);
}

static enum err check_form(struct op *op, const struct head *head, struct head_verdict *verdict)
{
    const struct raw_request *raw = head->raw;
    const char *host = "";

    if (strcmp(head->version, "HTTP/1.1") != 0 && strcmp(head->version, "HTTP/1.0") != 0)
        return bad(op, verdict, 505, "version");
    if (head->torn)
        return bad(op, verdict, 400, "NUL byte or a line's end");
    for (size_t i = 0; i < raw->header_count; i++) {
        if (!is_token(raw->headers[i].name) || !is_clean(raw->headers[i].value))
            return bad(op, verdict, 400, "header's form");
    }
    size_t hosts = count_named(raw, "Host", &host);
    if (hosts > 1 || (hosts == 0 && strcmp(head->version, "HTTP/1.1") == 0))
        return bad(op, verdict, 400, "not one Host");
    if (hosts == 1 && !is_host(host))
        return bad(op, verdict, 400, "Host's form");
    return OK;
}

static enum err check_framing(struct op *op, const struct head *head, struct head_verdict *verdict)
{
    const struct raw_request *raw = head->raw;
    const char *length = "0";
    const char *coding = "";

    size_t lengths = count_named(raw, "Content-Length", &length);
    size_t codings = count_named(raw, "Transfer-Encoding", &coding);
    if (lengths > 1 || !is_length(length))
        return bad(op, verdict, 400, "Content-Length");
    if (codings != 0 && (lengths != 0 || codings > 1 || strcmp(head->version, "HTTP/1.0") == 0))
        return bad(op, verdict, 400, "Transfer-Encoding");
    if (codings != 0) {
        verdict->status = 411;
        return fail(op, ERR_INVALID, "length_required", "Transfer-Encoding");
    }
    verdict->content_length = (size_t)strtoull(length, NULL, 10);
    if (verdict->content_length != 0 &&
        (strcmp(raw->method, "GET") == 0 || strcmp(raw->method, "HEAD") == 0))
        return bad(op, verdict, 400, "body on GET or HEAD");
    return OK;
}

enum err head_check(struct op *op, const struct head *head, struct head_verdict *ret_verdict)
{
    const char *expect = NULL;

    *ret_verdict = (struct head_verdict){ 0 };
    enum err e = check_size(op, head, ret_verdict);
    if (e == OK)
        e = check_form(op, head, ret_verdict);
    if (e == OK)
        e = check_framing(op, head, ret_verdict);
    if (e != OK || count_named(head->raw, "Expect", &expect) == 0)
        return e;
    if (strcasecmp(expect, "100-continue") != 0)
        return bad(op, ret_verdict, 417, "Expect");
    ret_verdict->expects_continue = true;
    return OK;
}
