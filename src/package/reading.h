/* SPDX-License-Identifier: Apache-2.0 */
/* reading.h: whose packages, as one piece of WHERE; what package.c lends its neighbours. */
#pragma once
#include "application/row.h"
#include "package/package.h"

/*
 * The sender, the desk it went to, the department; an inspector whose letter names every item: a
 * receipt cannot be cut. $1 the unit, $2 1 for the department, $3 the inspector's post.
 */
#define PACKAGE_SEEN                                                                               \
    "(p.org_id = $1 OR p.desk_id = $1 OR $2 = 1 OR EXISTS (SELECT 1 FROM inspection n"             \
    " WHERE n.post_id = $3 AND n.state = 'approved' AND n.call = p.call AND NOT EXISTS"            \
    " (SELECT 1 FROM package_item m JOIN application a ON a.id = m.application_id"                 \
    " WHERE m.package_id = p.id AND NOT " INSPECTION_NAMES ")))"

/* $1, $2 and $3 of the actor. */
#define PACKAGE_SEER(op)                                                                           \
    IN_INT(package_unit(op)), IN_INT(role_scope((enum role)(op)->actor.role) == SCOPE_ALL),        \
        IN_INT((op)->actor.role == POST_INSPECTOR ? (op)->actor.post_id : 0)

/* The actor's unit; an inspector has none: the post only lends a chair. */
int64_t package_unit(const struct op *op);

/* Reads the items of packages known by number and call, track by track, by one statement. */
CHECKED enum err package_fill_items(struct op *op, struct package *packages, size_t package_count);

/* Locks a package, so that what is read of it from now on holds until the transaction ends. */
CHECKED enum err package_hold(struct op *op, int64_t id);
