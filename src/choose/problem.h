/* SPDX-License-Identifier: Apache-2.0 */
/*
 * problem.h: a selection as it is put: items with scores, targets with places, limits.
 *
 * The file (docs/selection.md) is one JSON object: items, targets; limits, exclusive, objective,
 * ties, reserve where wanted. Unknown keys are refused. Attributes of items are texts, integers,
 * true or false, or lists of these; all are compared as texts.
 */
#pragma once
#include "base/bytes.h"
#include "base/err.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct op;

enum {
    CHOOSE_BYTES_MAX = 64 * 1024 * 1024,
    CHOOSE_ITEMS_MAX = 100000,
    CHOOSE_TARGETS_MAX = 30,
    CHOOSE_LIMITS_MAX = 1000,
    CHOOSE_TIES_MAX = 20,
    CHOOSE_NAME_BYTES_MAX = 200,
    CHOOSE_VALUES_MAX = 100, /* of one attribute of one item */
    CHOOSE_OPEN = -1         /* no number given */
};

#define CHOOSE_SCALE     INT64_C(1000000) /* scores are in millionths of a point */
#define CHOOSE_SCORE_MAX (INT64_C(1000000000) * CHOOSE_SCALE) /* either sign */

__extension__ typedef __int128 wide; /* of sums of scores */

struct choose_item {
    const char *id; /* unique, 1..CHOOSE_NAME_BYTES_MAX bytes */
    int64_t score;
    const json_t *attributes; /* name: text or list of texts */
};

struct choose_target {
    const char *code;    /* unique */
    int32_t min;         /* 0: none */
    int32_t max;         /* CHOOSE_OPEN: ranked only, nobody is chosen for it */
    const json_t *where; /* name: list of texts of which one must be there; NULL: everybody */
};

struct choose_limit {
    const char *by;    /* attribute */
    const char *value; /* NULL: each value that occurs */
    int32_t min;       /* 0: none */
    int32_t max;       /* CHOOSE_OPEN: none */
};

struct choose_tie {
    const char *attribute; /* NULL: the lot */
    bool descending;
    const char *seed; /* of the lot */
};

struct choose_problem {
    struct choose_item *items; /* in the order of the file */
    size_t item_count;
    struct choose_target *targets;
    size_t target_count;
    uint64_t *exclusive; /* of each target: bits of those that may not be filled beside it */
    struct choose_limit *limits;
    size_t limit_count;
    struct choose_tie *ties;
    size_t tie_count;
    bool by_sum; /* objective "sum" */
    int32_t reserve;
};

/*
 * Reads a file's bytes (borrowed for the call).
 * Errors, each with the argument path where it stands ("items[3].score"): ERR_INVALID choose_json
 * (no JSON; arguments line, why), choose_missing (key), choose_key (an unknown key), choose_kind
 * (of another kind; argument kind), choose_score, choose_number, choose_text, choose_twice (value),
 * choose_unknown (a target that is not there; value), choose_range (min above max), choose_lot (the
 * lot not last), choose_objective, choose_direction; ERR_TOO_LARGE choose_too_many (what, max).
 */
CHECKED enum err choose_read(struct op *op, struct bytes text, struct choose_problem *ret_problem);

/* The same from a file. Errors also: ERR_UNAVAILABLE choose_unreadable (argument what). */
CHECKED enum err choose_read_file(struct op *op, const char *path,
                                  struct choose_problem *ret_problem);

/* A plain decimal with at most six places, |x| <= CHOOSE_SCORE_MAX, in millionths. */
bool choose_decimal(const char *text, int64_t *ret_millionths);

/* As short as it is exact: "86", "86.5", "86.000001"; a child of parent. */
const char *choose_decimal_text(const void *parent, int64_t millionths);

/* Whether the item has the attribute with that value. */
bool choose_has(const struct choose_item *item, const char *attribute, const char *value);

/* Whether where of the target holds for the item. */
bool choose_fits(const struct choose_target *target, const struct choose_item *item);
