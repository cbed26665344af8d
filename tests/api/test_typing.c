/* SPDX-License-Identifier: Apache-2.0 */
/* 代录 by a recommending unit: it types for a unit of its area, whose stamp speaks for the unit. */
#include "site.h"

#include "base/json_own.h"
#include "base/mem.h"
#include "db/db.h"

DB_SQL(test_unit, "t",
       "SELECT o.public_id FROM org o JOIN post p ON p.org_id = o.id"
       "  JOIN app_user u ON u.id = p.user_id WHERE u.login = $1");
DB_SQL(test_other_league, "t",
       "UPDATE post SET role = 'recommender', org_id = (SELECT min(id) FROM org WHERE region ="
       " '150500') WHERE user_id = (SELECT id FROM app_user WHERE login = $1)");

static const char *unit_of(struct op *op, const char *login)
{
    const char *id = NULL;

    assert_ok(op, db_row(op, &test_unit, DB_IN(IN_TEXT(login)), DB_OUT(OUT_TEXT(&id))));
    return id;
}

static struct reply type_for(struct op *op, const char *login, const char *unit, const char *track)
{
    return call_as(op, login, "POST", "/api/v1/applications",
                   mem_printf(op,
                              "{'call':'" CALL "','track':'%s','capacity':'grassroots',"
                              "'org':'%s'}",
                              track, unit));
}

/* An item the league has typed for the hospital, filled in. */
static const char *a_typed(struct op *op)
{
    struct reply made = type_for(op, "tuijian", unit_of(op, "shenbao"), TRACK);

    assert_status(made, 201);
    const char *id = text_of(made, "id");
    assert_status(save_as(op, "tuijian", id, FILLING), 200);
    return id;
}

static const char *a_typed_up(struct op *op)
{
    const char *id = a_typed(op);

    do_as(op, "tuijian", id, "freeze", "{}");
    (void)attach_as(op, "tuijian", id, "stamped_scan");
    do_as(op, "tuijian", id, "submit_up", "{}");
    return id;
}

static struct reply page_of(struct op *op, const char *login, const char *id)
{
    return get_as(op, login, "/api/v1/applications/%s", id);
}

static void league_types_and_the_stamp_speaks_for_the_unit(void **state)
{
    struct op *op = *state;
    const char *id = a_typed(op);
    struct reply page = page_of(op, "tuijian", id);

    assert_true(json_is_true(member(&page, "editable")));
    assert_true(json_is_false(member(&page, "masked")));
    assert_string_equal(text_of(page, "org"), text_of(page_of(op, "shenbao", id), "org"));
    do_as(op, "tuijian", id, "freeze", "{}");
    page = page_of(op, "tuijian", id); /* it prints what is to be stamped */
    assert_true(json_is_false(member(&page, "masked")));
    assert_refused(act_as(op, "tuijian", id, "submit_up", "{}"), 409, "typed_unstamped");
    (void)attach_as(op, "tuijian", id, "stamped_scan");
    do_as(op, "tuijian", id, "submit_up", "{}");
    assert_string_equal(state_of(op, id), "recommending");
    do_as(op, "tuijian", id, "recommend", "{}");
    assert_status(send_as(op, "tuijian", quoted(op, id)), 201);
    page = page_of(op, "tuijian", id);
    assert_true(json_is_true(member(&page, "masked")));
    assert_refused(act_as(op, "shouli", id, "accept", "{}"), 409, "typed_unconfirmed");
    assert_status(call_as(op, "shouli", "PUT", mem_printf(op, "/api/v1/desk/checklist/%s", id),
                          "{'marks':[{'code':'typed','state':'ok'}]}"),
                  200);
    do_as(op, "shouli", id, "accept", "{}");
    assert_chain_clean(op);
}

static void unit_sees_it_and_who_typed_it(void **state)
{
    struct op *op = *state;
    const char *id = a_typed(op);
    struct reply page = page_of(op, "shenbao", id);
    struct reply list = get_as(op, "shenbao", "/api/v1/applications?call=" CALL);

    assert_string_equal(text_of(page, "typed_by"), text_of(page, "recommender"));
    assert_true(json_is_true(member(&list, "rows.0.typed")));
    assert_string_equal(text_of(list, "rows.0.who_has"), text_of(page, "recommender"));
    assert_true(json_is_true(member(&page, "editable")));
    page = page_of(op, "shenbao", a_draft(op, &HOSPITAL));
    assert_true(json_is_null(member(&page, "typed_by")));
}

/* From its own submission on it is the unit's, and the office sees it as it sees any other. */
static void unit_takes_it_over(void **state)
{
    struct op *op = *state;
    const char *id = a_typed(op);

    do_as(op, "shenbao", id, "submit", "{}");
    assert_status(page_of(op, "tuijian", id), 404);
    do_as(op, "shenhe", id, "reject", "{'reason':'改一处'}");
    assert_status(page_of(op, "tuijian", id), 404);
    do_as(op, "shenbao", id, "submit", "{}");
    do_as(op, "shenhe", id, "approve", "{}");
    do_as(op, "shenhe", id, "submit_up", "{}");
    struct reply page = page_of(op, "tuijian", id);
    assert_status(page, 200);
    assert_true(json_is_null(member(&page, "typed_by")));
}

static void league_never_sees_a_draft_of_the_unit_itself(void **state)
{
    struct op *op = *state;
    const char *typed = a_typed(op);
    const char *before = get_as(op, "tuijian", "/api/v1/applications").bytes;
    const char *own = a_filled(op, &HOSPITAL);

    assert_status(page_of(op, "tuijian", own), 404);
    assert_status(call_as(op, "tuijian", "PATCH",
                          mem_printf(op, "/api/v1/applications/%s/values", own),
                          "{'base':1,'patch':[{'path':'/values/scale','value':1}]}"),
                  404);
    assert_string_equal(get_as(op, "tuijian", "/api/v1/applications").bytes, before);
    assert_status(page_of(op, "tuijian", typed), 200);
}

static void only_for_units_of_the_area_that_come_through_it(void **state)
{
    struct op *op = *state;
    const char *hospital = unit_of(op, "shenbao");

    assert_refused(type_for(op, "tuijian", "aaaaaaaaaaaaaaaa", TRACK), 404, "not_found");
    assert_refused(type_for(op, "tuijian", unit_of(op, "daxue"), TRACK), 404, "not_found");
    assert_refused(type_for(op, "caoyuan2", hospital, TRACK), 404, "not_found");
    assert_refused(type_for(op, "shenhe", hospital, TRACK), 404, "not_found");
    assert_ok(op, db_run(op, &test_other_league, DB_IN(IN_TEXT("daxue2")), NULL));
    assert_refused(type_for(op, "daxue2", hospital, TRACK), 404, "not_found");
    assert_status(
        get_as(op, "daxue2", "/api/v1/applications/options?call=" CALL "&org=%s", hospital), 404);
    struct reply options =
        get_as(op, "tuijian", "/api/v1/applications/options?call=" CALL "&org=%s", hospital);
    assert_status(options, 200);
    assert_text_holds(options.bytes, "\"grassroots\"");
}

static void deadline_holds_for_what_is_typed(void **state)
{
    struct op *op = *state;

    op->now_ms = DEADLINE_MS;
    assert_refused(type_for(op, "tuijian", unit_of(op, "shenbao"), TRACK), 409, "after_deadline");
}

static void typist_mends_for_a_unit(void **state)
{
    struct op *op = *state;
    const char *id = a_typed_up(op);

    do_as(op, "tuijian", id, "recommend", "{}");
    assert_status(send_as(op, "tuijian", quoted(op, id)), 201);
    do_as(op, "shouli", id, "return", "{'items':[{'text':'规模写错'}]}");
    assert_status(save_as(op, "tuijian", id, "[{'path':'/values/scale','value':130}]"), 200);
    struct reply page = page_of(op, "tuijian", id);
    assert_int_equal(int_of(page, "values.scale"), 130);
    assert_int_equal(int_of(page_of(op, "shouli", id), "values.scale"), 120);
    do_as(op, "tuijian", id, "mend", "{'declaration':true}");
    assert_string_equal(state_of(op, id), "sent");
}

int main(void)
{
    return run_on_each_site("typing", (const struct CMUnitTest[]){
                                          TEST(league_types_and_the_stamp_speaks_for_the_unit),
                                          TEST(unit_sees_it_and_who_typed_it),
                                          TEST(unit_takes_it_over),
                                          TEST(league_never_sees_a_draft_of_the_unit_itself),
                                          TEST(only_for_units_of_the_area_that_come_through_it),
                                          TEST(deadline_holds_for_what_is_typed),
                                          TEST(typist_mends_for_a_unit),
                                          { 0 },
                                      });
}
