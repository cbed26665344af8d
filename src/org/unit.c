/* SPDX-License-Identifier: Apache-2.0 */
/* unit.c: the tree of units, their names and capacities through the years. */
#include "org/unit.h"

#include "base/crypto.h"
#include "base/mem.h"
#include "base/site.h"
#include "base/time.h"
#include "call/reference.h"
#include "db/db.h"
#include "event/event.h"
#include "org/role.h"
#include "text/ident.h"

#include <string.h>

/* $1: 0, or the only unit that the actor sees. */
DB_SQL(unit_rows, "ittiii",
       "SELECT o.id, o.public_id, o.name, o.uscc, o.region, r.public_id,"
       " (SELECT count(*) FROM org c WHERE c.reporting_id = o.id)"
       "  FROM org o LEFT JOIN org r ON r.id = o.reporting_id"
       " WHERE ($1 = 0 OR o.id = $1) AND ($2 = '' OR r.public_id = $2)"
       "   AND ($3 = '' OR " SQL_HOLDS(
           "o.name",
           "$3") ")"
                 "   AND ($4 = 0 OR o.reporting_id IS NULL) AND o.id > $5 ORDER BY o.id LIMIT $6");
DB_SQL(unit_names, "i",
       "SELECT name, to_day, basis FROM org_name WHERE org_id = $1 ORDER BY to_day DESC, id DESC"
       " LIMIT 100");
DB_SQL(unit_capacities, "i",
       "SELECT kind, from_day, to_day, basis FROM capacity WHERE org_id = $1"
       " ORDER BY kind, from_day LIMIT 200");
DB_SQL(unit_same, "tti",
       "SELECT count(*) FROM org WHERE (name = $1 OR (uscc = $2 AND $2 <> '')) AND id <> $3");
DB_SQL(unit_name_keep, "itii",
       "INSERT INTO org_name (org_id, name, to_day, basis, changed_ms)"
       " SELECT id, name, $3, $2, $4 FROM org WHERE id = $1");
DB_SQL(unit_name_set, "it", "UPDATE org SET name = $2 WHERE id = $1");
DB_SQL(unit_capacity_open, "iti",
       "SELECT count(*) FROM capacity WHERE org_id = $1 AND kind = $2 AND to_day >= $3");
DB_SQL(unit_capacity_add, "itit",
       "INSERT INTO capacity (org_id, kind, from_day, basis) VALUES ($1, $2, $3, $4)");
DB_SQL(unit_capacity_last, "it",
       "SELECT max(from_day) FROM capacity WHERE org_id = $1 AND kind = $2 AND to_day = 99991231");
DB_SQL(unit_capacity_end, "itit",
       "UPDATE capacity SET to_day = $3, basis = $4"
       " WHERE org_id = $1 AND kind = $2 AND to_day = 99991231");

static int today(const struct op *op)
{
    return day_of(op->now_ms, ZONE_SHANGHAI_MINUTES);
}

static int64_t only_unit(const struct op *op)
{
    return op->actor.role == POST_UNIT_ADMIN ? op->actor.org_id : 0;
}

enum err unit_list(struct op *op, const struct unit_query *query, struct unit_page *ret_page)
{
    int64_t only = only_unit(op);
    bool top = only == 0 && query->parent[0] == '\0' && query->q[0] == '\0';
    struct unit_page page = { 0 };
    struct db_rows *rows = NULL;
    struct unit_row row = { 0 };

    enum err e =
        db_query(op, &unit_rows,
                 DB_IN(IN_INT(only), IN_TEXT(only == 0 ? query->parent : ""), IN_TEXT(query->q),
                       IN_INT(top ? 1 : 0), IN_INT(query->after_id), IN_INT(query->limit + 1)),
                 &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_INT(&row.id), OUT_TEXT(&row.public_id), OUT_TEXT(&row.name),
                                OUT_TEXT(&row.uscc), OUT_TEXT(&row.region), OUT_TEXT(&row.parent),
                                OUT_INT(&row.child_count))))
        mem_push(op, page.rows, page.count, row);
    e = db_done(rows);
    page.more = page.count > (size_t)query->limit;
    if (page.more)
        page.count--;
    if (e == OK)
        *ret_page = page;
    return e;
}

enum err unit_find(struct op *op, const char *public_id, struct org *ret_org)
{
    struct org org = { 0 };

    enum err e = org_find(op, public_id, &org);
    if (e == OK && only_unit(op) != 0 && only_unit(op) != org.id)
        e = fail(op, ERR_NOT_FOUND, "not_found", "no such org");
    if (e == OK)
        *ret_org = org;
    return e;
}

static enum err read_names(struct op *op, int64_t org_id, struct unit_history *history)
{
    struct db_rows *rows = NULL;
    struct unit_name name = { 0 };

    enum err e = db_query(op, &unit_names, DB_IN(IN_INT(org_id)), &rows);
    if (e != OK)
        return e;
    while (
        db_next(rows, DB_OUT(OUT_TEXT(&name.name), OUT_INT(&name.to_day), OUT_TEXT(&name.basis))))
        mem_push(op, history->names, history->name_count, name);
    return db_done(rows);
}

enum err unit_history(struct op *op, int64_t org_id, struct unit_history *ret_history)
{
    struct unit_history history = { 0 };
    struct db_rows *rows = NULL;
    struct unit_capacity row = { 0 };

    enum err e = read_names(op, org_id, &history);
    if (e == OK)
        e = db_query(op, &unit_capacities, DB_IN(IN_INT(org_id)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_TEXT(&row.kind), OUT_INT(&row.from_day), OUT_INT(&row.to_day),
                                OUT_TEXT(&row.basis))))
        mem_push(op, history.capacities, history.capacity_count, row);
    e = db_done(rows);
    if (e == OK)
        *ret_history = history;
    return e;
}

/* ---- changes ---- */

static const char *or_null(const char *text)
{
    return text == NULL || text[0] == '\0' ? NULL : text;
}

static enum err not_there_yet(struct op *op, const char *name, const char *uscc, int64_t but)
{
    int64_t count = 0;

    enum err e =
        db_row(op, &unit_same, DB_IN(IN_TEXT(name), IN_TEXT(uscc == NULL ? "" : uscc), IN_INT(but)),
               DB_OUT(OUT_INT(&count)));
    if (e == OK && count > 0)
        e = fail(op, ERR_CONFLICT, "unit_exists", "a unit of that name or code exists");
    return e;
}

struct adding {
    struct org org;
    int64_t id;
};

static enum err add_work(struct op *op, void *arg)
{
    struct adding *adding = arg;

    enum err e = not_there_yet(op, adding->org.name, adding->org.uscc, 0);
    return e == OK ? org_add(op, &adding->org, &adding->id) : e;
}

/* Judges code and region; the code goes on in its normal form. */
static enum err check_new(struct op *op, struct org *org)
{
    if (org->uscc != NULL) {
        struct ident ident = ident_check(op, IDENT_USCC, org->uscc, today(op));
        if (ident.code != NULL && !ident.warns_only)
            return fail(op, ERR_INVALID, ident.code, "not a unified social credit code");
        org->uscc = ident.text;
    }
    if (org->region != NULL && reference_region(op->site->reference, org->region) == NULL)
        return fail(op, ERR_INVALID, "unit_region", "no such region");
    return OK;
}

enum err unit_add(struct op *op, const struct unit_new *unit, const char **ret_id)
{
    struct adding adding = {
        .org = { .name = unit->name, .uscc = or_null(unit->uscc), .region = or_null(unit->region) }
    };
    struct org reporting = { 0 };
    struct org added = { 0 };

    enum err e = check_new(op, &adding.org);
    if (e == OK && or_null(unit->reporting) != NULL) {
        e = org_find(op, unit->reporting, &reporting);
        adding.org.reporting_id = reporting.id;
    }
    if (e == OK)
        e = event_tx(op, add_work, &adding);
    if (e == OK)
        e = org_get(op, adding.id, &added);
    if (e == OK)
        *ret_id = added.public_id;
    return e;
}

struct changing { /* one unit, by either */
    struct org org;
    const struct unit_rename *rename;
    const struct unit_grant *grant;
};

static enum err rename_work(struct op *op, void *arg)
{
    const struct changing *changing = arg;
    const struct unit_rename *rename = changing->rename;

    enum err e = not_there_yet(op, rename->name, NULL, changing->org.id);
    if (e == OK)
        e = db_run(op, &unit_name_keep,
                   DB_IN(IN_INT(changing->org.id), IN_TEXT(rename->basis),
                         IN_INT(day_add((int)rename->from_day, -1)), IN_INT(op->now_ms)),
                   NULL);
    if (e == OK)
        e = db_run(op, &unit_name_set, DB_IN(IN_INT(changing->org.id), IN_TEXT(rename->name)),
                   NULL);
    if (e == OK)
        event_add(op, "org.rename", "org", changing->org.public_id, changing->org.id,
                  mem_printf(op, "{\"from\":%lld}", (long long)rename->from_day));
    return e;
}

enum err unit_rename(struct op *op, const struct unit_rename *rename)
{
    struct changing changing = { .rename = rename };

    enum err e = unit_find(op, rename->unit, &changing.org);
    if (e == OK && rename->from_day > today(op))
        e = fail(op, ERR_INVALID, "day_ahead", "a new name begins today or earlier");
    if (e == OK && strcmp(changing.org.name, rename->name) == 0)
        e = fail(op, ERR_CONFLICT, "unit_exists", "the name is the same");
    return e == OK ? event_tx(op, rename_work, &changing) : e;
}

static void add_event(struct op *op, const char *action, const struct changing *changing)
{
    event_add(op, action, "org", changing->org.public_id, changing->org.id,
              mem_printf(op, "{\"kind\":\"%s\",\"day\":%lld}", changing->grant->kind,
                         (long long)changing->grant->day));
}

static enum err grant_work(struct op *op, void *arg)
{
    const struct changing *changing = arg;
    const struct unit_grant *grant = changing->grant;
    int64_t open = 0;

    enum err e = db_row(op, &unit_capacity_open,
                        DB_IN(IN_INT(changing->org.id), IN_TEXT(grant->kind), IN_INT(grant->day)),
                        DB_OUT(OUT_INT(&open)));
    if (e == OK && open > 0)
        e = fail(op, ERR_CONFLICT, "capacity_held", "capacity is held already");
    if (e == OK)
        e = db_run(op, &unit_capacity_add,
                   DB_IN(IN_INT(changing->org.id), IN_TEXT(grant->kind), IN_INT(grant->day),
                         IN_TEXT(or_null(grant->basis))),
                   NULL);
    if (e == OK)
        add_event(op, "capacity.add", changing);
    return e;
}

/* 1..40 of [a-z0-9_-], as classes of unit are called in calls. */
bool unit_code_valid(const char *code)
{
    size_t length = strspn(code, "abcdefghijklmnopqrstuvwxyz0123456789_-");

    return length >= 1 && length <= UNIT_CODE_MAX && code[length] == '\0';
}

enum err unit_grant(struct op *op, const struct unit_grant *grant)
{
    struct changing changing = { .grant = grant };

    if (!unit_code_valid(grant->kind))
        return fail(op, ERR_INVALID, "capacity_unknown", "no code of a class of unit");
    enum err e = unit_find(op, grant->unit, &changing.org);
    return e == OK ? event_tx(op, grant_work, &changing) : e;
}

static enum err end_work(struct op *op, void *arg)
{
    const struct changing *changing = arg;
    const struct unit_grant *grant = changing->grant;
    int64_t from = 0;

    enum err e =
        db_row(op, &unit_capacity_last, DB_IN(IN_INT(changing->org.id), IN_TEXT(grant->kind)),
               DB_OUT(OUT_INT(&from)));
    if (e == OK && from == 0)
        e = fail(op, ERR_NOT_FOUND, "not_found", "no open capacity %s", grant->kind);
    if (e == OK && grant->day < from)
        e = fail(op, ERR_INVALID, "day_before_start", "ends before it began");
    if (e == OK)
        e = db_run(op, &unit_capacity_end,
                   DB_IN(IN_INT(changing->org.id), IN_TEXT(grant->kind), IN_INT(grant->day),
                         IN_TEXT(or_null(grant->basis))),
                   NULL);
    if (e == OK)
        add_event(op, "capacity.end", changing);
    return e;
}

enum err unit_end_grant(struct op *op, const struct unit_grant *end)
{
    struct changing changing = { .grant = end };

    enum err e = unit_find(op, end->unit, &changing.org);
    return e == OK ? event_tx(op, end_work, &changing) : e;
}
