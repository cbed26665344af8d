/* SPDX-License-Identifier: Apache-2.0 */
/* choose.c: from a problem to its lines: shape, order, search, ties, borders, reasons. */
#include "choose/choose.h"

#include "base/mem.h"
#include "base/message.h"
#include "base/op.h"
#include "choose/change.h"
#include "choose/clash.h"
#include "choose/explain.h"
#include "choose/tie.h"

#include <stdlib.h>

/* Everything that stands between the problem and its lines. */
struct deciding {
    struct shape shape;
    struct levels levels;
    struct tableau *tableau;
    struct choice choice;
};

/* "league=兴安盟 至少 2" for each bound. */
static const char *bound_names(struct op *op, const struct shape *shape, const struct clash *clash)
{
    char *names = mem_text(op, "");

    for (size_t i = 0; i < clash->count; i++) {
        const struct clash_bound *bound = &clash->bounds[i];
        const struct shape_row *row = &shape->rows[bound->row];
        mem_append(op, &names, "%s%s %s %d", i == 0 ? "" : "；",
                   shape_row_name(op, shape, bound->row), bound->is_min ? "至少" : "至多",
                   bound->is_min ? row->min : row->max);
    }
    return names;
}

static enum err refuse_clash(struct op *op, const struct deciding *deciding)
{
    struct clash clash = { 0 };

    enum err e = clash_find(op, &deciding->shape, &deciding->levels, &clash);
    if (e != OK)
        return e;
    fail_arg(op, "bounds", "%s", bound_names(op, &deciding->shape, &clash));
    fail_arg(op, "missing", "%lld", (long long)clash.missing);
    return fail(op, ERR_CONFLICT, clash.smallest ? "choose_clash" : "choose_clash_some",
                "%zu bounds clash", clash.count);
}

static enum err refuse_open_tie(struct op *op, struct deciding *deciding)
{
    const struct choose_problem *problem = deciding->shape.problem;
    const char *names = NULL;

    if (problem->tie_count > 0 && problem->ties[problem->tie_count - 1].attribute == NULL)
        return OK; /* a lot leaves nobody beside another */
    enum err e = tie_find(op, deciding->tableau, &deciding->choice, &names);
    if (e != OK || names == NULL)
        return e;
    fail_arg(op, "items", "%s", names);
    return fail(op, ERR_CONFLICT, "choose_open_tie", "the rules leave more than one choice");
}

static int by_number(const void *a, const void *b)
{
    return (*(const int32_t *)a > *(const int32_t *)b) -
           (*(const int32_t *)a < *(const int32_t *)b);
}

static void set_objective(struct op *op, const struct deciding *deciding, struct choosing *choosing)
{
    const struct shape *shape = &deciding->shape;
    int64_t sum = 0;

    choosing->filled = deciding->choice.places;
    choosing->ranks = mem_array(op, int32_t, (size_t)choosing->filled + 1);
    for (int32_t item = 0; item < shape->item_count; item++) {
        int32_t size = choice_size(shape, &deciding->choice, item);
        sum += size * shape->problem->items[item].score;
        for (int32_t k = 0; k < size; k++)
            choosing->ranks[choosing->rank_count++] = deciding->levels.rank[item];
    }
    if (choosing->rank_count > 1)
        qsort(choosing->ranks, choosing->rank_count, sizeof choosing->ranks[0], by_number);
    choosing->sum = shape->problem->by_sum ? choose_decimal_text(op, sum) : NULL;
}

static enum err decide(struct op *op, const struct choose_problem *problem,
                       struct deciding *deciding)
{
    enum err e = shape_make(op, problem, &deciding->shape);

    if (e == OK)
        e = levels_make(op, problem, &deciding->levels);
    if (e == OK)
        e = tableau_new(op, &deciding->shape, &deciding->levels, &deciding->tableau);
    if (e == OK)
        e = search_best(op, deciding->tableau, op, &deciding->choice);
    if (e == OK && deciding->choice.shortage > 0)
        e = refuse_clash(op, deciding);
    return e == OK ? refuse_open_tie(op, deciding) : e;
}

static enum err write_lines(struct op *op, struct deciding *deciding, bool borders,
                            struct choosing *ret_choosing)
{
    size_t count = deciding->shape.problem->item_count;
    struct choosing choosing = { .lines = mem_array(op, struct choose_line, count + 1) };
    struct changes changes = { 0 };

    enum err e = borders ? changes_find(op, deciding->tableau, &deciding->choice, &changes) : OK;
    if (e != OK)
        return e;
    explain(op, &deciding->shape, &deciding->levels, &deciding->choice, choosing.lines);
    set_objective(op, deciding, &choosing);
    for (size_t i = 0; borders && i < count; i++) {
        choosing.lines[i].has_border = changes.known[i];
        choosing.lines[i].border = changes.score[i];
    }
    *ret_choosing = choosing;
    return OK;
}

enum err choose(struct op *op, const struct choose_problem *problem, struct choosing *ret_choosing)
{
    struct deciding deciding = { 0 };
    enum err e = decide(op, problem, &deciding);

    return e == OK ? write_lines(op, &deciding, true, ret_choosing) : e;
}

enum err choose_quickly(struct op *op, const struct choose_problem *problem,
                        struct choosing *ret_choosing)
{
    struct deciding deciding = { 0 };
    enum err e = decide(op, problem, &deciding);

    return e == OK ? write_lines(op, &deciding, false, ret_choosing) : e;
}
