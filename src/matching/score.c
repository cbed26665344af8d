/* SPDX-License-Identifier: Apache-2.0 */
/* score.c: the job that compares every active expert with every demand of a run. */
#include "matching/internal.h"

#include "base/json_own.h"
#include "base/mem.h"
#include "base/time.h"
#include "demand/demand.h"
#include "event/event.h"
#include "expert/conflict.h"
#include "expert/expert.h"
#include "match/match.h"

#include <stdlib.h>
#include <string.h>

enum { BATCH = 2000, REASONS_KEPT = 10, TELLING_PERMILLE = 30, SPARE = 20 };

/* Who says a fifth of what the best one says, or hardly anything, is no candidate: a seat that only
 * such a one could fill is better told to be empty. */
enum { LEAST_OF_BEST = 5, LEAST_SCORE = MATCH_SCORE_FULL / 100 };

DB_SQL(score_insert_pair, "iiiiittt",
       "INSERT INTO match_pair (run_id, demand_id, expert_id, score, place, hold, reason, why)"
       " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");
DB_SQL(score_drop_pairs, "i", "DELETE FROM match_pair WHERE run_id = $1");
DB_SQL(score_failed, "it",
       "UPDATE match_run SET state = 'failed', error = $2 WHERE id = $1 AND state = 'scoring'");

struct scoring {
    struct run run;
    struct match_index *index;
    int64_t *experts; /* ids, in the order of the index */
    size_t expert_count;
    struct conflict_person **people; /* of an expert of the index; read when first asked for */
};

/* ---- the index ---- */

static enum err add_batch(struct op *op, struct scoring *scoring,
                          const struct expert_candidate *rows, size_t count)
{
    enum err e = OK;

    for (size_t i = 0; e == OK && i < count; i++) {
        struct match_expert expert = { .works = rows[i].texts,
                                       .work_count = rows[i].text_count,
                                       .field = rows[i].expert.discipline,
                                       .org = rows[i].expert.org_name,
                                       .level = (enum match_level)rows[i].expert.title_level };
        e = match_add(op, scoring->index, &expert);
        if (e == OK)
            mem_push(scoring->index, scoring->experts, scoring->expert_count, rows[i].expert.id);
    }
    return e;
}

/* Each batch in an op of its own: the texts are read once and given back. */
static enum err build_index(struct op *op, struct scoring *scoring)
{
    int64_t after = 0;
    size_t count = BATCH;
    enum err e = OK;

    scoring->index = match_index_new(op);
    while (e == OK && count == BATCH && scoring->expert_count < MATCHING_EXPERTS_MAX) {
        struct expert_candidate *rows = NULL;
        struct op *own = op_new(op->db, op->now_ms, op->real_ms);
        own->site = op->site;
        e = expert_candidates(own, after, BATCH, &rows, &count);
        if (e == OK)
            e = add_batch(own, scoring, rows, count);
        if (e == OK && count > 0)
            after = rows[count - 1].expert.id;
        op_free(own);
    }
    scoring->people = mem_array(op, struct conflict_person *, scoring->expert_count + 1);
    if (e != OK)
        return fail(op, e, "matching_failed", "experts cannot be read");
    return scoring->expert_count == 0 ? OK : match_seal(op, scoring->index, false);
}

/* ---- one demand ---- */

/* The reasons as JSON; those that say little are one together, so that the points add up. */
static enum err reasons_of(struct op *op, const struct scoring *scoring,
                           const struct match_demand *demand, uint32_t expert, const char **ret_why)
{
    struct match_reason *rows = NULL;
    size_t count = 0;
    uint32_t rest = 0;
    json_t *list = json_own(op, json_array());

    enum err e = match_explain(op, scoring->index, demand, expert, &rows, &count);
    if (e != OK)
        return e;
    for (size_t i = 0; i < count; i++) {
        if (i < REASONS_KEPT && rows[i].permille >= TELLING_PERMILLE)
            json_array_append_new(list, json_pack("[s, s, I]", rows[i].text, rows[i].kind,
                                                  (json_int_t)rows[i].points));
        else
            rest += rows[i].points;
    }
    if (rest > 0)
        json_array_append_new(list, json_pack("[s, s, I]", "其余", "词语", (json_int_t)rest));
    *ret_why = json_text_of(op, list);
    return OK;
}

static enum err person_of(struct op *op, struct scoring *scoring, uint32_t at,
                          const struct conflict_person **ret_person)
{
    if (scoring->people[at] == NULL) {
        struct conflict_person *person = mem_new(op, struct conflict_person);
        enum err e = expert_as_person(op, scoring->experts[at], person);
        if (e != OK)
            return e;
        scoring->people[at] = person;
    }
    *ret_person = scoring->people[at];
    return OK;
}

/* The demand as a matter of conflict.h: whose it is, and who entered it, on the day it is for. */
static enum err item_of(struct op *op, const struct demand *demand, struct conflict_item *ret_item)
{
    struct conflict_unit *units = mem_array(op, struct conflict_unit, 2);
    int today = day_of(op->now_ms, ZONE_SHANGHAI_MINUTES);

    enum err e = expert_conflict_unit(op, 0, demand->unit_name, &units[0]);
    if (e == OK)
        e = expert_conflict_unit(op, demand->org_id, demand->org_name, &units[1]);
    *ret_item =
        (struct conflict_item){ .day = demand->from_day == 0 ? today : (int)demand->from_day,
                                .units = units,
                                .unit_count = 2 };
    return e;
}

enum err matching_check_pair(struct op *op, int64_t demand_id, int64_t expert_id)
{
    struct conflict_person person = { 0 };
    struct conflict_item item = { 0 };
    struct conflict *rows = NULL;
    struct demand demand = { 0 };
    size_t count = 0;

    enum err e = demand_by_id(op, demand_id, &demand);
    if (e == OK)
        e = expert_as_person(op, expert_id, &person);
    if (e == OK)
        e = item_of(op, &demand, &item);
    if (e != OK)
        return e;
    conflict_find(op, &person, &item, &rows, &count);
    if (count == 0)
        return OK;
    fail_arg(op, "reason", "%s", rows[0].text);
    return fail(op, ERR_CONFLICT, "invitation_conflict", "the pair is in conflict now");
}

/* Why this expert must keep away from the demand, "" no reason. */
static enum err conflict_of(struct op *op, struct scoring *scoring,
                            const struct conflict_item *item, uint32_t at, const char **ret_reason)
{
    const struct conflict_person *person = NULL;
    struct conflict *rows = NULL;
    size_t count = 0;

    enum err e = person_of(op, scoring, at, &person);
    if (e != OK)
        return e;
    conflict_find(op, person, item, &rows, &count);
    *ret_reason = count == 0 ? "" : rows[0].text;
    return OK;
}

/* What is asked for: a demand as the two sides of judging want it. */
struct asked {
    int64_t id;
    struct match_demand text;
    struct conflict_item item;
};

static enum err take_hit(struct op *op, struct scoring *scoring, const struct asked *asked,
                         const struct match_hit *hit)
{
    struct run *run = &scoring->run;
    struct pair pair = { .demand_id = asked->id,
                         .expert_id = scoring->experts[hit->expert],
                         .score = hit->score,
                         .hold = "",
                         .reason = "" };

    enum err e = conflict_of(op, scoring, &asked->item, hit->expert, &pair.reason);
    if (e == OK)
        e = reasons_of(op, scoring, &asked->text, hit->expert, &pair.why);
    if (e != OK)
        return e;
    if (pair.reason[0] != '\0')
        pair.hold = "conflict";
    bool first = run->pair_count == 0 || run->pairs[run->pair_count - 1].demand_id != asked->id;
    pair.place = first ? 1 : run->pairs[run->pair_count - 1].place + 1;
    mem_push(op, run->pairs, run->pair_count, pair);
    return OK;
}

static enum err ask(struct op *op, int64_t id, struct asked *ret_asked)
{
    struct demand demand = { 0 };

    enum err e = demand_by_id(op, id, &demand);
    if (e == OK)
        e = item_of(op, &demand, &ret_asked->item);
    if (e != OK)
        return e;
    ret_asked->id = id;
    ret_asked->text = (struct match_demand){ .text = demand_text(op, &demand),
                                             .field = demand.discipline,
                                             .level_min = (enum match_level)demand.title_level };
    return OK;
}

/* The best `top` free of conflict; those in conflict that stand among them are kept to be told. */
static enum err score_demand(struct op *op, struct scoring *scoring, int64_t id)
{
    struct asked asked = { 0 };
    struct match_hit *hits = NULL;
    size_t count = 0;
    int64_t open = 0;

    if (scoring->expert_count == 0)
        return OK;
    enum err e = ask(op, id, &asked);
    if (e == OK)
        e = match_query(op, scoring->index, &asked.text, (size_t)scoring->run.row.top + SPARE,
                        &hits, &count);
    for (size_t i = 0; e == OK && i < count && open < scoring->run.row.top; i++) {
        if (hits[i].score < LEAST_SCORE || hits[i].score * LEAST_OF_BEST < hits[0].score)
            break;
        e = take_hit(op, scoring, &asked, &hits[i]);
        if (e == OK)
            open += scoring->run.pairs[scoring->run.pair_count - 1].hold[0] == '\0';
    }
    return e;
}

/* ---- the job ---- */

static enum err insert_pairs(struct op *op, const struct run *run)
{
    enum err e = db_run(op, &score_drop_pairs, DB_IN(IN_INT(run->row.id)), NULL);

    for (size_t i = 0; e == OK && i < run->pair_count; i++) {
        const struct pair *pair = &run->pairs[i];
        e = db_run(op, &score_insert_pair,
                   DB_IN(IN_INT(run->row.id), IN_INT(pair->demand_id), IN_INT(pair->expert_id),
                         IN_INT(pair->score), IN_INT(pair->place), IN_TEXT(pair->hold),
                         IN_TEXT(pair->reason), IN_TEXT(pair->why)),
                   NULL);
    }
    return e;
}

struct keeping {
    struct scoring *scoring;
    struct job *job;
};

static enum err keep_work(struct op *op, void *arg)
{
    const struct keeping *keeping = arg;
    struct run *run = &keeping->scoring->run;
    struct run before = run_copy(op, run);

    enum err e = insert_pairs(op, run);
    if (e == OK)
        e = run_solve(op, run);
    run->row.state = "open";
    run->row.expert_count = (int64_t)keeping->scoring->expert_count;
    if (e == OK)
        e = run_write(op, &before, run);
    if (e == OK)
        event_add(op, "matching.solve", "matching", run->row.public_id, 0,
                  mem_printf(op, "{\"filled\":%lld,\"needed\":%lld,\"proof\":\"%s\"}",
                             (long long)run->row.seats_filled, (long long)run->row.seats_needed,
                             run->row.proof));
    return e == OK ? job_done(op, keeping->job, "") : e;
}

static enum err score(struct op *op, struct job *job, struct scoring *scoring)
{
    const struct run *run = &scoring->run;

    enum err e = build_index(op, scoring);
    for (size_t i = 0; e == OK && i < run->seat_count; i++) {
        e = score_demand(op, scoring, run->seats[i].demand_id);
        if (e == OK && i % 20 == 0)
            e = job_progress(op, job, (int64_t)i, (int64_t)run->seat_count);
    }
    struct keeping keeping = { scoring, job };
    return e == OK ? event_tx(op, keep_work, &keeping) : e;
}

enum err matching_score(struct op *op, struct job *job)
{
    struct scoring scoring = { 0 };
    int64_t id = strtoll(job->payload, NULL, 10);

    enum err e = run_read(op, id, &scoring.run);
    if (e != OK || strcmp(scoring.run.row.state, "scoring") != 0)
        return e;
    e = score(op, job, &scoring);
    if (e == ERR_INVALID || e == ERR_TOO_LARGE || e == ERR_CONFLICT) { /* never will be */
        const char *reason = op->failure.reason;
        enum err told = db_run(op, &score_failed, DB_IN(IN_INT(id), IN_TEXT(reason)), NULL);
        return told == OK ? e : told;
    }
    return e;
}
