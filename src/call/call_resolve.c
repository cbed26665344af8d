/* SPDX-License-Identifier: Apache-2.0 */
/* call_resolve.c: what the files of a call refer to must be there; instants need the zone. */
#include "base/mem.h"
#include "base/time.h"
#include "call/call_tables.h"

#include <string.h>

struct resolving {
    struct reader *reader;
    struct call *call;
    const char *missing_clause; /* the last text that names no clause */
};

/* ---- Codes that must be defined: what kinds of thing there are, and where they stand ---- */

enum kind_of_thing { CLAUSE, CONTACT, DESK, DEADLINE, UNIT, REGISTER, TRACK, FORM };

#define AT(list, count, type, name)                                                                \
    offsetof(struct call, list), offsetof(struct call, count), sizeof(struct type),                \
        offsetof(struct type, name)

static const struct thing {
    const char *what;
    size_t list_at;
    size_t count_at;
    size_t size;
    size_t name_at;
} things[] = {
    [CLAUSE] = { "条款", AT(clauses, clause_count, clause, code) },
    [CONTACT] = { "联系方式", AT(contacts, contact_count, contact, name) },
    [DESK] = { "受理台", AT(desks, desk_count, desk, code) },
    [DEADLINE] = { "截止时间", AT(deadlines, deadline_count, deadline, code) },
    [UNIT] = { "单位类别", AT(units, unit_count, unit_class, code) },
    [REGISTER] = { "名册", AT(registers, register_count, unit_register, code) },
    [TRACK] = { "申报类别", AT(tracks, track_count, track, code) },
    [FORM] = { "申报表", AT(forms, form_count, form, code) },
};

static const char *thing_name(const struct thing *thing, const char *list, size_t i)
{
    const char *const *name = (const void *)(list + i * thing->size + thing->name_at);

    return *name;
}

/* A code that was given must be one of its kind. */
static void need(const struct resolving *resolving, struct place place, enum kind_of_thing kind,
                 const char *code)
{
    const struct thing *thing = &things[kind];
    const char *call = (const char *)resolving->call;
    const char *const *list = (const void *)(call + thing->list_at);
    const size_t *count = (const void *)(call + thing->count_at);
    char *values = NULL;

    for (size_t i = 0; code != NULL && i < *count; i++) {
        const char *name = thing_name(thing, *list, i);
        if (name != NULL && strcmp(name, code) == 0)
            return;
    }
    if (code == NULL)
        return;
    for (size_t i = 0; !reader_is_full(resolving->reader) && i < *count; i++)
        mem_append(resolving->reader->finding_memory, &values, "%s%s", i == 0 ? "" : "、",
                   or_empty(thing_name(thing, *list, i)));
    reader_unknown(resolving->reader, place, thing->what, code, or_empty(values));
}

/* One of the words that a list of texts allows; an empty list allows none. */
static void need_word(const struct resolving *resolving, struct place place, const char *what,
                      const char *word, const char *const *words, size_t count)
{
    char *values = NULL;

    for (size_t i = 0; word != NULL && i < count; i++) {
        if (strcmp(words[i], word) == 0)
            return;
        mem_append(resolving->reader->finding_memory, &values, "%s%s", i == 0 ? "" : "、",
                   words[i]);
    }
    if (word != NULL)
        reader_unknown(resolving->reader, place, what, word, or_empty(values));
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
    /* What is inherited is the same text: told where it is written, not for each that inherits. */
    if (clause != NULL || origin->clause == NULL || origin->clause != resolving->missing_clause)
        need(resolving, origin->place, CLAUSE, origin->clause);
    if (clause == NULL && origin->clause != NULL)
        resolving->missing_clause = origin->clause;
    if (clause != NULL)
        origin->clause_label = clause->label;
    for (size_t i = 0; i < origin->stated_count; i++) {
        const struct stated *stated = &origin->stated[i];
        need(resolving, stated->place, CLAUSE, stated->clause);
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
    need(resolving, place, UNIT, code);
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
        return rule->field == NULL ? "field" : rule->min < 0 ? "min" : NULL;
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
    if (track->form != NULL && name != NULL && form_field(track->form, name) == NULL)
        reader_unknown(resolving->reader, place, "栏目", name,
                       form_names(resolving->reader, track->form, name));
}

/* A number is counted, and a level is judged, in fields that hold one. */
static void judge_field_kind(struct resolving *resolving, const struct track *track,
                             const struct eligibility *rule)
{
    const struct field *field =
        track->form == NULL || rule->field == NULL ? NULL : form_field(track->form, rule->field);
    bool counts = rule->kind == ELIGIBLE_COUNT;

    if (field == NULL || (!counts && rule->kind != ELIGIBLE_TITLE))
        return;
    if (counts ? field->kind != FIELD_NUMBER && field->kind != FIELD_TABLE &&
                     field->kind != FIELD_MONEY && field->kind != FIELD_CHOICES &&
                     field->kind != FIELD_REGIONS && field->kind != FIELD_ATTACHMENT
               : field->kind != FIELD_TITLE_LEVEL)
        reader_error(resolving->reader,
                     reader_place(resolving->reader, rule->field, rule->origin.place),
                     "call_check_kind",
                     WORDS({ "value", rule->field }, { "key", field_kind_words[field->kind] },
                           { "name", eligibility_words[rule->kind] }));
}

/* Levels, states and years are those of the register. */
static void resolve_register(struct resolving *resolving, const struct eligibility *rule)
{
    const struct unit_register *row = call_register(resolving->call, rule->register_code);
    struct place place = rule->origin.place;

    need(resolving, place, REGISTER, rule->register_code);
    if (row == NULL)
        return;
    need_word(resolving, place, "名册级别", rule->level, row->levels, row->level_count);
    for (size_t i = 0; i < rule->status_count; i++)
        need_word(resolving, place, "名册状态", rule->status[i], row->statuses, row->status_count);
    if (rule->min_years > 0 && row->since == NULL)
        reader_error(resolving->reader, row->origin.place, "call_missing_key",
                     WORDS({ "name", "名册" }, { "key", "since" }));
}

static void resolve_eligibility(struct resolving *resolving, const struct track *track,
                                const struct eligibility *rule)
{
    struct place place = rule->origin.place;
    const char *lacks = eligibility_lacks(rule);
    size_t level_count = 0;

    if (lacks != NULL)
        reader_error(resolving->reader, place, "call_missing_key",
                     WORDS({ "name", "申报条件" }, { "key", lacks }));
    resolve_field(resolving, track, place, rule->field);
    resolve_register(resolving, rule);
    need(resolving, place, TRACK, rule->track);
    if (rule->kind == ELIGIBLE_NOT_BOTH && rule->track != NULL && track->code != NULL &&
        strcmp(rule->track, track->code) == 0)
        reader_error(resolving->reader, reader_place(resolving->reader, rule->track, place),
                     "call_not_both_itself", WORDS({ "value", rule->track }));
    for (size_t i = 0; level_words[i] != NULL; i++)
        level_count++;
    need_word(resolving, place, "职称级别", rule->at_least, (const char *const *)level_words,
              level_count);
    judge_field_kind(resolving, track, rule);
}

static void resolve_track(struct resolving *resolving, struct track *track)
{
    const struct call *call = resolving->call;
    struct place place = track->origin.place;

    track->form = call_form(call, track->form_code);
    need(resolving, place, FORM, track->form_code);
    need(resolving, place, DESK, track->desk);
    need(resolving, place, DEADLINE, track->deadline);
    for (size_t i = 0; i < track->step_deadline_count; i++)
        need(resolving, track->step_deadlines[i].origin.place, DEADLINE,
             track->step_deadlines[i].deadline);
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
    struct resolving resolving = { reader, call, NULL };

    if (call->zone != NULL && !zone_parse(call->zone, &call->zone_minutes))
        reader_error(reader, call->place, "call_type_zone", WORDS({ "value", call->zone }));
    table_visit(&call_table, call, resolve_origin, &resolving);
    for (size_t i = 0; i < call->form_count; i++)
        table_visit(&form_table, &call->forms[i], resolve_origin, &resolving);
    for (size_t i = 0; i < call->deadline_count; i++)
        resolve_deadline(&resolving, &call->deadlines[i]);
    for (size_t i = 0; i < call->desk_count; i++)
        need(&resolving, call->desks[i].place, CONTACT, call->desks[i].contact);
    for (size_t i = 0; i < call->unit_count; i++)
        need(&resolving, call->units[i].origin.place, REGISTER, call->units[i].register_code);
    for (size_t i = 0; i < call->track_count; i++)
        resolve_track(&resolving, &call->tracks[i]);
}
