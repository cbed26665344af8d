/* SPDX-License-Identifier: Apache-2.0 */
/* tie.c: forces those who stand beside others and sees whether the result is as good. */
#include "choose/tie.h"

#include "base/mem.h"
#include "base/op.h"

enum { NAMES_MAX = 20 };

/* What the chosen of one last level have, and could have. */
struct standing_beside {
    int64_t count, places, most;
};

static int32_t most_places(const struct shape *shape, int32_t item)
{
    const struct shape_class *class = &shape->classes[shape->class_of[item]];
    int32_t most = 0;

    for (int32_t i = 0; i < class->pattern_count; i++)
        most = class->sizes[i] > most ? class->sizes[i] : most;
    return most;
}

/* Last level of each item: without phases all stand beside each other. */
static int32_t last_level(const struct levels *levels, int32_t item)
{
    return levels->phase_count == 0 ? 0 : levels->level[levels->phase_count - 1][item];
}

static struct standing_beside *count_levels(struct op *op, const struct tableau *tableau,
                                            const struct choice *choice)
{
    const struct shape *shape = tableau->shape;
    struct standing_beside *beside =
        mem_array(op, struct standing_beside, (size_t)shape->item_count + 1);

    for (int32_t item = 0; item < shape->item_count; item++) {
        struct standing_beside *at = &beside[last_level(tableau->levels, item)];
        at->count += most_places(shape, item) > 0;
        at->places += choice_size(shape, choice, item);
        at->most += most_places(shape, item);
    }
    return beside;
}

/* Whether two choices have the same number of places at each level, score for score. */
static bool is_even(const struct tableau *tableau, const struct choice *a, const struct choice *b)
{
    const struct shape *shape = tableau->shape;
    const struct levels *levels = tableau->levels;
    int64_t *gains = mem_array(NULL, int64_t, (size_t)shape->item_count + 1);
    wide sum = 0;
    bool even = b->found && a->shortage == b->shortage && a->places == b->places;

    for (int32_t item = 0; item < shape->item_count; item++) {
        int64_t gain = choice_size(shape, b, item) - choice_size(shape, a, item);
        gains[last_level(levels, item)] += gain;
        sum += (wide)gain * shape->problem->items[item].score;
    }
    for (int32_t i = 0; i < shape->item_count; i++)
        even = even && (gains[i] == 0 || levels->phase_count == 0);
    mem_free(gains);
    return even && (!shape->problem->by_sum || sum == 0);
}

/* Marks items that have another number of places in one choice than in the other. */
static void mark_differing(const struct shape *shape, const struct choice *a,
                           const struct choice *b, bool *marks)
{
    for (int32_t item = 0; item < shape->item_count; item++)
        marks[item] = marks[item] || choice_size(shape, a, item) != choice_size(shape, b, item);
}

/* The first of the marked items in the order of the list, and whether there are others. */
static const char *names_of(struct op *op, const struct tableau *tableau, const bool *marks)
{
    const struct shape *shape = tableau->shape;
    char *names = mem_text(op, "");
    int count = 0;

    for (int32_t i = 0; i < shape->item_count && count <= NAMES_MAX; i++) {
        int32_t item = tableau->levels->order[i];
        if (!marks[item])
            continue;
        if (count < NAMES_MAX)
            mem_append(op, &names, "%s%s", count == 0 ? "" : "、", shape->problem->items[item].id);
        else
            mem_append(op, &names, "等");
        count++;
    }
    return names;
}

/* Whether a choice with another number of places for the item is as good; marks what differs. */
static enum err try_item(struct op *op, struct tableau *tableau, const struct tableau_copy *best,
                         const struct choice *choice, int32_t item, bool *marks)
{
    const struct shape *shape = tableau->shape;
    int32_t most = most_places(shape, item);
    enum err e = OK;

    for (int32_t k = 0; e == OK && !marks[item] && k <= most; k++) {
        struct choice other = { 0 };
        if (k == choice_size(shape, choice, item))
            continue;
        tableau_load(tableau, best);
        search_force(tableau, item, k);
        e = search_best(op, tableau, op, &other);
        search_force(tableau, item, SEARCH_ANY);
        if (e == OK && other.found && is_even(tableau, choice, &other))
            mark_differing(shape, choice, &other, marks);
        if (e == OK)
            mem_free(other.pattern);
    }
    return e;
}

enum err tie_find(struct op *op, struct tableau *tableau, const struct choice *choice,
                  const char **ret_names)
{
    const struct shape *shape = tableau->shape;
    const struct standing_beside *beside = count_levels(op, tableau, choice);
    struct tableau_copy *best = tableau_save(op, tableau);
    bool *marks = mem_array(op, bool, (size_t)shape->item_count + 1);
    int named = 0;
    enum err e = OK;

    for (int32_t i = 0; e == OK && named <= NAMES_MAX && i < shape->item_count; i++) {
        int32_t item = tableau->levels->order[i];
        const struct standing_beside *at = &beside[last_level(tableau->levels, item)];
        if (!marks[item] && at->count > 1 && at->places > 0 && at->places < at->most)
            e = try_item(op, tableau, best, choice, item, marks);
        named += marks[item];
    }
    *ret_names = e == OK && named > 0 ? names_of(op, tableau, marks) : NULL;
    tableau_load(tableau, best);
    mem_free(best);
    return e;
}
