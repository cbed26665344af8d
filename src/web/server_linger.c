/* SPDX-License-Identifier: Apache-2.0 */
/* server_linger.c: reads what comes after a refusal, so that the refusal is heard. */
#include "base/time.h"
#include "web/server_internal.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LINGER_MS = 5000, READ_BYTES = 64 * 1024 };

void linger_take(struct linger_set *linger, int fd)
{
    (void)pthread_mutex_lock(&linger->mutex);
    int copy = linger->count < LINGER_MAX ? fcntl(fd, F_DUPFD_CLOEXEC, 0) : -1;
    if (copy >= 0) {
        linger->fds[linger->count] = copy;
        linger->until_us[linger->count] = time_monotonic_us() + (int64_t)LINGER_MS * 1000;
        linger->count++;
        (void)!write(linger->wake[1], "", 1);
    }
    (void)pthread_mutex_unlock(&linger->mutex);
}

/* Whether the other side may still be sending. */
static bool read_on(int fd)
{
    static unsigned char nobody_looks[READ_BYTES]; /* of the one thread */
    ssize_t got = recv(fd, nobody_looks, sizeof nobody_looks, MSG_DONTWAIT);

    return got != 0;
}

static void look_at_all(struct linger_set *linger, const struct pollfd *polled, int polled_count)
{
    int64_t now_us = time_monotonic_us();
    int kept = 0;

    (void)pthread_mutex_lock(&linger->mutex);
    for (int i = 0; i < linger->count; i++) {
        bool ready = i < polled_count && polled[i].revents != 0;
        bool over = now_us >= linger->until_us[i] || linger->ended ||
                    (ready && ((polled[i].revents & POLLERR) != 0 || !read_on(linger->fds[i])));
        if (over) {
            (void)close(linger->fds[i]);
            continue;
        }
        linger->fds[kept] = linger->fds[i];
        linger->until_us[kept++] = linger->until_us[i];
    }
    linger->count = kept;
    (void)pthread_mutex_unlock(&linger->mutex);
}

static void *linger_run(void *arg)
{
    struct linger_set *linger = arg;
    struct pollfd polled[LINGER_MAX + 1];
    char bytes[LINGER_MAX];
    bool ended = false;

    while (!ended) {
        (void)pthread_mutex_lock(&linger->mutex);
        int count = linger->count;
        for (int i = 0; i < count; i++)
            polled[i] = (struct pollfd){ .fd = linger->fds[i], .events = POLLIN };
        (void)pthread_mutex_unlock(&linger->mutex);
        polled[count] = (struct pollfd){ .fd = linger->wake[0], .events = POLLIN };
        (void)poll(polled, (nfds_t)count + 1, count == 0 ? -1 : LINGER_MS);
        if (polled[count].revents != 0)
            (void)!read(linger->wake[0], bytes, sizeof bytes);
        look_at_all(linger, polled, count);
        (void)pthread_mutex_lock(&linger->mutex);
        ended = linger->ended;
        (void)pthread_mutex_unlock(&linger->mutex);
    }
    return NULL;
}

bool linger_start(struct linger_set *linger)
{
    (void)pthread_mutex_init(&linger->mutex, NULL);
    if (pipe2(linger->wake, O_CLOEXEC | O_NONBLOCK) != 0)
        return false;
    linger->started = pthread_create(&linger->thread, NULL, linger_run, linger) == 0;
    return linger->started;
}

void linger_stop(struct linger_set *linger)
{
    if (!linger->started)
        return;
    (void)pthread_mutex_lock(&linger->mutex);
    linger->ended = true;
    (void)!write(linger->wake[1], "", 1);
    (void)pthread_mutex_unlock(&linger->mutex);
    (void)pthread_join(linger->thread, NULL);
    (void)close(linger->wake[0]);
    (void)close(linger->wake[1]);
    linger->started = false;
}
