/* SPDX-License-Identifier: Apache-2.0 */
/* record.c: numbers of variable length. */
#include "match/record.h"

uint8_t *record_put(uint8_t *bytes, uint64_t number)
{
    while (number >= 0x80) {
        *bytes++ = (uint8_t)(number | 0x80);
        number >>= 7;
    }
    *bytes++ = (uint8_t)number;
    return bytes;
}

static uint64_t get(const uint8_t **at)
{
    uint64_t number = 0;

    for (int shift = 0;; shift += 7) {
        uint8_t byte = *(*at)++;
        number |= (uint64_t)(byte & 0x7F) << shift;
        if (byte < 0x80)
            return number;
    }
}

bool record_next_work(struct record_cursor *cursor)
{
    cursor->left = (uint32_t)get(&cursor->at);
    cursor->term = 0;
    return cursor->left != 0;
}

bool record_next_term(struct record_cursor *cursor, uint32_t *ret_term, uint32_t *ret_tf)
{
    if (cursor->left == 0)
        return false;
    cursor->left--;
    uint64_t step = get(&cursor->at);
    cursor->term += (uint32_t)(step >> 1);
    *ret_term = cursor->term;
    *ret_tf = (step & 1) != 0 ? (uint32_t)get(&cursor->at) : 1;
    return true;
}
