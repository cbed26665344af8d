/* SPDX-License-Identifier: Apache-2.0 */
/*
 * round.h: a recommending unit's round in one call, on which minutes and local publicity hang.
 * Table: league_round (migrations/0041).
 */
#pragma once
#include "base/op.h"

struct league_round {
    int64_t id;
    const char *public_id;
    const char *call;
    int64_t org_id;
    bool sent; /* the unit has sent a package in the call: desks may read */
};

/* The round of the actor's unit in a call, made at its first use. Errors: ERR_NOT_FOUND no such
 * call. */
CHECKED enum err round_open(struct op *op, const char *call, struct league_round *ret_round);

/*
 * A round the actor may see: the unit's own; once the unit has sent, the desks it sent to and the
 * department. Errors: ERR_NOT_FOUND.
 */
CHECKED enum err round_get(struct op *op, const char *public_id, struct league_round *ret_round);

/* The round of a unit in a call, under the same rule; ERR_NOT_FOUND (not recorded): none. */
CHECKED enum err round_find(struct op *op, const char *call, int64_t org_id,
                            struct league_round *ret_round);
