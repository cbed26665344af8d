/* SPDX-License-Identifier: Apache-2.0 */
/* utf8.c: the lead byte tells length, bits and the smallest code that needs that length. */
#include "text/utf8.h"

#include <string.h>

static const struct {
    uint8_t mask;
    uint8_t lead;
    uint32_t smallest;
} forms[] = {
    { 0x80, 0x00, 0 },
    { 0xe0, 0xc0, 0x80 },
    { 0xf0, 0xe0, 0x800 },
    { 0xf8, 0xf0, 0x10000 },
};

bool utf8_next(struct bytes *rest, uint32_t *ret_code)
{
    uint8_t first = rest->data[0];
    size_t more = 0;

    while (more < 4 && (first & forms[more].mask) != forms[more].lead)
        more++;
    if (more == 4 || rest->size <= more)
        return false;
    uint32_t code = first & (uint8_t)~forms[more].mask;
    for (size_t i = 1; i <= more; i++) {
        if ((rest->data[i] & 0xc0) != 0x80)
            return false;
        code = code << 6 | (rest->data[i] & 0x3f);
    }
    if (code < forms[more].smallest || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
        return false;
    rest->data += more + 1;
    rest->size -= more + 1;
    *ret_code = code;
    return true;
}

int utf8_put(uint32_t code, char ret_bytes[4])
{
    int more = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;

    for (int i = more; i > 0; i--) {
        ret_bytes[i] = (char)(0x80 | (code & 0x3f));
        code >>= 6;
    }
    ret_bytes[0] = (char)(forms[more].lead | code);
    return more + 1;
}

int utf8_said(const char *text)
{
    struct bytes rest = { (const unsigned char *)text, strlen(text) };
    uint32_t code = 0;
    int count = 0;

    while (rest.size > 0 && utf8_next(&rest, &code))
        count += code > ' ' && code != 0x3000;
    return count;
}
