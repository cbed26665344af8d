/* SPDX-License-Identifier: Apache-2.0 */
/*
 * web.h: an application of routes, the dispatcher that tests call without a socket, the server.
 */
#pragma once
#include "web/route.h"

struct db_source;

enum { HEALTH_PARTS_MAX = 8 };

/* One part of what the server needs: "database", "mail", …; reason: a stable code of what is ill,
 * "" well. Both static. */
struct health_part {
    const char *name;
    const char *reason;
    bool stops; /* when it is ill nothing can be saved: 503 */
};

/* What the domain lends the web layer, so that web knows no domain. */
struct web_hooks {
    /*
     * Who owns this session token: fills op->actor and ret_csrf (a child of op). Touches the
     * session's last use. ERR_SIGNED_OUT when the token is unknown, idle for 30 min or ended.
     */
    enum err (*authenticate)(struct op *op, const char *token, const char **ret_csrf);
    /*
     * Called after every GET that was answered; a failure takes the place of the answer: for those
     * who look at nothing unnoticed. NULL: nobody asks.
     */
    enum err (*seen)(struct op *op, const struct request *request);
    /* Looks at every part the server needs, for /healthz: fills parts and returns how many, at most
     * HEALTH_PARTS_MAX. May wait as long as the database does; NULL: nothing is looked at. */
    size_t (*health)(struct op *op, struct health_part *parts);
};

/* 0 takes the default in brackets. */
struct web_limits {
    int connection_max;        /* [1,000, less when descriptors are few] beyond, an idle one is
                                  closed for the new one; when none is idle it waits */
    int client_connection_max; /* of one address [100, none for this machine: a proxy is there] */
    int queue_max;             /* requests waiting for a worker [512]; more get 503 */
    int password_queue_max;    /* requests waiting for their password to be judged [64] */
    int password_client_max;   /* of those, of one address [8] */
    int64_t head_ms;           /* for a head to arrive, and for idling between two [30,000] */
    int64_t body_ms;           /* for a body or a reply to pass, beside its size's time [30,000] */
    int64_t bytes_a_second;    /* slower than this is not a client but an attack [8 KiB] */
    int64_t stop_ms;           /* for running requests when told to stop [10,000] */
    size_t buffered_max;       /* bytes arrived of all bodies together [64 MiB]; a quarter is for
                                  bodies of at most BODY_SMALL_BYTES */
    size_t replies_max;        /* bytes of all replies being sent together [64 MiB]; streams count
                                  by the piece in hand */
};

enum { BODY_SMALL_BYTES = 16 * 1024 }; /* taken without asking first who sends it */

struct web_config {
    const struct route *const *route_tables; /* NULL-terminated array of { 0 }-terminated tables */
    struct web_hooks hooks;
    const char *listen; /* "127.0.0.1:8080", "[::1]:0"; port 0 = any */
    struct db_source *source;
    int worker_count; /* 0: twice the cores, at least 4 */
    struct web_limits limits;
    const struct site *site; /* lent to every op; its clock_offset_ms makes the business clock */
};

struct web; /* immutable after web_new */

/* Compiles the route tables; asserts on two equal rows. A child of parent. */
CHECKED enum err web_new(struct op *op, const void *parent, const struct web_config *config,
                         struct web **ret_web);

/* A request as the socket side (or a test) hands it over. */
struct raw_request {
    const char *method;
    const char *target; /* raw path and query as sent, not decoded */
    const struct request_pair *headers;
    size_t header_count;
    const unsigned char *body;
    size_t body_size;
    const char *client;
};

/*
 * The whole road of a request on this thread: route, session, CSRF, permission, limits, parse,
 * handler, reply; never fails, writes one log line. Fills response (status always set).
 */
void web_dispatch(const struct web *web, struct op *op, const struct raw_request *raw,
                  struct response *response);

/*
 * Before a large body is read: whether it will be wanted, by route, session, CSRF token and
 * permission, as web_dispatch judges once more later. False: the refusal is in response, logged.
 */
CHECKED bool web_admit(const struct web *web, struct op *op, const struct raw_request *raw,
                       struct response *response);

/* Reads the whole stream of a response into its bytes, for who has no socket (tests). */
CHECKED enum err response_gather(struct op *op, struct response *response);

/*
 * Keeps SIGTERM and SIGINT (and SIGPIPE) from this thread and those it starts, for web_serve to
 * wait for. Call before the first thread is started: one thread that does not hold them back lets
 * them end the process at once.
 */
void web_hold_signals(void);

/*
 * Serves until SIGTERM or SIGINT: stops accepting, finishes what runs (at most 10 s), closes. The
 * signals stay held. Prints the address actually listened on as a log line event=listening. Bodies
 * half received and replies nobody takes are cut off. Errors: ERR_UNAVAILABLE "cannot_listen", or
 * the database cannot be reached. When a handler does not end in time the process ends here, with
 * exit code 3 and event=stop_stuck in the log.
 */
CHECKED enum err web_serve(struct op *op, const struct web *web);

/* OpenAPI 3.1 of all routes, and the TypeScript client, as texts; children of op. */
const char *web_openapi(struct op *op, const struct web *web);
const char *web_typescript(struct op *op, const struct web *web);

/* "GET /api/v1/x PERM_NAME" a line, sorted: the reviewed file tests/data/routes.txt. */
const char *web_route_table(struct op *op, const struct web *web);

/* "libmicrohttpd 0.9.75": what runs, a child of parent. */
const char *web_libraries(const void *parent);
