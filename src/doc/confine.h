/* SPDX-License-Identifier: Apache-2.0 */
/* confine.h: a process that reads a stranger's file gives up what it does not need for that. */
#pragma once
#include <stdbool.h>

enum {
    CONFINE_MEMORY_MB = 768 /* of address space; the program itself takes about 200 */
};

/*
 * From now on this process can compute for cpu_seconds, allocate within CONFINE_MEMORY_MB, and use
 * the descriptors it has. It finds no file any more, and other system calls (connect, fork, kill,
 * …) end it at once. No core file is written. False: the kernel refuses. Under an address
 * sanitizer, which needs more of both, only the time is limited.
 */
bool confine(int cpu_seconds);
