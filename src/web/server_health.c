/* SPDX-License-Identifier: Apache-2.0 */
/*
 * server_health.c: a thread looks at everything every few seconds; /healthz tells what it found,
 * without a worker and without the database, so that it answers when those do not.
 */
#include "base/mem.h"
#include "base/site.h"
#include "base/time.h"
#include "db/db.h"
#include "web/server_internal.h"
#include "web/system.h"

#include <string.h>

enum { LOOK_EVERY_MS = 5000, LOOK_MAX_MS = 15000 };

struct looker {
    struct server *server;
    struct db *db;
};

static void look_once(const struct looker *looker)
{
    const struct web_config *config = &looker->server->web->config;
    struct health_watch *health = &looker->server->health;
    struct health_part parts[HEALTH_PARTS_MAX];
    int64_t now_ms = time_real_ms();
    struct op *op = op_new(looker->db, now_ms, now_ms);

    op->site = config->site;
    if (op->site != NULL)
        op->now_ms += op->site->clock_offset_ms;
    (void)pthread_mutex_lock(&health->mutex);
    health->begun_us = time_monotonic_us();
    health->looking = true;
    (void)pthread_mutex_unlock(&health->mutex);
    size_t count = config->hooks.health(op, parts);
    (void)pthread_mutex_lock(&health->mutex);
    memcpy(health->parts, parts, count * sizeof parts[0]);
    health->part_count = count;
    health->looking = false;
    (void)pthread_mutex_unlock(&health->mutex);
    op_free(op);
}

static void *health_run(void *arg)
{
    struct looker *looker = arg;
    struct health_watch *health = &looker->server->health;
    bool ended = false;

    while (!ended) {
        look_once(looker);
        struct timespec until = monotonic_after((int64_t)LOOK_EVERY_MS * 1000);
        (void)pthread_mutex_lock(&health->mutex);
        while (!health->ended &&
               pthread_cond_timedwait(&health->woken, &health->mutex, &until) == 0)
            ;
        ended = health->ended;
        (void)pthread_mutex_unlock(&health->mutex);
    }
    mem_free(looker);
    return NULL;
}

enum err health_start(struct op *op, struct server *server)
{
    struct health_watch *health = &server->health;
    const struct web_config *config = &server->web->config;
    pthread_condattr_t monotonic;

    (void)pthread_mutex_init(&health->mutex, NULL);
    (void)pthread_condattr_init(&monotonic);
    (void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&health->woken, &monotonic);
    (void)pthread_condattr_destroy(&monotonic);
    if (config->hooks.health == NULL)
        return OK;
    struct looker *looker = mem_new(NULL, struct looker);
    looker->server = server;
    enum err e =
        config->source == NULL ? OK : db_connect(op, looker, config->source, false, &looker->db);
    if (e == OK) {
        health->begun_us = time_monotonic_us();
        health->looking = true;
        health->started = pthread_create(&health->thread, NULL, health_run, looker) == 0;
    }
    if (!health->started)
        mem_free(looker);
    if (e == OK && !health->started)
        return fail(op, ERR_UNAVAILABLE, "unavailable", "cannot start the look at health");
    return e;
}

void health_stop(struct server *server)
{
    struct health_watch *health = &server->health;

    if (!health->started)
        return;
    (void)pthread_mutex_lock(&health->mutex);
    health->ended = true;
    (void)pthread_cond_signal(&health->woken);
    (void)pthread_mutex_unlock(&health->mutex);
    (void)pthread_join(health->thread, NULL);
    health->started = false;
}

void health_answer(struct exchange *exchange, struct op *op)
{
    struct health_watch *health = &exchange->server->health;
    struct health_part parts[HEALTH_PARTS_MAX];

    (void)pthread_mutex_lock(&health->mutex);
    size_t count = health->part_count;
    memcpy(parts, health->parts, count * sizeof parts[0]);
    bool stuck =
        health->looking && time_monotonic_us() - health->begun_us > (int64_t)LOOK_MAX_MS * 1000;
    (void)pthread_mutex_unlock(&health->mutex);
    if (stuck) {
        parts[0] = (struct health_part){ "database", "no_answer", true };
        count = count == 0 ? 1 : count;
    }
    health_respond(exchange->server->web, op, &exchange->raw, parts, count, &exchange->response);
}
