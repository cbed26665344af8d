/* SPDX-License-Identifier: Apache-2.0 */
/* matching.c: runs as rows: made, read, written back. */
#include "matching/internal.h"

#include "base/crypto.h"
#include "base/mem.h"
#include "demand/demand.h"
#include "event/event.h"

#include <inttypes.h>
#include <string.h>

enum { LIST_MAX = 200 };

#define RUN_SELECT                                                                                 \
    "SELECT r.id, r.public_id, r.title, r.state, r.top, r.capacity, r.fair, r.least,"              \
    " r.expert_count, r.seats_needed, r.seats_filled, r.total, r.best_total, r.moves, r.solved,"   \
    " r.proof, r.error, u.name, r.created_ms, r.solved_ms"                                         \
    " FROM match_run r JOIN app_user u ON u.id = r.created_by "
#define RUN_OUT(p)                                                                                 \
    DB_OUT(OUT_INT(&(p)->id), OUT_TEXT(&(p)->public_id), OUT_TEXT(&(p)->title),                    \
           OUT_TEXT(&(p)->state), OUT_INT(&(p)->top), OUT_INT(&(p)->capacity),                     \
           OUT_INT(&(p)->fair), OUT_INT(&(p)->least), OUT_INT(&(p)->expert_count),                 \
           OUT_INT(&(p)->seats_needed), OUT_INT(&(p)->seats_filled), OUT_INT(&(p)->total),         \
           OUT_INT(&(p)->best_total), OUT_INT(&(p)->moves), OUT_INT(&(p)->solved),                 \
           OUT_TEXT(&(p)->proof), OUT_TEXT(&(p)->error), OUT_TEXT(&(p)->by),                       \
           OUT_INT(&(p)->created_ms), OUT_INT(&(p)->solved_ms))

DB_SQL(run_insert, "ttiiiii",
       "INSERT INTO match_run (public_id, title, state, top, capacity, fair, least, created_by,"
       " created_ms) VALUES ($1, $2, 'scoring', $3, $4, $5, 0, $6, $7) RETURNING id");
DB_SQL(run_add_demand, "iiii",
       "INSERT INTO match_demand (run_id, demand_id, need, tier) VALUES ($1, $2, $3, $4)");
DB_SQL(runs_all, "i", RUN_SELECT "ORDER BY r.created_ms DESC, r.id DESC LIMIT $1");
DB_SQL(run_by_public_id, "t", RUN_SELECT "WHERE r.public_id = $1");
DB_SQL(run_by_id, "i", RUN_SELECT "WHERE r.id = $1");
DB_SQL(run_seats, "i",
       "SELECT demand_id, need, tier, filled, shortage FROM match_demand WHERE run_id = $1"
       " ORDER BY demand_id");
DB_SQL(run_pairs, "i",
       "SELECT demand_id, expert_id, score, place, chosen, hold, reason, why FROM match_pair"
       " WHERE run_id = $1 ORDER BY demand_id, place, expert_id");
DB_SQL(run_take_lock, "i", "UPDATE match_run SET moves = moves WHERE id = $1");
DB_SQL(run_update, "itiiiiiiiiti",
       "UPDATE match_run SET state = $2, least = $3, expert_count = $4, seats_needed = $5,"
       " seats_filled = $6, total = $7, best_total = $8, moves = $9, solved = $10, proof = $11,"
       " solved_ms = $12 WHERE id = $1");
DB_SQL(run_update_seat, "iiit",
       "UPDATE match_demand SET filled = $3, shortage = $4 WHERE run_id = $1 AND demand_id = $2");
DB_SQL(run_update_pair, "iiiitt",
       "UPDATE match_pair SET chosen = $4, hold = $5, reason = $6"
       " WHERE run_id = $1 AND demand_id = $2 AND expert_id = $3");
DB_SQL(run_end, "i", "UPDATE match_run SET state = 'closed' WHERE id = $1 AND state <> 'closed'");

/* ---- making ---- */

/* Which demand is filled first: by how urgent its unit says it is. */
static int64_t tier_of(const struct demand *demand)
{
    static const char *const tiers[] = { "high", "middle", "low" };
    enum { TIERS = sizeof tiers / sizeof tiers[0] };

    for (int i = 0; i < TIERS; i++) {
        if (strcmp(demand->urgency, tiers[i]) == 0)
            return i + 1;
    }
    return TIERS;
}

struct adding {
    const struct matching_new *in;
    const char *public_id;
    const struct demand *demands;
    size_t demand_count;
};

static enum err add_work(struct op *op, void *arg)
{
    const struct adding *adding = arg;
    const struct matching_new *in = adding->in;
    int64_t id = 0;

    enum err e = db_row(op, &run_insert,
                        DB_IN(IN_TEXT(adding->public_id), IN_TEXT(in->title), IN_INT(in->top),
                              IN_INT(in->capacity), IN_INT(in->fair ? 1 : 0),
                              IN_INT(op->actor.user_id), IN_INT(op->now_ms)),
                        DB_OUT(OUT_INT(&id)));
    for (size_t i = 0; e == OK && i < adding->demand_count; i++) {
        const struct demand *demand = &adding->demands[i];
        e = db_run(
            op, &run_add_demand,
            DB_IN(IN_INT(id), IN_INT(demand->id), IN_INT(demand->people), IN_INT(tier_of(demand))),
            NULL);
    }
    if (e == OK)
        e = job_add(op, "match.score", mem_printf(op, "%" PRId64, id), 0, NULL);
    if (e == OK)
        event_add(op, "matching.add", "matching", adding->public_id, 0,
                  mem_printf(op, "{\"demands\":%zu}", adding->demand_count));
    return e;
}

/* The demands of the run: those named, which must be confirmed, or all that are. */
static enum err find_demands(struct op *op, const struct matching_new *in, struct adding *adding)
{
    struct demand *rows = NULL;
    size_t count = 0;

    if (in->demand_count == 0) {
        enum err e = demand_open(op, 0, MATCHING_DEMANDS_MAX + 1, &rows, &count);
        adding->demands = rows;
        adding->demand_count = count;
        return e;
    }
    for (size_t i = 0; i < in->demand_count; i++) {
        struct demand demand = { 0 };
        enum err e = demand_get(op, in->demands[i], &demand);
        if (e != OK)
            return e;
        if (strcmp(demand.state, "confirmed") != 0)
            return fail(op, ERR_INVALID, "matching_demand", "demand %zu is not confirmed", i);
        mem_push(op, rows, count, demand);
    }
    adding->demands = rows;
    adding->demand_count = count;
    return OK;
}

enum err matching_add(struct op *op, const struct matching_new *in, const char **ret_id)
{
    struct adding adding = { .in = in, .public_id = random_public_id(op) };

    enum err e = find_demands(op, in, &adding);
    if (e == OK && adding.demand_count == 0)
        e = fail(op, ERR_INVALID, "matching_no_demands", "no confirmed demand");
    if (e == OK && adding.demand_count > MATCHING_DEMANDS_MAX)
        e = fail(op, ERR_TOO_LARGE, "matching_too_large", "more than %d", MATCHING_DEMANDS_MAX);
    if (e == OK)
        e = event_tx(op, add_work, &adding);
    if (e == OK)
        *ret_id = adding.public_id;
    return e;
}

/* ---- reading ---- */

enum err matching_list(struct op *op, struct matching **ret_rows, size_t *ret_count)
{
    struct matching *list = NULL;
    struct matching row = { 0 };
    struct db_rows *rows = NULL;
    size_t count = 0;

    enum err e = db_query(op, &runs_all, DB_IN(IN_INT(LIST_MAX)), &rows);
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

    enum err e = db_row(op, &run_by_public_id, DB_IN(IN_TEXT(public_id)), RUN_OUT(&row));
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
    while (db_next(rows, DB_OUT(OUT_INT(&seat.demand_id), OUT_INT(&seat.need), OUT_INT(&seat.tier),
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
    while (db_next(rows, DB_OUT(OUT_INT(&pair.demand_id), OUT_INT(&pair.expert_id),
                                OUT_INT(&pair.score), OUT_INT(&pair.place), OUT_INT(&pair.chosen),
                                OUT_TEXT(&pair.hold), OUT_TEXT(&pair.reason), OUT_TEXT(&pair.why))))
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

    copy.seats = mem_copy(op, run->seats, (run->seat_count + 1) * sizeof *run->seats);
    copy.pairs = mem_copy(op, run->pairs, (run->pair_count + 1) * sizeof *run->pairs);
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
                       DB_IN(IN_INT(after->row.id), IN_INT(pair->demand_id),
                             IN_INT(pair->expert_id), IN_INT(pair->chosen), IN_TEXT(pair->hold),
                             IN_TEXT(pair->reason)),
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
        if (seat->filled != old->filled || strcmp(seat->shortage, old->shortage) != 0)
            e = db_run(op, &run_update_seat,
                       DB_IN(IN_INT(row->id), IN_INT(seat->demand_id), IN_INT(seat->filled),
                             IN_TEXT(seat->shortage)),
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
