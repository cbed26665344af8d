/* SPDX-License-Identifier: Apache-2.0 */
/* event_log.c: the log as people read it. */
#include "base/mem.h"
#include "event/event.h"

DB_SQL(event_lines, "iti",
       "SELECT e.seq, e.at_ms, e.action, e.subject_kind, e.subject_id, e.data, e.hash, u.name,"
       " o.name FROM event e"
       "  LEFT JOIN app_user u ON u.id = e.actor_user_id"
       "  LEFT JOIN org o ON o.id = e.actor_org_id"
       " WHERE e.seq < $1 AND ($2 = '' OR e.action = $2) ORDER BY e.seq DESC LIMIT $3");

enum err event_page(struct op *op, const char *action, int64_t before_seq, int limit,
                    struct event_page *ret_page)
{
    struct db_rows *rows = NULL;
    struct event_page page = { 0 };
    struct event_line line = { 0 };

    enum err e = db_query(
        op, &event_lines,
        DB_IN(IN_INT(before_seq == 0 ? INT64_MAX : before_seq), IN_TEXT(action), IN_INT(limit + 1)),
        &rows);
    if (e != OK)
        return e;
    while (!page.more &&
           db_next(rows, DB_OUT(OUT_INT(&line.seq), OUT_INT(&line.at_ms), OUT_TEXT(&line.action),
                                OUT_TEXT(&line.subject_kind), OUT_TEXT(&line.subject_id),
                                OUT_TEXT(&line.data), OUT_TEXT(&line.hash), OUT_TEXT(&line.who),
                                OUT_TEXT(&line.org)))) {
        page.more = page.count == (size_t)limit; /* one more than asked: there is a next page */
        if (!page.more)
            mem_push(op, page.rows, page.count, line);
    }
    e = db_done(rows);
    if (e == OK)
        *ret_page = page;
    return e;
}
