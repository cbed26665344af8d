/* SPDX-License-Identifier: Apache-2.0 */
/* server_reply.c: replies leave: whole from memory, or as a stream a piece at a time. */
#include "base/log.h"
#include "base/mem.h"
#include "base/time.h"
#include "web/server_internal.h"

#include <string.h>

enum { BLOCK_BYTES = 32 * 1024 };

int64_t passing_ms(const struct server *server, size_t size)
{
    return server->limits.body_ms + (int64_t)size / server->limits.bytes_a_second * 1000;
}

void exchange_hand_over(struct exchange *exchange, struct queue *queue, enum stage stage)
{
    exchange->stage = stage;
    (void)atomic_fetch_add(&exchange->server->in_hands, 1);
    MHD_suspend_connection(exchange->connection);
    queue_put(queue, exchange);
}

/* ---- streams ------------------------------------------------------------------------------ */

void reply_read_piece(struct exchange *exchange, struct db *db)
{
    const struct response_stream *stream = exchange->response.stream;
    size_t left = stream->size - exchange->piece_start;
    size_t size = left < RESPONSE_PIECE_BYTES ? left : RESPONSE_PIECE_BYTES;
    int64_t now_ms = time_real_ms();
    struct op *op = op_new(db, now_ms, now_ms);

    op->site = exchange->op->site;
    enum err e = stream->read(op, stream->state, exchange->piece_start, exchange->piece, size);
    if (e != OK)
        log_line(LOG_ERROR, "event=reply_cut id=%s at=%zu result=%s reason=%s detail=\"%s\"",
                 exchange->op->request_id, exchange->piece_start, err_name(e), op->failure.reason,
                 op->failure.detail);
    exchange->piece_size = e == OK ? size : 0;
    exchange->cut = e != OK;
    op_free(op);
}

/* libmicrohttpd asks for what comes at position; 0 with the connection suspended: later. */
static ssize_t give_piece(void *cls, uint64_t position, char *to, size_t max)
{
    struct exchange *exchange = cls;
    size_t at = (size_t)position - exchange->piece_start;

    if (exchange->cut || atomic_load(&exchange->server->cutting))
        return MHD_CONTENT_READER_END_WITH_ERROR;
    if (position < exchange->piece_start || at >= exchange->piece_size) {
        exchange->piece_start = (size_t)position;
        exchange_hand_over(exchange, &exchange->server->queue, STAGE_ANSWERED);
        return 0;
    }
    size_t size = exchange->piece_size - at < max ? exchange->piece_size - at : max;
    memcpy(to, exchange->piece + at, size);
    return (ssize_t)size;
}

/* ---- all replies -------------------------------------------------------------------------- */

static struct MHD_Response *make_reply(struct exchange *exchange)
{
    const struct response *from = &exchange->response;

    if (from->stream == NULL)
        return MHD_create_response_from_buffer(from->size, (void *)(uintptr_t)from->bytes,
                                               MHD_RESPMEM_PERSISTENT);
    exchange->piece = mem_array(exchange, unsigned char, RESPONSE_PIECE_BYTES);
    return MHD_create_response_from_callback(from->stream->size, BLOCK_BYTES, give_piece, exchange,
                                             NULL);
}

enum MHD_Result reply_send(struct exchange *exchange)
{
    const struct response *from = &exchange->response;
    size_t size = from->stream == NULL ? from->size : from->stream->size;
    struct MHD_Response *reply = make_reply(exchange);

    if (reply == NULL)
        return MHD_NO;
    if (from->content_type != NULL)
        (void)MHD_add_response_header(reply, "Content-Type", from->content_type);
    for (int i = 0; i < from->header_count; i++)
        (void)MHD_add_response_header(reply, from->headers[i].name, from->headers[i].value);
    if (exchange->close || atomic_load(&exchange->server->stopping))
        (void)MHD_add_response_header(reply, "Connection", "close");
    exchange->stage = STAGE_ANSWERED;
    atomic_store(&exchange->link->hears, false);
    link_allow(exchange->link, passing_ms(exchange->server, size));
    enum MHD_Result result =
        MHD_queue_response(exchange->connection, (unsigned)from->status, reply);
    MHD_destroy_response(reply);
    return result;
}
