/* SPDX-License-Identifier: Apache-2.0 */
/* server_talk.c: libmicrohttpd's callbacks: a request comes in, waits, and its reply leaves. */
#include "base/mem.h"
#include "base/time.h"
#include "web/head.h"
#include "web/server_internal.h"

#include <arpa/inet.h>
#include <limits.h>
#include <string.h>
#include <sys/socket.h>

enum { POOL_BYTES = 48 * 1024, BODY_FIRST_BYTES = 4096, BODY_DOUBLED_MAX = 1024 * 1024 };
enum { CLIENT_CONNECTIONS = 100 };

/* While they come in, those who make room for them are still being closed. */
enum { NEWCOMERS = 16 };

/* ---- refusals ---------------------------------------------------------------------------- */

/* An op of libmicrohttpd's thread, for what is refused before a worker sees it. */
static struct op *own_op(struct exchange *exchange)
{
    int64_t now_ms = time_real_ms();

    if (exchange->op == NULL)
        exchange->op = op_new(NULL, now_ms, now_ms);
    return exchange->op;
}

static void prepare_refusal(struct exchange *exchange, enum err e, int status)
{
    exchange->prepared = true;
    exchange->close = true;
    exchange->link->lingers = exchange->body_size < exchange->body_length;
    dispatch_refused(exchange->server->web, exchange->op, &exchange->raw, e, status,
                     &exchange->response);
}

static enum MHD_Result busy(struct exchange *exchange)
{
    enum err e = fail(own_op(exchange), ERR_UNAVAILABLE, "server_busy", "queue or buffers full");

    prepare_refusal(exchange, e, 0);
    return reply_send(exchange);
}

/* ---- the head ----------------------------------------------------------------------------- */

static enum MHD_Result take_header(void *cls, enum MHD_ValueKind kind, const char *name,
                                   size_t name_size, const char *value, size_t value_size)
{
    struct exchange *exchange = cls;
    struct request_pair pair = { name, value == NULL ? "" : value };

    (void)kind;
    if (strlen(name) != name_size || strlen(pair.value) != value_size)
        exchange->torn = true;
    mem_push(exchange, exchange->headers, exchange->header_count, pair);
    return MHD_YES;
}

/* The request counts as one that is finished before the server ends; false: it is ending. */
static bool begin_work(struct exchange *exchange)
{
    struct server *server = exchange->server;

    exchange->counted = true;
    (void)pthread_mutex_lock(&server->active_mutex);
    server->active_count++;
    (void)pthread_mutex_unlock(&server->active_mutex);
    return !atomic_load(&server->stopping);
}

static void end_work(struct exchange *exchange)
{
    struct server *server = exchange->server;

    if (!exchange->counted)
        return;
    exchange->counted = false;
    (void)pthread_mutex_lock(&server->active_mutex);
    if (--server->active_count == 0)
        (void)pthread_cond_signal(&server->active_none);
    (void)pthread_mutex_unlock(&server->active_mutex);
}

/*
 * Whether every header stands on a line of its own that ends with CR LF. libmicrohttpd 0.9.75 ends
 * a line at a bare CR or LF too, joins folded lines and cuts a value at a NUL silently.
 * But it leaves the head where it was read, with NUL in place of the line's end: then a value and
 * the next name are two bytes apart, and a folded line was put together elsewhere.
 */
static bool head_is_plain(const struct exchange *exchange, const char *version)
{
    const char *end = version + strlen(version);

    for (size_t i = 0; i < exchange->header_count; i++) {
        const struct request_pair *header = &exchange->headers[i];
        if (header->name != end + 2)
            return false;
        end = header->value + strlen(header->value);
    }
    return true;
}

/* The route of the request; NULL when there is none. */
static const struct route *route_of(struct exchange *exchange)
{
    struct op *op = own_op(exchange);
    struct target target = { 0 };

    if (target_parse(op, exchange->raw.target, &target) != OK) {
        op_forgive(op);
        return NULL;
    }
    const struct router *router = exchange->server->web->router;
    return router_match(op, router, method_of(exchange->raw.method), &target).route;
}

/*
 * A body too large is refused before it is read. A large one of somebody who must be signed in is
 * read only once a worker has looked at the session; small ones are cheaper to take than to ask.
 */
static enum MHD_Result begin_body(struct exchange *exchange, size_t length)
{
    const struct route *route = route_of(exchange);
    size_t max = route == NULL ? 0 : route_body_max(route);

    exchange->body_length = length;
    exchange->route_flags = route == NULL ? 0 : route->flags;
    exchange->reads_file = (exchange->route_flags & ROUTE_FILE) != 0;
    link_allow(exchange->link, passing_ms(exchange->server, length));
    if (route != NULL && length > max) {
        prepare_refusal(exchange, fail_body_too_large(own_op(exchange), max), 0);
        return reply_send(exchange);
    }
    if (length <= BODY_SMALL_BYTES || (route != NULL && route->perm == PERM_ANYONE)) {
        exchange->stage = STAGE_BODY;
        return MHD_YES;
    }
    if (!begin_work(exchange))
        return busy(exchange);
    exchange_hand_over(exchange, &exchange->server->queue, STAGE_JUDGED);
    return MHD_YES;
}

/* The body is wanted, or not. */
static enum MHD_Result go_on_after_judging(struct exchange *exchange)
{
    end_work(exchange); /* until the body is there */
    link_allow(exchange->link, passing_ms(exchange->server, exchange->body_length));
    if (!exchange->prepared) {
        exchange->stage = STAGE_BODY;
        return MHD_YES;
    }
    exchange->close = true;
    exchange->link->lingers = true;
    return reply_send(exchange);
}

static bool is_this_machine(const char *client)
{
    return strncmp(client, "127.", 4) == 0 || strcmp(client, "::1") == 0;
}

/*
 * Behind a proxy on this machine the client is the last address the proxy added; from elsewhere
 * X-Forwarded-For is only what somebody claims.
 */
static const char *client_of(struct exchange *exchange)
{
    const char *peer = exchange->link->client;
    const char *chain = raw_header(&exchange->raw, "X-Forwarded-For");
    const char *last = strrchr(chain, ',');

    if (chain[0] == '\0' || !is_this_machine(peer))
        return peer;
    last = last == NULL ? chain : last + 1;
    return mem_text_max(exchange, last + strspn(last, " "), INET6_ADDRSTRLEN);
}

static enum MHD_Result begin(struct exchange *exchange, const char *method, const char *version)
{
    struct head_verdict verdict = { 0 };
    struct head head = { .raw = &exchange->raw, .version = version };

    (void)MHD_get_connection_values_n(exchange->connection, MHD_HEADER_KIND, take_header, exchange);
    exchange->raw.method = method;
    exchange->raw.headers = exchange->headers;
    exchange->raw.header_count = exchange->header_count;
    exchange->raw.client = client_of(exchange);
    head.torn = exchange->torn || !head_is_plain(exchange, version);
    enum err e = head_check(own_op(exchange), &head, &verdict);
    if (e != OK) {
        prepare_refusal(exchange, e, verdict.status);
        return reply_send(exchange);
    }
    if (strcmp(exchange->raw.target, "/healthz") == 0 && method_of(method) == METHOD_GET &&
        exchange->server->health.started) {
        health_answer(exchange, own_op(exchange));
        return reply_send(exchange);
    }
    exchange->stage = STAGE_BODY;
    return verdict.content_length == 0 ? MHD_YES : begin_body(exchange, verdict.content_length);
}

/* ---- the body and the queue ---------------------------------------------------------------- */

/* Takes room for what has arrived out of what all bodies together may hold; the last quarter of it
 * is for small ones. */
static bool reserve_body(struct exchange *exchange, size_t needed)
{
    struct server *server = exchange->server;
    size_t max = server->limits.buffered_max;
    size_t room = (needed + BODY_FIRST_BYTES - 1) / BODY_FIRST_BYTES * BODY_FIRST_BYTES;
    size_t more = room - exchange->body_reserved;

    if (exchange->body_length > BODY_SMALL_BYTES)
        max -= max / 4;
    exchange->body_reserved = room;
    return atomic_fetch_add(&server->gauges->body_bytes, more) + more <= max;
}

static void give_body_back(struct exchange *exchange)
{
    (void)atomic_fetch_sub(&exchange->server->gauges->body_bytes, exchange->body_reserved);
    exchange->body_reserved = 0;
}

/* No room for it: libmicrohttpd can say so only when the body has been read. */
static void discard_body(struct exchange *exchange)
{
    give_body_back(exchange);
    mem_free(exchange->body);
    exchange->body = NULL;
    exchange->stage = STAGE_DISCARD;
}

static enum MHD_Result take_body(struct exchange *exchange, const char *data, size_t *size)
{
    size_t needed = exchange->body_size + *size;

    if (needed > exchange->body_length)
        return MHD_NO; /* more than Content-Length said: libmicrohttpd does not do that */
    if (needed > exchange->body_reserved && !reserve_body(exchange, needed)) {
        discard_body(exchange);
        *size = 0;
        return MHD_YES;
    }
    if (needed > exchange->body_room) {
        size_t room = exchange->body_room == 0 ? BODY_FIRST_BYTES : exchange->body_room;
        while (room < needed)
            room *= 2;
        if (room > BODY_DOUBLED_MAX) /* no copy of a large body; what is not written takes none */
            room = exchange->body_length;
        exchange->body = mem_resize(exchange, exchange->body, room);
        exchange->body_room = room;
    }
    memcpy(exchange->body + exchange->body_size, data, *size);
    exchange->body_size = needed;
    *size = 0;
    return MHD_YES;
}

/* Passwords wait by themselves, and an address for its own share of them. */
static struct queue *queue_for(struct exchange *exchange)
{
    struct server *server = exchange->server;

    if ((exchange->route_flags & ROUTE_PASSWORD) == 0)
        return queue_has_room(&server->queue) ? &server->queue : NULL;
    if (!queue_has_room(&server->passwords) ||
        queue_count_of(&server->passwords, exchange->raw.client) >=
            server->limits.password_client_max)
        return NULL;
    return &server->passwords;
}

/* The request is complete: this instant is when it arrived. */
static enum MHD_Result submit(struct exchange *exchange)
{
    struct queue *queue = queue_for(exchange); /* only this thread puts: room stays */

    if (!begin_work(exchange) || queue == NULL)
        return busy(exchange);
    exchange->raw.body = exchange->body;
    exchange->raw.body_size = exchange->body_size;
    exchange->arrived_ms = time_real_ms();
    link_allow(exchange->link, 0);
    atomic_store(&exchange->link->hears, false);
    exchange_hand_over(exchange, queue, STAGE_QUEUED);
    return MHD_YES;
}

/* The parameters are libmicrohttpd's. NOLINTNEXTLINE(readability-function-size) */
static enum MHD_Result on_request(void *cls, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *data,
                                  size_t *size, void **context)
{
    struct exchange *exchange = *context;

    (void)cls;
    (void)url; /* already decoded: what was sent is in raw.target */
    (void)connection;
    switch (exchange->stage) {
    case STAGE_HEAD:
        return begin(exchange, method, version);
    case STAGE_JUDGED:
        return go_on_after_judging(exchange);
    case STAGE_BODY:
        return *size != 0 ? take_body(exchange, data, size) : submit(exchange);
    case STAGE_DISCARD:
        if (*size == 0)
            return busy(exchange);
        *size = 0;
        return MHD_YES;
    case STAGE_QUEUED:
        return reply_send(exchange);
    case STAGE_ANSWERED:
        break;
    }
    return MHD_YES;
}

/* ---- beginnings and ends ------------------------------------------------------------------- */

static struct link *link_of(struct MHD_Connection *connection)
{
    return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
}

/* The request line is in, not yet decoded: the only place where libmicrohttpd shows it so. */
static void *on_request_line(void *cls, const char *target, struct MHD_Connection *connection)
{
    struct exchange *exchange = mem_new(NULL, struct exchange);

    exchange->server = cls;
    exchange->connection = connection;
    exchange->link = link_of(connection);
    exchange->raw.target = mem_text(exchange, target);
    exchange->raw.client = exchange->link->client;
    exchange->raw.method = "";
    atomic_store(&exchange->link->hears, true);
    atomic_store(&exchange->link->idle, false);
    link_allow(exchange->link, exchange->server->limits.head_ms);
    return exchange;
}

/* The target must stay as it was sent: nothing is decoded. */
static size_t leave_encoded(void *cls, struct MHD_Connection *connection, char *text)
{
    (void)cls;
    (void)connection;
    return strlen(text);
}

static void on_completed(void *cls, struct MHD_Connection *connection, void **context,
                         enum MHD_RequestTerminationCode how)
{
    struct server *server = cls;
    struct exchange *exchange = *context;

    (void)connection;
    (void)how;
    if (exchange == NULL)
        return;
    *context = NULL;
    atomic_store(&exchange->link->hears, false);
    atomic_store(&exchange->link->idle, true);
    link_allow(exchange->link, server->limits.head_ms);
    give_body_back(exchange);
    (void)atomic_fetch_sub(&server->gauges->reply_bytes, exchange->reply_reserved);
    op_free(exchange->op);
    exchange->op = NULL;
    end_work(exchange);
    mem_free(exchange);
}

static void name_client(char client[INET6_ADDRSTRLEN], const struct sockaddr *address)
{
    const void *from = NULL;

    if (address->sa_family == AF_INET)
        from = &((const struct sockaddr_in *)(const void *)address)->sin_addr;
    else if (address->sa_family == AF_INET6)
        from = &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;
    if (from == NULL || inet_ntop(address->sa_family, from, client, INET6_ADDRSTRLEN) == NULL)
        client[0] = '\0';
}

/*
 * Whether somebody new may come. An address has a share, but for a proxy on this machine, behind
 * which everybody stands; when all places are taken, who has been idle longest makes room.
 */
static enum MHD_Result may_come(void *cls, const struct sockaddr *address, socklen_t size)
{
    struct server *server = cls;
    char client[INET6_ADDRSTRLEN] = "";
    int share = server->limits.client_connection_max;

    (void)size;
    name_client(client, address);
    if (share == 0)
        share = is_this_machine(client) ? INT_MAX : CLIENT_CONNECTIONS;
    if (share != INT_MAX && watch_count_of(&server->watch, client) >= share)
        return MHD_NO;
    if (atomic_load(&server->gauges->connections) >= server->limits.connection_max)
        watch_end_idle(&server->watch);
    return MHD_YES;
}

static void on_connection(void *cls, struct MHD_Connection *connection, void **context,
                          enum MHD_ConnectionNotificationCode what)
{
    struct server *server = cls;

    if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
        struct link *closed = *context;
        watch_remove(&server->watch, closed);
        if (closed->lingers)
            linger_take(&server->linger, closed->fd);
        (void)atomic_fetch_sub(&server->gauges->connections, 1);
        mem_free(*context);
        *context = NULL;
        return;
    }
    struct link *link = mem_new(NULL, struct link);
    link->fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
    atomic_store(&link->idle, true);
    name_client(
        link->client,
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr);
    link_allow(link, server->limits.head_ms);
    watch_add(&server->watch, link);
    (void)atomic_fetch_add(&server->gauges->connections, 1);
    *context = link;
}

enum err talk_start(struct op *op, struct server *server)
{
    server->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC, 0, may_come, server,
        on_request, server, MHD_OPTION_LISTEN_SOCKET, server->listen_fd,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)(server->limits.connection_max + NEWCOMERS),
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)POOL_BYTES, MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_URI_LOG_CALLBACK, on_request_line, server, MHD_OPTION_UNESCAPE_CALLBACK,
        leave_encoded, NULL, MHD_OPTION_NOTIFY_COMPLETED, on_completed, server,
        MHD_OPTION_NOTIFY_CONNECTION, on_connection, server, MHD_OPTION_END);
    if (server->daemon == NULL)
        return fail(op, ERR_UNAVAILABLE, "unavailable", "libmicrohttpd does not start");
    return OK;
}
