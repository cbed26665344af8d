/* SPDX-License-Identifier: Apache-2.0 */
/* library.c: reads the last kept version of an application by the roles of its form. */
#include "expert/library.h"

#include "application/application.h"
#include "base/json_own.h"
#include "base/mem.h"
#include "base/time.h"
#include "call/form.h"
#include "call/reference.h"
#include "demand/demand.h"
#include "event/event.h"
#include "expert/internal.h"
#include "job/job.h"

#include <stdlib.h>
#include <string.h>

DB_SQL(take_application, "t",
       "SELECT a.id, a.call, a.track, a.form_version, a.state, a.recommender_id, a.public_id,"
       " coalesce(o.region, ''), o.name, (SELECT coalesce(max(v.n), 0) FROM application_version v"
       "  WHERE v.application_id = a.id AND v.kind IN ('sent', 'mended'))"
       "  FROM application a JOIN org o ON o.id = a.org_id WHERE a.public_id = $1");
DB_SQL(nomination_update, "iti",
       "UPDATE expert_nomination SET identity = $2, expert_id = coalesce($3, expert_id)"
       " WHERE application_id = $1");
DB_SQL(nomination_insert, "ittii",
       "INSERT INTO expert_nomination (application_id, call, identity, recommender_id, expert_id)"
       " VALUES ($1, $2, $3, $4, $5)");

enum { ROWS_MAX = 200 };

struct taking {
    struct op *op;
    struct job *job;
    struct application application;
    const char *region; /* of the unit that filed */
    const char *unit;
    int64_t version;
    const struct form *form;
    json_t *values;
};

/* ---- values by role ---- */

static const json_t *value_of(const struct taking *taking, enum field_role role,
                              const struct field **ret_field)
{
    *ret_field = form_role(taking->form, role);
    return *ret_field == NULL ? NULL : json_object_get(taking->values, (*ret_field)->id);
}

/* As people write it, "" when it is not there. */
static const char *text_of(const struct taking *taking, enum field_role role)
{
    const struct field *field = NULL;
    const json_t *value = value_of(taking, role, &field);

    return json_is_string(value) ? mem_text(taking->op, json_string_value(value)) : "";
}

static bool ticked(const struct taking *taking, enum field_role role)
{
    const struct field *field = NULL;

    return json_is_true(value_of(taking, role, &field));
}

/* Codes of a list with a blank between two. */
static const char *codes_of(const struct taking *taking, enum field_role role, const char *member)
{
    const struct field *field = NULL;
    const json_t *value = value_of(taking, role, &field);
    char *text = mem_text(taking->op, "");
    const json_t *code = NULL;
    size_t i = 0;

    if (member != NULL)
        value = json_object_get(value, member);
    json_array_foreach(value, i, code)
    {
        if (json_is_string(code))
            mem_append(taking->op, &text, "%s%s", text[0] == '\0' ? "" : " ",
                       json_string_value(code));
    }
    return text;
}

int64_t expert_title_level(const char *code)
{
    static const struct {
        const char *code;
        enum title_level level;
    } levels[] = { { "junior", TITLE_JUNIOR },
                   { "assistant", TITLE_JUNIOR },
                   { "middle", TITLE_MIDDLE },
                   { "vice_senior", TITLE_ASSOCIATE },
                   { "senior", TITLE_SENIOR } };

    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++) {
        if (strcmp(levels[i].code, code) == 0)
            return levels[i].level;
    }
    return TITLE_NONE;
}

/* ---- rows of a table, by the roles of its columns ---- */

static const json_t *cell_of(const struct field *table, const json_t *row, enum field_role role)
{
    for (size_t i = 0; i < table->column_count; i++) {
        if (table->columns[i].role == role)
            return json_object_get(row, table->columns[i].id);
    }
    return NULL;
}

static const char *cell_text(struct op *op, const struct field *table, const json_t *row,
                             enum field_role role)
{
    const json_t *cell = cell_of(table, row, role);

    return json_is_string(cell) ? mem_text(op, json_string_value(cell)) : "";
}

/* What stands in the columns without a role, joined. */
static const char *other_cells(struct op *op, const struct field *table, const json_t *row)
{
    char *text = mem_text(op, "");

    for (size_t i = 0; i < table->column_count; i++) {
        const json_t *cell = json_object_get(row, table->columns[i].id);
        if (table->columns[i].role == ROLE_NONE && json_is_string(cell))
            mem_append(op, &text, "%s%s", text[0] == '\0' ? "" : "，", json_string_value(cell));
    }
    return text;
}

/* ---- the person ---- */

static void add_projects(const struct taking *taking, struct expert_entry *entry)
{
    const struct field *table = NULL;
    const json_t *rows = value_of(taking, ROLE_PROJECTS, &table);
    struct expert_work *works = NULL;
    const json_t *row = NULL;
    size_t i = 0;

    json_array_foreach(rows, i, row)
    {
        struct expert_work work = { .kind = "project",
                                    .title = cell_text(taking->op, table, row, ROLE_TITLE),
                                    .source = other_cells(taking->op, table, row),
                                    .role = "" };
        if (work.title[0] != '\0' && entry->work_count < EXPERT_WORKS_MAX)
            mem_push(taking->op, works, entry->work_count, work);
    }
    entry->works = works;
}

static struct expert_personal personal_of(const struct taking *taking)
{
    const char *idcard = text_of(taking, ROLE_IDCARD);
    const char *passport = text_of(taking, ROLE_PASSPORT);

    return (struct expert_personal){ .document = idcard[0] != '\0'     ? "idcard"
                                                 : passport[0] != '\0' ? "passport"
                                                                       : "",
                                     .number = idcard[0] != '\0' ? idcard : passport,
                                     .mobile = text_of(taking, ROLE_MOBILE),
                                     .email = text_of(taking, ROLE_EMAIL),
                                     .born = text_of(taking, ROLE_BORN),
                                     .gender = text_of(taking, ROLE_GENDER),
                                     .ethnicity = text_of(taking, ROLE_ETHNICITY),
                                     .address = "" };
}

static struct expert profile_of(const struct taking *taking)
{
    return (struct expert){ .name = text_of(taking, ROLE_PERSON),
                            .org_name = text_of(taking, ROLE_ORGANISATION),
                            .post = text_of(taking, ROLE_POST),
                            .title_series = "",
                            .title_name = text_of(taking, ROLE_TITLE_NAME),
                            .title_level = expert_title_level(text_of(taking, ROLE_TITLE_LEVEL)),
                            .discipline = text_of(taking, ROLE_DISCIPLINE),
                            .industry = "",
                            .specialty = text_of(taking, ROLE_SPECIALTY),
                            .honours = codes_of(taking, ROLE_HONOURS, "codes"),
                            .regions = codes_of(taking, ROLE_REGIONS, NULL),
                            .free_time = text_of(taking, ROLE_FREE_TIME),
                            .offers = text_of(taking, ROLE_OFFERS),
                            .achievements = text_of(taking, ROLE_CONTENT),
                            .history = text_of(taking, ROLE_HISTORY),
                            .exception = text_of(taking, ROLE_EXCEPTION),
                            .healthy = ticked(taking, ROLE_HEALTHY),
                            .willing = ticked(taking, ROLE_WILLING),
                            .adaptable = ticked(taking, ROLE_ADAPTABLE),
                            .ministry = strcmp(text_of(taking, ROLE_LIBRARY), "both") == 0 };
}

static enum err note_person(struct taking *taking, const char *identity, int64_t expert_id)
{
    struct op *op = taking->op;
    const struct application *application = &taking->application;
    int64_t changed = 0;

    if (identity == NULL)
        return OK;
    enum err e = db_run(
        op, &nomination_update,
        DB_IN(IN_INT(application->id), IN_TEXT(identity), IN_INT_OR_NULL(expert_id)), &changed);
    if (e == OK && changed == 0)
        e = db_run(op, &nomination_insert,
                   DB_IN(IN_INT(application->id), IN_TEXT(application->call), IN_TEXT(identity),
                         IN_INT(application->recommender_id), IN_INT_OR_NULL(expert_id)),
                   NULL);
    return e;
}

/* Sent: who it is. Accepted: a member; the seal of the unit on the form is its consent. */
static enum err take_person(struct taking *taking)
{
    struct op *op = taking->op;
    struct expert_personal personal = personal_of(taking);
    const char *identity = identity_index(op, personal.number);
    struct expert_entry entry = { .expert = profile_of(taking),
                                  .personal = &personal,
                                  .consent_by = "申报表所在单位意见",
                                  .member_year = day_of(op->now_ms, ZONE_SHANGHAI_MINUTES) / 10000,
                                  .basis = taking->application.call };
    int64_t expert_id = 0;
    enum err e = OK;

    if (form_role(taking->form, ROLE_PERSON) == NULL || entry.expert.name[0] == '\0')
        return OK;
    add_projects(taking, &entry);
    if (strcmp(taking->application.state, "accepted") == 0)
        e = expert_take(op, &entry, taking->application.id, &expert_id);
    return e == OK ? note_person(taking, identity, expert_id) : e;
}

/* ---- the demands ---- */

static struct demand_entry demand_of(const struct taking *taking, const struct field *table,
                                     const json_t *row)
{
    struct op *op = taking->op;
    const char *region = cell_text(op, table, row, ROLE_REGIONS);
    const char *kind = cell_text(op, table, row, ROLE_KIND);
    const char *unit = cell_text(op, table, row, ROLE_ORGANISATION);
    int64_t people = json_integer_value(cell_of(table, row, ROLE_EXPERT_COUNT));
    struct demand_contact *contact = mem_new(op, struct demand_contact);

    contact->name = cell_text(op, table, row, ROLE_CONTACT);
    contact->post = "";
    contact->phone = cell_text(op, table, row, ROLE_PHONE);
    return (struct demand_entry){
        .demand = { .unit_name = unit[0] == '\0' ? taking->unit : unit,
                    .uscc = "",
                    .region = region[0] == '\0' ? taking->region : region,
                    .industry = "",
                    .kind = demand_word_name(demand_kinds, kind) == kind ? "other" : kind,
                    .title = cell_text(op, table, row, ROLE_TITLE),
                    .detail = cell_text(op, table, row, ROLE_CONTENT),
                    .tried = "",
                    .goal = "",
                    .discipline = cell_text(op, table, row, ROLE_DISCIPLINE),
                    .specialty = cell_text(op, table, row, ROLE_SPECIALTY),
                    .people = people < 1                   ? 1
                              : people > DEMAND_PEOPLE_MAX ? DEMAND_PEOPLE_MAX
                                                           : people,
                    .mode = "any",
                    .urgency = "middle",
                    .offers = "" },
        .contact = contact
    };
}

static enum err take_demands(struct taking *taking)
{
    const struct field *table = NULL;
    const json_t *rows = value_of(taking, ROLE_DEMANDS, &table);
    struct demand_entry *entries = NULL;
    const json_t *row = NULL;
    size_t count = 0;
    size_t i = 0;

    if (table == NULL)
        return OK;
    json_array_foreach(rows, i, row)
    {
        struct demand_entry entry = demand_of(taking, table, row);
        if (entry.demand.title[0] != '\0' && count < ROWS_MAX)
            mem_push(taking->op, entries, count, entry);
    }
    return demand_take(taking->op, taking->application.id, taking->version, entries, count);
}

/* ---- the job ---- */

static enum err take_work(struct op *op, void *arg)
{
    struct taking *taking = arg;

    enum err e = take_demands(taking);
    if (e == OK)
        e = take_person(taking);
    return e == OK ? job_done(op, taking->job, "") : e;
}

static enum err read_application(struct op *op, const char *public_id, struct taking *taking)
{
    struct application *application = &taking->application;
    const struct call *call = NULL;

    enum err e = db_row(op, &take_application, DB_IN(IN_TEXT(public_id)),
                        DB_OUT(OUT_INT(&application->id), OUT_TEXT(&application->call),
                               OUT_TEXT(&application->track), OUT_INT(&application->form_version),
                               OUT_TEXT(&application->state), OUT_INT(&application->recommender_id),
                               OUT_TEXT(&application->public_id), OUT_TEXT(&taking->region),
                               OUT_TEXT(&taking->unit), OUT_INT(&taking->version)));
    if (e == ERR_NOT_FOUND)
        return fail(op, e, "not_found", "no such application");
    if (e == OK)
        e = application_form(op, application, &call, &taking->form);
    return e == OK ? application_version_values(op, application, taking->version, &taking->values)
                   : e;
}

enum err library_take(struct op *op, struct job *job)
{
    json_t *payload = json_own(op, json_loads(job->payload, 0, NULL));
    struct taking taking = { .op = op, .job = job };

    enum err e = read_application(op, json_text_get(payload, "application"), &taking);
    return e == OK ? event_tx(op, take_work, &taking) : e;
}

enum err library_ask(struct op *op, const char *application)
{
    return job_add(op, LIBRARY_TAKE, mem_printf(op, "{\"application\":\"%s\"}", application), 0,
                   NULL);
}
