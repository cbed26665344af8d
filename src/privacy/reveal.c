/* SPDX-License-Identifier: Apache-2.0 */
/* reveal.c: opening personal values for a while, written down. */
#include "privacy/reveal.h"

#include "base/crypto.h"
#include "base/mem.h"
#include "db/db.h"
#include "event/event.h"
#include "org/role.h"
#include "text/utf8.h"

enum { MINUTE_MS = 60000 };

DB_SQL(reveal_insert, "tttiitii",
       "INSERT INTO reveal (public_id, subject_kind, subject_id, user_id, post_id, reason, at_ms,"
       " until_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");
DB_SQL(reveal_now, "ttii",
       "SELECT count(*) FROM reveal WHERE subject_kind = $1 AND subject_id = $2 AND post_id = $3"
       "   AND until_ms > $4");

struct revealing {
    const char *kind;
    const char *id;
    int64_t org_id;
    const char *reason;
};

static enum err reveal_work(struct op *op, void *arg)
{
    const struct revealing *work = arg;
    const char *public_id = random_public_id(op);
    int64_t until_ms = op->real_ms + (int64_t)REVEAL_MINUTES * MINUTE_MS;

    enum err e = db_run(op, &reveal_insert,
                        DB_IN(IN_TEXT(public_id), IN_TEXT(work->kind), IN_TEXT(work->id),
                              IN_INT(op->actor.user_id), IN_INT(op->actor.post_id),
                              IN_TEXT(work->reason), IN_INT(op->now_ms), IN_INT(until_ms)),
                        NULL);
    if (e == OK)
        event_add(op, "personal.reveal", work->kind, work->id, work->org_id,
                  mem_printf(op, "{\"minutes\":%d,\"reveal\":\"%s\"}", REVEAL_MINUTES, public_id));
    return e;
}

bool reveal_allowed(const struct op *op)
{
    return role_may_reveal((enum role)op->actor.role);
}

enum err reveal_add(struct op *op, const char *subject_kind, const char *subject_id, int64_t org_id,
                    const char *reason)
{
    struct revealing work = { subject_kind, subject_id, org_id, reason };

    if (!reveal_allowed(op))
        return fail(op, ERR_DENIED, "reveal_denied", "role never sees personal values in full");
    if (utf8_said(reason) < REVEAL_REASON_MIN)
        return fail(op, ERR_INVALID, "reveal_reason", "reason says too little");
    return event_tx(op, reveal_work, &work);
}

enum err reveal_is_open(struct op *op, const char *subject_kind, const char *subject_id,
                        bool *ret_open)
{
    int64_t count = 0;

    enum err e = db_row(op, &reveal_now,
                        DB_IN(IN_TEXT(subject_kind), IN_TEXT(subject_id), IN_INT(op->actor.post_id),
                              IN_INT(op->real_ms)),
                        DB_OUT(OUT_INT(&count)));
    if (e == OK)
        *ret_open = count > 0;
    return e;
}
