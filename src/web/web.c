/* SPDX-License-Identifier: Apache-2.0 */
/* web.c: making a web of its configuration, and its table of routes as text. */
#include "base/mem.h"
#include "web/system.h"
#include "web/web_internal.h"

#include <string.h>

enum err web_new(struct op *op, const void *parent, const struct web_config *config,
                 struct web **ret_web)
{
    struct web *web = mem_new(parent, struct web);
    const struct route **tables = NULL;
    size_t count = 0;

    (void)op;
    mem_push(web, tables, count, system_routes);
    for (size_t i = 0; config->route_tables[i] != NULL; i++)
        mem_push(web, tables, count, config->route_tables[i]);
    mem_push(web, tables, count, NULL);
    web->config = *config;
    web->config.listen = mem_text(web, config->listen);
    web->router = router_new(web, tables);
    web->metrics = metrics_new(web, web->router);
    *ret_web = web;
    return OK;
}

const char *web_route_table(struct op *op, const struct web *web)
{
    char *text = mem_text(op, "");

    for (size_t i = 0; i < router_count(web->router); i++) {
        const struct route *route = router_at(web->router, i);
        mem_append(op, &text, "%s %s %s\n", route->method, route->path, perm_name(route->perm));
    }
    return text;
}
