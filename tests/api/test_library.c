/* SPDX-License-Identifier: Apache-2.0 */
/* What applications bring: persons by identity, members when accepted, demands of their tables. */
#include "site.h"

#include "base/mem.h"
#include "expert/library.h"

DB_SQL(members, "t", "SELECT count(*) FROM expert_member WHERE level = $1");
DB_SQL(nominated, "t", "SELECT count(*) FROM expert_nomination WHERE call = $1");
DB_SQL(demands_taken, "t", "SELECT count(*) FROM demand WHERE state = $1");

#define NUMBER "11010519491231002X"

static const char *a_track(struct op *op, const struct unit *unit, const char *track)
{
    struct reply reply = call_as(
        op, unit->applicant, "POST", "/api/v1/applications",
        mem_printf(op, "{'call':'" CALL "','track':'%s','capacity':'%s'}", track, unit->capacity));

    assert_status(reply, 201);
    return text_of(reply, "id");
}

/* An application for an expert, filled as the form asks. */
static const char *a_person(struct op *op, const struct unit *unit, const char *name)
{
    const char *id = a_track(op, unit, "expert");
    const char *patch = mem_printf(
        op,
        "[{'path':'/values/name','value':'%s'},{'path':'/values/document_kind','value':'idcard'},"
        "{'path':'/values/idcard','value':'" NUMBER "'},"
        "{'path':'/values/organiser','value':'内蒙古农业大学'},"
        "{'path':'/values/mobile','value':'13804710001'},"
        "{'path':'/values/title_name','value':'教授'},"
        "{'path':'/values/title_level','value':'senior'},"
        "{'path':'/values/discipline','value':'210'},"
        "{'path':'/values/specialty','value':'羊草育种'},"
        "{'path':'/values/honours','value':{'codes':['allowance'],'other':''}},"
        "{'path':'/values/projects','value':[{'name':'退化草原补播','source':'科技厅'}]},"
        "{'path':'/values/works','value':'育成新品种两个'},"
        "{'path':'/values/history','value':'二〇二三年赴科右中旗服务'},"
        "{'path':'/values/regions','value':['152200']},"
        "{'path':'/values/ministry','value':'both'},"
        "{'path':'/values/healthy','value':true},{'path':'/values/willing','value':true},"
        "{'path':'/values/adaptable','value':true}]",
        name);

    assert_status(save_as(op, unit->applicant, id, patch), 200);
    do_as(op, unit->applicant, id, "submit", "{}");
    do_as(op, unit->approver, id, "approve", "{}");
    do_as(op, unit->approver, id, "submit_up", "{}");
    do_as(op, "tuijian", id, "recommend", "{'opinion':'同意推荐'}");
    return id;
}

static void send_person(struct op *op, const char *ids)
{
    assert_status(call_as(op, "tuijian", "POST", "/api/v1/packages",
                          mem_printf(op,
                                     "{'call':'" CALL "','track':'expert','ids':[%s],"
                                     "'letter':{'number':'兴人社函〔2025〕3号','date':'2025-01-15',"
                                     "'contact':'包文龙','phone':'0482-8210001'},"
                                     "'declaration':true}",
                                     ids)),
                  201);
    run_jobs(op);
}

static int others(struct op *op, const char *login, const char *id)
{
    struct reply reply = get_as(op, login, "/api/v1/applications/%s/nominations", id);

    assert_status(reply, 200);
    return (int)json_array_size(member(&reply, "rows"));
}

static void an_accepted_person_becomes_a_member(void **state)
{
    struct op *op = *state;
    const char *id = a_person(op, &HOSPITAL, "欧阳牧青");

    send_person(op, quoted(op, id));
    assert_int_equal(number_in_db(op, &nominated, CALL), 1);
    assert_int_equal(number_in_db(op, &members, "regional"), 0);
    do_as(op, "zhongxin", id, "accept", "{}");
    run_jobs(op);
    assert_int_equal(number_in_db(op, &members, "regional"), 1);
    struct reply list = get_as(op, "jingban", "/api/v1/experts?words=%s", "%E7%BE%8A%E8%8D%89");
    const char *expert = text_of(list, "rows.0.id");
    struct reply page = get_as(op, "jingban", "/api/v1/experts/%s", expert);
    assert_string_equal(text_of(page, "name"), "欧阳牧青");
    assert_string_equal(text_of(page, "state"), "active");
    assert_int_equal(int_of(page, "title_level"), 4);
    assert_string_equal(text_of(page, "works.0.title"), "退化草原补播");
    assert_string_equal(text_of(page, "works.0.source"), "科技厅");
    assert_string_equal(text_of(page, "region_codes.0"), "152200");
    assert_string_equal(text_of(page, "honour_codes.0"), "allowance");
    assert_string_equal(text_of(page, "personal.mobile"), "138****0001");
    assert_int_equal(int_of(page, "members.0.year"), 2025);
    assert_chain_clean(op);
}

static void the_same_person_twice_shows_to_desk_and_department_only(void **state)
{
    struct op *op = *state;
    const char *first = a_person(op, &HOSPITAL, "欧阳牧青");
    const char *second = a_person(op, &GRASS, "欧阳牧青");

    send_person(op, mem_printf(op, "'%s','%s'", first, second));
    assert_int_equal(others(op, "zhongxin", first), 1);
    assert_int_equal(others(op, "jingban", second), 1);
    assert_int_equal(others(op, "tuijian", first), 0);
    assert_int_equal(others(op, "shenbao", first), 0);
    assert_status(get_as(op, "shenbao", "/api/v1/applications/%s/nominations", second), 404);
    do_as(op, "zhongxin", first, "accept", "{}");
    do_as(op, "zhongxin", second, "accept", "{}");
    run_jobs(op);
    assert_int_equal(number_in_db(op, &members, "regional"), 1);
    struct reply list = get_as(op, "jingban", "/api/v1/experts");
    assert_int_equal(int_of(list, "total"), 1);
}

static const char *demand_rows(struct op *op, int count, const char *title)
{
    char *rows = mem_text(op, "");

    for (int i = 0; i < count; i++)
        mem_append(op, &rows,
                   "%s{'unit':'某合作社','region':'152222','name':'%s%d','kind':'clinic',"
                   "'detail':'具体内容','people':2,'contact':'张三','phone':'0482-8210001'}",
                   i == 0 ? "" : ",", title, i + 1);
    return rows;
}

static void demands_of_a_sent_form_are_taken(void **state)
{
    struct op *op = *state;
    struct reply reply = call_as(op, "tuijian", "POST", "/api/v1/applications",
                                 "{'call':'" CALL "','track':'postdoc','capacity':'league'}");
    assert_status(reply, 201);
    const char *id = text_of(reply, "id");
    const char *patch = mem_printf(
        op,
        "[{'path':'/values/organiser','value':'兴安盟人社局'},{'path':'/values/place','value':'152200'},"
        "{'path':'/values/period','value':{'start':'2025-07-14','end':'2025-07-17'}},"
        "{'path':'/values/contact','value':'包文龙'},{'path':'/values/post','value':'科长'},"
        "{'path':'/values/phone','value':'0482-8210001'},"
        "{'path':'/values/mobile','value':'13800138000'},"
        "{'path':'/values/email','value':'a@example.com'},{'path':'/values/days','value':4},"
        "{'path':'/values/reason','value':'有需求'},{'path':'/values/ideas','value':'有设想'},"
        "{'path':'/values/demands','value':[%s]}]",
        demand_rows(op, 10, "需求"));
    assert_status(save_as(op, "tuijian", id, patch), 200);
    do_as(op, "tuijian", id, "submit", "{}");
    do_as(op, "tuijian", id, "approve", "{}");
    assert_status(call_as(op, "tuijian", "POST", "/api/v1/packages",
                          mem_printf(op,
                                     "{'call':'" CALL "','track':'postdoc','ids':['%s'],"
                                     "'letter':{'number':'兴人社函〔2025〕3号','date':'2025-01-15',"
                                     "'contact':'包文龙','phone':'0482-8210001'},"
                                     "'declaration':true}",
                                     id)),
                  201);
    assert_int_equal(number_in_db(op, &demands_taken, "submitted"), 0);
    run_jobs(op);
    assert_int_equal(number_in_db(op, &demands_taken, "submitted"), 10);
    struct reply list = get_as(op, "qixian", "/api/v1/demands?q=%s", "%E9%9C%80%E6%B1%827");
    assert_int_equal(json_array_size(member(&list, "rows")), 1);
    assert_string_equal(text_of(list, "rows.0.kind"), "clinic");
    assert_string_equal(text_of(list, "rows.0.source"), "application");
    assert_string_equal(text_of(list, "rows.0.application"), id);
    assert_chain_clean(op);
}

int main(void)
{
    return run_on_each_site("library",
                            (const struct CMUnitTest[]){
                                TEST(an_accepted_person_becomes_a_member),
                                TEST(the_same_person_twice_shows_to_desk_and_department_only),
                                TEST(demands_of_a_sent_form_are_taken),
                                { 0 },
                            });
}
