/* SPDX-License-Identifier: Apache-2.0 */
/* server_queue.c: requests waiting for a worker. */
#include "web/server_internal.h"

#include <string.h>

void queue_init(struct queue *queue, int max, atomic_int *length)
{
    (void)pthread_mutex_init(&queue->mutex, NULL);
    (void)pthread_cond_init(&queue->filled, NULL);
    queue->last = &queue->first;
    queue->max = max;
    queue->length = length;
}

bool queue_has_room(struct queue *queue)
{
    return queue_count(queue) < queue->max;
}

void queue_put(struct queue *queue, struct exchange *exchange)
{
    (void)pthread_mutex_lock(&queue->mutex);
    exchange->next = NULL;
    *queue->last = exchange;
    queue->last = &exchange->next;
    if (exchange->stage == STAGE_QUEUED)
        queue->count++;
    if (queue->length != NULL)
        atomic_store(queue->length, queue->count);
    (void)pthread_cond_signal(&queue->filled);
    (void)pthread_mutex_unlock(&queue->mutex);
}

struct exchange *queue_take(struct queue *queue)
{
    (void)pthread_mutex_lock(&queue->mutex);
    while (queue->first == NULL && !queue->ended)
        (void)pthread_cond_wait(&queue->filled, &queue->mutex);
    struct exchange *taken = queue->first;
    if (taken != NULL) {
        queue->first = taken->next;
        if (taken->stage == STAGE_QUEUED)
            queue->count--;
        if (queue->length != NULL)
            atomic_store(queue->length, queue->count);
        if (queue->first == NULL)
            queue->last = &queue->first;
    }
    (void)pthread_mutex_unlock(&queue->mutex);
    return taken;
}

void queue_end(struct queue *queue)
{
    (void)pthread_mutex_lock(&queue->mutex);
    queue->ended = true;
    (void)pthread_cond_broadcast(&queue->filled);
    (void)pthread_mutex_unlock(&queue->mutex);
}

int queue_count(struct queue *queue)
{
    (void)pthread_mutex_lock(&queue->mutex);
    int count = queue->count;
    (void)pthread_mutex_unlock(&queue->mutex);
    return count;
}

int queue_count_of(struct queue *queue, const char *client)
{
    int count = 0;

    (void)pthread_mutex_lock(&queue->mutex);
    for (const struct exchange *at = queue->first; at != NULL; at = at->next)
        count += strcmp(at->raw.client, client) == 0;
    (void)pthread_mutex_unlock(&queue->mutex);
    return count;
}
