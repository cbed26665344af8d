/* SPDX-License-Identifier: Apache-2.0 */
/* change.c: compares the best with an item and without, at every score that could matter. */
#include "choose/change.h"

#include "base/mem.h"
#include "base/op.h"

#include <assert.h>

/* Beyond any score that can be given. */
static const int64_t beyond = CHOOSE_SCORE_MAX + 1;

/* How many places more another item has with the item in than without. */
struct difference {
    int32_t item;
    int32_t places;
};

struct finding {
    struct op *op;
    struct tableau *tableau;
    const struct choice *choice;
    const struct tableau_copy *best; /* the basis of it */
    struct changes *changes;
    int32_t *class_worst; /* of each class: the last in order that is not chosen, or -1 */
    struct choice
        *class_in; /* of each class: Wk of that one for k = 1, 2, …; NULL pattern: unknown */
    int32_t size_max;
};

/* One item at some number of places against its absence. */
struct duel {
    const struct tableau *tableau;
    int32_t item;
    int32_t places;
    struct difference *differences; /* in the order that the last phase compared left */
    size_t count;
    int64_t *scores; /* of those who differ */
    size_t score_count;
};

static const struct choose_problem *problem_of(const struct tableau *tableau)
{
    return tableau->shape->problem;
}

/* ---- who wins at a score ---- */

/* Places that those at the level of differences[at] gain; moves at behind them. */
static int64_t level_gain(const struct duel *duel, int32_t phase, size_t *at)
{
    const int32_t *level = duel->tableau->levels->level[phase];
    int32_t first = level[duel->differences[*at].item];
    int64_t gain = 0;

    for (; *at < duel->count && level[duel->differences[*at].item] == first; (*at)++)
        gain += duel->differences[*at].places;
    return gain;
}

static void sort_by_level(const struct duel *duel, int32_t phase)
{
    const int32_t *level = duel->tableau->levels->level[phase];

    for (size_t i = 1; i < duel->count; i++) {
        struct difference moved = duel->differences[i];
        size_t k = i;
        for (; k > 0 && level[duel->differences[k - 1].item] > level[moved.item]; k--)
            duel->differences[k] = duel->differences[k - 1];
        duel->differences[k] = moved;
    }
}

/* The sign of the first level of the phase at which the two choices differ. */
static int phase_sign(const struct duel *duel, int32_t phase, int64_t score)
{
    bool waits = true; /* the item has not been counted */
    size_t at = 0;

    sort_by_level(duel, phase);
    while (at < duel->count || waits) {
        int beside = 1;
        int64_t gain = 0;
        if (waits && at < duel->count) {
            const int32_t items[2] = { duel->item, duel->differences[at].item };
            beside = levels_compare(duel->tableau->levels, problem_of(duel->tableau), phase, items,
                                    score);
        }
        if (!waits || beside <= 0)
            gain = level_gain(duel, phase, &at);
        if (waits && beside >= 0) {
            gain += duel->places;
            waits = false;
        }
        if (gain != 0)
            return gain > 0 ? 1 : -1;
    }
    return 0;
}

static bool wins(const struct duel *duel, int64_t score)
{
    const struct choose_item *items = problem_of(duel->tableau)->items;
    int64_t places = duel->places;
    wide sum = (wide)duel->places * score;
    int sign = 0;

    for (size_t i = 0; i < duel->count; i++) {
        places += duel->differences[i].places;
        sum += (wide)duel->differences[i].places * items[duel->differences[i].item].score;
    }
    if (places != 0)
        return places > 0;
    if (problem_of(duel->tableau)->by_sum && sum != 0)
        return sum > 0;
    for (int32_t p = 0; sign == 0 && p < duel->tableau->levels->phase_count; p++)
        sign = phase_sign(duel, p, score);
    return sign > 0;
}

/* The lowest winning score, -beyond: at any; beyond: at none. */
static int64_t border_by_rank(const struct duel *duel)
{
    int64_t border = beyond;

    if (wins(duel, -beyond))
        return -beyond;
    if (!wins(duel, beyond))
        return beyond;
    for (size_t i = 0; i < duel->count; i++) {
        for (int64_t score = duel->scores[i]; score < duel->scores[i] + 2; score++) {
            if (score < border && wins(duel, score))
                border = score;
        }
    }
    return border;
}

static int64_t border_by_sum(const struct duel *duel)
{
    const struct choose_item *items = problem_of(duel->tableau)->items;
    wide lost = 0;
    int64_t places = duel->places;

    for (size_t i = 0; i < duel->count; i++) {
        places += duel->differences[i].places;
        lost -= (wide)duel->differences[i].places * items[duel->differences[i].item].score;
    }
    if (places != 0)
        return places > 0 ? -beyond : beyond;
    assert(duel->places > 0);
    wide border = lost / duel->places;
    if (lost % duel->places != 0 && lost < 0)
        border--;
    if (border < -beyond || border > beyond)
        return border < 0 ? -beyond : beyond;
    if (lost % duel->places == 0 && wins(duel, (int64_t)border))
        return (int64_t)border;
    return (int64_t)border + 1;
}

/* ---- with and without ---- */

static int64_t border_of(struct finding *finding, int32_t item, int32_t places,
                         const struct choice *with, const struct choice *without)
{
    const struct shape *shape = finding->tableau->shape;
    void *scratch = mem_array(finding->op, char, 1);
    struct duel duel = { .tableau = finding->tableau, .item = item, .places = places };

    for (int32_t other = 0; other < shape->item_count; other++) {
        if (other == item || with->pattern[other] == without->pattern[other])
            continue;
        struct difference difference = { other, choice_size(shape, with, other) -
                                                    choice_size(shape, without, other) };
        if (difference.places == 0)
            continue;
        mem_push(scratch, duel.differences, duel.count, difference);
        mem_push(scratch, duel.scores, duel.score_count, shape->problem->items[other].score);
    }
    int64_t border =
        problem_of(finding->tableau)->by_sum ? border_by_sum(&duel) : border_by_rank(&duel);
    mem_free(scratch);
    return border;
}

static enum err search_with(struct finding *finding, int32_t item, int32_t places,
                            const void *parent, struct choice *ret_choice)
{
    tableau_load(finding->tableau, finding->best);
    search_force(finding->tableau, item, places);
    enum err e = search_best(finding->op, finding->tableau, parent, ret_choice);
    search_force(finding->tableau, item, SEARCH_ANY);
    if (e == OK && ret_choice->shortage > 0)
        ret_choice->found = false;
    return e;
}

static const struct shape_class *class_of(const struct finding *finding, int32_t item)
{
    const struct shape *shape = finding->tableau->shape;

    return &shape->classes[shape->class_of[item]];
}

static int32_t most_places(const struct shape_class *class)
{
    int32_t most = 0;

    for (int32_t i = 0; i < class->pattern_count; i++)
        most = class->sizes[i] > most ? class->sizes[i] : most;
    return most;
}

static void note(struct finding *finding, int32_t item, int64_t border)
{
    finding->changes->known[item] = border > -beyond && border < beyond;
    finding->changes->score[item] = border;
}

static enum err change_chosen(struct finding *finding, int32_t item, int32_t places)
{
    void *scratch = mem_array(finding->op, char, 1);
    struct choice without = { 0 };
    struct choice with = { 0 };
    int32_t most = most_places(class_of(finding, item));

    enum err e = search_with(finding, item, 0, scratch, &without);
    int64_t border =
        e == OK && !without.found
            ? -beyond
            : (e == OK ? border_of(finding, item, places, finding->choice, &without) : beyond);
    for (int32_t k = 1; e == OK && without.found && k <= most; k++) {
        if (k == places)
            continue;
        e = search_with(finding, item, k, scratch, &with);
        if (e != OK || !with.found)
            continue;
        int64_t other = border_of(finding, item, k, &with, &without);
        border = other < border ? other : border;
    }
    if (e == OK)
        note(finding, item, border);
    mem_free(scratch);
    return e;
}

/* Whether a choice takes one of the item's class, other than itself, that the best one leaves. */
static bool takes_another(const struct finding *finding, const struct choice *with, int32_t item)
{
    const struct shape *shape = finding->tableau->shape;

    for (int32_t other = 0; other < shape->item_count; other++) {
        if (other != item && shape->class_of[other] == shape->class_of[item] &&
            with->pattern[other] != 0 && finding->choice->pattern[other] == 0)
            return true;
    }
    return false;
}

/* Wk of an item that is not chosen; what holds for the last of its class holds for all of it. */
static enum err best_with(struct finding *finding, int32_t item, int32_t k, const void *parent,
                          struct choice *ret_choice)
{
    int32_t class = finding->tableau->shape->class_of[item];
    int32_t worst = finding->class_worst[class];
    struct choice *known = &finding->class_in[class * finding->size_max + k - 1];

    if (known->pattern == NULL) {
        enum err e = search_with(finding, worst, k, finding->changes->known, known);
        if (e != OK)
            return e;
    }
    if (known->found && item != worst && takes_another(finding, known, worst))
        return search_with(finding, item, k, parent, ret_choice);
    *ret_choice = *known;
    return OK;
}

/* The choice of the others when the class's last stands for the item. */
static int64_t border_for(struct finding *finding, int32_t item, int32_t k, struct choice *with)
{
    int32_t worst = finding->class_worst[finding->tableau->shape->class_of[item]];
    int32_t kept = with->pattern[worst];
    bool stands_in = item != worst && with->pattern[item] == 0 && kept != 0;

    if (stands_in)
        with->pattern[worst] = 0;
    int64_t border = border_of(finding, item, k, with, finding->choice);
    with->pattern[worst] = kept;
    return border;
}

static enum err change_other(struct finding *finding, int32_t item)
{
    void *scratch = mem_array(finding->op, char, 1);
    int32_t most = most_places(class_of(finding, item));
    int64_t border = beyond;
    enum err e = OK;

    for (int32_t k = 1; e == OK && k <= most; k++) {
        struct choice with = { 0 };
        e = best_with(finding, item, k, scratch, &with);
        if (e != OK || !with.found)
            continue;
        int64_t found = border_for(finding, item, k, &with);
        border = found < border ? found : border;
    }
    if (e == OK)
        note(finding, item, border);
    mem_free(scratch);
    return e;
}

enum err changes_find(struct op *op, struct tableau *tableau, const struct choice *choice,
                      struct changes *ret_changes)
{
    const struct shape *shape = tableau->shape;
    struct changes *changes = mem_new(op, struct changes);
    struct finding finding = { .op = op,
                               .tableau = tableau,
                               .choice = choice,
                               .best = tableau_save(op, tableau),
                               .changes = changes,
                               .size_max = 1 };
    enum err e = OK;

    changes->known = mem_array(op, bool, (size_t)shape->item_count + 1);
    changes->score = mem_array(op, int64_t, (size_t)shape->item_count + 1);
    finding.class_worst = mem_array(op, int32_t, (size_t)shape->class_count + 1);
    for (int32_t c = 0; c < shape->class_count; c++) {
        int32_t most = most_places(&shape->classes[c]);
        finding.size_max = most > finding.size_max ? most : finding.size_max;
    }
    finding.class_in =
        mem_array(op, struct choice, (size_t)(shape->class_count * finding.size_max) + 1);
    for (int32_t i = 0; i < shape->item_count; i++) {
        int32_t item = tableau->levels->order[i];
        if (choice->pattern[item] == 0)
            finding.class_worst[shape->class_of[item]] = item;
    }
    for (int32_t i = 0; e == OK && i < shape->item_count; i++) {
        int32_t item = tableau->levels->order[i];
        int32_t places = choice_size(shape, choice, item);
        e = places > 0 ? change_chosen(&finding, item, places) : change_other(&finding, item);
    }
    if (e == OK)
        *ret_changes = *changes;
    return e;
}
