/* SPDX-License-Identifier: Apache-2.0 */
/* random.c: xoshiro256++, splitmix64 and the polar method. */
#include "rank/random.h"

#include <math.h>

static uint64_t rotate_left(uint64_t value, int by)
{
    return value << by | value >> (64 - by);
}

struct random random_from(uint64_t seed)
{
    struct random random = { 0 };

    for (int i = 0; i < 4; i++) {
        uint64_t mixed = seed += UINT64_C(0x9E3779B97F4A7C15);
        mixed = (mixed ^ mixed >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
        mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94D049BB133111EB);
        random.state[i] = mixed ^ mixed >> 31;
    }
    return random;
}

uint64_t random_bits(struct random *random)
{
    uint64_t *s = random->state;
    uint64_t result = rotate_left(s[0] + s[3], 23) + s[0];
    uint64_t shifted = s[1] << 17;

    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotate_left(s[3], 45);
    return result;
}

double random_uniform(struct random *random)
{
    return ((double)(random_bits(random) >> 11) + 0.5) * 0x1p-53;
}

double random_normal(struct random *random)
{
    double u = 0;
    double v = 0;
    double square = 0;

    if (random->has_spare) {
        random->has_spare = false;
        return random->spare;
    }
    do {
        u = 2.0 * random_uniform(random) - 1.0;
        v = 2.0 * random_uniform(random) - 1.0;
        square = u * u + v * v;
    } while (square >= 1.0 || square == 0.0);
    double factor = sqrt(-2.0 * log(square) / square);
    random->spare = v * factor;
    random->has_spare = true;
    return u * factor;
}
