/* SPDX-License-Identifier: Apache-2.0 */
/* input.c: one buffer that doubles. */
#include "text/input.h"

#include "base/mem.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static bool read_stream(struct op *op, FILE *file, size_t max, struct bytes *ret_text)
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
        size += fread(data + size, 1, room - size, file);
    } while (size == room && room <= max);
    *ret_text = (struct bytes){ data, size };
    return !ferror(file);
}

bool input_read(struct op *op, size_t max, struct bytes *ret_text)
{
    return read_stream(op, stdin, max, ret_text);
}

const char *input_read_file(struct op *op, const char *path, size_t max, struct bytes *ret_text)
{
    FILE *file = fopen(path, "rbe");
    bool good = file != NULL && read_stream(op, file, max, ret_text);
    int error = errno;

    if (file != NULL)
        (void)fclose(file);
    return good ? NULL : mem_printf(op, "%s: %s", path, strerror(error));
}
