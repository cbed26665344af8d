/* SPDX-License-Identifier: Apache-2.0 */
/* step.c: the road of an invitation as a table, and what else each step does. */
#include "invitation/internal.h"

#include "base/keys.h"
#include "base/mem.h"
#include "base/site.h"
#include "base/time.h"
#include "demand/demand.h"
#include "event/event.h"
#include "expert/expert.h"
#include "mail/mail.h"
#include "org/activation.h"

#include <string.h>

enum { REMIND_DAYS = 3, SWEEP_MAX = 200 };

DB_SQL(step_consent, "it", "UPDATE invitation SET consent_by = $2 WHERE id = $1");
DB_SQL(step_reason, "it", "UPDATE invitation SET reason = $2 WHERE id = $1");
DB_SQL(step_sent, "itii",
       "UPDATE invitation SET token_index = $2, sent_ms = $3, remind_ms = $4 WHERE id = $1");
DB_SQL(step_reminded, "ii",
       "UPDATE invitation SET reminded = reminded + 1, remind_ms = $2 WHERE id = $1");
DB_SQL(step_finish, "iit", "UPDATE invitation SET satisfaction = $2, result = $3 WHERE id = $1");
DB_SQL(step_due_reminders, "ii",
       INVITATION_SELECT "WHERE i.state = 'sent' AND i.remind_ms > 0 AND i.remind_ms <= $1"
                         " AND i.until_ms > $1 ORDER BY i.remind_ms, i.id LIMIT $2");
DB_SQL(step_due_ends, "ii",
       INVITATION_SELECT "WHERE i.state = 'sent' AND i.until_ms <= $1 ORDER BY i.id LIMIT $2");

struct stepping {
    struct invitation invitation;
    const struct invitation_act *act;
    const char *link;
};

/* ---- letters ---- */

static const char *link_of(struct op *op, const char *token)
{
    return mem_printf(op, "%s/i/%s", or_empty(op->site->public_url), token);
}

/* The letter or its reminder; an expert without an address gets the link by other means. */
static enum err write_letter(struct op *op, const struct invitation *invitation,
                             const char *template, const char *link)
{
    struct expert_personal personal = { 0 };
    struct demand demand = { 0 };

    enum err e = expert_contact(op, invitation->expert_id, &personal);
    if (e == OK)
        e = demand_by_id(op, invitation->demand_id, &demand);
    if (e != OK || personal.email[0] == '\0')
        return e;
    int until = day_of(invitation->until_ms - 1, ZONE_SHANGHAI_MINUTES);
    const char *period =
        demand.from_day == 0
            ? "与您商定"
            : mem_printf(op, "%s至%s", day_chinese(op, (int)demand.from_day, false),
                         day_chinese(op,
                                     (int)(demand.to_day == 0 ? demand.from_day : demand.to_day),
                                     false));
    const struct message_arg args[] = { { "expert", invitation->name },
                                        { "demand", invitation->title },
                                        { "unit", invitation->unit },
                                        { "place", or_empty(demand.reporting_name) },
                                        { "period", period },
                                        { "host", op->actor.name },
                                        { "until", day_chinese(op, until, true) },
                                        { "link", link } };
    return mail_add(op,
                    &(struct mail_new){ .to = personal.email,
                                        .template = template,
                                        .args = args,
                                        .arg_count = sizeof args / sizeof args[0],
                                        .subject_kind = "invitation",
                                        .subject_id = invitation->public_id },
                    NULL);
}

static int64_t next_reminder(const struct op *op, const struct invitation *invitation, int64_t sent)
{
    int64_t at = op->now_ms + (int64_t)REMIND_DAYS * DAY_MS;

    return sent < INVITATION_REMINDERS && at < invitation->until_ms ? at : 0;
}

/* ---- what a step does ---- */

static enum err do_consent(struct op *op, struct stepping *stepping)
{
    if (or_empty(stepping->act->by)[0] == '\0')
        return fail(op, ERR_INVALID, "invitation_consent", "whose consent is not said");
    return db_run(op, &step_consent,
                  DB_IN(IN_INT(stepping->invitation.id), IN_TEXT(stepping->act->by)), NULL);
}

static enum err keep_reason(struct op *op, const struct stepping *stepping)
{
    if (or_empty(stepping->act->reason)[0] == '\0')
        return fail(op, ERR_INVALID, "reason_needed", "no reason");
    return db_run(op, &step_reason,
                  DB_IN(IN_INT(stepping->invitation.id), IN_TEXT(stepping->act->reason)), NULL);
}

/* The employer does not let the expert go: as good as a decline. */
static enum err do_refuse(struct op *op, struct stepping *stepping)
{
    const struct invitation *invitation = &stepping->invitation;
    struct matching_outcome outcome = { 0 };

    enum err e = keep_reason(op, stepping);
    return e == OK ? matching_decline(op, invitation->run_id, invitation->demand_id,
                                      invitation->expert_id, "单位不同意", &outcome)
                   : e;
}

static enum err do_send(struct op *op, struct stepping *stepping)
{
    const struct invitation *invitation = &stepping->invitation;
    struct invitation_secret secret = { activation_token(op), "" };

    stepping->link = link_of(op, secret.token);
    enum err e = matching_check_pair(op, invitation->demand_id, invitation->expert_id);
    if (e == OK)
        e = secret_write(op, invitation, &secret);
    if (e == OK)
        e = db_run(op, &step_sent,
                   DB_IN(IN_INT(invitation->id), IN_TEXT(invitation_token_index(op, secret.token)),
                         IN_INT(op->now_ms), IN_INT(next_reminder(op, invitation, 0))),
                   NULL);
    return e == OK ? write_letter(op, invitation, "invitation", stepping->link) : e;
}

static enum err do_remind(struct op *op, struct stepping *stepping)
{
    const struct invitation *invitation = &stepping->invitation;
    struct invitation_secret secret = { 0 };

    enum err e = secret_read(op, invitation, &secret);
    if (e != OK)
        return e;
    stepping->link = link_of(op, secret.token);
    e = db_run(op, &step_reminded,
               DB_IN(IN_INT(invitation->id),
                     IN_INT(next_reminder(op, invitation, invitation->reminded + 1))),
               NULL);
    return e == OK ? write_letter(op, invitation, "invitation-reminder", stepping->link) : e;
}

static enum err do_withdraw(struct op *op, struct stepping *stepping)
{
    const struct invitation *invitation = &stepping->invitation;
    int64_t stopped = 0;

    enum err e = keep_reason(op, stepping);
    if (e == OK)
        e = mail_cancel(op, "invitation", invitation->public_id, &stopped);
    return e == OK ? matching_hold(op, invitation->run_id, invitation->demand_id,
                                   invitation->expert_id, "")
                   : e;
}

static enum err do_finish(struct op *op, struct stepping *stepping)
{
    const struct invitation *invitation = &stepping->invitation;
    const struct invitation_act *act = stepping->act;

    enum err e = db_run(
        op, &step_finish,
        DB_IN(IN_INT(invitation->id), IN_INT(act->satisfaction), IN_TEXT(or_empty(act->result))),
        NULL);
    return e == OK
               ? demand_outcome(op, invitation->demand_id, or_empty(act->result), act->satisfaction)
               : e;
}

/* ---- the road ---- */

static const struct step {
    const char *from;
    const char *action;
    const char *to;
    enum err (*work)(struct op *op, struct stepping *stepping);
} steps[] = {
    { "consent", "consent", "ready", do_consent },
    { "consent", "refuse", "refused", do_refuse },
    { "consent", "withdraw", "withdrawn", do_withdraw },
    { "ready", "send", "sent", do_send },
    { "ready", "withdraw", "withdrawn", do_withdraw },
    { "sent", "remind", "sent", do_remind },
    { "sent", "withdraw", "withdrawn", do_withdraw },
    { "expired", "remind", "expired", do_remind },
    { "expired", "withdraw", "withdrawn", do_withdraw },
    { "accepted", "withdraw", "withdrawn", do_withdraw },
    { "accepted", "finish", "done", do_finish },
};

enum { STEP_COUNT = sizeof steps / sizeof steps[0] };

static const struct {
    const char *state;
    const char *name;
} states[] = {
    { "consent", "待单位同意" }, { "ready", "待发出" },     { "sent", "待专家答复" },
    { "expired", "逾期未答复" }, { "accepted", "已接受" },  { "declined", "已谢绝" },
    { "refused", "单位不同意" }, { "withdrawn", "已撤回" }, { "done", "已完成" },
};

const char *invitation_state_name(const char *state)
{
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        if (strcmp(states[i].state, state) == 0)
            return states[i].name;
    }
    return NULL;
}

const char *const *invitation_actions(struct op *op, const struct invitation *invitation)
{
    const char **codes = mem_array(op, const char *, STEP_COUNT + 1);
    size_t count = 0;

    for (int i = 0; i < STEP_COUNT; i++) {
        if (strcmp(steps[i].from, invitation->state) == 0)
            codes[count++] = steps[i].action;
    }
    return codes;
}

static const struct step *find_step(const char *from, const char *action)
{
    for (int i = 0; i < STEP_COUNT; i++) {
        if (strcmp(steps[i].from, from) == 0 && strcmp(steps[i].action, action) == 0)
            return &steps[i];
    }
    return NULL;
}

static enum err step_work(struct op *op, void *arg)
{
    struct stepping *stepping = arg;
    const struct invitation *invitation = &stepping->invitation;
    const struct step *step = find_step(invitation->state, stepping->act->action);

    if (step == NULL) {
        fail_arg(op, "state", "%s", invitation_state_name(invitation->state));
        return fail(op, ERR_CONFLICT, "no_such_step", "not in state %s", invitation->state);
    }
    enum err e = matching_lock(op, invitation->run_id);
    if (e == OK)
        e = invitation_move(op, invitation, step->to);
    if (e == OK)
        e = step->work(op, stepping);
    if (e == OK)
        event_add(op, mem_printf(op, "invitation.%s", step->action), "invitation",
                  invitation->public_id, 0,
                  mem_printf(op, "{\"demand\":\"%s\",\"expert\":\"%s\"}", invitation->demand,
                             invitation->expert));
    return e;
}

enum err invitation_do(struct op *op, const char *public_id, const struct invitation_act *act,
                       const char **ret_link)
{
    struct stepping stepping = { .act = act, .link = "" };

    enum err e = invitation_get(op, public_id, &stepping.invitation);
    if (e == OK)
        e = event_tx(op, step_work, &stepping);
    if (e == OK)
        *ret_link = stepping.link;
    return e;
}

/* ---- the clock ---- */

static enum err due_rows(struct op *op, const struct db_sql *sql, struct invitation **ret_rows,
                         size_t *ret_count)
{
    struct invitation *list = NULL;
    struct invitation row = { .words = "" };
    struct db_rows *rows = NULL;
    size_t count = 0;

    enum err e = db_query(op, sql, DB_IN(IN_INT(op->now_ms), IN_INT(SWEEP_MAX)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, INVITATION_OUT(&row)))
        mem_push(op, list, count, row);
    e = db_done(rows);
    if (e == OK) {
        *ret_rows = list;
        *ret_count = count;
    }
    return e;
}

static enum err expire_work(struct op *op, void *arg)
{
    const struct stepping *stepping = arg;

    enum err e = invitation_move(op, &stepping->invitation, "expired");
    if (e == OK)
        event_add(op, "invitation.expire", "invitation", stepping->invitation.public_id, 0, NULL);
    return e;
}

/* Each in a transaction of its own; what somebody moved meanwhile is left. */
static enum err sweep_rows(struct op *op, const struct db_sql *sql, db_work work, int64_t *count)
{
    static const struct invitation_act remind = { .action = "remind" };
    struct invitation *rows = NULL;
    size_t row_count = 0;

    enum err e = due_rows(op, sql, &rows, &row_count);
    for (size_t i = 0; e == OK && i < row_count; i++) {
        struct stepping stepping = { .invitation = rows[i], .act = &remind };
        e = event_tx(op, work, &stepping);
        *count += e == OK;
        if (e == ERR_CONFLICT) {
            op_forgive(op);
            e = OK;
        }
    }
    return e;
}

enum err invitation_sweep(struct op *op, int64_t *ret_count)
{
    int64_t count = 0;

    enum err e = sweep_rows(op, &step_due_reminders, step_work, &count);
    if (e == OK)
        e = sweep_rows(op, &step_due_ends, expire_work, &count);
    if (e == OK)
        *ret_count = count;
    return e;
}
