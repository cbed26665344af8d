/* SPDX-License-Identifier: Apache-2.0 */
/* Signing in: locks, ends of sessions, CSRF, the second factor, posts, the password. */
#include "site.h"

#include "base/crypto.h"
#include "base/mem.h"
#include "db/db.h"
#include "org/sign_in_try.h"
#include "org/user.h"

#include <liboath/oath.h>
#include <stdlib.h>

#define MINUTE_MS INT64_C(60000)

DB_SQL(test_second_post, "tt",
       "INSERT INTO post (public_id, user_id, org_id, role, from_day)"
       " SELECT 'secondpost', u.id, p.org_id, $2, 20200101 FROM app_user u"
       "  JOIN post p ON p.user_id = u.id WHERE u.login = $1");
DB_SQL(test_end_posts, "t",
       "UPDATE post SET to_day = 20250119 WHERE user_id ="
       " (SELECT id FROM app_user WHERE login = $1)");
DB_SQL(test_sessions_of, "t",
       "SELECT count(*) FROM session s JOIN app_user u ON u.id = s.user_id WHERE u.login = $1");

/* What a browser keeps. */
struct visit {
    const char *token;
    const char *csrf;
};

static struct reply sign_in(struct op *op, const char *login, const char *password,
                            const char *totp)
{
    return call_with(op, "", "", "POST", "/api/v1/session",
                     mem_printf(op, "{'login':'%s','password':'%s','totp':%s}", login, password,
                                totp == NULL ? "null" : mem_printf(op, "'%s'", totp)));
}

static struct visit visit_of(struct op *op, struct reply reply)
{
    assert_status(reply, 200);
    const char *value = strchr(reply.cookie, '=') + 1;
    assert_non_null(strstr(reply.cookie, "HttpOnly"));
    assert_non_null(strstr(reply.cookie, "SameSite=Strict"));
    return (struct visit){ mem_text_max(op, value, strcspn(value, ";")), text_of(reply, "csrf") };
}

static struct visit visit(struct op *op, const char *login)
{
    return visit_of(op, sign_in(op, login, DEMO_PASSWORD, NULL));
}

static struct reply ask(struct op *op, struct visit visit, const char *method, const char *target,
                        const char *body)
{
    return call_with(op, visit.token, visit.csrf, method, target, body);
}

static int alive(struct op *op, struct visit visit)
{
    return ask(op, visit, "GET", "/api/v1/work", NULL).status == 200;
}

static void passes_real(struct op *op, int64_t ms)
{
    op->real_ms += ms;
    op->now_ms += ms;
}

static void wrong_passwords(struct op *op, const char *login, int count)
{
    for (int i = 0; i < count; i++)
        assert_refused(sign_in(op, login, "wrong", NULL), 401, "sign_in_wrong");
}

/* ---- locks -------------------------------------------------------------------------------- */

static void fifth_failure_locks_for_15_minutes(void **state)
{
    struct op *op = *state;

    wrong_passwords(op, "shenbao", 5);
    assert_refused(sign_in(op, "shenbao", DEMO_PASSWORD, NULL), 429, "locked");
    passes_real(op, 15 * MINUTE_MS - 1);
    assert_refused(sign_in(op, "shenbao", DEMO_PASSWORD, NULL), 429, "locked");
    assert_status(sign_in(op, "shenhe", DEMO_PASSWORD, NULL), 200);
    passes_real(op, 1);
    assert_status(sign_in(op, "shenbao", DEMO_PASSWORD, NULL), 200);
}

/* Who guesses elsewhere locks himself out, not the owner. */
static void guesses_elsewhere_do_not_lock_out_the_owner(void **state)
{
    struct op *op = *state;

    site_place("198.51.100.7");
    wrong_passwords(op, "shenbao", 5);
    assert_refused(sign_in(op, "shenbao", DEMO_PASSWORD, NULL), 429, "locked");
    site_place(NULL);
    assert_status(sign_in(op, "shenbao", DEMO_PASSWORD, NULL), 200);
}

DB_SQL(test_locks_told, "t", "SELECT count(*) FROM event WHERE action = $1");

/* From many places: new places are locked, those the person came from before are not. */
static void guesses_from_everywhere_lock_new_places_only(void **state)
{
    struct op *op = *state;

    assert_status(sign_in(op, "shenbao", DEMO_PASSWORD, NULL), 200);
    for (int i = 0; i < SIGN_IN_ANYWHERE_MAX / 5; i++) {
        site_place(mem_printf(op, "198.51.100.%d", i));
        wrong_passwords(op, "shenbao", 5);
    }
    site_place("203.0.113.1");
    assert_refused(sign_in(op, "shenbao", DEMO_PASSWORD, NULL), 429, "locked");
    site_place(NULL);
    assert_status(sign_in(op, "shenbao", DEMO_PASSWORD, NULL), 200);
    assert_int_equal(number_in_db(op, &test_locks_told, "session.lock"), 1);
    assert_int_equal(number_in_db(op, &test_locks_told, "session.fail"), 0);
    passes_real(op, 15 * MINUTE_MS);
    site_place("203.0.113.1");
    assert_status(sign_in(op, "shenbao", DEMO_PASSWORD, NULL), 200);
    site_place(NULL);
    assert_chain_clean(op);
}

static void old_passwords_are_not_guessed_from_an_open_browser(void **state)
{
    struct op *op = *state;
    struct visit browser = visit(op, "shenbao");
    static const char path[] = "/api/v1/session/password";

    for (int i = 0; i < 5; i++)
        assert_refused(ask(op, browser, "POST", path, "{'old':'wrong','new':'Correct-Horse-7!'}"),
                       422, "password_wrong");
    assert_refused(
        ask(op, browser, "POST", path, "{'old':'" DEMO_PASSWORD "','new':'Correct-Horse-7!'}"), 429,
        "locked");
}

static void four_failures_and_a_success_begin_anew(void **state)
{
    struct op *op = *state;

    wrong_passwords(op, "shenbao", 4);
    assert_status(sign_in(op, "SHENBAO", DEMO_PASSWORD, NULL), 200);
    wrong_passwords(op, "shenbao", 4);
    assert_status(sign_in(op, "shenbao", DEMO_PASSWORD, NULL), 200);
}

/* A rehearsal's business clock says nothing about how long somebody was away. */
static void lock_goes_by_the_real_clock(void **state)
{
    struct op *op = *state;

    wrong_passwords(op, "shenbao", 5);
    op->now_ms += 30 * DAY_MS;
    assert_refused(sign_in(op, "shenbao", DEMO_PASSWORD, NULL), 429, "locked");
}

static void unknown_login_looks_like_a_wrong_password(void **state)
{
    struct op *op = *state;
    struct reply unknown = sign_in(op, "nobody", "wrong", NULL);
    struct reply wrong = sign_in(op, "shenbao", "wrong", NULL);

    assert_refused(unknown, 401, "sign_in_wrong");
    assert_string_equal(text_of(unknown, "detail"), text_of(wrong, "detail"));
}

DB_SQL(test_tries, "t", "SELECT count(*) FROM sign_in_try WHERE login_key <> $1");
DB_SQL(test_try_at, "ti", "INSERT INTO sign_in_try (login_key, tried_ms) VALUES ($1, $2)");

/* The reply without its request id. */
static const char *answer(struct op *op, struct reply reply)
{
    char *text = mem_printf(op, "%d %s", reply.status, reply.bytes);
    char *id = strstr(text, "\"request_id\":\"");

    assert_non_null(id);
    memset(id + 14, 'x', 16);
    return text;
}

/* Counted and locked alike, so that nobody learns which names exist; byte by byte. */
static void names_nobody_has_lock_like_others(void **state)
{
    struct op *op = *state;

    for (int i = 0; i < 12; i++) {
        const char *known = answer(op, sign_in(op, "shenbao", "wrong", NULL));
        const char *unknown = answer(op, sign_in(op, "Nobody", "wrong", NULL));
        assert_string_equal(known, unknown);
        assert_int_equal(strncmp(known, i % 6 == 5 ? "429" : "401", 3), 0);
        if (i % 6 == 5)
            passes_real(op, 15 * MINUTE_MS);
    }
    assert_refused(sign_in(op, "NOBODY", "wrong", NULL), 401, "sign_in_wrong");
    assert_chain_clean(op);
}

static void failures_are_forgotten_after_a_day(void **state)
{
    struct op *op = *state;
    int64_t swept = 0;

    wrong_passwords(op, "shenbao", 4);
    passes_real(op, DAY_MS);
    assert_ok(op, sign_in_sweep(op, &swept));
    assert_int_equal(swept, 0);
    passes_real(op, 1);
    assert_ok(op, sign_in_sweep(op, &swept));
    assert_int_equal(swept, 2); /* of the name there, and of the name everywhere */
    wrong_passwords(op, "shenbao", 4);
    assert_status(sign_in(op, "shenbao", DEMO_PASSWORD, NULL), 200);
}

struct filling {
    int64_t from;
    int64_t count;
};

static enum err fill_tries(struct op *op, void *arg)
{
    const struct filling *filling = arg;
    enum err e = OK;

    for (int64_t i = filling->from; e == OK && i < filling->from + filling->count; i++)
        e = db_run(op, &test_try_at,
                   DB_IN(IN_TEXT(mem_printf(op, "k%lld", (long long)i)), IN_INT(op->real_ms + i)),
                   NULL);
    return e;
}

/* At the limit nothing is forgotten; beyond it, what was not tried longest. */
static void tries_are_bounded(void **state)
{
    struct op *op = *state;
    struct filling filling = { 0, SIGN_IN_TRIES_MAX };
    int64_t swept = 0;

    assert_ok(op, db_tx(op, fill_tries, &filling, NULL));
    assert_ok(op, sign_in_sweep(op, &swept));
    assert_int_equal(swept, 0);
    filling = (struct filling){ SIGN_IN_TRIES_MAX, 1 };
    assert_ok(op, db_tx(op, fill_tries, &filling, NULL));
    assert_ok(op, sign_in_sweep(op, &swept));
    assert_int_equal(swept, 1);
    assert_int_equal(number_in_db(op, &test_tries, ""), SIGN_IN_TRIES_MAX);
    assert_int_equal(number_in_db(op, &test_tries, "k0"), SIGN_IN_TRIES_MAX);
}

/* ---- how long a session lives -------------------------------------------------------------- */

static void session_ends_after_30_idle_minutes(void **state)
{
    struct op *op = *state;
    struct visit browser = visit(op, "shenbao");

    for (int i = 0; i < 4; i++) {
        passes_real(op, 30 * MINUTE_MS - 1);
        assert_true(alive(op, browser));
    }
    passes_real(op, 31 * MINUTE_MS);
    assert_refused(ask(op, browser, "GET", "/api/v1/work", NULL), 401, "signed_out");
}

static void session_ends_after_12_hours_of_use(void **state)
{
    struct op *op = *state;
    struct visit browser = visit(op, "shenbao");

    for (int i = 0; i < 36; i++) {
        assert_true(alive(op, browser));
        passes_real(op, 20 * MINUTE_MS);
    }
    assert_true(alive(op, browser));
    passes_real(op, 1);
    assert_false(alive(op, browser));
}

static void signing_out_ends_it(void **state)
{
    struct op *op = *state;
    struct visit browser = visit(op, "shenbao");

    assert_status(ask(op, browser, "DELETE", "/api/v1/session", NULL), 204);
    assert_false(alive(op, browser));
}

/* ---- CSRF --------------------------------------------------------------------------------- */

static void changes_need_the_csrf_token_of_the_session(void **state)
{
    struct op *op = *state;
    struct visit browser = visit(op, "shenbao");
    struct visit other = visit(op, "shenbao");
    const char *body = "{'call':'" CALL "','track':'" TRACK "','capacity':'grassroots'}";
    const char *before = fingerprint(op);
    const char *wrong[] = { "", "x", other.csrf };

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_refused(call_with(op, browser.token, wrong[i], "POST", "/api/v1/applications", body),
                       403, "csrf_missing");
    assert_string_equal(fingerprint(op), before);
    assert_status(ask(op, browser, "POST", "/api/v1/applications", body), 201);
}

/* ---- the second factor -------------------------------------------------------------------- */

/* What the telephone would show. */
static const char *totp_code(struct op *op, const char *secret, int64_t real_ms)
{
    char *bytes = NULL;
    size_t size = 0;
    char code[TOTP_DIGITS + 1] = "";

    assert_int_equal(oath_base32_decode(secret, strlen(secret), &bytes, &size), OATH_OK);
    assert_int_equal(oath_totp_generate(bytes, size, (time_t)(real_ms / 1000), TOTP_STEP_SECONDS,
                                        OATH_TOTP_DEFAULT_START_TIME, TOTP_DIGITS, code),
                     OATH_OK);
    mem_own(op, bytes, free);
    return mem_text(op, code);
}

static const char *totp_on(struct op *op, struct visit browser)
{
    struct reply begun = ask(op, browser, "POST", "/api/v1/session/totp", "{}");

    assert_status(begun, 200);
    const char *secret = text_of(begun, "secret");
    const char *code = totp_code(op, secret, op->real_ms);
    assert_status(ask(op, browser, "PUT", "/api/v1/session/totp",
                      mem_printf(op, "{'secret':'%s','code':'%s'}", secret, code)),
                  204);
    return secret;
}

static void second_factor_is_asked_for_and_its_codes_serve_once(void **state)
{
    struct op *op = *state;
    const char *secret = totp_on(op, visit(op, "shenbao"));
    const char *first = totp_code(op, secret, op->real_ms);

    assert_refused(sign_in(op, "shenbao", DEMO_PASSWORD, NULL), 401, "totp_needed");
    assert_refused(sign_in(op, "shenbao", DEMO_PASSWORD, first), 401, "totp_wrong");
    passes_real(op, MINUTE_MS);
    const char *next = totp_code(op, secret, op->real_ms);
    assert_refused(sign_in(op, "shenbao", "wrong", next), 401, "sign_in_wrong");
    struct reply in = sign_in(op, "shenbao", DEMO_PASSWORD, next);
    assert_status(in, 200);
    assert_true(json_is_true(member(&in, "user.has_totp")));
    assert_refused(sign_in(op, "shenbao", DEMO_PASSWORD, next), 401, "totp_wrong");
}

static void wrong_codes_lock_too(void **state)
{
    struct op *op = *state;
    const char *secret = totp_on(op, visit(op, "shenbao"));

    passes_real(op, MINUTE_MS);
    const char *good = totp_code(op, secret, op->real_ms);
    const char *bad = strcmp(good, "000000") == 0 ? "111111" : "000000";
    for (int i = 0; i < 5; i++)
        assert_refused(sign_in(op, "shenbao", DEMO_PASSWORD, bad), 401, "totp_wrong");
    assert_refused(sign_in(op, "shenbao", DEMO_PASSWORD, good), 429, "locked");
}

/* Whoever finds an open browser must not put a factor of his own in place of the owner's. */
static void second_factor_is_not_replaced(void **state)
{
    struct op *op = *state;
    struct visit browser = visit(op, "shenbao");
    const char *own = totp_secret_new(op);

    (void)totp_on(op, browser);
    assert_refused(ask(op, browser, "POST", "/api/v1/session/totp", "{}"), 409, "totp_on");
    assert_refused(
        ask(op, browser, "PUT", "/api/v1/session/totp",
            mem_printf(op, "{'secret':'%s','code':'%s'}", own, totp_code(op, own, op->real_ms))),
        409, "totp_on");
}

static void confirming_needs_a_fitting_code(void **state)
{
    struct op *op = *state;
    struct visit browser = visit(op, "shenbao");
    struct reply begun = ask(op, browser, "POST", "/api/v1/session/totp", "{}");

    assert_refused(ask(op, browser, "PUT", "/api/v1/session/totp",
                       mem_printf(op, "{'secret':'%s','code':'%s'}", text_of(begun, "secret"),
                                  totp_code(op, text_of(begun, "secret"), op->real_ms - DAY_MS))),
                   422, "totp_wrong");
    assert_status(sign_in(op, "shenbao", DEMO_PASSWORD, NULL), 200);
}

/* ---- posts -------------------------------------------------------------------------------- */

static void second_post_acts_with_its_own_rights(void **state)
{
    struct op *op = *state;

    assert_ok(op,
              db_run(op, &test_second_post, DB_IN(IN_TEXT("shenbao"), IN_TEXT("approver")), NULL));
    struct visit browser = visit(op, "shenbao");
    assert_status(ask(op, browser, "GET", "/api/v1/packages", NULL), 200);
    assert_status(ask(op, browser, "GET", "/api/v1/recommendations?call=" CALL, NULL), 403);
    struct reply taken = ask(op, browser, "PUT", "/api/v1/session/post", "{'post':'secondpost'}");
    assert_status(taken, 200);
    assert_string_equal(text_of(taken, "post.role"), "approver");
    assert_status(ask(op, browser, "GET", "/api/v1/recommendations?call=" CALL, NULL), 200);
}

static void foreign_post_is_not_found(void **state)
{
    struct op *op = *state;
    struct reply other = get_as(op, "fuze", "/api/v1/session");
    struct visit browser = visit(op, "shenbao");

    assert_refused(ask(op, browser, "PUT", "/api/v1/session/post",
                       mem_printf(op, "{'post':'%s'}", text_of(other, "post.id"))),
                   404, "not_found");
}

static void ended_post_ends_the_session(void **state)
{
    struct op *op = *state;
    struct visit browser = visit(op, "shenbao");

    assert_ok(op, db_run(op, &test_end_posts, DB_IN(IN_TEXT("shenbao")), NULL));
    assert_false(alive(op, browser));
    assert_refused(sign_in(op, "shenbao", DEMO_PASSWORD, NULL), 403, "no_post");
}

/* ---- the password ------------------------------------------------------------------------- */

static struct reply change(struct op *op, struct visit browser, const char *old, const char *new)
{
    return ask(op, browser, "POST", "/api/v1/session/password",
               mem_printf(op, "{'old':'%s','new':'%s'}", old, new));
}

static void password_change_ends_the_other_sessions(void **state)
{
    struct op *op = *state;
    struct visit here = visit(op, "shenbao");
    struct visit there = visit(op, "shenbao");
    struct visit somebody = visit(op, "shenhe");

    assert_refused(change(op, here, "wrong", "Caoyuan-2025!"), 422, "password_wrong");
    assert_refused(change(op, here, DEMO_PASSWORD, "caoyuan2025"), 422, "password_weak");
    assert_refused(change(op, here, DEMO_PASSWORD, "Cao-2025!"), 422, "password_weak");
    assert_true(alive(op, there));
    assert_status(change(op, here, DEMO_PASSWORD, "Caoyuan-2025!"), 204);
    assert_true(alive(op, here));
    assert_false(alive(op, there));
    assert_true(alive(op, somebody));
    assert_int_equal(number_in_db(op, &test_sessions_of, "shenbao"), 1);
    assert_refused(sign_in(op, "shenbao", DEMO_PASSWORD, NULL), 401, "sign_in_wrong");
    assert_status(sign_in(op, "shenbao", "Caoyuan-2025!", NULL), 200);
}

int main(void)
{
    return run_on_each_site("session",
                            (const struct CMUnitTest[]){
                                TEST(fifth_failure_locks_for_15_minutes),
                                TEST(guesses_elsewhere_do_not_lock_out_the_owner),
                                TEST(guesses_from_everywhere_lock_new_places_only),
                                TEST(old_passwords_are_not_guessed_from_an_open_browser),
                                TEST(four_failures_and_a_success_begin_anew),
                                TEST(lock_goes_by_the_real_clock),
                                TEST(unknown_login_looks_like_a_wrong_password),
                                TEST(names_nobody_has_lock_like_others),
                                TEST(failures_are_forgotten_after_a_day),
                                TEST(tries_are_bounded),
                                TEST(session_ends_after_30_idle_minutes),
                                TEST(session_ends_after_12_hours_of_use),
                                TEST(signing_out_ends_it),
                                TEST(changes_need_the_csrf_token_of_the_session),
                                TEST(second_factor_is_asked_for_and_its_codes_serve_once),
                                TEST(wrong_codes_lock_too),
                                TEST(second_factor_is_not_replaced),
                                TEST(confirming_needs_a_fitting_code),
                                TEST(second_post_acts_with_its_own_rights),
                                TEST(foreign_post_is_not_found),
                                TEST(ended_post_ends_the_session),
                                TEST(password_change_ends_the_other_sessions),
                                { 0 },
                            });
}
