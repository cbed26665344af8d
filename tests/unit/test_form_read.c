/* SPDX-License-Identifier: Apache-2.0 */
/* A printed form read back has the values it was printed from, also after a word processor had it,
 * also when somebody else's program made it. */
#include "support/call_files.h"

#include "base/json_own.h"
#include "call/reference.h"
#include "doc/docx.h"
#include "doc/docx_in.h"
#include "doc/form_document.h"
#include "doc/form_label.h"
#include "doc/form_mark.h"
#include "doc/form_read.h"
#include "doc/form_value.h"
#include "support/zip_files.h"

#include <stdio.h>
#include <time.h>

static struct op *op; /* of one case */
static struct reference *reference;

static int begin(void **state)
{
    (void)state;
    op = op_new(NULL, 0, 0);
    return reference_load_embedded(op, &reference);
}

static int end(void **state)
{
    (void)state;
    op_free(op);
    return 0;
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

static struct bytes docx_of(const struct form *form, const json_t *values)
{
    const struct form_paper paper = {
        .form = form, .call = "nmg-2025", .values = values, .reference = reference
    };
    struct pdf file = { 0 };

    assert_int_equal(docx_write(op, NULL, form_document(op, &paper), &file), OK);
    return file.bytes;
}

static enum err read_as(const struct form *form, struct bytes file, struct form_reading *ret)
{
    json_t *content = NULL;

    op_forgive(op);
    assert_int_equal(docx_in(op, file, &content), OK);
    return form_read(op, form, reference, content, ret);
}

/* Nothing differs between two sets of values but what is not printed. */
static void same_values(const struct form *form, const json_t *a, const json_t *b)
{
    struct form_change *changes = NULL;
    size_t count = 0;

    assert_int_equal(form_diff(op, form, a, b, &changes, &count), OK);
    for (size_t i = 0; i < count; i++) {
        if (!changes[i].field->printed)
            continue;
        print_error("%s: %s != %s\n", changes[i].label, changes[i].before, changes[i].after);
        assert_true(0);
    }
}

static void reads_back(const struct form *form, struct bytes file, const json_t *values)
{
    struct form_reading reading = { 0 };

    assert_int_equal(read_as(form, file, &reading), OK);
    for (size_t i = 0; i < reading.field_count; i++)
        if (reading.fields[i].why != NULL)
            print_error("%s: %s: %s\n", reading.fields[i].path, reading.fields[i].text,
                        reading.fields[i].why);
    for (size_t i = 0; i < reading.rest_count; i++)
        print_error("left over: %s: %s\n", reading.rest[i].near, reading.rest[i].text);
    assert_int_equal(reading.unclear_count, 0);
    assert_int_equal(reading.rest_count, 0);
    same_values(form, values, reading.values);
}

static json_t *filled(const char *track)
{
    return values_in(mem_printf(op, "tests/data/filled/%s.json", track));
}

static void every_form_reads_back_as_it_was_printed(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof tracks / sizeof tracks[0]; i++) {
        const struct form *form = form_of_track(tracks[i]);
        reads_back(form, docx_of(form, filled(tracks[i])), filled(tracks[i]));
    }
    const struct form *form = form_of_track("overseas");
    json_t *values = values_in("tests/data/doc/overseas.json");
    reads_back(form, docx_of(form, values), values);
}

static void an_english_form_reads_back_and_its_blank_is_empty(void **state)
{
    static const char *const english[] = { "campus", "school" };
    const struct call *call = call_of(op, "tests/data/calls/erasmus-2026");

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        const struct form *form = call_track(call, english[i])->form;
        json_t *values = values_in(
            mem_printf(op, "tests/data/calls/erasmus-2026/samples/%s-good.json", english[i]));
        struct form_reading reading = { 0 };
        if (i == 0) { /* read back without the blanks between */
            (void)json_object_set_new(values, "phone", json_string("+3225550123"));
            (void)json_object_set_new(values, "mobile", json_string("+32470123456"));
        }
        reads_back(form, docx_of(form, values), values);
        assert_int_equal(read_as(form, docx_of(form, NULL), &reading), ERR_INVALID);
        assert_string_equal(op->failure.reason, "form_not_found");
    }
}

static void a_blank_form_is_not_a_filled_one(void **state)
{
    struct form_reading reading = { 0 };

    (void)state;
    for (size_t i = 0; i < sizeof tracks / sizeof tracks[0]; i++) {
        const struct form *form = form_of_track(tracks[i]);
        assert_int_equal(read_as(form, docx_of(form, NULL), &reading), ERR_INVALID);
        assert_string_equal(op->failure.reason, "form_not_found");
    }
}

static void another_form_is_refused_by_its_name(void **state)
{
    struct form_reading reading = { 0 };

    (void)state;
    struct bytes file = docx_of(form_of_track("team"), filled("team"));
    assert_int_equal(read_as(form_of_track("expert"), file, &reading), ERR_INVALID);
    assert_string_equal(op->failure.reason, "form_other");
}

/* ---- through LibreOffice ---- */

static const char *saved(const char *name, struct bytes bytes)
{
    const char *path = mem_printf(op, "%s/%s", run_directory(op), name);
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes.data, 1, bytes.size, file), bytes.size);
    assert_int_equal(fclose(file), 0);
    return path;
}

/* What a person types into a blank: {bookmark: text}. */
static json_t *typing(const struct form *form, const json_t *values)
{
    const struct form_paper paper = { .form = form, .values = values, .reference = reference };
    json_t *texts = json_object();
    size_t r, c;
    const json_t *row;

    for (size_t s = 0; s < form->section_count; s++)
        for (size_t i = 0; i < form->sections[s].field_count; i++) {
            const struct field *field = &form->sections[s].fields[i];
            json_t *value = json_object_get(values, field->id);
            if (value == NULL || !field->printed)
                continue;
            if (field->kind != FIELD_TABLE)
                (void)json_object_set_new(
                    texts, form_mark(op, field, 0),
                    json_string(form_printed(op, &paper, field, value, true)));
            if (field->kind != FIELD_TABLE)
                continue;
            json_array_foreach(value, r, row) for (c = 0; c < field->column_count; c++)
            {
                const struct field *column = &field->columns[c];
                const json_t *cell = json_object_get(row, column->id);
                if (cell != NULL)
                    (void)json_object_set_new(
                        texts, form_mark(op, column, r + 1),
                        json_string(form_printed(op, &paper, column, cell, false)));
            }
        }
    return json_own(op, json_pack("{s:o, s:[]}", "texts", texts, "rows"));
}

/* Forms of all calls that are here, with values for each. */
static const struct sample {
    const char *call;
    const char *track;
    const char *values;
} samples[] = {
    { "calls/nmg-2025", "team", "tests/data/filled/team.json" },
    { "calls/nmg-2025", "base-national", "tests/data/filled/base-national.json" },
    { "calls/nmg-2025", "base-regional", "tests/data/filled/base-regional.json" },
    { "calls/nmg-2025", "expert", "tests/data/filled/expert.json" },
    { "calls/nmg-2025", "overseas", "tests/data/filled/overseas.json" },
    { "calls/nmg-2025", "postdoc", "tests/data/filled/postdoc.json" },
    { "tests/data/calls/yunling-2026", "challenge",
      "tests/data/calls/yunling-2026/samples/challenge-good.json" },
    { "tests/data/calls/yunling-2026", "group",
      "tests/data/calls/yunling-2026/samples/group-good.json" },
    { "tests/data/calls/yunling-2026", "station",
      "tests/data/calls/yunling-2026/samples/station-good.json" },
    { "tests/data/calls/yunling-2026", "team",
      "tests/data/calls/yunling-2026/samples/team-good.json" },
    { "tests/data/calls/erasmus-2026", "campus",
      "tests/data/calls/erasmus-2026/samples/campus-good.json" },
    { "tests/data/calls/erasmus-2026", "school",
      "tests/data/calls/erasmus-2026/samples/school-good.json" },
};

enum { SAMPLES = sizeof samples / sizeof samples[0] };

static const struct form *form_of(const struct sample *sample)
{
    return call_track(call_of(op, sample->call), sample->track)->form;
}

/* Its values as a reading has them: telephones without blanks; regions that the list knows, which
 * those of an invented province are not. */
static json_t *values_of(const struct sample *sample)
{
    static const char *const others[][2] = {
        { "+32 2 555 01 23", "+3225550123" },
        { "+32 470 12 34 56", "+32470123456" },
        { "990102", "152222" },
        { "990103", "152223" },
        { "990203", "152224" },
    };
    char *text = mem_text(op, json_text_of(op, values_in(sample->values)));

    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        for (char *at = strstr(text, others[i][0]); at != NULL; at = strstr(text, others[i][0]))
            text = mem_printf(op, "%.*s%s%s", (int)(at - text), text, others[i][1],
                              at + strlen(others[i][0]));
    return json_own(op, json_loads(text, 0, NULL));
}

/* Adds a job of fill_in_office.py: source is opened, what more says is done, the result's path. */
static const char *add_job(json_t *jobs, struct bytes source, json_t *more)
{
    size_t n = json_array_size(jobs);
    const char *target = mem_printf(op, "%s/filled-%zu.docx", run_directory(op), n);
    const char *path = saved(mem_printf(op, "source-%zu.docx", n), source);

    (void)json_object_set_new(more, "source", json_string(path));
    (void)json_object_set_new(more, "target", json_string(target));
    (void)json_array_append(jobs, more);
    return target;
}

/* All jobs in one office: it takes longer to start than to work. */
static void in_office(const json_t *jobs)
{
    const char *json = json_text_of(op, jobs);
    const char *script =
        mem_printf(op, "%s/tests/unit/fill_in_office.py", getenv("DIANJIANG_SOURCE"));
    const char *argv[] = {
        script, saved("jobs.json", (struct bytes){ (const uint8_t *)json, strlen(json) }), NULL
    };

    struct run run = run_program(op, NULL, NULL, argv);
    print_message("%s", run.out);
    assert_int_equal(run.exit_code, 0);
}

/* ☑ as people tick on paper and in other programs. */
static json_t *ticked_by(const json_t *texts, const char *tick)
{
    const char *text = json_text_of(op, texts);
    char *other = mem_text(op, "");

    for (const char *at = strstr(text, "☑"); at != NULL; at = strstr(text, "☑")) {
        mem_append(op, &other, "%.*s%s", (int)(at - text), text, tick);
        text = at + strlen("☑");
    }
    mem_append(op, &other, "%s", text);
    return json_own(op, json_loads(other, 0, NULL));
}

static void blanks_filled_in_there_read_back_every_kind_however_ticked(void **state)
{
    static const char *const ticks[] = { "☑", "√", "■", "✓" };
    json_t *jobs = json_own(op, json_array());
    const char *targets[SAMPLES];

    (void)state;
    for (size_t i = 0; i < SAMPLES; i++) {
        const struct form *form = form_of(&samples[i]);
        json_t *texts = ticked_by(typing(form, values_of(&samples[i])), ticks[i % 4]);
        targets[i] = add_job(jobs, docx_of(form, NULL), texts);
    }
    in_office(jobs);
    for (size_t i = 0; i < SAMPLES; i++) {
        reads_back(form_of(&samples[i]), file_bytes(op, targets[i]), values_of(&samples[i]));
    }
}

/* Printed with its values, opened and saved there; also by way of another format. */
static void printed_forms_saved_there_read_back(void **state)
{
    json_t *jobs = json_own(op, json_array());
    const char *targets[SAMPLES];

    (void)state;
    for (size_t i = 0; i < SAMPLES; i++)
        targets[i] = add_job(
            jobs, docx_of(form_of(&samples[i]), values_of(&samples[i])),
            json_own(op, i % 2 == 0 ? json_object() : json_pack("{s:s}", "through", "odt")));
    in_office(jobs);
    for (size_t i = 0; i < SAMPLES; i++) {
        reads_back(form_of(&samples[i]), file_bytes(op, targets[i]), values_of(&samples[i]));
    }
}

/* Without a mark left: the labels beside the cells alone lead to the fields. */
static void blanks_without_marks_read_back_by_their_labels(void **state)
{
    json_t *jobs = json_own(op, json_array());
    const char *targets[SAMPLES];

    (void)state;
    for (size_t i = 0; i < SAMPLES; i++) {
        const struct form *form = form_of(&samples[i]);
        json_t *job = typing(form, values_of(&samples[i]));
        (void)json_object_set_new(job, "unmarked", json_true());
        targets[i] = add_job(jobs, docx_of(form, NULL), job);
    }
    in_office(jobs);
    for (size_t i = 0; i < SAMPLES; i++) {
        reads_back(form_of(&samples[i]), file_bytes(op, targets[i]), values_of(&samples[i]));
    }
}

static void rows_added_and_taken_out_there_are_read(void **state)
{
    const struct form *form = form_of_track("overseas");
    json_t *jobs = json_own(op, json_array());
    json_t *longer = filled("overseas");
    json_t *shorter = json_own(op, json_deep_copy(longer));
    json_t *added = typing(form, longer);
    size_t count = json_array_size(json_object_get(longer, "budget"));

    (void)state;
    (void)json_array_append_new(json_object_get(added, "rows"),
                                json_pack("[s, [s, s, s, s]]",
                                          mem_printf(op, "f_budget_%zu_item", count), "", "场地",
                                          "1.5", "三天"));
    (void)json_array_append_new(
        json_object_get(longer, "budget"),
        json_pack("{s:s, s:i, s:s}", "item", "场地", "amount", 1500000, "basis", "三天"));
    const char *with = add_job(jobs, docx_of(form, NULL), added);
    const char *without = add_job(jobs, docx_of(form, shorter),
                                  json_own(op, json_pack("{s:[s]}", "gone", "f_budget_1_item")));
    in_office(jobs);
    reads_back(form, file_bytes(op, with), longer);
    (void)json_array_remove(json_object_get(shorter, "budget"), 0);
    reads_back(form, file_bytes(op, without), shorter);
}

/* ---- files of other make ---- */

#define W     "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""
#define OOXML "http://schemas.openxmlformats.org/"

static struct bytes foreign(const char *body)
{
    const char *xml = mem_printf(op, "<w:document " W "><w:body>%s</w:body></w:document>", body);
    static const char types[] =
        "<Types xmlns=\"" OOXML "package/2006/content-types\"><Override PartName=\"/d.xml\" "
        "ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document."
        "main+xml\"/></Types>";
    static const char links[] =
        "<Relationships xmlns=\"" OOXML "package/2006/relationships\"><Relationship Id=\"a\" "
        "Type=\"" OOXML "officeDocument/2006/relationships/officeDocument\" Target=\"d.xml\"/>"
        "</Relationships>";

    return zip_of(op, (const struct zip_entry[]){ { "[Content_Types].xml", types, 0 },
                                                  { "_rels/.rels", links, 0 },
                                                  { "d.xml", xml, 0 },
                                                  { 0 } });
}

#define P(text) "<w:p><w:r><w:t>" text "</w:t></w:r></w:p>"
#define C(text) "<w:tc>" P(text) "</w:tc>"
#define R(...)  "<w:tr>" __VA_ARGS__ "</w:tr>"

static struct form_reading read_foreign(const char *body)
{
    struct form_reading reading = { 0 };

    assert_int_equal(read_as(form_of_track("overseas"), foreign(body), &reading), OK);
    return reading;
}

static const char *value_text(const struct form_reading *reading, const char *id)
{
    const char *text = json_text_of(op, json_object_get(reading->values, id));

    return strcmp(text, "") == 0 ? "(none)" : text;
}

static void labels_lead_to_values_in_any_layout(void **state)
{
    (void)state;
    struct form_reading reading = read_foreign(
        P("2025年海外赤子为国服务行动项目申报表") "<w:tbl>" R(C("活 动 名 称") C("草原行"))
            R(C("承办单位") C("兴安盟人民医院") C("活动起止时间") C(
                "２０２５年７月１４日—１８日")) "</w:tbl>" P("联系人：张三　手机：138 4791 2345")
                P("总预算（万元）：12.5万元"));
    assert_string_equal(value_text(&reading, "title"), "\"草原行\"");
    assert_string_equal(value_text(&reading, "organiser"), "\"兴安盟人民医院\"");
    assert_string_equal(value_text(&reading, "contact"), "\"张三\"");
    assert_string_equal(value_text(&reading, "mobile"), "\"13847912345\"");
    assert_string_equal(value_text(&reading, "budget_total"), "12500000");
    assert_false(reading.fields[0].marked);
}

static void rows_below_column_names_are_a_table_however_many(void **state)
{
    (void)state;
    struct form_reading reading = read_foreign(
        "<w:tbl>" R(C("序号") C("支出项目") C("金额（万元）") C("测算依据"))
            R(C("1") C("交通") C("6") C("12人")) R(C("2") C("食宿") C("45,000元") C(""))
                R(C("3") C("") C("") C("")) R(C("4") C("场地") C("若干") C("")) "</w:tbl>");
    assert_string_equal(value_text(&reading, "budget"),
                        "[{\"amount\":6000000,\"basis\":\"12人\",\"item\":\"交通\"},"
                        "{\"amount\":4500000,\"item\":\"食宿\"},{\"item\":\"场地\"}]");
    assert_int_equal(reading.unclear_count, 1);
    const struct read_field *last = &reading.fields[reading.field_count - 1];
    assert_string_equal(last->path, "/values/budget/2/amount");
    assert_string_equal(last->text, "若干");
    assert_non_null(last->why);
}

static void a_workbook_is_read_like_tables(void **state)
{
    (void)state;
    const json_t *workbook = json_own(
        op, json_loads("{\"sheets\":[{\"name\":\"表\",\"rows\":["
                       "{\"r\":1,\"c\":[[\"A\",\"2025年海外赤子为国服务行动项目申报表\"]]},"
                       "{\"r\":3,\"c\":[[\"A\",\"活动名称\"],[\"B\",\"草原行\"],"
                       "[\"C\",\"手机\"],[\"D\",\"13847912345\"]]},"
                       "{\"r\":4,\"c\":[[\"A\",\"承办单位\"],[\"C\",\"兴安盟人民医院\"]]},"
                       "{\"r\":6,\"c\":[[\"A\",\"支出项目\"],[\"B\",\"金额（万元）\"],"
                       "[\"C\",\"测算依据\"]]},"
                       "{\"r\":7,\"c\":[[\"A\",\"交通\"],[\"C\",\"12人\"]]},"
                       "{\"r\":8,\"c\":[[\"A\",\"食宿\"],[\"B\",\"4.5\"]]}]}]}",
                       0, NULL));
    struct form_reading reading = { 0 };
    json_t *content = NULL;

    assert_int_equal(form_content_of_workbook(op, workbook, &content), OK);
    assert_int_equal(form_read(op, form_of_track("overseas"), reference, content, &reading), OK);
    assert_string_equal(value_text(&reading, "title"), "\"草原行\"");
    assert_string_equal(value_text(&reading, "mobile"), "\"13847912345\"");
    assert_string_equal(value_text(&reading, "organiser"), "\"兴安盟人民医院\"");
    assert_string_equal(value_text(&reading, "budget"), "[{\"basis\":\"12人\",\"item\":\"交通\"},"
                                                        "{\"amount\":4500000,\"item\":\"食宿\"}]");
}

static void what_fits_nowhere_is_handed_over(void **state)
{
    (void)state;
    struct form_reading reading = read_foreign("<w:tbl>" R(C("活动名称") C("草原行"))
                                                   R(C("特别说明") C("请尽快办理")) "</w:tbl>");
    assert_int_equal(reading.rest_count, 2);
    assert_string_equal(reading.rest[1].near, "特别说明");
    assert_string_equal(reading.rest[1].text, "请尽快办理");
}

static void a_mark_counts_more_than_a_label(void **state)
{
    (void)state;
    struct form_reading reading = read_foreign("<w:tbl>" R(C("活动名称") C("左")) R(
        C("随便什么") "<w:tc><w:p><w:bookmarkStart w:id=\"1\" "
                      "w:name=\"f_title\"/><w:r><w:t>右</w:t></w:r></w:p></w:tc>") "</w:tbl>");
    assert_string_equal(value_text(&reading, "title"), "\"右\"");
}

static void long_leftovers_and_many_have_limits(void **state)
{
    char *body = mem_text(op, P("活动名称：草原行"));

    (void)state;
    for (int i = 0; i < READ_REST_MAX + 1; i++)
        mem_append(op, &body, "<w:p><w:r><w:t>甲%d%0900d</w:t></w:r></w:p>", i, i);
    struct form_reading reading = read_foreign(body);
    assert_int_equal(reading.rest_count, READ_REST_MAX);
    assert_in_range(strlen(reading.rest[0].text), READ_REST_BYTES_MAX, READ_REST_BYTES_MAX + 3);
}

/* text many times over. */
static const char *times(const char *text, size_t count)
{
    size_t size = strlen(text);
    char *all = mem_array(op, char, size *count + 1);

    for (size_t i = 0; i < count; i++)
        memcpy(all + i * size, text, size);
    return all;
}

/* Processor milliseconds that reading a form takes whose first paragraph is a good one. */
static long cpu_ms(const char *rest)
{
    clock_t began = clock();

    (void)read_foreign(mem_printf(op, P("活动名称：草原行") "%s", rest));
    return (clock() - began) * 1000 / CLOCKS_PER_SEC;
}

/* Each took minutes when every label was looked for from every label on; now below 0.2 s. */
static void time_grows_with_the_text_and_no_faster(void **state)
{
    static const char *const texts[] = { "联系人：", "联系人", "联系人（", "联系人：手机：",
                                         "一、" };
    static const char going_on[] = "<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>";
    const char *merged = mem_printf(op, "<w:tr>%s</w:tr>", times(going_on, 3));

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_in_range(cpu_ms(mem_printf(op, P("%s"), times(texts[i], 190000))), 0, 3000);
    assert_in_range(cpu_ms(times(P("联系人"), 50000)), 0, 3000);
    assert_in_range(cpu_ms(mem_printf(op,
                                      "<w:tbl>" R(C("支出项目") C("金额") C("测算依据"))
                                          R(C("x") C("1") C("")) "%s</w:tbl>",
                                      times(merged, DOCX_IN_ROWS_MAX - 2))),
                    0, 3000);
    assert_in_range(
        cpu_ms(times("<w:tbl>" R(C("支出项目") C("金额") C("测算依据")) "</w:tbl>", 4000)), 0,
        3000);
}

/* A label in front of the next one's colon is a value's text; a long note is none. */
static void a_note_before_the_colon_has_a_limit(void **state)
{
    (void)state;
    for (size_t size = FORM_LABEL_NOTE_MAX; size <= FORM_LABEL_NOTE_MAX + 1; size++) {
        struct form_reading reading =
            read_foreign(mem_printf(op, P("活动名称：草原行　联系人(%s)：张三"), times("x", size)));
        assert_string_equal(value_text(&reading, "contact"),
                            size <= FORM_LABEL_NOTE_MAX ? "\"张三\"" : "(none)");
    }
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(every_form_reads_back_as_it_was_printed),
        CASE(an_english_form_reads_back_and_its_blank_is_empty),
        CASE(a_blank_form_is_not_a_filled_one),
        CASE(another_form_is_refused_by_its_name),
        CASE(blanks_filled_in_there_read_back_every_kind_however_ticked),
        CASE(printed_forms_saved_there_read_back),
        CASE(blanks_without_marks_read_back_by_their_labels),
        CASE(rows_added_and_taken_out_there_are_read),
        CASE(labels_lead_to_values_in_any_layout),
        CASE(rows_below_column_names_are_a_table_however_many),
        CASE(a_workbook_is_read_like_tables),
        CASE(what_fits_nowhere_is_handed_over),
        CASE(a_mark_counts_more_than_a_label),
        CASE(long_leftovers_and_many_have_limits),
        CASE(time_grows_with_the_text_and_no_faster),
        CASE(a_note_before_the_colon_has_a_limit),
    };

    return cmocka_run_group_tests_name("form_read", tests, NULL, NULL);
}
