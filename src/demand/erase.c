/* SPDX-License-Identifier: Apache-2.0 */
/* erase.c: what demands know of persons who are erased. */
#include "privacy/erase.h"
#include "base/mem.h"
#include "demand/internal.h"
#include "demand/public.h"

DB_SQL(erase_claim_ids, "i", "SELECT public_id FROM demand_claim WHERE expert_id = $1 ORDER BY id");
DB_SQL(erase_claim, "tb",
       "UPDATE demand_claim SET personal = $2, client = '', reason = '', expert_id = NULL,"
       " state = CASE WHEN state = 'new' THEN 'declined' ELSE state END"
       " WHERE public_id = $1");
DB_SQL(erase_contacts, "i", "UPDATE demand SET contact = NULL WHERE application_id = $1");

enum err demand_claims_erase(struct op *op, int64_t expert_id)
{
    const struct claim_entry nobody = { ERASED_TEXT, "", "", "", "" };
    struct db_rows *rows = NULL;
    const char **ids = NULL;
    const char *id = NULL;
    size_t count = 0;

    enum err e = db_query(op, &erase_claim_ids, DB_IN(IN_INT(expert_id)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_TEXT(&id))))
        mem_push(op, ids, count, mem_text(op, id));
    e = db_done(rows);
    for (size_t i = 0; e == OK && i < count; i++) {
        struct bytes sealed = { 0 };
        e = claim_seal(op, ids[i], &nobody, &sealed);
        if (e == OK)
            e = db_run(op, &erase_claim, DB_IN(IN_TEXT(ids[i]), IN_BLOB(sealed.data, sealed.size)),
                       NULL);
    }
    return e;
}

enum err demand_contacts_erase(struct op *op, int64_t application_id)
{
    return db_run(op, &erase_contacts, DB_IN(IN_INT(application_id)), NULL);
}
