/* SPDX-License-Identifier: Apache-2.0 */
/* call.c: look-ups in a loaded call. */
#include "base/mem.h"
#include "base/time.h"
#include "call/calendar.h"
#include "call/call_tables.h"

#include <string.h>

/* Lists are short (a few dozen at most): a walk is as quick as an index and cannot be stale. */
#define FIND(type, list, count, member, wanted)                                                    \
    for (size_t i = 0; (wanted) != NULL && i < (count); i++) {                                     \
        const type *row = &(list)[i];                                                              \
        if (row->member != NULL && strcmp(row->member, (wanted)) == 0)                             \
            return row;                                                                            \
    }                                                                                              \
    return NULL

const struct track *call_track(const struct call *call, const char *code)
{
    FIND(struct track, call->tracks, call->track_count, code, code);
}

const struct unit_class *call_unit(const struct call *call, const char *code)
{
    FIND(struct unit_class, call->units, call->unit_count, code, code);
}

const struct unit_register *call_register(const struct call *call, const char *code)
{
    FIND(struct unit_register, call->registers, call->register_count, code, code);
}

const struct deadline *call_deadline(const struct call *call, const char *code)
{
    FIND(struct deadline, call->deadlines, call->deadline_count, code, code);
}

const struct desk *call_desk(const struct call *call, const char *code)
{
    FIND(struct desk, call->desks, call->desk_count, code, code);
}

const struct clause *call_clause(const struct call *call, const char *code)
{
    FIND(struct clause, call->clauses, call->clause_count, code, code);
}

const struct contact *call_contact(const struct call *call, const char *name)
{
    FIND(struct contact, call->contacts, call->contact_count, name, name);
}

const struct form *call_form(const struct call *call, const char *code)
{
    FIND(struct form, call->forms, call->form_count, code, code);
}

const struct form *form_at(const struct call *call, size_t i)
{
    return &call->forms[i];
}

static bool names(const char *const *capacities, size_t count, const char *code)
{
    for (size_t i = 0; code != NULL && i < count; i++) {
        if (strcmp(capacities[i], code) == 0)
            return true;
    }
    return false;
}

void call_classes(struct op *op, const struct call *call, const char *const *capacities,
                  size_t count, const char ***ret_classes, size_t *ret_count)
{
    const char **classes = NULL;
    size_t class_count = 0;

    for (size_t i = 0; i < call->unit_count; i++) {
        const struct unit_class *unit = &call->units[i];
        if (names(capacities, count, unit->code) || names(capacities, count, unit->register_code))
            mem_push(op, classes, class_count, unit->code);
    }
    *ret_classes = classes;
    *ret_count = class_count;
}

const struct deadline *track_deadline(const struct call *call, const struct track *track)
{
    return call_deadline(call, track->deadline);
}

const struct deadline *track_step_deadline(const struct call *call, const struct track *track,
                                           enum step step)
{
    for (size_t i = 0; i < track->step_deadline_count; i++) {
        if (track->step_deadlines[i].step == step)
            return call_deadline(call, track->step_deadlines[i].deadline);
    }
    return track_deadline(call, track);
}

const struct filing *track_filing(const struct track *track, const char *unit)
{
    FIND(struct filing, track->filings, track->filing_count, unit, unit);
}

const struct quota *track_quota(const struct track *track, const char *unit)
{
    FIND(struct quota, track->quotas, track->quota_count, unit, unit);
}

const char *step_code(enum step step)
{
    return step_words[step];
}

const char *step_name(const struct call *call, enum step step)
{
    const char *const names[STEP_COUNT] = { call->step_names.unit, call->step_names.county,
                                            call->step_names.league, call->step_names.centre };

    return names[step];
}

const struct deadline *call_next_deadline(const struct call *call, int64_t now_ms)
{
    const struct deadline *next = NULL;

    for (size_t i = 0; i < call->deadline_count; i++) {
        const struct deadline *row = &call->deadlines[i];
        bool ahead = row->at_ms > now_ms;
        bool next_ahead = next != NULL && next->at_ms > now_ms;
        if (next == NULL || (ahead && !next_ahead) ||
            (ahead == next_ahead && (ahead ? row->at_ms < next->at_ms : row->at_ms > next->at_ms)))
            next = row;
    }
    return next;
}

const char *deadline_chinese(struct op *op, const struct call *call, int64_t at_ms)
{
    int day = day_of(at_ms - 1, call->zone_minutes);
    int64_t minutes = (at_ms - day_start_ms(day, call->zone_minutes)) / 60000;

    return mem_printf(op, "%s%02d:%02d", day_chinese(op, day, true), (int)(minutes / 60),
                      (int)(minutes % 60));
}

const char *counted_chinese(struct op *op, const struct call *call, const struct calendar *calendar,
                            int64_t at_ms)
{
    return mem_printf(op, "%s%s", deadline_chinese(op, call, at_ms),
                      calendar_provisional(calendar, at_ms, call->zone_minutes) ? "（暂定）" : "");
}
