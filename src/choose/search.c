/* SPDX-License-Identifier: Apache-2.0 */
/* search.c: branch and bound over patterns, first the part in which the best of the split is in. */
#include "choose/search.h"

#include "base/mem.h"
#include "base/op.h"
#include "choose/tableau_inner.h"

#include <string.h>

static const int64_t steps_max = 1000000; /* of the tableau, in one search */

/* The list of numbers that is compared, all over one denominator. */
struct measure {
    int64_t shortage, places;
    wide sum;
    int64_t *counts; /* of each phase its levels, then favours by standing */
};

struct search {
    struct tableau *tableau;
    int64_t *first; /* of each phase: where its counts begin; then favours */
    int64_t count_max;
    struct measure best, now;
    struct choice *choice;
    int32_t nodes;
    void *scratch;
};

/* ---- measuring ---- */

static void add_to(const struct search *search, struct measure *measure, int32_t var, int64_t x)
{
    const struct tableau *tableau = search->tableau;
    const struct levels *levels = tableau->levels;
    int32_t item = tableau->item_of[var];
    int64_t places = x * tableau->size[var];

    measure->places += places;
    measure->sum += (wide)places * tableau->shape->problem->items[item].score;
    for (int32_t p = 0; p < levels->phase_count; p++)
        measure->counts[search->first[p] + levels->level[p][item]] += places;
    measure->counts[search->first[levels->phase_count] + levels->standing[item]] +=
        x * tableau->favour[var];
}

static void take_measure(const struct search *search, struct measure *measure)
{
    const struct tableau *tableau = search->tableau;

    measure->shortage = tableau_short(tableau);
    measure->places = 0;
    measure->sum = 0;
    memset(measure->counts, 0, (size_t)search->count_max * sizeof measure->counts[0]);
    for (int32_t item = 0; item < tableau->shape->item_count; item++) {
        int32_t key = tableau->key[item];
        if (tableau->size[key] > 0)
            add_to(search, measure, key, tableau_x(tableau, key));
    }
    for (int32_t r = 0; r < tableau->row_count; r++) {
        int32_t var = tableau->basic[r];
        if (var < tableau->pattern_vars && tableau->size[var] > 0)
            add_to(search, measure, var, tableau->value[r]);
    }
}

/* a / denominator, rounded down, against b: -1, 0 (and whole or not), 1. */
static int against(wide a, int64_t denominator, wide b, bool *ret_whole)
{
    wide floor = a / denominator;

    if (a % denominator < 0)
        floor--;
    *ret_whole = a % denominator == 0;
    return (floor > b) - (floor < b);
}

/* Whether nothing within these bounds can be better than the best whole choice. */
static bool is_beaten(const struct search *search)
{
    const struct measure *now = &search->now;
    const struct measure *best = &search->best;
    int64_t whole = search->tableau->denominator;
    bool even = true;

    if (!search->choice->found)
        return false;
    int order = against(-(wide)now->shortage, whole, -(wide)best->shortage, &even);
    if (order == 0 && even)
        order = against(now->places, whole, best->places, &even);
    if (order == 0 && even && search->tableau->shape->problem->by_sum)
        order = against(now->sum, whole, best->sum, &even);
    for (int64_t i = 0; i < search->count_max && order == 0 && even; i++)
        order = against(now->counts[i], whole, best->counts[i], &even);
    return order < 0 || (order == 0 && even);
}

/* ---- branching ---- */

/* The split pattern with the most places of the best item, or -1: nobody is split. */
static int32_t split_of(const struct tableau *tableau)
{
    int32_t found = -1;

    for (int32_t r = 0; r < tableau->row_count; r++) {
        int32_t var = tableau->basic[r];
        if (var >= tableau->pattern_vars || tableau->value[r] == 0 ||
            tableau->value[r] == tableau->denominator)
            continue;
        const int32_t *standing = tableau->levels->standing;
        int32_t item = tableau->item_of[var];
        int32_t other = found < 0 ? -1 : tableau->item_of[found];
        if (found < 0 || standing[item] < standing[other] ||
            (item == other && tableau->size[var] > tableau->size[found]))
            found = var;
    }
    return found;
}

static void keep_choice(struct search *search)
{
    const struct tableau *tableau = search->tableau;
    struct choice *choice = search->choice;

    for (int32_t item = 0; item < tableau->shape->item_count; item++) {
        int32_t var = tableau->key[item];
        choice->pattern[item] = var - tableau->first_var[item];
    }
    for (int32_t r = 0; r < tableau->row_count; r++) {
        int32_t var = tableau->basic[r];
        if (var < tableau->pattern_vars && tableau->value[r] != 0)
            choice->pattern[tableau->item_of[var]] =
                var - tableau->first_var[tableau->item_of[var]];
    }
    choice->found = true;
    choice->shortage = search->now.shortage / tableau->denominator;
    choice->places = search->now.places / tableau->denominator;
    search->best.shortage = choice->shortage;
    search->best.places = choice->places;
    search->best.sum = search->now.sum / tableau->denominator;
    for (int64_t i = 0; i < search->count_max; i++)
        search->best.counts[i] = search->now.counts[i] / tableau->denominator;
}

/* Bans or frees the pattern alone, or all others of its item. Marks what it changed. */
static void ban(struct tableau *tableau, int32_t var, bool others, bool *changed)
{
    int32_t item = tableau->item_of[var];

    for (int32_t v = tableau->first_var[item]; v < tableau->first_var[item + 1]; v++) {
        changed[v - tableau->first_var[item]] = (v == var) != others && !tableau->banned[v];
        tableau->banned[v] = tableau->banned[v] || (v == var) != others;
    }
}

static void free_again(struct tableau *tableau, int32_t var, const bool *changed)
{
    int32_t item = tableau->item_of[var];

    for (int32_t v = tableau->first_var[item]; v < tableau->first_var[item + 1]; v++) {
        if (changed[v - tableau->first_var[item]])
            tableau->banned[v] = false;
    }
}

enum { CUT_ROUNDS_MAX = 30 };

/* The fractional best within the bans, then with cuts while somebody is split. *ret_open: there is
 * a choice and it may be better than the best so far. */
static enum err bound(struct op *op, struct search *search, bool *ret_open)
{
    struct tableau *tableau = search->tableau;
    bool possible = false;

    *ret_open = false;
    for (int round = 0; round <= CUT_ROUNDS_MAX; round++) {
        enum err e = tableau_solve(op, tableau, steps_max, &possible);
        if (e != OK || !possible)
            return e;
        take_measure(search, &search->now);
        if (is_beaten(search))
            return OK;
        if (split_of(tableau) < 0 || tableau_cut(tableau) == 0)
            break;
    }
    *ret_open = true;
    return OK;
}

static enum err visit(struct op *op, struct search *search);

/* Both sides of a split, each from the same basis. */
static enum err branch(struct op *op, struct search *search, int32_t var)
{
    struct tableau *tableau = search->tableau;
    struct tableau_copy *here = tableau_save(op, tableau);
    bool changed[CHOOSE_PATTERNS_MAX];
    enum err e = OK;

    for (int side = 0; e == OK && side < 2; side++) {
        ban(tableau, var, side == 0, changed);
        e = visit(op, search);
        free_again(tableau, var, changed);
        tableau_load(tableau, here);
    }
    mem_free(here);
    return e;
}

static enum err visit(struct op *op, struct search *search)
{
    bool open = false;

    if (search->nodes++ >= SEARCH_NODES_MAX)
        return fail(op, ERR_TOO_LARGE, "choose_entangled", "%d parts", search->nodes);
    enum err e = bound(op, search, &open);
    if (e != OK || !open)
        return e;
    int32_t var = split_of(search->tableau);
    if (var >= 0)
        return branch(op, search, var);
    keep_choice(search);
    return OK;
}

static struct measure measure_new(const void *parent, int64_t count)
{
    return (struct measure){ .counts = mem_array(parent, int64_t, (size_t)count + 1) };
}

enum err search_best(struct op *op, struct tableau *tableau, const void *parent,
                     struct choice *ret_choice)
{
    const struct levels *levels = tableau->levels;
    size_t items = (size_t)tableau->shape->item_count;
    struct choice choice = { .pattern = mem_array(parent, int32_t, items + 1) };
    struct search search = { .tableau = tableau, .choice = &choice };
    void *scratch = mem_array(op, char, 1);

    search.first = mem_array(scratch, int64_t, (size_t)levels->phase_count + 1);
    for (int32_t p = 0; p < levels->phase_count; p++)
        search.first[p + 1] = search.first[p] + levels->count[p];
    search.count_max = search.first[levels->phase_count] + (int64_t)items;
    search.best = measure_new(scratch, search.count_max);
    search.now = measure_new(scratch, search.count_max);
    tableau->steps = 0;
    enum err e = visit(op, &search);
    mem_free(scratch);
    if (e == OK)
        *ret_choice = choice;
    return e;
}

int32_t choice_size(const struct shape *shape, const struct choice *choice, int32_t item)
{
    return shape->classes[shape->class_of[item]].sizes[choice->pattern[item]];
}

void search_force(struct tableau *tableau, int32_t item, int32_t size)
{
    for (int32_t v = tableau->first_var[item]; v < tableau->first_var[item + 1]; v++)
        tableau->banned[v] = size != SEARCH_ANY && tableau->size[v] != size;
    tableau->is_dual = tableau->is_dual && size != SEARCH_ANY;
}
