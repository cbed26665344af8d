/* SPDX-License-Identifier: Apache-2.0 */
/* confine.c: limits by setrlimit, system calls by seccomp. */
#include "doc/confine.h"

#include <errno.h>
#include <seccomp.h>
#include <stddef.h>
#include <sys/resource.h>

#ifdef __has_feature
#define HAS_FEATURE(name) __has_feature(name)
#else
#define HAS_FEATURE(name) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || HAS_FEATURE(address_sanitizer)
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif

static bool limit(int what, rlim_t most)
{
    const struct rlimit both = { most, most };

    return setrlimit((__rlimit_resource_t)what, &both) == 0;
}

/* Memory, clocks, and the pipes it has; the random numbers are expat's, against chosen names. */
static bool filter_calls(void)
{
    static const int calls[] = {
        SCMP_SYS(read),   SCMP_SYS(write),      SCMP_SYS(sendto),        SCMP_SYS(poll),
        SCMP_SYS(ppoll),  SCMP_SYS(close),      SCMP_SYS(brk),           SCMP_SYS(mmap),
        SCMP_SYS(munmap), SCMP_SYS(mremap),     SCMP_SYS(mprotect),      SCMP_SYS(madvise),
        SCMP_SYS(futex),  SCMP_SYS(getrandom),  SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday),
        SCMP_SYS(getpid), SCMP_SYS(sysinfo),    SCMP_SYS(rt_sigreturn),  SCMP_SYS(restart_syscall),
        SCMP_SYS(exit),   SCMP_SYS(exit_group),
    };
    /* what libraries may ask for out of habit, such as the time zone: there are no files here */
    static const int refused[] = { SCMP_SYS(openat), SCMP_SYS(open), SCMP_SYS(newfstatat),
                                   SCMP_SYS(fstat), SCMP_SYS(readlink) };
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    bool done = filter != NULL;

    for (size_t i = 0; done && i < sizeof refused / sizeof refused[0]; i++)
        done = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), refused[i], 0) == 0;
    for (size_t i = 0; done && i < sizeof calls / sizeof calls[0]; i++)
        done = seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0) == 0;
    done = done && seccomp_load(filter) == 0;
    if (filter != NULL)
        seccomp_release(filter);
    return done;
}

bool confine(int cpu_seconds)
{
    const rlim_t memory = (rlim_t)CONFINE_MEMORY_MB << 20;

    if (SANITIZED) /* its checks take many times the time and memory */
        return true;
    return limit(RLIMIT_CPU, (rlim_t)cpu_seconds) && limit(RLIMIT_CORE, 0) &&
           limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_AS, memory) && filter_calls();
}
