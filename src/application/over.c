/* SPDX-License-Identifier: Apache-2.0 */
/* over.c: what was sent above a soft quota, for the department's decision. */
#include "application/decision.h"
#include "application/row.h"

#include "base/mem.h"
#include "publish/publish.h"

#include <string.h>

enum { OVER_MAX = 500 };

SCOPED_SQL(over_rows, "iti", APPLICATION_SELECT " WHERE ",
           " AND a.over_state <> '' AND a.sent_ms > 0 AND ($2 = '' OR a.call = $2)"
           " ORDER BY CASE WHEN a.over_state = 'waiting' THEN 0 ELSE 1 END, a.sent_ms, a.id"
           " LIMIT $3");

static enum err add_places(struct op *op, struct over_quota *row)
{
    const struct application *application = &row->application;
    const struct call *call = NULL;
    int64_t n = 0;

    row->track_title = application->track;
    enum err e = publish_current(op, application->call, &call, &n);
    const struct track *track = e == OK ? call_track(call, application->track) : NULL;
    if (track == NULL)
        return e;
    row->track_title = track->title;
    return application_places(op, call, track, application->quota_capacity,
                              application->recommender_id, &row->places);
}

static enum err add_decision(struct op *op, struct over_quota *row)
{
    struct decision decision = { 0 };
    bool agreed = strcmp(row->application.over_state, "agreed") == 0;

    if (strcmp(row->application.over_state, "waiting") == 0)
        return OK;
    enum err e =
        decision_last(op, row->application.id, agreed ? "agree_over" : "decline_over", &decision);
    if (e == ERR_NOT_FOUND) /* granted by reopening */
        return OK;
    if (e != OK)
        return e;
    row->reason = decision.reason_count == 0 ? NULL : decision.reasons[0].text;
    row->by = decision.by;
    row->at_ms = decision.at_ms;
    return OK;
}

enum err application_over_list(struct op *op, const char *call, struct over_quota_list *ret_list)
{
    struct over_quota_list list = { 0 };
    struct db_rows *rows = NULL;
    const struct db_sql *sql = over_rows[actor_scope(op)];

    if (sql == NULL) {
        *ret_list = list;
        return OK;
    }
    enum err e = db_query(
        op, sql, DB_IN(IN_INT(actor_scope_id(op)), IN_TEXT(call), IN_INT(OVER_MAX)), &rows);
    if (e != OK)
        return e;
    struct over_quota row = { 0 };
    while (db_next(rows, APPLICATION_OUT(&row.application)))
        mem_push(op, list.rows, list.count, row);
    e = db_done(rows);
    for (size_t i = 0; e == OK && i < list.count; i++) {
        e = add_places(op, &list.rows[i]);
        if (e == OK)
            e = add_decision(op, &list.rows[i]);
    }
    if (e == OK)
        *ret_list = list;
    return e;
}
