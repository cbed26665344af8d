/* SPDX-License-Identifier: Apache-2.0 */
/* deadline.c: inner deadlines: they warn, the call's own refuse. */
#include "league/league.h"

#include "base/mem.h"
#include "db/db.h"
#include "event/event.h"
#include "league/round.h"
#include "publish/publish.h"

#include <string.h>

DB_SQL(inner_delete, "it", "DELETE FROM inner_deadline WHERE round_id = $1 AND track = $2");
DB_SQL(inner_insert, "itittii",
       "INSERT INTO inner_deadline (round_id, track, due_ms, decision, words, user_id, at_ms)"
       " VALUES ($1, $2, $3, $4, $5, $6, $7)");
DB_SQL(inner_rows, "ti",
       "SELECT i.track, i.due_ms, i.decision, i.words, o.name, u.name, i.at_ms"
       "  FROM league_round r JOIN inner_deadline i ON i.round_id = r.id"
       "  JOIN org o ON o.id = r.org_id JOIN app_user u ON u.id = i.user_id"
       " WHERE r.call = $1 AND r.org_id = $2 ORDER BY i.track");

struct setting {
    int64_t round_id;
    const char *round;
    const struct inner_deadline *in;
};

static enum err set_work(struct op *op, void *arg)
{
    const struct setting *setting = arg;
    const struct inner_deadline *in = setting->in;

    enum err e =
        db_run(op, &inner_delete, DB_IN(IN_INT(setting->round_id), IN_TEXT(in->track)), NULL);
    if (e == OK && in->due_ms != 0)
        e = db_run(op, &inner_insert,
                   DB_IN(IN_INT(setting->round_id), IN_TEXT(in->track), IN_INT(in->due_ms),
                         IN_TEXT(in->decision), IN_TEXT(in->words), IN_INT(op->actor.user_id),
                         IN_INT(op->now_ms)),
                   NULL);
    if (e == OK)
        event_add(
            op, "league.deadline", "round", setting->round, op->actor.org_id,
            mem_printf(op, "{\"track\":\"%s\",\"due_ms\":%lld}", in->track, (long long)in->due_ms));
    return e;
}

/* Not later than the call's own deadline of the track, or of any track. */
static enum err check_due(struct op *op, const struct call *call, const struct inner_deadline *in)
{
    int64_t last_ms = 0;

    for (size_t i = 0; i < call->track_count; i++) {
        const struct track *track = &call->tracks[i];
        if (in->track[0] != '\0' && strcmp(track->code, in->track) != 0)
            continue;
        int64_t at_ms = track_deadline(call, track)->at_ms;
        last_ms = last_ms == 0 || at_ms < last_ms ? at_ms : last_ms;
    }
    if (last_ms == 0)
        return fail(op, ERR_NOT_FOUND, "no_such_track", "call has no such track");
    if (in->due_ms == 0)
        return OK;
    if (in->due_ms > last_ms) {
        fail_arg(op, "deadline", "%s", deadline_chinese(op, call, last_ms));
        return fail(op, ERR_INVALID, "inner_after", "inner deadline is after the call's");
    }
    if (in->due_ms <= op->now_ms)
        return fail(op, ERR_INVALID, "inner_past", "inner deadline lies in the past");
    return OK;
}

enum err inner_deadline_set(struct op *op, const char *code, const struct inner_deadline *in)
{
    struct league_round round = { 0 };
    const struct call *call = NULL;
    int64_t n = 0;

    enum err e = publish_current(op, code, &call, &n);
    if (e == OK)
        e = check_due(op, call, in);
    if (e == OK)
        e = round_open(op, code, &round);
    if (e != OK)
        return e;
    struct setting setting = { round.id, round.public_id, in };
    return event_tx(op, set_work, &setting);
}

enum err inner_deadline_list(struct op *op, const char *call, int64_t org_id,
                             struct inner_deadline_list *ret_list)
{
    struct inner_deadline_list list = { 0 };
    struct inner_deadline row = { 0 };
    struct db_rows *rows = NULL;

    enum err e = db_query(op, &inner_rows, DB_IN(IN_TEXT(call), IN_INT(org_id)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_TEXT(&row.track), OUT_INT(&row.due_ms), OUT_TEXT(&row.decision),
                                OUT_TEXT(&row.words), OUT_TEXT(&row.league), OUT_TEXT(&row.by),
                                OUT_INT(&row.at_ms))))
        mem_push(op, list.rows, list.count, row);
    e = db_done(rows);
    if (e == OK)
        *ret_list = list;
    return e;
}

enum err inner_deadline_of(struct op *op, const struct application *application,
                           const struct inner_deadline **ret_deadline)
{
    static const char *const below[] = { "draft", "unit_review", "frozen", "county_review", NULL };
    struct inner_deadline_list list = { 0 };
    const struct inner_deadline *found = NULL;
    bool is_below = false;

    *ret_deadline = NULL;
    for (int i = 0; below[i] != NULL; i++)
        is_below = is_below || strcmp(application->state, below[i]) == 0;
    if (!is_below || application->direct != 0 || op->actor.org_id != application->org_id)
        return OK;
    enum err e = inner_deadline_list(op, application->call, application->recommender_id, &list);
    for (size_t i = 0; e == OK && i < list.count; i++) { /* of the track before that of all */
        if (strcmp(list.rows[i].track, application->track) == 0 ||
            (found == NULL && list.rows[i].track[0] == '\0'))
            found = &list.rows[i];
    }
    *ret_deadline = found;
    return e;
}
