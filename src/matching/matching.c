/* SPDX-License-Identifier: Apache-2.0 */
/* matching.c: runs as rows: made, read, written back. */
#include "matching/internal.h"

#include "base/crypto.h"
#include "base/mem.h"
#include "event/event.h"
#include "org/role.h"

#include <inttypes.h>
#include <string.h>

enum { LIST_MAX = 200 };

#define RUN_SELECT                                                                                 \
    "SELECT r.id, r.public_id, r.title, r.kind, r.call, r.track, r.state, r.top, r.capacity,"      \
    " r.title_level, r.load_min, r.item_unit_max, r.unit_max, r.fair, r.least,"                    \
    " r.expert_count, r.seats_needed, r.seats_filled, r.total, r.best_total, r.moves, r.solved,"   \
    " r.proof, r.error, u.name, r.created_ms, r.solved_ms"                                         \
    " FROM match_run r JOIN app_user u ON u.id = r.created_by "
#define RUN_OUT(p)                                                                                 \
    DB_OUT(OUT_INT(&(p)->id), OUT_TEXT(&(p)->public_id), OUT_TEXT(&(p)->title),                    \
           OUT_TEXT(&(p)->kind), OUT_TEXT(&(p)->call), OUT_TEXT(&(p)->track),                      \
           OUT_TEXT(&(p)->state), OUT_INT(&(p)->top), OUT_INT(&(p)->capacity),                     \
           OUT_INT(&(p)->title_level), OUT_INT(&(p)->load_min), OUT_INT(&(p)->item_unit_max),      \
           OUT_INT(&(p)->unit_max), OUT_INT(&(p)->fair), OUT_INT(&(p)->least),                     \
           OUT_INT(&(p)->expert_count), OUT_INT(&(p)->seats_needed), OUT_INT(&(p)->seats_filled),  \
           OUT_INT(&(p)->total), OUT_INT(&(p)->best_total), OUT_INT(&(p)->moves),                  \
           OUT_INT(&(p)->solved), OUT_TEXT(&(p)->proof), OUT_TEXT(&(p)->error),                    \
           OUT_TEXT(&(p)->by), OUT_INT(&(p)->created_ms), OUT_INT(&(p)->solved_ms))

DB_SQL(
    run_insert, "tttttiiiiiiiiii",
    "INSERT INTO match_run (public_id, title, kind, call, track, desk_id, top, capacity,"
    " title_level, load_min, item_unit_max, unit_max, fair, created_by, created_ms, state, least)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 'scoring', 0)"
    " RETURNING id");
DB_SQL(run_add_item, "iiii",
       "INSERT INTO match_item (run_id, item_id, need, tier) VALUES ($1, $2, $3, $4)");

/* The last parameter is the actor's desk, 0 for who sees all. */
#define SEEN(desk) "(r.desk_id IS NULL OR " desk " = 0 OR r.desk_id = " desk ")"
DB_SQL(runs_all, "ii",
       RUN_SELECT "WHERE " SEEN("$2") " ORDER BY r.created_ms DESC, r.id DESC LIMIT $1");
DB_SQL(run_by_public_id, "ti", RUN_SELECT "WHERE r.public_id = $1 AND " SEEN("$2"));
DB_SQL(run_by_id, "i", RUN_SELECT "WHERE r.id = $1");
DB_SQL(run_seats, "i",
       "SELECT item_id, need, tier, filled, shortage FROM match_item WHERE run_id = $1"
       " ORDER BY item_id");
DB_SQL(run_pairs, "i",
       "SELECT p.item_id, p.expert_id, p.score, p.place, p.chosen, p.hold, p.reason, p.why,"
       " e.org_name FROM match_pair p JOIN expert e ON e.id = p.expert_id"
       " WHERE p.run_id = $1 ORDER BY p.item_id, p.place, p.expert_id");
DB_SQL(run_take_lock, "i", "UPDATE match_run SET moves = moves WHERE id = $1");
DB_SQL(run_update, "itiiiiiiiiti",
       "UPDATE match_run SET state = $2, least = $3, expert_count = $4, seats_needed = $5,"
       " seats_filled = $6, total = $7, best_total = $8, moves = $9, solved = $10, proof = $11,"
       " solved_ms = $12 WHERE id = $1");
DB_SQL(run_update_seat, "iiiit",
       "UPDATE match_item SET need = $3, filled = $4, shortage = $5"
       " WHERE run_id = $1 AND item_id = $2");
DB_SQL(run_update_pair, "iiiitt",
       "UPDATE match_pair SET chosen = $4, hold = $5, reason = $6"
       " WHERE run_id = $1 AND item_id = $2 AND expert_id = $3");
DB_SQL(run_end, "i", "UPDATE match_run SET state = 'closed' WHERE id = $1 AND state <> 'closed'");

/* ---- making ---- */

struct adding {
    const struct matching_new *in;
    const struct source *source;
    const char *public_id;
    struct found found;
};

static enum err add_work(struct op *op, void *arg)
{
    const struct adding *adding = arg;
    const struct matching_new *in = adding->in;
    const struct found *found = &adding->found;
    int64_t id = 0;

    enum err e =
        db_row(op, &run_insert,
               DB_IN(IN_TEXT(adding->public_id), IN_TEXT(in->title), IN_TEXT(adding->source->kind),
                     IN_TEXT(or_empty(in->call)), IN_TEXT(or_empty(in->track)),
                     IN_INT_OR_NULL(found->desk_id), IN_INT(in->top), IN_INT(in->capacity),
                     IN_INT(in->title_level), IN_INT(in->load_min), IN_INT(in->item_unit_max),
                     IN_INT(in->unit_max), IN_INT(in->fair ? 1 : 0), IN_INT(op->actor.user_id),
                     IN_INT(op->now_ms)),
               DB_OUT(OUT_INT(&id)));
    for (size_t i = 0; e == OK && i < found->count; i++) {
        const struct seat *seat = &found->seats[i];
        e = db_run(op, &run_add_item,
                   DB_IN(IN_INT(id), IN_INT(seat->item_id), IN_INT(seat->need), IN_INT(seat->tier)),
                   NULL);
    }
    if (e == OK)
        e = job_add(op, "match.score", mem_printf(op, "%" PRId64, id), 0, NULL);
    if (e == OK)
        event_add(
            op, "matching.add", "matching", adding->public_id, 0,
            mem_printf(op, "{\"kind\":\"%s\",\"items\":%zu}", adding->source->kind, found->count));
    return e;
}

enum err matching_add(struct op *op, const struct matching_new *in, const char **ret_id)
{
    const char *kind = in->kind == NULL ? "demand" : in->kind;
    struct adding adding = { .in = in,
                             .source = source_of(kind),
                             .public_id = random_public_id(op) };

    if (adding.source == NULL)
        return fail(op, ERR_INVALID, "matching_kind", "no such kind of run");
    if (in->load_min > in->capacity)
        return fail(op, ERR_INVALID, "matching_load", "at least more than at most");
    enum err e = adding.source->find(op, in, &adding.found);
    if (e == OK && adding.found.count > MATCHING_DEMANDS_MAX)
        e = fail(op, ERR_TOO_LARGE, "matching_too_large", "more than %d", MATCHING_DEMANDS_MAX);
    if (e == OK)
        e = event_tx(op, add_work, &adding);
    if (e == OK)
        *ret_id = adding.public_id;
    return e;
}

/* ---- reading ---- */

static int64_t own_desk(const struct op *op)
{
    return role_scope(op->actor.role) == SCOPE_DESK ? op->actor.org_id : 0;
}

enum err matching_list(struct op *op, struct matching **ret_rows, size_t *ret_count)
{
    struct matching *list = NULL;
    struct matching row = { 0 };
    struct db_rows *rows = NULL;
    size_t count = 0;

    enum err e = db_query(op, &runs_all, DB_IN(IN_INT(LIST_MAX), IN_INT(own_desk(op))), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, RUN_OUT(&row)))
        mem_push(op, list, count, row);
    e = db_done(rows);
    if (e == OK) {
        *ret_rows = list;
        *ret_count = count;
    }
    return e;
}

enum err matching_get(struct op *op, const char *public_id, struct matching *ret_matching)
{
    struct matching row = { 0 };

    enum err e = db_row(op, &run_by_public_id, DB_IN(IN_TEXT(public_id), IN_INT(own_desk(op))),
                        RUN_OUT(&row));
    if (e == ERR_NOT_FOUND)
        return fail(op, e, "not_found", "no such matching run");
    if (e == OK)
        *ret_matching = row;
    return e;
}

static enum err read_seats(struct op *op, struct run *run)
{
    struct db_rows *rows = NULL;
    struct seat seat = { 0 };

    enum err e = db_query(op, &run_seats, DB_IN(IN_INT(run->row.id)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_INT(&seat.item_id), OUT_INT(&seat.need), OUT_INT(&seat.tier),
                                OUT_INT(&seat.filled), OUT_TEXT(&seat.shortage))))
        mem_push(op, run->seats, run->seat_count, seat);
    return db_done(rows);
}

static enum err read_pairs(struct op *op, struct run *run)
{
    struct db_rows *rows = NULL;
    struct pair pair = { 0 };

    enum err e = db_query(op, &run_pairs, DB_IN(IN_INT(run->row.id)), &rows);
    if (e != OK)
        return e;
    while (
        db_next(rows, DB_OUT(OUT_INT(&pair.item_id), OUT_INT(&pair.expert_id), OUT_INT(&pair.score),
                             OUT_INT(&pair.place), OUT_INT(&pair.chosen), OUT_TEXT(&pair.hold),
                             OUT_TEXT(&pair.reason), OUT_TEXT(&pair.why), OUT_TEXT(&pair.unit))))
        mem_push(op, run->pairs, run->pair_count, pair);
    return db_done(rows);
}

enum err run_read(struct op *op, int64_t id, struct run *ret_run)
{
    struct run run = { 0 };

    enum err e = db_row(op, &run_by_id, DB_IN(IN_INT(id)), RUN_OUT(&run.row));
    if (e == ERR_NOT_FOUND)
        return fail(op, e, "not_found", "no such matching run");
    if (e == OK)
        e = read_seats(op, &run);
    if (e == OK)
        e = read_pairs(op, &run);
    if (e == OK)
        *ret_run = run;
    return e;
}

/* ---- writing ---- */

enum err run_lock(struct op *op, int64_t id)
{
    return db_run(op, &run_take_lock, DB_IN(IN_INT(id)), NULL);
}

struct run run_copy(struct op *op, const struct run *run)
{
    struct run copy = *run;

    if (run->seat_count > 0)
        copy.seats = mem_copy(op, run->seats, run->seat_count * sizeof *run->seats);
    if (run->pair_count > 0)
        copy.pairs = mem_copy(op, run->pairs, run->pair_count * sizeof *run->pairs);
    return copy;
}

static bool same_pair(const struct pair *a, const struct pair *b)
{
    return a->chosen == b->chosen && strcmp(a->hold, b->hold) == 0 &&
           strcmp(a->reason, b->reason) == 0;
}

static enum err write_pairs(struct op *op, const struct run *before, const struct run *after)
{
    enum err e = OK;

    for (size_t i = 0; e == OK && i < after->pair_count; i++) {
        const struct pair *pair = &after->pairs[i];
        if (!same_pair(pair, &before->pairs[i]))
            e = db_run(op, &run_update_pair,
                       DB_IN(IN_INT(after->row.id), IN_INT(pair->item_id), IN_INT(pair->expert_id),
                             IN_INT(pair->chosen), IN_TEXT(pair->hold), IN_TEXT(pair->reason)),
                       NULL);
    }
    return e;
}

enum err run_write(struct op *op, const struct run *before, const struct run *after)
{
    const struct matching *row = &after->row;

    enum err e = db_run(op, &run_update,
                        DB_IN(IN_INT(row->id), IN_TEXT(row->state), IN_INT(row->least),
                              IN_INT(row->expert_count), IN_INT(row->seats_needed),
                              IN_INT(row->seats_filled), IN_INT(row->total),
                              IN_INT(row->best_total), IN_INT(row->moves), IN_INT(row->solved),
                              IN_TEXT(row->proof), IN_INT(op->now_ms)),
                        NULL);
    if (e == OK)
        e = write_pairs(op, before, after);
    for (size_t i = 0; e == OK && i < after->seat_count; i++) {
        const struct seat *seat = &after->seats[i];
        const struct seat *old = &before->seats[i];
        if (seat->filled != old->filled || seat->need != old->need ||
            strcmp(seat->shortage, old->shortage) != 0)
            e = db_run(op, &run_update_seat,
                       DB_IN(IN_INT(row->id), IN_INT(seat->item_id), IN_INT(seat->need),
                             IN_INT(seat->filled), IN_TEXT(seat->shortage)),
                       NULL);
    }
    return e;
}

static enum err close_work(struct op *op, void *arg)
{
    const struct matching *row = arg;
    int64_t changed = 0;

    enum err e = db_run(op, &run_end, DB_IN(IN_INT(row->id)), &changed);
    if (e == OK && changed > 0)
        event_add(op, "matching.close", "matching", row->public_id, 0, NULL);
    return e;
}

enum err matching_close(struct op *op, const char *public_id)
{
    struct matching row = { 0 };

    enum err e = matching_get(op, public_id, &row);
    return e == OK ? event_tx(op, close_work, &row) : e;
}

DB_SQL(pairs_forget, "i", "UPDATE match_pair SET why = '[]', reason = '' WHERE expert_id = $1");

enum err matching_forget(struct op *op, int64_t expert_id)
{
    return db_run(op, &pairs_forget, DB_IN(IN_INT(expert_id)), NULL);
}
