/* SPDX-License-Identifier: Apache-2.0 */
/* server_talk.c: libmicrohttpd's callbacks: a request comes in, waits, and its reply leaves. */
#include "base/mem.h"
#include "base/time.h"
#include "web/head.h"
#include "web/server_internal.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>

enum { POOL_BYTES = 48 * 1024, BODY_FIRST_BYTES = 4096, BODY_DOUBLED_MAX = 1024 * 1024 };

/* Milliseconds a body or reply of this size may take; size is at most 10^15. */
static int64_t passing_ms(const struct server *server, size_t size)
{
    return server->limits.body_ms + (int64_t)size / server->limits.bytes_a_second * 1000;
}

/* ---- replies ------------------------------------------------------------------------------ */

static enum MHD_Result send_reply(struct exchange *exchange)
{
    const struct response *from = &exchange->response;
    struct MHD_Response *reply = MHD_create_response_from_buffer(
        from->size, (void *)(uintptr_t)from->bytes, MHD_RESPMEM_PERSISTENT);

    if (reply == NULL)
        return MHD_NO;
    if (from->content_type != NULL)
        (void)MHD_add_response_header(reply, "Content-Type", from->content_type);
    for (int i = 0; i < from->header_count; i++)
        (void)MHD_add_response_header(reply, from->headers[i].name, from->headers[i].value);
    if (exchange->close || atomic_load(&exchange->server->stopping))
        (void)MHD_add_response_header(reply, "Connection", "close");
    exchange->stage = STAGE_ANSWERED;
    atomic_store(&exchange->link->hears, false);
    link_allow(exchange->link, passing_ms(exchange->server, from->size));
    enum MHD_Result result =
        MHD_queue_response(exchange->connection, (unsigned)from->status, reply);
    MHD_destroy_response(reply);
    return result;
}

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
    dispatch_refused(exchange->server->web, exchange->op, &exchange->raw, e, status,
                     &exchange->response);
}

static enum MHD_Result busy(struct exchange *exchange)
{
    enum err e = fail(own_op(exchange), ERR_UNAVAILABLE, "server_busy", "queue or buffers full");

    prepare_refusal(exchange, e, 0);
    return send_reply(exchange);
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

static void count_active(struct exchange *exchange)
{
    struct server *server = exchange->server;

    exchange->counted = true;
    (void)pthread_mutex_lock(&server->active_mutex);
    server->active_count++;
    (void)pthread_mutex_unlock(&server->active_mutex);
}

/* Takes room for the body out of what all bodies together may hold. */
static bool reserve(struct exchange *exchange, size_t size)
{
    struct server *server = exchange->server;

    exchange->body_reserved = size;
    return atomic_fetch_add(&server->gauges->body_bytes, size) + size <=
           server->limits.buffered_max;
}

/* Largest body the request's route takes; 0 when there is no such route. */
static size_t body_max(struct exchange *exchange)
{
    struct op *op = own_op(exchange);
    struct target target = { 0 };

    if (target_parse(op, exchange->raw.target, &target) != OK) {
        op_forgive(op);
        return 0;
    }
    struct match match =
        router_match(op, exchange->server->web->router, method_of(exchange->raw.method), &target);
    exchange->reads_file = match.route != NULL && (match.route->flags & ROUTE_FILE) != 0;
    return match.route == NULL ? 0 : route_body_max(match.route);
}

/*
 * A body too large is refused before it is read, but a client that is already sending would then
 * see a broken connection and not the refusal: a moderate one is read and thrown away.
 */
static enum MHD_Result begin_body(struct exchange *exchange, const struct head_verdict *verdict)
{
    size_t max = body_max(exchange);

    link_allow(exchange->link, passing_ms(exchange->server, verdict->content_length));
    if (verdict->content_length <= max) {
        exchange->stage = STAGE_BODY;
        return reserve(exchange, verdict->content_length) ? MHD_YES : busy(exchange);
    }
    exchange->stage = STAGE_DISCARD;
    bool at_once = verdict->content_length > DISCARD_BYTES_MAX || verdict->expects_continue;
    if (max != 0 || at_once)
        prepare_refusal(exchange, fail_body_too_large(own_op(exchange), max), 0);
    return at_once ? send_reply(exchange) : MHD_YES;
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

    if (chain[0] == '\0' || (strncmp(peer, "127.", 4) != 0 && strcmp(peer, "::1") != 0))
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
    head.torn = exchange->torn;
    count_active(exchange);
    enum err e = head_check(own_op(exchange), &head, &verdict);
    if (e != OK) {
        prepare_refusal(exchange, e, verdict.status);
        return send_reply(exchange);
    }
    exchange->stage = STAGE_BODY;
    return verdict.content_length == 0 ? MHD_YES : begin_body(exchange, &verdict);
}

/* ---- the body and the queue ---------------------------------------------------------------- */

static enum MHD_Result take_body(struct exchange *exchange, const char *data, size_t *size)
{
    size_t needed = exchange->body_size + *size;

    if (needed > exchange->body_reserved)
        return MHD_NO; /* more than Content-Length said: libmicrohttpd does not do that */
    if (needed > exchange->body_room) {
        size_t room = exchange->body_room == 0 ? BODY_FIRST_BYTES : exchange->body_room;
        while (room < needed)
            room *= 2;
        if (room > BODY_DOUBLED_MAX) /* no copy of a large body; what is not written takes none */
            room = exchange->body_reserved;
        exchange->body = mem_resize(exchange, exchange->body, room);
        exchange->body_room = room;
    }
    memcpy(exchange->body + exchange->body_size, data, *size);
    exchange->body_size = needed;
    *size = 0;
    return MHD_YES;
}

/* The request is complete: this instant is when it arrived. */
static enum MHD_Result submit(struct exchange *exchange)
{
    struct queue *queue = &exchange->server->queue;

    if (!queue_has_room(queue)) /* only this thread puts: it cannot fill up in between */
        return busy(exchange);
    exchange->raw.body = exchange->body;
    exchange->raw.body_size = exchange->body_size;
    exchange->arrived_ms = time_real_ms();
    exchange->stage = STAGE_QUEUED;
    link_allow(exchange->link, 0);
    atomic_store(&exchange->link->hears, false);
    MHD_suspend_connection(exchange->connection);
    queue_put(queue, exchange);
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
    case STAGE_BODY:
        return *size != 0 ? take_body(exchange, data, size) : submit(exchange);
    case STAGE_DISCARD:
        if (*size != 0) {
            *size = 0;
            return MHD_YES;
        }
        return exchange->prepared ? send_reply(exchange) : submit(exchange);
    case STAGE_QUEUED:
        return send_reply(exchange);
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
    link_allow(exchange->link, server->limits.head_ms);
    (void)atomic_fetch_sub(&server->gauges->body_bytes, exchange->body_reserved);
    bool counted = exchange->counted;
    op_free(exchange->op);
    mem_free(exchange);
    if (!counted)
        return;
    (void)pthread_mutex_lock(&server->active_mutex);
    if (--server->active_count == 0)
        (void)pthread_cond_signal(&server->active_none);
    (void)pthread_mutex_unlock(&server->active_mutex);
}

static void name_client(struct link *link, const struct sockaddr *address)
{
    const void *from = NULL;

    if (address->sa_family == AF_INET)
        from = &((const struct sockaddr_in *)(const void *)address)->sin_addr;
    else if (address->sa_family == AF_INET6)
        from = &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;
    if (from == NULL ||
        inet_ntop(address->sa_family, from, link->client, sizeof link->client) == NULL)
        link->client[0] = '\0';
}

static void on_connection(void *cls, struct MHD_Connection *connection, void **context,
                          enum MHD_ConnectionNotificationCode what)
{
    struct server *server = cls;

    if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
        watch_remove(&server->watch, *context);
        (void)atomic_fetch_sub(&server->gauges->connections, 1);
        mem_free(*context);
        *context = NULL;
        return;
    }
    struct link *link = mem_new(NULL, struct link);
    link->fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
    name_client(
        link, MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr);
    link_allow(link, server->limits.head_ms);
    watch_add(&server->watch, link);
    (void)atomic_fetch_add(&server->gauges->connections, 1);
    *context = link;
}

enum err talk_start(struct op *op, struct server *server)
{
    server->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC, 0, NULL, NULL,
        on_request, server, MHD_OPTION_LISTEN_SOCKET, server->listen_fd,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)server->limits.connection_max,
        MHD_OPTION_PER_IP_CONNECTION_LIMIT, (unsigned)server->limits.client_connection_max,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)POOL_BYTES, MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_URI_LOG_CALLBACK, on_request_line, server, MHD_OPTION_UNESCAPE_CALLBACK,
        leave_encoded, NULL, MHD_OPTION_NOTIFY_COMPLETED, on_completed, server,
        MHD_OPTION_NOTIFY_CONNECTION, on_connection, server, MHD_OPTION_END);
    if (server->daemon == NULL)
        return fail(op, ERR_UNAVAILABLE, "unavailable", "libmicrohttpd does not start");
    return OK;
}
