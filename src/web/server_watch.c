/* SPDX-License-Identifier: Apache-2.0 */
/* server_watch.c: ends connections that send or read too slowly; libmicrohttpd only knows idle. */
#include "base/time.h"
#include "web/server_internal.h"

#include <string.h>
#include <sys/socket.h>

static const char timeout_reply[] = "HTTP/1.1 408 Request Timeout\r\n"
                                    "Connection: close\r\nContent-Length: 0\r\n\r\n";

void link_allow(struct link *link, int64_t ms)
{
    atomic_store(&link->deadline_us, ms == 0 ? 0 : time_monotonic_us() + ms * 1000);
}

/* The socket is only shut down: libmicrohttpd sees its end and closes it. */
static void end_link(struct link *link)
{
    atomic_store(&link->deadline_us, 0);
    if (atomic_load(&link->hears))
        (void)!send(link->fd, timeout_reply, sizeof timeout_reply - 1, MSG_DONTWAIT | MSG_NOSIGNAL);
    (void)shutdown(link->fd, SHUT_RDWR);
}

struct timespec monotonic_after(int64_t us)
{
    int64_t at_us = time_monotonic_us() + us;

    return (struct timespec){ .tv_sec = at_us / 1000000, .tv_nsec = at_us % 1000000 * 1000 };
}

static void wait_a_period(struct watch *watch)
{
    if (watch->first == NULL) {
        (void)pthread_cond_wait(&watch->woken, &watch->mutex);
        return;
    }
    struct timespec until = monotonic_after(watch->period_us);
    (void)pthread_cond_timedwait(&watch->woken, &watch->mutex, &until);
}

static void *watch_run(void *arg)
{
    struct watch *watch = arg;

    (void)pthread_mutex_lock(&watch->mutex);
    while (!watch->ended) {
        int64_t now_us = time_monotonic_us();
        for (struct link *link = watch->first; link != NULL; link = link->next) {
            int64_t deadline_us = atomic_load(&link->deadline_us);
            if (deadline_us != 0 && now_us >= deadline_us)
                end_link(link);
        }
        wait_a_period(watch);
    }
    (void)pthread_mutex_unlock(&watch->mutex);
    return NULL;
}

bool watch_start(struct watch *watch, int64_t period_us)
{
    pthread_condattr_t monotonic;

    (void)pthread_condattr_init(&monotonic);
    (void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&watch->woken, &monotonic);
    (void)pthread_condattr_destroy(&monotonic);
    (void)pthread_mutex_init(&watch->mutex, NULL);
    watch->period_us = period_us;
    watch->started = pthread_create(&watch->thread, NULL, watch_run, watch) == 0;
    return watch->started;
}

void watch_stop(struct watch *watch)
{
    if (!watch->started)
        return;
    (void)pthread_mutex_lock(&watch->mutex);
    watch->ended = true;
    (void)pthread_cond_signal(&watch->woken);
    (void)pthread_mutex_unlock(&watch->mutex);
    (void)pthread_join(watch->thread, NULL);
    watch->started = false;
}

void watch_add(struct watch *watch, struct link *link)
{
    (void)pthread_mutex_lock(&watch->mutex);
    link->next = watch->first;
    if (link->next != NULL)
        link->next->previous = link;
    watch->first = link;
    if (link->next == NULL)
        (void)pthread_cond_signal(&watch->woken);
    (void)pthread_mutex_unlock(&watch->mutex);
}

void watch_remove(struct watch *watch, struct link *link)
{
    (void)pthread_mutex_lock(&watch->mutex);
    if (link->previous == NULL)
        watch->first = link->next;
    else
        link->previous->next = link->next;
    if (link->next != NULL)
        link->next->previous = link->previous;
    (void)pthread_mutex_unlock(&watch->mutex);
}

int watch_count_of(struct watch *watch, const char *client)
{
    int count = 0;

    (void)pthread_mutex_lock(&watch->mutex);
    for (const struct link *link = watch->first; link != NULL; link = link->next)
        count += strcmp(link->client, client) == 0;
    (void)pthread_mutex_unlock(&watch->mutex);
    return count;
}

void watch_end_idle(struct watch *watch)
{
    struct link *oldest = NULL;
    int64_t oldest_us = INT64_MAX;

    (void)pthread_mutex_lock(&watch->mutex);
    for (struct link *link = watch->first; link != NULL; link = link->next) {
        int64_t deadline_us = atomic_load(&link->deadline_us);
        if (atomic_load(&link->idle) && deadline_us != 0 && deadline_us < oldest_us) {
            oldest = link;
            oldest_us = deadline_us;
        }
    }
    if (oldest != NULL)
        end_link(oldest);
    (void)pthread_mutex_unlock(&watch->mutex);
}
