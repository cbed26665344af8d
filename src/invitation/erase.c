/* SPDX-License-Identifier: Apache-2.0 */
/* erase.c: invitations of a person who is erased: no link, no words, no address. */
#include "base/mem.h"
#include "invitation/internal.h"
#include "mail/mail.h"

DB_SQL(erase_invitations, "ii",
       "UPDATE invitation SET token_index = NULL, sealed = NULL, days = '[]', consent_by = '',"
       " reason = '', result = '', remind_ms = 0, changed_ms = $2 WHERE expert_id = $1");
DB_SQL(erase_open, "i",
       "SELECT count(*) FROM invitation WHERE expert_id = $1"
       "   AND state IN ('consent', 'ready', 'sent', 'expired', 'accepted')");
DB_SQL(erase_invitation_ids, "i",
       "SELECT public_id FROM invitation WHERE expert_id = $1 ORDER BY id");

enum err invitations_erase(struct op *op, int64_t expert_id)
{
    struct db_rows *rows = NULL;
    const char **ids = NULL;
    const char *id = NULL;
    size_t count = 0;
    int64_t open = 0;

    enum err e = db_row(op, &erase_open, DB_IN(IN_INT(expert_id)), DB_OUT(OUT_INT(&open)));
    if (e == OK && open > 0)
        return fail(op, ERR_CONFLICT, "expert_invited", "expert has open invitations");
    if (e == OK)
        e = db_query(op, &erase_invitation_ids, DB_IN(IN_INT(expert_id)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_TEXT(&id))))
        mem_push(op, ids, count, mem_text(op, id));
    e = db_done(rows);
    for (size_t i = 0; e == OK && i < count; i++)
        e = mail_erase(op, "invitation", ids[i]);
    return e != OK
               ? e
               : db_run(op, &erase_invitations, DB_IN(IN_INT(expert_id), IN_INT(op->now_ms)), NULL);
}
