/* SPDX-License-Identifier: Apache-2.0 */
/* decision.c: reading what effect_acceptance wrote. */
#include "application/decision.h"

#include "base/json_own.h"
#include "base/mem.h"
#include "db/db.h"

DB_SQL(decision_rows, "i",
       "SELECT c.action, c.reasons, c.due_ms, c.paper_due_ms, u.name, c.at_ms FROM acceptance c"
       "  JOIN app_user u ON u.id = c.user_id"
       " WHERE c.application_id = $1 ORDER BY c.id DESC LIMIT 300");

/* Oldest first, so that the last stays. */
DB_SQL(decisions_last, "ttt",
       WITH_IDS
       "SELECT c.application_id, c.action, c.reasons, c.due_ms, c.paper_due_ms, u.name, c.at_ms"
       "  FROM ids JOIN acceptance c ON c.application_id = ids.id"
       "  JOIN app_user u ON u.id = c.user_id WHERE c.action = $2 OR c.action = $3 ORDER BY c.id");

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

enum err decision_last_of(struct op *op, const struct decision_wanted *wanted,
                          struct decision **ret_decisions)
{
    struct decision *all = mem_array(op, struct decision, wanted->count + 1);
    struct db_rows *rows = NULL;
    struct decision row = { 0 };
    const char *reasons = NULL;
    int64_t id = 0;

    enum err e = db_query(op, &decisions_last,
                          DB_IN(IN_TEXT(DB_ID_LIST(op, wanted->ids, wanted->count)),
                                IN_TEXT(wanted->action), IN_TEXT(or_empty(wanted->or_action))),
                          &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_INT(&id), OUT_TEXT(&row.action), OUT_TEXT(&reasons),
                                OUT_INT(&row.due_ms), OUT_INT(&row.paper_due_ms), OUT_TEXT(&row.by),
                                OUT_INT(&row.at_ms)))) {
        read_reasons(op, reasons, &row);
        for (size_t i = 0; i < wanted->count; i++) {
            if (wanted->ids[i] == id)
                all[i] = row;
        }
    }
    e = db_done(rows);
    if (e == OK)
        *ret_decisions = all;
    return e;
}

enum err decision_last(struct op *op, int64_t application_id, const char *action,
                       struct decision *ret_decision)
{
    const struct decision_wanted wanted = { &application_id, 1, action, NULL };
    struct decision *found = NULL;

    enum err e = decision_last_of(op, &wanted, &found);
    if (e == OK && found[0].action == NULL)
        return ERR_NOT_FOUND;
    if (e == OK)
        *ret_decision = found[0];
    return e;
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
