/* SPDX-License-Identifier: Apache-2.0 */
/* record.h: an expert's works as bytes, from which profiles are made; inside src/match only. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Bytes of a record: works, each as the count of its different terms, then for each, ascending, the
 * difference to the term before times two, plus one if it occurs more than once, followed by how
 * often. Numbers are little-endian base 128, the high bit says that more follows. A count of zero
 * ends the record.
 */
enum { RECORD_NUMBER_BYTES_MAX = 5 };

/* Appends a number (below 2^32) to bytes, which has room; returns the place behind it. */
uint8_t *record_put(uint8_t *bytes, uint64_t number);

/* A reader over a record. */
struct record_cursor {
    const uint8_t *at;
    uint32_t left; /* terms left of this work */
    uint32_t term;
};

/* Steps into the next work; false at the end of the record. */
bool record_next_work(struct record_cursor *cursor);

/* Reads the next term of the work; false at its end. */
bool record_next_term(struct record_cursor *cursor, uint32_t *ret_term, uint32_t *ret_tf);
