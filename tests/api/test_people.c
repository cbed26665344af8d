/* SPDX-License-Identifier: Apache-2.0 */
/* Accounts and posts: who sees and changes what, links, handing over, standing in. */
#include "site.h"

#include "base/mem.h"

#define USERS    "/api/v1/admin/users"
#define PASSWORD "Xin-mima-2025"

/* ---- helpers ---- */

static const char *repeated(struct op *op, const char *text, int count)
{
    char *all = mem_text(op, "");

    for (int i = 0; i < count; i++)
        mem_append(op, &all, "%s", text);
    return all;
}

/* The public id of a person, as the security administrator sees it. */
static const char *user_id(struct op *op, const char *login)
{
    struct reply list = get_as(op, "anquan", USERS "?limit=500");
    size_t count = json_array_size(member(&list, "rows"));

    for (size_t i = 0; i < count; i++) {
        if (strcmp(text_of(list, mem_printf(op, "rows.%zu.login", i)), login) == 0)
            return text_of(list, mem_printf(op, "rows.%zu.id", i));
    }
    assert_true(false);
    return "";
}

static const char *first_post(struct op *op, const char *id)
{
    return text_of(get_as(op, "anquan", USERS "/%s", id), "posts.0.id");
}

static const char *org_of(struct op *op, const char *login)
{
    return text_of(get_as(op, "anquan", USERS "/%s", user_id(op, login)), "posts.0.org");
}

static struct reply invite(struct op *op, const char *by, const char *login, const char *org,
                           const char *role)
{
    return call_as(
        op, by, "POST", USERS,
        mem_printf(op, "{'login':'%s','name':'新同志','org':'%s','role':'%s'}", login, org, role));
}

static struct reply activate(struct op *op, const char *token, const char *password)
{
    return call_with(op, "", "", "POST", "/api/v1/activation/password",
                     mem_printf(op, "{'token':'%s','password':'%s'}", token, password));
}

struct somebody {
    const char *id;
    const char *login;
    const char *token; /* of the session */
    const char *csrf;
};

static void sign_in(struct op *op, struct somebody *somebody)
{
    struct reply session =
        call_with(op, "", "", "POST", "/api/v1/session",
                  mem_printf(op, "{'login':'%s','password':'%s'}", somebody->login, PASSWORD));

    assert_status(session, 200);
    somebody->csrf = text_of(session, "csrf");
    const char *start = strchr(session.cookie, '=') + 1;
    somebody->token = mem_text_max(op, start, strcspn(start, ";"));
}

/* A new person of the hospital, signed in. */
static struct somebody newcomer(struct op *op, const char *login, const char *role)
{
    struct reply made = invite(op, "guanli", login, org_of(op, "shenbao"), role);

    assert_status(made, 201);
    struct somebody somebody = { .id = text_of(made, "account.id"),
                                 .login = text_of(made, "account.login") };
    assert_status(activate(op, text_of(made, "link.token"), PASSWORD), 204);
    sign_in(op, &somebody);
    return somebody;
}

static struct reply ask_as(struct op *op, const struct somebody *who, const char *method,
                           const char *target, const char *body)
{
    return call_with(op, who->token, who->csrf, method, target, body);
}

/* ---- who sees whom ---- */

static void unit_admin_sees_only_own_people(void **state)
{
    struct op *op = *state;
    struct reply before = get_as(op, "guanli", USERS);

    assert_status(before, 200);
    assert_int_equal(json_array_size(member(&before, "rows")), 3);
    assert_status(get_as(op, "guanli", USERS "/%s", user_id(op, "tuijian")), 404);
    assert_status(get_as(op, "guanli", USERS "/%s", user_id(op, "shenhe")), 200);
    assert_status(invite(op, "anquan", "hidden", org_of(op, "caoyuan"), "applicant"), 201);
    assert_status(invite(op, "anquan", "shenbao", org_of(op, "caoyuan"), "approver"), 201);
    assert_string_equal(get_as(op, "guanli", USERS).bytes, before.bytes);
    /* A login that another unit has is no reason for another answer. */
    assert_status(invite(op, "guanli", "hidden", org_of(op, "shenbao"), "applicant"), 201);
}

static void security_admin_sees_all_accounts_but_no_contents(void **state)
{
    struct op *op = *state;
    const char *id = a_draft(op, &HOSPITAL);
    struct reply all = get_as(op, "anquan", USERS);

    assert_true(json_array_size(member(&all, "rows")) > 10);
    assert_status(get_as(op, "anquan", "/api/v1/applications/%s", id), 403);
    assert_status(get_as(op, "anquan", "/api/v1/applications"), 403);
}

static void nobody_else_asks_for_accounts(void **state)
{
    struct op *op = *state;
    static const char *const logins[] = { "shenbao", "shenhe", "tuijian", "shouli",
                                          "jingban", "fuze",   "xitong",  "shenji" };
    const char *id = user_id(op, "shenbao");

    for (size_t i = 0; i < sizeof logins / sizeof logins[0]; i++) {
        assert_status(get_as(op, logins[i], USERS), 403);
        assert_status(get_as(op, logins[i], USERS "/%s", id), 403);
        assert_status(call_as(op, logins[i], "POST", mem_printf(op, USERS "/%s/lock", id),
                              "{'locked':true,'note':'理由'}"),
                      403);
    }
    assert_status(call_as(op, NULL, "GET", USERS, NULL), 401);
}

/* ---- links ---- */

static void link_works_once(void **state)
{
    struct op *op = *state;
    struct reply made = invite(op, "guanli", "wulan", org_of(op, "shenbao"), "applicant");
    const char *token = text_of(made, "link.token");
    const char *asking = mem_printf(op, "{'token':'%s'}", token);

    assert_string_equal(text_of(made, "account.state"), "invited");
    assert_string_equal(
        text_of(call_with(op, "", "", "POST", "/api/v1/activation", asking), "kind"), "invite");
    assert_refused(activate(op, token, "kurz"), 422, "password_weak");
    assert_status(activate(op, token, PASSWORD), 204);
    assert_refused(activate(op, token, PASSWORD), 404, "link_ended");
    assert_refused(call_with(op, "", "", "POST", "/api/v1/activation", asking), 404, "link_ended");
    struct somebody wulan = { .login = text_of(made, "account.login") };
    sign_in(op, &wulan);
    struct reply account = get_as(op, "guanli", USERS "/%s", text_of(made, "account.id"));
    assert_string_equal(text_of(account, "state"), "active");
    assert_chain_clean(op);
}

static void link_lasts_seven_days(void **state)
{
    struct op *op = *state;
    struct reply made = invite(op, "guanli", "wulan", org_of(op, "shenbao"), "applicant");
    const char *token = text_of(made, "link.token");
    int64_t start_ms = op->real_ms;

    op->real_ms = start_ms + 7 * DAY_MS;
    assert_refused(activate(op, token, PASSWORD), 404, "link_ended");
    op->real_ms = start_ms + 7 * DAY_MS - 1;
    assert_status(activate(op, token, PASSWORD), 204);
}

static void new_link_ends_the_old_one(void **state)
{
    struct op *op = *state;
    struct reply made = invite(op, "guanli", "wulan", org_of(op, "shenbao"), "applicant");
    const char *reset = mem_printf(op, USERS "/%s/reset", text_of(made, "account.id"));

    assert_refused(call_as(op, "guanli", "POST", reset, "{}"), 422, "json_problems");
    struct reply again = call_as(op, "guanli", "POST", reset, "{'note':'已电话核实'}");
    assert_status(again, 200);
    assert_refused(activate(op, text_of(made, "link.token"), PASSWORD), 404, "link_ended");
    assert_status(activate(op, text_of(again, "token"), PASSWORD), 204);
}

static void reset_ends_sessions_when_the_link_is_used(void **state)
{
    struct op *op = *state;
    struct somebody wulan = newcomer(op, "wulan", "applicant");
    struct reply link = call_as(op, "guanli", "POST", mem_printf(op, USERS "/%s/reset", wulan.id),
                                "{'note':'已电话核实','totp':true}");

    assert_status(ask_as(op, &wulan, "GET", "/api/v1/work", NULL), 200);
    assert_status(activate(op, text_of(link, "token"), "Another-2025"), 204);
    assert_status(ask_as(op, &wulan, "GET", "/api/v1/work", NULL), 401);
}

static void lock_ends_sessions_until_unlocked(void **state)
{
    struct op *op = *state;
    struct somebody wulan = newcomer(op, "wulan", "applicant");
    const char *lock = mem_printf(op, USERS "/%s/lock", wulan.id);
    const char *reset = mem_printf(op, USERS "/%s/reset", wulan.id);

    assert_status(call_as(op, "guanli", "POST", lock, "{'locked':true,'note':'离岗'}"), 200);
    assert_status(ask_as(op, &wulan, "GET", "/api/v1/work", NULL), 401);
    assert_refused(call_as(op, "guanli", "POST", reset, "{'note':'已核实'}"), 409,
                   "account_locked");
    assert_status(call_as(op, "guanli", "POST", lock, "{'locked':false,'note':'回岗'}"), 200);
    sign_in(op, &wulan);
}

/* ---- what an administrator may not ---- */

static void nobody_changes_the_own_account(void **state)
{
    struct op *op = *state;
    const char *id = user_id(op, "guanli");
    const char *before = fingerprint(op);

    assert_refused(call_as(op, "guanli", "POST", mem_printf(op, USERS "/%s/lock", id),
                           "{'locked':true,'note':'理由'}"),
                   403, "own_account");
    assert_refused(call_as(op, "guanli", "POST", mem_printf(op, USERS "/%s/posts", id),
                           mem_printf(op, "{'org':'%s','role':'approver'}", org_of(op, "shenbao"))),
                   403, "own_account");
    assert_refused(call_as(op, "guanli", "POST",
                           mem_printf(op, "/api/v1/admin/posts/%s/end", first_post(op, id)), "{}"),
                   403, "own_account");
    assert_refused(call_as(op, "guanli", "POST",
                           mem_printf(op, USERS "/%s/handover", user_id(op, "shenhe")),
                           mem_printf(op, "{'to':'%s','note':'交接'}", id)),
                   403, "own_account");
    assert_string_equal(fingerprint(op), before);
}

static void unit_admin_gives_only_posts_of_a_unit(void **state)
{
    struct op *op = *state;
    static const char *const beyond[] = { "desk",         "clerk",          "head",
                                          "system_admin", "security_admin", "audit_admin" };
    const char *org = org_of(op, "shenbao");

    for (size_t i = 0; i < sizeof beyond / sizeof beyond[0]; i++)
        assert_refused(invite(op, "guanli", "neu", org, beyond[i]), 403, "role_not_yours");
    assert_refused(invite(op, "guanli", "neu", org, "king"), 422, "no_such_role");
    assert_status(invite(op, "guanli", "neu", org_of(op, "caoyuan"), "applicant"), 404);
    assert_status(invite(op, "anquan", "neu", org_of(op, "shouli"), "desk"), 201);
}

/* A hospital has no 推荐岗 and no 厅负责人, whoever gives it; a county office has. */
static void posts_are_held_in_units_of_their_kind(void **state)
{
    struct op *op = *state;
    static const char *const central[] = { "desk",         "clerk",          "head",
                                           "system_admin", "security_admin", "audit_admin" };
    const char *hospital = org_of(op, "shenbao");

    for (size_t i = 0; i < sizeof central / sizeof central[0]; i++) {
        assert_refused(invite(op, "anquan", "neu", hospital, central[i]), 422, "role_not_of_unit");
        assert_refused(invite(op, "anquan", "neu", org_of(op, "tuijian"), central[i]), 422,
                       "role_not_of_unit");
    }
    assert_refused(invite(op, "guanli", "neu", hospital, "recommender"), 422, "role_not_of_unit");
    assert_refused(invite(op, "anquan", "neu", hospital, "recommender"), 422, "role_not_of_unit");
    assert_status(invite(op, "anquan", "neu", org_of(op, "tuijian"), "recommender"), 201);
    assert_status(invite(op, "anquan", "neu2", org_of(op, "fuze"), "clerk"), 201);
}

/* Ending is no way to prolong a post, be it until a day or a stand-in's. */
static void ended_posts_never_last_longer(void **state)
{
    struct op *op = *state;
    const char *id = user_id(op, "shouli2");
    const char *end = mem_printf(op, "/api/v1/admin/posts/%s/end", first_post(op, id));

    assert_status(call_as(op, "anquan", "POST", end, "{'day':'2025-02-01'}"), 204);
    assert_refused(call_as(op, "anquan", "POST", end, "{'day':'2025-02-02'}"), 422,
                   "post_only_shorter");
    assert_refused(call_as(op, "anquan", "POST", end, "{'day':'2030-12-31'}"), 422,
                   "post_only_shorter");
    assert_status(call_as(op, "anquan", "POST", end, "{'day':'2025-02-01'}"), 204);
    assert_status(call_as(op, "anquan", "POST", end, "{'day':'2025-01-31'}"), 204);
}

static void unit_cannot_take_over_who_is_elsewhere_too(void **state)
{
    struct op *op = *state;
    const char *id = user_id(op, "shenhe");

    assert_status(call_as(op, "anquan", "POST", mem_printf(op, USERS "/%s/posts", id),
                          mem_printf(op, "{'org':'%s','role':'head'}", org_of(op, "fuze"))),
                  200);
    assert_refused(
        call_as(op, "guanli", "POST", mem_printf(op, USERS "/%s/reset", id), "{'note':'已核实'}"),
        403, "account_shared");
    struct reply seen = get_as(op, "guanli", USERS "/%s", id);
    assert_int_equal(json_array_size(member(&seen, "posts")), 1);
    assert_status(
        call_as(op, "anquan", "POST", mem_printf(op, USERS "/%s/reset", id), "{'note':'已核实'}"),
        200);
}

/* ---- posts ---- */

static void handover_moves_all_that_waits(void **state)
{
    struct op *op = *state;
    const char *application = a_filled(op, &HOSPITAL);
    struct somebody wulan = newcomer(op, "wulan", "applicant");
    const char *from = user_id(op, "shenhe");

    do_as(op, "shenbao", application, "submit", "{}");
    assert_status(get_as(op, "shenhe", "/api/v1/work"), 200);
    struct reply done = call_as(op, "guanli", "POST", mem_printf(op, USERS "/%s/handover", from),
                                mem_printf(op, "{'to':'%s','note':'岗位调整'}", wulan.id));
    assert_status(done, 200);
    assert_status(get_as(op, "shenhe", "/api/v1/work"), 401);
    struct reply session = ask_as(op, &wulan, "GET", "/api/v1/session", NULL);
    assert_int_equal(json_array_size(member(&session, "posts")), 2);
    assert_status(ask_as(op, &wulan, "PUT", "/api/v1/session/post",
                         mem_printf(op, "{'post':'%s'}", text_of(session, "posts.1.id"))),
                  200);
    assert_string_equal(text_of(ask_as(op, &wulan, "GET", "/api/v1/work", NULL), "todos.0.kind"),
                        "unit_review");
    assert_status(ask_as(op, &wulan, "POST",
                         mem_printf(op, "/api/v1/applications/%s/actions/approve", application),
                         "{}"),
                  200);
    assert_refused(call_as(op, "guanli", "POST", mem_printf(op, USERS "/%s/handover", from),
                           mem_printf(op, "{'to':'%s','note':'岗位调整'}", wulan.id)),
                   409, "nothing_to_hand_over");
    assert_chain_clean(op);
}

/* There and back on one day: posts of one first day are opened again. */
static void handover_goes_back_the_same_day(void **state)
{
    struct op *op = *state;
    struct somebody wulan = newcomer(op, "wulan", "applicant");
    const char *first = user_id(op, "shenhe");
    const char *there = mem_printf(op, USERS "/%s/handover", first);
    const char *back = mem_printf(op, USERS "/%s/handover", wulan.id);

    for (int i = 0; i < 2; i++) {
        assert_status(call_as(op, "guanli", "POST", there,
                              mem_printf(op, "{'to':'%s','note':'交接'}", wulan.id)),
                      200);
        assert_status(
            call_as(op, "guanli", "POST", back, mem_printf(op, "{'to':'%s','note':'交接'}", first)),
            200);
    }
    struct reply seen = get_as(op, "guanli", USERS "/%s", first);
    assert_true(json_is_true(member(&seen, "posts.0.holds")));
    assert_refused(
        call_as(op, "guanli", "POST", there, mem_printf(op, "{'to':'%s','note':'交接'}", first)),
        422, "same_person");
}

static void ended_post_signs_out_at_once(void **state)
{
    struct op *op = *state;
    const char *end =
        mem_printf(op, "/api/v1/admin/posts/%s/end", first_post(op, user_id(op, "shenbao")));

    assert_refused(call_as(op, "guanli", "POST", end, "{'day':'2025-01-18'}"), 422, "day_wrong");
    assert_status(call_as(op, "guanli", "POST", end, "{'day':'2025-01-20'}"), 204);
    assert_status(get_as(op, "shenbao", "/api/v1/work"), 200);
    assert_status(call_as(op, "guanli", "POST", end, "{}"), 204);
    assert_status(get_as(op, "shenbao", "/api/v1/work"), 401);
    assert_status(
        call_as(op, "guanli", "POST",
                mem_printf(op, "/api/v1/admin/posts/%s/end", first_post(op, user_id(op, "fuze"))),
                "{}"),
        404);
}

static struct reply stand_in(struct op *op, const char *who, const char *until)
{
    const char *principal = first_post(op, user_id(op, "shenhe"));

    return call_as(op, "guanli", "POST", mem_printf(op, USERS "/%s/posts", who),
                   mem_printf(op, "{'org':'%s','role':'approver','acting_for':'%s','until':'%s'}",
                              org_of(op, "shenbao"), principal, until));
}

static void acts_of_a_stand_in_wait_for_confirmation(void **state)
{
    struct op *op = *state;
    const char *application = a_filled(op, &HOSPITAL);
    struct somebody ab = newcomer(op, "wulan", "applicant");

    do_as(op, "shenbao", application, "submit", "{}");
    assert_status(stand_in(op, ab.id, "2025-01-26"), 200);
    struct reply session = ask_as(op, &ab, "GET", "/api/v1/session", NULL);
    assert_status(ask_as(op, &ab, "PUT", "/api/v1/session/post",
                         mem_printf(op, "{'post':'%s'}", text_of(session, "posts.1.id"))),
                  200);
    assert_status(ask_as(op, &ab, "POST",
                         mem_printf(op, "/api/v1/applications/%s/actions/approve", application),
                         "{}"),
                  200);
    struct reply waiting = get_as(op, "shenhe", "/api/v1/acting");
    assert_int_equal(json_array_size(member(&waiting, "rows")), 1);
    assert_string_equal(text_of(waiting, "rows.0.due"), "2025-01-21");
    const char *act = mem_printf(op, "/api/v1/acting/%s", text_of(waiting, "rows.0.id"));
    assert_refused(ask_as(op, &ab, "POST", act, "{'confirm':true}"), 404, "not_found");
    assert_refused(call_as(op, "shenhe", "POST", act, "{'confirm':false}"), 422, "reason_needed");
    assert_status(call_as(op, "shenhe", "POST", act, "{'confirm':true}"), 204);
    assert_refused(call_as(op, "shenhe", "POST", act, "{'confirm':true}"), 404, "not_found");
    do_as(op, "shenhe", application, "unfreeze", "{}");
    waiting = get_as(op, "shenhe", "/api/v1/acting");
    assert_int_equal(json_array_size(member(&waiting, "rows")), 0);
    op->now_ms += 7 * DAY_MS; /* the last day is over */
    assert_status(ask_as(op, &ab, "GET", "/api/v1/work", NULL), 401);
    assert_chain_clean(op);
}

static void standing_in_has_limits(void **state)
{
    struct op *op = *state;
    struct somebody ab = newcomer(op, "wulan", "applicant");

    assert_refused(stand_in(op, ab.id, "2025-04-23"), 422, "acting_wrong");
    assert_refused(stand_in(op, user_id(op, "shenhe"), "2025-01-26"), 422, "acting_wrong");
    assert_refused(stand_in(op, ab.id, "2025-01-19"), 422, "day_wrong");
    assert_status(stand_in(op, ab.id, "2025-04-22"), 200);
    assert_refused(stand_in(op, ab.id, "2025-01-26"), 409, "post_held");
}

/* 三员分立, whichever of them comes first, by whichever way. */
static void three_administrators_are_three_people(void **state)
{
    struct op *op = *state;
    static const char *const roles[] = { "system_admin", "security_admin", "audit_admin" };
    const char *org = org_of(op, "xitong");

    for (size_t i = 0; i < 9; i++) {
        const char *first = roles[i / 3];
        const char *second = roles[i % 3];
        struct reply made = invite(op, "anquan", mem_printf(op, "admin%zu", i), org, first);
        const char *id = text_of(made, "account.id");
        const char *posts = mem_printf(op, USERS "/%s/posts", id);
        struct reply given = call_as(op, "anquan", "POST", posts,
                                     mem_printf(op, "{'org':'%s','role':'%s'}", org, second));
        assert_refused(given, 409, i % 3 == i / 3 ? "post_held" : "administrators_apart");
        assert_refused(call_as(op, "anquan", "POST", posts,
                               mem_printf(op, "{'org':'%s','role':'applicant'}", org)),
                       409, "administrators_apart");
    }
    assert_refused(call_as(op, "anquan", "POST",
                           mem_printf(op, USERS "/%s/posts", user_id(op, "shouli")),
                           mem_printf(op, "{'org':'%s','role':'audit_admin'}", org)),
                   409, "administrators_apart");
    assert_refused(call_as(op, "anquan", "POST",
                           mem_printf(op, USERS "/%s/handover", user_id(op, "xitong")),
                           mem_printf(op, "{'to':'%s','note':'调动'}", user_id(op, "shenji"))),
                   409, "administrators_apart");
    assert_chain_clean(op);
}

static void administrator_of_yesterday_may_be_another_today(void **state)
{
    struct op *op = *state;
    const char *org = org_of(op, "xitong");
    struct reply made = invite(op, "anquan", "twice", org, "system_admin");
    const char *id = text_of(made, "account.id");

    assert_status(call_as(op, "anquan", "POST",
                          mem_printf(op, "/api/v1/admin/posts/%s/end", first_post(op, id)), "{}"),
                  204);
    assert_status(call_as(op, "anquan", "POST", mem_printf(op, USERS "/%s/posts", id),
                          mem_printf(op, "{'org':'%s','role':'audit_admin'}", org)),
                  200);
}

static void texts_have_limits(void **state)
{
    struct op *op = *state;
    const char *org = org_of(op, "shenbao");
    const char *lock = mem_printf(op, USERS "/%s/lock", user_id(op, "shenbao"));

    assert_status(invite(op, "guanli", "a", org, "applicant"), 422);
    assert_status(invite(op, "guanli", repeated(op, "a", 33), org, "applicant"), 422);
    assert_status(invite(op, "guanli", repeated(op, "a", 32), org, "applicant"), 201);
    assert_refused(invite(op, "guanli", "Wulan", org, "applicant"), 422, "login_broken");
    assert_refused(invite(op, "guanli", "a@17", org, "applicant"), 422, "login_broken");
    assert_refused(invite(op, "guanli", repeated(op, "a", 32), org, "applicant"), 409,
                   "login_taken");
    assert_status(call_as(op, "guanli", "POST", lock,
                          mem_printf(op, "{'locked':true,'note':'%s'}", repeated(op, "由", 201))),
                  422);
    assert_status(call_as(op, "guanli", "POST", lock,
                          mem_printf(op, "{'locked':true,'note':'%s'}", repeated(op, "由", 200))),
                  200);
    assert_status(get_as(op, "guanli", USERS "?limit=501"), 422);
    assert_status(get_as(op, "guanli", USERS "?limit=500"), 200);
}

static void list_goes_on_at_the_cursor(void **state)
{
    struct op *op = *state;
    struct reply first = get_as(op, "guanli", USERS "?limit=2");
    struct reply second = get_as(op, "guanli", USERS "?limit=2&cursor=%s", text_of(first, "next"));

    assert_int_equal(json_array_size(member(&first, "rows")), 2);
    assert_int_equal(json_array_size(member(&second, "rows")), 1);
    assert_true(json_is_null(member(&second, "next")));
}

/* Each statement fails in turn: nothing of the person is kept, until all get through. */
static void invitation_is_whole_or_not_there(void **state)
{
    struct op *op = *state;
    struct reply before = get_as(op, "guanli", USERS);
    const char *org = org_of(op, "shenbao");
    int n = 0;
    int status = 0;

    while (status != 201) {
        db_fail_at(op->db, ++n);
        status = invite(op, "guanli", "wulan", org, "applicant").status;
        db_fail_at(op->db, 0);
        assert_true(n < 40 && (status == 503 || status == 201));
        if (status == 503)
            assert_string_equal(get_as(op, "guanli", USERS).bytes, before.bytes);
    }
    assert_true(n > 5);
}

int main(void)
{
    return run_on_each_site("people", (const struct CMUnitTest[]){
                                          TEST(unit_admin_sees_only_own_people),
                                          TEST(security_admin_sees_all_accounts_but_no_contents),
                                          TEST(nobody_else_asks_for_accounts),
                                          TEST(link_works_once),
                                          TEST(link_lasts_seven_days),
                                          TEST(new_link_ends_the_old_one),
                                          TEST(reset_ends_sessions_when_the_link_is_used),
                                          TEST(lock_ends_sessions_until_unlocked),
                                          TEST(nobody_changes_the_own_account),
                                          TEST(unit_admin_gives_only_posts_of_a_unit),
                                          TEST(posts_are_held_in_units_of_their_kind),
                                          TEST(ended_posts_never_last_longer),
                                          TEST(unit_cannot_take_over_who_is_elsewhere_too),
                                          TEST(handover_moves_all_that_waits),
                                          TEST(handover_goes_back_the_same_day),
                                          TEST(ended_post_signs_out_at_once),
                                          TEST(acts_of_a_stand_in_wait_for_confirmation),
                                          TEST(standing_in_has_limits),
                                          TEST(three_administrators_are_three_people),
                                          TEST(administrator_of_yesterday_may_be_another_today),
                                          TEST(texts_have_limits),
                                          TEST(list_goes_on_at_the_cursor),
                                          TEST(invitation_is_whole_or_not_there),
                                          { 0 },
                                      });
}
