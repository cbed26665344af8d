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

DB_SQL(over_used, "t",
       WITH_IDS "SELECT a.id, q.used FROM ids JOIN application a ON a.id = ids.id"
                "  JOIN quota_use q ON q.call = a.call AND q.track = a.track"
                "   AND q.org_id = a.recommender_id AND q.capacity = a.quota_capacity");

static enum err add_used(struct op *op, const int64_t *ids, struct over_quota_list *list)
{
    struct db_rows *rows = NULL;
    int64_t id = 0;
    int64_t used = 0;

    enum err e = db_query(op, &over_used, DB_IN(IN_TEXT(DB_ID_LIST(op, ids, list->count))), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_INT(&id), OUT_INT(&used)))) {
        for (size_t i = 0; i < list->count; i++) {
            if (ids[i] == id)
                list->rows[i].places.used = used;
        }
    }
    return db_done(rows);
}

static enum err add_quota(struct op *op, struct over_quota *row)
{
    const struct application *application = &row->application;
    const struct place_uses uses = { .rows = &(struct place_use){ application->track,
                                                                  application->quota_capacity,
                                                                  row->places.used },
                                     .count = 1 };
    const struct call *call = NULL;
    int64_t n = 0;

    row->track_title = application->track;
    enum err e = publish_current(op, application->call, &call, &n);
    const struct track *track = e == OK ? call_track(call, application->track) : NULL;
    if (track == NULL)
        return e;
    row->track_title = track->title;
    row->places = places_of(&uses, track, application->quota_capacity);
    return OK;
}

/* One that was granted by reopening has none. */
static enum err add_decisions(struct op *op, const int64_t *ids, struct over_quota_list *list)
{
    const struct decision_wanted wanted = { ids, list->count, "agree_over", "decline_over" };
    struct decision *decisions = NULL;

    enum err e = decision_last_of(op, &wanted, &decisions);
    for (size_t i = 0; e == OK && i < list->count; i++) {
        struct over_quota *row = &list->rows[i];
        const struct decision *decision = &decisions[i];
        bool agreed = strcmp(row->application.over_state, "agreed") == 0;
        if (decision->action == NULL || strcmp(row->application.over_state, "waiting") == 0 ||
            strcmp(decision->action, agreed ? "agree_over" : "decline_over") != 0)
            continue;
        row->reason = decision->reason_count == 0 ? NULL : decision->reasons[0].text;
        row->by = decision->by;
        row->at_ms = decision->at_ms;
    }
    return e;
}

static enum err add_known(struct op *op, struct over_quota_list *list)
{
    int64_t *ids = mem_array(op, int64_t, list->count + 1);

    for (size_t i = 0; i < list->count; i++)
        ids[i] = list->rows[i].application.id;
    enum err e = add_used(op, ids, list);
    for (size_t i = 0; e == OK && i < list->count; i++)
        e = add_quota(op, &list->rows[i]);
    return e == OK ? add_decisions(op, ids, list) : e;
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
    if (e == OK)
        e = add_known(op, &list);
    if (e == OK)
        *ret_list = list;
    return e;
}
