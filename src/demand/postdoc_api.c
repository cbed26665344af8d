/* SPDX-License-Identifier: Apache-2.0 */
/* postdoc_api.c: postdocs of demands over HTTP, and the list for the ministry. */
#include "demand/api.h"
#include "demand/postdoc.h"
#include "paper/export_view.h"

static const struct json_field postdoc_fields[] = {
    { "id", JSON_KIND_TEXT, .offset = offsetof(struct postdoc, public_id), .max = 64 },
    JSON_TEXT(struct postdoc, name, 0, 40),
    JSON_TEXT(struct postdoc, station, 0, 100),
    JSON_TEXT(struct postdoc, specialty, 0, 300),
    JSON_TEXT(struct postdoc, mobile, 0, 40),
    JSON_TEXT(struct postdoc, email, 0, 100),
    JSON_TEXT(struct postdoc, basis, 0, 100),
    JSON_TEXT(struct postdoc, note, 0, 300),
    { "entered", JSON_KIND_TIME, .offset = offsetof(struct postdoc, created_ms) },
    JSON_DONE,
};
static const struct json_shape postdoc_shape = JSON_SHAPE(struct postdoc, postdoc_fields);

struct postdocs_out {
    struct postdoc *rows;
    size_t count;
};

static const struct json_field postdocs_fields[] = {
    JSON_LIST(struct postdocs_out, rows, count, &postdoc_shape, POSTDOC_OF_DEMAND_MAX),
    JSON_DONE,
};
static const struct json_shape postdocs_shape = { "struct postdoc_rows",
                                                  sizeof(struct postdocs_out), postdocs_fields };

static enum err handle_list(struct op *op, const struct request *request, struct response *response)
{
    struct postdocs_out out = { 0 };
    struct demand demand = { 0 };

    enum err e = demand_get(op, request_param(request, "id"), &demand);
    if (e == OK)
        e = postdocs_of(op, &demand, &out.rows, &out.count);
    return e == OK ? respond(op, response, &postdocs_shape, &out) : e;
}

struct postdoc_end {
    const char *reason;
};

static const struct json_field end_fields[] = {
    JSON_TEXT(struct postdoc_end, reason, 1, 300),
    JSON_DONE,
};
static const struct json_shape end_shape = JSON_SHAPE(struct postdoc_end, end_fields);

static enum err handle_remove(struct op *op, const struct request *request,
                              struct response *response)
{
    const struct postdoc_end *in = request->in;

    enum err e = postdoc_remove(op, request_param(request, "id"), request_param(request, "postdoc"),
                                in->reason);
    return e == OK ? respond_empty(response) : e;
}

struct postdoc_query {
    const char *call;
    const char *track;
};

static const struct json_field query_fields[] = {
    JSON_TEXT(struct postdoc_query, call, 1, 40),
    JSON_TEXT(struct postdoc_query, track, 1, 40),
    JSON_DONE,
};
static const struct json_shape query_shape = JSON_SHAPE(struct postdoc_query, query_fields);

static enum err handle_export(struct op *op, const struct request *request,
                              struct response *response)
{
    const struct postdoc_query *query = request->query;
    struct bytes file = { 0 };

    enum err e = postdoc_export(op, query->call, query->track, &file);
    return e == OK ? respond_workbook(op, response, "demands", file) : e;
}

const struct route postdoc_routes[] = {
    { "GET", "/api/v1/demands/{id}/postdocs", PERM_DEMAND_READ, handle_list,
      .summary = "Postdocs the ministry allotted to a demand", .out = &postdocs_shape },
    { "POST", "/api/v1/demands/{id}/postdocs/{postdoc}/end", PERM_MATCH, handle_remove,
      .summary = "Take a postdoc off the list again", .in = &end_shape },
    { "GET", "/api/v1/exports/postdoc-demands", PERM_MATCH, handle_export,
      .summary = "Confirmed demands of a track for the ministry, as a workbook",
      .query = &query_shape },
    { 0 },
};
