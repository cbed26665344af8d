/* SPDX-License-Identifier: Apache-2.0 */
/* 巡视审计: two persons let an inspector in, by a letter; he reads its scope, noted; his pack holds. */
#include "site.h"

#include "base/crypto.h"
#include "base/keys.h"
#include "base/mem.h"
#include "base/site.h"
#include "event/event.h"
#include "inspection/inspection.h"
#include "job/job.h"

#define INSPECTIONS "/api/v1/inspections"
#define PASSWORD    "Xunshi-2025-mima"

DB_SQL(
    test_views, "t",
    "SELECT count(*) FROM event WHERE action = 'inspection.view' AND data LIKE '%' || $1 || '%'");
DB_SQL(test_prolong_posts, "i", "UPDATE post SET to_day = $1 WHERE role = 'inspector'");
DB_SQL(test_break_receipt, "t",
       "UPDATE package SET receipt = replace(receipt, 'a', 'b') WHERE public_id <> $1");
DB_SQL(test_break_event, "t", "UPDATE event SET action = 'application.refuse' WHERE action = $1");

struct inspector {
    const char *id; /* of the inspection */
    const char *login;
    const char *token;
    const char *csrf;
};

static struct reply propose(struct op *op, const char *login, const char *from, const char *to,
                            const char *tracks)
{
    return call_as(op, login, "POST", INSPECTIONS,
                   mem_printf(op,
                              "{'letter':'内巡〔2025〕7号','issuer':'自治区党委巡视办',"
                              "'call':'" CALL "','tracks':[%s],'from':'%s','to':'%s',"
                              "'login':'xunshi','name':'巡视员'}",
                              tracks, from, to));
}

static struct reply decide(struct op *op, const char *login, const char *id, const char *body)
{
    return call_as(op, login, "POST", mem_printf(op, INSPECTIONS "/%s/decide", id), body);
}

static struct reply sign_in(struct op *op, const struct inspector *who)
{
    return call_with(op, "", "", "POST", "/api/v1/session",
                     mem_printf(op, "{'login':'%s','password':'" PASSWORD "'}", who->login));
}

/* Proposed, approved and signed in; tracks: "'overseas'" or "". */
static struct inspector admitted(struct op *op, const char *tracks)
{
    struct reply made = propose(op, "anquan", "2025-01-20", "2025-01-31", tracks);

    assert_status(made, 201);
    struct inspector who = { .id = text_of(made, "inspection.id"),
                             .login = text_of(made, "inspection.login") };
    assert_status(call_with(op, "", "", "POST", "/api/v1/activation/password",
                            mem_printf(op, "{'token':'%s','password':'" PASSWORD "'}",
                                       text_of(made, "token"))),
                  204);
    assert_refused(sign_in(op, &who), 403, "no_post");
    assert_status(decide(op, "fuze", who.id, "{'agree':true}"), 204);
    struct reply session = sign_in(op, &who);
    assert_status(session, 200);
    who.csrf = text_of(session, "csrf");
    const char *start = strchr(session.cookie, '=') + 1;
    who.token = mem_text_max(op, start, strcspn(start, ";"));
    return who;
}

static struct reply get(struct op *op, const struct inspector *who, const char *target)
{
    return call_with(op, who->token, "", "GET", target, NULL);
}

static struct reply post(struct op *op, const struct inspector *who, const char *target,
                         const char *body)
{
    return call_with(op, who->token, who->csrf, "POST", target, body);
}

/* ---- who lets him in ---------------------------------------------------------------------- */

static void two_persons_admit(void **state)
{
    struct op *op = *state;

    assert_refused(propose(op, "fuze", "2025-01-20", "2025-01-31", ""), 403, "not_allowed");
    struct reply made = propose(op, "anquan", "2025-01-20", "2025-01-31", "");
    const char *id = text_of(made, "inspection.id");
    assert_refused(decide(op, "anquan", id, "{'agree':true}"), 403, "not_allowed");
    assert_refused(decide(op, "fuze", id, "{'agree':false}"), 422, "reason_needed");
    assert_status(decide(op, "fuze", id, "{'agree':false,'note':'函件不全'}"), 204);
    assert_refused(decide(op, "fuze", id, "{'agree':true}"), 409, "inspection_decided");
    assert_refused(decide(op, "fuze", "aaaaaaaaaaaaaaaa", "{'agree':true}"), 404, "not_found");
    assert_chain_clean(op);
}

/* Whether the workbench of a person holds a letter that waits. */
static bool waits_for(struct op *op, const char *login)
{
    return strstr(get_as(op, login, "/api/v1/work").bytes, "内巡〔2025〕7号") != NULL;
}

static void letters_wait_on_the_workbench_of_the_head(void **state)
{
    struct op *op = *state;

    assert_false(waits_for(op, "fuze"));
    const char *id =
        text_of(propose(op, "anquan", "2025-01-20", "2025-01-21", ""), "inspection.id");
    assert_true(waits_for(op, "fuze"));
    assert_false(waits_for(op, "anquan"));
    assert_false(waits_for(op, "jingban"));
    int64_t start_ms = op->now_ms;
    op->now_ms = DEADLINE_MS - 3 * DAY_MS; /* 2025-01-22: its days are over */
    assert_false(waits_for(op, "fuze"));
    op->now_ms = start_ms;
    assert_status(decide(op, "fuze", id, "{'agree':true}"), 204);
    assert_false(waits_for(op, "fuze"));
}

static void the_post_is_given_by_no_other_way(void **state)
{
    struct op *op = *state;
    struct reply users = get_as(op, "anquan", "/api/v1/admin/users?limit=500&q=shenbao");
    struct reply orgs = get_as(op, "anquan", "/api/v1/orgs?q=%%E5%%8E%%85");
    const char *org = text_of(orgs, "rows.0.id");

    assert_refused(
        call_as(op, "anquan", "POST",
                mem_printf(op, "/api/v1/admin/users/%s/posts", text_of(users, "rows.0.id")),
                mem_printf(op, "{'org':'%s','role':'inspector'}", org)),
        403, "role_by_letter");
    assert_refused(call_as(op, "anquan", "POST", "/api/v1/admin/users",
                           mem_printf(op,
                                      "{'login':'other','name':'他','org':'%s',"
                                      "'role':'inspector'}",
                                      org)),
                   403, "role_by_letter");
}

static void days_have_limits(void **state)
{
    struct op *op = *state;
    const char *before = fingerprint(op);
    static const char *const wrong[][2] = { { "2025-01-19", "2025-01-31" },
                                            { "2025-01-21", "2025-01-20" },
                                            { "2025-01-20", "2025-07-23" },
                                            { "2026-01-22", "2026-01-23" } };

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_refused(propose(op, "anquan", wrong[i][0], wrong[i][1], ""), 422, "day_wrong");
    assert_refused(propose(op, "anquan", "2025-01-20", "2025-01-31", "'nothing'"), 422,
                   "no_such_track");
    assert_string_equal(fingerprint(op), before);
    assert_status(propose(op, "anquan", "2025-01-20", "2025-07-22", ""), 201);
}

/* ---- what he sees ------------------------------------------------------------------------- */

static void he_sees_what_was_sent_within_the_letter(void **state)
{
    struct op *op = *state;
    const char *sent = a_sent(op, &PARK);
    const char *draft = a_filled(op, &PARK);
    struct inspector in = admitted(op, "'" TRACK "'");

    struct reply list = get(op, &in, "/api/v1/applications");
    assert_int_equal(json_array_size(member(&list, "rows")), 1);
    struct reply page = get(op, &in, mem_printf(op, "/api/v1/applications/%s", sent));
    assert_status(page, 200);
    assert_true(json_is_true(member(&page, "masked")));
    assert_int_equal(json_array_size(member(&page, "actions")), 0);
    assert_refused(get(op, &in, mem_printf(op, "/api/v1/applications/%s", draft)), 404,
                   "not_found");
    assert_refused(
        post(op, &in, mem_printf(op, "/api/v1/applications/%s/actions/accept", sent), "{}"), 403,
        "not_allowed");
    assert_refused(get(op, &in, "/api/v1/events"), 403, "not_allowed");
}

static void he_sees_nothing_outside_the_letter(void **state)
{
    struct op *op = *state;
    const char *sent = a_sent(op, &PARK);
    struct inspector in = admitted(op, "'team','expert'");

    struct reply list = get(op, &in, "/api/v1/applications");
    assert_int_equal(json_array_size(member(&list, "rows")), 0);
    assert_refused(get(op, &in, mem_printf(op, "/api/v1/applications/%s", sent)), 404, "not_found");
}

/* A post that was made to run beyond the letter, whoever did it, opens nothing. */
static void a_post_beyond_the_letter_sees_nothing(void **state)
{
    struct op *op = *state;
    const char *sent = a_sent(op, &PARK);
    struct inspector in = admitted(op, "'" TRACK "'");

    assert_status(get(op, &in, mem_printf(op, "/api/v1/applications/%s", sent)), 200);
    assert_ok(op, db_run(op, &test_prolong_posts, DB_IN(IN_INT(20301231)), NULL));
    assert_refused(get(op, &in, mem_printf(op, "/api/v1/applications/%s", sent)), 404, "not_found");
}

/* The package of an application, as its receipt names it. */
static const char *package_of(struct op *op, const char *login, const char *id)
{
    return text_of(get_as(op, login, "/api/v1/applications/%s", id), "receipt.package");
}

static void he_reads_packages_that_the_letter_names_whole(void **state)
{
    struct op *op = *state;
    const char *sent = a_sent(op, &PARK);
    const char *package = package_of(op, "fuze", sent);
    struct inspector in = admitted(op, "'" TRACK "'");
    const char *target = mem_printf(op, "/api/v1/packages/%s", package);

    struct reply page = get(op, &in, mem_printf(op, "/api/v1/applications/%s", sent));
    assert_string_equal(text_of(page, "receipt.package"), package);
    struct reply list = get(op, &in, "/api/v1/packages");
    assert_int_equal(json_array_size(member(&list, "rows")), 1);
    page = get(op, &in, target);
    assert_status(page, 200);
    assert_true(json_is_true(member(&page, "masked")));
    assert_true(json_is_null(member(&page, "round")));
    assert_status(get(op, &in, mem_printf(op, "%s/receipt", target)), 200);
    assert_status(get(op, &in, mem_printf(op, "%s/attachments", target)), 200);
    assert_status(get(op, &in, mem_printf(op, "%s/papers/summary", target)), 200);
    assert_int_equal(number_in_db(op, &test_views, package), 4);
    assert_refused(post(op, &in, mem_printf(op, "%s/letter/accept", target), "{}"), 403,
                   "not_allowed");
    assert_refused(post(op, &in, mem_printf(op, "%s/attachments", target), "{}"), 403,
                   "not_allowed");
    assert_refused(post(op, &in, mem_printf(op, "%s/check-in", target), "{}"), 403, "not_allowed");
}

/* A receipt cannot be cut: one item that the letter does not name hides the whole package. */
static void he_reads_no_package_with_more_than_the_letter_names(void **state)
{
    struct op *op = *state;
    const char *team = a_recommended_on(op, &HOSPITAL, "team");
    const char *expert = a_recommended_on(op, &GRASS, "expert");

    assert_status(call_as(op, "tuijian", "POST", "/api/v1/packages",
                          "{'call':'" CALL "','desk':'centre','declaration':true}"),
                  201);
    const char *package = package_of(op, "fuze", team);
    struct inspector in = admitted(op, "'team'");
    assert_status(get(op, &in, mem_printf(op, "/api/v1/applications/%s", team)), 200);
    assert_status(get(op, &in, mem_printf(op, "/api/v1/applications/%s", expert)), 404);
    struct reply page = get(op, &in, mem_printf(op, "/api/v1/applications/%s", team));
    assert_true(json_is_null(member(&page, "receipt.package")));
    struct reply none = get(op, &in, mem_printf(op, "/api/v1/packages/%s", package));
    assert_refused(none, 404, "not_found");
    struct reply list = get(op, &in, "/api/v1/packages");
    assert_int_equal(json_array_size(member(&list, "rows")), 0);
}

static void every_look_is_an_event_that_units_do_not_see(void **state)
{
    struct op *op = *state;
    const char *sent = a_sent(op, &PARK);
    struct inspector in = admitted(op, "");
    struct reply before = get_as(op, "yuanqu", "/api/v1/applications/%s/events", sent);
    const char *target = mem_printf(op, "/api/v1/applications/%s", sent);

    (void)get(op, &in, "/api/v1/session");
    assert_int_equal(number_in_db(op, &test_views, ""), 0);
    assert_status(get(op, &in, target), 200);
    assert_status(get(op, &in, target), 200);
    assert_status(get(op, &in, mem_printf(op, "%s/versions/1", target)), 200);
    assert_int_equal(number_in_db(op, &test_views, sent), 3);
    assert_status(post(op, &in, mem_printf(op, "%s/reveal", target), "{'reason':'核对拨款账户'}"),
                  200);
    assert_string_equal(get_as(op, "yuanqu", "/api/v1/applications/%s/events", sent).bytes,
                        before.bytes);
    assert_chain_clean(op);
}

static void no_event_no_look(void **state)
{
    struct op *op = *state;
    const char *sent = a_sent(op, &PARK);
    struct inspector in = admitted(op, "");
    const char *target = mem_printf(op, "/api/v1/applications/%s/versions/1", sent);
    bool shown = false;

    for (int n = 1; !shown; n++) {
        assert_true(n < 60);
        int64_t before = number_in_db(op, &test_views, sent);
        db_fail_at(op->db, n);
        struct reply reply = get(op, &in, target);
        db_fail_at(op->db, 0);
        shown = reply.status == 200;
        assert_null(shown ? NULL : strstr(reply.bytes, "\"values\""));
        assert_int_equal(number_in_db(op, &test_views, sent) - before, shown);
    }
}

static void his_time_ends(void **state)
{
    struct op *op = *state;
    struct inspector in = admitted(op, "");
    int64_t start_ms = op->now_ms;
    int64_t end_ms = DEADLINE_MS + 7 * DAY_MS; /* 2025-01-31 is over */

    op->now_ms = end_ms - 1;
    assert_status(get(op, &in, "/api/v1/applications"), 200);
    op->now_ms = end_ms;
    assert_refused(sign_in(op, &in), 403, "no_post");
    assert_refused(get(op, &in, "/api/v1/applications"), 401, "signed_out");
    op->now_ms = start_ms;
    assert_status(get(op, &in, "/api/v1/applications"), 200);
    assert_status(call_as(op, "anquan", "POST", mem_printf(op, INSPECTIONS "/%s/end", in.id), "{}"),
                  204);
    assert_refused(get(op, &in, "/api/v1/applications"), 401, "signed_out");
    assert_refused(
        call_as(op, "anquan", "POST", mem_printf(op, INSPECTIONS "/%s/end", in.id), "{}"), 409,
        "inspection_not_open");
}

/* ---- the pack ----------------------------------------------------------------------------- */

static void make_packs(struct op *op)
{
    static const struct job_kind kinds[] = { { "inspection.pack", pack_job }, { 0 } };
    bool ran = true;

    (void)site_op(op);
    while (ran)
        assert_ok(op, job_run_once(op, kinds, &ran));
}

static const char *public_key(struct op *op)
{
    const char *pem = NULL;

    assert_ok(op, keys_public_pem(op, site_op(op)->site->keys, NULL, &pem));
    return pem;
}

static void pack_is_made_and_holds(void **state)
{
    struct op *op = *state;
    struct pack_verdict verdict = { 0 };

    (void)a_sent(op, &PARK);
    (void)a_sent(op, &HOSPITAL);
    (void)a_filled(op, &PARK);
    struct inspector in = admitted(op, "'" TRACK "'");
    const char *target = mem_printf(op, INSPECTIONS "/%s/pack", in.id);
    assert_string_equal(text_of(get(op, &in, target), "state"), "none");
    struct reply asked = post(op, &in, target, "{}");
    assert_status(asked, 202);
    assert_string_equal(text_of(asked, "state"), "making");
    assert_refused(get(op, &in, mem_printf(op, "%s/content", target)), 404, "not_found");
    make_packs(op);
    struct reply made = get(op, &in, target);
    assert_string_equal(text_of(made, "state"), "made");
    struct reply pack = get(op, &in, mem_printf(op, "%s/content", target));
    assert_string_equal(pack.type, "application/zip");
    assert_string_equal(sm3_hex(op, pack.bytes, pack.size), text_of(made, "sm3"));
    const struct bytes file = { (const unsigned char *)pack.bytes, pack.size };
    assert_ok(op, pack_check(op, file, public_key(op), &verdict));
    assert_int_equal(verdict.applications, 2);
    assert_int_equal(verdict.receipts, 2);
    assert_true(verdict.events > 10);
    assert_string_equal(verdict.letter, "内巡〔2025〕7号");
    assert_chain_clean(op);
}

/* A changed byte is told by the archive, a digest or the signature; what still passes was a date or
 * an attribute in an entry's head, with the same contents. */
static void changed_packs_are_found(void **state)
{
    struct op *op = *state;
    const struct pack_scope scope = { CALL, "", "", "" };
    struct pack_verdict whole = { 0 };
    struct pack_verdict verdict = { 0 };
    struct bytes pack = { 0 };
    int tried = 0;
    int told = 0;

    (void)a_sent(op, &PARK);
    assert_ok(op, pack_build(site_op(op), &scope, &pack));
    assert_ok(op, pack_check(op, pack, public_key(op), &whole));
    unsigned char *bytes = mem_copy(op, pack.data, pack.size);
    for (size_t at = 0; at < pack.size; at += 1 + pack.size / 211) {
        struct op *scratch = op_new(NULL, 0, 0);
        bytes[at] ^= 1;
        enum err e =
            pack_check(scratch, (struct bytes){ bytes, pack.size }, public_key(op), &verdict);
        bytes[at] ^= 1;
        tried++;
        told += e != OK;
        if (e == OK) {
            assert_int_equal(verdict.events, whole.events);
            assert_int_equal(verdict.receipts, whole.receipts);
            assert_string_equal(verdict.made, whole.made);
        }
        op_free(scratch);
    }
    assert_true(told * 10 > tried * 8);
    assert_fails(op,
                 pack_check(op, (struct bytes){ bytes, pack.size / 2 }, public_key(op), &verdict),
                 ERR_INVALID, "pack_damaged");
}

static void packs_of_a_falsified_base_are_found(void **state)
{
    struct op *op = *state;
    const struct pack_scope scope = { CALL, "", "", "" };
    struct pack_verdict verdict = { 0 };
    struct bytes pack = { 0 };

    (void)a_sent(op, &PARK);
    assert_ok(op, db_run(op, &test_break_event, DB_IN(IN_TEXT("application.approve")), NULL));
    assert_ok(op, pack_build(site_op(op), &scope, &pack));
    assert_fails(op, pack_check(op, pack, public_key(op), &verdict), ERR_INVALID,
                 "pack_event_wrong");
}

static void receipts_of_a_falsified_base_are_found(void **state)
{
    struct op *op = *state;
    const struct pack_scope scope = { CALL, "", "", "" };
    struct pack_verdict verdict = { 0 };
    struct bytes pack = { 0 };

    (void)a_sent(op, &PARK);
    assert_ok(op, db_run(op, &test_break_receipt, DB_IN(IN_TEXT("")), NULL));
    assert_ok(op, pack_build(site_op(op), &scope, &pack));
    assert_int_equal(pack_check(op, pack, public_key(op), &verdict), ERR_INVALID);
    op_forgive(op);
}

int main(void)
{
    return run_on_each_site("inspection",
                            (const struct CMUnitTest[]){
                                TEST(two_persons_admit),
                                TEST(letters_wait_on_the_workbench_of_the_head),
                                TEST(the_post_is_given_by_no_other_way),
                                TEST(days_have_limits),
                                TEST(he_sees_what_was_sent_within_the_letter),
                                TEST(he_sees_nothing_outside_the_letter),
                                TEST(a_post_beyond_the_letter_sees_nothing),
                                TEST(he_reads_packages_that_the_letter_names_whole),
                                TEST(he_reads_no_package_with_more_than_the_letter_names),
                                TEST(every_look_is_an_event_that_units_do_not_see),
                                TEST(no_event_no_look),
                                TEST(his_time_ends),
                                TEST(pack_is_made_and_holds),
                                TEST(changed_packs_are_found),
                                TEST(packs_of_a_falsified_base_are_found),
                                TEST(receipts_of_a_falsified_base_are_found),
                                { 0 },
                            });
}
