/* SPDX-License-Identifier: Apache-2.0 */
/*
 * draw.h: draws persons for seats by a seed, so that anybody who has the seed draws the same ones.
 *
 * The pool is shuffled by the seed (lot.h). Then the places are filled one after another: the seats
 * in the order of the rules, each as often as it counts; after them its alternates, for each seat
 * in the same order. A place goes to the first in the shuffled order who fits the seat, is not
 * drawn yet, whose unit is not full, and with whom all places after it can still be filled. So a
 * draw never comes to a dead end when any choice of persons exists, and persons whom the rules do
 * not tell apart have the same chance: docs/draw.md argues it.
 */
#pragma once
#include "base/crypto.h"
#include "draw/pool.h"

struct draw_place {
    int32_t seat; /* index in the rules */
    bool alternate;
    int32_t number; /* among the places of this kind at this seat, from 1 */
    int32_t row;    /* who: index in the pool */
};

struct draw_result {
    const struct draw_place *places; /* in the order in which they are filled */
    int32_t count;
    const uint32_t *order; /* the shuffled rows of the pool */
};

/*
 * Whether all places can be filled at all; the pool must be fitted to the rules. ERR_CONFLICT
 * draw_too_few, with the arguments seat, count, alternates, fitting (who fit it) and filled (of its
 * places): the first place in the order above that cannot be filled besides those before it.
 */
CHECKED enum err draw_check(struct op *op, const struct draw_rules *rules,
                            const struct draw_pool *pool);

/* SM3(pool digest || rules digest || secrets, in the order given). */
void draw_seed(struct op *op, const uint8_t pool_digest[SM3_BYTES],
               const uint8_t rules_digest[SM3_BYTES], const struct bytes *secrets,
               size_t secret_count, uint8_t ret_seed[SM3_BYTES]);

/* Draws. The places are a child of the op. Errors of draw_check. */
CHECKED enum err draw_run(struct op *op, const struct draw_rules *rules,
                          const struct draw_pool *pool, const uint8_t seed[SM3_BYTES],
                          struct draw_result *ret_result);

/*
 * The next person of a supplement for a seat: its first alternate not in called; when none is left,
 * the first in the shuffled order who fits the seat, is neither drawn nor called and whose unit is
 * not full (all who are drawn or called count, come or not). called are rows of the pool.
 * ERR_CONFLICT draw_none_left, with the argument seat.
 */
struct draw_standing {
    const struct draw_rules *rules;
    const struct draw_pool *pool;
    const struct draw_result *result;
    const int32_t *called;
    int32_t called_count;
};
CHECKED enum err draw_next(struct op *op, const struct draw_standing *standing, int32_t seat,
                           int32_t *ret_row);
