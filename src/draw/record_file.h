/* SPDX-License-Identifier: Apache-2.0 */
/*
 * record_file.h: a record on disk: locked while somebody adds to it, and never half written.
 *
 * Beside RECORD stands RECORD.salts, for the office alone (0600): lines "number<TAB>row<TAB>salt in
 * hex<TAB>id", which tell whose hashes stand in the record. It is only added to.
 */
#pragma once
#include "draw/record.h"

struct draw_file {
    const char *path;
    int descriptor;    /* of the locked file; -1: there is none yet */
    struct bytes text; /* what it holds */
};

/* A whole file of at most max bytes, a child of the op. ERR_UNAVAILABLE draw_unreadable;
 * ERR_TOO_LARGE draw_file_large. */
CHECKED enum err draw_file_read(struct op *op, const char *path, size_t max,
                                struct bytes *ret_text);

/*
 * Waits until nobody else holds the record, holds it until the op ends, and reads it. may_lack: a
 * record that does not exist yet is no failure. Errors as draw_file_read.
 */
CHECKED enum err draw_file_lock(struct op *op, const char *path, bool may_lack,
                                struct draw_file *ret_file);

/* Adds to a locked record, or makes one that does not exist; on disk when it returns. ERR_CONFLICT
 * draw_exists: somebody else made it meanwhile. ERR_UNAVAILABLE draw_unwritable. */
CHECKED enum err draw_file_add(struct op *op, const struct draw_file *file, const char *text);

/* Adds the salts of a draw to RECORD.salts. ERR_UNAVAILABLE draw_unwritable. */
CHECKED enum err draw_salts_add(struct op *op, const char *path, int32_t number,
                                const struct draw_pool *pool, const uint8_t *salts);

/*
 * Puts the ids of RECORD.salts in place of the hashes of a record's last draw, where one fits; the
 * others stay. Nothing happens when there is no such file.
 */
void draw_salts_apply(struct op *op, const char *path, struct draw_record *record);
