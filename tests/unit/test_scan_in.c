/* SPDX-License-Identifier: Apache-2.0 */
/* Scans from strangers: codes come back from every kind of file, bombs are refused in time. */
#include "support/unit.h"

#include "base/json_own.h"
#include "base/op.h"
#include "doc/form_document.h"
#include "doc/reader.h"
#include "doc/scan_in.h"
#include "doc/worker.h"
#include "support/run.h"
#include "support/scan_files.h"

#include <stdio.h>
#include <tiffio.h>
#include <zlib.h>

#define CODE "DJ1:O7F3-A92C:3:7F3A92C10B3E44AA:1:4"
#define LINK "https://dianjiang.rst.nmg.gov.cn/q/" CODE

static struct op *op;
static struct documents *documents;

static int begin(void **state)
{
    (void)state;
    op = op_new(NULL, 0, 0);
    documents = documents_new(op, run_dianjiang());
    return 0;
}

static int end(void **state)
{
    (void)state;
    op_free(op);
    return 0;
}

/* What the reading process says, as JSON text; or the reason why not. */
static const char *read_scan(struct bytes file)
{
    json_t *json = NULL;

    op_forgive(op);
    if (documents_read(op, documents, READER_SCAN, file, &json) != OK)
        return op->failure.reason;
    return json_text_of(op, json);
}

#define ONE(text)   "{\"codes\":[{\"page\":1,\"text\":\"" text "\"}],\"pages\":1,\"unread\":[]}"
#define NONE        "{\"codes\":[],\"pages\":1,\"unread\":[]}"
#define UNREAD(why) "{\"codes\":[],\"pages\":1,\"unread\":[{\"page\":1,\"why\":\"" why "\"}]}"

static struct bytes packed(struct bytes data)
{
    uLongf size = compressBound(data.size);
    uint8_t *out = mem_array(op, uint8_t, size);

    assert_int_equal(compress(out, &size, data.data, data.size), Z_OK);
    return (struct bytes){ out, size };
}

/* One page as a PDF of samples of so many bits, white where the bit says so. */
static struct bytes samples_pdf(const struct gray *page, int bits, const char *more)
{
    size_t row = ((size_t)page->width * (size_t)bits + 7) / 8;
    uint8_t *data = mem_array(op, uint8_t, row * (size_t)page->height);

    for (int i = 0; i < page->width * page->height; i++) {
        size_t at = (size_t)(i % page->width) * (size_t)bits;
        data[(size_t)(i / page->width) * row + at / 8] |=
            (uint8_t)(page->pixels[i] >> (8 - bits) << (8 - bits - (int)(at % 8)));
    }
    const char *entries =
        mem_printf(op, "/Width %d/Height %d/Filter/FlateDecode/BitsPerComponent %d%s", page->width,
                   page->height, bits, more);
    struct scan_picture picture = { entries,
                                    packed((struct bytes){ data, row * (size_t)page->height }) };
    return scan_pdf(op, &picture, 1, 1);
}

static void codes_come_back_from_100_dots_on_at_any_angle(void **state)
{
    static const int dots[] = { 100, 150, 200 };
    static const double degrees[] = { 0, 2.5, 90, -33 };

    (void)state;
    for (size_t i = 0; i < sizeof dots / sizeof dots[0]; i++) {
        for (size_t k = 0; k < sizeof degrees / sizeof degrees[0]; k++) {
            struct gray page = scan_page(op, CODE, dots[i], degrees[k]);
            assert_string_equal(read_scan(scan_jpeg(op, &page, 50, 0)), ONE(CODE));
        }
    }
}

static void a_code_that_is_a_link_comes_back_too(void **state)
{
    static const int dots[] = { 150, 200 };

    (void)state;
    for (size_t i = 0; i < sizeof dots / sizeof dots[0]; i++) {
        struct gray straight = scan_page(op, LINK, dots[i], 0);
        struct gray turned = scan_page(op, LINK, dots[i], 3);
        assert_string_equal(read_scan(scan_jpeg(op, &straight, 40, 0)), ONE(LINK));
        assert_string_equal(read_scan(scan_jpeg(op, &turned, 40, TJFLAG_PROGRESSIVE)), ONE(LINK));
    }
}

static void every_way_a_pdf_holds_a_picture_is_read(void **state)
{
    struct gray page = scan_page(op, CODE, 150, 1);
    struct bytes jpeg = scan_jpeg(op, &page, 60, 0);
    const struct scan_picture plain = { scan_entries(op, &page, "/Filter/DCTDecode"), jpeg };
    const struct scan_picture twice = { scan_entries(op, &page, "/Filter[/FlateDecode/DCTDecode]"),
                                        packed(jpeg) };

    (void)state;
    assert_string_equal(read_scan(scan_pdf(op, &plain, 1, 1)), ONE(CODE));
    assert_string_equal(read_scan(scan_pdf(op, &twice, 1, 1)), ONE(CODE));
    assert_string_equal(read_scan(samples_pdf(&page, 8, "/ColorSpace/DeviceGray")), ONE(CODE));
    assert_string_equal(read_scan(samples_pdf(&page, 4, "/ColorSpace/DeviceGray")), ONE(CODE));
    assert_string_equal(read_scan(samples_pdf(&page, 1, "/ColorSpace/DeviceGray")), ONE(CODE));
    assert_string_equal(read_scan(samples_pdf(&page, 1, "/ImageMask true")), ONE(CODE));
    assert_string_equal(
        read_scan(samples_pdf(&page, 1, "/ColorSpace[/Indexed/DeviceRGB 1<000000FFFFFF>]")),
        ONE(CODE));
    gray_invert(&page);
    assert_string_equal(read_scan(samples_pdf(&page, 8, "/ColorSpace/DeviceGray/Decode[1 0]")),
                        ONE(CODE));
    assert_string_equal(
        read_scan(samples_pdf(&page, 8, "/ColorSpace[/Separation/Black/DeviceGray<<>>]")),
        ONE(CODE));
}

static void pictures_of_unknown_make_are_named(void **state)
{
    struct gray page = gray_new(op, 100, 100);
    const struct bytes data = { (const uint8_t *)"x", 1 };
    const struct scan_picture jbig = { scan_entries(op, &page, "/Filter/JBIG2Decode"), data };
    const struct scan_picture jpx = { scan_entries(op, &page, "/Filter/JPXDecode"), data };
    const struct scan_picture broken = { scan_entries(op, &page, "/Filter/DCTDecode"), data };

    (void)state;
    assert_string_equal(read_scan(scan_pdf(op, &jbig, 1, 1)), UNREAD("format"));
    assert_string_equal(read_scan(scan_pdf(op, &jpx, 1, 1)), UNREAD("format"));
    assert_string_equal(read_scan(scan_pdf(op, &broken, 1, 1)), UNREAD("broken"));
    assert_string_equal(read_scan(samples_pdf(&page, 8, "/ColorSpace/Strange")), UNREAD("format"));
}

/* A TIFF of fax pages, as office scanners make it. */
static struct bytes fax(const struct gray *pages, int count)
{
    const char *path = mem_printf(op, "%s/fax.tif", run_directory(op));
    TIFF *tiff = TIFFOpen(path, "w");

    assert_non_null(tiff);
    for (int n = 0; n < count; n++) {
        const struct gray *page = &pages[n];
        uint8_t *row = mem_array(op, uint8_t, (size_t)page->width / 8 + 1);
        (void)TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, page->width);
        (void)TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, page->height);
        (void)TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 1);
        (void)TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 1);
        (void)TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_CCITTFAX4);
        (void)TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISWHITE);
        (void)TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, page->height);
        for (int y = 0; y < page->height; y++) {
            memset(row, 0, (size_t)page->width / 8 + 1);
            for (int x = 0; x < page->width; x++) {
                if (page->pixels[y * page->width + x] < 128)
                    row[x / 8] |= (uint8_t)(0x80 >> x % 8);
            }
            assert_int_equal(TIFFWriteScanline(tiff, row, (uint32_t)y, 0), 1);
        }
        assert_int_equal(TIFFWriteDirectory(tiff), 1);
    }
    TIFFClose(tiff);
    static uint8_t bytes[1 << 20];
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    size_t size = fread(bytes, 1, sizeof bytes, file);
    assert_int_equal(fclose(file), 0);
    return (struct bytes){ bytes, size };
}

static void fax_pages_are_read_from_tiff_and_pdf(void **state)
{
    const struct gray pages[] = { scan_page(op, CODE, 200, 0), scan_page(op, LINK, 200, 1) };
    struct bytes tiff = fax(pages, 2);

    (void)state;
    assert_string_equal(read_scan(tiff),
                        "{\"codes\":[{\"page\":1,\"text\":\"" CODE
                        "\"},{\"page\":2,\"text\":\"" LINK "\"}],\"pages\":2,\"unread\":[]}");
    tiff = fax(pages, 1); /* its one strip lies behind the head, as a PDF would hold it */
    const struct scan_picture picture = {
        mem_printf(op,
                   "/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 1"
                   "/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns %d>>",
                   pages[0].width, pages[0].height, pages[0].width),
        { tiff.data + 8, tiff.size - 8 }
    };
    assert_string_equal(read_scan(scan_pdf(op, &picture, 1, 1)), ONE(CODE));
}

/* A file as paper leaves it: the form of a call as PDF, read as it is and from its raster. */
static void our_own_pdf_is_read_unprinted_and_rastered(void **state)
{
    const char *folder = run_directory(op);
    const char *pdf = mem_printf(op, "%s/form.pdf", folder);
    const char *source = getenv("DIANJIANG_SOURCE");
    static uint8_t bytes[4 << 20];

    (void)state;
    assert_int_equal(run_program(op, source, NULL,
                                 (const char *const[]){ run_dianjiang(), "form", "print", "--call",
                                                        "calls/nmg-2025", "--track", "overseas",
                                                        "tests/data/filled/overseas.json", "--to",
                                                        "pdf", "--out", pdf, NULL })
                         .exit_code,
                     0);
    FILE *file = fopen(pdf, "r");
    assert_non_null(file);
    size_t size = fread(bytes, 1, sizeof bytes, file);
    assert_int_equal(fclose(file), 0);
    const char *whole = read_scan((struct bytes){ bytes, size });
    assert_text_holds(whole, "{\"page\":1,\"text\":\"DJ1:OVERSEAS:0:");
    assert_text_holds(whole, "\"unread\":[]");
    static const char *const dots[] = { "150", "200" };
    for (size_t i = 0; i < 2; i++) {
        const char *page = mem_printf(op, "%s/page%s", folder, dots[i]);
        assert_int_equal(
            run_program(op, folder, NULL,
                        (const char *const[]){ "pdftoppm", "-r", dots[i], "-gray", "-jpeg",
                                               "-singlefile", pdf, page, NULL })
                .exit_code,
            0);
        file = fopen(mem_printf(op, "%s.jpg", page), "r");
        assert_non_null(file);
        size = fread(bytes, 1, sizeof bytes, file);
        assert_int_equal(fclose(file), 0);
        assert_text_holds(read_scan((struct bytes){ bytes, size }),
                          "{\"page\":1,\"text\":\"DJ1:OVERSEAS:0:");
    }
}

/* ---- limits ---- */

/* A white PNG that says it has these sides and holds so many rows. */
static struct bytes png_of(int width, int height, int row_count)
{
    uint8_t head[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR....hhhh\1\0\0\0\0cccc";
    struct bytes file = { 0 };
    size_t row = 1 + ((size_t)width + 7) / 8;
    struct bytes rows = { mem_array(op, uint8_t, row * (size_t)row_count),
                          row * (size_t)row_count };
    const uint32_t sides[] = { (uint32_t)width, (uint32_t)height };

    for (int i = 0; i < 8; i++)
        head[16 + i] = (uint8_t)(sides[i / 4] >> (24 - i % 4 * 8));
    uint32_t sum = (uint32_t)crc32(0, head + 12, 17);
    for (int i = 0; i < 4; i++)
        head[29 + i] = (uint8_t)(sum >> (24 - i * 8));
    scan_put(op, &file, head, sizeof head - 1);
    struct bytes data = packed(rows);
    uint8_t *chunk = mem_array(op, uint8_t, data.size + 12);
    for (int i = 0; i < 4; i++)
        chunk[i] = (uint8_t)(data.size >> (24 - i * 8));
    memcpy(chunk + 4, "IDAT", 4);
    memcpy(chunk + 8, data.data, data.size);
    sum = (uint32_t)crc32(0, chunk + 4, (uInt)(data.size + 4));
    for (int i = 0; i < 4; i++)
        chunk[8 + data.size + (size_t)i] = (uint8_t)(sum >> (24 - i * 8));
    scan_put(op, &file, chunk, data.size + 12);
    scan_put(op, &file, "\0\0\0\0IEND\xae\x42\x60\x82", 12);
    return file;
}

static void pictures_have_a_largest_side_and_area(void **state)
{
    (void)state;
    assert_string_equal(read_scan(png_of(GRAY_SIDE_MAX, 8, 8)), NONE);
    assert_string_equal(read_scan(png_of(GRAY_SIDE_MAX + 1, 8, 8)), UNREAD("large"));
    assert_string_equal(read_scan(png_of(18000, 4000, 4000)), NONE); /* all of the 72 million */
    assert_string_equal(read_scan(png_of(18000, 4001, 4001)), UNREAD("large"));
    assert_string_equal(read_scan(png_of(60000, 60000, 1)), UNREAD("large"));
    struct gray page = gray_new(op, 100, 100);
    struct bytes jpeg = scan_jpeg(op, &page, 50, 0);
    uint8_t *bomb = mem_copy(op, jpeg.data, jpeg.size);
    for (size_t i = 0; i + 9 < jpeg.size; i++) {
        if (bomb[i] == 0xff && bomb[i + 1] == 0xc0)
            memset(bomb + i + 5, 0xf0, 4); /* 61680 × 61680 */
    }
    assert_string_equal(read_scan((struct bytes){ bomb, jpeg.size }), UNREAD("large"));
}

/* Samples that unpack to far more than the picture has, and a picture that has too many. */
static void bombs_in_a_pdf_end_in_an_answer(void **state)
{
    static uint8_t zeros[64 << 20];
    struct gray page = gray_new(op, 100, 100);
    struct bytes once = packed((struct bytes){ zeros, sizeof zeros });
    struct bytes twice = packed(once);
    const struct scan_picture inner = {
        scan_entries(op, &page, "/Filter[/FlateDecode/FlateDecode]"), twice
    };

    (void)state;
    assert_string_equal(read_scan(scan_pdf(op, &inner, 1, 1)), NONE);
    page.width = 18000;
    page.height = 4001;
    const struct scan_picture large = { scan_entries(op, &page, "/Filter/FlateDecode"), once };
    assert_string_equal(read_scan(scan_pdf(op, &large, 1, 1)), UNREAD("large"));
}

static void sixty_pages_are_looked_at(void **state)
{
    struct gray page = scan_page(op, CODE, 150, 0);
    struct bytes jpeg = scan_jpeg(op, &page, 30, 0);
    const struct scan_picture picture = { scan_entries(op, &page, "/Filter/DCTDecode"), jpeg };

    (void)state;
    const char *most = read_scan(scan_pdf(op, &picture, 1, SCAN_IN_PAGES_MAX));
    assert_text_holds(most, "{\"page\":60,\"text\":\"" CODE "\"}],\"pages\":60,\"unread\":[]}");
    const char *more = read_scan(scan_pdf(op, &picture, 1, SCAN_IN_PAGES_MAX + 1));
    assert_text_holds(more, "\"pages\":61,\"unread\":[{\"page\":61,\"why\":\"pages\"}]}");
    assert_null(strstr(more, "\"page\":61,\"text\""));
}

static void files_that_are_none_are_refused(void **state)
{
    static const char *const bad[] = { "", "%PDF-1.5\n%%EOF\n", "%PDF-1.4 nothing else", "GIF89a",
                                       "II*\0\xff\xff\xff\xff" };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_string_equal(
            read_scan((struct bytes){ (const uint8_t *)bad[i], i == 4 ? 8 : strlen(bad[i]) }),
            "file_unreadable");
    assert_string_equal(read_scan((struct bytes){ (const uint8_t *)"\xff\xd8\xff\xe0", 4 }),
                        UNREAD("broken"));
    assert_string_equal(read_scan((struct bytes){ (const uint8_t *)"\x89PNG\r\n\x1a\n", 8 }),
                        UNREAD("broken"));
}

static void a_scan_that_is_cut_off_gives_what_is_there(void **state)
{
    struct gray page = scan_page(op, CODE, 150, 180); /* the code comes first */
    struct bytes jpeg = scan_jpeg(op, &page, 60, 0);

    (void)state;
    assert_string_equal(read_scan((struct bytes){ jpeg.data, jpeg.size * 2 / 3 }), ONE(CODE));
}

static void files_over_the_limit_start_no_process(void **state)
{
    uint8_t *bytes = mem_array(op, uint8_t, READER_SCAN_MAX + 1);
    json_t *json = NULL;

    (void)state;
    memcpy(bytes, "\xff\xd8\xff", 3);
    assert_string_equal(read_scan((struct bytes){ bytes, READER_SCAN_MAX }), UNREAD("broken"));
    assert_string_equal(read_scan((struct bytes){ bytes, READER_SCAN_MAX + 1 }), "file_large");
    op_forgive(op);
    struct bytes photo = { bytes, READER_PHOTO_MAX };
    assert_int_equal(documents_read(op, documents, READER_PHOTO, photo, &json), OK);
    photo.size++;
    assert_int_equal(documents_read(op, documents, READER_PHOTO, photo, &json), ERR_TOO_LARGE);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(codes_come_back_from_100_dots_on_at_any_angle),
        CASE(a_code_that_is_a_link_comes_back_too),
        CASE(every_way_a_pdf_holds_a_picture_is_read),
        CASE(pictures_of_unknown_make_are_named),
        CASE(fax_pages_are_read_from_tiff_and_pdf),
        CASE(our_own_pdf_is_read_unprinted_and_rastered),
        CASE(pictures_have_a_largest_side_and_area),
        CASE(bombs_in_a_pdf_end_in_an_answer),
        CASE(sixty_pages_are_looked_at),
        CASE(files_that_are_none_are_refused),
        CASE(a_scan_that_is_cut_off_gives_what_is_there),
        CASE(files_over_the_limit_start_no_process),
    };

    return cmocka_run_group_tests_name("scan_in", tests, NULL, NULL);
}
