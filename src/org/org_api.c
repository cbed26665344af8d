/* SPDX-License-Identifier: Apache-2.0 */
/* org_api.c: units, for those who have to pick one. */
#include "base/mem.h"
#include "base/time.h"
#include "org/api.h"
#include "org/org.h"
#include "org/register.h"

struct org_query {
    const char *q;
    const char *capacity;
};

static const struct json_field query_fields[] = {
    JSON_TEXT(struct org_query, q, 0, 60, .optional = true),
    JSON_TEXT(struct org_query, capacity, 0, 40, .optional = true),
    JSON_DONE,
};
static const struct json_shape query_shape = JSON_SHAPE(struct org_query, query_fields);

struct org_out {
    const char *id;
    const char *name;
    const char *uscc;
    const char **capacities;
    size_t capacity_count;
    const char *reporting;
};

static const struct json_field org_fields[] = {
    JSON_TEXT(struct org_out, id, 1, 64),
    JSON_TEXT(struct org_out, name, 1, 100),
    JSON_TEXT(struct org_out, uscc, 0, 18, .optional = true),
    JSON_TEXTS(struct org_out, capacities, capacity_count, 40, 50),
    JSON_TEXT(struct org_out, reporting, 0, 100, .optional = true),
    JSON_DONE,
};
static const struct json_shape org_shape = { "struct org", sizeof(struct org_out), org_fields };

struct orgs_out {
    struct org_out *rows;
    size_t count;
    const char *next;
};

static const struct json_field orgs_fields[] = {
    JSON_LIST(struct orgs_out, rows, count, &org_shape, 500),
    JSON_TEXT(struct orgs_out, next, 0, 64, .optional = true),
    JSON_DONE,
};
static const struct json_shape orgs_shape = JSON_SHAPE(struct orgs_out, orgs_fields);

static enum err handle_list(struct op *op, const struct request *request, struct response *response)
{
    const struct org_query *query = request->query;
    int today = day_of(op->now_ms, ZONE_SHANGHAI_MINUTES);
    struct org_list list = { 0 };
    struct org_kinds *kinds = NULL;
    struct orgs_out out = { 0 };

    enum err e = org_search(op, query->q == NULL ? "" : query->q,
                            query->capacity == NULL ? "" : query->capacity, today, &list);
    int64_t *ids = mem_array(op, int64_t, list.count + 1);
    for (size_t i = 0; i < list.count; i++)
        ids[i] = list.rows[i].id;
    if (e == OK)
        e = org_capacities_of(op, ids, list.count, today, &kinds);
    for (size_t i = 0; e == OK && i < list.count; i++) {
        struct org_out row = { .id = list.rows[i].public_id,
                               .name = list.rows[i].name,
                               .uscc = list.rows[i].uscc,
                               .reporting = list.rows[i].reporting_name,
                               .capacities = kinds[i].kinds,
                               .capacity_count = kinds[i].count };
        mem_push(op, out.rows, out.count, row);
    }
    return e == OK ? respond(op, response, &orgs_shape, &out) : e;
}

/* ---- bases ---- */

struct bases_query {
    const char *q;
};

static const struct json_field bases_query_fields[] = {
    JSON_TEXT(struct bases_query, q, 0, 60, .optional = true),
    JSON_DONE,
};
static const struct json_shape bases_query_shape =
    JSON_SHAPE(struct bases_query, bases_query_fields);

static const struct json_field base_fields[] = {
    JSON_TEXT(struct register_base, id, 1, 64),
    JSON_TEXT(struct register_base, name, 1, 100),
    JSON_TEXT(struct register_base, org, 1, 100),
    JSON_DONE,
};
static const struct json_shape base_shape = JSON_SHAPE(struct register_base, base_fields);

struct bases_out {
    struct register_base *rows;
    size_t count;
};

static const struct json_field bases_fields[] = {
    JSON_LIST(struct bases_out, rows, count, &base_shape, 500),
    JSON_DONE,
};
static const struct json_shape bases_shape = { "struct register_bases", sizeof(struct bases_out),
                                               bases_fields };

static enum err handle_bases(struct op *op, const struct request *request,
                             struct response *response)
{
    const struct bases_query *query = request->query;
    struct bases_out out = { 0 };

    enum err e = register_search(op, or_empty(query->q), &out.rows, &out.count);
    return e == OK ? respond(op, response, &bases_shape, &out) : e;
}

const struct route org_routes[] = {
    { "GET", "/api/v1/orgs", PERM_ORG_READ, handle_list, .summary = "Units", .query = &query_shape,
      .out = &orgs_shape },
    { "GET", "/api/v1/bases", PERM_EXPERT_EDIT, handle_bases, .summary = "Bases, to link experts",
      .query = &bases_query_shape, .out = &bases_shape },
    { 0 },
};
