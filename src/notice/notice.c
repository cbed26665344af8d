/* SPDX-License-Identifier: Apache-2.0 */
/* notice.c: one row a unit told, one row a person who has read it. */
#include "notice/notice.h"

#include "base/crypto.h"
#include "base/mem.h"
#include "call/call.h"
#include "db/db.h"
#include "event/event.h"
#include "org/role.h"
#include "publish/publish.h"

#define ON_THE_ROAD "a.state NOT IN ('withdrawn', 'not_recommended', 'refused', 'forfeited')"

/* The recommending unit counts what came up to it, never the drafts of others. */
DB_SQL(notice_touched, "t",
       "SELECT t.org_id, count(*) FROM (SELECT a.org_id AS org_id FROM application a"
       "  WHERE a.call = $1 AND " ON_THE_ROAD " UNION ALL SELECT a.recommender_id AS org_id"
       "  FROM application a WHERE a.call = $1 AND a.recommender_id <> a.org_id AND a.up_ms > 0"
       "  AND a.state NOT IN ('draft', 'unit_review', 'frozen') AND " ON_THE_ROAD
       ") t GROUP BY t.org_id ORDER BY t.org_id");
DB_SQL(notice_insert, "titiiii",
       "INSERT INTO notice (public_id, org_id, call, before_n, n, item_count, at_ms)"
       " VALUES ($1, $2, $3, $4, $5, $6, $7)");

#define NOTICE_SELECT                                                                              \
    "SELECT n.id, n.public_id, n.call, n.before_n, n.n, n.item_count, n.at_ms,"                    \
    " coalesce(r.read_ms, 0) FROM notice n"                                                        \
    "  LEFT JOIN notice_read r ON r.notice_id = n.id AND r.user_id = $2"                           \
    " WHERE n.org_id = $1"
#define NOTICE_OUT(row)                                                                            \
    DB_OUT(OUT_INT(&(row)->id), OUT_TEXT(&(row)->public_id), OUT_TEXT(&(row)->call),               \
           OUT_INT(&(row)->before_n), OUT_INT(&(row)->n), OUT_INT(&(row)->item_count),             \
           OUT_INT(&(row)->at_ms), OUT_INT(&(row)->read_ms))

DB_SQL(notice_rows, "ii", NOTICE_SELECT " ORDER BY n.at_ms DESC, n.id DESC LIMIT 100");
DB_SQL(notice_by_id, "iit", NOTICE_SELECT " AND n.public_id = $3");
DB_SQL(notice_read_insert, "iii",
       "INSERT INTO notice_read (notice_id, user_id, read_ms) SELECT $1, $2, $3"
       " WHERE NOT EXISTS (SELECT 1 FROM notice_read WHERE notice_id = $1 AND user_id = $2)");

/* Whose notices: nobody's for a post that sees no contents. */
static int64_t reader(const struct op *op)
{
    return role_scope((enum role)op->actor.role) == SCOPE_NOTHING ? 0 : op->actor.org_id;
}

enum err notice_call_changed(struct op *op, const char *call, int64_t before_n, int64_t n)
{
    struct touched {
        int64_t org_id;
        int64_t count;
    } *list = NULL, row = { 0 };
    size_t count = 0;
    struct db_rows *rows = NULL;

    if (before_n == 0)
        return OK;
    enum err e = db_query(op, &notice_touched, DB_IN(IN_TEXT(call)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_INT(&row.org_id), OUT_INT(&row.count))))
        mem_push(op, list, count, row);
    e = db_done(rows);
    for (size_t i = 0; e == OK && i < count; i++) {
        const char *public_id = random_public_id(op);
        e = db_run(op, &notice_insert,
                   DB_IN(IN_TEXT(public_id), IN_INT(list[i].org_id), IN_TEXT(call),
                         IN_INT(before_n), IN_INT(n), IN_INT(list[i].count), IN_INT(op->now_ms)),
                   NULL);
        if (e == OK)
            event_add(op, "notice.tell", "notice", public_id, list[i].org_id,
                      mem_printf(op, "{\"items\":%lld,\"n\":%lld}", (long long)list[i].count,
                                 (long long)n));
    }
    return e;
}

enum err notice_list(struct op *op, struct notice_list *ret_list)
{
    struct notice_list list = { 0 };
    struct notice row = { 0 };
    struct db_rows *rows = NULL;

    enum err e =
        db_query(op, &notice_rows, DB_IN(IN_INT(reader(op)), IN_INT(op->actor.user_id)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, NOTICE_OUT(&row))) {
        mem_push(op, list.rows, list.count, row);
        list.unread += row.read_ms == 0;
    }
    e = db_done(rows);
    if (e == OK)
        *ret_list = list;
    return e;
}

enum err notice_get(struct op *op, const char *public_id, struct notice *ret_notice)
{
    struct notice row = { 0 };

    enum err e = db_row(op, &notice_by_id,
                        DB_IN(IN_INT(reader(op)), IN_INT(op->actor.user_id), IN_TEXT(public_id)),
                        NOTICE_OUT(&row));
    if (e == ERR_NOT_FOUND)
        return fail(op, e, "not_found", "no such notice of the unit");
    if (e == OK)
        *ret_notice = row;
    return e;
}

static enum err read_work(struct op *op, void *arg)
{
    const struct notice *notice = arg;
    int64_t changed = 0;

    enum err e =
        db_run(op, &notice_read_insert,
               DB_IN(IN_INT(notice->id), IN_INT(op->actor.user_id), IN_INT(op->now_ms)), &changed);
    if (e == OK && changed > 0)
        event_add(op, "notice.read", "notice", notice->public_id, op->actor.org_id, NULL);
    return e;
}

enum err notice_mark_read(struct op *op, const char *public_id)
{
    struct notice notice = { 0 };

    enum err e = notice_get(op, public_id, &notice);
    if (e != OK || notice.read_ms > 0)
        return e;
    return event_tx(op, read_work, &notice);
}

enum err notice_title(struct op *op, const struct notice *notice, const char **ret_title)
{
    const struct call *call = NULL;

    enum err e = publish_version(op, notice->call, notice->n, &call);
    if (e == OK)
        *ret_title = mem_printf(op, "通知已更新：%s", call->short_title);
    return e;
}
