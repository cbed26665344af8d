/* SPDX-License-Identifier: Apache-2.0 */
/* Files from strangers: what is in them comes back, what is meant to harm is refused in time. */
#include "support/unit.h"

#include "base/json_own.h"
#include "base/op.h"
#include "base/time.h"
#include "doc/docx_in.h"
#include "doc/helper.h"
#include "doc/reader.h"
#include "doc/wire.h"
#include "doc/worker.h"
#include "doc/xml_in.h"
#include "doc/zip_in.h"
#include "support/zip_files.h"

#define W     "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""
#define RELS  "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#define TYPES "application/vnd.openxmlformats-officedocument.wordprocessingml."

static const char types[] =
    "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
    "<Override PartName=\"/word/document.xml\" ContentType=\"" TYPES
    "document.main+xml\"/></Types>";
static const char macro_types[] =
    "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
    "<Override PartName=\"/word/document.xml\""
    " ContentType=\"application/vnd.ms-word.document.macroEnabled.main+xml\"/></Types>";
static const char links[] =
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    "<Relationship Id=\"rId1\" Type=\"" RELS "officeDocument\" Target=\"word/document.xml\"/>"
    "</Relationships>";

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

/* A Word file around a main part. */
static struct bytes word_file(const char *xml)
{
    return zip_of(op, (const struct zip_entry[]){ { "[Content_Types].xml", types, 0 },
                                                  { "_rels/.rels", links, 0 },
                                                  { "word/document.xml", xml, 0 },
                                                  { 0 } });
}

static const char *body(const char *inside)
{
    return mem_printf(op, "<w:document " W "><w:body>%s</w:body></w:document>", inside);
}

/* The blocks of a Word file as JSON text, or the reason why not. */
static const char *read_file(struct bytes file)
{
    json_t *json = NULL;

    op_forgive(op);
    if (documents_read(op, documents, READER_DOCX, file, &json) != OK)
        return op->failure.reason;
    return json_text_of(op, json_object_get(json, "blocks"));
}

static const char *blocks_of(const char *inside)
{
    return read_file(word_file(body(inside)));
}

#define P(text) "<w:p><w:r><w:t>" text "</w:t></w:r></w:p>"

static void paragraphs_cells_and_bookmarks_come_back(void **state)
{
    (void)state;
    assert_string_equal(
        blocks_of(P("申报表") "<w:tbl><w:tr><w:tc>" P(
            "项目名称") "</w:tc><w:tc><w:p>"
                        "<w:bookmarkStart w:id=\"1\" w:name=\"f_title\"/><w:r><w:t>草原</w:t><w:br/>"
                        "<w:t>行</w:t></w:r></w:p>" P("二") "</w:tc></w:tr></w:tbl>"),
        "[{\"text\":\"申报表\"},{\"rows\":[[{\"text\":\"项目名称\"},"
        "{\"marks\":[\"f_title\"],\"text\":\"草原\\n行\\n二\"}]]}]");
}

static void boxes_of_every_make_are_signs(void **state)
{
    (void)state;
    assert_string_equal(
        blocks_of(
            "<w:p><w:r><w:sym w:font=\"Wingdings 2\" w:char=\"F052\"/></w:r><w:r><w:rPr>"
            "<w:rFonts w:ascii=\"Wingdings 2\"/></w:rPr><w:t>R£中</w:t></w:r><w:r><w:t>R</w:t>"
            "</w:r><w:r><w:fldChar><w:ffData><w:checkBox><w:default w:val=\"0\"/><w:checked/>"
            "</w:checkBox></w:ffData></w:fldChar></w:r></w:p>"),
        "[{\"text\":\"☑☑☐中R☑\"}]");
}

static void what_nobody_sees_is_left_out(void **state)
{
    (void)state;
    assert_string_equal(blocks_of("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>甲</w:t></w:r>"
                                  "<w:del><w:r><w:delText>乙</w:delText></w:r></w:del><w:moveFrom>"
                                  "<w:r><w:t>丙</w:t></w:r></w:moveFrom><w:r><w:t>丁</w:t></w:r>"
                                  "<w:ins><w:r><w:t>戊</w:t></w:r></w:ins></w:p>"),
                        "[{\"text\":\"丁戊\"}]");
}

static void entities_are_refused(void **state)
{
    (void)state;
    assert_string_equal(
        read_file(word_file("<!DOCTYPE w [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]>"
                            "<w:document " W "><w:body>" P("&b;") "</w:body></w:document>")),
        "file_unsafe");
    assert_string_equal(
        read_file(word_file("<!DOCTYPE w SYSTEM \"file:///etc/passwd\"><w:document " W "/>")),
        "file_unsafe");
}

static void macros_files_in_files_and_other_kinds_are_refused(void **state)
{
    const struct zip_entry macro[] = { { "[Content_Types].xml", types, 0 },
                                       { "_rels/.rels", links, 0 },
                                       { "word/document.xml", "<a/>", 0 },
                                       { "word/vbaProject.bin", "x", 0 },
                                       { 0 } };
    const struct zip_entry enabled[] = { { "[Content_Types].xml", macro_types, 0 },
                                         { "_rels/.rels", links, 0 },
                                         { "word/document.xml", "<a/>", 0 },
                                         { 0 } };
    const struct zip_entry nested[] = { { "[Content_Types].xml", types, 0 },
                                        { "_rels/.rels", links, 0 },
                                        { "word/document.xml", "<a/>", 0 },
                                        { "word/embeddings/a.zip", "x", 0 },
                                        { 0 } };

    (void)state;
    assert_string_equal(read_file(zip_of(op, macro)), "file_macros");
    assert_string_equal(read_file(zip_of(op, enabled)), "file_macros");
    assert_string_equal(read_file(zip_of(op, nested)), "file_nested");
    assert_string_equal(
        read_file(zip_of(op, (const struct zip_entry[]){ { "a.txt", "x", 0 }, { 0 } })),
        "file_other_kind");
    assert_string_equal(read_file((struct bytes){ (const uint8_t *)"%PDF-1.4", 8 }), "file_no_zip");
    assert_string_equal(read_file((struct bytes){ (const uint8_t *)"", 0 }), "file_no_zip");
    assert_string_equal(read_file((struct bytes){ (const uint8_t *)"\xd0\xcf\x11\xe0zzzz", 8 }),
                        "file_old_format");
}

static void broken_files_are_refused(void **state)
{
    struct bytes whole = word_file(body(P("甲")));
    uint8_t *copy = mem_copy(op, whole.data, whole.size);

    (void)state;
    assert_string_equal(read_file((struct bytes){ whole.data, whole.size / 2 }), "file_no_zip");
    for (size_t i = 40; i < 60; i++)
        copy[i] = (uint8_t)~copy[i];
    assert_string_equal(read_file((struct bytes){ copy, whole.size }), "file_damaged");
    assert_string_equal(read_file(word_file("<w:document")), "file_damaged");
}

/* A small file that is a large one when unpacked: half a million blanks a kilobyte. */
static void a_bomb_is_refused_at_its_size(void **state)
{
    size_t size = ZIP_IN_BYTES_MAX;
    char *blanks = mem_array(op, char, size + 1);
    const char *start = "<w:document " W "><w:body>" P("甲");
    const char *stop = "</w:body></w:document>";

    (void)state;
    memset(blanks, ' ', size);
    memcpy(blanks, start, strlen(start));
    memcpy(blanks + size - strlen(stop), stop, strlen(stop));
    struct zip_entry entries[] = { { "[Content_Types].xml", types, 0 },
                                   { "_rels/.rels", links, 0 },
                                   { "word/document.xml", blanks, size },
                                   { 0 } };
    assert_string_equal(read_file(zip_of(op, entries)), "file_unpacked");
    entries[2].size = size - strlen(types) - 2 * strlen(links) - 1000;
    memcpy(blanks + entries[2].size - strlen(stop), stop, strlen(stop));
    struct bytes allowed = zip_of(op, entries);
    assert_true(allowed.size < 200000);
    assert_string_equal(read_file(allowed), "[{\"text\":\"甲\"}]");
}

static const char *many(const char *before, const char *each, int count, const char *after)
{
    size_t size = strlen(each);
    char *text = mem_array(op, char, size *(size_t)count + 1);

    for (int i = 0; i < count; i++)
        memcpy(text + (size_t)i * size, each, size);
    return mem_printf(op, "%s%s%s", before, text, after);
}

static void rows_nesting_and_depth_have_limits(void **state)
{
    (void)state;
    const char *row = "<w:tr><w:tc><w:p/></w:tc></w:tr>";
    assert_memory_equal(blocks_of(many("<w:tbl>", row, DOCX_IN_ROWS_MAX, "</w:tbl>")), "[{\"rows\"",
                        8);
    assert_string_equal(blocks_of(many("<w:tbl>", row, DOCX_IN_ROWS_MAX + 1, "</w:tbl>")),
                        "file_rows");
    assert_string_equal(blocks_of(many("<w:tbl>", row, 1000000, "</w:tbl>")), "file_rows");

    const char *table = "<w:tbl><w:tr><w:tc>";
    const char *close = "</w:tc></w:tr></w:tbl>";
    const char *deep = many("", table, DOCX_IN_NEST_MAX, many("", close, DOCX_IN_NEST_MAX, ""));
    assert_memory_equal(blocks_of(deep), "[{\"rows\"", 8);
    deep = many("", table, DOCX_IN_NEST_MAX + 1, many("", close, DOCX_IN_NEST_MAX + 1, ""));
    assert_string_equal(blocks_of(deep), "file_rows");

    /* the document and its body are two more */
    assert_string_equal(blocks_of(many("", "<w:a>", 98, many("", "</w:a>", 98, ""))), "[]");
    assert_string_equal(blocks_of(many("", "<w:a>", 99, many("", "</w:a>", 99, ""))),
                        "file_damaged");
}

static void cells_marks_text_and_attributes_have_limits(void **state)
{
    const char *mark = "<w:bookmarkStart w:id=\"1\" w:name=\"f\"/>";

    (void)state;
    assert_memory_equal(blocks_of(many("", P("a"), DOCX_IN_CELLS_MAX, "")), "[{\"text\"", 8);
    assert_string_equal(blocks_of(many("", P("a"), DOCX_IN_CELLS_MAX + 1, "")), "file_rows");
    assert_memory_equal(blocks_of(many("<w:p>", mark, DOCX_IN_MARKS_MAX, "</w:p>")), "[{\"marks\"",
                        9);
    assert_string_equal(blocks_of(many("<w:p>", mark, DOCX_IN_MARKS_MAX + 1, "</w:p>")),
                        "file_rows");
    assert_memory_equal(
        blocks_of(many("<w:p><w:r><w:t>", "abcd", DOCX_IN_TEXT_MAX / 4, "</w:t></w:r></w:p>")),
        "[{\"text\"", 8);
    assert_string_equal(
        blocks_of(many("<w:p><w:r><w:t>x", "abcd", DOCX_IN_TEXT_MAX / 4, "</w:t></w:r></w:p>")),
        "file_rows");
    char *attributes = mem_text(op, "");
    for (int i = 0; i < XML_IN_ATTRIBUTES_MAX; i++)
        mem_append(op, &attributes, " a%d=\"1\"", i);
    assert_string_equal(blocks_of(mem_printf(op, "<w:a%s/>", attributes)), "[]");
    assert_string_equal(blocks_of(mem_printf(op, "<w:a%s b=\"1\"/>", attributes)), "file_damaged");
}

static void entries_have_a_limit_and_each_its_name(void **state)
{
    struct zip_entry *entries = mem_array(op, struct zip_entry, ZIP_IN_ENTRIES_MAX + 2);

    (void)state;
    for (int i = 0; i < ZIP_IN_ENTRIES_MAX; i++)
        entries[i] = (struct zip_entry){ mem_printf(op, "word/%d.xml", i), "x", 0 };
    entries[0] = (struct zip_entry){ "[Content_Types].xml", types, 0 };
    entries[1] = (struct zip_entry){ "_rels/.rels", links, 0 };
    entries[2] = (struct zip_entry){ "word/document.xml", body(P("甲")), 0 };
    assert_string_equal(read_file(zip_of(op, entries)), "[{\"text\":\"甲\"}]");
    entries[ZIP_IN_ENTRIES_MAX] = (struct zip_entry){ "one-more", "x", 0 };
    assert_string_equal(read_file(zip_of(op, entries)), "file_unpacked");
}

static void a_file_over_the_limit_starts_no_process(void **state)
{
    uint8_t *bytes = mem_array(op, uint8_t, READER_FILE_MAX + 1);

    (void)state;
    assert_string_equal(read_file((struct bytes){ bytes, READER_FILE_MAX }), "file_no_zip");
    assert_string_equal(read_file((struct bytes){ bytes, READER_FILE_MAX + 1 }), "file_large");
}

static void a_reader_that_dies_is_an_answer_too(void **state)
{
    json_t *json = NULL;
    struct bytes file = word_file(body(P("甲")));

    (void)state;
    assert_int_equal(documents_read(op, documents_new(op, "/bin/true"), READER_DOCX, file, &json),
                     ERR_INVALID);
    assert_string_equal(op->failure.reason, "file_unreadable");
    op_forgive(op);
    assert_int_equal(
        documents_read(op, documents_new(op, "/nonexistent"), READER_DOCX, file, &json),
        ERR_UNAVAILABLE);
}

/* Waits until a process has given up what it does not need, and looks at what the kernel says. */
static void the_process_is_confined(void **state)
{
    const uint8_t head[WIRE_READ_HEAD] = { READER_DOCX, 0, 0, 0, 0, 0, 0, 0, 1 };
    struct helper helper = { 0 };
    char status[8192] = "";
    int64_t until_us = time_monotonic_us() + 10000000;

    (void)state;
    assert_true(helper_start(run_dianjiang(), "doc-reader", &helper));
    assert_true(wire_write(helper.fd, head, sizeof head, 0)); /* and no file behind it */
    const char *path = mem_printf(op, "/proc/%d/status", (int)helper.pid);
    while (strstr(status, "Seccomp:\t2") == NULL && time_monotonic_us() < until_us) {
        FILE *file = fopen(path, "r");
        assert_non_null(file);
        status[fread(status, 1, sizeof status - 1, file)] = '\0';
        assert_int_equal(fclose(file), 0);
    }
    (void)helper_end(&helper, true);
#ifndef __SANITIZE_ADDRESS__
    assert_text_holds(status, "Seccomp:\t2");
    assert_text_holds(status, "NoNewPrivs:\t1");
#endif
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(paragraphs_cells_and_bookmarks_come_back),
        CASE(boxes_of_every_make_are_signs),
        CASE(what_nobody_sees_is_left_out),
        CASE(entities_are_refused),
        CASE(macros_files_in_files_and_other_kinds_are_refused),
        CASE(broken_files_are_refused),
        CASE(a_bomb_is_refused_at_its_size),
        CASE(rows_nesting_and_depth_have_limits),
        CASE(cells_marks_text_and_attributes_have_limits),
        CASE(entries_have_a_limit_and_each_its_name),
        CASE(a_file_over_the_limit_starts_no_process),
        CASE(a_reader_that_dies_is_an_answer_too),
        CASE(the_process_is_confined),
    };

    return cmocka_run_group_tests_name("reader", tests, NULL, NULL);
}
