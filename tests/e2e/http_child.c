/* SPDX-License-Identifier: Apache-2.0 */
/* http_child.c: fork, web_serve, and sockets. */
#include "http_child.h"

#include "base/log.h"
#include "base/mem.h"

#include <arpa/inet.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { REPLY_BYTES_MAX = 4 * 1024 * 1024, WAIT_MS = 5000 };

struct number {
    int64_t value;
};

static const struct json_field number_fields[] = {
    JSON_INT(struct number, value, 0, JSON_INT_SAFE_MAX),
    JSON_DONE,
};
static const struct json_shape number_shape = JSON_SHAPE(struct number, number_fields);

static int gate_fd = -1;

static enum err hello(struct op *op, const struct request *request, struct response *response)
{
    (void)request;
    return respond(op, response, &number_shape, &(struct number){ 1 });
}

static enum err wait_for_gate(struct op *op, const struct request *request,
                              struct response *response)
{
    char byte = 0;

    while (read(gate_fd, &byte, 1) < 0 && errno == EINTR)
        continue;
    return hello(op, request, response);
}

static enum err measure(struct op *op, const struct request *request, struct response *response)
{
    struct number number = { (int64_t)request->body_size };

    for (size_t i = 0; i < request->body_size; i++)
        number.value += request->body[i] == 'x' ? 0 : 1000000;
    return respond(op, response, &number_shape, &number);
}

static enum err large(struct op *op, const struct request *request, struct response *response)
{
    (void)request;
    response->size = LARGE_BYTES;
    response->bytes = mem_zero(op, 1, response->size, "large");
    response->content_type = "application/octet-stream";
    return OK;
}

static enum err nothing(struct op *op, const struct request *request, struct response *response)
{
    (void)op;
    (void)request;
    return respond_empty(response);
}

static enum err client(struct op *op, const struct request *request, struct response *response)
{
    response->bytes = mem_text(op, request_param(request, "id"));
    response->size = strlen(response->bytes);
    response->content_type = "text/plain; charset=utf-8";
    response_header(response, "X-Client", request->client);
    return OK;
}

/* Bytes that tell their place: the low byte of offset / 7. */
static enum err read_stream(struct op *op, void *state, size_t offset, unsigned char *to,
                            size_t size)
{
    const size_t *broken_at = state;

    if (offset + size > *broken_at)
        return fail(op, ERR_INTERNAL, "internal", "broken on purpose");
    for (size_t i = 0; i < size; i++)
        to[i] = (unsigned char)((offset + i) / 7);
    return OK;
}

static enum err stream(struct op *op, const struct request *request, struct response *response)
{
    struct response_stream *made = mem_new(op, struct response_stream);
    size_t *broken_at = mem_new(op, size_t);

    *broken_at = strcmp(request_param(request, "id"), "broken") == 0 ? STREAM_BYTES / 2 : SIZE_MAX;
    *made = (struct response_stream){ STREAM_BYTES, read_stream, broken_at };
    response->stream = made;
    response->content_type = "application/octet-stream";
    return OK;
}

/* Whoever has the token "good" is signed in; CSRF token "csrf". */
static enum err authenticate(struct op *op, const char *token, const char **ret_csrf)
{
    if (strcmp(token, "good") != 0)
        return fail(op, ERR_SIGNED_OUT, "signed_out", "no live session");
    op->actor.user_id = 1;
    *ret_csrf = "csrf";
    return OK;
}

static const struct route routes[] = {
    { "GET", "/api/v1/hello", PERM_ANYONE, hello },
    { "GET", "/api/v1/wait", PERM_ANYONE, wait_for_gate },
    { "GET", "/api/v1/large", PERM_ANYONE, large },
    { "GET", "/api/v1/id/{id}", PERM_ANYONE, client },
    { "POST", "/api/v1/nothing", PERM_ANYONE, nothing },
    { "POST", "/api/v1/json", PERM_ANYONE, hello, .in = &number_shape },
    { "PUT", "/api/v1/bytes", PERM_ANYONE, measure, .body_max = 100000, .flags = ROUTE_RAW_BODY },
    { "PUT", "/api/v1/guarded", PERM_SIGNED_IN, measure, .body_max = 4 << 20,
      .flags = ROUTE_RAW_BODY },
    { "POST", "/api/v1/password", PERM_ANYONE, wait_for_gate, .in = &number_shape,
      .flags = ROUTE_PASSWORD },
    { "GET", "/api/v1/stream/{id}", PERM_ANYONE, stream },
    { 0 },
};

static const struct route *const tables[] = { routes, NULL };

/* Stands for the jobs' thread: a signal must not reach it. */
static void *wait_for_ever(void *arg)
{
    (void)pause();
    return arg;
}

static void start_bystander(void)
{
    pthread_t thread;

    if (pthread_create(&thread, NULL, wait_for_ever, NULL) == 0)
        (void)pthread_detach(thread);
}

static int serve(const struct web_limits *limits, int worker_count)
{
    struct web_config config = { .route_tables = tables,
                                 .hooks = { .authenticate = authenticate },
                                 .listen = "127.0.0.1:0",
                                 .worker_count = worker_count,
                                 .limits = *limits };
    struct op *op = op_new(NULL, 0, 0);
    struct web *web = NULL;

    log_set_level(LOG_NOTICE);
    web_hold_signals();
    start_bystander();
    enum err e = web_new(op, op, &config, &web);
    if (e == OK)
        e = web_serve(op, web);
    op_free(op);
    return e == OK ? 0 : 1;
}

static void read_port(struct child *child)
{
    char line[512] = "";
    size_t used = 0;

    while (used < sizeof line - 1 && read(child->log, line + used, 1) == 1 && line[used] != '\n')
        used++;
    line[used] = '\0';
    const char *at = strstr(line, "address=127.0.0.1:");
    if (at == NULL) {
        print_error("server said: %s\n", line);
        exit(1); /* a test without its server says nothing */
    }
    child->port = (int)strtol(at + 18, NULL, 10);
}

void child_start(struct child *child, const struct web_limits *limits, int worker_count)
{
    int gate[2] = { -1, -1 };
    int log[2] = { -1, -1 };

    assert_int_equal(pipe(gate), 0);
    assert_int_equal(pipe(log), 0);
    child->pid = fork();
    assert_true(child->pid >= 0);
    if (child->pid == 0) {
        gate_fd = gate[0];
        (void)dup2(log[1], STDERR_FILENO);
        (void)close(log[0]);
        (void)close(gate[1]);
        exit(serve(limits, worker_count));
    }
    (void)close(gate[0]);
    (void)close(log[1]);
    child->gate = gate[1];
    child->log = log[0];
    read_port(child);
}

void child_stop(struct child *child)
{
    int status = 0;

    assert_int_equal(kill(child->pid, SIGTERM), 0);
    assert_int_equal(waitpid(child->pid, &status, 0), child->pid);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        char said[4000] = "";
        (void)!read(child->log, said, sizeof said - 1);
        print_error("server ended with %x: %s\n", (unsigned)status, said);
    }
    (void)close(child->gate);
    (void)close(child->log);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

int child_connect(const struct child *child)
{
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_port = htons((uint16_t)child->port),
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    struct timeval limit = { .tv_sec = WAIT_MS / 1000 };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_true(fd >= 0);
    assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit), 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    return fd;
}

void send_bytes(int fd, const void *bytes, size_t size)
{
    const char *at = bytes;

    while (size != 0) {
        ssize_t sent = send(fd, at, size, MSG_NOSIGNAL);
        if (sent <= 0)
            return; /* closed on us: the reply, if any, says why */
        at += sent;
        size -= (size_t)sent;
    }
}

void send_text(int fd, const char *text)
{
    send_bytes(fd, text, strlen(text));
}

/* Reads until the head is in; bytes that came too early belong to the body. */
static size_t read_until(int fd, char *to, size_t used, const char *mark)
{
    while (strstr(to, mark) == NULL && used < REPLY_BYTES_MAX) {
        ssize_t got = recv(fd, to + used, 1, 0);
        if (got <= 0)
            break;
        used += (size_t)got;
        to[used] = '\0';
    }
    return used;
}

const char *read_reply(int fd, bool no_body)
{
    static char reply[REPLY_BYTES_MAX + 1];

    reply[0] = '\0';
    size_t used = read_until(fd, reply, 0, "\r\n\r\n");
    const char *length = strcasestr(reply, "\r\nContent-Length: ");
    size_t rest = no_body || length == NULL ? 0 : (size_t)strtoul(length + 18, NULL, 10);
    while (rest != 0) {
        ssize_t got = recv(fd, reply + used, rest, 0);
        if (got <= 0)
            break;
        used += (size_t)got;
        rest -= (size_t)got;
    }
    reply[used] = '\0';
    return reply;
}

bool is_closed(int fd)
{
    char bytes[4096];
    ssize_t got = 0;

    do {
        got = recv(fd, bytes, sizeof bytes, 0);
    } while (got > 0);
    return got == 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
}

int status_of(const struct child *child, const char *text)
{
    int fd = child_connect(child);

    send_text(fd, text);
    const char *reply = read_reply(fd, false);
    int status = strncmp(reply, "HTTP/1.1 ", 9) == 0 ? (int)strtol(reply + 9, NULL, 10) : 0;
    (void)close(fd);
    return status;
}
