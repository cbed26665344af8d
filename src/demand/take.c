/* SPDX-License-Identifier: Apache-2.0 */
/* take.c: demands that stand in a sent application become demands of the list. */
#include "demand/internal.h"

#include "base/mem.h"
#include "event/event.h"

#include <string.h>

DB_SQL(take_owner, "i", "SELECT a.org_id FROM application a WHERE a.id = $1");
DB_SQL(take_row, "ii",
       "SELECT id, public_id, state FROM demand WHERE application_id = $1 AND source_row = $2");
DB_SQL(take_version, "ii", "UPDATE demand SET source_version = $2 WHERE id = $1");
DB_SQL(take_rest, "iiti",
       "UPDATE demand SET state = 'dropped', reason = $3, changed_ms = $4"
       " WHERE application_id = $1 AND source_row > $2 AND state IN ('submitted', 'confirmed')");

/* One row: a new demand, or the words of the one taken before while nobody has closed it. */
static enum err take_one(struct op *op, struct demand_writing *writing)
{
    const char *state = "";
    int64_t id = 0;
    const char *public_id = NULL;

    enum err e =
        db_row(op, &take_row, DB_IN(IN_INT(writing->application_id), IN_INT(writing->source_row)),
               DB_OUT(OUT_INT(&id), OUT_TEXT(&public_id), OUT_TEXT(&state)));
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    if (e == OK && strcmp(state, "submitted") != 0)
        return OK; /* people have worked on it: theirs stays */
    writing->id = id;
    writing->public_id = public_id;
    e = demand_write(op, writing);
    if (e == OK)
        e = db_run(op, &take_version, DB_IN(IN_INT(writing->id), IN_INT(writing->source_version)),
                   NULL);
    if (e == OK)
        event_add(op, "demand.take", "demand", writing->public_id, writing->org_id, NULL);
    return e;
}

enum err demand_take(struct op *op, int64_t application_id, int64_t version,
                     const struct demand_entry *entries, size_t count)
{
    int64_t org_id = 0;

    enum err e = db_row(op, &take_owner, DB_IN(IN_INT(application_id)), DB_OUT(OUT_INT(&org_id)));
    for (size_t i = 0; e == OK && i < count; i++) {
        struct demand_writing writing = { .entry = &entries[i],
                                          .state = "submitted",
                                          .source = "application",
                                          .org_id = org_id,
                                          .application_id = application_id,
                                          .source_row = (int64_t)i + 1,
                                          .source_version = version };
        e = take_one(op, &writing);
    }
    return e == OK ? db_run(op, &take_rest,
                            DB_IN(IN_INT(application_id), IN_INT((int64_t)count),
                                  IN_TEXT("申报补正后不再列出"), IN_INT(op->now_ms)),
                            NULL)
                   : e;
}
