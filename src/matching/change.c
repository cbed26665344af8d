/* SPDX-License-Identifier: Apache-2.0 */
/* change.c: pins, refusals and declines: the pairs change, the run is solved again. */
#include "matching/internal.h"

#include "base/mem.h"
#include "event/event.h"

#include <string.h>

DB_SQL(change_expert, "t", "SELECT id FROM expert WHERE public_id = $1");
DB_SQL(change_hold, "iiit",
       "UPDATE match_pair SET hold = $4, reason = '' WHERE run_id = $1 AND item_id = $2"
       " AND expert_id = $3");
DB_SQL(change_name, "i", "SELECT name FROM expert WHERE id = $1");

DB_SQL(change_runs_of, "i",
       "SELECT DISTINCT p.run_id FROM match_pair p JOIN match_run r ON r.id = p.run_id"
       " WHERE p.expert_id = $1 AND r.state = 'open' AND p.hold IN ('', 'pinned', 'invited')"
       " ORDER BY p.run_id");

struct changing {
    int64_t run_id;
    int64_t seen; /* -1: whatever */
    const struct matching_change *changes;
    size_t count;
    struct run before;
    struct run after;
    struct matching_outcome outcome;
};

static struct pair *pair_of(const struct run *run, int64_t demand_id, int64_t expert_id)
{
    for (size_t i = 0; i < run->pair_count; i++) {
        if (run->pairs[i].item_id == demand_id && run->pairs[i].expert_id == expert_id)
            return &run->pairs[i];
    }
    return NULL;
}

/* A conflict is not lifted by hand; whoever declined is asked again only by a new invitation. */
static enum err set_hold(struct op *op, struct pair *pair, const struct matching_change *change)
{
    bool frees = strcmp(change->hold, "free") == 0;
    bool pins = strcmp(change->hold, "pinned") == 0;

    if (strcmp(pair->hold, "conflict") == 0) {
        fail_arg(op, "reason", "%s", pair->reason);
        return fail(op, ERR_INVALID, "matching_in_conflict", "the pair is in conflict");
    }
    if (strcmp(pair->hold, "invited") == 0)
        return fail(op, ERR_CONFLICT, "matching_invited", "an invitation is open");
    if (!frees && !pins && or_empty(change->reason)[0] == '\0')
        return fail(op, ERR_INVALID, "reason_needed", "no reason");
    pair->hold = frees ? "" : change->hold;
    pair->reason = frees ? "" : or_empty(change->reason);
    return OK;
}

static enum err expert_number(struct op *op, const char *public_id, int64_t *ret_id)
{
    enum err e = db_row(op, &change_expert, DB_IN(IN_TEXT(public_id)), DB_OUT(OUT_INT(ret_id)));

    return e == ERR_NOT_FOUND ? fail(op, e, "not_found", "no such expert") : e;
}

static enum err apply_pair(struct op *op, struct run *run, const struct matching_change *change)
{
    int64_t item_id = 0;
    int64_t expert_id = 0;

    enum err e = source_number(op, &run->row, change->demand, &item_id);
    if (e == OK)
        e = expert_number(op, change->expert, &expert_id);
    if (e != OK)
        return e;
    struct pair *pair = pair_of(run, item_id, expert_id);
    if (pair == NULL)
        return fail(op, ERR_NOT_FOUND, "not_found", "no such pair in the run");
    return set_hold(op, pair, change);
}

/* All that an expert could do; what is in conflict, declined or held otherwise stays so. */
static enum err apply_expert(struct op *op, struct run *run, const struct matching_change *change)
{
    bool frees = strcmp(change->hold, "free") == 0;
    int64_t expert_id = 0;
    size_t count = 0;

    enum err e = expert_number(op, change->expert, &expert_id);
    if (e == OK && !frees && strcmp(change->hold, "forbidden") != 0)
        e = fail(op, ERR_INVALID, "matching_whole", "an expert as a whole is forbidden or freed");
    for (size_t i = 0; e == OK && i < run->pair_count; i++) {
        struct pair *pair = &run->pairs[i];
        const char *now = frees ? "forbidden" : "";
        bool invited = strcmp(pair->hold, "invited") == 0;
        bool pinned = !frees && strcmp(pair->hold, "pinned") == 0;
        if (pair->expert_id != expert_id || (!invited && !pinned && strcmp(pair->hold, now) != 0))
            continue;
        count++;
        e = set_hold(op, pair, change);
    }
    return e == OK && count == 0 ? fail(op, ERR_NOT_FOUND, "not_found", "nothing to change") : e;
}

static enum err apply_need(struct op *op, struct run *run, const struct matching_change *change)
{
    int64_t item_id = 0;

    if (change->need < 1)
        return fail(op, ERR_INVALID, "matching_whole", "neither an expert nor a need");
    enum err e = source_number(op, &run->row, change->demand, &item_id);
    for (size_t i = 0; e == OK && i < run->seat_count; i++) {
        if (run->seats[i].item_id == item_id)
            run->seats[i].need = change->need;
    }
    return e;
}

/* A pair, an expert as a whole, or how many a demand needs. */
static enum err apply(struct op *op, struct run *run, const struct matching_change *change)
{
    bool demand = or_empty(change->demand)[0] != '\0';
    bool expert = or_empty(change->expert)[0] != '\0';

    if (expert && or_empty(change->hold)[0] == '\0')
        return fail(op, ERR_INVALID, "matching_whole", "no hold");
    if (demand && expert)
        return apply_pair(op, run, change);
    if (expert)
        return apply_expert(op, run, change);
    return demand ? apply_need(op, run, change)
                  : fail(op, ERR_INVALID, "matching_whole", "nothing named");
}

/* ---- what came of it ---- */

static enum err add_move(struct op *op, const struct run *run, const struct pair *pair,
                         struct matching_outcome *outcome)
{
    struct matching_move move = { .added = pair->chosen != 0 };

    enum err e = db_row(op, source_of(run->row.kind)->title, DB_IN(IN_INT(pair->item_id)),
                        DB_OUT(OUT_TEXT(&move.demand)));
    if (e == OK)
        e = db_row(op, &change_name, DB_IN(IN_INT(pair->expert_id)),
                   DB_OUT(OUT_TEXT(&move.expert)));
    if (e == OK)
        mem_push(op, outcome->moves, outcome->move_count, move);
    return e;
}

static enum err tell_outcome(struct op *op, struct changing *changing)
{
    const struct run *before = &changing->before;
    const struct run *after = &changing->after;
    enum err e = OK;

    changing->outcome = (struct matching_outcome){ .seats_filled = after->row.seats_filled,
                                                   .total = after->row.total,
                                                   .seats_before = before->row.seats_filled,
                                                   .total_before = before->row.total,
                                                   .seats_needed = after->row.seats_needed,
                                                   .solved = after->row.solved };
    for (size_t i = 0; e == OK && i < after->pair_count; i++) {
        if (after->pairs[i].chosen != before->pairs[i].chosen)
            e = add_move(op, after, &after->pairs[i], &changing->outcome);
    }
    return e;
}

static enum err try_changes(struct op *op, struct changing *changing)
{
    enum err e = run_read(op, changing->run_id, &changing->before);

    if (e == OK && strcmp(changing->before.row.state, "open") != 0)
        e = fail(op, ERR_CONFLICT, "matching_not_open", "run is %s", changing->before.row.state);
    if (e == OK && changing->seen >= 0 && changing->seen != changing->before.row.solved)
        e = fail(op, ERR_CONFLICT, "matching_moved", "solved again meanwhile");
    if (e != OK)
        return e;
    changing->after = run_copy(op, &changing->before);
    for (size_t i = 0; e == OK && i < changing->count; i++)
        e = apply(op, &changing->after, &changing->changes[i]);
    if (e == OK)
        e = run_solve(op, &changing->after);
    return e == OK ? tell_outcome(op, changing) : e;
}

static enum err keep(struct op *op, struct changing *changing)
{
    const struct matching *row = &changing->after.row;

    enum err e = run_write(op, &changing->before, &changing->after);
    if (e == OK)
        event_add(op, "matching.change", "matching", row->public_id, 0,
                  mem_printf(op, "{\"changes\":%zu,\"moves\":%lld,\"proof\":\"%s\"}",
                             changing->count, (long long)row->moves, row->proof));
    return e;
}

static enum err change_work(struct op *op, void *arg)
{
    struct changing *changing = arg;

    enum err e = run_lock(op, changing->run_id);
    if (e == OK)
        e = try_changes(op, changing);
    return e == OK ? keep(op, changing) : e;
}

enum err matching_change(struct op *op, const char *public_id,
                         const struct matching_changes *changes, bool try_only,
                         struct matching_outcome *ret_outcome)
{
    struct matching row = { 0 };

    enum err e = matching_get(op, public_id, &row);
    struct changing changing = {
        .run_id = row.id, .seen = changes->seen, .changes = changes->rows, .count = changes->count
    };
    if (e == OK)
        e = try_only ? try_changes(op, &changing) : event_tx(op, change_work, &changing);
    if (e == OK)
        *ret_outcome = changing.outcome;
    return e;
}

enum err matching_lock(struct op *op, int64_t run_id)
{
    return run_lock(op, run_id);
}

enum err matching_hold(struct op *op, int64_t run_id, int64_t demand_id, int64_t expert_id,
                       const char *hold)
{
    return db_run(op, &change_hold,
                  DB_IN(IN_INT(run_id), IN_INT(demand_id), IN_INT(expert_id), IN_TEXT(hold)), NULL);
}

enum err matching_decline(struct op *op, int64_t run_id, int64_t demand_id, int64_t expert_id,
                          const char *reason, struct matching_outcome *ret_outcome)
{
    struct changing changing = { .run_id = run_id, .seen = -1 };

    enum err e = run_lock(op, run_id);
    if (e == OK)
        e = run_read(op, run_id, &changing.before);
    if (e != OK || strcmp(changing.before.row.state, "open") != 0)
        return e;
    changing.after = run_copy(op, &changing.before);
    struct pair *pair = pair_of(&changing.after, demand_id, expert_id);
    if (pair == NULL)
        return OK;
    pair->hold = "declined";
    pair->reason = reason;
    changing.count = 1;
    e = run_solve(op, &changing.after);
    if (e == OK)
        e = tell_outcome(op, &changing);
    if (e == OK)
        e = keep(op, &changing);
    if (e == OK)
        *ret_outcome = changing.outcome;
    return e;
}

/* ---- an expert is away ---- */

/* The run without the expert; chosen pairs are given up where it cannot be solved. */
static enum err send_away(struct op *op, int64_t run_id, int64_t expert_id, const char *reason)
{
    struct changing changing = { .run_id = run_id, .seen = -1, .count = 1 };

    enum err e = run_lock(op, run_id);
    if (e == OK)
        e = run_read(op, run_id, &changing.before);
    if (e != OK)
        return e;
    changing.after = run_copy(op, &changing.before);
    for (size_t i = 0; i < changing.after.pair_count; i++) {
        struct pair *pair = &changing.after.pairs[i];
        bool held = strcmp(pair->hold, "conflict") == 0 || strcmp(pair->hold, "declined") == 0;
        if (pair->expert_id != expert_id || held)
            continue;
        pair->hold = "forbidden";
        pair->reason = reason;
    }
    e = run_solve(op, &changing.after);
    if (e == ERR_CONFLICT) {
        op_forgive(op);
        for (size_t i = 0; i < changing.after.pair_count; i++)
            changing.after.pairs[i].chosen &= changing.after.pairs[i].expert_id != expert_id;
        e = OK;
    }
    return e == OK ? keep(op, &changing) : e;
}

enum err matching_expert_away(struct op *op, int64_t expert_id, const char *reason)
{
    struct db_rows *rows = NULL;
    int64_t *runs = NULL;
    size_t count = 0;
    int64_t id = 0;

    enum err e = db_query(op, &change_runs_of, DB_IN(IN_INT(expert_id)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_INT(&id))))
        mem_push(op, runs, count, id);
    e = db_done(rows);
    for (size_t i = 0; e == OK && i < count; i++)
        e = send_away(op, runs[i], expert_id, reason);
    return e;
}
