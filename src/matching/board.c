/* SPDX-License-Identifier: Apache-2.0 */
/* board.c: what a run proposes, and for one demand everybody who could serve, with the price. */
#include "matching/internal.h"

#include "base/json_own.h"
#include "base/mem.h"

#include <string.h>

DB_SQL(board_seats, "i",
       "SELECT p.item_id, e.public_id, e.name, e.org_name, e.title_name, p.score, p.place,"
       " p.hold FROM match_pair p JOIN expert e ON e.id = p.expert_id"
       " WHERE p.run_id = $1 AND p.chosen = 1 ORDER BY p.item_id, p.place");
DB_SQL(board_candidates, "ii",
       "SELECT p.expert_id, e.public_id, e.name, e.org_name, e.title_name,"
       " e.specialty, p.score, p.place, p.chosen, p.hold, p.reason, p.why FROM match_pair p"
       "  JOIN expert e ON e.id = p.expert_id"
       " WHERE p.run_id = $1 AND p.item_id = $2 ORDER BY p.place, p.expert_id");
DB_SQL(board_elsewhere, "ii",
       "SELECT p.expert_id, p.item_id, p.score FROM match_pair p"
       " WHERE p.run_id = $1 AND p.chosen = 1 AND p.item_id <> $2"
       "   AND EXISTS (SELECT 1 FROM match_pair q"
       "                WHERE q.run_id = $1 AND q.expert_id = p.expert_id AND q.item_id = $2)"
       " ORDER BY p.expert_id, p.score DESC");

/* ---- the whole ---- */

struct board {
    struct matching_row *rows;
    int64_t *ids; /* of the rows' demands */
    size_t count;
};

static enum err read_items(struct op *op, const struct matching *run, struct board *board)
{
    struct db_rows *rows = NULL;
    struct matching_row row = { 0 };
    size_t id_count = 0;
    int64_t id = 0;

    enum err e = db_query(op, source_of(run->kind)->rows, DB_IN(IN_INT(run->id)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_INT(&id), OUT_TEXT(&row.demand), OUT_TEXT(&row.number),
                                OUT_TEXT(&row.title), OUT_TEXT(&row.unit), OUT_TEXT(&row.reporting),
                                OUT_TEXT(&row.urgency), OUT_INT(&row.need), OUT_INT(&row.filled),
                                OUT_INT(&row.tier), OUT_TEXT(&row.shortage)))) {
        mem_push(op, board->rows, board->count, row);
        mem_push(op, board->ids, id_count, id);
    }
    return db_done(rows);
}

static struct matching_row *row_of(const struct board *board, int64_t id)
{
    for (size_t i = 0; i < board->count; i++) {
        if (board->ids[i] == id)
            return &board->rows[i];
    }
    return NULL;
}

enum err matching_board(struct op *op, const struct matching *matching,
                        struct matching_row **ret_rows, size_t *ret_count)
{
    struct board board = { 0 };
    struct db_rows *rows = NULL;
    struct matching_seat seat = { 0 };
    int64_t id = 0;

    enum err e = read_items(op, matching, &board);
    if (e == OK)
        e = db_query(op, &board_seats, DB_IN(IN_INT(matching->id)), &rows);
    if (e != OK)
        return e;
    while (
        db_next(rows, DB_OUT(OUT_INT(&id), OUT_TEXT(&seat.expert), OUT_TEXT(&seat.name),
                             OUT_TEXT(&seat.org), OUT_TEXT(&seat.title_name), OUT_INT(&seat.score),
                             OUT_INT(&seat.place), OUT_TEXT(&seat.hold)))) {
        struct matching_row *row = row_of(&board, id);
        if (row != NULL)
            mem_push(op, row->seats, row->seat_count, seat);
    }
    e = db_done(rows);
    if (e == OK) {
        *ret_rows = board.rows;
        *ret_count = board.count;
    }
    return e;
}

/* ---- one demand ---- */

struct column {
    struct matching_candidate *rows;
    int64_t *experts; /* their numbers */
    size_t count;
    int64_t item_id;
};

static enum err read_column(struct op *op, int64_t run_id, struct column *column)
{
    struct db_rows *rows = NULL;
    struct matching_candidate row = { 0 };
    const char *why = NULL;
    size_t expert_count = 0;
    int64_t expert = 0;

    enum err e =
        db_query(op, &board_candidates, DB_IN(IN_INT(run_id), IN_INT(column->item_id)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows,
                   DB_OUT(OUT_INT(&expert), OUT_TEXT(&row.expert), OUT_TEXT(&row.name),
                          OUT_TEXT(&row.org), OUT_TEXT(&row.title_name), OUT_TEXT(&row.specialty),
                          OUT_INT(&row.score), OUT_INT(&row.place), OUT_INT(&row.chosen),
                          OUT_TEXT(&row.hold), OUT_TEXT(&row.reason), OUT_TEXT(&why)))) {
        row.why = json_own(op, json_loads(why, 0, NULL));
        mem_push(op, column->rows, column->count, row);
        mem_push(op, column->experts, expert_count, expert);
    }
    return db_done(rows);
}

static void add_elsewhere(struct op *op, struct column *column, int64_t expert,
                          const struct matching_elsewhere *row)
{
    for (size_t i = 0; i < column->count; i++) {
        struct matching_candidate *to = &column->rows[i];
        if (column->experts[i] == expert)
            mem_push(op, to->elsewhere, to->elsewhere_count, *row);
    }
}

static enum err read_elsewhere(struct op *op, const struct matching *run, struct column *column)
{
    struct board board = { 0 };
    struct db_rows *rows = NULL;
    struct matching_elsewhere row = { 0 };
    int64_t expert = 0;
    int64_t item = 0;

    enum err e = read_items(op, run, &board);
    if (e == OK)
        e = db_query(op, &board_elsewhere, DB_IN(IN_INT(run->id), IN_INT(column->item_id)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_INT(&expert), OUT_INT(&item), OUT_INT(&row.score)))) {
        const struct matching_row *at = row_of(&board, item);
        if (at == NULL)
            continue;
        row.demand = at->demand;
        row.title = at->title;
        add_elsewhere(op, column, expert, &row);
    }
    return db_done(rows);
}

/* What the whole loses when this expert is pinned to the demand. */
static enum err cost_of(struct op *op, const struct run *run, int64_t item_id, int64_t expert_id,
                        struct matching_candidate *candidate)
{
    struct run changed = run_copy(op, run);

    for (size_t i = 0; i < changed.pair_count; i++) {
        struct pair *pair = &changed.pairs[i];
        if (pair->item_id == item_id && pair->expert_id == expert_id)
            pair->hold = "pinned";
    }
    enum err e = run_solve(op, &changed);
    if (e == ERR_CONFLICT) { /* the pins leave no room: no price to tell */
        op_forgive(op);
        return OK;
    }
    if (e == OK) {
        candidate->costed = true;
        candidate->cost = run->row.total - changed.row.total;
        candidate->moved = changed.row.moves;
    }
    return e;
}

static enum err read_costs(struct op *op, const struct matching *matching, struct column *column)
{
    struct run run = { 0 };
    int costed = 0;

    enum err e = run_read(op, matching->id, &run);
    for (size_t i = 0; e == OK && i < column->count && costed < MATCHING_NEXT_MAX; i++) {
        struct matching_candidate *candidate = &column->rows[i];
        if (candidate->chosen != 0 || candidate->hold[0] != '\0')
            continue;
        e = cost_of(op, &run, column->item_id, column->experts[i], candidate);
        costed++;
    }
    return e;
}

enum err matching_candidates(struct op *op, const struct matching *matching, const char *demand,
                             struct matching_candidate **ret_rows, size_t *ret_count)
{
    struct column column = { 0 };

    enum err e = source_number(op, matching, demand, &column.item_id);
    if (e == OK)
        e = read_column(op, matching->id, &column);
    if (e == OK)
        e = read_elsewhere(op, matching, &column);
    if (e == OK && strcmp(matching->state, "open") == 0)
        e = read_costs(op, matching, &column);
    if (e == OK) {
        *ret_rows = column.rows;
        *ret_count = column.count;
    }
    return e;
}
