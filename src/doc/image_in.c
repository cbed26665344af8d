/* SPDX-License-Identifier: Apache-2.0 */
/* image_in.c: libjpeg-turbo, libpng and libtiff, each behind one function. */
#include "doc/image_in.h"

#include "base/mem.h"

#include <png.h>
#include <string.h>
#include <tiffio.h>
#include <turbojpeg.h>

/* ---- which ---- */

static bool begins(struct bytes file, const char *magic, size_t size)
{
    return file.size >= size && memcmp(file.data, magic, size) == 0;
}

bool image_is_jpeg(struct bytes file)
{
    return begins(file, "\xff\xd8\xff", 3);
}

bool image_is_png(struct bytes file)
{
    return begins(file, "\x89PNG\r\n\x1a\n", 8);
}

bool image_is_tiff(struct bytes file)
{
    return begins(file, "II*\0", 4) || begins(file, "MM\0*", 4);
}

/* ---- JPEG ---- */

struct jpeg {
    tjhandle handle;
    struct bytes file;
    int width; /* as it is read: the decoder shrinks by itself */
    int height;
};

static void close_jpeg(void *handle)
{
    (void)tjDestroy(handle);
}

/* Rows in a form the decoder has. False: it is broken. What a missing end leaves is good enough. */
static bool decode(const struct jpeg *jpeg, uint8_t *rows, int form)
{
    return tjDecompress2(jpeg->handle, jpeg->file.data, jpeg->file.size, rows, jpeg->width, 0,
                         jpeg->height, form, TJFLAG_LIMITSCANS) == 0 ||
           tjGetErrorCode(jpeg->handle) == TJERR_WARNING;
}

/* Writers disagree whether 0 is no ink or full ink; paper is light. */
static bool decode_ink(const struct jpeg *jpeg, struct gray *image)
{
    size_t size = (size_t)jpeg->width * (size_t)jpeg->height;
    uint8_t *ink = mem_array(image->pixels, uint8_t, size * 4);

    if (!decode(jpeg, ink, TJPF_CMYK))
        return false;
    for (size_t i = 0; i < size; i++) {
        const uint8_t *at = ink + i * 4;
        image->pixels[i] = (uint8_t)((at[0] + at[1] + at[2]) / 3 * at[3] / 255);
    }
    if (gray_mean(image) < 128) {
        for (size_t i = 0; i < size; i++) {
            const uint8_t *at = ink + i * 4;
            int light = 255 - (at[0] + at[1] + at[2]) / 3;
            image->pixels[i] = (uint8_t)(light * (255 - at[3]) / 255);
        }
    }
    mem_free(ink);
    return true;
}

/* Sides divided by 1, 2, 4 or 8, which costs less than reading them all. */
static int jpeg_factor(int width, int height)
{
    int wanted = gray_factor(width, height);
    int factor = 1;

    while (factor < wanted && factor < 8)
        factor *= 2;
    return factor;
}

enum image_fault image_jpeg(const void *parent, struct bytes file, struct gray *ret_image)
{
    struct jpeg jpeg = { .file = file, .handle = tjInitDecompress() };
    void *scratch = mem_new(parent, char);
    int kind = 0;
    int space = 0;

    mem_own(scratch, jpeg.handle, close_jpeg);
    bool read = jpeg.handle != NULL &&
                tjDecompressHeader3(jpeg.handle, file.data, file.size, &jpeg.width, &jpeg.height,
                                    &kind, &space) == 0 &&
                jpeg.width > 0 && jpeg.height > 0;
    bool fits = read && gray_fits(jpeg.width, jpeg.height);
    if (fits) {
        const tjscalingfactor scale = { 1, jpeg_factor(jpeg.width, jpeg.height) };
        jpeg.width = TJSCALED(jpeg.width, scale);
        jpeg.height = TJSCALED(jpeg.height, scale);
        struct gray image = gray_new(parent, jpeg.width, jpeg.height);
        bool ink = space == TJCS_CMYK || space == TJCS_YCCK;
        read = ink ? decode_ink(&jpeg, &image) : decode(&jpeg, image.pixels, TJPF_GRAY);
        *ret_image = image;
    }
    mem_free(scratch);
    return !read ? IMAGE_BROKEN : !fits ? IMAGE_LARGE : IMAGE_READ;
}

/* ---- PNG ---- */

enum image_fault image_png(const void *parent, struct bytes file, struct gray *ret_image)
{
    const png_color white = { 255, 255, 255 };
    png_image png = { .version = PNG_IMAGE_VERSION };

    if (png_image_begin_read_from_memory(&png, file.data, file.size) == 0)
        return IMAGE_BROKEN;
    if (!gray_fits(png.width, png.height)) {
        png_image_free(&png);
        return IMAGE_LARGE;
    }
    png.format = PNG_FORMAT_GRAY;
    struct gray image = gray_new(parent, (int)png.width, (int)png.height);
    if (png_image_finish_read(&png, &white, image.pixels, 0, NULL) == 0)
        return IMAGE_BROKEN;
    *ret_image = gray_shrink(parent, &image, gray_factor(image.width, image.height));
    return IMAGE_READ;
}

/* ---- TIFF ---- */

struct memory_file {
    struct bytes bytes;
    uint64_t at;
};

static tmsize_t memory_read(thandle_t handle, void *out, tmsize_t size)
{
    struct memory_file *file = handle;
    uint64_t left = file->at < file->bytes.size ? file->bytes.size - file->at : 0;
    uint64_t taken = (uint64_t)size < left ? (uint64_t)size : left;

    if (taken > 0)
        memcpy(out, file->bytes.data + file->at, taken);
    file->at += taken;
    return (tmsize_t)taken;
}

static tmsize_t memory_write(thandle_t handle, void *bytes, tmsize_t size)
{
    (void)handle;
    (void)bytes;
    (void)size;
    return 0;
}

static toff_t memory_seek(thandle_t handle, toff_t to, int from)
{
    struct memory_file *file = handle;
    uint64_t base = from == SEEK_CUR ? file->at : from == SEEK_END ? file->bytes.size : 0;

    file->at = base + to;
    return file->at;
}

static int memory_close(thandle_t handle)
{
    (void)handle;
    return 0;
}

static toff_t memory_size(thandle_t handle)
{
    const struct memory_file *file = handle;

    return file->bytes.size;
}

static void close_tiff(void *tiff)
{
    TIFFClose(tiff);
}

/* "m": nothing is mapped. NULL: it is broken. */
static TIFF *open_tiff(const void *parent, struct bytes bytes)
{
    struct memory_file *file = mem_new(parent, struct memory_file);

    file->bytes = bytes;
    (void)TIFFSetErrorHandler(NULL);
    (void)TIFFSetWarningHandler(NULL);
    TIFF *tiff = TIFFClientOpen("scan", "rm", file, memory_read, memory_write, memory_seek,
                                memory_close, memory_size, NULL, NULL);
    mem_own(file, tiff, close_tiff);
    return tiff;
}

int image_tiff_pages(struct bytes file, int max)
{
    void *scratch = mem_new(NULL, char);
    TIFF *tiff = open_tiff(scratch, file);
    int count = tiff == NULL ? 0 : 1;

    while (count > 0 && count < max && TIFFReadDirectory(tiff) == 1)
        count++;
    mem_free(scratch);
    return count;
}

static uint8_t light_of(uint32_t color)
{
    return (uint8_t)((TIFFGetR(color) * 77 + TIFFGetG(color) * 150 + TIFFGetB(color) * 29) >> 8);
}

static bool read_picture(TIFF *tiff, struct gray *image)
{
    size_t size = (size_t)image->width * (size_t)image->height;
    uint32_t *colors = mem_array(image->pixels, uint32_t, size);

    bool read = TIFFReadRGBAImageOriented(tiff, (uint32_t)image->width, (uint32_t)image->height,
                                          colors, ORIENTATION_TOPLEFT, 0) == 1;
    for (size_t i = 0; read && i < size; i++)
        image->pixels[i] = light_of(colors[i]);
    mem_free(colors);
    return read;
}

enum image_fault image_tiff(const void *parent, struct bytes file, int page, struct gray *ret_image)
{
    void *scratch = mem_new(NULL, char);
    TIFF *tiff = open_tiff(scratch, file);
    uint32_t width = 0;
    uint32_t height = 0;
    enum image_fault fault = IMAGE_BROKEN;

    bool there = tiff != NULL && TIFFSetDirectory(tiff, (tdir_t)page) == 1 &&
                 TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &width) == 1 &&
                 TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &height) == 1;
    if (there && (!gray_fits(width, height) || (int64_t)width * height > IMAGE_TIFF_PIXELS_MAX)) {
        fault = IMAGE_LARGE;
    } else if (there) {
        struct gray image = gray_new(parent, (int)width, (int)height);
        if (read_picture(tiff, &image)) {
            *ret_image = gray_shrink(parent, &image, gray_factor(image.width, image.height));
            fault = IMAGE_READ;
        }
    }
    mem_free(scratch);
    return fault;
}
