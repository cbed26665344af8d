/* SPDX-License-Identifier: Apache-2.0 */
/* run.h: starting another program from a test, and temporary directories, without a shell. */
#pragma once
#include <stddef.h>

/* What a program did. out: its standard output, cut at 64 KiB, a child of the parent given. */
struct run {
    int exit_code; /* 0..255; -1: it did not start or was killed */
    const char *out;
    size_t out_size;
};

/*
 * Runs argv[0] (found on PATH when it has no slash) in directory (NULL: here) with input on its
 * standard input (NULL: nothing); standard error is thrown away.
 */
struct run run_program(const void *parent, const char *directory, const char *input,
                       const char *const argv[]);

/* The built program: environment DIANJIANG_PROGRAM. */
const char *run_dianjiang(void);

/* A new empty directory under /tmp, removed with all that is in it when parent is freed. */
const char *run_directory(const void *parent);
