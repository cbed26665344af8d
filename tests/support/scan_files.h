/* SPDX-License-Identifier: Apache-2.0 */
/* scan_files.h: scans as scanners make them: grey pages with a code, JPEG, PDF around pictures. */
#pragma once
#include "base/mem.h"
#include "doc/gray.h"
#include "doc/qr.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <turbojpeg.h>

#include "base/bytes.h"

struct scan_code {
    struct qr qr;
    double side_mm;
    double cosine; /* of the angle by which the page is turned */
    double sine;
};

/* How dark a point is, in 0..255; x, y in millimetres from the middle of the page. The code stands
 * below and right of it. */
static inline int scan_dark_at(const struct scan_code *code, double x, double y)
{
    double right = x * code->cosine + y * code->sine - 30;
    double down = y * code->cosine - x * code->sine - 60;

    if (right < 0 || down < 0 || right >= code->side_mm || down >= code->side_mm)
        return 0;
    int column = (int)(right / code->side_mm * code->qr.width);
    int row = (int)(down / code->side_mm * code->qr.width);
    return code->qr.modules[row * code->qr.width + column] & 1 ? 255 : 0;
}

/* An A4 page with an 18 mm code, turned by degrees around its middle; each pixel the mean of 16. */
static inline struct gray scan_page(struct op *op, const char *text, int dots, double degrees)
{
    enum { FINE = 4 };
    double turn = degrees * 3.14159265358979 / 180;
    const struct scan_code code = { qr_of(op, text), 18, cos(turn), sin(turn) };
    struct gray page = gray_new(op, 210 * dots * 10 / 254, 297 * dots * 10 / 254);
    double step = 25.4 / dots;

    for (int i = 0; i < page.width * page.height; i++) {
        int row = i / page.width;
        double x = i % page.width * step - 105;
        double y = row * step - 148.5;
        double far = x * x + y * y;
        int dark = 0;
        for (int k = 0; k < FINE * FINE && far > 4000 && far < 9000; k++) {
            int below = k / FINE;
            dark += scan_dark_at(&code, x + k % FINE * step / FINE, y + below * step / FINE);
        }
        page.pixels[i] = (uint8_t)(250 - dark / (FINE * FINE) * 220 / 255);
    }
    return page;
}

static inline struct bytes scan_jpeg(struct op *op, const struct gray *page, int quality, int flags)
{
    tjhandle handle = tjInitCompress();
    unsigned char *data = NULL;
    unsigned long size = 0;

    if (tjCompress2(handle, page->pixels, page->width, 0, page->height, TJPF_GRAY, &data, &size,
                    TJSAMP_GRAY, quality, flags) != 0)
        abort();
    struct bytes jpeg = { mem_copy(op, data, size), size };
    tjFree(data);
    (void)tjDestroy(handle);
    return jpeg;
}

/* A picture in a PDF: entries of its dictionary beside its size, and data. */
struct scan_picture {
    const char *entries;
    struct bytes data;
};

static inline void scan_put(struct op *op, struct bytes *file, const void *data, size_t size)
{
    uint8_t *longer = mem_array(op, uint8_t, file->size + size + 1);

    if (file->size > 0)
        memcpy(longer, file->data, file->size);
    memcpy(longer + file->size, data, size);
    *file = (struct bytes){ longer, file->size + size };
}

/* One picture a page, over the whole page; shown: how many pages there are of the last one. */
static inline struct bytes scan_pdf(struct op *op, const struct scan_picture *pictures, int count,
                                    int shown)
{
    struct bytes file = { 0 };
    char *kids = NULL;

    scan_put(op, &file, "%PDF-1.5\n", 9);
    for (int i = 0; i < count; i++) {
        const struct scan_picture *picture = &pictures[i];
        const char *head =
            mem_printf(op, "%d 0 obj\n<</Type/XObject/Subtype/Image%s/Length %zu>>\nstream\n",
                       10 + 3 * i, picture->entries, picture->data.size);
        scan_put(op, &file, head, strlen(head));
        scan_put(op, &file, picture->data.data, picture->data.size);
        const char *rest = mem_printf(
            op,
            "\nendstream\nendobj\n%d 0 obj\n<</Length 28>>\nstream\n595 0 0 842 0 0 cm /Im0 Do\n\n"
            "endstream\nendobj\n%d 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]"
            "/Resources<</XObject<</Im0 %d 0 R>>>>/Contents %d 0 R>>\nendobj\n",
            11 + 3 * i, 12 + 3 * i, 10 + 3 * i, 11 + 3 * i);
        scan_put(op, &file, rest, strlen(rest));
        for (int k = 0; k < (i + 1 < count ? 1 : shown); k++)
            mem_append(op, &kids, "%d 0 R ", 12 + 3 * i);
    }
    const char *end = mem_printf(
        op,
        "1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Count %d/Kids[%s]"
        ">>\nendobj\ntrailer\n<</Size %d/Root 1 0 R>>\nstartxref\n0\n%%%%EOF\n",
        count - 1 + shown, kids, 13 + 3 * count);
    scan_put(op, &file, end, strlen(end));
    return file;
}

/* The entries of a JPEG of this page. */
static inline const char *scan_entries(struct op *op, const struct gray *page, const char *more)
{
    return mem_printf(op, "/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8%s",
                      page->width, page->height, more);
}
