/* SPDX-License-Identifier: Apache-2.0 */
/* helper.c: starting and ending processes of our own. */
#include "doc/helper.h"

#include "base/mem.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static bool spawn(const char *program, const char *verb, int theirs, pid_t *ret_pid)
{
    char name[] = "dianjiang";
    char *word = mem_text(NULL, verb);
    char *argv[] = { name, word, NULL };
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t none;
    sigset_t all;

    (void)sigemptyset(&none);
    (void)sigfillset(&all);
    (void)posix_spawn_file_actions_init(&files);
    (void)posix_spawnattr_init(&attributes);
    (void)posix_spawnattr_setsigmask(&attributes, &none);
    (void)posix_spawnattr_setsigdefault(&attributes, &all);
    (void)posix_spawnattr_setpgroup(&attributes, 0); /* Ctrl-C is for the server */
    (void)posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
                                                    POSIX_SPAWN_SETPGROUP);
    bool done = posix_spawn_file_actions_adddup2(&files, theirs, STDIN_FILENO) == 0 &&
                posix_spawn_file_actions_adddup2(&files, theirs, STDOUT_FILENO) == 0 &&
                posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1) == 0 &&
                posix_spawn(ret_pid, program, &files, &attributes, argv, environ) == 0;
    (void)posix_spawnattr_destroy(&attributes);
    (void)posix_spawn_file_actions_destroy(&files);
    mem_free(word);
    return done;
}

bool helper_start(const char *program, const char *verb, struct helper *ret_helper)
{
    int pair[2];
    pid_t pid = 0;

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
        return false;
    bool done = spawn(program, verb, pair[1], &pid);
    (void)close(pair[1]);
    if (!done) {
        (void)close(pair[0]);
        return false;
    }
    *ret_helper = (struct helper){ pid, pair[0] };
    return true;
}

int helper_end(struct helper *helper, bool kill_it)
{
    int status = 0;

    if (helper->pid == 0)
        return 0;
    (void)close(helper->fd);
    if (kill_it)
        (void)kill(helper->pid, SIGKILL);
    while (waitpid(helper->pid, &status, 0) < 0 && errno == EINTR)
        ;
    *helper = (struct helper){ 0 };
    return status;
}
