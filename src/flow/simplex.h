/* SPDX-License-Identifier: Apache-2.0 */
/*
 * simplex.h: the cheapest circulation in a network whose arcs have limits, by the network simplex
 * method, and its random rounding to whole units.
 */
#pragma once
#include "base/lot.h"

#include <stdint.h>

/* An arc takes 0 .. room units at a cost each; either sign. from and to differ. */
struct flow_arc {
    int32_t from;
    int32_t to;
    int64_t room;
    int64_t cost;
    int64_t flow;
};

/* Nodes are 0 .. node_count - 1. Every node sends on what it gets. */
struct flow_net {
    int32_t node_count;
    uint32_t arc_count;
    struct flow_arc *arcs;
    int64_t *price; /* of each node, by simplex_solve */
};

/*
 * Turns the flow of all arcs into a circulation of the least cost, with prices that prove it: cost
 * + price[from] - price[to] is not negative where an arc has room, not positive where it has flow.
 * The same net gives the same flow.
 * On entry every flow is 0 or the arc's room; nodes may have too much or too little, as long as
 * some circulation exists. The closer to the end, the sooner done. dear is more than any path
 * without a repeated node can gain; it and the costs of such a path sum to at most 2^61.
 * Memory for the tree hangs on parent and is given back.
 * Primal simplex with strongly feasible trees (Cunningham 1976), arcs priced in blocks.
 */
void simplex_solve(const void *parent, struct flow_net *net, int64_t dear);

/*
 * Whether flow and prices of a net are a circulation within its limits that no other beats in cost
 * (complementary slackness); shares no code with simplex_solve. parent is for scratch.
 */
bool flow_is_cheapest(const void *parent, const struct flow_net *net);

/*
 * Moves a circulation at random until every flow is a multiple of unit: each arc ends at the
 * multiple below or above its flow, every node still sends on what it gets, and the expectation of
 * each flow is what it was, exactly. unit is 1 .. 2^30; a flow that is a multiple stays.
 * Along a cycle of arcs that are not yet whole, the flow moves one way or the other, with chances
 * inverse to how far (dependent rounding: Gandhi, Khuller, Parthasarathy and Srinivasan 2006, here
 * for flows).
 */
void flow_round(const void *parent, struct flow_net *net, int32_t unit, struct lot *lot);
