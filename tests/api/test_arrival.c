/* SPDX-License-Identifier: Apache-2.0 */
/* Paper, mail, USB sticks: registered by one, checked by another; the arrival's instant counts. */
#include "site.h"

#include "application/application.h"
#include "base/mem.h"
#include "db/db.h"

DB_SQL(test_no_places, "", "UPDATE quota_use SET used = 1000");

#define IN_TIME "2025-01-20T09:00:00+08:00"

static struct reply check_as(struct op *op, const char *login, struct reply arrival, bool agree)
{
    assert_status(arrival, 201);
    return call_as(op, login, "POST",
                   mem_printf(op, "/api/v1/arrivals/%s/check", text_of(arrival, "id")),
                   agree ? "{'agree':true}" : "{'agree':false,'note':'信封日期看不清'}");
}

static void second_person_sends_it_as_of_its_arrival(void **state)
{
    struct op *op = *state;
    const char *id = a_filled(op, &HOSPITAL);
    struct reply arrival = register_as(op, "shouli", id, IN_TIME);

    assert_refused(check_as(op, "shouli", arrival, true), 403, "second_person");
    assert_string_equal(state_of(op, id), "draft");
    op->now_ms = DEADLINE_MS + 3 * DAY_MS;
    struct reply checked = check_as(op, "shouli2", arrival, true);
    assert_status(checked, 200);
    assert_string_equal(text_of(checked, "state"), "agreed");
    struct reply page = get_as(op, "shenbao", "/api/v1/applications/%s", id);
    assert_string_equal(text_of(page, "state"), "sent");
    assert_string_equal(text_of(page, "sent"), "2025-01-20T09:00:00.000+08:00");
    assert_string_equal(text_of(page, "channel"), "paper");
    assert_refused(check_as(op, "shouli2", arrival, true), 409, "arrival_checked");
    assert_chain_clean(op);
}

static void late_arrival_is_refused(void **state)
{
    struct op *op = *state;
    const char *id = a_filled(op, &HOSPITAL);

    op->now_ms = DEADLINE_MS + HOUR_MS;
    struct reply late = register_as(op, "shouli", id, "2025-01-25T00:00:00+08:00");
    assert_refused(check_as(op, "shouli2", late, true), 409, "after_deadline");
    assert_string_equal(state_of(op, id), "draft");
    assert_status(check_as(op, "shouli2", late, false), 200);
    struct reply last = register_as(op, "shouli", id, "2025-01-24T23:59:59.999+08:00");
    assert_status(check_as(op, "shouli2", last, true), 200);
    assert_string_equal(state_of(op, id), "sent");
}

static void arrival_in_the_future_is_refused(void **state)
{
    struct op *op = *state;
    const char *id = a_filled(op, &HOSPITAL);

    assert_refused(register_as(op, "shouli", id, "2025-01-20T10:00:00.001+08:00"), 422,
                   "arrival_future");
    assert_status(register_as(op, "shouli", id, "2025-01-20T10:00:00+08:00"), 201);
}

static void every_unsent_state_can_be_registered(void **state)
{
    struct op *op = *state;
    static const char *const steps[][2] = {
        { "shenbao", "submit" },
        { "shenhe", "approve" },
        { "shenhe", "submit_up" },
        { "tuijian", "recommend" },
    };

    for (size_t n = 0; n <= sizeof steps / sizeof steps[0]; n++) {
        const char *id = a_filled(op, &HOSPITAL);
        for (size_t i = 0; i < n; i++)
            do_as(op, steps[i][0], id, steps[i][1], "{}");
        assert_status(check_as(op, "shouli2", register_as(op, "shouli", id, IN_TIME), true), 200);
        assert_string_equal(state_of(op, id), "sent");
        do_as(op, "shenhe", id, "withdraw", "{'reason':'让出名额'}");
    }
}

static void overdue_item_that_came_in_time_is_registered(void **state)
{
    struct op *op = *state;
    const char *id = a_filled(op, &HOSPITAL);
    int64_t count = 0;

    op->now_ms = DEADLINE_MS;
    assert_ok(op, application_sweep(site_op(op), &count));
    assert_string_equal(state_of(op, id), "overdue");
    assert_status(check_as(op, "shouli2", register_as(op, "shouli", id, IN_TIME), true), 200);
    assert_string_equal(state_of(op, id), "sent");
}

static void arrival_needs_a_place_too(void **state)
{
    struct op *op = *state;
    const char *id = a_filled(op, &HOSPITAL);
    const char *before = NULL;

    (void)a_sent(op, &GRASS);
    struct reply arrival = register_as(op, "shouli", id, IN_TIME);
    before = fingerprint(op);
    assert_refused(check_as(op, "shouli2", arrival, true), 409, "quota_full");
    assert_string_equal(fingerprint(op), before);
}

static void one_arrival_waits_at_a_time(void **state)
{
    struct op *op = *state;
    const char *id = a_filled(op, &HOSPITAL);
    const char *before = NULL;
    struct reply arrival = register_as(op, "shouli", id, IN_TIME);

    before = fingerprint(op);
    assert_refused(register_as(op, "shouli2", id, IN_TIME), 409, "arrival_open");
    assert_string_equal(fingerprint(op), before);
    assert_status(check_as(op, "shouli2", arrival, true), 200);
    assert_refused(register_as(op, "shouli", id, IN_TIME), 409, "already_sent");
}

/* A registration that was wrong must not open a unit's draft to the desk. */
static void disputed_arrival_hides_the_draft_again(void **state)
{
    struct op *op = *state;
    const char *id = a_filled(op, &HOSPITAL);

    assert_status(get_as(op, "shouli", "/api/v1/applications/%s", id), 404);
    struct reply arrival = register_as(op, "shouli", id, IN_TIME);
    assert_status(get_as(op, "shouli", "/api/v1/applications/%s", id), 200);
    assert_status(check_as(op, "shouli2", arrival, false), 200);
    assert_status(get_as(op, "shouli", "/api/v1/applications/%s", id), 404);
    assert_string_equal(state_of(op, id), "draft");
}

/* A unit's own draft is not the desk's to write in. */
static void desk_does_not_write_in_a_draft_of_the_unit(void **state)
{
    struct op *op = *state;
    const char *id = a_filled(op, &HOSPITAL);

    assert_status(register_as(op, "shouli", id, IN_TIME), 201);
    assert_refused(save_as(op, "shouli", id, "[{'path':'/values/scale','value':1}]"), 409,
                   "not_editable");
}

/* ---- 代录 --------------------------------------------------------------------------------- */

static struct reply typed_in(struct op *op, const char *unit)
{
    struct reply orgs = get_as(op, "shouli", "/api/v1/orgs?q=%s", unit);

    assert_status(orgs, 200);
    return call_as(op, "shouli", "POST", "/api/v1/arrivals",
                   mem_printf(op,
                              "{'call':'" CALL "','track':'" TRACK "','org':'%s',"
                              "'channel':'email','arrived':'" IN_TIME "','evidence':'邮件截图'}",
                              text_of(orgs, "rows.0.id")));
}

/* 满洲里市跨境贸易服务中心, which has no account at all. */
#define PORT "%E8%B7%A8%E5%A2%83"

static void desk_types_for_a_unit_after_the_deadline(void **state)
{
    struct op *op = *state;
    int64_t count = 0;

    op->now_ms = DEADLINE_MS + DAY_MS;
    struct reply arrival = typed_in(op, PORT);
    assert_status(arrival, 201);
    const char *id = text_of(arrival, "application");
    assert_ok(op, application_sweep(site_op(op), &count));
    assert_status(save_as(op, "shouli", id, FILLING), 200);
    const char *file = attach_as(op, "shouli", id, "stamped_scan");
    assert_status(check_as(op, "shouli2", arrival, true), 200);
    assert_string_equal(state_of(op, id), "sent");
    assert_refused(save_as(op, "shouli", id, "[{'path':'/values/scale','value':1}]"), 409,
                   "not_editable");
    assert_refused(act_as(op, "shouli", id, "accept", "{}"), 409, "typed_unconfirmed");
    assert_status(call_as(op, "shouli2", "PUT", mem_printf(op, "/api/v1/desk/checklist/%s", id),
                          "{'marks':[{'code':'typed','state':'ok'}]}"),
                  200);
    do_as(op, "shouli", id, "accept", "{}");
    assert_refused(
        call_as(op, "shouli", "DELETE", mem_printf(op, "/api/v1/attachments/%s", file), NULL), 409,
        "not_attachable");
}

static struct reply complete_as(struct op *op, const char *login, struct reply arrival)
{
    return call_as(op, login, "POST",
                   mem_printf(op, "/api/v1/arrivals/%s/complete", text_of(arrival, "id")), "{}");
}

/* The instant may be agreed first and the form typed in later, after the deadline too. */
static void agreed_arrival_is_completed_when_the_form_is_typed(void **state)
{
    struct op *op = *state;
    int64_t count = 0;
    struct reply arrival = typed_in(op, PORT);
    const char *id = text_of(arrival, "application");

    assert_refused(complete_as(op, "shouli", arrival), 409, "arrival_unchecked");
    struct reply checked = check_as(op, "shouli2", arrival, true);
    assert_status(checked, 200);
    assert_string_equal(text_of(checked, "state"), "agreed");
    assert_true(json_is_true(member(&checked, "waits_for_typing")));
    assert_string_equal(state_of(op, id), "draft");
    assert_refused(complete_as(op, "shouli", arrival), 409, "form_empty");
    op->now_ms = DEADLINE_MS + 2 * DAY_MS;
    assert_ok(op, application_sweep(site_op(op), &count));
    assert_status(save_as(op, "shouli", id, FILLING), 200);
    assert_refused(complete_as(op, "tuijian", arrival), 403, "not_allowed");
    struct reply done = complete_as(op, "shouli", arrival);
    assert_status(done, 200);
    assert_true(json_is_false(member(&done, "waits_for_typing")));
    struct reply page = get_as(op, "shouli", "/api/v1/applications/%s", id);
    assert_string_equal(text_of(page, "state"), "sent");
    assert_string_equal(text_of(page, "sent"), "2025-01-20T09:00:00.000+08:00");
    assert_refused(complete_as(op, "shouli", arrival), 409, "already_sent");
    assert_chain_clean(op);
}

/* Paper may have problems that the form refuses: they are returned for mending. */
static void form_with_problems_is_completed_as_the_paper_has_it(void **state)
{
    struct op *op = *state;
    struct reply arrival = typed_in(op, PORT);
    const char *id = text_of(arrival, "application");

    assert_status(check_as(op, "shouli2", arrival, true), 200);
    assert_status(save_as(op, "shouli", id, "[{'path':'/values/scale','value':10}]"), 200);
    assert_status(complete_as(op, "shouli2", arrival), 200);
    assert_string_equal(state_of(op, id), "sent");
}

static void late_arrival_is_not_agreed_to_be_typed_later(void **state)
{
    struct op *op = *state;

    op->now_ms = DEADLINE_MS + HOUR_MS;
    struct reply orgs = get_as(op, "shouli", "/api/v1/orgs?q=%s", PORT);
    const char *body = mem_printf(op,
                                  "{'call':'" CALL "','track':'" TRACK "','org':'%s','channel':"
                                  "'email','arrived':'2025-01-25T00:00:00+08:00',"
                                  "'evidence':'邮件截图'}",
                                  text_of(orgs, "rows.0.id"));
    struct reply late = call_as(op, "shouli", "POST", "/api/v1/arrivals", body);
    const char *before = fingerprint(op);
    assert_refused(check_as(op, "shouli2", late, true), 409, "after_deadline");
    assert_string_equal(fingerprint(op), before);
}

/* The place is taken when it is completed: none may be left by then. */
static void completing_needs_a_place(void **state)
{
    struct op *op = *state;
    struct reply arrival = typed_in(op, PORT);
    const char *id = text_of(arrival, "application");

    assert_status(check_as(op, "shouli2", arrival, true), 200);
    assert_status(save_as(op, "shouli", id, FILLING), 200);
    assert_ok(op, db_run(op, &test_no_places, DB_NONE, NULL));
    const char *before = fingerprint(op);
    assert_refused(complete_as(op, "shouli", arrival), 409, "quota_full");
    assert_string_equal(fingerprint(op), before);
}

static void typed_draft_without_an_arrival_goes_overdue(void **state)
{
    struct op *op = *state;
    int64_t count = 0;

    op->now_ms = DEADLINE_MS + DAY_MS;
    struct reply arrival = typed_in(op, PORT);
    assert_status(check_as(op, "shouli2", arrival, false), 200);
    assert_ok(op, application_sweep(site_op(op), &count));
    assert_string_equal(state_of(op, text_of(arrival, "application")), "overdue");
}

static void evidence_has_1_to_500_characters(void **state)
{
    struct op *op = *state;
    const char *id = a_filled(op, &HOSPITAL);
    struct reply page = get_as(op, "shenbao", "/api/v1/applications/%s", id);
    char *evidence = mem_text(op, "");

    for (int i = 0; i < 500; i++)
        mem_append(op, &evidence, "据");
    const char *head =
        mem_printf(op, "{'code':'%s','channel':'usb','arrived':'" IN_TIME "','evidence':'",
                   text_of(page, "code"));
    const char *route = "/api/v1/arrivals";
    assert_status(call_as(op, "shouli", "POST", route, mem_printf(op, "%s'}", head)), 422);
    assert_status(call_as(op, "shouli", "POST", route, mem_printf(op, "%s%s据'}", head, evidence)),
                  422);
    assert_status(call_as(op, "shouli", "POST", route, mem_printf(op, "%s%s'}", head, evidence)),
                  201);
}

int main(void)
{
    return run_on_each_site("arrival",
                            (const struct CMUnitTest[]){
                                TEST(second_person_sends_it_as_of_its_arrival),
                                TEST(late_arrival_is_refused),
                                TEST(arrival_in_the_future_is_refused),
                                TEST(every_unsent_state_can_be_registered),
                                TEST(overdue_item_that_came_in_time_is_registered),
                                TEST(arrival_needs_a_place_too),
                                TEST(one_arrival_waits_at_a_time),
                                TEST(disputed_arrival_hides_the_draft_again),
                                TEST(desk_does_not_write_in_a_draft_of_the_unit),
                                TEST(desk_types_for_a_unit_after_the_deadline),
                                TEST(agreed_arrival_is_completed_when_the_form_is_typed),
                                TEST(form_with_problems_is_completed_as_the_paper_has_it),
                                TEST(late_arrival_is_not_agreed_to_be_typed_later),
                                TEST(completing_needs_a_place),
                                TEST(typed_draft_without_an_arrival_goes_overdue),
                                TEST(evidence_has_1_to_500_characters),
                                { 0 },
                            });
}
