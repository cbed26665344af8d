/* SPDX-License-Identifier: Apache-2.0 */
/* ask.c: demands, applications and rows of drafts as questions: a text, and whose matter it is. */
#include "matching/internal.h"

#include "application/application.h"
#include "base/mem.h"
#include "base/time.h"
#include "call/form.h"
#include "demand/demand.h"
#include "expert/expert.h"

#include <string.h>

/* The demand as a matter of conflict.h: whose it is, and who entered it, on the day it is for. */
static enum err item_of(struct op *op, const struct demand *demand, struct conflict_item *ret_item)
{
    struct conflict_unit *units = mem_array(op, struct conflict_unit, 2);
    int today = day_of(op->now_ms, ZONE_SHANGHAI_MINUTES);

    enum err e = expert_conflict_unit(op, 0, demand->unit_name, &units[0]);
    if (e == OK)
        e = expert_conflict_unit(op, demand->org_id, demand->org_name, &units[1]);
    *ret_item =
        (struct conflict_item){ .day = demand->from_day == 0 ? today : (int)demand->from_day,
                                .units = units,
                                .unit_count = 2 };
    return e;
}

enum err ask_demand(struct op *op, int64_t id, struct asked *ret_asked)
{
    struct demand demand = { 0 };

    enum err e = demand_by_id(op, id, &demand);
    if (e == OK)
        e = item_of(op, &demand, &ret_asked->item);
    if (e != OK)
        return e;
    ret_asked->text = (struct match_demand){ .text = demand_text(op, &demand),
                                             .field = demand.discipline,
                                             .level_min = (enum match_level)demand.title_level };
    return OK;
}

enum err matching_check_pair(struct op *op, int64_t demand_id, int64_t expert_id)
{
    struct conflict_person person = { 0 };
    struct conflict_item item = { 0 };
    struct expert_candidate candidate = { 0 };
    struct conflict *rows = NULL;
    struct demand demand = { 0 };
    size_t count = 0;

    enum err e = expert_candidate(op, expert_id, &candidate);
    if (e == OK && strcmp(candidate.expert.state, "active") != 0) {
        fail_arg(op, "reason", "%s", "专家已出库，或者待新的工作单位同意");
        return fail(op, ERR_CONFLICT, "invitation_conflict", "expert is not active");
    }
    if (e == OK)
        e = demand_by_id(op, demand_id, &demand);
    if (e == OK)
        e = expert_as_person(op, expert_id, &person);
    if (e == OK)
        e = item_of(op, &demand, &item);
    if (e != OK)
        return e;
    conflict_find(op, &person, &item, &rows, &count);
    if (count == 0)
        return OK;
    fail_arg(op, "reason", "%s", rows[0].text);
    return fail(op, ERR_CONFLICT, "invitation_conflict", "the pair is in conflict now");
}

/* ---- applications ---- */

struct reading {
    struct application application;
    const struct form *form;
    const json_t *values;
};

static enum err read_application(struct op *op, int64_t id, struct reading *reading)
{
    const struct call *call = NULL;
    json_t *values = NULL;

    enum err e = application_by_number(op, id, &reading->application);
    if (e == OK)
        e = application_form(op, &reading->application, &call, &reading->form);
    if (e == OK)
        e = application_values(op, &reading->application, &values);
    reading->values = values;
    return e;
}

static void add_text(struct op *op, char **text, const json_t *value)
{
    if (json_is_string(value) && json_string_length(value) > 0)
        mem_append(op, text, "%s\n", json_string_value(value));
}

/* What the cells of a row say: its title and its long texts. */
static void add_row(struct op *op, char **text, const struct field *table, const json_t *row)
{
    for (size_t i = 0; i < table->column_count; i++) {
        const struct field *column = &table->columns[i];
        if (!column->personal && (column->role == ROLE_TITLE || column->role == ROLE_SPECIALTY ||
                                  column->kind == FIELD_LONGTEXT))
            add_text(op, text, json_object_get(row, column->id));
    }
}

/* A field's part of the text: titles, specialties and long texts, those of demands by the row. */
static void add_field(struct op *op, char **text, const struct field *field, const json_t *value)
{
    const json_t *row = NULL;
    size_t i = 0;

    if (field->personal)
        return;
    if (field->role == ROLE_TITLE || field->role == ROLE_SPECIALTY || field->kind == FIELD_LONGTEXT)
        add_text(op, text, value);
    if (field->role != ROLE_DEMANDS && field->role != ROLE_PROJECTS)
        return;
    json_array_foreach(value, i, row)
    {
        add_row(op, text, field, row);
    }
}

static const char *whole_text(struct op *op, const struct reading *reading)
{
    char *text = mem_text(op, "");

    for (size_t s = 0; s < reading->form->section_count; s++) {
        const struct section *section = &reading->form->sections[s];
        for (size_t i = 0; i < section->field_count; i++) {
            const struct field *field = &section->fields[i];
            add_field(op, &text, field, json_object_get(reading->values, field->id));
        }
    }
    return text;
}

static const char *plain_text(const struct reading *reading, enum field_role role)
{
    const struct field *field = form_role(reading->form, role);
    const json_t *value = field == NULL ? NULL : json_object_get(reading->values, field->id);

    return json_is_string(value) ? json_string_value(value) : "";
}

/* ---- whose matter it is ---- */

static const struct field *column_of(const struct field *table, enum field_kind kind)
{
    for (size_t i = 0; i < table->column_count; i++) {
        if (table->columns[i].kind == kind)
            return &table->columns[i];
    }
    return NULL;
}

static const char *cell_text(const struct field *column, const json_t *row)
{
    const json_t *cell = column == NULL ? NULL : json_object_get(row, column->id);

    return json_is_string(cell) ? json_string_value(cell) : "";
}

static struct conflict_person person_named(struct op *op, const char *name, const char *unit)
{
    struct conflict_unit *own = mem_new(op, struct conflict_unit);

    *own = (struct conflict_unit){ .name = unit };
    return (struct conflict_person){ .name = name,
                                     .units = own,
                                     .unit_count = unit[0] == '\0' ? 0 : 1 };
}

/* Who stands in the application: its experts, the first text of a row with the first unit, and the
 * person it is about. */
static void add_people(struct op *op, const struct reading *reading, struct conflict_item *item)
{
    const struct field *table = form_role(reading->form, ROLE_EXPERTS);
    const char *person = plain_text(reading, ROLE_PERSON);
    struct conflict_person *people = NULL;
    size_t count = 0;
    const json_t *row = NULL;
    size_t i = 0;

    if (person[0] != '\0')
        mem_push(op, people, count,
                 person_named(op, person, plain_text(reading, ROLE_ORGANISATION)));
    json_array_foreach(table == NULL ? NULL : json_object_get(reading->values, table->id), i, row)
    {
        const char *name = cell_text(column_of(table, FIELD_TEXT), row);
        if (name[0] != '\0')
            mem_push(op, people, count,
                     person_named(op, name, cell_text(column_of(table, FIELD_ORGANISATION), row)));
    }
    item->people = people;
    item->person_count = count;
}

/* Of the unit that files, of the one the form names if it is another, and of the one that
 * recommends. */
static enum err application_item(struct op *op, const struct reading *reading,
                                 struct conflict_item *ret_item)
{
    const struct application *application = &reading->application;
    struct conflict_unit *units = mem_array(op, struct conflict_unit, 3);
    const char *named = plain_text(reading, ROLE_ORGANISATION);
    size_t count = 2;

    enum err e = expert_conflict_unit(op, application->org_id, application->org_name, &units[0]);
    if (e == OK)
        e = expert_conflict_unit(op, application->recommender_id, application->recommender_name,
                                 &units[1]);
    if (e == OK && named[0] != '\0' && strcmp(named, application->org_name) != 0)
        e = expert_conflict_unit(op, 0, named, &units[count++]);
    *ret_item = (struct conflict_item){ .day = day_of(op->now_ms, ZONE_SHANGHAI_MINUTES),
                                        .units = units,
                                        .unit_count = count };
    add_people(op, reading, ret_item);
    return e;
}

enum err ask_application(struct op *op, int64_t id, struct asked *ret_asked)
{
    struct reading reading = { 0 };

    enum err e = read_application(op, id, &reading);
    if (e == OK)
        e = application_item(op, &reading, &ret_asked->item);
    if (e != OK)
        return e;
    ret_asked->text = (struct match_demand){ .text = whole_text(op, &reading),
                                             .field = plain_text(&reading, ROLE_DISCIPLINE) };
    return OK;
}

/* ---- rows of a draft ---- */

static const struct field *role_column(const struct field *table, enum field_role role)
{
    for (size_t i = 0; i < table->column_count; i++) {
        if (table->columns[i].role == role)
            return &table->columns[i];
    }
    return NULL;
}

static enum err row_asked(struct op *op, const struct reading *reading, const struct field *table,
                          const json_t *row, struct asked_row *ret_row)
{
    struct asked *asked = &ret_row->asked;
    const char *unit = cell_text(role_column(table, ROLE_ORGANISATION), row);
    char *text = mem_text(op, "");

    add_row(op, &text, table, row);
    ret_row->title = mem_text(op, cell_text(role_column(table, ROLE_TITLE), row));
    asked->text =
        (struct match_demand){ .text = text,
                               .field = cell_text(role_column(table, ROLE_DISCIPLINE), row) };
    enum err e = application_item(op, reading, &asked->item);
    if (e == OK && unit[0] != '\0') {
        struct conflict_unit *units = mem_new(op, struct conflict_unit);
        e = expert_conflict_unit(op, 0, unit, units);
        asked->item.units = units;
        asked->item.unit_count = 1;
    }
    return e;
}

enum err ask_rows(struct op *op, int64_t application_id, struct asked_row **ret_rows,
                  size_t *ret_count)
{
    struct reading reading = { 0 };
    struct asked_row whole = { 0 };
    struct asked_row *rows = NULL;
    const json_t *row = NULL;
    size_t count = 0;
    size_t i = 0;

    enum err e = read_application(op, application_id, &reading);
    if (e == OK)
        e = ask_application(op, application_id, &whole.asked);
    if (e != OK)
        return e;
    whole.title = reading.application.title;
    mem_push(op, rows, count, whole);
    const struct field *table = form_role(reading.form, ROLE_DEMANDS);
    json_array_foreach(table == NULL ? NULL : json_object_get(reading.values, table->id), i, row)
    {
        struct asked_row asked = { .row = (int64_t)i + 1 };
        if (e == OK && count <= MATCHING_ROWS_MAX)
            e = row_asked(op, &reading, table, row, &asked);
        if (e == OK && asked.title != NULL && asked.asked.text.text[0] != '\0')
            mem_push(op, rows, count, asked);
    }
    if (e != OK)
        return e;
    *ret_rows = rows;
    *ret_count = count;
    return OK;
}
