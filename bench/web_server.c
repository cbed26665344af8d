/* SPDX-License-Identifier: Apache-2.0 */
/* web_server: the server with one small route and a list of 500, no database. */
#include "base/mem.h"
#include "web/web.h"

struct row {
    const char *id;
    const char *title;
    const char *org;
    const char *state;
    int64_t budget_fen;
    int64_t sent_ms;
};

struct page {
    struct row *rows;
    size_t row_count;
    const char *next;
};

static const struct json_field row_fields[] = {
    JSON_TEXT(struct row, id, 16, 16),
    JSON_TEXT(struct row, title, 1, 100),
    JSON_TEXT(struct row, org, 1, 100),
    JSON_TEXT(struct row, state, 1, 20),
    JSON_INT(struct row, budget_fen, 0, JSON_INT_SAFE_MAX),
    JSON_TIME(struct row, sent_ms, .optional = true),
    JSON_DONE,
};
static const struct json_shape row_shape = JSON_SHAPE(struct row, row_fields);

static const struct json_field page_fields[] = {
    JSON_LIST(struct page, rows, row_count, &row_shape, 500),
    JSON_TEXT(struct page, next, 1, 64, .optional = true),
    JSON_DONE,
};
static const struct json_shape page_shape = JSON_SHAPE(struct page, page_fields);

static enum err handle_one(struct op *op, const struct request *request, struct response *response)
{
    struct row row = { request_param(request, "id"), "标题", "单位", "draft", 1, 0 };

    return respond(op, response, &row_shape, &row);
}

static enum err handle_list(struct op *op, const struct request *request, struct response *response)
{
    struct page page = { mem_array(op, struct row, 500), 500, NULL };

    (void)request;
    for (size_t i = 0; i < page.row_count; i++)
        page.rows[i] = (struct row){ "0123456789ABCDEF",
                                     "草原生态修复与乡村振兴专家服务基层团队",
                                     "内蒙古自治区某盟人力资源和社会保障局",
                                     "sent",
                                     5000000,
                                     1737711000123 };
    return respond(op, response, &page_shape, &page);
}

static const struct route routes[] = {
    { "GET", "/api/v1/rows/{id}", PERM_ANYONE, handle_one },
    { "GET", "/api/v1/rows", PERM_ANYONE, handle_list },
    { 0 },
};

int main(int argc, char **argv)
{
    static const struct route *const tables[] = { routes, NULL };
    struct web_config config = { .route_tables = tables, .listen = argc == 2 ? argv[1] : "" };
    struct op *op = op_new(NULL, 0, 0);
    struct web *web = NULL;

    enum err e = web_new(op, op, &config, &web);
    if (e == OK)
        e = web_serve(op, web);
    op_free(op);
    return e == OK ? 0 : 3;
}
