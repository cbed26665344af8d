/* SPDX-License-Identifier: Apache-2.0 */
/* reply.h: problem documents and the headers that every reply carries. */
#pragma once
#include "web/route.h"

/* RFC 9457 with our members; sent as application/problem+json. */
struct problem_row {
    const char *path;
    const char *code;
    const char *clause;
    const char *basis;
    const char *level; /* error | warning */
    const char *message;
};

struct problem_document {
    const char *type;
    const char *title; /* Chinese, one for each status */
    int64_t status;
    const char *detail; /* Chinese, from the message catalogue */
    const char *code;   /* stable */
    const char *clause; /* NULL unless a rule refuses */
    const char *basis;  /* with clause */
    const char *request_id;
    struct problem_row *problems;
    size_t problem_count;
};

extern const struct json_shape problem_document_shape;

/*
 * Makes the op's failure the reply. e is what the handler returned: without a fail() of the same
 * code a general text stands in. status 0 takes the error's own. ERR_INTERNAL says nothing of what
 * happened, only the request id. Drops what the handler had put into the response.
 */
void reply_problem(struct op *op, enum err e, int status, struct response *response);

/* The stable code of the last problem document, for the log: op's reason or the stand-in. */
const char *reply_reason(const struct op *op, enum err e);

/*
 * Adds the headers that protect the pages (CSP without inline script, nosniff, referrer,
 * permissions) and, unless the handler set one, Cache-Control: no-store.
 */
void reply_headers(struct op *op, struct response *response);

/* Whether the response has a header of this name already. */
bool reply_has_header(const struct response *response, const char *name);
