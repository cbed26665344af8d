/* SPDX-License-Identifier: Apache-2.0 */
/* effect.c: what a step changes beside the state; each effect is a row of one table. */
#include "application/duplicate.h"
#include "application/internal.h"
#include "application/moving.h"

#include "base/json_own.h"
#include "base/mem.h"
#include "base/site.h"
#include "base/time.h"
#include "call/calendar.h"
#include "db/db.h"

#include <string.h>

DB_SQL(acceptance_insert, "ittiiii",
       "INSERT INTO acceptance"
       " (application_id, action, reasons, due_ms, paper_due_ms, user_id, at_ms)"
       " VALUES ($1, $2, $3, $4, $5, $6, $7)");

static enum err effect_version(struct op *op, struct moving *step)
{
    const char *kind =
        strcmp(step->transition->from, "returned") == 0 ? "mended" : step->transition->to;

    json_t *values = NULL;

    enum err e = version_add(op, &step->before, kind, NULL, &step->version_n, &step->after.digest);
    if (e == OK)
        e = application_values(op, &step->before, &values);
    return e == OK ? duplicate_index(op, &step->before, values) : e;
}

static enum err effect_take_quota(struct op *op, struct moving *step)
{
    bool over = false;

    if (step->before.quota_held != 0)
        return OK;
    step->after.quota_held = 1;
    step->after.over_quota = NULL;
    step->after.over_state = "";
    enum err e = quota_take(op, &step->before, step->call, step->act->over_quota, &over);
    if (e == OK && over) { /* what the head does is decided by it */
        step->after.over_quota = step->act->over_quota;
        step->after.over_state = step->transition->who == WHO_HEAD ? "agreed" : "waiting";
    }
    return e;
}

/* After the deadline a place stays taken: nobody else can use it any more (design.md §3). */
static enum err effect_free_quota(struct op *op, struct moving *step)
{
    if (step->before.quota_held == 0 ||
        op->now_ms >= application_deadline_ms(&step->before, step->call, step->track))
        return OK;
    step->after.quota_held = 0;
    step->after.over_quota = NULL;
    step->after.over_state = "";
    return quota_free(op, &step->before);
}

static enum err effect_agree_over(struct op *op, struct moving *step)
{
    (void)op;
    step->after.over_state = "agreed";
    return OK;
}

/* It never had a place of its own: nobody else's is given back, and after the deadline too. */
static enum err effect_drop_over(struct op *op, struct moving *step)
{
    step->after.over_state = "declined";
    step->after.quota_held = 0;
    return step->before.quota_held == 0 ? OK : quota_free(op, &step->before);
}

static enum err effect_mark_up(struct op *op, struct moving *step)
{
    step->after.up_ms = op->now_ms;
    return OK;
}

static enum err effect_mark_county(struct op *op, struct moving *step)
{
    step->after.county_ms = op->now_ms;
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
    int today = day_of(op->now_ms, call->zone_minutes);
    int last = calendar_add(op->site->calendar, today, days, correction->next_day, NULL);

    return day_start_ms(day_add(last, 1), call->zone_minutes);
}

bool due_provisional(const struct op *op, int64_t due_ms)
{
    return calendar_provisional(op->site->calendar, due_ms, ZONE_SHANGHAI_MINUTES);
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

/* What is mended electronically may still wait for its paper: that period goes on. */
static enum err effect_clear_due(struct op *op, struct moving *step)
{
    (void)op;
    step->after.due_ms = 0;
    if (strcmp(step->transition->to, "sent") != 0)
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

/* What came on paper stays the desk's to compare with it. */
static enum err effect_own(struct op *op, struct moving *step)
{
    (void)op;
    if (strcmp(step->before.channel, "online") == 0)
        step->after.typed_by = 0;
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
    { EFFECT_MARK_COUNTY, effect_mark_county },
    { EFFECT_SEND, effect_send },
    { EFFECT_SET_DUE, effect_set_due },
    { EFFECT_CLEAR_DUE, effect_clear_due },
    { EFFECT_CLEAR_RANK, effect_clear_rank },
    { EFFECT_EXTEND, effect_extend },
    { EFFECT_AGREE_OVER, effect_agree_over },
    { EFFECT_DROP_OVER, effect_drop_over },
    { EFFECT_OWN, effect_own },
};

enum err moving_apply(struct op *op, struct moving *step)
{
    for (size_t i = 0; i < sizeof effects / sizeof effects[0]; i++) {
        enum err e = (step->transition->effects & (int)effects[i].effect) != 0
                         ? effects[i].apply(op, step)
                         : OK;
        if (e != OK)
            return e;
    }
    bool decides = (step->transition->effects & EFFECT_ACCEPTANCE) != 0;
    return decides || moving_says_why(step) ? keep_decision(op, step) : OK;
}
