/* SPDX-License-Identifier: Apache-2.0 */
/* step.c: the road of a demand as one table; duplicates are merged into one another. */
#include "demand/internal.h"

#include "base/json_own.h"
#include "base/mem.h"
#include "base/time.h"
#include "event/event.h"
#include "match/match.h"
#include "org/org.h"

#include <string.h>

enum { ALIKE_LOOKED_AT = 2000, ALIKE_LEAST_PERMILLE = 450, STEPS_MAX = 8 };

/* Who takes a step. */
enum judge { OWNER = 1, LEAGUE = 2, DEPARTMENT = 4 };

static const struct step {
    const char *from;
    const char *action;
    const char *to;
    int who;
    bool reason; /* is asked for */
} steps[] = {
    { "draft", "submit", "submitted", OWNER, false },
    { "draft", "drop", "dropped", OWNER, false },
    { "submitted", "confirm", "confirmed", LEAGUE | DEPARTMENT, false },
    { "submitted", "send_back", "draft", LEAGUE | DEPARTMENT, true },
    { "submitted", "drop", "dropped", LEAGUE | DEPARTMENT | OWNER, true },
    { "confirmed", "drop", "dropped", LEAGUE | DEPARTMENT, true },
    { "confirmed", "close", "closed", LEAGUE | DEPARTMENT, true },
    { "closed", "reopen", "confirmed", LEAGUE | DEPARTMENT, true },
    { NULL, NULL, NULL, 0, false },
};

DB_SQL(demand_move, "itttti",
       "UPDATE demand SET state = $3, reason = $4, number = coalesce(number, $5), changed_ms = $6,"
       " revision = revision + 1 WHERE id = $1 AND state = $2");
DB_SQL(region_of_org, "i", "SELECT coalesce(region, '') FROM org WHERE id = $1");
DB_SQL(unpublish, "ti",
       "UPDATE demand_public SET state = 'withdrawn', reason = $1 WHERE demand_id = $2"
       " AND state = 'public'");
DB_SQL(merge_into, "iitii",
       "UPDATE demand SET merged_state = state, state = 'merged', merged_into = $2, reason = $3,"
       " changed_ms = $4, merged_people = $5, revision = revision + 1"
       " WHERE id = $1 AND state IN ('submitted', 'confirmed')");
DB_SQL(merge_people, "iii",
       "UPDATE demand SET people = people + $2, changed_ms = $3, revision = revision + 1"
       " WHERE id = $1");
DB_SQL(merge_gave, "i",
       "SELECT merged_into, merged_people FROM demand WHERE id = $1 AND state = 'merged'");
DB_SQL(merge_take_back, "iii",
       "UPDATE demand SET people = CASE WHEN people > $2 THEN people - $2 ELSE 1 END,"
       " changed_ms = $3, revision = revision + 1 WHERE id = $1");
DB_SQL(merge_undo, "iti",
       "UPDATE demand SET merged_people = 0, merged_into = NULL, reason = $2, changed_ms = $3,"
       " state = CASE WHEN merged_state = '' THEN 'submitted' ELSE merged_state END,"
       " revision = revision + 1 WHERE id = $1 AND state = 'merged'");
DB_SQL(outcome, "itii",
       "UPDATE demand SET result = $2, satisfaction = $3, changed_ms = $4 WHERE id = $1");
DEMAND_SQL(alike_list, "iii", DEMAND_SELECT "WHERE ",
           " AND d.id <> $2 AND d.state IN ('submitted', 'confirmed')"
           " ORDER BY d.changed_ms DESC, d.id DESC LIMIT $3");

static int judge_of(const struct op *op, const struct demand *demand)
{
    enum scope scope = role_scope((enum role)op->actor.role);
    int who = demand->org_id == op->actor.org_id ? OWNER : 0;

    if (scope == SCOPE_AREA && demand->reporting_id == op->actor.org_id)
        who |= LEAGUE;
    if (scope == SCOPE_ALL)
        who |= DEPARTMENT;
    return who;
}

const char *const *demand_actions(struct op *op, const struct demand *demand)
{
    const char **actions = mem_array(op, const char *, STEPS_MAX);
    size_t count = 0;

    for (const struct step *step = steps; step->from != NULL; step++) {
        if (strcmp(step->from, demand->state) == 0 && (step->who & judge_of(op, demand)) != 0)
            actions[count++] = step->action;
    }
    return actions;
}

static const struct step *find_step(const struct op *op, const struct demand *demand,
                                    const char *action)
{
    for (const struct step *step = steps; step->from != NULL; step++) {
        if (strcmp(step->from, demand->state) == 0 && strcmp(step->action, action) == 0 &&
            (step->who & judge_of(op, demand)) != 0)
            return step;
    }
    return NULL;
}

struct stepping {
    struct demand demand;
    const struct step *step;
    const char *reason;
};

/* 盟市码-年-流水 for one that is confirmed the first time; NULL otherwise. */
static enum err number_of(struct op *op, const struct stepping *stepping, const char **ret_number)
{
    const char *region = "";
    int year = day_of(op->now_ms, ZONE_SHANGHAI_MINUTES) / 10000;
    int64_t n = 0;

    *ret_number = NULL;
    if (stepping->demand.number != NULL || strcmp(stepping->step->to, "confirmed") != 0)
        return OK;
    enum err e = stepping->demand.reporting_id == 0
                     ? OK
                     : db_row(op, &region_of_org, DB_IN(IN_INT(stepping->demand.reporting_id)),
                              DB_OUT(OUT_TEXT(&region)));
    if (e != OK)
        return e;
    const char *name = mem_printf(op, "%s-%d", region[0] == '\0' ? "150000" : region, year);
    e = demand_count(op, name, &n);
    *ret_number = mem_printf(op, "%s-%03lld", name, (long long)n);
    return e;
}

static enum err step_work(struct op *op, void *arg)
{
    const struct stepping *stepping = arg;
    const struct demand *demand = &stepping->demand;
    const char *number = NULL;
    int64_t changed = 0;

    enum err e = number_of(op, stepping, &number);
    if (e == OK)
        e = db_run(op, &demand_move,
                   DB_IN(IN_INT(demand->id), IN_TEXT(demand->state), IN_TEXT(stepping->step->to),
                         IN_TEXT(stepping->reason), IN_TEXT(number), IN_INT(op->now_ms)),
                   &changed);
    if (e == OK && changed == 0)
        e = fail(op, ERR_CONFLICT, "state_moved", "demand moved under the step");
    if (e == OK && strcmp(stepping->step->to, "confirmed") != 0)
        e = db_run(op, &unpublish, DB_IN(IN_TEXT(stepping->reason), IN_INT(demand->id)), NULL);
    if (e == OK)
        event_add(op, mem_printf(op, "demand.%s", stepping->step->action), "demand",
                  demand->public_id, demand->org_id, NULL);
    return e;
}

enum err demand_do(struct op *op, const char *public_id, const char *action, const char *reason)
{
    struct stepping stepping = { .reason = or_empty(reason) };

    enum err e = demand_get(op, public_id, &stepping.demand);
    if (e != OK)
        return e;
    stepping.step = find_step(op, &stepping.demand, action);
    if (stepping.step == NULL) {
        fail_arg(op, "state", "%s", demand_word_name(demand_states, stepping.demand.state));
        return fail(op, ERR_CONFLICT, "no_such_step", "no such step of a demand");
    }
    if (stepping.step->reason && stepping.reason[0] == '\0')
        return fail(op, ERR_INVALID, "reason_needed", "step asks for a reason");
    return event_tx(op, step_work, &stepping);
}

enum err demand_outcome(struct op *op, int64_t id, const char *result, int64_t satisfaction)
{
    return db_run(op, &outcome,
                  DB_IN(IN_INT(id), IN_TEXT(result), IN_INT(satisfaction), IN_INT(op->now_ms)),
                  NULL);
}

/* ---- duplicates ---- */

static enum err rank_alike(struct op *op, const struct demand *demand, const struct demand *others,
                           size_t other_count, struct demand_alike **ret_rows, size_t *ret_count)
{
    struct match_index *index = match_index_new(op);
    struct match_demand wanted = { .text = demand_text(op, demand) };
    struct demand_alike *rows = NULL;
    struct match_hit *hits = NULL;
    size_t hit_count = 0;
    size_t count = 0;
    enum err e = OK;

    for (size_t i = 0; e == OK && i < other_count; i++) {
        const char *text = demand_text(op, &others[i]);
        struct match_expert one = { .works = &text, .work_count = 1 };
        e = match_add(op, index, &one);
    }
    if (e == OK && other_count > 0)
        e = match_seal(op, index, true);
    if (e == OK && other_count > 0)
        e = match_query(op, index, &wanted, DEMAND_ALIKE_MAX, &hits, &hit_count);
    for (size_t i = 0; e == OK && i < hit_count; i++) {
        int64_t permille = (int64_t)hits[i].score * 1000 / MATCH_SCORE_FULL;
        struct demand_alike row = { others[hits[i].expert], permille > 1000 ? 1000 : permille };
        if (permille >= ALIKE_LEAST_PERMILLE)
            mem_push(op, rows, count, row);
    }
    if (e == OK) {
        *ret_rows = rows;
        *ret_count = count;
    }
    return e;
}

enum err demand_alike(struct op *op, const char *public_id, struct demand_alike **ret_rows,
                      size_t *ret_count)
{
    struct demand demand = { 0 };
    struct demand *others = NULL;
    size_t count = 0;

    enum err e = demand_get(op, public_id, &demand);
    if (e == OK)
        e = demand_read_list(
            op, demand_sql(op, alike_list),
            DB_IN(IN_INT(op->actor.org_id), IN_INT(demand.id), IN_INT(ALIKE_LOOKED_AT)), &others,
            &count);
    return e == OK ? rank_alike(op, &demand, others, count, ret_rows, ret_count) : e;
}

struct merging {
    struct demand from;
    struct demand into;
    bool add_people;
    const char *reason;
};

static enum err merge_work(struct op *op, void *arg)
{
    const struct merging *merging = arg;
    int64_t changed = 0;
    int64_t people = merging->add_people ? merging->from.people : 0;

    if (merging->into.people + people > DEMAND_PEOPLE_MAX)
        people = DEMAND_PEOPLE_MAX - merging->into.people;
    enum err e = db_run(op, &merge_into,
                        DB_IN(IN_INT(merging->from.id), IN_INT(merging->into.id),
                              IN_TEXT(merging->reason), IN_INT(op->now_ms), IN_INT(people)),
                        &changed);
    if (e == OK && changed == 0)
        e = fail(op, ERR_CONFLICT, "state_moved", "demand moved before the merge");
    if (e == OK)
        e = db_run(op, &merge_people,
                   DB_IN(IN_INT(merging->into.id), IN_INT(people), IN_INT(op->now_ms)), NULL);
    if (e == OK)
        e = db_run(op, &unpublish, DB_IN(IN_TEXT(merging->reason), IN_INT(merging->from.id)), NULL);
    if (e == OK)
        event_add(
            op, "demand.merge", "demand", merging->from.public_id, merging->from.org_id,
            json_text_of(op, json_own(op, json_pack("{s:s, s:I}", "into", merging->into.public_id,
                                                    "people", (json_int_t)people))));
    return e;
}

enum err demand_merge(struct op *op, const char *public_id, const char *into, bool add_people,
                      const char *reason)
{
    struct merging merging = { .add_people = add_people, .reason = reason };

    enum err e = demand_get(op, public_id, &merging.from);
    if (e == OK)
        e = demand_get(op, into, &merging.into);
    if (e != OK)
        return e;
    bool alive = strcmp(merging.into.state, "submitted") == 0 ||
                 strcmp(merging.into.state, "confirmed") == 0;
    if (merging.from.id == merging.into.id || !alive ||
        (judge_of(op, &merging.from) & (LEAGUE | DEPARTMENT)) == 0 ||
        (judge_of(op, &merging.into) & (LEAGUE | DEPARTMENT)) == 0) {
        fail_arg(op, "state", "%s", demand_word_name(demand_states, merging.from.state));
        return fail(op, ERR_CONFLICT, "no_such_step", "these two cannot be merged");
    }
    return event_tx(op, merge_work, &merging);
}

/* The seats go back; of the other at least one stays. */
static enum err take_back(struct op *op, int64_t id)
{
    int64_t into = 0;
    int64_t people = 0;

    enum err e =
        db_row(op, &merge_gave, DB_IN(IN_INT(id)), DB_OUT(OUT_INT(&into), OUT_INT(&people)));
    if (e == ERR_NOT_FOUND)
        return fail(op, ERR_CONFLICT, "state_moved", "demand was not merged");
    if (e != OK || people == 0)
        return e;
    return db_run(op, &merge_take_back, DB_IN(IN_INT(into), IN_INT(people), IN_INT(op->now_ms)),
                  NULL);
}

static enum err unmerge_work(struct op *op, void *arg)
{
    const struct merging *merging = arg;
    int64_t changed = 0;

    enum err e = take_back(op, merging->from.id);
    if (e == OK)
        e = db_run(op, &merge_undo,
                   DB_IN(IN_INT(merging->from.id), IN_TEXT(merging->reason), IN_INT(op->now_ms)),
                   &changed);
    if (e == OK && changed == 0)
        e = fail(op, ERR_CONFLICT, "state_moved", "demand was not merged");
    if (e == OK)
        event_add(op, "demand.unmerge", "demand", merging->from.public_id, merging->from.org_id,
                  NULL);
    return e;
}

enum err demand_unmerge(struct op *op, const char *public_id, const char *reason)
{
    struct merging merging = { .reason = reason };

    enum err e = demand_get(op, public_id, &merging.from);
    if (e == OK && (judge_of(op, &merging.from) & (LEAGUE | DEPARTMENT)) == 0) {
        fail_arg(op, "state", "%s", demand_word_name(demand_states, merging.from.state));
        e = fail(op, ERR_CONFLICT, "no_such_step", "not the actor's to undo");
    }
    return e == OK ? event_tx(op, unmerge_work, &merging) : e;
}
