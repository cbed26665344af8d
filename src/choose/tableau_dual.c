/* SPDX-License-Identifier: Apache-2.0 */
/* tableau_dual.c: repairs a best basis after bans, and copies of a basis. */
#include "base/mem.h"
#include "choose/tableau_inner.h"

#include <string.h>

enum { DUAL_STEPS_MAX = 2000 };

/* What a bound or a ban breaks. */
struct broken {
    int32_t row;  /* -1: a banned key, nothing else of its item is basic */
    int32_t item; /* of the key */
    bool too_low;
    bool to_upper; /* it belongs at its upper bound */
};

/* ---- what is broken ---- */

static bool row_is_broken(const struct tableau *tableau, int32_t row, struct broken *ret_broken)
{
    int32_t var = tableau->basic[row];
    int64_t value = tableau->value[row];

    *ret_broken = (struct broken){ .row = row, .too_low = value < 0 };
    if (value < 0)
        return true;
    if (var < tableau->pattern_vars)
        return tableau->banned[var] && value > 0;
    ret_broken->to_upper = value > tableau->upper[var] * tableau->denominator;
    return ret_broken->to_upper;
}

static bool key_is_broken(const struct tableau *tableau, int32_t item, bool *ret_too_low)
{
    int64_t value = tableau_key_row(tableau, item, tableau->value, tableau->denominator);

    *ret_too_low = value < 0;
    return value < 0 || (value > 0 && tableau->banned[tableau->key[item]]);
}

/* A broken key is made basic when something else of its item is. False: a number grew too large. */
static bool find_key(struct tableau *tableau, int32_t item, bool *ret_found,
                     struct broken *ret_broken)
{
    bool too_low = false;

    *ret_found = key_is_broken(tableau, item, &too_low);
    if (!*ret_found)
        return true;
    int32_t row = tableau_row_of(tableau, item);
    if (row >= 0) {
        row = tableau_swap_key(tableau, item);
        if (row < 0)
            return false;
        weights_set(tableau);
    }
    *ret_broken = (struct broken){ row, item, too_low, false };
    return true;
}

/* The first that is broken: rows, keys beside them, then the item whose patterns were banned. */
static bool find_broken(struct tableau *tableau, bool *ret_found, struct broken *ret_broken)
{
    *ret_found = false;
    for (int32_t r = 0; r < tableau->row_count; r++) {
        int32_t var = tableau->basic[r];
        if (row_is_broken(tableau, r, ret_broken)) {
            *ret_found = true;
            return true;
        }
        if (var < tableau->pattern_vars) {
            if (!find_key(tableau, tableau->item_of[var], ret_found, ret_broken))
                return false;
            if (*ret_found)
                return true;
        }
    }
    for (int32_t item = 0; item < tableau->shape->item_count; item++) {
        if (tableau->banned[tableau->key[item]] &&
            (!find_key(tableau, item, ret_found, ret_broken) || *ret_found))
            return *ret_found;
    }
    return true;
}

/* ---- what repairs it ---- */

static bool may_move(const struct tableau *tableau, int32_t var)
{
    if (tableau->place[var] != PLACE_OUT || tableau->banned[var])
        return false;
    return var < tableau->pattern_vars || tableau->upper[var] > 0;
}

/* Keeps the better of two ways. */
static void take_better(const struct tableau *tableau, const struct way *way, struct way *best)
{
    if (best->var < 0 || weights_compare(tableau, way, best) > 0)
        *best = *way;
}

static struct way way_for_row(const struct tableau *tableau, const struct broken *broken)
{
    struct way best = { .var = -1 };

    for (int32_t j = 0; j < tableau->var_count; j++) {
        if (!may_move(tableau, j))
            continue;
        int64_t share = tableau_column(tableau, j)[broken->row];
        int sign = tableau->at_upper[j] ? -1 : 1;
        int64_t repairs = (broken->too_low ? -share : share) * sign;
        if (repairs > 0)
            take_better(tableau, &(struct way){ j, repairs, sign }, &best);
    }
    return best;
}

static struct way way_for_key(const struct tableau *tableau, int32_t item)
{
    struct way best = { .var = -1 };

    for (int32_t v = tableau->first_var[item]; v < tableau->first_var[item + 1]; v++) {
        if (may_move(tableau, v))
            take_better(tableau, &(struct way){ v, tableau->denominator, 1 }, &best);
    }
    return best;
}

enum dual_end tableau_go_dual(struct tableau *tableau)
{
    struct broken broken = { 0 };
    bool found = false;

    weights_set(tableau);
    for (int steps = 0; steps < DUAL_STEPS_MAX; steps++) {
        bool good = find_broken(tableau, &found, &broken);
        if (good && !found)
            return DUAL_BEST;
        struct way way = !good             ? (struct way){ .var = -1 }
                         : broken.row >= 0 ? way_for_row(tableau, &broken)
                                           : way_for_key(tableau, broken.item);
        if (good && way.var < 0)
            return DUAL_IMPOSSIBLE;
        good = good &&
               (broken.row >= 0 ? tableau_exchange(tableau, way.var, broken.row, broken.to_upper)
                                : tableau_take_over(tableau, way.var));
        if (!good)
            return DUAL_LOST;
        weights_set(tableau);
        tableau->steps++;
    }
    return DUAL_LOST;
}

/* ---- cuts ---- */

enum { CUT_NUMBERS_MAX = 20000, CUT_UPPER = 1 << 28, CUT_ROOM = 12 };

/* 0 <= result < denominator. */
static int32_t fraction_of(int64_t number, int64_t denominator)
{
    int64_t rest = number % denominator;

    return (int32_t)(rest < 0 ? rest + denominator : rest);
}

/* A slack of a cut that no row uses, or -1. */
static int32_t unused_slack(const struct tableau *tableau)
{
    for (int32_t var = tableau->pattern_vars + 2 * tableau->base_rows; var < tableau->var_count;
         var++) {
        if (tableau->place[var] == PLACE_UNUSED)
            return var;
    }
    return -1;
}

/* The last row takes the place of one whose cut holds nothing: its slack is in the basis. */
static void remove_row(struct tableau *tableau, int32_t row)
{
    int32_t last = tableau->row_count - 1;

    tableau->place[tableau->basic[row]] = PLACE_UNUSED;
    if (row != last) {
        for (int32_t j = 0; j < tableau->var_count; j++) {
            if (tableau->place[j] == PLACE_OUT)
                tableau_column(tableau, j)[row] = tableau_column(tableau, j)[last];
        }
        tableau->value[row] = tableau->value[last];
        tableau->basic[row] = tableau->basic[last];
        tableau->place[tableau->basic[row]] = row;
    }
    tableau->row_count--;
}

static void remove_idle_cuts(struct tableau *tableau)
{
    int32_t first = tableau->pattern_vars + 2 * tableau->base_rows;

    for (int32_t r = tableau->row_count - 1; r >= 0; r--) {
        if (tableau->basic[r] >= first && tableau->value[r] > 0)
            remove_row(tableau, r);
    }
}

static void add_cut(struct tableau *tableau, int32_t from, int32_t slack)
{
    int64_t whole = tableau->denominator;
    int32_t row = tableau->row_count++;

    for (int32_t j = 0; j < tableau->var_count; j++) {
        int32_t *column = tableau_column(tableau, j);
        if (tableau->place[j] != PLACE_OUT)
            continue;
        column[row] = tableau->at_upper[j] ? fraction_of(-(int64_t)column[from], whole)
                                           : -fraction_of(column[from], whole);
    }
    tableau->value[row] = -fraction_of(tableau->value[from], whole);
    tableau->basic[row] = slack;
    tableau->place[slack] = row;
    tableau->at_upper[slack] = false;
    tableau->upper[slack] = CUT_UPPER;
}

/* Columns of another length, with what they held. */
static void set_row_max(struct tableau *tableau, int32_t row_max)
{
    int32_t *old = tableau->columns;
    size_t from = (size_t)tableau->row_max;
    size_t to = (size_t)row_max;
    int32_t *columns = mem_array(tableau, int32_t, (size_t)tableau->var_count * to + 1);

    for (size_t j = 0; j < (size_t)tableau->var_count; j++)
        memcpy(columns + j * to, old + j * from, (from < to ? from : to) * sizeof columns[0]);
    tableau->columns = columns;
    tableau->row_max = row_max;
    mem_free(old);
}

/* Room for one more row. False: there are as many cuts as may be. */
static bool make_room(struct tableau *tableau)
{
    int32_t most = tableau->base_rows + CUTS_MAX;
    int32_t wider = tableau->row_max + CUT_ROOM < most ? tableau->row_max + CUT_ROOM : most;

    if (tableau->row_count < tableau->row_max)
        return true;
    if (wider == tableau->row_max || (int64_t)wider * tableau->var_count > TABLEAU_CELLS_MAX)
        return false;
    set_row_max(tableau, wider);
    return true;
}

int32_t tableau_cut(struct tableau *tableau)
{
    int32_t count = 0;

    remove_idle_cuts(tableau);
    if (tableau->denominator > CUT_NUMBERS_MAX)
        return 0;
    int32_t rows = tableau->row_count;
    for (int32_t r = 0; r < rows; r++) {
        int32_t slack = unused_slack(tableau);
        if (slack < 0 || !make_room(tableau))
            break;
        if (tableau->value[r] % tableau->denominator == 0)
            continue;
        add_cut(tableau, r, slack);
        count++;
    }
    return count;
}

/* ---- copies ---- */

struct tableau_copy {
    int32_t *columns, *value, *basic, *place, *key;
    bool *at_upper;
    int32_t row_count, row_max;
    int64_t denominator;
    bool is_dual;
};

struct tableau_copy *tableau_save(const void *parent, const struct tableau *tableau)
{
    struct tableau_copy *copy = mem_new(parent, struct tableau_copy);
    size_t vars = (size_t)tableau->var_count;
    size_t rows = (size_t)tableau->row_count;
    size_t items = (size_t)tableau->shape->item_count;
    size_t cells = vars * (size_t)tableau->row_max;

    copy->columns = mem_copy(copy, tableau->columns, (cells + 1) * sizeof(int32_t));
    copy->value = mem_copy(copy, tableau->value, (rows + 1) * sizeof(int32_t));
    copy->basic = mem_copy(copy, tableau->basic, (rows + 1) * sizeof(int32_t));
    copy->place = mem_copy(copy, tableau->place, (vars + 1) * sizeof(int32_t));
    copy->key = mem_copy(copy, tableau->key, (items + 1) * sizeof(int32_t));
    copy->at_upper = mem_copy(copy, tableau->at_upper, vars);
    copy->row_count = tableau->row_count;
    copy->row_max = tableau->row_max;
    copy->denominator = tableau->denominator;
    copy->is_dual = tableau->is_dual;
    return copy;
}

void tableau_load(struct tableau *tableau, const struct tableau_copy *copy)
{
    size_t vars = (size_t)tableau->var_count;
    size_t rows = (size_t)copy->row_count;

    if (tableau->row_max != copy->row_max)
        set_row_max(tableau, copy->row_max);
    memcpy(tableau->columns, copy->columns, vars * (size_t)copy->row_max * sizeof(int32_t));
    memcpy(tableau->value, copy->value, rows * sizeof(int32_t));
    memcpy(tableau->basic, copy->basic, rows * sizeof(int32_t));
    memcpy(tableau->place, copy->place, vars * sizeof(int32_t));
    memcpy(tableau->key, copy->key, (size_t)tableau->shape->item_count * sizeof(int32_t));
    memcpy(tableau->at_upper, copy->at_upper, vars);
    tableau->row_count = copy->row_count;
    tableau->denominator = copy->denominator;
    tableau->is_dual = copy->is_dual;
}
