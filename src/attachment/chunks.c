/* SPDX-License-Identifier: Apache-2.0 */
/* chunks.c: the bytes of an attachment, a chunk at a time. */
#include "attachment/chunks.h"

#include "base/mem.h"
#include "db/db.h"

#include <inttypes.h>
#include <string.h>

DB_SQL(chunk_bytes, "ii", "SELECT bytes FROM attachment_chunk WHERE attachment_id = $1 AND n = $2");

int64_t chunks_of(int64_t size)
{
    return (size + CHUNK_BYTES - 1) / CHUNK_BYTES;
}

enum err attachment_each(struct op *op, const struct attachment *attachment, attachment_take take,
                         void *arg)
{
    int64_t at = 0;

    for (int64_t n = 0; n < chunks_of(attachment->size); n++) {
        struct op *part = op_part(op);
        struct bytes chunk = { 0 };
        enum err e = db_row(part, &chunk_bytes, DB_IN(IN_INT(attachment->id), IN_INT(n)),
                            DB_OUT(OUT_BLOB(&chunk)));
        if (e == ERR_NOT_FOUND || (e == OK && at + (int64_t)chunk.size > attachment->size))
            e = fail(part, ERR_INTERNAL, "internal", "chunk %" PRId64 " is not as stored", n);
        bool goes_on = e == OK && take(arg, at, chunk);
        at += (int64_t)chunk.size;
        e = op_part_end(op, part, e);
        if (e != OK || !goes_on)
            return e;
    }
    return OK;
}

static bool look_at(void *arg, int64_t at, struct bytes chunk)
{
    struct chunk_look *look = arg;

    sm3_add(look->digest, chunk.data, chunk.size);
    if (at == 0)
        look->type = attachment_sniff(chunk.data, chunk.size);
    if (look->bytes != NULL)
        memcpy(look->bytes + at, chunk.data, chunk.size);
    return true;
}

enum err chunks_read(struct op *op, const struct attachment *attachment, struct chunk_look *look,
                     const char **ret_sm3)
{
    uint8_t raw[SM3_BYTES];

    look->digest = sm3_new(op);
    enum err e = attachment_each(op, attachment, look_at, look);
    sm3_end(look->digest, raw);
    if (e == OK)
        *ret_sm3 = hex_text(op, (struct bytes){ raw, sizeof raw });
    return e;
}
