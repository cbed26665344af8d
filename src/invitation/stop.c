/* SPDX-License-Identifier: Apache-2.0 */
/* stop.c: an expert left or changed the employer: what is open ends, others are proposed. */
#include "base/mem.h"
#include "event/event.h"
#include "invitation/internal.h"
#include "mail/mail.h"
#include "matching/matching.h"

DB_SQL(stop_open, "i",
       INVITATION_SELECT "WHERE i.expert_id = $1"
                         " AND i.state IN ('consent', 'ready', 'sent', 'expired', 'accepted')"
                         " ORDER BY i.run_id, i.id");
DB_SQL(stop_reason, "it", "UPDATE invitation SET reason = $2 WHERE id = $1");

static enum err stop_one(struct op *op, const struct invitation *invitation, const char *reason)
{
    int64_t stopped = 0;

    enum err e = invitation_move(op, invitation, "withdrawn");
    if (e == OK)
        e = db_run(op, &stop_reason, DB_IN(IN_INT(invitation->id), IN_TEXT(reason)), NULL);
    if (e == OK)
        e = mail_cancel(op, "invitation", invitation->public_id, &stopped);
    if (e == OK)
        event_add(op, "invitation.withdraw", "invitation", invitation->public_id, 0,
                  mem_printf(op, "{\"demand\":\"%s\",\"expert\":\"%s\"}", invitation->demand,
                             invitation->expert));
    return e;
}

enum err invitation_stop(struct op *op, int64_t expert_id, const char *reason)
{
    struct invitation *list = NULL;
    struct invitation row = { .words = "" };
    struct db_rows *rows = NULL;
    size_t count = 0;

    enum err e = matching_expert_away(op, expert_id, reason);
    if (e == OK)
        e = db_query(op, &stop_open, DB_IN(IN_INT(expert_id)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, INVITATION_OUT(&row)))
        mem_push(op, list, count, row);
    e = db_done(rows);
    for (size_t i = 0; e == OK && i < count; i++)
        e = stop_one(op, &list[i], reason);
    return e;
}
