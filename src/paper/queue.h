/* SPDX-License-Identifier: Apache-2.0 */
/*
 * queue.h: files made in the background for one person: many forms at once, or the dossier of one
 * application. Tables: paper_file, paper_file_chunk (migrations/0073).
 *
 * What stands in them is what the asker's post may see when they are made, masked as for it. They
 * lie sealed, are for the asker alone, and go after a day.
 */
#pragma once
#include "base/bytes.h"
#include "base/op.h"

enum {
    QUEUE_ITEMS_MAX = 200,
    QUEUE_BATCH = 40, /* forms of one PDF; more come as several in a ZIP */
    QUEUE_LIST_MAX = 50,
    QUEUE_KEPT_HOURS = 24,
    QUEUE_BYTES_MAX = 100 * 1024 * 1024,
    DOSSIER_FILES_MAX = 60 * 1024 * 1024 /* attachments inside; further ones by digest only */
};

struct paper_file {
    int64_t id;
    const char *public_id;
    const char *kind; /* pdf | zip | dossier */
    const char *ids;
    int64_t item_count;
    int64_t done_count;
    int64_t size; /* 0: not made yet */
    const char *type;
    const char *error; /* reason key, "" none */
    int64_t asked_ms;
    struct actor actor;
};

struct paper_files {
    struct paper_file *rows; /* newest first */
    size_t count;
};

/*
 * Asks for a file of applications the actor may see. kind: pdf | zip for 1..QUEUE_ITEMS_MAX,
 * dossier for one. Errors: ERR_NOT_FOUND one of them; ERR_INVALID "no_items"; ERR_TOO_LARGE
 * "queue_items".
 */
CHECKED enum err queue_ask(struct op *op, const char *kind, const char *const *ids, size_t count,
                           struct paper_file *ret_file);

/* The actor's own, at most QUEUE_LIST_MAX. */
CHECKED enum err queue_list(struct op *op, struct paper_files *ret_files);

/* One of them. Errors: ERR_NOT_FOUND, also for others' files. */
CHECKED enum err queue_get(struct op *op, const char *public_id, struct paper_file *ret_file);

/* Its bytes, with an event. Errors: ERR_NOT_FOUND, also when it is not made yet. */
CHECKED enum err queue_read(struct op *op, const char *public_id, struct paper_file *ret_file,
                            struct bytes *ret_bytes);

/* Job "paper.file": payload is the public id. */
struct job;
CHECKED enum err queue_job(struct op *op, struct job *job);

/* Removes what is older than QUEUE_KEPT_HOURS; ret_count how many. For the clock. */
CHECKED enum err queue_sweep(struct op *op, int64_t *ret_count);

/* The dossier of one application as a signed ZIP, as the actor sees it; `dianjiang audit check`
 * verifies it. Errors: ERR_NOT_FOUND. */
CHECKED enum err dossier_build(struct op *op, const char *application, struct bytes *ret_bytes);
