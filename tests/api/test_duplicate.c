/* SPDX-License-Identifier: Apache-2.0 */
/* What resembles an application is shown to its unit, desks and the department only. */
#include "site.h"

#include "base/mem.h"

#define TITLED(text) "[{'path':'/values/title','value':'" text "'}]"

static const char *a_sent_as(struct op *op, const struct unit *unit, const char *patch)
{
    const char *id = a_filled(op, unit);

    assert_status(save_as(op, unit->applicant, id, patch), 200);
    do_as(op, unit->applicant, id, "submit", "{}");
    do_as(op, unit->approver, id, "approve", "{}");
    assert_status(send_as(op, unit->approver, quoted(op, id)), 201);
    return id;
}

static struct reply alike_as(struct op *op, const char *login, const char *id)
{
    return get_as(op, login, "/api/v1/applications/%s/duplicates", id);
}

static size_t alike_count(struct op *op, const char *login, const char *id)
{
    struct reply reply = alike_as(op, login, id);

    assert_status(reply, 200);
    return json_array_size(member(&reply, "rows"));
}

static void alike_titles_of_two_units_are_the_desks_and_departments(void **state)
{
    struct op *op = *state;
    const char *park = a_sent_as(op, &PARK, TITLED("草原防灾与牧草良种留学专家行"));
    struct reply before = alike_as(op, "yuanqu", park);
    const char *other = a_sent_as(op, &UNIVERSITY, TITLED("草原防灾和牧草良种留学专家行"));

    struct reply desk = alike_as(op, "shouli", park);
    assert_status(desk, 200);
    assert_string_equal(text_of(desk, "rows.0.id"), other);
    assert_true(int_of(desk, "rows.0.similarity") >= 800);
    assert_non_null(strstr(text_of(desk, "rows.0.reasons.0"), "名称相近"));
    assert_string_equal(text_of(desk, "rows.0.reasons.1"), "活动时间重叠");
    assert_int_equal(alike_count(op, "jingban", park), 1);
    assert_int_equal(alike_count(op, "fuze", other), 1);
    struct reply after = alike_as(op, "yuanqu", park);
    assert_string_equal(after.bytes, before.bytes);
    assert_int_equal(alike_count(op, "daxue", other), 0);
}

static void unit_is_warned_of_its_own_drafts(void **state)
{
    struct op *op = *state;
    const char *first = a_filled(op, &PARK);
    const char *second = a_filled(op, &PARK);

    struct reply own = alike_as(op, "yuanqu", second);
    assert_int_equal(int_of(own, "rows.0.similarity"), 1000);
    assert_string_equal(text_of(own, "rows.0.id"), first);
    do_as(op, "yuanqu", first, "withdraw", "{}");
    assert_int_equal(alike_count(op, "yuanqu", second), 0);
}

static void desk_learns_nothing_of_what_is_not_sent(void **state)
{
    struct op *op = *state;
    const char *park = a_sent_as(op, &PARK, TITLED("草原防灾与牧草良种留学专家行"));
    struct reply before = alike_as(op, "shouli", park);

    (void)a_frozen(op, &UNIVERSITY);
    struct reply after = alike_as(op, "shouli", park);
    assert_string_equal(after.bytes, before.bytes);
    assert_int_equal(json_array_size(member(&after, "rows")), 0);
}

static void league_compares_nobody_elses(void **state)
{
    struct op *op = *state;
    const char *first = a_recommending(op, &HOSPITAL);

    (void)a_recommending(op, &GRASS);
    assert_int_equal(alike_count(op, "tuijian", first), 0);
    assert_refused(alike_as(op, "caoyuan", first), 404, "not_found");
}

static void other_titles_do_not_resemble(void **state)
{
    struct op *op = *state;
    const char *park = a_sent_as(op, &PARK, TITLED("草原防灾与牧草良种留学专家行"));

    (void)a_sent_as(op, &UNIVERSITY, TITLED("乳酸菌发酵技术培训班"));
    assert_int_equal(alike_count(op, "shouli", park), 0);
}

int main(void)
{
    return run_on_each_site("duplicate",
                            (const struct CMUnitTest[]){
                                TEST(alike_titles_of_two_units_are_the_desks_and_departments),
                                TEST(unit_is_warned_of_its_own_drafts),
                                TEST(desk_learns_nothing_of_what_is_not_sent),
                                TEST(league_compares_nobody_elses),
                                TEST(other_titles_do_not_resemble),
                                { 0 },
                            });
}
