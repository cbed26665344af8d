/* SPDX-License-Identifier: Apache-2.0 */
/* pdf_image.c: filters and colours of ISO 32000-1, 7.4 and 8.9, as far as scans use them. */
#include "doc/pdf_image.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { PALETTE = 256, LIGHT = 255 };

struct pdf_picture {
    qpdf_data pdf;
    qpdf_oh stream;
    qpdf_oh dict;
    int width;
    int height;
    int bits;       /* of a sample: 1, 2, 4, 8, 16 */
    int components; /* 1, 3, 4 */
    bool inverted;  /* by /Decode, or because more is darker */
    bool indexed;
    uint8_t palette[PALETTE]; /* of an indexed picture: how light */
};

/* ---- data ---- */

static bool stream_data(const void *parent, const struct pdf_picture *picture,
                        enum qpdf_stream_decode_level_e level, struct bytes *ret_bytes)
{
    unsigned char *data = NULL;
    size_t size = 0;
    QPDF_BOOL filtered = QPDF_FALSE;

    QPDF_ERROR_CODE code =
        qpdf_oh_get_stream_data(picture->pdf, picture->stream, level, &filtered, &data, &size);
    mem_own(parent, data, free);
    *ret_bytes = (struct bytes){ data, size };
    return (code & QPDF_ERRORS) == 0 && data != NULL && (level == qpdf_dl_none || filtered);
}

/* The one filter of a stream, "" none or several. */
static bool filtered_by(const struct pdf_picture *picture, const char *name)
{
    qpdf_oh filter = qpdf_oh_get_key(picture->pdf, picture->dict, "/Filter");

    if (qpdf_oh_is_array(picture->pdf, filter) &&
        qpdf_oh_get_array_n_items(picture->pdf, filter) == 1)
        filter = qpdf_oh_get_array_item(picture->pdf, filter, 0);
    return qpdf_oh_is_name_and_equals(picture->pdf, filter, name);
}

static int int_of(const struct pdf_picture *picture, qpdf_oh dict, const char *key, int otherwise)
{
    qpdf_oh value = qpdf_oh_get_key_if_dict(picture->pdf, dict, key);
    int number = otherwise;

    return qpdf_oh_get_value_as_int(picture->pdf, value, &number) ? number : otherwise;
}

static bool bool_of(const struct pdf_picture *picture, qpdf_oh dict, const char *key)
{
    qpdf_oh value = qpdf_oh_get_key_if_dict(picture->pdf, dict, key);

    return qpdf_oh_is_bool(picture->pdf, value) && qpdf_oh_get_bool_value(picture->pdf, value);
}

/* ---- colours ---- */

static uint8_t light_of(const uint8_t *sample, int components)
{
    if (components == 1)
        return sample[0];
    int light = (sample[0] * 77 + sample[1] * 150 + sample[2] * 29) >> 8;
    return (uint8_t)(components == 3 ? light : (LIGHT - light) * (LIGHT - sample[3]) / LIGHT);
}

/* Components of a colour space without a palette, 0: unknown. More of a Separation is darker. */
static int components_of(struct pdf_picture *picture, qpdf_oh space)
{
    static const struct {
        const char *name;
        int components;
    } rows[] = { { "/DeviceGray", 1 }, { "/CalGray", 1 },    { "/DeviceRGB", 3 }, { "/CalRGB", 3 },
                 { "/Lab", 3 },        { "/DeviceCMYK", 4 }, { "/Separation", 1 } };
    bool array = qpdf_oh_is_array(picture->pdf, space);
    qpdf_oh name = array ? qpdf_oh_get_array_item(picture->pdf, space, 0) : space;

    if (array && qpdf_oh_is_name_and_equals(picture->pdf, name, "/ICCBased")) {
        qpdf_oh profile = qpdf_oh_get_array_item(picture->pdf, space, 1);
        if (!qpdf_oh_is_stream(picture->pdf, profile))
            return 0;
        return int_of(picture, qpdf_oh_get_dict(picture->pdf, profile), "/N", 0);
    }
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (qpdf_oh_is_name_and_equals(picture->pdf, name, rows[i].name)) {
            picture->inverted ^= strcmp(rows[i].name, "/Separation") == 0;
            return rows[i].components;
        }
    }
    return 0;
}

/* The table of colours is a string or a stream. */
static struct bytes palette_bytes(const void *parent, const struct pdf_picture *picture,
                                  qpdf_oh table)
{
    struct bytes bytes = { 0 };
    struct pdf_picture stream = { .pdf = picture->pdf, .stream = table };

    if (qpdf_oh_is_string(picture->pdf, table)) {
        const char *text = qpdf_oh_get_binary_string_value(picture->pdf, table, &bytes.size);
        bytes.data = mem_copy(parent, text, bytes.size);
    } else if (qpdf_oh_is_stream(picture->pdf, table) &&
               !stream_data(parent, &stream, qpdf_dl_generalized, &bytes)) {
        bytes = (struct bytes){ 0 };
    }
    return bytes;
}

static bool read_palette(const void *parent, struct pdf_picture *picture, qpdf_oh space)
{
    int components = components_of(picture, qpdf_oh_get_array_item(picture->pdf, space, 1));
    struct bytes table =
        palette_bytes(parent, picture, qpdf_oh_get_array_item(picture->pdf, space, 3));

    if (components != 1 && components != 3 && components != 4)
        return false;
    for (size_t i = 0; i < PALETTE && (i + 1) * (size_t)components <= table.size; i++)
        picture->palette[i] = light_of(table.data + i * (size_t)components, components);
    picture->indexed = true;
    return true;
}

static bool read_colors(const void *parent, struct pdf_picture *picture)
{
    qpdf_oh space = qpdf_oh_get_key(picture->pdf, picture->dict, "/ColorSpace");
    qpdf_oh decode = qpdf_oh_get_key(picture->pdf, picture->dict, "/Decode");

    if (qpdf_oh_is_array(picture->pdf, decode) &&
        qpdf_oh_get_array_n_items(picture->pdf, decode) > 0)
        picture->inverted = qpdf_oh_get_numeric_value(
                                picture->pdf, qpdf_oh_get_array_item(picture->pdf, decode, 0)) > 0;
    if (bool_of(picture, picture->dict, "/ImageMask")) { /* paints where the sample is 0 */
        picture->components = picture->bits = 1;
        return true;
    }
    if (qpdf_oh_is_array(picture->pdf, space) &&
        qpdf_oh_is_name_and_equals(picture->pdf, qpdf_oh_get_array_item(picture->pdf, space, 0),
                                   "/Indexed")) {
        picture->components = 1;
        return read_palette(parent, picture, space);
    }
    picture->components = components_of(picture, space);
    return picture->components == 1 || picture->components == 3 || picture->components == 4;
}

/* ---- samples ---- */

/* The index-th sample of a row, spread over 0..255 unless it is a number of a colour. */
static uint8_t sample_of(const struct pdf_picture *picture, const uint8_t *row, size_t index)
{
    int bits = picture->bits;

    if (bits == 8)
        return row[index];
    if (bits == 16)
        return row[index * 2];
    size_t at = index * (size_t)bits;
    int most = (1 << bits) - 1;
    int value = row[at / 8] >> (8 - bits - (int)(at % 8)) & most;
    return (uint8_t)(picture->indexed ? value : value * LIGHT / most);
}

static void read_row(const struct pdf_picture *picture, const uint8_t *row, uint8_t *out)
{
    size_t components = (size_t)picture->components;

    for (int x = 0; x < picture->width; x++) {
        uint8_t sample[4] = { 0 };
        for (size_t i = 0; i < components; i++)
            sample[i] = sample_of(picture, row, (size_t)x * components + i);
        out[x] =
            picture->indexed ? picture->palette[sample[0]] : light_of(sample, picture->components);
    }
}

/* Rows that are missing stay white. */
static enum image_fault read_samples(const void *parent, const struct pdf_picture *picture,
                                     struct gray *ret_image)
{
    struct gray image = gray_new(parent, picture->width, picture->height);
    struct bytes data = { 0 };
    size_t row =
        ((size_t)picture->width * (size_t)picture->components * (size_t)picture->bits + 7) / 8;

    if (!stream_data(parent, picture, qpdf_dl_all, &data))
        return IMAGE_BROKEN;
    for (int y = 0; y < image.height && ((size_t)y + 1) * row <= data.size; y++)
        read_row(picture, data.data + (size_t)y * row,
                 image.pixels + (size_t)y * (size_t)image.width);
    if (picture->inverted && !picture->indexed)
        gray_invert(&image);
    *ret_image = gray_shrink(parent, &image, gray_factor(image.width, image.height));
    return IMAGE_READ;
}

/* ---- CCITT: a TIFF of one strip is put around it ---- */

static uint8_t *put_entry(uint8_t *at, uint16_t tag, uint32_t value)
{
    const uint8_t entry[12] = { (uint8_t)tag,
                                (uint8_t)(tag >> 8),
                                4, /* LONG */
                                0,
                                1,
                                0,
                                0,
                                0,
                                (uint8_t)value,
                                (uint8_t)(value >> 8),
                                (uint8_t)(value >> 16),
                                (uint8_t)(value >> 24) };

    memcpy(at, entry, sizeof entry);
    return at + sizeof entry;
}

static struct bytes fax_file(const void *parent, const struct pdf_picture *picture,
                             struct bytes data)
{
    enum { HEAD = 8, ENTRIES = 9, DIRECTORY = 2 + ENTRIES * 12 + 4 };
    qpdf_oh parms = qpdf_oh_get_key(picture->pdf, picture->dict, "/DecodeParms");
    if (qpdf_oh_is_array(picture->pdf, parms))
        parms = qpdf_oh_get_array_item(picture->pdf, parms, 0);
    int k = int_of(picture, parms, "/K", 0);
    bool black_is_1 = bool_of(picture, parms, "/BlackIs1");
    uint8_t *file = mem_array(parent, uint8_t, HEAD + DIRECTORY + data.size);
    uint8_t *at = file + HEAD + 2;

    memcpy(file, "II*\0\x08\0\0\0", HEAD);
    file[HEAD] = ENTRIES;
    at = put_entry(at, 256, (uint32_t)int_of(picture, parms, "/Columns", 1728));
    at = put_entry(at, 257, (uint32_t)picture->height);
    at = put_entry(at, 258, 1);
    at = put_entry(at, 259, k < 0 ? 4 : 3);
    at = put_entry(at, 262, black_is_1 != picture->inverted ? 1 : 0);
    at = put_entry(at, 273, HEAD + DIRECTORY);
    at = put_entry(at, 278, (uint32_t)picture->height);
    at = put_entry(at, 279, (uint32_t)data.size);
    (void)put_entry(at, 292, k > 0 ? 1 : 0);
    memcpy(file + HEAD + DIRECTORY, data.data, data.size);
    return (struct bytes){ file, HEAD + DIRECTORY + data.size };
}

/* ---- the picture ---- */

static enum image_fault read_packed(const void *parent, const struct pdf_picture *picture,
                                    struct gray *ret_image)
{
    struct bytes data = { 0 };

    if (!stream_data(parent, picture, qpdf_dl_none, &data))
        return IMAGE_BROKEN;
    if (filtered_by(picture, "/DCTDecode"))
        return image_jpeg(parent, data, ret_image);
    return image_tiff(parent, fax_file(parent, picture, data), 0, ret_image);
}

enum image_fault pdf_image(const void *parent, qpdf_data pdf, qpdf_oh stream,
                           struct gray *ret_image)
{
    struct pdf_picture picture = { .pdf = pdf, .stream = stream };

    picture.dict = qpdf_oh_get_dict(pdf, stream);
    picture.width = int_of(&picture, picture.dict, "/Width", 0);
    picture.height = int_of(&picture, picture.dict, "/Height", 0);
    picture.bits = int_of(&picture, picture.dict, "/BitsPerComponent", 8);
    if (filtered_by(&picture, "/JBIG2Decode") || filtered_by(&picture, "/JPXDecode"))
        return IMAGE_FORMAT;
    if (picture.width < 1 || picture.height < 1)
        return IMAGE_BROKEN;
    if (!gray_fits(picture.width, picture.height))
        return IMAGE_LARGE;
    bool known = read_colors(parent, &picture);
    if (filtered_by(&picture, "/DCTDecode") || filtered_by(&picture, "/CCITTFaxDecode"))
        return read_packed(parent, &picture, ret_image);
    bool bits_known = picture.bits == 1 || picture.bits == 2 || picture.bits == 4 ||
                      picture.bits == 8 || picture.bits == 16;
    return known && bits_known ? read_samples(parent, &picture, ret_image) : IMAGE_FORMAT;
}
