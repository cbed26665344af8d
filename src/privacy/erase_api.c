/* SPDX-License-Identifier: Apache-2.0 */
/* erase_api.c: erasing a person's values, for a reason and on a legal basis. */
#include "privacy/api.h"

#include "application/application.h"
#include "privacy/erase.h"

static const struct json_field erasing_fields[] = {
    JSON_TEXT(struct erasing, reason, ERASE_TEXT_MIN, ERASE_TEXT_MAX),
    JSON_TEXT(struct erasing, legal_basis, ERASE_TEXT_MIN, ERASE_TEXT_MAX),
    JSON_DONE,
};
static const struct json_shape erasing_shape = JSON_SHAPE(struct erasing, erasing_fields);

static enum err handle_user(struct op *op, const struct request *request, struct response *response)
{
    enum err e = erase_user(op, request_param(request, "id"), request->in);

    return e == OK ? respond_empty(response) : e;
}

static enum err handle_application(struct op *op, const struct request *request,
                                   struct response *response)
{
    enum err e = application_erase(op, request_param(request, "id"), request->in);

    return e == OK ? respond_empty(response) : e;
}

const struct route erase_routes[] = {
    { "POST", "/api/v1/admin/users/{id}/erase", PERM_ERASE, handle_user,
      .summary = "Erase a person's account for good", .in = &erasing_shape },
    { "POST", "/api/v1/applications/{id}/erase", PERM_DECIDE, handle_application,
      .summary = "Erase the personal values and files of an application at rest",
      .in = &erasing_shape },
    { 0 },
};
