/* SPDX-License-Identifier: Apache-2.0 */
/* The road of an application, from the first draft to acceptance, and every way off it. */
#include "site.h"

#include "application/application.h"
#include "base/json_own.h"
#include "base/mem.h"

/* Mending periods that begin on Monday 2025-01-20: 3 and 5 working days from the next day on; the
 * Sunday 26th is worked for the Spring Festival. */
#define MEND_END_MS  INT64_C(1737648000000) /* 2025-01-24T00:00+08:00 */
#define PAPER_END_MS INT64_C(1737907200000) /* 2025-01-27T00:00+08:00 */

static bool has_action(struct reply page, const char *code)
{
    size_t i = 0;
    const json_t *row = NULL;

    json_array_foreach(member(&page, "actions"), i, row)
    {
        if (strcmp(json_text_get(row, "code"), code) == 0)
            return true;
    }
    return false;
}

/* What is asked is refused for this reason, and nothing at all has changed. */
static void refused(struct op *op, struct reply (*ask)(struct op *op, const char *id),
                    const char *id, const char *code)
{
    const char *before = fingerprint(op);

    assert_refused(ask(op, id), 409, code);
    assert_string_equal(fingerprint(op), before);
}

static struct reply recommend(struct op *op, const char *id)
{
    return act_as(op, "tuijian", id, "recommend", "{}");
}

static struct reply send_up(struct op *op, const char *id)
{
    return send_as(op, "tuijian", quoted(op, id));
}

static struct reply send_direct(struct op *op, const char *id)
{
    return send_as(op, "yuanqu2", quoted(op, id));
}

static struct reply mend(struct op *op, const char *id)
{
    return act_as(op, "shenhe", id, "mend", "{'declaration':true}");
}

static struct reply return_it(struct op *op, const char *id)
{
    return act_as(op, "shouli", id, "return", "{'items':[{'text':'又缺一页'}]}");
}

/* ---- the whole road ----------------------------------------------------------------------- */

static void league_unit_goes_the_whole_road(void **state)
{
    struct op *op = *state;
    const char *id = a_returned(op, &HOSPITAL);

    assert_status(save_as(op, "shenbao", id, "[{'path':'/values/scale','value':130}]"), 200);
    do_as(op, "shenhe", id, "mend", "{'declaration':true}");
    do_as(op, "shouli", id, "accept", "{'reason':'材料齐全'}");
    struct reply page = get_as(op, "shenbao", "/api/v1/applications/%s", id);
    assert_string_equal(text_of(page, "state"), "accepted");
    assert_string_equal(text_of(page, "versions.0.kind"), "mended");
    assert_string_equal(text_of(page, "versions.1.kind"), "sent");
    assert_string_equal(text_of(page, "versions.2.kind"), "frozen");
    assert_int_equal(json_array_size(member(&page, "versions")), 3);
    assert_string_equal(text_of(page, "digest"), text_of(page, "versions.0.digest"));
    assert_string_equal(text_of(page, "recommendation.opinion"), "同意推荐");
    assert_int_equal(json_array_size(member(&page, "actions")), 0);
    assert_chain_clean(op);
}

static void park_and_authority_send_themselves(void **state)
{
    struct op *op = *state;
    const char *park = a_sent(op, &PARK);
    const char *university = a_sent(op, &UNIVERSITY);

    do_as(op, "shouli", park, "accept", "{}");
    do_as(op, "shouli2", university, "accept", "{}");
    assert_string_equal(state_of(op, park), "accepted");
    assert_string_equal(state_of(op, university), "accepted");
}

static void league_office_files_and_sends_its_own(void **state)
{
    struct op *op = *state;
    const struct unit league = { "tuijian", "tuijian", "league" };
    const char *id = a_frozen(op, &league);

    assert_status(send_up(op, id), 201);
    assert_string_equal(state_of(op, id), "sent");
}

static void first_sending_stays_the_instant_that_counts(void **state)
{
    struct op *op = *state;
    const char *id = a_returned(op, &HOSPITAL);

    op->now_ms += HOUR_MS;
    assert_status(mend(op, id), 200);
    struct reply page = get_as(op, "shouli", "/api/v1/applications/%s", id);
    assert_string_equal(text_of(page, "sent"), "2025-01-20T10:00:00.000+08:00");
}

static void form_problems_block_and_are_all_told(void **state)
{
    struct op *op = *state;
    const char *id = a_draft(op, &HOSPITAL);
    const char *before = fingerprint(op);
    struct reply reply = act_as(op, "shenbao", id, "submit", "{}");

    assert_refused(reply, 409, "form_has_problems");
    assert_true(json_array_size(member(&reply, "problems")) > 10);
    assert_string_equal(fingerprint(op), before);
    struct reply page = get_as(op, "shenbao", "/api/v1/applications/%s", id);
    assert_true(strlen(text_of(page, "actions.0.blocked")) > 0);
}

/* ---- the deadline ------------------------------------------------------------------------- */

static void last_millisecond_is_in_time(void **state)
{
    struct op *op = *state;
    const char *up = a_recommending(op, &HOSPITAL);
    const char *direct = a_frozen(op, &PARK);

    op->now_ms = DEADLINE_MS - 1;
    assert_status(recommend(op, up), 200);
    assert_status(send_up(op, up), 201);
    assert_status(send_direct(op, direct), 201);
}

static void deadline_itself_is_too_late(void **state)
{
    struct op *op = *state;
    const char *waiting = a_recommending(op, &GRASS);
    const char *up = a_recommended(op, &HOSPITAL);
    const char *direct = a_frozen(op, &PARK);

    op->now_ms = DEADLINE_MS;
    refused(op, recommend, waiting, "after_deadline");
    refused(op, send_up, up, "after_deadline");
    refused(op, send_direct, direct, "after_deadline");
    struct reply reply = send_direct(op, direct);
    assert_text_holds(text_of(reply, "detail"), "2025年1月24日");
    assert_string_equal(text_of(reply, "clause"), "正文第3段");
    assert_string_equal(text_of(reply, "basis"), "notice");
}

static void nobody_begins_after_the_deadline(void **state)
{
    struct op *op = *state;
    const char *body = "{'call':'" CALL "','track':'" TRACK "','capacity':'park'}";

    op->now_ms = DEADLINE_MS;
    assert_refused(call_as(op, "yuanqu", "POST", "/api/v1/applications", body), 409,
                   "after_deadline");
    op->now_ms = DEADLINE_MS - 1;
    assert_status(call_as(op, "yuanqu", "POST", "/api/v1/applications", body), 201);
}

/* ---- mending ------------------------------------------------------------------------------ */

static void return_tells_both_periods(void **state)
{
    struct op *op = *state;
    const char *id = a_sent(op, &HOSPITAL);

    do_as(op, "shouli", id, "return",
          "{'items':[{'code':'paper_1','text':'缺纸质件'},{'text':'第2页未盖章'}],'paper':true}");
    struct reply page = get_as(op, "shenbao", "/api/v1/applications/%s", id);
    assert_string_equal(text_of(page, "returned.electronic_due"), "2025-01-24T00:00:00.000+08:00");
    assert_string_equal(text_of(page, "returned.paper_due"), "2025-01-27T00:00:00.000+08:00");
    assert_string_equal(text_of(page, "returned.reasons.1.text"), "第2页未盖章");
    assert_true(json_is_true(member(&page, "editable")));
}

static void a_refusal_says_who_refused_and_why(void **state)
{
    struct op *op = *state;
    const char *id = a_sent(op, &HOSPITAL);

    struct reply before = get_as(op, "shenbao", "/api/v1/applications/%s", id);
    assert_true(json_is_null(member(&before, "road.0.text")));
    do_as(op, "shouli", id, "refuse", "{'reason':'没有团队证明'}");
    struct reply page = get_as(op, "shenbao", "/api/v1/applications/%s", id);
    const char *last = mem_printf(op, "road.%zu", json_array_size(member(&page, "road")) - 1);
    assert_string_equal(text_of(page, mem_printf(op, "%s.state", last)), "refused");
    assert_non_null(strstr(text_of(page, mem_printf(op, "%s.who", last)), "闫洁"));
    assert_non_null(strstr(text_of(page, mem_printf(op, "%s.text", last)), "没有团队证明"));
}

static void only_the_unit_sees_its_mending_before_it_is_sent(void **state)
{
    struct op *op = *state;
    const char *id = a_returned(op, &HOSPITAL);
    const char *sent = text_of(get_as(op, "shouli", "/api/v1/applications/%s", id), "values.place");

    assert_status(save_as(op, "shenhe", id, "[{'path':'/values/place','value':'改在突泉县'}]"),
                  200);
    assert_string_equal(
        text_of(get_as(op, "shenhe", "/api/v1/applications/%s", id), "values.place"), "改在突泉县");
    assert_string_equal(
        text_of(get_as(op, "shouli", "/api/v1/applications/%s", id), "values.place"), sent);
    assert_string_equal(text_of(get_as(op, "fuze", "/api/v1/applications/%s", id), "values.place"),
                        sent);
    assert_status(mend(op, id), 200);
    assert_string_equal(
        text_of(get_as(op, "shouli", "/api/v1/applications/%s", id), "values.place"), "改在突泉县");
}

static void mending_ends_with_its_period(void **state)
{
    struct op *op = *state;
    const char *first = a_returned(op, &HOSPITAL);

    op->now_ms = MEND_END_MS;
    refused(op, mend, first, "mend_over");
    op->now_ms = MEND_END_MS - 1;
    assert_status(mend(op, first), 200);
}

static void mending_is_not_late_after_the_deadline(void **state)
{
    struct op *op = *state;
    const char *id = a_sent(op, &HOSPITAL);

    op->now_ms = DEADLINE_MS + HOUR_MS;
    assert_status(return_it(op, id), 200);
    assert_status(mend(op, id), 200);
}

static void mending_is_a_sending_with_its_declaration(void **state)
{
    struct op *op = *state;
    const char *id = a_returned(op, &HOSPITAL);
    struct reply page = get_as(op, "shenhe", "/api/v1/applications/%s", id);
    const char *before = fingerprint(op);

    assert_true(json_is_true(member(&page, "actions.0.declares")));
    assert_refused(act_as(op, "shenhe", id, "mend", "{}"), 422, "declaration_needed");
    assert_refused(act_as(op, "shenhe", id, "mend", "{'declaration':false}"), 422,
                   "declaration_needed");
    assert_string_equal(fingerprint(op), before);
    assert_status(mend(op, id), 200);
}

static void second_return_takes_the_head(void **state)
{
    struct op *op = *state;
    const char *id = a_returned(op, &HOSPITAL);

    do_as(op, "shenhe", id, "mend", "{'declaration':true}");
    refused(op, return_it, id, "returned_before");
    assert_refused(act_as(op, "fuze", id, "return", "{}"), 422, "reason_needed");
    do_as(op, "fuze", id, "return", "{'reason':'首次告知漏了公章'}");
    assert_string_equal(state_of(op, id), "returned");
    do_as(op, "shenhe", id, "mend", "{'declaration':true}");
    refused(op, return_it, id, "returned_before");
}

/* Where the road has ended, nothing is shown as still ahead. */
static void refusal_stands_in_the_place_of_acceptance(void **state)
{
    struct op *op = *state;
    const char *id = a_sent(op, &PARK);

    do_as(op, "shouli", id, "refuse", "{'reason':'不在范围'}");
    struct reply page = get_as(op, "yuanqu", "/api/v1/applications/%s", id);
    size_t count = json_array_size(member(&page, "road"));
    assert_null(strstr(json_text_of(op, member(&page, "road")), "已受理"));
    assert_string_equal(text_of(page, mem_printf(op, "road.%zu.state", count - 2)), "sent");
    assert_string_equal(text_of(page, mem_printf(op, "road.%zu.state", count - 1)), "refused");
    do_as(op, "fuze", id, "reopen", "{'reason':'复核'}");
    page = get_as(op, "yuanqu", "/api/v1/applications/%s", id);
    assert_string_equal(text_of(page, mem_printf(op, "road.%zu.state", count - 1)), "accepted");
}

/* ---- places ------------------------------------------------------------------------------- */

static void place_is_kept_while_mending(void **state)
{
    struct op *op = *state;
    const char *other = a_recommending(op, &GRASS);

    (void)a_returned(op, &HOSPITAL);
    refused(op, recommend, other, "quota_full");
    struct reply reply = recommend(op, other);
    assert_string_equal(text_of(reply, "clause"), "附件2 三(二)");
}

static void withdrawing_frees_the_place_before_the_deadline(void **state)
{
    struct op *op = *state;
    const char *id = a_sent(op, &HOSPITAL);
    const char *other = a_recommending(op, &GRASS);

    refused(op, recommend, other, "quota_full");
    op->now_ms = DEADLINE_MS - 1;
    do_as(op, "shenhe", id, "withdraw", "{'reason':'活动取消'}");
    assert_status(recommend(op, other), 200);
}

static const char *reopened(struct op *op, const char *id, const char *until)
{
    int64_t count = 0;

    assert_ok(op, application_sweep(site_op(op), &count));
    do_as(op, "fuze", id, "reopen", mem_printf(op, "{'reason':'大雪封路','until':'%s'}", until));
    return id;
}

static struct reply recommend_after_reopening(struct op *op, const char *id)
{
    return recommend(op, id);
}

static void bring_up_again(struct op *op, const struct unit *unit, const char *id)
{
    do_as(op, unit->applicant, id, "submit", "{}");
    do_as(op, unit->approver, id, "approve", "{}");
    do_as(op, unit->approver, id, "submit_up", "{}");
}

static void withdrawing_after_the_deadline_frees_nothing(void **state)
{
    struct op *op = *state;
    const char *id = a_sent(op, &HOSPITAL);
    const char *other = a_recommending(op, &GRASS);

    op->now_ms = DEADLINE_MS;
    do_as(op, "shenhe", id, "withdraw", "{'reason':'活动取消'}");
    reopened(op, other, "2025-02-10T24:00:00+08:00");
    bring_up_again(op, &GRASS, other);
    refused(op, recommend_after_reopening, other, "quota_full");
}

static void refusing_frees_the_place_before_the_deadline(void **state)
{
    struct op *op = *state;
    const char *id = a_sent(op, &HOSPITAL);
    const char *other = a_recommending(op, &GRASS);

    assert_refused(act_as(op, "shouli", id, "refuse", "{}"), 422, "reason_needed");
    do_as(op, "shouli", id, "refuse", "{'reason':'不在范围'}");
    assert_status(recommend(op, other), 200);
}

/* An undone refusal stands for a place again: the quota must not be exceeded by it. */
static void undoing_a_refusal_takes_the_place_again(void **state)
{
    struct op *op = *state;
    const char *id = a_sent(op, &HOSPITAL);

    do_as(op, "shouli", id, "refuse", "{'reason':'不在范围'}");
    do_as(op, "tuijian", a_recommending(op, &GRASS), "recommend", "{}");
    assert_refused(act_as(op, "fuze", id, "reopen", "{'reason':'核实后撤销'}"), 409, "quota_full");
    assert_string_equal(state_of(op, id), "refused");
}

/* ---- overdue ------------------------------------------------------------------------------ */

static void clock_marks_what_was_not_sent(void **state)
{
    struct op *op = *state;
    const char *draft = a_draft(op, &HOSPITAL);
    const char *frozen = a_frozen(op, &PARK);
    const char *sent = a_sent(op, &UNIVERSITY);
    int64_t count = 0;

    op->now_ms = DEADLINE_MS - 1;
    assert_ok(op, application_sweep(site_op(op), &count));
    assert_int_equal(count, 0);
    op->now_ms = DEADLINE_MS;
    assert_ok(op, application_sweep(op, &count));
    assert_int_equal(count, 2);
    assert_string_equal(state_of(op, draft), "overdue");
    assert_string_equal(state_of(op, frozen), "overdue");
    assert_string_equal(state_of(op, sent), "sent");
    assert_ok(op, application_sweep(op, &count));
    assert_int_equal(count, 0);
    assert_chain_clean(op);
}

static void head_confirms_a_forfeit_by_name(void **state)
{
    struct op *op = *state;
    const char *id = a_frozen(op, &PARK);
    int64_t count = 0;

    op->now_ms = DEADLINE_MS;
    assert_ok(op, application_sweep(site_op(op), &count));
    assert_refused(act_as(op, "fuze", id, "forfeit", "{}"), 422, "reason_needed");

    do_as(op, "fuze", id, "forfeit", "{'reason':'电话确认不再申报'}");
    assert_string_equal(state_of(op, id), "forfeited");
    do_as(op, "fuze", id, "reopen", "{'reason':'复核','until':'2025-02-10T24:00:00+08:00'}");
    assert_string_equal(state_of(op, id), "draft");
}

static void reopening_gives_a_deadline_of_its_own(void **state)
{
    struct op *op = *state;
    const char *id = a_frozen(op, &PARK);
    const char *other = a_frozen(op, &PARK);
    int64_t count = 0;

    op->now_ms = DEADLINE_MS;
    reopened(op, id, "2025-02-10T24:00:00+08:00");
    assert_string_equal(state_of(op, id), "draft");
    do_as(op, "yuanqu", id, "submit", "{}");
    do_as(op, "yuanqu2", id, "approve", "{}");
    op->now_ms = DEADLINE_MS + 17 * DAY_MS;
    refused(op, send_direct, id, "after_deadline");
    op->now_ms--;
    assert_ok(op, application_sweep(op, &count));
    assert_int_equal(count, 0);
    assert_status(send_direct(op, id), 201);
    assert_string_equal(state_of(op, other), "overdue");
}

static void reopening_needs_a_later_deadline_and_a_reason(void **state)
{
    struct op *op = *state;
    const char *id = a_frozen(op, &PARK);
    int64_t count = 0;

    op->now_ms = DEADLINE_MS;
    assert_ok(op, application_sweep(site_op(op), &count));
    assert_refused(act_as(op, "fuze", id, "reopen", "{'reason':'大雪封路'}"), 422, "until_needed");
    assert_refused(act_as(op, "fuze", id, "reopen",
                          "{'reason':'大雪封路','until':'2025-01-25T00:00:00+08:00'}"),
                   422, "until_needed");
    assert_refused(act_as(op, "fuze", id, "reopen", "{'until':'2025-02-10T24:00:00+08:00'}"), 422,
                   "reason_needed");
    assert_string_equal(state_of(op, id), "overdue");
}

/* Whether some sentence of the history holds part. */
static bool history_says(struct op *op, const char *login, const char *id, const char *part)
{
    struct reply reply = get_as(op, login, "/api/v1/applications/%s/events", id);

    assert_status(reply, 200);
    return strstr(reply.bytes, part) != NULL;
}

static void reasons_are_kept_and_told(void **state)
{
    struct op *op = *state;
    const char *id = a_filled(op, &HOSPITAL);

    do_as(op, "shenbao", id, "submit", "{}");
    do_as(op, "shenhe", id, "reject", "{'reason':'负责部门请写全称'}");
    assert_true(history_says(op, "shenbao", id, "负责部门请写全称"));
    op->now_ms += HOUR_MS;
    bring_up_again(op, &HOSPITAL, id);
    do_as(op, "tuijian", id, "return_up", "{'reason':'规模与预算不符'}");
    assert_true(history_says(op, "shenbao", id, "规模与预算不符"));
    bring_up_again(op, &HOSPITAL, id);
    assert_true(history_says(op, "tuijian", id, "规模与预算不符"));
    assert_false(history_says(op, "tuijian", id, "负责部门请写全称"));
    do_as(op, "shenhe", id, "withdraw", "{'reason':'承办医院改建'}");
    assert_true(history_says(op, "tuijian", id, "承办医院改建"));
}

static void page_offers_what_the_actor_may_do(void **state)
{
    struct op *op = *state;
    const char *id = a_sent(op, &HOSPITAL);
    struct reply desk = get_as(op, "shouli", "/api/v1/applications/%s", id);
    struct reply clerk = get_as(op, "jingban", "/api/v1/applications/%s", id);

    assert_true(has_action(desk, "accept") && has_action(desk, "return"));
    assert_false(has_action(desk, "register"));
    assert_int_equal(json_array_size(member(&clerk, "actions")), 0);
}

/* The workbench counts all that waits, and shows the oldest fifty of a state. */
static void the_workbench_counts_what_it_does_not_show(void **state)
{
    struct op *op = *state;

    for (int i = 0; i < 52; i++)
        (void)a_draft(op, &PARK);
    struct reply work = get_as(op, "yuanqu", "/api/v1/work");
    assert_int_equal(json_array_size(member(&work, "todos")), 50);
    assert_int_equal(int_of(work, "unshown"), 2);
    assert_text_holds(text_of(work, "headline"), " 52 ");
}

/* What a unit mends itself is no work of the office above it. */
static void the_workbench_of_an_office_holds_its_own(void **state)
{
    struct op *op = *state;
    const char *id = a_returned(op, &HOSPITAL);

    assert_text_holds(get_as(op, "shenhe", "/api/v1/work").bytes, id);
    struct reply work = get_as(op, "tuijian", "/api/v1/work");
    for (size_t i = 0; i < json_array_size(member(&work, "todos")); i++)
        assert_string_not_equal(text_of(work, mem_printf(op, "todos.%zu.id", i)), id);
    assert_int_equal(int_of(work, "unshown"), 0);
}

int main(void)
{
    return run_on_each_site("road", (const struct CMUnitTest[]){
                                        TEST(league_unit_goes_the_whole_road),
                                        TEST(park_and_authority_send_themselves),
                                        TEST(league_office_files_and_sends_its_own),
                                        TEST(first_sending_stays_the_instant_that_counts),
                                        TEST(form_problems_block_and_are_all_told),
                                        TEST(last_millisecond_is_in_time),
                                        TEST(deadline_itself_is_too_late),
                                        TEST(nobody_begins_after_the_deadline),
                                        TEST(return_tells_both_periods),
                                        TEST(a_refusal_says_who_refused_and_why),
                                        TEST(only_the_unit_sees_its_mending_before_it_is_sent),
                                        TEST(mending_ends_with_its_period),
                                        TEST(mending_is_not_late_after_the_deadline),
                                        TEST(mending_is_a_sending_with_its_declaration),
                                        TEST(refusal_stands_in_the_place_of_acceptance),
                                        TEST(second_return_takes_the_head),
                                        TEST(place_is_kept_while_mending),
                                        TEST(withdrawing_frees_the_place_before_the_deadline),
                                        TEST(withdrawing_after_the_deadline_frees_nothing),
                                        TEST(refusing_frees_the_place_before_the_deadline),
                                        TEST(undoing_a_refusal_takes_the_place_again),
                                        TEST(clock_marks_what_was_not_sent),
                                        TEST(head_confirms_a_forfeit_by_name),
                                        TEST(reopening_gives_a_deadline_of_its_own),
                                        TEST(reopening_needs_a_later_deadline_and_a_reason),
                                        TEST(reasons_are_kept_and_told),
                                        TEST(page_offers_what_the_actor_may_do),
                                        TEST(the_workbench_counts_what_it_does_not_show),
                                        TEST(the_workbench_of_an_office_holds_its_own),
                                        { 0 },
                                    });
}
