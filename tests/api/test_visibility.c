/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a post may not see changes no byte it gets: every GET route is asked before and after
 * hidden things come to be, and ids of others answer like ids of nobody.
 */
#include "site.h"

#include "db/db.h"
#include "look.h"

/* ---- hidden things come to be ------------------------------------------------------------- */

static void drafts_are_the_units_own(void **state)
{
    struct op *op = *state;

    (void)a_draft(op, &HOSPITAL); /* that it has begun the league may know */
    const struct seen *before = look(op);
    const char *id = a_frozen(op, &HOSPITAL);

    (void)attach_as(op, "shenbao", id, "stamped_scan");
    (void)a_draft(op, &HOSPITAL);
    only_these_see(before, look(op), "shenbao shenhe guanli");
}

/* Of a first draft the league learns yes or no on its board, and nobody else anything. */
static void first_draft_is_a_yes_on_the_board(void **state)
{
    struct op *op = *state;
    const struct seen *before = look(op);

    (void)a_draft(op, &HOSPITAL);
    const struct seen *after = look(op);
    only_these_see(before, after, "shenbao shenhe guanli tuijian");
    for (int i = 0; i < LOGIN_COUNT; i++) {
        for (size_t k = 0; k < before->count && strcmp(logins[i], "tuijian") == 0; k++) {
            bool same = strcmp(before->texts[i][k], after->texts[i][k]) == 0;
            assert_int_equal(!same, strstr(before->targets[k], "/league/" CALL "/board") != NULL);
        }
    }
}

static void items_sent_up_are_the_leagues(void **state)
{
    struct op *op = *state;
    const struct seen *before = look(op);

    (void)a_recommended(op, &HOSPITAL);
    only_these_see(before, look(op), "shenbao shenhe guanli tuijian");
}

static void edits_after_a_return_are_hidden_again(void **state)
{
    struct op *op = *state;
    const char *id = a_recommending(op, &HOSPITAL);

    do_as(op, "tuijian", id, "return_up", "{'reason':'规模不符'}");
    const struct seen *before = look(op);
    op->now_ms += HOUR_MS;
    assert_status(save_as(op, "shenbao", id, "[{'path':'/values/title','value':'改了题目'}]"), 200);
    (void)attach_as(op, "shenbao", id, "letter");
    op->now_ms -= HOUR_MS;
    only_these_see(before, look(op), "shenbao shenhe guanli");
    assert_refused(get_as(op, "tuijian", "/api/v1/applications/%s", id), 404, "not_found");
}

static void other_units_packages_are_hidden(void **state)
{
    struct op *op = *state;
    const struct seen *before = look(op);

    (void)a_sent(op, &PARK);
    only_these_see(before, look(op), "yuanqu2 shouli shouli2 jingban fuze");
}

static void ranked_items_do_not_leak_into_the_news(void **state)
{
    struct op *op = *state;
    const char *id = a_recommended(op, &HOSPITAL);

    assert_status(
        call_as(op, "tuijian", "PUT", "/api/v1/recommendations/ranks",
                mem_printf(op, "{'call':'" CALL "','track':'" TRACK "','ids':['%s']}", id)),
        204);
    do_as(op, "tuijian", id, "return_up", "{'reason':'规模不符'}");
    const struct seen *before = look(op);
    assert_status(save_as(op, "shenbao", id, "[{'path':'/values/title','value':'改了题目'}]"), 200);
    only_these_see(before, look(op), "shenbao shenhe guanli");
}

/* ---- ids ---------------------------------------------------------------------------------- */

/* Each of these GET routes with an id answers somebody else's like nobody's. */
static void ids_of_others_look_like_ids_of_nobody(void **state)
{
    struct op *op = *state;
    const char *id = a_sent(op, &PARK);
    const char *draft = a_filled(op, &PARK);
    const char *file = attach_as(op, "yuanqu", draft, "letter");
    struct reply page = get_as(op, "yuanqu", "/api/v1/applications/%s", id);
    const char *ids[] = { id, draft, file, text_of(page, "receipt.package") };
    static const char *const strangers[] = { "shenbao", "tuijian", "caoyuan2",
                                             "daxue2",  "xitong",  "anquan" };

    for (int t = 0; app_routes[t] != NULL; t++) {
        for (const struct route *route = app_routes[t]; route->method != NULL; route++) {
            for (size_t k = 0; is_get(route) && k < 24; k++) {
                const char *login = strangers[k % 6];
                const char *nobody = answer(op, login, target_of(op, route, "aaaaaaaaaaaaaaaa"));
                const char *other = answer(op, login, target_of(op, route, ids[k / 6]));
                assert_string_equal(other, nobody);
            }
        }
    }
}

/* A route whose query no row of queries[] and no least value fits would be looked at in vain. */
static void every_get_route_is_really_asked(void **state)
{
    struct op *op = *state;

    for (int t = 0; app_routes[t] != NULL; t++) {
        for (const struct route *route = app_routes[t]; route->method != NULL; route++) {
            bool asked = !is_get(route) || route->perm == PERM_INSPECT;
            for (int i = 0; !asked && i < LOGIN_COUNT; i++) {
                int status = get_as(op, logins[i], "%s", target_of(op, route, "nothing")).status;
                asked = status == 200 || status == 404 || status == 409;
            }
            if (!asked)
                print_error("%s is never answered: give it a query that fits\n", route->path);
            assert_true(asked);
        }
    }
}

/* The reply to a change without its request id. */
static const char *change_answer(struct op *op, const char *login, const struct route *route,
                                 const char *id)
{
    struct reply reply =
        call_as(op, login, route->method, target_of(op, route, id), least_body(op, route->in));
    char *text = mem_printf(op, "%d %s", reply.status, reply.bytes);
    char *request = strstr(text, "\"request_id\":\"");

    if (request != NULL)
        memset(request + 14, 'x', 16);
    return text;
}

static bool is_change_by_id(const struct route *route)
{
    return !is_get(route) && strstr(route->path, "{id}") != NULL &&
           (route->flags & ROUTE_RAW_BODY) == 0;
}

/* Neither a change of somebody else's thing nor its refusal says that it is there. */
static void changes_of_others_look_like_those_of_nobody(void **state)
{
    struct op *op = *state;
    const char *id = a_sent(op, &PARK);
    const char *draft = a_filled(op, &PARK);
    const char *file = attach_as(op, "yuanqu", draft, "letter");
    struct reply page = get_as(op, "yuanqu", "/api/v1/applications/%s", id);
    const char *ids[] = { id, draft, file, text_of(page, "receipt.package") };
    static const char *const strangers[] = { "shenbao",  "shenhe", "tuijian",
                                             "caoyuan2", "daxue2", "xitong" };
    const char *before = fingerprint(op);

    for (int t = 0; app_routes[t] != NULL; t++) {
        for (const struct route *route = app_routes[t]; route->method != NULL; route++) {
            for (size_t k = 0; is_change_by_id(route) && k < 24; k++) {
                const char *login = strangers[k % 6];
                const char *nobody = change_answer(op, login, route, "aaaaaaaaaaaaaaaa");
                assert_string_equal(change_answer(op, login, route, ids[k / 6]), nobody);
            }
        }
    }
    assert_string_equal(fingerprint(op), before);
}

static void desk_and_department_see_nothing_unsent(void **state)
{
    struct op *op = *state;
    const char *ids[] = { a_filled(op, &PARK), a_recommended(op, &HOSPITAL) };
    static const char *const readers[] = { "shouli", "jingban", "fuze" };

    for (size_t i = 0; i < 6; i++)
        assert_refused(get_as(op, readers[i % 3], "/api/v1/applications/%s", ids[i / 3]), 404,
                       "not_found");
}

/* What is typed is looked for as it is: no wildcards, no letter case, on either database. */
static void search_takes_words_literally(void **state)
{
    struct op *op = *state;
    const char *id = a_sent(op, &PARK);
    struct reply page = get_as(op, "yuanqu", "/api/v1/applications/%s", id);
    const char *code = text_of(page, "code");
    static const char *const lists[][2] = { { "shouli", "/api/v1/desk/queue" },
                                            { "yuanqu", "/api/v1/applications" } };
    const struct {
        const char *q;
        size_t count;
    } searches[] = {
        { "%25", 0 },
        { "_", 0 },
        { "%E7%89%A7%E8%8D%89", 1 },          /* 牧草, in the title */
        { "%E5%88%9B%E4%B8%9A%E5%9B%AD", 1 }, /* 创业园, in the unit's name */
        { mem_printf(op, "%.6s", code), 1 },
        { "%5C", 0 },
    };

    for (size_t i = 0; i < 2; i++) {
        for (size_t k = 0; k < sizeof searches / sizeof searches[0]; k++) {
            struct reply reply = get_as(op, lists[i][0], "%s?q=%s", lists[i][1], searches[k].q);
            assert_status(reply, 200);
            assert_int_equal(json_array_size(member(&reply, "rows")), searches[k].count);
        }
    }
}

static void letter_case_does_not_matter(void **state)
{
    struct op *op = *state;
    const char *id = a_filled(op, &HOSPITAL);

    assert_status(save_as(op, "shenbao", id, "[{'path':'/values/title','value':'AI医疗行'}]"), 200);
    struct reply reply = get_as(op, "shenbao", "/api/v1/applications?q=ai");
    assert_int_equal(json_array_size(member(&reply, "rows")), 1);
}

/* What is not checked yet is nobody's but the unit's (attachment.h). */
static void unchecked_uploads_are_the_units_own(void **state)
{
    struct op *op = *state;
    const char *id = a_recommending(op, &HOSPITAL);
    struct reply begun =
        call_as(op, "shenbao", "POST", mem_printf(op, "/api/v1/applications/%s/attachments", id),
                "{'kind':'letter','name':'公函.pdf','size':9}");
    const char *upload = text_of(begun, "id");
    struct reply theirs = get_as(op, "tuijian", "/api/v1/applications/%s", id);
    struct reply own = get_as(op, "shenhe", "/api/v1/applications/%s", id);

    assert_int_equal(json_array_size(member(&own, "attachments")), 1);
    assert_int_equal(json_array_size(member(&theirs, "attachments")), 0);
    assert_refused(get_as(op, "tuijian", "/api/v1/attachments/%s", upload), 404, "not_found");
    assert_status(get_as(op, "shenhe", "/api/v1/attachments/%s", upload), 200);
}

int main(void)
{
    return run_on_each_site("visibility", (const struct CMUnitTest[]){
                                              TEST(drafts_are_the_units_own),
                                              TEST(first_draft_is_a_yes_on_the_board),
                                              TEST(items_sent_up_are_the_leagues),
                                              TEST(edits_after_a_return_are_hidden_again),
                                              TEST(other_units_packages_are_hidden),
                                              TEST(ranked_items_do_not_leak_into_the_news),
                                              TEST(ids_of_others_look_like_ids_of_nobody),
                                              TEST(every_get_route_is_really_asked),
                                              TEST(changes_of_others_look_like_those_of_nobody),
                                              TEST(desk_and_department_see_nothing_unsent),
                                              TEST(search_takes_words_literally),
                                              TEST(letter_case_does_not_matter),
                                              TEST(unchecked_uploads_are_the_units_own),
                                              { 0 },
                                          });
}
