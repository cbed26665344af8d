/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pdf_in.h: the pictures on the pages of a PDF file. A scan is nothing else; what is drawn or
 * written on a page is not looked at. For the reading process only.
 */
#pragma once
#include "base/bytes.h"
#include "doc/image_in.h"

enum {
    PDF_IN_PAGES_MAX = 60,    /* as SCAN_IN_PAGES_MAX */
    PDF_IN_PICTURES_MAX = 40, /* of a page, with the forms that hold them */
    PDF_IN_NEST_MAX = 4       /* forms in forms */
};

/* What is done with each picture; image is NULL when it was not read. False: enough. */
struct pdf_taker {
    bool (*take)(void *arg, int page, enum image_fault fault, const struct gray *image);
    void *arg;
};

/*
 * Hands over the pictures of the first PDF_IN_PAGES_MAX pages, from 1, in order; ret_pages is how
 * many there are in all. DCT, CCITT, Flate, LZW, run-length and plain data; JBIG2 and JPEG 2000 are
 * IMAGE_FORMAT. Errors: ERR_INVALID "file_unreadable" no PDF, or one with a password.
 */
CHECKED enum err pdf_in(struct op *op, struct bytes file, const struct pdf_taker *taker,
                        int *ret_pages);
