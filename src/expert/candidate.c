/* SPDX-License-Identifier: Apache-2.0 */
/* candidate.c: experts as src/match wants them; who is nearest to one; who recommended whom. */
#include "expert/internal.h"

#include "application/application.h"
#include "base/mem.h"
#include "expert/search.h"
#include "match/match.h"

#include <string.h>

enum { ALIKE_SHOWN = 5, ALIKE_LOOKED_AT = 500 };

DB_SQL(candidates_active, "ii",
       EXPERT_SELECT "WHERE e.state = 'active' AND e.id > $1 ORDER BY e.id LIMIT $2");
DB_SQL(candidate_works, "t",
       WITH_IDS "SELECT w.expert_id, w.title, w.source, w.role FROM ids"
                "  JOIN expert_work w ON w.expert_id = ids.id ORDER BY w.expert_id, w.n");
DB_SQL(nominations_of, "ti",
       "SELECT o.name, a.public_id, n.call FROM expert_nomination n"
       "  JOIN application a ON a.id = n.application_id"
       "  JOIN org o ON o.id = n.recommender_id"
       " WHERE n.application_id <> $2 AND n.identity = $1 AND a.state <> 'withdrawn'"
       "   AND n.call = (SELECT m.call FROM expert_nomination m WHERE m.application_id = $2)"
       " ORDER BY n.application_id LIMIT 50");
DB_SQL(nomination_identity, "i",
       "SELECT identity FROM expert_nomination WHERE application_id = $1");

/* ---- candidates ---- */

struct texts {
    const char **rows;
    size_t count;
};

static void push_text(struct op *op, struct texts *texts, const char *text)
{
    if (text[0] != '\0')
        mem_push(op, texts->rows, texts->count, text);
}

/* What the profile itself says; the works come after. */
static struct texts own_texts(struct op *op, const struct expert *expert)
{
    struct texts texts = { 0 };

    push_text(op, &texts, expert->specialty);
    push_text(op, &texts, expert->achievements);
    push_text(op, &texts, expert->history);
    push_text(op, &texts, expert->offers);
    return texts;
}

/* Of candidates by ascending id. */
static enum err read_texts(struct op *op, struct expert_candidate *candidates, size_t count)
{
    struct db_rows *rows = NULL;
    struct texts *all = mem_array(op, struct texts, count + 1);
    int64_t id = 0;
    const char *title = NULL;
    const char *source = NULL;
    const char *role = NULL;
    size_t at = 0;

    for (size_t i = 0; i < count; i++)
        all[i] = own_texts(op, &candidates[i].expert);
    if (count == 0)
        return OK;
    enum err e = db_query(op, &candidate_works,
                          DB_IN(IN_TEXT(DB_IDS(op, candidates, count, expert.id))), &rows);
    if (e != OK)
        return e;
    while (
        db_next(rows, DB_OUT(OUT_INT(&id), OUT_TEXT(&title), OUT_TEXT(&source), OUT_TEXT(&role)))) {
        while (at < count && candidates[at].expert.id < id)
            at++;
        if (at < count && candidates[at].expert.id == id)
            push_text(op, &all[at], mem_printf(op, "%s %s %s", title, source, role));
    }
    e = db_done(rows);
    for (size_t i = 0; i < count; i++) {
        candidates[i].texts = (const char *const *)all[i].rows;
        candidates[i].text_count = all[i].count;
    }
    return e;
}

enum err expert_candidates(struct op *op, int64_t after_id, int limit,
                           struct expert_candidate **ret_rows, size_t *ret_count)
{
    struct expert_candidate *candidates = NULL;
    struct expert_candidate row = { 0 };
    struct db_rows *rows = NULL;
    size_t count = 0;

    enum err e = db_query(op, &candidates_active, DB_IN(IN_INT(after_id), IN_INT(limit)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, EXPERT_OUT(&row.expert)))
        mem_push(op, candidates, count, row);
    e = db_done(rows);
    if (e == OK)
        e = read_texts(op, candidates, count);
    if (e != OK)
        return e;
    *ret_rows = candidates;
    *ret_count = count;
    return OK;
}

enum err expert_candidate(struct op *op, int64_t id, struct expert_candidate *ret_row)
{
    struct expert_candidate row = { 0 };

    enum err e = expert_read(op, id, &row.expert);
    if (e == OK)
        e = read_texts(op, &row, 1);
    if (e == OK)
        *ret_row = row;
    return e;
}

/* ---- who would serve in somebody's place ---- */

/* A text of all that one wrote, as the demand to be matched. */
static const char *joined(struct op *op, const struct expert_candidate *candidate)
{
    char *text = mem_text(op, "");

    for (size_t i = 0; i < candidate->text_count; i++)
        mem_append(op, &text, "%s ", candidate->texts[i]);
    return text;
}

static enum err add_candidates(struct op *op, const struct expert_page *page, int64_t without,
                               struct match_index *index, struct expert_candidate **ret_rows)
{
    struct expert_candidate *rows = NULL;
    size_t count = 0;

    for (size_t i = page->count; i > 0; i--) { /* a page is newest first */
        const struct expert_candidate row = { .expert = page->rows[i - 1] };
        if (row.expert.id != without)
            mem_push(op, rows, count, row);
    }
    enum err e = read_texts(op, rows, count);
    for (size_t i = 0; e == OK && i < count; i++) {
        struct match_expert expert = { .works = rows[i].texts,
                                       .work_count = rows[i].text_count,
                                       .field = rows[i].expert.discipline,
                                       .level = (enum match_level)rows[i].expert.title_level };
        e = match_add(op, index, &expert);
    }
    if (e == OK)
        *ret_rows = rows;
    return e;
}

static enum err rank_alike(struct op *op, const struct expert_candidate *left,
                           const struct expert_page *page, struct expert_alike **ret_rows,
                           size_t *ret_count)
{
    struct match_index *index = match_index_new(op);
    struct expert_candidate *candidates = NULL;
    struct match_hit *hits = NULL;
    struct expert_alike *rows = NULL;
    size_t hit_count = 0;
    size_t count = 0;
    struct match_demand demand = { .text = joined(op, left), .field = left->expert.discipline };

    enum err e = add_candidates(op, page, left->expert.id, index, &candidates);
    if (e == OK && match_count(index) > 0)
        e = match_seal(op, index, true);
    if (e == OK && match_count(index) > 0)
        e = match_query(op, index, &demand, ALIKE_SHOWN, &hits, &hit_count);
    for (size_t i = 0; e == OK && candidates != NULL && i < hit_count; i++) {
        int64_t permille = (int64_t)hits[i].score * 1000 / MATCH_SCORE_FULL;
        struct expert_alike row = { candidates[hits[i].expert].expert,
                                    permille > 1000 ? 1000 : permille };
        mem_push(op, rows, count, row);
    }
    if (e != OK)
        return e;
    *ret_rows = rows;
    *ret_count = count;
    return OK;
}

enum err expert_alike(struct op *op, const char *public_id, struct expert_alike **ret_rows,
                      size_t *ret_count)
{
    struct expert_candidate left = { 0 };
    struct expert expert = { 0 };
    struct expert_query query = { .state = "active", .limit = ALIKE_LOOKED_AT };
    struct expert_page page = { 0 };

    if (!expert_sees_names(op))
        return fail(op, ERR_NOT_FOUND, "not_found", "no such expert for this actor");
    enum err e = expert_get(op, public_id, &expert);
    if (e == OK)
        e = expert_candidate(op, expert.id, &left);
    query.discipline = or_empty(expert.discipline);
    if (e == OK)
        e = expert_search(op, &query, &page);
    return e == OK ? rank_alike(op, &left, &page, ret_rows, ret_count) : e;
}

/* ---- recommended by others ---- */

enum err expert_nominations(struct op *op, const char *application,
                            struct expert_nominated **ret_rows, size_t *ret_count)
{
    struct application found = { 0 };
    struct expert_nominated *list = NULL;
    struct expert_nominated row = { 0 };
    struct db_rows *rows = NULL;
    const char *identity = NULL;
    size_t count = 0;

    *ret_rows = NULL;
    *ret_count = 0;
    enum err e = application_get(op, application, &found);
    if (e != OK || !expert_sees_names(op))
        return e;
    e = db_row(op, &nomination_identity, DB_IN(IN_INT(found.id)), DB_OUT(OUT_TEXT(&identity)));
    if (e == ERR_NOT_FOUND)
        return OK;
    if (e == OK)
        e = db_query(op, &nominations_of, DB_IN(IN_TEXT(identity), IN_INT(found.id)), &rows);
    if (e != OK)
        return e;
    while (db_next(
        rows, DB_OUT(OUT_TEXT(&row.recommender), OUT_TEXT(&row.application), OUT_TEXT(&row.call))))
        mem_push(op, list, count, row);
    e = db_done(rows);
    if (e == OK) {
        *ret_rows = list;
        *ret_count = count;
    }
    return e;
}
