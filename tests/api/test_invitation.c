/* SPDX-License-Identifier: Apache-2.0 */
/* An invitation goes out once the employer agreed, and a decline moves as few as can be. */
#include "support/matching_site.h"

#include "base/site.h"
#include "invitation/invitation.h"
#include "mail/mail.h"
#include "mail/smtp.h"
#include "support/smtp_sink.h"

static struct smtp_sink *sink;
static struct smtp_server server;

DB_SQL(test_links, "t", "SELECT count(*) FROM event WHERE data LIKE '%' || $1 || '%'");

static void lend_mail(struct op *op)
{
    struct site *site = mem_copy(op, op->site, sizeof *site);

    server = (struct smtp_server){ .url = smtp_sink_url(sink), .from = "no-reply@example.cn" };
    site->mail = &server;
    site->public_url = "https://example.cn";
    op->site = site;
}

static struct reply post(struct op *op, const char *login, const char *target, const char *body)
{
    return call_as(op, login, "POST", target, body);
}

static struct reply begin(struct op *op, const struct fixture *fixture, const char *until,
                          const char *expert)
{
    return post(op, "jingban", "/api/v1/invitations",
                mem_printf(op, "{'run':'%s','until':'%s','pairs':[{'demand':'%s','expert':'%s'}]}",
                           fixture->run, until, fixture->cows, expert));
}

/* The invitation for the cows of whoever is proposed; its public id. */
static const char *begun(struct op *op, const struct fixture *fixture, const char *expert)
{
    assert_status(begin(op, fixture, "2025-02-20", expert), 204);
    struct reply list = get_as(op, "jingban", "/api/v1/invitations?run=%s", fixture->run);
    return text_of(list, "rows.0.id");
}

static struct reply act(struct op *op, const char *id, const char *action, const char *body)
{
    return post(op, "jingban", mem_printf(op, "/api/v1/invitations/%s/actions/%s", id, action),
                body);
}

/* Consent given and sent; the link's token. */
static const char *sent(struct op *op, const char *id)
{
    assert_status(act(op, id, "consent", "{'by':'农大人事处同意函〔2025〕3号'}"), 200);
    struct reply reply = act(op, id, "send", "{}");
    assert_status(reply, 200);
    return mem_text(op, strrchr(text_of(reply, "link"), '/') + 1);
}

static struct reply answer(struct op *op, const char *token, const char *rest)
{
    return post(op, NULL, "/api/v1/invitation/answer",
                mem_printf(op, "{'token':'%s',%s}", token, rest));
}

#define YES "'accept':true,'words':'','days':[{'from':'2025-03-03','to':'2025-03-07'}]"
#define NO  "'accept':false,'words':'当月有课','days':[]"

static const char *proposed(struct op *op, const struct fixture *fixture)
{
    struct reply board = get_as(op, "jingban", "/api/v1/matchings/%s", fixture->run);
    for (size_t i = 0; i < 2; i++) {
        const json_t *row = json_array_get(member(&board, "rows"), i);
        const json_t *seat = json_array_get(json_object_get(row, "seats"), 0);
        if (strcmp(json_string_value(json_object_get(row, "demand")), fixture->cows) == 0)
            return seat == NULL ? "" : json_string_value(json_object_get(seat, "name"));
    }
    return "";
}

static void an_expert_accepts_with_days(void **state)
{
    struct op *op = *state;
    struct fixture fixture = a_run(op, 1, false);
    const char *id = begun(op, &fixture, fixture.experts[0]);
    const char *token = sent(op, id);

    struct reply seen =
        post(op, NULL, "/api/v1/invitation", mem_printf(op, "{'token':'%s'}", token));
    assert_status(seen, 200);
    assert_string_equal(text_of(seen, "title"), "奶牛乳房炎防治技术");
    assert_string_equal(text_of(seen, "name"), "甲");
    struct reply answered = answer(op, token, YES);
    assert_status(answered, 200);
    assert_string_equal(text_of(answered, "state"), "accepted");
    assert_status(answer(op, token, YES), 200);
    assert_refused(answer(op, token, NO), 409, "invitation_answered");
    assert_status(act(op, id, "finish", "{'satisfaction':5,'result':'培训40人'}"), 200);
    assert_int_equal(int_of(get_as(op, "jingban", "/api/v1/invitations/%s", id), "satisfaction"),
                     5);
    assert_chain_clean(op);
}

static void a_decline_frees_the_seat_for_the_next_best(void **state)
{
    struct op *op = *state;
    struct fixture fixture = a_run(op, 1, false);
    const char *id = begun(op, &fixture, fixture.experts[0]);
    const char *token = sent(op, id);

    assert_string_equal(proposed(op, &fixture), "甲");
    assert_refused(answer(op, token, "'accept':false,'words':'','days':[]"), 422, "reason_needed");
    assert_status(answer(op, token, NO), 200);
    assert_string_equal(proposed(op, &fixture), "乙");
    assert_string_equal(text_of(get_as(op, "jingban", "/api/v1/invitations/%s", id), "words"),
                        "当月有课");
    struct reply list = get_as(op, "jingban", "/api/v1/invitations?state=declined");
    assert_int_equal(json_array_size(member(&list, "rows")), 1);
    assert_chain_clean(op);
}

static void without_consent_nothing_goes_out(void **state)
{
    struct op *op = *state;
    struct fixture fixture = a_run(op, 1, false);
    const char *id = begun(op, &fixture, fixture.experts[0]);

    assert_refused(act(op, id, "send", "{}"), 409, "no_such_step");
    assert_refused(act(op, id, "consent", "{}"), 422, "invitation_consent");
    assert_refused(act(op, id, "refuse", "{}"), 422, "reason_needed");
    assert_status(act(op, id, "refuse", "{'reason':'单位任务重'}"), 200);
    assert_string_equal(proposed(op, &fixture), "乙");
}

static void an_invited_pair_stays_until_it_is_withdrawn(void **state)
{
    struct op *op = *state;
    struct fixture fixture = a_run(op, 1, false);
    const char *id = begun(op, &fixture, fixture.experts[0]);
    const char *token = sent(op, id);
    const char *target = mem_printf(op, "/api/v1/matchings/%s/changes", fixture.run);
    const char *change = mem_printf(op,
                                    "{'seen':1,'try_only':false,'changes':[{'demand':'%s',"
                                    "'expert':'%s','hold':'forbidden','reason':'由'}]}",
                                    fixture.cows, fixture.experts[0]);

    assert_refused(post(op, "jingban", target, change), 409, "matching_invited");
    assert_status(act(op, id, "withdraw", "{'reason':'需求撤销'}"), 200);
    assert_refused(post(op, NULL, "/api/v1/invitation", mem_printf(op, "{'token':'%s'}", token)),
                   404, "invitation_link");
    assert_status(post(op, "jingban", target, change), 200);
}

static void the_letter_has_the_link_and_nothing_else_has(void **state)
{
    struct op *op = *state;
    struct fixture fixture = a_run(op, 1, false);
    const char *token = sent(op, begun(op, &fixture, fixture.experts[0]));
    int64_t mails = 0;

    lend_mail(site_op(op));
    assert_ok(op, mail_send_due(op, &mails));
    assert_int_equal(mails, 1);
    assert_non_null(strstr(smtp_sink_last(sink), "To: <jia@example.cn>"));
    assert_int_equal(number_in_db(op, &test_links, token), 0);
}

static void reminders_come_twice_and_silence_is_registered(void **state)
{
    struct op *op = *state;
    struct fixture fixture = a_run(op, 1, false);
    const char *id = begun(op, &fixture, fixture.experts[0]);
    const char *token = sent(op, id);
    int64_t moved = 0;

    static const struct {
        int days;
        int64_t moved;
    } waits[] = { { 2, 0 }, { 1, 1 }, { 0, 0 }, { 3, 1 }, { 4, 0 }, { 40, 1 }, { 1, 0 } };

    (void)site_op(op);
    for (size_t i = 0; i < sizeof waits / sizeof waits[0]; i++) {
        op->now_ms += waits[i].days * DAY_MS;
        assert_ok(op, invitation_sweep(op, &moved));
        assert_int_equal(moved, waits[i].moved);
    }
    assert_string_equal(text_of(get_as(op, "jingban", "/api/v1/invitations/%s", id), "state"),
                        "expired");
    assert_refused(answer(op, token, NO), 409, "invitation_answered");
    assert_chain_clean(op);
}

static void days_must_lie_ahead_and_in_order(void **state)
{
    struct op *op = *state;
    struct fixture fixture = a_run(op, 1, false);
    const char *token = sent(op, begun(op, &fixture, fixture.experts[0]));

    assert_refused(answer(op, token,
                          "'accept':true,'words':'','days':[{'from':'2025-03-07','to':"
                          "'2025-03-03'}]"),
                   422, "invitation_days");
    assert_refused(answer(op, token,
                          "'accept':true,'words':'','days':[{'from':'2024-03-03','to':"
                          "'2025-03-03'}]"),
                   422, "invitation_days");
}

static void only_what_is_proposed_is_invited_and_once(void **state)
{
    struct op *op = *state;
    struct fixture fixture = a_run(op, 1, false);

    assert_refused(begin(op, &fixture, "2025-02-20", fixture.experts[1]), 409,
                   "invitation_not_proposed");
    assert_refused(begin(op, &fixture, "2025-01-01", fixture.experts[0]), 422, "invitation_until");
    assert_status(begin(op, &fixture, "2025-02-20", fixture.experts[0]), 204);
    assert_refused(begin(op, &fixture, "2025-02-20", fixture.experts[0]), 409, "invitation_exists");
}

static void a_wrong_link_and_a_withdrawn_one_are_the_same(void **state)
{
    struct op *op = *state;

    assert_refused(post(op, NULL, "/api/v1/invitation", "{'token':'0123'}"), 404,
                   "invitation_link");
}

/* Who leaves or moves: invitations end, letters stop, another is proposed. */
static void an_expert_who_is_away_is_replaced(void **state)
{
    struct op *op = *state;
    struct fixture fixture = a_run(op, 1, false);
    const char *first = begun(op, &fixture, fixture.experts[0]);
    const char *token = sent(op, first);
    const char *at = mem_printf(op, "/api/v1/experts/%s/actions", fixture.experts[0]);

    assert_string_equal(proposed(op, &fixture), "甲");
    assert_status(call_as(op, "jingban", "POST", mem_printf(op, "%s/employer", at),
                          "{'text':'内蒙古科技大学','day':'2025-01-10'}"),
                  200);
    assert_string_equal(proposed(op, &fixture), "乙");
    struct reply gone = get_as(op, "jingban", "/api/v1/invitations/%s", first);
    assert_string_equal(text_of(gone, "state"), "withdrawn");
    assert_true(answer(op, token, "'accept':true,'words':'','days':[]").status >= 400);
    const char *second = begun(op, &fixture, fixture.experts[1]);
    assert_status(call_as(op, "jingban", "POST",
                          mem_printf(op, "/api/v1/experts/%s/actions/leave", fixture.experts[1]),
                          "{'text':'退休'}"),
                  200);
    gone = get_as(op, "jingban", "/api/v1/invitations/%s", second);
    assert_string_equal(text_of(gone, "state"), "withdrawn");
    assert_string_equal(proposed(op, &fixture), "");
    assert_status(
        call_as(op, "jingban", "POST", mem_printf(op, "%s/consent", at), "{'text':'新单位同意函'}"),
        200);
    struct reply board = get_as(op, "jingban", "/api/v1/matchings/%s", fixture.run);
    assert_status(call_as(op, "jingban", "POST",
                          mem_printf(op, "/api/v1/matchings/%s/changes", fixture.run),
                          mem_printf(op,
                                     "{'seen':%lld,'try_only':false,'changes':[{'expert':'%s',"
                                     "'hold':'free'}]}",
                                     (long long)int_of(board, "run.solved"), fixture.experts[0])),
                  200);
    assert_string_equal(proposed(op, &fixture), "甲");
    assert_chain_clean(op);
}

int main(void)
{
    sink = smtp_sink_start();
    int failed =
        run_on_each_site("invitation", (const struct CMUnitTest[]){
                                           TEST(an_expert_accepts_with_days),
                                           TEST(a_decline_frees_the_seat_for_the_next_best),
                                           TEST(without_consent_nothing_goes_out),
                                           TEST(an_invited_pair_stays_until_it_is_withdrawn),
                                           TEST(the_letter_has_the_link_and_nothing_else_has),
                                           TEST(reminders_come_twice_and_silence_is_registered),
                                           TEST(days_must_lie_ahead_and_in_order),
                                           TEST(only_what_is_proposed_is_invited_and_once),
                                           TEST(a_wrong_link_and_a_withdrawn_one_are_the_same),
                                           TEST(an_expert_who_is_away_is_replaced),
                                           { 0 },
                                       });
    smtp_sink_stop(sink);
    return failed;
}
