/* SPDX-License-Identifier: Apache-2.0 */
/* over_api.c: places above a soft quota over HTTP; deciding is a step of the application. */
#include "application/api.h"

#include "application/view.h"
#include "base/mem.h"

struct over_query {
    const char *call;
};

static const struct json_field query_fields[] = {
    JSON_TEXT(struct over_query, call, 0, 40, .optional = true),
    JSON_DONE,
};
static const struct json_shape query_shape = JSON_SHAPE(struct over_query, query_fields);

struct over_out {
    ROW_MEMBERS
    const char *over_quota;
    int64_t used;
    int64_t max;
    const char *clause;
    const char *reason;
    const char *by;
    int64_t at;
};

struct overs_out {
    struct over_out *rows;
    size_t count;
};

static const struct json_field over_fields[] = {
    ROW_FIELDS(struct over_out),
    JSON_TEXT(struct over_out, over_quota, 0, APPLICATION_REASON_MAX, .optional = true,
              .note = "why the recommending unit recommends above its quota"),
    JSON_INT(struct over_out, used, 0, JSON_INT_SAFE_MAX),
    JSON_INT(struct over_out, max, -1, JSON_INT_SAFE_MAX),
    JSON_TEXT(struct over_out, clause, 0, 100, .optional = true),
    JSON_TEXT(struct over_out, reason, 0, APPLICATION_REASON_MAX, .optional = true,
              .note = "of the decision"),
    JSON_TEXT(struct over_out, by, 0, 64, .optional = true),
    JSON_TIME(struct over_out, at, .optional = true),
    JSON_DONE,
};
static const struct json_shape over_shape = { "struct over_quota_item", sizeof(struct over_out),
                                              over_fields };

static const struct json_field overs_fields[] = {
    JSON_LIST(struct overs_out, rows, count, &over_shape, 500),
    JSON_DONE,
};
static const struct json_shape overs_shape = { "struct over_quota_items", sizeof(struct overs_out),
                                               overs_fields };

static enum err handle_over(struct op *op, const struct request *request, struct response *response)
{
    const struct over_query *query = request->query;
    struct over_quota_list list = { 0 };
    struct overs_out out = { 0 };

    enum err e = application_over_list(op, or_empty(query->call), &list);
    for (size_t i = 0; e == OK && i < list.count; i++) {
        const struct over_quota *found = &list.rows[i];
        struct over_out row = { .over_quota = found->application.over_quota,
                                .used = found->places.used,
                                .max = found->places.max,
                                .clause = found->places.clause,
                                .reason = found->reason,
                                .by = found->by,
                                .at = found->at_ms };
        struct row_out view = row_view(op, &found->application);
        row_copy(&row, &view);
        mem_push(op, out.rows, out.count, row);
    }
    return e == OK ? respond(op, response, &overs_shape, &out) : e;
}

const struct route over_routes[] = {
    { "GET", "/api/v1/over-quota", PERM_DECIDE, handle_over,
      .summary = "What was sent above a soft quota, to be decided", .query = &query_shape,
      .out = &overs_shape },
    { 0 },
};
