/* SPDX-License-Identifier: Apache-2.0 */
/* outage.c: the server's heartbeat, and what a gap in it proposes. */
#include "extension/extension.h"

#include "base/crypto.h"
#include "base/mem.h"
#include "base/site.h"
#include "base/time.h"
#include "call/calendar.h"
#include "call/call.h"
#include "db/db.h"
#include "event/event.h"
#include "publish/publish.h"

#include <string.h>

enum { MINUTE_MS = 60000, BEATS_KEPT_MINUTES = 90 * 24 * 60 };

DB_SQL(beat_last, "i", "SELECT coalesce(max(minute), 0) FROM heartbeat WHERE minute <= $1");
DB_SQL(beat_insert, "i", "INSERT INTO heartbeat (minute) VALUES ($1)");
DB_SQL(beat_tidy, "i", "DELETE FROM heartbeat WHERE minute < $1");
DB_SQL(outage_insert, "tttii",
       "INSERT INTO outage (public_id, call, deadline, from_ms, to_ms, state)"
       " VALUES ($1, $2, $3, $4, $5, 'proposed')");
#define OUTAGE_SELECT                                                                              \
    "SELECT x.public_id, x.call, x.deadline, x.from_ms, x.to_ms, x.state, x.reason, u.name"        \
    "  FROM outage x LEFT JOIN app_user u ON u.id = x.user_id"
DB_SQL(outage_rows, "", OUTAGE_SELECT " ORDER BY x.from_ms DESC, x.id DESC LIMIT 200");
DB_SQL(outage_there, "t", "SELECT id FROM outage WHERE public_id = $1");
DB_SQL(outage_decide, "ttiiit",
       "UPDATE outage SET state = $2, extension_id = $3, user_id = $4, at_ms = $5, reason = $6"
       " WHERE public_id = $1 AND state = 'proposed'");

/* ---- beats ---- */

struct gap {
    int64_t minute;  /* of this beat */
    int64_t from_ms; /* 0: no gap */
    int64_t to_ms;
};

static enum err propose(struct op *op, const struct call *call, const struct deadline *deadline,
                        const struct gap *gap)
{
    int64_t hours = deadline->outage_hours == 0 ? OUTAGE_HOURS : deadline->outage_hours;
    int64_t begins_ms = deadline->at_ms - hours * 60 * MINUTE_MS;
    int64_t to_ms = gap->to_ms < deadline->at_ms ? gap->to_ms : deadline->at_ms;
    const char *public_id = random_public_id(op);

    if (to_ms <= begins_ms || to_ms - gap->from_ms < (int64_t)OUTAGE_MINUTES_MIN * MINUTE_MS)
        return OK;
    enum err e = db_run(op, &outage_insert,
                        DB_IN(IN_TEXT(public_id), IN_TEXT(call->code), IN_TEXT(deadline->code),
                              IN_INT(gap->from_ms), IN_INT(to_ms)),
                        NULL);
    if (e == OK)
        event_add(op, "outage.found", "outage", public_id, 0,
                  mem_printf(op, "{\"call\":\"%s\",\"from_ms\":%lld,\"to_ms\":%lld}", call->code,
                             (long long)gap->from_ms, (long long)to_ms));
    return e;
}

static enum err propose_all(struct op *op, const struct gap *gap)
{
    struct call_versions calls = { 0 };

    enum err e = publish_list(op, &calls);
    for (size_t i = 0; e == OK && i < calls.count; i++) {
        const struct call *call = NULL;
        if (publish_version(op, calls.rows[i].call, calls.rows[i].n, &call) != OK) {
            op_forgive(op); /* the beat is written all the same; application_sweep tells of it */
            continue;
        }
        for (size_t k = 0; e == OK && k < call->deadline_count; k++)
            e = propose(op, call, &call->deadlines[k], gap);
    }
    return e;
}

static enum err beat_work(struct op *op, void *arg)
{
    const struct gap *gap = arg;

    enum err e = db_run(op, &beat_insert, DB_IN(IN_INT(gap->minute)), NULL);
    return e == OK && gap->from_ms != 0 ? propose_all(op, gap) : e;
}

enum err heartbeat(struct op *op, int64_t *ret_gaps)
{
    struct gap gap = { .minute = op->now_ms / MINUTE_MS, .to_ms = op->now_ms };
    int64_t last = 0;

    enum err e = db_row(op, &beat_last, DB_IN(IN_INT(gap.minute)), DB_OUT(OUT_INT(&last)));
    *ret_gaps = 0;
    if (e != OK || last == gap.minute)
        return e;
    if (last != 0 && gap.minute - last > OUTAGE_MINUTES_MIN)
        gap.from_ms = (last + 1) * MINUTE_MS;
    e = event_tx(op, beat_work, &gap);
    if (e == ERR_CONFLICT) { /* another server was faster in this minute */
        op_forgive(op);
        return OK;
    }
    if (e == OK)
        *ret_gaps = gap.from_ms != 0;
    return e;
}

enum err heartbeat_tidy(struct op *op)
{
    return db_run(op, &beat_tidy, DB_IN(IN_INT(op->now_ms / MINUTE_MS - BEATS_KEPT_MINUTES)), NULL);
}

/* ---- proposals ---- */

/* The end of the next working day behind the deadline's. */
static int64_t proposed_until(struct op *op, const struct outage *outage, bool *ret_known)
{
    const struct call *call = NULL;
    int64_t n = 0;

    if (publish_current(op, outage->call, &call, &n) != OK) {
        op_forgive(op);
        return 0;
    }
    const struct deadline *deadline = call_deadline(call, outage->deadline);
    if (deadline == NULL)
        return 0;
    int day = calendar_add(op->site->calendar, deadline->day, 1, true, ret_known);
    return day_start_ms(day_add(day, 1), call->zone_minutes);
}

enum err outage_list(struct op *op, struct outage_list *ret_list)
{
    struct db_rows *rows = NULL;
    struct outage_list list = { 0 };
    struct outage row = { 0 };

    enum err e = db_query(op, &outage_rows, DB_NONE, &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_TEXT(&row.public_id), OUT_TEXT(&row.call),
                                OUT_TEXT(&row.deadline), OUT_INT(&row.from_ms), OUT_INT(&row.to_ms),
                                OUT_TEXT(&row.state), OUT_TEXT(&row.reason), OUT_TEXT(&row.by))))
        mem_push(op, list.rows, list.count, row);
    e = db_done(rows);
    for (size_t i = 0; e == OK && i < list.count; i++) {
        bool known = true;
        list.rows[i].until_ms = proposed_until(op, &list.rows[i], &known);
        list.rows[i].provisional = !known;
    }
    if (e == OK)
        *ret_list = list;
    return e;
}

struct deciding {
    const char *public_id;
    const char *state;
    const char *reason;
    int64_t extension_id;
};

static enum err decide(struct op *op, const struct deciding *work)
{
    int64_t id = 0;
    int64_t changed = 0;

    enum err e = db_row(op, &outage_there, DB_IN(IN_TEXT(work->public_id)), DB_OUT(OUT_INT(&id)));
    if (e == ERR_NOT_FOUND)
        return fail(op, e, "not_found", "no such outage");
    if (e == OK)
        e = db_run(op, &outage_decide,
                   DB_IN(IN_TEXT(work->public_id), IN_TEXT(work->state),
                         IN_INT_OR_NULL(work->extension_id), IN_INT(op->actor.user_id),
                         IN_INT(op->now_ms), IN_TEXT(work->reason)),
                   &changed);
    if (e == OK && changed == 0)
        return fail(op, ERR_CONFLICT, "outage_decided", "outage was decided already");
    if (e == OK)
        event_add(op, mem_printf(op, "outage.%s", work->state), "outage", work->public_id, 0, NULL);
    return e;
}

static enum err decline_work(struct op *op, void *arg)
{
    return decide(op, arg);
}

enum err outage_decline(struct op *op, const char *public_id, const char *reason)
{
    struct deciding work = { public_id, "declined", reason, 0 };

    return event_tx(op, decline_work, &work);
}

enum err outage_accept(struct op *op, const char *public_id, int64_t extension_id)
{
    struct deciding work = { public_id, "accepted", "", extension_id };

    return decide(op, &work);
}
