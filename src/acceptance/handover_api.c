/* SPDX-License-Identifier: Apache-2.0 */
/* handover_api.c: lists of boxes over HTTP. */
#include "acceptance/api.h"
#include "acceptance/handover.h"

#include "base/mem.h"
#include "event/tx_api.h"

enum { NOTE_MAX = 500 };

static const struct json_field item_fields[] = {
    JSON_TEXT(struct handover_item, id, 1, 64),
    JSON_TEXT(struct handover_item, code, 1, 16),
    JSON_TEXT(struct handover_item, title, 0, 500),
    JSON_TEXT(struct handover_item, org, 1, 100),
    JSON_TEXT(struct handover_item, track, 1, 40),
    JSON_INT(struct handover_item, box, 1, HANDOVER_BOX_MAX),
    JSON_INT(struct handover_item, copies, 0, 100, .note = "on paper"),
    JSON_DONE,
};
static const struct json_shape item_shape = JSON_SHAPE(struct handover_item, item_fields);

struct handover_out {
    const char *id;
    const char *number;
    const char *call;
    const char *desk;
    const char *state;
    const char *note;
    const char *made_by;
    int64_t made;
    const char *checked_by;
    int64_t checked;
    const char *received_by;
    int64_t received;
    const char *remark;
    int64_t item_count;
    int64_t box_count;
    struct handover_item *items;
    size_t count;
};

static const struct json_field handover_fields[] = {
    JSON_TEXT(struct handover_out, id, 1, 64),
    JSON_TEXT(struct handover_out, number, 1, 16),
    JSON_TEXT(struct handover_out, call, 1, 40),
    JSON_TEXT(struct handover_out, desk, 1, 100),
    JSON_TEXT(struct handover_out, state, 1, 16, .note = "made, checked, received"),
    JSON_TEXT(struct handover_out, note, 0, NOTE_MAX),
    JSON_TEXT(struct handover_out, made_by, 1, 64),
    JSON_TIME(struct handover_out, made),
    JSON_TEXT(struct handover_out, checked_by, 0, 64, .optional = true),
    JSON_TIME(struct handover_out, checked, .optional = true),
    JSON_TEXT(struct handover_out, received_by, 0, 64, .optional = true),
    JSON_TIME(struct handover_out, received, .optional = true),
    JSON_TEXT(struct handover_out, remark, 0, NOTE_MAX),
    JSON_INT(struct handover_out, item_count, 0, HANDOVER_ITEMS_MAX),
    JSON_INT(struct handover_out, box_count, 0, HANDOVER_BOX_MAX),
    JSON_LIST(struct handover_out, items, count, &item_shape, HANDOVER_ITEMS_MAX),
    JSON_DONE,
};
static const struct json_shape handover_shape = { "struct handover", sizeof(struct handover_out),
                                                  handover_fields };

static struct handover_out handover_view(const struct handover *row)
{
    return (struct handover_out){ .id = row->public_id,
                                  .number = row->number,
                                  .call = row->call,
                                  .desk = row->desk,
                                  .state = row->state,
                                  .note = row->note,
                                  .made_by = row->made_by,
                                  .made = row->made_ms,
                                  .checked_by = row->checked_by,
                                  .checked = row->checked_ms,
                                  .received_by = row->received_by,
                                  .received = row->received_ms,
                                  .remark = row->remark,
                                  .item_count = row->item_count,
                                  .box_count = row->box_count,
                                  .items = row->items,
                                  .count = row->count };
}

static enum err respond_handover(struct op *op, const struct handover *row, int status,
                                 struct response *response)
{
    struct handover_out out = handover_view(row);

    response->status = status;
    return respond(op, response, &handover_shape, &out);
}

struct handovers_out {
    struct handover_out *rows;
    size_t count;
};

static const struct json_field handovers_fields[] = {
    JSON_LIST(struct handovers_out, rows, count, &handover_shape, HANDOVER_LIST_MAX),
    JSON_DONE,
};
static const struct json_shape handovers_shape = { "struct handovers", sizeof(struct handovers_out),
                                                   handovers_fields };

static enum err handle_list(struct op *op, const struct request *request, struct response *response)
{
    struct handover_list list = { 0 };
    struct handovers_out out = { 0 };

    (void)request;
    enum err e = handover_list(op, &list);
    if (e != OK)
        return e;
    for (size_t i = 0; i < list.count; i++)
        mem_push(op, out.rows, out.count, handover_view(&list.rows[i]));
    return respond(op, response, &handovers_shape, &out);
}

static enum err handle_get(struct op *op, const struct request *request, struct response *response)
{
    struct handover handover = { 0 };

    enum err e = handover_get(op, request_param(request, "id"), &handover);
    return e == OK ? respond_handover(op, &handover, 200, response) : e;
}

struct open_query {
    const char *call;
};

static const struct json_field open_query_fields[] = {
    JSON_TEXT(struct open_query, call, 0, 40, .optional = true),
    JSON_DONE,
};
static const struct json_shape open_query_shape = { "struct handover_open_query",
                                                    sizeof(struct open_query), open_query_fields };

struct open_out {
    struct handover_item *rows;
    size_t count;
};

static const struct json_field open_fields[] = {
    JSON_LIST(struct open_out, rows, count, &item_shape, HANDOVER_ITEMS_MAX),
    JSON_DONE,
};
static const struct json_shape open_shape = { "struct handover_open", sizeof(struct open_out),
                                              open_fields };

static enum err handle_open(struct op *op, const struct request *request, struct response *response)
{
    const struct open_query *query = request->query;
    struct handover open = { 0 };

    enum err e = handover_open(op, or_empty(query->call), &open);
    struct open_out out = { open.items, open.count };
    return e == OK ? respond(op, response, &open_shape, &out) : e;
}

static const struct json_field place_fields[] = {
    JSON_TEXT(struct handover_place, id, 1, 64),
    JSON_INT(struct handover_place, box, 1, HANDOVER_BOX_MAX),
    JSON_DONE,
};
static const struct json_shape place_shape = JSON_SHAPE(struct handover_place, place_fields);

struct make_in {
    const char *call;
    const char *note;
    struct handover_place *items;
    size_t count;
};

static const struct json_field make_fields[] = {
    JSON_TEXT(struct make_in, call, 1, 40),
    JSON_TEXT(struct make_in, note, 0, NOTE_MAX, .optional = true),
    JSON_LIST(struct make_in, items, count, &place_shape, HANDOVER_ITEMS_MAX, .min = 1),
    JSON_DONE,
};
static const struct json_shape make_shape = { "struct handover_new", sizeof(struct make_in),
                                              make_fields };

static enum err handle_make(struct op *op, const struct request *request, struct response *response)
{
    const struct make_in *in = request->in;
    const struct handover_new new = { in->call, or_empty(in->note), in->items, in->count };
    struct handover handover = { 0 };

    enum err e = handover_make(op, &new, &handover);
    return e == OK ? respond_handover(op, &handover, 201, response) : e;
}

IN_ONE_TX(handle_make)

static enum err handle_drop(struct op *op, const struct request *request, struct response *response)
{
    enum err e = handover_drop(op, request_param(request, "id"));

    return e == OK ? respond_empty(response) : e;
}

static enum err handle_check(struct op *op, const struct request *request,
                             struct response *response)
{
    struct handover handover = { 0 };

    enum err e = handover_check(op, request_param(request, "id"), &handover);
    return e == OK ? respond_handover(op, &handover, 200, response) : e;
}

IN_ONE_TX(handle_check)

struct receive_in {
    const char *remark;
};

static const struct json_field receive_fields[] = {
    JSON_TEXT(struct receive_in, remark, 0, NOTE_MAX, .optional = true,
              .note = "what was not as listed"),
    JSON_DONE,
};
static const struct json_shape receive_shape = { "struct handover_receipt",
                                                 sizeof(struct receive_in), receive_fields };

static enum err handle_receive(struct op *op, const struct request *request,
                               struct response *response)
{
    const struct receive_in *in = request->in;
    struct handover handover = { 0 };

    enum err e =
        handover_receive(op, request_param(request, "id"), or_empty(in->remark), &handover);
    return e == OK ? respond_handover(op, &handover, 200, response) : e;
}

IN_ONE_TX(handle_receive)

const struct route handover_routes[] = {
    { "GET", "/api/v1/handovers", PERM_HANDOVER, handle_list, .summary = "Lists of boxes",
      .out = &handovers_shape },
    { "POST", "/api/v1/handovers", PERM_HANDOVER, handle_make_whole,
      .summary = "A list of accepted items with their boxes", .in = &make_shape,
      .out = &handover_shape },
    { "GET", "/api/v1/handovers/open", PERM_HANDOVER, handle_open,
      .summary = "Accepted items that are in no list", .query = &open_query_shape,
      .out = &open_shape },
    { "GET", "/api/v1/handovers/{id}", PERM_HANDOVER, handle_get, .summary = "One list",
      .out = &handover_shape },
    { "DELETE", "/api/v1/handovers/{id}", PERM_HANDOVER, handle_drop,
      .summary = "Take a list back before it is received" },
    { "POST", "/api/v1/handovers/{id}/check", PERM_HANDOVER, handle_check_whole,
      .summary = "A second person of the desk: the boxes hold what the list says",
      .out = &handover_shape },
    { "POST", "/api/v1/handovers/{id}/receive", PERM_HANDOVER, handle_receive_whole,
      .summary = "The department has received the boxes", .in = &receive_shape,
      .out = &handover_shape },
    { 0 },
};
