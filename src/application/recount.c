/* SPDX-License-Identifier: Apache-2.0 */
/* recount.c: the same period by another table of holidays. */
#include "application/recount.h"

#include "base/mem.h"
#include "base/time.h"
#include "call/calendar.h"
#include "db/db.h"
#include "event/event.h"
#include "publish/publish.h"

#define COUNTED_SELECT(due)                                                                        \
    "SELECT a.id, a.public_id, a.code, a.title, o.name, o.id, a.call, a.track, c.at_ms, a." due    \
    ", a.state FROM application a JOIN org o ON o.id = a.org_id"                                   \
    "  JOIN acceptance c ON c.id = (SELECT max(d.id) FROM acceptance d"                            \
    "                               WHERE d.application_id = a.id AND d.action = 'return')"        \
    " WHERE a." due " > $1 ORDER BY a." due ", a.id LIMIT $2"
DB_SQL(counted_electronic, "ii", COUNTED_SELECT("due_ms"));
DB_SQL(counted_paper, "ii", COUNTED_SELECT("paper_due_ms"));
DB_SQL(recount_electronic, "iii",
       "UPDATE application SET due_ms = $3 WHERE id = $1 AND due_ms = $2");
DB_SQL(recount_paper, "iii",
       "UPDATE application SET paper_due_ms = $3 WHERE id = $1 AND paper_due_ms = $2");
/* What was told with the decision, so that pages and papers say the same. */
#define TOLD                                                                                       \
    " WHERE id = (SELECT max(d.id) FROM acceptance d"                                              \
    "              WHERE d.application_id = $1 AND d.action = 'return')"
DB_SQL(retell_electronic, "iii", "UPDATE acceptance SET due_ms = $3" TOLD " AND due_ms = $2");
DB_SQL(retell_paper, "iii",
       "UPDATE acceptance SET paper_due_ms = $3" TOLD " AND paper_due_ms = $2");

static enum err read_counted(struct op *op, int64_t after_ms, bool paper, struct counted_list *list)
{
    struct db_rows *rows = NULL;
    struct counted row = { .paper = paper };
    const char *state = NULL;
    int64_t read = 0;

    enum err e = db_query(op, paper ? &counted_paper : &counted_electronic,
                          DB_IN(IN_INT(after_ms), IN_INT(COUNTED_MAX + 1)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_INT(&row.id), OUT_TEXT(&row.public_id), OUT_TEXT(&row.code),
                                OUT_TEXT(&row.title), OUT_TEXT(&row.org), OUT_INT(&row.org_id),
                                OUT_TEXT(&row.call), OUT_TEXT(&row.track), OUT_INT(&row.from_ms),
                                OUT_INT(&row.due_ms), OUT_TEXT(&state)))) {
        read++;
        if (!lifecycle_ended(state))
            mem_push(op, list->rows, list->count, row);
    }
    e = db_done(rows);
    if (e == OK && read > COUNTED_MAX)
        return fail(op, ERR_TOO_LARGE, "holiday_too_many", "more than %d periods", COUNTED_MAX);
    return e;
}

enum err application_counted(struct op *op, int64_t after_ms, struct counted_list *list)
{
    enum err e = read_counted(op, after_ms, false, list);

    return e == OK ? read_counted(op, after_ms, true, list) : e;
}

enum err counted_end(struct op *op, const struct counted *counted, const struct calendar *calendar,
                     int64_t *ret_due_ms)
{
    const struct call *call = NULL;
    int64_t n = 0;

    enum err e = publish_current(op, counted->call, &call, &n);
    if (e != OK)
        return e;
    const struct track *track = call_track(call, counted->track);
    if (track == NULL)
        return fail(op, ERR_CONFLICT, "track_gone", "call has no track %s", counted->track);
    const struct correction *correction = &track->correction;
    int days = counted->paper ? correction->paper_days : correction->electronic_days;
    int last = calendar_add(calendar, day_of(counted->from_ms, call->zone_minutes), days,
                            correction->next_day, NULL);
    *ret_due_ms = day_start_ms(day_add(last, 1), call->zone_minutes);
    return OK;
}

enum err application_recount(struct op *op, const struct counted *counted, int64_t due_ms)
{
    int64_t changed = 0;

    enum err e =
        db_run(op, counted->paper ? &recount_paper : &recount_electronic,
               DB_IN(IN_INT(counted->id), IN_INT(counted->due_ms), IN_INT(due_ms)), &changed);
    if (e == OK && changed == 1)
        e = db_run(op, counted->paper ? &retell_paper : &retell_electronic,
                   DB_IN(IN_INT(counted->id), IN_INT(counted->due_ms), IN_INT(due_ms)), NULL);
    if (e == OK && changed == 1)
        event_add(op, "application.recount", "application", counted->public_id, counted->org_id,
                  mem_printf(op, "{\"paper\":%s,\"from_ms\":%lld,\"to_ms\":%lld}",
                             counted->paper ? "true" : "false", (long long)counted->due_ms,
                             (long long)due_ms));
    return e;
}
