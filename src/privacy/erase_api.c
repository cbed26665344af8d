/* SPDX-License-Identifier: Apache-2.0 */
/* erase_api.c: erasing a person's values, for a reason and on a legal basis. */
#include "privacy/api.h"

#include "application/application.h"
#include "event/event.h"
#include "expert/expert.h"
#include "privacy/erase.h"

enum { TYPED_MAX = 100 };

static const struct json_field erasing_fields[] = {
    JSON_TEXT(struct erasing, reason, ERASE_TEXT_MIN, ERASE_TEXT_MAX),
    JSON_TEXT(struct erasing, legal_basis, ERASE_TEXT_MIN, ERASE_TEXT_MAX),
    JSON_TEXT(struct erasing, typed, 1, TYPED_MAX,
              .note = "name of the person, or code of the application"),
    JSON_DONE,
};
static const struct json_shape erasing_shape = JSON_SHAPE(struct erasing, erasing_fields);

/* The chain after the erasure: events hold no personal values, so all of it still fits. */
struct erased {
    int64_t at_ms;
    bool chain_ok;
    int64_t chain_count;
    const char *chain_head;
};

static const struct json_field erased_fields[] = {
    { "at", JSON_KIND_TIME, .offset = offsetof(struct erased, at_ms) },
    JSON_BOOL(struct erased, chain_ok, .note = "the whole chain was verified afterwards"),
    JSON_INT(struct erased, chain_count, 0, JSON_INT_SAFE_MAX),
    JSON_TEXT(struct erased, chain_head, 0, 64),
    JSON_DONE,
};
static const struct json_shape erased_shape = JSON_SHAPE(struct erased, erased_fields);

static enum err respond_erased(struct op *op, struct response *response)
{
    struct event_verdict verdict = { 0 };

    if (event_verify(op, NULL, NULL, NULL, &verdict) != OK) { /* it is done, and cannot be shown */
        op_forgive(op);
        return respond_empty(response);
    }
    struct erased out = { op->now_ms, verdict.fault == EVENT_CLEAN, verdict.count,
                          verdict.head.hash };
    return respond(op, response, &erased_shape, &out);
}

static enum err handle_user(struct op *op, const struct request *request, struct response *response)
{
    enum err e = erase_user(op, request_param(request, "id"), request->in);

    return e == OK ? respond_erased(op, response) : e;
}

static enum err handle_application(struct op *op, const struct request *request,
                                   struct response *response)
{
    enum err e = application_erase(op, request_param(request, "id"), request->in);

    return e == OK ? respond_erased(op, response) : e;
}

static enum err handle_expert(struct op *op, const struct request *request,
                              struct response *response)
{
    enum err e = expert_erase(op, request_param(request, "id"), request->in);

    return e == OK ? respond_erased(op, response) : e;
}

const struct route erase_routes[] = {
    { "POST", "/api/v1/admin/users/{id}/erase", PERM_ERASE, handle_user,
      .summary = "Erase a person's account for good", .in = &erasing_shape, .out = &erased_shape },
    { "POST", "/api/v1/applications/{id}/erase", PERM_DECIDE, handle_application,
      .summary = "Erase the personal values and files of an application at rest",
      .in = &erasing_shape, .out = &erased_shape },
    { "POST", "/api/v1/experts/{id}/erase", PERM_DECIDE, handle_expert,
      .summary = "Erase an expert who has left the library", .in = &erasing_shape,
      .out = &erased_shape },
    { 0 },
};
