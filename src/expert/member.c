/* SPDX-License-Identifier: Apache-2.0 */
/* member.c: what happens to a member: employer, consent, leaving, verification, links. */
#include "expert/internal.h"

#include "base/json_own.h"
#include "base/mem.h"
#include "base/time.h"
#include "event/event.h"
#include "expert/search.h"
#include "invitation/invitation.h"
#include "org/org.h"

#include <string.h>

DB_SQL(employer_close, "ii",
       "UPDATE expert_employer SET to_day = $2 WHERE expert_id = $1 AND to_day = 99991231");
DB_SQL(employer_drop, "ii", "DELETE FROM expert_employer WHERE expert_id = $1 AND from_day > $2");
DB_SQL(employer_add, "iiti",
       "INSERT INTO expert_employer (expert_id, org_id, org_name, from_day)"
       " VALUES ($1, $2, $3, $4)");
DB_SQL(employer_agree, "iit",
       "UPDATE expert_employer SET consent_day = $2, consent_by = $3"
       " WHERE expert_id = $1 AND to_day = 99991231");
DB_SQL(expert_moved, "iit", "UPDATE expert SET org_id = $2, org_name = $3 WHERE id = $1");
DB_SQL(expert_state, "ittti",
       "UPDATE expert SET state = $3, reason = $4, changed_ms = $5, revision = revision + 1"
       " WHERE id = $1 AND state <> $2");
DB_SQL(check_replace, "iittii",
       "UPDATE expert_check SET result = $3, note = $4, user_id = $5, at_ms = $6"
       " WHERE expert_id = $1 AND year = $2");
DB_SQL(check_insert, "iittii",
       "INSERT INTO expert_check (expert_id, year, result, note, user_id, at_ms)"
       " VALUES ($1, $2, $3, $4, $5, $6)");
DB_SQL(expert_checked, "iii", "UPDATE expert SET checked_year = $2, changed_ms = $3 WHERE id = $1");
DB_SQL(member_add, "itit",
       "INSERT INTO expert_member (expert_id, level, year, basis)"
       " SELECT $1, $2, $3, $4 WHERE NOT EXISTS (SELECT 1 FROM expert_member m"
       " WHERE m.expert_id = $1 AND m.level = $2 AND m.year = $3)");
DB_SQL(base_entry, "t", "SELECT id FROM register_entry WHERE public_id = $1");
DB_SQL(base_unlink, "ii", "DELETE FROM expert_base WHERE expert_id = $1 AND entry_id = $2");
DB_SQL(base_link, "iiit",
       "INSERT INTO expert_base (expert_id, entry_id, from_day, note) VALUES ($1, $2, $3, $4)");
DB_SQL(declare_add, "tiitti",
       "INSERT INTO expert_declared (public_id, expert_id, org_id, org_name, reason, at_ms)"
       " VALUES ($1, $2, $3, $4, $5, $6)");

/* One act on one expert: what it needs, and the function that does it inside the transaction. */
struct acting {
    struct expert expert;
    const char *action;
    const char *text; /* name, reason, note: as the act has it */
    const char *other;
    int64_t day;
    bool flag;
    enum err (*work)(struct op *op, struct acting *acting);
};

static int today(const struct op *op)
{
    return day_of(op->now_ms, ZONE_SHANGHAI_MINUTES);
}

static enum err acting_work(struct op *op, void *arg)
{
    struct acting *acting = arg;

    enum err e = acting->work(op, acting);
    if (e == OK)
        e = expert_reindex(op, acting->expert.id);
    if (e == OK)
        event_add(op, acting->action, "expert", acting->expert.public_id, 0, NULL);
    return e;
}

static enum err act(struct op *op, const char *public_id, struct acting *acting)
{
    if (!expert_sees_names(op))
        return fail(op, ERR_NOT_FOUND, "not_found", "no such expert for this actor");
    enum err e = expert_get(op, public_id, &acting->expert);
    if (e == OK && strcmp(acting->expert.state, "erased") == 0)
        e = fail(op, ERR_CONFLICT, "already_erased", "expert was erased");
    return e == OK ? event_tx(op, acting_work, acting) : e;
}

static enum err set_state(struct op *op, const struct acting *acting, const char *state,
                          const char *reason)
{
    int64_t changed = 0;

    return db_run(op, &expert_state,
                  DB_IN(IN_INT(acting->expert.id), IN_TEXT(""), IN_TEXT(state), IN_TEXT(reason),
                        IN_INT(op->now_ms)),
                  &changed);
}

/* ---- employer ---- */

static enum err employer_work(struct op *op, struct acting *acting)
{
    int64_t id = acting->expert.id;
    int64_t org_id = 0;

    enum err e = invitation_stop(op, id, "专家变更了工作单位，待新单位同意");
    if (e == OK)
        e = org_named(op, acting->text, &org_id);
    if (e == OK)
        e = db_run(op, &employer_drop, DB_IN(IN_INT(id), IN_INT(acting->day - 1)), NULL);
    if (e == OK)
        e = db_run(op, &employer_close, DB_IN(IN_INT(id), IN_INT(day_add((int)acting->day, -1))),
                   NULL);
    if (e == OK)
        e = db_run(
            op, &employer_add,
            DB_IN(IN_INT(id), IN_INT_OR_NULL(org_id), IN_TEXT(acting->text), IN_INT(acting->day)),
            NULL);
    if (e == OK)
        e = db_run(op, &expert_moved,
                   DB_IN(IN_INT(id), IN_INT_OR_NULL(org_id), IN_TEXT(acting->text)), NULL);
    return e == OK ? set_state(op, acting, "consent", "更换工作单位，待新单位同意") : e;
}

enum err expert_set_employer(struct op *op, const char *public_id, const char *org_name,
                             int64_t from_day)
{
    struct acting acting = {
        .action = "expert.employer", .text = org_name, .day = from_day, .work = employer_work
    };

    if (from_day > today(op))
        return fail(op, ERR_INVALID, "day_ahead", "employed in the future");
    return act(op, public_id, &acting);
}

static enum err consent_work(struct op *op, struct acting *acting)
{
    if (strcmp(acting->expert.state, "left") == 0)
        return fail(op, ERR_CONFLICT, "expert_left", "expert has left the library");
    enum err e =
        db_run(op, &employer_agree,
               DB_IN(IN_INT(acting->expert.id), IN_INT(today(op)), IN_TEXT(acting->text)), NULL);
    return e == OK ? set_state(op, acting, "active", "") : e;
}

enum err expert_consent(struct op *op, const char *public_id, const char *consent_by)
{
    struct acting acting = { .action = "expert.consent", .text = consent_by, .work = consent_work };

    return act(op, public_id, &acting);
}

/* ---- leaving ---- */

static enum err state_work(struct op *op, struct acting *acting)
{
    if (strcmp(acting->expert.state, "left") == 0 && strcmp(acting->other, "left") == 0)
        return fail(op, ERR_CONFLICT, "expert_left", "expert has left the library");
    if (strcmp(acting->other, "left") == 0) {
        enum err e = invitation_stop(op, acting->expert.id, "专家已出库");
        if (e != OK)
            return e;
    }
    return set_state(op, acting, acting->other, acting->text);
}

enum err expert_leave(struct op *op, const char *public_id, const char *reason)
{
    struct acting acting = {
        .action = "expert.leave", .text = reason, .other = "left", .work = state_work
    };

    return act(op, public_id, &acting);
}

enum err expert_return(struct op *op, const char *public_id, const char *reason)
{
    struct acting acting = {
        .action = "expert.return", .text = reason, .other = "consent", .work = state_work
    };

    return act(op, public_id, &acting);
}

/* ---- yearly verification ---- */

static enum err verify_work(struct op *op, struct acting *acting)
{
    int64_t year = today(op) / 10000;
    int64_t changed = 0;
    const struct db_in *in =
        DB_IN(IN_INT(acting->expert.id), IN_INT(year), IN_TEXT(acting->other),
              IN_TEXT(acting->text), IN_INT(op->actor.user_id), IN_INT(op->now_ms));

    enum err e = db_run(op, &check_replace, in, &changed);
    if (e == OK && changed == 0)
        e = db_run(op, &check_insert, in, NULL);
    return e != OK
               ? e
               : db_run(op, &expert_checked,
                        DB_IN(IN_INT(acting->expert.id), IN_INT(year), IN_INT(op->now_ms)), NULL);
}

enum err expert_verify(struct op *op, const char *public_id, const char *result, const char *note)
{
    struct acting acting = {
        .action = "expert.verify", .text = note, .other = result, .work = verify_work
    };

    return act(op, public_id, &acting);
}

/* ---- memberships, bases, declarations ---- */

static enum err member_work(struct op *op, struct acting *acting)
{
    return db_run(op, &member_add,
                  DB_IN(IN_INT(acting->expert.id), IN_TEXT(acting->other), IN_INT(acting->day),
                        IN_TEXT(acting->text)),
                  NULL);
}

enum err expert_add_member(struct op *op, const char *public_id, const struct expert_member *member)
{
    struct acting acting = { .action = "expert.member",
                             .text = or_empty(member->basis),
                             .other = member->level,
                             .day = member->year,
                             .work = member_work };

    return act(op, public_id, &acting);
}

static enum err base_work(struct op *op, struct acting *acting)
{
    int64_t id = acting->expert.id;
    int64_t entry = 0;

    enum err e = db_row(op, &base_entry, DB_IN(IN_TEXT(acting->other)), DB_OUT(OUT_INT(&entry)));
    if (e == ERR_NOT_FOUND)
        return fail(op, e, "not_found", "no such base");
    if (e == OK)
        e = db_run(op, &base_unlink, DB_IN(IN_INT(id), IN_INT(entry)), NULL);
    return e != OK || !acting->flag
               ? e
               : db_run(op, &base_link,
                        DB_IN(IN_INT(id), IN_INT(entry), IN_INT(today(op)), IN_TEXT(acting->text)),
                        NULL);
}

enum err expert_link_base(struct op *op, const char *public_id, const char *entry, const char *note,
                          bool linked)
{
    struct acting acting = {
        .action = "expert.base", .text = note, .other = entry, .flag = linked, .work = base_work
    };

    return act(op, public_id, &acting);
}

static enum err declare_work(struct op *op, struct acting *acting)
{
    int64_t org_id = 0;

    enum err e = org_named(op, acting->other, &org_id);
    return e != OK ? e
                   : db_run(op, &declare_add,
                            DB_IN(IN_TEXT(random_public_id(op)), IN_INT(acting->expert.id),
                                  IN_INT_OR_NULL(org_id), IN_TEXT(acting->other),
                                  IN_TEXT(acting->text), IN_INT(op->now_ms)),
                            NULL);
}

enum err expert_declare(struct op *op, const char *public_id, const char *org_name,
                        const char *reason)
{
    struct acting acting = {
        .action = "expert.declare", .text = reason, .other = org_name, .work = declare_work
    };

    return act(op, public_id, &acting);
}
