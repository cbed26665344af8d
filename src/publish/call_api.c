/* SPDX-License-Identifier: Apache-2.0 */
/* call_api.c: published calls, their forms, and reference data, as everybody may read them. */
#include "base/json_own.h"
#include "base/mem.h"
#include "base/site.h"
#include "base/time.h"
#include "call/form.h"
#include "call/reference.h"
#include "publish/api.h"
#include "publish/publish.h"

#include <string.h>

/* A tree made by the pure parts, as it is. */
static enum err respond_tree(struct op *op, struct response *response, json_t *tree)
{
    const char *text = json_text_of(op, json_own(op, tree));

    response->bytes = text;
    response->size = strlen(text);
    return OK;
}

struct call_row {
    const char *code;
    const char *title;
    const char *document_number;
    int64_t year;
    int64_t issued;
    int64_t deadline;
    const char *state;
    int64_t version;
    int64_t next_at;
    const char *next_text;
    const char *next_name;
};

struct calls_out {
    struct call_row *rows;
    size_t count;
};

static const struct json_field call_row_fields[] = {
    JSON_TEXT(struct call_row, code, 1, 40),
    JSON_TEXT(struct call_row, title, 1, 200),
    JSON_TEXT(struct call_row, document_number, 0, 100),
    JSON_INT(struct call_row, year, 1900, 9999),
    JSON_DAY(struct call_row, issued),
    JSON_TIME(struct call_row, deadline, .optional = true),
    JSON_TEXT(struct call_row, state, 1, 16, .note = "open | closed"),
    JSON_INT(struct call_row, version, 1, 10000),
    JSON_TIME(struct call_row, next_at, .optional = true, .note = "the deadline that comes next"),
    JSON_TEXT(struct call_row, next_text, 0, 100, .note = "the same in the call's own zone"),
    JSON_TEXT(struct call_row, next_name, 0, 100),
    JSON_DONE,
};
static const struct json_shape call_row_shape = JSON_SHAPE(struct call_row, call_row_fields);

static const struct json_field calls_fields[] = {
    JSON_LIST(struct calls_out, rows, count, &call_row_shape, 500),
    JSON_DONE,
};
static const struct json_shape calls_shape = JSON_SHAPE(struct calls_out, calls_fields);

/* The last of the deadlines: until then something can still be sent. */
static int64_t last_deadline_ms(const struct call *call)
{
    int64_t last = 0;

    for (size_t i = 0; i < call->deadline_count; i++) {
        if (call->deadlines[i].at_ms > last)
            last = call->deadlines[i].at_ms;
    }
    return last;
}

static enum err handle_list(struct op *op, const struct request *request, struct response *response)
{
    struct call_versions versions = { 0 };
    struct calls_out out = { 0 };

    (void)request;
    enum err e = publish_list(op, &versions);
    for (size_t i = 0; e == OK && i < versions.count; i++) {
        const struct call *call = NULL;
        if (publish_version(op, versions.rows[i].call, versions.rows[i].n, &call) != OK) {
            op_forgive(op);
            continue;
        }
        const struct deadline *next = call_next_deadline(call, op->now_ms);
        struct call_row row = { call->code,
                                call->title,
                                call->number,
                                call->plan_year,
                                call->issued,
                                last_deadline_ms(call),
                                op->now_ms < last_deadline_ms(call) ? "open" : "closed",
                                versions.rows[i].n,
                                next == NULL ? 0 : next->at_ms,
                                next == NULL ? "" : deadline_chinese(op, call, next->at_ms),
                                next == NULL ? "" : next->name };
        mem_push(op, out.rows, out.count, row);
    }
    return e == OK ? respond(op, response, &calls_shape, &out) : e;
}

static enum err handle_get(struct op *op, const struct request *request, struct response *response)
{
    const struct call *call = NULL;
    int64_t n = 0;

    enum err e = publish_current(op, request_param(request, "call"), &call, &n);
    if (e != OK)
        return e;
    json_t *tree = call_json(op, call);
    json_object_set_new(tree, "version", json_integer(n));
    return respond_tree(op, response, tree);
}

struct form_query {
    int64_t version;
};

static const struct json_field form_query_fields[] = {
    JSON_INT(struct form_query, version, 1, 10000, .optional = true,
             .note = "of the call; absent: the current one"),
    JSON_DONE,
};
static const struct json_shape form_query_shape = JSON_SHAPE(struct form_query, form_query_fields);

static enum err handle_form(struct op *op, const struct request *request, struct response *response)
{
    const struct form_query *query = request->query;
    const char *code = request_param(request, "call");
    const struct call *call = NULL;
    int64_t n = 0;

    enum err e = publish_current(op, code, &call, &n);
    if (e == OK && query->version != 0 && query->version < n)
        e = publish_version(op, code, query->version, &call);
    if (e != OK)
        return e;
    const struct track *track = call_track(call, request_param(request, "track"));
    if (track == NULL)
        return fail(op, ERR_NOT_FOUND, "no_such_track", "call has no such track");
    return respond_tree(op, response, form_json(op, call, track->form));
}

/* ---- reference ---- */

static json_t *region_flags(const struct reference *reference, const struct region *region,
                            int today)
{
    json_t *flags = json_array();

    for (int i = 0; i < REGION_FLAG_COUNT; i++) {
        struct flag flag = reference_flag(reference, region->code, (enum region_flag)i, today);
        if (flag.value == FLAG_YES)
            json_array_append_new(flags, json_pack("{s:s, s:s}", "name",
                                                   region_flag_name((enum region_flag)i), "text",
                                                   flag.source));
    }
    return flags;
}

static json_t *region_row(const struct reference *reference, const struct region *region, int today)
{
    static const char *const levels[] = { "province", "league", "county" };

    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:o}", "code", region->code, "name", region->name,
                     "parent", region->parent, "level", levels[region->level], "reporting",
                     region->unit, "flags", region_flags(reference, region, today));
}

/* Depth first, so that a picker can show the tree in the order of the file. */
static void add_regions(struct op *op, const struct region *region, int today, json_t *rows)
{
    struct region_list list = reference_region_children(op->site->reference, region->code);

    json_array_append_new(rows, region_row(op->site->reference, region, today));
    for (size_t i = 0; i < list.count; i++)
        add_regions(op, list.rows[i], today, rows);
}

/* The region that lies in no other; every reporting unit is somewhere below it. NULL: no list. */
static const struct region *top_region(const struct reference *reference)
{
    struct region_list units = reference_units(reference);
    const struct region *region = units.count == 0 ? NULL : units.rows[0];

    while (region != NULL && region->parent[0] != '\0')
        region = reference_region(reference, region->parent);
    return region;
}

/* The tree below the province that the reporting units belong to. */
static json_t *regions(struct op *op)
{
    const struct region *top = top_region(op->site->reference);
    json_t *rows = json_array();

    if (top != NULL)
        add_regions(op, top, day_of(op->now_ms, ZONE_SHANGHAI_MINUTES), rows);
    return rows;
}

static json_t *codes(struct code_list list)
{
    json_t *rows = json_array();

    for (size_t i = 0; i < list.count; i++)
        json_array_append_new(rows, json_pack("{s:s, s:s, s:s}", "code", list.rows[i].code, "name",
                                              list.rows[i].name, "group", list.rows[i].group));
    return rows;
}

static json_t *disciplines(struct op *op)
{
    return codes(reference_disciplines(op->site->reference));
}

static json_t *industries(struct op *op)
{
    return codes(reference_industries(op->site->reference));
}

static json_t *titles(struct op *op)
{
    struct title_list list = reference_titles(op->site->reference);
    json_t *rows = json_array();

    for (size_t i = 0; i < list.count; i++)
        json_array_append_new(rows, json_pack("{s:s, s:s, s:s}", "series", list.rows[i].series,
                                              "level", title_level_code(list.rows[i].level), "name",
                                              list.rows[i].name));
    return rows;
}

static enum err handle_reference(struct op *op, const struct request *request,
                                 struct response *response)
{
    static const struct {
        const char *name;
        json_t *(*make)(struct op *op);
    } lists[] = {
        { "regions", regions },
        { "disciplines", disciplines },
        { "industries", industries },
        { "titles", titles },
    };
    const char *name = request_param(request, "list");

    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        if (strcmp(lists[i].name, name) == 0)
            return respond_tree(op, response, json_pack("{s:o}", "rows", lists[i].make(op)));
    }
    return fail(op, ERR_NOT_FOUND, "not_found", "no reference list of that name");
}

const struct route call_routes[] = {
    { "GET", "/api/v1/calls", PERM_ANYONE, handle_list, .summary = "Published calls",
      .out = &calls_shape },
    { "GET", "/api/v1/calls/{call}", PERM_ANYONE, handle_get, .summary = "A call in plain words" },
    { "GET", "/api/v1/calls/{call}/forms/{track}", PERM_ANYONE, handle_form,
      .summary = "The form of a track", .query = &form_query_shape },
    { "GET", "/api/v1/reference/{list}", PERM_ANYONE, handle_reference,
      .summary = "regions, disciplines, industries, titles" },
    { 0 },
};
