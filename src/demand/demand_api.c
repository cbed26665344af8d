/* SPDX-License-Identifier: Apache-2.0 */
/* demand_api.c: demands over HTTP. */
#include "demand/api.h"
#include "demand/demand_view.h"

#include "base/mem.h"
#include "event/event.h"
#include "privacy/reveal.h"

enum { IMPORT_ROWS_MAX = 500, TALLIES_MAX = 64 };

struct exchange {
    const struct request *request;
    struct response *response;
};

static struct demand_entry entry_of(const struct demand_in *in)
{
    return (struct demand_entry){ .demand = in->demand, .contact = in->contact, .base = in->base };
}

/* ---- lists ---- */

struct demands_query {
    const char *q;
    const char *state;
    const char *kind;
    const char *reporting;
    const char *region;
    const char *urgency;
    const char *cursor;
    int64_t limit;
};

static const struct json_field query_fields[] = {
    JSON_TEXT(struct demands_query, q, 0, 60, .optional = true),
    JSON_TEXT(struct demands_query, state, 0, 20, .optional = true,
              .note = "absent: all but merged and dropped"),
    JSON_TEXT(struct demands_query, kind, 0, 20, .optional = true),
    JSON_TEXT(struct demands_query, reporting, 0, 6, .optional = true,
              .note = "region of a reporting unit"),
    JSON_TEXT(struct demands_query, region, 0, 6, .optional = true),
    JSON_TEXT(struct demands_query, urgency, 0, 20, .optional = true),
    JSON_TEXT(struct demands_query, cursor, 0, 60, .optional = true),
    JSON_INT(struct demands_query, limit, 1, DEMAND_LIST_MAX, .optional = true),
    JSON_DONE,
};
static const struct json_shape query_shape = JSON_SHAPE(struct demands_query, query_fields);

struct demands_out {
    struct demand_row_out *rows;
    size_t count;
    const char *next;
};

static const struct json_field demands_fields[] = {
    JSON_LIST(struct demands_out, rows, count, &demand_row_shape, DEMAND_LIST_MAX),
    JSON_TEXT(struct demands_out, next, 0, 60, .optional = true),
    JSON_DONE,
};
static const struct json_shape demands_shape = { "struct demand_rows", sizeof(struct demands_out),
                                                 demands_fields };

static enum err handle_list(struct op *op, const struct request *request, struct response *response)
{
    const struct demands_query *in = request->query;
    struct demand_query query = { in->q,      in->state,   in->kind,   in->reporting,
                                  in->region, in->urgency, in->cursor, in->limit };
    struct demand_list list = { 0 };
    struct demands_out out = { 0 };

    enum err e = demand_list(op, &query, &list);
    for (size_t i = 0; e == OK && i < list.count; i++)
        mem_push(op, out.rows, out.count, demand_row_view(op, &list.rows[i]));
    out.next = list.next;
    return e == OK ? respond(op, response, &demands_shape, &out) : e;
}

static const struct json_field tally_fields[] = {
    JSON_TEXT(struct demand_tally, region, 0, 6),
    JSON_TEXT(struct demand_tally, name, 0, 100),
    JSON_INT(struct demand_tally, submitted, 0, JSON_INT_SAFE_MAX),
    JSON_INT(struct demand_tally, confirmed, 0, JSON_INT_SAFE_MAX),
    JSON_INT(struct demand_tally, closed, 0, JSON_INT_SAFE_MAX),
    JSON_INT(struct demand_tally, urgent, 0, JSON_INT_SAFE_MAX),
    JSON_DONE,
};
static const struct json_shape tally_shape = JSON_SHAPE(struct demand_tally, tally_fields);

struct demand_tallies {
    struct demand_tally *rows;
    size_t count;
};

static const struct json_field tallies_fields[] = {
    JSON_LIST(struct demand_tallies, rows, count, &tally_shape, TALLIES_MAX),
    JSON_DONE,
};
static const struct json_shape tallies_shape = JSON_SHAPE(struct demand_tallies, tallies_fields);

static enum err handle_tally(struct op *op, const struct request *request,
                             struct response *response)
{
    struct demand_tallies out = { 0 };

    (void)request;
    enum err e = demand_tally(op, &out.rows, &out.count);
    return e == OK ? respond(op, response, &tallies_shape, &out) : e;
}

/* ---- one ---- */

static enum err handle_get(struct op *op, const struct request *request, struct response *response)
{
    return respond_demand(op, response, request_param(request, "id"), 200);
}

static enum err add_work(struct op *op, void *arg)
{
    struct exchange *exchange = arg;
    struct demand_entry entry = entry_of(exchange->request->in);
    const char *id = NULL;

    enum err e = demand_add(op, &entry, &id);
    return e == OK ? respond_demand(op, exchange->response, id, 201) : e;
}

static enum err handle_add(struct op *op, const struct request *request, struct response *response)
{
    return event_tx(op, add_work, &(struct exchange){ request, response });
}

static enum err change_work(struct op *op, void *arg)
{
    struct exchange *exchange = arg;
    struct demand_entry entry = entry_of(exchange->request->in);
    const char *id = request_param(exchange->request, "id");

    enum err e = demand_change(op, id, &entry);
    return e == OK ? respond_demand(op, exchange->response, id, 200) : e;
}

static enum err handle_change(struct op *op, const struct request *request,
                              struct response *response)
{
    return event_tx(op, change_work, &(struct exchange){ request, response });
}

struct demand_reason {
    const char *reason;
};

static const struct json_field reason_fields[] = {
    JSON_TEXT(struct demand_reason, reason, 0, REVEAL_REASON_MAX, .optional = true),
    JSON_DONE,
};
static const struct json_shape reason_shape = JSON_SHAPE(struct demand_reason, reason_fields);

static enum err act_work(struct op *op, void *arg)
{
    struct exchange *exchange = arg;
    const struct demand_reason *in = exchange->request->in;
    const char *id = request_param(exchange->request, "id");
    struct demand demand = { 0 };

    enum err e = demand_do(op, id, request_param(exchange->request, "action"), in->reason);
    if (e != OK)
        return e;
    e = demand_get(op, id, &demand);
    if (e == ERR_NOT_FOUND) { /* a draft again, and somebody else's */
        op_forgive(op);
        return respond_empty(exchange->response);
    }
    return e == OK ? respond_demand(op, exchange->response, id, 200) : e;
}

static enum err handle_act(struct op *op, const struct request *request, struct response *response)
{
    return event_tx(op, act_work, &(struct exchange){ request, response });
}

static enum err reveal_work(struct op *op, void *arg)
{
    struct exchange *exchange = arg;
    const struct demand_reason *in = exchange->request->in;
    const char *id = request_param(exchange->request, "id");

    enum err e = demand_reveal(op, id, or_empty(in->reason));
    return e == OK ? respond_demand(op, exchange->response, id, 200) : e;
}

static enum err handle_reveal(struct op *op, const struct request *request,
                              struct response *response)
{
    return event_tx(op, reveal_work, &(struct exchange){ request, response });
}

/* ---- many ---- */

struct demand_import_in {
    struct demand_in *rows;
    size_t count;
};

static const struct json_field import_fields[] = {
    JSON_LIST(struct demand_import_in, rows, count, &demand_in_shape, IMPORT_ROWS_MAX, .min = 1),
    JSON_DONE,
};
static const struct json_shape import_shape = JSON_SHAPE(struct demand_import_in, import_fields);

struct demand_imported {
    int64_t count;
};

static const struct json_field imported_fields[] = {
    JSON_INT(struct demand_imported, count, 0, IMPORT_ROWS_MAX),
    JSON_DONE,
};
static const struct json_shape imported_shape = JSON_SHAPE(struct demand_imported, imported_fields);

static enum err handle_import(struct op *op, const struct request *request,
                              struct response *response)
{
    const struct demand_import_in *in = request->in;
    struct demand_entry *entries = mem_array(op, struct demand_entry, in->count + 1);
    struct demand_imported out = { 0 };

    for (size_t i = 0; i < in->count; i++)
        entries[i] = entry_of(&in->rows[i]);
    enum err e = demand_import(op, entries, in->count, &out.count);
    return e == OK ? respond(op, response, &imported_shape, &out) : e;
}

/* ---- duplicates ---- */

struct demand_alikes {
    struct demand_alike *rows;
    size_t count;
};

static const struct json_field alikes_fields[] = {
    JSON_LIST(struct demand_alikes, rows, count, &demand_alike_shape, DEMAND_ALIKE_MAX),
    JSON_DONE,
};
static const struct json_shape alikes_shape = JSON_SHAPE(struct demand_alikes, alikes_fields);

static enum err handle_alike(struct op *op, const struct request *request,
                             struct response *response)
{
    struct demand_alikes out = { 0 };

    enum err e = demand_alike(op, request_param(request, "id"), &out.rows, &out.count);
    return e == OK ? respond(op, response, &alikes_shape, &out) : e;
}

struct demand_merge_in {
    const char *into; /* NULL: takes the merge back */
    bool add_people;
    const char *reason;
};

static const struct json_field merge_fields[] = {
    JSON_TEXT(struct demand_merge_in, into, 1, 64, .optional = true,
              .note = "absent: takes the merge back"),
    JSON_BOOL(struct demand_merge_in, add_people),
    JSON_TEXT(struct demand_merge_in, reason, 1, 500),
    JSON_DONE,
};
static const struct json_shape merge_shape = JSON_SHAPE(struct demand_merge_in, merge_fields);

static enum err merge_work(struct op *op, void *arg)
{
    struct exchange *exchange = arg;
    const struct demand_merge_in *in = exchange->request->in;
    const char *id = request_param(exchange->request, "id");

    enum err e = in->into == NULL ? demand_unmerge(op, id, in->reason)
                                  : demand_merge(op, id, in->into, in->add_people, in->reason);
    return e == OK ? respond_demand(op, exchange->response, id, 200) : e;
}

static enum err handle_merge(struct op *op, const struct request *request,
                             struct response *response)
{
    return event_tx(op, merge_work, &(struct exchange){ request, response });
}

const struct route demand_routes[] = {
    { "GET", "/api/v1/demands", PERM_DEMAND_READ, handle_list,
      .summary = "Demands, last changed first", .query = &query_shape, .out = &demands_shape },
    { "GET", "/api/v1/demands/tally", PERM_DEMAND_READ, handle_tally,
      .summary = "Demands by reporting unit and state", .out = &tallies_shape },
    { "POST", "/api/v1/demands", PERM_DEMAND_EDIT, handle_add, .summary = "Enter a demand",
      .in = &demand_in_shape, .out = &demand_page_shape },
    { "POST", "/api/v1/demands/import", PERM_DEMAND_EDIT, handle_import,
      .summary = "Enter many, all or none", .in = &import_shape, .out = &imported_shape,
      .body_max = (size_t)4 * 1024 * 1024 },
    { "GET", "/api/v1/demands/{id}", PERM_DEMAND_READ, handle_get, .summary = "One demand",
      .out = &demand_page_shape },
    { "PUT", "/api/v1/demands/{id}", PERM_DEMAND_EDIT, handle_change, .summary = "Change a demand",
      .in = &demand_in_shape, .out = &demand_page_shape },
    { "POST", "/api/v1/demands/{id}/actions/{action}", PERM_DEMAND_READ, handle_act,
      .summary = "submit, confirm, send_back, drop, close, reopen", .in = &reason_shape,
      .out = &demand_page_shape },
    { "POST", "/api/v1/demands/{id}/reveal", PERM_PERSONAL_READ, handle_reveal,
      .summary = "Show the contact in full for half an hour, with a reason", .in = &reason_shape,
      .out = &demand_page_shape },
    { "GET", "/api/v1/demands/{id}/alike", PERM_DEMAND_JUDGE, handle_alike,
      .summary = "Others that seem to ask for the same", .out = &alikes_shape },
    { "POST", "/api/v1/demands/{id}/merge", PERM_DEMAND_JUDGE, handle_merge,
      .summary = "Merge into another, or take that back", .in = &merge_shape,
      .out = &demand_page_shape },
    { 0 },
};
