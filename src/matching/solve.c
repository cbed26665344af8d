/* SPDX-License-Identifier: Apache-2.0 */
/* solve.c: pairs as an assignment problem; the solution, its proof, and why seats stay empty. */
#include "matching/internal.h"

#include "base/crypto.h"
#include "base/mem.h"
#include "flow/assign_explain.h"
#include "flow/assign_fair.h"
#include "flow/verify.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* The problem and how its numbers are ours. */
struct frame {
    struct run *run;
    int64_t *experts; /* ids in rising order: index j of the problem */
    int32_t expert_count;
    struct assign_problem problem;
    size_t *pair_of; /* of an edge: index into run->pairs */
};

static bool is_fixed(const struct pair *pair)
{
    return strcmp(pair->hold, "pinned") == 0 || strcmp(pair->hold, "invited") == 0;
}

static bool is_open(const struct pair *pair)
{
    return pair->hold[0] == '\0' || is_fixed(pair);
}

static int by_number(const void *a, const void *b)
{
    const int64_t *left = a;
    const int64_t *right = b;

    return (*left > *right) - (*left < *right);
}

static void number_experts(struct op *op, struct frame *frame)
{
    const struct run *run = frame->run;
    size_t kept = 0;

    frame->experts = mem_array(op, int64_t, run->pair_count + 1);
    for (size_t i = 0; i < run->pair_count; i++)
        frame->experts[i] = run->pairs[i].expert_id;
    qsort(frame->experts, run->pair_count, sizeof *frame->experts, by_number);
    for (size_t i = 0; i < run->pair_count; i++) {
        if (kept == 0 || frame->experts[kept - 1] != frame->experts[i])
            frame->experts[kept++] = frame->experts[i];
    }
    frame->expert_count = (int32_t)kept;
}

static int32_t expert_index(const struct frame *frame, int64_t id)
{
    const int64_t *found = bsearch(&id, frame->experts, (size_t)frame->expert_count,
                                   sizeof *frame->experts, by_number);

    return (int32_t)(found - frame->experts);
}

static int by_demand(const void *key, const void *row)
{
    const int64_t *id = key;
    const struct seat *seat = row;

    return (*id > seat->item_id) - (*id < seat->item_id);
}

static int32_t demand_index(const struct run *run, int64_t id)
{
    const struct seat *found =
        bsearch(&id, run->seats, run->seat_count, sizeof *run->seats, by_demand);

    return (int32_t)(found - run->seats);
}

static void fill_nodes(struct op *op, struct frame *frame)
{
    const struct run *run = frame->run;
    int32_t *need = mem_array(op, int32_t, run->seat_count + 1);
    int32_t *tier = mem_array(op, int32_t, run->seat_count + 1);
    int32_t *capacity = mem_array(op, int32_t, (size_t)frame->expert_count + 1);
    int32_t *minimum = mem_array(op, int32_t, (size_t)frame->expert_count + 1);

    for (size_t i = 0; i < run->seat_count; i++) {
        need[i] = (int32_t)run->seats[i].need;
        tier[i] = (int32_t)run->seats[i].tier;
    }
    for (int32_t j = 0; j < frame->expert_count; j++) {
        capacity[j] = (int32_t)run->row.capacity;
        minimum[j] = (int32_t)run->row.load_min;
    }
    frame->problem.demand_count = (int32_t)run->seat_count;
    frame->problem.expert_count = frame->expert_count;
    frame->problem.need = need;
    frame->problem.tier = tier;
    frame->problem.capacity = capacity;
    frame->problem.minimum = run->row.load_min > 0 ? minimum : NULL;
}

/* Open pairs are edges, pinned ones pins, those chosen before the previous assignment. */
static void fill_edges(struct op *op, struct frame *frame)
{
    const struct run *run = frame->run;
    struct assign_edge *edges = mem_array(op, struct assign_edge, run->pair_count + 1);
    struct assign_pair *pins = mem_array(op, struct assign_pair, run->pair_count + 1);
    struct assign_pair *previous = mem_array(op, struct assign_pair, run->pair_count + 1);
    struct assign_problem *problem = &frame->problem;

    frame->pair_of = mem_array(op, size_t, run->pair_count + 1);
    for (size_t i = 0; i < run->pair_count; i++) {
        const struct pair *pair = &run->pairs[i];
        struct assign_pair at = { demand_index(run, pair->item_id),
                                  expert_index(frame, pair->expert_id) };
        if (pair->chosen != 0)
            previous[problem->previous.count++] = at;
        if (!is_open(pair))
            continue;
        if (is_fixed(pair))
            pins[problem->pins.count++] = at;
        frame->pair_of[problem->edge_count] = i;
        edges[problem->edge_count++] =
            (struct assign_edge){ at.demand, at.expert, (int32_t)pair->score };
    }
    problem->edges = edges;
    problem->pins.rows = pins;
    problem->previous.rows = previous;
}

/* ---- limits of employers ---- */

static int by_unit(const void *a, const void *b, void *arg)
{
    const struct run *run = arg;
    const size_t *left = a;
    const size_t *right = b;

    return strcmp(run->pairs[*left].unit, run->pairs[*right].unit);
}

/* The pairs from first on of one employer, in an order by employer: how many. */
static size_t same_unit(const struct run *run, const size_t *order, size_t first, size_t end)
{
    size_t count = 1;

    while (first + count < end &&
           strcmp(run->pairs[order[first]].unit, run->pairs[order[first + count]].unit) == 0)
        count++;
    return count;
}

struct limits {
    struct assign_group *rows;
    size_t count;
};

/* A group of the experts of some pairs, each once. */
static void add_limit(struct op *op, struct frame *frame, const size_t *pairs, size_t count,
                      struct assign_group group, struct limits *limits)
{
    int32_t *members = mem_array(op, int32_t, count);
    bool *known = mem_array(op, bool, (size_t)frame->expert_count + 1);

    for (size_t i = 0; i < count; i++) {
        int32_t expert = expert_index(frame, frame->run->pairs[pairs[i]].expert_id);
        if (!known[expert])
            members[group.member_count++] = expert;
        known[expert] = true;
    }
    mem_free(known);
    group.of_experts = true;
    group.members = members;
    if (group.member_count > group.limit || group.at < 0)
        mem_push(op, limits->rows, limits->count, group);
}

/* The groups among pairs from..end: at one demand, or (at -1) everywhere. */
static void add_limits(struct op *op, struct frame *frame, size_t from, size_t end,
                       struct assign_group group, struct limits *limits)
{
    size_t *order = mem_array(op, size_t, end - from + 1);
    size_t count = 0;

    for (size_t i = from; i < end; i++)
        order[count++] = i;
    qsort_r(order, count, sizeof *order, by_unit, frame->run);
    for (size_t i = 0, size = 0; i < count; i += size) {
        size = same_unit(frame->run, order, i, count);
        if (frame->run->pairs[order[i]].unit[0] != '\0')
            add_limit(op, frame, &order[i], size, group, limits);
    }
    mem_free(order);
}

static void fill_groups(struct op *op, struct frame *frame)
{
    const struct run *run = frame->run;
    struct limits limits = { 0 };

    for (size_t i = 0, next = 0; run->row.item_unit_max > 0 && i < run->pair_count; i = next) {
        struct assign_group group = { .at = demand_index(run, run->pairs[i].item_id),
                                      .limit = (int32_t)run->row.item_unit_max };
        while (next < run->pair_count && run->pairs[next].item_id == run->pairs[i].item_id)
            next++;
        add_limits(op, frame, i, next, group, &limits);
    }
    if (run->row.unit_max > 0)
        add_limits(op, frame, 0, run->pair_count,
                   (struct assign_group){ .at = -1, .limit = (int32_t)run->row.unit_max }, &limits);
    frame->problem.groups = limits.rows;
    frame->problem.group_count = (int32_t)limits.count;
}

/* ---- in words ---- */

/* The employer whose limit it is. */
static const char *unit_of(const struct frame *frame, const struct assign_group *group)
{
    int64_t expert = frame->experts[group->members[0]];

    for (size_t i = 0; i < frame->run->pair_count; i++) {
        if (frame->run->pairs[i].expert_id == expert)
            return frame->run->pairs[i].unit;
    }
    return "";
}

static const char *binding_text(struct op *op, const struct frame *frame,
                                const struct assign_shortage *shortage)
{
    const struct matching *row = &frame->run->row;
    char *text = mem_text(op, "");

    if (shortage->expert_count > 0)
        mem_append(op, &text, "合适的%d位专家每人至多承担%lld项，都已排满", shortage->expert_count,
                   (long long)row->capacity);
    for (int32_t i = 0; i < shortage->group_count; i++) {
        assert(frame->problem.groups != NULL); /* a group that binds is one of them */
        const struct assign_group *group = &frame->problem.groups[shortage->groups[i]];
        mem_append(op, &text, "%s%s的专家%s至多%d人次，已用完", text[0] == '\0' ? "" : "；",
                   unit_of(frame, group), group->at < 0 ? "总共" : "在同一项中", group->limit);
    }
    if (text[0] != '\0')
        return text;
    if (shortage->offered == 0)
        return "没有合适的专家（相近专业的人不在库中、须回避或已谢绝）";
    return "规则允许的专家都已用上";
}

/* One piece of the minimum cut: what binds, and how many are missing. */
static const char *shortage_text(struct op *op, const struct frame *frame,
                                 const struct assign_shortage *shortage)
{
    const char *binding = binding_text(op, frame, shortage);

    if (shortage->demand_count == 1)
        return mem_printf(op, "需要%lld人，可安排%lld人，缺%lld人：%s。",
                          (long long)shortage->needed, (long long)shortage->offered,
                          (long long)shortage->missing, binding);
    return mem_printf(op, "与另外%d项共需要%lld人，可安排%lld人，共缺%lld人：%s。",
                      shortage->demand_count - 1, (long long)shortage->needed,
                      (long long)shortage->offered, (long long)shortage->missing, binding);
}

static enum err tell_shortages(struct op *op, const struct frame *frame, struct assign *assign)
{
    struct run *run = frame->run;
    struct assign_shortage *rows = NULL;
    int32_t count = 0;

    enum err e = assign_explain(op, assign, &rows, &count);
    for (int32_t i = 0; e == OK && i < count; i++) {
        const char *text = shortage_text(op, frame, &rows[i]);
        for (int32_t k = 0; k < rows[i].demand_count; k++) {
            struct seat *seat = &run->seats[rows[i].demands[k]];
            if (seat->filled < seat->need)
                seat->shortage = text;
        }
    }
    return e;
}

/* ---- solving ---- */

static void take_result(struct frame *frame, const struct assign_result *result)
{
    struct run *run = frame->run;
    int64_t before = 0;

    for (size_t i = 0; i < run->pair_count; i++) {
        before += run->pairs[i].chosen;
        run->pairs[i].chosen = 0;
    }
    for (size_t i = 0; i < run->seat_count; i++) {
        run->seats[i].filled = 0;
        run->seats[i].shortage = "";
    }
    for (int32_t i = 0; i < result->row_count; i++) {
        struct pair *pair = &run->pairs[frame->pair_of[result->rows[i]]];
        pair->chosen = 1;
        run->seats[demand_index(run, pair->item_id)].filled++;
    }
    run->row.seats_needed = result->seats_needed;
    run->row.seats_filled = result->seats_filled;
    run->row.total = result->total;
    run->row.moves = before - result->kept + result->row_count - result->kept;
    run->row.solved++;
}

static const char *digest_of(struct op *op, const struct frame *frame,
                             const struct assign_result *result,
                             const struct assign_certificate *certificate)
{
    uint8_t digest[SM3_BYTES];
    struct sm3 *sm3 = sm3_new(op);

    sm3_add(sm3, result->rows, (size_t)result->row_count * sizeof *result->rows);
    sm3_add(sm3, certificate->demand_price,
            (size_t)frame->problem.demand_count * sizeof *certificate->demand_price);
    sm3_add(sm3, certificate->expert_price,
            (size_t)frame->problem.expert_count * sizeof *certificate->expert_price);
    sm3_end(sm3, digest);
    return hex_text(op, (struct bytes){ digest, sizeof digest });
}

static enum err solve_and_prove(struct op *op, struct frame *frame)
{
    struct assign_certificate certificate = { 0 };
    struct assign_result result = { 0 };
    struct assign *assign = NULL;

    enum err e = assign_new(op, &frame->problem, &assign);
    if (e == OK)
        e = assign_solve(op, assign);
    if (e != OK)
        return e;
    assign_result(op, assign, &result);
    assign_certify(op, assign, &certificate);
    e = assign_verify(op, &frame->problem, &result, &certificate);
    if (e != OK)
        return e;
    frame->run->row.proof = digest_of(op, frame, &result, &certificate);
    take_result(frame, &result);
    return tell_shortages(op, frame, assign);
}

/* Numbers of the problem tell nobody anything: the same in words of a run. */
static enum err in_words(struct op *op, enum err e)
{
    if (e != ERR_CONFLICT || strcmp(op->failure.reason, "assign_minimum") != 0)
        return e;
    op_forgive(op);
    return fail(op, e, "matching_minimum", "least loads cannot be met");
}

static enum err solve(struct op *op, struct frame *frame)
{
    struct run *run = frame->run;
    struct assign_fairness fairness = { 0 };

    run->row.least = 0;
    if (run->row.fair != 0) {
        enum err e = assign_fair(op, &frame->problem, &fairness);
        if (e != OK)
            return e;
        frame->problem = fairness.problem;
        run->row.least = fairness.threshold;
    }
    enum err e = solve_and_prove(op, frame);
    if (e == OK)
        run->row.best_total = run->row.fair != 0 ? fairness.best_total : run->row.total;
    return e;
}

enum err run_solve(struct op *op, struct run *run)
{
    struct frame frame = { .run = run };

    number_experts(op, &frame);
    fill_nodes(op, &frame);
    fill_edges(op, &frame);
    fill_groups(op, &frame);
    return in_words(op, solve(op, &frame));
}
