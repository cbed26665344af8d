/* SPDX-License-Identifier: Apache-2.0 */
/* arrival_api.c: arrivals outside the system over HTTP. */
#include "acceptance/acceptance.h"
#include "acceptance/api.h"

#include "base/mem.h"

static const char *const channels[] = { "paper", "email", "usb", NULL };

struct arrival_in {
    const char *code;
    const char *call;
    const char *track;
    const char *org;
    const char *channel;
    int64_t arrived;
    const char *evidence;
};

static const struct json_field arrival_in_fields[] = {
    JSON_TEXT(struct arrival_in, code, 0, 40, .optional = true, .note = "from the paper"),
    JSON_TEXT(struct arrival_in, call, 0, 40, .optional = true),
    JSON_TEXT(struct arrival_in, track, 0, 40, .optional = true),
    JSON_TEXT(struct arrival_in, org, 0, 64, .optional = true),
    JSON_CHOICE(struct arrival_in, channel, channels),
    JSON_TIME(struct arrival_in, arrived),
    JSON_TEXT(struct arrival_in, evidence, 1, 500),
    JSON_DONE,
};
static const struct json_shape arrival_in_shape = { "struct arrival_new", sizeof(struct arrival_in),
                                                    arrival_in_fields };

struct arrival_out {
    const char *id;
    const char *application;
    const char *code;
    const char *title;
    const char *org;
    const char *channel;
    int64_t arrived;
    const char *evidence;
    const char *by;
    const char *checked_by;
    const char *state;
    const char *note;
    bool waits_for_typing;
};

static const struct json_field arrival_fields[] = {
    JSON_TEXT(struct arrival_out, id, 1, 64),
    JSON_TEXT(struct arrival_out, application, 1, 64),
    JSON_TEXT(struct arrival_out, code, 1, 16),
    JSON_TEXT(struct arrival_out, title, 0, 500),
    JSON_TEXT(struct arrival_out, org, 1, 100),
    JSON_CHOICE(struct arrival_out, channel, channels),
    JSON_TIME(struct arrival_out, arrived),
    JSON_TEXT(struct arrival_out, evidence, 1, 500),
    JSON_TEXT(struct arrival_out, by, 1, 64),
    JSON_TEXT(struct arrival_out, checked_by, 0, 64, .optional = true),
    JSON_TEXT(struct arrival_out, state, 1, 16),
    JSON_TEXT(struct arrival_out, note, 0, 500, .optional = true),
    JSON_BOOL(struct arrival_out, waits_for_typing, .note = "agreed, the form not completed"),
    JSON_DONE,
};
static const struct json_shape arrival_shape = { "struct arrival", sizeof(struct arrival_out),
                                                 arrival_fields };

struct arrivals_out {
    struct arrival_out *rows;
    size_t count;
    const char *next;
};

static const struct json_field arrivals_fields[] = {
    JSON_LIST(struct arrivals_out, rows, count, &arrival_shape, 500),
    JSON_TEXT(struct arrivals_out, next, 0, 64, .optional = true),
    JSON_DONE,
};
static const struct json_shape arrivals_shape = JSON_SHAPE(struct arrivals_out, arrivals_fields);

static struct arrival_out arrival_view(const struct incoming *arrival)
{
    return (struct arrival_out){ arrival->public_id,
                                 arrival->application,
                                 arrival->code,
                                 arrival->title,
                                 arrival->org,
                                 arrival->channel,
                                 arrival->arrived_ms,
                                 arrival->evidence,
                                 arrival->by,
                                 arrival->checked_by,
                                 arrival->state,
                                 arrival->note,
                                 arrival_waits_for_typing(arrival) };
}

static enum err respond_arrival(struct op *op, struct response *response,
                                const struct incoming *arrival, int status)
{
    struct arrival_out out = arrival_view(arrival);

    response->status = status;
    return respond(op, response, &arrival_shape, &out);
}

static enum err handle_arrival_add(struct op *op, const struct request *request,
                                   struct response *response)
{
    const struct arrival_in *in = request->in;
    struct incoming arrival = { 0 };
    struct arrival_new new = { or_empty(in->code), or_empty(in->call), or_empty(in->track),
                               or_empty(in->org),  in->channel,        in->arrived,
                               in->evidence };

    enum err e = arrival_add(op, &new, &arrival);
    return e == OK ? respond_arrival(op, response, &arrival, 201) : e;
}

struct arrival_check_in {
    bool agree;
    const char *note;
};

static const struct json_field arrival_check_fields[] = {
    JSON_BOOL(struct arrival_check_in, agree),
    JSON_TEXT(struct arrival_check_in, note, 0, 500, .optional = true),
    JSON_DONE,
};
static const struct json_shape arrival_check_shape = { "struct arrival_check",
                                                       sizeof(struct arrival_check_in),
                                                       arrival_check_fields };

static enum err handle_arrival_check(struct op *op, const struct request *request,
                                     struct response *response)
{
    const struct arrival_check_in *in = request->in;
    struct incoming arrival = { 0 };

    enum err e =
        arrival_check(op, request_param(request, "id"), in->agree, or_empty(in->note), &arrival);
    return e == OK ? respond_arrival(op, response, &arrival, 200) : e;
}

struct arrival_complete_in {
    const char *note;
};

static const struct json_field arrival_complete_fields[] = {
    JSON_TEXT(struct arrival_complete_in, note, 0, 500, .optional = true,
              .note = "reason for a place above a soft quota"),
    JSON_DONE,
};
static const struct json_shape arrival_complete_shape = { "struct arrival_complete",
                                                          sizeof(struct arrival_complete_in),
                                                          arrival_complete_fields };

static enum err handle_arrival_complete(struct op *op, const struct request *request,
                                        struct response *response)
{
    const struct arrival_complete_in *in = request->in;
    struct incoming arrival = { 0 };

    enum err e = arrival_complete(op, request_param(request, "id"), or_empty(in->note), &arrival);
    return e == OK ? respond_arrival(op, response, &arrival, 200) : e;
}

static enum err handle_arrivals(struct op *op, const struct request *request,
                                struct response *response)
{
    struct incoming_list list = { 0 };
    struct arrivals_out out = { 0 };

    (void)request;
    enum err e = arrival_list(op, &list);
    if (e != OK)
        return e;
    for (size_t i = 0; i < list.count; i++)
        mem_push(op, out.rows, out.count, arrival_view(&list.rows[i]));
    return respond(op, response, &arrivals_shape, &out);
}

const struct route arrival_routes[] = {
    { "GET", "/api/v1/arrivals", PERM_DESK, handle_arrivals, .summary = "Registered arrivals",
      .out = &arrivals_shape },
    { "POST", "/api/v1/arrivals", PERM_DESK, handle_arrival_add,
      .summary = "Register what came by paper, mail or USB stick", .in = &arrival_in_shape,
      .out = &arrival_shape },
    { "POST", "/api/v1/arrivals/{id}/check", PERM_DESK, handle_arrival_check,
      .summary = "The second person's check", .in = &arrival_check_shape, .out = &arrival_shape },
    { "POST", "/api/v1/arrivals/{id}/complete", PERM_DESK, handle_arrival_complete,
      .summary = "What was agreed before is typed in now: it is sent as of its arrival",
      .in = &arrival_complete_shape, .out = &arrival_shape },
    { 0 },
};
