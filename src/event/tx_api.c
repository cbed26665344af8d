/* SPDX-License-Identifier: Apache-2.0 */
/* tx_api.c: a handler as one transaction. */
#include "event/tx_api.h"

#include "event/event.h"

struct handling {
    handler run;
    const struct request *request;
    struct response *response;
};

static enum err handle_work(struct op *op, void *arg)
{
    const struct handling *handling = arg;

    return handling->run(op, handling->request, handling->response);
}

enum err event_handle(struct op *op, handler run, const struct request *request,
                      struct response *response)
{
    return event_tx(op, handle_work, &(struct handling){ run, request, response });
}
