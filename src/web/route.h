/* SPDX-License-Identifier: Apache-2.0 */
/*
 * route.h: routes are rows of a table; a handler is parse → domain call → respond.
 *
 * The dispatcher has already split and decoded the path, found the route, checked session, CSRF,
 * permission and limits, and parsed the query and the body by their shapes, before a handler runs.
 */
#pragma once
#include "base/op.h"
#include "web/perm.h"
#include "web/shape.h"

enum { REQUEST_PARAMS_MAX = 4, REQUEST_QUERY_MAX = 16, RESPONSE_HEADERS_MAX = 16 };
enum { BODY_BYTES_DEFAULT_MAX = 256 * 1024, RESPONSE_PIECE_BYTES = 128 * 1024 };

struct request_pair {
    const char *name;
    const char *value;
};

struct web;

struct request {
    const struct web *web; /* for the routes about the server itself */
    const struct route *route;
    struct request_pair params[REQUEST_PARAMS_MAX]; /* {id} of the path, decoded, 1..64 bytes */
    int param_count;
    const void *query;         /* struct of route->query, or NULL */
    const void *in;            /* struct of route->in, or NULL */
    const unsigned char *body; /* raw bytes of a ROUTE_RAW_BODY route */
    size_t body_size;
    const char *content_type;  /* "" when absent */
    const char *session_token; /* cookie value, "" when absent */
    const char *csrf;          /* of the session, "" when nobody is signed in */
    const char *client;        /* address, for rate limits; never logged with a name */
    const char *if_none_match; /* "" when absent */
    const char *user_agent;    /* first 200 bytes, "" when absent */
};

/*
 * Bytes read while they are sent, a piece at a time, so that a slow reader costs a piece and not
 * the whole. read fills exactly size bytes from offset, in order without gaps, in an op of its own
 * without an actor, on any worker; when it fails the connection is cut: the client sees that the
 * reply is not whole. state is a child of the response's op.
 */
struct response_stream {
    size_t size;
    enum err (*read)(struct op *op, void *state, size_t offset, unsigned char *to, size_t size);
    void *state;
};

/* Of the headers the dispatcher uses 9 itself: a handler has room for 7. */
struct response {
    int status;               /* 0: the dispatcher takes 200, or the error's status */
    const char *content_type; /* NULL: application/json; charset=utf-8 */
    const void *bytes;        /* child of op */
    size_t size;
    const struct response_stream *stream;              /* instead of bytes; NULL: none */
    struct request_pair headers[RESPONSE_HEADERS_MAX]; /* children of op or static */
    int header_count;
};

typedef enum err (*handler)(struct op *op, const struct request *request,
                            struct response *response);

enum route_flag {
    ROUTE_RAW_BODY = 1, /* body is not JSON */
    ROUTE_NO_CSRF = 2,  /* only sign-in: there is no session yet */
    ROUTE_PASSWORD = 4, /* judges or makes a password: waits in a queue of its own */
    ROUTE_FILE = 8      /* reads a stranger's file: in a line of its own, so many at a time */
};

struct route {
    const char *method; /* GET HEAD POST PUT PATCH DELETE */
    const char *path;   /* "/api/v1/applications/{id}" */
    enum perm perm;
    handler handle;
    const char *summary; /* English, for OpenAPI */
    const struct json_shape *query;
    const struct json_shape *in;
    const struct json_shape *out;
    size_t body_max; /* bytes; 0 = BODY_BYTES_DEFAULT_MAX */
    int flags;       /* enum route_flag */
};

/*
 * The session cookie "dj_session=…; Path=/; HttpOnly; SameSite=Strict" (Secure when op->site says
 * so) as a header; token "" ends it. token is 1..128 of A–Z a–z 0–9 - _.
 */
void response_session(struct op *op, struct response *response, const char *token);

/* The value of a path parameter; asserts that the route has it. */
const char *request_param(const struct request *request, const char *name);

/* The same as a number: 1..9 decimal digits, anything else is -1. */
int64_t request_param_number(const struct request *request, const char *name);

/* Writes a struct by its shape as the body. status 0 = 200. Always OK. */
CHECKED enum err respond(struct op *op, struct response *response, const struct json_shape *shape,
                         const void *value);

/* 204 without a body. Always OK. */
CHECKED enum err respond_empty(struct response *response);

/* Adds a header; asserts that there is room. name and value live as long as the op. */
void response_header(struct response *response, const char *name, const char *value);
