/* SPDX-License-Identifier: Apache-2.0 */
/* Workbooks: what is written is read back; what others wrote is read as people see it. */
#include "support/unit.h"

#include "base/json_own.h"
#include "base/op.h"
#include "doc/confine.h"
#include "doc/reader.h"
#include "doc/worker.h"
#include "doc/xlsx_in.h"
#include "doc/xlsx_out.h"
#include "doc/zip_in.h"
#include "support/run.h"
#include "support/zip_files.h"

#include <stdio.h>
#include <sys/resource.h>

#define X     "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
#define RELS  "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define TYPES "application/vnd.openxmlformats-officedocument.spreadsheetml."

static const char types[] =
    "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
    "<Override PartName=\"/xl/workbook.xml\" ContentType=\"" TYPES "sheet.main+xml\"/></Types>";
static const char links[] =
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    "<Relationship Id=\"rId1\" Type=\"" RELS "/officeDocument\" Target=\"xl/workbook.xml\"/>"
    "</Relationships>";
static const char book[] = "<workbook " X " xmlns:r=\"" RELS "\"><sheets>"
                           "<sheet name=\"名单\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>";
static const char book_links[] =
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    "<Relationship Id=\"rId1\" Type=\"" RELS "/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
    "<Relationship Id=\"rId2\" Type=\"" RELS "/sharedStrings\" Target=\"sharedStrings.xml\"/>"
    "<Relationship Id=\"rId3\" Type=\"" RELS "/styles\" Target=\"styles.xml\"/>"
    "</Relationships>";
static const char shared[] = "<sst " X "><si><t>姓名</t></si><si><r><t>王</t></r><r><t>晓明</t></r>"
                             "<rPh><t>wang</t></rPh></si></sst>";
static const char styles[] =
    "<styleSheet " X "><numFmts><numFmt numFmtId=\"170\" formatCode=\"yyyy&quot;年&quot;m&quot;月"
    "&quot;d&quot;日&quot;\"/><numFmt numFmtId=\"171\" formatCode=\"0.00&quot;day&quot;\"/>"
    "</numFmts><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"170\"/>"
    "<xf numFmtId=\"171\"/></cellXfs></styleSheet>";

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

/* A workbook around the rows of one sheet. */
static struct bytes workbook(const char *rows)
{
    const char *sheet =
        mem_printf(op, "<worksheet " X "><sheetData>%s</sheetData></worksheet>", rows);

    return zip_of(op, (const struct zip_entry[]){ { "[Content_Types].xml", types, 0 },
                                                  { "_rels/.rels", links, 0 },
                                                  { "xl/workbook.xml", book, 0 },
                                                  { "xl/_rels/workbook.xml.rels", book_links, 0 },
                                                  { "xl/sharedStrings.xml", shared, 0 },
                                                  { "xl/styles.xml", styles, 0 },
                                                  { "xl/worksheets/sheet1.xml", sheet, 0 },
                                                  { 0 } });
}

/* A workbook with another file in it, or with another part instead of one of its own. */
static struct bytes workbook_with(const char *name, const char *content, size_t size)
{
    const char *sheet = "<worksheet " X "><sheetData/></worksheet>";
    struct zip_entry entries[9] = {
        { "[Content_Types].xml", types, 0 },     { "_rels/.rels", links, 0 },
        { "xl/workbook.xml", book, 0 },          { "xl/_rels/workbook.xml.rels", book_links, 0 },
        { "xl/sharedStrings.xml", shared, 0 },   { "xl/styles.xml", styles, 0 },
        { "xl/worksheets/sheet1.xml", sheet, 0 }
    };
    size_t i = 0;

    while (entries[i].name != NULL && strcmp(entries[i].name, name) != 0)
        i++;
    entries[i] = (struct zip_entry){ name, content, size };
    return zip_of(op, entries);
}

/* The sheets as JSON text, or the reason why not. */
static const char *read_file(struct bytes file)
{
    json_t *json = NULL;

    op_forgive(op);
    if (documents_read(op, documents, READER_XLSX, file, &json) != OK)
        return op->failure.reason;
    return json_text_of(op, json_object_get(json, "sheets"));
}

static const char *rows_of(const char *rows)
{
    const char *text = read_file(workbook(rows));
    const char *at = strstr(text, "\"rows\":");

    return at == NULL ? text : at + 7;
}

static void cells_are_what_people_see(void **state)
{
    static const struct {
        const char *cell, *text;
    } rows[] = {
        { "<c r=\"A1\" t=\"s\"><v>0</v></c>", "姓名" },
        { "<c r=\"A1\" t=\"s\"><v>1</v></c>", "王晓明" }, /* runs joined, reading aid left out */
        { "<c r=\"A1\" t=\"inlineStr\"><is><t>甲</t></is></c>", "甲" },
        { "<c r=\"A1\" t=\"str\"><f>A2&amp;\"x\"</f><v>乙x</v></c>", "乙x" },
        { "<c r=\"A1\"><v>12</v></c>", "12" },
        { "<c r=\"A1\"><v>1.3800138E10</v></c>", "13800138000" },
        { "<c r=\"A1\"><v>0.10000000000000001</v></c>", "0.1" },
        { "<c r=\"A1\"><v>-3.5</v></c>", "-3.5" },
        { "<c r=\"A1\" t=\"b\"><v>1</v></c>", "是" },
        { "<c r=\"A1\" s=\"1\"><v>45852</v></c>", "2025-07-14" },
        { "<c r=\"A1\" s=\"2\"><v>45852</v></c>", "2025-07-14" },
        { "<c r=\"A1\" s=\"1\"><v>45852.5625</v></c>", "2025-07-14 13:30:00" },
        { "<c r=\"A1\" s=\"1\"><v>59</v></c>", "1900-02-28" },
        { "<c r=\"A1\" s=\"1\"><v>61</v></c>", "1900-03-01" },
        { "<c r=\"A1\" s=\"3\"><v>5</v></c>", "5" }, /* "day" in quotes is no day */
        { "<c r=\"A1\" t=\"e\"><v>#N/A</v></c>", "#N/A" },
        { "<c r=\"A1\" t=\"s\"><v>99</v></c>", NULL }, /* no such shared text */
        { "<c r=\"A1\"/>", NULL },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *found = rows_of(mem_printf(op, "<row r=\"1\">%s</row>", rows[i].cell));
        const char *expected =
            rows[i].text == NULL
                ? "[]}]"
                : mem_printf(op, "[{\"c\":[[\"A\",\"%s\"]],\"r\":1}]}]", rows[i].text);
        assert_string_equal(found, expected);
    }
}

static void places_may_be_left_out(void **state)
{
    (void)state;
    assert_string_equal(rows_of("<row><c><v>1</v></c><c><v>2</v></c></row>"
                                "<row r=\"5\"><c r=\"AB5\"><v>3</v></c><c><v>4</v></c></row>"
                                "<row><c><v>5</v></c></row>"),
                        "[{\"c\":[[\"A\",\"1\"],[\"B\",\"2\"]],\"r\":1},"
                        "{\"c\":[[\"AB\",\"3\"],[\"AC\",\"4\"]],\"r\":5},"
                        "{\"c\":[[\"A\",\"5\"]],\"r\":6}]}]");
}

/* count rows of one cell. */
static const char *many_rows(size_t count)
{
    static const char row[] = "<row><c><v>1</v></c></row>";
    size_t size = sizeof row - 1;
    char *text = mem_array(op, char, count *size + 1);

    for (size_t i = 0; i < count; i++)
        memcpy(text + i * size, row, size);
    return text;
}

static void too_many_rows_are_refused(void **state)
{
    (void)state;
    assert_null(strstr(read_file(workbook(many_rows(XLSX_IN_ROWS_MAX))), "file_"));
    assert_string_equal(read_file(workbook(many_rows(XLSX_IN_ROWS_MAX + 1))), "file_rows");
    assert_string_equal(read_file(workbook(many_rows(1000000))), "file_rows");
}

static void what_is_no_workbook_is_refused(void **state)
{
    (void)state;
    assert_string_equal(read_file((struct bytes){ (const uint8_t *)"a;b\n", 4 }), "file_no_zip");
    assert_string_equal(rows_of("<row><c></row>"), "file_damaged");
    assert_string_equal(read_file(zip_of(op, (const struct zip_entry[]){ { "a", "b", 0 }, { 0 } })),
                        "file_other_kind");
}

/* before, count times each, after. */
static const char *many(const char *before, const char *each, size_t count, const char *after)
{
    size_t size = strlen(each);
    char *text = mem_array(op, char, strlen(before) + size * count + strlen(after) + 1);
    char *at = text;

    memcpy(at, before, strlen(before));
    at += strlen(before);
    for (size_t i = 0; i < count; i++, at += size)
        memcpy(at, each, size);
    memcpy(at, after, strlen(after));
    return text;
}

#define CELL "<c><v>1</v></c>"

static void cells_sheets_and_shared_texts_have_limits(void **state)
{
    const char *row = many("<row>", CELL, XLSX_IN_CELLS_MAX / XLSX_IN_ROWS_MAX, "</row>");
    const char *one = "<sheet name=\"a\" r:id=\"rId1\"/>";
    const char *head = "<workbook " X " xmlns:r=\"" RELS "\"><sheets>";
    const char *end_of = "</sheets></workbook>";

    (void)state;
    assert_null(strstr(rows_of(many("", row, XLSX_IN_ROWS_MAX, "")), "file_"));
    const char *full = many("", row, XLSX_IN_ROWS_MAX - 1, "");
    assert_string_equal(
        rows_of(mem_printf(op, "%s%.*s" CELL "</row>", full, (int)strlen(row) - 6, row)),
        "file_rows");
    assert_null(strstr(
        read_file(workbook_with("xl/workbook.xml", many(head, one, XLSX_IN_SHEETS_MAX, end_of), 0)),
        "file_"));
    assert_string_equal(read_file(workbook_with(
                            "xl/workbook.xml", many(head, one, XLSX_IN_SHEETS_MAX + 1, end_of), 0)),
                        "file_rows");
    head = "<sst " X ">";
    assert_null(
        strstr(read_file(workbook_with("xl/sharedStrings.xml",
                                       many(head, "<si/>", XLSX_IN_SHARED_MAX, "</sst>"), 0)),
               "file_"));
    assert_string_equal(
        read_file(workbook_with("xl/sharedStrings.xml",
                                many(head, "<si/>", XLSX_IN_SHARED_MAX + 1, "</sst>"), 0)),
        "file_rows");
}

/* One long text that many cells share would be said again and again. */
static void columns_end_where_those_of_a_workbook_do(void **state)
{
    (void)state;
    assert_string_equal(rows_of("<row><c r=\"XFD1\"><v>7</v></c></row>"),
                        "[{\"c\":[[\"XFD\",\"7\"]],\"r\":1}]}]");
    assert_string_equal(read_file(workbook("<row><c r=\"XFE1\"><v>7</v></c></row>")),
                        "file_damaged");
    const char *full = many("<row>", CELL, XLSX_IN_COLUMNS_MAX, "</row>");
    assert_null(strstr(read_file(workbook(full)), "file_"));
    full = many("<row>", CELL, XLSX_IN_COLUMNS_MAX + 1, "</row>");
    assert_string_equal(read_file(workbook(full)), "file_damaged");
}

static void a_text_that_is_shared_counts_each_time(void **state)
{
    enum { LONG = 1024 * 1024 - 100, TIMES = XLSX_IN_TEXT_MAX / (LONG + 100) };
    const char *text = many("<sst " X "><si><t>", "x", LONG, "</t></si></sst>");

    (void)state;
    for (size_t more = 0; more < 2; more++) {
        const char *cells =
            many("<row>", "<c t=\"s\"><v>0</v></c>", (size_t)TIMES + more, "</row>");
        const char *sheet =
            mem_printf(op, "<worksheet " X "><sheetData>%s</sheetData></worksheet>", cells);
        struct zip_entry entries[] = { { "[Content_Types].xml", types, 0 },
                                       { "_rels/.rels", links, 0 },
                                       { "xl/workbook.xml", book, 0 },
                                       { "xl/_rels/workbook.xml.rels", book_links, 0 },
                                       { "xl/sharedStrings.xml", text, 0 },
                                       { "xl/styles.xml", styles, 0 },
                                       { "xl/worksheets/sheet1.xml", sheet, 0 },
                                       { 0 } };
        const char *said = read_file(zip_of(op, entries));
        assert_memory_equal(said, more == 0 ? "[{" : "file_rows", more == 0 ? 2 : 9);
    }
}

static void entities_are_refused_in_every_part(void **state)
{
    static const char *const parts[] = { "xl/workbook.xml", "xl/_rels/workbook.xml.rels",
                                         "xl/sharedStrings.xml", "xl/styles.xml",
                                         "xl/worksheets/sheet1.xml" };
    const char *laughs = "<!DOCTYPE a [<!ENTITY b \"bbbbbbbbbb\"><!ENTITY c \"&b;&b;&b;&b;&b;\">"
                         "]><a>&c;&c;</a>";
    const char *outside = "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>";

    (void)state;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        assert_string_equal(read_file(workbook_with(parts[i], laughs, 0)), "file_unsafe");
        assert_string_equal(read_file(workbook_with(parts[i], outside, 0)), "file_unsafe");
    }
}

static void macros_nested_files_and_other_kinds_are_refused(void **state)
{
    static const char *const programs[] = { "xl/vbaProject.bin", "xl/macrosheets/sheet1.xml",
                                            "xl/activeX/activeX1.bin" };
    static const char *const nested[] = { "xl/embeddings/a.docx", "xl/embeddings/a.zip",
                                          "xl/media/run.EXE" };
    const char *word =
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
        "<Override PartName=\"/word/document.xml\" ContentType=\"application/vnd."
        "openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>";
    const char *enabled = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/"
                          "content-types\"><Override PartName=\"/xl/workbook.xml\" ContentType=\""
                          "application/vnd.ms-excel.sheet.macroEnabled.main+xml\"/></Types>";

    (void)state;
    for (size_t i = 0; i < sizeof programs / sizeof programs[0]; i++)
        assert_string_equal(read_file(workbook_with(programs[i], "x", 0)), "file_macros");
    for (size_t i = 0; i < sizeof nested / sizeof nested[0]; i++)
        assert_string_equal(read_file(workbook_with(nested[i], "x", 0)), "file_nested");
    assert_string_equal(read_file(workbook_with("[Content_Types].xml", enabled, 0)), "file_macros");
    assert_string_equal(read_file(workbook_with("[Content_Types].xml", word, 0)),
                        "file_other_kind");
    assert_string_equal(read_file((struct bytes){ (const uint8_t *)"\xd0\xcf\x11\xe0zzzz", 8 }),
                        "file_old_format");
}

static void bombs_are_refused_in_every_part(void **state)
{
    static const char *const parts[] = { "xl/sharedStrings.xml", "xl/styles.xml",
                                         "xl/worksheets/sheet1.xml", "xl/unused.xml" };
    size_t size = ZIP_IN_BYTES_MAX;
    char *blanks = mem_array(op, char, size + 1);

    (void)state;
    memset(blanks, ' ', size);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        assert_string_equal(read_file(workbook_with(parts[i], blanks, size)), "file_unpacked");
}

/* What all the readers of this test took at most. Address space is limited in the child: what it
 * had in memory is less. */
static void no_reader_took_more_than_it_may(void **state)
{
    struct rusage usage = { 0 };

    (void)state;
    assert_int_equal(getrusage(RUSAGE_CHILDREN, &usage), 0);
#ifndef __SANITIZE_ADDRESS__
    assert_true(usage.ru_maxrss < (long)CONFINE_MEMORY_MB * 1024);
#endif
}

static struct bytes written(void)
{
    static const char *const choices[] = { "甲", "乙" };
    static const struct sheet_column columns[] = {
        { "姓名", SHEET_TEXT, .required = true, .note = "必填" },
        { "人数", SHEET_INT },
        { "日期", SHEET_DAY },
        { "时间", SHEET_TIME },
        { "金额（元）", SHEET_YUAN },
        { "类别", SHEET_TEXT, .choices = (const char **)choices, .choice_count = 2 },
    };
    const struct sheet_cell cells[] = { { .text = "=1+1" },      { .number = 12 },
                                        { .number = 20250714 },  { .number = 1737338400000 },
                                        { .number = 123456789 }, { .text = "甲" } };
    struct xlsx *xlsx = NULL;
    struct bytes bytes = { 0 };

    assert_int_equal(xlsx_new(op, "名单", "单位", "张三 2025年1月20日 导出", &xlsx), OK);
    assert_int_equal(xlsx_sheet(op, xlsx, "名单:一", columns, 6), OK);
    assert_int_equal(xlsx_row(op, xlsx, cells), OK);
    assert_int_equal(xlsx_sheet(op, xlsx, "另一张", columns, 2), OK);
    assert_int_equal(xlsx_end(op, xlsx, &bytes), OK);
    return bytes;
}

static void what_is_written_is_read_back(void **state)
{
    (void)state;
    const char *text = read_file(written());
    assert_text_holds(text, "张三 2025年1月20日 导出");
    assert_text_holds(text, "[\"A\",\"姓名\"]");
    assert_text_holds(text, "[[\"A\",\"=1+1\"],[\"B\",\"12\"],[\"C\",\"2025-07-14\"],"
                            "[\"D\",\"2025-01-20 10:00:00\"],[\"E\",\"1234567.89\"],"
                            "[\"F\",\"甲\"]]");
    assert_text_holds(text, "名单 一");
    assert_text_holds(text, "另一张");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(cells_are_what_people_see),
        CASE(places_may_be_left_out),
        CASE(too_many_rows_are_refused),
        CASE(columns_end_where_those_of_a_workbook_do),
        CASE(what_is_no_workbook_is_refused),
        CASE(what_is_written_is_read_back),
        CASE(cells_sheets_and_shared_texts_have_limits),
        CASE(a_text_that_is_shared_counts_each_time),
        CASE(entities_are_refused_in_every_part),
        CASE(macros_nested_files_and_other_kinds_are_refused),
        CASE(bombs_are_refused_in_every_part),
        CASE(no_reader_took_more_than_it_may),
    };

    return cmocka_run_group_tests_name("xlsx", tests, NULL, NULL);
}
