/* SPDX-License-Identifier: Apache-2.0 */
/* superior.c: to whom a unit belongs, day by day. */
#include "org/superior.h"

#include "base/mem.h"
#include "base/time.h"
#include "db/db.h"
#include "event/event.h"
#include "org/unit.h"

DB_SQL(superior_rows, "i",
       "SELECT s.superior_id, o.name, s.from_day, s.to_day, s.basis FROM org_superior s"
       "  JOIN org o ON o.id = s.superior_id WHERE s.org_id = $1"
       " ORDER BY s.from_day DESC, s.id DESC LIMIT 100");
DB_SQL(superior_open, "i",
       "SELECT superior_id, from_day FROM org_superior WHERE org_id = $1 AND to_day = 99991231");
DB_SQL(superior_last, "i",
       "SELECT coalesce(max(to_day), 0) FROM org_superior WHERE org_id = $1 AND to_day < 99991231");
DB_SQL(superior_end, "ii",
       "UPDATE org_superior SET to_day = $2 WHERE org_id = $1 AND to_day = 99991231");
DB_SQL(superior_add, "iiit",
       "INSERT INTO org_superior (org_id, superior_id, from_day, basis) VALUES ($1, $2, $3, $4)");
DB_SQL(superior_lock, "i", "UPDATE org SET name = name WHERE id = $1");

enum err superiors_of(struct op *op, int64_t org_id, struct superior **ret_rows, size_t *ret_count)
{
    struct superior *list = NULL;
    struct superior row = { 0 };
    struct db_rows *rows = NULL;
    size_t count = 0;

    enum err e = db_query(op, &superior_rows, DB_IN(IN_INT(org_id)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_INT(&row.id), OUT_TEXT(&row.name), OUT_INT(&row.from_day),
                                OUT_INT(&row.to_day), OUT_TEXT(&row.basis))))
        mem_push(op, list, count, row);
    e = db_done(rows);
    if (e == OK) {
        *ret_rows = list;
        *ret_count = count;
    }
    return e;
}

struct setting {
    const struct superior_new *in;
    struct org unit;
    struct org superior; /* id 0: nobody */
};

/* The superior a unit has now, 0 none. */
static enum err now_of(struct op *op, int64_t org_id, int64_t *ret_id, int64_t *ret_from)
{
    *ret_id = 0;
    *ret_from = 0;
    enum err e = db_row(op, &superior_open, DB_IN(IN_INT(org_id)),
                        DB_OUT(OUT_INT(ret_id), OUT_INT(ret_from)));
    if (e != ERR_NOT_FOUND)
        return e;
    op_forgive(op);
    return OK;
}

/* Nobody belongs to oneself, on whatever way. */
static enum err check_circle(struct op *op, int64_t org_id, int64_t superior_id)
{
    int64_t at = superior_id;
    int64_t from = 0;
    enum err e = OK;

    for (int depth = 0; e == OK && at != 0 && depth < SUPERIOR_DEPTH_MAX; depth++) {
        if (at == org_id)
            return fail(op, ERR_CONFLICT, "superior_circle", "the unit would belong to itself");
        e = now_of(op, at, &at, &from);
    }
    return e;
}

static enum err check_day(struct op *op, int64_t org_id, int64_t from_day, int64_t day)
{
    int64_t last = 0;

    enum err e = db_row(op, &superior_last, DB_IN(IN_INT(org_id)), DB_OUT(OUT_INT(&last)));
    if (e == OK && (day <= from_day || day <= last))
        e = fail(op, ERR_INVALID, "superior_day", "not after the one before");
    return e;
}

static enum err set_work(struct op *op, void *arg)
{
    const struct setting *setting = arg;
    int64_t day = setting->in->from_day;
    int64_t now = 0;
    int64_t from = 0;

    enum err e = db_run(op, &superior_lock, DB_IN(IN_INT(setting->unit.id)), NULL);
    if (e == OK)
        e = now_of(op, setting->unit.id, &now, &from);
    if (e == OK && now == setting->superior.id)
        e = fail(op, ERR_CONFLICT, "superior_same", "it is so already");
    if (e == OK)
        e = check_circle(op, setting->unit.id, setting->superior.id);
    if (e == OK)
        e = check_day(op, setting->unit.id, from, day);
    if (e == OK)
        e = db_run(op, &superior_end,
                   DB_IN(IN_INT(setting->unit.id), IN_INT(day_add((int)day, -1))), NULL);
    if (e == OK && setting->superior.id != 0)
        e = db_run(op, &superior_add,
                   DB_IN(IN_INT(setting->unit.id), IN_INT(setting->superior.id), IN_INT(day),
                         IN_TEXT(setting->in->basis)),
                   NULL);
    if (e == OK)
        event_add(op, "org.superior", "org", setting->unit.public_id, setting->unit.id,
                  mem_printf(op, "{\"superior\":%lld,\"day\":%lld}",
                             (long long)setting->superior.id, (long long)day));
    return e;
}

enum err superior_set(struct op *op, const struct superior_new *in)
{
    struct setting setting = { .in = in };

    enum err e = unit_find(op, in->unit, &setting.unit);
    if (e == OK && or_empty(in->superior)[0] != '\0')
        e = org_find(op, in->superior, &setting.superior);
    return e == OK ? event_tx(op, set_work, &setting) : e;
}

enum err superior_enter(struct op *op, int64_t org_id, int64_t superior_id, int from_day)
{
    struct org unit = { 0 };
    int64_t now = 0;
    int64_t from = 0;

    enum err e = now_of(op, org_id, &now, &from);
    if (e != OK || now != 0)
        return e; /* what is known is not moved by a list */
    e = check_circle(op, org_id, superior_id);
    if (e == OK)
        e = org_get(op, org_id, &unit);
    if (e == OK)
        e = db_run(op, &superior_add,
                   DB_IN(IN_INT(org_id), IN_INT(superior_id), IN_INT(from_day), IN_TEXT("")), NULL);
    if (e == OK)
        event_add(
            op, "org.superior", "org", unit.public_id, org_id,
            mem_printf(op, "{\"superior\":%lld,\"day\":%d}", (long long)superior_id, from_day));
    return e;
}
