/* SPDX-License-Identifier: Apache-2.0 */
/* typescript.c: the client of the pages: an interface a shape, a function a route. */
#include "base/mem.h"
#include "web/buffer.h"
#include "web/describe.h"

#include <string.h>

static void choices(struct buffer *out, const struct json_field *field)
{
    for (size_t i = 0; field->choices[i] != NULL; i++) {
        buffer_text(out, i == 0 ? "" : " | ");
        buffer_json_text(out, field->choices[i]);
    }
}

static void type_of(struct op *op, struct buffer *out, const struct json_field *field)
{
    switch (field->kind) {
    case JSON_KIND_CHOICE:
        choices(out, field);
        break;
    case JSON_KIND_INT:
        buffer_text(out, field->max > JSON_INT_SAFE_MAX || field->min < -JSON_INT_SAFE_MAX
                             ? "number | string"
                             : "number");
        break;
    case JSON_KIND_BOOL:
        buffer_text(out, "boolean");
        break;
    case JSON_KIND_OBJECT:
        buffer_text(out, shape_name(op, field->shape));
        break;
    case JSON_KIND_LIST:
        buffer_printf(out, "%s[]", shape_name(op, field->shape));
        break;
    case JSON_KIND_TEXTS:
        buffer_text(out, "string[]");
        break;
    case JSON_KIND_VALUE:
        buffer_text(out, "unknown");
        break;
    case JSON_KIND_TEXT:
    case JSON_KIND_TIME:
    case JSON_KIND_DAY:
    case JSON_KIND_DONE:
        buffer_text(out, "string");
        break;
    }
}

/* What a list, a bool or any value can be is said by its own kind: never null on output. */
static bool may_be_null(const struct json_field *field)
{
    return field->optional && field->kind != JSON_KIND_BOOL && field->kind != JSON_KIND_LIST &&
           field->kind != JSON_KIND_TEXTS && field->kind != JSON_KIND_VALUE;
}

static void interface(struct op *op, struct buffer *out, const struct shape_use *use)
{
    buffer_printf(out, "\nexport interface %s {\n", use->name);
    for (const struct json_field *field = use->shape->fields; field->kind != JSON_KIND_DONE;
         field++) {
        if (field->note != NULL)
            buffer_printf(out, "  /** %s */\n", field->note);
        buffer_printf(out, "  %s%s: ", field->name, field->optional && use->input ? "?" : "");
        type_of(op, out, field);
        buffer_text(out, may_be_null(field) ? " | null;\n" : ";\n");
    }
    buffer_text(out, "}\n");
}

/* "/x/{id}" as `/x/${encodeURIComponent(id)}`; the parameters as arguments into params. */
static const char *path_template(struct op *op, const char *path, struct buffer *params)
{
    struct buffer out = { .parent = op };

    buffer_char(&out, '`');
    for (; *path != '\0'; path++) {
        if (*path != '{') {
            buffer_char(&out, *path);
            continue;
        }
        size_t length = strcspn(path, "}") - 1;
        const char *name = mem_text_max(op, path + 1, length);
        buffer_printf(&out, "${encodeURIComponent(%s)}", name);
        buffer_printf(params, "%s%s: string", params->size == 0 ? "" : ", ", name);
        path += length + 1;
    }
    buffer_char(&out, '`');
    return buffer_end(&out);
}

static void argument(struct buffer *params, struct buffer *options, const char *name,
                     const char *type, bool may_be_left_out)
{
    buffer_printf(params, "%s%s: %s%s", params->size == 0 ? "" : ", ", name, type,
                  may_be_left_out ? " = {}" : "");
    buffer_printf(options, "%s%s", options->size == 0 ? "" : ", ", name);
}

static void function(struct op *op, struct buffer *out, const struct route *route)
{
    struct buffer params = { .parent = op };
    struct buffer options = { .parent = op };
    const char *path = path_template(op, route->path, &params);

    if ((route->flags & ROUTE_RAW_BODY) != 0)
        argument(&params, &options, "bytes", "Blob | ArrayBuffer", false);
    else if (route->in != NULL)
        argument(&params, &options, "body", shape_name(op, route->in), false);
    if (route->query != NULL)
        argument(&params, &options, "query", shape_name(op, route->query),
                 describe_all_optional(route->query));
    if (route->summary != NULL)
        buffer_printf(out, "  /** %s */\n", route->summary);
    buffer_printf(out, "  %s: (%s) =>\n    request<%s>('%s', %s", describe_operation(op, route),
                  buffer_end(&params), route->out == NULL ? "void" : shape_name(op, route->out),
                  route->method, path);
    if (options.size != 0)
        buffer_printf(out, ", { %s }", buffer_end(&options));
    buffer_text(out, "),\n");
}

const char *web_typescript(struct op *op, const struct web *web)
{
    struct buffer out = { .parent = op };
    struct shape_uses uses = describe_shapes(op, web);

    buffer_text(&out, "// Made from the route and shape tables of the server. Do not edit.\n"
                      "import { request } from './http';\n");
    for (size_t i = 0; i < uses.count; i++)
        interface(op, &out, &uses.rows[i]);
    buffer_text(&out, "\nexport const api = {\n");
    for (size_t i = 0; i < router_count(web->router); i++) {
        if (strncmp(router_at(web->router, i)->path, "/api/", 5) == 0)
            function(op, &out, router_at(web->router, i));
    }
    buffer_text(&out, "};\n");
    return buffer_end(&out);
}
