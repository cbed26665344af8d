/* SPDX-License-Identifier: Apache-2.0 */
/*
 * graph.h: the inside of struct assign: two sides of nodes, arcs between them, prices and matches.
 *
 * Both sides look alike, so that every search runs from either. A node has a price and a load. The
 * price of a node that holds `load` units must lie between the worth of giving up its last unit and
 * that of taking one more (node_lo, node_hi). A node whose price is above node_hi is wanting: it
 * needs a unit or a lower price. An arc's gap is price + price - worth: never negative on an arc
 * that is free, never positive on a matched one. No node wanting and all gaps right: optimal.
 */
#pragma once
#include "flow/assign.h"

#include <stddef.h>

enum { DEMANDS = 0, EXPERTS = 1, SIDES = 2 };
#define PRICE_NEVER (INT64_C(1) << 61) /* above every price: no unit can be taken or given up */
#define PRICE_RANGE (INT64_C(1) << 59) /* half the bound of assign.h on every price */
#define NO_EDGE     UINT32_MAX

/* The far end of an edge seen from one side; worth is 2 * weight + 1 for a pair to keep. */
struct arc {
    int32_t to;
    uint32_t worth;
};

/* A matched edge in a node's list. */
struct slot {
    uint32_t edge;
    int32_t to;
};

struct node {
    int64_t low;   /* worth of a unit below min, negative: what not having it costs */
    int64_t dist;  /* of the search under way; PRICE_NEVER outside */
    uint32_t via;  /* edge by which the search came */
    int32_t from;  /* node at the other end of via */
    int32_t load;  /* matched edges */
    int32_t min;   /* units below which low counts */
    int32_t max;   /* most units */
    int32_t group; /* region of the first stage: tier that runs short here, 0 is none */
};

/* One more node than count: the last one is where closed arcs lead, at a price nobody pays. */
struct side {
    int32_t count;
    int64_t *price;
    struct node *nodes;
    uint32_t *start; /* node x has arcs start[x] .. start[x + 1] */
    struct arc *arcs;
    uint32_t *edge; /* edge number of each arc; on DEMANDS the arc's own index, and NULL */
    uint32_t *slot_start;
    uint32_t slot_count;
    struct slot *slots; /* node x has matched edges slot_start[x] .. + load */
};

struct heap_row {
    int64_t key;
    int32_t node;
    int32_t side;
};

struct heap {
    struct heap_row *rows;
    size_t count;
    size_t room;
};

struct touched {
    int32_t node;
    int32_t side;
};

struct assign {
    struct op *op;
    const struct assign_problem *problem;
    struct side sides[SIDES]; /* EXPERTS has no arcs until graph_mirror */
    uint32_t edge_count;
    uint32_t *origin;    /* problem edge of each edge, NULL when the order is the same */
    bool *matched;       /* of each edge */
    int64_t keep_scale;  /* K of assign.h */
    int64_t seat_worth;  /* B of assign.h */
    int64_t weight_top;  /* above every arc's worth */
    int64_t *tier_worth; /* worth of a seat of tier 1 .. tier_max */
    int64_t minimum_worth;
    struct forest *forest;   /* of the groups, NULL without any */
    int64_t *group_price;    /* of each group */
    struct touched *changed; /* nodes to look at after changes */
    size_t changed_count;
    int32_t tier_max;
    bool has_minimum;
    bool started; /* the first stage is done */
    struct heap heap;
    struct touched *touched;
    size_t touched_count;
    size_t touched_room;
    int64_t patience; /* scans of each arc after which searches alone are given up */
    int64_t search_count;
    int64_t scan_count;
};

/*
 * The groups as two trees. A node of a tree is a group; an edge hangs, on either side, at its
 * innermost group or, where there is none, at its demand or expert.
 */
struct forest {
    int32_t *parent;        /* of each group: a group, or -1 */
    int32_t *order;         /* groups, outer before inner */
    int32_t *left;          /* limit less pinned pairs */
    int32_t *tail;          /* of each edge: group at its demand, or -1 */
    int32_t *head;          /* of each edge: group at its expert, or -1 */
    int32_t *demand_parent; /* of each demand: innermost group of demands, or -1 */
    int32_t *expert_parent; /* of each expert: innermost group of experts, or -1 */
};

/* The innermost group at an edge's two ends or above a demand or an expert; -1: none. */
enum forest_place { FOREST_TAIL, FOREST_HEAD, FOREST_DEMAND, FOREST_EXPERT, FOREST_PLACES };
int32_t forest_at(const struct assign *assign, enum forest_place place, uint32_t index);

/* What an arc adds to the sum: weight * K + 1 for a pair to keep. */
static inline int64_t arc_worth(const struct assign *assign, uint32_t worth)
{
    return (int64_t)(worth >> 1) * assign->keep_scale + (worth & 1U);
}

/* The lowest and the highest price at which the node's load is right. */
static inline int64_t node_hi(const struct node *node)
{
    if (node->load < node->min)
        return node->low;
    return node->load < node->max ? 0 : PRICE_NEVER;
}

static inline int64_t node_lo(const struct node *node)
{
    if (node->load == 0)
        return -PRICE_NEVER;
    if (node->load <= node->min)
        return node->low;
    return node->load <= node->max ? 0 : PRICE_NEVER;
}

/* Checks the problem and builds both sides without prices. Errors as assign_new. */
CHECKED enum err graph_build(struct op *op, struct assign *assign);

/* Sets K, B and what seats are worth; ERR_TOO_LARGE when their range is passed. */
CHECKED enum err scale_set(struct op *op, struct assign *assign);

/* The open arc of a pair, or NO_EDGE. */
uint32_t graph_find(const struct assign *assign, int32_t demand, int32_t expert);

/* Takes an unmatched edge out of both sides for good. */
void graph_close(struct assign *assign, uint32_t edge);

/*
 * Counts an edge as always chosen: one place less at its demand, expert and groups; the caller
 * closes it. ERR_CONFLICT when there is none left.
 */
CHECKED enum err graph_pin(struct op *op, struct assign *assign, uint32_t edge,
                           struct assign_pair pair);

/* Checks the groups and makes the forest. ERR_INVALID: a group is malformed, or two cross. */
CHECKED enum err forest_build(struct op *op, struct assign *assign);

/* Solves a problem with groups from nothing, over a network with the forest's nodes. */
void network_solve(struct assign *assign);

/* Builds the arcs of EXPERTS once; searches from that side need them. */
void graph_mirror(struct assign *assign);

/* Matches and unmatches an edge between a demand and an expert; loads follow. */
void graph_match(struct assign *assign, uint32_t edge, int32_t demand, int32_t expert);
void graph_unmatch(struct assign *assign, uint32_t edge, int32_t demand, int32_t expert);

/*
 * First stage: which tier, if any, runs short where. Sets group on all nodes: in region t > 0 all
 * experts are full in every best solution and only demands of tier <= t can have them. Leaves
 * nothing matched but the edges from a region outward, which every best solution has.
 */
void levels_find(struct assign *assign);

/* The heap of the search under way, least key first, and the nodes it touched. */
void heap_push(struct assign *assign, int64_t key, int32_t node, int32_t side);
struct heap_row heap_pop(struct heap *heap);
void touch_push(struct assign *assign, int32_t node, int32_t side);

/*
 * How many seats of each tier can be filled at best by open edges of at least a weight, without
 * groups and minimum loads, pins not counted: filled[1 .. tier_max]. Nothing is matched after it.
 */
void levels_count(struct assign *assign, int32_t least_weight, int64_t *filled);

/*
 * Starts anew from the first prices with near-optimal prices by bids of one side, and with what can
 * be matched exactly at them; the gaps of all arcs stay right.
 */
void auction_run(struct assign *assign, int side);

/* Back to the first stage's result: only forced edges matched. */
void levels_restore(struct assign *assign);

/* Searches from a wanting node until it is no longer wanting. */
void search_settle(struct assign *assign, int side, int32_t node);
