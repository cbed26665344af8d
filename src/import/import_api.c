/* SPDX-License-Identifier: Apache-2.0 */
/* import_api.c: lists from workbooks over HTTP: template, check, enter. */
#include "import/api.h"
#include "import/import.h"

#include "base/json_own.h"
#include "base/mem.h"
#include "base/message.h"
#include "base/site.h"
#include "call/form.h"

struct import_query {
    const char *call;
    const char *track;
};

static const struct json_field import_query_fields[] = {
    JSON_TEXT(struct import_query, call, 1, 40),
    JSON_TEXT(struct import_query, track, 0, 40, .optional = true),
    JSON_DONE,
};
static const struct json_shape import_query_shape =
    JSON_SHAPE(struct import_query, import_query_fields);

/* ---- what was understood ---- */

struct import_problem_out {
    const char *sheet;
    int64_t line;
    const char *column;
    const char *label;
    const char *message;
    bool blocks;
};

static const struct json_field problem_fields[] = {
    JSON_TEXT(struct import_problem_out, sheet, 0, 100),
    JSON_INT(struct import_problem_out, line, 0, JSON_INT_SAFE_MAX),
    JSON_TEXT(struct import_problem_out, column, 0, 8),
    JSON_TEXT(struct import_problem_out, label, 0, 200),
    JSON_TEXT(struct import_problem_out, message, 1, 2000),
    JSON_BOOL(struct import_problem_out, blocks),
    JSON_DONE,
};
static const struct json_shape import_problem_shape = { "struct import_problem",
                                                        sizeof(struct import_problem_out),
                                                        problem_fields };

struct import_row_out {
    int64_t line;
    const char **cells;
    size_t cell_count;
};

static const struct json_field row_fields[] = {
    JSON_INT(struct import_row_out, line, 0, JSON_INT_SAFE_MAX),
    JSON_TEXTS(struct import_row_out, cells, cell_count, 20000, IMPORT_FIELDS_MAX),
    JSON_DONE,
};
static const struct json_shape import_row_shape = { "struct import_row",
                                                    sizeof(struct import_row_out), row_fields };

struct import_out {
    const char *id;
    const char *title;
    int64_t row_count;
    int64_t problem_count;
    int64_t blocking_count;
    const char **columns;
    size_t column_count;
    const char **unknown;
    size_t unknown_count;
    struct import_row_out *rows;
    size_t shown_count;
    struct import_problem_out *problems;
    size_t told_count;
};

static const struct json_field import_fields[] = {
    JSON_TEXT(struct import_out, id, 0, 64, .optional = true, .note = "null: nothing to enter"),
    JSON_TEXT(struct import_out, title, 1, 60),
    JSON_INT(struct import_out, row_count, 0, IMPORT_ROWS_MAX),
    JSON_INT(struct import_out, problem_count, 0, JSON_INT_SAFE_MAX),
    JSON_INT(struct import_out, blocking_count, 0, JSON_INT_SAFE_MAX),
    JSON_TEXTS(struct import_out, columns, column_count, 200, IMPORT_FIELDS_MAX),
    JSON_TEXTS(struct import_out, unknown, unknown_count, 1000, IMPORT_UNKNOWN_MAX + 1),
    JSON_LIST(struct import_out, rows, shown_count, &import_row_shape, IMPORT_SHOWN_ROWS),
    JSON_LIST(struct import_out, problems, told_count, &import_problem_shape, IMPORT_PROBLEMS_MAX),
    JSON_DONE,
};
static const struct json_shape import_shape = { "struct import_report", sizeof(struct import_out),
                                                import_fields };

/* Cells come from the reading process: as many as there are columns that the file has. */
static struct import_row_out row_view(struct op *op, const json_t *row)
{
    const json_t *cells = json_array_get(row, 1);
    struct import_row_out out = { .line = json_integer_value(json_array_get(row, 0)) };

    for (size_t i = 0; i < json_array_size(cells) && i < IMPORT_FIELDS_MAX; i++) {
        const char *text = or_empty(json_string_value(json_array_get(cells, i)));
        mem_push(op, out.cells, out.cell_count, text);
    }
    return out;
}

/* The heads without a column; of more than are named, how many more. */
static void add_unknown(struct op *op, const struct import_list *list, struct import_out *out)
{
    size_t named =
        list->unknown_count < IMPORT_UNKNOWN_MAX ? list->unknown_count : IMPORT_UNKNOWN_MAX;
    const struct message_arg arg = { "count", mem_printf(op, "%zu", list->unknown_count - named) };

    for (size_t i = 0; i < named; i++)
        mem_push(op, out->unknown, out->unknown_count, list->unknown[i]);
    if (named < list->unknown_count) {
        const char *more = message_text(op, "import_unknown_more", &arg, 1);
        mem_push(op, out->unknown, out->unknown_count, more);
    }
}

static enum err respond_list(struct op *op, struct response *response,
                             const struct import_list *list)
{
    struct import_out out = { .id = list->public_id,
                              .title = list->kind->title,
                              .row_count = (int64_t)list->row_count,
                              .problem_count = (int64_t)list->told_count,
                              .blocking_count = (int64_t)list->blocking_count };

    for (size_t i = 0; i < list->sheets[0].field_count; i++) {
        if (list->columns[i] != NULL)
            mem_push(op, out.columns, out.column_count, list->sheets[0].fields[i]->label);
    }
    add_unknown(op, list, &out);
    for (size_t i = 0; i < json_array_size(list->shown) && i < IMPORT_SHOWN_ROWS; i++)
        mem_push(op, out.rows, out.shown_count, row_view(op, json_array_get(list->shown, i)));
    for (size_t i = 0; i < list->problem_count; i++) {
        const struct import_problem *problem = &list->problems[i];
        struct import_problem_out row = { problem->sheet, problem->line,    problem->column,
                                          problem->label, problem->message, problem->blocks };
        mem_push(op, out.problems, out.told_count, row);
    }
    return respond(op, response, &import_shape, &out);
}

/* ---- one set of handlers a kind: the permission is the route's ---- */

static enum err check(struct op *op, const struct request *request, struct response *response,
                      const struct import_kind *kind)
{
    const struct import_query *query = request->query;
    struct import_list list = { 0 };

    enum err e = import_check(op, kind, query->call, query->track,
                              (struct bytes){ request->body, request->body_size }, &list);
    return e == OK ? respond_list(op, response, &list) : e;
}

struct import_entered {
    int64_t count;
};

static const struct json_field entered_fields[] = {
    JSON_INT(struct import_entered, count, 0, IMPORT_ROWS_MAX),
    JSON_DONE,
};
static const struct json_shape entered_shape = JSON_SHAPE(struct import_entered, entered_fields);

static enum err enter(struct op *op, const struct request *request, struct response *response,
                      const struct import_kind *kind)
{
    struct import_entered out = { 0 };

    enum err e = import_enter(op, kind, request_param(request, "id"), &out.count);
    return e == OK ? respond(op, response, &entered_shape, &out) : e;
}

static enum err template(struct op *op, const struct request *request, struct response *response,
                         const struct import_kind *kind) {
    const struct import_query *query = request->query; struct bytes file = { 0 };

    enum err e = import_template(op, kind, query->call, query->track, &file);
    if (e != OK) return e;
    response->content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    response->bytes = file.data;
    response->size = file.size;
    response_header(response, "Content-Disposition",
                    mem_printf(op, "attachment; filename=\"%s.xlsx\"", kind->code));
    return OK;
}

#define HANDLERS(kind)                                                                             \
    static enum err check_##kind(struct op *op, const struct request *request,                     \
                                 struct response *response)                                        \
    {                                                                                              \
        return check(op, request, response, &import_##kind);                                       \
    }                                                                                              \
    static enum err enter_##kind(struct op *op, const struct request *request,                     \
                                 struct response *response)                                        \
    {                                                                                              \
        return enter(op, request, response, &import_##kind);                                       \
    }                                                                                              \
    static enum err template_##kind(struct op *op, const struct request *request,                  \
                                    struct response *response)                                     \
    {                                                                                              \
        return template(op, request, response, &import_##kind);                                    \
    }

HANDLERS(applications)
HANDLERS(units)
HANDLERS(demands)
HANDLERS(experts)
HANDLERS(postdocs)

#define ROUTES(kind, perm)                                                                         \
    { "GET",                                                                                       \
      "/api/v1/imports/" #kind "/template",                                                        \
      perm,                                                                                        \
      template_##kind,                                                                             \
      .summary = "An empty workbook with heads and choices",                                       \
      .query = &import_query_shape },                                                              \
        { "POST",                                                                                  \
          "/api/v1/imports/" #kind,                                                                \
          perm,                                                                                    \
          check_##kind,                                                                            \
          .summary = "Read and judge a workbook; nothing is entered",                              \
          .query = &import_query_shape,                                                            \
          .out = &import_shape,                                                                    \
          .body_max = IMPORT_FILE_MAX,                                                             \
          .flags = ROUTE_RAW_BODY | ROUTE_FILE },                                                  \
    {                                                                                              \
        "POST", "/api/v1/imports/" #kind "/{id}/entry", perm, enter_##kind,                        \
            .summary = "Enter what was checked, all of it or nothing", .out = &entered_shape       \
    }

const struct route import_routes[] = {
    ROUTES(applications, PERM_APPLICATION_EDIT),
    ROUTES(units, PERM_ORG_EDIT),
    ROUTES(demands, PERM_DEMAND_EDIT),
    ROUTES(experts, PERM_EXPERT_EDIT),
    ROUTES(postdocs, PERM_MATCH),
    { 0 },
};
