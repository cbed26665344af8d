/* SPDX-License-Identifier: Apache-2.0 */
/* Places are never exceeded, however many recommend at once, on one server or on several. */
#include "site.h"

#include "base/embed.h"
#include "base/json_own.h"
#include "base/mem.h"
#include "db/db.h"
#include "publish/publish.h"

#include <pthread.h>

DB_SQL(test_quota_used, "t",
       "SELECT coalesce(CAST(sum(used) AS BIGINT), 0) FROM quota_use WHERE track = $1");
DB_SQL(test_recommended, "t",
       "SELECT count(*) FROM application WHERE track = $1 AND state = 'recommended'");
DB_SQL(test_recommended_over, "t",
       "SELECT count(*) FROM application WHERE track = $1 AND over_quota IS NOT NULL");

enum { THREADS = 32, PREFIX = 15 };

#define LEAGUE_QUOTA "- {unit: league, max: 1, kind: hard, clause: a2-3-2}"

/* The embedded call with another quota of the leagues, as the next version. */
static void publish_with(struct op *op, const char *quota)
{
    struct embedded_list list = embed_list("calls/nmg-2025/");
    struct call_file *files = NULL;
    size_t count = 0;
    const char *call = NULL;
    int64_t n = 0;

    for (size_t i = 0; i < list.count; i++) {
        const char *text = (const char *)list.rows[i].bytes;
        const char *at = strstr(text, LEAGUE_QUOTA);
        if (at != NULL)
            text = mem_printf(op, "%.*s%s%s", (int)(at - text), text, quota,
                              at + strlen(LEAGUE_QUOTA));
        struct call_file file = { list.rows[i].path + PREFIX, text, strlen(text) };
        mem_push(op, files, count, file);
    }
    assert_ok(op, publish_load(site_op(op), files, count, &call, &n));
    assert_int_equal(n, 2);
    assert_ok(op, publish_release(op, call, n, &REVIEWED));
    site_forget_calls();
    site_op(op);
}

struct racer {
    pthread_t thread;
    pthread_barrier_t *barrier;
    struct op *op;
    const char *id;
    const char *body;
    int status;
    char code[40];
};

static void *race(void *arg)
{
    struct racer *racer = arg;

    (void)pthread_barrier_wait(racer->barrier);
    struct reply reply = act_as(racer->op, "tuijian", racer->id, "recommend", racer->body);
    racer->status = reply.status;
    (void)snprintf(racer->code, sizeof racer->code, "%s", json_text_get(reply.body, "code"));
    return NULL;
}

/* All recommend at once, every third from another server; returns how many could. */
static int race_all(struct op *op, struct racer racers[THREADS], const char *refusal)
{
    pthread_barrier_t barrier;
    int recommended = 0;

    assert_int_equal(pthread_barrier_init(&barrier, NULL, THREADS), 0);
    for (int i = 0; i < THREADS; i++) {
        racers[i].barrier = &barrier;
        racers[i].id = a_recommending(op, &GRASS);
        racers[i].op = site_op(test_op_another(i % 3 == 0));
        if (racers[i].body == NULL)
            racers[i].body = "{}";
    }
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&racers[i].thread, NULL, race, &racers[i]), 0);
    for (int i = 0; i < THREADS; i++) {
        (void)pthread_join(racers[i].thread, NULL);
        op_free(racers[i].op);
        recommended += racers[i].status == 200;
        if (racers[i].status != 200 &&
            (racers[i].status != 409 || strcmp(racers[i].code, refusal) != 0)) {
            print_error("%d %s\n", racers[i].status, racers[i].code);
            assert_true(false);
        }
    }
    (void)pthread_barrier_destroy(&barrier);
    assert_chain_clean(op);
    return recommended;
}

static void one_place_goes_to_one(void **state)
{
    struct op *op = *state;
    struct racer racers[THREADS] = { 0 };

    assert_int_equal(race_all(op, racers, "quota_full"), 1);
    assert_int_equal(number_in_db(op, &test_quota_used, TRACK), 1);
    assert_int_equal(number_in_db(op, &test_recommended, TRACK), 1);
}

static void five_places_go_to_five(void **state)
{
    struct op *op = *state;
    struct racer racers[THREADS] = { 0 };

    publish_with(op, "- {unit: league, max: 5, kind: hard, clause: a2-3-2}");
    assert_int_equal(race_all(op, racers, "quota_full"), 5);
    assert_int_equal(number_in_db(op, &test_quota_used, TRACK), 5);
    assert_int_equal(number_in_db(op, &test_recommended, TRACK), 5);
}

static void soft_quota_is_not_exceeded_without_a_reason(void **state)
{
    struct op *op = *state;
    struct racer racers[THREADS] = { 0 };

    publish_with(op, "- {unit: league, max: 5, kind: soft, clause: a2-3-2}");
    assert_int_equal(race_all(op, racers, "quota_needs_reason"), 5);
    assert_int_equal(number_in_db(op, &test_quota_used, TRACK), 5);
    assert_int_equal(number_in_db(op, &test_recommended_over, TRACK), 0);
}

/* Those with a reason all get through; of those without none comes to stand above the five. */
static void soft_quota_is_exceeded_with_reasons_only(void **state)
{
    struct op *op = *state;
    struct racer racers[THREADS] = { 0 };
    int without = 0;

    publish_with(op, "- {unit: league, max: 5, kind: soft, clause: a2-3-2}");
    for (int i = 0; i < THREADS; i += 2)
        racers[i].body = "{'over_quota':'边境旗县确有需要'}";
    int recommended = race_all(op, racers, "quota_needs_reason");
    for (int i = 0; i < THREADS; i++) {
        without += i % 2 == 1 && racers[i].status == 200;
        assert_true(i % 2 == 1 || racers[i].status == 200);
    }
    assert_true(without <= 5);
    assert_int_equal(recommended, THREADS / 2 + without);
    assert_int_equal(number_in_db(op, &test_quota_used, TRACK), recommended);
}

/* A reason given to a quota that is not soft opens nothing. */
static void hard_quota_takes_no_reason(void **state)
{
    struct op *op = *state;

    (void)a_recommended(op, &HOSPITAL);
    assert_refused(
        act_as(op, "tuijian", a_recommending(op, &GRASS), "recommend", "{'over_quota':'确有需要'}"),
        409, "quota_full");
}

static void cancelling_gives_the_place_back(void **state)
{
    struct op *op = *state;
    static const char *const ways[] = { "unrecommend", "return_up" };

    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        const char *id = a_recommended(op, &HOSPITAL);
        assert_int_equal(number_in_db(op, &test_quota_used, TRACK), 1);
        do_as(op, "tuijian", id, ways[i], "{'reason':'再议'}");
        assert_int_equal(number_in_db(op, &test_quota_used, TRACK), 0);
    }
}

/* ---- above a soft quota the department decides ------------------------------------------- */

enum { OVER_MAX = 3 };

/* One place, softly; three recommended, the last two with a reason. */
static void recommend_three(struct op *op, const char *ids[OVER_MAX])
{
    publish_with(op, "- {unit: league, max: 1, kind: soft, clause: a2-3-2}");
    for (int i = 0; i < OVER_MAX; i++) {
        ids[i] = a_recommending(op, &GRASS);
        do_as(op, "tuijian", ids[i], "recommend", "{'over_quota':'边境旗县确有需要'}");
    }
}

static const char *over_of(struct op *op, const char *id)
{
    return text_of(get_as(op, "caoyuan2", "/api/v1/applications/%s", id), "over_state");
}

static size_t decisions_waiting(struct op *op, const char *login)
{
    struct reply list = get_as(op, login, "/api/v1/over-quota?call=" CALL);

    assert_status(list, 200);
    return json_array_size(member(&list, "rows"));
}

static void over_quota_is_what_stands_above_it(void **state)
{
    struct op *op = *state;
    const char *ids[OVER_MAX];

    recommend_three(op, ids);
    assert_string_equal(over_of(op, ids[0]), "");
    assert_string_equal(over_of(op, ids[1]), "waiting");
    assert_string_equal(over_of(op, ids[2]), "waiting");
    do_as(op, "tuijian", ids[0], "unrecommend", "{'reason':'再议'}");
    assert_string_equal(over_of(op, ids[1]), "");
    assert_string_equal(over_of(op, ids[2]), "waiting");
    do_as(op, "tuijian", ids[2], "unrecommend", "{'reason':'再议'}");
    assert_string_equal(over_of(op, ids[2]), "");
    assert_string_equal(over_of(op, ids[1]), "");
    assert_int_equal(number_in_db(op, &test_recommended_over, TRACK), 0);
    assert_chain_clean(op);
}

static void head_sees_it_when_it_is_sent(void **state)
{
    struct op *op = *state;
    const char *ids[OVER_MAX];

    recommend_three(op, ids);
    assert_int_equal(decisions_waiting(op, "fuze"), 0);
    assert_status(send_as(op, "tuijian", mem_printf(op, "'%s','%s'", ids[0], ids[1])), 201);
    assert_int_equal(decisions_waiting(op, "fuze"), 1);
    struct reply list = get_as(op, "fuze", "/api/v1/over-quota");
    assert_string_equal(text_of(list, "rows.0.id"), ids[1]);
    assert_string_equal(text_of(list, "rows.0.over_quota"), "边境旗县确有需要");
    assert_int_equal(int_of(list, "rows.0.max"), 1);
    struct reply work = get_as(op, "fuze", "/api/v1/work");
    assert_string_equal(text_of(work, "todos.0.kind"), "over_quota");
    assert_string_equal(text_of(work, "todos.0.link"), "/over-quota");
}

static void what_waits_is_timely_and_not_accepted(void **state)
{
    struct op *op = *state;
    const char *ids[OVER_MAX];

    recommend_three(op, ids);
    assert_status(send_as(op, "tuijian", mem_printf(op, "'%s','%s'", ids[0], ids[1])), 201);
    assert_string_equal(state_of(op, ids[1]), "sent");
    assert_refused(act_as(op, "shouli", ids[1], "accept", "{}"), 409, "over_quota_waits");
    op->now_ms = DEADLINE_MS + DAY_MS; /* the decision may come later */
    do_as(op, "fuze", ids[1], "agree_over", "{'reason':'边境地区，同意'}");
    assert_string_equal(over_of(op, ids[1]), "agreed");
    assert_refused(act_as(op, "fuze", ids[1], "decline_over", "{'reason':'再议'}"), 409,
                   "no_such_step");
    do_as(op, "shouli", ids[1], "accept", "{}");
    struct reply list = get_as(op, "fuze", "/api/v1/over-quota");
    assert_string_equal(text_of(list, "rows.0.reason"), "边境地区，同意");
    assert_string_equal(text_of(list, "rows.0.by"), "塔娜");
}

static void what_is_not_agreed_is_out_of_the_quota(void **state)
{
    struct op *op = *state;
    const char *ids[OVER_MAX];

    recommend_three(op, ids);
    assert_status(send_as(op, "tuijian", mem_printf(op, "'%s','%s'", ids[0], ids[1])), 201);
    assert_int_equal(number_in_db(op, &test_quota_used, TRACK), 3);
    assert_refused(act_as(op, "fuze", ids[1], "decline_over", "{}"), 422, "reason_needed");
    op->now_ms = DEADLINE_MS + DAY_MS;
    do_as(op, "fuze", ids[1], "decline_over", "{'reason':'名额有限'}");
    assert_int_equal(number_in_db(op, &test_quota_used, TRACK), 2);
    assert_string_equal(state_of(op, ids[1]), "refused");
    assert_string_equal(over_of(op, ids[1]), "declined");
    assert_refused(act_as(op, "fuze", ids[0], "decline_over", "{'reason':'不对'}"), 409,
                   "no_such_step");
    do_as(op, "fuze", ids[1], "reopen", "{'reason':'复议同意','over_quota':'复议同意'}");
    assert_string_equal(over_of(op, ids[1]), "agreed");
    assert_chain_clean(op);
}

int main(void)
{
    return run_on_each_site("quota", (const struct CMUnitTest[]){
                                         TEST(one_place_goes_to_one),
                                         TEST(five_places_go_to_five),
                                         TEST(soft_quota_is_not_exceeded_without_a_reason),
                                         TEST(soft_quota_is_exceeded_with_reasons_only),
                                         TEST(hard_quota_takes_no_reason),
                                         TEST(cancelling_gives_the_place_back),
                                         TEST(over_quota_is_what_stands_above_it),
                                         TEST(head_sees_it_when_it_is_sent),
                                         TEST(what_waits_is_timely_and_not_accepted),
                                         TEST(what_is_not_agreed_is_out_of_the_quota),
                                         { 0 },
                                     });
}
