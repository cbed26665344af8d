/* SPDX-License-Identifier: Apache-2.0 */
/* recommendation_api.c: what a recommending unit has before it, and its order, over HTTP. */
#include "package/api.h"

#include "application/view.h"
#include "base/mem.h"
#include "package/recommendation.h"

struct recommendation_query {
    const char *call;
};

static const struct json_field recommendation_query_fields[] = {
    JSON_TEXT(struct recommendation_query, call, 1, 40),
    JSON_DONE,
};
static const struct json_shape recommendation_query_shape =
    JSON_SHAPE(struct recommendation_query, recommendation_query_fields);

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
    const char *desk;
    const char *desk_name;
    struct recommendation_quota quota;
    int64_t deadline;
    struct row_out *items;
    size_t item_count;
    bool can_send;
};

static const struct json_field recommendation_fields[] = {
    JSON_TEXT(struct recommendation_out, track, 1, 40),
    JSON_TEXT(struct recommendation_out, title, 1, 100),
    JSON_TEXT(struct recommendation_out, desk, 1, 40, .note = "code of the desk it is sent to"),
    JSON_TEXT(struct recommendation_out, desk_name, 1, 100),
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
        struct recommendation_out row = { track->track,     track->title, track->desk,
                                          track->desk_name, track->quota, track->deadline_ms,
                                          items.rows,       items.count,  track->can_send };
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

const struct route recommendation_routes[] = {
    { "GET", "/api/v1/recommendations", PERM_RECOMMEND, handle_recommendations,
      .summary = "Items of the recommending unit beside its quotas",
      .query = &recommendation_query_shape, .out = &recommendations_shape },
    { "PUT", "/api/v1/recommendations/ranks", PERM_RECOMMEND, handle_ranks,
      .summary = "Rank the recommended items of a track", .in = &ranks_shape },
    { 0 },
};
