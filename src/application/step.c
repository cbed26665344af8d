/* SPDX-License-Identifier: Apache-2.0 */
/* step.c: moving along the road: one transition, one transaction, one event. */
#include "application/internal.h"
#include "application/moving.h"
#include "application/row.h"

#include "base/json_own.h"
#include "base/mem.h"
#include "base/message.h"
#include "event/event.h"
#include "expert/library.h"
#include "org/post.h"
#include "publish/publish.h"

#include <string.h>

DB_SQL(step_state, "ittiiiiiiiitittittii",
       "UPDATE application SET state = $3, up_ms = $4, sent_ms = $5, due_ms = $6,"
       " paper_due_ms = $7, extended_ms = $8, return_count = $9, changed_ms = $10,"
       " judged_by = $11, opinion = $12, quota_held = $13, over_quota = $14, digest = $15,"
       " rank = $16, channel = $17, over_state = $18, county_ms = $19, typed_by = $20"
       " WHERE id = $1 AND state = $2");
DB_SQL(step_lock, "i", "UPDATE application SET changed_ms = changed_ms WHERE id = $1");

int actor_who(const struct op *op, const struct application *application)
{
    bool own = application->org_id == op->actor.org_id;

    switch ((enum role)op->actor.role) {
    case POST_APPLICANT:
        return own ? WHO_APPLICANT : 0;
    case POST_APPROVER:
        return own ? WHO_APPROVER : 0;
    case POST_RECOMMENDER: /* an office that files for itself has no approver beside it */
        return (own ? WHO_APPROVER : 0) |
               (application->recommender_id == op->actor.org_id ? WHO_RECOMMENDER : 0) |
               (application->county_id == op->actor.org_id ? WHO_COUNTY : 0) |
               (application->typed_by == op->actor.org_id ? WHO_TYPIST : 0);
    case POST_DESK:
        return application->desk_id == op->actor.org_id ? WHO_DESK : 0;
    case POST_HEAD:
        return WHO_HEAD;
    case POST_NONE:
    case POST_UNIT_ADMIN:
    case POST_CLERK:
    case POST_SYSTEM_ADMIN:
    case POST_SECURITY_ADMIN:
    case POST_AUDIT_ADMIN:
    case POST_INSPECTOR:
    case POST_DEMANDER:
    case POST_COUNT:
        break;
    }
    return 0;
}

/* The unit edits, and the office that types for it (代录); the desk types what came on paper or by
 * mail, until it is checked. */
bool application_may_edit(const struct op *op, const struct application *application)
{
    int who = actor_who(op, application);
    bool typed_by_desk = strcmp(application->channel, "online") != 0;

    if (!lifecycle_editable(application->state))
        return false;
    return (who & (WHO_APPLICANT | WHO_APPROVER | WHO_TYPIST)) != 0 ||
           ((who & WHO_DESK) != 0 && typed_by_desk && strcmp(application->state, "draft") == 0);
}

bool application_types(const struct op *op, const struct application *application)
{
    bool open = lifecycle_unsent(application->state) || strcmp(application->state, "returned") == 0;

    return open && (actor_who(op, application) & WHO_TYPIST) != 0;
}

/* ---- the step ---- */

static enum err write_step(struct op *op, const struct moving *step)
{
    const struct application *after = &step->after;
    int64_t changed = 0;

    enum err e = db_run(
        op, &step_state,
        DB_IN(IN_INT(after->id), IN_TEXT(step->before.state), IN_TEXT(after->state),
              IN_INT(after->up_ms), IN_INT(after->sent_ms), IN_INT(after->due_ms),
              IN_INT(after->paper_due_ms), IN_INT(after->extended_ms), IN_INT(after->return_count),
              IN_INT(op->now_ms), IN_INT(step->call_n), IN_TEXT(after->opinion),
              IN_INT(after->quota_held), IN_TEXT(after->over_quota), IN_TEXT(after->digest),
              IN_INT(after->rank), IN_TEXT(after->channel), IN_TEXT(after->over_state),
              IN_INT(after->county_ms), IN_INT_OR_NULL(after->typed_by)),
        &changed);
    if (e == OK && changed == 0)
        return fail(op, ERR_CONFLICT, "state_moved", "state changed under the step");
    return e;
}

static void add_event(struct op *op, const struct moving *step)
{
    json_t *data =
        json_own(op, json_pack("{s:s, s:s, s:I}", "from", step->before.state, "to",
                               step->after.state, "call_version", (json_int_t)step->call_n));

    if (step->after.digest[0] != '\0')
        json_object_set_new(data, "digest", json_string(step->after.digest));
    if ((step->transition->effects & EFFECT_SEND) != 0 && step->after.rank != 0)
        json_object_set_new(data, "rank", json_integer(step->after.rank));
    if (step->transition->declares)
        json_object_set_new(data, "declared", json_true());
    event_add(op, mem_printf(op, "application.%s", step->act->action), "application",
              step->before.public_id, step->before.org_id, json_text_of(op, data));
}

struct lifecycle_way application_way(const struct application *application)
{
    return (struct lifecycle_way){ .direct = application->direct != 0,
                                   .county = application->county_id != 0,
                                   .over_waits = strcmp(application->over_state, "waiting") == 0 };
}

static int excluded_of(const struct application *application)
{
    return lifecycle_excluded(application_way(application));
}

/* Its person and its demands are taken into their lists, in the background. */
static bool feeds_library(const char *state)
{
    return strcmp(state, "sent") == 0 || strcmp(state, "accepted") == 0;
}

/* Which row of the road it is, by what the locked application is now. */
static enum err find_transition(struct op *op, struct moving *step, bool by_package)
{
    const struct application *application = &step->before;

    step->transition = lifecycle_find(application->state, step->act->action,
                                      actor_who(op, application), excluded_of(application));
    if (step->transition == NULL || step->transition->by_package != by_package) {
        fail_arg(op, "state", "%s", lifecycle_state_name(application->state));
        return fail(op, ERR_CONFLICT, "no_such_step", "no step %s from %s", step->act->action,
                    application->state);
    }
    enum err e = publish_current(op, application->call, &step->call, &step->call_n);
    if (e != OK)
        return e;
    step->track = call_track(step->call, application->track);
    if (step->track == NULL)
        return fail(op, ERR_CONFLICT, "track_gone", "current call has no track %s",
                    application->track);
    return OK;
}

/*
 * Locks the row and reads it again: what was read before may be another's since, and all of it is
 * judged and written back. Who acts on another state or another decision than he saw is told.
 */
static enum err lock_and_read(struct op *op, const struct application *seen, struct moving *step)
{
    enum err e = db_run(op, &step_lock, DB_IN(IN_INT(seen->id)), NULL);

    if (e == OK)
        e = application_by_number(op, seen->id, &step->before);
    if (e == OK && (strcmp(seen->state, step->before.state) != 0 ||
                    strcmp(seen->over_state, step->before.over_state) != 0))
        e = fail(op, ERR_CONFLICT, "state_moved", "state changed before the step");
    step->after = step->before;
    return e;
}

enum err application_step_in_tx(struct op *op, const struct application *application,
                                const struct application_act *act, bool by_package,
                                int64_t *ret_version)
{
    struct moving step = { .act = act };

    enum err e = lock_and_read(op, application, &step);
    if (e == OK)
        e = find_transition(op, &step, by_package);
    if (e == OK)
        e = moving_check(op, &step);
    if (e != OK)
        return e;
    step.after.state = step.transition->to;
    if (act->opinion[0] != '\0')
        step.after.opinion = act->opinion;
    else if (act->reason[0] != '\0' && (step.transition->who & WHO_RECOMMENDER) != 0)
        step.after.opinion = act->reason;
    e = moving_apply(op, &step);
    if (e == OK)
        e = write_step(op, &step);
    if (e == OK)
        e = acting_keep(op, act->action, "application", application->public_id);
    if (e == OK && feeds_library(step.after.state))
        e = library_ask(op, application->public_id);
    if (e != OK)
        return e;
    add_event(op, &step);
    *ret_version = step.version_n;
    return OK;
}

struct alone {
    const char *public_id;
    const struct application_act *act;
};

static enum err alone_work(struct op *op, void *arg)
{
    const struct alone *alone = arg;
    struct application application = { 0 };
    int64_t version = 0;

    enum err e = application_get(op, alone->public_id, &application);
    if (e == OK)
        e = application_step_in_tx(op, &application, alone->act, false, &version);
    return e;
}

enum err application_do(struct op *op, const char *public_id, const struct application_act *act)
{
    struct application application = { 0 };
    struct alone alone = { public_id, act };

    enum err e = application_get(op, public_id, &application);
    if (e == OK)
        e = quota_prepare(op, &application);
    return e == OK ? event_tx(op, alone_work, &alone) : e;
}

/* ---- what can be done now ---- */

static const char *fill_to(struct op *op, const struct application *application,
                           const struct transition *row)
{
    const char *to = application->desk_name;

    if (strcmp(row->to, "recommending") == 0)
        to = application->recommender_name;
    else if (strcmp(row->to, "county_review") == 0)
        to = application->county_name;
    struct message_arg arg = { "to", to };

    return message_fill(op, row->name, &arg, 1);
}

enum err application_steps(struct op *op, const struct application *application,
                           const struct problem_list *problems, struct application_steps *ret_steps)
{
    struct application_steps list = { 0 };
    static const struct application_act nothing = { 0 };
    struct moving step = { .act = &nothing, .before = *application };
    int who = actor_who(op, application);
    int excluded = excluded_of(application);

    enum err e = publish_current(op, application->call, &step.call, &step.call_n);
    if (e != OK)
        return e;
    step.track = call_track(step.call, application->track);
    for (const struct transition *row = lifecycle;
         e == OK && row->from != NULL && step.track != NULL; row++) {
        if ((row->who & who) == 0 || (row->guards & excluded) != 0 ||
            strcmp(row->from, application->state) != 0 || strcmp(row->action, "register") == 0)
            continue;
        step.transition = row;
        struct application_step found = { row, fill_to(op, application, row), NULL };
        e = moving_blocked(op, &step, problems, &found.blocked);
        mem_push(op, list.rows, list.count, found);
    }
    if (e == OK)
        *ret_steps = list;
    return e;
}
