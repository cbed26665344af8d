/* SPDX-License-Identifier: Apache-2.0 */
/* tableau.c: the tableau, its first basis, and the steps from one basis to the next. */
#include "base/mem.h"
#include "base/op.h"
#include "choose/tableau_inner.h"

#include <string.h>

enum { ENTRY_MAX = 1 << 30, STALLS_MAX = 200 };

int32_t *tableau_column(const struct tableau *tableau, int32_t var)
{
    return tableau->columns + (size_t)var * (size_t)tableau->row_max;
}

static int32_t slack_of(const struct tableau *tableau, int32_t row)
{
    return tableau->pattern_vars + row;
}

static int32_t shortage_of(const struct tableau *tableau, int32_t row)
{
    return tableau->pattern_vars + tableau->base_rows + row;
}

static const struct shape_class *class_of(const struct tableau *tableau, int32_t item)
{
    return &tableau->shape->classes[tableau->shape->class_of[item]];
}

/* ---- the first basis ---- */

/* Of two sets of the same size the one with the earliest target that the other lacks. */
static bool is_favoured(uint64_t a, uint64_t b)
{
    uint64_t differ = a ^ b;

    return differ != 0 && (a & differ & (~differ + 1)) != 0;
}

static int32_t favour_of(const struct shape_class *class, int32_t pattern)
{
    int32_t favour = 0;

    for (int32_t i = 0; i < class->pattern_count; i++)
        favour += is_favoured(class->patterns[pattern], class->patterns[i]);
    return favour;
}

/* Adds sign to the rows in which the pattern counts. */
static void add_rows(const struct tableau *tableau, int32_t item, uint64_t pattern, int32_t sign,
                     int32_t *rows)
{
    const struct shape *shape = tableau->shape;
    const struct shape_class *class = class_of(tableau, item);

    if (pattern == 0)
        return;
    for (size_t t = 0; t < shape->problem->target_count; t++) {
        if ((pattern >> t & 1) != 0)
            rows[shape->target_row[t]] += sign;
    }
    for (int32_t i = 0; i < class->limit_row_count; i++)
        rows[class->limit_rows[i]] += sign;
}

static bool has_room(const struct tableau *tableau, int32_t item, uint64_t pattern,
                     const int32_t *held)
{
    const struct shape *shape = tableau->shape;
    const struct shape_class *class = class_of(tableau, item);

    for (size_t t = 0; t < shape->problem->target_count; t++) {
        int32_t row = shape->target_row[t];
        if ((pattern >> t & 1) != 0 && held[row] >= shape->rows[row].max)
            return false;
    }
    for (int32_t i = 0; i < class->limit_row_count; i++) {
        if (held[class->limit_rows[i]] >= shape->rows[class->limit_rows[i]].max)
            return false;
    }
    return true;
}

/* Down the list, each as many places as there is room for; held: of each row. */
static void take_greedily(struct tableau *tableau, int32_t *held)
{
    for (int32_t i = 0; i < tableau->shape->item_count; i++) {
        int32_t item = tableau->levels->order[i];
        const struct shape_class *class = class_of(tableau, item);
        int32_t first = tableau->first_var[item];
        int32_t best = 0;
        for (int32_t k = 1; k < class->pattern_count; k++) {
            bool better = class->sizes[k] > class->sizes[best] ||
                          (class->sizes[k] == class->sizes[best] &&
                           tableau->favour[first + k] > tableau->favour[first + best]);
            if (better && has_room(tableau, item, class->patterns[k], held))
                best = k;
        }
        tableau->key[item] = first + best;
        tableau->place[first + best] = PLACE_KEY;
        add_rows(tableau, item, class->patterns[best], 1, held);
    }
}

static void set_columns(struct tableau *tableau)
{
    for (int32_t item = 0; item < tableau->shape->item_count; item++) {
        const struct shape_class *class = class_of(tableau, item);
        uint64_t key = class->patterns[tableau->key[item] - tableau->first_var[item]];
        for (int32_t k = 0; k < class->pattern_count; k++) {
            int32_t *column = tableau_column(tableau, tableau->first_var[item] + k);
            add_rows(tableau, item, class->patterns[k], 1, column);
            add_rows(tableau, item, key, -1, column);
        }
    }
}

static void set_basis(struct tableau *tableau, const int32_t *held)
{
    for (int32_t r = 0; r < tableau->base_rows; r++) {
        const struct shape_row *row = &tableau->shape->rows[r];
        bool is_short = held[r] < row->min;
        int32_t basic = is_short ? shortage_of(tableau, r) : slack_of(tableau, r);
        tableau->upper[slack_of(tableau, r)] = row->max - row->min;
        tableau->upper[shortage_of(tableau, r)] = row->min;
        tableau_column(tableau, slack_of(tableau, r))[r] = 1;
        tableau_column(tableau, shortage_of(tableau, r))[r] = 1;
        tableau->at_upper[slack_of(tableau, r)] = is_short;
        tableau->basic[r] = basic;
        tableau->place[basic] = r;
        tableau->value[r] = is_short ? row->min - held[r] : row->max - held[r];
    }
}

static void set_patterns(struct tableau *tableau)
{
    int32_t var = 0;

    for (int32_t item = 0; item < tableau->shape->item_count; item++) {
        const struct shape_class *class = class_of(tableau, item);
        tableau->first_var[item] = var;
        for (int32_t k = 0; k < class->pattern_count; k++, var++) {
            tableau->item_of[var] = item;
            tableau->size[var] = class->sizes[k];
            tableau->favour[var] = favour_of(class, k);
        }
    }
    tableau->first_var[tableau->shape->item_count] = var;
}

enum err tableau_new(struct op *op, const struct shape *shape, const struct levels *levels,
                     struct tableau **ret_tableau)
{
    struct tableau *tableau = mem_new(op, struct tableau);
    int64_t patterns = 0;

    for (int32_t i = 0; i < shape->item_count; i++)
        patterns += shape->classes[shape->class_of[i]].pattern_count;
    int64_t vars = patterns + 2 * (int64_t)shape->row_count + CUTS_MAX;
    if (vars * (shape->row_count + 1) > TABLEAU_CELLS_MAX) {
        fail_arg(op, "rows", "%d", shape->row_count);
        fail_arg(op, "items", "%d", shape->item_count);
        return fail(op, ERR_TOO_LARGE, "choose_too_wide", "%lld cells",
                    (long long)(vars * (shape->row_count + 1)));
    }
    size_t count = (size_t)vars + 1;
    size_t rows = (size_t)shape->row_count + CUTS_MAX;
    *tableau = (struct tableau){ .shape = shape,
                                 .levels = levels,
                                 .base_rows = shape->row_count,
                                 .row_count = shape->row_count,
                                 .row_max = shape->row_count,
                                 .var_count = (int32_t)vars,
                                 .pattern_vars = (int32_t)patterns,
                                 .denominator = 1 };
    tableau->first_var = mem_array(tableau, int32_t, (size_t)shape->item_count + 1);
    tableau->key = mem_array(tableau, int32_t, (size_t)shape->item_count + 1);
    tableau->item_of = mem_array(tableau, int32_t, count);
    tableau->size = mem_array(tableau, int32_t, count);
    tableau->favour = mem_array(tableau, int32_t, count);
    tableau->upper = mem_array(tableau, int32_t, count);
    tableau->banned = mem_array(tableau, bool, count);
    tableau->at_upper = mem_array(tableau, bool, count);
    tableau->place = mem_array(tableau, int32_t, count);
    tableau->basic = mem_array(tableau, int32_t, rows);
    tableau->value = mem_array(tableau, int32_t, rows);
    tableau->changed_rows = mem_array(tableau, int32_t, rows);
    tableau->columns = mem_array(tableau, int32_t, count * ((size_t)shape->row_count + 1));
    for (size_t i = 0; i < count; i++)
        tableau->place[i] = i + CUTS_MAX < (size_t)vars ? PLACE_OUT : PLACE_UNUSED;
    int32_t *held = mem_array(tableau, int32_t, rows);
    set_patterns(tableau);
    take_greedily(tableau, held);
    set_columns(tableau);
    set_basis(tableau, held);
    tableau->weights = weights_new(tableau, tableau);
    *ret_tableau = tableau;
    return OK;
}

/* ---- how far a variable may go ---- */

/* What stops it: a row's basic variable, an item's key, or its own other bound. */
struct stop {
    int32_t var; /* which one */
    int32_t row; /* of a basic variable, or -1 */
    bool to_upper;
    int64_t way, speed; /* it stops at way / speed */
};

struct going {
    int32_t var;
    int direction; /* 1 from 0 upwards, -1 from the upper bound downwards */
};

static void stop_earlier(struct stop *stop, const struct stop *other)
{
    wide a = (wide)other->way * stop->speed;
    wide b = (wide)stop->way * other->speed;

    if (stop->speed == 0 || a < b || (a == b && other->var < stop->var))
        *stop = *other;
}

static void stop_at_rows(const struct tableau *tableau, const struct going *going,
                         struct stop *stop)
{
    const int32_t *column = tableau_column(tableau, going->var);

    for (int32_t r = 0; r < tableau->row_count; r++) {
        int64_t speed = (int64_t)column[r] * going->direction;
        int32_t var = tableau->basic[r];
        if (speed > 0) {
            stop_earlier(stop, &(struct stop){ var, r, false, tableau->value[r], speed });
        } else if (speed < 0 && var >= tableau->pattern_vars) {
            int64_t way = tableau->upper[var] * tableau->denominator - tableau->value[r];
            stop_earlier(stop, &(struct stop){ var, r, true, way, -speed });
        }
    }
}

/* The key of an item has what its other patterns leave of 1. */
static void stop_at_key(const struct tableau *tableau, const struct going *going, int32_t item,
                        struct stop *stop)
{
    const int32_t *column = tableau_column(tableau, going->var);
    bool own = going->var < tableau->pattern_vars && tableau->item_of[going->var] == item;
    int64_t way = tableau->denominator;
    int64_t speed = own ? going->direction * tableau->denominator : 0;

    for (int32_t v = tableau->first_var[item]; v < tableau->first_var[item + 1]; v++) {
        int32_t row = tableau->place[v];
        if (row < 0)
            continue;
        way -= tableau->value[row];
        speed -= (int64_t)column[row] * going->direction;
    }
    if (speed > 0)
        stop_earlier(stop, &(struct stop){ tableau->key[item], -1, false, way, speed });
}

static struct stop stop_of(const struct tableau *tableau, const struct going *going)
{
    struct stop stop = { 0 };

    if (going->var >= tableau->pattern_vars)
        stop =
            (struct stop){ going->var, -1, false, tableau->upper[going->var] * tableau->denominator,
                           tableau->denominator };
    stop_at_rows(tableau, going, &stop);
    for (int32_t k = 0; k < tableau->weights->count; k++) {
        int32_t var = tableau->basic[tableau->weights->rows[k]];
        if (var < tableau->pattern_vars)
            stop_at_key(tableau, going, tableau->item_of[var], &stop);
    }
    if (going->var < tableau->pattern_vars)
        stop_at_key(tableau, going, tableau->item_of[going->var], &stop);
    return stop;
}

/* ---- one step ---- */

/* Whether a number still fits the tableau; what does not makes it useless. */
static bool fits(int64_t number)
{
    return number >= -ENTRY_MAX && number <= ENTRY_MAX;
}

/* The entering column, and the rows that it changes besides its own. */
struct pivoting {
    const int32_t *entering;
    int32_t *rows;
    int32_t count;
    int32_t row, row_count;
    int64_t by, old; /* denominators, by with its sign */
};

/* One column by Edmonds' rule: over the old denominator, exactly. */
static bool eliminate(int32_t *column, const struct pivoting *pivoting)
{
    int64_t share = column[pivoting->row];
    int64_t sign = pivoting->by < 0 ? -1 : 1;
    bool good = true;

    if (share == 0 && pivoting->by == pivoting->old)
        return true;
    if (pivoting->old == 1 && sign * pivoting->by == 1) {
        int64_t factor = sign * share;
        for (int32_t k = 0; k < pivoting->count; k++) {
            int32_t r = pivoting->rows[k];
            int64_t number = column[r] - pivoting->entering[r] * factor;
            good = good && fits(number);
            column[r] = (int32_t)number;
        }
        column[pivoting->row] = (int32_t)factor;
        return good;
    }
    for (int32_t r = 0; r < pivoting->row_count; r++) { /* all factors fit 31 bits: no overflow */
        int64_t number = column[r] * pivoting->by - pivoting->entering[r] * share;
        if (pivoting->old != 1 && number != 0)
            number /= pivoting->old;
        good = good && fits(number);
        column[r] = (int32_t)(sign * number);
    }
    column[pivoting->row] = (int32_t)(sign * share);
    return good;
}

/* The variable takes the place of the row's basic one, which has its value 0 (already shifted). */
static bool pivot(struct tableau *tableau, int32_t var, int32_t row)
{
    struct pivoting pivoting = { .entering = tableau_column(tableau, var),
                                 .rows = tableau->changed_rows,
                                 .row = row,
                                 .row_count = tableau->row_count,
                                 .old = tableau->denominator };
    int32_t leaving = tableau->basic[row];
    int32_t *left = tableau_column(tableau, leaving);
    bool good = true;

    pivoting.by = pivoting.entering[row];
    for (int32_t r = 0; r < tableau->row_count; r++) {
        if (r != row && pivoting.entering[r] != 0)
            pivoting.rows[pivoting.count++] = r;
    }
    for (int32_t j = 0; j < tableau->var_count; j++) {
        if (j != var && tableau->place[j] == PLACE_OUT)
            good = eliminate(tableau_column(tableau, j), &pivoting) && good;
    }
    good = eliminate(tableau->value, &pivoting) && good;
    for (int32_t r = 0; r < tableau->row_count; r++)
        left[r] = pivoting.by < 0 ? pivoting.entering[r] : -pivoting.entering[r];
    left[row] = (int32_t)(pivoting.by < 0 ? -pivoting.old : pivoting.old);
    tableau->denominator = pivoting.by < 0 ? -pivoting.by : pivoting.by;
    tableau->basic[row] = var;
    tableau->place[var] = row;
    tableau->place[leaving] = PLACE_OUT;
    return good;
}

/* A row whose basic variable is of the item, or -1. */
int32_t tableau_row_of(const struct tableau *tableau, int32_t item)
{
    for (int32_t v = tableau->first_var[item]; v < tableau->first_var[item + 1]; v++) {
        if (tableau->place[v] >= 0)
            return tableau->place[v];
    }
    return -1;
}

/* The item is all of the variable now, which becomes its key: nothing else of it is basic. */
bool tableau_take_over(struct tableau *tableau, int32_t var)
{
    int32_t item = tableau->item_of[var];
    int32_t key = tableau->key[item];
    const int32_t *entering = tableau_column(tableau, var);
    bool good = true;

    for (int32_t r = 0; r < tableau->row_count; r++)
        tableau->value[r] -= entering[r];
    for (int32_t v = tableau->first_var[item]; v < tableau->first_var[item + 1]; v++) {
        int32_t *column = tableau_column(tableau, v);
        if (v == var)
            continue;
        for (int32_t r = 0; r < tableau->row_count; r++) {
            int64_t number = (v == key ? 0 : (int64_t)column[r]) - entering[r];
            good = good && fits(number);
            column[r] = (int32_t)number;
        }
    }
    tableau->place[key] = PLACE_OUT;
    tableau->place[var] = PLACE_KEY;
    tableau->key[item] = var;
    return good;
}

/* What the row would hold for the key of its item: 1 less all other patterns. */
int64_t tableau_key_row(const struct tableau *tableau, int32_t item, const int32_t *column,
                        int64_t whole)
{
    for (int32_t v = tableau->first_var[item]; v < tableau->first_var[item + 1]; v++) {
        if (tableau->place[v] >= 0)
            whole -= column[tableau->place[v]];
    }
    return whole;
}

/* The key of an item changes places with a basic pattern of it; the row of it, or -1: too large. */
int32_t tableau_swap_key(struct tableau *tableau, int32_t item)
{
    int32_t row = tableau_row_of(tableau, item);
    int32_t basic = tableau->basic[row];
    int32_t key = tableau->key[item];
    bool good = true;

    for (int32_t j = 0; j < tableau->var_count; j++) {
        int32_t *column = tableau_column(tableau, j);
        bool own = j < tableau->pattern_vars && tableau->item_of[j] == item;
        if (tableau->place[j] != PLACE_OUT)
            continue;
        int64_t number = tableau_key_row(tableau, item, column, own ? tableau->denominator : 0);
        good = good && fits(number);
        column[row] = (int32_t)number;
    }
    tableau->value[row] =
        (int32_t)tableau_key_row(tableau, item, tableau->value, tableau->denominator);
    tableau->basic[row] = key;
    tableau->place[key] = row;
    tableau->place[basic] = PLACE_KEY;
    tableau->key[item] = basic;
    return good ? row : -1;
}

static bool go_to_other_bound(struct tableau *tableau, const struct going *going)
{
    const int32_t *column = tableau_column(tableau, going->var);
    int64_t way = (int64_t)tableau->upper[going->var] * going->direction;
    bool good = true;

    for (int32_t r = 0; r < tableau->row_count; r++) {
        int64_t number = tableau->value[r] - column[r] * way;
        good = good && fits(number);
        tableau->value[r] = (int32_t)number;
    }
    tableau->at_upper[going->var] = going->direction > 0;
    return good;
}

bool tableau_exchange(struct tableau *tableau, int32_t var, int32_t row, bool to_upper)
{
    const int32_t *column = tableau_column(tableau, var);
    int32_t leaving = tableau->basic[row];

    if (tableau->at_upper[var]) {
        for (int32_t r = 0; r < tableau->row_count; r++)
            tableau->value[r] += column[r] * tableau->upper[var];
        tableau->at_upper[var] = false;
    }
    if (to_upper) {
        tableau->value[row] -= (int32_t)(tableau->upper[leaving] * tableau->denominator);
        tableau->at_upper[leaving] = true;
    }
    return pivot(tableau, var, row);
}

static bool go(struct tableau *tableau, const struct going *going, const struct stop *stop)
{
    int32_t row = stop->row;

    if (stop->var == going->var)
        return go_to_other_bound(tableau, going);
    if (row < 0) { /* a key */
        int32_t item = tableau->item_of[stop->var];
        row = tableau_row_of(tableau, item);
        if (row < 0)
            return tableau_take_over(tableau, going->var);
        row = tableau_swap_key(tableau, item);
        if (row < 0)
            return false;
    }
    return tableau_exchange(tableau, going->var, row, stop->to_upper);
}

/* ---- to the best ---- */

static int gain_of(const struct tableau *tableau, int32_t var)
{
    if (tableau->place[var] != PLACE_OUT)
        return 0;
    if (var >= tableau->pattern_vars && tableau->upper[var] == 0)
        return 0;
    int sign = weights_price(tableau, var);
    return tableau->at_upper[var] ? (sign < 0 ? -1 : 0) : (sign > 0 ? 1 : 0);
}

/* The next one that gains, from where pricing stopped; by number when Bland's rule is due. */
static bool find_gain(struct tableau *tableau, bool by_number, struct going *ret_going)
{
    int32_t start = by_number ? 0 : tableau->next;

    for (int32_t k = 0; k < tableau->var_count; k++) {
        int32_t var = (start + k) % tableau->var_count;
        int direction = gain_of(tableau, var);
        if (direction == 0)
            continue;
        tableau->next = (var + 1) % tableau->var_count;
        *ret_going = (struct going){ var, direction };
        return true;
    }
    return false;
}

enum err tableau_solve(struct op *op, struct tableau *tableau, int64_t max_steps,
                       bool *ret_possible)
{
    struct going going = { 0 };
    int stalls = 0;
    enum dual_end end = DUAL_LOST;

    if (tableau->is_dual)
        end = tableau_go_dual(tableau);
    *ret_possible = end != DUAL_IMPOSSIBLE;
    if (end != DUAL_LOST)
        return OK;
    if (tableau->is_dual) /* lost: begin anew from where nothing is broken, without cuts */
        tableau_load(tableau, tableau->safe);
    weights_set(tableau);
    while (find_gain(tableau, stalls > STALLS_MAX, &going)) {
        struct stop stop = stop_of(tableau, &going);
        stalls = stop.way == 0 ? stalls + 1 : 0;
        if (tableau->steps++ >= max_steps || !go(tableau, &going, &stop))
            return fail(op, ERR_TOO_LARGE, "choose_entangled", "%lld steps",
                        (long long)tableau->steps);
        weights_set(tableau);
    }
    *ret_possible = tableau_banned(tableau) == 0;
    tableau->is_dual = true;
    if (tableau->safe == NULL)
        tableau->safe = tableau_save(tableau, tableau);
    return OK;
}

int64_t tableau_x(const struct tableau *tableau, int32_t var)
{
    if (tableau->place[var] >= 0)
        return tableau->value[tableau->place[var]];
    if (tableau->place[var] == PLACE_OUT)
        return 0;
    return tableau_key_row(tableau, tableau->item_of[var], tableau->value, tableau->denominator);
}

int64_t tableau_short(const struct tableau *tableau)
{
    int64_t sum = 0;

    for (int32_t r = 0; r < tableau->row_count; r++) {
        if (tableau_is_shortage(tableau, tableau->basic[r]))
            sum += tableau->value[r];
    }
    for (int32_t r = 0; r < tableau->base_rows; r++) {
        int32_t out = shortage_of(tableau, r);
        if (tableau->place[out] == PLACE_OUT && tableau->at_upper[out])
            sum += tableau->upper[out] * tableau->denominator;
    }
    return sum;
}

int64_t tableau_banned(const struct tableau *tableau)
{
    int64_t sum = 0;

    for (int32_t var = 0; var < tableau->pattern_vars; var++) {
        if (tableau->banned[var] && tableau->place[var] != PLACE_OUT)
            sum += tableau_x(tableau, var);
    }
    return sum;
}
