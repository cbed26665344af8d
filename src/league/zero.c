/* SPDX-License-Identifier: Apache-2.0 */
/* zero.c: 零申报: said by the unit itself or by its recommending unit. */
#include "league/league.h"

#include "base/mem.h"
#include "db/db.h"
#include "event/event.h"
#include "org/org.h"
#include "publish/publish.h"

DB_SQL(zero_row, "it",
       "SELECT z.reason, b.name, u.name, z.at_ms FROM zero_report z"
       "  JOIN org b ON b.id = z.by_org_id JOIN app_user u ON u.id = z.user_id"
       " WHERE z.org_id = $1 AND z.call = $2");
DB_SQL(zero_delete, "it", "DELETE FROM zero_report WHERE org_id = $1 AND call = $2");
DB_SQL(zero_insert, "tiitii",
       "INSERT INTO zero_report (call, org_id, by_org_id, reason, user_id, at_ms)"
       " VALUES ($1, $2, $3, $4, $5, $6)");
DB_SQL(zero_lock, "i", "UPDATE org SET name = name WHERE id = $1");
DB_SQL(zero_own_items, "it",
       "SELECT count(*) FROM application WHERE org_id = $1 AND call = $2"
       "   AND state NOT IN ('withdrawn', 'not_recommended', 'overdue', 'forfeited')");
/* What the recommending unit sees of it: nothing before it came up. */
DB_SQL(zero_seen_items, "iti",
       "SELECT count(*) FROM application WHERE org_id = $1 AND call = $2 AND recommender_id = $3"
       "   AND up_ms > 0 AND state NOT IN ('draft', 'unit_review', 'frozen', 'county_review',"
       "                                   'withdrawn')");

struct declaring {
    const char *call;
    const char *reason;
    struct org org;
};

static enum err check_items(struct op *op, const struct declaring *declaring)
{
    const struct org *org = &declaring->org;
    bool own = org->id == op->actor.org_id;
    int64_t count = 0;

    enum err e =
        own ? db_row(op, &zero_own_items, DB_IN(IN_INT(org->id), IN_TEXT(declaring->call)),
                     DB_OUT(OUT_INT(&count)))
            : db_row(op, &zero_seen_items,
                     DB_IN(IN_INT(org->id), IN_TEXT(declaring->call), IN_INT(op->actor.org_id)),
                     DB_OUT(OUT_INT(&count)));
    if (e == OK && count > 0)
        e = fail(op, ERR_CONFLICT, "zero_has_items", "unit has %lld applications",
                 (long long)count);
    return e;
}

static enum err declare_work(struct op *op, void *arg)
{
    const struct declaring *declaring = arg;
    const struct org *org = &declaring->org;

    enum err e = db_run(op, &zero_lock, DB_IN(IN_INT(org->id)), NULL);
    if (e == OK && declaring->reason != NULL)
        e = check_items(op, declaring);
    if (e == OK)
        e = db_run(op, &zero_delete, DB_IN(IN_INT(org->id), IN_TEXT(declaring->call)), NULL);
    if (e == OK && declaring->reason != NULL)
        e = db_run(op, &zero_insert,
                   DB_IN(IN_TEXT(declaring->call), IN_INT(org->id), IN_INT(op->actor.org_id),
                         IN_TEXT(declaring->reason), IN_INT(op->actor.user_id), IN_INT(op->now_ms)),
                   NULL);
    if (e == OK)
        event_add(op, declaring->reason == NULL ? "zero.cancel" : "zero.declare", "org",
                  org->public_id, org->id, mem_printf(op, "{\"call\":\"%s\"}", declaring->call));
    return e;
}

enum err zero_set(struct op *op, const char *code, const char *unit, const char *reason)
{
    struct declaring declaring = { .call = code, .reason = reason };
    const struct call *call = NULL;
    int64_t n = 0;

    enum err e = publish_current(op, code, &call, &n);
    if (e == OK)
        e = unit == NULL ? org_get(op, op->actor.org_id, &declaring.org)
                         : org_find(op, unit, &declaring.org);
    if (e == OK && unit != NULL && declaring.org.reporting_id != op->actor.org_id)
        e = fail(op, ERR_NOT_FOUND, "not_found", "unit is not of this area");
    return e == OK ? event_tx(op, declare_work, &declaring) : e;
}

enum err zero_get(struct op *op, const char *call, struct zero_report *ret_zero)
{
    struct zero_report zero = { 0 };

    enum err e = db_row(op, &zero_row, DB_IN(IN_INT(op->actor.org_id), IN_TEXT(call)),
                        DB_OUT(OUT_TEXT(&zero.reason), OUT_TEXT(&zero.by_org), OUT_TEXT(&zero.by),
                               OUT_INT(&zero.at_ms)));
    if (e == OK || e == ERR_NOT_FOUND)
        *ret_zero = zero;
    return e == ERR_NOT_FOUND ? OK : e;
}
