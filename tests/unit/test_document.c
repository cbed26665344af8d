/* SPDX-License-Identifier: Apache-2.0 */
/* What goes into a paper comes out of its PDF, whole and in order, however long it is. */
#include "support/call_files.h"

#include "base/json_own.h"
#include "call/reference.h"
#include "doc/form_document.h"
#include "doc/pdf.h"
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

/* ---- reading PDFs ---- */

static struct pdf pdf_of(const struct document *document)
{
    struct pdf pdf = { 0 };

    assert_int_equal(pdf_write(op, typeset, document, &pdf), OK);
    assert_true(pdf.bytes.size > 100);
    return pdf;
}

/* Text without blanks: where lines end is another matter than what they say. */
static const char *squeezed(const char *text)
{
    char *copy = mem_text(op, text);
    char *to = copy;

    for (const char *at = copy; *at != '\0'; at++) {
        if (strncmp(at, "　", 3) == 0)
            at += 2;
        else if (strchr(" \n\r\f\t", *at) == NULL)
            *to++ = *at;
    }
    *to = '\0';
    return copy;
}

static const char *saved(struct pdf pdf)
{
    const char *path = mem_printf(op, "%s/a.pdf", run_directory(op));
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(pdf.bytes.data, 1, pdf.bytes.size, file), pdf.bytes.size);
    assert_int_equal(fclose(file), 0);
    return path;
}

/* Pages from..to, as they were drawn. */
static const char *pages_text(const char *path, int from, int to)
{
    const char *argv[] = {
        "pdftotext", "-raw", "-f", mem_printf(op, "%d", from), "-l", mem_printf(op, "%d", to),
        path,        "-",    NULL
    };
    struct run run = run_program(op, NULL, NULL, argv);

    assert_int_equal(run.exit_code, 0);
    return squeezed(run.out);
}

static const char *text_of_pdf(struct pdf pdf)
{
    const char *path = saved(pdf);
    char *text = mem_text(op, "");

    for (int i = 1; i <= pdf.page_count; i++)
        mem_append(op, &text, "%s\f", pages_text(path, i, i));
    return text;
}

/* ---- forms ---- */

static const struct form *form_of_track(const char *track)
{
    const struct call *call = call_of(op, "calls/nmg-2025");

    return call_track(call, track)->form;
}

static json_t *values_in(const char *path)
{
    const char *file = mem_printf(op, "%s/%s", getenv("DIANJIANG_SOURCE"), path);
    json_t *root = json_own(op, json_load_file(file, 0, NULL));

    assert_non_null(root);
    return json_object_get(root, "values");
}

static struct pdf print_form(const struct form *form, const json_t *values)
{
    struct form_paper paper = { .form = form,
                                .values = values,
                                .reference = reference,
                                .code = "O7F3A92C",
                                .version = 3,
                                .digest = "66ea1cf90123456789abcdef",
                                .created = "2025-01-15T09:00:00+08:00" };

    return pdf_of(form_document(op, &paper));
}

static void holds(const char *text, const char *part)
{
    assert_text_holds(text, squeezed(part));
}

/* Every value of a form's fields stands in the text as form_printed would say it. */
static void holds_values(const char *text, const struct field *fields, size_t count,
                         const json_t *values)
{
    for (size_t i = 0; i < count; i++) {
        const struct field *field = &fields[i];
        const json_t *value = json_object_get(values, field->id);
        const json_t *row;
        size_t r;
        bool plain_text = field->kind != FIELD_CHOICES && field->kind != FIELD_REGION &&
                          field->kind != FIELD_REGIONS && field->kind != FIELD_DISCIPLINE &&
                          field->kind != FIELD_INDUSTRY && field->kind != FIELD_TABLE &&
                          field->kind != FIELD_DECLARATION;
        if (!field->printed)
            continue;
        if (field->kind == FIELD_TABLE)
            json_array_foreach((json_t *)(uintptr_t)value, r, row)
                holds_values(text, field->columns, field->column_count, row);
        else if (plain_text && field->kind != FIELD_LONGTEXT)
            holds(text, form_value_text(op, field, value));
    }
}

static void every_value_of_every_form_is_printed(void **state)
{
    static const char *const tracks[] = { "team",   "base-national", "base-regional",
                                          "expert", "overseas",      "postdoc" };

    (void)state;
    for (size_t i = 0; i < sizeof tracks / sizeof tracks[0]; i++) {
        const struct form *form = form_of_track(tracks[i]);
        json_t *values = values_in(mem_printf(op, "tests/data/filled/%s.json", tracks[i]));
        const char *text = text_of_pdf(print_form(form, values));
        for (size_t s = 0; s < form->section_count; s++)
            holds_values(text, form->sections[s].fields, form->sections[s].field_count, values);
        for (size_t s = 0; s < form->print.seal_count; s++)
            holds(text, form->print.seals[s]);
    }
}

static void rare_names_wide_digits_and_boxes_are_text(void **state)
{
    (void)state;
    struct pdf pdf =
        print_form(form_of_track("overseas"), values_in("tests/data/doc/overseas.json"));
    const char *text = text_of_pdf(pdf);

    holds(text, "专家𬭎㛃、喆堃、昇玥分赴");
    holds(text, "０４８２－８２１１２３４");
    holds(text, "额尔敦巴雅尔·孟根其其格");
    holds(text, "☑技术服务指导");
    holds(text, "☐基层服务");
    holds(text, "☑其他：远程会诊");
    holds(text, "O7F3A92C第3版核对码66ea1cf9");
    assert_int_equal(pdf.page_count, 2);
    holds(text, "第2页共2页");
}

static void no_sign_is_missing_in_the_fonts(void **state)
{
    static const char signs[] =
        "𬭎㛃喆堃昇玥珺翀羴䶮０４８２－８２１１２３４①②③Ⅰ㎡℃±×≥—…“”‘’《》〔〕·①";

    (void)state;
    for (int face = 0; face < FACE_COUNT; face++) {
        PangoLayout *layout = pango_layout_new(typeset->context);
        pango_layout_set_font_description(layout, typeset->faces[face]);
        pango_layout_set_text(layout, signs, -1);
        assert_int_equal(pango_layout_get_unknown_glyphs_count(layout), 0);
        g_object_unref(layout);
    }
}

static void a_blank_form_has_every_label_and_box(void **state)
{
    (void)state;
    const struct form *form = form_of_track("team");
    const struct form_paper paper = { .form = form, .reference = reference };
    const char *text = text_of_pdf(pdf_of(form_document(op, &paper)));

    for (size_t s = 0; s < form->section_count; s++)
        for (size_t i = 0; i < form->sections[s].field_count; i++) {
            const struct field *field = &form->sections[s].fields[i];
            if (field->printed)
                holds(text, field->label);
            for (size_t k = 0; field->printed && k < field->option_count; k++)
                holds(text, mem_printf(op, "☐%s", field->options[k].label));
        }
    holds(text, "空白表team");
    assert_null(strstr(text, "☑"));
}

/* Filled and blank, and after the way to the process that makes documents. */
static void an_english_form_is_printed_without_a_chinese_sign(void **state)
{
    const struct call *call = call_of(op, "tests/data/calls/erasmus-2026");
    const struct form *form = call_track(call, "campus")->form;
    const char *sample = "tests/data/calls/erasmus-2026/samples/campus-good.json";
    const struct form_paper blank = { .form = form, .reference = reference };
    struct document *document = form_document(op, &blank);

    (void)state;
    assert_int_equal(document_unpack(op, document_pack(op, document), &document), OK);
    const char *texts[] = { text_of_pdf(print_form(form, values_in(sample))),
                            text_of_pdf(pdf_of(document)) };
    holds(texts[0], "€12,500.50");
    holds(texts[0], "8 June 2026 to 19 June 2026");
    holds(texts[0], "☑ Other: Laboratory loan");
    holds(texts[0], "Version 3 Check code 66ea 1cf9");
    holds(texts[1], "Blank form campus, version 1");
    for (size_t i = 0; i < 2; i++) {
        holds(texts[i], "(signature) Date:");
        holds(texts[i], "Notes: Amounts in euros.");
        holds(texts[i], "Page 2 of 2");
        for (const char *at = texts[i]; *at != '\0'; at++) {
            if ((unsigned char)*at > 0xe2) /* begins a sign from U+3000 on */
                print_error("Chinese in %.20s\n", at);
            assert_false((unsigned char)*at > 0xe2);
        }
    }
}

static void a_field_no_row_names_is_printed_behind(void **state)
{
    struct files files = files_of(op, "calls/nmg-2025");
    struct finding_list findings = { 0 };
    struct call *call = NULL;

    (void)state;
    files_replace(op, &files, "    - cells: [{field: scale}]\n", "");
    assert_int_equal(call_load(op, files.rows, files.count, &call, &findings), OK);
    const char *text = text_of_pdf(
        print_form(call_track(call, "overseas")->form, values_in("tests/data/doc/overseas.json")));
    holds(text, "规模（参加总人数）180人");
}

static void ten_pages_in_one_field_are_whole(void **state)
{
    json_t *values = json_own(op, json_object());
    char *content = mem_text(op, "");

    (void)state;
    for (int i = 1; i <= 120; i++)
        mem_append(op, &content,
                   "%s第%d段：到旗县和苏木镇了解生产中的难题，组织专家现场指导，培训基层技术人员，"
                   "并在活动结束后三个月内回访一次，把问题和办法写成清单交给当地。",
                   i == 1 ? "" : "\n", i);
    (void)json_object_set_new(values, "content", json_string(content));
    struct pdf pdf = print_form(form_of_track("overseas"), values);
    const char *text = text_of_pdf(pdf);
    assert_in_range(pdf.page_count, 9, 14);
    for (int i = 1; i <= 120; i++)
        holds(text, mem_printf(op, "第%d段：到旗县", i));
}

static void two_hundred_rows_are_whole_under_repeated_heads(void **state)
{
    json_t *values = json_own(op, json_object());
    json_t *rows = json_array();

    (void)state;
    for (int i = 1; i <= 200; i++)
        (void)json_array_append_new(
            rows,
            json_pack("{s:o, s:i}", "item", json_sprintf("支出%d号", i), "amount", i * 10000));
    (void)json_object_set_new(values, "budget", rows);
    struct pdf pdf = print_form(form_of_track("overseas"), values);
    const char *path = saved(pdf);
    const char *text = text_of_pdf(pdf);
    for (int i = 1; i <= 200; i++)
        holds(text, mem_printf(op, "%d支出%d号%d.%02d万元", i, i, i / 100, i % 100));
    for (int i = 3; i < pdf.page_count; i++)
        holds(pages_text(path, i, i), "序号支出项目金额测算依据");
}

/* ---- the model ---- */

static void the_same_document_gives_the_same_bytes(void **state)
{
    (void)state;
    struct pdf a = print_form(form_of_track("expert"), values_in("tests/data/filled/expert.json"));
    struct pdf b = print_form(form_of_track("expert"), values_in("tests/data/filled/expert.json"));

    assert_int_equal(a.bytes.size, b.bytes.size);
    assert_memory_equal(a.bytes.data, b.bytes.data, a.bytes.size);
}

static void a_packed_document_prints_the_same(void **state)
{
    struct document *again = NULL;
    const struct form_paper paper = { .form = form_of_track("postdoc"),
                                      .values = values_in("tests/data/filled/postdoc.json") };

    (void)state;
    struct document *document = form_document(op, &paper);
    document_qr(document, 60, "https://example.org");
    assert_int_equal(document_unpack(op, document_pack(op, document), &again), OK);
    struct pdf a = pdf_of(document);
    struct pdf b = pdf_of(again);
    assert_int_equal(a.bytes.size, b.bytes.size);
    assert_memory_equal(a.bytes.data, b.bytes.data, a.bytes.size);
}

/* A document of one paragraph, packed, with size and level as given. */
static enum err unpacks(const char *size, const char *level)
{
    struct document *document = NULL;
    const char *text =
        mem_printf(op,
                   "[[[[210.0,297.0,20.0,20.0,20.0,20.0],0,0,true,[null,null,null,null,null,"
                   "null,null,null,null,null]],[[0,0.0,[0,0,%s,20.0,false,false,0.0,0.0,0.0,%s,"
                   "\"a\"]]]]]",
                   size, level);
    enum err e =
        document_unpack(op, (struct bytes){ (const uint8_t *)text, strlen(text) }, &document);
    op_forgive(op);
    return e;
}

static void packed_documents_have_limits(void **state)
{
    static const char *const broken[] = { "", "[]", "{}", "[[],[]]", "[1,2]" };
    struct document *document = NULL;

    (void)state;
    assert_int_equal(unpacks("72.0", "6"), OK);
    assert_int_equal(unpacks("72.1", "6"), ERR_INVALID);
    assert_int_equal(unpacks("4.0", "0"), OK);
    assert_int_equal(unpacks("3.9", "0"), ERR_INVALID);
    assert_int_equal(unpacks("12.0", "7"), ERR_INVALID);
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        struct bytes bytes = { (const uint8_t *)broken[i], strlen(broken[i]) };
        assert_int_equal(document_unpack(op, bytes, &document), ERR_INVALID);
        op_forgive(op);
    }
}

/* A letter, and a wide list joined behind it. */
static struct document *a_letter_with_list(void)
{
    struct document_setup letter = document_official(PAGE_LETTER);
    struct document_setup wide = document_a4();

    letter.title = "公函";
    letter.letterhead = "兴安盟人力资源和社会保障局";
    letter.number = "兴人社函〔2025〕7号";
    wide.title = "汇总表";
    wide.width_mm = 297;
    wide.height_mm = 210;
    struct document *first = document_new(op, &letter);
    struct document *second = document_new(op, &wide);
    for (int i = 0; i < 60; i++)
        document_paragraph(first, &plain, mem_printf(op, "第%d段", i));
    document_paragraph(second, &plain, "横排");
    document_join(first, second);
    return first;
}

static void a_letter_has_its_head_on_page_one_and_numbers_from_page_two(void **state)
{
    const char *path = saved(pdf_of(a_letter_with_list()));

    (void)state;
    const char *first = pages_text(path, 1, 1);
    assert_non_null(strstr(first, "兴安盟人力资源和社会保障局"));
    assert_non_null(strstr(first, "兴人社函〔2025〕7号"));
    assert_null(strstr(first, "—1—"));
    assert_non_null(strstr(pages_text(path, 2, 2), "—2—"));
    assert_null(strstr(pages_text(path, 2, 2), "兴安盟人力资源和社会保障局"));
}

static void joined_documents_keep_their_pages_also_when_packed(void **state)
{
    struct document *letter = a_letter_with_list();
    struct document *again = NULL;
    struct pdf pdf = pdf_of(letter);
    const char *path = saved(pdf);
    const char *argv[] = { "pdfinfo", "-f", "1", "-l", "9", path, NULL };

    (void)state;
    const char *info = run_program(op, NULL, NULL, argv).out;
    assert_non_null(strstr(info, "595.276 x 841.89"));
    assert_non_null(strstr(info, "841.89 x 595.276"));
    assert_non_null(strstr(pages_text(path, pdf.page_count, pdf.page_count), "第1页共1页"));
    assert_int_equal(document_unpack(op, document_pack(op, letter), &again), OK);
    struct pdf other = pdf_of(again);
    assert_int_equal(other.bytes.size, pdf.bytes.size);
    assert_memory_equal(other.bytes.data, pdf.bytes.data, pdf.bytes.size);
}

static void merged_cells_go_on_over_pages(void **state)
{
    struct document_setup setup = document_a4();
    struct document *document = document_new(op, &setup);
    struct doc_table *table = document_table(document, (const double[]){ 1, 3 }, 2);
    char *label = mem_text(op, "");

    (void)state;
    for (int i = 1; i <= 80; i++)
        mem_append(op, &label, "标签%d。\n", i);
    for (int r = 1; r <= 60; r++) {
        struct doc_row *row = table_row(table, &(struct row_style){ .min_pt = 30 });
        if (r == 1)
            cell_text(row_cell(row, 1, 60), &plain, label);
        cell_text(row_cell(row, 1, 1), &plain, mem_printf(op, "第%d行", r));
    }
    struct pdf pdf = pdf_of(document);
    const char *text = text_of_pdf(pdf);
    assert_in_range(pdf.page_count, 3, 4);
    for (int i = 1; i <= 80; i++)
        holds(text, mem_printf(op, "标签%d。", i));
    for (int r = 1; r <= 60; r++)
        holds(text, mem_printf(op, "第%d行", r));
}

/* A number is never parted at the end of a line while it fits the line alone. */
static void numbers_are_not_broken(void **state)
{
    static const char number[] = "102193000003";
    struct paragraph paragraph = { plain, "" };

    (void)state;
    paragraph.style.pitch_pt = 18;
    for (int width = 60; width < 160; width += 7) {
        struct lines lines = { 0 };
        paragraph.text = mem_printf(op, "联行号%s，账号%s，２０２５年", number, number);
        typeset_paragraph(op, typeset, &paragraph, width, &lines);
        int whole = 0;
        for (size_t i = 0; i < lines.count; i++) {
            PangoLayoutLine *line = lines.rows[i].text;
            const char *text = pango_layout_get_text(line->layout) + line->start_index;
            char *one = mem_text_max(op, text, (size_t)line->length);
            for (const char *at = strstr(one, number); at != NULL; at = strstr(at + 1, number))
                whole++;
            assert_null(strncmp(one, "，", 3) == 0 ? one : NULL); /* no comma begins a line */
        }
        if (width >= 75)
            assert_int_equal(whole, 2);
    }
}

static void too_many_pages_are_refused(void **state)
{
    struct document_setup setup = document_a4();
    struct document *document = document_new(op, &setup);
    struct pdf pdf = { 0 };

    (void)state;
    for (int i = 1; i < PAGES_MAX; i++) {
        document_paragraph(document, &plain, "页");
        document_page(document);
    }
    document_paragraph(document, &plain, "页");
    assert_int_equal(pdf_write(op, typeset, document, &pdf), OK);
    assert_int_equal(pdf.page_count, PAGES_MAX);
    document_page(document);
    document_paragraph(document, &plain, "页");
    assert_int_equal(pdf_write(op, typeset, document, &pdf), ERR_TOO_LARGE);
}

static void the_verb_writes_a_file_or_says_why_not(void **state)
{
    const char *call = mem_printf(op, "%s/calls/nmg-2025", getenv("DIANJIANG_SOURCE"));
    const char *form =
        mem_printf(op, "%s/tests/data/doc/overseas.json", getenv("DIANJIANG_SOURCE"));
    const char *out = mem_printf(op, "%s/a.pdf", run_directory(op));
    const struct {
        const char *words[10]; /* after --call DIR */
        int exit_code;
    } rows[] = {
        { { "print", "--track", "overseas", form, "--to", "pdf", "--out", out }, 0 },
        { { "blank", "--track", "postdoc", "--to", "pdf", "--out", out }, 0 },
        { { "print", "--track", "team", form, "--to", "pdf", "--out", out }, 1 },
        { { "print", "--track", "nothing", form, "--to", "pdf", "--out", out }, 2 },
        { { "print", "--track", "overseas", form, "--to", "docx", "--out", out }, 0 },
        { { "print", "--track", "overseas", form, "--to", "doc", "--out", out }, 2 },
        { { "print", "--track", "overseas", form, "--to", "pdf" }, 2 },
        { { "print", "--track", "overseas", "--to", "pdf", "--out", out }, 2 },
        { { "blank", "--track", "overseas", form, "--to", "pdf", "--out", out }, 2 },
        { { "print", "--track", "overseas", form, "--to", "pdf", "--out", "/nonexistent/a" }, 3 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *argv[16] = { run_dianjiang(), "form", rows[i].words[0], "--call", call };
        for (size_t k = 1; k < 10 && rows[i].words[k] != NULL; k++)
            argv[k + 4] = rows[i].words[k];
        assert_int_equal(run_program(op, NULL, NULL, argv).exit_code, rows[i].exit_code);
    }
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(every_value_of_every_form_is_printed),
        CASE(rare_names_wide_digits_and_boxes_are_text),
        CASE(no_sign_is_missing_in_the_fonts),
        CASE(a_blank_form_has_every_label_and_box),
        CASE(an_english_form_is_printed_without_a_chinese_sign),
        CASE(a_field_no_row_names_is_printed_behind),
        CASE(ten_pages_in_one_field_are_whole),
        CASE(two_hundred_rows_are_whole_under_repeated_heads),
        CASE(the_same_document_gives_the_same_bytes),
        CASE(a_packed_document_prints_the_same),
        CASE(packed_documents_have_limits),
        CASE(a_letter_has_its_head_on_page_one_and_numbers_from_page_two),
        CASE(joined_documents_keep_their_pages_also_when_packed),
        CASE(merged_cells_go_on_over_pages),
        CASE(numbers_are_not_broken),
        CASE(too_many_pages_are_refused),
        CASE(the_verb_writes_a_file_or_says_why_not),
    };

    return cmocka_run_group_tests_name("document", tests, start, stop);
}
