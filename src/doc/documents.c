/* SPDX-License-Identifier: Apache-2.0 */
/* documents.c: the server's side of the document process: starts, asks, retires it. */
#include "doc/worker.h"

#include "base/json_own.h"
#include "base/mem.h"
#include "base/time.h"
#include "doc/helper.h"
#include "doc/reader.h"
#include "doc/wire.h"

#include <pthread.h>
#include <string.h>
#include <time.h>

struct documents {
    const char *program;
    int document_max;
    int wait_ms;
    pthread_mutex_t mutex;               /* held while one document is made */
    pthread_mutex_t reads[READER_LANES]; /* each held while one file is read */
    struct helper helper;
    int made; /* by this process */
};

struct request {
    enum doc_format format;
    struct bytes bytes; /* a packed document */
};

static void close_documents(void *object)
{
    struct documents *documents = object;

    (void)helper_end(&documents->helper, true);
    (void)pthread_mutex_destroy(&documents->mutex);
    for (int i = 0; i < READER_LANES; i++)
        (void)pthread_mutex_destroy(&documents->reads[i]);
}

struct documents *documents_new(const void *parent, const char *program)
{
    struct documents *documents = mem_new(parent, struct documents);

    documents->program = mem_text(documents, program);
    documents_limit(documents, WORKER_DOCUMENTS, WORKER_WAIT_MS);
    (void)pthread_mutex_init(&documents->mutex, NULL);
    for (int i = 0; i < READER_LANES; i++)
        (void)pthread_mutex_init(&documents->reads[i], NULL);
    mem_own(parent, documents, close_documents);
    return documents;
}

void documents_limit(struct documents *documents, int document_count, int wait_ms)
{
    documents->document_max = document_count;
    documents->wait_ms = wait_ms;
}

static bool start(struct documents *documents)
{
    if (documents->helper.pid != 0)
        return true;
    documents->made = 0;
    return helper_start(documents->program, "doc-worker", &documents->helper);
}

/* Asks the process; false when it has to be ended. *ret_e is what it judged. */
static bool ask(struct op *op, struct documents *documents, const struct request *request,
                enum err *ret_e, struct pdf *ret_pdf)
{
    int64_t until_us = time_monotonic_us() + INT64_C(1000) * documents->wait_ms;
    uint8_t head[WIRE_REPLY_HEAD] = { (uint8_t)request->format };

    wire_put(head + 1, (uint32_t)request->bytes.size);
    if (!wire_write(documents->helper.fd, head, WIRE_REQUEST_HEAD, until_us) ||
        !wire_write(documents->helper.fd, request->bytes.data, request->bytes.size, until_us) ||
        !wire_read(documents->helper.fd, head, WIRE_REPLY_HEAD, until_us))
        return false;
    uint32_t size = wire_get(head + 5);
    if (head[0] >= ERR_COUNT || size > WORKER_REPLY_MAX)
        return false;
    uint8_t *bytes = mem_array(op, uint8_t, size + 1);
    if (!wire_read(documents->helper.fd, bytes, size, until_us))
        return false;
    *ret_e = (enum err)head[0];
    *ret_pdf = (struct pdf){ { bytes, size }, (int)wire_get(head + 1) };
    return true;
}

/* A process that ended while nobody asked is no reason to refuse: one more is tried. */
static enum err make(struct op *op, struct documents *documents, const struct request *request,
                     struct pdf *ret_pdf)
{
    enum err e = ERR_UNAVAILABLE;

    for (bool was_running = documents->helper.pid != 0;; was_running = false) {
        int64_t began_us = time_monotonic_us();
        if (!start(documents))
            return ERR_UNAVAILABLE;
        if (ask(op, documents, request, &e, ret_pdf))
            break;
        (void)helper_end(&documents->helper, true);
        bool slow = time_monotonic_us() - began_us >= INT64_C(1000) * documents->wait_ms;
        if (!was_running || slow)
            return ERR_UNAVAILABLE;
    }
    if (++documents->made >= documents->document_max)
        (void)helper_end(&documents->helper, false);
    return e;
}

static bool take_turn(pthread_mutex_t *mutex, int wait_ms)
{
#ifdef __SANITIZE_THREAD__ /* which does not know pthread_mutex_clocklock in gcc 12 */
    int64_t until_us = 1000 * (time_real_ms() + wait_ms);
    const struct timespec until = { until_us / 1000000, until_us % 1000000 * 1000 };

    return pthread_mutex_timedlock(mutex, &until) == 0;
#else
    int64_t until_us = time_monotonic_us() + INT64_C(1000) * wait_ms;
    const struct timespec until = { until_us / 1000000, until_us % 1000000 * 1000 };

    return pthread_mutex_clocklock(mutex, CLOCK_MONOTONIC, &until) == 0;
#endif
}

enum err documents_make(struct op *op, struct documents *documents, enum doc_format format,
                        const struct document *document, struct pdf *ret_file)
{
    const struct request request = { format, document_pack(op, document) };
    struct pdf pdf = { 0 };

    if (request.bytes.size > WORKER_REQUEST_MAX) {
        fail_arg(op, "max", "%d", PAGES_MAX);
        return fail(op, ERR_TOO_LARGE, "document_pages", "packed document of %zu bytes",
                    request.bytes.size);
    }
    if (!take_turn(&documents->mutex, documents->wait_ms))
        return fail(op, ERR_UNAVAILABLE, "document_unavailable", "the document process is busy");
    enum err e = make(op, documents, &request, &pdf);
    (void)pthread_mutex_unlock(&documents->mutex);
    if (e == ERR_TOO_LARGE) {
        fail_arg(op, "max", "%d", PAGES_MAX);
        return fail(op, e, "document_pages", "the document has too many pages");
    }
    if (e == ERR_UNAVAILABLE)
        return fail(op, e, "document_unavailable", "the document process failed");
    if (e != OK)
        return fail(op, ERR_INTERNAL, "internal", "the document process says %s", err_name(e));
    *ret_file = pdf;
    return OK;
}

enum err documents_pdf(struct op *op, struct documents *documents, const struct document *document,
                       struct pdf *ret_pdf)
{
    return documents_make(op, documents, FORMAT_PDF, document, ret_pdf);
}

/* ---- reading ---- */

/* The socket that pieces of a file go to, and until when they may. */
struct sending {
    int fd;
    int64_t until_us;
    size_t left; /* of the announced bytes */
};

static bool send_piece(void *to, struct bytes piece)
{
    struct sending *sending = to;

    if (piece.size > sending->left ||
        !wire_write(sending->fd, piece.data, piece.size, sending->until_us))
        return false;
    sending->left -= piece.size;
    return true;
}

static size_t size_of(const struct reader_question *question)
{
    return question->source == NULL ? question->file.size : question->source->size;
}

/* False: not all of it went, or op has failed. */
static bool send_question(struct op *op, const struct reader_question *question, int fd,
                          int64_t until_us)
{
    const char *known = question->known == NULL ? "" : json_text_of(op, question->known);
    struct sending sending = { fd, until_us, size_of(question) };
    uint8_t head[WIRE_READ_HEAD] = { (uint8_t)question->kind };

    if (strlen(known) > READER_KNOWN_MAX)
        return false;
    wire_put(head + 1, (uint32_t)strlen(known));
    wire_put(head + 5, (uint32_t)sending.left);
    if (!wire_write(fd, head, sizeof head, until_us) ||
        !wire_write(fd, known, strlen(known), until_us))
        return false;
    if (question->source == NULL)
        return send_piece(&sending, question->file);
    enum err e = question->source->each(op, question->source->arg, send_piece, &sending);
    return e == OK && sending.left == 0;
}

/* Waits until the process says something, or whoever waits for it has gone: then it is ended. */
static bool wait_answer(struct op *op, int fd, int64_t until_us)
{
    if (wire_wait(fd, op->client, until_us))
        return true;
    if (op->client != 0 && wire_gone(op->client))
        (void)fail(op, ERR_UNAVAILABLE, "reader_unavailable", "whoever sent the file has gone");
    return false;
}

/* The answer of a process; false when it has none to give, or keeps to no limit. */
static bool take_answer(struct op *op, int fd, const struct reader_limits *limits, int64_t until_us,
                        enum err *ret_e, struct reader_reply *ret_reply)
{
    uint8_t head[WIRE_REPLY_HEAD];

    if (!wait_answer(op, fd, until_us) || !wire_read(fd, head, sizeof head, until_us))
        return false;
    uint32_t size = wire_get(head + 1);
    uint32_t lines_size = wire_get(head + 5);
    if (head[0] >= ERR_COUNT || size > (uint32_t)limits->json_max ||
        lines_size > (uint32_t)limits->lines_max)
        return false;
    char *text = mem_array(NULL, char, size + 1);
    uint8_t *lines = mem_array(op, uint8_t, lines_size + 1);
    bool done = wire_read(fd, text, size, until_us) && wire_read(fd, lines, lines_size, until_us);
    ret_reply->json = done ? json_own(op, json_loadb(text, size, 0, NULL)) : NULL;
    ret_reply->lines = (struct bytes){ lines, lines_size };
    mem_free(text);
    *ret_e = (enum err)head[0];
    return ret_reply->json != NULL;
}

/* The failure of the reading process becomes that of op. */
static enum err failure_of(struct op *op, enum err e, const json_t *json)
{
    const json_t *args = json_object_get(json, "args");
    const char *reason = json_text_get(json, "reason");

    for (size_t i = 0; i < json_array_size(args) && i < FAIL_ARGS_MAX; i++) {
        const json_t *pair = json_array_get(args, i);
        fail_arg(op, or_empty(json_string_value(json_array_get(pair, 0))), "%s",
                 or_empty(json_string_value(json_array_get(pair, 1))));
    }
    return fail(op, e, reason, "the reading process refuses the file");
}

/* Errors: ERR_UNAVAILABLE no process, or no answer in time; ERR_INVALID it died; of the source. */
static enum err ask_reader(struct op *op, struct documents *documents,
                           const struct reader_question *question, enum err *ret_e,
                           struct reader_reply *ret_reply)
{
    const struct reader_limits limits = reader_limits(question->kind);
    struct helper helper = { 0 };

    if (!helper_start(documents->program, "doc-reader", &helper))
        return fail(op, ERR_UNAVAILABLE, "reader_unavailable", "the process cannot be started");
    int64_t until_us = time_monotonic_us() + INT64_C(1000) * limits.wait_ms;
    bool done = send_question(op, question, helper.fd, until_us) &&
                take_answer(op, helper.fd, &limits, until_us, ret_e, ret_reply);
    bool late = time_monotonic_us() >= until_us;
    int status = helper_end(&helper, true);
    if (done || op->failure.code != OK)
        return op->failure.code;
    if (late)
        return fail(op, ERR_UNAVAILABLE, "reader_unavailable", "no answer in %d ms",
                    limits.wait_ms);
    return fail(op, ERR_INVALID, "file_unreadable", "the reading process ended by %d", status);
}

enum err documents_ask(struct op *op, struct documents *documents,
                       const struct reader_question *question, struct reader_reply *ret_reply)
{
    const struct reader_limits limits = reader_limits(question->kind);
    pthread_mutex_t *lane = &documents->reads[limits.lane];
    struct reader_reply reply = { 0 };
    enum err judged = OK;

    if (size_of(question) > (size_t)limits.file_max) {
        fail_arg(op, "max", "%d MB", limits.file_max / (1024 * 1024));
        return fail(op, ERR_TOO_LARGE, "file_large", "file of %zu bytes", size_of(question));
    }
    if (op->client != 0 && wire_gone(op->client))
        return fail(op, ERR_UNAVAILABLE, "reader_unavailable", "whoever sent the file has gone");
    if (!take_turn(lane, limits.wait_ms))
        return fail(op, ERR_UNAVAILABLE, "reader_unavailable", "too many files wait");
    enum err e = ask_reader(op, documents, question, &judged, &reply);
    (void)pthread_mutex_unlock(lane);
    if (e != OK)
        return e;
    if (judged != OK)
        return failure_of(op, judged, reply.json);
    *ret_reply = reply;
    return OK;
}

enum err documents_read(struct op *op, struct documents *documents, enum reader_kind kind,
                        struct bytes file, json_t **ret_json)
{
    const struct reader_question question = { .kind = kind, .file = file };
    struct reader_reply reply = { 0 };

    enum err e = documents_ask(op, documents, &question, &reply);
    if (e == OK)
        *ret_json = reply.json;
    return e;
}

int documents_process(struct documents *documents)
{
    return (int)documents->helper.pid;
}
