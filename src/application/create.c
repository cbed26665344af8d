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

static enum err own_org(struct op *op, const struct call *call, struct org *ret_org,
                        const char ***ret_kinds, size_t *ret_count)
{
    enum err e = org_get(op, op->actor.org_id, ret_org);

    return e == OK ? classes_of(op, call, op->actor.org_id, ret_kinds, ret_count) : e;
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
                                           const struct org *org, const struct offices *offices,
                                           const struct entry *given)
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
    judge_entry(op, call, org, offices, &entry);
    const struct unit_class *unit = call_unit(call, entry.filing->unit);
    option.capacity = entry.filing->unit;
    option.capacity_name = unit == NULL ? "" : unit->short_name;
    option.allowed = entry.reason == NULL;
    option.reason = entry.reason;
    option.clause = entry.clause;
    return option;
}

enum err application_options(struct op *op, const char *code,
                             struct application_options *ret_options)
{
    struct application_options list = { 0 };
    const struct call *call = NULL;
    struct offices offices = { 0 };
    struct org org = { 0 };
    const char **kinds = NULL;
    size_t kind_count = 0;
    int64_t n = 0;

    enum err e = publish_current(op, code, &call, &n);
    if (e == OK)
        e = own_org(op, call, &org, &kinds, &kind_count);
    if (e == OK)
        e = offices_of(op, call, &org, &offices);
    if (e != OK)
        return e;
    for (size_t i = 0; e == OK && i < call->track_count; i++) {
        struct entry entry = { .track = &call->tracks[i],
                               .filing = first_filing(&call->tracks[i], kinds, kind_count) };
        e = find_extension(op, call, &org, &offices, &entry);
        if (e != OK)
            break;
        struct application_option option = option_of(op, call, &org, &offices, &entry);
        e = judge_option(op, call, &org, &option);
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
    const struct org *org;
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

    enum err e = db_row(
        op, &application_insert,
        DB_IN(IN_TEXT(application->public_id), IN_TEXT(creating->code),
              IN_TEXT(creating->call->code), IN_TEXT(entry->track->code),
              IN_TEXT(entry->filing->unit), IN_INT(creating->org->id),
              IN_INT(entry->recommender_id), IN_INT_OR_NULL(entry->notify_id),
              IN_INT(creating->desk->id), IN_INT(entry->direct), IN_INT(creating->call_n),
              IN_INT(op->now_ms), IN_INT(op->actor.user_id), IN_TEXT(entry->filing->recommended_by),
              IN_INT_OR_NULL(entry->county_id), IN_TEXT(creating->by_desk ? "paper" : "online"),
              IN_INT_OR_NULL(creating->by_desk ? op->actor.org_id : 0), IN_INT(entry->extended_ms)),
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
                  creating->org->id, mem_printf(op, "{\"track\":\"%s\"}", entry->track->code));
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

    enum err e = refusing(op, creating->call, creating->entry.track, creating->org, &problem);
    if (e != OK || problem.code == NULL)
        return e;
    fail_arg(op, "why", "%s", problem.message);
    fail_clause(op, problem.clause, problem.basis);
    return fail(op, ERR_CONFLICT, "not_eligible", "records deny a condition of the track");
}

static enum err create(struct op *op, struct creating *creating, const char *track_code,
                       const char *const *kinds, size_t kind_count)
{
    struct org desk = { 0 };
    struct offices offices = { 0 };
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
    enum err e = offices_of(op, creating->call, creating->org, &offices);
    if (e == OK)
        e = find_extension(op, creating->call, creating->org, &offices, entry);
    if (e != OK)
        return e;
    judge_entry(op, creating->call, creating->org, &offices, entry);
    if (entry->recommender_id == 0) {
        fail_arg(op, "unit", "%s", creating->org->name);
        return fail(op, ERR_CONFLICT, "no_reporting_unit", "unit has no reporting unit");
    }
    if (entry->reason != NULL && !creating->by_desk) {
        fail_arg(op, "deadline", "%s", deadline_chinese(op, creating->call, entry->deadline_ms));
        return fail(op, ERR_CONFLICT, "after_deadline", "deadline passed");
    }
    if (!creating->by_desk)
        e = check_refusing(op, creating);
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
                            const char *capacity, const char **ret_public_id)
{
    struct creating creating = { 0 };
    struct org org = { 0 };
    const char **kinds = NULL;
    size_t kind_count = 0;
    bool held = false;

    enum err e = publish_current(op, call, &creating.call, &creating.call_n);
    if (e == OK)
        e = own_org(op, creating.call, &org, &kinds, &kind_count);
    if (e != OK)
        return e;
    creating.org = &org;
    for (size_t i = 0; i < kind_count; i++)
        held = held || strcmp(kinds[i], capacity) == 0;
    e = create(op, &creating, track, &capacity, held ? 1 : 0);
    if (e == OK)
        *ret_public_id = creating.application.public_id;
    return e;
}

enum err application_create_for(struct op *op, const char *call, const char *track,
                                const struct org *org, const char **ret_public_id)
{
    struct creating creating = { .org = org, .by_desk = true };
    const char **kinds = NULL;
    size_t kind_count = 0;

    enum err e = publish_current(op, call, &creating.call, &creating.call_n);
    if (e == OK)
        e = classes_of(op, creating.call, org->id, &kinds, &kind_count);
    if (e == OK)
        e = create(op, &creating, track, kinds, kind_count);
    if (e == OK)
        *ret_public_id = creating.application.public_id;
    return e;
}

enum err application_create_filled(struct op *op, const char *call, const char *track,
                                   const struct org *org, const json_t *values,
                                   const char **ret_public_id)
{
    struct creating creating = { 0 };
    struct org own = { 0 };
    const char **kinds = NULL;
    size_t kind_count = 0;

    if (org != NULL) {
        enum err by_desk = application_create_for(op, call, track, org, ret_public_id);
        return by_desk == OK ? application_fill(op, *ret_public_id, values) : by_desk;
    }
    enum err e = publish_current(op, call, &creating.call, &creating.call_n);
    if (e == OK)
        e = own_org(op, creating.call, &own, &kinds, &kind_count);
    creating.org = &own;
    if (e == OK)
        e = create(op, &creating, track, kinds, kind_count);
    if (e == OK)
        e = application_fill(op, creating.application.public_id, values);
    if (e == OK)
        *ret_public_id = creating.application.public_id;
    return e;
}
