/* SPDX-License-Identifier: Apache-2.0 */
/* extension.c: a later deadline, written into every application it concerns. */
#include "extension/extension.h"

#include "base/crypto.h"
#include "base/mem.h"
#include "call/call.h"
#include "db/db.h"
#include "event/event.h"
#include "org/org.h"
#include "org/role.h"
#include "publish/publish.h"

#include <string.h>

DB_SQL(extension_insert, "tttiittii",
       "INSERT INTO extension (public_id, call, track, org_id, until_ms, number, reason, user_id,"
       " at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id");
/* Which applications: of the call, of the track if one is named, filed or recommended by the unit
 * if one is named, not sent yet. */
#define CONCERNED                                                                                  \
    " WHERE call = $1 AND ($2 = '' OR track = $2)"                                                 \
    " AND ($3 = 0 OR org_id = $3 OR recommender_id = $3) AND sent_ms = 0"
DB_SQL(extension_apply, "ttii",
       "UPDATE application SET extended_ms = $4" CONCERNED " AND extended_ms < $4");
DB_SQL(extension_overdue, "tti",
       "SELECT id, public_id, org_id, overdue_from FROM application" CONCERNED
       " AND state = 'overdue' AND overdue_from <> '' ORDER BY id");
DB_SQL(extension_restore, "iti",
       "UPDATE application SET state = $2, overdue_from = '', changed_ms = $3"
       " WHERE id = $1 AND state = 'overdue'");
#define EXTENSION_SELECT                                                                           \
    "SELECT x.public_id, x.call, x.track, o.name, x.until_ms, x.number, x.reason, u.name, x.at_ms" \
    "  FROM extension x JOIN app_user u ON u.id = x.user_id LEFT JOIN org o ON o.id = x.org_id"
#define EXTENSION_OUT(x)                                                                           \
    DB_OUT(OUT_TEXT(&(x)->public_id), OUT_TEXT(&(x)->call), OUT_TEXT(&(x)->track),                 \
           OUT_TEXT(&(x)->org), OUT_INT(&(x)->until_ms), OUT_TEXT(&(x)->number),                   \
           OUT_TEXT(&(x)->reason), OUT_TEXT(&(x)->by), OUT_INT(&(x)->at_ms))
DB_SQL(extension_by_id, "t", EXTENSION_SELECT " WHERE x.public_id = $1");
/* $2 is the actor's unit, $3 is 1 for desks and the department. */
DB_SQL(extension_rows, "tii",
       EXTENSION_SELECT " WHERE ($1 = '' OR x.call = $1) AND ($3 = 1 OR x.org_id IS NULL"
                        " OR x.org_id = $2"
                        " OR x.org_id = (SELECT reporting_id FROM org WHERE id = $2))"
                        " ORDER BY x.at_ms DESC, x.id DESC LIMIT 500");
DB_SQL(extension_latest, "ttii",
       "SELECT coalesce(max(until_ms), 0) FROM extension"
       " WHERE call = $1 AND (track = '' OR track = $2)"
       "   AND (org_id IS NULL OR org_id = $3 OR org_id = $4)");

struct granting {
    const struct extension_new *in;
    const char *public_id;
    int64_t org_id;
};

struct standing {
    int64_t id;
    const char *public_id;
    int64_t org_id;
    const char *state;
};

/* The clock has stopped it at the old deadline: it stands again where it stood. */
static enum err restore(struct op *op, const struct standing *row)
{
    int64_t changed = 0;

    enum err e = db_run(op, &extension_restore,
                        DB_IN(IN_INT(row->id), IN_TEXT(row->state), IN_INT(op->now_ms)), &changed);
    if (e == OK && changed == 1)
        event_add(op, "application.extend", "application", row->public_id, row->org_id,
                  mem_printf(op, "{\"from\":\"overdue\",\"to\":\"%s\"}", row->state));
    return e;
}

static enum err restore_all(struct op *op, const struct granting *work)
{
    const struct extension_new *in = work->in;
    struct db_rows *rows = NULL;
    struct standing *list = NULL;
    size_t count = 0;
    struct standing row = { 0 };

    enum err e =
        db_query(op, &extension_overdue,
                 DB_IN(IN_TEXT(in->call), IN_TEXT(in->track), IN_INT(work->org_id)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_INT(&row.id), OUT_TEXT(&row.public_id), OUT_INT(&row.org_id),
                                OUT_TEXT(&row.state))))
        mem_push(op, list, count, row);
    e = db_done(rows);
    for (size_t i = 0; e == OK && i < count; i++)
        e = restore(op, &list[i]);
    return e;
}

static enum err grant_work(struct op *op, void *arg)
{
    const struct granting *work = arg;
    const struct extension_new *in = work->in;
    int64_t id = 0;

    enum err e =
        db_row(op, &extension_insert,
               DB_IN(IN_TEXT(work->public_id), IN_TEXT(in->call), IN_TEXT(in->track),
                     IN_INT_OR_NULL(work->org_id), IN_INT(in->until_ms), IN_TEXT(in->number),
                     IN_TEXT(in->reason), IN_INT(op->actor.user_id), IN_INT(op->now_ms)),
               DB_OUT(OUT_INT(&id)));
    if (e == OK)
        e = db_run(op, &extension_apply,
                   DB_IN(IN_TEXT(in->call), IN_TEXT(in->track), IN_INT(work->org_id),
                         IN_INT(in->until_ms)),
                   NULL);
    if (e == OK)
        e = restore_all(op, work);
    if (e == OK && in->outage[0] != '\0')
        e = outage_accept(op, in->outage, id);
    if (e == OK)
        event_add(op, "extension.grant", "extension", work->public_id, work->org_id,
                  mem_printf(op, "{\"call\":\"%s\",\"track\":\"%s\",\"until_ms\":%lld}", in->call,
                             in->track, (long long)in->until_ms));
    return e;
}

/* Later than now, and than the deadline of every track it is for. */
static enum err check_until(struct op *op, const struct extension_new *in, const struct call *call)
{
    bool later = in->until_ms > op->now_ms;
    bool found = false;

    for (size_t i = 0; i < call->track_count; i++) {
        const struct track *track = &call->tracks[i];
        if (in->track[0] != '\0' && strcmp(track->code, in->track) != 0)
            continue;
        found = true;
        later = later && in->until_ms > track_deadline(call, track)->at_ms;
    }
    if (!found)
        return fail(op, ERR_NOT_FOUND, "no_such_track", "call has no such track");
    if (!later)
        return fail(op, ERR_INVALID, "extension_earlier", "not later than the deadline");
    return OK;
}

enum err extension_grant(struct op *op, const struct extension_new *in,
                         struct extension *ret_extension)
{
    struct granting work = { .in = in, .public_id = random_public_id(op) };
    const struct call *call = NULL;
    struct org org = { 0 };
    int64_t n = 0;

    enum err e = publish_current(op, in->call, &call, &n);
    if (e == OK)
        e = check_until(op, in, call);
    if (e == OK && in->org[0] != '\0') {
        e = org_find(op, in->org, &org);
        work.org_id = org.id;
    }
    if (e == OK)
        e = event_tx(op, grant_work, &work);
    return e == OK ? db_row(op, &extension_by_id, DB_IN(IN_TEXT(work.public_id)),
                            EXTENSION_OUT(ret_extension))
                   : e;
}

enum err extension_list(struct op *op, const char *call, struct extension_list *ret_list)
{
    struct db_rows *rows = NULL;
    struct extension_list list = { 0 };
    struct extension row = { 0 };
    enum scope scope = role_scope((enum role)op->actor.role);
    bool all = scope == SCOPE_DESK || scope == SCOPE_ALL;

    enum err e = db_query(op, &extension_rows,
                          DB_IN(IN_TEXT(call), IN_INT(op->actor.org_id), IN_INT(all)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, EXTENSION_OUT(&row)))
        mem_push(op, list.rows, list.count, row);
    e = db_done(rows);
    if (e == OK)
        *ret_list = list;
    return e;
}

enum err extension_until(struct op *op, const char *call, const char *track, int64_t org_id,
                         int64_t recommender_id, int64_t *ret_until_ms)
{
    return db_row(op, &extension_latest,
                  DB_IN(IN_TEXT(call), IN_TEXT(track), IN_INT(org_id), IN_INT(recommender_id)),
                  DB_OUT(OUT_INT(ret_until_ms)));
}
