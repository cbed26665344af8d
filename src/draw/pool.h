/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pool.h: who may be drawn, and for which seats.
 *
 * POOL.csv is text by csv.h with the columns id, unit, field, level, reviews_this_year and, if it
 * likes, region, in this order. docs/draw.md tells what each means.
 */
#pragma once
#include "base/bytes.h"
#include "base/err.h"
#include "draw/rules.h"

#include <stdint.h>

struct op;

enum {
    DRAW_POOL_MAX = 100000,    /* persons */
    DRAW_ID_BYTES_MAX = 100,   /* of an id, and of field, level and region */
    DRAW_UNIT_BYTES_MAX = 300, /* of a unit */
    DRAW_REVIEWS_MAX = 9999
};

struct draw_person {
    const char *id; /* in a record: the 64 hex digits of SM3(salt || id) */
    const char *unit;
    const char *field;
    const char *level;
    const char *region;  /* "" without the column */
    int reviews;         /* of this year so far */
    uint64_t seats;      /* bit s: fits seat s of the rules; by draw_pool_fit */
    int32_t unit_number; /* the same for the same unit, from 0; by draw_pool_fit */
};

struct draw_pool {
    struct draw_person *rows; /* in the order of the file */
    int32_t count;
    int32_t unit_count; /* by draw_pool_fit */
};

/*
 * Reads a pool; its texts are children of the op. Errors of csv_parse, and with the argument line:
 * ERR_INVALID draw_pool_header (other columns), draw_pool_empty (no person, or no id or unit),
 * draw_pool_text (a cell too long or with a control character), draw_pool_number (reviews are no
 * plain number of 0 .. DRAW_REVIEWS_MAX), draw_pool_twice (an id twice).
 */
CHECKED enum err draw_pool_read(struct op *op, struct bytes text, struct draw_pool *ret_pool);

/*
 * Finds which seats each person fits and numbers the units. ERR_INVALID draw_pool_level, with the
 * person's number in the pool: the rules ask for a level, and one stands here that cannot be
 * compared with it.
 */
CHECKED enum err draw_pool_fit(struct op *op, const struct draw_rules *rules,
                               struct draw_pool *pool);

/* Whether a text may stand in a line of a record: UTF-8 of at most max bytes, nothing below a
 * blank and no delete sign. */
bool draw_text_fits(const char *text, size_t max);
