/* SPDX-License-Identifier: Apache-2.0 */
/* recount.c: the period for mending a letter by another table of holidays. */
#include "package/recount.h"

#include "base/mem.h"
#include "db/db.h"
#include "event/event.h"
#include "package/package.h"
#include "package/reading.h"

#define COUNTED_SELECT(due)                                                                        \
    "SELECT p.id, p.public_id, p.number, o.name, o.id, p.call, c.at_ms, p." due                    \
    "  FROM package p JOIN org o ON o.id = p.org_id"                                               \
    "  JOIN package_act c ON c.id = (SELECT max(d.id) FROM package_act d"                          \
    "                                WHERE d.package_id = p.id AND d.action = 'return')"           \
    " WHERE p." due " > $1 AND p.letter_state = 'returned' ORDER BY p." due ", p.id LIMIT $2"
DB_SQL(letter_counted_electronic, "ii", COUNTED_SELECT("letter_due_ms"));
DB_SQL(letter_counted_paper, "ii", COUNTED_SELECT("letter_paper_due_ms"));
DB_SQL(letter_recount_electronic, "iii",
       "UPDATE package SET letter_due_ms = $3 WHERE id = $1 AND letter_due_ms = $2");
DB_SQL(letter_recount_paper, "iii",
       "UPDATE package SET letter_paper_due_ms = $3 WHERE id = $1 AND letter_paper_due_ms = $2");
#define TOLD                                                                                       \
    " WHERE id = (SELECT max(d.id) FROM package_act d"                                             \
    "              WHERE d.package_id = $1 AND d.action = 'return')"
DB_SQL(letter_retell_electronic, "iii",
       "UPDATE package_act SET due_ms = $3" TOLD " AND due_ms = $2");
DB_SQL(letter_retell_paper, "iii",
       "UPDATE package_act SET paper_due_ms = $3" TOLD " AND paper_due_ms = $2");

/* The periods are those of the first item's track. */
static enum err fill_track(struct op *op, struct counted *row)
{
    struct package package = { .id = row->id, .call = row->call };

    enum err e = package_fill_items(op, &package, 1);
    if (e == OK && package.item_count > 0)
        row->track = package.items[0].track;
    return e;
}

static enum err read_counted(struct op *op, int64_t after_ms, bool paper, struct counted_list *list)
{
    struct db_rows *rows = NULL;
    struct counted row = { .paper = paper, .title = "公函", .track = "" };
    size_t before = list->count;

    enum err e = db_query(op, paper ? &letter_counted_paper : &letter_counted_electronic,
                          DB_IN(IN_INT(after_ms), IN_INT(COUNTED_MAX + 1)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_INT(&row.id), OUT_TEXT(&row.public_id), OUT_TEXT(&row.code),
                                OUT_TEXT(&row.org), OUT_INT(&row.org_id), OUT_TEXT(&row.call),
                                OUT_INT(&row.from_ms), OUT_INT(&row.due_ms))))
        mem_push(op, list->rows, list->count, row);
    e = db_done(rows);
    if (e == OK && list->count - before > COUNTED_MAX)
        return fail(op, ERR_TOO_LARGE, "holiday_too_many", "more than %d letters", COUNTED_MAX);
    for (size_t i = before; e == OK && i < list->count; i++)
        e = fill_track(op, &list->rows[i]);
    return e;
}

enum err letter_counted(struct op *op, int64_t after_ms, struct counted_list *list)
{
    enum err e = read_counted(op, after_ms, false, list);

    return e == OK ? read_counted(op, after_ms, true, list) : e;
}

enum err letter_recount(struct op *op, const struct counted *counted, int64_t due_ms)
{
    int64_t changed = 0;

    enum err e =
        db_run(op, counted->paper ? &letter_recount_paper : &letter_recount_electronic,
               DB_IN(IN_INT(counted->id), IN_INT(counted->due_ms), IN_INT(due_ms)), &changed);
    if (e == OK && changed == 1)
        e = db_run(op, counted->paper ? &letter_retell_paper : &letter_retell_electronic,
                   DB_IN(IN_INT(counted->id), IN_INT(counted->due_ms), IN_INT(due_ms)), NULL);
    if (e == OK && changed == 1)
        event_add(op, "package.recount", "package", counted->public_id, counted->org_id,
                  mem_printf(op, "{\"paper\":%s,\"from_ms\":%lld,\"to_ms\":%lld}",
                             counted->paper ? "true" : "false", (long long)counted->due_ms,
                             (long long)due_ms));
    return e;
}
