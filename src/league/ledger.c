/* SPDX-License-Identifier: Apache-2.0 */
/* ledger.c: every item of a call in a recommending unit's hands, and the year's plan in it. */
#include "application/row.h"
#include "league/league.h"

#include "base/mem.h"
#include "package/package.h"
#include "publish/publish.h"

#include <string.h>

enum { LEDGER_MAX = 500 };

/* What came up to it and what it files by itself; copies of others' items are not its work. */
DB_SQL(ledger_rows, "iti",
       APPLICATION_SELECT " WHERE " SEEN_BY_AREA " AND a.recommender_id = $1 AND a.call = $2"
                          " ORDER BY CASE WHEN a.rank = 0 THEN 1 ELSE 0 END, a.rank, a.id"
                          " LIMIT $3");

static bool is_planned(const struct application *application)
{
    static const char *const states[] = { "recommended", "sent", "returned", "accepted", NULL };

    for (int i = 0; states[i] != NULL; i++) {
        if (strcmp(states[i], application->state) == 0)
            return true;
    }
    return false;
}

/* Place and experts stand in the form; the package in its own table. */
static enum err fill_row(struct op *op, struct ledger_row *row)
{
    const struct application *application = &row->application;
    const struct call *call = NULL;
    const struct form *form = NULL;
    struct package package = { 0 };
    struct form_index index = { 0 };
    json_t *values = NULL;

    row->place = "";
    row->planned = is_planned(application);
    enum err e = application_form(op, application, &call, &form);
    if (e == OK)
        e = application_seen(op, application, &values);
    if (e == OK)
        e = form_roles(op, form, values, &index);
    if (e != OK)
        return e;
    row->place = or_empty(index.place);
    row->expert_count = index.expert_count == LIMIT_NONE ? 0 : index.expert_count;
    if (application->sent_ms == 0)
        return OK;
    e = package_of(op, application->id, &package);
    row->package = package.number;
    return e == ERR_NOT_FOUND ? OK : e;
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
    struct ledger_row row = { 0 };
    const struct call *call = NULL;
    struct db_rows *rows = NULL;
    size_t count = 0;
    int64_t n = 0;

    enum err e = publish_current(op, code, &call, &n);
    if (e == OK)
        e = db_query(op, &ledger_rows,
                     DB_IN(IN_INT(op->actor.org_id), IN_TEXT(code), IN_INT(LEDGER_MAX)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, APPLICATION_OUT(&row.application)))
        mem_push(op, all, count, row);
    e = db_done(rows);
    for (size_t i = 0; e == OK && i < count; i++)
        e = fill_row(op, &all[i]);
    for (size_t t = 0; e == OK && t < call->track_count; t++)
        add_track(op, &call->tracks[t], all, count, &ledger);
    if (e == OK)
        *ret_ledger = ledger;
    return e;
}
