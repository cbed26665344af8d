/* SPDX-License-Identifier: Apache-2.0 */
/* holiday.c: years proposed, confirmed, and counted by. */
#include "holiday/holiday.h"

#include "base/mem.h"
#include "base/site.h"
#include "call/calendar.h"
#include "call/reference.h"
#include "db/db.h"
#include "event/event.h"
#include "text/csv.h"

#include <string.h>

enum { YEARS_READ_MAX = 200 };

DB_SQL(holiday_rows, "ti",
       "SELECT id, year, csv, source, proposed_ms FROM holiday_year WHERE state = $1"
       " ORDER BY year, id LIMIT $2");
DB_SQL(holiday_last, "",
       "SELECT coalesce(max(year), 0) FROM holiday_year WHERE state = 'in_force'");
DB_SQL(holiday_seen, "i", "SELECT count(*) FROM holiday_year WHERE year = $1");
DB_SQL(holiday_stamp, "",
       "SELECT CAST(coalesce(sum(id), 0) AS BIGINT) FROM holiday_year WHERE state = 'in_force'");
/* That the program's own table counts up to a year stays, below what replaces a year of it. */
DB_SQL(holiday_drop, "it",
       "UPDATE holiday_year SET state = 'replaced' WHERE year = $1 AND state = $2"
       "   AND ($2 = 'proposed' OR csv <> '')");
DB_SQL(holiday_insert, "itti",
       "INSERT INTO holiday_year (year, state, csv, source, proposed_ms)"
       " VALUES ($1, 'proposed', $2, $3, $4)");
DB_SQL(holiday_decide, "iii",
       "UPDATE holiday_year SET state = 'in_force', decided_by = $2, decided_ms = $3"
       " WHERE id = $1 AND state = 'proposed'");

static struct bytes bytes_of(const char *csv)
{
    return (struct bytes){ (const uint8_t *)csv, strlen(csv) };
}

/* By the program's own table when csv is "". */
static enum err apply_year(struct op *op, const struct calendar *base, struct holiday_year *row)
{
    int year = 0;

    if (row->csv[0] != '\0')
        return calendar_with_year(op, base, bytes_of(row->csv), &year, &row->calendar);
    row->calendar = calendar_until(op, reference_calendar(op->site->reference), (int)row->year);
    return OK;
}

static enum err read_years(struct op *op, const char *state, struct holiday_list *ret_list)
{
    struct holiday_list list = { 0 };
    struct holiday_year row = { 0 };
    struct db_rows *rows = NULL;

    enum err e = db_query(op, &holiday_rows, DB_IN(IN_TEXT(state), IN_INT(YEARS_READ_MAX)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_INT(&row.id), OUT_INT(&row.year), OUT_TEXT(&row.csv),
                                OUT_TEXT(&row.source), OUT_INT(&row.proposed_ms))))
        mem_push(op, list.rows, list.count, row);
    e = db_done(rows);
    if (e == OK)
        *ret_list = list;
    return e;
}

/* ---- by which calendar the process counts ---- */

enum err holiday_refresh(struct op *op)
{
    struct calendar *live = op->site->live_calendar;
    const struct calendar *calendar = NULL;
    struct holiday_list list = { 0 };
    int64_t stamp = 0;
    int own = 0;

    if (live == NULL)
        return OK;
    enum err e = db_row(op, &holiday_stamp, DB_NONE, DB_OUT(OUT_INT(&stamp)));
    if (e != OK || stamp == calendar_stamp(live))
        return e;
    e = read_years(op, "in_force", &list);
    for (size_t i = 0; e == OK && i < list.count; i++) {
        if (list.rows[i].csv[0] == '\0' && list.rows[i].year > own)
            own = (int)list.rows[i].year;
    }
    calendar = calendar_until(op, reference_calendar(op->site->reference), own);
    for (size_t i = 0; e == OK && i < list.count; i++) {
        if (list.rows[i].csv[0] == '\0')
            continue;
        e = apply_year(op, calendar, &list.rows[i]);
        calendar = list.rows[i].calendar;
    }
    if (e == OK)
        calendar_replace(live, calendar, stamp);
    return e;
}

/* ---- proposing ---- */

static enum err check_order(struct op *op, int year)
{
    int64_t last = 0;

    enum err e = db_row(op, &holiday_last, DB_NONE, DB_OUT(OUT_INT(&last)));
    if (e != OK || year <= last + 1)
        return e;
    fail_arg(op, "year", "%d", year);
    fail_arg(op, "before", "%d", year - 1);
    return fail(op, ERR_CONFLICT, "holiday_order", "%d is not in force", year - 1);
}

struct proposing {
    int year;
    const char *csv;
    const char *source;
};

static enum err propose_work(struct op *op, void *arg)
{
    const struct proposing *work = arg;

    enum err e = db_run(op, &holiday_drop, DB_IN(IN_INT(work->year), IN_TEXT("proposed")), NULL);
    if (e == OK)
        e = db_run(op, &holiday_insert,
                   DB_IN(IN_INT(work->year), IN_TEXT(work->csv), IN_TEXT(work->source),
                         IN_INT(op->now_ms)),
                   NULL);
    if (e == OK)
        event_add(op, "holiday.propose", "holiday", mem_printf(op, "%d", work->year), 0, NULL);
    return e;
}

enum err holiday_propose(struct op *op, struct bytes csv, int *ret_year)
{
    const struct calendar *calendar = NULL;
    struct csv read = { 0 };
    struct proposing work = { 0 };

    if (csv.size > HOLIDAY_FILE_BYTES_MAX)
        return fail(op, ERR_TOO_LARGE, "holiday_file", "%zu bytes", csv.size);
    enum err e = calendar_with_year(op, op->site->calendar, csv, &work.year, &calendar);
    if (e == OK)
        e = check_order(op, work.year);
    if (e == OK)
        e = csv_parse(op, csv, &read);
    if (e != OK)
        return e;
    work.csv = mem_text_max(op, (const char *)csv.data, csv.size);
    work.source = or_empty(csv_note(&read, "source"));
    e = event_tx(op, propose_work, &work);
    if (e == OK)
        *ret_year = work.year;
    return e;
}

enum err holiday_proposals(struct op *op, struct holiday_list *ret_list)
{
    struct holiday_list list = { 0 };

    enum err e = read_years(op, "proposed", &list);
    if (e == OK && list.count > HOLIDAY_PROPOSALS_MAX)
        list.count = HOLIDAY_PROPOSALS_MAX; /* the first ones: years follow one another */
    for (size_t i = 0; e == OK && i < list.count; i++) {
        e = apply_year(op, op->site->calendar, &list.rows[i]);
        if (e == OK)
            e = holiday_moves(op, &list.rows[i]);
    }
    if (e == OK)
        *ret_list = list;
    return e;
}

/* ---- deciding ---- */

static enum err find_proposal(struct op *op, int year, struct holiday_year *ret_row)
{
    struct holiday_list list = { 0 };

    enum err e = read_years(op, "proposed", &list);
    if (e != OK)
        return e;
    for (size_t i = 0; i < list.count; i++) {
        if (list.rows[i].year == year) {
            *ret_row = list.rows[i];
            return OK;
        }
    }
    return fail(op, ERR_NOT_FOUND, "not_found", "nothing is proposed for %d", year);
}

static enum err confirm_work(struct op *op, void *arg)
{
    const struct holiday_decision *decision = arg;
    struct holiday_year row = { 0 };
    int64_t changed = 0;

    enum err e = find_proposal(op, decision->year, &row);
    if (e == OK)
        e = check_order(op, decision->year);
    if (e == OK)
        e = db_run(op, &holiday_drop, DB_IN(IN_INT(decision->year), IN_TEXT("in_force")), NULL);
    if (e == OK)
        e = db_run(op, &holiday_decide,
                   DB_IN(IN_INT(row.id), IN_INT_OR_NULL(op->actor.user_id), IN_INT(op->now_ms)),
                   &changed);
    if (e == OK && changed == 0)
        e = fail(op, ERR_CONFLICT, "holiday_moved", "another proposal took its place");
    if (e == OK)
        e = apply_year(op, op->site->calendar, &row);
    if (e == OK)
        e = holiday_moves(op, &row);
    if (e == OK && (int64_t)row.move_count != decision->seen)
        e = fail(op, ERR_CONFLICT, "holiday_moved", "%zu dates would move", row.move_count);
    if (e == OK)
        e = holiday_move_all(op, &row, decision);
    if (e == OK)
        event_add(op, "holiday.confirm", "holiday", mem_printf(op, "%d", decision->year), 0,
                  mem_printf(op, "{\"moved\":%zu,\"kept\":%zu}",
                             row.move_count - decision->keep_count, decision->keep_count));
    return e;
}

enum err holiday_confirm(struct op *op, const struct holiday_decision *decision)
{
    enum err e = event_tx(op, confirm_work, (void *)(uintptr_t)decision);
    if (e != OK)
        return e;
    if (holiday_refresh(op) != OK) /* it is done all the same: the clock refreshes */
        op_forgive(op);
    return OK;
}

/* ---- the clock ---- */

static enum err propose_own(struct op *op)
{
    int64_t last = 0;

    enum err e = db_row(op, &holiday_last, DB_NONE, DB_OUT(OUT_INT(&last)));
    int carried = calendar_last_year(reference_calendar(op->site->reference));
    for (int year = (int)last + 1; e == OK && year <= carried; year++) {
        struct proposing work = { year, "", "" };
        int64_t seen = 0;
        e = db_row(op, &holiday_seen, DB_IN(IN_INT(year)), DB_OUT(OUT_INT(&seen)));
        if (e == OK && seen == 0)
            e = event_tx(op, propose_work, &work);
    }
    return e;
}

enum err holiday_sweep(struct op *op, int64_t *ret_count)
{
    struct holiday_list list = { 0 };
    int64_t last = 0;

    *ret_count = 0;
    enum err e = propose_own(op);
    if (e == OK)
        e = holiday_proposals(op, &list);
    for (size_t i = 0; e == OK && i < list.count && list.rows[i].move_count == 0; i++) {
        struct holiday_decision nothing = { .year = (int)list.rows[i].year };
        e = db_row(op, &holiday_last, DB_NONE, DB_OUT(OUT_INT(&last)));
        if (e != OK || nothing.year > last + 1)
            break;
        e = holiday_confirm(op, &nothing);
        *ret_count += e == OK;
    }
    return e == OK ? holiday_refresh(op) : e;
}
