/* SPDX-License-Identifier: Apache-2.0 */
/* gray.c: pictures made smaller and larger. */
#include "doc/gray.h"

#include "base/mem.h"

#include <string.h>

enum { WHITE = 255 };

bool gray_fits(int64_t width, int64_t height)
{
    return width >= 1 && height >= 1 && width <= GRAY_SIDE_MAX && height <= GRAY_SIDE_MAX &&
           width * height <= GRAY_PIXELS_MAX;
}

struct gray gray_new(const void *parent, int width, int height)
{
    struct gray image = { width, height, NULL };
    size_t size = (size_t)width * (size_t)height;

    image.pixels = mem_array(parent, uint8_t, size);
    memset(image.pixels, WHITE, size);
    return image;
}

int gray_factor(int64_t width, int64_t height)
{
    int64_t factor = 1;

    while (width / factor * (height / factor) > GRAY_WORK_PIXELS)
        factor++;
    return (int)factor;
}

static uint8_t block_mean(const struct gray *image, int left, int top, int factor)
{
    unsigned sum = 0;

    for (int y = top; y < top + factor; y++) {
        const uint8_t *row = image->pixels + (size_t)y * (size_t)image->width;
        for (int x = left; x < left + factor; x++)
            sum += row[x];
    }
    return (uint8_t)(sum / (unsigned)(factor * factor));
}

struct gray gray_shrink(const void *parent, const struct gray *image, int factor)
{
    int width = image->width / factor;
    int height = image->height / factor;

    if (factor == 1 || width == 0 || height == 0)
        return *image;
    struct gray small = gray_new(parent, width, height);
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++)
            small.pixels[(size_t)y * (size_t)width + (size_t)x] =
                block_mean(image, x * factor, y * factor, factor);
    }
    return small;
}

/* The i-th pixel of a side made longer lies between two of the old ones, weight/256 of the way. */
struct between {
    int low;
    int high;
    int weight;
};

static struct between between_of(int i, int factor, int side)
{
    int at = (2 * i + 1) * 128 / factor - 128; /* in 256ths, from the middle of the first pixel */
    int low = at < 0 ? 0 : at / 256;
    struct between between = { low, low + 1, at < 0 ? 0 : at % 256 };

    if (between.high >= side)
        between.high = side - 1;
    return between;
}

struct gray gray_grow(const void *parent, const struct gray *image, int factor)
{
    struct gray large = gray_new(parent, image->width * factor, image->height * factor);
    uint8_t *out = large.pixels;

    for (int y = 0; y < large.height; y++) {
        struct between v = between_of(y, factor, image->height);
        const uint8_t *upper = image->pixels + (size_t)v.low * (size_t)image->width;
        const uint8_t *lower = image->pixels + (size_t)v.high * (size_t)image->width;
        for (int x = 0; x < large.width; x++) {
            struct between h = between_of(x, factor, image->width);
            int above = upper[h.low] * (256 - h.weight) + upper[h.high] * h.weight;
            int below = lower[h.low] * (256 - h.weight) + lower[h.high] * h.weight;
            *out++ = (uint8_t)((above * (256 - v.weight) + below * v.weight) >> 16);
        }
    }
    return large;
}

struct gray gray_blocks(const void *parent, const struct gray *image, int factor, int border)
{
    struct gray large = gray_new(parent, (image->width + 2 * border) * factor,
                                 (image->height + 2 * border) * factor);

    for (int y = 0; y < image->height * factor; y++) {
        uint8_t *row = large.pixels + (size_t)(y + border * factor) * (size_t)large.width;
        const uint8_t *from = image->pixels + (size_t)(y / factor) * (size_t)image->width;
        for (int x = 0; x < image->width * factor; x++)
            row[x + border * factor] = from[x / factor];
    }
    return large;
}

void gray_invert(struct gray *image)
{
    size_t size = (size_t)image->width * (size_t)image->height;

    for (size_t i = 0; i < size; i++)
        image->pixels[i] = (uint8_t)(WHITE - image->pixels[i]);
}

int gray_mean(const struct gray *image)
{
    size_t size = (size_t)image->width * (size_t)image->height;
    uint64_t sum = 0;

    for (size_t i = 0; i < size; i++)
        sum += image->pixels[i];
    return size == 0 ? WHITE : (int)(sum / size);
}
