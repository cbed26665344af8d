/* SPDX-License-Identifier: Apache-2.0 */
/* router.c: a tree of segments; each node has literal children and at most one parameter child. */
#include "web/router.h"

#include "base/mem.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct node {
    const char *text; /* the segment; "" the parameter child */
    struct node **children;
    size_t child_count;
    struct node *param;
    const struct route *routes[METHOD_COUNT];
    size_t indexes[METHOD_COUNT];
};

struct router {
    struct node *root;
    const struct route **routes;
    size_t route_count;
};

static const char *const method_names[METHOD_COUNT] = {
    [METHOD_GET] = "GET", [METHOD_HEAD] = "HEAD",   [METHOD_POST] = "POST",
    [METHOD_PUT] = "PUT", [METHOD_PATCH] = "PATCH", [METHOD_DELETE] = "DELETE",
};

enum method method_of(const char *name)
{
    for (int i = 0; i < METHOD_COUNT; i++) {
        if (strcmp(method_names[i], name) == 0)
            return (enum method)i;
    }
    return METHOD_COUNT;
}

const char *methods_text(const void *parent, unsigned methods)
{
    char *text = NULL;

    for (int i = 0; i < METHOD_COUNT; i++) {
        if ((methods & 1U << i) != 0)
            mem_append(parent, &text, "%s%s", text == NULL ? "" : ", ", method_names[i]);
    }
    return text == NULL ? "" : text;
}

/* The literal child with this text (length bytes), or NULL. Few children a node: no search tree. */
static struct node *literal(const struct node *node, const char *text, size_t length)
{
    for (size_t i = 0; i < node->child_count; i++) {
        const char *child = node->children[i]->text;
        if (strncmp(child, text, length) == 0 && child[length] == '\0')
            return node->children[i];
    }
    return NULL;
}

static struct node *child_made(const void *parent, struct node *node, const char *segment,
                               size_t length)
{
    bool is_param = segment[0] == '{';
    struct node *child = is_param ? node->param : literal(node, segment, length);

    if (child != NULL)
        return child;
    child = mem_new(parent, struct node);
    child->text = is_param ? "" : mem_text_max(parent, segment, length);
    if (is_param)
        node->param = child;
    else
        mem_push(parent, node->children, node->child_count, child);
    return child;
}

static void insert(struct router *router, const struct route *route, size_t index)
{
    struct node *node = router->root;
    enum method method = method_of(route->method);
    int param_count = 0;

    assert(method != METHOD_COUNT && route->handle != NULL && route->path[0] == '/');
    assert(route->perm >= PERM_ANYONE && route->perm < PERM_COUNT);
    for (const char *at = route->path; *at == '/';) {
        size_t length = strcspn(++at, "/");
        param_count += at[0] == '{';
        node = child_made(router, node, at, length);
        at += length;
    }
    assert(param_count <= REQUEST_PARAMS_MAX);
    assert(node->routes[method] == NULL); /* two equal rows */
    node->routes[method] = route;
    node->indexes[method] = index;
}

static int compare(const void *a, const void *b)
{
    const struct route *left = *(const struct route *const *)a;
    const struct route *right = *(const struct route *const *)b;
    int order = strcmp(left->path, right->path);

    return order != 0 ? order : strcmp(left->method, right->method);
}

struct router *router_new(const void *parent, const struct route *const *tables)
{
    struct router *router = mem_new(parent, struct router);

    router->root = mem_new(router, struct node);
    router->root->text = "";
    for (; *tables != NULL; tables++) {
        for (const struct route *route = *tables; route->method != NULL; route++)
            mem_push(router, router->routes, router->route_count, route);
    }
    if (router->route_count != 0)
        qsort(router->routes, router->route_count, sizeof *router->routes, compare);
    for (size_t i = 0; i < router->route_count; i++)
        insert(router, router->routes[i], i);
    return router;
}

size_t router_count(const struct router *router)
{
    return router->route_count;
}

const struct route *router_at(const struct router *router, size_t index)
{
    return router->routes[index];
}

/* The node of segments [at..], literals first; depth is bounded by TARGET_SEGMENTS_MAX. */
static const struct node *walk(const struct node *node, const struct target *target, int at)
{
    if (at == target->segment_count) {
        for (int i = 0; i < METHOD_COUNT; i++) {
            if (node->routes[i] != NULL)
                return node;
        }
        return NULL;
    }
    const char *segment = target->segments[at];
    size_t length = strlen(segment);
    const struct node *child = literal(node, segment, length);
    const struct node *found = child == NULL ? NULL : walk(child, target, at + 1);
    if (found == NULL && node->param != NULL && length >= 1 && length <= REQUEST_PARAM_BYTES_MAX)
        found = walk(node->param, target, at + 1);
    return found;
}

/* Names come from the route's path, values from the target's segments. */
static void take_params(const void *parent, struct match *match, const struct target *target)
{
    const char *at = match->route->path;

    for (int i = 0; *at == '/'; i++) {
        size_t length = strcspn(++at, "/");
        if (at[0] == '{') {
            match->params[match->param_count].name = mem_text_max(parent, at + 1, length - 2);
            match->params[match->param_count].value = target->segments[i];
            match->param_count++;
        }
        at += length;
    }
}

struct match router_match(struct op *op, const struct router *router, enum method method,
                          const struct target *target)
{
    struct match match = { 0 };

    if (target->segment_count > TARGET_SEGMENTS_MAX)
        return match;
    const struct node *node = walk(router->root, target, 0);
    if (node == NULL)
        return match;
    match.path_known = true;
    for (unsigned i = 0; i < METHOD_COUNT; i++)
        match.methods |= node->routes[i] == NULL ? 0 : 1U << i;
    if (node->routes[METHOD_GET] != NULL)
        match.methods |= 1U << METHOD_HEAD;
    if (method == METHOD_HEAD && node->routes[METHOD_HEAD] == NULL)
        method = METHOD_GET;
    if (method == METHOD_COUNT || node->routes[method] == NULL)
        return match;
    match.route = node->routes[method];
    match.index = node->indexes[method];
    take_params(op, &match, target);
    return match;
}
