/* SPDX-License-Identifier: Apache-2.0 */
/* arrival.c: noting the paper of a package once. */
#include "paper/arrival.h"

#include "db/db.h"
#include "event/event.h"
#include "package/package.h"

DB_SQL(paper_arrival_of, "i",
       "SELECT p.at_ms, u.name FROM package_paper p JOIN app_user u ON u.id = p.user_id"
       " WHERE p.package_id = $1");
DB_SQL(paper_arrival_insert, "iii",
       "INSERT INTO package_paper (package_id, at_ms, user_id) VALUES ($1, $2, $3)");

static enum err arrival_of(struct op *op, const struct package *package,
                           struct paper_arrival *ret_arrival)
{
    struct paper_arrival arrival = { 0 };

    enum err e = db_row(op, &paper_arrival_of, DB_IN(IN_INT(package->id)),
                        DB_OUT(OUT_INT(&arrival.at_ms), OUT_TEXT(&arrival.by)));
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    *ret_arrival = arrival;
    return OK;
}

enum err paper_arrived(struct op *op, const char *public_id, struct paper_arrival *ret_arrival)
{
    struct package package = { 0 };

    enum err e = package_get(op, public_id, &package);
    return e == OK ? arrival_of(op, &package, ret_arrival) : e;
}

struct arriving {
    struct package package;
    struct paper_arrival arrival;
};

static enum err arrive_work(struct op *op, void *arg)
{
    struct arriving *arriving = arg;
    const struct package *package = &arriving->package;

    enum err e = arrival_of(op, package, &arriving->arrival);
    if (e != OK || arriving->arrival.at_ms != 0)
        return e;
    e = db_run(op, &paper_arrival_insert,
               DB_IN(IN_INT(package->id), IN_INT(op->now_ms), IN_INT(op->actor.user_id)), NULL);
    if (e == OK)
        event_add(op, "package.paper", "package", package->public_id, package->org_id, NULL);
    return e == OK ? arrival_of(op, package, &arriving->arrival) : e;
}

enum err paper_arrive(struct op *op, const char *public_id, struct paper_arrival *ret_arrival)
{
    struct arriving arriving = { 0 };

    enum err e = package_get(op, public_id, &arriving.package);
    if (e == OK && arriving.package.desk_id != op->actor.org_id)
        e = fail(op, ERR_DENIED, "not_allowed", "the package went to another desk");
    if (e == OK)
        e = event_tx(op, arrive_work, &arriving);
    if (e == OK)
        *ret_arrival = arriving.arrival;
    return e;
}
