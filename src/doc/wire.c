/* SPDX-License-Identifier: Apache-2.0 */
/* wire.c: reading and writing between the server and the document process. */
#include "doc/wire.h"

#include "base/time.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

void wire_put(uint8_t *at, uint32_t number)
{
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(number >> (24 - 8 * i));
}

uint32_t wire_get(const uint8_t *at)
{
    uint32_t number = 0;

    for (int i = 0; i < 4; i++)
        number = number << 8 | at[i];
    return number;
}

/* Waits for what is asked of the first; false: the deadline, an error, or news of the second. */
static bool wait_for(struct pollfd *fds, nfds_t count, int64_t until_us)
{
    for (;;) {
        int64_t left_us = until_us == 0 ? -1000 : until_us - time_monotonic_us();
        if (until_us != 0 && left_us <= 0)
            return false;
        int found = poll(fds, count, (int)(left_us / 1000) + (until_us != 0));
        if (found > 0)
            return fds[0].revents != 0;
        if (found < 0 && errno != EINTR)
            return false;
    }
}

static bool ready(int fd, short what, int64_t until_us)
{
    return wait_for(&(struct pollfd){ .fd = fd, .events = what }, 1, until_us);
}

bool wire_wait(int fd, int client, int64_t until_us)
{
    struct pollfd both[] = { { .fd = fd, .events = POLLIN },
                             { .fd = client, .events = POLLRDHUP } };

    return wait_for(both, client == 0 ? 1 : 2, until_us);
}

bool wire_gone(int client)
{
    struct pollfd one = { .fd = client, .events = POLLRDHUP };

    return poll(&one, 1, 0) > 0;
}

bool wire_read(int fd, void *bytes, size_t size, int64_t until_us)
{
    uint8_t *at = bytes;

    while (size > 0) {
        if (!ready(fd, POLLIN, until_us))
            return false;
        ssize_t count = read(fd, at, size);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return false;
        at += count;
        size -= (size_t)count;
    }
    return true;
}

bool wire_write(int fd, const void *bytes, size_t size, int64_t until_us)
{
    const uint8_t *at = bytes;

    while (size > 0) {
        if (!ready(fd, POLLOUT, until_us))
            return false;
        /* a socket; the other side may be gone, which is no reason to be killed by a signal */
        ssize_t count = send(fd, at, size, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (count <= 0)
            return false;
        at += count;
        size -= (size_t)count;
    }
    return true;
}
