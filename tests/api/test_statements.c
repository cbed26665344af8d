/* SPDX-License-Identifier: Apache-2.0 */
/* A page costs a few statements, however many rows it shows. */
#include "look.h"
#include "support/matching_site.h"

enum { MANY = 1000000, EVENT_STATEMENTS = 5 };

/*
 * The most that a page asks the database, its session included. What leaves an event asks five
 * more: BEGIN, the chain's lock, the event, the chain's end, COMMIT.
 */
static const struct {
    const char *path;
    int max;
} most[] = {
    { "/api/v1/work", 16 },                 /* one a kind of matter */
    { "/api/v1/applications/options", 18 }, /* one an office above and one a track */
    { "/api/v1/applications/{id}", 13 },
    { "/api/v1/experts/{id}", 10 },
    { "/api/v1/packages/{id}", 7 },
    { "/api/v1/league/{call}/board", 8 },
    { "/api/v1/exports/board", 8 + EVENT_STATEMENTS },
    { "/api/v1/exports/", 6 + EVENT_STATEMENTS },
    { "/api/v1/invitations/export", 6 + EVENT_STATEMENTS },
    { "/api/v1/events/export", 6 + EVENT_STATEMENTS },
    { "/", 6 },
};

static int most_of(const char *path)
{
    size_t i = 0;

    while (strncmp(path, most[i].path, strlen(most[i].path)) != 0)
        i++;
    return most[i].max;
}

/* How many statements the request ran. */
static int statements_of(struct op *op, const char *login, const char *target)
{
    db_fail_at(op->db, MANY);
    if (getenv("TRACE_SQL"))
        print_message("@ %s %s\n", login, target);
    struct reply reply = get_as(op, login, "%s", target);
    int used = MANY - op->db->fail_in;

    db_fail_at(op->db, 0);
    return reply.status == 200 ? used : 0;
}

/* One thing of each kind, which is looked at before there are more and after. */
struct things {
    const char *application;
    const char *package;
    const char *demand;
    const char *expert;
};

static const char *id_for(const char *path, const struct things *things)
{
    if (strstr(path, "/applications/") != NULL)
        return things->application;
    if (strstr(path, "/packages/") != NULL)
        return things->package;
    if (strstr(path, "/demands/") != NULL)
        return things->demand;
    return strstr(path, "/experts/") != NULL ? things->expert : "nothing";
}

/* Something of every kind. */
static struct things fill(struct op *op, int round)
{
    struct things made = { 0 };

    (void)a_draft(op, &HOSPITAL);
    (void)a_filled(op, &GRASS);
    (void)a_frozen(op, &HOSPITAL);
    (void)a_recommending(op, &HOSPITAL);
    (void)a_sent(op, &PARK);
    made.application = a_returned(op, &PARK);
    made.package = text_of(get_as(op, "shouli", "/api/v1/packages"), "rows.0.id");
    const char *accepted = a_sent(op, &PARK);
    do_as(op, "shouli", accepted, "accept", "{}");
    (void)register_as(op, "shouli", a_frozen(op, &HOSPITAL), "2025-01-15");
    (void)as_clerk(op);
    made.expert = an_expert(op, &(struct person){ mem_printf(op, "专家%d", round), "内蒙古农业大学",
                                                  "奶牛", "13800138001", "" });
    made.demand = a_demand(op, mem_printf(op, "工作站%d", round), "奶牛乳房炎防治技术", 1);
    return made;
}

static size_t count_all(struct op *op, const char *login, const struct things *things,
                        int counts[ANSWERS_MAX], const char *paths[ANSWERS_MAX])
{
    size_t count = 0;

    for (int t = 0; app_routes[t] != NULL; t++) {
        for (const struct route *route = app_routes[t]; route->method != NULL; route++) {
            if (!is_get(route))
                continue;
            paths[count] = route->path;
            counts[count] =
                statements_of(op, login, target_of(op, route, id_for(route->path, things)));
            count++;
        }
    }
    assert_true(count < ANSWERS_MAX);
    return count;
}

static void a_page_costs_the_same_for_many_rows(void **state)
{
    struct op *op = *state;
    int few[LOGIN_COUNT][ANSWERS_MAX] = { { 0 } };
    int many[ANSWERS_MAX] = { 0 };
    const char *paths[ANSWERS_MAX] = { NULL };
    int wrong = 0;

    const struct things things = fill(op, 0);
    (void)fill(op, 1);
    for (int i = 0; i < LOGIN_COUNT; i++)
        (void)count_all(op, logins[i], &things, few[i], paths);
    for (int round = 2; round < 6; round++)
        (void)fill(op, round);
    for (int i = 0; i < LOGIN_COUNT; i++) {
        size_t count = count_all(op, logins[i], &things, many, paths);
        for (size_t k = 0; k < count; k++) {
            if (many[k] <= few[i][k] && many[k] <= most_of(paths[k]))
                continue;
            print_error("%s GET %s: %d statements, %d with a third of the rows\n", logins[i],
                        paths[k], many[k], few[i][k]);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

int main(void)
{
    return run_on_each_site("statements", (const struct CMUnitTest[]){
                                              TEST(a_page_costs_the_same_for_many_rows),
                                              { 0 },
                                          });
}
