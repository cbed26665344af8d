/* SPDX-License-Identifier: Apache-2.0 */
/* arrival.c: paper, mail and USB sticks: registered by one person, checked by another. */
#include "acceptance/acceptance.h"

#include "base/crypto.h"
#include "base/mem.h"
#include "base/time.h"
#include "db/db.h"
#include "event/event.h"
#include "org/org.h"
#include "publish/publish.h"

#include <string.h>

#define ARRIVAL_SELECT                                                                             \
    "SELECT r.id, r.public_id, a.public_id, a.code, a.title, o.name, r.channel, r.arrived_ms,"     \
    " r.evidence, u.name, r.registered_by, c.name, r.state, r.note, a.state"                       \
    "  FROM arrival r"                                                                             \
    "  JOIN application a ON a.id = r.application_id JOIN org o ON o.id = a.org_id"                \
    "  JOIN app_user u ON u.id = r.registered_by LEFT JOIN app_user c ON c.id = r.checked_by"
#define ARRIVAL_OUT(r)                                                                             \
    DB_OUT(OUT_INT(&(r)->id), OUT_TEXT(&(r)->public_id), OUT_TEXT(&(r)->application),              \
           OUT_TEXT(&(r)->code), OUT_TEXT(&(r)->title), OUT_TEXT(&(r)->org),                       \
           OUT_TEXT(&(r)->channel), OUT_INT(&(r)->arrived_ms), OUT_TEXT(&(r)->evidence),           \
           OUT_TEXT(&(r)->by), OUT_INT(&(r)->registered_by), OUT_TEXT(&(r)->checked_by),           \
           OUT_TEXT(&(r)->state), OUT_TEXT(&(r)->note), OUT_TEXT(&(r)->application_state))

DB_SQL(arrival_insert, "tiititii",
       "INSERT INTO arrival (public_id, application_id, desk_id, channel, arrived_ms, evidence,"
       " registered_by, registered_ms, state)"
       " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'registered')");
DB_SQL(arrival_by_id, "it", ARRIVAL_SELECT " WHERE r.desk_id = $1 AND r.public_id = $2");
DB_SQL(arrival_of_desk, "i",
       ARRIVAL_SELECT " WHERE r.desk_id = $1 ORDER BY r.registered_ms DESC, r.id DESC LIMIT 500");
DB_SQL(arrival_waiting, "i",
       "SELECT count(*) FROM arrival WHERE application_id = $1"
       "   AND state IN ('registered', 'agreed')");
DB_SQL(arrival_set, "itiit",
       "UPDATE arrival SET state = $2, checked_by = $3, checked_ms = $4, note = $5"
       " WHERE id = $1 AND state = 'registered'");
/* By the code on the paper, whatever its state: who holds the paper may look it up. */
DB_SQL(arrival_target, "it",
       "SELECT id, public_id, org_id, state FROM application WHERE desk_id = $1 AND code = $2");
DB_SQL(arrival_target_by_id, "it",
       "SELECT id, public_id, org_id, state FROM application WHERE desk_id = $1"
       " AND public_id = $2");
/* Locks the item. What the desk types in came by this channel; a unit's own stays online until the
 * check: only then the paper counts in its stead. */
DB_SQL(arrival_mark, "it",
       "UPDATE application SET channel = CASE WHEN channel = 'online' THEN channel ELSE $2 END"
       " WHERE id = $1");

struct addressee {
    int64_t id;
    const char *public_id;
    int64_t org_id;
    const char *state;
};

#define TARGET_OUT(t)                                                                              \
    DB_OUT(OUT_INT(&(t)->id), OUT_TEXT(&(t)->public_id), OUT_INT(&(t)->org_id),                    \
           OUT_TEXT(&(t)->state))

static enum err get(struct op *op, const char *public_id, struct incoming *ret)
{
    struct incoming arrival = { 0 };

    enum err e = db_row(op, &arrival_by_id, DB_IN(IN_INT(op->actor.org_id), IN_TEXT(public_id)),
                        ARRIVAL_OUT(&arrival));
    if (e == ERR_NOT_FOUND)
        return fail(op, e, "not_found", "no such arrival at this desk");
    if (e == OK)
        *ret = arrival;
    return e;
}

struct registering {
    const struct arrival_new *in;
    struct addressee target;
    const char *public_id;
    struct incoming after;
};

static enum err find_target(struct op *op, const struct arrival_new *in,
                            struct addressee *ret_target)
{
    struct org org = { 0 };
    const char *application = NULL;

    if (in->code[0] != '\0') {
        enum err e =
            db_row(op, &arrival_target,
                   DB_IN(IN_INT(op->actor.org_id), IN_TEXT(application_code(op, in->code))),
                   TARGET_OUT(ret_target));
        return e == ERR_NOT_FOUND ? fail(op, e, "not_found", "no application of that code") : e;
    }
    enum err e = org_find(op, in->org, &org);
    if (e == OK)
        e = application_create_for(op, in->call, in->track, &org, &application);
    if (e == OK)
        e = db_row(op, &arrival_target_by_id, DB_IN(IN_INT(op->actor.org_id), IN_TEXT(application)),
                   TARGET_OUT(ret_target));
    return e == ERR_NOT_FOUND ? fail(op, e, "not_found", "the track has another desk") : e;
}

static enum err register_work(struct op *op, void *arg)
{
    struct registering *work = arg;
    const struct arrival_new *in = work->in;
    int64_t waiting = 0;

    enum err e = find_target(op, in, &work->target);
    if (e == OK && !lifecycle_unsent(work->target.state) &&
        strcmp(work->target.state, "overdue") != 0)
        e = fail(op, ERR_CONFLICT, "already_sent", "application is %s", work->target.state);
    if (e == OK)
        e = db_run(op, &arrival_mark, DB_IN(IN_INT(work->target.id), IN_TEXT(in->channel)), NULL);
    if (e == OK)
        e = db_row(op, &arrival_waiting, DB_IN(IN_INT(work->target.id)), DB_OUT(OUT_INT(&waiting)));
    if (e == OK && waiting > 0)
        e = fail(op, ERR_CONFLICT, "arrival_open", "an arrival waits for its check");
    if (e == OK)
        e = db_run(op, &arrival_insert,
                   DB_IN(IN_TEXT(work->public_id), IN_INT(work->target.id),
                         IN_INT(op->actor.org_id), IN_TEXT(in->channel), IN_INT(in->arrived_ms),
                         IN_TEXT(in->evidence), IN_INT(op->actor.user_id), IN_INT(op->now_ms)),
                   NULL);
    if (e == OK)
        event_add(op, "arrival.add", "application", work->target.public_id, work->target.org_id,
                  mem_printf(op, "{\"arrival\":\"%s\",\"arrived_ms\":%lld,\"channel\":\"%s\"}",
                             work->public_id, (long long)in->arrived_ms, in->channel));
    return e == OK ? get(op, work->public_id, &work->after) : e;
}

enum err arrival_add(struct op *op, const struct arrival_new *in, struct incoming *ret)
{
    struct registering work = { .in = in, .public_id = random_public_id(op) };

    if (in->arrived_ms > op->now_ms)
        return fail(op, ERR_INVALID, "arrival_future", "arrival lies in the future");
    enum err e = event_tx(op, register_work, &work);
    if (e == OK)
        *ret = work.after;
    return e;
}

/* Takes the item to the desk, as of the instant of the arrival. */
static enum err send(struct op *op, const struct incoming *arrival,
                     const struct application *application, const char *note)
{
    struct application_act act = { .action = "register",
                                   .reason = "",
                                   .opinion = "",
                                   .over_quota = note,
                                   .arrived_ms = arrival->arrived_ms,
                                   .channel = arrival->channel };
    int64_t version = 0;

    return application_step_in_tx(op, application, &act, true, &version);
}

/* Whether the desk, which types it in, still has to. */
static enum err is_unfinished(struct op *op, const struct application *application, bool *ret)
{
    struct problem_list problems = { 0 };
    json_t *values = NULL;

    if (application->typed_by != op->actor.org_id || strcmp(application->state, "draft") != 0) {
        *ret = false;
        return OK;
    }
    enum err e = application_values(op, application, &values);
    if (e == OK)
        e = application_problems(op, application, values, &problems);
    if (e == OK)
        *ret = problems.blocking_count > 0;
    return e;
}

/* What came too late is not worth typing in. */
static enum err check_time(struct op *op, const struct incoming *arrival,
                           const struct application *application)
{
    const struct call *call = NULL;
    int64_t n = 0;

    enum err e = publish_current(op, application->call, &call, &n);
    if (e != OK)
        return e;
    const struct track *track = call_track(call, application->track);
    if (track == NULL)
        return fail(op, ERR_CONFLICT, "track_gone", "current call has no such track");
    int64_t deadline_ms = application_deadline_ms(application, call, track);
    if (arrival->arrived_ms < deadline_ms)
        return OK;
    fail_arg(op, "deadline", "%s", deadline_chinese(op, call, deadline_ms));
    return fail(op, ERR_CONFLICT, "after_deadline", "arrived after the deadline");
}

struct checking {
    struct incoming arrival;
    bool agree;
    const char *note;
    struct incoming after;
};

static enum err agree(struct op *op, const struct checking *work)
{
    struct application application = { 0 };
    bool unfinished = false;

    /* while the arrival waits, the desk sees the item */
    enum err e = application_get(op, work->arrival.application, &application);
    if (e == OK)
        e = is_unfinished(op, &application, &unfinished);
    if (e != OK)
        return e;
    return unfinished ? check_time(op, &work->arrival, &application)
                      : send(op, &work->arrival, &application, work->note);
}

static enum err check_work(struct op *op, void *arg)
{
    struct checking *work = arg;
    const struct incoming *arrival = &work->arrival;
    int64_t changed = 0;

    enum err e = work->agree ? agree(op, work) : OK;
    if (e == OK)
        e = db_run(op, &arrival_set,
                   DB_IN(IN_INT(arrival->id), IN_TEXT(work->agree ? "agreed" : "disputed"),
                         IN_INT(op->actor.user_id), IN_INT(op->now_ms), IN_TEXT(work->note)),
                   &changed);
    if (e == OK && changed == 0)
        e = fail(op, ERR_CONFLICT, "arrival_checked", "arrival was checked already");
    if (e == OK)
        event_add(op, "arrival.check", "application", arrival->application, 0,
                  mem_printf(op, "{\"agree\":%s,\"arrival\":\"%s\"}",
                             work->agree ? "true" : "false", arrival->public_id));
    return e == OK ? get(op, arrival->public_id, &work->after) : e;
}

/* What has to be there before a transaction that may send the item. */
static enum err prepare(struct op *op, const struct incoming *arrival)
{
    struct application application = { 0 };

    enum err e = application_get(op, arrival->application, &application);
    return e == OK ? quota_prepare(op, &application) : e;
}

enum err arrival_check(struct op *op, const char *public_id, bool agree, const char *note,
                       struct incoming *ret)
{
    struct checking work = { .agree = agree, .note = note };

    enum err e = get(op, public_id, &work.arrival);
    if (e == OK && work.arrival.registered_by == op->actor.user_id)
        e = fail(op, ERR_DENIED, "second_person", "checked by the person who registered");
    if (e == OK && strcmp(work.arrival.state, "registered") != 0)
        e = fail(op, ERR_CONFLICT, "arrival_checked", "arrival was checked already");
    if (e == OK)
        e = prepare(op, &work.arrival);
    if (e == OK)
        e = event_tx(op, check_work, &work);
    if (e == OK)
        *ret = work.after;
    return e;
}

/* ---- typed in after it was agreed ---- */

bool arrival_waits_for_typing(const struct incoming *arrival)
{
    return strcmp(arrival->state, "agreed") == 0 &&
           (lifecycle_unsent(arrival->application_state) ||
            strcmp(arrival->application_state, "overdue") == 0);
}

static enum err complete_work(struct op *op, void *arg)
{
    struct checking *work = arg;
    struct application application = { 0 };

    enum err e = application_get(op, work->arrival.application, &application);
    if (e == OK && application.revision == 0)
        e = fail(op, ERR_CONFLICT, "form_empty", "nothing was typed in");
    if (e == OK)
        e = send(op, &work->arrival, &application, work->note);
    return e == OK ? get(op, work->arrival.public_id, &work->after) : e;
}

enum err arrival_complete(struct op *op, const char *public_id, const char *note,
                          struct incoming *ret)
{
    struct checking work = { .note = note };

    enum err e = get(op, public_id, &work.arrival);
    if (e == OK && strcmp(work.arrival.state, "agreed") != 0)
        e = fail(op, ERR_CONFLICT, "arrival_unchecked", "arrival is %s", work.arrival.state);
    if (e == OK && !arrival_waits_for_typing(&work.arrival))
        e = fail(op, ERR_CONFLICT, "already_sent", "item is %s", work.arrival.application_state);
    if (e == OK)
        e = prepare(op, &work.arrival);
    if (e == OK)
        e = event_tx(op, complete_work, &work);
    if (e == OK)
        *ret = work.after;
    return e;
}

enum err arrival_list(struct op *op, struct incoming_list *ret_list)
{
    struct db_rows *rows = NULL;
    struct incoming_list list = { 0 };
    struct incoming row = { 0 };

    enum err e = db_query(op, &arrival_of_desk, DB_IN(IN_INT(op->actor.org_id)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, ARRIVAL_OUT(&row)))
        mem_push(op, list.rows, list.count, row);
    e = db_done(rows);
    if (e == OK)
        *ret_list = list;
    return e;
}
