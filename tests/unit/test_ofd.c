/* SPDX-License-Identifier: Apache-2.0 */
/* An OFD file, read by code that is not the writer's, has every character where the PDF has it. */
#include "support/call_files.h"

#include "base/json_own.h"
#include "call/reference.h"
#include "doc/form_document.h"
#include "doc/ofd.h"
#include "doc/typeset.h"
#include "support/run.h"

#include <stdio.h>

static struct op *op; /* of one case */
static struct op *fonts;
static struct typeset *typeset;
static const struct reference *reference;

static const struct text_style plain = { .face = FACE_FANGSONG, .size_pt = 12 };

static int start(void **state)
{
    struct reference *loaded = NULL;

    (void)state;
    fonts = op_new(NULL, 0, 0);
    assert_int_equal(typeset_new(fonts, fonts, &typeset), OK);
    assert_int_equal(reference_load_embedded(fonts, &loaded), OK);
    reference = loaded;
    return 0;
}

static int stop(void **state)
{
    (void)state;
    op_free(fonts);
    return 0;
}

static int begin(void **state)
{
    (void)state;
    op = op_new(NULL, 0, 0);
    return 0;
}

static int end(void **state)
{
    (void)state;
    op_free(op);
    return 0;
}

static const char *saved(const char *name, struct bytes bytes)
{
    const char *path = mem_printf(op, "%s/%s", run_directory(op), name);
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes.data, 1, bytes.size, file), bytes.size);
    assert_int_equal(fclose(file), 0);
    return path;
}

/* What the other reader says of both files. */
static const char *compared(const struct document *document)
{
    struct pdf ofd = { 0 };
    struct pdf pdf = { 0 };

    assert_int_equal(ofd_write(op, typeset, document, &ofd), OK);
    assert_int_equal(pdf_write(op, typeset, document, &pdf), OK);
    assert_int_equal(ofd.page_count, pdf.page_count);
    const char *script = mem_printf(op, "%s/tests/unit/ofd_reader.py", getenv("DIANJIANG_SOURCE"));
    const char *argv[] = { "python3", script, saved("a.ofd", ofd.bytes), saved("a.pdf", pdf.bytes),
                           NULL };
    struct run run = run_program(op, NULL, NULL, argv);
    assert_int_equal(run.exit_code, 0);
    return run.out;
}

static struct document *paper_of(const char *track, const char *file)
{
    const char *path = mem_printf(op, "%s/tests/data/%s", getenv("DIANJIANG_SOURCE"), file);
    json_t *root = json_own(op, json_load_file(path, 0, NULL));
    const struct form_paper paper = { .form =
                                          call_track(call_of(op, "calls/nmg-2025"), track)->form,
                                      .values = json_object_get(root, "values"),
                                      .reference = reference,
                                      .code = "O7F3A92C",
                                      .version = 3,
                                      .digest = "66ea1cf90123456789abcdef" };

    assert_non_null(root);
    return form_document(op, &paper);
}

static void every_form_agrees_with_its_pdf(void **state)
{
    static const char *const tracks[] = { "team",   "base-national", "base-regional",
                                          "expert", "overseas",      "postdoc" };

    (void)state;
    for (size_t i = 0; i < sizeof tracks / sizeof tracks[0]; i++)
        assert_text_holds(
            compared(paper_of(tracks[i], mem_printf(op, "filled/%s.json", tracks[i]))), "pages");
    assert_text_holds(compared(paper_of("overseas", "doc/overseas.json")), "2 pages");
}

static void ten_pages_rare_names_ligatures_and_red_heads_agree(void **state)
{
    struct document_setup letter = document_official(PAGE_LETTER);
    struct document_setup a4 = document_a4();
    char *content = mem_text(op, "");

    (void)state;
    letter.letterhead = "通辽市人力资源和社会保障局";
    letter.number = "通人社函〔2025〕3号";
    for (int i = 1; i <= 120; i++)
        mem_append(op, &content, "%s%d：𬭎㛃喆堃，１２３，office first fl ﬁ，%s",
                   i == 1 ? "" : "\n", i,
                   "额尔敦其其格·阿拉坦乌日根·孟克巴雅尔到旗县和苏木镇了解生产中的难题。");
    struct document *first = document_new(op, &letter);
    document_paragraph(first, &plain, content);
    first->next = document_new(op, &a4);
    document_paragraph(first->next, &plain, "☑是　☐否 <&>");
    assert_text_holds(compared(first), "pages");
}

static void the_same_document_gives_the_same_bytes(void **state)
{
    struct pdf a = { 0 };
    struct pdf b = { 0 };

    (void)state;
    const struct document *document = paper_of("expert", "filled/expert.json");
    assert_int_equal(ofd_write(op, typeset, document, &a), OK);
    assert_int_equal(ofd_write(op, typeset, document, &b), OK);
    assert_int_equal(a.bytes.size, b.bytes.size);
    assert_memory_equal(a.bytes.data, b.bytes.data, a.bytes.size);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(every_form_agrees_with_its_pdf),
        CASE(ten_pages_rare_names_ligatures_and_red_heads_agree),
        CASE(the_same_document_gives_the_same_bytes),
    };

    return cmocka_run_group_tests_name("ofd", tests, start, stop);
}
