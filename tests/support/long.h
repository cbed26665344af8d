/* SPDX-License-Identifier: Apache-2.0 */
/* long.h: how much a property test does: a sample by the day's seed, or all in `make test-long`. */
#pragma once
#include <stdint.h>
#include <stdlib.h>

/* How many cases to try: sample in `make test`, whole when DIANJIANG_LONG is set. */
static inline int test_amount(int sample, int whole)
{
    return getenv("DIANJIANG_LONG") != NULL ? whole : sample;
}

/* The seed of today's sample: DIANJIANG_SEED, which tools/run-tests sets to the day; else 1. A
 * failing test prints it. */
static inline uint64_t test_seed(void)
{
    const char *text = getenv("DIANJIANG_SEED");

    return text == NULL ? 1 : strtoull(text, NULL, 10);
}
