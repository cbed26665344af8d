/* SPDX-License-Identifier: Apache-2.0 */
/* stream.c: an attachment in pieces, with the digest of what has gone out. */
#include "attachment/chunks.h"
#include "base/mem.h"
#include "db/db.h"

#include <string.h>

/* Bytes are counted from 1. */
DB_SQL(chunk_part, "iiii",
       "SELECT substr(bytes, CAST($3 AS INTEGER), CAST($4 AS INTEGER)) FROM attachment_chunk"
       " WHERE attachment_id = $1 AND n = $2");

struct attachment_stream {
    int64_t id;
    size_t size;
    size_t sent;
    char sm3[2 * SM3_BYTES + 1];
    struct sm3 *digest;
};

enum err attachment_stream_open(struct op *op, const char *public_id, struct attachment *ret,
                                struct attachment_stream **ret_stream)
{
    struct attachment attachment = { 0 };

    enum err e = attachment_get(op, public_id, &attachment);
    if (e == OK)
        e = attachment_ready(op, &attachment);
    if (e != OK)
        return e;
    struct attachment_stream *stream = mem_new(op, struct attachment_stream);
    stream->id = attachment.id;
    stream->size = (size_t)attachment.size;
    stream->digest = sm3_new(stream);
    if (strlen(attachment.sm3) != sizeof stream->sm3 - 1)
        return fail(op, ERR_INTERNAL, "internal", "attachment without a digest");
    memcpy(stream->sm3, attachment.sm3, sizeof stream->sm3);
    *ret = attachment;
    *ret_stream = stream;
    return OK;
}

/* What one chunk has of a piece: to its end or the piece's. */
static enum err read_part(struct op *op, const struct attachment_stream *stream, size_t offset,
                          unsigned char *to, size_t size)
{
    struct op *part = op_part(op);
    struct bytes bytes = { 0 };

    enum err e = db_row(part, &chunk_part,
                        DB_IN(IN_INT(stream->id), IN_INT((int64_t)(offset / CHUNK_BYTES)),
                              IN_INT((int64_t)(offset % CHUNK_BYTES) + 1), IN_INT((int64_t)size)),
                        DB_OUT(OUT_BLOB(&bytes)));
    if (e == ERR_NOT_FOUND || (e == OK && bytes.size != size))
        e = fail(part, ERR_INTERNAL, "internal", "a chunk is not as stored");
    if (e == OK)
        memcpy(to, bytes.data, size);
    return op_part_end(op, part, e);
}

static enum err check_digest(struct op *op, const struct attachment_stream *stream)
{
    uint8_t raw[SM3_BYTES];

    sm3_end(stream->digest, raw);
    if (strcmp(hex_text(op, (struct bytes){ raw, sizeof raw }), stream->sm3) != 0)
        return fail(op, ERR_INTERNAL, "internal", "attachment's digest does not fit its bytes");
    return OK;
}

enum err attachment_stream_read(struct op *op, struct attachment_stream *stream, size_t offset,
                                unsigned char *to, size_t size)
{
    if (offset != stream->sent || offset + size > stream->size)
        return fail(op, ERR_INTERNAL, "internal", "a stream is read in order, once");
    for (size_t at = 0; at < size;) {
        size_t in_chunk = CHUNK_BYTES - (offset + at) % CHUNK_BYTES;
        size_t part = size - at < in_chunk ? size - at : in_chunk;
        enum err e = read_part(op, stream, offset + at, to + at, part);
        if (e != OK)
            return e;
        at += part;
    }
    sm3_add(stream->digest, to, size);
    stream->sent += size;
    return stream->sent == stream->size ? check_digest(op, stream) : OK;
}
