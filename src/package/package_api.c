/* SPDX-License-Identifier: Apache-2.0 */
/* package_api.c: sending, packages and their letters over HTTP. */
#include "package/api.h"

#include "base/mem.h"
#include "event/event.h"
#include "package/package_view.h"
#include "privacy/reveal.h"

#include <string.h>

static const struct json_field new_fields[] = {
    JSON_TEXT(struct package_new, call, 1, 40),
    JSON_TEXT(struct package_new, track, 0, 40, .optional = true,
              .note = "all items are of it; absent: of any track of one desk"),
    JSON_TEXT(struct package_new, desk, 0, 40, .optional = true,
              .note = "without ids: everything that waits for this desk of the call"),
    JSON_TEXTS(struct package_new, ids, id_count, 64, PACKAGE_ITEMS_MAX, .optional = true),
    JSON_OBJECT(struct package_new, letter, &package_letter_shape, .optional = true),
    JSON_TEXT(struct package_new, courier, 0, 60, .optional = true),
    JSON_TEXT(struct package_new, over_quota, 0, APPLICATION_REASON_MAX, .optional = true,
              .note = "reason for places above a soft quota that are taken now"),
    JSON_BOOL(struct package_new, declaration, .note = "nothing secret or sensitive inside"),
    JSON_DONE,
};
static const struct json_shape new_shape = JSON_SHAPE(struct package_new, new_fields);

/* A change and its answer, which are one transaction: neither stands without the other. */
struct exchange {
    const struct request *request;
    struct response *response;
};

static enum err send_work(struct op *op, void *arg)
{
    struct exchange *exchange = arg;
    struct package package = { 0 };

    enum err e = package_send(op, exchange->request->in, &package);
    return e == OK ? respond_package(op, exchange->response, &package, 201) : e;
}

static enum err handle_send(struct op *op, const struct request *request, struct response *response)
{
    return event_tx(op, send_work, &(struct exchange){ request, response });
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

static enum err handle_list(struct op *op, const struct request *request, struct response *response)
{
    struct package_list list = { 0 };

    enum err e = package_list(op, request->query, &list);
    return e == OK ? respond_packages(op, response, &list) : e;
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

/* ---- the draft ---- */

struct draft_query {
    const char *call;
    const char *desk;
};

static const struct json_field draft_query_fields[] = {
    JSON_TEXT(struct draft_query, call, 1, 40),
    JSON_TEXT(struct draft_query, desk, 1, 40),
    JSON_DONE,
};
static const struct json_shape draft_query_shape = { "struct package_draft_query",
                                                     sizeof(struct draft_query),
                                                     draft_query_fields };

static enum err handle_draft(struct op *op, const struct request *request,
                             struct response *response)
{
    const struct draft_query *query = request->query;
    struct package_draft draft = { 0 };

    enum err e = package_draft(op, query->call, query->desk, &draft);
    return e == OK ? respond_draft(op, response, &draft) : e;
}

/* ---- the letter ---- */

struct letter_step_in {
    const char *const *reasons;
    size_t reason_count;
    bool paper;
    struct package_letter *letter;
};

static const struct json_field step_fields[] = {
    JSON_TEXTS(struct letter_step_in, reasons, reason_count, LETTER_REASON_MAX, LETTER_REASONS_MAX,
               .optional = true),
    JSON_BOOL(struct letter_step_in, paper, .optional = true),
    JSON_OBJECT(struct letter_step_in, letter, &package_letter_shape, .pointer = true,
                .optional = true),
    JSON_DONE,
};
static const struct json_shape step_shape = JSON_SHAPE(struct letter_step_in, step_fields);

static enum err letter_work(struct op *op, void *arg)
{
    struct exchange *exchange = arg;
    const struct request *request = exchange->request;
    const struct letter_step_in *in = request->in;
    const struct letter_step step = { .action = request_param(request, "action"),
                                      .reasons = in->reasons,
                                      .reason_count = in->reason_count,
                                      .paper = in->paper,
                                      .letter = in->letter };
    struct package package = { 0 };

    enum err e = letter_do(op, request_param(request, "id"), &step, &package);
    return e == OK ? respond_package(op, exchange->response, &package, 200) : e;
}

static enum err handle_letter(struct op *op, const struct request *request,
                              struct response *response)
{
    return event_tx(op, letter_work, &(struct exchange){ request, response });
}

/* ---- in full, for a reason ---- */

struct package_reason {
    const char *reason;
};

static const struct json_field reason_fields[] = {
    JSON_TEXT(struct package_reason, reason, REVEAL_REASON_MIN, REVEAL_REASON_MAX),
    JSON_DONE,
};
static const struct json_shape reason_shape = JSON_SHAPE(struct package_reason, reason_fields);

static enum err reveal_work(struct op *op, void *arg)
{
    struct exchange *exchange = arg;
    const struct package_reason *in = exchange->request->in;
    struct package package = { 0 };

    enum err e = package_reveal(op, request_param(exchange->request, "id"), in->reason, &package);
    return e == OK ? respond_package(op, exchange->response, &package, 200) : e;
}

static enum err handle_reveal(struct op *op, const struct request *request,
                              struct response *response)
{
    return event_tx(op, reveal_work, &(struct exchange){ request, response });
}

const struct route package_routes[] = {
    { "GET", "/api/v1/packages", PERM_PACKAGE_READ, handle_list, .summary = "Packages",
      .query = &filter_shape, .out = &packages_shape },
    { "POST", "/api/v1/packages", PERM_PACKAGE_SEND, handle_send,
      .summary = "Send items as one package; the receipt comes back", .in = &new_shape,
      .out = &package_shape },
    { "GET", "/api/v1/packages/draft", PERM_PACKAGE_SEND, handle_draft,
      .summary = "What waits for a desk, and a letter drafted from it", .query = &draft_query_shape,
      .out = &package_draft_shape },
    { "GET", "/api/v1/packages/{id}", PERM_PACKAGE_READ, handle_get, .summary = "One package",
      .out = &package_shape },
    { "GET", "/api/v1/packages/{id}/receipt", PERM_PACKAGE_READ, handle_receipt,
      .summary = "The signed receipt file" },
    { "POST", "/api/v1/packages/{id}/reveal", PERM_PERSONAL_READ, handle_reveal,
      .summary =
          "Show accounts and telephone of the letter in full for half an hour, with a reason",
      .in = &reason_shape, .out = &package_shape },
    { "POST", "/api/v1/packages/{id}/letter/{action}", PERM_APPLICATION_ACT, handle_letter,
      .summary = "Return, mend or accept the letter", .in = &step_shape, .out = &package_shape },
    { 0 },
};
