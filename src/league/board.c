/* SPDX-License-Identifier: Apache-2.0 */
/* board.c: the units of an area: reported, begun, zero, idle; and the log of reminders. */
#include "league/league.h"

#include "base/mem.h"
#include "base/time.h"
#include "db/db.h"
#include "event/event.h"
#include "league/round.h"
#include "org/org.h"
#include "publish/publish.h"

#include <string.h>

DB_SQL(board_units, "ii",
       "SELECT id, public_id, name FROM org WHERE reporting_id = $1 ORDER BY id LIMIT $2");
DB_SQL(board_unit_of, "it", "SELECT id FROM org WHERE reporting_id = $1 AND public_id = $2");
/* Whether it has begun is a yes or no before it leaves the database; drafts are not counted. */
DB_SQL(board_counts, "it",
       "SELECT s.org_id, max(CASE WHEN s.state <> 'withdrawn' THEN 1 ELSE 0 END),"
       " CAST(sum(CASE WHEN s.state IN ('draft', 'unit_review', 'frozen', 'county_review',"
       " 'withdrawn') THEN 0 ELSE s.up END) AS BIGINT),"
       " CAST(sum(CASE WHEN s.state <> 'withdrawn' THEN s.sent ELSE 0 END) AS BIGINT) FROM"
       " (SELECT a.org_id, a.state, sum(CASE WHEN a.up_ms > 0 THEN 1 ELSE 0 END) AS up,"
       "         sum(CASE WHEN a.sent_ms > 0 THEN 1 ELSE 0 END) AS sent"
       "    FROM application a WHERE a.recommender_id = $1 AND a.call = $2 AND a.org_id <> $1"
       "   GROUP BY a.org_id, a.state) s GROUP BY s.org_id");
DB_SQL(board_zeros, "it",
       "SELECT z.org_id, z.reason, b.name, z.at_ms FROM org o"
       "  JOIN zero_report z ON z.org_id = o.id JOIN org b ON b.id = z.by_org_id"
       " WHERE o.reporting_id = $1 AND z.call = $2");
DB_SQL(board_reminders, "iti",
       "SELECT m.org_id, o.public_id, o.name, m.how, m.note, u.name, m.at_ms FROM league_round r"
       "  JOIN reminder m ON m.round_id = r.id JOIN org o ON o.id = m.org_id"
       "  JOIN app_user u ON u.id = m.user_id"
       " WHERE r.org_id = $1 AND r.call = $2 ORDER BY m.id DESC LIMIT $3");
DB_SQL(board_reminded, "it",
       "SELECT m.org_id, count(*), max(m.at_ms) FROM league_round r"
       "  JOIN reminder m ON m.round_id = r.id WHERE r.org_id = $1 AND r.call = $2"
       " GROUP BY m.org_id");
DB_SQL(reminder_insert, "iittii",
       "INSERT INTO reminder (round_id, org_id, how, note, user_id, at_ms)"
       " VALUES ($1, $2, $3, $4, $5, $6)");
DB_SQL(reminders_of_unit, "i",
       "SELECT r.call, l.name, m.how, m.note, m.at_ms FROM reminder m"
       "  JOIN league_round r ON r.id = m.round_id JOIN org l ON l.id = r.org_id"
       " WHERE m.org_id = $1 AND m.id = (SELECT max(n.id) FROM reminder n WHERE n.org_id = $1"
       "                                    AND n.round_id = m.round_id)"
       "   AND NOT EXISTS (SELECT 1 FROM zero_report z WHERE z.org_id = $1 AND z.call = r.call)"
       "   AND NOT EXISTS (SELECT 1 FROM application a WHERE a.org_id = $1 AND a.call = r.call"
       "        AND a.up_ms > 0 AND a.state NOT IN ('draft', 'unit_review', 'frozen',"
       "        'county_review', 'withdrawn'))"
       " ORDER BY m.id DESC LIMIT 20");

/* ---- who is on the board ---- */

static bool passes_league(const struct filing *filing)
{
    for (size_t i = 0; filing != NULL && i < filing->route_count; i++) {
        if (filing->route[i] == STEP_LEAGUE)
            return true;
    }
    return false;
}

static bool through_league(const struct call *call, const char *const *kinds, size_t count)
{
    for (size_t t = 0; t < call->track_count; t++) {
        for (size_t k = 0; k < count; k++) {
            if (passes_league(track_filing(&call->tracks[t], kinds[k])))
                return true;
        }
    }
    return false;
}

static enum err read_units(struct op *op, const struct call *call, struct board *board)
{
    struct board_unit *all = NULL;
    struct board_unit unit = { .status = "idle" };
    struct db_rows *rows = NULL;
    struct org_kinds *kinds = NULL;
    size_t all_count = 0;
    int day = day_of(op->now_ms, ZONE_SHANGHAI_MINUTES);

    enum err e = db_query(op, &board_units,
                          DB_IN(IN_INT(op->actor.org_id), IN_INT(LEAGUE_UNITS_MAX)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows,
                   DB_OUT(OUT_INT(&unit.org_id), OUT_TEXT(&unit.public_id), OUT_TEXT(&unit.name))))
        mem_push(op, all, all_count, unit);
    e = db_done(rows);
    int64_t *ids = mem_array(op, int64_t, all_count + 1);
    for (size_t i = 0; i < all_count; i++)
        ids[i] = all[i].org_id;
    if (e == OK)
        e = org_capacities_of(op, ids, all_count, day, &kinds);
    for (size_t i = 0; e == OK && i < all_count; i++) {
        if (through_league(call, kinds[i].kinds, kinds[i].count))
            mem_push(op, board->units, board->unit_count, all[i]);
    }
    return e;
}

static struct board_unit *unit_of(struct board *board, int64_t org_id)
{
    for (size_t i = 0; i < board->unit_count; i++) {
        if (board->units[i].org_id == org_id)
            return &board->units[i];
    }
    return NULL;
}

/* ---- what is known of them ---- */

static enum err add_counts(struct op *op, const char *call, struct board *board)
{
    struct db_rows *rows = NULL;
    int64_t org_id = 0;
    int64_t begun = 0;
    int64_t up = 0;
    int64_t sent = 0;

    enum err e = db_query(op, &board_counts, DB_IN(IN_INT(op->actor.org_id), IN_TEXT(call)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_INT(&org_id), OUT_INT(&begun), OUT_INT(&up), OUT_INT(&sent)))) {
        struct board_unit *unit = unit_of(board, org_id);
        if (unit == NULL)
            continue;
        unit->begun = begun == 1;
        unit->up_count = up;
        unit->sent_count = sent;
    }
    return db_done(rows);
}

static enum err add_zeros(struct op *op, const char *call, struct board *board)
{
    struct db_rows *rows = NULL;
    const char *reason = NULL;
    const char *by = NULL;
    int64_t org_id = 0;
    int64_t at_ms = 0;

    enum err e = db_query(op, &board_zeros, DB_IN(IN_INT(op->actor.org_id), IN_TEXT(call)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows,
                   DB_OUT(OUT_INT(&org_id), OUT_TEXT(&reason), OUT_TEXT(&by), OUT_INT(&at_ms)))) {
        struct board_unit *unit = unit_of(board, org_id);
        if (unit == NULL)
            continue;
        unit->zero_reason = reason;
        unit->zero_by = by;
        unit->zero_ms = at_ms;
    }
    return db_done(rows);
}

/* Of each unit, whatever the log leaves out. */
static enum err count_reminders(struct op *op, const char *call, struct board *board)
{
    struct db_rows *rows = NULL;
    int64_t org_id = 0;
    int64_t count = 0;
    int64_t at_ms = 0;

    enum err e =
        db_query(op, &board_reminded, DB_IN(IN_INT(op->actor.org_id), IN_TEXT(call)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_INT(&org_id), OUT_INT(&count), OUT_INT(&at_ms)))) {
        struct board_unit *unit = unit_of(board, org_id);
        if (unit == NULL)
            continue;
        unit->reminder_count = count;
        unit->reminded_ms = at_ms;
    }
    return db_done(rows);
}

static enum err add_log(struct op *op, const char *call, struct board *board)
{
    struct reminder row = { 0 };
    struct db_rows *rows = NULL;
    int64_t org_id = 0;

    enum err e = db_query(
        op, &board_reminders,
        DB_IN(IN_INT(op->actor.org_id), IN_TEXT(call), IN_INT(LEAGUE_REMINDERS_MAX)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_INT(&org_id), OUT_TEXT(&row.org), OUT_TEXT(&row.name),
                                OUT_TEXT(&row.how), OUT_TEXT(&row.note), OUT_TEXT(&row.by),
                                OUT_INT(&row.at_ms))))
        mem_push(op, board->log, board->log_count, row);
    return db_done(rows);
}

static enum err add_reminders(struct op *op, const char *call, struct board *board)
{
    enum err e = count_reminders(op, call, board);

    return e == OK ? add_log(op, call, board) : e;
}

static void set_status(struct board *board)
{
    for (size_t i = 0; i < board->unit_count; i++) {
        struct board_unit *unit = &board->units[i];
        unit->status = unit->up_count > 0          ? "reported"
                       : unit->zero_reason != NULL ? "zero"
                       : unit->begun               ? "begun"
                                                   : "idle";
    }
}

enum err league_board(struct op *op, const char *code, struct board *ret_board)
{
    struct board board = { 0 };
    const struct call *call = NULL;
    int64_t n = 0;

    enum err e = publish_current(op, code, &call, &n);
    if (e == OK)
        e = read_units(op, call, &board);
    if (e == OK)
        e = add_counts(op, code, &board);
    if (e == OK)
        e = add_zeros(op, code, &board);
    if (e == OK)
        e = add_reminders(op, code, &board);
    if (e != OK)
        return e;
    set_status(&board);
    *ret_board = board;
    return OK;
}

/* ---- reminders ---- */

struct reminding_work {
    const struct reminding *in;
    struct league_round round;
};

static enum err remind_one(struct op *op, const struct reminding_work *work, const char *unit)
{
    int64_t org_id = 0;

    enum err e = db_row(op, &board_unit_of, DB_IN(IN_INT(op->actor.org_id), IN_TEXT(unit)),
                        DB_OUT(OUT_INT(&org_id)));
    if (e == ERR_NOT_FOUND)
        return fail(op, e, "not_found", "unit is not of this area");
    if (e == OK)
        e = db_run(op, &reminder_insert,
                   DB_IN(IN_INT(work->round.id), IN_INT(org_id), IN_TEXT(work->in->how),
                         IN_TEXT(work->in->note), IN_INT(op->actor.user_id), IN_INT(op->now_ms)),
                   NULL);
    if (e == OK)
        event_add(op, "league.remind", "org", unit, org_id,
                  mem_printf(op, "{\"how\":\"%s\"}", work->in->how));
    return e;
}

static enum err remind_work(struct op *op, void *arg)
{
    const struct reminding_work *work = arg;
    enum err e = OK;

    for (size_t i = 0; e == OK && i < work->in->unit_count; i++)
        e = remind_one(op, work, work->in->units[i]);
    return e;
}

enum err league_remind(struct op *op, const char *call, const struct reminding *in)
{
    struct reminding_work work = { .in = in };

    if (in->unit_count == 0)
        return fail(op, ERR_INVALID, "no_units", "nobody to remind");
    enum err e = round_open(op, call, &work.round);
    return e == OK ? event_tx(op, remind_work, &work) : e;
}

enum err league_reminded(struct op *op, struct reminded **ret_rows, size_t *ret_count)
{
    struct reminded *list = NULL;
    struct reminded row = { 0 };
    struct db_rows *rows = NULL;
    size_t count = 0;

    enum err e = db_query(op, &reminders_of_unit, DB_IN(IN_INT(op->actor.org_id)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_TEXT(&row.call), OUT_TEXT(&row.league), OUT_TEXT(&row.how),
                                OUT_TEXT(&row.note), OUT_INT(&row.at_ms))))
        mem_push(op, list, count, row);
    e = db_done(rows);
    if (e != OK)
        return e;
    *ret_rows = list;
    *ret_count = count;
    return OK;
}
