/* SPDX-License-Identifier: Apache-2.0 */
/* event_internal.h: what writing and proving the chain share. */
#pragma once
#include "base/crypto.h"
#include "event/event.h"

/* The columns of event, in the order of struct event. */
#define EVENT_COLUMNS                                                                              \
    "seq, at_ms, real_ms, actor_user_id, actor_post_id, actor_org_id, request_id, action,"         \
    " subject_kind, subject_id, org_id, data, prev_hash, hash"

#define EVENT_OUT(event)                                                                           \
    DB_OUT(OUT_INT(&(event)->seq), OUT_INT(&(event)->at_ms), OUT_INT(&(event)->real_ms),           \
           OUT_INT(&(event)->actor_user_id), OUT_INT(&(event)->actor_post_id),                     \
           OUT_INT(&(event)->actor_org_id), OUT_TEXT(&(event)->request_id),                        \
           OUT_TEXT(&(event)->action), OUT_TEXT(&(event)->subject_kind),                           \
           OUT_TEXT(&(event)->subject_id), OUT_INT(&(event)->org_id), OUT_TEXT(&(event)->data),    \
           OUT_TEXT(&(event)->prev_hash), OUT_TEXT(&(event)->hash))

/* The hash of event, of which hash and prev_hash are not read, behind previous; may be in place. */
void event_seal(const struct event *event, const uint8_t previous[SM3_BYTES],
                uint8_t ret_hash[SM3_BYTES]);

/* Reads all of a result of EVENT_COLUMNS, at most max rows, and ends it. */
CHECKED enum err event_rows(struct op *op, struct db_rows *rows, size_t max,
                            struct event **ret_rows, size_t *ret_count);
