/* SPDX-License-Identifier: Apache-2.0 */
/* history.c: the events of one application, one sentence each. */
#include "application/history.h"

#include "application/decision.h"
#include "base/json_own.h"
#include "base/mem.h"
#include "db/db.h"
#include "event/words.h"

#include <string.h>

DB_SQL(history_rows, "t",
       "SELECT e.seq, e.at_ms, e.action, e.data, u.name, o.name FROM event e"
       "  LEFT JOIN app_user u ON u.id = e.actor_user_id LEFT JOIN org o ON o.id = e.actor_org_id"
       " WHERE e.subject_kind = 'application' AND e.subject_id = $1"
       "   AND e.action <> 'application.save'" /* as in the index event_step */
       "   AND e.action <> 'personal.reveal' ORDER BY e.seq DESC LIMIT 300");

static void put_words(struct op *op, struct history_row *row, const char *data_text)
{
    json_t *data = json_own(op, json_loads(data_text, 0, NULL));
    json_int_t rank = json_integer_value(json_object_get(data, "rank"));

    row->to = json_text_get(data, "to");
    row->text = event_action_name(row->action);
    if (rank > 0)
        row->text = mem_printf(op, "%s，排序第%lld", row->text, (long long)rank);
}

/* What the unit said inside its own house stays there: others read what came after. */
static bool may_read_reason(const struct op *op, const struct application *application,
                            const struct history_row *row)
{
    return op->actor.org_id == application->org_id ||
           (application->up_ms != 0 && row->at_ms >= application->up_ms) ||
           (application->county_id != 0 && application->county_id == op->actor.org_id &&
            application->county_ms != 0 && row->at_ms >= application->county_ms);
}

/* "退回修改：规模没有写明；缺联系人". The event itself holds no words of people. */
static void add_reason(struct op *op, struct history_row *row, const struct decision_list *list)
{
    static const char prefix[] = "application.";

    for (size_t i = 0; i < list->count; i++) {
        const struct decision *decision = &list->rows[i];
        if (decision->at_ms != row->at_ms || strncmp(row->action, prefix, sizeof prefix - 1) != 0 ||
            strcmp(row->action + sizeof prefix - 1, decision->action) != 0)
            continue;
        for (size_t k = 0; k < decision->reason_count; k++)
            row->text = mem_printf(op, "%s%s%s", row->text, k == 0 ? "：" : "；",
                                   decision->reasons[k].text);
        return;
    }
}

enum err history_of(struct op *op, const struct application *application,
                    struct history *ret_history)
{
    struct db_rows *rows = NULL;
    struct history history = { 0 };
    struct history_row row = { 0 };
    struct decision_list decisions = { 0 };
    const char *data = NULL;
    const char *user = NULL;
    const char *org = NULL;

    enum err e = decision_all(op, application->id, &decisions);
    if (e == OK)
        e = db_query(op, &history_rows, DB_IN(IN_TEXT(application->public_id)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_INT(&row.seq), OUT_INT(&row.at_ms), OUT_TEXT(&row.action),
                                OUT_TEXT(&data), OUT_TEXT(&user), OUT_TEXT(&org)))) {
        put_words(op, &row, data);
        if (may_read_reason(op, application, &row))
            add_reason(op, &row, &decisions);
        row.who = user == NULL ? "系统" : mem_printf(op, "%s %s", org == NULL ? "" : org, user);
        mem_push(op, history.rows, history.count, row);
    }
    e = db_done(rows);
    if (e == OK)
        *ret_history = history;
    return e;
}
