/* SPDX-License-Identifier: Apache-2.0 */
/* server_work.c: workers run requests blocking, each on a database connection of its own. */
#include "base/log.h"
#include "base/mem.h"
#include "base/site.h"
#include "db/db.h"
#include "web/server_internal.h"

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

static void refuse_file(struct worker *worker, struct exchange *exchange)
{
    dispatch_refused(worker->server->web, exchange->op, &exchange->raw, exchange->op->failure.code,
                     0, &exchange->response);
    MHD_resume_connection(exchange->connection);
}

/* Reads the file of a request, and those in the line behind it. */
static void run_files(struct worker *worker, struct exchange *exchange)
{
    while (exchange != NULL) {
        struct MHD_Connection *connection = exchange->connection;
        run(worker, exchange);
        exchange = files_next(&worker->server->files, exchange);
        MHD_resume_connection(connection);
    }
}

static void take_turn(struct worker *worker, struct exchange *exchange)
{
    struct MHD_Connection *connection = exchange->connection;

    if (exchange->reads_file) {
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
        return;
    }
    run(worker, exchange);
    MHD_resume_connection(connection); /* from here on the exchange is not ours */
}

static void *work_run(void *arg)
{
    struct worker *worker = arg;
    struct exchange *exchange = NULL;

    while ((exchange = queue_take(&worker->server->queue)) != NULL) {
        (void)atomic_fetch_add(&worker->server->gauges->workers_busy, 1);
        take_turn(worker, exchange);
        (void)atomic_fetch_sub(&worker->server->gauges->workers_busy, 1);
    }
    return NULL;
}

/* The worker is a root of its own: its connection is touched by its thread only. */
static enum err start_one(struct op *op, struct server *server, struct worker **ret_worker)
{
    struct worker *worker = mem_new(NULL, struct worker);
    struct db_source *source = server->web->config.source;

    worker->server = server;
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
        e = start_one(op, server, &server->workers[i]);
    return e;
}

void work_stop(struct server *server)
{
    queue_end(&server->queue);
    for (int i = 0; i < server->worker_count; i++) {
        if (server->workers[i] == NULL)
            continue;
        (void)pthread_join(server->workers[i]->thread, NULL);
        mem_free(server->workers[i]);
        server->workers[i] = NULL;
    }
}
