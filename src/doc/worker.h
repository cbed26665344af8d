/* SPDX-License-Identifier: Apache-2.0 */
/*
 * worker.h: papers made by a process of their own, so that fonts, glyphs and faults of the
 * libraries that draw stay out of the server.
 *
 * A request is one byte of enum doc_format, its size (4 bytes, highest first) and a packed
 * document; the reply is one byte of enum err, the count of pages and the size (4 bytes each), and
 * the file.
 */
#pragma once
#include "doc/document.h"
#include "doc/format.h"

enum {
    WORKER_REQUEST_MAX = 32 * 1024 * 1024,
    WORKER_REPLY_MAX = 128 * 1024 * 1024,
    WORKER_DOCUMENTS = 500, /* made by one process; then a fresh one is started */
    WORKER_WAIT_MS = 20000  /* for one document, and for one's turn */
};

/*
 * The process: answers requests read from `in` on `out` until `in` ends. Returns the exit code:
 * 0 at the end of the input, 3 when fonts or a pipe are missing.
 */
int worker_run(int in, int out);

struct documents;

/*
 * What a server keeps: nothing is started yet. program is an executable that takes the verb
 * doc-worker ("/proc/self/exe" in the program itself). A child of parent; freeing ends the process.
 */
struct documents *documents_new(const void *parent, const char *program);

/*
 * One document as a file, by the process, which is started when there is none. Any thread may call;
 * one document is made at a time. A process that dies or takes over WORKER_WAIT_MS is killed, and
 * the next call starts another.
 * Errors: ERR_UNAVAILABLE "document_unavailable"; ERR_TOO_LARGE "document_pages" too many pages or
 * a request over WORKER_REQUEST_MAX; ERR_INTERNAL.
 */
CHECKED enum err documents_make(struct op *op, struct documents *documents, enum doc_format format,
                                const struct document *document, struct pdf *ret_file);

/* The same as PDF. */
CHECKED enum err documents_pdf(struct op *op, struct documents *documents,
                               const struct document *document, struct pdf *ret_pdf);

/* Process id of the running process, 0: none. For tests and benches. */
int documents_process(struct documents *documents);

/* Other limits than above, for tests: documents per process, milliseconds per document. */
void documents_limit(struct documents *documents, int document_count, int wait_ms);
