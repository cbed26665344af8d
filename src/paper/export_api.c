/* SPDX-License-Identifier: Apache-2.0 */
/* export_api.c: lists as workbooks over HTTP. */
#include "paper/api.h"
#include "paper/export.h"
#include "paper/export_view.h"

#include "base/mem.h"

enum err respond_workbook(struct op *op, struct response *response, const char *name,
                          struct bytes file)
{
    response->content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    response->bytes = file.data;
    response->size = file.size;
    response_header(response, "Content-Disposition",
                    mem_printf(op, "attachment; filename=\"%s.xlsx\"", name));
    return OK;
}

struct export_query {
    const char *call;
    const char *track;
    const char *state;
    const char *q;
};

static const struct json_field export_query_fields[] = {
    JSON_TEXT(struct export_query, call, 0, 40, .optional = true),
    JSON_TEXT(struct export_query, track, 0, 40, .optional = true),
    JSON_TEXT(struct export_query, state, 0, 32, .optional = true),
    JSON_TEXT(struct export_query, q, 0, 60, .optional = true),
    JSON_DONE,
};
static const struct json_shape export_query_shape =
    JSON_SHAPE(struct export_query, export_query_fields);

static enum err handle_applications(struct op *op, const struct request *request,
                                    struct response *response)
{
    const struct export_query *query = request->query;
    const struct application_filter filter = {
        .call = query->call, .track = query->track, .state = query->state, .q = query->q
    };
    struct bytes file = { 0 };

    enum err e = export_applications(op, &filter, &file);
    return e == OK ? respond_workbook(op, response, "applications", file) : e;
}

static enum err handle_desk(struct op *op, const struct request *request, struct response *response)
{
    const struct export_query *query = request->query;
    struct bytes file = { 0 };

    enum err e = export_desk(op, query->call, query->state, &file);
    return e == OK ? respond_workbook(op, response, "desk", file) : e;
}

static enum err handle_package(struct op *op, const struct request *request,
                               struct response *response)
{
    struct bytes file = { 0 };

    enum err e = export_package(op, request_param(request, "id"), &file);
    return e == OK ? respond_workbook(op, response, "package", file) : e;
}

struct export_call {
    const char *call;
};

static const struct json_field export_call_fields[] = {
    JSON_TEXT(struct export_call, call, 1, 40),
    JSON_DONE,
};
static const struct json_shape export_call_shape =
    JSON_SHAPE(struct export_call, export_call_fields);

static enum err handle_board(struct op *op, const struct request *request,
                             struct response *response)
{
    const struct export_call *query = request->query;
    struct bytes file = { 0 };

    enum err e = export_board(op, query->call, &file);
    return e == OK ? respond_workbook(op, response, "board", file) : e;
}

static enum err handle_ledger(struct op *op, const struct request *request,
                              struct response *response)
{
    const struct export_call *query = request->query;
    struct bytes file = { 0 };

    enum err e = export_ledger(op, query->call, &file);
    return e == OK ? respond_workbook(op, response, "ledger", file) : e;
}

const struct route export_routes[] = {
    { "GET", "/api/v1/exports/applications", PERM_APPLICATION_READ, handle_applications,
      .summary = "The list of applications as a workbook", .query = &export_query_shape },
    { "GET", "/api/v1/exports/desk", PERM_DESK, handle_desk,
      .summary = "The desk's queue as a workbook", .query = &export_query_shape },
    { "GET", "/api/v1/exports/board", PERM_AREA, handle_board,
      .summary = "Units of the area and reminders as a workbook", .query = &export_call_shape },
    { "GET", "/api/v1/exports/ledger", PERM_AREA, handle_ledger,
      .summary = "The ledger and the year's plan as a workbook", .query = &export_call_shape },
    { "GET", "/api/v1/exports/packages/{id}", PERM_PACKAGE_READ, handle_package,
      .summary = "The items of a package as a workbook" },
    { 0 },
};
