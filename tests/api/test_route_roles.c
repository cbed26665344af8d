/* SPDX-License-Identifier: Apache-2.0 */
/* The routes are those reviewed; each is open to exactly the posts reviewed, and to nobody else. */
#include "site.h"

#include "app/app.h"
#include "base/mem.h"
#include "support/run.h"

#include <stdio.h>
#include <stdlib.h>

/* A login of each post, in the order of the columns of roles.txt. */
static const struct {
    const char *role;
    const char *login;
} posts[] = {
    { "applicant", "shenbao" },   { "approver", "shenhe" },     { "unit_admin", "guanli" },
    { "recommender", "tuijian" }, { "desk", "shouli" },         { "clerk", "jingban" },
    { "head", "fuze" },           { "system_admin", "xitong" }, { "security_admin", "anquan" },
    { "audit_admin", "shenji" },  { "demander", "qixian" },
};

enum { ROUTES_MAX = 1000 };
enum { POST_COLUMNS = sizeof posts / sizeof posts[0] };

static const char *data_file(struct op *op, const char *name)
{
    const char *source = getenv("DIANJIANG_SOURCE");
    const char *path = mem_printf(op, "%s/tests/data/%s", source == NULL ? "." : source, name);
    FILE *file = fopen(path, "r");
    char *text = mem_array(op, char, 64 * 1024);

    if (file == NULL)
        print_error("no %s\n", path);
    assert_non_null(file);
    assert_true(fread(text, 1, 64 * 1024 - 1, file) > 0);
    (void)fclose(file);
    return text;
}

static void table_of_routes_is_the_reviewed_one(void **state)
{
    struct op *op = *state;
    const char *argv[] = { run_dianjiang(), "routes", "table", NULL };
    struct run run = run_program(op, NULL, NULL, argv);

    assert_int_equal(run.exit_code, 0);
    assert_string_equal(run.out, data_file(op, "routes.txt"));
}

/* A target of the route with every {parameter} filled by something that is not there. */
static const char *target_of(struct op *op, const char *path)
{
    char *target = mem_text(op, "");

    for (const char *at = path; *at != '\0'; at++) {
        if (*at == '{') {
            at = strchr(at, '}');
            mem_append(op, &target, "0");
        } else {
            mem_append(op, &target, "%c", *at);
        }
    }
    return target;
}

/* Asks so that nothing can happen: a body that no shape takes. */
static struct reply knock(struct op *op, const char *login, const struct route *route)
{
    const char *body = strcmp(route->method, "GET") == 0 ? NULL : "{'no_such_member':1}";

    if ((route->flags & ROUTE_RAW_BODY) != 0)
        return put_chunk_as(op, login == NULL ? "nobody" : login, "0", 0, "", 0);
    return call_as(op, login, route->method, target_of(op, route->path), body);
}

/* "METHOD PATH: role role …": who gets further than 401 and 403. */
static void append_row(struct op *op, char **text, const struct route *route)
{
    int signed_out = knock(op, NULL, route).status;

    mem_append(op, text, "%s %s:%s", route->method, route->path,
               signed_out == 401 ? "" : " everybody");
    for (size_t i = 0; i < POST_COLUMNS; i++) {
        struct reply reply = knock(op, posts[i].login, route);
        assert_true(reply.status != 401);
        assert_true(reply.status < 500);
        if (reply.status != 403 && signed_out == 401)
            mem_append(op, text, " %s", posts[i].role);
        if (reply.status == 403)
            assert_string_equal(text_of(reply, "code"), "not_allowed");
    }
    mem_append(op, text, "\n");
}

static bool ends_sessions(const struct route *route)
{
    return strcmp(route->method, "DELETE") == 0 && strcmp(route->path, "/api/v1/session") == 0;
}

static int by_path(const void *a, const void *b)
{
    const struct route *left = *(const struct route *const *)a;
    const struct route *right = *(const struct route *const *)b;
    int order = strcmp(left->path, right->path);

    return order != 0 ? order : strcmp(left->method, right->method);
}

/* What was found, to be reviewed and put in the place of tests/data/roles.txt. */
static void leave_found(const char *text)
{
    FILE *file = fopen("roles.found", "w");

    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
    print_error("compare roles.found with tests/data/roles.txt\n");
}

static void routes_are_open_to_the_reviewed_posts(void **state)
{
    struct op *op = *state;
    const struct route **rows = mem_array(op, const struct route *, ROUTES_MAX);
    size_t count = 0;
    char *text = mem_text(op, "");

    for (int t = 0; app_routes[t] != NULL; t++) {
        for (const struct route *route = app_routes[t]; route->method != NULL; route++) {
            assert_true(count < ROUTES_MAX);
            if (!ends_sessions(route))
                rows[count++] = route;
        }
    }
    qsort(rows, count, sizeof *rows, by_path);
    for (size_t i = 0; i < count; i++)
        append_row(op, &text, rows[i]);
    bool reviewed = strcmp(text, data_file(op, "roles.txt")) == 0;
    if (!reviewed)
        leave_found(text);
    assert_true(reviewed);
}

/* Whoever is signed out learns of no route whether it has what he asked for. */
static void signed_out_answers_do_not_depend_on_ids(void **state)
{
    struct op *op = *state;
    const char *id = a_sent(op, &PARK);

    assert_refused(get_as(op, NULL, "/api/v1/applications/%s", id), 401, "signed_out");
    assert_refused(get_as(op, NULL, "/api/v1/applications/none"), 401, "signed_out");
    assert_refused(act_as(op, NULL, id, "accept", "{}"), 401, "signed_out");
}

int main(void)
{
    return run_on_each_site("routes", (const struct CMUnitTest[]){
                                          TEST(table_of_routes_is_the_reviewed_one),
                                          TEST(routes_are_open_to_the_reviewed_posts),
                                          TEST(signed_out_answers_do_not_depend_on_ids),
                                          { 0 },
                                      });
}
