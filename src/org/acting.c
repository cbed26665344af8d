/* SPDX-License-Identifier: Apache-2.0 */
/* acting.c: what acting posts did, and its confirmation the next working day. */
#include "base/crypto.h"
#include "base/mem.h"
#include "base/site.h"
#include "base/time.h"
#include "call/calendar.h"
#include "db/db.h"
#include "event/event.h"
#include "org/post.h"

DB_SQL(acting_insert, "titttii",
       "INSERT INTO acting_act"
       " (public_id, post_id, for_post_id, action, subject_kind, subject_id, at_ms, due_day)"
       " SELECT $1, p.id, p.acting_for, $3, $4, $5, $6, $7 FROM post p"
       "  WHERE p.id = $2 AND p.acting_for IS NOT NULL");
DB_SQL(acting_rows, "i",
       "SELECT a.public_id, u.name, a.action, a.subject_id, x.title, a.at_ms, a.due_day"
       "  FROM acting_act a JOIN post p ON p.id = a.post_id JOIN app_user u ON u.id = p.user_id"
       "  LEFT JOIN application x ON x.public_id = a.subject_id"
       " WHERE a.for_post_id = $1 AND a.verdict IS NULL ORDER BY a.id LIMIT 500");
DB_SQL(acting_find, "ti",
       "SELECT p.user_id, a.subject_kind, a.subject_id FROM acting_act a"
       "  JOIN post p ON p.id = a.post_id"
       " WHERE a.public_id = $1 AND a.for_post_id = $2 AND a.verdict IS NULL");
DB_SQL(acting_close, "tttii",
       "UPDATE acting_act SET verdict = $2, note = $3, verdict_ms = $4, verdict_by = $5"
       " WHERE public_id = $1 AND verdict IS NULL");

enum err acting_keep(struct op *op, const char *action, const char *subject_kind,
                     const char *subject_id)
{
    int64_t kept = 0;
    int day = day_of(op->now_ms, ZONE_SHANGHAI_MINUTES);
    int due = calendar_add(op->site->calendar, day, 1, true, NULL);

    if (!role_has_acting((enum role)op->actor.role))
        return OK;
    enum err e =
        db_run(op, &acting_insert,
               DB_IN(IN_TEXT(random_public_id(op)), IN_INT(op->actor.post_id), IN_TEXT(action),
                     IN_TEXT(subject_kind), IN_TEXT(subject_id), IN_INT(op->now_ms), IN_INT(due)),
               &kept);
    if (e == OK && kept > 0)
        event_add(op, "acting.keep", subject_kind, subject_id, op->actor.org_id,
                  mem_printf(op, "{\"action\":\"%s\",\"due\":%d}", action, due));
    return e;
}

enum err acting_waiting(struct op *op, struct acting_list *ret_list)
{
    struct acting_list list = { 0 };
    struct db_rows *rows = NULL;
    struct acting_act row = { 0 };

    enum err e = db_query(op, &acting_rows, DB_IN(IN_INT(op->actor.post_id)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_TEXT(&row.public_id), OUT_TEXT(&row.by), OUT_TEXT(&row.action),
                                OUT_TEXT(&row.subject_id), OUT_TEXT(&row.title),
                                OUT_INT(&row.at_ms), OUT_INT(&row.due_day)))) {
        bool known = false;
        (void)calendar_is_workday(op->site->calendar, (int)row.due_day, &known);
        row.due_provisional = !known;
        mem_push(op, list.rows, list.count, row);
    }
    e = db_done(rows);
    if (e == OK)
        *ret_list = list;
    return e;
}

struct judging {
    const char *public_id;
    const char *verdict;
    const char *note;
};

static enum err judge_work(struct op *op, void *arg)
{
    const struct judging *judging = arg;
    const char *kind = NULL;
    const char *subject = NULL;
    int64_t user_id = 0;

    enum err e =
        db_row(op, &acting_find, DB_IN(IN_TEXT(judging->public_id), IN_INT(op->actor.post_id)),
               DB_OUT(OUT_INT(&user_id), OUT_TEXT(&kind), OUT_TEXT(&subject)));
    if (e == ERR_NOT_FOUND)
        return fail(op, e, "not_found", "no such act waits for this post");
    if (e == OK && user_id == op->actor.user_id)
        e = fail(op, ERR_DENIED, "own_act", "nobody confirms an own act");
    if (e == OK)
        e = db_run(op, &acting_close,
                   DB_IN(IN_TEXT(judging->public_id), IN_TEXT(judging->verdict),
                         IN_TEXT(judging->note), IN_INT(op->now_ms), IN_INT(op->actor.user_id)),
                   NULL);
    if (e == OK)
        event_add(op, "acting.judge", kind, subject, op->actor.org_id,
                  mem_printf(op, "{\"verdict\":\"%s\"}", judging->verdict));
    return e;
}

enum err acting_judge(struct op *op, const char *public_id, bool confirm, const char *note)
{
    struct judging judging = { public_id, confirm ? "confirmed" : "objected", note };

    if (!confirm && (note == NULL || note[0] == '\0'))
        return fail(op, ERR_INVALID, "reason_needed", "an objection needs a reason");
    return event_tx(op, judge_work, &judging);
}
