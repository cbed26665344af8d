/* SPDX-License-Identifier: Apache-2.0 */
/* public.c: words for the public: written, reviewed by another person, withdrawn at once. */
#include "demand/public.h"

#include "base/cursor.h"
#include "base/mem.h"
#include "base/site.h"
#include "base/time.h"
#include "call/reference.h"
#include "demand/internal.h"
#include "event/event.h"

#include <string.h>

enum { LIST_DEFAULT = 50 };

DB_SQL(words_of, "ii",
       "SELECT p.number, p.title, p.text, p.state, p.reason, w.name, p.written_ms, v.name,"
       " p.reviewed_ms, CASE WHEN p.written_by = $2 THEN 1 ELSE 0 END FROM demand_public p"
       "  JOIN app_user w ON w.id = p.written_by LEFT JOIN app_user v ON v.id = p.reviewed_by"
       " WHERE p.demand_id = $1");
DB_SQL(words_rewrite, "ittii",
       "UPDATE demand_public SET title = $2, text = $3, state = 'written', reason = '',"
       " written_by = $4, written_ms = $5, reviewed_by = NULL, reviewed_ms = 0"
       " WHERE demand_id = $1");
DB_SQL(words_insert, "ittii",
       "INSERT INTO demand_public (demand_id, title, text, state, written_by, written_ms)"
       " VALUES ($1, $2, $3, 'written', $4, $5)");
DB_SQL(words_review, "ittiittt",
       "UPDATE demand_public SET state = $2, reason = $3, reviewed_by = $4, reviewed_ms = $5,"
       " number = coalesce(number, $6)"
       " WHERE demand_id = $1 AND state = 'written' AND written_by <> $4"
       "   AND title = $7 AND text = $8");
DB_SQL(words_number, "i", "SELECT number FROM demand_public WHERE demand_id = $1");
DB_SQL(words_withdraw, "itii",
       "UPDATE demand_public SET state = 'withdrawn', reason = $2, withdrawn_by = $3,"
       " withdrawn_ms = $4 WHERE demand_id = $1 AND state = 'public'");
DB_SQL(public_rows, "tiii",
       "SELECT p.demand_id, p.number, p.title, p.text, d.kind, coalesce(r.region, ''),"
       " d.discipline, d.people, d.mode, d.urgency, d.from_day, d.to_day, p.reviewed_ms"
       "  FROM demand_public p JOIN demand d ON d.id = p.demand_id"
       "  LEFT JOIN org r ON r.id = d.reporting_id"
       " WHERE p.state = 'public' AND d.state = 'confirmed' AND ($1 = '' OR d.kind = $1)"
       "   AND (p.reviewed_ms < $2 OR (p.reviewed_ms = $2 AND p.demand_id < $3))"
       " ORDER BY p.reviewed_ms DESC, p.demand_id DESC LIMIT $4");

/* What becomes public. */
struct public_texts {
    struct publication_text rows[2];
};

static struct public_texts texts_of(const struct demand_words *words)
{
    return (struct public_texts){ { { "公开名称", words->title }, { "公开内容", words->text } } };
}

enum err demand_words(struct op *op, const struct demand *demand, struct demand_words *ret_words)
{
    struct demand_words words = { 0 };
    int64_t own = 0;

    enum err e =
        db_row(op, &words_of, DB_IN(IN_INT(demand->id), IN_INT(op->actor.user_id)),
               DB_OUT(OUT_TEXT(&words.number), OUT_TEXT(&words.title), OUT_TEXT(&words.text),
                      OUT_TEXT(&words.state), OUT_TEXT(&words.reason), OUT_TEXT(&words.written_by),
                      OUT_INT(&words.written_ms), OUT_TEXT(&words.reviewed_by),
                      OUT_INT(&words.reviewed_ms), OUT_INT(&own)));
    if (e != OK)
        return e;
    words.own = own != 0;
    words.sm3 = publication_digest(op, texts_of(&words).rows, 2);
    *ret_words = words;
    return OK;
}

struct publication_findings demand_words_findings(struct op *op, const struct demand_words *words)
{
    return publication_scan(op, texts_of(words).rows, 2);
}

struct wording {
    struct demand demand;
    const char *title;
    const char *text;
    const char *reason;
    const struct words_review *review;
    struct demand_words read; /* the words that are reviewed */
};

static void note(struct op *op, const struct wording *wording, const char *action)
{
    event_add(op, action, "demand", wording->demand.public_id, wording->demand.org_id, NULL);
}

static enum err nothing_waits(struct op *op)
{
    fail_arg(op, "state", "%s", "现在的状态");
    return fail(op, ERR_CONFLICT, "no_such_step", "public words are not in that state");
}

/* ---- writing ---- */

static enum err write_work(struct op *op, void *arg)
{
    const struct wording *wording = arg;
    int64_t changed = 0;
    const struct db_in *in =
        DB_IN(IN_INT(wording->demand.id), IN_TEXT(wording->title), IN_TEXT(wording->text),
              IN_INT(op->actor.user_id), IN_INT(op->now_ms));

    enum err e = db_run(op, &words_rewrite, in, &changed);
    if (e == OK && changed == 0)
        e = db_run(op, &words_insert, in, NULL);
    if (e == OK)
        note(op, wording, "demand.word");
    return e;
}

enum err demand_write_words(struct op *op, const char *public_id, const char *title,
                            const char *text)
{
    struct wording wording = { .title = title, .text = text };

    enum err e = demand_get(op, public_id, &wording.demand);
    if (e == OK && strcmp(wording.demand.state, "confirmed") != 0)
        e = fail(op, ERR_CONFLICT, "demand_not_confirmed", "only confirmed demands become public");
    return e == OK ? event_tx(op, write_work, &wording) : e;
}

/* ---- reviewing ---- */

static enum err number_of(struct op *op, const struct wording *wording, const char **ret_number)
{
    int year = day_of(op->now_ms, ZONE_SHANGHAI_MINUTES) / 10000;
    const char *number = NULL;
    int64_t n = 0;

    enum err e =
        db_row(op, &words_number, DB_IN(IN_INT(wording->demand.id)), DB_OUT(OUT_TEXT(&number)));
    if (e == OK && number == NULL && wording->review->good)
        e = demand_count(op, mem_printf(op, "public-%d", year), &n);
    if (n > 0)
        number = mem_printf(op, "%d-%03lld", year, (long long)n);
    if (e == OK)
        *ret_number = number;
    return e;
}

static enum err keep_review(struct op *op, const struct wording *wording)
{
    const struct words_review *review = wording->review;
    size_t findings = demand_words_findings(op, &wording->read).count;
    const struct publication_subject subject = { "demand", wording->demand.public_id, 0,
                                                 wording->read.sm3, findings };
    const char *id = NULL;

    enum err e = publication_add(op, &subject, review->good, &review->opinion, &id);
    if (e == OK)
        event_add(op, review->good ? "demand.publish" : "demand.reject", "demand",
                  wording->demand.public_id, wording->demand.org_id,
                  mem_printf(op, "{\"review\":\"%s\"}", id));
    return e;
}

static enum err review_work(struct op *op, void *arg)
{
    const struct wording *wording = arg;
    bool good = wording->review->good;
    const char *number = NULL;
    int64_t changed = 0;

    enum err e = number_of(op, wording, &number);
    if (e == OK)
        e = db_run(op, &words_review,
                   DB_IN(IN_INT(wording->demand.id), IN_TEXT(good ? "public" : "rejected"),
                         IN_TEXT(good ? "" : wording->review->opinion.opinion),
                         IN_INT(op->actor.user_id), IN_INT(op->now_ms), IN_TEXT(number),
                         IN_TEXT(wording->read.title), IN_TEXT(wording->read.text)),
                   &changed);
    if (e == OK && changed == 0)
        return nothing_waits(op);
    return e == OK ? keep_review(op, wording) : e;
}

enum err demand_review_words(struct op *op, const char *public_id,
                             const struct words_review *review)
{
    struct wording wording = { .review = review };

    enum err e = demand_get(op, public_id, &wording.demand);
    if (e == OK)
        e = demand_words(op, &wording.demand, &wording.read);
    if (e == ERR_NOT_FOUND && wording.demand.id != 0)
        return nothing_waits(op);
    if (e == OK && wording.read.own)
        return fail(op, ERR_CONFLICT, "other_person", "the writer does not review");
    if (e == OK && strcmp(wording.demand.state, "confirmed") != 0)
        e = fail(op, ERR_CONFLICT, "demand_not_confirmed", "only confirmed demands become public");
    if (e == OK && strcmp(wording.read.sm3, review->sm3) != 0)
        e = fail(op, ERR_CONFLICT, "words_moved", "words were written anew since they were read");
    return e == OK ? event_tx(op, review_work, &wording) : e;
}

/* ---- withdrawing ---- */

static enum err withdraw_work(struct op *op, void *arg)
{
    const struct wording *wording = arg;
    int64_t changed = 0;

    enum err e = db_run(op, &words_withdraw,
                        DB_IN(IN_INT(wording->demand.id), IN_TEXT(wording->reason),
                              IN_INT(op->actor.user_id), IN_INT(op->now_ms)),
                        &changed);
    if (e == OK && changed == 0)
        return nothing_waits(op);
    if (e == OK)
        note(op, wording, "demand.unpublish");
    return e;
}

enum err demand_withdraw_words(struct op *op, const char *public_id, const char *reason)
{
    struct wording wording = { .reason = reason };

    enum err e = demand_get(op, public_id, &wording.demand);
    return e == OK ? event_tx(op, withdraw_work, &wording) : e;
}

/* ---- the list ---- */

static const char *region_name(const struct op *op, const char *code)
{
    const struct region *region = reference_region(op->site->reference, code);

    return region == NULL ? "" : region->name;
}

enum err public_demands(struct op *op, const char *kind, const char *cursor, int64_t limit,
                        struct public_list *ret_list)
{
    struct public_list list = { 0 };
    struct public_demand row = { 0 };
    struct db_rows *rows = NULL;
    int64_t asked = limit == 0 ? LIST_DEFAULT : limit;
    int64_t before_ms = 0;
    int64_t before_id = 0;
    int64_t id = 0;
    int64_t last_id = 0;

    cursor_read(cursor, &before_ms, &before_id);
    enum err e = db_query(
        op, &public_rows,
        DB_IN(IN_TEXT(or_empty(kind)), IN_INT(before_ms), IN_INT(before_id), IN_INT(asked + 1)),
        &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_INT(&id), OUT_TEXT(&row.number), OUT_TEXT(&row.title),
                                OUT_TEXT(&row.text), OUT_TEXT(&row.kind), OUT_TEXT(&row.league),
                                OUT_TEXT(&row.discipline), OUT_INT(&row.people),
                                OUT_TEXT(&row.mode), OUT_TEXT(&row.urgency), OUT_INT(&row.from_day),
                                OUT_INT(&row.to_day), OUT_INT(&row.public_ms)))) {
        if (list.count == (size_t)asked) {
            list.next = cursor_text(op, list.rows[list.count - 1].public_ms, last_id);
            break;
        }
        row.league = region_name(op, row.league);
        mem_push(op, list.rows, list.count, row);
        last_id = id;
    }
    e = db_done(rows);
    if (e == OK)
        *ret_list = list;
    return e;
}
