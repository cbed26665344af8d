/* SPDX-License-Identifier: Apache-2.0 */
/* db_alone.c: one server on one SQLite file. */
#include "base/mem.h"
#include "db/db_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

struct held_lock {
    int fd;
};

static void close_lock(void *object)
{
    const struct held_lock *lock = object;

    (void)close(lock->fd);
}

/* A file beside the database: a lock on the database itself would end SQLite's own. The kernel
 * gives it back when the process dies, however it dies. */
enum err db_serve_alone(struct op *op, struct db_source *source)
{
    if (source->dialect != DB_SQLITE)
        return OK;
    const char *path = mem_printf(op, "%s.lock", source->address);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return fail(op, ERR_UNAVAILABLE, "database_gone", "%s: %s", path, strerror(errno));
    struct held_lock *lock = mem_new(source, struct held_lock);
    lock->fd = fd;
    mem_own(source, lock, close_lock);
    if (flock(fd, LOCK_EX | LOCK_NB) == 0)
        return OK;
    fail_arg(op, "file", "%s", source->address);
    return fail(op, ERR_CONFLICT, "server_running", "%s: %s", path, strerror(errno));
}
