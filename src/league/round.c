/* SPDX-License-Identifier: Apache-2.0 */
/* round.c: one row a unit and call. */
#include "league/round.h"

#include "base/crypto.h"
#include "db/db.h"
#include "event/event.h"
#include "org/role.h"
#include "publish/publish.h"

/* $1 the actor's unit, $2 whether it is the department. */
#define ROUND_SELECT                                                                               \
    "SELECT r.id, r.public_id, r.call, r.org_id,"                                                  \
    " CASE WHEN EXISTS (SELECT 1 FROM package p WHERE p.org_id = r.org_id AND p.call = r.call)"    \
    " THEN 1 ELSE 0 END FROM league_round r"                                                       \
    " WHERE (r.org_id = $1 OR EXISTS (SELECT 1 FROM package p WHERE p.org_id = r.org_id"           \
    "   AND p.call = r.call AND (p.desk_id = $1 OR $2 = 1)))"

DB_SQL(round_by_id, "iit", ROUND_SELECT " AND r.public_id = $3");
DB_SQL(round_by_call, "iiti", ROUND_SELECT " AND r.call = $3 AND r.org_id = $4");
DB_SQL(round_insert, "tti",
       "INSERT INTO league_round (public_id, call, org_id) VALUES ($1, $2, $3)");

/* An inspector has no unit: minutes are about more than a letter names. */
static int64_t unit_of(const struct op *op)
{
    return op->actor.role == POST_INSPECTOR ? 0 : op->actor.org_id;
}

static int64_t is_department(const struct op *op)
{
    return role_scope((enum role)op->actor.role) == SCOPE_ALL;
}

static enum err read_row(struct op *op, const struct db_sql *sql, const struct db_in *in,
                         struct league_round *ret_round)
{
    struct league_round round = { 0 };
    int64_t sent = 0;

    enum err e = db_row(op, sql, in,
                        DB_OUT(OUT_INT(&round.id), OUT_TEXT(&round.public_id),
                               OUT_TEXT(&round.call), OUT_INT(&round.org_id), OUT_INT(&sent)));
    if (e != OK)
        return e;
    round.sent = sent == 1;
    *ret_round = round;
    return OK;
}

enum err round_get(struct op *op, const char *public_id, struct league_round *ret_round)
{
    enum err e = read_row(op, &round_by_id,
                          DB_IN(IN_INT(unit_of(op)), IN_INT(is_department(op)), IN_TEXT(public_id)),
                          ret_round);

    return e == ERR_NOT_FOUND ? fail(op, e, "not_found", "no such round for this actor") : e;
}

enum err round_find(struct op *op, const char *call, int64_t org_id, struct league_round *ret_round)
{
    return read_row(
        op, &round_by_call,
        DB_IN(IN_INT(unit_of(op)), IN_INT(is_department(op)), IN_TEXT(call), IN_INT(org_id)),
        ret_round);
}

static enum err insert_work(struct op *op, void *arg)
{
    const struct league_round *round = arg;

    return db_run(op, &round_insert,
                  DB_IN(IN_TEXT(round->public_id), IN_TEXT(round->call), IN_INT(round->org_id)),
                  NULL);
}

enum err round_open(struct op *op, const char *code, struct league_round *ret_round)
{
    const struct call *call = NULL;
    int64_t n = 0;

    enum err e = publish_current(op, code, &call, &n);
    if (e == OK)
        e = round_find(op, code, op->actor.org_id, ret_round);
    if (e != ERR_NOT_FOUND || call == NULL)
        return e;
    struct league_round round = { .public_id = random_public_id(op),
                                  .call = code,
                                  .org_id = op->actor.org_id };
    e = event_tx(op, insert_work, &round);
    if (e == ERR_CONFLICT) { /* a colleague's request made it first */
        op_forgive(op);
        e = OK;
    }
    return e == OK ? round_find(op, code, op->actor.org_id, ret_round) : e;
}
