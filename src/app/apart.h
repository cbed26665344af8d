/* SPDX-License-Identifier: Apache-2.0 */
/*
 * apart.h: jobs that take much memory, done by a process of their own, which gives it all back. The
 * index over all experts is a hundred megabytes for ten thousand of them; the server must not keep
 * it, nor fall with it.
 */
#pragma once
#include "job/job.h"

/* How the process opens the same site; borrowed, and outlives every job. */
struct apart {
    const char *db;
    const char *keys;       /* NULL: where app_open looks by itself */
    const char *public_url; /* NULL: none */
};

/*
 * The work of such a kind in the server: hands the claimed job to a new process of this program and
 * waits for it. Errors: what the work says there; ERR_UNAVAILABLE "job_process" no process, or it
 * ended without an answer, so that the job is tried again.
 */
CHECKED enum err apart_work(struct op *op, struct job *job);

/* The verb of that process: one job from standard input, how it ended to standard output. */
int apart_main(int argc, char **argv);

/* dianjiang doc-reader: reads one stranger's file (doc/reader.h); started by the program itself. */
int doc_reader_main(int argc, char **argv);
