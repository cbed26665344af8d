/* SPDX-License-Identifier: Apache-2.0 */
/* scoring.c: all active experts as an index, and the best of them for what is asked. */
#include "matching/internal.h"

#include "base/json_own.h"
#include "base/mem.h"
#include "expert/expert.h"

#include <string.h>

enum { BATCH = 2000, REASONS_KEPT = 10, TELLING_PERMILLE = 30, SPARE = 20 };

/* Who says a fifth of what the best one says, or hardly anything, is no candidate: a seat that only
 * such a one could fill is better told to be empty. */
enum { LEAST_OF_BEST = 5, LEAST_SCORE = MATCH_SCORE_FULL / 100 };

struct scoring {
    struct match_index *index;
    int64_t *experts; /* ids, in the order of the index */
    size_t expert_count;
    const char **units;              /* employers, likewise */
    struct conflict_person **people; /* read when first asked for */
};

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
        if (e != OK)
            break;
        size_t unit_count = scoring->expert_count;
        const char *unit = mem_text(scoring->index, rows[i].expert.org_name);
        mem_push(scoring->index, scoring->experts, scoring->expert_count, rows[i].expert.id);
        mem_push(scoring->index, scoring->units, unit_count, unit);
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

int64_t scoring_expert_count(const struct scoring *scoring)
{
    return (int64_t)scoring->expert_count;
}

enum err scoring_new(struct op *op, struct scoring **ret_scoring)
{
    struct scoring *scoring = mem_new(op, struct scoring);

    enum err e = build_index(op, scoring);
    if (e == OK)
        *ret_scoring = scoring;
    return e;
}

/* ---- one question ---- */

/* The reasons as JSON; those that say little are one together, so that the points add up. */
static enum err reasons_of(struct op *op, const struct scoring *scoring,
                           const struct match_demand *demand, uint32_t expert, const char **ret_why)
{
    struct match_reason *rows = NULL;
    size_t count = 0;
    uint32_t rest = 0;
    json_t *list = json_own(op, json_array());
    struct op *own = op_new(NULL, op->now_ms, op->real_ms); /* an explanation leaves much behind */

    enum err e = match_explain(own, scoring->index, demand, expert, &rows, &count);
    if (e != OK) {
        op_free(own);
        return fail(op, e, "matching_failed", "a pair cannot be explained");
    }
    for (size_t i = 0; i < count; i++) {
        if (i < REASONS_KEPT && rows[i].permille >= TELLING_PERMILLE)
            json_array_append_new(list, json_pack("[s, s, I]", rows[i].text, rows[i].kind,
                                                  (json_int_t)rows[i].points));
        else
            rest += rows[i].points;
    }
    if (rest > 0)
        json_array_append_new(list, json_pack("[s, s, I]", "其余", "词语", (json_int_t)rest));
    op_free(own);
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

static enum err judge_hit(struct op *op, struct scoring *scoring, const struct asked *asked,
                          const struct match_hit *hit, struct pair *ret_pair)
{
    struct pair pair = { .expert_id = scoring->experts[hit->expert],
                         .unit = scoring->units[hit->expert],
                         .score = hit->score,
                         .hold = "",
                         .reason = "" };

    enum err e = conflict_of(op, scoring, &asked->item, hit->expert, &pair.reason);
    if (e == OK)
        e = reasons_of(op, scoring, &asked->text, hit->expert, &pair.why);
    if (pair.reason[0] != '\0')
        pair.hold = "conflict";
    *ret_pair = pair;
    return e;
}

enum err scoring_ask(struct op *op, struct scoring *scoring, const struct asked *asked, int64_t top,
                     struct pair **ret_pairs, size_t *ret_count)
{
    struct match_hit *hits = NULL;
    struct pair *pairs = NULL;
    size_t hit_count = 0;
    size_t count = 0;
    int64_t open = 0;
    enum err e = OK;

    if (scoring->expert_count > 0)
        e = match_query(op, scoring->index, &asked->text, (size_t)top + SPARE, &hits, &hit_count);
    for (size_t i = 0; e == OK && i < hit_count && open < top; i++) {
        struct pair pair = { .hold = "" };
        if (hits[i].score < LEAST_SCORE || hits[i].score * LEAST_OF_BEST < hits[0].score)
            break;
        e = judge_hit(op, scoring, asked, &hits[i], &pair);
        open += pair.hold[0] == '\0';
        pair.place = (int64_t)count + 1;
        mem_push(op, pairs, count, pair);
    }
    if (e != OK)
        return e;
    *ret_pairs = pairs;
    *ret_count = count;
    return OK;
}
