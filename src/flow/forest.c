/* SPDX-License-Identifier: Apache-2.0 */
/* forest.c: checks that the groups of each side are laminar, and makes trees of them. */
#include "base/mem.h"
#include "base/op.h"
#include "flow/graph.h"

#include <stdlib.h>
#include <string.h>

/* A group in the order in which it is taken: family by family, the larger first. */
struct rank {
    int32_t group;
    int32_t of_experts;
    int32_t at;
    int32_t size;
};

static int by_family_and_size(const void *left, const void *right)
{
    const struct rank *a = left, *b = right;

    if (a->of_experts != b->of_experts)
        return a->of_experts < b->of_experts ? -1 : 1;
    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    if (a->size != b->size)
        return a->size > b->size ? -1 : 1;
    return a->group < b->group ? -1 : a->group > b->group;
}

static enum err refuse(struct op *op, int32_t group, const char *reason)
{
    fail_arg(op, "what", "group %d: %s", group, reason);
    return fail(op, ERR_INVALID, "assign_invalid", "group %d: %s", group, reason);
}

static enum err check_group(struct op *op, const struct assign_problem *p, int32_t g)
{
    const struct assign_group *group = &p->groups[g];
    int32_t members = group->of_experts ? p->expert_count : p->demand_count;
    int32_t places = group->of_experts ? p->demand_count : p->expert_count;

    if (group->at < -1 || group->at >= places)
        return refuse(op, g, "no such place");
    if (group->limit < 0 || group->limit > ASSIGN_EDGE_MAX)
        return refuse(op, g, "limit out of range");
    if (group->member_count < 0 || group->member_count > members)
        return refuse(op, g, "number of members out of range");
    for (int32_t k = 0; k < group->member_count; k++)
        if (group->members[k] < 0 || group->members[k] >= members)
            return refuse(op, g, "no such member");
    return OK;
}

static enum err refuse_crossing(struct op *op, int32_t a, int32_t b)
{
    fail_arg(op, "first", "%d", a);
    fail_arg(op, "second", "%d", b);
    return fail(op, ERR_INVALID, "assign_not_laminar", "groups %d and %d cross", a, b);
}

/*
 * Puts a group under the innermost one so far that holds its members. Larger groups came first, so
 * in a laminar family all its members are in the same ones. owner is the innermost of each member.
 */
static enum err place_group(struct op *op, struct assign *a, int32_t g, int32_t *owner)
{
    const struct assign_group *group = &a->problem->groups[g];
    int32_t parent = group->member_count > 0 ? owner[group->members[0]] : -1;

    for (int32_t k = 0; k < group->member_count; k++) {
        int32_t other = owner[group->members[k]];
        if (other == g)
            return refuse(op, g, "a member twice");
        if (other != parent)
            return refuse_crossing(op, g, other > parent ? other : parent);
        owner[group->members[k]] = g;
    }
    a->forest->parent[g] = parent;
    return OK;
}

/* After a family stands: what hangs at its innermost groups. Then owner is clean again. */
static void hang_family(struct assign *a, const struct rank *first, size_t count, int32_t *owner)
{
    struct forest *forest = a->forest;
    const struct side *demands = &a->sides[DEMANDS], *experts = &a->sides[EXPERTS];
    int32_t at = first->at;

    if (at < 0 && first->of_experts)
        memcpy(forest->expert_parent, owner, sizeof *owner * (size_t)experts->count);
    else if (at < 0)
        memcpy(forest->demand_parent, owner, sizeof *owner * (size_t)demands->count);
    else if (first->of_experts)
        for (uint32_t e = demands->start[at]; e < demands->start[at + 1]; e++)
            forest->tail[e] = owner[demands->arcs[e].to];
    else
        for (uint32_t k = experts->start[at]; k < experts->start[at + 1]; k++)
            forest->head[experts->edge[k]] = owner[experts->arcs[k].to];
    for (size_t r = 0; r < count; r++) {
        const struct assign_group *group = &a->problem->groups[first[r].group];
        for (int32_t k = 0; k < group->member_count; k++)
            owner[group->members[k]] = -1;
    }
}

static int32_t *all_none(struct assign *a, size_t count)
{
    int32_t *rows = mem_array(a->op, int32_t, count + 1);

    memset(rows, 0xff, sizeof *rows * (count + 1));
    return rows;
}

static struct rank *rank_groups(struct op *op, const struct assign_problem *p)
{
    struct rank *ranks = mem_array(op, struct rank, (size_t)p->group_count);

    for (int32_t g = 0; g < p->group_count; g++) {
        const struct assign_group *group = &p->groups[g];
        ranks[g] = (struct rank){ g, group->of_experts, group->at, group->member_count };
    }
    qsort(ranks, (size_t)p->group_count, sizeof *ranks, by_family_and_size);
    return ranks;
}

enum err forest_build(struct op *op, struct assign *a)
{
    const struct assign_problem *p = a->problem;
    size_t count = (size_t)p->group_count;
    enum err err = OK;

    for (int32_t g = 0; g < p->group_count && err == OK; g++)
        err = check_group(op, p, g);
    if (err != OK)
        return err;
    graph_mirror(a);
    a->group_price = mem_array(a->op, int64_t, count);
    a->forest = mem_new(a->op, struct forest);
    *a->forest = (struct forest){
        .parent = all_none(a, count),
        .order = all_none(a, count),
        .left = all_none(a, count),
        .tail = all_none(a, a->edge_count),
        .head = all_none(a, a->edge_count),
        .demand_parent = all_none(a, (size_t)p->demand_count),
        .expert_parent = all_none(a, (size_t)p->expert_count),
    };
    int32_t nodes = p->demand_count > p->expert_count ? p->demand_count : p->expert_count;
    int32_t *owner = all_none(a, (size_t)nodes);
    struct rank *ranks = rank_groups(op, p);
    size_t first = 0;
    for (size_t r = 0; r < count && err == OK; r++) {
        int32_t g = ranks[r].group;
        a->forest->order[r] = g;
        a->forest->left[g] = p->groups[g].limit;
        err = place_group(op, a, g, owner);
        if (err != OK || (r + 1 < count && ranks[r + 1].of_experts == ranks[r].of_experts &&
                          ranks[r + 1].at == ranks[r].at))
            continue;
        hang_family(a, ranks + first, r + 1 - first, owner);
        first = r + 1;
    }
    mem_free(ranks);
    mem_free(owner);
    return err;
}

int32_t forest_at(const struct assign *a, enum forest_place place, uint32_t index)
{
    if (a->forest == NULL)
        return -1;
    const int32_t *const places[FOREST_PLACES] = {
        [FOREST_TAIL] = a->forest->tail,
        [FOREST_HEAD] = a->forest->head,
        [FOREST_DEMAND] = a->forest->demand_parent,
        [FOREST_EXPERT] = a->forest->expert_parent,
    };
    return places[place][index];
}
