/* SPDX-License-Identifier: Apache-2.0 */
/* qr_in.c: libzbar, which finds no code of less than about three pixels a module. */
#include "doc/qr_in.h"

#include "base/json_own.h"
#include "base/mem.h"

#include <zbar.h>

enum {
    ALONE_SIDE =
        400, /* a picture of the code alone, perhaps one pixel a module, without a border */
    ALONE_WANTED = 400,
    ALONE_BORDER = 5,            /* of its side: 4 modules of 21 */
    COARSE_PIXELS = 1300 * 1000, /* A4 at 110 dots an inch */
    COARSE_GROW = 3,
    FINE_PIXELS = 4500 * 1000, /* A4 at 210 */
    FINE_GROW = 2
};

static void close_scanner(void *scanner)
{
    zbar_image_scanner_destroy(scanner);
}

static void close_image(void *image)
{
    zbar_image_destroy(image);
}

static void add_texts(const zbar_image_t *image, json_t *texts)
{
    for (const zbar_symbol_t *at = zbar_image_first_symbol(image);
         at != NULL && json_array_size(texts) < QR_IN_CODES_MAX; at = zbar_symbol_next(at)) {
        unsigned size = zbar_symbol_get_data_length(at);
        json_t *text = size == 0 || size > QR_IN_TEXT_MAX
                           ? NULL
                           : json_stringn(zbar_symbol_get_data(at), size);
        if (text != NULL)
            (void)json_array_append_new(texts, text);
    }
}

static json_t *look(struct op *op, const struct gray *picture)
{
    json_t *texts = json_own(op, json_array());
    zbar_image_scanner_t *scanner = zbar_image_scanner_create();
    zbar_image_t *image = zbar_image_create();
    void *scratch = mem_new(op, char);

    mem_own(scratch, scanner, close_scanner);
    mem_own(scratch, image, close_image);
    (void)zbar_image_scanner_set_config(scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
    (void)zbar_image_scanner_set_config(scanner, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1);
    zbar_image_set_format(image, zbar_fourcc('Y', '8', '0', '0'));
    zbar_image_set_size(image, (unsigned)picture->width, (unsigned)picture->height);
    zbar_image_set_data(image, picture->pixels,
                        (unsigned long)picture->width * (unsigned long)picture->height, NULL);
    if (zbar_scan_image(scanner, image) > 0)
        add_texts(image, texts);
    mem_free(scratch);
    return texts;
}

static json_t *look_enlarged(struct op *op, const struct gray *image)
{
    int64_t pixels = (int64_t)image->width * image->height;
    void *scratch = mem_new(op, char);
    int grow = pixels <= COARSE_PIXELS ? COARSE_GROW : FINE_GROW;
    struct gray large = gray_grow(scratch, image, grow);

    json_t *texts = look(op, &large);
    mem_free(scratch);
    return texts;
}

json_t *qr_in(struct op *op, const struct gray *image)
{
    int side = image->width > image->height ? image->width : image->height;

    if (side <= ALONE_SIDE) {
        void *scratch = mem_new(op, char);
        struct gray blocks = gray_blocks(scratch, image, (ALONE_WANTED + side - 1) / side,
                                         (side + ALONE_BORDER - 1) / ALONE_BORDER);
        json_t *texts = look(op, &blocks);
        mem_free(scratch);
        return texts;
    }
    json_t *texts = look(op, image);
    if (json_array_size(texts) == 0 && (int64_t)image->width * image->height <= FINE_PIXELS)
        texts = look_enlarged(op, image);
    return texts;
}
