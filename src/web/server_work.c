/* SPDX-License-Identifier: Apache-2.0 */
/* server_work.c: workers run requests blocking, each on a database connection of its own. */
#include "base/log.h"
#include "base/mem.h"
#include "base/site.h"
#include "base/time.h"
#include "db/db.h"
#include "web/server_internal.h"

enum { REPLY_SMALL_BYTES = 64 * 1024 }; /* refused by no limit: an op is not smaller */

static void run(struct worker *worker, struct exchange *exchange)
{
    const struct web *web = worker->server->web;
    const struct site *site = web->config.site;
    struct op *op = exchange->op;

    op->db = worker->db;
    op->client = exchange->link->fd;
    op->real_ms = exchange->arrived_ms;
    op->now_ms = exchange->arrived_ms + (site == NULL ? 0 : site->clock_offset_ms);
    web_dispatch(web, op, &exchange->raw, &exchange->response);
    op->db = NULL; /* the connection stays here, the op goes with the reply */
}

/* Takes room for the reply out of what all replies together may hold, or refuses. */
static void reserve_reply(struct exchange *exchange)
{
    struct server *server = exchange->server;
    const struct response *response = &exchange->response;
    size_t size = response->stream == NULL ? response->size : RESPONSE_PIECE_BYTES;

    exchange->reply_reserved = size;
    size_t together = atomic_fetch_add(&server->gauges->reply_bytes, size) + size;
    bool alone = together == size; /* however large, one reply must be able to leave */
    if (together <= server->limits.replies_max || size <= REPLY_SMALL_BYTES || alone)
        return;
    op_free(exchange->op); /* with all that it holds */
    exchange->op = op_new(NULL, exchange->arrived_ms, exchange->arrived_ms);
    (void)atomic_fetch_sub(&server->gauges->reply_bytes, size);
    exchange->reply_reserved = 0;
    enum err e =
        fail(exchange->op, ERR_UNAVAILABLE, "server_busy", "replies of %zu bytes", together);
    dispatch_refused(server->web, exchange->op, &exchange->raw, e, 0, &exchange->response);
}

/* Before a large body: an op of its own, so that waiting for the body holds nothing. */
static void judge_head(struct worker *worker, struct exchange *exchange)
{
    const struct web *web = worker->server->web;
    const struct site *site = web->config.site;
    struct op *op = exchange->op;

    op->db = worker->db;
    op->real_ms = time_real_ms();
    op->now_ms = op->real_ms + (site == NULL ? 0 : site->clock_offset_ms);
    exchange->prepared = !web_admit(web, op, &exchange->raw, &exchange->response);
    op->db = NULL;
}

/* From here on the exchange is not ours. */
static void hand_back(struct exchange *exchange)
{
    struct MHD_Connection *connection = exchange->connection;

    (void)atomic_fetch_sub(&exchange->server->in_hands, 1);
    MHD_resume_connection(connection);
}

static void run_one(struct worker *worker, struct exchange *exchange)
{
    run(worker, exchange);
    reserve_reply(exchange);
}

static void refuse_file(struct worker *worker, struct exchange *exchange)
{
    dispatch_refused(worker->server->web, exchange->op, &exchange->raw, exchange->op->failure.code,
                     0, &exchange->response);
    hand_back(exchange);
}

/* Reads the file of a request, and those in the line behind it. */
static void run_files(struct worker *worker, struct exchange *exchange)
{
    while (exchange != NULL) {
        run_one(worker, exchange);
        struct exchange *next = files_next(&worker->server->files, exchange);
        hand_back(exchange);
        exchange = next;
    }
}

static void take_turn(struct worker *worker, struct exchange *exchange)
{
    switch (files_enter(&worker->server->files, exchange)) {
    case FILES_BEGIN:
        run_files(worker, exchange);
        break;
    case FILES_REFUSED:
        refuse_file(worker, exchange);
        break;
    case FILES_WAIT:
        break;
    }
}

static void serve_one(struct worker *worker, struct exchange *exchange)
{
    if (exchange->stage == STAGE_QUEUED && exchange->reads_file) {
        take_turn(worker, exchange);
        return;
    }
    if (exchange->stage == STAGE_JUDGED)
        judge_head(worker, exchange);
    else if (exchange->stage == STAGE_ANSWERED)
        reply_read_piece(exchange, worker->db);
    else
        run_one(worker, exchange);
    hand_back(exchange);
}

static void *work_run(void *arg)
{
    struct worker *worker = arg;
    struct exchange *exchange = NULL;

    while ((exchange = queue_take(worker->queue)) != NULL) {
        (void)atomic_fetch_add(&worker->server->gauges->workers_busy, 1);
        serve_one(worker, exchange);
        (void)atomic_fetch_sub(&worker->server->gauges->workers_busy, 1);
    }
    return NULL;
}

/* The worker is a root of its own: its connection is touched by its thread only. */
static enum err start_one(struct op *op, struct server *server, struct queue *queue,
                          struct worker **ret_worker)
{
    struct worker *worker = mem_new(NULL, struct worker);
    struct db_source *source = server->web->config.source;

    worker->server = server;
    worker->queue = queue;
    enum err e = source == NULL ? OK : db_connect(op, worker, source, false, &worker->db);
    if (e == OK && pthread_create(&worker->thread, NULL, work_run, worker) != 0)
        e = fail(op, ERR_UNAVAILABLE, "unavailable", "cannot start a worker thread");
    if (e == OK)
        *ret_worker = worker;
    else
        mem_free(worker);
    return e;
}

enum err work_start(struct op *op, struct server *server)
{
    enum err e = OK;

    for (int i = 0; i < server->worker_count && e == OK; i++)
        e = start_one(op, server, &server->queue, &server->workers[i]);
    if (e == OK)
        e = start_one(op, server, &server->passwords, &server->workers[server->worker_count]);
    return e;
}

void work_stop(struct server *server)
{
    queue_end(&server->queue);
    queue_end(&server->passwords);
    for (int i = 0; i <= server->worker_count; i++) {
        if (server->workers[i] == NULL)
            continue;
        (void)pthread_join(server->workers[i]->thread, NULL);
        mem_free(server->workers[i]);
        server->workers[i] = NULL;
    }
}
