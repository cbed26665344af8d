/* SPDX-License-Identifier: Apache-2.0 */
/* marks_file.c: marks from a file by name. */
#include "base/mem.h"
#include "base/op.h"
#include "rank/marks.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* A file up to one byte more than may be read, so that the reader can refuse it. */
static enum err read_file(struct op *op, const char *path, struct bytes *ret_text)
{
    size_t room = 64 * 1024;
    uint8_t *data = mem_array(op, uint8_t, room);
    size_t size = 0;
    FILE *file = fopen(path, "rbe");

    while (file != NULL) {
        size += fread(data + size, 1, room - size, file);
        if (size < room || room > MARKS_BYTES_MAX)
            break;
        room = room > MARKS_BYTES_MAX / 2 ? MARKS_BYTES_MAX + 1 : 2 * room;
        data = mem_resize(op, data, room);
    }
    bool good = file != NULL && ferror(file) == 0;
    int error = errno;
    if (file != NULL)
        (void)fclose(file);
    if (!good) {
        fail_arg(op, "what", "%s: %s", path, strerror(error));
        return fail(op, ERR_UNAVAILABLE, "marks_unreadable", "%s", path);
    }
    *ret_text = (struct bytes){ data, size };
    return OK;
}

enum err marks_read_file(struct op *op, const char *path, struct marks *ret_marks)
{
    struct bytes text = { 0 };
    enum err e = read_file(op, path, &text);

    return e == OK ? marks_read(op, text, ret_marks) : e;
}
