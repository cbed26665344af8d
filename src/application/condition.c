/* SPDX-License-Identifier: Apache-2.0 */
/* condition.c: what the register of bases and the other filings of a unit say of its conditions. */
#include "application/condition.h"

#include "application/row.h"
#include "base/mem.h"
#include "base/message.h"
#include "org/register.h"

#include <string.h>

SCOPED_SQL(other_filings, "iittt",
           "SELECT count(*) FROM application a WHERE a.org_id = $2 AND a.call = $3"
           " AND a.track = $4 AND a.public_id <> $5 AND a.state NOT IN ('draft',"
           " 'not_recommended', 'refused', 'withdrawn', 'overdue', 'forfeited') AND ",
           "");

struct judging {
    struct op *op;
    const struct condition_of *of;
    const struct eligibility *rule;
    struct problem_list *problems;
};

static void broken(const struct judging *judging, const char *code, const char *name,
                   const char *value)
{
    const struct eligibility *rule = judging->rule;
    const struct origin *origin = &rule->origin;
    const struct message_arg args[] = { { "text", rule->text }, { name, value } };
    const char *clause = origin->clause_label != NULL ? origin->clause_label : origin->decision;

    problem_add(judging->op, judging->problems,
                &(struct problem){ .path = "/values",
                                   .code = code,
                                   .clause = clause,
                                   .basis = origin->basis,
                                   .blocks = true,
                                   .message = message_in(judging->op,
                                                         language_of(judging->of->call->language),
                                                         code, args, 2) });
}

/* ---- registers ---- */

/* The status that holds on a day, or NULL: not entered yet on it. */
static const struct register_status *status_on(const struct register_entry *entry, int day)
{
    const struct register_status *found = NULL;

    for (size_t i = 0; i < entry->status_count && entry->statuses[i].from_day <= day; i++)
        found = &entry->statuses[i];
    return found;
}

static bool status_suits(const struct eligibility *rule, const struct register_status *status)
{
    for (size_t i = 0; i < rule->status_count; i++) {
        if (strcmp(rule->status[i], status->status) == 0)
            return true;
    }
    return rule->status_count == 0 && status->holds;
}

static bool old_enough(const struct judging *judging, const struct register_entry *entry)
{
    const struct call *call = judging->of->call;
    const struct unit_register *reg = call_register(call, judging->rule->register_code);
    int as_of = reg == NULL || reg->as_of == 0 ? call->issued : reg->as_of;

    return judging->rule->min_years == 0 ||
           entry->approved_day + (int64_t)judging->rule->min_years * 10000 <= as_of;
}

static bool entry_suits(const struct judging *judging, const struct register_entry *entry)
{
    const struct eligibility *rule = judging->rule;
    const struct register_status *status = status_on(entry, judging->of->day);

    return strcmp(entry->reg, rule->register_code) == 0 && status != NULL &&
           (rule->level == NULL || strcmp(entry->level, rule->level) == 0) &&
           status_suits(rule, status) && old_enough(judging, entry);
}

static enum err judge_register(const struct judging *judging)
{
    const struct eligibility *rule = judging->rule;
    const struct unit_register *reg = call_register(judging->of->call, rule->register_code);
    struct register_list list = { 0 };
    bool known = false;

    enum err e = register_is_kept(judging->op, rule->register_code, &known);
    if (e != OK || !known)
        return e;
    e = register_of_org(judging->op, judging->of->org_id, &list);
    if (e != OK)
        return e;
    for (size_t i = 0; i < list.count; i++) {
        if (entry_suits(judging, &list.rows[i]))
            return OK;
    }
    broken(judging, "eligible_register", "register", reg == NULL ? "" : reg->name);
    return OK;
}

/* ---- other tracks ---- */

static enum err judge_not_both(const struct judging *judging)
{
    const struct condition_of *of = judging->of;
    const struct track *other = call_track(of->call, judging->rule->track);
    const struct db_sql *sql = other_filings[actor_scope(judging->op)];
    int64_t count = 0;

    if (other == NULL || sql == NULL)
        return OK;
    enum err e =
        db_row(judging->op, sql,
               DB_IN(IN_INT(actor_scope_id(judging->op)), IN_INT(of->org_id),
                     IN_TEXT(of->call->code), IN_TEXT(other->code), IN_TEXT(of->application)),
               DB_OUT(OUT_INT(&count)));
    if (e == OK && count > 0)
        broken(judging, "eligible_not_both", "other", other->title);
    return e;
}

enum err conditions_check(struct op *op, const struct condition_of *of,
                          struct problem_list *problems)
{
    enum err e = OK;

    for (size_t i = 0; e == OK && i < of->track->eligibility_count; i++) {
        struct judging judging = { op, of, &of->track->eligibility[i], problems };
        if (judging.rule->kind == ELIGIBLE_REGISTER)
            e = judge_register(&judging);
        else if (judging.rule->kind == ELIGIBLE_NOT_BOTH)
            e = judge_not_both(&judging);
    }
    return e;
}
