/* SPDX-License-Identifier: Apache-2.0 */
/* seating.h: whether the places left can be filled: a flow from seats through persons to units. */
#pragma once
#include "draw/draw.h"

/* Who holds which seat for the time being; a child of the op. */
struct seating {
    const struct draw_rules *rules;
    const struct draw_pool *pool;
    int32_t *seat_of;    /* of each person, -1: none */
    bool *fixed;         /* persons who are drawn for good */
    int32_t *load;       /* persons with a seat, of each unit */
    int32_t *fixed_load; /* drawn ones */
    int32_t *holders;    /* persons with a seat, in no order */
    int32_t holder_count;
    int32_t *reached_by; /* seat a person was reached from; -1 not yet, -2 from his unit */
    int32_t *unit_by;    /* person that the search came to a unit from, -1 */
    int32_t *seat_by;    /* person whom a seat would give up, -1 */
    int32_t *queue;      /* seats to look from */
};

struct seating *seating_new(struct op *op, const struct draw_rules *rules,
                            const struct draw_pool *pool);

/* Gives a seat one person more, moving others who are not fixed; false: there is no way, and
 * nothing changes. One augmenting path (Ford and Fulkerson 1956), found breadth first. */
bool seating_add(struct seating *seating, int32_t seat);

/* Fixes a person at a seat that some person holds unfixed, keeping how many each seat has; false:
 * that cannot be, and nothing changes. */
bool seating_fix(struct seating *seating, int32_t seat, int32_t person);
