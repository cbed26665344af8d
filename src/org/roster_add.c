/* SPDX-License-Identifier: Apache-2.0 */
/* roster_add.c: enters a roster, one transaction. */
#include "org/roster.h"

#include "base/crypto.h"
#include "base/mem.h"
#include "base/site.h"
#include "base/time.h"
#include "db/db.h"
#include "event/event.h"
#include "org/activation.h"
#include "org/org.h"
#include "org/register.h"
#include "org/superior.h"
#include "org/user_secret.h"
#include "text/ident.h"

#include <string.h>

DB_SQL(roster_capacity_held, "iti",
       "SELECT count(*) FROM capacity WHERE org_id = $1 AND kind = $2 AND to_day >= $3");
DB_SQL(roster_base_there, "ittt",
       "SELECT count(*) FROM register_entry WHERE org_id = $1 AND register = $2 AND level = $3"
       " AND approval_number = $4");
DB_SQL(roster_login_there, "t", "SELECT count(*) FROM app_user WHERE login = $1");

struct adding {
    const struct roster *roster;
    const char *hash; /* a rehearsal's one password; else one that nobody knows, before the link */
    int64_t *ids;     /* of the units, by their places in the roster */
    struct roster_made made;
};

static int first_day(const struct op *op, const struct roster *roster, int own)
{
    if (own != 0)
        return own;
    return roster->from != 0 ? roster->from : day_of(op->now_ms, ZONE_SHANGHAI_MINUTES);
}

/* The place of a unit that roster_read has found; no unit at all is the place behind the last,
 * whose id is 0. */
static size_t index_of(const struct roster *roster, const char *key)
{
    size_t i = 0;

    while (i < roster->unit_count && (key == NULL || strcmp(roster->units[i].key, key) != 0))
        i++;
    return i;
}

static enum err count_of(struct op *op, const struct db_sql *sql, const struct db_in *in,
                         int64_t *ret_count)
{
    return db_row(op, sql, in, DB_OUT(OUT_INT(ret_count)));
}

static enum err add_capacities(struct op *op, const struct adding *adding, size_t index)
{
    const struct roster_unit *unit = &adding->roster->units[index];
    int day = first_day(op, adding->roster, unit->from);
    enum err e = OK;

    for (size_t i = 0; e == OK && i < unit->capacity_count; i++) {
        int64_t held = 0;
        e = count_of(op, &roster_capacity_held,
                     DB_IN(IN_INT(adding->ids[index]), IN_TEXT(unit->capacities[i]), IN_INT(day)),
                     &held);
        if (e == OK && held == 0)
            e = org_add_capacity(op, adding->ids[index], unit->capacities[i], day);
    }
    return e;
}

static enum err add_bases(struct op *op, const struct adding *adding, size_t index)
{
    const struct roster_unit *unit = &adding->roster->units[index];
    enum err e = OK;

    for (size_t i = 0; e == OK && i < unit->base_count; i++) {
        const struct roster_base *base = &unit->bases[i];
        const struct register_entry entry = { .reg = base->reg,
                                              .name = base->name,
                                              .level = base->level,
                                              .batch = "",
                                              .approval_number = base->number,
                                              .approved_day = base->approved };
        const struct register_status status = { base->approved, base->status, true, base->number };
        int64_t there = 0;
        e = count_of(op, &roster_base_there,
                     DB_IN(IN_INT(adding->ids[index]), IN_TEXT(base->reg), IN_TEXT(base->level),
                           IN_TEXT(base->number)),
                     &there);
        if (e == OK && there == 0)
            e = register_enter(op, adding->ids[index], &entry, &status);
    }
    return e;
}

static enum err add_unit(struct op *op, struct adding *adding, size_t index)
{
    const struct roster_unit *unit = &adding->roster->units[index];
    struct org org = { .name = unit->name,
                       .uscc = unit->uscc,
                       .region = unit->region,
                       .reporting_id = adding->ids[index_of(adding->roster, unit->reporting)] };

    if (unit->uscc != NULL) {
        struct ident ident =
            ident_check(op, IDENT_USCC, unit->uscc, day_of(op->now_ms, ZONE_SHANGHAI_MINUTES));
        if (ident.code != NULL && !ident.warns_only)
            return fail(op, ERR_INVALID, ident.code, "unit %s: no credit code", unit->key);
        org.uscc = ident.text;
    }
    enum err e = org_named(op, unit->name, &adding->ids[index]);
    if (e == OK && adding->ids[index] == 0) {
        e = org_add(op, &org, &adding->ids[index]);
        adding->made.unit_count++;
    }
    if (e == OK && unit->superior != NULL)
        e = superior_enter(op, adding->ids[index],
                           adding->ids[index_of(adding->roster, unit->superior)], 0);
    if (e == OK)
        e = add_capacities(op, adding, index);
    return e == OK ? add_bases(op, adding, index) : e;
}

static enum err add_person(struct op *op, struct adding *adding, const struct roster_person *row)
{
    struct user_new user = { row->login, row->name, NULL, NULL };
    struct account_link link = { 0 };
    size_t unit = index_of(adding->roster, row->unit);
    int64_t there = 0;
    int64_t id = 0;

    if (op->site->rehearsal)
        user.demo = row->about == NULL ? role_name(role_of(row->role)) : row->about;
    enum err e = count_of(op, &roster_login_there, DB_IN(IN_TEXT(row->login)), &there);
    if (e == OK && there > 0) {
        fail_arg(op, "value", "%s", row->login);
        fail_arg(op, "line", "%d", row->place.line);
        return fail(op, ERR_CONFLICT, "roster_login_taken", "login %s is taken", row->login);
    }
    if (e == OK)
        e = user_add_hashed(op, &user, adding->hash, &id);
    if (e == OK)
        e = user_add_post(op, id, adding->ids[unit], role_of(row->role),
                          first_day(op, adding->roster, 0));
    if (e == OK && !op->site->rehearsal)
        e = activation_add(op, id, ACTIVATION_INVITE, false, &link);
    if (e != OK)
        return e;
    struct roster_link made_link = { row->login, row->name, adding->roster->units[unit].name,
                                     link.token };
    mem_push(op, adding->made.links, adding->made.link_count, made_link);
    return OK;
}

static enum err add_work(struct op *op, void *arg)
{
    struct adding *adding = arg;
    enum err e = OK;

    adding->made = (struct roster_made){ 0 };
    adding->ids = mem_array(op, int64_t, adding->roster->unit_count + 1);
    for (size_t i = 0; e == OK && i < adding->roster->unit_count; i++)
        e = add_unit(op, adding, i);
    for (size_t i = 0; e == OK && i < adding->roster->person_count; i++)
        e = add_person(op, adding, &adding->roster->people[i]);
    return e;
}

enum err roster_add(struct op *op, const struct roster *roster, struct roster_made *ret_made)
{
    struct adding adding = { .roster = roster };
    bool known = op->site->rehearsal;

    /* Once for all: every hash costs 19 MiB and its time. */
    enum err e = password_hash(op, known ? DEMO_PASSWORD : activation_token(op), &adding.hash);
    if (e == OK)
        e = event_tx(op, add_work, &adding);
    if (e == OK)
        *ret_made = adding.made;
    return e;
}
