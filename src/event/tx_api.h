/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tx_api.h: a handler as one transaction: what it changes and the answer it reads. Neither stands
 * without the other, so that a reply of 503 always means that nothing is done.
 *
 *     IN_ONE_TX(handle_grant)
 *     … PERM_DECIDE, handle_grant_whole, …
 */
#pragma once
#include "web/route.h"

/* Runs the handler inside event_tx. It may be run again (db.h), so it only reads and writes. */
CHECKED enum err event_handle(struct op *op, handler run, const struct request *request,
                              struct response *response);

#define IN_ONE_TX(name)                                                                            \
    static enum err name##_whole(struct op *op, const struct request *request,                     \
                                 struct response *response)                                        \
    {                                                                                              \
        return event_handle(op, name, request, response);                                          \
    }
