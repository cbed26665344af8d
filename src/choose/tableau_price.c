/* SPDX-License-Identifier: Apache-2.0 */
/* tableau_price.c: what one more unit of a variable does to the list of numbers. */
#include "base/mem.h"
#include "choose/tableau_inner.h"

static int sign_of(int64_t number)
{
    return (number > 0) - (number < 0);
}

struct weights *weights_new(const void *parent, const struct tableau *tableau)
{
    struct weights *weights = mem_new(parent, struct weights);
    size_t rows = (size_t)tableau->base_rows + CUTS_MAX + 1;

    weights->rows = mem_array(weights, int32_t, rows);
    weights->size = mem_array(weights, int32_t, rows);
    weights->favour = mem_array(weights, int32_t, rows);
    weights->ban = mem_array(weights, int32_t, rows);
    weights->shortage = mem_array(weights, int32_t, rows);
    weights->sorted_count = tableau->levels->phase_count + 1;
    weights->sorted = mem_array(weights, int32_t *, (size_t)weights->sorted_count);
    for (int32_t p = 0; p < weights->sorted_count; p++)
        weights->sorted[p] = mem_array(weights, int32_t, rows);
    return weights;
}

int32_t weights_level(const struct tableau *tableau, int32_t phase, int32_t item)
{
    const struct levels *levels = tableau->levels;

    return phase < levels->phase_count ? levels->level[phase][item] : levels->standing[item];
}

/* Rows of patterns that weigh something, by level. */
static void sort_rows(struct tableau *tableau, int32_t phase)
{
    const struct weights *weights = tableau->weights;
    int32_t *sorted = weights->sorted[phase];

    for (int32_t k = 0; k < weights->count; k++) {
        int32_t row = weights->rows[k];
        int32_t item = tableau->basic[row] < tableau->pattern_vars
                           ? tableau->item_of[tableau->basic[row]]
                           : -1;
        int32_t level = item < 0 ? INT32_MAX : weights_level(tableau, phase, item);
        int32_t at = k;
        for (; at > 0; at--) {
            int32_t other = tableau->basic[sorted[at - 1]];
            int32_t other_level = other < tableau->pattern_vars
                                      ? weights_level(tableau, phase, tableau->item_of[other])
                                      : INT32_MAX;
            if (other_level <= level)
                break;
            sorted[at] = sorted[at - 1];
        }
        sorted[at] = row;
    }
}

void weights_set(struct tableau *tableau)
{
    struct weights *weights = tableau->weights;

    weights->count = 0;
    for (int32_t r = 0; r < tableau->row_count; r++) {
        int32_t var = tableau->basic[r];
        bool pattern = var < tableau->pattern_vars;
        bool shortage = tableau_is_shortage(tableau, var);
        if (!pattern && !shortage)
            continue;
        int32_t key = pattern ? tableau->key[tableau->item_of[var]] : -1;
        weights->rows[weights->count++] = r;
        weights->shortage[r] = shortage;
        weights->size[r] = pattern ? tableau->size[var] - tableau->size[key] : 0;
        weights->favour[r] = pattern ? tableau->favour[var] - tableau->favour[key] : 0;
        weights->ban[r] = pattern ? tableau->banned[var] - tableau->banned[key] : 0;
    }
    for (int32_t p = 0; p < weights->sorted_count; p++)
        sort_rows(tableau, p);
}

/* One or two variables that move, how much and which way. */
struct moved {
    const int32_t *column;
    int32_t item; /* -1: a slack or shortage */
    int64_t by;
    int64_t size, favour, shortage; /* of the variable itself, times by and denominator */
};

struct move {
    struct moved parts[2];
    int count;
};

static struct moved moved_by(const struct tableau *tableau, int32_t var, int64_t by)
{
    bool pattern = var < tableau->pattern_vars;
    int32_t item = pattern ? tableau->item_of[var] : -1;
    int32_t key = pattern ? tableau->key[item] : var;
    int64_t whole = tableau->denominator * by;

    return (struct moved){ .column = tableau_column(tableau, var),
                           .item = item,
                           .by = by,
                           .size = whole * (tableau->size[var] - tableau->size[key]),
                           .favour = whole * (tableau->favour[var] - tableau->favour[key]),
                           .shortage = tableau_is_shortage(tableau, var) ? whole : 0 };
}

/* What the move takes from a row's basic variable. */
static int64_t share_of(const struct move *move, int32_t row)
{
    int64_t share = move->parts[0].by * move->parts[0].column[row];

    return move->count < 2 ? share : share + move->parts[1].by * move->parts[1].column[row];
}

/* Level of the item of a row in a phase; INT32_MAX: none. */
static int32_t row_level(const struct tableau *tableau, int32_t phase, int32_t row)
{
    int32_t var = tableau->basic[row];

    return var < tableau->pattern_vars ? weights_level(tableau, phase, tableau->item_of[var])
                                       : INT32_MAX;
}

/* The first level at which the phase's numbers change. */
static int move_phase(const struct tableau *tableau, const struct move *move, int32_t phase)
{
    const struct weights *weights = tableau->weights;
    bool favours = phase == tableau->levels->phase_count;
    const int32_t *weight = favours ? weights->favour : weights->size;
    const int32_t *sorted = weights->sorted[phase];
    int64_t own[2] = { 0 };
    int32_t level[2] = { INT32_MAX, INT32_MAX };
    int32_t k = 0;

    for (int i = 0; i < move->count; i++) {
        own[i] = favours ? move->parts[i].favour : move->parts[i].size;
        if (own[i] != 0)
            level[i] = weights_level(tableau, phase, move->parts[i].item);
    }
    for (;;) {
        int32_t at = k < weights->count ? row_level(tableau, phase, sorted[k]) : INT32_MAX;
        int64_t sum = 0;
        at = level[0] < at ? level[0] : at;
        at = level[1] < at ? level[1] : at;
        if (at == INT32_MAX)
            return 0;
        for (; k < weights->count && row_level(tableau, phase, sorted[k]) == at; k++)
            sum -= share_of(move, sorted[k]) * weight[sorted[k]];
        for (int i = 0; i < 2; i++) {
            sum += level[i] == at ? own[i] : 0;
            level[i] = level[i] == at ? INT32_MAX : level[i];
        }
        if (sum != 0)
            return sign_of(sum);
    }
}

static int move_sum(const struct tableau *tableau, const struct move *move)
{
    const struct weights *weights = tableau->weights;
    const struct choose_item *items = tableau->shape->problem->items;
    wide sum = 0;

    for (int i = 0; i < move->count; i++) {
        if (move->parts[i].item >= 0)
            sum += (wide)move->parts[i].size * items[move->parts[i].item].score;
    }
    for (int32_t k = 0; k < weights->count; k++) {
        int32_t row = weights->rows[k];
        int32_t var = tableau->basic[row];
        if (var < tableau->pattern_vars)
            sum -=
                (wide)share_of(move, row) * weights->size[row] * items[tableau->item_of[var]].score;
    }
    return (sum > 0) - (sum < 0);
}

/* Whether the move makes the choice better, bans aside. */
static int move_sign(const struct tableau *tableau, const struct move *move)
{
    const struct weights *weights = tableau->weights;
    int64_t shortage = 0;
    int64_t size = 0;
    int sign = 0;

    for (int i = 0; i < move->count; i++) {
        shortage += move->parts[i].shortage;
        size += move->parts[i].size;
    }
    for (int32_t k = 0; k < weights->count; k++) {
        int32_t row = weights->rows[k];
        int64_t share = share_of(move, row);
        shortage -= share * weights->shortage[row];
        size -= share * weights->size[row];
    }
    if (shortage != 0)
        return -sign_of(shortage);
    if (size != 0)
        return sign_of(size);
    if (tableau->shape->problem->by_sum)
        sign = move_sum(tableau, move);
    for (int32_t p = 0; sign == 0 && p < weights->sorted_count; p++)
        sign = move_phase(tableau, move, p);
    return sign;
}

int weights_price(const struct tableau *tableau, int32_t var)
{
    const struct weights *weights = tableau->weights;
    const struct move move = { .parts = { moved_by(tableau, var, 1) }, .count = 1 };
    const int32_t *column = tableau_column(tableau, var);
    int64_t ban = 0;

    if (var < tableau->pattern_vars)
        ban = tableau->denominator *
              (tableau->banned[var] - tableau->banned[tableau->key[tableau->item_of[var]]]);
    for (int32_t k = 0; k < weights->count; k++)
        ban -= (int64_t)column[weights->rows[k]] * weights->ban[weights->rows[k]];
    return ban != 0 ? -sign_of(ban) : move_sign(tableau, &move);
}

int weights_compare(const struct tableau *tableau, const struct way *first,
                    const struct way *second)
{
    const struct move move = {
        .parts = { moved_by(tableau, first->var, first->sign * second->repairs),
                   moved_by(tableau, second->var, -second->sign * first->repairs) },
        .count = 2,
    };

    return move_sign(tableau, &move);
}
