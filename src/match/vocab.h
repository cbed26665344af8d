/* SPDX-License-Identifier: Apache-2.0 */
/* vocab.h: numbers 0, 1, 2 ... for 64-bit keys in the order they first come; inside src/match. */
#pragma once
#include <stdint.h>

struct vocab;

enum { VOCAB_MAX = 60000000 }; /* keys: arrays by number stay under the limit of one allocation */

#define VOCAB_NONE UINT32_MAX

/* One key. The counters are the user's; a new key has zeros. */
struct vocab_entry {
    uint64_t key;
    uint32_t df;   /* experts that have it */
    uint32_t last; /* number of the last of them, plus one */
};

/* An empty vocabulary, a child of parent. */
struct vocab *vocab_new(const void *parent);

/* The number of a key, a new one if need be; VOCAB_NONE when VOCAB_MAX keys are there already. */
uint32_t vocab_add(struct vocab *vocab, uint64_t key);

/* The number of a key, or VOCAB_NONE. */
uint32_t vocab_find(const struct vocab *vocab, uint64_t key);

/* Keys so far, and the entry of a number below that; it stays where it is. */
uint32_t vocab_count(const struct vocab *vocab);
struct vocab_entry *vocab_entry(const struct vocab *vocab, uint32_t number);
