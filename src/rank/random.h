/* SPDX-License-Identifier: Apache-2.0 */
/*
 * random.h: pseudo-random numbers that are the same on every run: xoshiro256++ by Blackman and
 * Vigna (ACM TOMS 47(4), 2021), whose state is filled from the seed by splitmix64, as they
 * recommend. For simulation, never for secrets. docs/ranking.md gives both to the bit.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct random {
    uint64_t state[4];
    double spare; /* the second normal of a pair */
    bool has_spare;
};

/* Starts the stream that belongs to a seed; any seed is good. */
struct random random_from(uint64_t seed);

/* 64 equally likely bits. */
uint64_t random_bits(struct random *random);

/* A uniform number in (0, 1): 53 bits and a half, so that neither 0 nor 1 comes out. */
double random_uniform(struct random *random);

/* A standard normal number, by the polar method (Marsaglia and Bray, SIAM Review 6(3), 1964). */
double random_normal(struct random *random);
