/* SPDX-License-Identifier: Apache-2.0 */
/* demand.c: reading demands by scope, and the words for their codes. */
#include "demand/internal.h"

#include "base/cursor.h"
#include "base/mem.h"

#include <string.h>

enum { LIST_DEFAULT = 50 };

const struct demand_word demand_kinds[] = {
    { "technical", "技术难题" }, { "transfer", "成果转化" }, { "training", "人员培训" },
    { "clinic", "诊疗义诊" },    { "planning", "规划咨询" }, { "matching", "项目对接" },
    { "guidance", "技术指导" },  { "other", "其他" },        { NULL, NULL },
};
const struct demand_word demand_modes[] = {
    { "any", "不限" },          { "onsite", "现场服务" }, { "remote", "远程服务" },
    { "long", "柔性长期合作" }, { NULL, NULL },
};
const struct demand_word demand_urgencies[] = {
    { "high", "紧急" }, { "middle", "一般" }, { "low", "可缓" }, { NULL, NULL }
};
const struct demand_word demand_states[] = {
    { "draft", "草稿" },    { "submitted", "待审核" }, { "confirmed", "已确认" },
    { "closed", "已办结" }, { "merged", "已合并" },    { "dropped", "已撤销" },
    { NULL, NULL },
};

/* All texts that a search looks into, as one. */
#define HOLDS_WORDS                                                                                \
    SQL_HOLDS(                                                                                     \
        "(coalesce(d.number, '') || ' ' || d.title || ' ' || d.unit_name || ' ' || d.detail)",     \
        "$7")

DEMAND_SQL(get, "it", DEMAND_SELECT "WHERE ", " AND d.public_id = $2");
DEMAND_SQL(list, "ittttttiii", DEMAND_SELECT "WHERE ",
           " AND ($2 = '' OR d.state = $2) AND ($2 <> '' OR d.state NOT IN ('merged', 'dropped'))"
           " AND ($3 = '' OR d.kind = $3) AND ($4 = '' OR r.region = $4)"
           " AND ($5 = '' OR d.region = $5) AND ($6 = '' OR d.urgency = $6)"
           " AND ($7 = '' OR " HOLDS_WORDS ")"
           " AND (d.changed_ms < $8 OR (d.changed_ms = $8 AND d.id < $9))"
           " ORDER BY d.changed_ms DESC, d.id DESC LIMIT $10");
DEMAND_SQL(tally, "i",
           "SELECT coalesce(r.region, ''), coalesce(r.name, ''),"
           " sum(CASE WHEN d.state = 'submitted' THEN 1 ELSE 0 END),"
           " sum(CASE WHEN d.state = 'confirmed' THEN 1 ELSE 0 END),"
           " sum(CASE WHEN d.state = 'closed' THEN 1 ELSE 0 END),"
           " sum(CASE WHEN d.state = 'confirmed' AND d.urgency = 'high' THEN 1 ELSE 0 END)"
           " FROM demand d LEFT JOIN org r ON r.id = d.reporting_id WHERE ",
           " AND d.state IN ('submitted', 'confirmed', 'closed')"
           " GROUP BY coalesce(r.region, ''), coalesce(r.name, '') ORDER BY 1");
DB_SQL(open_list, "ii",
       DEMAND_SELECT "WHERE d.state = 'confirmed' AND d.id > $1 ORDER BY d.id LIMIT $2");
DB_SQL(by_id, "i", DEMAND_SELECT "WHERE d.id = $1");

const char *demand_word_name(const struct demand_word *words, const char *code)
{
    for (; words->code != NULL; words++) {
        if (strcmp(words->code, code) == 0)
            return words->name;
    }
    return code;
}

const struct db_sql *demand_sql(const struct op *op, const struct db_sql *const *statements)
{
    return statements[role_scope((enum role)op->actor.role)];
}

static enum err not_found(struct op *op)
{
    return fail(op, ERR_NOT_FOUND, "not_found", "no such demand for this actor");
}

enum err demand_get(struct op *op, const char *public_id, struct demand *ret_demand)
{
    const struct db_sql *sql = demand_sql(op, get);
    struct demand found = { 0 };

    if (sql == NULL)
        return not_found(op);
    enum err e =
        db_row(op, sql, DB_IN(IN_INT(op->actor.org_id), IN_TEXT(public_id)), DEMAND_OUT(&found));
    if (e == ERR_NOT_FOUND)
        return not_found(op);
    if (e == OK)
        *ret_demand = found;
    return e;
}

enum err demand_by_id(struct op *op, int64_t id, struct demand *ret_demand)
{
    struct demand found = { 0 };

    enum err e = db_row(op, &by_id, DB_IN(IN_INT(id)), DEMAND_OUT(&found));
    if (e == ERR_NOT_FOUND)
        return not_found(op);
    if (e == OK)
        *ret_demand = found;
    return e;
}

enum err demand_read_list(struct op *op, const struct db_sql *sql, const struct db_in *in,
                          struct demand **ret_rows, size_t *ret_count)
{
    struct demand *list_rows = NULL;
    struct demand row = { 0 };
    struct db_rows *rows = NULL;
    size_t count = 0;

    enum err e = db_query(op, sql, in, &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DEMAND_OUT(&row)))
        mem_push(op, list_rows, count, row);
    e = db_done(rows);
    if (e != OK)
        return e;
    *ret_rows = list_rows;
    *ret_count = count;
    return OK;
}

enum err demand_list(struct op *op, const struct demand_query *query, struct demand_list *ret_list)
{
    const struct db_sql *sql = demand_sql(op, list);
    struct demand_list found = { 0 };
    int64_t limit = query->limit == 0 ? LIST_DEFAULT : query->limit;
    int64_t before_ms = 0;
    int64_t before_id = 0;
    enum err e = OK;

    cursor_read(query->cursor, &before_ms, &before_id);
    if (sql != NULL)
        e = demand_read_list(op, sql,
                             DB_IN(IN_INT(op->actor.org_id), IN_TEXT(or_empty(query->state)),
                                   IN_TEXT(or_empty(query->kind)),
                                   IN_TEXT(or_empty(query->reporting)),
                                   IN_TEXT(or_empty(query->region)),
                                   IN_TEXT(or_empty(query->urgency)), IN_TEXT(or_empty(query->q)),
                                   IN_INT(before_ms), IN_INT(before_id), IN_INT(limit + 1)),
                             &found.rows, &found.count);
    if (e != OK)
        return e;
    if (found.count > (size_t)limit) { /* one more than asked: there is a next page */
        found.count--;
        found.next =
            cursor_text(op, found.rows[found.count - 1].changed_ms, found.rows[found.count - 1].id);
    }
    *ret_list = found;
    return OK;
}

enum err demand_tally(struct op *op, struct demand_tally **ret_rows, size_t *ret_count)
{
    const struct db_sql *sql = demand_sql(op, tally);
    struct demand_tally *tallies = NULL;
    struct demand_tally row = { 0 };
    struct db_rows *rows = NULL;
    size_t count = 0;
    enum err e = OK;

    if (sql != NULL) {
        e = db_query(op, sql, DB_IN(IN_INT(op->actor.org_id)), &rows);
        if (e != OK)
            return e;
        while (db_next(rows,
                       DB_OUT(OUT_TEXT(&row.region), OUT_TEXT(&row.name), OUT_INT(&row.submitted),
                              OUT_INT(&row.confirmed), OUT_INT(&row.closed), OUT_INT(&row.urgent))))
            mem_push(op, tallies, count, row);
        e = db_done(rows);
    }
    if (e != OK)
        return e;
    *ret_rows = tallies;
    *ret_count = count;
    return OK;
}

/* ---- for matching ---- */

enum err demand_open(struct op *op, int64_t after_id, int limit, struct demand **ret_rows,
                     size_t *ret_count)
{
    return demand_read_list(op, &open_list, DB_IN(IN_INT(after_id), IN_INT(limit)), ret_rows,
                            ret_count);
}

const char *demand_text(struct op *op, const struct demand *demand)
{
    return mem_printf(op, "%s\n%s\n%s\n%s", demand->title, demand->detail, demand->goal,
                      demand->specialty);
}
