/* SPDX-License-Identifier: Apache-2.0 */
/* Papers as Word files: all values, bookmarks and the form's id can be read from them. */
#include "support/call_files.h"

#include "base/json_own.h"
#include "call/reference.h"
#include "doc/docx.h"
#include "doc/docx_in.h"
#include "doc/form_document.h"
#include "doc/form_mark.h"
#include "support/run.h"

#include <stdio.h>

static struct op *op; /* of one case */

static const struct text_style plain = { .face = FACE_FANGSONG, .size_pt = 12 };

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

static struct bytes docx_of(const struct document *document)
{
    struct pdf file = { 0 };

    assert_int_equal(docx_write(op, NULL, document, &file), OK);
    return file.bytes;
}

static const json_t *content_of(const struct document *document)
{
    json_t *json = NULL;

    assert_int_equal(docx_in(op, docx_of(document), &json), OK);
    return json;
}

/* The text of the cell with a mark, or NULL. */
static const char *marked(const json_t *content, const char *mark)
{
    size_t b, r, c, m;
    const json_t *block, *row, *cell, *one;

    json_array_foreach(json_object_get(content, "blocks"), b, block)
        json_array_foreach(json_object_get(block, "rows"), r, row) json_array_foreach(row, c, cell)
            json_array_foreach(json_object_get(cell, "marks"), m,
                               one) if (strcmp(json_string_value(one), mark) ==
                                        0) return json_text_get(cell, "text");
    return NULL;
}

static const char *const tracks[] = { "team",   "base-national", "base-regional",
                                      "expert", "overseas",      "postdoc" };

static const struct form *form_of_track(const char *track)
{
    return call_track(call_of(op, "calls/nmg-2025"), track)->form;
}

static json_t *values_in(const char *path)
{
    const char *file = mem_printf(op, "%s/%s", getenv("DIANJIANG_SOURCE"), path);
    json_t *root = json_own(op, json_load_file(file, 0, NULL));

    assert_non_null(root);
    return json_object_get(root, "values");
}

static struct document *paper_of(const struct form *form, const json_t *values)
{
    const struct form_paper paper = { .form = form,
                                      .call = "nmg-2025",
                                      .values = values,
                                      .code = "O7F3A92C",
                                      .version = 3,
                                      .digest = "66ea1cf90123456789abcdef" };

    return form_document(op, &paper);
}

static void every_value_stands_in_a_cell_with_its_mark(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof tracks / sizeof tracks[0]; i++) {
        const struct form *form = form_of_track(tracks[i]);
        json_t *values = values_in(mem_printf(op, "tests/data/filled/%s.json", tracks[i]));
        const json_t *content = content_of(paper_of(form, values));
        for (size_t s = 0; s < form->section_count; s++)
            for (size_t f = 0; f < form->sections[s].field_count; f++) {
                const struct field *field = &form->sections[s].fields[f];
                const json_t *value = json_object_get(values, field->id);
                if (!field->printed || field->kind == FIELD_TABLE)
                    continue;
                const char *text = marked(content, form_mark(op, field, 0));
                assert_non_null(text);
                if (field->kind == FIELD_TEXT && json_is_string(value))
                    assert_string_equal(text, json_string_value(value));
            }
    }
}

static void the_file_says_which_form_it_is(void **state)
{
    (void)state;
    const json_t *content =
        content_of(paper_of(form_of_track("overseas"), values_in("tests/data/doc/overseas.json")));
    assert_string_equal(json_text_get(json_object_get(content, "properties"), DOCX_FORM_ID),
                        "nmg-2025/overseas/1/O7F3A92C/3/66ea1cf90123456789abcdef");
    assert_string_equal(marked(content, "f_budget_2_item"), "食宿费");
}

static void the_same_document_gives_the_same_bytes(void **state)
{
    (void)state;
    const struct document *document =
        paper_of(form_of_track("expert"), values_in("tests/data/filled/expert.json"));
    struct bytes a = docx_of(document);
    struct bytes b = docx_of(document);

    assert_int_equal(a.size, b.size);
    assert_memory_equal(a.data, b.data, a.size);
}

static void merged_cells_keep_their_places(void **state)
{
    struct document_setup setup = document_a4();
    struct document *document = document_new(op, &setup);
    struct doc_table *table = document_table(document, (const double[]){ 1, 1, 2 }, 3);

    (void)state;
    struct doc_row *row = table_row(table, &(struct row_style){ .head = true });
    cell_text(row_cell(row, 1, 2), &plain, "甲");
    cell_text(row_cell(row, 2, 1), &plain, "乙");
    row = table_row(table, &(struct row_style){ 0 });
    cell_text(row_cell(row, 1, 1), &plain, "丙");
    cell_text(row_cell(row, 1, 1), &plain, "丁");
    assert_string_equal(json_text_of(op, json_object_get(content_of(document), "blocks")),
                        "[{\"rows\":[[{\"text\":\"甲\"},{\"text\":\"乙\"}],"
                        "[{\"merged\":true,\"text\":\"\"},{\"text\":\"丙\"},{\"text\":\"丁\"}]]}]");
}

static void signs_of_xml_and_control_characters_do_no_harm(void **state)
{
    struct document_setup setup = document_a4();

    (void)state;
    setup.title = "<&\">";
    setup.header = "<w:p>";
    setup.form_id = "]]>&amp;";
    struct document *document = document_new(op, &setup);
    document_paragraph(document, &plain, "a<b>&\"c\"\x01\x1f\td");
    const json_t *content = content_of(document);
    assert_string_equal(json_text_of(op, json_object_get(content, "blocks")),
                        "[{\"text\":\"a<b>&\\\"c\\\" d\"}]");
    assert_string_equal(json_text_get(json_object_get(content, "properties"), DOCX_FORM_ID),
                        "]]>&amp;");
}

static void long_names_are_cut_and_stay_different(void **state)
{
    struct field table = { .id = "a_table_with_quite_a_long_name" };
    struct field first = { .id = "column_with_a_long_name_1", .table = &table };
    struct field second = { .id = "column_with_a_long_name_2", .table = &table };

    (void)state;
    assert_int_equal(strlen(form_mark(op, &first, 12)), FORM_MARK_MAX);
    assert_string_not_equal(form_mark(op, &first, 12), form_mark(op, &second, 12));
    assert_string_not_equal(form_mark(op, &first, 12), form_mark(op, &first, 13));
    first.table = NULL;
    first.id = "x-1";
    assert_string_equal(form_mark(op, &first, 0), "f_x_1");
}

/* All that a writer is given is in the file: ten pages in one field, 200 rows, rare names. */
static void nothing_is_cut_off(void **state)
{
    json_t *values = json_own(op, json_object());
    json_t *rows = json_array();
    char *content = mem_text(op, "");

    (void)state;
    for (int i = 1; i <= 120; i++)
        mem_append(op, &content, "%s第%d段：𬭎㛃喆堃，１２３４５，%s",
                   i == 1 ? "" : "\n", i,
                   "额尔敦其其格·阿拉坦乌日根·孟克巴雅尔到旗县和苏木镇了解生产中的难题，"
                   "组织专家现场指导，并在活动结束后三个月内回访一次。");
    for (int i = 1; i <= 200; i++)
        (void)json_array_append_new(
            rows,
            json_pack("{s:o, s:i}", "item", json_sprintf("支出%d号", i), "amount", i * 10000));
    (void)json_object_set_new(values, "content", json_string(content));
    (void)json_object_set_new(values, "budget", rows);
    const json_t *read = content_of(paper_of(form_of_track("overseas"), values));
    assert_string_equal(marked(read, "f_content"), content);
    for (int i = 1; i <= 200; i++)
        assert_string_equal(marked(read, mem_printf(op, "f_budget_%d_item", i)),
                            mem_printf(op, "支出%d号", i));
}

static void documents_joined_are_sections_of_one_file(void **state)
{
    struct document_setup a4 = document_a4();
    struct document_setup letter = document_official(PAGE_LETTER);

    (void)state;
    letter.letterhead = "通辽市人力资源和社会保障局";
    letter.number = "通人社函〔2025〕3号";
    struct document *first = document_new(op, &letter);
    document_paragraph(first, &plain, "公函");
    struct document *second = document_new(op, &a4);
    document_paragraph(second, &plain, "申报表");
    document_qr(second, 60, "DJ1:X");
    first->next = second;
    assert_string_equal(json_text_of(op, json_object_get(content_of(first), "blocks")),
                        "[{\"text\":\"通人社函〔2025〕3号\"},{\"text\":\"公函\"},"
                        "{\"text\":\"申报表\"}]");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(every_value_stands_in_a_cell_with_its_mark),
        CASE(the_file_says_which_form_it_is),
        CASE(the_same_document_gives_the_same_bytes),
        CASE(merged_cells_keep_their_places),
        CASE(signs_of_xml_and_control_characters_do_no_harm),
        CASE(long_names_are_cut_and_stay_different),
        CASE(nothing_is_cut_off),
        CASE(documents_joined_are_sections_of_one_file),
    };

    return cmocka_run_group_tests_name("docx", tests, NULL, NULL);
}
