/* SPDX-License-Identifier: Apache-2.0 */
/* step.c: moving along the road: guards, effects, one transaction, one event. */
#include "application/internal.h"
#include "application/row.h"

#include "base/json_own.h"
#include "base/mem.h"
#include "base/message.h"
#include "base/site.h"
#include "base/time.h"
#include "call/calendar.h"
#include "event/event.h"
#include "publish/publish.h"

#include <string.h>

DB_SQL(step_state, "ittiiiiiiiitittit",
       "UPDATE application SET state = $3, up_ms = $4, sent_ms = $5, due_ms = $6,"
       " paper_due_ms = $7, extended_ms = $8, return_count = $9, changed_ms = $10,"
       " judged_by = $11, opinion = $12, quota_held = $13, over_quota = $14, digest = $15,"
       " rank = $16, channel = $17"
       " WHERE id = $1 AND state = $2");
DB_SQL(step_lock, "it",
       "UPDATE application SET changed_ms = changed_ms WHERE id = $1 AND state = $2");
DB_SQL(acceptance_insert, "ittiiii",
       "INSERT INTO acceptance"
       " (application_id, action, reasons, due_ms, paper_due_ms, user_id, at_ms)"
       " VALUES ($1, $2, $3, $4, $5, $6, $7)");

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
               (application->recommender_id == op->actor.org_id ? WHO_RECOMMENDER : 0);
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
    case POST_COUNT:
        break;
    }
    return 0;
}

/* The unit edits; the desk types for it (代录) what came on paper or by mail, until it is checked. */
bool application_may_edit(const struct op *op, const struct application *application)
{
    int who = actor_who(op, application);
    bool typed_by_desk = strcmp(application->channel, "online") != 0;

    if (!lifecycle_editable(application->state))
        return false;
    return (who & (WHO_APPLICANT | WHO_APPROVER)) != 0 ||
           ((who & WHO_DESK) != 0 && typed_by_desk && strcmp(application->state, "draft") == 0);
}

int64_t application_deadline_ms(const struct application *application, const struct call *call,
                                const struct track *track)
{
    int64_t at_ms = track_deadline(call, track)->at_ms;

    return application->extended_ms > at_ms ? application->extended_ms : at_ms;
}

const char *deadline_chinese(struct op *op, const struct call *call, int64_t at_ms)
{
    int day = day_of(at_ms - 1, call->zone_minutes);
    int64_t minutes = (at_ms - day_start_ms(day, call->zone_minutes)) / 60000;

    return mem_printf(op, "%s%02d:%02d", day_chinese(op, day, true), (int)(minutes / 60),
                      (int)(minutes % 60));
}

/* ---- guards: each says why not, in the words of the catalogue ---- */

struct moving {
    const struct application_act *act;
    const struct transition *transition;
    const struct call *call;
    const struct track *track;
    int64_t call_n;
    struct application before; /* as locked */
    struct application after;
    int64_t version_n;
};

static enum err guard_clean(struct op *op, const struct moving *step)
{
    json_t *values = NULL;
    struct problem_list problems = { 0 };

    enum err e = application_values(op, &step->before, &values);
    if (e == OK)
        e = application_problems(op, &step->before, values, &problems);
    if (e != OK || problems.blocking_count == 0)
        return e;
    op->problems = problems;
    fail_arg(op, "count", "%zu", problems.blocking_count);
    return fail(op, ERR_CONFLICT, "form_has_problems", "form has blocking problems");
}

static enum err guard_in_time(struct op *op, const struct moving *step)
{
    int64_t deadline_ms = application_deadline_ms(&step->before, step->call, step->track);
    int64_t instant_ms = step->act->arrived_ms != 0 ? step->act->arrived_ms : op->now_ms;

    if (instant_ms < deadline_ms)
        return OK;
    fail_arg(op, "deadline", "%s", deadline_chinese(op, step->call, deadline_ms));
    const struct origin *origin = &track_deadline(step->call, step->track)->origin;
    fail_clause(op, origin->clause_label, origin->basis);
    return fail(op, ERR_CONFLICT, "after_deadline", "deadline passed");
}

static enum err guard_first_return(struct op *op, const struct moving *step)
{
    if (step->before.return_count == 0)
        return OK;
    return fail(op, ERR_CONFLICT, "returned_before", "was returned once");
}

static enum err guard_mend_time(struct op *op, const struct moving *step)
{
    if (op->now_ms < step->before.due_ms)
        return OK;
    fail_arg(op, "due", "%s", deadline_chinese(op, step->call, step->before.due_ms));
    return fail(op, ERR_CONFLICT, "mend_over", "mending period is over");
}

static const struct {
    enum guard guard;
    enum err (*check)(struct op *op, const struct moving *step);
} guards[] = {
    { GUARD_IN_TIME, guard_in_time },
    { GUARD_FIRST_RETURN, guard_first_return },
    { GUARD_MEND_TIME, guard_mend_time },
    { GUARD_CLEAN, guard_clean },
};

/* Blanks are no reason; U+3000 is the blank of Chinese input. */
static bool is_blank(const char *text)
{
    static const char wide[] = "\u3000";

    for (;;) {
        size_t plain = strspn(text, " \t\r\n");
        bool is_wide = strncmp(text + plain, wide, sizeof wide - 1) == 0;
        text += plain + (is_wide ? sizeof wide - 1 : 0);
        if (!is_wide)
            return *text == '\0';
    }
}

/* Whether the act says why: a reason, or the list of what is missing where one is asked for. */
static bool says_why(const struct moving *step)
{
    bool listed = (step->transition->effects & EFFECT_SET_DUE) != 0 && step->act->item_count > 0;

    for (size_t i = 0; listed && i < step->act->item_count; i++)
        listed = !is_blank(step->act->items[i].text);
    return listed || !is_blank(step->act->reason);
}

static enum err check_guards(struct op *op, const struct moving *step)
{
    for (size_t i = 0; i < sizeof guards / sizeof guards[0]; i++) {
        enum err e =
            (step->transition->guards & (int)guards[i].guard) != 0 ? guards[i].check(op, step) : OK;
        if (e != OK)
            return e;
    }
    if (step->transition->reason == REASON_REQUIRED && !says_why(step))
        return fail(op, ERR_INVALID, "reason_needed", "action %s needs a reason",
                    step->transition->action);
    return OK;
}

/* ---- effects: change `after`, or rows of other tables ---- */

static enum err effect_version(struct op *op, struct moving *step)
{
    const char *kind =
        strcmp(step->transition->from, "returned") == 0 ? "mended" : step->transition->to;

    return version_add(op, &step->before, kind, NULL, &step->version_n, &step->after.digest);
}

static enum err effect_take_quota(struct op *op, struct moving *step)
{
    if (step->before.quota_held != 0)
        return OK;
    step->after.quota_held = 1;
    if (step->act->over_quota[0] != '\0')
        step->after.over_quota = step->act->over_quota;
    return quota_take(op, &step->before, step->call, step->act->over_quota);
}

/* After the deadline a place stays taken: nobody else can use it any more (design.md §3). */
static enum err effect_free_quota(struct op *op, struct moving *step)
{
    if (step->before.quota_held == 0 ||
        op->now_ms >= application_deadline_ms(&step->before, step->call, step->track))
        return OK;
    step->after.quota_held = 0;
    step->after.over_quota = NULL;
    return quota_free(op, &step->before);
}

static enum err effect_mark_up(struct op *op, struct moving *step)
{
    step->after.up_ms = op->now_ms;
    return OK;
}

static enum err effect_send(struct op *op, struct moving *step)
{
    step->after.sent_ms = step->act->arrived_ms != 0 ? step->act->arrived_ms : op->now_ms;
    if (step->act->channel != NULL)
        step->after.channel = step->act->channel;
    if (step->after.up_ms == 0)
        step->after.up_ms = op->now_ms;
    return OK;
}

/* The end of the n-th working day from today: the first instant that is too late. */
int64_t mend_due_ms(const struct op *op, const struct call *call,
                    const struct correction *correction, int days)
{
    bool known = false;
    int today = day_of(op->now_ms, call->zone_minutes);
    int last = calendar_add(op->site->calendar, today, days, correction->next_day, &known);

    return day_start_ms(day_add(last, 1), call->zone_minutes);
}

static enum err effect_set_due(struct op *op, struct moving *step)
{
    const struct correction *correction = &step->track->correction;

    step->after.due_ms = mend_due_ms(op, step->call, correction, correction->electronic_days);
    step->after.paper_due_ms =
        step->act->paper ? mend_due_ms(op, step->call, correction, correction->paper_days) : 0;
    step->after.return_count++;
    return OK;
}

static enum err effect_clear_due(struct op *op, struct moving *step)
{
    (void)op;
    step->after.due_ms = 0;
    step->after.paper_due_ms = 0;
    return OK;
}

static enum err effect_clear_rank(struct op *op, struct moving *step)
{
    (void)op;
    step->after.rank = 0;
    return OK;
}

static enum err effect_extend(struct op *op, struct moving *step)
{
    if (step->act->until_ms <= op->now_ms)
        return fail(op, ERR_INVALID, "until_needed", "reopening needs a later deadline");
    step->after.extended_ms = step->act->until_ms;
    return OK;
}

/* Reasons as [{code, text}]: the items of a return, or the one reason of the rest. */
static json_t *reasons_of(struct op *op, const struct application_act *act)
{
    json_t *list = json_own(op, json_array());

    for (size_t i = 0; i < act->item_count; i++)
        json_array_append_new(
            list, json_pack("{s:s?, s:s}", "code", act->items[i].code, "text", act->items[i].text));
    if (act->reason[0] != '\0')
        json_array_append_new(list, json_pack("{s:n, s:s}", "code", "text", act->reason));
    return list;
}

/* Who decided what and why: of the desk always, of everybody else when a reason is given. */
static enum err keep_decision(struct op *op, const struct moving *step)
{
    const char *reasons = json_text_of(op, reasons_of(op, step->act));

    return db_run(op, &acceptance_insert,
                  DB_IN(IN_INT(step->before.id), IN_TEXT(step->act->action), IN_TEXT(reasons),
                        IN_INT(step->after.due_ms), IN_INT(step->after.paper_due_ms),
                        IN_INT(op->actor.user_id), IN_INT(op->now_ms)),
                  NULL);
}

static const struct {
    enum effect effect;
    enum err (*apply)(struct op *op, struct moving *step);
} effects[] = {
    { EFFECT_TAKE_QUOTA, effect_take_quota },
    { EFFECT_FREE_QUOTA, effect_free_quota },
    { EFFECT_VERSION, effect_version },
    { EFFECT_MARK_UP, effect_mark_up },
    { EFFECT_SEND, effect_send },
    { EFFECT_SET_DUE, effect_set_due },
    { EFFECT_CLEAR_DUE, effect_clear_due },
    { EFFECT_CLEAR_RANK, effect_clear_rank },
    { EFFECT_EXTEND, effect_extend },
};

static enum err apply_effects(struct op *op, struct moving *step)
{
    for (size_t i = 0; i < sizeof effects / sizeof effects[0]; i++) {
        enum err e = (step->transition->effects & (int)effects[i].effect) != 0
                         ? effects[i].apply(op, step)
                         : OK;
        if (e != OK)
            return e;
    }
    bool decides = (step->transition->effects & EFFECT_ACCEPTANCE) != 0;
    return decides || says_why(step) ? keep_decision(op, step) : OK;
}

/* ---- the step ---- */

static enum err write_step(struct op *op, const struct moving *step)
{
    const struct application *after = &step->after;
    int64_t changed = 0;

    enum err e =
        db_run(op, &step_state,
               DB_IN(IN_INT(after->id), IN_TEXT(step->before.state), IN_TEXT(after->state),
                     IN_INT(after->up_ms), IN_INT(after->sent_ms), IN_INT(after->due_ms),
                     IN_INT(after->paper_due_ms), IN_INT(after->extended_ms),
                     IN_INT(after->return_count), IN_INT(op->now_ms), IN_INT(step->call_n),
                     IN_TEXT(after->opinion), IN_INT(after->quota_held), IN_TEXT(after->over_quota),
                     IN_TEXT(after->digest), IN_INT(after->rank), IN_TEXT(after->channel)),
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
    event_add(op, mem_printf(op, "application.%s", step->act->action), "application",
              step->before.public_id, step->before.org_id, json_text_of(op, data));
}

enum err application_step_in_tx(struct op *op, const struct application *application,
                                const struct application_act *act, bool by_package,
                                int64_t *ret_version)
{
    struct moving step = { .act = act, .before = *application, .after = *application };
    int64_t locked = 0;

    step.transition = lifecycle_find(application->state, act->action, actor_who(op, application),
                                     application->direct != 0);
    if (step.transition == NULL || step.transition->by_package != by_package) {
        fail_arg(op, "state", "%s", lifecycle_state_name(application->state));
        return fail(op, ERR_CONFLICT, "no_such_step", "no step %s from %s", act->action,
                    application->state);
    }
    enum err e = publish_current(op, application->call, &step.call, &step.call_n);
    if (e != OK)
        return e;
    step.track = call_track(step.call, application->track);
    if (step.track == NULL)
        return fail(op, ERR_CONFLICT, "track_gone", "current call has no track %s",
                    application->track);
    e = db_run(op, &step_lock, DB_IN(IN_INT(application->id), IN_TEXT(application->state)),
               &locked);
    if (e == OK && locked == 0)
        e = fail(op, ERR_CONFLICT, "state_moved", "state changed before the step");
    if (e == OK)
        e = check_guards(op, &step);
    step.after.state = step.transition->to;
    if (act->opinion[0] != '\0')
        step.after.opinion = act->opinion;
    else if (act->reason[0] != '\0' && (step.transition->who & WHO_RECOMMENDER) != 0)
        step.after.opinion = act->reason;
    if (e == OK)
        e = apply_effects(op, &step);
    if (e == OK)
        e = write_step(op, &step);
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
    bool up = strcmp(row->to, "recommending") == 0;
    struct message_arg arg = { "to", up ? application->recommender_name : application->desk_name };

    return message_fill(op, row->name, &arg, 1);
}

/* A guard that would refuse now, as a sentence; the failure is forgiven. */
static const char *why_blocked(struct op *op, const struct moving *step,
                               const struct problem_list *problems)
{
    struct problem_list kept = op->problems;
    const char *text = NULL;

    for (size_t i = 0; i < sizeof guards / sizeof guards[0] && text == NULL; i++) {
        if ((step->transition->guards & (int)guards[i].guard) == 0)
            continue;
        if (guards[i].guard == GUARD_CLEAN) { /* the caller has them already */
            if (problems->blocking_count == 0)
                continue;
            struct message_arg arg = { "count", mem_printf(op, "%zu", problems->blocking_count) };
            text = message_text(op, "form_has_problems", &arg, 1);
        } else if (guards[i].check(op, step) != OK) {
            text = op_failure_text(op);
            op_forgive(op);
        }
    }
    op->problems = kept;
    return text;
}

enum err application_steps(struct op *op, const struct application *application,
                           const struct problem_list *problems, struct application_steps *ret_steps)
{
    struct application_steps list = { 0 };
    static const struct application_act nothing = { 0 };
    struct moving step = { .act = &nothing, .before = *application };
    int who = actor_who(op, application);
    int excluded = application->direct != 0 ? GUARD_NOT_DIRECT : GUARD_DIRECT;

    enum err e = publish_current(op, application->call, &step.call, &step.call_n);
    if (e != OK)
        return e;
    step.track = call_track(step.call, application->track);
    for (const struct transition *row = lifecycle; row->from != NULL && step.track != NULL; row++) {
        if ((row->who & who) == 0 || (row->guards & excluded) != 0 ||
            strcmp(row->from, application->state) != 0 || strcmp(row->action, "register") == 0)
            continue;
        step.transition = row;
        struct application_step found = { row, fill_to(op, application, row),
                                          why_blocked(op, &step, problems) };
        mem_push(op, list.rows, list.count, found);
    }
    *ret_steps = list;
    return OK;
}
