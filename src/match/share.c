/* SPDX-License-Identifier: Apache-2.0 */
/* share.c: threads for the length of one call. */
#include "match/share.h"

#include <pthread.h>
#include <unistd.h>

void match_share(void *(*work)(void *argument), void *argument, size_t part_count)
{
    pthread_t others[SHARE_THREADS_MAX];
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    size_t wanted = processors < 1 ? 1 : (size_t)processors;
    size_t started = 0;

    wanted = wanted < SHARE_THREADS_MAX ? wanted : SHARE_THREADS_MAX;
    wanted = wanted < part_count ? wanted : part_count;
    while (started + 1 < wanted && pthread_create(&others[started], NULL, work, argument) == 0)
        started++;
    (void)work(argument);
    while (started > 0)
        (void)pthread_join(others[--started], NULL);
}
