/* SPDX-License-Identifier: Apache-2.0 */
/* extension_api.c: later deadlines and measured outages over HTTP. */
#include "extension/extension.h"

#include "base/mem.h"
#include "call/calendar.h"
#include "event/tx_api.h"
#include "extension/api.h"

enum { NUMBER_MAX = 60, REASON_MAX = 2000 };

struct extension_query {
    const char *call;
};

static const struct json_field query_fields[] = {
    JSON_TEXT(struct extension_query, call, 0, 40, .optional = true),
    JSON_DONE,
};
static const struct json_shape query_shape = JSON_SHAPE(struct extension_query, query_fields);

struct extension_out {
    const char *id;
    const char *call;
    const char *track;
    const char *org;
    int64_t until;
    const char *number;
    const char *reason;
    const char *by;
    int64_t at;
};

static const struct json_field extension_fields[] = {
    JSON_TEXT(struct extension_out, id, 1, 64),
    JSON_TEXT(struct extension_out, call, 1, 40),
    JSON_TEXT(struct extension_out, track, 0, 40, .note = "empty: every track"),
    JSON_TEXT(struct extension_out, org, 0, 100, .optional = true, .note = "null: every unit"),
    JSON_TIME(struct extension_out, until),
    JSON_TEXT(struct extension_out, number, 1, NUMBER_MAX),
    JSON_TEXT(struct extension_out, reason, 1, REASON_MAX),
    JSON_TEXT(struct extension_out, by, 1, 64),
    JSON_TIME(struct extension_out, at),
    JSON_DONE,
};
static const struct json_shape extension_shape = { "struct extension", sizeof(struct extension_out),
                                                   extension_fields };

struct extensions_out {
    struct extension_out *rows;
    size_t count;
};

static const struct json_field extensions_fields[] = {
    JSON_LIST(struct extensions_out, rows, count, &extension_shape, EXTENSION_LIST_MAX),
    JSON_DONE,
};
static const struct json_shape extensions_shape = { "struct extensions",
                                                    sizeof(struct extensions_out),
                                                    extensions_fields };

static struct extension_out extension_view(const struct extension *row)
{
    return (struct extension_out){ row->public_id, row->call,     row->track,
                                   row->org,       row->until_ms, row->number,
                                   row->reason,    row->by,       row->at_ms };
}

static enum err handle_list(struct op *op, const struct request *request, struct response *response)
{
    const struct extension_query *query = request->query;
    struct extension_list list = { 0 };
    struct extensions_out out = { 0 };

    enum err e = extension_list(op, or_empty(query->call), &list);
    if (e != OK)
        return e;
    for (size_t i = 0; i < list.count; i++)
        mem_push(op, out.rows, out.count, extension_view(&list.rows[i]));
    return respond(op, response, &extensions_shape, &out);
}

struct extension_in {
    const char *call;
    const char *track;
    const char *org;
    int64_t until;
    const char *number;
    const char *reason;
    const char *outage;
};

static const struct json_field in_fields[] = {
    JSON_TEXT(struct extension_in, call, 1, 40),
    JSON_TEXT(struct extension_in, track, 0, 40, .optional = true, .note = "none: every track"),
    JSON_TEXT(struct extension_in, org, 0, 64, .optional = true, .note = "none: every unit"),
    JSON_TIME(struct extension_in, until),
    JSON_TEXT(struct extension_in, number, 1, NUMBER_MAX),
    JSON_TEXT(struct extension_in, reason, 1, REASON_MAX),
    JSON_TEXT(struct extension_in, outage, 0, 64, .optional = true, .note = "that it answers"),
    JSON_DONE,
};
static const struct json_shape in_shape = { "struct extension_new", sizeof(struct extension_in),
                                            in_fields };

static enum err handle_grant(struct op *op, const struct request *request,
                             struct response *response)
{
    const struct extension_in *in = request->in;
    const struct extension_new new = {
        in->call,   or_empty(in->track), or_empty(in->org),   in->until,
        in->number, in->reason,          or_empty(in->outage)
    };
    struct extension extension = { 0 };

    enum err e = extension_grant(op, &new, &extension);
    if (e != OK)
        return e;
    struct extension_out out = extension_view(&extension);
    response->status = 201;
    return respond(op, response, &extension_shape, &out);
}

IN_ONE_TX(handle_grant)

/* ---- outages ---- */

struct outage_out {
    const char *id;
    const char *call;
    int64_t from;
    int64_t to;
    int64_t minutes;
    const char *state;
    const char *reason;
    const char *by;
    int64_t until;
    bool until_provisional;
};

static const struct json_field outage_fields[] = {
    JSON_TEXT(struct outage_out, id, 1, 64),
    JSON_TEXT(struct outage_out, call, 1, 40),
    JSON_TIME(struct outage_out, from),
    JSON_TIME(struct outage_out, to),
    JSON_INT(struct outage_out, minutes, 0, JSON_INT_SAFE_MAX),
    JSON_TEXT(struct outage_out, state, 1, 16, .note = "proposed, accepted, declined"),
    JSON_TEXT(struct outage_out, reason, 0, REASON_MAX),
    JSON_TEXT(struct outage_out, by, 0, 64, .optional = true),
    JSON_TIME(struct outage_out, until, .optional = true, .note = "deadline proposed"),
    JSON_BOOL(struct outage_out, until_provisional, .note = PROVISIONAL_NOTE),
    JSON_DONE,
};
static const struct json_shape outage_shape = { "struct outage", sizeof(struct outage_out),
                                                outage_fields };

struct outages_out {
    struct outage_out *rows;
    size_t count;
};

static const struct json_field outages_fields[] = {
    JSON_LIST(struct outages_out, rows, count, &outage_shape, 200),
    JSON_DONE,
};
static const struct json_shape outages_shape = { "struct outages", sizeof(struct outages_out),
                                                 outages_fields };

static enum err handle_outages(struct op *op, const struct request *request,
                               struct response *response)
{
    struct outage_list list = { 0 };
    struct outages_out out = { 0 };

    (void)request;
    enum err e = outage_list(op, &list);
    if (e != OK)
        return e;
    for (size_t i = 0; i < list.count; i++) {
        const struct outage *row = &list.rows[i];
        struct outage_out one = { row->public_id,
                                  row->call,
                                  row->from_ms,
                                  row->to_ms,
                                  (row->to_ms - row->from_ms) / 60000,
                                  row->state,
                                  row->reason,
                                  row->by,
                                  row->until_ms,
                                  row->provisional };
        mem_push(op, out.rows, out.count, one);
    }
    return respond(op, response, &outages_shape, &out);
}

struct decline_in {
    const char *reason;
};

static const struct json_field decline_fields[] = {
    JSON_TEXT(struct decline_in, reason, 1, REASON_MAX),
    JSON_DONE,
};
static const struct json_shape decline_shape = { "struct outage_decline", sizeof(struct decline_in),
                                                 decline_fields };

static enum err handle_decline(struct op *op, const struct request *request,
                               struct response *response)
{
    const struct decline_in *in = request->in;

    enum err e = outage_decline(op, request_param(request, "id"), in->reason);
    return e == OK ? respond_empty(response) : e;
}

const struct route extension_routes[] = {
    { "GET", "/api/v1/extensions", PERM_APPLICATION_READ, handle_list,
      .summary = "Later deadlines that concern the actor's unit", .query = &query_shape,
      .out = &extensions_shape },
    { "POST", "/api/v1/extensions", PERM_DECIDE, handle_grant_whole,
      .summary = "Make a deadline later for a unit or for everybody", .in = &in_shape,
      .out = &extension_shape },
    { "GET", "/api/v1/outages", PERM_DECIDE, handle_outages,
      .summary = "Measured outages before deadlines, and what was decided", .out = &outages_shape },
    { "POST", "/api/v1/outages/{id}/decline", PERM_DECIDE, handle_decline,
      .summary = "No extension for this outage", .in = &decline_shape },
    { 0 },
};
