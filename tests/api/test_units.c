/* SPDX-License-Identifier: Apache-2.0 */
/* Units through the years: names, capacities, bases, and who may see and change them. */
#include "site.h"

#include "base/mem.h"
#include "org/org.h"

#define UNITS "/api/v1/admin/orgs"

static const char *repeated(struct op *op, const char *text, int count)
{
    char *all = mem_text(op, "");

    for (int i = 0; i < count; i++)
        mem_append(op, &all, "%s", text);
    return all;
}

/* The public id of the unit of a person. */
static const char *org_of(struct op *op, const char *login)
{
    return text_of(get_as(op, login, "/api/v1/session"), "post.org.id");
}

static void unit_admin_sees_only_the_own_unit(void **state)
{
    struct op *op = *state;
    struct reply own = get_as(op, "guanli", UNITS);

    assert_int_equal(json_array_size(member(&own, "rows")), 1);
    assert_string_equal(text_of(own, "rows.0.name"), "兴安盟蒙医院");
    assert_status(get_as(op, "guanli", UNITS "/%s", org_of(op, "caoyuan")), 404);
    assert_status(get_as(op, "guanli", UNITS "/%s", org_of(op, "shenbao")), 200);
    struct reply picked = get_as(op, "guanli", "/api/v1/orgs");
    assert_int_equal(json_array_size(member(&picked, "rows")), 1);
    assert_status(call_as(op, "guanli", "POST", UNITS, "{'name':'新单位'}"), 403);
    struct reply top = get_as(op, "jingban", UNITS);
    assert_true(json_array_size(member(&top, "rows")) >= 17);
    struct reply below = get_as(op, "jingban", UNITS "?parent=%s", org_of(op, "tuijian"));
    assert_int_equal(json_array_size(member(&below, "rows")), 4); /* two units, a county, a base */
}

static void renamed_unit_keeps_its_names(void **state)
{
    struct op *op = *state;
    const char *unit = mem_printf(op, UNITS "/%s", org_of(op, "shenbao"));
    const char *rename = mem_printf(op, "%s/name", unit);

    assert_refused(call_as(op, "jingban", "POST", rename,
                           "{'name':'新名称','from':'2025-01-21','basis':'批文'}"),
                   422, "day_ahead");
    assert_refused(call_as(op, "jingban", "POST", rename,
                           "{'name':'内蒙古农业大学','from':'2025-01-20','basis':'批文'}"),
                   409, "unit_exists");
    struct reply now =
        call_as(op, "jingban", "POST", rename,
                "{'name':'兴安盟中医医院','from':'2025-01-20','basis':'兴编发〔2025〕1号'}");
    assert_status(now, 200);
    assert_string_equal(text_of(now, "name"), "兴安盟中医医院");
    assert_string_equal(text_of(now, "names.0.name"), "兴安盟蒙医院");
    assert_string_equal(text_of(now, "names.0.to_day"), "2025-01-19");
}

static void units_are_made_once(void **state)
{
    struct op *op = *state;
    const char *reporting = org_of(op, "tuijian");

    assert_status(call_as(op, "jingban", "POST", UNITS,
                          mem_printf(op, "{'name':'%s','reporting':'%s'}", repeated(op, "校", 100),
                                     reporting)),
                  201);
    assert_status(call_as(op, "jingban", "POST", UNITS,
                          mem_printf(op, "{'name':'%s'}", repeated(op, "校", 101))),
                  422);
    assert_refused(call_as(op, "anquan", "POST", UNITS, "{'name':'内蒙古农业大学'}"), 409,
                   "unit_exists");
    assert_refused(call_as(op, "anquan", "POST", UNITS, "{'name':'甲','uscc':'123'}"), 422,
                   "uscc_form");
    assert_refused(call_as(op, "anquan", "POST", UNITS, "{'name':'甲','region':'999999'}"), 422,
                   "unit_region");
    assert_status(call_as(op, "anquan", "POST", UNITS, "{'name':'甲','reporting':'nobody'}"), 404);
}

/* Whether the unit of shenbao holds a kind on a day. */
static bool holds(struct op *op, const char *kind, int day)
{
    struct org org = { 0 };
    const char **kinds = NULL;
    size_t count = 0;
    bool found = false;

    assert_ok(op, org_find(op, org_of(op, "shenbao"), &org));
    assert_ok(op, org_capacities(op, org.id, day, &kinds, &count));
    for (size_t i = 0; i < count; i++)
        found = found || strcmp(kinds[i], kind) == 0;
    return found;
}

static void capacity_holds_from_its_first_to_its_last_day(void **state)
{
    struct op *op = *state;
    const char *unit = mem_printf(op, UNITS "/%s/capacities", org_of(op, "shenbao"));
    const char *end = mem_printf(op, "%s/end", unit);
    const char *grant = "{'kind':'park','day':'2025-01-22','basis':'批文'}";

    assert_refused(call_as(op, "jingban", "POST", unit, "{'kind':'Park!','day':'2025-01-22'}"), 422,
                   "capacity_unknown");
    assert_status(call_as(op, "jingban", "POST", unit, grant), 200);
    assert_refused(call_as(op, "jingban", "POST", unit, grant), 409, "capacity_held");
    assert_refused(call_as(op, "jingban", "POST", end, "{'kind':'park','day':'2025-01-21'}"), 422,
                   "day_before_start");
    assert_status(call_as(op, "jingban", "POST", end, "{'kind':'park','day':'2025-01-25'}"), 200);
    assert_status(call_as(op, "jingban", "POST", end, "{'kind':'park','day':'2025-01-25'}"), 404);
    assert_false(holds(op, "park", 20250121));
    assert_true(holds(op, "park", 20250122));
    assert_true(holds(op, "park", 20250125));
    assert_false(holds(op, "park", 20250126));
}

static void rights_of_a_base_follow_its_status_on_the_day(void **state)
{
    struct op *op = *state;
    const char *unit = mem_printf(op, UNITS "/%s/bases", org_of(op, "shenbao"));
    const char *entry =
        "{'reg':'base','name':'蒙医药专家服务基地','level':'regional','batch':'第三批',"
        "'approval_number':'内人社发〔2023〕8号','approved_day':'2023-06-01',"
        "'status':{'from_day':'2023-06-01','status':'有效','holds':true,'document':'8号'}}";
    struct reply made = call_as(op, "jingban", "POST", unit, entry);

    assert_status(made, 201);
    assert_refused(call_as(op, "jingban", "POST", unit, entry), 409, "register_exists");
    const char *status =
        mem_printf(op, "/api/v1/admin/bases/%s/status", text_of(made, "bases.0.id"));
    assert_refused(call_as(op, "jingban", "POST", status,
                           "{'from_day':'2023-05-31','status':'暂停','holds':false,"
                           "'document':'9号'}"),
                   422, "day_before_start");
    assert_status(call_as(op, "jingban", "POST", status,
                          "{'from_day':'2025-02-01','status':'暂停','holds':false,"
                          "'document':'9号'}"),
                  204);
    assert_status(call_as(op, "guanli", "POST", status,
                          "{'from_day':'2025-02-01','status':'有效','holds':true,"
                          "'document':'9号'}"),
                  403);
    assert_false(holds(op, "base", 20230531));
    assert_true(holds(op, "base", 20230601));
    assert_true(holds(op, "base", 20250131));
    assert_false(holds(op, "base", 20250201));
    assert_chain_clean(op);
}

static void a_unit_belongs_to_one_superior_a_day(void **state)
{
    struct op *op = *state;
    const char *hospital = org_of(op, "shenbao");
    const char *office = org_of(op, "tuijian");
    const char *at = mem_printf(op, UNITS "/%s/superior", hospital);
    const char *first =
        mem_printf(op, "{'superior':'%s','from':'2020-01-01','basis':'兴编发〔2020〕1号'}", office);

    struct reply unit = call_as(op, "jingban", "POST", at, first);
    assert_status(unit, 200);
    assert_string_equal(text_of(unit, "superiors.0.name"), "兴安盟人力资源和社会保障局");
    assert_string_equal(text_of(unit, "superiors.0.from_day"), "2020-01-01");
    assert_refused(call_as(op, "jingban", "POST", at, first), 409, "superior_same");
    assert_refused(
        call_as(op, "jingban", "POST", mem_printf(op, UNITS "/%s/superior", office),
                mem_printf(op, "{'superior':'%s','from':'2021-01-01','basis':'文'}", hospital)),
        409, "superior_circle");
    assert_refused(call_as(op, "jingban", "POST", at, "{'from':'2020-01-01','basis':'文'}"), 422,
                   "superior_day");
    unit = call_as(op, "jingban", "POST", at, "{'from':'2020-01-02','basis':'文'}");
    assert_status(unit, 200);
    assert_string_equal(text_of(unit, "superiors.0.to_day"), "2020-01-01");
    assert_refused(
        call_as(op, "jingban", "POST", at,
                mem_printf(op, "{'superior':'%s','from':'2020-01-01','basis':'文'}", office)),
        422, "superior_day");
    assert_status(call_as(op, "guanli", "POST", at, first), 403);
    assert_status(call_as(op, "jingban", "POST", at, "{'from':'2025-01-01','basis':''}"), 422);
    assert_chain_clean(op);
}

int main(void)
{
    return run_on_each_site("units", (const struct CMUnitTest[]){
                                         TEST(unit_admin_sees_only_the_own_unit),
                                         TEST(renamed_unit_keeps_its_names),
                                         TEST(units_are_made_once),
                                         TEST(capacity_holds_from_its_first_to_its_last_day),
                                         TEST(rights_of_a_base_follow_its_status_on_the_day),
                                         TEST(a_unit_belongs_to_one_superior_a_day),
                                         { 0 },
                                     });
}
