/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reader.h: files from strangers, each read by a fresh process that may do nothing else.
 *
 * A request is one byte of enum reader_kind, the size (4 bytes, highest first) and the file; the
 * reply is one byte of enum err, the size, and one JSON text: what was read, or {"reason": key,
 * "args": [[name, value], …]}. A kind is a row in the table of reader.c and a function from bytes
 * to JSON that takes nothing but the file.
 */
#pragma once
#include "base/bytes.h"
#include "base/op.h"

#include <jansson.h>

struct documents; /* doc/worker.h */

enum reader_kind {
    READER_DOCX,  /* doc/docx_in.h */
    READER_XLSX,  /* doc/xlsx_in.h */
    READER_SCAN,  /* doc/scan_in.h, in the background: large files, a lane of their own */
    READER_PHOTO, /* the same of one photograph, while a person waits */
    READER_KIND_COUNT
};

enum {
    READER_FILE_MAX = 20 * 1024 * 1024,  /* bytes of a document */
    READER_SCAN_MAX = 50 * 1024 * 1024,  /* of a scan */
    READER_PHOTO_MAX = 12 * 1024 * 1024, /* of a photograph */
    READER_REPLY_MAX = 16 * 1024 * 1024, /* of the JSON */
    READER_LANES = 2                     /* processes at a time: one each */
};

struct reader_limits {
    int file_max;    /* bytes */
    int cpu_seconds; /* after which the process is ended */
    int wait_ms;     /* for one file, and for one's turn */
    int lane;        /* 0..READER_LANES - 1 */
};

struct reader_limits reader_limits(enum reader_kind kind);

/* The process: answers the one request on `in`. Returns the exit code: 0 answered, 3 not. */
int reader_run(int in, int out);

/*
 * Reads a file in a process of its own; one at a time in a lane, any thread may call. ret_json is a
 * child of op. Errors: what the function of the kind says; ERR_TOO_LARGE "file_large" over the
 * kind's file_max; ERR_INVALID "file_unreadable" the process passed a limit or died;
 * ERR_UNAVAILABLE "reader_unavailable" it cannot be started, or too many wait.
 */
CHECKED enum err documents_read(struct op *op, struct documents *documents, enum reader_kind kind,
                                struct bytes file, json_t **ret_json);
