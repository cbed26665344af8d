/* SPDX-License-Identifier: Apache-2.0 */
/* draw.c: places filled in order from a shuffled pool, never into a dead end. */
#include "draw/draw.h"

#include "base/lot.h"
#include "base/mem.h"
#include "base/op.h"
#include "draw/seating.h"

#include <string.h>

/* All places in the order in which they are filled, without their persons. */
static struct draw_place *list_places(struct op *op, const struct draw_rules *rules,
                                      int32_t *ret_count)
{
    struct draw_place *places = mem_array(op, struct draw_place, DRAW_PLACES_MAX);
    int32_t count = 0;

    for (int alternate = 0; alternate < 2; alternate++)
        for (size_t s = 0; s < rules->seat_count; s++) {
            int32_t most = alternate ? rules->alternates : rules->seats[s].count;
            for (int32_t n = 1; n <= most; n++)
                places[count++] = (struct draw_place){ (int32_t)s, alternate != 0, n, -1 };
        }
    *ret_count = count;
    return places;
}

static enum err refuse_place(struct op *op, const struct draw_rules *rules,
                             const struct draw_pool *pool, const struct draw_place *place)
{
    const struct draw_seat *seat = &rules->seats[place->seat];
    int64_t fitting = 0;

    for (int32_t p = 0; p < pool->count; p++)
        fitting += (pool->rows[p].seats >> place->seat & 1U) != 0;
    fail_arg(op, "seat", "%s", seat->code);
    fail_arg(op, "fitting", "%lld", (long long)fitting);
    fail_arg(op, "filled", "%d", place->number - 1 + (place->alternate ? seat->count : 0));
    fail_arg(op, "count", "%d", seat->count);
    fail_arg(op, "alternates", "%d", rules->alternates);
    return fail(op, ERR_CONFLICT, "draw_too_few", "seat %s: %lld fit", seat->code,
                (long long)fitting);
}

/* A seating in which all places are filled; NULL after refuse_place. */
static struct seating *fill_places(struct op *op, const struct draw_rules *rules,
                                   const struct draw_pool *pool, const struct draw_place *places,
                                   int32_t count)
{
    struct seating *seating = seating_new(op, rules, pool);

    for (int32_t k = 0; k < count; k++) {
        if (seating_add(seating, places[k].seat))
            continue;
        (void)refuse_place(op, rules, pool, &places[k]);
        mem_free(seating);
        return NULL;
    }
    return seating;
}

enum err draw_check(struct op *op, const struct draw_rules *rules, const struct draw_pool *pool)
{
    int32_t count = 0;
    const struct draw_place *places = list_places(op, rules, &count);
    struct seating *seating = fill_places(op, rules, pool, places, count);

    if (seating == NULL)
        return ERR_CONFLICT;
    mem_free(seating);
    return OK;
}

void draw_seed(struct op *op, const uint8_t pool_digest[SM3_BYTES],
               const uint8_t rules_digest[SM3_BYTES], const struct bytes *secrets,
               size_t secret_count, uint8_t ret_seed[SM3_BYTES])
{
    struct sm3 *digest = sm3_new(op);

    sm3_add(digest, pool_digest, SM3_BYTES);
    sm3_add(digest, rules_digest, SM3_BYTES);
    for (size_t k = 0; k < secret_count; k++)
        sm3_add(digest, secrets[k].data, secrets[k].size);
    sm3_end(digest, ret_seed);
}

static uint32_t *shuffle_pool(struct op *op, const struct draw_pool *pool,
                              const uint8_t seed[SM3_BYTES])
{
    uint32_t *order = mem_array(op, uint32_t, (size_t)pool->count);
    struct lot lot;

    lot_begin(&lot, seed);
    lot_shuffle(&lot, order, (uint32_t)pool->count);
    return order;
}

/* Persons with whom a place cannot be had; whoever fits the same seats in his unit, neither. */
struct failed {
    int32_t rows[DRAW_PLACES_MAX];
    int32_t count;
};

static bool fails_alike(const struct draw_pool *pool, const struct failed *failed, int32_t row)
{
    const struct draw_person *person = &pool->rows[row];

    for (int32_t k = 0; k < failed->count; k++) {
        const struct draw_person *other = &pool->rows[failed->rows[k]];
        if (other->unit_number == person->unit_number && other->seats == person->seats)
            return true;
    }
    return false;
}

/* The first in the order with whom all goes on; there is one, because all places are filled. */
static int32_t draw_person(struct seating *seating, const struct draw_pool *pool,
                           const uint32_t *order, int32_t seat)
{
    struct failed failed = { .count = 0 };

    for (int32_t k = 0; k < pool->count; k++) {
        int32_t row = (int32_t)order[k];
        if ((pool->rows[row].seats >> seat & 1U) == 0 || seating->fixed[row] ||
            fails_alike(pool, &failed, row))
            continue;
        if (seating_fix(seating, seat, row))
            return row;
        if (failed.count < DRAW_PLACES_MAX)
            failed.rows[failed.count++] = row;
    }
    return -1;
}

enum err draw_run(struct op *op, const struct draw_rules *rules, const struct draw_pool *pool,
                  const uint8_t seed[SM3_BYTES], struct draw_result *ret_result)
{
    int32_t count = 0;
    struct draw_place *places = list_places(op, rules, &count);
    struct seating *seating = fill_places(op, rules, pool, places, count);

    if (seating == NULL)
        return ERR_CONFLICT;
    uint32_t *order = shuffle_pool(op, pool, seed);
    for (int32_t k = 0; k < count; k++) {
        places[k].row = draw_person(seating, pool, order, places[k].seat);
        if (places[k].row < 0)
            return fail(op, ERR_INTERNAL, "draw_dead_end", "place %d", k);
    }
    mem_free(seating);
    *ret_result = (struct draw_result){ places, count, order };
    return OK;
}

/* ---- Supplements ---- */

static bool is_called(const struct draw_standing *standing, int32_t row)
{
    for (int32_t k = 0; k < standing->called_count; k++)
        if (standing->called[k] == row)
            return true;
    return false;
}

static bool is_drawn(const struct draw_result *result, int32_t row)
{
    for (int32_t k = 0; k < result->count; k++)
        if (result->places[k].row == row)
            return true;
    return false;
}

/* How many of a unit are drawn, or were called without having been drawn. */
static int32_t count_unit(const struct draw_standing *standing, int32_t unit)
{
    const struct draw_person *persons = standing->pool->rows;
    const struct draw_result *result = standing->result;
    int32_t count = 0;

    for (int32_t k = 0; k < result->count; k++)
        count += persons[result->places[k].row].unit_number == unit;
    for (int32_t k = 0; k < standing->called_count; k++)
        count += persons[standing->called[k]].unit_number == unit &&
                 !is_drawn(result, standing->called[k]);
    return count;
}

static bool may_be_called(const struct draw_standing *standing, int32_t seat, int32_t row)
{
    const struct draw_person *person = &standing->pool->rows[row];
    int per_unit = standing->rules->per_unit;

    return (person->seats >> seat & 1U) != 0 && !is_drawn(standing->result, row) &&
           !is_called(standing, row) &&
           (per_unit == DRAW_NO_LIMIT || count_unit(standing, person->unit_number) < per_unit);
}

enum err draw_next(struct op *op, const struct draw_standing *standing, int32_t seat,
                   int32_t *ret_row)
{
    const struct draw_result *result = standing->result;

    for (int32_t k = 0; k < result->count; k++) {
        const struct draw_place *place = &result->places[k];
        if (place->seat == seat && place->alternate && !is_called(standing, place->row)) {
            *ret_row = place->row;
            return OK;
        }
    }
    for (int32_t k = 0; k < standing->pool->count; k++) {
        if (may_be_called(standing, seat, (int32_t)result->order[k])) {
            *ret_row = (int32_t)result->order[k];
            return OK;
        }
    }
    fail_arg(op, "seat", "%s", standing->rules->seats[seat].code);
    return fail(op, ERR_CONFLICT, "draw_none_left", "seat %s", standing->rules->seats[seat].code);
}
