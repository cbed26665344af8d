/* SPDX-License-Identifier: Apache-2.0 */
/* decision.c: reading what effect_acceptance wrote. */
#include "application/decision.h"

#include "base/json_own.h"
#include "base/mem.h"
#include "db/db.h"

DB_SQL(decision_row, "it",
       "SELECT c.reasons, c.due_ms, c.paper_due_ms, u.name, c.at_ms FROM acceptance c"
       "  JOIN app_user u ON u.id = c.user_id"
       " WHERE c.application_id = $1 AND c.action = $2 ORDER BY c.id DESC LIMIT 1");

DB_SQL(decision_rows, "i",
       "SELECT c.action, c.reasons, c.due_ms, c.paper_due_ms, u.name, c.at_ms FROM acceptance c"
       "  JOIN app_user u ON u.id = c.user_id"
       " WHERE c.application_id = $1 ORDER BY c.id DESC LIMIT 300");

static void read_reasons(struct op *op, const char *reasons, struct decision *decision)
{
    size_t i = 0;
    const json_t *item = NULL;
    const json_t *list = json_own(op, json_loads(reasons, 0, NULL));

    decision->reasons = NULL;
    decision->reason_count = 0;
    json_array_foreach(list, i, item)
    {
        struct return_item reason = { json_string_value(json_object_get(item, "code")),
                                      json_text_get(item, "text") };
        mem_push(op, decision->reasons, decision->reason_count, reason);
    }
}

enum err decision_last(struct op *op, int64_t application_id, const char *action,
                       struct decision *ret_decision)
{
    struct decision decision = { .action = action };
    const char *reasons = NULL;

    enum err e = db_row(op, &decision_row, DB_IN(IN_INT(application_id), IN_TEXT(action)),
                        DB_OUT(OUT_TEXT(&reasons), OUT_INT(&decision.due_ms),
                               OUT_INT(&decision.paper_due_ms), OUT_TEXT(&decision.by),
                               OUT_INT(&decision.at_ms)));
    if (e != OK)
        return e;
    read_reasons(op, reasons, &decision);
    *ret_decision = decision;
    return OK;
}

enum err decision_all(struct op *op, int64_t application_id, struct decision_list *ret_list)
{
    struct db_rows *rows = NULL;
    struct decision_list list = { 0 };
    struct decision row = { 0 };
    const char *reasons = NULL;

    enum err e = db_query(op, &decision_rows, DB_IN(IN_INT(application_id)), &rows);
    if (e != OK)
        return e;
    while (
        db_next(rows, DB_OUT(OUT_TEXT(&row.action), OUT_TEXT(&reasons), OUT_INT(&row.due_ms),
                             OUT_INT(&row.paper_due_ms), OUT_TEXT(&row.by), OUT_INT(&row.at_ms)))) {
        read_reasons(op, reasons, &row);
        mem_push(op, list.rows, list.count, row);
    }
    e = db_done(rows);
    if (e == OK)
        *ret_list = list;
    return e;
}
