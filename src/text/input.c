/* SPDX-License-Identifier: Apache-2.0 */
/* input.c: one buffer that doubles. */
#include "text/input.h"

#include "base/mem.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

bool input_read(struct op *op, size_t max, struct bytes *ret_text)
{
    uint8_t *data = NULL;
    size_t size = 0;
    size_t room = 0;

    do {
        room = room == 0 ? (size_t)64 * 1024 : 2 * room;
        room = room > max + 1 ? max + 1 : room;
        uint8_t *wider = mem_array(op, uint8_t, room);
        if (size > 0)
            memcpy(wider, data, size);
        mem_free(data);
        data = wider;
        size += fread(data + size, 1, room - size, stdin);
    } while (size == room && room <= max);
    *ret_text = (struct bytes){ data, size };
    return !ferror(stdin);
}
