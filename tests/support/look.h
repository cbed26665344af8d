/* SPDX-License-Identifier: Apache-2.0 */
/* look.h: every GET route asked by everybody, to be compared before and after hidden changes. */
#pragma once
#include "site.h"

#include "app/app.h"
#include "application/application.h"
#include "base/mem.h"

enum { ANSWERS_MAX = 128 };

static const char *const logins[] = {
    "shenbao", "shenhe",  "guanli", "tuijian", "caoyuan2", "yuanqu2", "daxue2", "shouli",
    "shouli2", "jingban", "fuze",   "xitong",  "anquan",   "shenji",  "qixian", "zhongxin",
};

enum { LOGIN_COUNT = sizeof logins / sizeof logins[0] };

static inline bool is_get(const struct route *route)
{
    return strcmp(route->method, "GET") == 0;
}

/* The least that a field takes, as JSON; as it stands in a query when bare. */
static inline const char *least(struct op *op, const struct json_field *field, bool bare)
{
    const char *quote = bare ? "" : "'";
    char *text = mem_text(op, "");

    switch (field->kind) {
    case JSON_KIND_TEXT:
        for (int64_t i = 0; i < (field->min < 1 ? 1 : field->min); i++)
            mem_append(op, &text, "a");
        return mem_printf(op, "%s%s%s", quote, strcmp(field->name, "call") == 0 ? CALL : text,
                          quote);
    case JSON_KIND_CHOICE:
        return mem_printf(op, "%s%s%s", quote, field->choices[0], quote);
    case JSON_KIND_INT:
        return mem_printf(op, "%lld", (long long)(field->min < 0 ? 0 : field->min));
    case JSON_KIND_BOOL:
        return "true";
    case JSON_KIND_DAY:
        return mem_printf(op, "%s2025-01-20%s", quote, quote);
    case JSON_KIND_TIME:
        return mem_printf(op, "%s2025-01-20T09:00:00Z%s", quote, quote);
    case JSON_KIND_OBJECT:
        return "{}";
    case JSON_KIND_LIST:
    case JSON_KIND_TEXTS:
    case JSON_KIND_VALUE:
    case JSON_KIND_DONE:
        break;
    }
    return "[]";
}

/* "{'reason':'aaaa'}": what a shape cannot do without. */
static inline const char *least_body(struct op *op, const struct json_shape *shape)
{
    char *text = mem_text(op, "{");

    for (const struct json_field *field = shape == NULL ? NULL : shape->fields;
         field != NULL && field->kind != JSON_KIND_DONE; field++) {
        if (!field->optional)
            mem_append(op, &text, "%s'%s':%s", text[1] == '\0' ? "" : ",", field->name,
                       least(op, field, false));
    }
    return mem_printf(op, "%s}", text);
}

static inline const char *least_query(struct op *op, const struct json_shape *shape)
{
    char *text = mem_text(op, "");

    for (const struct json_field *field = shape->fields; field->kind != JSON_KIND_DONE; field++) {
        if (!field->optional)
            mem_append(op, &text, "%s%s=%s", text[0] == '\0' ? "?" : "&", field->name,
                       least(op, field, true));
    }
    return text;
}

/* The path with its parameter put in; arguments that its query needs. */
static inline const char *target_of(struct op *op, const struct route *route, const char *id)
{
    static const struct {
        const char *path;
        const char *query;
    } queries[] = {
        { "/api/v1/applications/options", "?call=" CALL },
        { "/api/v1/applications/{id}/diff", "?from=0&to=0" },
        { "/api/v1/recommendations", "?call=" CALL },
        { "/api/v1/scan", "?text=AAAA-BBBB" },
        { "/api/v1/desk/queue", "?state=all" },
    };
    char *target = mem_text(op, "");

    for (const char *at = route->path; *at != '\0'; at++) {
        bool call = strncmp(at, "{call}", 6) == 0;
        if (*at != '{') {
            mem_append(op, &target, "%c", *at);
            continue;
        }
        mem_append(op, &target, "%s",
                   call                             ? CALL
                   : strncmp(at, "{track}", 7) == 0 ? TRACK
                   : strncmp(at, "{list}", 6) == 0  ? "regions"
                   : strncmp(at, "{n}", 3) == 0     ? "1"
                                                    : id);
        at = strchr(at, '}');
    }
    for (size_t i = 0; i < sizeof queries / sizeof queries[0]; i++) {
        if (strcmp(route->path, queries[i].path) == 0)
            return mem_printf(op, "%s%s", target, queries[i].query);
    }
    if (is_get(route) && route->query != NULL)
        mem_append(op, &target, "%s", least_query(op, route->query));
    return target;
}

/* The reply without its request id. */
static inline const char *answer(struct op *op, const char *login, const char *target)
{
    struct reply reply = get_as(op, login, "%s", target);
    char *text = mem_printf(op, "%d %s", reply.status, reply.bytes);
    char *id = strstr(text, "\"request_id\":\"");

    if (id != NULL)
        memset(id + 14, 'x', 16);
    return text;
}

/* The log of events is the auditor's business and shows that something happened: by its purpose. */
static inline bool shows_all(const struct route *route)
{
    return strncmp(route->path, "/api/v1/events", 14) == 0;
}

/* Answers of all GET routes without an id of a thing, in the order of the tables. */
static inline size_t answers(struct op *op, const char *login, const char *texts[ANSWERS_MAX],
                             const char *targets[ANSWERS_MAX])
{
    size_t count = 0;

    for (int t = 0; app_routes[t] != NULL; t++) {
        for (const struct route *route = app_routes[t]; route->method != NULL; route++) {
            if (!is_get(route) || shows_all(route))
                continue;
            targets[count] = target_of(op, route, "nothing");
            texts[count] = answer(op, login, targets[count]);
            count++;
        }
    }
    assert_true(count < ANSWERS_MAX);
    return count;
}

struct seen {
    const char *texts[LOGIN_COUNT][ANSWERS_MAX];
    const char *targets[ANSWERS_MAX];
    size_t count;
};

static inline struct seen *look(struct op *op)
{
    struct seen *seen = mem_new(op, struct seen);

    for (int i = 0; i < LOGIN_COUNT; i++)
        seen->count = answers(op, logins[i], seen->texts[i], seen->targets);
    return seen;
}

/* Nobody but these (a blank between two) sees a difference between two looks. */
static inline void only_these_see(const struct seen *before, const struct seen *after,
                                  const char *these)
{
    bool differs = false;

    for (int i = 0; i < LOGIN_COUNT; i++) {
        if (strstr(these, logins[i]) != NULL)
            continue;
        for (size_t k = 0; k < before->count; k++) {
            if (strcmp(before->texts[i][k], after->texts[i][k]) == 0)
                continue;
            print_error("%s %s\n- %s\n+ %s\n", logins[i], before->targets[k], before->texts[i][k],
                        after->texts[i][k]);
            differs = true;
        }
    }
    assert_false(differs);
}
