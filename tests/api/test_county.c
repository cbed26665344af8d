/* SPDX-License-Identifier: Apache-2.0 */
/* A call of another province: the county office on the road, the city's earlier deadline. */
#include "site.h"

#include "base/json_own.h"
#include "base/mem.h"
#include "call/call.h"
#include "org/org.h"
#include "org/roster.h"
#include "publish/publish.h"

#include <stdlib.h>

#define YUNLING   "yunling-2026"
#define FEBRUARY  INT64_C(1771549200000) /* 2026-02-20T09:00+08:00 */
#define CITY_LATE INT64_C(1772791200000) /* 2026-03-06T18:00+08:00, the first instant too late */

static const char *const people[] = { "guoye", "guoye2", "yiyuan", "yiyuan2", "xianqu", "zhoushi" };

static const char *path_of(struct op *op, const char *folder, const char *name)
{
    return mem_printf(op, "%s/tests/data/%s/%s", getenv("DIANJIANG_SOURCE"), folder, name);
}

/* Only those whom the test asks: other logins are the rehearsal's own already. */
static void keep_people(struct roster *roster)
{
    size_t kept = 0;

    for (size_t i = 0; i < roster->person_count; i++) {
        for (size_t p = 0; p < sizeof people / sizeof people[0]; p++) {
            if (strcmp(roster->people[i].login, people[p]) == 0)
                roster->people[kept++] = roster->people[i];
        }
    }
    roster->person_count = kept;
}

/* The call and its units beside those of the rehearsal; everybody is signed in. */
static struct op *begin(void **state)
{
    struct op *op = site_op(*state);
    struct call_file file = { 0 };
    struct call_file *files = NULL;
    struct roster roster = { 0 };
    struct roster_made made = { 0 };
    const char *call = NULL;
    size_t count = 0;
    int64_t n = 0;

    op->now_ms = FEBRUARY;
    const char *path = path_of(op, "rehearsal", YUNLING ".yaml");
    assert_ok(op, call_read_file(op, path, path, &file));
    assert_ok(op, roster_read(op, path, file.bytes, file.size, &roster));
    keep_people(&roster);
    assert_ok(op, roster_add(op, &roster, &made));
    assert_ok(op, call_read_folder(op, path_of(op, "calls", YUNLING), &files, &count));
    assert_ok(op, publish_load(op, files, count, &call, &n));
    site_forget_calls();
    assert_ok(op, publish_release(op, call, n, &REVIEWED));
    for (size_t p = 0; p < sizeof people / sizeof people[0]; p++)
        site_sign_in(op, people[p]);
    return op;
}

/* A challenge of the unit, filled with the call's good sample and frozen. */
static const char *a_challenge(struct op *op, const char *applicant, const char *approver)
{
    json_t *sample =
        json_own(op, json_load_file(path_of(op, "calls/" YUNLING "/samples", "challenge-good.json"),
                                    0, NULL));
    json_t *patch = json_own(op, json_array());
    const char *key = NULL;
    json_t *value = NULL;

    json_object_foreach(json_object_get(sample, "values"), key, value) json_array_append_new(
        patch, json_pack("{s:s, s:O}", "path", mem_printf(op, "/values/%s", key), "value", value));
    struct reply made =
        call_as(op, applicant, "POST", "/api/v1/applications",
                "{'call':'" YUNLING "','track':'challenge','capacity':'grassroots'}");
    assert_status(made, 201);
    const char *id = text_of(made, "id");
    assert_status(save_as(op, applicant, id, json_text_of(op, patch)), 200);
    assert_status(act_as(op, applicant, id, "submit", "{}"), 200);
    assert_status(act_as(op, approver, id, "approve", "{}"), 200);
    return id;
}

static int seen_by(struct op *op, const char *login, const char *id)
{
    return get_as(op, login, "/api/v1/applications/%s", id).status;
}

static void county_looks_before_the_city_sees(void **state)
{
    struct op *op = begin(state);
    const char *id = a_challenge(op, "guoye", "guoye2");

    assert_int_equal(seen_by(op, "xianqu", id), 404);
    struct reply up = act_as(op, "guoye2", id, "submit_up", "{}");
    assert_status(up, 200);
    assert_string_equal(text_of(up, "state"), "county_review");
    assert_string_equal(text_of(up, "who_has"), "长街区人力资源和社会保障局");
    assert_int_equal(seen_by(op, "xianqu", id), 200);
    assert_int_equal(seen_by(op, "zhoushi", id), 404);
    assert_status(act_as(op, "xianqu", id, "recommend", "{}"), 409);
    assert_status(act_as(op, "xianqu", id, "pass_up", "{'reason':'初审同意'}"), 200);
    assert_int_equal(seen_by(op, "zhoushi", id), 200);
    assert_status(act_as(op, "zhoushi", id, "recommend", "{}"), 200);
    assert_int_equal(seen_by(op, "xianqu", id), 200);
}

static void county_returns_with_a_reason(void **state)
{
    struct op *op = begin(state);
    const char *id = a_challenge(op, "guoye", "guoye2");

    assert_status(act_as(op, "guoye2", id, "submit_up", "{}"), 200);
    assert_refused(act_as(op, "xianqu", id, "return_up", "{}"), 422, "reason_needed");
    assert_status(act_as(op, "xianqu", id, "return_up", "{'reason':'账户没有写'}"), 204);
    assert_string_equal(state_of(op, id), "draft");
    assert_int_equal(seen_by(op, "xianqu", id), 404);
    assert_int_equal(seen_by(op, "zhoushi", id), 404);
}

/* A unit that reports to the city itself has no county on its way. */
static void city_unit_skips_the_county(void **state)
{
    struct op *op = begin(state);
    const char *id = a_challenge(op, "yiyuan", "yiyuan2");

    struct reply up = act_as(op, "yiyuan2", id, "submit_up", "{}");
    assert_status(up, 200);
    assert_string_equal(text_of(up, "state"), "recommending");
    assert_int_equal(seen_by(op, "xianqu", id), 404);
}

static void city_deadline_ends_handing_up_but_not_passing_on(void **state)
{
    struct op *op = begin(state);
    const char *late = a_challenge(op, "guoye", "guoye2");
    const char *early = a_challenge(op, "yiyuan", "yiyuan2");

    op->now_ms = CITY_LATE - 1;
    assert_status(act_as(op, "yiyuan2", early, "submit_up", "{}"), 200);
    op->now_ms = CITY_LATE;
    struct reply refused = act_as(op, "guoye2", late, "submit_up", "{}");
    assert_refused(refused, 409, "after_deadline");
    assert_string_equal(text_of(refused, "clause"), "正文 二");
    assert_status(act_as(op, "zhoushi", early, "recommend", "{}"), 200);
    struct reply options = get_as(op, "guoye", "/api/v1/applications/options?call=" YUNLING);
    for (size_t i = 0; i < json_array_size(member(&options, "rows")); i++)
        assert_true(json_is_false(member(&options, mem_printf(op, "rows.%zu.allowed", i))));
}

int main(void)
{
    return run_on_each_site("county", (const struct CMUnitTest[]){
                                          TEST(county_looks_before_the_city_sees),
                                          TEST(county_returns_with_a_reason),
                                          TEST(city_unit_skips_the_county),
                                          TEST(city_deadline_ends_handing_up_but_not_passing_on),
                                          { 0 },
                                      });
}
