/* SPDX-License-Identifier: Apache-2.0 */
/* move.c: dates that come out otherwise by a year's arrangement. */
#include "holiday/holiday.h"

#include "base/mem.h"
#include "base/time.h"
#include "package/recount.h"

#include <string.h>

static enum err add_moves(struct op *op, struct holiday_year *year, const struct counted_list *list,
                          bool letter)
{
    for (size_t i = 0; i < list->count; i++) {
        struct holiday_move move = { .letter = letter, .counted = list->rows[i] };
        enum err e = counted_end(op, &move.counted, year->calendar, &move.to_ms);
        if (e != OK)
            return e;
        if (move.to_ms == move.counted.due_ms)
            continue;
        move.id = mem_printf(op, "%s%s", move.counted.public_id,
                             move.counted.paper ? "-paper" : "-electronic");
        mem_push(op, year->moves, year->move_count, move);
    }
    return OK;
}

enum err holiday_moves(struct op *op, struct holiday_year *year)
{
    int64_t after_ms = day_start_ms((int)year->year * 10000 + 101, ZONE_SHANGHAI_MINUTES);
    struct counted_list applications = { 0 };
    struct counted_list letters = { 0 };

    year->moves = NULL;
    year->move_count = 0;
    enum err e = application_counted(op, after_ms, &applications);
    if (e == OK)
        e = letter_counted(op, after_ms, &letters);
    if (e == OK)
        e = add_moves(op, year, &applications, false);
    return e == OK ? add_moves(op, year, &letters, true) : e;
}

static bool is_kept(const struct holiday_decision *decision, const char *id)
{
    for (size_t i = 0; i < decision->keep_count; i++) {
        if (strcmp(decision->keep[i], id) == 0)
            return true;
    }
    return false;
}

enum err holiday_move_all(struct op *op, const struct holiday_year *year,
                          const struct holiday_decision *decision)
{
    size_t kept = 0;
    enum err e = OK;

    for (size_t i = 0; e == OK && i < year->move_count; i++) {
        const struct holiday_move *move = &year->moves[i];
        if (is_kept(decision, move->id))
            kept++;
        else if (move->letter)
            e = letter_recount(op, &move->counted, move->to_ms);
        else
            e = application_recount(op, &move->counted, move->to_ms);
    }
    if (e == OK && kept != decision->keep_count)
        return fail(op, ERR_INVALID, "holiday_keep", "%zu of %zu kept", kept, decision->keep_count);
    return e;
}
