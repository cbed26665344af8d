/* SPDX-License-Identifier: Apache-2.0 */
/* reading_api.c: what a Word file says, beside what the draft says; nothing is saved here. */
#include "application/api.h"
#include "application/application.h"

#include "base/json_canon.h"
#include "base/json_own.h"
#include "base/mem.h"
#include "base/site.h"
#include "doc/form_in.h"
#include "doc/form_read.h"
#include "doc/reader.h"
#include "publish/publish.h"

#include <string.h>

enum { READING_TEXT_MAX = 1024 * 1024, READING_ROWS_MAX = 2000 };

/* One field of the form that has something in the file. */
struct reading_row {
    const char *field;
    const char *label;
    const char *before; /* in the draft, as people write it */
    const char *after;  /* in the file */
    const char *state;
    bool marked;
    json_t *value;
};

struct reading_unclear {
    const char *field; /* "" when it is none */
    const char *label;
    const char *text;
    const char *why;
};

struct reading_out {
    const char *code;
    bool other; /* the file was printed from another application */
    bool older; /* and from values that are not those of the draft now */
    struct reading_row *rows;
    size_t row_count;
    struct reading_unclear *unclear;
    size_t unclear_count;
    struct reading_unclear *rest;
    size_t rest_count;
};

static const struct json_field row_fields[] = {
    JSON_TEXT(struct reading_row, field, 1, 100),
    JSON_TEXT(struct reading_row, label, 0, 600),
    JSON_TEXT(struct reading_row, before, 0, READING_TEXT_MAX),
    JSON_TEXT(struct reading_row, after, 0, READING_TEXT_MAX),
    JSON_CHOICE(struct reading_row, state,
                ((const char *const[]){ "same", "new", "changed", NULL })),
    JSON_BOOL(struct reading_row, marked, .note = "found by its bookmark, else by its label"),
    JSON_VALUE(struct reading_row, value, .note = "for a patch of /values/FIELD"),
    JSON_DONE,
};
static const struct json_shape row_shape = JSON_SHAPE(struct reading_row, row_fields);

static const struct json_field unclear_fields[] = {
    JSON_TEXT(struct reading_unclear, field, 0, 100),
    JSON_TEXT(struct reading_unclear, label, 0, 2000),
    JSON_TEXT(struct reading_unclear, text, 0, READING_TEXT_MAX),
    JSON_TEXT(struct reading_unclear, why, 0, 600),
    JSON_DONE,
};
static const struct json_shape unclear_shape = JSON_SHAPE(struct reading_unclear, unclear_fields);

static const struct json_field reading_fields[] = {
    JSON_TEXT(struct reading_out, code, 0, 100, .note = "of the application it was printed from"),
    JSON_BOOL(struct reading_out, other),
    JSON_BOOL(struct reading_out, older),
    JSON_LIST(struct reading_out, rows, row_count, &row_shape, READING_ROWS_MAX),
    JSON_LIST(struct reading_out, unclear, unclear_count, &unclear_shape, READING_ROWS_MAX),
    JSON_LIST(struct reading_out, rest, rest_count, &unclear_shape, READ_REST_MAX),
    JSON_DONE,
};
static const struct json_shape reading_shape = JSON_SHAPE(struct reading_out, reading_fields);

struct comparing {
    struct op *op;
    const struct form *form;
    const json_t *draft;
    const json_t *read;
    struct reading_out *out;
};

/* ---- values in words, tables as lines ---- */

static const char *value_words(struct op *op, const struct field *field, const json_t *value)
{
    char *text = NULL;

    if (field->kind != FIELD_TABLE)
        return form_value_text(op, field, value);
    for (size_t r = 0; r < json_array_size(value); r++) {
        for (size_t i = 0; i < field->column_count; i++) {
            const struct field *column = &field->columns[i];
            const json_t *cell = json_object_get(json_array_get(value, r), column->id);
            const char *words = cell == NULL ? "" : form_value_text(op, column, cell);
            mem_append(op, &text, "%s%s", i > 0 ? " ｜ " : r > 0 ? "\n" : "", words);
        }
    }
    return or_empty(text);
}

/* Codes in whatever order. */
static bool same_codes(const json_t *a, const json_t *b)
{
    size_t found = 0;

    for (size_t i = 0; i < json_array_size(a); i++) {
        for (size_t k = 0; k < json_array_size(b); k++)
            found += json_equal(json_array_get(a, i), json_array_get(b, k)) ? 1 : 0;
    }
    return found == json_array_size(a) && found == json_array_size(b);
}

static bool same_value(const struct field *field, const json_t *a, const json_t *b)
{
    if (field->kind == FIELD_REGIONS)
        return same_codes(a, b);
    if (field->kind == FIELD_CHOICES)
        return same_codes(json_object_get(a, "codes"), json_object_get(b, "codes")) &&
               strcmp(json_text_get(a, "other"), json_text_get(b, "other")) == 0;
    return json_equal((json_t *)(uintptr_t)a, (json_t *)(uintptr_t)b);
}

/* What a paper does not show stays as it is in the draft, row by row. */
static json_t *with_unprinted(struct op *op, const struct field *field, const json_t *draft,
                              const json_t *read)
{
    json_t *value = json_own(op, json_deep_copy(read));

    for (size_t r = 0; field->kind == FIELD_TABLE && r < json_array_size(value); r++) {
        for (size_t i = 0; i < field->column_count; i++) {
            const struct field *column = &field->columns[i];
            json_t *kept = json_object_get(json_array_get(draft, r), column->id);
            if (kept != NULL && (!column->printed || column->kind == FIELD_ATTACHMENT))
                (void)json_object_set(json_array_get(value, r), column->id, kept);
        }
    }
    return value;
}

static void compare_field(struct comparing *comparing, const struct field *field, bool marked)
{
    struct op *op = comparing->op;
    const json_t *draft = json_object_get(comparing->draft, field->id);
    const json_t *read = json_object_get(comparing->read, field->id);

    if (read == NULL || comparing->out->row_count >= READING_ROWS_MAX)
        return;
    struct reading_row row = { .field = field->id, .label = field->label, .marked = marked };
    row.value = with_unprinted(op, field, draft, read);
    row.before = value_words(op, field, draft);
    row.after = value_words(op, field, row.value);
    bool same = same_value(field, draft, row.value) || strcmp(row.before, row.after) == 0;
    row.state = same ? "same" : row.before[0] == '\0' ? "new" : "changed";
    mem_push(op, comparing->out->rows, comparing->out->row_count, row);
}

static void compare_fields(struct comparing *comparing, const json_t *marked)
{
    const struct form *form = comparing->form;

    for (size_t s = 0; s < form->section_count; s++) {
        for (size_t i = 0; i < form->sections[s].field_count; i++) {
            const struct field *field = &form->sections[s].fields[i];
            compare_field(comparing, field, json_object_get(marked, field->id) != NULL);
        }
    }
}

static const char *text_at(const json_t *row, size_t i)
{
    return or_empty(json_string_value(json_array_get(row, i)));
}

/* What was not understood, and what was left over: rows of form_in.h. */
static void list_unclear(struct op *op, const json_t *found, struct reading_out *out)
{
    const json_t *unclear = json_object_get(found, "unclear");
    const json_t *rest = json_object_get(found, "rest");

    for (size_t i = 0; i < json_array_size(unclear) && i < READING_ROWS_MAX; i++) {
        const json_t *one = json_array_get(unclear, i);
        struct reading_unclear row = { text_at(one, 0), text_at(one, 2), text_at(one, 3),
                                       text_at(one, 4) };
        mem_push(op, out->unclear, out->unclear_count, row);
    }
    for (size_t i = 0; i < json_array_size(rest) && i < READ_REST_MAX; i++) {
        const json_t *one = json_array_get(rest, i);
        struct reading_unclear row = { "", text_at(one, 0), text_at(one, 1), "" };
        mem_push(op, out->rest, out->rest_count, row);
    }
}

/* Has the file read for the form of an application, as it is pinned. */
static enum err ask(struct op *op, const struct application *application, struct bytes file,
                    json_t **ret_found)
{
    struct reader_question question = { .kind = READER_FORM, .file = file };
    struct reader_reply reply = { 0 };
    struct call_file *files = NULL;
    size_t count = 0;

    enum err e = publish_files(op, application->call, application->form_version, &files, &count);
    if (e != OK)
        return e;
    question.known = form_in_known(op, files, count, application->track, false);
    e = documents_ask(op, op->site->documents, &question, &reply);
    if (e == OK)
        *ret_found = reply.json;
    return e;
}

static enum err handle_reading(struct op *op, const struct request *request,
                               struct response *response)
{
    struct application application = { 0 };
    struct reading_out out = { 0 };
    struct comparing comparing = { .op = op, .out = &out };
    const struct bytes file = { request->body, request->body_size };
    const struct call *call = NULL;
    const char *digest = "";
    json_t *values = NULL;
    json_t *found = NULL;

    enum err e = application_get(op, request_param(request, "id"), &application);
    if (e == OK)
        e = application_form(op, &application, &call, &comparing.form);
    if (e == OK)
        e = application_seen(op, &application, &values);
    if (e == OK)
        e = json_digest_hex(op, values, &digest);
    if (e == OK)
        e = application_show(op, &application, &values);
    if (e == OK)
        e = ask(op, &application, file, &found);
    if (e != OK)
        return e;
    comparing.draft = values;
    comparing.read = json_object_get(found, "values");
    compare_fields(&comparing, json_object_get(found, "marked"));
    list_unclear(op, found, &out);
    out.code = json_text_get(found, "code");
    out.other = out.code[0] != '\0' && strcmp(out.code, application.code) != 0;
    const char *printed = json_text_get(found, "digest");
    out.older = printed[0] != '\0' && strcmp(printed, digest) != 0;
    return respond(op, response, &reading_shape, &out);
}

const struct route reading_routes[] = {
    { "POST", "/api/v1/applications/{id}/reading", PERM_APPLICATION_EDIT, handle_reading,
      .summary = "What a filled-in Word form says, beside the draft; saves nothing",
      .out = &reading_shape, .body_max = READER_FILE_MAX, .flags = ROUTE_RAW_BODY | ROUTE_FILE },
    { 0 },
};
