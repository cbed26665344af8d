/* SPDX-License-Identifier: Apache-2.0 */
/* seating.c: augmenting paths over seats, persons and units. */
#include "draw/seating.h"

#include "base/mem.h"

#include <string.h>

enum { NOBODY = -1, BY_UNIT = -2 };

struct seating *seating_new(struct op *op, const struct draw_rules *rules,
                            const struct draw_pool *pool)
{
    struct seating *s = mem_new(op, struct seating);
    size_t persons = (size_t)pool->count, units = (size_t)pool->unit_count;

    *s = (struct seating){ .rules = rules, .pool = pool };
    s->seat_of = mem_array(s, int32_t, persons);
    s->fixed = mem_array(s, bool, persons);
    s->load = mem_array(s, int32_t, units);
    s->fixed_load = mem_array(s, int32_t, units);
    s->holders = mem_array(s, int32_t, DRAW_PLACES_MAX + 1);
    s->reached_by = mem_array(s, int32_t, persons);
    s->unit_by = mem_array(s, int32_t, units);
    s->seat_by = mem_array(s, int32_t, rules->seat_count);
    s->queue = mem_array(s, int32_t, rules->seat_count);
    memset(s->seat_of, 0xff, sizeof *s->seat_of * persons);
    return s;
}

static bool unit_is_full(const struct seating *s, int32_t unit)
{
    return s->rules->per_unit != DRAW_NO_LIMIT && s->load[unit] >= s->rules->per_unit;
}

static void seat_person(struct seating *s, int32_t person, int32_t seat)
{
    s->seat_of[person] = seat;
    s->load[s->pool->rows[person].unit_number]++;
    s->holders[s->holder_count++] = person;
}

static void unseat_person(struct seating *s, int32_t person)
{
    int32_t k = 0;

    while (s->holders[k] != person)
        k++;
    s->holders[k] = s->holders[--s->holder_count];
    s->load[s->pool->rows[person].unit_number]--;
    s->seat_of[person] = NOBODY;
}

/* The seat of a person whom it would give up comes into the search. */
static int32_t reach_seat(struct seating *s, int32_t person, int32_t count)
{
    int32_t seat = s->seat_of[person];

    if (s->seat_by[seat] != NOBODY)
        return count;
    s->seat_by[seat] = person;
    s->queue[count] = seat;
    return count + 1;
}

/* A full unit would give up any of its persons who are not fixed. */
static int32_t reach_unit(struct seating *s, int32_t unit, int32_t by, int32_t count)
{
    s->unit_by[unit] = by;
    for (int32_t k = 0; k < s->holder_count; k++) {
        int32_t holder = s->holders[k];
        if (s->pool->rows[holder].unit_number != unit || s->fixed[holder] ||
            s->reached_by[holder] != NOBODY)
            continue;
        s->reached_by[holder] = BY_UNIT;
        count = reach_seat(s, holder, count);
    }
    return count;
}

/* Looks from one seat; the person with whom the search ends, or NOBODY. */
static int32_t look_from(struct seating *s, int32_t seat, int32_t *count)
{
    for (int32_t p = 0; p < s->pool->count; p++) {
        const struct draw_person *person = &s->pool->rows[p];
        if ((person->seats >> seat & 1U) == 0 || s->fixed[p] || s->reached_by[p] != NOBODY ||
            s->seat_of[p] == seat)
            continue;
        s->reached_by[p] = seat;
        if (s->seat_of[p] != NOBODY)
            *count = reach_seat(s, p, *count);
        else if (!unit_is_full(s, person->unit_number))
            return p;
        else if (s->unit_by[person->unit_number] == NOBODY)
            *count = reach_unit(s, person->unit_number, p, *count);
    }
    return NOBODY;
}

/* Turns the path that ends with a person without a seat; start is where it began. */
static void turn_path(struct seating *s, int32_t start, int32_t person)
{
    for (;;) {
        int32_t seat = s->reached_by[person];
        if (s->seat_of[person] != NOBODY)
            unseat_person(s, person);
        seat_person(s, person, seat);
        if (seat == start)
            return;
        int32_t left = s->seat_by[seat]; /* whom the seat gave up: to another, or to his unit */
        if (s->reached_by[left] != BY_UNIT) {
            person = left;
            continue;
        }
        unseat_person(s, left);
        person = s->unit_by[s->pool->rows[left].unit_number];
    }
}

bool seating_add(struct seating *s, int32_t seat)
{
    int32_t count = 1, last = NOBODY;

    memset(s->reached_by, 0xff, sizeof *s->reached_by * (size_t)s->pool->count);
    memset(s->unit_by, 0xff, sizeof *s->unit_by * (size_t)s->pool->unit_count);
    memset(s->seat_by, 0xff, sizeof *s->seat_by * s->rules->seat_count);
    s->queue[0] = seat;
    s->seat_by[seat] = INT32_MAX; /* reached, and gives up nobody */
    for (int32_t q = 0; q < count && last == NOBODY; q++)
        last = look_from(s, s->queue[q], &count);
    if (last == NOBODY)
        return false;
    turn_path(s, seat, last);
    return true;
}

/* Someone who holds a seat and could leave it. */
static int32_t find_holder(const struct seating *s, int32_t seat, int32_t unit)
{
    for (int32_t k = 0; k < s->holder_count; k++) {
        int32_t p = s->holders[k];
        if (!s->fixed[p] && (seat < 0 || s->seat_of[p] == seat) &&
            (unit < 0 || s->pool->rows[p].unit_number == unit))
            return p;
    }
    return NOBODY;
}

/* Puts a person on a seat whose place is free; who must go for it, and from where. */
static bool put_person(struct seating *s, int32_t seat, int32_t person)
{
    int32_t unit = s->pool->rows[person].unit_number;
    int32_t robbed = s->seat_of[person]; /* the seat that loses somebody for it */

    if (robbed != NOBODY) {
        unseat_person(s, person);
    } else if (unit_is_full(s, unit)) {
        int32_t other = find_holder(s, -1, unit);
        if (other == NOBODY)
            return false;
        robbed = s->seat_of[other];
        unseat_person(s, other);
    }
    seat_person(s, person, seat);
    s->fixed[person] = true;
    s->fixed_load[unit]++;
    return robbed == NOBODY || seating_add(s, robbed);
}

bool seating_fix(struct seating *s, int32_t seat, int32_t person)
{
    int32_t unit = s->pool->rows[person].unit_number;
    int32_t before[DRAW_PLACES_MAX + 1], seats[DRAW_PLACES_MAX + 1];
    int32_t count = s->holder_count;

    if (s->rules->per_unit != DRAW_NO_LIMIT && s->fixed_load[unit] >= s->rules->per_unit)
        return false;
    for (int32_t k = 0; k < count; k++) {
        before[k] = s->holders[k];
        seats[k] = s->seat_of[before[k]];
    }
    /* The place is that of the person, if he holds one there, or else of anybody in his unit, so
     * that as little as possible moves. */
    int32_t left = s->seat_of[person] == seat ? person : find_holder(s, seat, unit);
    unseat_person(s, left != NOBODY ? left : find_holder(s, seat, -1));
    if (put_person(s, seat, person))
        return true;
    if (s->fixed[person]) {
        s->fixed[person] = false;
        s->fixed_load[unit]--;
    }
    while (s->holder_count > 0)
        unseat_person(s, s->holders[0]);
    for (int32_t k = 0; k < count; k++)
        seat_person(s, before[k], seats[k]);
    return false;
}
