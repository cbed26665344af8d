/* SPDX-License-Identifier: Apache-2.0 */
/* ledger.c: every item of a call in a recommending unit's hands, and the year's plan in it. */
#include "application/row.h"
#include "league/league.h"

#include "base/mem.h"
#include "publish/publish.h"

#include <stdlib.h>
#include <string.h>

enum { LEDGER_MAX = 500 };

/* What came up to it and what it files by itself; copies of others' items are not its work. Those
 * that are ranked first. */
#define LEDGER_SELECT                                                                              \
    APPLICATION_SELECT " WHERE a.recommender_id = $1 AND a.call = $2 AND " SEEN_BY_AREA
DB_SQL(ledger_ranked, "iti", LEDGER_SELECT " AND a.rank > 0 ORDER BY a.rank, a.id LIMIT $3");
DB_SQL(ledger_others, "iti", LEDGER_SELECT " AND a.rank = 0 ORDER BY a.id LIMIT $3");
/* Numbers of its packages by item; the last one is the one it lies in. */
DB_SQL(ledger_packages, "it",
       "SELECT i.application_id, p.number FROM package p"
       "  JOIN package_item i ON i.package_id = p.id"
       " WHERE p.org_id = $1 AND p.call = $2 ORDER BY i.application_id, p.id");

struct numbered {
    int64_t application_id;
    const char *number;
};

static bool is_planned(const struct application *application)
{
    static const char *const states[] = { "recommended", "sent", "returned", "accepted", NULL };

    for (int i = 0; states[i] != NULL; i++) {
        if (strcmp(states[i], application->state) == 0)
            return true;
    }
    return false;
}

/* Columns hold what the form says; while a unit mends, others are shown what was sent last. */
static enum err open_values(struct op *op, struct ledger_row *row)
{
    const struct application *application = &row->application;
    const struct call *call = NULL;
    const struct form *form = NULL;
    struct form_index index = { 0 };
    json_t *values = NULL;

    enum err e = application_form(op, application, &call, &form);
    if (e == OK)
        e = application_seen(op, application, &values);
    if (e == OK)
        e = form_roles(op, form, values, &index);
    if (e != OK)
        return e;
    row->place = or_empty(index.place);
    row->expert_count = index.expert_count == LIMIT_NONE ? 0 : index.expert_count;
    return OK;
}

static int by_application(const void *a, const void *b)
{
    const struct numbered *x = a;
    const struct numbered *y = b;

    return (x->application_id > y->application_id) - (x->application_id < y->application_id);
}

static enum err fill_row(struct op *op, const struct numbered *numbers, size_t count,
                         struct ledger_row *row)
{
    const struct application *application = &row->application;
    const struct numbered key = { .application_id = application->id };
    const struct numbered *found =
        count == 0 ? NULL : bsearch(&key, numbers, count, sizeof *numbers, by_application);

    row->planned = is_planned(application);
    row->package = found == NULL ? NULL : found->number;
    row->place = application->place;
    row->expert_count = application->expert_count;
    bool mending = strcmp(application->state, "returned") == 0;
    return mending || application->place == NULL ? open_values(op, row) : OK;
}

static enum err read_numbers(struct op *op, const char *call, struct numbered **ret_numbers,
                             size_t *ret_count)
{
    struct numbered *numbers = NULL;
    struct numbered row = { 0 };
    struct db_rows *rows = NULL;
    size_t count = 0;

    enum err e =
        db_query(op, &ledger_packages, DB_IN(IN_INT(op->actor.org_id), IN_TEXT(call)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_INT(&row.application_id), OUT_TEXT(&row.number)))) {
        if (count > 0 && numbers[count - 1].application_id == row.application_id)
            numbers[count - 1] = row;
        else
            mem_push(op, numbers, count, row);
    }
    *ret_numbers = numbers;
    *ret_count = count;
    return db_done(rows);
}

static enum err read_rows(struct op *op, const char *call, struct ledger_row **ret_rows,
                          size_t *ret_count)
{
    static const struct db_sql *const parts[] = { &ledger_ranked, &ledger_others };
    struct ledger_row row = { 0 };
    struct ledger_row *all = NULL;
    size_t count = 0;
    enum err e = OK;

    for (size_t i = 0; e == OK && i < sizeof parts / sizeof parts[0]; i++) {
        struct db_rows *rows = NULL;
        e = db_query(
            op, parts[i],
            DB_IN(IN_INT(op->actor.org_id), IN_TEXT(call), IN_INT(LEDGER_MAX - (int64_t)count)),
            &rows);
        if (e != OK)
            return e;
        while (db_next(rows, APPLICATION_OUT(&row.application)))
            mem_push(op, all, count, row);
        e = db_done(rows);
    }
    *ret_rows = all;
    *ret_count = count;
    return e;
}

static void add_track(struct op *op, const struct track *track, const struct ledger_row *all,
                      size_t count, struct ledger *ledger)
{
    struct ledger_track row = { .track = track->code, .title = track->title };
    bool any = false;

    for (size_t i = 0; i < count; i++) {
        if (strcmp(all[i].application.track, track->code) != 0)
            continue;
        any = true;
        row.planned_count += all[i].planned;
        row.budget_fen += all[i].planned ? all[i].application.budget_fen : 0;
        mem_push(op, ledger->rows, ledger->count, all[i]);
    }
    if (any)
        mem_push(op, ledger->tracks, ledger->track_count, row);
}

enum err league_ledger(struct op *op, const char *code, struct ledger *ret_ledger)
{
    struct ledger ledger = { 0 };
    struct ledger_row *all = NULL;
    struct numbered *numbers = NULL;
    const struct call *call = NULL;
    size_t number_count = 0;
    size_t count = 0;
    int64_t n = 0;

    enum err e = publish_current(op, code, &call, &n);
    if (e == OK)
        e = read_rows(op, code, &all, &count);
    if (e == OK)
        e = read_numbers(op, code, &numbers, &number_count);
    for (size_t i = 0; e == OK && i < count; i++)
        e = fill_row(op, numbers, number_count, &all[i]);
    for (size_t t = 0; e == OK && t < call->track_count; t++)
        add_track(op, &call->tracks[t], all, count, &ledger);
    if (e == OK)
        *ret_ledger = ledger;
    return e;
}
