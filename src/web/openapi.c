/* SPDX-License-Identifier: Apache-2.0 */
/* openapi.c: the OpenAPI 3.1 file of all routes and shapes. */
#include "base/mem.h"
#include "web/buffer.h"
#include "web/describe.h"

#include <string.h>

static const char description[] = "点将台的接口。错误都是 RFC 9457 问题文档；列表按游标翻页，"
                                  "每页最多 500 行。";

static json_t *reference(struct op *op, const struct json_shape *shape)
{
    return json_pack("{s:o}", "$ref",
                     json_string(mem_printf(op, "#/components/schemas/%s", shape_name(op, shape))));
}

/* ---- one field ---------------------------------------------------------------------------- */

static json_t *text_schema(const char *type, int64_t min, int64_t max)
{
    return json_pack("{s:s, s:I, s:I}", "type", type, "minLength", (json_int_t)min, "maxLength",
                     (json_int_t)max);
}

static json_t *choice_schema(const struct json_field *field)
{
    json_t *values = json_array();

    for (size_t i = 0; field->choices[i] != NULL; i++)
        (void)json_array_append_new(values, json_string(field->choices[i]));
    return json_pack("{s:s, s:o}", "type", "string", "enum", values);
}

static json_t *int_schema(const struct json_field *field)
{
    bool beyond = field->max > JSON_INT_SAFE_MAX || field->min < -JSON_INT_SAFE_MAX;

    if (beyond)
        return json_pack("{s:[s,s], s:s, s:s}", "type", "integer", "string", "format", "int64",
                         "description", "beyond 2^53-1 as a string of digits");
    return json_pack("{s:s, s:I, s:I}", "type", "integer", "minimum", (json_int_t)field->min,
                     "maximum", (json_int_t)field->max);
}

static json_t *list_schema(json_t *items, const struct json_field *field)
{
    return json_pack("{s:s, s:o, s:I, s:I}", "type", "array", "items", items, "minItems",
                     (json_int_t)field->min, "maxItems", (json_int_t)field->max);
}

static json_t *plain_schema(struct op *op, const struct json_field *field)
{
    switch (field->kind) {
    case JSON_KIND_TEXT:
        return text_schema("string", field->min, field->max);
    case JSON_KIND_CHOICE:
        return choice_schema(field);
    case JSON_KIND_INT:
        return int_schema(field);
    case JSON_KIND_BOOL:
        return json_pack("{s:s}", "type", "boolean");
    case JSON_KIND_TIME:
        return json_pack("{s:s, s:s}", "type", "string", "format", "date-time");
    case JSON_KIND_DAY:
        return json_pack("{s:s, s:s}", "type", "string", "format", "date");
    case JSON_KIND_OBJECT:
        return reference(op, field->shape);
    case JSON_KIND_LIST:
        return list_schema(reference(op, field->shape), field);
    case JSON_KIND_TEXTS:
        return list_schema(text_schema("string", 0, field->text_max), field);
    case JSON_KIND_VALUE:
    case JSON_KIND_DONE:
        break;
    }
    return json_object();
}

/* The same, or null. */
static json_t *field_schema(struct op *op, const struct json_field *field)
{
    json_t *schema = plain_schema(op, field);
    bool may_be_null = field->optional && field->kind != JSON_KIND_VALUE;

    if (may_be_null)
        schema = json_pack("{s:[o, {s:s}]}", "anyOf", schema, "type", "null");
    if (field->note != NULL)
        (void)json_object_set_new(schema, "description", json_string(field->note));
    return schema;
}

/* ---- shapes ------------------------------------------------------------------------------- */

/* A reply has every member, null or not; a request may leave optional ones out. */
static json_t *shape_schema(struct op *op, const struct shape_use *use)
{
    json_t *properties = json_object();
    json_t *required = json_array();

    for (const struct json_field *field = use->shape->fields; field->kind != JSON_KIND_DONE;
         field++) {
        (void)json_object_set_new(properties, field->name, field_schema(op, field));
        if (!field->optional || !use->input)
            (void)json_array_append_new(required, json_string(field->name));
    }
    return json_pack("{s:s, s:o, s:o, s:b}", "type", "object", "properties", properties, "required",
                     required, "additionalProperties", 0);
}

static json_t *schemas(struct op *op, const struct web *web)
{
    struct shape_uses uses = describe_shapes(op, web);
    json_t *all = json_object();

    for (size_t i = 0; i < uses.count; i++) {
        if (!uses.rows[i].query)
            (void)json_object_set_new(all, uses.rows[i].name, shape_schema(op, &uses.rows[i]));
    }
    return all;
}

/* ---- routes ------------------------------------------------------------------------------- */

static json_t *parameters(struct op *op, const struct route *route)
{
    json_t *all = json_array();

    for (const char *open = strchr(route->path, '{'); open != NULL; open = strchr(open + 1, '{')) {
        const char *name = mem_text_max(op, open + 1, strcspn(open, "}") - 1);
        (void)json_array_append_new(
            all, json_pack("{s:s, s:s, s:b, s:o}", "name", name, "in", "path", "required", 1,
                           "schema", text_schema("string", 1, REQUEST_PARAM_BYTES_MAX)));
    }
    if (route->query == NULL)
        return all;
    for (const struct json_field *field = route->query->fields; field->kind != JSON_KIND_DONE;
         field++)
        (void)json_array_append_new(all, json_pack("{s:s, s:s, s:b, s:o}", "name", field->name,
                                                   "in", "query", "required", !field->optional,
                                                   "schema", plain_schema(op, field)));
    return all;
}

static json_t *content(const char *type, json_t *schema)
{
    return json_pack("{s:{s:o}}", type, "schema", schema);
}

static json_t *responses(struct op *op, const struct route *route)
{
    json_t *good = json_pack("{s:s}", "description", "done");
    json_t *bad =
        json_pack("{s:s, s:o}", "description", "refused or failed", "content",
                  content("application/problem+json",
                          json_pack("{s:s}", "$ref", "#/components/schemas/ProblemDocument")));

    if (route->out != NULL)
        (void)json_object_set_new(good, "content",
                                  content("application/json", reference(op, route->out)));
    return json_pack("{s:o, s:o}", "2XX", good, "default", bad);
}

/* Who may: nobody in particular, a session, or a session with its CSRF token for changes. */
static json_t *security(const struct route *route)
{
    if (route->perm == PERM_ANYONE)
        return json_array();
    if (strcmp(route->method, "GET") == 0)
        return json_pack("[{s:[]}]", "session");
    return json_pack("[{s:[], s:[]}]", "session", "csrf");
}

static json_t *operation(struct op *op, const struct route *route)
{
    const char *tag = strncmp(route->path, "/api/v1/", 8) == 0 ? route->path + 8 : "server";
    json_t *made = json_pack("{s:s, s:s, s:[o], s:o, s:o, s:o, s:s}", "operationId",
                             describe_operation(op, route), "summary",
                             route->summary == NULL ? "" : route->summary, "tags",
                             json_string(mem_text_max(op, tag, strcspn(tag, "/"))), "parameters",
                             parameters(op, route), "responses", responses(op, route), "security",
                             security(route), "x-permission", perm_name(route->perm));
    json_t *body = NULL;

    if ((route->flags & ROUTE_RAW_BODY) != 0)
        body = content("application/octet-stream", json_object());
    else if (route->in != NULL)
        body = content("application/json", reference(op, route->in));
    if (body != NULL)
        (void)json_object_set_new(made, "requestBody",
                                  json_pack("{s:b, s:o}", "required", 1, "content", body));
    return made;
}

static json_t *paths(struct op *op, const struct web *web)
{
    json_t *all = json_object();

    for (size_t i = 0; i < router_count(web->router); i++) {
        const struct route *route = router_at(web->router, i);
        json_t *path = json_object_get(all, route->path);
        char *method = mem_text(op, route->method);
        if (path == NULL) {
            path = json_object();
            (void)json_object_set_new(all, route->path, path);
        }
        for (char *c = method; *c != '\0'; c++)
            *c = (char)(*c | 0x20); /* A–Z to a–z */
        (void)json_object_set_new(path, method, operation(op, route));
    }
    return all;
}

static int write_piece(const char *bytes, size_t size, void *out)
{
    buffer_bytes(out, bytes, size);
    return 0;
}

const char *web_openapi(struct op *op, const struct web *web)
{
    struct buffer out = { .parent = op };
    json_t *root = json_pack(
        "{s:s, s:{s:s, s:s, s:s}, s:o, s:{s:o, s:{s:{s:s, s:s, s:s}, s:{s:s, s:s, s:s}}}}",
        "openapi", "3.1.0", "info", "title", "Dianjiang 点将台", "version", "1", "description",
        description, "paths", paths(op, web), "components", "schemas", schemas(op, web),
        "securitySchemes", "session", "type", "apiKey", "in", "cookie", "name", "dj_session",
        "csrf", "type", "apiKey", "in", "header", "name", "X-CSRF-Token");

    (void)json_dump_callback(root, write_piece, &out, JSON_INDENT(1));
    json_decref(root);
    buffer_char(&out, '\n');
    return buffer_end(&out);
}
