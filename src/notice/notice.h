/* SPDX-License-Identifier: Apache-2.0 */
/*
 * notice.h: what a unit is told when a call changes under its applications.
 * Tables: notice, notice_read (migrations/0031).
 *
 * A notice belongs to a unit; everybody with a post there that sees contents reads it on their own.
 */
#pragma once
#include "base/op.h"

#include <stdbool.h>

struct notice {
    int64_t id;
    const char *public_id;
    const char *call;
    int64_t before_n; /* version that held until then */
    int64_t n;        /* version published */
    int64_t item_count;
    int64_t at_ms;
    int64_t read_ms; /* by the actor, 0 not yet */
};

enum { NOTICE_LIST_MAX = 100 };

struct notice_list {
    struct notice *rows; /* newest first, at most NOTICE_LIST_MAX */
    size_t count;
    int64_t unread; /* among them */
};

/*
 * Tells every unit with applications of the call still on their road, and those that recommend
 * them, inside the caller's event_tx. before_n 0: the first version touches nobody.
 */
CHECKED enum err notice_call_changed(struct op *op, const char *call, int64_t before_n, int64_t n);

/* Those of the actor's unit; none for posts that see no contents. */
CHECKED enum err notice_list(struct op *op, struct notice_list *ret_list);

/* One of them. Errors: ERR_NOT_FOUND. */
CHECKED enum err notice_get(struct op *op, const char *public_id, struct notice *ret_notice);

/* The actor has read it; again is fine. Errors: ERR_NOT_FOUND. */
CHECKED enum err notice_mark_read(struct op *op, const char *public_id);

/* "通知已更新：2025年专家人才服务基层". Errors: those of reading calls. */
CHECKED enum err notice_title(struct op *op, const struct notice *notice, const char **ret_title);
