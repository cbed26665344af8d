/* SPDX-License-Identifier: Apache-2.0 */
/* share.h: one piece of work done by as many threads as there are processors; inside src/match. */
#pragma once
#include <stddef.h>

enum { SHARE_THREADS_MAX = 4 };

/*
 * Calls work(argument) on this thread and, for part_count > 1, at the same time on others: as many
 * in all as processors are online, part_count or SHARE_THREADS_MAX, whichever is least; when no
 * thread can be had, on fewer. Returns when all have returned. The function takes its parts itself,
 * by an atomic counter, and must not touch an op or memory parent that another thread uses.
 */
void match_share(void *(*work)(void *argument), void *argument, size_t part_count);
