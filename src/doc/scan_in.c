/* SPDX-License-Identifier: Apache-2.0 */
/* scan_in.c: pages of a file, pictures of a page, codes of a picture. */
#include "doc/scan_in.h"

#include "base/json_own.h"
#include "base/mem.h"
#include "base/time.h"
#include "doc/pdf_in.h"
#include "doc/qr_in.h"

#include <string.h>

struct scan {
    struct op *op;
    json_t *codes;
    json_t *unread;
    int64_t until_us;
    bool late;
};

static void add_unread(struct scan *scan, int page, const char *why)
{
    size_t count = json_array_size(scan->unread);
    const json_t *last = json_array_get(scan->unread, count - 1);

    if (count == 0 || json_integer_value(json_object_get(last, "page")) != page)
        (void)json_array_append_new(scan->unread,
                                    json_pack("{s:i, s:s}", "page", page, "why", why));
}

static bool is_there(const struct scan *scan, int page, const char *text)
{
    size_t i = 0;
    json_t *code = NULL;

    json_array_foreach(scan->codes, i, code)
    {
        if (json_integer_value(json_object_get(code, "page")) == page &&
            strcmp(json_text_get(code, "text"), text) == 0)
            return true;
    }
    return false;
}

static void add_codes(struct scan *scan, int page, const struct gray *image)
{
    const json_t *texts = qr_in(scan->op, image);

    for (size_t i = 0; i < json_array_size(texts); i++) {
        const char *text = json_string_value(json_array_get(texts, i));
        if (!is_there(scan, page, text) && json_array_size(scan->codes) < SCAN_IN_CODES_MAX)
            (void)json_array_append_new(scan->codes,
                                        json_pack("{s:i, s:s}", "page", page, "text", text));
    }
}

static bool take(void *arg, int page, enum image_fault fault, const struct gray *image)
{
    static const char *const why[IMAGE_FAULT_COUNT] = { "", "format", "large", "broken" };
    struct scan *scan = arg;

    if (time_monotonic_us() > scan->until_us) {
        add_unread(scan, page, "time");
        scan->late = true;
        return false;
    }
    if (fault != IMAGE_READ)
        add_unread(scan, page, why[fault]);
    else
        add_codes(scan, page, image);
    return true;
}

static enum err scan_pdf(struct scan *scan, struct bytes file, int *ret_pages)
{
    const struct pdf_taker taker = { take, scan };

    enum err e = pdf_in(scan->op, file, &taker, ret_pages);
    if (e == OK && *ret_pages > SCAN_IN_PAGES_MAX && !scan->late)
        add_unread(scan, SCAN_IN_PAGES_MAX + 1, "pages");
    return e;
}

static enum err scan_tiff(struct scan *scan, struct bytes file, int *ret_pages)
{
    int pages = image_tiff_pages(file, SCAN_IN_PAGES_MAX + 1);
    bool going = true;

    if (pages == 0)
        return fail(scan->op, ERR_INVALID, "file_unreadable", "a broken TIFF file");
    for (int i = 0; i < pages && i < SCAN_IN_PAGES_MAX && going; i++) {
        void *scratch = mem_new(scan->op, char);
        struct gray image = { 0 };
        enum image_fault fault = image_tiff(scratch, file, i, &image);
        going = take(scan, i + 1, fault, &image);
        mem_free(scratch);
    }
    if (going && pages > SCAN_IN_PAGES_MAX)
        add_unread(scan, SCAN_IN_PAGES_MAX + 1, "pages");
    *ret_pages = pages;
    return OK;
}

static enum err scan_picture(struct scan *scan, struct bytes file, int *ret_pages)
{
    struct gray image = { 0 };
    enum image_fault fault = image_is_jpeg(file) ? image_jpeg(scan->op, file, &image)
                                                 : image_png(scan->op, file, &image);

    (void)take(scan, 1, fault, &image);
    *ret_pages = 1;
    return OK;
}

enum err scan_in(struct op *op, struct bytes file, json_t **ret_json)
{
    struct scan scan = { .op = op,
                         .codes = json_own(op, json_array()),
                         .unread = json_own(op, json_array()),
                         .until_us = time_monotonic_us() + INT64_C(1000) * SCAN_IN_MS };
    int pages = 0;
    enum err e = OK;

    if (image_is_jpeg(file) || image_is_png(file))
        e = scan_picture(&scan, file, &pages);
    else if (image_is_tiff(file))
        e = scan_tiff(&scan, file, &pages);
    else
        e = scan_pdf(&scan, file, &pages);
    if (e == OK)
        *ret_json = json_own(op, json_pack("{s:i, s:O, s:O}", "pages", pages, "codes", scan.codes,
                                           "unread", scan.unread));
    return e;
}
