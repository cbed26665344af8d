/* SPDX-License-Identifier: Apache-2.0 */
/* unit_api.c: the tree of units, their names, capacities and bases, for those who keep them. */
#include "base/mem.h"
#include "base/time.h"
#include "org/api.h"
#include "org/register.h"
#include "org/superior.h"
#include "org/unit.h"

#include <stdlib.h>

enum { LIST_DEFAULT = 200 };

/* ---- the list ---- */

struct units_query {
    const char *parent;
    const char *q;
    const char *cursor;
    int64_t limit;
};

static const struct json_field query_fields[] = {
    JSON_TEXT(struct units_query, parent, 0, 64, .optional = true,
              .note = "units that report to it; absent: those that report to none"),
    JSON_TEXT(struct units_query, q, 0, 60, .optional = true),
    JSON_TEXT(struct units_query, cursor, 0, 20, .optional = true),
    JSON_INT(struct units_query, limit, 1, UNIT_LIST_MAX, .optional = true),
    JSON_DONE,
};
static const struct json_shape query_shape = JSON_SHAPE(struct units_query, query_fields);

struct unit_row_out {
    const char *id;
    const char *name;
    const char *uscc;
    const char *region;
    const char *parent;
    int64_t children;
};

static const struct json_field row_fields[] = {
    JSON_TEXT(struct unit_row_out, id, 1, 64),
    JSON_TEXT(struct unit_row_out, name, 1, 100),
    JSON_TEXT(struct unit_row_out, uscc, 0, 18, .optional = true),
    JSON_TEXT(struct unit_row_out, region, 0, 6, .optional = true),
    JSON_TEXT(struct unit_row_out, parent, 0, 64, .optional = true),
    JSON_INT(struct unit_row_out, children, 0, JSON_INT_SAFE_MAX),
    JSON_DONE,
};
static const struct json_shape row_shape = { "struct unit_row", sizeof(struct unit_row_out),
                                             row_fields };

struct units_out {
    struct unit_row_out *rows;
    size_t count;
    const char *next;
};

static const struct json_field units_fields[] = {
    JSON_LIST(struct units_out, rows, count, &row_shape, UNIT_LIST_MAX),
    JSON_TEXT(struct units_out, next, 0, 20, .optional = true),
    JSON_DONE,
};
static const struct json_shape units_shape = { "struct unit_page", sizeof(struct units_out),
                                               units_fields };

static enum err handle_list(struct op *op, const struct request *request, struct response *response)
{
    const struct units_query *in = request->query;
    struct unit_query query = { .parent = in->parent == NULL ? "" : in->parent,
                                .q = in->q == NULL ? "" : in->q,
                                .after_id = in->cursor == NULL ? 0 : strtoll(in->cursor, NULL, 10),
                                .limit = in->limit == 0 ? LIST_DEFAULT : (int)in->limit };
    struct unit_page page = { 0 };
    struct units_out out = { 0 };

    enum err e = unit_list(op, &query, &page);
    for (size_t i = 0; e == OK && i < page.count; i++) {
        const struct unit_row *unit = &page.rows[i];
        struct unit_row_out row = { unit->public_id, unit->name,   unit->uscc,
                                    unit->region,    unit->parent, unit->child_count };
        mem_push(op, out.rows, out.count, row);
    }
    if (page.more)
        out.next = mem_printf(op, "%lld", (long long)page.rows[page.count - 1].id);
    return e == OK ? respond(op, response, &units_shape, &out) : e;
}

/* ---- one unit ---- */

static const struct json_field name_fields[] = {
    JSON_TEXT(struct unit_name, name, 1, 100),
    JSON_DAY(struct unit_name, to_day),
    JSON_TEXT(struct unit_name, basis, 0, 200),
    JSON_DONE,
};
static const struct json_shape name_shape = JSON_SHAPE(struct unit_name, name_fields);

struct capacity_out {
    const char *kind;
    int64_t from;
    int64_t to; /* 0 open */
    bool holds;
    const char *basis;
};

static const struct json_field capacity_fields[] = {
    JSON_TEXT(struct capacity_out, kind, 1, 40),
    JSON_DAY(struct capacity_out, from),
    JSON_DAY(struct capacity_out, to, .optional = true),
    JSON_BOOL(struct capacity_out, holds),
    JSON_TEXT(struct capacity_out, basis, 0, 200, .optional = true),
    JSON_DONE,
};
static const struct json_shape capacity_shape = { "struct unit_capacity",
                                                  sizeof(struct capacity_out), capacity_fields };

static const struct json_field status_fields[] = {
    JSON_DAY(struct register_status, from_day),
    JSON_TEXT(struct register_status, status, 1, 20),
    JSON_BOOL(struct register_status, holds),
    JSON_TEXT(struct register_status, document, 1, 100),
    JSON_DONE,
};
static const struct json_shape status_shape = JSON_SHAPE(struct register_status, status_fields);

static const struct json_field superior_fields[] = {
    JSON_TEXT(struct superior, name, 1, 100),
    JSON_DAY(struct superior, from_day, .optional = true),
    JSON_DAY(struct superior, to_day, .optional = true),
    JSON_TEXT(struct superior, basis, 0, 200),
    JSON_DONE,
};
static const struct json_shape superior_shape = { "struct unit_superior", sizeof(struct superior),
                                                  superior_fields };

/* The same members for what goes in and what comes out. */
#define ENTRY_FIELDS(type)                                                                         \
    JSON_TEXT(type, reg, 1, 40), JSON_TEXT(type, name, 1, 100), JSON_TEXT(type, level, 1, 40),     \
        JSON_TEXT(type, batch, 0, 40), JSON_TEXT(type, approval_number, 1, 100),                   \
        JSON_DAY(type, approved_day)

static const struct json_field entry_fields[] = {
    { "id", JSON_KIND_TEXT, .offset = offsetof(struct register_entry, public_id), .max = 64 },
    ENTRY_FIELDS(struct register_entry),
    JSON_LIST(struct register_entry, statuses, status_count, &status_shape, 200),
    JSON_DONE,
};
static const struct json_shape entry_shape = JSON_SHAPE(struct register_entry, entry_fields);

struct unit_out {
    const char *id;
    const char *name;
    const char *uscc;
    const char *region;
    const char *parent;
    const char *parent_name;
    struct unit_name *names;
    size_t name_count;
    struct capacity_out *capacities;
    size_t capacity_count;
    struct register_entry *bases;
    size_t base_count;
    struct superior *superiors;
    size_t superior_count;
};

static const struct json_field unit_fields[] = {
    JSON_TEXT(struct unit_out, id, 1, 64),
    JSON_TEXT(struct unit_out, name, 1, 100),
    JSON_TEXT(struct unit_out, uscc, 0, 18, .optional = true),
    JSON_TEXT(struct unit_out, region, 0, 6, .optional = true),
    JSON_TEXT(struct unit_out, parent, 0, 64, .optional = true),
    JSON_TEXT(struct unit_out, parent_name, 0, 100, .optional = true),
    JSON_LIST(struct unit_out, names, name_count, &name_shape, 100),
    JSON_LIST(struct unit_out, capacities, capacity_count, &capacity_shape, 200),
    JSON_LIST(struct unit_out, bases, base_count, &entry_shape, 100),
    JSON_LIST(struct unit_out, superiors, superior_count, &superior_shape, SUPERIOR_ROWS_MAX),
    JSON_DONE,
};
static const struct json_shape unit_shape = { "struct unit", sizeof(struct unit_out), unit_fields };

static enum err respond_unit(struct op *op, const char *id, struct response *response)
{
    int today = day_of(op->now_ms, ZONE_SHANGHAI_MINUTES);
    struct org org = { 0 };
    struct unit_history history = { 0 };
    struct register_list bases = { 0 };
    struct superior *superiors = NULL;
    size_t superior_count = 0;

    enum err e = unit_find(op, id, &org);
    if (e == OK)
        e = unit_history(op, org.id, &history);
    if (e == OK)
        e = register_of_org(op, org.id, &bases);
    if (e == OK)
        e = superiors_of(op, org.id, &superiors, &superior_count);
    if (e != OK)
        return e;
    struct unit_out out = { .id = org.public_id,
                            .name = org.name,
                            .uscc = org.uscc,
                            .region = org.region,
                            .parent = org.reporting,
                            .parent_name = org.reporting_name,
                            .names = history.names,
                            .name_count = history.name_count,
                            .bases = bases.rows,
                            .base_count = bases.count,
                            .superiors = superiors,
                            .superior_count = superior_count };
    for (size_t i = 0; i < superior_count; i++)
        superiors[i].to_day = superiors[i].to_day == UNIT_DAY_NONE ? 0 : superiors[i].to_day;
    for (size_t i = 0; i < history.capacity_count; i++) {
        const struct unit_capacity *held = &history.capacities[i];
        struct capacity_out row = { held->kind, held->from_day,
                                    held->to_day == UNIT_DAY_NONE ? 0 : held->to_day,
                                    held->from_day <= today && held->to_day >= today, held->basis };
        mem_push(op, out.capacities, out.capacity_count, row);
    }
    return respond(op, response, &unit_shape, &out);
}

static enum err handle_get(struct op *op, const struct request *request, struct response *response)
{
    return respond_unit(op, request_param(request, "id"), response);
}

/* ---- changes: each answers with the unit as it is now ---- */

static const struct json_field new_fields[] = {
    JSON_TEXT(struct unit_new, name, 1, 100),
    JSON_TEXT(struct unit_new, uscc, 0, 60, .optional = true),
    JSON_TEXT(struct unit_new, region, 0, 6, .optional = true),
    JSON_TEXT(struct unit_new, reporting, 0, 64, .optional = true),
    JSON_DONE,
};
static const struct json_shape new_shape = JSON_SHAPE(struct unit_new, new_fields);

static enum err handle_add(struct op *op, const struct request *request, struct response *response)
{
    const char *id = NULL;

    enum err e = unit_add(op, request->in, &id);
    response->status = 201;
    return e == OK ? respond_unit(op, id, response) : e;
}

struct rename_in {
    const char *name;
    int64_t from;
    const char *basis;
};

static const struct json_field rename_fields[] = {
    JSON_TEXT(struct rename_in, name, 1, 100),
    JSON_DAY(struct rename_in, from),
    JSON_TEXT(struct rename_in, basis, 1, 200),
    JSON_DONE,
};
static const struct json_shape rename_shape = { "struct unit_rename", sizeof(struct rename_in),
                                                rename_fields };

static enum err handle_rename(struct op *op, const struct request *request,
                              struct response *response)
{
    const struct rename_in *in = request->in;
    const char *id = request_param(request, "id");
    struct unit_rename rename = { id, in->name, in->from, in->basis };

    enum err e = unit_rename(op, &rename);
    return e == OK ? respond_unit(op, id, response) : e;
}

struct grant_in {
    const char *kind;
    int64_t day;
    const char *basis;
};

static const struct json_field grant_fields[] = {
    JSON_TEXT(struct grant_in, kind, 1, UNIT_CODE_MAX),
    JSON_DAY(struct grant_in, day),
    JSON_TEXT(struct grant_in, basis, 0, 200, .optional = true),
    JSON_DONE,
};
static const struct json_shape grant_shape = { "struct unit_grant", sizeof(struct grant_in),
                                               grant_fields };

static enum err handle_grant(struct op *op, const struct request *request,
                             struct response *response)
{
    const struct grant_in *in = request->in;
    const char *id = request_param(request, "id");
    struct unit_grant grant = { id, in->kind, in->day, in->basis };

    enum err e = unit_grant(op, &grant);
    return e == OK ? respond_unit(op, id, response) : e;
}

static enum err handle_end(struct op *op, const struct request *request, struct response *response)
{
    const struct grant_in *in = request->in;
    const char *id = request_param(request, "id");
    struct unit_grant end = { id, in->kind, in->day, in->basis };

    enum err e = unit_end_grant(op, &end);
    return e == OK ? respond_unit(op, id, response) : e;
}

struct superior_in {
    const char *superior;
    int64_t from;
    const char *basis;
};

static const struct json_field superior_in_fields[] = {
    JSON_TEXT(struct superior_in, superior, 0, 64, .optional = true,
              .note = "absent: belongs to nobody from that day on"),
    JSON_DAY(struct superior_in, from),
    JSON_TEXT(struct superior_in, basis, 1, 200),
    JSON_DONE,
};
static const struct json_shape superior_in_shape = { "struct superior_new",
                                                     sizeof(struct superior_in),
                                                     superior_in_fields };

static enum err handle_superior(struct op *op, const struct request *request,
                                struct response *response)
{
    const struct superior_in *in = request->in;
    const char *id = request_param(request, "id");
    struct superior_new superior = { id, in->superior, in->from, in->basis };

    enum err e = superior_set(op, &superior);
    return e == OK ? respond_unit(op, id, response) : e;
}

struct base_in {
    const char *reg;
    const char *name;
    const char *level;
    const char *batch;
    const char *approval_number;
    int64_t approved_day;
    struct register_status status;
};

static const struct json_field base_fields[] = {
    ENTRY_FIELDS(struct base_in),
    JSON_OBJECT(struct base_in, status, &status_shape),
    JSON_DONE,
};
static const struct json_shape base_shape = { "struct base_new", sizeof(struct base_in),
                                              base_fields };

static enum err handle_base(struct op *op, const struct request *request, struct response *response)
{
    const struct base_in *in = request->in;
    const char *unit = request_param(request, "id");
    const char *id = NULL;
    struct register_entry entry = { .reg = in->reg,
                                    .name = in->name,
                                    .level = in->level,
                                    .batch = in->batch,
                                    .approval_number = in->approval_number,
                                    .approved_day = in->approved_day };

    enum err e = register_add(op, unit, &entry, &in->status, &id);
    response->status = 201;
    return e == OK ? respond_unit(op, unit, response) : e;
}

static enum err handle_status(struct op *op, const struct request *request,
                              struct response *response)
{
    enum err e = register_set_status(op, request_param(request, "id"), request->in);
    return e == OK ? respond_empty(response) : e;
}

#define UNITS "/api/v1/admin/orgs"

const struct route unit_routes[] = {
    { "GET", UNITS, PERM_ORG_READ, handle_list, .summary = "The tree of units, level by level",
      .query = &query_shape, .out = &units_shape },
    { "POST", UNITS, PERM_ORG_EDIT, handle_add, .summary = "Add a unit", .in = &new_shape,
      .out = &unit_shape },
    { "GET", UNITS "/{id}", PERM_ORG_READ, handle_get,
      .summary = "A unit with its names, capacities and bases", .out = &unit_shape },
    { "POST", UNITS "/{id}/name", PERM_ORG_EDIT, handle_rename,
      .summary = "Rename a unit; the old name stays in its history", .in = &rename_shape,
      .out = &unit_shape },
    { "POST", UNITS "/{id}/superior", PERM_ORG_EDIT, handle_superior,
      .summary = "To whom a unit belongs from a day on", .in = &superior_in_shape,
      .out = &unit_shape },
    { "POST", UNITS "/{id}/capacities", PERM_ORG_EDIT, handle_grant,
      .summary = "A capacity from a day on", .in = &grant_shape, .out = &unit_shape },
    { "POST", UNITS "/{id}/capacities/end", PERM_ORG_EDIT, handle_end,
      .summary = "The last day of a capacity", .in = &grant_shape, .out = &unit_shape },
    { "POST", UNITS "/{id}/bases", PERM_ORG_EDIT, handle_base,
      .summary = "Enter a base into its register", .in = &base_shape, .out = &unit_shape },
    { "POST", "/api/v1/admin/bases/{id}/status", PERM_ORG_EDIT, handle_status,
      .summary = "The status of a base from a day on", .in = &status_shape },
    { 0 },
};
