/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reader.h: files from strangers, each read by a fresh process that may do nothing else.
 *
 * Reading, finding and judging are all done there: what comes back is small, whatever the file is.
 * A request is one byte of enum reader_kind, the sizes of what must be known and of the file (4
 * bytes each, highest first), and both; what must be known is JSON text that the program made, ""
 * for nothing. The reply is one byte of enum err, the sizes of a JSON text and of the lines behind
 * it, and both; on a failure the JSON is {"reason": key, "args": [[name, value], …]}. A kind is a
 * row in the table of reader.c and a function that takes nothing but what is handed to it.
 */
#pragma once
#include "base/bytes.h"
#include "base/op.h"

#include <jansson.h>

struct documents; /* doc/worker.h */

enum reader_kind {
    READER_DOCX,  /* doc/docx_in.h: all that stands in it, for tests and benches */
    READER_XLSX,  /* doc/xlsx_in.h: the same */
    READER_FORM,  /* doc/form_in.h: what a filled-in file says for a form */
    READER_LIST,  /* import/list_in.h: rows of a list, judged */
    READER_SCAN,  /* doc/scan_in.h, in the background: large files, a lane of their own */
    READER_PHOTO, /* the same of one photograph, while a person waits */
    READER_KIND_COUNT
};

enum {
    READER_FILE_MAX = 18 * 1024 * 1024,    /* bytes of a document */
    READER_SCAN_MAX = 50 * 1024 * 1024,    /* of a scan */
    READER_PHOTO_MAX = 12 * 1024 * 1024,   /* of a photograph */
    READER_KNOWN_MAX = 16 * 1024 * 1024,   /* of what the process must know */
    READER_FOUND_MAX = 4 * 1024 * 1024,    /* of the JSON of READER_FORM, _LIST and of scans */
    READER_LINES_MAX = 7 * 1024 * 1024,    /* of the lines of READER_LIST */
    READER_CONTENT_MAX = 16 * 1024 * 1024, /* of the JSON of a whole content */
    READER_LANES = 2                       /* processes at a time: one each */
};

struct reader_limits {
    int file_max;    /* bytes */
    int json_max;    /* of the reply */
    int lines_max;   /* the same */
    int cpu_seconds; /* after which the process is ended */
    int wait_ms;     /* for one file, and for one's turn */
    int lane;        /* 0..READER_LANES - 1 */
};

/* A file that is not in memory. each hands its pieces to take, in order, until take says false. */
struct reader_source {
    size_t size;
    enum err (*each)(struct op *op, const void *arg, bool (*take)(void *to, struct bytes piece),
                     void *to);
    const void *arg;
};

/* A file, and what must be known to read it. */
struct reader_question {
    enum reader_kind kind;
    const json_t *known; /* NULL: nothing */
    struct bytes file;
    const struct reader_source *source; /* instead of file; NULL: none. Its errors are passed on */
};

struct reader_reply {
    json_t *json;
    struct bytes lines; /* of READER_LIST: each one ends with a line feed */
};

/* A kind's function; what it returns hangs on op. */
typedef enum err (*reader_work)(struct op *op, const struct reader_question *question,
                                struct reader_reply *ret_reply);

struct reader_limits reader_limits(enum reader_kind kind);

/* The process: answers the one request on `in`. list does READER_LIST, which stands above this
 * folder. Returns the exit code: 0 answered, 3 not. */
int reader_run(int in, int out, reader_work list);

/*
 * Reads a file in a process of its own; one at a time in a lane, any thread may call. What is
 * returned hangs on op. The process ends with whoever waits for it (op->client). Errors: what the
 * function of the kind says; ERR_TOO_LARGE "file_large" over the kind's file_max, "file_found" what
 * was found in it is over json_max or lines_max; ERR_INVALID "file_unreadable" the process passed a
 * limit or died; ERR_UNAVAILABLE "reader_unavailable" it cannot be started, gave no answer in time,
 * or too many wait.
 */
CHECKED enum err documents_ask(struct op *op, struct documents *documents,
                               const struct reader_question *question,
                               struct reader_reply *ret_reply);

/* The JSON of a file of a kind for which nothing must be known. */
CHECKED enum err documents_read(struct op *op, struct documents *documents, enum reader_kind kind,
                                struct bytes file, json_t **ret_json);
