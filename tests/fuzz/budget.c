/* SPDX-License-Identifier: Apache-2.0 */
/*
 * budget.c: what one input may cost a fuzzer's function, in place of it (--wrap): processor time of
 * this process and memory above the highest it had. Never time by the clock: on a busy machine that
 * tells of the machine. Passing a budget is a finding like a crash.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#ifdef __has_feature
#define HAS_FEATURE(name) __has_feature(name)
#else
#define HAS_FEATURE(name) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || HAS_FEATURE(address_sanitizer)
enum { SLOWER = 5 }; /* and as much larger: red zones, and freed memory held back */
#else
enum { SLOWER = 1 };
#endif

/* The dearest input of a corpus takes 0.1 s. A search for labels that looked for each of them anew
 * behind every one found took 3.6 s for "again" of the Word files, which has two bytes. */
enum { CPU_MS_MAX = 2000 * SLOWER, MEMORY_MB_MAX = 128 * SLOWER };

int __real_LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size); /* NOLINT: ld's names */
int __wrap_LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size); /* NOLINT */

struct spent {
    long cpu_ms;
    long memory_kb; /* the highest so far */
};

static long ms_of(struct timeval time)
{
    return time.tv_sec * 1000 + time.tv_usec / 1000;
}

static struct spent spent_now(void)
{
    struct rusage usage = { 0 };

    (void)getrusage(RUSAGE_SELF, &usage);
    return (struct spent){ ms_of(usage.ru_utime) + ms_of(usage.ru_stime), usage.ru_maxrss };
}

int __wrap_LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) /* NOLINT */
{
    struct spent before = spent_now();
    int result = __real_LLVMFuzzerTestOneInput(bytes, size);
    struct spent after = spent_now();
    long cpu_ms = after.cpu_ms - before.cpu_ms;
    long memory_mb = (after.memory_kb - before.memory_kb) / 1024;

    if (cpu_ms <= CPU_MS_MAX && memory_mb <= MEMORY_MB_MAX)
        return result;
    (void)fprintf(stderr, "over its budget: %ld ms of %d, %ld MB of %d for %zu bytes\n", cpu_ms,
                  (int)CPU_MS_MAX, memory_mb, (int)MEMORY_MB_MAX, size);
    abort();
}
