/* SPDX-License-Identifier: Apache-2.0 */
/* pages.c: static files from the embedded table, with caching that is always right. */
#include "web/pages.h"

#include "base/embed.h"
#include "base/mem.h"

#include <string.h>
#include <strings.h>

static const char not_built[] = "页面还没有构建：请在源码目录运行 make，然后重新启动。\n"
                                "接口可以照常使用，说明见 /api/v1/openapi.json。\n";

/* Whether a weight is "q=0", "q=0.0" and so on: not at all. */
static bool is_zero(const char *weight)
{
    if (weight[0] != 'q' || weight[1] != '=' || weight[2] != '0')
        return false;
    const char *rest = weight + 3 + strspn(weight + 3, ".0");
    return *rest == '\0' || strchr(", \t", *rest) != NULL;
}

/* Whether the list header ("gzip, br;q=0.5") names what, and not with q=0. RFC 9110 §12.5. */
static bool list_names(const char *list, const char *what)
{
    size_t length = strlen(what);

    while (*list != '\0') {
        list += strspn(list, ", \t");
        size_t item = strcspn(list, ",");
        if (strncasecmp(list, what, length) == 0 && strchr(",; \t", list[length]) != NULL) {
            const char *weight = list + length + strspn(list + length, "; \t");
            return !is_zero(weight);
        }
        list += item;
    }
    return false;
}

/* If-None-Match compares weakly: W/ is left out of account. RFC 9110 §13.1.2. */
static bool has_it(const char *if_none_match, const char *etag)
{
    return strcmp(if_none_match, "*") == 0 || strstr(if_none_match, etag) != NULL;
}

static void answer_file(struct op *op, const struct raw_request *raw, const struct embedded *file,
                        struct response *response)
{
    bool hashed = strncmp(file->path, "web/assets/", 11) == 0;
    bool gzip = file->gzip != NULL && list_names(raw_header(raw, "Accept-Encoding"), "gzip");

    response_header(response, "ETag", mem_printf(op, "W/%s", file->etag));
    response_header(response, "Cache-Control",
                    hashed ? "public, max-age=31536000, immutable" : "no-cache");
    if (file->gzip != NULL)
        response_header(response, "Vary", "Accept-Encoding");
    if (has_it(raw_header(raw, "If-None-Match"), file->etag))
        response->status = 304; /* sent without the body, with its length: RFC 9110 §8.6 */
    else if (gzip)
        response_header(response, "Content-Encoding", "gzip");
    response->content_type = file->type;
    response->bytes = gzip ? file->gzip : file->bytes;
    response->size = gzip ? file->gzip_size : file->size;
}

bool pages_answer(struct op *op, const struct raw_request *raw, const char *path,
                  struct response *response)
{
    bool reads = strcmp(raw->method, "GET") == 0 || strcmp(raw->method, "HEAD") == 0;
    bool is_api = strncmp(path, "/api/", 5) == 0 || strcmp(path, "/api") == 0;

    if (!reads || is_api)
        return false;
    bool wants_page = strcmp(path, "/") == 0 || list_names(raw_header(raw, "Accept"), "text/html");
    const struct embedded *file = embed_find(mem_printf(op, "web%s", path));
    if (file == NULL && wants_page)
        file = embed_find("web/index.html");
    if (file != NULL)
        answer_file(op, raw, file, response);
    else if (wants_page)
        *response = (struct response){ .status = 503,
                                       .content_type = "text/plain; charset=utf-8",
                                       .bytes = not_built,
                                       .size = sizeof not_built - 1 };
    return file != NULL || wants_page;
}
