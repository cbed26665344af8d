/* SPDX-License-Identifier: Apache-2.0 */
/* network.h: the inside of network.c: a problem as a flow from a source to a sink. */
#pragma once
#include "flow/graph.h"

enum { SOURCE = 0, SINK = 1, FIRST_NODE = 2 };

/* Arcs come in pairs: 2 k and its way back 2 k + 1. */
struct way {
    int32_t to;
    int32_t room; /* units it can still take */
    int64_t cost;
};

struct network {
    struct assign *assign;
    struct way *ways;
    uint32_t way_count;
    uint32_t *start; /* node x has ways list[start[x]] .. list[start[x + 1] - 1] */
    uint32_t *list;
    int64_t *price;
    int64_t *dist; /* PRICE_NEVER outside a search */
    uint32_t *via; /* way by which a node was reached */
    int32_t node_count;
    int32_t first_expert, first_group;
    uint32_t *demand_way, *expert_way, *edge_way, *group_way; /* NO_EDGE: not laid */
};

/*
 * The network of a problem as it stands, without flow: pins and closed edges are left out. The
 * caller frees it. An expert has two ways, that of his minimum load first (expert_way - 2).
 */
struct network *network_new(struct assign *assign);
