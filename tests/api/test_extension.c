/* SPDX-License-Identifier: Apache-2.0 */
/* Later deadlines: for whom they hold, what they bring back, and outages that propose them. */
#include "site.h"

#include "application/application.h"
#include "base/mem.h"
#include "extension/extension.h"

#define MINUTE_MS INT64_C(60000)

static struct reply grant_as(struct op *op, const char *login, const char *more)
{
    return call_as(op, login, "POST", "/api/v1/extensions",
                   mem_printf(op,
                              "{'call':'" CALL "','until':'2025-01-27T00:00:00+08:00',"
                              "'number':'内人社函〔2025〕9号','reason':'系统中断'%s}",
                              more));
}

static void sweep(struct op *op)
{
    int64_t count = 0;

    assert_ok(op, application_sweep(site_op(op), &count));
}

static const char *org_id(struct op *op, const char *name)
{
    struct reply list = get_as(op, "shouli", "/api/v1/orgs?q=%s", name);

    assert_status(list, 200);
    return text_of(list, "rows.0.id");
}

static void later_deadline_brings_back_what_was_overdue(void **state)
{
    struct op *op = *state;
    const char *id = a_recommended(op, &HOSPITAL);
    const char *draft = a_filled(op, &GRASS);

    op->now_ms = DEADLINE_MS;
    sweep(op);
    assert_string_equal(state_of(op, id), "overdue");
    assert_status(grant_as(op, "fuze", ",'track':'" TRACK "'"), 201);
    assert_string_equal(state_of(op, id), "recommended");
    assert_string_equal(state_of(op, draft), "draft");
    sweep(op);
    assert_string_equal(state_of(op, id), "recommended");
    op->now_ms = DEADLINE_MS + 2 * DAY_MS - 1;
    assert_status(send_as(op, "tuijian", quoted(op, id)), 201);
    op->now_ms += 1;
    sweep(op);
    assert_string_equal(state_of(op, draft), "overdue");
    assert_chain_clean(op);
}

static void one_units_extension_is_nobody_elses(void **state)
{
    struct op *op = *state;
    const char *park = a_frozen(op, &PARK);
    const char *other = a_frozen(op, &UNIVERSITY);

    op->now_ms = DEADLINE_MS;
    sweep(op);
    const char *org = org_id(op, "%E5%91%BC%E5%92%8C%E6%B5%A9%E7%89%B9%E7%95%99%E5%AD%A6");
    assert_status(grant_as(op, "fuze", mem_printf(op, ",'org':'%s'", org)), 201);
    assert_string_equal(state_of(op, park), "frozen");
    assert_string_equal(state_of(op, other), "overdue");
    struct reply own = get_as(op, "yuanqu", "/api/v1/extensions");
    struct reply theirs = get_as(op, "daxue", "/api/v1/extensions");
    assert_string_equal(text_of(own, "rows.0.number"), "内人社函〔2025〕9号");
    assert_string_equal(theirs.bytes, "{\"rows\":[]}");
    struct reply all = get_as(op, "jingban", "/api/v1/extensions");
    assert_int_equal(json_array_size(member(&all, "rows")), 1);
}

static void new_drafts_have_the_later_deadline_too(void **state)
{
    struct op *op = *state;

    op->now_ms = DEADLINE_MS;
    const char *body = "{'call':'" CALL "','track':'" TRACK "','capacity':'park'}";
    assert_refused(call_as(op, "yuanqu", "POST", "/api/v1/applications", body), 409,
                   "after_deadline");
    assert_status(grant_as(op, "fuze", ""), 201);
    const char *id = a_frozen(op, &PARK);
    assert_status(send_as(op, "yuanqu2", quoted(op, id)), 201);
}

static void league_has_it_for_what_it_recommends(void **state)
{
    struct op *op = *state;
    const char *id = a_recommended(op, &HOSPITAL);
    const char *org = org_id(op, "%E5%85%B4%E5%AE%89%E7%9B%9F%E4%BA%BA%E5%8A%9B");

    op->now_ms = DEADLINE_MS;
    sweep(op);
    assert_status(grant_as(op, "fuze", mem_printf(op, ",'org':'%s','track':'" TRACK "'", org)),
                  201);
    assert_status(send_as(op, "tuijian", quoted(op, id)), 201);
    struct reply seen = get_as(op, "shenbao", "/api/v1/extensions?call=" CALL);
    assert_int_equal(json_array_size(member(&seen, "rows")), 1);
}

static void extension_is_later_and_has_a_number(void **state)
{
    struct op *op = *state;
    static const struct {
        const char *until;
        const char *number;
        int status;
    } rows[] = {
        { "2025-01-25T00:00:00+08:00", "1", 422 },
        { "2025-01-25T00:00:00.001+08:00", "1", 201 },
        { "2025-01-26T00:00:00+08:00", "", 422 },
        { "2025-01-26T00:00:00+08:00",
          "123456789012345678901234567890123456789012345678901234567890", 201 },
        { "2025-01-26T00:00:00+08:00",
          "1234567890123456789012345678901234567890123456789012345678901", 422 },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_status(call_as(op, "fuze", "POST", "/api/v1/extensions",
                              mem_printf(op,
                                         "{'call':'" CALL "','until':'%s','number':'%s',"
                                         "'reason':'延期'}",
                                         rows[i].until, rows[i].number)),
                      rows[i].status);
    assert_status(grant_as(op, "fuze", ",'track':'nothing'"), 404);
    assert_status(grant_as(op, "fuze", ",'org':'nothing'"), 404);
    assert_refused(grant_as(op, "shouli", ""), 403, "not_allowed");
}

static int64_t beat(struct op *op, int64_t at_ms)
{
    int64_t gaps = -1;

    op->now_ms = at_ms;
    assert_ok(op, heartbeat(site_op(op), &gaps));
    return gaps;
}

static size_t outages(struct op *op)
{
    struct reply list = get_as(op, "fuze", "/api/v1/outages");

    assert_status(list, 200);
    return json_array_size(member(&list, "rows"));
}

static void outage_in_the_last_day_proposes_an_extension(void **state)
{
    struct op *op = *state;
    int64_t last_ms = DEADLINE_MS - 171 * MINUTE_MS; /* 21:09 */

    assert_int_equal(beat(op, last_ms), 0);
    assert_int_equal(beat(op, last_ms + 91 * MINUTE_MS), 1);
    struct reply list = get_as(op, "fuze", "/api/v1/outages");
    assert_int_equal(json_array_size(member(&list, "rows")), 1);
    assert_string_equal(text_of(list, "rows.0.from"), "2025-01-24T21:10:00.000+08:00");
    assert_int_equal(int_of(list, "rows.0.minutes"), 90);
    /* the Sunday after the Friday is a working day of that year */
    assert_string_equal(text_of(list, "rows.0.until"), "2025-01-27T00:00:00.000+08:00");
    const char *id = text_of(list, "rows.0.id");
    assert_status(grant_as(op, "fuze", mem_printf(op, ",'outage':'%s'", id)), 201);
    assert_refused(grant_as(op, "fuze", mem_printf(op, ",'outage':'%s'", id)), 409,
                   "outage_decided");
    assert_refused(call_as(op, "fuze", "POST", mem_printf(op, "/api/v1/outages/%s/decline", id),
                           "{'reason':'不延'}"),
                   409, "outage_decided");
    list = get_as(op, "fuze", "/api/v1/outages");
    assert_string_equal(text_of(list, "rows.0.state"), "accepted");
    assert_string_equal(text_of(list, "rows.0.by"), "塔娜");
}

static void short_or_early_gaps_propose_nothing(void **state)
{
    struct op *op = *state;
    int64_t begin_ms = DEADLINE_MS - DAY_MS;

    assert_int_equal(beat(op, begin_ms - 3 * HOUR_MS), 0);
    assert_int_equal(beat(op, begin_ms - HOUR_MS), 1); /* a gap, but not in the last day */
    assert_int_equal(outages(op), 0);
    (void)beat(op, begin_ms);
    assert_int_equal(outages(op), 0);
    assert_int_equal(beat(op, begin_ms + 10 * MINUTE_MS), 0);
    assert_int_equal(outages(op), 0);
    assert_int_equal(beat(op, begin_ms + 21 * MINUTE_MS), 1);
    assert_int_equal(outages(op), 1);
    assert_int_equal(beat(op, begin_ms + 21 * MINUTE_MS + 1), 0); /* another server, same minute */
    assert_int_equal(outages(op), 1);
}

static void outage_ends_with_the_deadline(void **state)
{
    struct op *op = *state;

    (void)beat(op, DEADLINE_MS - 31 * MINUTE_MS);
    (void)beat(op, DEADLINE_MS + DAY_MS);
    struct reply list = get_as(op, "fuze", "/api/v1/outages");
    assert_int_equal(int_of(list, "rows.0.minutes"), 30);
    const char *path = mem_printf(op, "/api/v1/outages/%s/decline", text_of(list, "rows.0.id"));
    assert_status(call_as(op, "fuze", "POST", path, "{'reason':''}"), 422);
    assert_status(call_as(op, "fuze", "POST", path, "{'reason':'当时没有单位报送'}"), 204);
    assert_status(
        call_as(op, "fuze", "POST", "/api/v1/outages/nothing/decline", "{'reason':'没有'}"), 404);
    (void)beat(op, DEADLINE_MS + 3 * DAY_MS); /* behind every deadline */
    assert_int_equal(outages(op), 1);
}

int main(void)
{
    return run_on_each_site("extension", (const struct CMUnitTest[]){
                                             TEST(later_deadline_brings_back_what_was_overdue),
                                             TEST(one_units_extension_is_nobody_elses),
                                             TEST(new_drafts_have_the_later_deadline_too),
                                             TEST(league_has_it_for_what_it_recommends),
                                             TEST(extension_is_later_and_has_a_number),
                                             TEST(outage_in_the_last_day_proposes_an_extension),
                                             TEST(short_or_early_gaps_propose_nothing),
                                             TEST(outage_ends_with_the_deadline),
                                             { 0 },
                                         });
}
