/* SPDX-License-Identifier: Apache-2.0 */
/* log.c: a line is built in one buffer and leaves in one write, so that threads do not mix. */
#include "base/log.h"

#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

enum { LINE_BYTES_MAX = 2000, GAP_BYTES_MAX = 80 };

static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

static atomic_int level_max = LOG_INFO;

void log_set_level(enum log_level level)
{
    atomic_store(&level_max, (int)level);
}

/* A pipe says it can be written when a page of it is free, and a line is shorter than a page. */
static bool can_write(void)
{
    struct pollfd out = { .fd = STDERR_FILENO, .events = POLLOUT };

    return poll(&out, 1, 0) > 0;
}

/* Nobody waits for who reads the log: while that one does not, lines are dropped and counted. */
static void write_line(const char *line, size_t size)
{
    static unsigned long long dropped;
    char gap[GAP_BYTES_MAX];

    (void)pthread_mutex_lock(&one_at_a_time);
    if (dropped > 0 && can_write()) {
        int length = snprintf(gap, sizeof gap, "<%d>event=log_dropped lines=%llu\n",
                              (int)LOG_WARNING, dropped);
        if (write(STDERR_FILENO, gap, (size_t)length) == (ssize_t)length)
            dropped = 0;
    }
    /* A log that cannot be written has nowhere to say so. */
    if (!can_write() || write(STDERR_FILENO, line, size) < 0)
        dropped++;
    (void)pthread_mutex_unlock(&one_at_a_time);
}

void log_line(enum log_level level, const char *format, ...)
{
    char line[LINE_BYTES_MAX + 2];
    va_list args;

    if ((int)level > atomic_load(&level_max))
        return;
    int used = snprintf(line, LINE_BYTES_MAX, "<%d>", (int)level);
    va_start(args, format);
    int more = vsnprintf(line + used, (size_t)(LINE_BYTES_MAX - used), format, args);
    va_end(args);
    if (more < 0)
        return;
    used = used + more < LINE_BYTES_MAX ? used + more : LINE_BYTES_MAX - 1;
    for (int i = 0; i < used; i++) {
        if ((unsigned char)line[i] < 0x20 || line[i] == 0x7f)
            line[i] = ' ';
    }
    line[used] = '\n';
    write_line(line, (size_t)used + 1);
}
