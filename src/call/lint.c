/* SPDX-License-Identifier: Apache-2.0 */
/* lint.c: the call as a whole: days, statements, contacts, things that nothing uses. */
#include "call/lint.h"

#include "base/mem.h"
#include "base/time.h"
#include "call/call_tables.h"
#include "text/ident.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

void lint_add(struct lint *lint, enum severity severity, const struct origin *origin,
              const struct place *other, const char *code, const struct finding_words *words)
{
    size_t count = 0;
    struct finding finding = {
        .place = origin->place, .severity = severity, .code = code, .clause = origin->clause_label
    };

    while (words != NULL && count < 3 && words->args[count].name != NULL)
        count++;
    if (other != NULL)
        finding.other = *other;
    finding_add(lint->op, &lint->findings, finding, words == NULL ? NULL : words->args, count);
}

const char *lint_number(struct lint *lint, int64_t number)
{
    return mem_printf(lint->op, "%lld", (long long)number);
}

/* A thing without an origin of its own, as a clause or a contact. */
static void add_at(struct lint *lint, enum severity severity, struct place place, const char *code,
                   const struct finding_words *words)
{
    lint_add(lint, severity, &(struct origin){ .place = place }, NULL, code, words);
}

/* ---- Statements beside the effective value ---- */

bool lint_chinese(const struct lint *lint)
{
    return strncmp(lint->call->language, "zh", 2) == 0;
}

/* "星期五", "周五", "Friday" or "Fri" of a day. */
static bool weekday_fits(const char *weekday, int day)
{
    static const char *const names[] = { "一", "二", "三", "四", "五", "六", "日" };
    static const char *const english[] = { "Monday", "Tuesday",  "Wednesday", "Thursday",
                                           "Friday", "Saturday", "Sunday" };
    const char *name = names[day_weekday(day)];
    size_t length = strlen(weekday);

    if (length >= 3 && strncasecmp(weekday, english[day_weekday(day)], length) == 0)
        return true;

    if (length < 3)
        return false;
    if (day_weekday(day) == 6 && strcmp(weekday + length - 3, "天") == 0)
        return true;
    return strcmp(weekday + length - 3, name) == 0;
}

/* Whether it is the name of some day of the week; other languages' are not. */
static bool weekday_known(const char *weekday)
{
    for (int day = 20260105; day <= 20260111; day++) { /* Monday to Sunday */
        if (weekday_fits(weekday, day))
            return true;
    }
    return false;
}

static void lint_weekday(struct lint *lint, const struct origin *rule, const struct stated *stated)
{
    struct origin at = *rule;
    int day;

    at.place = stated->place;
    if (stated->weekday == NULL)
        return;
    if (!day_parse(stated->value, &day))
        lint_add(lint, FINDING_ERROR, &at, NULL, "lint_weekday_without_day",
                 WORDS({ "value", stated->value }));
    else if (!weekday_fits(stated->weekday, day))
        lint_add(
            lint,
            stated->resolved_by == NULL && (lint_chinese(lint) || weekday_known(stated->weekday))
                ? FINDING_ERROR
                : FINDING_NOTE,
            &at, NULL, "lint_weekday",
            WORDS({ "value", day_chinese(lint->op, day, true) }, { "weekday", stated->weekday }));
}

static bool same_value(const char *a, const char *b)
{
    int64_t one;
    int64_t two;

    if (read_decimal(a, &one) && read_decimal(b, &two))
        return one == two;
    return strcmp(a, b) == 0;
}

static bool among(const struct effective *effective, const char *value)
{
    for (size_t i = 0; i < effective->count; i++) {
        if (same_value(effective->values[i], value))
            return true;
    }
    return false;
}

void lint_stated(struct lint *lint, const struct origin *rule, const struct effective *effective)
{
    struct place other = rule->place;
    struct effective first = { .count = 1 };
    char *words = NULL;

    if (rule->stated_count == 0)
        return;
    if (effective->count == 0) {
        first.values[0] = rule->stated[0].value;
        effective = &first;
        other = rule->stated[0].place;
    }
    for (size_t i = 0; i < effective->count; i++)
        mem_append(lint->op, &words, "%s%s", i == 0 ? "" : "、", effective->values[i]);
    for (size_t i = 0; i < rule->stated_count; i++) {
        const struct stated *stated = &rule->stated[i];
        const struct clause *clause = call_clause(lint->call, stated->clause);
        struct origin at = { .place = stated->place,
                             .clause_label = clause == NULL ? NULL : clause->label };
        lint_weekday(lint, &at, stated);
        if (among(effective, stated->value))
            continue;
        if (stated->resolved_by == NULL)
            lint_add(lint, FINDING_ERROR, &at, &other, "lint_disagreement",
                     WORDS({ "value", stated->value }, { "effective", words }));
        else
            lint_add(lint, FINDING_NOTE, &at, &other, "lint_resolved",
                     WORDS({ "value", stated->value }, { "effective", words },
                           { "reason", stated->resolved_by }));
    }
}

static void visit_stated(void *arg, const struct table *table, void *object)
{
    struct lint *lint = arg;
    const struct origin *rule = object;
    const char *effective = NULL;

    /* Limits and checks have units: lint_form.c looks at those. */
    if (table->origin == ORIGIN_NONE || table == &limit_table || table == &check_table)
        return;
    for (size_t i = 0; i < lint->call->deadline_count; i++) {
        if (rule == &lint->call->deadlines[i].origin)
            effective = day_text(lint->op, lint->call->deadlines[i].day);
    }
    for (size_t i = 0; i < lint->call->unit_count; i++) {
        if (rule == &lint->call->units[i].origin)
            effective = lint_number(lint, lint->call->units[i].expected);
    }
    for (size_t i = 0; i < lint->call->track_count; i++) {
        const struct track *track = &lint->call->tracks[i];
        for (size_t j = 0; j < track->quota_count; j++) {
            if (rule == &track->quotas[j].origin)
                effective = track->quotas[j].max == QUOTA_NO_LIMIT
                                ? "none"
                                : lint_number(lint, track->quotas[j].max);
        }
    }
    lint_stated(lint, rule, &(struct effective){ { effective }, effective == NULL ? 0 : 1 });
}

/* ---- Days ---- */

static void lint_deadline(struct lint *lint, const struct deadline *deadline)
{
    bool known = true;
    const char *day = day_chinese(lint->op, deadline->day, true);

    if (deadline->day < lint->call->issued)
        lint_add(
            lint, FINDING_ERROR, &deadline->origin, &lint->call->place,
            "lint_deadline_before_issue",
            WORDS({ "value", day }, { "issued", day_chinese(lint->op, lint->call->issued, true) }));
    if (deadline->origin.basis == BASIS_DEFAULT)
        lint_add(lint, FINDING_ERROR, &deadline->origin, NULL, "lint_default_refuses",
                 WORDS({ "name", deadline->name }));
    if (lint->calendar == NULL)
        return;
    bool working = calendar_is_workday(lint->calendar, deadline->day, &known);
    if (!known)
        lint_add(lint, FINDING_NOTE, &deadline->origin, NULL, "lint_year_unknown",
                 WORDS({ "year", lint_number(lint, deadline->day / 10000) }));
    else if (!working)
        lint_add(lint, FINDING_NOTE, &deadline->origin, NULL, "lint_deadline_rest_day",
                 WORDS({ "value", day }));
}

static bool currency_is_code(const char *currency)
{
    return strlen(currency) == 3 && isupper((unsigned char)currency[0]) &&
           isupper((unsigned char)currency[1]) && isupper((unsigned char)currency[2]);
}

/* The year in which the work is done, with its working days; the currency. */
static void lint_plan_year(struct lint *lint)
{
    bool known = true;

    if (lint->call->plan_year < lint->call->issued / 10000)
        add_at(lint, FINDING_ERROR, lint->call->place, "lint_plan_year_past",
               WORDS({ "value", lint_number(lint, lint->call->plan_year) },
                     { "issued", day_chinese(lint->op, lint->call->issued, false) }));
    if (!currency_is_code(lint->call->currency))
        add_at(lint, FINDING_ERROR, lint->call->place, "lint_currency_code",
               WORDS({ "value", lint->call->currency }));
    if (lint->calendar != NULL)
        (void)calendar_is_workday(lint->calendar, lint->call->plan_year * 10000 + 601, &known);
    if (!known)
        add_at(lint, FINDING_NOTE, lint->call->place, "lint_year_unknown",
               WORDS({ "year", lint_number(lint, lint->call->plan_year) }));
}

static void lint_timetable(struct lint *lint)
{
    const struct phase *before = NULL;

    for (size_t i = 0; i < lint->call->phase_count; i++) {
        const struct phase *phase = &lint->call->timetable[i];
        if (phase->from != 0 && phase->to != 0 && phase->from > phase->to)
            lint_add(lint, FINDING_ERROR, &phase->origin, NULL, "call_range_upside_down",
                     WORDS({ "low", "from" }, { "high", "to" }));
        if (phase->from != 0 && phase->from < lint->call->issued)
            lint_add(lint, FINDING_ERROR, &phase->origin, &lint->call->place,
                     "lint_phase_before_issue", WORDS({ "name", phase->name }));
        if (before != NULL && before->to != 0 && phase->from != 0 && phase->from < before->to)
            lint_add(lint, FINDING_ERROR, &phase->origin, &before->origin.place,
                     "lint_phases_overlap",
                     WORDS({ "name", phase->name }, { "other", before->name }));
        before = phase;
    }
}

/* ---- Contacts ---- */

static void lint_contact(struct lint *lint, const struct contact *contact)
{
    for (size_t i = 0; i < contact->email_count; i++) {
        struct ident ident = ident_check(lint->op, IDENT_EMAIL, contact->emails[i], 22001231);
        if (ident.code != NULL || strcmp(ident.text, contact->emails[i]) != 0)
            add_at(lint, FINDING_ERROR, contact->place, "lint_email",
                   WORDS({ "name", contact->name }, { "value", contact->emails[i] }));
    }
    for (size_t i = 0; i < contact->phone_count; i++) {
        struct ident ident = ident_check(lint->op, IDENT_PHONE, contact->phones[i], 22001231);
        if (ident.code != NULL && !ident.warns_only)
            add_at(lint, lint_chinese(lint) ? FINDING_ERROR : FINDING_NOTE, contact->place,
                   "lint_phone", WORDS({ "name", contact->name }, { "value", contact->phones[i] }));
    }
}

/* ---- Things that nothing uses ---- */

struct use {
    const char *code;
    bool used;
};

static void visit_clause(void *arg, const struct table *table, void *object)
{
    struct use *use = arg;
    const struct origin *rule = object;

    if (table->origin == ORIGIN_NONE)
        return;
    if (rule->clause != NULL && strcmp(rule->clause, use->code) == 0)
        use->used = true;
    for (size_t i = 0; i < rule->stated_count; i++)
        use->used = use->used || strcmp(rule->stated[i].clause, use->code) == 0;
}

static void visit_all(const struct call *call, table_visit_fn visit, void *arg)
{
    /* The visitors here only read: table_visit serves the loader, which writes. */
    table_visit(&call_table, (void *)(uintptr_t)call, visit, arg);
    for (size_t i = 0; i < call->form_count; i++)
        table_visit(&form_table, (void *)(uintptr_t)form_at(call, i), visit, arg);
}

static bool unit_used(const struct call *call, const char *code)
{
    for (size_t i = 0; i < call->track_count; i++) {
        const struct track *track = &call->tracks[i];
        if (track_filing(track, code) != NULL)
            return true;
        for (size_t j = 0; j < track->filing_count; j++) {
            if (strcmp(track->filings[j].recommended_by, code) == 0)
                return true;
        }
    }
    return false;
}

static void lint_unused(struct lint *lint)
{
    const struct call *call = lint->call;

    for (size_t i = 0; i < call->clause_count; i++) {
        struct use use = { call->clauses[i].code, false };
        visit_all(call, visit_clause, &use);
        if (!use.used)
            add_at(lint, FINDING_NOTE, call->clauses[i].place, "lint_clause_unused",
                   WORDS({ "value", call->clauses[i].label }));
    }
    for (size_t i = 0; i < call->form_count; i++) {
        bool used = false;
        for (size_t j = 0; j < call->track_count; j++)
            used = used || call->tracks[j].form == form_at(call, i);
        if (!used)
            add_at(lint, FINDING_NOTE, form_at(call, i)->origin.place, "lint_form_unused",
                   WORDS({ "value", form_at(call, i)->title }));
    }
    for (size_t i = 0; i < call->unit_count; i++) {
        if (!unit_used(call, call->units[i].code))
            lint_add(lint, FINDING_NOTE, &call->units[i].origin, NULL, "lint_unit_unused",
                     WORDS({ "value", call->units[i].name }));
    }
}

/* Members that lie in another region than the call is for. */
static void lint_members(struct lint *lint, const struct unit_class *unit)
{
    const char *region = lint->call->region;

    for (size_t i = 0; region != NULL && i < unit->member_count; i++) {
        if (!region_within(unit->members[i], region))
            lint_add(
                lint, FINDING_ERROR, &unit->origin, &lint->call->place, "lint_member_outside",
                WORDS({ "name", unit->name }, { "value", unit->members[i] }, { "region", region }));
    }
}

static void lint_units(struct lint *lint)
{
    for (size_t i = 0; i < lint->call->unit_count; i++) {
        const struct unit_class *unit = &lint->call->units[i];
        if (unit->member_count > 0 && unit->expected >= 0 &&
            (size_t)unit->expected != unit->member_count)
            lint_add(lint, FINDING_ERROR, &unit->origin, NULL, "lint_members_count",
                     WORDS({ "name", unit->name }, { "value", lint_number(lint, unit->expected) },
                           { "count", lint_number(lint, (int64_t)unit->member_count) }));
        lint_members(lint, unit);
    }
}

enum err call_lint(struct op *op, const struct call *call, const struct calendar *calendar,
                   struct finding_list *ret_findings)
{
    struct lint lint = { op, call, calendar, { 0 } };

    visit_all(call, visit_stated, &lint);
    for (size_t i = 0; i < call->deadline_count; i++)
        lint_deadline(&lint, &call->deadlines[i]);
    lint_plan_year(&lint);
    lint_timetable(&lint);
    for (size_t i = 0; i < call->contact_count; i++)
        lint_contact(&lint, &call->contacts[i]);
    lint_units(&lint);
    lint_tracks(&lint);
    lint_forms(&lint);
    lint_unused(&lint);
    finding_sort(&lint.findings);
    *ret_findings = lint.findings;
    return OK;
}
