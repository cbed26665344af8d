/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a picture: what is read keeps to the limits, and its codes are looked for. */
#include "base/json_own.h"
#include "base/mem.h"
#include "doc/image_in.h"
#include "doc/qr_in.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* All of the picture is there, and not larger than promised. Codes are looked for in one of eight:
 * that takes longer than reading. */
static void check(struct op *op, const struct gray *image, bool look)
{
    size_t pixels = (size_t)image->width * (size_t)image->height;

    assert(image->width > 0 && image->height > 0);
    assert(pixels <= (size_t)GRAY_WORK_PIXELS * 2);
    assert(gray_mean(image) >= 0);
    if (look && pixels <= 100000)
        assert(json_array_size(qr_in(op, image)) <= QR_IN_CODES_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct bytes file = { data, size };
    struct op *op = op_new(NULL, 0, 0);
    struct gray image = { 0 };
    bool look = size > 0 && data[size / 2] % 8 == 0;

    if (image_is_jpeg(file) && image_jpeg(op, file, &image) == IMAGE_READ)
        check(op, &image, look);
    if (image_is_png(file) && image_png(op, file, &image) == IMAGE_READ)
        check(op, &image, look);
    if (image_is_tiff(file)) {
        int pages = image_tiff_pages(file, 3);
        assert(pages >= 0 && pages <= 3);
        for (int i = 0; i < pages; i++) {
            if (image_tiff(op, file, i, &image) == IMAGE_READ)
                check(op, &image, look);
        }
    }
    op_free(op);
    return 0;
}
