/* SPDX-License-Identifier: Apache-2.0 */
/* org.c: units and capacities. */
#include "org/org.h"

#include "base/crypto.h"
#include "base/mem.h"
#include "db/db.h"
#include "event/event.h"
#include "org/role.h"

#define ORG_COLUMNS                                                                                \
    "SELECT o.id, o.public_id, o.name, o.uscc, o.region, o.reporting_id, r.public_id, r.name"      \
    "  FROM org o LEFT JOIN org r ON r.id = o.reporting_id"
#define ORG_OUT(org)                                                                               \
    DB_OUT(OUT_INT(&(org)->id), OUT_TEXT(&(org)->public_id), OUT_TEXT(&(org)->name),               \
           OUT_TEXT(&(org)->uscc), OUT_TEXT(&(org)->region), OUT_INT(&(org)->reporting_id),        \
           OUT_TEXT(&(org)->reporting), OUT_TEXT(&(org)->reporting_name))

DB_SQL(org_insert, "ttttii",
       "INSERT INTO org (public_id, name, uscc, region, reporting_id, created_ms)"
       " VALUES ($1, $2, $3, $4, $5, $6) RETURNING id");
DB_SQL(org_by_id, "i", ORG_COLUMNS " WHERE o.id = $1");
DB_SQL(org_by_public_id, "t", ORG_COLUMNS " WHERE o.public_id = $1");
DB_SQL(org_by_capacity, "ti",
       ORG_COLUMNS " WHERE o.id = (SELECT min(c.org_id) FROM capacity c"
                   "  WHERE c.kind = $1 AND c.from_day <= $2 AND c.to_day >= $2)");
DB_SQL(org_of_name, "t", "SELECT id FROM org WHERE name = $1 ORDER BY id LIMIT 1");
DB_SQL(org_list_matching, "ttii",
       ORG_COLUMNS " WHERE ($4 = 0 OR o.id = $4) AND ($1 = '' OR " SQL_HOLDS(
           "o.name",
           "$1") ")"
                 "   AND ($2 = '' OR EXISTS (SELECT 1 FROM capacity c WHERE c.org_id = o.id"
                 "        AND c.kind = $2 AND c.from_day <= $3 AND c.to_day >= $3))"
                 " ORDER BY o.id LIMIT 500");
DB_SQL(capacity_insert, "iti", "INSERT INTO capacity (org_id, kind, from_day) VALUES ($1, $2, $3)");
DB_SQL(capacity_of_orgs, "ti",
       WITH_IDS
       "SELECT c.org_id, c.kind FROM ids JOIN capacity c ON c.org_id = ids.id"
       "  WHERE c.from_day <= $2 AND c.to_day >= $2"
       " UNION SELECT e.org_id, e.register FROM ids JOIN register_entry e ON e.org_id = ids.id"
       "  JOIN register_status s ON s.entry_id = e.id"
       "  WHERE s.holds = 1 AND s.from_day = (SELECT max(t.from_day) FROM register_status t"
       "     WHERE t.entry_id = e.id AND t.from_day <= $2) ORDER BY 1, 2");

enum err org_add(struct op *op, const struct org *org, int64_t *ret_id)
{
    const char *public_id = random_public_id(op);

    enum err e =
        db_row(op, &org_insert,
               DB_IN(IN_TEXT(public_id), IN_TEXT(org->name), IN_TEXT(org->uscc),
                     IN_TEXT(org->region), IN_INT_OR_NULL(org->reporting_id), IN_INT(op->now_ms)),
               DB_OUT(OUT_INT(ret_id)));
    if (e == OK)
        event_add(op, "org.add", "org", public_id, *ret_id, NULL);
    return e;
}

enum err org_add_capacity(struct op *op, int64_t org_id, const char *kind, int from_day)
{
    return db_run(op, &capacity_insert, DB_IN(IN_INT(org_id), IN_TEXT(kind), IN_INT(from_day)),
                  NULL);
}

/* Both look-ups say "not found" the same way. */
static enum err one(struct op *op, enum err e, const struct org *found, struct org *ret_org)
{
    if (e == ERR_NOT_FOUND)
        return fail(op, e, "not_found", "no such org");
    if (e == OK)
        *ret_org = *found;
    return e;
}

enum err org_get(struct op *op, int64_t id, struct org *ret_org)
{
    struct org org = { 0 };

    return one(op, db_row(op, &org_by_id, DB_IN(IN_INT(id)), ORG_OUT(&org)), &org, ret_org);
}

enum err org_find(struct op *op, const char *public_id, struct org *ret_org)
{
    struct org org = { 0 };

    return one(op, db_row(op, &org_by_public_id, DB_IN(IN_TEXT(public_id)), ORG_OUT(&org)), &org,
               ret_org);
}

enum err org_named(struct op *op, const char *name, int64_t *ret_id)
{
    int64_t id = 0;

    enum err e = db_row(op, &org_of_name, DB_IN(IN_TEXT(name)), DB_OUT(OUT_INT(&id)));
    if (e == ERR_NOT_FOUND)
        op_forgive(op);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    *ret_id = id;
    return OK;
}

enum err org_with_capacity(struct op *op, const char *kind, int day, struct org *ret_org)
{
    struct org org = { 0 };

    enum err e = db_row(op, &org_by_capacity, DB_IN(IN_TEXT(kind), IN_INT(day)), ORG_OUT(&org));
    if (e == ERR_NOT_FOUND) {
        fail_arg(op, "kind", "%s", kind);
        return fail(op, e, "no_org_in_capacity", "no org holds capacity %s", kind);
    }
    return one(op, e, &org, ret_org);
}

enum err org_capacities_of(struct op *op, const int64_t *ids, size_t count, int day,
                           struct org_kinds **ret_kinds)
{
    struct org_kinds *all = mem_array(op, struct org_kinds, count + 1);
    struct db_rows *rows = NULL;
    const char *kind = NULL;
    int64_t id = 0;

    enum err e = db_query(op, &capacity_of_orgs,
                          DB_IN(IN_TEXT(DB_ID_LIST(op, ids, count)), IN_INT(day)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_INT(&id), OUT_TEXT(&kind)))) {
        for (size_t i = 0; i < count; i++) {
            if (ids[i] == id)
                mem_push(op, all[i].kinds, all[i].count, kind);
        }
    }
    e = db_done(rows);
    if (e == OK)
        *ret_kinds = all;
    return e;
}

enum err org_capacities(struct op *op, int64_t org_id, int day, const char ***ret_kinds,
                        size_t *ret_count)
{
    struct org_kinds *found = NULL;

    enum err e = org_capacities_of(op, &org_id, 1, day, &found);
    if (e != OK)
        return e;
    *ret_kinds = found[0].kinds;
    *ret_count = found[0].count;
    return OK;
}

enum err org_search(struct op *op, const char *q, const char *kind, int day,
                    struct org_list *ret_list)
{
    struct db_rows *rows = NULL;
    struct org_list list = { 0 };
    struct org org = { 0 };

    int64_t only = op->actor.role == POST_UNIT_ADMIN ? op->actor.org_id : 0;

    enum err e = db_query(op, &org_list_matching,
                          DB_IN(IN_TEXT(q), IN_TEXT(kind), IN_INT(day), IN_INT(only)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, ORG_OUT(&org)))
        mem_push(op, list.rows, list.count, org);
    e = db_done(rows);
    if (e == OK)
        *ret_list = list;
    return e;
}
