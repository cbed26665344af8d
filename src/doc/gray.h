/* SPDX-License-Identifier: Apache-2.0 */
/* gray.h: a picture as a reader of codes wants it: one byte a pixel, 0 black, 255 white. */
#pragma once
#include "base/op.h"

#include <stdint.h>

/* Limits of every picture that is read. A3 at 600 dots an inch is 69.6 million pixels. */
enum {
    GRAY_SIDE_MAX = 20000,
    GRAY_PIXELS_MAX = 72 * 1000 * 1000,
    GRAY_WORK_PIXELS = 9 * 1000 * 1000 /* what larger pictures are shrunk to: A4 at 300 dots */
};

struct gray {
    int width;
    int height;
    uint8_t *pixels; /* width × height, row by row */
};

/* Whether a picture of these sides may be read at all. */
bool gray_fits(int64_t width, int64_t height);

/* A white one, a child of parent. The sides fit. */
struct gray gray_new(const void *parent, int width, int height);

/* By how many a picture's sides are divided to come to GRAY_WORK_PIXELS, at least 1. */
int gray_factor(int64_t width, int64_t height);

/* Each pixel the mean of factor × factor; the picture itself when factor is 1. */
struct gray gray_shrink(const void *parent, const struct gray *image, int factor);

/* factor times as large, smooth. */
struct gray gray_grow(const void *parent, const struct gray *image, int factor);

/* Each pixel a block of factor × factor, with a white border of so many blocks around. */
struct gray gray_blocks(const void *parent, const struct gray *image, int factor, int border);

/* Black for white. */
void gray_invert(struct gray *image);

/* Mean of all pixels: paper is light. */
int gray_mean(const struct gray *image);
