/* SPDX-License-Identifier: Apache-2.0 */
/* personal_api.c: 查看完整信息 over HTTP. */
#include "application/api.h"
#include "application/view.h"

#include "event/event.h"
#include "privacy/reveal.h"

struct reveal_in {
    const char *reason;
};

static const struct json_field reveal_fields[] = {
    JSON_TEXT(struct reveal_in, reason, REVEAL_REASON_MIN, REVEAL_REASON_MAX),
    JSON_DONE,
};
static const struct json_shape reveal_shape = JSON_SHAPE(struct reveal_in, reveal_fields);

static enum err reveal_work(struct op *op, void *arg)
{
    struct exchange *exchange = arg;
    const struct reveal_in *in = exchange->request->in;
    const char *id = request_param(exchange->request, "id");

    enum err e = application_reveal(op, id, in->reason);
    return e == OK ? respond_application(op, exchange->response, id, 200) : e;
}

static enum err handle_reveal(struct op *op, const struct request *request,
                              struct response *response)
{
    return event_tx(op, reveal_work, &(struct exchange){ request, response });
}

const struct route personal_routes[] = {
    { "POST", "/api/v1/applications/{id}/reveal", PERM_PERSONAL_READ, handle_reveal,
      .summary = "Show personal values in full for half an hour, with a reason",
      .in = &reveal_shape, .out = &application_shape },
    { 0 },
};
