/* SPDX-License-Identifier: Apache-2.0 */
/* rules.h: what is drawn: seats, alternates, and who cannot be drawn together or at all. */
#pragma once
#include "base/bytes.h"
#include "base/err.h"
#include "call/finding.h"

#include <stdint.h>

struct op;

enum {
    DRAW_RULES_BYTES_MAX = 64 * 1024,
    DRAW_SEATS_MAX = 50,   /* kinds of seat */
    DRAW_PLACES_MAX = 300, /* persons drawn, alternates too */
    DRAW_UNITS_MAX = 500,  /* excluded units */
    DRAW_NO_LIMIT = -1
};

/* Levels are compared by rank: a number of 0 .. 99, or 1000 and the place of a title level. */
enum { DRAW_LEVEL_NONE = -1, DRAW_LEVEL_WRONG = -2, DRAW_TITLE_BASE = 1000 };

struct draw_seat {
    struct place place;
    const char *code;
    int count;
    const char *field;     /* NULL: any */
    const char *level_min; /* NULL: any */
};

struct draw_rules {
    struct place place;
    struct draw_seat *seats;
    size_t seat_count;
    int alternates;  /* for each kind of seat */
    int per_unit;    /* most persons of one unit, alternates too; DRAW_NO_LIMIT */
    int max_reviews; /* of one year, this one included; DRAW_NO_LIMIT */
    const char **excluded;
    size_t excluded_count;
};

/*
 * Reads RULES.yaml; texts are children of the op, path is for messages. ERR_TOO_LARGE
 * draw_rules_large; ERR_INVALID draw_rules_wrong, with every mistake in op->problems, its path
 * "FILE:LINE:COLUMN".
 */
CHECKED enum err draw_rules_read(struct op *op, const char *path, struct bytes text,
                                 struct draw_rules *ret_rules);

/* Rank of a level: DRAW_LEVEL_NONE of "", DRAW_LEVEL_WRONG of what is neither a number nor a title
 * level (its code as in calls, or its Chinese name). */
int draw_level_rank(const char *level);

/* Whether two ranks can be compared: both numbers or both titles. */
bool draw_levels_compare(int rank, int other);
