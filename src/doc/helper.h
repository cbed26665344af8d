/* SPDX-License-Identifier: Apache-2.0 */
/* helper.h: a process of this same program, on the other end of a socket. */
#pragma once
#include <stdbool.h>
#include <sys/types.h>

struct helper {
    pid_t pid; /* 0: no process */
    int fd;    /* its standard input and output */
};

/*
 * Starts program with one word. Nothing but the socket and standard error is handed on; signals
 * are as a fresh program finds them, in a process group of its own. False: it cannot be started.
 */
bool helper_start(const char *program, const char *verb, struct helper *ret_helper);

/* Closes the socket, upon which the process ends by itself, or kills it; waits for it, and makes
 * helper empty. An empty one may be given. Returns its wait status, 0 for none. */
int helper_end(struct helper *helper, bool kill_it);
