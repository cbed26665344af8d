/* SPDX-License-Identifier: Apache-2.0 */
/* call_resolve.c: what the files of a call refer to must be there; instants need the zone. */
#include "base/mem.h"
#include "base/time.h"
#include "call/call_tables.h"

#include <string.h>

struct resolving {
    struct reader *reader;
    struct call *call;
};

static void missing(struct reader *reader, struct place place, const char *what, const char *code)
{
    reader_error(reader, place, "call_unknown_reference",
                 WORDS({ "name", what }, { "value", code }));
}

/* A code that was given must be one of a list. */
static void need(struct resolving *resolving, struct place place, const char *what,
                 const char *code, const void *found)
{
    if (code != NULL && found == NULL)
        missing(resolving->reader, place, what, code);
}

/* ---- Clauses of every rule, found by walking the tables ---- */

static void resolve_origin(void *arg, const struct table *table, void *object)
{
    struct resolving *resolving = arg;
    struct origin *origin = object;
    const struct clause *clause;

    if (table->origin == ORIGIN_NONE)
        return;
    clause = call_clause(resolving->call, origin->clause);
    need(resolving, origin->place, "条款", origin->clause, clause);
    if (clause != NULL)
        origin->clause_label = clause->label;
    for (size_t i = 0; i < origin->stated_count; i++) {
        const struct stated *stated = &origin->stated[i];
        need(resolving, stated->place, "条款", stated->clause,
             call_clause(resolving->call, stated->clause));
    }
}

/* ---- Instants ---- */

static bool zone_parse(const char *zone, int *ret_minutes)
{
    int64_t at;

    /* The zone is read by the reader of instants: 1970-01-01T00:00 there is minus its offset. */
    if (zone == NULL || (zone[0] != '+' && zone[0] != '-') || strlen(zone) != 6)
        return false;
    char text[32] = "1970-01-01T00:00";
    memcpy(text + 16, zone, 7);
    if (!time_parse(text, 0, &at))
        return false;
    *ret_minutes = (int)(-at / 60000);
    return true;
}

static void resolve_deadline(struct resolving *resolving, struct deadline *deadline)
{
    int zone = resolving->call->zone_minutes;
    int day;

    if (deadline->at == NULL)
        return;
    if (day_parse(deadline->at, &day)) { /* a day means to its end */
        deadline->at_ms = day_start_ms(day_add(day, 1), zone);
    } else if (!time_parse(deadline->at, zone, &deadline->at_ms)) {
        reader_error(resolving->reader, deadline->origin.place, "call_type_instant",
                     WORDS({ "key", "at" }, { "value", deadline->at }));
        return;
    }
    deadline->day = day_of(deadline->at_ms - 1, zone);
}

/* ---- Tracks ---- */

static void resolve_unit(struct resolving *resolving, struct place place, const char *code)
{
    need(resolving, place, "单位类别", code, call_unit(resolving->call, code));
}

static bool route_is_good(const struct filing *filing)
{
    if (filing->route_count < 2 || filing->route[0] != STEP_UNIT ||
        filing->route[filing->route_count - 1] != STEP_CENTRE)
        return false;
    for (size_t i = 1; i < filing->route_count; i++) {
        if (filing->route[i] <= filing->route[i - 1])
            return false;
    }
    return true;
}

static void resolve_filing(struct resolving *resolving, const struct track *track,
                           const struct filing *filing)
{
    struct place place = filing->origin.place;

    resolve_unit(resolving, place, filing->unit);
    resolve_unit(resolving, place, filing->recommended_by);
    for (size_t i = 0; i < filing->copy_count; i++)
        resolve_unit(resolving, place, filing->copies[i]);
    if (filing->route_count > 0 && !route_is_good(filing))
        reader_error(resolving->reader, place, "call_route_order", NULL);
    if (filing->recommended_by != NULL && track_quota(track, filing->recommended_by) == NULL)
        reader_error(resolving->reader, place, "call_quota_missing",
                     WORDS({ "value", filing->recommended_by }));
}

/* Which keys each kind of eligibility cannot do without. */
static const char *eligibility_lacks(const struct eligibility *rule)
{
    switch (rule->kind) {
    case ELIGIBLE_COUNT:
        return rule->field == NULL ? "field" : NULL;
    case ELIGIBLE_TITLE:
        return rule->field == NULL ? "field" : rule->at_least == NULL ? "at_least" : NULL;
    case ELIGIBLE_REGISTER:
        return rule->register_code == NULL ? "register" : NULL;
    case ELIGIBLE_NOT_BOTH:
        return rule->track == NULL ? "track" : NULL;
    case ELIGIBLE_DECLARED:
    default:
        return NULL;
    }
}

static void resolve_field(struct resolving *resolving, const struct track *track,
                          struct place place, const char *name)
{
    if (track->form != NULL && name != NULL)
        need(resolving, place, "栏目", name, form_field(track->form, name));
}

static void resolve_eligibility(struct resolving *resolving, const struct track *track,
                                const struct eligibility *rule)
{
    struct place place = rule->origin.place;
    const char *lacks = eligibility_lacks(rule);

    if (lacks != NULL)
        reader_error(resolving->reader, place, "call_missing_key",
                     WORDS({ "name", "申报条件" }, { "key", lacks }));
    resolve_field(resolving, track, place, rule->field);
    need(resolving, place, "申报类别", rule->track, call_track(resolving->call, rule->track));
    if (rule->at_least != NULL && title_rank(rule->at_least) < 0)
        missing(resolving->reader, place, "职称级别", rule->at_least);
}

static void resolve_track(struct resolving *resolving, struct track *track)
{
    const struct call *call = resolving->call;
    struct place place = track->origin.place;

    track->form = call_form(call, track->form_code);
    need(resolving, place, "申报表", track->form_code, track->form);
    need(resolving, place, "受理台", track->desk, call_desk(call, track->desk));
    need(resolving, place, "截止时间", track->deadline, call_deadline(call, track->deadline));
    for (size_t i = 0; i < track->step_deadline_count; i++)
        need(resolving, track->step_deadlines[i].origin.place, "截止时间",
             track->step_deadlines[i].deadline,
             call_deadline(call, track->step_deadlines[i].deadline));
    for (size_t i = 0; i < track->filing_count; i++)
        resolve_filing(resolving, track, &track->filings[i]);
    for (size_t i = 0; i < track->quota_count; i++)
        resolve_unit(resolving, track->quotas[i].origin.place, track->quotas[i].unit);
    for (size_t i = 0; i < track->material_count; i++)
        resolve_field(resolving, track, track->materials[i].origin.place,
                      track->materials[i].field);
    for (size_t i = 0; i < track->content_count; i++) {
        for (size_t j = 0; j < track->contents[i].field_count; j++)
            resolve_field(resolving, track, track->contents[i].origin.place,
                          track->contents[i].fields[j]);
    }
    for (size_t i = 0; i < track->eligibility_count; i++)
        resolve_eligibility(resolving, track, &track->eligibility[i]);
}

void call_resolve(struct reader *reader, struct call *call)
{
    struct resolving resolving = { reader, call };

    if (call->zone != NULL && !zone_parse(call->zone, &call->zone_minutes))
        reader_error(reader, call->place, "call_type_zone", WORDS({ "value", call->zone }));
    table_visit(&call_table, call, resolve_origin, &resolving);
    for (size_t i = 0; i < call->form_count; i++)
        table_visit(&form_table, &call->forms[i], resolve_origin, &resolving);
    for (size_t i = 0; i < call->deadline_count; i++)
        resolve_deadline(&resolving, &call->deadlines[i]);
    for (size_t i = 0; i < call->desk_count; i++)
        need(&resolving, call->desks[i].place, "联系方式", call->desks[i].contact,
             call_contact(call, call->desks[i].contact));
    for (size_t i = 0; i < call->track_count; i++)
        resolve_track(&resolving, &call->tracks[i]);
}
