/* SPDX-License-Identifier: Apache-2.0 */
/*
 * image_in.h: pictures of strangers, as grey ones of at most about GRAY_WORK_PIXELS. For the
 * reading process only.
 */
#pragma once
#include "base/bytes.h"
#include "doc/gray.h"

/* Of a TIFF or of fax data, read as four bytes a pixel. A4 at 600 dots has 34.8 million. */
enum { IMAGE_TIFF_PIXELS_MAX = 60 * 1000 * 1000 };

/* Why a picture was not read. */
enum image_fault {
    IMAGE_READ,   /* it was */
    IMAGE_FORMAT, /* of a kind we do not read */
    IMAGE_LARGE,  /* over the limits of gray.h */
    IMAGE_BROKEN,
    IMAGE_FAULT_COUNT
};

/* Whether the bytes begin as such a file does. */
bool image_is_jpeg(struct bytes file);
bool image_is_png(struct bytes file);
bool image_is_tiff(struct bytes file);

/*
 * Each reads one picture; ret_image is a child of parent. Baseline and progressive JPEG, also CMYK,
 * also one whose end is missing; PNG of every kind, transparency on white; of a TIFF the page-th
 * picture, from 0.
 */
enum image_fault image_jpeg(const void *parent, struct bytes file, struct gray *ret_image);
enum image_fault image_png(const void *parent, struct bytes file, struct gray *ret_image);
enum image_fault image_tiff(const void *parent, struct bytes file, int page,
                            struct gray *ret_image);

/* Pictures in a TIFF, at most max; 0: it is broken. */
int image_tiff_pages(struct bytes file, int max);
