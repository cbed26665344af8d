/* SPDX-License-Identifier: Apache-2.0 */
/* lint_track.c: the rules of each track against one another. */
#include "base/time.h"
#include "call/form_judge.h"
#include "call/lint.h"
#include "call/table.h"

#include <string.h>

/* ---- Quotas, targets, classes ---- */

/* What the quotas can bring at most; false when some class is without limit or of unknown size. */
static bool quotas_sum(const struct call *call, const struct track *track, int64_t *ret_sum)
{
    int64_t sum = 0;

    for (size_t i = 0; i < track->quota_count; i++) {
        const struct unit_class *unit = call_unit(call, track->quotas[i].unit);
        if (track->quotas[i].max == QUOTA_NO_LIMIT || unit->expected < 0)
            return false;
        sum += (int64_t)track->quotas[i].max * unit->expected;
    }
    *ret_sum = sum;
    return true;
}

static void lint_targets(struct lint *lint, const struct track *track)
{
    int64_t sum;

    if (!quotas_sum(lint->call, track, &sum))
        return;
    for (size_t i = 0; i < track->target_count; i++) {
        const struct target *target = &track->targets[i];
        int64_t wanted = target->max == QUOTA_NO_LIMIT ? target->min : target->max;
        if (sum < wanted && track->quota_count > 0)
            lint_add(lint, sum < target->min || target->min == 0 ? FINDING_ERROR : FINDING_NOTE,
                     &target->origin, &track->quotas[0].origin.place, "lint_target_unreachable",
                     WORDS({ "name", target->title }, { "value", lint_number(lint, wanted) },
                           { "sum", lint_number(lint, sum) }));
    }
}

static bool recommends(const struct track *track, const char *unit)
{
    for (size_t i = 0; i < track->filing_count; i++) {
        if (strcmp(track->filings[i].recommended_by, unit) == 0)
            return true;
    }
    return false;
}

static const char *common_member(const struct unit_class *a, const struct unit_class *b)
{
    for (size_t i = 0; i < a->member_count; i++) {
        for (size_t j = 0; j < b->member_count; j++) {
            if (strcmp(a->members[i], b->members[j]) == 0)
                return a->members[i];
        }
    }
    return NULL;
}

static void lint_quota(struct lint *lint, const struct track *track, size_t at)
{
    const struct quota *quota = &track->quotas[at];
    const struct unit_class *unit = call_unit(lint->call, quota->unit);

    if (quota->origin.basis == BASIS_DEFAULT && !quota->soft && quota->max != QUOTA_NO_LIMIT)
        lint_add(lint, FINDING_ERROR, &quota->origin, NULL, "lint_default_refuses",
                 WORDS({ "name", unit->name }));
    if (!recommends(track, quota->unit))
        lint_add(lint, FINDING_NOTE, &quota->origin, NULL, "lint_quota_unused",
                 WORDS({ "value", unit->name }));
    for (size_t i = 0; i < at; i++) {
        const struct unit_class *other = call_unit(lint->call, track->quotas[i].unit);
        const char *member = common_member(unit, other);
        if (member != NULL)
            lint_add(lint, FINDING_ERROR, &unit->origin, &other->origin.place,
                     "lint_classes_overlap",
                     WORDS({ "value", member }, { "name", unit->name }, { "other", other->name }));
    }
}

/* ---- Days ---- */

static void lint_step_deadlines(struct lint *lint, const struct track *track)
{
    const struct deadline *next = track_deadline(lint->call, track);

    for (int step = STEP_CENTRE; step > STEP_UNIT; step--) {
        for (size_t i = 0; i < track->step_deadline_count; i++) {
            const struct step_deadline *row = &track->step_deadlines[i];
            const struct deadline *deadline = call_deadline(lint->call, row->deadline);
            if (row->step != (enum step)step)
                continue;
            if (deadline->at_ms > next->at_ms)
                lint_add(lint, FINDING_ERROR, &row->origin, &next->origin.place,
                         "lint_deadlines_order",
                         WORDS({ "name", deadline->name }, { "other", next->name }));
            next = deadline;
        }
    }
}

static int add_working_days(const struct lint *lint, int day, int count, bool *ret_known)
{
    if (lint->calendar != NULL)
        return calendar_add(lint->calendar, day, count, true, ret_known);
    for (int i = 0; i < count;) {
        day = day_add(day, 1);
        i += day_weekday(day) < 5;
    }
    return day;
}

/* Whether mending belongs to the phase: the time in which the desk looks at the forms. */
static bool phase_mends(const struct phase *phase)
{
    static const char *const words[] = {
        "补正", "审查", "审核", "受理", "orrection", "ligibility"
    };

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strstr(phase->name, words[i]) != NULL)
            return true;
    }
    return false;
}

/* Mending asked for on the last day must end before the next phase begins. */
static void lint_correction(struct lint *lint, const struct track *track)
{
    const struct deadline *deadline = track_deadline(lint->call, track);
    const struct correction *correction = &track->correction;
    int days = correction->electronic_days > correction->paper_days ? correction->electronic_days
                                                                    : correction->paper_days;
    bool known = true;
    int end;

    if (!track->has_correction)
        return;
    /* Mending an assumption, or before an assumed phase, contradicts nothing the notice says. */
    end = add_working_days(lint, deadline->day, days, &known);
    for (size_t i = 0; i < lint->call->phase_count; i++) {
        const struct phase *phase = &lint->call->timetable[i];
        bool assumed =
            correction->origin.basis == BASIS_DEFAULT || phase->origin.basis == BASIS_DEFAULT;
        if (phase->from > deadline->day && phase->from <= end && !phase_mends(phase))
            lint_add(lint, assumed ? FINDING_NOTE : FINDING_ERROR, &correction->origin,
                     &phase->origin.place, "lint_correction_late",
                     WORDS({ "value", day_chinese(lint->op, end, false) },
                           { "provisional", known ? "" : "（暂定）" }, { "name", phase->name }));
    }
}

/* ---- Contents, conditions, review, delivery ---- */

static bool any_required(const struct track *track, const struct content *content)
{
    for (size_t i = 0; i < content->field_count; i++) {
        const struct field *field = form_field(track->form, content->fields[i]);
        if (field->required)
            return true;
    }
    return false;
}

static void lint_contents(struct lint *lint, const struct track *track)
{
    for (size_t i = 0; i < track->content_count; i++) {
        const struct content *content = &track->contents[i];
        if (content->field_count == 0)
            lint_add(lint, FINDING_ERROR, &content->origin, &track->form->origin.place,
                     "lint_content_homeless",
                     WORDS({ "name", content->title }, { "form", track->form->title }));
        else if (!any_required(track, content) && content->origin.basis != BASIS_DEFAULT)
            lint_add(lint, FINDING_ERROR, &content->origin, &track->form->origin.place,
                     "lint_content_optional", WORDS({ "name", content->title }));
    }
}

static void lint_materials(struct lint *lint, const struct track *track)
{
    for (size_t i = 0; i < track->material_count; i++) {
        const struct material *material = &track->materials[i];
        const struct field *field =
            material->field == NULL ? NULL : form_field(track->form, material->field);
        enum severity severity =
            material->origin.basis == BASIS_DEFAULT ? FINDING_NOTE : FINDING_ERROR;
        if (material->required && field == NULL && material->copies == 0)
            lint_add(lint, FINDING_ERROR, &material->origin, NULL, "lint_material_homeless",
                     WORDS({ "name", material->title }));
        if (field != NULL && field->kind != FIELD_ATTACHMENT)
            lint_add(lint, FINDING_ERROR, &material->origin, &field->origin.place,
                     "lint_material_no_file",
                     WORDS({ "name", material->title }, { "field", field->label }));
        else if (field != NULL && material->required && !field->required)
            lint_add(lint, severity, &material->origin, &field->origin.place,
                     "lint_material_optional",
                     WORDS({ "name", material->title }, { "field", field->label }));
    }
}

/* ---- Roads and what comes afterwards ---- */

static bool passes(const struct filing *filing, enum step step)
{
    for (size_t i = 0; i < filing->route_count; i++) {
        if (filing->route[i] == step)
            return true;
    }
    return false;
}

/* Who recommends stands on the road: reporting units at the league, others between the ends. */
static void lint_filing(struct lint *lint, const struct filing *filing)
{
    const struct unit_class *by = call_unit(lint->call, filing->recommended_by);

    if (strcmp(filing->unit, filing->recommended_by) == 0 ||
        (by->reporting ? passes(filing, STEP_LEAGUE) : filing->route_count > 2))
        return;
    lint_add(lint, FINDING_ERROR, &filing->origin, &by->origin.place, "lint_recommender_off_route",
             WORDS({ "name", call_unit(lint->call, filing->unit)->name }, { "other", by->name }));
}

static void lint_roads(struct lint *lint, const struct track *track)
{
    for (size_t i = 0; i < track->filing_count; i++)
        lint_filing(lint, &track->filings[i]);
    for (size_t i = 0; i < track->step_deadline_count; i++) {
        const struct step_deadline *row = &track->step_deadlines[i];
        bool passed = false;
        for (size_t j = 0; j < track->filing_count; j++)
            passed = passed || passes(&track->filings[j], row->step);
        if (!passed)
            lint_add(lint, FINDING_ERROR, &row->origin, NULL, "lint_step_off_route",
                     WORDS({ "name", step_name(lint->call, row->step) }));
    }
    for (size_t i = 0; i < track->duty_count; i++) {
        const struct duty *duty = &track->duties[i];
        if (strcmp(duty->after, "activity_end") == 0 && form_role(track->form, ROLE_PERIOD) == NULL)
            lint_add(lint, FINDING_ERROR, &duty->origin, &track->form->origin.place,
                     "lint_duty_no_period",
                     WORDS({ "name", duty->title }, { "form", track->form->title }));
    }
}

static void lint_eligibility(struct lint *lint, const struct track *track)
{
    for (size_t i = 0; i < track->eligibility_count; i++) {
        const struct eligibility *rule = &track->eligibility[i];
        const struct field *field =
            rule->field == NULL ? NULL : form_field(track->form, rule->field);
        for (size_t j = 0; field != NULL && rule->kind == ELIGIBLE_COUNT && j < field->limit_count;
             j++) {
            const struct limit *limit = &field->limits[j];
            if (limit->min != LIMIT_NONE && limit->min != number_of_units(field, rule->min) &&
                limit->origin.basis != BASIS_DEFAULT)
                lint_add(lint, FINDING_ERROR, &rule->origin, &limit->origin.place,
                         "lint_disagreement",
                         WORDS({ "value", lint_number(lint, rule->min) },
                               { "effective", number_text(lint->op, field, limit->min) }));
        }
    }
}

static void lint_review(struct lint *lint, const struct track *track)
{
    int64_t sum = 0;

    for (size_t i = 0; i < track->review.criterion_count; i++)
        sum += track->review.criteria[i].weight;
    if (track->review.criterion_count > 0 && sum != track->review.full_marks)
        lint_add(lint, FINDING_ERROR, &track->review.origin, NULL, "lint_weights",
                 WORDS({ "sum", lint_number(lint, sum) },
                       { "value", lint_number(lint, track->review.full_marks) }));
}

static void lint_delivery(struct lint *lint, const struct track *track)
{
    const struct delivery *delivery = &track->delivery;

    if (!delivery->electronic && !delivery->stamped_scan && delivery->paper_copies == 0)
        lint_add(lint, FINDING_ERROR, &delivery->origin, NULL, "lint_delivery_nothing", NULL);
    if (delivery->letter_content_count > 0 && !delivery->letter)
        lint_add(lint, FINDING_ERROR, &delivery->origin, NULL, "lint_letter_contents", NULL);
}

void lint_tracks(struct lint *lint)
{
    for (size_t i = 0; i < lint->call->track_count; i++) {
        const struct track *track = &lint->call->tracks[i];
        lint_targets(lint, track);
        for (size_t j = 0; j < track->quota_count; j++)
            lint_quota(lint, track, j);
        lint_step_deadlines(lint, track);
        lint_correction(lint, track);
        lint_contents(lint, track);
        lint_materials(lint, track);
        lint_roads(lint, track);
        lint_eligibility(lint, track);
        lint_review(lint, track);
        lint_delivery(lint, track);
    }
}
