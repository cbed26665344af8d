/* SPDX-License-Identifier: Apache-2.0 */
/* move_api.c: a newer form over HTTP: what a move changes, the move, what was kept aside. */
#include "application/api.h"
#include "application/move.h"
#include "application/view.h"
#include "base/mem.h"
#include "event/event.h"
#include "publish/compare.h"

#include <string.h>

struct move_change {
    const char *group;
    const char *before;
    const char *after;
};

static const struct json_field change_fields[] = {
    JSON_TEXT(struct move_change, group, 1, 40),
    JSON_TEXT(struct move_change, before, 0, 20000),
    JSON_TEXT(struct move_change, after, 0, 20000),
    JSON_DONE,
};
static const struct json_shape change_shape = JSON_SHAPE(struct move_change, change_fields);

struct aside_out {
    const char *field;
    const char *label;
    const char *text;
};

static const struct json_field aside_fields[] = {
    JSON_TEXT(struct aside_out, field, 1, 40),
    JSON_TEXT(struct aside_out, label, 1, 200),
    JSON_TEXT(struct aside_out, text, 0, FORM_VALUES_BYTES_MAX),
    JSON_DONE,
};
static const struct json_shape aside_shape = JSON_SHAPE(struct aside_out, aside_fields);

struct kept_out {
    int64_t n;
    int64_t form_version;
    const char *field;
    int64_t at;
    const char *label;
    const char *kind;
    const char *text;
    json_t *value;
};

static const struct json_field kept_fields[] = {
    JSON_INT(struct kept_out, n, 1, 10000),
    JSON_INT(struct kept_out, form_version, 1, 10000),
    JSON_TEXT(struct kept_out, field, 1, 40),
    JSON_TIME(struct kept_out, at),
    JSON_TEXT(struct kept_out, label, 1, 200),
    JSON_TEXT(struct kept_out, kind, 1, 32),
    JSON_TEXT(struct kept_out, text, 0, FORM_VALUES_BYTES_MAX),
    JSON_VALUE(struct kept_out, value),
    JSON_DONE,
};
static const struct json_shape kept_shape = JSON_SHAPE(struct kept_out, kept_fields);

struct move_out {
    int64_t from;
    int64_t to;
    bool possible;
    struct move_change *changes;
    size_t change_count;
    struct aside_out *aside;
    size_t aside_count;
    struct kept_out *kept;
    size_t kept_count;
};

static const struct json_field move_fields[] = {
    JSON_INT(struct move_out, from, 1, 10000, .note = "call version of the form it follows"),
    JSON_INT(struct move_out, to, 1, 10000),
    JSON_BOOL(struct move_out, possible),
    JSON_LIST(struct move_out, changes, change_count, &change_shape, 5000),
    JSON_LIST(struct move_out, aside, aside_count, &aside_shape, 500,
              .note = "values the new form cannot hold; they would be kept"),
    JSON_LIST(struct move_out, kept, kept_count, &kept_shape, 500,
              .note = "values earlier moves have kept"),
    JSON_DONE,
};
static const struct json_shape move_shape = { "struct application_move", sizeof(struct move_out),
                                              move_fields };

/* What is told of the form of one track. */
static void add_changes(struct op *op, const struct move_plan *plan, const char *track,
                        struct move_out *out)
{
    struct call_changes changes = calls_compare(op, plan->call_from, plan->call_to);

    for (size_t i = 0; i < changes.count; i++) {
        const struct call_change *row = &changes.rows[i];
        struct move_change change = { row->group, row->before, row->after };
        if (strcmp(row->track, track) == 0 && strncmp(row->group, "申报表", strlen("申报表")) == 0)
            mem_push(op, out->changes, out->change_count, change);
    }
}

static enum err add_plan(struct op *op, const struct application *application, struct move_out *out)
{
    struct move_plan plan = { 0 };
    struct form_moved moved = { 0 };

    enum err e = move_plan(op, application, &plan);
    out->from = plan.from;
    out->to = plan.to;
    if (e != OK || plan.from == plan.to)
        return e;
    out->possible = true;
    add_changes(op, &plan, application->track, out);
    e = move_preview(op, application, &plan, &moved);
    for (size_t i = 0; e == OK && i < moved.kept_count; i++) {
        struct aside_out row = { moved.kept[i].field, moved.kept[i].label, moved.kept[i].text };
        mem_push(op, out->aside, out->aside_count, row);
    }
    return e;
}

static enum err add_kept(struct op *op, const struct application *application, struct move_out *out)
{
    struct kept_list list = { 0 };

    enum err e = move_kept(op, application, &list);
    for (size_t i = 0; e == OK && i < list.count; i++) {
        const struct kept_value *kept = &list.rows[i];
        struct kept_out row = { kept->n,     kept->form_version, kept->field, kept->at_ms,
                                kept->label, kept->kind,         kept->text,  kept->value };
        mem_push(op, out->kept, out->kept_count, row);
    }
    return e;
}

static enum err handle_plan(struct op *op, const struct request *request, struct response *response)
{
    struct application application = { 0 };
    struct move_out out = { 0 };

    enum err e = application_get(op, request_param(request, "id"), &application);
    if (e == OK)
        e = add_plan(op, &application, &out);
    if (e == OK)
        e = add_kept(op, &application, &out);
    return e == OK ? respond(op, response, &move_shape, &out) : e;
}

struct move_in {
    int64_t base;
    int64_t to;
};

static const struct json_field move_in_fields[] = {
    JSON_INT(struct move_in, base, 0, JSON_INT_SAFE_MAX, .note = "revision looked at"),
    JSON_INT(struct move_in, to, 1, 10000, .note = "call version looked at"),
    JSON_DONE,
};
static const struct json_shape move_in_shape = JSON_SHAPE(struct move_in, move_in_fields);

static enum err move_work(struct op *op, void *arg)
{
    struct exchange *exchange = arg;
    const struct move_in *in = exchange->request->in;
    const char *id = request_param(exchange->request, "id");

    enum err e = application_move(op, id, in->base, in->to);
    return e == OK ? respond_application(op, exchange->response, id, 200) : e;
}

/* The answer is read inside the transaction: what cannot be shown is not done. */
static enum err handle_move(struct op *op, const struct request *request, struct response *response)
{
    return event_tx(op, move_work, &(struct exchange){ request, response });
}

#define MOVE "/api/v1/applications/{id}/move"

const struct route move_routes[] = {
    { "GET", MOVE, PERM_APPLICATION_EDIT, handle_plan,
      .summary = "What moving to the current form would change, and what was kept aside",
      .out = &move_shape },
    { "POST", MOVE, PERM_APPLICATION_EDIT, handle_move,
      .summary = "Move an unsent application to the current form", .in = &move_in_shape,
      .out = &application_shape },
    { 0 },
};
