/* SPDX-License-Identifier: Apache-2.0 */
/* quota.c: places of a recommending unit, counted by guarded updates inside the transaction. */
#include "application/internal.h"
#include "application/row.h"

#include "base/mem.h"
#include "event/event.h"

#include <string.h>

DB_SQL(quota_row, "ttit",
       "SELECT used FROM quota_use WHERE call = $1 AND track = $2 AND org_id = $3"
       " AND capacity = $4");
DB_SQL(quota_rows, "ti",
       "SELECT track, capacity, used FROM quota_use WHERE call = $1 AND org_id = $2");
DB_SQL(quota_insert, "ttit",
       "INSERT INTO quota_use (call, track, org_id, capacity, used) VALUES ($1, $2, $3, $4, 0)");
DB_SQL(quota_up, "ttiti",
       "UPDATE quota_use SET used = used + 1 WHERE call = $1 AND track = $2 AND org_id = $3"
       " AND capacity = $4 AND ($5 < 0 OR used < $5)");
DB_SQL(quota_down, "ttit",
       "UPDATE quota_use SET used = used - 1 WHERE call = $1 AND track = $2 AND org_id = $3"
       " AND capacity = $4 AND used > 0");

/* The first place above the quota comes within it when one below is given back. */
DB_SQL(quota_promote, "ttiti",
       "UPDATE application SET over_state = '', over_quota = NULL WHERE id ="
       " (SELECT min(id) FROM application WHERE call = $1 AND track = $2 AND recommender_id = $3"
       "    AND quota_capacity = $4 AND quota_held = 1 AND over_state = 'waiting' AND id <> $5)"
       " RETURNING public_id, org_id");

enum err quota_prepare(struct op *op, const struct application *application)
{
    int64_t used = 0;

    enum err e =
        db_row(op, &quota_row,
               DB_IN(IN_TEXT(application->call), IN_TEXT(application->track),
                     IN_INT(application->recommender_id), IN_TEXT(application->quota_capacity)),
               DB_OUT(OUT_INT(&used)));
    if (e != ERR_NOT_FOUND)
        return e;
    e = db_run(op, &quota_insert,
               DB_IN(IN_TEXT(application->call), IN_TEXT(application->track),
                     IN_INT(application->recommender_id), IN_TEXT(application->quota_capacity)),
               NULL);
    if (e == ERR_CONFLICT) { /* another request made it first */
        op_forgive(op);
        e = OK;
    }
    return e;
}

static enum err count_up(struct op *op, const struct application *application, int64_t max,
                         int64_t *ret_changed)
{
    return db_run(op, &quota_up,
                  DB_IN(IN_TEXT(application->call), IN_TEXT(application->track),
                        IN_INT(application->recommender_id), IN_TEXT(application->quota_capacity),
                        IN_INT(max)),
                  ret_changed);
}

enum err quota_take(struct op *op, const struct application *application, const struct call *call,
                    const char *over_quota, bool *ret_over)
{
    int64_t changed = 0;
    const struct track *track = call_track(call, application->track);
    const struct quota *quota =
        track == NULL ? NULL : track_quota(track, application->quota_capacity);
    int64_t max = quota == NULL ? -1 : quota->max;

    enum err e = count_up(op, application, max, &changed);
    if (e != OK || changed == 1 || quota == NULL) /* without a quota the first count held */
        return e;
    fail_arg(op, "max", "%lld", (long long)max);
    fail_clause(op, quota->origin.clause_label, quota->origin.basis);
    if (!quota->soft)
        return fail(op, ERR_CONFLICT, "quota_full", "all %lld places are taken", (long long)max);
    if (over_quota[0] == '\0')
        return fail(op, ERR_CONFLICT, "quota_needs_reason", "soft quota %lld is full",
                    (long long)max);
    op_forgive(op);
    *ret_over = true;
    return count_up(op, application, -1, &changed);
}

static enum err promote(struct op *op, const struct application *application)
{
    const char *public_id = NULL;
    int64_t org_id = 0;

    enum err e = db_row(op, &quota_promote,
                        DB_IN(IN_TEXT(application->call), IN_TEXT(application->track),
                              IN_INT(application->recommender_id),
                              IN_TEXT(application->quota_capacity), IN_INT(application->id)),
                        DB_OUT(OUT_TEXT(&public_id), OUT_INT(&org_id)));
    if (e == ERR_NOT_FOUND)
        return OK;
    if (e == OK)
        event_add(op, "application.within_quota", "application", public_id, org_id, NULL);
    return e;
}

enum err quota_free(struct op *op, const struct application *application)
{
    enum err e =
        db_run(op, &quota_down,
               DB_IN(IN_TEXT(application->call), IN_TEXT(application->track),
                     IN_INT(application->recommender_id), IN_TEXT(application->quota_capacity)),
               NULL);

    return e == OK && application->over_state[0] == '\0' ? promote(op, application) : e;
}

enum err application_places(struct op *op, const char *call, int64_t org_id,
                            struct place_uses *ret_uses)
{
    struct place_uses uses = { 0 };
    struct place_use row = { 0 };
    struct db_rows *rows = NULL;

    enum err e = db_query(op, &quota_rows, DB_IN(IN_TEXT(call), IN_INT(org_id)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_TEXT(&row.track), OUT_TEXT(&row.capacity), OUT_INT(&row.used))))
        mem_push(op, uses.rows, uses.count, row);
    e = db_done(rows);
    if (e == OK)
        *ret_uses = uses;
    return e;
}

struct place_count places_of(const struct place_uses *uses, const struct track *track,
                             const char *capacity)
{
    struct place_count found = { .max = QUOTA_NO_LIMIT };
    const struct quota *quota = track_quota(track, capacity);

    for (size_t i = 0; i < uses->count; i++) {
        const struct place_use *use = &uses->rows[i];
        if (strcmp(use->track, track->code) == 0 && strcmp(use->capacity, capacity) == 0)
            found.used = use->used;
    }
    if (quota != NULL) {
        found.max = quota->max;
        found.soft = quota->soft;
        found.clause = quota->origin.clause_label;
    }
    return found;
}
