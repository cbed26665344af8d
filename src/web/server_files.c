/* SPDX-License-Identifier: Apache-2.0 */
/* server_files.c: requests with a stranger's file wait in a line of their own, so that however many
 * there are, workers stay free for all other requests. */
#include "web/server_internal.h"

#include <string.h>

void files_init(struct files *files, int worker_count)
{
    (void)pthread_mutex_init(&files->mutex, NULL);
    files->last = &files->first;
    files->busy_max = worker_count < FILES_READ_MAX * 2 ? 1 : FILES_READ_MAX;
}

/* Who sends: the session, or without one the address. */
static bool same_person(const struct exchange *a, const struct exchange *b)
{
    const char *session = raw_header(&a->raw, "Cookie");

    return strcmp(session, raw_header(&b->raw, "Cookie")) == 0 &&
           (session[0] != '\0' || strcmp(a->raw.client, b->raw.client) == 0);
}

/* How many of the same person are being read or wait. */
static int count_of(const struct files *files, const struct exchange *exchange)
{
    int count = 0;

    for (int i = 0; i < files->busy_max; i++)
        count += files->busy[i] != NULL && same_person(files->busy[i], exchange);
    for (const struct exchange *at = files->first; at != NULL; at = at->next)
        count += same_person(at, exchange);
    return count;
}

static bool begin(struct files *files, struct exchange *exchange)
{
    for (int i = 0; i < files->busy_max; i++) {
        if (files->busy[i] != NULL)
            continue;
        files->busy[i] = exchange;
        return true;
    }
    return false;
}

static enum err wait_in_line(struct files *files, struct exchange *exchange)
{
    if (count_of(files, exchange) >= FILES_PERSON_MAX) {
        fail_arg(exchange->op, "count", "%d", FILES_PERSON_MAX);
        return fail(exchange->op, ERR_TOO_MANY, "files_person", "files of one person");
    }
    if (files->count == FILES_WAITING_MAX)
        return fail(exchange->op, ERR_UNAVAILABLE, "files_busy", "the line of files is full");
    exchange->next = NULL;
    *files->last = exchange;
    files->last = &exchange->next;
    files->count++;
    return OK;
}

enum files_turn files_enter(struct files *files, struct exchange *exchange)
{
    (void)pthread_mutex_lock(&files->mutex);
    bool begun = begin(files, exchange);
    enum err e = begun ? OK : wait_in_line(files, exchange);
    (void)pthread_mutex_unlock(&files->mutex);
    return begun ? FILES_BEGIN : e == OK ? FILES_WAIT : FILES_REFUSED;
}

struct exchange *files_next(struct files *files, const struct exchange *done)
{
    (void)pthread_mutex_lock(&files->mutex);
    struct exchange *next = files->first;
    if (next != NULL) {
        files->first = next->next;
        files->count--;
        if (files->first == NULL)
            files->last = &files->first;
    }
    for (int i = 0; i < files->busy_max; i++) {
        if (files->busy[i] == done)
            files->busy[i] = next;
    }
    (void)pthread_mutex_unlock(&files->mutex);
    return next;
}
