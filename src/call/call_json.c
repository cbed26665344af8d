/* SPDX-License-Identifier: Apache-2.0 */
/* call_json.c: the call for the public page: the same sentences as `call show`, as data. */
#include "call/call_json.h"

#include "base/mem.h"
#include "base/time.h"
#include "call/call_tables.h"
#include "call/plain.h"

static void put(json_t *object, const char *key, json_t *value)
{
    (void)json_object_set_new(object, key, value);
}

static json_t *stated_json(const struct call *call, const struct origin *origin)
{
    json_t *list = json_array();

    for (size_t i = 0; i < origin->stated_count; i++) {
        const struct stated *stated = &origin->stated[i];
        json_t *object = json_object();
        put_text(object, "clause", call_clause(call, stated->clause)->label);
        put_text(object, "value", stated->value);
        put_text(object, "weekday", stated->weekday);
        put_text(object, "resolved_by", stated->resolved_by);
        (void)json_array_append_new(list, object);
    }
    return list;
}

static json_t *deadline_json(struct op *op, const struct call *call,
                             const struct deadline *deadline)
{
    json_t *object = json_object();

    put_text(object, "code", deadline->code);
    put_text(object, "name", deadline->name);
    put_text(object, "at", time_text(op, deadline->at_ms, call->zone_minutes));
    put(object, "at_ms", json_integer(deadline->at_ms));
    put_day(op, object, "day", deadline->day);
    put_text(object, "chinese", plain_deadline(op, LANGUAGE_CHINESE, call, deadline));
    put_text(object, "paper", deadline->paper == ARRIVAL_POSTMARK ? "postmark" : "received");
    put_origin(object, &deadline->origin);
    put(object, "stated", stated_json(call, &deadline->origin));
    return object;
}

static json_t *phase_json(struct op *op, const struct phase *phase)
{
    json_t *object = json_object();

    put_text(object, "name", phase->name);
    put_day(op, object, "from", phase->from);
    put_day(op, object, "to", phase->to);
    put_text(object, "from_chinese", phase->from == 0 ? NULL : day_chinese(op, phase->from, true));
    put_text(object, "to_chinese", phase->to == 0 ? NULL : day_chinese(op, phase->to, true));
    put_text(object, "when", phase->when);
    put_origin(object, &phase->origin);
    return object;
}

static json_t *unit_json(const struct unit_class *unit)
{
    json_t *object = json_object();

    put_text(object, "code", unit->code);
    put_text(object, "name", unit->name);
    put_text(object, "short_name", unit->short_name);
    put(object, "expected", unit->expected < 0 ? json_null() : json_integer(unit->expected));
    put(object, "reporting", json_boolean(unit->reporting));
    put_texts(object, "members", unit->members, unit->member_count);
    put_origin(object, &unit->origin);
    return object;
}

static json_t *contact_json(const struct contact *contact)
{
    json_t *object = json_object();

    put_text(object, "name", contact->name);
    put_texts(object, "people", contact->people, contact->people_count);
    put_texts(object, "phones", contact->phones, contact->phone_count);
    put_texts(object, "emails", contact->emails, contact->email_count);
    put_text(object, "address", contact->address);
    put_text(object, "note", contact->note);
    return object;
}

static json_t *filing_json(const struct call *call, const struct track *track,
                           const struct filing *filing)
{
    const struct quota *quota = track_quota(track, filing->recommended_by);
    json_t *object = json_object();
    json_t *route = json_array();

    put_text(object, "unit", filing->unit);
    put_text(object, "unit_name", call_unit(call, filing->unit)->name);
    put_text(object, "recommended_by", filing->recommended_by);
    for (size_t i = 0; i < filing->route_count; i++)
        (void)json_array_append_new(route,
                                    json_pack("{s:s, s:s}", "step", step_code(filing->route[i]),
                                              "name", step_name(call, filing->route[i])));
    put(object, "route", route);
    put_texts(object, "copies", filing->copies, filing->copy_count);
    put(object, "max", quota->max == QUOTA_NO_LIMIT ? json_null() : json_integer(quota->max));
    put(object, "min", json_integer(quota->min));
    put(object, "soft", json_boolean(quota->soft));
    put_origin(object, &filing->origin);
    put_text(object, "quota_clause", quota->origin.clause_label);
    return object;
}

static json_t *rules_json(struct op *op, const struct call *call, const struct track *track)
{
    struct plain_list list = plain_track(op, call, track);
    json_t *rules = json_array();

    for (size_t i = 0; i < list.count; i++) {
        json_t *object = json_object();
        put_text(object, "group", list.rows[i].group);
        put_text(object, "text", list.rows[i].text);
        put_origin(object, list.rows[i].origin);
        (void)json_array_append_new(rules, object);
    }
    return rules;
}

static json_t *track_json(struct op *op, const struct call *call, const struct track *track)
{
    json_t *object = json_object();
    json_t *filings = json_array();

    put_text(object, "code", track->code);
    put_text(object, "title", track->title);
    put_texts(object, "aliases", track->aliases, track->alias_count);
    put_text(object, "form", track->form_code);
    put_text(object, "form_title", track->form->title);
    put_text(object, "form_name", track->form_name);
    put(object, "form_version", json_integer(track->form->version));
    put_text(object, "desk", track->desk);
    put_text(object, "desk_name", call_desk(call, track->desk)->name);
    put_text(object, "deadline", track->deadline);
    put_text(object, "deadline_chinese",
             plain_deadline(op, LANGUAGE_CHINESE, call, track_deadline(call, track)));
    put_texts(object, "focus", track->focus, track->focus_count);
    for (size_t i = 0; i < track->filing_count; i++)
        (void)json_array_append_new(filings, filing_json(call, track, &track->filings[i]));
    put(object, "filings", filings);
    put(object, "rules", rules_json(op, call, track));
    put_origin(object, &track->origin);
    return object;
}

static json_t *clauses_json(const struct call *call)
{
    json_t *list = json_array();

    for (size_t i = 0; i < call->clause_count; i++)
        (void)json_array_append_new(
            list, json_pack("{s:s, s:s, s:s}", "code", call->clauses[i].code, "label",
                            call->clauses[i].label, "text", call->clauses[i].text));
    return list;
}

json_t *call_json(struct op *op, const struct call *call)
{
    json_t *object = json_object();
    json_t *deadlines = json_array();
    json_t *timetable = json_array();
    json_t *units = json_array();
    json_t *contacts = json_array();
    json_t *tracks = json_array();

    put_text(object, "code", call->code);
    put_text(object, "title", call->title);
    put_text(object, "short_title", call->short_title);
    put_text(object, "number", call->number);
    put_text(object, "issuer", call->issuer);
    put_day(op, object, "issued", call->issued);
    put_text(object, "issued_chinese", day_chinese(op, call->issued, false));
    put(object, "plan_year", json_integer(call->plan_year));
    put_text(object, "language", call->language);
    put_text(object, "zone", call->zone);
    put_text(object, "summary", call->summary);
    put_text(object, "late", call->late);
    for (size_t i = 0; i < call->deadline_count; i++)
        (void)json_array_append_new(deadlines, deadline_json(op, call, &call->deadlines[i]));
    for (size_t i = 0; i < call->phase_count; i++)
        (void)json_array_append_new(timetable, phase_json(op, &call->timetable[i]));
    for (size_t i = 0; i < call->unit_count; i++)
        (void)json_array_append_new(units, unit_json(&call->units[i]));
    for (size_t i = 0; i < call->contact_count; i++)
        (void)json_array_append_new(contacts, contact_json(&call->contacts[i]));
    for (size_t i = 0; i < call->track_count; i++)
        (void)json_array_append_new(tracks, track_json(op, call, &call->tracks[i]));
    put(object, "deadlines", deadlines);
    put(object, "timetable", timetable);
    put(object, "units", units);
    put(object, "contacts", contacts);
    put(object, "tracks", tracks);
    put(object, "clauses", clauses_json(call));
    return object;
}
