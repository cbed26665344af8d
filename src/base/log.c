/* SPDX-License-Identifier: Apache-2.0 */
/* log.c: a line is built in one buffer and leaves in one write, so that threads do not mix. */
#include "base/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

enum { LINE_BYTES_MAX = 2000 };

static atomic_int level_max = LOG_INFO;

void log_set_level(enum log_level level)
{
    atomic_store(&level_max, (int)level);
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
    /* A log that cannot be written has nowhere to say so. */
    (void)!write(STDERR_FILENO, line, (size_t)used + 1);
}
