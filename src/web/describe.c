/* SPDX-License-Identifier: Apache-2.0 */
/* describe.c: walking routes and shapes for the two generators. */
#include "web/describe.h"

#include "base/mem.h"
#include "web/buffer.h"
#include "web/reply.h"

#include <assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static struct shape_use *use_of(struct shape_uses *uses, const struct json_shape *shape)
{
    for (size_t i = 0; i < uses->count; i++) {
        if (uses->rows[i].shape == shape)
            return &uses->rows[i];
        assert(strcmp(uses->rows[i].shape->name, shape->name) != 0);
    }
    return NULL;
}

static void visit(struct op *op, struct shape_uses *uses, const struct json_shape *shape,
                  bool input)
{
    if (shape == NULL)
        return;
    struct shape_use *use = use_of(uses, shape);
    if (use != NULL && (use->input || !input))
        return;
    if (use == NULL) {
        struct shape_use made = { .shape = shape, .name = shape_name(op, shape) };
        mem_push(op, uses->rows, uses->count, made);
        use = &uses->rows[uses->count - 1];
    }
    use->input = input;
    for (const struct json_field *field = shape->fields; field->kind != JSON_KIND_DONE; field++)
        visit(op, uses, field->shape, input);
}

static int compare(const void *a, const void *b)
{
    return strcmp(((const struct shape_use *)a)->name, ((const struct shape_use *)b)->name);
}

struct shape_uses describe_shapes(struct op *op, const struct web *web)
{
    struct shape_uses uses = { 0 };

    visit(op, &uses, &problem_document_shape, false);
    for (size_t i = 0; i < router_count(web->router); i++) {
        const struct route *route = router_at(web->router, i);
        visit(op, &uses, route->query, true);
        visit(op, &uses, route->in, true);
        visit(op, &uses, route->out, false);
        if (route->query != NULL)
            use_of(&uses, route->query)->query = true;
    }
    qsort(uses.rows, uses.count, sizeof *uses.rows, compare);
    return uses;
}

const char *describe_operation(struct op *op, const struct route *route)
{
    static const char prefix[] = "/api/v1/";
    struct buffer name = { .parent = op };
    const char *at = route->path;
    bool upper = true;

    for (const char *c = route->method; *c != '\0'; c++)
        buffer_char(&name, (char)tolower((unsigned char)*c));
    if (strncmp(at, prefix, sizeof prefix - 1) == 0)
        at += sizeof prefix - 1;
    for (; *at != '\0'; at++) {
        if (*at == '{')
            buffer_text(&name, "By");
        if (!isalnum((unsigned char)*at)) {
            upper = true;
            continue;
        }
        buffer_char(&name, upper ? (char)toupper((unsigned char)*at) : *at);
        upper = false;
    }
    return buffer_end(&name);
}

bool describe_all_optional(const struct json_shape *shape)
{
    for (const struct json_field *field = shape->fields; field->kind != JSON_KIND_DONE; field++) {
        if (!field->optional)
            return false;
    }
    return true;
}
