/* SPDX-License-Identifier: Apache-2.0 */
/*
 * auction.c: near-optimal prices for problems in which seats and experts are nearly even.
 *
 * There the ways of search.c grow long. Bidding in rounds of falling increments (Bertsekas 1979 and
 * 1988) brings the prices close first; what it assigns within an increment is then kept only where
 * it is right exactly, and search.c mends the rest over short ways. Nothing here needs to be exact.
 */
#include "base/mem.h"
#include "flow/graph.h"

#include <string.h>

enum {
    TOP_MAX = 8,        /* units for which a node bids at once */
    FIRST_DIVISOR = 16, /* the first increment is the largest worth by this */
    STEP_DIVISOR = 6,   /* each next one the last by this */
    LAST_DIVISOR = 20000,
    ROUND_BUDGET = 30 /* scans of an edge after which a round is broken off */
};

/* A unit held: what was bid for it, on which edge, by whom. */
struct bid {
    int64_t price;
    uint32_t edge;
    int32_t bidder;
};

/* The best edges of a bidder that he does not hold: value, and where. */
struct choice {
    int64_t value;
    uint32_t edge;
    int32_t to;
};

struct auction {
    struct assign *assign;
    int side;         /* of the bidders */
    struct bid *bids; /* of each object, at its slot_start: a heap, lowest price first */
    int32_t *held;    /* of each object: units */
    int32_t *room;    /* of each object: units it has in all, forced ones apart */
    int64_t *floor;   /* of each object: its price before */
    int64_t *ceiling; /* of each object: above it, a forced edge would have to go */
    int32_t *wanted;  /* of each bidder: units not yet assigned */
    int32_t *queue;   /* bidders, a ring */
    int32_t queue_first, queue_count;
    int64_t increment;
    int64_t budget;
};

static void sift_down(struct bid *bids, int32_t count, int32_t at)
{
    struct bid moved = bids[at];

    for (;;) {
        int32_t least = 2 * at + 1;
        if (least >= count)
            break;
        if (least + 1 < count && bids[least + 1].price < bids[least].price)
            least++;
        if (bids[least].price >= moved.price)
            break;
        bids[at] = bids[least];
        at = least;
    }
    bids[at] = moved;
}

static void sift_up(struct bid *bids, int32_t at)
{
    struct bid moved = bids[at];

    while (at > 0 && bids[(at - 1) / 2].price > moved.price) {
        bids[at] = bids[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    bids[at] = moved;
}

static void enqueue(struct auction *auction, int32_t bidder)
{
    int32_t size = auction->assign->sides[auction->side].count;
    int32_t at = auction->queue_first + auction->queue_count++;

    auction->queue[at < size ? at : at - size] = bidder;
}

static int32_t dequeue(struct auction *auction)
{
    int32_t bidder = auction->queue[auction->queue_first++];

    auction->queue_count--;
    if (auction->queue_first == auction->assign->sides[auction->side].count)
        auction->queue_first = 0;
    return bidder;
}

/* Gives a unit of an object to a bid; who is outbid comes back into the queue. */
static void place_bid(struct auction *auction, int32_t object, struct bid bid)
{
    struct assign *a = auction->assign;
    struct side *far = &a->sides[1 - auction->side];
    struct bid *bids = auction->bids + far->slot_start[object];
    int32_t *held = &auction->held[object];

    a->matched[bid.edge] = true;
    if (*held < auction->room[object]) {
        bids[*held] = bid;
        sift_up(bids, (*held)++);
    } else {
        struct bid lowest = bids[0];
        a->matched[lowest.edge] = false;
        bids[0] = bid;
        sift_down(bids, *held, 0);
        if (auction->wanted[lowest.bidder]++ == 0)
            enqueue(auction, lowest.bidder);
    }
    if (*held == auction->room[object]) {
        int64_t price = bids[0].price;
        if (price > auction->ceiling[object])
            price = auction->ceiling[object];
        far->price[object] = price > auction->floor[object] ? price : auction->floor[object];
    }
}

/* The best edges not held, best first, up to limit + 1; returns how many. */
static int choose(struct auction *auction, int32_t x, int limit, struct choice *best)
{
    struct assign *a = auction->assign;
    const struct side *near = &a->sides[auction->side], *far = &a->sides[1 - auction->side];
    int count = 0;

    for (uint32_t k = near->start[x]; k < near->start[x + 1]; k++) {
        struct arc arc = near->arcs[k];
        int64_t value = arc_worth(a, arc.worth) - far->price[arc.to];
        if (count > limit && value <= best[limit].value)
            continue;
        uint32_t edge = near->edge == NULL ? k : near->edge[k];
        if (a->matched[edge] || arc.to == far->count || auction->room[arc.to] == 0)
            continue;
        int at = count <= limit ? count++ : limit;
        for (; at > 0 && best[at - 1].value < value; at--)
            best[at] = best[at - 1];
        best[at] = (struct choice){ value, edge, arc.to };
    }
    return count;
}

/* The lowest price a bidder may come to with all units held (node_lo). */
static int64_t least_price(const struct node *bidder)
{
    return bidder->max > bidder->min ? 0 : bidder->low;
}

/* Bids for what a bidder still wants; one who has nothing worth it left retires. */
static void bid_once(struct auction *auction, int32_t x)
{
    struct choice best[TOP_MAX + 1];
    const struct side *near = &auction->assign->sides[auction->side];
    int limit = auction->wanted[x] < TOP_MAX ? auction->wanted[x] : TOP_MAX;
    int count = choose(auction, x, limit, best);
    int64_t reference = least_price(&near->nodes[x]);
    int bids = count < limit ? count : limit;

    auction->budget -= near->start[x + 1] - near->start[x];
    if (count > limit && best[limit].value > reference)
        reference = best[limit].value;
    for (int k = 0; k < bids && best[k].value >= reference; k++) {
        int64_t above = best[k].value - reference + auction->increment;
        int64_t price = auction->assign->sides[1 - auction->side].price[best[k].to] + above;
        auction->wanted[x]--;
        place_bid(auction, best[k].to, (struct bid){ price, best[k].edge, x });
    }
    if (auction->wanted[x] > 0 && bids == limit && best[0].value >= reference)
        enqueue(auction, x);
}

static bool is_bidder(const struct auction *auction, int32_t x)
{
    const struct side *near = &auction->assign->sides[auction->side];
    const struct node *node = &near->nodes[x];

    return (node->group != 0) == (auction->side == EXPERTS) && node->load < node->max;
}

/* Everything is free again, at prices a little lower; then bids until nobody wants more. */
static void play_round(struct auction *auction, int64_t lowering)
{
    struct assign *a = auction->assign;
    struct side *near = &a->sides[auction->side], *far = &a->sides[1 - auction->side];

    for (int32_t y = 0; y < far->count; y++) {
        const struct bid *bids = auction->bids + far->slot_start[y];
        for (int32_t k = 0; k < auction->held[y]; k++)
            a->matched[bids[k].edge] = false;
        auction->held[y] = 0;
        far->price[y] -= lowering;
        if (far->price[y] < auction->floor[y])
            far->price[y] = auction->floor[y];
    }
    auction->queue_count = 0;
    auction->queue_first = 0;
    for (int32_t x = 0; x < near->count; x++) {
        auction->wanted[x] = is_bidder(auction, x) ? near->nodes[x].max - near->nodes[x].load : 0;
        if (auction->wanted[x] > 0)
            enqueue(auction, x);
    }
    auction->budget = (int64_t)ROUND_BUDGET * a->edge_count;
    while (auction->queue_count > 0 && auction->budget > 0)
        bid_once(auction, dequeue(auction));
}

/* A bidder's price is the best he does not hold; what he holds below it he loses. */
static void settle_bidders(struct auction *auction)
{
    struct assign *a = auction->assign;
    struct side *near = &a->sides[auction->side], *far = &a->sides[1 - auction->side];

    for (int32_t x = 0; x < near->count; x++) {
        int64_t best = least_price(&near->nodes[x]);
        for (uint32_t k = near->start[x]; is_bidder(auction, x) && k < near->start[x + 1]; k++) {
            uint32_t edge = near->edge == NULL ? k : near->edge[k];
            int64_t value = arc_worth(a, near->arcs[k].worth) - far->price[near->arcs[k].to];
            if (value > best && !a->matched[edge])
                best = value;
        }
        if (is_bidder(auction, x))
            near->price[x] = best;
    }
    for (int32_t y = 0; y < far->count; y++) {
        const struct bid *bids = auction->bids + far->slot_start[y];
        for (int32_t k = 0; k < auction->held[y]; k++) {
            struct bid bid = bids[k];
            uint32_t worth = a->sides[DEMANDS].arcs[bid.edge].worth;
            a->matched[bid.edge] = false;
            if (arc_worth(a, worth) - far->price[y] >= near->price[bid.bidder])
                graph_match(a, bid.edge, auction->side == DEMANDS ? bid.bidder : y,
                            auction->side == DEMANDS ? y : bid.bidder);
        }
    }
}

/* Room, and the price that the edges matched before allow. */
static void measure_object(struct auction *auction, int32_t y)
{
    const struct assign *a = auction->assign;
    const struct side *near = &a->sides[auction->side], *far = &a->sides[1 - auction->side];
    const struct slot *slots = far->slots + far->slot_start[y];

    auction->room[y] = far->nodes[y].max - far->nodes[y].load;
    auction->ceiling[y] = PRICE_NEVER;
    for (int32_t k = 0; k < far->nodes[y].load; k++) {
        int64_t worth = arc_worth(a, a->sides[DEMANDS].arcs[slots[k].edge].worth);
        int64_t most = worth - near->price[slots[k].to];
        if (most < auction->ceiling[y])
            auction->ceiling[y] = most;
    }
}

void auction_run(struct assign *a, int side)
{
    struct auction *auction = mem_new(a->op, struct auction);
    const struct side *near = &a->sides[side], *far = &a->sides[1 - side];

    if (side == EXPERTS)
        graph_mirror(a);
    auction->assign = a;
    auction->side = side;
    auction->held = mem_array(auction, int32_t, (size_t)far->count + 1);
    auction->room = mem_array(auction, int32_t, (size_t)far->count + 1);
    auction->wanted = mem_array(auction, int32_t, (size_t)near->count);
    auction->queue = mem_array(auction, int32_t, (size_t)near->count);
    auction->ceiling = mem_array(auction, int64_t, (size_t)far->count);
    auction->floor = mem_copy(auction, far->price, sizeof(int64_t) * (size_t)far->count);
    for (int32_t y = 0; y < far->count; y++)
        measure_object(auction, y);
    auction->bids = mem_array(auction, struct bid, far->slot_count);
    int64_t lowering = 0;
    int64_t last = a->weight_top / LAST_DIVISOR;
    for (auction->increment = a->weight_top / FIRST_DIVISOR; auction->increment > last;
         auction->increment /= STEP_DIVISOR) {
        play_round(auction, lowering);
        lowering = 2 * auction->increment;
    }
    settle_bidders(auction);
    mem_free(auction);
}
