/* SPDX-License-Identifier: Apache-2.0 */
/* qr.c: libqrencode, and PNG (RFC 2083) of one bit a pixel. */
#include "doc/qr.h"

#include "base/mem.h"

#include <qrencode.h>
#include <string.h>
#include <zlib.h>

enum { PIXELS = 8 }; /* of a module: one byte of a row */

static void close_qr(void *code)
{
    QRcode_free(code);
}

struct qr qr_of(struct op *op, const char *text)
{
    struct qr qr = { 0 };

    for (QRecLevel level = QR_ECLEVEL_M; level <= QR_ECLEVEL_H; level++) {
        QRcode *code = QRcode_encodeString(text, 0, level, QR_MODE_8, 1);
        mem_own(op, code, close_qr);
        if (code == NULL || (qr.width > 0 && code->width > qr.width))
            break;
        qr = (struct qr){ code->width, code->data };
    }
    return qr;
}

int qr_run(const struct qr *qr, int x, int y)
{
    int end = x;

    while (end < qr->width && qr->modules[y * qr->width + end] & 1)
        end++;
    return end - x;
}

static uint8_t *put_number(uint8_t *at, uint32_t number)
{
    for (int i = 0; i < 4; i++)
        *at++ = (uint8_t)(number >> (24 - 8 * i));
    return at;
}

/* Length, kind, data, check sum over the last two. */
static uint8_t *put_chunk(uint8_t *at, const char *kind, const uint8_t *data, size_t size)
{
    at = put_number(at, (uint32_t)size);
    uint8_t *from = at;
    memcpy(at, kind, 4);
    at += 4;
    if (size > 0)
        memcpy(at, data, size);
    at += size;
    return put_number(at, (uint32_t)crc32(0, from, (uInt)(size + 4)));
}

/* Rows with their filter byte, 0: none. White is 1. */
static struct bytes rows_of(struct op *op, const struct qr *qr)
{
    size_t side = qr->width > 0 ? (size_t)qr->width : 1;
    size_t row_size = 1 + side;
    uint8_t *rows = mem_array(op, uint8_t, row_size * side * PIXELS);

    for (size_t y = 0; y < side * PIXELS; y++) {
        uint8_t *row = rows + y * row_size + 1;
        for (size_t x = 0; x < side; x++) {
            bool black = qr->width > 0 && qr->modules[y / PIXELS * side + x] & 1;
            row[x] = black ? 0x00 : 0xff;
        }
    }
    return (struct bytes){ rows, row_size * side * PIXELS };
}

struct bytes qr_png(struct op *op, const struct qr *qr)
{
    static const uint8_t signature[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };
    uint32_t side = (uint32_t)(qr->width > 0 ? qr->width : 1) * PIXELS;
    uint8_t head[13] = { 0 };
    struct bytes rows = rows_of(op, qr);
    uLongf packed_size = compressBound(rows.size);
    uint8_t *packed = mem_array(op, uint8_t, packed_size);
    uint8_t *png = mem_array(op, uint8_t, packed_size + 100);

    /* cannot fail: there is room for the worst case */
    (void)compress(packed, &packed_size, rows.data, rows.size);
    (void)put_number(put_number(head, side), side);
    head[8] = 1; /* one bit a pixel, grey */
    memcpy(png, signature, sizeof signature);
    uint8_t *at = png + sizeof signature;
    at = put_chunk(at, "IHDR", head, sizeof head);
    at = put_chunk(at, "IDAT", packed, packed_size);
    at = put_chunk(at, "IEND", NULL, 0);
    return (struct bytes){ png, (size_t)(at - png) };
}
