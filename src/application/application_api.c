/* SPDX-License-Identifier: Apache-2.0 */
/* application_api.c: applications over HTTP. */
#include "application/api.h"
#include "application/view.h"

#include "base/mem.h"
#include "base/site.h"
#include "event/event.h"
#include "publish/publish.h"

#include <string.h>

/* ---- lists and options ---- */

static const struct json_field filter_fields[] = {
    JSON_TEXT(struct application_filter, call, 0, 40, .optional = true),
    JSON_TEXT(struct application_filter, track, 0, 40, .optional = true),
    JSON_TEXT(struct application_filter, state, 0, 32, .optional = true),
    JSON_TEXT(struct application_filter, q, 0, 60, .optional = true),
    JSON_TEXT(struct application_filter, cursor, 0, 64, .optional = true),
    JSON_INT(struct application_filter, limit, 1, APPLICATION_LIST_MAX, .optional = true),
    JSON_DONE,
};
static const struct json_shape filter_shape = JSON_SHAPE(struct application_filter, filter_fields);

static enum err handle_list(struct op *op, const struct request *request, struct response *response)
{
    struct application_list list = { 0 };

    enum err e = application_list(op, request->query, &list);
    if (e != OK)
        return e;
    struct rows_out out = rows_view(op, &list);
    return respond(op, response, &application_rows_shape, &out);
}

struct options_query {
    const char *call;
    const char *org;
};

static const struct json_field options_query_fields[] = {
    JSON_TEXT(struct options_query, call, 1, 40),
    JSON_TEXT(struct options_query, org, 0, 64, .optional = true,
              .note = "unit of the own area, to type for it"),
    JSON_DONE,
};
static const struct json_shape options_query_shape =
    JSON_SHAPE(struct options_query, options_query_fields);

static const struct json_field option_fields[] = {
    JSON_TEXT(struct application_option, track, 1, 40),
    JSON_TEXT(struct application_option, title, 1, 100),
    JSON_TEXT(struct application_option, capacity, 0, 40),
    JSON_TEXT(struct application_option, capacity_name, 0, 100),
    JSON_BOOL(struct application_option, allowed),
    JSON_TEXT(struct application_option, reason, 0, 300, .optional = true),
    JSON_TEXT(struct application_option, clause, 0, 100, .optional = true),
    JSON_DONE,
};
static const struct json_shape option_shape = JSON_SHAPE(struct application_option, option_fields);

static const struct json_field options_fields[] = {
    JSON_LIST(struct application_options, rows, count, &option_shape, 100),
    JSON_DONE,
};
static const struct json_shape options_shape =
    JSON_SHAPE(struct application_options, options_fields);

static enum err handle_options(struct op *op, const struct request *request,
                               struct response *response)
{
    struct application_options options = { 0 };
    const struct options_query *query = request->query;

    enum err e = application_options(op, query->call, or_empty(query->org), &options);
    return e == OK ? respond(op, response, &options_shape, &options) : e;
}

/* ---- one ---- */

struct application_new {
    const char *call;
    const char *track;
    const char *capacity;
    const char *from;
    const char *org;
};

static const struct json_field new_fields[] = {
    JSON_TEXT(struct application_new, call, 1, 40),
    JSON_TEXT(struct application_new, track, 1, 40),
    JSON_TEXT(struct application_new, capacity, 1, 40),
    JSON_TEXT(struct application_new, from, 0, 64, .optional = true,
              .note = "an earlier application of the own unit, whose values are carried over"),
    JSON_TEXT(struct application_new, org, 0, 64, .optional = true,
              .note = "unit of the own area that the office types for"),
    JSON_DONE,
};
static const struct json_shape new_shape = JSON_SHAPE(struct application_new, new_fields);

static enum err create_work(struct op *op, void *arg)
{
    struct exchange *exchange = arg;
    const struct application_new *in = exchange->request->in;
    const char *id = NULL;

    enum err e = application_create(op, in->call, in->track, in->capacity, or_empty(in->org), &id);
    if (e == OK && or_empty(in->from)[0] != '\0')
        e = application_copy(op, in->from, id);
    return e == OK ? respond_application(op, exchange->response, id, 201) : e;
}

static enum err handle_create(struct op *op, const struct request *request,
                              struct response *response)
{
    return event_tx(op, create_work, &(struct exchange){ request, response });
}

static enum err handle_get(struct op *op, const struct request *request, struct response *response)
{
    return respond_application(op, response, request_param(request, "id"), 200);
}

struct patch_in {
    int64_t base;
    json_t *patch;
};

static const struct json_field patch_in_fields[] = {
    JSON_INT(struct patch_in, base, 0, JSON_INT_SAFE_MAX),
    JSON_VALUE(struct patch_in, patch, .note = "[{path, value}], JSON pointers below /values"),
    JSON_DONE,
};
static const struct json_shape patch_in_shape = JSON_SHAPE(struct patch_in, patch_in_fields);

struct patch_out {
    int64_t revision;
    int64_t saved;
    struct problem_out *problems;
    size_t problem_count;
    bool merged;
    json_t *values;
};

static const struct json_field patch_out_fields[] = {
    JSON_INT(struct patch_out, revision, 1, JSON_INT_SAFE_MAX),
    JSON_TIME(struct patch_out, saved),
    JSON_LIST(struct patch_out, problems, problem_count, &problem_shape, 2000),
    JSON_BOOL(struct patch_out, merged, .note = "somebody else's changes are in values"),
    JSON_VALUE(struct patch_out, values, .optional = true),
    JSON_DONE,
};
static const struct json_shape patch_out_shape = JSON_SHAPE(struct patch_out, patch_out_fields);

static enum err handle_patch(struct op *op, const struct request *request,
                             struct response *response)
{
    const struct patch_in *in = request->in;
    struct application_saved saved = { 0 };

    enum err e = application_save(op, request_param(request, "id"), in->base, in->patch, &saved);
    if (e != OK)
        return e;
    struct patch_out out = { .revision = saved.revision,
                             .saved = saved.saved_ms,
                             .merged = saved.values != NULL,
                             .values = saved.values };
    out.problems = problems_view(op, &saved.problems, &out.problem_count);
    return respond(op, response, &patch_out_shape, &out);
}

/* ---- steps ---- */

struct act_in {
    const char *reason;
    const char *over_quota;
    const char *opinion;
    int64_t until;
    struct return_item *items;
    size_t item_count;
    bool paper;
    bool declaration;
};

static const struct json_field item_fields[] = {
    JSON_TEXT(struct return_item, code, 0, 40, .optional = true),
    JSON_TEXT(struct return_item, text, 1, APPLICATION_REASON_MAX),
    JSON_DONE,
};
static const struct json_shape item_shape = JSON_SHAPE(struct return_item, item_fields);

static const struct json_field act_fields[] = {
    JSON_TEXT(struct act_in, reason, 0, APPLICATION_REASON_MAX, .optional = true),
    JSON_TEXT(struct act_in, over_quota, 0, APPLICATION_REASON_MAX, .optional = true,
              .note = "reason for a place above a soft quota"),
    JSON_TEXT(struct act_in, opinion, 0, APPLICATION_REASON_MAX, .optional = true),
    JSON_TIME(struct act_in, until, .optional = true, .note = "reopen: deadline of its own"),
    JSON_LIST(struct act_in, items, item_count, &item_shape, RETURN_ITEMS_MAX, .optional = true),
    JSON_BOOL(struct act_in, paper, .optional = true),
    JSON_BOOL(struct act_in, declaration, .optional = true,
              .note = "nothing secret or sensitive inside: where the action declares"),
    JSON_DONE,
};
static const struct json_shape act_shape = JSON_SHAPE(struct act_in, act_fields);

static enum err handle_act(struct op *op, const struct request *request, struct response *response)
{
    const struct act_in *in = request->in;
    const char *id = request_param(request, "id");
    struct application_act act = { .action = request_param(request, "action"),
                                   .reason = or_empty(in->reason),
                                   .over_quota = or_empty(in->over_quota),
                                   .opinion = or_empty(in->opinion),
                                   .until_ms = in->until,
                                   .items = in->items,
                                   .item_count = in->item_count,
                                   .paper = in->paper,
                                   .declaration = in->declaration };

    enum err e = application_do(op, id, &act);
    if (e != OK)
        return e;
    e = respond_application(op, response, id, 200);
    /* The step is done: that it left the actor's sight, or cannot be read now, undoes nothing. */
    if (e == ERR_NOT_FOUND || e == ERR_UNAVAILABLE) {
        op_forgive(op);
        return respond_empty(response);
    }
    return e;
}

/* ---- versions and differences ---- */

struct name_in {
    const char *name;
};

static const struct json_field name_fields[] = {
    JSON_TEXT(struct name_in, name, 1, 50),
    JSON_DONE,
};
static const struct json_shape name_shape = JSON_SHAPE(struct name_in, name_fields);

static enum err keep_work(struct op *op, void *arg)
{
    struct exchange *exchange = arg;
    const struct name_in *in = exchange->request->in;
    const char *id = request_param(exchange->request, "id");

    enum err e = application_keep_version(op, id, in->name);
    return e == OK ? respond_application(op, exchange->response, id, 201) : e;
}

static enum err handle_keep(struct op *op, const struct request *request, struct response *response)
{
    return event_tx(op, keep_work, &(struct exchange){ request, response });
}

struct values_out {
    int64_t n;
    json_t *values;
};

static const struct json_field values_fields[] = {
    JSON_INT(struct values_out, n, 0, 500),
    JSON_VALUE(struct values_out, values),
    JSON_DONE,
};
static const struct json_shape values_shape = JSON_SHAPE(struct values_out, values_fields);

static enum err handle_version(struct op *op, const struct request *request,
                               struct response *response)
{
    struct application application = { 0 };
    struct application then = { 0 };
    struct values_out out = { .n = request_param_number(request, "n") };

    enum err e = application_get(op, request_param(request, "id"), &application);
    if (e == OK)
        e = application_version_values(op, &application, out.n, &out.values);
    if (e == OK)
        e = application_as_of(op, &application, out.n, &then);
    if (e == OK) /* masked by the fields it was written in */
        e = application_show(op, &then, &out.values);
    return e == OK ? respond(op, response, &values_shape, &out) : e;
}

struct diff_query {
    int64_t from;
    int64_t to;
};

static const struct json_field diff_query_fields[] = {
    JSON_INT(struct diff_query, from, 0, 500),
    JSON_INT(struct diff_query, to, 0, 500, .optional = true, .note = "0: the present"),
    JSON_DONE,
};
static const struct json_shape diff_query_shape = JSON_SHAPE(struct diff_query, diff_query_fields);

struct change_out {
    const char *path;
    const char *label;
    const char *from;
    const char *to;
};

struct diff_out {
    struct change_out *rows;
    size_t count;
};

static const struct json_field change_fields[] = {
    JSON_TEXT(struct change_out, path, 1, 300),
    JSON_TEXT(struct change_out, label, 1, 300),
    JSON_TEXT(struct change_out, from, 0, 20000),
    JSON_TEXT(struct change_out, to, 0, 20000),
    JSON_DONE,
};
static const struct json_shape change_shape = JSON_SHAPE(struct change_out, change_fields);

static const struct json_field diff_fields[] = {
    JSON_LIST(struct diff_out, rows, count, &change_shape, 5000),
    JSON_DONE,
};
static const struct json_shape diff_shape = JSON_SHAPE(struct diff_out, diff_fields);

static enum err handle_diff(struct op *op, const struct request *request, struct response *response)
{
    const struct diff_query *query = request->query;
    struct application application = { 0 };
    const struct call *call = NULL;
    const struct form *form = NULL;
    struct form_change *changes = NULL;
    struct diff_out out = { 0 };
    json_t *from = NULL;
    json_t *to = NULL;
    size_t count = 0;
    bool masked = false;

    enum err e = application_get(op, request_param(request, "id"), &application);
    if (e == OK)
        e = application_version_form(op, &application, query->from, &call, &form);
    if (e == OK)
        e = application_version_values(op, &application, query->from, &from);
    if (e == OK)
        e = application_version_values(op, &application, query->to, &to);
    if (e == OK)
        e = application_masked(op, &application, &masked);
    if (e == OK)
        e = form_diff(op, form, from, to, &changes, &count);
    if (e != OK)
        return e;
    for (size_t i = 0; i < count; i++) {
        struct change_out row = { changes[i].path, changes[i].label, changes[i].before,
                                  changes[i].after };
        if (masked && changes[i].field->personal) {
            row.from = form_mask_text(op, changes[i].field, row.from);
            row.to = form_mask_text(op, changes[i].field, row.to);
        }
        mem_push(op, out.rows, out.count, row);
    }
    return respond(op, response, &diff_shape, &out);
}

/* ---- events in words ---- */

struct event_out {
    int64_t at;
    const char *who;
    const char *text;
};

struct events_out {
    struct event_out *rows;
    size_t count;
    const char *next;
};

static const struct json_field event_fields[] = {
    JSON_TIME(struct event_out, at),
    JSON_TEXT(struct event_out, who, 0, 200),
    JSON_TEXT(struct event_out, text, 0, 200 + RETURN_ITEMS_MAX * (APPLICATION_REASON_MAX + 1)),
    JSON_DONE,
};
static const struct json_shape event_shape = { "struct application_event", sizeof(struct event_out),
                                               event_fields };

static const struct json_field events_fields[] = {
    JSON_LIST(struct events_out, rows, count, &event_shape, HISTORY_MAX),
    JSON_TEXT(struct events_out, next, 0, 64, .optional = true),
    JSON_DONE,
};
static const struct json_shape events_shape = { "struct application_events",
                                                sizeof(struct events_out), events_fields };

static enum err handle_events(struct op *op, const struct request *request,
                              struct response *response)
{
    struct application application = { 0 };
    struct history history = { 0 };
    struct events_out out = { 0 };

    enum err e = application_get(op, request_param(request, "id"), &application);
    if (e == OK)
        e = history_of(op, &application, &history);
    for (size_t i = 0; e == OK && i < history.count; i++) {
        struct event_out row = { history.rows[i].at_ms, history.rows[i].who, history.rows[i].text };
        mem_push(op, out.rows, out.count, row);
    }
    return e == OK ? respond(op, response, &events_shape, &out) : e;
}

const struct route application_routes[] = {
    { "GET", "/api/v1/applications", PERM_APPLICATION_READ, handle_list,
      .summary = "Applications the actor may see", .query = &filter_shape,
      .out = &application_rows_shape },
    { "GET", "/api/v1/applications/options", PERM_APPLICATION_EDIT, handle_options,
      .summary = "Tracks the own unit may file, the others with the reason",
      .query = &options_query_shape, .out = &options_shape },
    { "POST", "/api/v1/applications", PERM_APPLICATION_EDIT, handle_create,
      .summary = "A new draft", .in = &new_shape, .out = &application_shape },
    { "GET", "/api/v1/applications/{id}", PERM_APPLICATION_READ, handle_get,
      .summary = "One application with all its page shows", .out = &application_shape },
    { "PATCH", "/api/v1/applications/{id}/values", PERM_APPLICATION_EDIT, handle_patch,
      .summary = "Save a patch made on a base revision", .in = &patch_in_shape,
      .out = &patch_out_shape },
    { "POST", "/api/v1/applications/{id}/actions/{action}", PERM_APPLICATION_ACT, handle_act,
      .summary = "Take one step of the road", .in = &act_shape, .out = &application_shape },
    { "POST", "/api/v1/applications/{id}/versions", PERM_APPLICATION_EDIT, handle_keep,
      .summary = "Keep the present values under a name", .in = &name_shape,
      .out = &application_shape },
    { "GET", "/api/v1/applications/{id}/versions/{n}", PERM_APPLICATION_READ, handle_version,
      .summary = "The values of one version", .out = &values_shape },
    { "GET", "/api/v1/applications/{id}/diff", PERM_APPLICATION_READ, handle_diff,
      .summary = "What changed between two versions, in words", .query = &diff_query_shape,
      .out = &diff_shape },
    { "GET", "/api/v1/applications/{id}/events", PERM_APPLICATION_READ, handle_events,
      .summary = "What happened, in words", .out = &events_shape },
    { 0 },
};
