/* SPDX-License-Identifier: Apache-2.0 */
/* inspection.c: proposing, approving and ending inspections. */
#include "inspection/inspection.h"

#include "base/crypto.h"
#include "base/mem.h"
#include "base/time.h"
#include "call/call.h"
#include "db/db.h"
#include "event/event.h"
#include "org/account.h"
#include "org/org.h"
#include "org/post.h"
#include "publish/publish.h"

#include <string.h>

#define INSPECTION_SELECT                                                                          \
    "SELECT n.id, n.public_id, n.letter, n.issuer, n.call, n.tracks, n.from_day, n.to_day,"        \
    " n.user_id, u.name, u.login, n.post_id, n.state, n.proposed_by, p.name, n.proposed_ms,"       \
    " d.name, n.decided_ms, n.note"                                                                \
    "  FROM inspection n JOIN app_user u ON u.id = n.user_id"                                      \
    "  JOIN app_user p ON p.id = n.proposed_by LEFT JOIN app_user d ON d.id = n.decided_by"        \
    " WHERE ($1 = 0 OR n.post_id = $1)"
#define INSPECTION_OUT(n)                                                                          \
    DB_OUT(OUT_INT(&(n)->id), OUT_TEXT(&(n)->public_id), OUT_TEXT(&(n)->letter),                   \
           OUT_TEXT(&(n)->issuer), OUT_TEXT(&(n)->call), OUT_TEXT(&(n)->tracks),                   \
           OUT_INT(&(n)->from_day), OUT_INT(&(n)->to_day), OUT_INT(&(n)->user_id),                 \
           OUT_TEXT(&(n)->inspector), OUT_TEXT(&(n)->login), OUT_INT(&(n)->post_id),               \
           OUT_TEXT(&(n)->state), OUT_INT(&(n)->proposed_by), OUT_TEXT(&(n)->proposer),            \
           OUT_INT(&(n)->proposed_ms), OUT_TEXT(&(n)->decider), OUT_INT(&(n)->decided_ms),         \
           OUT_TEXT(&(n)->note))

DB_SQL(inspection_all, "ii", INSPECTION_SELECT " ORDER BY n.id DESC LIMIT $2");
DB_SQL(inspection_one, "it", INSPECTION_SELECT " AND n.public_id = $2");
DB_SQL(inspection_insert, "tttttiiiii",
       "INSERT INTO inspection (public_id, letter, issuer, call, tracks, from_day, to_day, user_id,"
       " state, proposed_by, proposed_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'proposed', $9,"
       " $10)");
DB_SQL(inspection_set, "ittiit",
       "UPDATE inspection SET state = $3, decided_by = $4, decided_ms = $5, note = $6"
       " WHERE id = $1 AND state = $2");
DB_SQL(inspection_set_post, "ii", "UPDATE inspection SET post_id = $2 WHERE id = $1");
DB_SQL(inspection_close, "i",
       "UPDATE inspection SET state = 'ended' WHERE id = $1 AND state = 'approved'");
DB_SQL(inspection_post, "i", "SELECT public_id FROM post WHERE id = $1");

/* 0: sees all; else the post whose inspection alone is seen. */
static int64_t only_post(const struct op *op)
{
    return op->actor.role == POST_INSPECTOR ? op->actor.post_id : 0;
}

enum err inspection_list(struct op *op, struct inspection_list *ret_list)
{
    struct inspection_list list = { 0 };
    struct inspection row = { 0 };
    struct db_rows *rows = NULL;

    enum err e = db_query(op, &inspection_all,
                          DB_IN(IN_INT(only_post(op)), IN_INT(INSPECTION_LIST_MAX)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, INSPECTION_OUT(&row)))
        mem_push(op, list.rows, list.count, row);
    e = db_done(rows);
    if (e == OK)
        *ret_list = list;
    return e;
}

enum err inspection_get(struct op *op, const char *public_id, struct inspection *ret_inspection)
{
    struct inspection found = { 0 };

    enum err e = db_row(op, &inspection_one, DB_IN(IN_INT(only_post(op)), IN_TEXT(public_id)),
                        INSPECTION_OUT(&found));
    if (e == ERR_NOT_FOUND)
        return fail(op, e, "not_found", "no such inspection for this actor");
    if (e == OK)
        *ret_inspection = found;
    return e;
}

/* ---- proposing ---- */

struct proposing {
    const struct inspection_new *in;
    const char *public_id;
    const char *tracks;
    const char *org; /* public id of the department */
    struct inspection made;
    struct account_link link;
};

static enum err read_tracks(struct op *op, struct proposing *work)
{
    const struct inspection_new *in = work->in;
    const struct call *call = NULL;
    char *tracks = mem_text(op, in->track_count == 0 ? "" : ",");
    int64_t n = 0;

    enum err e = publish_current(op, in->call, &call, &n);
    for (size_t i = 0; e == OK && i < in->track_count; i++) {
        if (call_track(call, in->tracks[i]) == NULL)
            e = fail(op, ERR_INVALID, "no_such_track", "call has no such track");
        mem_append(op, &tracks, "%s,", in->tracks[i]);
    }
    work->tracks = tracks;
    return e;
}

static enum err check_days(struct op *op, const struct inspection_new *in)
{
    int today = day_of(op->now_ms, ZONE_SHANGHAI_MINUTES);

    if (in->from_day < today || in->from_day > day_add(today, POST_AHEAD_DAYS_MAX) ||
        in->to_day < in->from_day ||
        in->to_day > day_add((int)in->from_day, INSPECTION_DAYS_MAX - 1))
        return fail(op, ERR_INVALID, "day_wrong", "inspection cannot last so");
    return OK;
}

static enum err propose_work(struct op *op, void *arg)
{
    struct proposing *work = arg;
    const struct inspection_new *in = work->in;
    const struct account_new person = {
        .login = in->login, .name = in->name, .org = work->org, .without_post = true
    };
    struct account account = { 0 };

    enum err e = account_add(op, &person, &account, &work->link);
    if (e == OK)
        e = db_run(op, &inspection_insert,
                   DB_IN(IN_TEXT(work->public_id), IN_TEXT(in->letter), IN_TEXT(in->issuer),
                         IN_TEXT(in->call), IN_TEXT(work->tracks), IN_INT(in->from_day),
                         IN_INT(in->to_day), IN_INT(account.id), IN_INT(op->actor.user_id),
                         IN_INT(op->now_ms)),
                   NULL);
    if (e == OK)
        event_add(op, "inspection.propose", "inspection", work->public_id, 0,
                  mem_printf(op, "{\"call\":\"%s\",\"user\":\"%s\"}", in->call, account.public_id));
    return e == OK ? inspection_get(op, work->public_id, &work->made) : e;
}

enum err inspection_propose(struct op *op, const struct inspection_new *in,
                            struct inspection *ret_inspection, struct account_link *ret_link)
{
    struct proposing work = { .in = in, .public_id = random_public_id(op) };
    struct org department = { 0 };

    enum err e = read_tracks(op, &work);
    if (e == OK)
        e = check_days(op, in);
    if (e == OK)
        e = org_get(op, op->actor.org_id, &department);
    work.org = department.public_id;
    if (e == OK)
        e = event_tx(op, propose_work, &work);
    if (e != OK)
        return e;
    *ret_inspection = work.made;
    *ret_link = work.link;
    return OK;
}

/* ---- deciding, ending ---- */

struct deciding {
    struct inspection inspection;
    bool agree;
    const char *note;
};

static enum err give_post(struct op *op, const struct inspection *inspection)
{
    int today = day_of(op->now_ms, ZONE_SHANGHAI_MINUTES);
    const struct post_row post = { .user_id = inspection->user_id,
                                   .org_id = op->actor.org_id,
                                   .role = POST_INSPECTOR,
                                   .from_day =
                                       inspection->from_day < today ? today : inspection->from_day,
                                   .to_day = inspection->to_day };
    int64_t id = 0;

    enum err e = post_write(op, &post, &id);
    if (e == OK)
        e = db_run(op, &inspection_set_post, DB_IN(IN_INT(inspection->id), IN_INT(id)), NULL);
    return e;
}

static enum err decide_work(struct op *op, void *arg)
{
    const struct deciding *work = arg;
    const struct inspection *inspection = &work->inspection;
    int64_t changed = 0;

    enum err e = db_run(op, &inspection_set,
                        DB_IN(IN_INT(inspection->id), IN_TEXT("proposed"),
                              IN_TEXT(work->agree ? "approved" : "refused"),
                              IN_INT(op->actor.user_id), IN_INT(op->now_ms), IN_TEXT(work->note)),
                        &changed);
    if (e == OK && changed == 0)
        e = fail(op, ERR_CONFLICT, "inspection_decided", "decided already");
    if (e == OK && work->agree)
        e = give_post(op, inspection);
    if (e == OK)
        event_add(op, "inspection.decide", "inspection", inspection->public_id, 0,
                  work->agree ? "{\"agree\":true}" : "{\"agree\":false}");
    return e;
}

enum err inspection_decide(struct op *op, const char *public_id, bool agree, const char *note)
{
    struct deciding work = { .agree = agree, .note = note };

    enum err e = inspection_get(op, public_id, &work.inspection);
    if (e == OK && work.inspection.proposed_by == op->actor.user_id)
        e = fail(op, ERR_DENIED, "second_person", "decided by who proposed it");
    if (e == OK && !agree && note[0] == '\0')
        e = fail(op, ERR_INVALID, "reason_needed", "refused without a note");
    if (e == OK && agree && work.inspection.to_day < day_of(op->now_ms, ZONE_SHANGHAI_MINUTES))
        e = fail(op, ERR_INVALID, "day_wrong", "inspection is over already");
    return e == OK ? event_tx(op, decide_work, &work) : e;
}

static enum err end_work(struct op *op, void *arg)
{
    const struct inspection *inspection = arg;
    const char *post = NULL;
    int64_t changed = 0;

    enum err e = db_run(op, &inspection_close, DB_IN(IN_INT(inspection->id)), &changed);
    if (e == OK && changed == 0)
        e = fail(op, ERR_CONFLICT, "inspection_not_open", "not approved, or ended");
    if (e == OK)
        e = db_row(op, &inspection_post, DB_IN(IN_INT(inspection->post_id)),
                   DB_OUT(OUT_TEXT(&post)));
    if (e == OK)
        e = post_end(op, post, 0);
    if (e == OK)
        event_add(op, "inspection.end", "inspection", inspection->public_id, 0, NULL);
    return e;
}

enum err inspection_end(struct op *op, const char *public_id)
{
    struct inspection inspection = { 0 };

    enum err e = inspection_get(op, public_id, &inspection);
    if (e == OK && strcmp(inspection.state, "approved") != 0)
        e = fail(op, ERR_CONFLICT, "inspection_not_open", "not approved, or ended");
    return e == OK ? event_tx(op, end_work, &inspection) : e;
}
