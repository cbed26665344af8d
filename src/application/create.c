/* SPDX-License-Identifier: Apache-2.0 */
/* create.c: who may file what today, and a new draft. */
#include "application/condition.h"
#include "application/internal.h"
#include "application/offices.h"
#include "application/row.h"

#include "base/json_own.h"
#include "base/mem.h"
#include "base/message.h"
#include "base/time.h"
#include "event/event.h"
#include "extension/extension.h"
#include "org/org.h"
#include "publish/publish.h"

#include <ctype.h>
#include <string.h>

DB_SQL(
    application_insert, "tttttiiiiiiiititii",
    "INSERT INTO application (public_id, code, call, track, capacity, org_id, recommender_id,"
    " notify_id, desk_id, direct, state, form_version, created_ms, saved_ms, changed_ms,"
    " saved_by, quota_capacity, county_id, channel, typed_by, extended_ms)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'draft', $11, $12, $12, $12, $13, $14, $15,"
    " $16, $17, $18) RETURNING id");
DB_SQL(application_values_insert, "ib",
       "INSERT INTO application_values (application_id, sealed) VALUES ($1, $2)");

/* "O7F3-A92C": eight characters that people can type, 40 random bits. */
static const char *new_code(struct op *op)
{
    const char *random = random_public_id(op);
    char *code = mem_printf(op, "%.4s-%.4s", random, random + 4);

    for (char *at = code; *at != '\0'; at++)
        *at = (char)toupper((unsigned char)*at);
    return code;
}

/* ---- who may file ---- */

/* Where a filing leads for one unit; reason says why it may not. */
struct entry {
    const struct track *track;
    const struct filing *filing;
    int64_t extended_ms; /* later deadline that the unit was given before, 0 none */
    int64_t recommender_id;
    int64_t county_id;
    int64_t notify_id;
    bool direct;
    int64_t deadline_ms; /* of the unit: for the next office or the desk */
    const char *reason;
    const char *clause;
};

static const char *say(struct op *op, const char *key, const char *name, const char *value)
{
    struct message_arg arg = { name, value };

    return message_text(op, key, &arg, 1);
}

static void judge_entry(struct op *op, const struct call *call, const struct org *org,
                        const struct offices *offices, struct entry *entry)
{
    const struct filing *filing = entry->filing;
    const struct origin *origin = NULL;

    entry->clause = filing->origin.clause_label;
    entry->direct = !filing_passes(filing, STEP_LEAGUE) && !filing_passes(filing, STEP_COUNTY);
    entry->recommender_id = entry->direct ? org->id : offices_recommender(offices, call);
    entry->county_id = entry->direct ? 0 : offices_county(offices, call, filing);
    entry->notify_id = offices_copied(offices, filing);
    const struct application begun = { .state = "draft",
                                       .direct = entry->direct,
                                       .county_id = entry->county_id,
                                       .extended_ms = entry->extended_ms };
    int64_t up_ms = application_up_ms(&begun, call, entry->track, &origin);
    int64_t due_ms = application_deadline_ms(&begun, call, entry->track);
    entry->deadline_ms = up_ms < due_ms ? up_ms : due_ms;
    if (entry->recommender_id == 0)
        entry->reason = say(op, "no_reporting_unit", "unit", org->name);
    else if (op->now_ms >= entry->deadline_ms)
        entry->reason =
            say(op, "after_deadline", "deadline", deadline_chinese(op, call, entry->deadline_ms));
}

/* Who files: a unit, the classes it acts in, the offices above it. */
struct filer {
    struct org org;
    const char **kinds;
    size_t kind_count;
    struct offices offices;
    bool by_office; /* the actor's office, one of those above, types for it */
};

static enum err filer_of(struct op *op, const struct call *call, struct filer *filer)
{
    enum err e = classes_of(op, call, filer->org.id, &filer->kinds, &filer->kind_count);

    return e == OK ? offices_of(op, call, &filer->org, &filer->offices) : e;
}

/* The own unit, or one below the actor's office: others are as if they were not. */
static enum err find_filer(struct op *op, const struct call *call, const char *unit,
                           struct filer *ret_filer)
{
    struct filer filer = { .by_office = unit[0] != '\0' };
    bool above = false;

    enum err e = filer.by_office ? org_find(op, unit, &filer.org)
                                 : org_get(op, op->actor.org_id, &filer.org);
    if (e == OK)
        e = filer_of(op, call, &filer);
    if (e != OK)
        return e;
    for (size_t i = 0; i < filer.offices.count; i++)
        above = above || filer.offices.rows[i].id == op->actor.org_id;
    if (filer.by_office && !(above && actor_scope(op) == SCOPE_AREA))
        return fail(op, ERR_NOT_FOUND, "not_found", "no such unit in the actor's area");
    *ret_filer = filer;
    return OK;
}

/* What an office types for a unit has to come to that office. */
static bool comes_here(const struct op *op, const struct entry *entry)
{
    return !entry->direct &&
           (entry->recommender_id == op->actor.org_id || entry->county_id == op->actor.org_id);
}

/* The filing of a track in the first of the capacities that has one; NULL: none has. */
static const struct filing *first_filing(const struct track *track, const char *const *kinds,
                                         size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct filing *filing = track_filing(track, kinds[i]);
        if (filing != NULL)
            return filing;
    }
    return NULL;
}

static const char *entitled_names(struct op *op, const struct call *call, const struct track *track)
{
    char *names = NULL;

    for (size_t i = 0; i < track->filing_count; i++) {
        const struct unit_class *unit = call_unit(call, track->filings[i].unit);
        mem_append(op, &names, "%s%s", i == 0 ? "" : "、", unit == NULL ? "" : unit->short_name);
    }
    return names == NULL ? "" : names;
}

/* The first condition of the track that refuses the unit, or code NULL. */
static enum err refusing(struct op *op, const struct call *call, const struct track *track,
                         const struct org *org, struct problem *ret_problem)
{
    struct problem_list problems = { 0 };
    const struct condition_of of = { .call = call,
                                     .track = track,
                                     .org_id = org->id,
                                     .application = "",
                                     .day = day_of(op->now_ms, call->zone_minutes) };

    enum err e = conditions_check(op, &of, &problems);
    for (size_t i = 0; e == OK && i < problems.count && ret_problem->code == NULL; i++) {
        if (problems.rows[i].blocks)
            *ret_problem = problems.rows[i];
    }
    return e;
}

/* Beside the class of unit, what records say of it. */
static enum err judge_option(struct op *op, const struct call *call, const struct org *org,
                             struct application_option *option)
{
    struct problem problem = { 0 };

    if (!option->allowed)
        return OK;
    enum err e = refusing(op, call, call_track(call, option->track), org, &problem);
    if (e == OK && problem.code != NULL) {
        option->allowed = false;
        option->reason = problem.message;
        option->clause = problem.clause;
    }
    return e;
}

static enum err find_extension(struct op *op, const struct call *call, const struct org *org,
                               const struct offices *offices, struct entry *entry)
{
    return extension_until(op, call->code, entry->track->code, org->id,
                           offices_recommender(offices, call), &entry->extended_ms);
}

static struct application_option option_of(struct op *op, const struct call *call,
                                           const struct filer *filer, const struct entry *given)
{
    struct entry entry = *given;
    struct application_option option = { .track = entry.track->code, .title = entry.track->title };

    if (entry.filing == NULL) {
        option.reason = say(op, "not_entitled", "units", entitled_names(op, call, entry.track));
        option.clause = entry.track->origin.clause_label;
        option.capacity = "";
        option.capacity_name = "";
        return option;
    }
    judge_entry(op, call, &filer->org, &filer->offices, &entry);
    if (filer->by_office && !comes_here(op, &entry))
        entry.reason = say(op, "typed_direct", "unit", filer->org.name);
    const struct unit_class *unit = call_unit(call, entry.filing->unit);
    option.capacity = entry.filing->unit;
    option.capacity_name = unit == NULL ? "" : unit->short_name;
    option.allowed = entry.reason == NULL;
    option.reason = entry.reason;
    option.clause = entry.clause;
    return option;
}

enum err application_options(struct op *op, const char *code, const char *unit,
                             struct application_options *ret_options)
{
    struct application_options list = { 0 };
    const struct call *call = NULL;
    struct filer filer = { 0 };
    int64_t n = 0;

    enum err e = publish_current(op, code, &call, &n);
    if (e == OK)
        e = find_filer(op, call, unit, &filer);
    if (e != OK)
        return e;
    for (size_t i = 0; e == OK && i < call->track_count; i++) {
        const struct track *track = &call->tracks[i];
        struct entry entry = { .track = track,
                               .filing = first_filing(track, filer.kinds, filer.kind_count) };
        e = find_extension(op, call, &filer.org, &filer.offices, &entry);
        if (e != OK)
            break;
        struct application_option option = option_of(op, call, &filer, &entry);
        e = judge_option(op, call, &filer.org, &option);
        mem_push(op, list.rows, list.count, option);
    }
    if (e == OK)
        *ret_options = list;
    return e;
}

/* ---- a new draft ---- */

struct creating {
    const struct call *call;
    int64_t call_n;
    struct entry entry;
    struct filer filer;
    const struct org *desk;
    bool by_desk;
    struct application application;
    const char *code;
};

static enum err create_work(struct op *op, void *arg)
{
    struct creating *creating = arg;
    const struct entry *entry = &creating->entry;
    struct application *application = &creating->application;
    struct sealed_values sealed = { 0 };
    bool is_typed = creating->by_desk || creating->filer.by_office;

    enum err e = db_row(
        op, &application_insert,
        DB_IN(IN_TEXT(application->public_id), IN_TEXT(creating->code),
              IN_TEXT(creating->call->code), IN_TEXT(entry->track->code),
              IN_TEXT(entry->filing->unit), IN_INT(creating->filer.org.id),
              IN_INT(entry->recommender_id), IN_INT_OR_NULL(entry->notify_id),
              IN_INT(creating->desk->id), IN_INT(entry->direct), IN_INT(creating->call_n),
              IN_INT(op->now_ms), IN_INT(op->actor.user_id), IN_TEXT(entry->filing->recommended_by),
              IN_INT_OR_NULL(entry->county_id), IN_TEXT(creating->by_desk ? "paper" : "online"),
              IN_INT_OR_NULL(is_typed ? op->actor.org_id : 0), IN_INT(entry->extended_ms)),
        DB_OUT(OUT_INT(&application->id)));
    if (e != OK)
        return e;
    json_t *values = json_own(op, form_defaults(op, entry->track->form));
    e = values_seal(op, application, values, &sealed);
    if (e == OK)
        e = db_run(op, &application_values_insert,
                   DB_IN(IN_INT(application->id), IN_BLOB(sealed.sealed.data, sealed.sealed.size)),
                   NULL);
    if (e == OK)
        event_add(op, "application.create", "application", application->public_id,
                  creating->filer.org.id, mem_printf(op, "{\"track\":\"%s\"}", entry->track->code));
    return e;
}

/* The desk of a track is the unit that holds the capacity "desk-CODE". */
static enum err desk_of(struct op *op, const struct track *track, struct org *ret_desk)
{
    return org_with_capacity(op, mem_printf(op, "desk-%s", track->desk),
                             day_of(op->now_ms, ZONE_SHANGHAI_MINUTES), ret_desk);
}

static enum err check_refusing(struct op *op, const struct creating *creating)
{
    struct problem problem = { 0 };

    enum err e =
        refusing(op, creating->call, creating->entry.track, &creating->filer.org, &problem);
    if (e != OK || problem.code == NULL)
        return e;
    fail_arg(op, "why", "%s", problem.message);
    fail_clause(op, problem.clause, problem.basis);
    return fail(op, ERR_CONFLICT, "not_eligible", "records deny a condition of the track");
}

/* Whether the unit may file now, here. */
static enum err check_entry(struct op *op, const struct creating *creating)
{
    const struct entry *entry = &creating->entry;
    const char *unit = creating->filer.org.name;

    if (entry->recommender_id == 0) {
        fail_arg(op, "unit", "%s", unit);
        return fail(op, ERR_CONFLICT, "no_reporting_unit", "unit has no reporting unit");
    }
    if (creating->filer.by_office && !comes_here(op, entry)) {
        fail_arg(op, "unit", "%s", unit);
        return fail(op, ERR_CONFLICT, "typed_direct", "the track does not pass this office");
    }
    if (creating->by_desk)
        return OK;
    if (entry->reason != NULL) {
        fail_arg(op, "deadline", "%s", deadline_chinese(op, creating->call, entry->deadline_ms));
        return fail(op, ERR_CONFLICT, "after_deadline", "deadline passed");
    }
    return check_refusing(op, creating);
}

static enum err create(struct op *op, struct creating *creating, const char *track_code,
                       const char *const *kinds, size_t kind_count)
{
    struct org desk = { 0 };
    const struct filer *filer = &creating->filer;
    struct entry *entry = &creating->entry;

    entry->track = call_track(creating->call, track_code);
    if (entry->track == NULL)
        return fail(op, ERR_NOT_FOUND, "no_such_track", "call has no such track");
    entry->filing = first_filing(entry->track, kinds, kind_count);
    if (entry->filing == NULL) {
        fail_arg(op, "units", "%s", entitled_names(op, creating->call, entry->track));
        fail_clause(op, entry->track->origin.clause_label, entry->track->origin.basis);
        return fail(op, ERR_CONFLICT, "not_entitled", "unit may not file on the track");
    }
    enum err e = find_extension(op, creating->call, &filer->org, &filer->offices, entry);
    if (e != OK)
        return e;
    judge_entry(op, creating->call, &filer->org, &filer->offices, entry);
    e = check_entry(op, creating);
    if (e == OK)
        e = desk_of(op, entry->track, &desk);
    if (e != OK)
        return e;
    creating->desk = &desk;
    creating->code = new_code(op);
    creating->application.public_id = random_public_id(op);
    return creating->by_desk ? create_work(op, creating) : event_tx(op, create_work, creating);
}

enum err application_create(struct op *op, const char *call, const char *track,
                            const char *capacity, const char *unit, const char **ret_public_id)
{
    struct creating creating = { 0 };
    const struct filer *filer = &creating.filer;
    bool held = false;

    enum err e = publish_current(op, call, &creating.call, &creating.call_n);
    if (e == OK)
        e = find_filer(op, creating.call, unit, &creating.filer);
    if (e != OK)
        return e;
    for (size_t i = 0; i < filer->kind_count; i++)
        held = held || strcmp(filer->kinds[i], capacity) == 0;
    e = create(op, &creating, track, &capacity, held ? 1 : 0);
    if (e == OK)
        *ret_public_id = creating.application.public_id;
    return e;
}

enum err application_create_for(struct op *op, const char *call, const char *track,
                                const struct org *org, const char **ret_public_id)
{
    struct creating creating = { .filer.org = *org, .by_desk = true };
    const struct filer *filer = &creating.filer;

    enum err e = publish_current(op, call, &creating.call, &creating.call_n);
    if (e == OK)
        e = filer_of(op, creating.call, &creating.filer);
    if (e == OK)
        e = create(op, &creating, track, filer->kinds, filer->kind_count);
    if (e == OK)
        *ret_public_id = creating.application.public_id;
    return e;
}

enum err application_create_filled(struct op *op, const char *call, const char *track,
                                   const struct org *org, const json_t *values,
                                   const char **ret_public_id)
{
    struct creating creating = { 0 };
    const struct filer *filer = &creating.filer;

    if (org != NULL) {
        enum err by_desk = application_create_for(op, call, track, org, ret_public_id);
        return by_desk == OK ? application_fill(op, *ret_public_id, values) : by_desk;
    }
    enum err e = publish_current(op, call, &creating.call, &creating.call_n);
    if (e == OK)
        e = find_filer(op, creating.call, "", &creating.filer);
    if (e == OK)
        e = create(op, &creating, track, filer->kinds, filer->kind_count);
    if (e == OK)
        e = application_fill(op, creating.application.public_id, values);
    if (e == OK)
        *ret_public_id = creating.application.public_id;
    return e;
}
