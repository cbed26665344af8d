/* SPDX-License-Identifier: Apache-2.0 */
/* list_in.c: both ends of reading a list in a process of its own. */
#include "import/list_in.h"

#include "base/json_own.h"
#include "base/mem.h"
#include "base/message.h"
#include "base/site.h"
#include "call/reference.h"
#include "doc/form_in.h"
#include "doc/form_read.h"
#include "doc/xlsx_in.h"
#include "import/internal.h"

#include <string.h>

/* ---- what must be known ---- */

json_t *list_in_known(struct op *op, const struct import_list *list, const struct call_file *files,
                      size_t count)
{
    json_t *known = form_in_known(op, files, count, list->track, true);

    (void)json_object_set_new(known, "kind", json_string(list->kind->code));
    (void)json_object_set_new(known, "for_others", json_boolean(list->for_others));
    (void)json_object_set_new(known, "now_ms", json_integer(op->now_ms));
    return known;
}

/* The list as the server opened it, with the reference data that judging wants. */
static enum err open_list(struct op *op, const json_t *known, struct import_list *list)
{
    struct site *site = mem_new(op, struct site);
    struct reference *reference = NULL;
    struct call *call = NULL;
    enum err e = OK;

    list->op = op;
    list->kind = import_kind_named(json_text_get(known, "kind"));
    list->track = json_text_get(known, "track");
    list->for_others = json_is_true(json_object_get(known, "for_others"));
    if (list->kind == NULL)
        return fail(op, ERR_INTERNAL, "internal", "no such kind of list");
    if (list->kind->of_notice)
        e = form_in_call(op, known, &call, &reference);
    else
        e = reference_load_embedded(op, &reference);
    if (e != OK)
        return e;
    site->reference = reference;
    site->calendar = reference_calendar(reference);
    op->site = site;
    op->now_ms = json_integer_value(json_object_get(known, "now_ms"));
    list->notice = call;
    return import_open(op, list);
}

/* ---- the process ---- */

static enum err check_rows(struct op *op, struct import_list *list)
{
    enum err e = OK;

    for (size_t i = 0; e == OK && list->kind->check != NULL && i < list->row_count; i++) {
        struct op *part = op_part(op);
        e = op_part_end(op, part, list->kind->check(part, list, &list->rows[i]));
    }
    return e;
}

/* A row as its line. One that no application could hold is empty, and keeps the list out. */
static const char *line_of(const void *parent, struct op *op, struct import_list *list,
                           const struct import_row *row)
{
    const char *text =
        json_text_of(parent, json_own(op, json_pack("[I, O]", (json_int_t)row->line, row->values)));
    const struct message_arg arg = { "max", mem_printf(op, "%d KB", FORM_VALUES_BYTES_MAX / 1024) };

    if (strlen(text) <= FORM_VALUES_BYTES_MAX)
        return text;
    import_problem(list, row, NULL, true, message_text(op, "import_row_long", &arg, 1));
    return mem_printf(parent, "[%lld,{}]", (long long)row->line);
}

static struct bytes lines_of(struct op *op, struct import_list *list)
{
    struct bytes *texts = mem_array(op, struct bytes, list->row_count + 1);
    size_t size = 0;

    for (size_t i = 0; i < list->row_count; i++) {
        const char *text = line_of(texts, op, list, &list->rows[i]);
        texts[i] = (struct bytes){ (const uint8_t *)text, strlen(text) };
        size += texts[i].size + 1;
    }
    uint8_t *lines = mem_array(op, uint8_t, size + 1);
    uint8_t *to = lines;
    for (size_t i = 0; i < list->row_count; i++) {
        to = mempcpy(to, texts[i].data, texts[i].size);
        *to++ = '\n';
    }
    mem_free(texts);
    return (struct bytes){ lines, size };
}

static const char *shown_text(struct op *op, const struct field *field, const json_t *value)
{
    const char *text = value == NULL ? "" : form_value_text(op, field, value);

    return form_read_cut(op, field->personal ? form_mask_text(op, field, text) : text);
}

/* The first rows as the page shows them: columns that the file has. */
static json_t *shown_of(struct op *op, const struct import_list *list)
{
    const struct import_sheet *sheet = &list->sheets[0];
    json_t *shown = json_array();
    size_t size = 0;

    for (size_t r = 0; r < list->row_count && r < IMPORT_SHOWN_ROWS && size < IMPORT_SHOWN_BYTES;
         r++) {
        json_t *cells = json_array();
        for (size_t i = 0; i < sheet->field_count; i++) {
            const struct field *field = sheet->fields[i];
            if (list->columns[i] == NULL)
                continue;
            const char *text =
                shown_text(op, field, json_object_get(list->rows[r].values, field->id));
            size += strlen(text);
            (void)json_array_append_new(cells, json_string(text));
        }
        (void)json_array_append_new(shown,
                                    json_pack("[I, o]", (json_int_t)list->rows[r].line, cells));
    }
    return shown;
}

static json_t *found(struct op *op, const struct import_list *list)
{
    json_t *columns = json_array();
    json_t *unknown = json_array();
    json_t *problems = json_array();

    for (size_t i = 0; i < list->sheet_count * IMPORT_FIELDS_MAX; i++)
        (void)json_array_append_new(
            columns, list->columns[i] == NULL ? json_null() : json_string(list->columns[i]));
    for (size_t i = 0; i < list->unknown_count && i < IMPORT_UNKNOWN_MAX; i++)
        (void)json_array_append_new(unknown, json_string(list->unknown[i]));
    for (size_t i = 0; i < list->problem_count; i++) {
        const struct import_problem *problem = &list->problems[i];
        (void)json_array_append_new(problems, json_pack("[s, I, s, s, s, b]", problem->sheet,
                                                        (json_int_t)problem->line, problem->column,
                                                        problem->label, problem->message,
                                                        (int)problem->blocks));
    }
    return json_own(
        op, json_pack("{s:o, s:o, s:I, s:I, s:I, s:o, s:o}", "columns", columns, "unknown", unknown,
                      "unknown_count", (json_int_t)list->unknown_count, "told",
                      (json_int_t)list->told_count, "blocking", (json_int_t)list->blocking_count,
                      "problems", problems, "shown", shown_of(op, list)));
}

enum err list_in(struct op *op, const struct reader_question *question,
                 struct reader_reply *ret_reply)
{
    struct import_list list = { 0 };
    json_t *workbook = NULL;

    enum err e = open_list(op, question->known, &list);
    if (e == OK)
        e = xlsx_in(op, question->file, &workbook);
    if (e == OK)
        e = import_read(op, &list, workbook);
    if (e == OK)
        e = check_rows(op, &list);
    if (e != OK)
        return e;
    ret_reply->lines = lines_of(op, &list);
    ret_reply->json = found(op, &list);
    return OK;
}

/* ---- the server ---- */

static size_t count_of(const json_t *json, const char *key)
{
    return (size_t)json_integer_value(json_object_get(json, key));
}

static struct import_problem problem_of(const json_t *row)
{
    return (struct import_problem){ .sheet = or_empty(json_string_value(json_array_get(row, 0))),
                                    .line = json_integer_value(json_array_get(row, 1)),
                                    .column = or_empty(json_string_value(json_array_get(row, 2))),
                                    .label = or_empty(json_string_value(json_array_get(row, 3))),
                                    .message = or_empty(json_string_value(json_array_get(row, 4))),
                                    .blocks = json_is_true(json_array_get(row, 5)) };
}

/* The lines as rows, unopened. False: too many, or the last one has no end. */
bool import_split(struct import_list *list, struct bytes lines)
{
    while (lines.size > 0) {
        const uint8_t *end = memchr(lines.data, '\n', lines.size);
        if (end == NULL || list->row_count == IMPORT_ROWS_MAX)
            return false;
        struct import_row row = { .text = { lines.data, (size_t)(end - lines.data) } };
        row.line = strtoll((const char *)lines.data + 1, NULL, 10); /* "[12,{" */
        mem_push(list->op, list->rows, list->row_count, row);
        lines.size -= row.text.size + 1;
        lines.data = end + 1;
    }
    return true;
}

enum err list_in_take(struct op *op, const struct reader_reply *reply, struct import_list *list)
{
    const json_t *columns = json_object_get(reply->json, "columns");
    const json_t *unknown = json_object_get(reply->json, "unknown");
    const json_t *problems = json_object_get(reply->json, "problems");

    if (json_array_size(columns) != list->sheet_count * IMPORT_FIELDS_MAX ||
        !import_split(list, reply->lines) || json_array_size(problems) > IMPORT_PROBLEMS_MAX ||
        json_array_size(unknown) > IMPORT_UNKNOWN_MAX)
        return fail(op, ERR_INTERNAL, "internal", "the reading process answers in another shape");
    for (size_t i = 0; i < json_array_size(columns); i++)
        list->columns[i] = json_string_value(json_array_get(columns, i));
    for (size_t i = 0; i < json_array_size(unknown); i++) {
        const char *head = or_empty(json_string_value(json_array_get(unknown, i)));
        mem_push(list->op, list->unknown, list->unknown_count, head);
    }
    for (size_t i = 0; i < json_array_size(problems); i++) {
        struct import_problem problem = problem_of(json_array_get(problems, i));
        mem_push(list->op, list->problems, list->problem_count, problem);
    }
    list->unknown_count = count_of(reply->json, "unknown_count");
    list->told_count = count_of(reply->json, "told");
    list->blocking_count = count_of(reply->json, "blocking");
    list->shown = json_object_get(reply->json, "shown");
    return OK;
}
