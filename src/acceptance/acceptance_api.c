/* SPDX-License-Identifier: Apache-2.0 */
/* acceptance_api.c: the desk over HTTP. */
#include "acceptance/acceptance.h"
#include "acceptance/api.h"

#include "application/view.h"
#include "base/mem.h"

/* ---- queue ---- */

static const char *const queue_states[] = { "waiting", "returned", "accepted", "all", NULL };

static const struct json_field filter_fields[] = {
    JSON_TEXT(struct desk_filter, call, 0, 40, .optional = true),
    JSON_CHOICE(struct desk_filter, state, queue_states, .optional = true),
    JSON_TEXT(struct desk_filter, q, 0, 60, .optional = true),
    JSON_INT(struct desk_filter, limit, 1, APPLICATION_LIST_MAX, .optional = true),
    JSON_DONE,
};
static const struct json_shape filter_shape = JSON_SHAPE(struct desk_filter, filter_fields);

struct desk_row_out {
    ROW_MEMBERS
    int64_t arrived;
    const char *age_text;
    const char **missing;
    size_t missing_count;
};

static const struct json_field desk_row_fields[] = {
    ROW_FIELDS(struct desk_row_out),
    JSON_TIME(struct desk_row_out, arrived, .optional = true),
    JSON_TEXT(struct desk_row_out, age_text, 0, 40),
    JSON_TEXTS(struct desk_row_out, missing, missing_count, 100, 50),
    JSON_DONE,
};
static const struct json_shape desk_row_shape = { "struct desk_row", sizeof(struct desk_row_out),
                                                  desk_row_fields };

struct desk_counts_out {
    int64_t waiting;
    int64_t returned;
    int64_t accepted;
};

static const struct json_field counts_fields[] = {
    JSON_INT(struct desk_counts_out, waiting, 0, JSON_INT_SAFE_MAX),
    JSON_INT(struct desk_counts_out, returned, 0, JSON_INT_SAFE_MAX),
    JSON_INT(struct desk_counts_out, accepted, 0, JSON_INT_SAFE_MAX),
    JSON_DONE,
};
static const struct json_shape counts_shape = JSON_SHAPE(struct desk_counts_out, counts_fields);

struct desk_queue_out {
    struct desk_row_out *rows;
    size_t count;
    struct desk_counts_out counts;
    const char *next;
};

static const struct json_field queue_fields[] = {
    JSON_LIST(struct desk_queue_out, rows, count, &desk_row_shape, APPLICATION_LIST_MAX),
    JSON_OBJECT(struct desk_queue_out, counts, &counts_shape),
    JSON_TEXT(struct desk_queue_out, next, 0, 64, .optional = true),
    JSON_DONE,
};
static const struct json_shape queue_shape = JSON_SHAPE(struct desk_queue_out, queue_fields);

static struct desk_row_out desk_row_view(struct op *op, const struct desk_row *row)
{
    struct desk_row_out out = { .arrived = row->application.sent_ms,
                                .age_text = row->age_text,
                                .missing = row->missing,
                                .missing_count = row->missing_count };
    struct row_out common = row_view(op, &row->application);

    row_copy(&out, &common);
    return out;
}

static enum err handle_queue(struct op *op, const struct request *request,
                             struct response *response)
{
    struct desk_queue queue = { 0 };
    struct desk_queue_out out = { 0 };

    enum err e = desk_queue(op, request->query, &queue);
    if (e != OK)
        return e;
    for (size_t i = 0; i < queue.count; i++)
        mem_push(op, out.rows, out.count, desk_row_view(op, &queue.rows[i]));
    out.counts = (struct desk_counts_out){ queue.waiting, queue.returned, queue.accepted };
    return respond(op, response, &queue_shape, &out);
}

struct code_query {
    const char *code;
};

static const struct json_field code_fields[] = {
    JSON_TEXT(struct code_query, code, 1, 40),
    JSON_DONE,
};
static const struct json_shape code_shape = JSON_SHAPE(struct code_query, code_fields);

struct id_out {
    const char *id;
};

static const struct json_field id_fields[] = {
    JSON_TEXT(struct id_out, id, 1, 64),
    JSON_DONE,
};
static const struct json_shape id_shape = JSON_SHAPE(struct id_out, id_fields);

static enum err handle_find(struct op *op, const struct request *request, struct response *response)
{
    const struct code_query *query = request->query;
    struct id_out out = { 0 };

    enum err e = application_find(op, query->code, &out.id);
    return e == OK ? respond(op, response, &id_shape, &out) : e;
}

/* ---- checklist ---- */

static const char *const check_states[] = { "ok", "missing", "unknown", NULL };

struct check_out {
    const char *code;
    const char *text;
    const char *clause;
    const char *automatic;
    const char *note;
};

static const struct json_field check_fields[] = {
    JSON_TEXT(struct check_out, code, 1, 40),
    JSON_TEXT(struct check_out, text, 1, 200),
    JSON_TEXT(struct check_out, clause, 0, 100, .optional = true),
    { "auto", JSON_KIND_CHOICE, .offset = offsetof(struct check_out, automatic),
      .choices = check_states },
    JSON_TEXT(struct check_out, note, 0, 300, .optional = true),
    JSON_DONE,
};
static const struct json_shape check_shape = { "struct checklist_row", sizeof(struct check_out),
                                               check_fields };

struct checklist_out {
    struct check_out *rows;
    size_t count;
    int64_t electronic_due;
    int64_t paper_due;
};

static const struct json_field checklist_fields[] = {
    JSON_LIST(struct checklist_out, rows, count, &check_shape, 50),
    JSON_TIME(struct checklist_out, electronic_due, .optional = true),
    JSON_TIME(struct checklist_out, paper_due, .optional = true),
    JSON_DONE,
};
static const struct json_shape checklist_shape = { "struct checklist", sizeof(struct checklist_out),
                                                   checklist_fields };

static enum err handle_checklist(struct op *op, const struct request *request,
                                 struct response *response)
{
    struct desk_checklist list = { 0 };
    struct checklist_out out = { 0 };

    enum err e = desk_checklist(op, request_param(request, "id"), &list);
    if (e != OK)
        return e;
    for (size_t i = 0; i < list.count; i++) {
        const struct desk_check *check = &list.rows[i];
        struct check_out row = { check->code, check->text, check->clause,
                                 check_states[check->state], check->note };
        mem_push(op, out.rows, out.count, row);
    }
    out.electronic_due = list.electronic_due_ms;
    out.paper_due = list.paper_due_ms;
    return respond(op, response, &checklist_shape, &out);
}

/* ---- arrivals ---- */

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
    return (struct arrival_out){ arrival->public_id,  arrival->application, arrival->code,
                                 arrival->title,      arrival->org,         arrival->channel,
                                 arrival->arrived_ms, arrival->evidence,    arrival->by,
                                 arrival->checked_by, arrival->state,       arrival->note };
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

const struct route acceptance_routes[] = {
    { "GET", "/api/v1/desk/queue", PERM_DESK, handle_queue, .summary = "The desk's queue",
      .query = &filter_shape, .out = &queue_shape },
    { "GET", "/api/v1/desk/find", PERM_DESK, handle_find, .summary = "A scanned or typed code",
      .query = &code_shape, .out = &id_shape },
    { "GET", "/api/v1/desk/checklist/{id}", PERM_DESK, handle_checklist,
      .summary = "What the call wants of an item, and what is there", .out = &checklist_shape },
    { "GET", "/api/v1/arrivals", PERM_DESK, handle_arrivals, .summary = "Registered arrivals",
      .out = &arrivals_shape },
    { "POST", "/api/v1/arrivals", PERM_DESK, handle_arrival_add,
      .summary = "Register what came by paper, mail or USB stick", .in = &arrival_in_shape,
      .out = &arrival_shape },
    { "POST", "/api/v1/arrivals/{id}/check", PERM_DESK, handle_arrival_check,
      .summary = "The second person's check", .in = &arrival_check_shape, .out = &arrival_shape },
    { 0 },
};
