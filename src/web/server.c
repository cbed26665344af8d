/* SPDX-License-Identifier: Apache-2.0 */
/* server.c: from the address to listen on to the signal that ends it. */
#include "base/log.h"
#include "base/mem.h"
#include "base/time.h"
#include "web/server_internal.h"

#include <errno.h>
#include <netdb.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LISTEN_BACKLOG = 511, WORKERS_MIN = 4, ADDRESS_TEXT_MAX = 64, PORT_TEXT_MAX = 8 };

enum { EXIT_STUCK = 3 }; /* the world failed */

/* Descriptors: kept for everything that is no connection, and the most that are asked for. */
enum { FILES_KEPT = 192, FILES_MAX = 65536, HANDS_TRIES = 100 };

/* ---- listening ---------------------------------------------------------------------------- */

/* "127.0.0.1:8080" or "[::1]:8080" into host and port. */
static bool split_address(struct op *op, const char *address, const char **ret_host,
                          const char **ret_port)
{
    const char *colon = strrchr(address, ':');

    if (colon == NULL || colon == address)
        return false;
    size_t length = (size_t)(colon - address);
    bool brackets = address[0] == '[' && colon[-1] == ']';
    *ret_host =
        brackets ? mem_text_max(op, address + 1, length - 2) : mem_text_max(op, address, length);
    *ret_port = colon + 1;
    return true;
}

static int bound_socket(const struct addrinfo *info)
{
    int on = 1;
    int fd = socket(info->ai_family, info->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    if (fd < 0)
        return -1;
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, info->ai_addr, info->ai_addrlen) == 0 && listen(fd, LISTEN_BACKLOG) == 0)
        return fd;
    (void)close(fd);
    return -1;
}

static enum err listen_on(struct op *op, const char *address, int *ret_fd)
{
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM,
                              .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE };
    struct addrinfo *info = NULL;
    const char *host = NULL;
    const char *port = NULL;

    if (!split_address(op, address, &host, &port) || getaddrinfo(host, port, &hints, &info) != 0)
        return fail(op, ERR_UNAVAILABLE, "cannot_listen", "not an address: %s", address);
    int fd = bound_socket(info);
    freeaddrinfo(info);
    if (fd < 0)
        return fail(op, ERR_UNAVAILABLE, "cannot_listen", "%s: %s", address, strerror(errno));
    *ret_fd = fd;
    return OK;
}

/* The address really listened on: port 0 has become a number. */
static void log_address(const struct server *server, int64_t start_us)
{
    struct sockaddr_storage address = { 0 };
    socklen_t size = sizeof address;
    char host[ADDRESS_TEXT_MAX] = "";
    char port[PORT_TEXT_MAX] = "";

    (void)getsockname(server->listen_fd, (struct sockaddr *)&address, &size);
    (void)getnameinfo((struct sockaddr *)&address, size, host, sizeof host, port, sizeof port,
                      NI_NUMERICHOST | NI_NUMERICSERV);
    bool brackets = strchr(host, ':') != NULL;
    log_line(LOG_NOTICE, "event=listening address=%s%s%s:%s workers=%d ms=%.1f",
             brackets ? "[" : "", host, brackets ? "]" : "", port, server->worker_count,
             (double)(time_monotonic_us() - start_us) / 1000.0);
}

/* ---- life --------------------------------------------------------------------------------- */

static struct web_limits filled(const struct web_limits *from)
{
    struct web_limits limits = *from;

    limits.connection_max = limits.connection_max > 0 ? limits.connection_max : 1000;
    limits.password_queue_max = limits.password_queue_max > 0 ? limits.password_queue_max : 64;
    limits.password_client_max = limits.password_client_max > 0 ? limits.password_client_max : 8;
    limits.queue_max = limits.queue_max > 0 ? limits.queue_max : 512;
    limits.head_ms = limits.head_ms > 0 ? limits.head_ms : 30000;
    limits.body_ms = limits.body_ms > 0 ? limits.body_ms : 30000;
    limits.bytes_a_second = limits.bytes_a_second > 0 ? limits.bytes_a_second : 8 * 1024;
    limits.stop_ms = limits.stop_ms > 0 ? limits.stop_ms : 10000;
    limits.buffered_max = limits.buffered_max > 0 ? limits.buffered_max : 64 * 1024 * 1024;
    limits.replies_max = limits.replies_max > 0 ? limits.replies_max : 64 * 1024 * 1024;
    return limits;
}

/*
 * Connections are as many as descriptors allow: the soft limit is raised to the hard one, and what
 * databases, files and processes need is kept back, so that no write fails for want of one.
 */
static int connections_allowed(int wanted)
{
    struct rlimit files = { 0 };

    if (getrlimit(RLIMIT_NOFILE, &files) != 0)
        return wanted;
    if (files.rlim_cur < files.rlim_max) {
        rlim_t before = files.rlim_cur;
        files.rlim_cur = files.rlim_max < FILES_MAX ? files.rlim_max : FILES_MAX;
        if (setrlimit(RLIMIT_NOFILE, &files) != 0)
            files.rlim_cur = before;
    }
    if (files.rlim_cur >= (rlim_t)wanted + FILES_KEPT)
        return wanted;
    return files.rlim_cur > 2 * FILES_KEPT ? (int)(files.rlim_cur - FILES_KEPT) : FILES_KEPT;
}

static struct server *server_new(const struct web *web)
{
    struct server *server = mem_new(NULL, struct server);
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    pthread_condattr_t monotonic;

    server->web = web;
    server->limits = filled(&web->config.limits);
    server->limits.connection_max = connections_allowed(server->limits.connection_max);
    server->listen_fd = -1;
    server->worker_count = web->config.worker_count;
    if (server->worker_count == 0)
        server->worker_count = 2 * cores > WORKERS_MIN ? (int)(2 * cores) : WORKERS_MIN;
    server->workers = mem_array(server, struct worker *, (size_t)server->worker_count + 1);
    server->gauges = metrics_gauges(web->metrics);
    atomic_store(&server->gauges->workers, server->worker_count);
    files_init(&server->files, server->worker_count);
    queue_init(&server->queue, server->limits.queue_max, &server->gauges->queue_length);
    queue_init(&server->passwords, server->limits.password_queue_max, NULL);
    (void)pthread_mutex_init(&server->active_mutex, NULL);
    (void)pthread_condattr_init(&monotonic);
    (void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&server->active_none, &monotonic);
    (void)pthread_condattr_destroy(&monotonic);
    return server;
}

/* Deadlines are looked at four times within the shortest of them, at least once a second. */
static int64_t watch_period_us(const struct web_limits *limits)
{
    int64_t shortest_ms = limits->head_ms < limits->body_ms ? limits->head_ms : limits->body_ms;

    return shortest_ms > 4000 ? 1000000 : shortest_ms * 250;
}

static enum err start(struct op *op, struct server *server)
{
    enum err e = listen_on(op, server->web->config.listen, &server->listen_fd);
    if (e == OK)
        e = work_start(op, server);
    if (e == OK && !watch_start(&server->watch, watch_period_us(&server->limits)))
        e = fail(op, ERR_UNAVAILABLE, "unavailable", "cannot start the watch");
    if (e == OK && !linger_start(&server->linger))
        e = fail(op, ERR_UNAVAILABLE, "unavailable", "cannot start the lingering");
    if (e == OK)
        e = health_start(op, server);
    if (e == OK)
        e = talk_start(op, server);
    return e;
}

/* Waits until no request is running; false when that takes longer than it may. */
static bool wait_until_idle(struct server *server, int64_t ms)
{
    struct timespec until = monotonic_after(ms * 1000);
    int waited = 0;

    (void)pthread_mutex_lock(&server->active_mutex);
    while (server->active_count != 0 && waited != ETIMEDOUT)
        waited = pthread_cond_timedwait(&server->active_none, &server->active_mutex, &until);
    bool idle = server->active_count == 0;
    (void)pthread_mutex_unlock(&server->active_mutex);
    return idle;
}

/* Whether no worker has anything in hand: then only clients are slow, and those can be cut off. */
static bool wait_for_hands(struct server *server)
{
    for (int i = 0; i < HANDS_TRIES && atomic_load(&server->in_hands) > 0; i++)
        (void)wait_until_idle(server, 1);
    return atomic_load(&server->in_hands) == 0;
}

static void server_free(struct server *server)
{
    work_stop(server);
    health_stop(server);
    if (server->daemon != NULL)
        MHD_stop_daemon(server->daemon);
    linger_stop(&server->linger);
    watch_stop(&server->watch);
    if (server->listen_fd >= 0)
        (void)close(server->listen_fd);
    mem_free(server);
}

/* A handler that does not end cannot be ended: the process leaves and frees nothing under it. */
static void stop(struct server *server)
{
    atomic_store(&server->stopping, true);
    log_line(LOG_NOTICE, "event=stopping");
    (void)MHD_quiesce_daemon(server->daemon);
    (void)shutdown(server->listen_fd, SHUT_RDWR); /* closed only when no thread can look at it */
    bool idle = wait_until_idle(server, server->limits.stop_ms);
    atomic_store(&server->cutting, true); /* who does not read its reply gets no more of it */
    if (!idle && !wait_for_hands(server)) {
        log_line(LOG_ERROR, "event=stop_stuck ms=%lld", (long long)server->limits.stop_ms);
        _exit(EXIT_STUCK);
    }
    server_free(server);
    log_line(LOG_NOTICE, "event=stopped");
}

static void ending_signals(sigset_t *ret_set)
{
    (void)sigemptyset(ret_set);
    (void)sigaddset(ret_set, SIGTERM);
    (void)sigaddset(ret_set, SIGINT);
}

void web_hold_signals(void)
{
    sigset_t held;

    ending_signals(&held);
    (void)sigaddset(&held, SIGPIPE);
    (void)pthread_sigmask(SIG_BLOCK, &held, NULL);
}

enum err web_serve(struct op *op, const struct web *web)
{
    int64_t start_us = time_monotonic_us();
    sigset_t ends;
    int signal_number = 0;

    web_hold_signals();
    ending_signals(&ends);
    struct server *server = server_new(web);
    enum err e = start(op, server);
    if (e != OK) {
        server_free(server);
        return e;
    }
    log_address(server, start_us);
    (void)sigwait(&ends, &signal_number);
    stop(server);
    return OK;
}

const char *web_libraries(const void *parent)
{
    return mem_printf(parent, "libmicrohttpd %s", MHD_get_version());
}
