/* SPDX-License-Identifier: Apache-2.0 */
/* guard.c: what must hold before a step; each guard says why not, in the words of the catalogue. */
#include "application/internal.h"
#include "application/moving.h"

#include "acceptance/fact.h"
#include "attachment/attachment.h"
#include "base/mem.h"
#include "base/message.h"
#include "base/site.h"
#include "base/time.h"

#include <string.h>

int64_t application_deadline_ms(const struct application *application, const struct call *call,
                                const struct track *track)
{
    int64_t at_ms = track_deadline(call, track)->at_ms;

    return application->extended_ms > at_ms ? application->extended_ms : at_ms;
}

/* Whether the item has still to reach the office of this step. */
static bool is_ahead(const struct application *application, enum step step)
{
    if (step == STEP_COUNTY)
        return application->county_id != 0;
    return step == STEP_LEAGUE && application->direct == 0;
}

int64_t application_up_ms(const struct application *application, const struct call *call,
                          const struct track *track, const struct origin **ret_origin)
{
    int64_t first_ms = INT64_MAX;

    for (size_t i = 0; i < track->step_deadline_count; i++) {
        const struct step_deadline *row = &track->step_deadlines[i];
        int64_t at_ms = call_deadline(call, row->deadline)->at_ms;
        if (row->origin.basis == BASIS_DEFAULT || !is_ahead(application, row->step) ||
            at_ms >= first_ms)
            continue;
        first_ms = at_ms;
        *ret_origin = &row->origin;
    }
    return application->extended_ms > first_ms ? application->extended_ms : first_ms;
}

int64_t application_due_ms(const struct application *application, const struct call *call,
                           const struct track *track)
{
    static const char *const before_up[] = { "draft", "unit_review", "frozen" };
    const struct origin *origin = NULL;
    int64_t at_ms = application_deadline_ms(application, call, track);

    if (strcmp(application->state, "returned") == 0)
        return application->due_ms;
    if (!lifecycle_unsent(application->state))
        return 0;
    for (size_t i = 0; i < sizeof before_up / sizeof before_up[0]; i++) {
        int64_t up_ms = application_up_ms(application, call, track, &origin);
        if (strcmp(application->state, before_up[i]) == 0 && up_ms < at_ms)
            return up_ms;
    }
    return at_ms;
}

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

static enum err guard_up_time(struct op *op, const struct moving *step)
{
    const struct origin *origin = NULL;
    int64_t up_ms = application_up_ms(&step->before, step->call, step->track, &origin);

    if (origin == NULL || op->now_ms < up_ms)
        return guard_in_time(op, step);
    fail_arg(op, "deadline", "%s", deadline_chinese(op, step->call, up_ms));
    fail_clause(op, origin->clause_label, origin->basis);
    return fail(op, ERR_CONFLICT, "after_deadline", "deadline of the next office passed");
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
    fail_arg(op, "due", "%s",
             counted_chinese(op, step->call, op->site->calendar, step->before.due_ms));
    return fail(op, ERR_CONFLICT, "mend_over", "mending period is over");
}

static enum err guard_decided(struct op *op, const struct moving *step)
{
    if (strcmp(step->before.over_state, "waiting") != 0)
        return OK;
    return fail(op, ERR_CONFLICT, "over_quota_waits", "place above the quota is not decided");
}

static enum err guard_checked(struct op *op, const struct moving *step)
{
    return desk_facts_allow(op, &step->before);
}

static enum err guard_stamped(struct op *op, const struct moving *step)
{
    bool stamped = false;

    enum err e = attachment_has(op, step->before.id, "stamped_scan", &stamped);
    if (e != OK || stamped)
        return e;
    return fail(op, ERR_CONFLICT, "typed_unstamped", "typed for the unit, and no stamp of it");
}

static const struct {
    enum guard guard;
    enum err (*check)(struct op *op, const struct moving *step);
} guards[] = {
    { GUARD_IN_TIME, guard_in_time },           { GUARD_UP_TIME, guard_up_time },
    { GUARD_FIRST_RETURN, guard_first_return }, { GUARD_MEND_TIME, guard_mend_time },
    { GUARD_DECIDED, guard_decided },           { GUARD_CLEAN, guard_clean },
    { GUARD_CHECKED, guard_checked },           { GUARD_STAMPED, guard_stamped },
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

bool moving_says_why(const struct moving *step)
{
    bool listed = (step->transition->effects & EFFECT_SET_DUE) != 0 && step->act->item_count > 0;

    for (size_t i = 0; listed && i < step->act->item_count; i++)
        listed = !is_blank(step->act->items[i].text);
    return listed || !is_blank(step->act->reason);
}

enum err moving_check(struct op *op, const struct moving *step)
{
    if (step->transition->declares && !step->act->declaration)
        return fail(op, ERR_INVALID, "declaration_needed", "secrecy declaration is missing");
    for (size_t i = 0; i < sizeof guards / sizeof guards[0]; i++) {
        enum err e =
            (step->transition->guards & (int)guards[i].guard) != 0 ? guards[i].check(op, step) : OK;
        if (e != OK)
            return e;
    }
    if (step->transition->reason == REASON_REQUIRED && !moving_says_why(step))
        return fail(op, ERR_INVALID, "reason_needed", "action %s needs a reason",
                    step->transition->action);
    return OK;
}

/* Asks one guard: a refusal becomes a sentence, anything else is a failure. */
static enum err ask_guard(struct op *op, const struct moving *step, size_t i, const char **ret_text)
{
    enum err e = guards[i].check(op, step);

    if (e == ERR_UNAVAILABLE || e == ERR_INTERNAL)
        return e;
    if (e != OK) {
        *ret_text = op_failure_text(op);
        op_forgive(op);
    }
    return OK;
}

enum err moving_blocked(struct op *op, const struct moving *step,
                        const struct problem_list *problems, const char **ret_text)
{
    struct problem_list kept = op->problems;
    const char *text = NULL;
    enum err e = OK;

    for (size_t i = 0; i < sizeof guards / sizeof guards[0] && text == NULL && e == OK; i++) {
        if ((step->transition->guards & (int)guards[i].guard) == 0)
            continue;
        if (guards[i].guard != GUARD_CLEAN) {
            e = ask_guard(op, step, i, &text);
        } else if (problems->blocking_count > 0) { /* the caller has them already */
            struct message_arg arg = { "count", mem_printf(op, "%zu", problems->blocking_count) };
            text = message_text(op, "form_has_problems", &arg, 1);
        }
    }
    op->problems = kept;
    if (e == OK)
        *ret_text = text;
    return e;
}
