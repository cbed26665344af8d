/* SPDX-License-Identifier: Apache-2.0 */
/* level.c: sorts items by score and ties, and numbers those that stand beside each other alike. */
#include "choose/level.h"

#include "base/crypto.h"
#include "base/mem.h"
#include "base/op.h"

#include <stdlib.h>
#include <string.h>

/* What one tie says of one item. Numbers stand before texts, and who has none stands last. */
struct key {
    enum { KEY_NUMBER, KEY_TEXT, KEY_LOT, KEY_NONE } kind;
    int64_t number;
    const char *text;
    uint8_t lot[SM3_BYTES];
};

/* An item while it is sorted. */
struct sorted {
    int32_t item;
    int32_t level; /* of the phase before */
    struct key key;
    bool descending;
};

static int compare_keys(const struct key *a, const struct key *b, bool descending)
{
    int order = 0;

    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->kind == KEY_NUMBER)
        order = (a->number > b->number) - (a->number < b->number);
    if (a->kind == KEY_TEXT)
        order = strcmp(a->text, b->text);
    if (a->kind == KEY_LOT)
        order = memcmp(a->lot, b->lot, SM3_BYTES);
    return descending ? -order : order;
}

static int compare_levels(const struct sorted *a, const struct sorted *b)
{
    if (a->level != b->level)
        return a->level < b->level ? -1 : 1;
    return compare_keys(&a->key, &b->key, a->descending);
}

static int by_level(const void *a, const void *b)
{
    int order = compare_levels(a, b);

    return order != 0 ? order : ((const struct sorted *)a)->item - ((const struct sorted *)b)->item;
}

/* Sorts and writes the level of each item; returns how many there are. */
static int32_t number(struct sorted *rows, size_t count, int32_t *ret_level)
{
    int32_t level = -1;

    if (count > 1)
        qsort(rows, count, sizeof rows[0], by_level);
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || compare_levels(&rows[i - 1], &rows[i]) != 0)
            level++;
        ret_level[rows[i].item] = level;
    }
    return level + 1;
}

static enum err key_of(struct op *op, const struct choose_tie *tie, const struct choose_item *item,
                       struct key *ret_key)
{
    struct key key = { .kind = KEY_NONE };

    if (tie->attribute == NULL) {
        const char *text = mem_printf(op, "%s%s", tie->seed, item->id);
        key.kind = KEY_LOT;
        sm3_once(text, strlen(text), key.lot);
    } else {
        const json_t *held = json_object_get(item->attributes, tie->attribute);
        if (json_is_array(held)) {
            fail_arg(op, "path", "%s.%s", item->id, tie->attribute);
            return fail(op, ERR_INVALID, "choose_tie_list", "a list cannot order items");
        }
        if (held != NULL) {
            key.text = json_string_value(held);
            key.kind = choose_decimal(key.text, &key.number) ? KEY_NUMBER : KEY_TEXT;
        }
    }
    *ret_key = key;
    return OK;
}

/* One tie after the phase whose levels are before. */
static enum err refine(struct op *op, const struct choose_problem *problem,
                       const struct choose_tie *tie, const int32_t *before, struct levels *levels)
{
    size_t count = problem->item_count;
    struct sorted *rows = mem_array(op, struct sorted, count + 1);
    int32_t *level = mem_array(op, int32_t, count + 1);
    enum err e = OK;

    for (size_t i = 0; e == OK && i < count; i++) {
        rows[i].item = (int32_t)i;
        rows[i].level = before == NULL ? 0 : before[i];
        rows[i].descending = tie->descending;
        e = key_of(op, tie, &problem->items[i], &rows[i].key);
    }
    if (e != OK)
        return e;
    levels->count[levels->phase_count] = number(rows, count, level);
    levels->level[levels->phase_count++] = level;
    return OK;
}

/* By score, the best first. */
static int32_t *score_levels(struct op *op, const struct choose_problem *problem,
                             int32_t *ret_count)
{
    size_t count = problem->item_count;
    struct sorted *rows = mem_array(op, struct sorted, count + 1);
    int32_t *level = mem_array(op, int32_t, count + 1);

    for (size_t i = 0; i < count; i++) {
        rows[i].item = (int32_t)i;
        rows[i].descending = true;
        rows[i].key = (struct key){ .kind = KEY_NUMBER, .number = problem->items[i].score };
    }
    *ret_count = number(rows, count, level);
    return level;
}

/* The order of all: by score, then by ties, then by id. */
static const int32_t *set_order(struct op *op, const struct choose_problem *problem,
                                const struct levels *fine, struct levels *levels)
{
    size_t count = problem->item_count;
    struct sorted *rows = mem_array(op, struct sorted, count + 1);

    levels->order = mem_array(op, int32_t, count + 1);
    levels->standing = mem_array(op, int32_t, count + 1);
    for (size_t i = 0; i < count; i++) {
        rows[i].item = (int32_t)i;
        rows[i].level = fine->level[fine->phase_count - 1][i];
        rows[i].key = (struct key){ .kind = KEY_TEXT, .text = problem->items[i].id };
    }
    if (count > 1)
        qsort(rows, count, sizeof rows[0], by_level);
    for (size_t i = 0; i < count; i++) {
        levels->order[i] = rows[i].item;
        levels->standing[rows[i].item] = (int32_t)i;
    }
    return levels->order;
}

static void set_ranks(struct op *op, const int32_t *order, const int32_t *score_level, size_t count,
                      struct levels *levels)
{
    int32_t above = -1;

    levels->rank = mem_array(op, int32_t, count + 1);
    for (size_t i = 0; i < count; i++) {
        int32_t item = order[i];
        bool same = above >= 0 && score_level[above] == score_level[item];
        levels->rank[item] = same ? levels->rank[above] : (int32_t)i + 1;
        above = item;
    }
}

int levels_compare(const struct levels *levels, const struct choose_problem *problem, int32_t phase,
                   const int32_t items[2], int64_t score)
{
    int64_t other = problem->items[items[1]].score;
    int32_t ties = problem->by_sum ? phase + 1 : phase;

    if (!problem->by_sum && score != other)
        return score > other ? 1 : -1;
    for (int32_t t = 0; t < ties; t++) {
        int32_t a = levels->alone[t][items[0]];
        int32_t b = levels->alone[t][items[1]];
        if (a != b)
            return a < b ? 1 : -1;
    }
    return 0;
}

static struct levels levels_room(struct op *op, const struct choose_problem *problem)
{
    return (struct levels){ .level = mem_array(op, int32_t *, problem->tie_count + 1),
                            .count = mem_array(op, int32_t, problem->tie_count + 1) };
}

enum err levels_make(struct op *op, const struct choose_problem *problem, struct levels *ret_levels)
{
    struct levels levels = levels_room(op, problem);
    struct levels alone = levels_room(op, problem);
    struct levels fine = levels_room(op, problem);
    int32_t *scores = score_levels(op, problem, &fine.count[0]);
    enum err e = OK;

    fine.level[0] = scores;
    fine.phase_count = 1;
    if (!problem->by_sum) {
        levels.level[0] = scores;
        levels.count[0] = fine.count[0];
        levels.phase_count = 1;
    }
    for (size_t t = 0; e == OK && t < problem->tie_count; t++) {
        const int32_t *before =
            levels.phase_count == 0 ? NULL : levels.level[levels.phase_count - 1];
        e = refine(op, problem, &problem->ties[t], before, &levels);
        if (e == OK)
            e = refine(op, problem, &problem->ties[t], NULL, &alone);
        if (e == OK && problem->by_sum)
            e = refine(op, problem, &problem->ties[t], fine.level[fine.phase_count - 1], &fine);
    }
    if (e != OK)
        return e;
    levels.alone = alone.level;
    const int32_t *order = set_order(op, problem, problem->by_sum ? &fine : &levels, &levels);
    set_ranks(op, order, scores, problem->item_count, &levels);
    *ret_levels = levels;
    return OK;
}
