/* SPDX-License-Identifier: Apache-2.0 */
/* answer.c: what an expert with the link sees and answers. */
#include "invitation/internal.h"

#include "base/json_own.h"
#include "base/keys.h"
#include "base/mem.h"
#include "base/site.h"
#include "base/time.h"
#include "call/reference.h"
#include "demand/demand.h"
#include "event/event.h"

#include <string.h>

DB_SQL(answer_by_token, "t",
       INVITATION_SELECT "WHERE i.token_index = $1 AND i.state <> 'withdrawn'");
DB_SQL(answer_write, "iti",
       "UPDATE invitation SET days = $2, answered_ms = $3, remind_ms = 0 WHERE id = $1");

const char *invitation_token_index(struct op *op, const char *token)
{
    return keys_lookup(op, op->site->keys, "invitation", "token", token);
}

static enum err find(struct op *op, const char *token, struct invitation *ret_invitation)
{
    struct invitation row = { .words = "" };

    enum err e = db_row(op, &answer_by_token, DB_IN(IN_TEXT(invitation_token_index(op, token))),
                        INVITATION_OUT(&row));
    if (e == ERR_NOT_FOUND)
        return fail(op, e, "invitation_link", "no such link");
    if (e == OK)
        *ret_invitation = row;
    return e;
}

static bool is_open(const struct op *op, const struct invitation *invitation)
{
    return strcmp(invitation->state, "sent") == 0 && op->now_ms < invitation->until_ms;
}

enum err invitation_seen(struct op *op, const char *token, struct invitation_seen *ret_seen)
{
    struct invitation_seen seen = { .place = "", .host = "" };
    struct invitation_secret secret = { 0 };
    struct demand demand = { 0 };

    enum err e = find(op, token, &seen.invitation);
    if (e == OK)
        e = secret_read(op, &seen.invitation, &secret);
    if (e == OK)
        e = demand_by_id(op, seen.invitation.demand_id, &demand);
    if (e != OK)
        return e;
    const struct region *region = reference_region(op->site->reference, demand.region);
    seen.invitation.words = secret.words;
    seen.detail = demand.detail;
    seen.place = region == NULL ? "" : region->name;
    seen.from_day = demand.from_day;
    seen.to_day = demand.to_day;
    seen.host = or_empty(demand.reporting_name);
    seen.open = is_open(op, &seen.invitation);
    *ret_seen = seen;
    return OK;
}

/* ---- answering ---- */

struct answering {
    const struct invitation_answer *answer;
    struct invitation invitation;
    const char *days;
};

static enum err read_days(struct op *op, struct answering *answering)
{
    const struct invitation_answer *answer = answering->answer;
    json_t *list = json_own(op, json_array());
    int today = day_of(op->now_ms, ZONE_SHANGHAI_MINUTES);

    for (size_t i = 0; answer->accept && i < answer->day_count; i++) {
        const struct invitation_period *period = &answer->days[i];
        if (period->from > period->to || period->from < today)
            return fail(op, ERR_INVALID, "invitation_days", "period %zu", i);
        json_array_append_new(
            list, json_pack("[I, I]", (json_int_t)period->from, (json_int_t)period->to));
    }
    answering->days = json_text_of(op, list);
    return OK;
}

static enum err write_answer(struct op *op, const struct answering *answering)
{
    const struct invitation *invitation = &answering->invitation;
    struct invitation_secret secret = { 0 };
    struct matching_outcome outcome = { 0 };

    enum err e = secret_read(op, invitation, &secret);
    if (e != OK)
        return e;
    secret.words = answering->answer->words;
    e = secret_write(op, invitation, &secret);
    if (e == OK)
        e = db_run(op, &answer_write,
                   DB_IN(IN_INT(invitation->id), IN_TEXT(answering->days), IN_INT(op->now_ms)),
                   NULL);
    if (e == OK && !answering->answer->accept)
        e = matching_decline(op, invitation->run_id, invitation->demand_id, invitation->expert_id,
                             "专家谢绝", &outcome);
    return e;
}

static enum err answer_work(struct op *op, void *arg)
{
    const struct answering *answering = arg;
    const struct invitation *invitation = &answering->invitation;
    const char *to = answering->answer->accept ? "accepted" : "declined";

    if (strcmp(invitation->state, to) == 0)
        return OK; /* sent twice over a weak line */
    if (strcmp(invitation->state, "sent") != 0)
        return fail(op, ERR_CONFLICT, "invitation_answered", "state %s", invitation->state);
    if (!is_open(op, invitation))
        return fail(op, ERR_CONFLICT, "invitation_over", "the day has passed");
    enum err e = matching_lock(op, invitation->run_id);
    if (e == OK)
        e = invitation_move(op, invitation, to);
    if (e == OK)
        e = write_answer(op, answering);
    if (e == OK)
        event_add(op, answering->answer->accept ? "invitation.accept" : "invitation.decline",
                  "invitation", invitation->public_id, 0,
                  mem_printf(op, "{\"demand\":\"%s\",\"expert\":\"%s\"}", invitation->demand,
                             invitation->expert));
    return e;
}

enum err invitation_answer(struct op *op, const struct invitation_answer *answer)
{
    struct answering answering = { .answer = answer };

    enum err e = find(op, answer->token, &answering.invitation);
    if (e == OK && !answer->accept && answer->words[0] == '\0')
        e = fail(op, ERR_INVALID, "reason_needed", "no reason");
    if (e == OK)
        e = read_days(op, &answering);
    return e == OK ? event_tx(op, answer_work, &answering) : e;
}
