/* SPDX-License-Identifier: Apache-2.0 */
/* form_in.c: from a file to what it says for a form, all of it in the reading process. */
#include "doc/form_in.h"

#include "base/json_own.h"
#include "base/mem.h"
#include "call/reference.h"
#include "doc/docx_in.h"
#include "doc/form_read.h"
#include "doc/xlsx_in.h"

#include <string.h>

/* ---- what must be known ---- */

json_t *form_in_known(struct op *op, const struct call_file *files, size_t count, const char *track,
                      bool workbook)
{
    json_t *list = json_array();

    for (size_t i = 0; i < count; i++)
        (void)json_array_append_new(
            list, json_pack("[s, o]", files[i].path, json_stringn(files[i].bytes, files[i].size)));
    return json_own(
        op, json_pack("{s:o, s:s, s:b}", "files", list, "track", track, "workbook", workbook));
}

enum err form_in_call(struct op *op, const json_t *known, struct call **ret_call,
                      struct reference **ret_reference)
{
    const json_t *list = json_object_get(known, "files");
    struct finding_list findings = { 0 };
    struct call_file *files = NULL;
    size_t count = 0;

    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *text = json_array_get(json_array_get(list, i), 1);
        struct call_file file = { json_string_value(json_array_get(json_array_get(list, i), 0)),
                                  json_string_value(text), json_string_length(text) };
        mem_push(op, files, count, file);
    }
    enum err e = call_load(op, files, count, ret_call, &findings);
    return e == OK ? reference_load_embedded(op, ret_reference) : e;
}

/* ---- what is handed back ---- */

static const char *cut(struct op *op, const char *text)
{
    return form_read_cut(op, or_empty(text));
}

static void add_field(struct op *op, const struct read_field *field, json_t *marked,
                      json_t *unclear)
{
    const struct field *top = field->field->table != NULL ? field->field->table : field->field;

    if (field->marked)
        (void)json_object_set_new(marked, top->id, json_true());
    if (field->why != NULL && json_array_size(unclear) < READ_UNCLEAR_MAX)
        (void)json_array_append_new(unclear,
                                    json_pack("[s, s, s, s, s]", top->id, field->path, field->label,
                                              cut(op, field->text), cut(op, field->why)));
}

static json_t *found(struct op *op, const struct form_reading *reading)
{
    json_t *marked = json_object();
    json_t *unclear = json_array();
    json_t *rest = json_array();

    for (size_t i = 0; i < reading->field_count; i++)
        add_field(op, &reading->fields[i], marked, unclear);
    for (size_t i = 0; i < reading->rest_count; i++)
        (void)json_array_append_new(
            rest, json_pack("[s, s]", reading->rest[i].near, reading->rest[i].text));
    return json_own(op, json_pack("{s:s, s:s, s:s, s:s, s:s, s:O, s:o, s:o, s:o}", "call",
                                  cut(op, reading->call), "form", cut(op, reading->form), "code",
                                  cut(op, reading->code), "version", cut(op, reading->version),
                                  "digest", cut(op, reading->digest), "values", reading->values,
                                  "marked", marked, "unclear", unclear, "rest", rest));
}

static enum err read_content(struct op *op, const struct reader_question *question,
                             json_t **ret_content)
{
    json_t *workbook = NULL;

    if (!json_is_true(json_object_get(question->known, "workbook")))
        return docx_in(op, question->file, ret_content);
    enum err e = xlsx_in(op, question->file, &workbook);
    return e == OK ? form_content_of_workbook(op, workbook, ret_content) : e;
}

enum err form_in(struct op *op, const struct reader_question *question,
                 struct reader_reply *ret_reply)
{
    struct form_reading reading = { 0 };
    struct reference *reference = NULL;
    struct call *call = NULL;
    json_t *content = NULL;

    enum err e = form_in_call(op, question->known, &call, &reference);
    if (e != OK)
        return e;
    const struct track *track = call_track(call, json_text_get(question->known, "track"));
    if (track == NULL || track->form == NULL)
        return fail(op, ERR_INTERNAL, "internal", "call has no such form");
    e = read_content(op, question, &content);
    if (e == OK)
        e = form_read(op, track->form, reference, content, &reading);
    if (e != OK)
        return e;
    if (strlen(json_text_of(op, reading.values)) > FORM_VALUES_BYTES_MAX) {
        fail_arg(op, "max", "%d KB", FORM_VALUES_BYTES_MAX / 1024);
        return fail(op, ERR_TOO_LARGE, "file_found", "values over %d bytes", FORM_VALUES_BYTES_MAX);
    }
    ret_reply->json = found(op, &reading);
    return OK;
}
