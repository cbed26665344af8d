/* SPDX-License-Identifier: Apache-2.0 */
/* rank.c: the order in which a recommending unit puts its items; and the clock's sweep. */
#include "application/internal.h"
#include "application/row.h"

#include "base/mem.h"
#include "event/event.h"
#include "publish/publish.h"

#include <string.h>

DB_SQL(rank_count, "itt",
       "SELECT count(*) FROM application"
       " WHERE recommender_id = $1 AND call = $2 AND track = $3 AND state = 'recommended'");
DB_SQL(rank_set, "ittti",
       "UPDATE application SET rank = $5"
       " WHERE recommender_id = $1 AND call = $2 AND track = $3 AND public_id = $4"
       "   AND state = 'recommended'");
/* What lies at the desk and waits for its check is not overdue: its arrival counts. */
DB_SQL(sweep_unsent, "t",
       "SELECT a.id, a.public_id, a.org_id, a.track, a.state, a.extended_ms FROM application a"
       " WHERE a.call = $1"
       "   AND a.state IN ('draft', 'unit_review', 'frozen', 'county_review',"
       "                   'recommending', 'recommended')"
       "   AND NOT EXISTS (SELECT 1 FROM arrival w WHERE w.application_id = a.id"
       "                    AND w.state IN ('registered', 'agreed'))"
       " LIMIT 5000");
DB_SQL(sweep_mark, "iti",
       "UPDATE application SET state = 'overdue', overdue_from = state, changed_ms = $3"
       " WHERE id = $1 AND state = $2");

struct ranking {
    const char *call;
    const char *track;
    const char *const *ids;
    size_t count;
};

/* Whether an item stands twice: then another one would keep its old place. */
static bool has_twice(const struct ranking *ranking)
{
    for (size_t i = 0; i < ranking->count; i++) {
        for (size_t k = 0; k < i; k++) {
            if (strcmp(ranking->ids[i], ranking->ids[k]) == 0)
                return true;
        }
    }
    return false;
}

static enum err ranking_work(struct op *op, void *arg)
{
    const struct ranking *ranking = arg;
    int64_t all = 0;

    enum err e =
        db_row(op, &rank_count,
               DB_IN(IN_INT(op->actor.org_id), IN_TEXT(ranking->call), IN_TEXT(ranking->track)),
               DB_OUT(OUT_INT(&all)));
    if (e == OK && (all != (int64_t)ranking->count || has_twice(ranking)))
        return fail(op, ERR_CONFLICT, "rank_not_all", "%zu of %lld items ranked", ranking->count,
                    (long long)all);
    for (size_t i = 0; e == OK && i < ranking->count; i++) {
        int64_t changed = 0;
        e = db_run(op, &rank_set,
                   DB_IN(IN_INT(op->actor.org_id), IN_TEXT(ranking->call), IN_TEXT(ranking->track),
                         IN_TEXT(ranking->ids[i]), IN_INT((int64_t)i + 1)),
                   &changed);
        if (e == OK && changed == 0)
            e = fail(op, ERR_CONFLICT, "rank_not_all", "an id is not a recommended item");
        if (e == OK)
            event_add(op, "application.rank", "application", ranking->ids[i], op->actor.org_id,
                      mem_printf(op, "{\"rank\":%zu}", i + 1));
    }
    return e;
}

enum err application_rank(struct op *op, const char *call, const char *track,
                          const char *const *ids, size_t count)
{
    struct ranking ranking = { call, track, ids, count };

    return event_tx(op, ranking_work, &ranking);
}

/* ---- the clock registers what was not sent; whether it is forfeited a person decides ---- */

struct unsent {
    int64_t id;
    const char *public_id;
    int64_t org_id;
    const char *track;
    const char *state;
    int64_t extended_ms;
};

static enum err mark_work(struct op *op, void *arg)
{
    const struct unsent *unsent = arg;
    int64_t changed = 0;

    enum err e =
        db_run(op, &sweep_mark,
               DB_IN(IN_INT(unsent->id), IN_TEXT(unsent->state), IN_INT(op->now_ms)), &changed);
    if (e == OK && changed == 1)
        event_add(op, "application.overdue", "application", unsent->public_id, unsent->org_id,
                  mem_printf(op, "{\"from\":\"%s\",\"to\":\"overdue\"}", unsent->state));
    return e;
}

static enum err sweep_call(struct op *op, const struct call *call, int64_t *count)
{
    struct db_rows *rows = NULL;
    struct unsent *list = NULL;
    size_t list_count = 0;
    struct unsent row = { 0 };

    enum err e = db_query(op, &sweep_unsent, DB_IN(IN_TEXT(call->code)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows,
                   DB_OUT(OUT_INT(&row.id), OUT_TEXT(&row.public_id), OUT_INT(&row.org_id),
                          OUT_TEXT(&row.track), OUT_TEXT(&row.state), OUT_INT(&row.extended_ms))))
        mem_push(op, list, list_count, row);
    e = db_done(rows);
    for (size_t i = 0; e == OK && i < list_count; i++) {
        const struct track *track = call_track(call, list[i].track);
        struct application application = { .extended_ms = list[i].extended_ms };
        if (track == NULL || op->now_ms < application_deadline_ms(&application, call, track))
            continue;
        e = event_tx(op, mark_work, &list[i]);
        (*count)++;
    }
    return e;
}

/* A version that cannot be read is told at the end: the deadlines of other calls do not wait. */
enum err application_sweep(struct op *op, int64_t *ret_count)
{
    struct call_versions calls = { 0 };
    const char *unread = NULL;
    int64_t count = 0;

    enum err e = publish_list(op, &calls);
    for (size_t i = 0; e == OK && i < calls.count; i++) {
        const struct call *call = NULL;
        if (publish_version(op, calls.rows[i].call, calls.rows[i].n, &call) == OK) {
            e = sweep_call(op, call, &count);
            continue;
        }
        unread = mem_printf(op, "%s: %s", calls.rows[i].call, op->failure.detail);
        op_forgive(op);
    }
    if (e != OK)
        return e;
    if (unread != NULL)
        return fail(op, ERR_INVALID, "call_unreadable", "%s", unread);
    *ret_count = count;
    return OK;
}
