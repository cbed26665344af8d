/* SPDX-License-Identifier: Apache-2.0 */
/* lot.c: a counter under SM3; what would be biased is thrown away. */
#include "base/lot.h"

#include <string.h>

void lot_begin(struct lot *lot, const uint8_t seed[SM3_BYTES])
{
    memset(lot, 0, sizeof *lot);
    memcpy(lot->input, seed, SM3_BYTES);
    lot->used = SM3_BYTES;
}

static uint32_t next_number(struct lot *lot)
{
    if (lot->used == SM3_BYTES) {
        for (int k = 0; k < 8; k++)
            lot->input[SM3_BYTES + k] = (uint8_t)(lot->next >> (56 - 8 * k));
        sm3_once(lot->input, sizeof lot->input, lot->block);
        lot->next++;
        lot->used = 0;
    }
    const uint8_t *at = lot->block + lot->used;
    lot->used += 4;
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

uint32_t lot_below(struct lot *lot, uint32_t count)
{
    uint64_t all = UINT64_C(1) << 32;
    uint64_t fair = all - all % count;
    uint32_t number = next_number(lot);

    while (number >= fair)
        number = next_number(lot);
    return number % count;
}

void lot_shuffle(struct lot *lot, uint32_t *order, uint32_t count)
{
    for (uint32_t k = 0; k < count; k++)
        order[k] = k;
    for (uint32_t last = count; last > 1; last--) {
        uint32_t other = lot_below(lot, last);
        uint32_t moved = order[last - 1];
        order[last - 1] = order[other];
        order[other] = moved;
    }
}
