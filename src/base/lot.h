/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lot.h: numbers without bias from a seed, by SM3, so that anybody can draw them again.
 *
 * Block k = 0, 1, ... is SM3(seed || k as 8 bytes, most significant first): eight numbers of 32
 * bits, most significant byte first, used in order. docs/draw.md tells the same with an example.
 */
#pragma once
#include "base/crypto.h"

struct lot {
    uint8_t input[SM3_BYTES + 8]; /* seed and number of the next block */
    uint8_t block[SM3_BYTES];
    uint64_t next; /* number of the next block */
    int used;      /* bytes of the block that are used up */
};

/* Starts the stream of a seed. */
void lot_begin(struct lot *lot, const uint8_t seed[SM3_BYTES]);

/*
 * A number of 0 .. count - 1, each with the same chance; count is 1 .. 2^32 - 1. Takes the next 32
 * bits x; when x is not below the largest multiple of count in 2^32, takes the next ones; the
 * result is x mod count.
 */
uint32_t lot_below(struct lot *lot, uint32_t count);

/* Fills order with 0 .. count - 1 in random order: for i from count - 1 down to 1, order[i] changes
 * places with order[lot_below(i + 1)] (Fisher and Yates; Durstenfeld 1964). */
void lot_shuffle(struct lot *lot, uint32_t *order, uint32_t count);
