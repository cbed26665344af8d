/* SPDX-License-Identifier: Apache-2.0 */
/* documents.c: the server's side of the document process: starts, asks, retires it. */
#include "doc/worker.h"

#include "base/mem.h"
#include "base/time.h"
#include "doc/wire.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct documents {
    const char *program;
    int document_max;
    int wait_ms;
    pthread_mutex_t mutex; /* held while one document is made */
    pid_t pid;             /* 0: no process */
    int fd;
    int made; /* by this process */
};

/* The process ends by itself when its input ends; one that does not is killed. */
static void stop(struct documents *documents, bool kill_it)
{
    if (documents->pid == 0)
        return;
    (void)close(documents->fd);
    if (kill_it)
        (void)kill(documents->pid, SIGKILL);
    while (waitpid(documents->pid, NULL, 0) < 0 && errno == EINTR)
        ;
    documents->pid = 0;
}

static void close_documents(void *object)
{
    struct documents *documents = object;

    stop(documents, true);
    (void)pthread_mutex_destroy(&documents->mutex);
}

struct documents *documents_new(const void *parent, const char *program)
{
    struct documents *documents = mem_new(parent, struct documents);

    documents->program = mem_text(documents, program);
    documents_limit(documents, WORKER_DOCUMENTS, WORKER_WAIT_MS);
    (void)pthread_mutex_init(&documents->mutex, NULL);
    mem_own(parent, documents, close_documents);
    return documents;
}

void documents_limit(struct documents *documents, int document_count, int wait_ms)
{
    documents->document_max = document_count;
    documents->wait_ms = wait_ms;
}

/* The socket is the child's standard input and output; nothing else is handed on, and signals are
 * as a fresh program finds them. */
static bool spawn(struct documents *documents, int theirs)
{
    char verb[] = "doc-worker";
    char name[] = "dianjiang";
    char *argv[] = { name, verb, NULL };
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t none;
    sigset_t all;

    (void)sigemptyset(&none);
    (void)sigfillset(&all);
    (void)posix_spawn_file_actions_init(&files);
    (void)posix_spawnattr_init(&attributes);
    (void)posix_spawnattr_setsigmask(&attributes, &none);
    (void)posix_spawnattr_setsigdefault(&attributes, &all);
    (void)posix_spawnattr_setpgroup(&attributes, 0); /* Ctrl-C is for the server */
    (void)posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
                                                    POSIX_SPAWN_SETPGROUP);
    bool done =
        posix_spawn_file_actions_adddup2(&files, theirs, STDIN_FILENO) == 0 &&
        posix_spawn_file_actions_adddup2(&files, theirs, STDOUT_FILENO) == 0 &&
        posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1) == 0 &&
        posix_spawn(&documents->pid, documents->program, &files, &attributes, argv, environ) == 0;
    (void)posix_spawnattr_destroy(&attributes);
    (void)posix_spawn_file_actions_destroy(&files);
    return done;
}

static bool start(struct documents *documents)
{
    int pair[2];

    if (documents->pid != 0)
        return true;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
        return false;
    bool done = spawn(documents, pair[1]);
    (void)close(pair[1]);
    if (!done) {
        (void)close(pair[0]);
        documents->pid = 0;
        return false;
    }
    documents->fd = pair[0];
    documents->made = 0;
    return true;
}

/* Asks the process; false when it has to be ended. *ret_e is what it judged. */
static bool ask(struct op *op, struct documents *documents, struct bytes request, enum err *ret_e,
                struct pdf *ret_pdf)
{
    int64_t until_us = time_monotonic_us() + INT64_C(1000) * documents->wait_ms;
    uint8_t head[WIRE_REPLY_HEAD];

    wire_put(head, (uint32_t)request.size);
    if (!wire_write(documents->fd, head, WIRE_REQUEST_HEAD, until_us) ||
        !wire_write(documents->fd, request.data, request.size, until_us) ||
        !wire_read(documents->fd, head, WIRE_REPLY_HEAD, until_us))
        return false;
    uint32_t size = wire_get(head + 5);
    if (head[0] >= ERR_COUNT || size > WORKER_REPLY_MAX)
        return false;
    uint8_t *bytes = mem_array(op, uint8_t, size + 1);
    if (!wire_read(documents->fd, bytes, size, until_us))
        return false;
    *ret_e = (enum err)head[0];
    *ret_pdf = (struct pdf){ { bytes, size }, (int)wire_get(head + 1) };
    return true;
}

/* A process that ended while nobody asked is no reason to refuse: one more is tried. */
static enum err make(struct op *op, struct documents *documents, struct bytes request,
                     struct pdf *ret_pdf)
{
    enum err e = ERR_UNAVAILABLE;

    for (bool was_running = documents->pid != 0;; was_running = false) {
        int64_t began_us = time_monotonic_us();
        if (!start(documents))
            return ERR_UNAVAILABLE;
        if (ask(op, documents, request, &e, ret_pdf))
            break;
        stop(documents, true);
        bool slow = time_monotonic_us() - began_us >= INT64_C(1000) * documents->wait_ms;
        if (!was_running || slow)
            return ERR_UNAVAILABLE;
    }
    if (++documents->made >= documents->document_max)
        stop(documents, false);
    return e;
}

static bool take_turn(struct documents *documents)
{
    int64_t until_us = time_monotonic_us() + INT64_C(1000) * documents->wait_ms;
    const struct timespec until = { until_us / 1000000, until_us % 1000000 * 1000 };

    return pthread_mutex_clocklock(&documents->mutex, CLOCK_MONOTONIC, &until) == 0;
}

enum err documents_pdf(struct op *op, struct documents *documents, const struct document *document,
                       struct pdf *ret_pdf)
{
    struct bytes request = document_pack(op, document);
    struct pdf pdf = { 0 };

    if (request.size > WORKER_REQUEST_MAX) {
        fail_arg(op, "max", "%d", PAGES_MAX);
        return fail(op, ERR_TOO_LARGE, "document_pages", "packed document of %zu bytes",
                    request.size);
    }
    if (!take_turn(documents))
        return fail(op, ERR_UNAVAILABLE, "document_unavailable", "the document process is busy");
    enum err e = make(op, documents, request, &pdf);
    (void)pthread_mutex_unlock(&documents->mutex);
    if (e == ERR_TOO_LARGE) {
        fail_arg(op, "max", "%d", PAGES_MAX);
        return fail(op, e, "document_pages", "the document has too many pages");
    }
    if (e == ERR_UNAVAILABLE)
        return fail(op, e, "document_unavailable", "the document process failed");
    if (e != OK)
        return fail(op, ERR_INTERNAL, "internal", "the document process says %s", err_name(e));
    *ret_pdf = pdf;
    return OK;
}

int documents_process(struct documents *documents)
{
    return (int)documents->pid;
}
