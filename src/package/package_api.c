/* SPDX-License-Identifier: Apache-2.0 */
/* package_api.c: recommendation and sending over HTTP. */
#include "package/api.h"

#include "application/view.h"
#include "base/mem.h"
#include "package/package.h"
#include "package/recommendation.h"

#include <string.h>

/* ---- packages ---- */

static const struct json_field letter_fields[] = {
    JSON_TEXT(struct package_letter, number, 0, 60, .optional = true),
    JSON_DAY(struct package_letter, date, .optional = true),
    JSON_TEXT(struct package_letter, contact, 0, 40, .optional = true),
    JSON_TEXT(struct package_letter, phone, 0, 60, .optional = true),
    JSON_DONE,
};
static const struct json_shape letter_shape = JSON_SHAPE(struct package_letter, letter_fields);

static const struct json_field new_fields[] = {
    JSON_TEXT(struct package_new, call, 1, 40),
    JSON_TEXT(struct package_new, track, 1, 40),
    JSON_TEXTS(struct package_new, ids, id_count, 64, PACKAGE_ITEMS_MAX),
    JSON_OBJECT(struct package_new, letter, &letter_shape, .optional = true),
    JSON_TEXT(struct package_new, courier, 0, 60, .optional = true),
    JSON_BOOL(struct package_new, declaration, .note = "nothing secret or sensitive inside"),
    JSON_DONE,
};
static const struct json_shape new_shape = JSON_SHAPE(struct package_new, new_fields);

struct package_receipt_out {
    const char *number;
    int64_t at;
};

struct package_out {
    const char *id;
    const char *number;
    const char *call;
    const char *track;
    const char *sender;
    const char *desk;
    int64_t sent;
    struct package_item *items;
    size_t item_count;
    struct package_letter letter;
    const char *courier;
    struct package_receipt_out receipt;
    struct problem_out *warnings;
    size_t warning_count;
};

static const struct json_field item_fields[] = {
    JSON_TEXT(struct package_item, id, 1, 64),
    JSON_TEXT(struct package_item, code, 1, 16),
    JSON_TEXT(struct package_item, title, 0, 500),
    JSON_INT(struct package_item, rank, 0, 1000, .optional = true),
    JSON_TEXT(struct package_item, digest, 64, 64),
    JSON_DONE,
};
static const struct json_shape item_shape = JSON_SHAPE(struct package_item, item_fields);

static const struct json_field receipt_fields[] = {
    JSON_TEXT(struct package_receipt_out, number, 1, 32),
    JSON_TIME(struct package_receipt_out, at),
    JSON_DONE,
};
static const struct json_shape receipt_shape =
    JSON_SHAPE(struct package_receipt_out, receipt_fields);

static const struct json_field package_fields[] = {
    JSON_TEXT(struct package_out, id, 1, 64),
    JSON_TEXT(struct package_out, number, 1, 32),
    JSON_TEXT(struct package_out, call, 1, 40),
    JSON_TEXT(struct package_out, track, 1, 40),
    JSON_TEXT(struct package_out, sender, 1, 100),
    JSON_TEXT(struct package_out, desk, 1, 100),
    JSON_TIME(struct package_out, sent),
    JSON_LIST(struct package_out, items, item_count, &item_shape, PACKAGE_ITEMS_MAX),
    JSON_OBJECT(struct package_out, letter, &letter_shape),
    JSON_TEXT(struct package_out, courier, 0, 60, .optional = true),
    JSON_OBJECT(struct package_out, receipt, &receipt_shape),
    JSON_LIST(struct package_out, warnings, warning_count, &problem_shape, PACKAGE_ITEMS_MAX),
    JSON_DONE,
};
static const struct json_shape package_shape = JSON_SHAPE(struct package_out, package_fields);

struct packages_out {
    struct package_out *rows;
    size_t count;
    const char *next;
};

static const struct json_field packages_fields[] = {
    JSON_LIST(struct packages_out, rows, count, &package_shape, 500),
    JSON_TEXT(struct packages_out, next, 0, 64, .optional = true),
    JSON_DONE,
};
static const struct json_shape packages_shape = JSON_SHAPE(struct packages_out, packages_fields);

static struct package_out package_view(struct op *op, const struct package *package)
{
    struct package_out out = { .id = package->public_id,
                               .number = package->number,
                               .call = package->call,
                               .track = package->track,
                               .sender = package->sender,
                               .desk = package->desk,
                               .sent = package->sent_ms,
                               .items = package->items,
                               .item_count = package->item_count,
                               .letter = package->letter,
                               .courier = package->courier,
                               .receipt = { package->receipt_number, package->sent_ms } };

    out.warnings = problems_view(op, &package->warnings, &out.warning_count);
    return out;
}

static enum err respond_package(struct op *op, struct response *response,
                                const struct package *package, int status)
{
    struct package_out out = package_view(op, package);

    response->status = status;
    return respond(op, response, &package_shape, &out);
}

static enum err handle_send(struct op *op, const struct request *request, struct response *response)
{
    struct package package = { 0 };

    enum err e = package_send(op, request->in, &package);
    return e == OK ? respond_package(op, response, &package, 201) : e;
}

static enum err handle_get(struct op *op, const struct request *request, struct response *response)
{
    struct package package = { 0 };

    enum err e = package_get(op, request_param(request, "id"), &package);
    return e == OK ? respond_package(op, response, &package, 200) : e;
}

static const struct json_field filter_fields[] = {
    JSON_TEXT(struct package_filter, call, 0, 40, .optional = true),
    JSON_TEXT(struct package_filter, cursor, 0, 64, .optional = true),
    JSON_INT(struct package_filter, limit, 1, 500, .optional = true),
    JSON_DONE,
};
static const struct json_shape filter_shape = JSON_SHAPE(struct package_filter, filter_fields);

struct recommendation_query {
    const char *call;
};

static const struct json_field recommendation_query_fields[] = {
    JSON_TEXT(struct recommendation_query, call, 1, 40),
    JSON_DONE,
};
static const struct json_shape recommendation_query_shape =
    JSON_SHAPE(struct recommendation_query, recommendation_query_fields);

static enum err handle_list(struct op *op, const struct request *request, struct response *response)
{
    struct package_list list = { 0 };
    struct packages_out out = { 0 };

    enum err e = package_list(op, request->query, &list);
    if (e != OK)
        return e;
    for (size_t i = 0; i < list.count; i++)
        mem_push(op, out.rows, out.count, package_view(op, &list.rows[i]));
    out.next = list.next;
    return respond(op, response, &packages_shape, &out);
}

/* The receipt as a file: the very bytes that were signed. */
static enum err handle_receipt(struct op *op, const struct request *request,
                               struct response *response)
{
    struct package package = { 0 };

    enum err e = package_get(op, request_param(request, "id"), &package);
    if (e != OK)
        return e;
    response->bytes = package.receipt;
    response->size = strlen(package.receipt);
    response_header(
        response, "Content-Disposition",
        mem_printf(op, "attachment; filename=\"receipt-%s.json\"", package.receipt_number));
    return OK;
}

/* ---- recommendation ---- */

static const struct json_field quota_fields[] = {
    JSON_INT(struct recommendation_quota, used, 0, JSON_INT_SAFE_MAX),
    JSON_VALUE(struct recommendation_quota, max, .optional = true, .note = "null: no limit"),
    JSON_BOOL(struct recommendation_quota, soft),
    JSON_TEXT(struct recommendation_quota, clause, 0, 100, .optional = true),
    JSON_TEXT(struct recommendation_quota, text, 0, 200),
    JSON_DONE,
};
static const struct json_shape quota_shape = JSON_SHAPE(struct recommendation_quota, quota_fields);

struct recommendation_out {
    const char *track;
    const char *title;
    struct recommendation_quota quota;
    int64_t deadline;
    struct row_out *items;
    size_t item_count;
    bool can_send;
};

static const struct json_field recommendation_fields[] = {
    JSON_TEXT(struct recommendation_out, track, 1, 40),
    JSON_TEXT(struct recommendation_out, title, 1, 100),
    JSON_OBJECT(struct recommendation_out, quota, &quota_shape),
    JSON_TIME(struct recommendation_out, deadline),
    JSON_LIST(struct recommendation_out, items, item_count, &application_row_shape, 500),
    JSON_BOOL(struct recommendation_out, can_send),
    JSON_DONE,
};
static const struct json_shape recommendation_shape = { "struct recommendation_track",
                                                        sizeof(struct recommendation_out),
                                                        recommendation_fields };

struct recommendations_out {
    struct recommendation_out *rows;
    size_t count;
};

static const struct json_field recommendations_fields[] = {
    JSON_LIST(struct recommendations_out, rows, count, &recommendation_shape, 100),
    JSON_DONE,
};
static const struct json_shape recommendations_shape =
    JSON_SHAPE(struct recommendations_out, recommendations_fields);

static enum err handle_recommendations(struct op *op, const struct request *request,
                                       struct response *response)
{
    const struct recommendation_query *query = request->query;
    struct recommendation_list list = { 0 };
    struct recommendations_out out = { 0 };

    enum err e = recommendation_list(op, query->call, &list);
    if (e != OK)
        return e;
    for (size_t i = 0; i < list.count; i++) {
        const struct recommendation *track = &list.rows[i];
        struct rows_out items = rows_view(op, &track->items);
        struct recommendation_out row = { track->track,       track->title, track->quota,
                                          track->deadline_ms, items.rows,   items.count,
                                          track->can_send };
        mem_push(op, out.rows, out.count, row);
    }
    return respond(op, response, &recommendations_shape, &out);
}

struct ranks_in {
    const char *call;
    const char *track;
    const char *const *ids;
    size_t id_count;
};

static const struct json_field ranks_fields[] = {
    JSON_TEXT(struct ranks_in, call, 1, 40),
    JSON_TEXT(struct ranks_in, track, 1, 40),
    JSON_TEXTS(struct ranks_in, ids, id_count, 64, 500),
    JSON_DONE,
};
static const struct json_shape ranks_shape = JSON_SHAPE(struct ranks_in, ranks_fields);

static enum err handle_ranks(struct op *op, const struct request *request,
                             struct response *response)
{
    const struct ranks_in *in = request->in;

    enum err e = application_rank(op, in->call, in->track, in->ids, in->id_count);
    return e == OK ? respond_empty(response) : e;
}

const struct route package_routes[] = {
    { "GET", "/api/v1/recommendations", PERM_RECOMMEND, handle_recommendations,
      .summary = "Items of the recommending unit beside its quotas",
      .query = &recommendation_query_shape, .out = &recommendations_shape },
    { "PUT", "/api/v1/recommendations/ranks", PERM_RECOMMEND, handle_ranks,
      .summary = "Rank the recommended items of a track", .in = &ranks_shape },
    { "GET", "/api/v1/packages", PERM_PACKAGE_READ, handle_list, .summary = "Packages",
      .query = &filter_shape, .out = &packages_shape },
    { "POST", "/api/v1/packages", PERM_PACKAGE_SEND, handle_send,
      .summary = "Send items as one package; the receipt comes back", .in = &new_shape,
      .out = &package_shape },
    { "GET", "/api/v1/packages/{id}", PERM_PACKAGE_READ, handle_get, .summary = "One package",
      .out = &package_shape },
    { "GET", "/api/v1/packages/{id}/receipt", PERM_PACKAGE_READ, handle_receipt,
      .summary = "The signed receipt file" },
    { 0 },
};
