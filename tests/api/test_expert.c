/* SPDX-License-Identifier: Apache-2.0 */
/* The library of experts: who sees what of them, one identity, employment, search, replacements. */
#include "site.h"

#include "app/demo_library.h"
#include "base/mem.h"
#include "expert/expert.h"
#include "expert/search.h"

DB_SQL(expert_count, "t", "SELECT count(*) FROM expert WHERE state = $1");
DB_SQL(expert_plain, "t",
       "SELECT count(*) FROM expert WHERE search_text LIKE '%' || $1 || '%'"
       " OR search_facets LIKE '%' || $1 || '%' OR offers LIKE '%' || $1 || '%'");
DB_SQL(gram_bits, "t",
       "SELECT count(*) FROM expert_gram WHERE bits <> 0 AND $1 = $1 AND space = 2");

/* A good identity number: GB 11643's check digit is right. */
#define NUMBER  "11010519491231002X"
#define NUMBER2 "440524188001010014"

static const char *expert_body(struct op *op, const char *name, const char *number, int base)
{
    return mem_printf(
        op,
        "{'name':'%s','org_name':'内蒙古农业大学','post':'教研室主任','title_series':'高等学校教师',"
        "'title_name':'教授','title_level':4,'discipline':'210','industry':'A',"
        "'specialty':'羊草育种和退化草原补播','days_per_year':20,'free_time':'暑假',"
        "'offers':'现场指导','honour_codes':['allowance'],'region_codes':['152200'],"
        "'achievements':'育成羊草新品种两个','history':'二〇二三年赴科右中旗服务','exception':'',"
        "'healthy':true,'willing':true,'adaptable':true,'ministry':false,"
        "'personal':{'document':'idcard','number':'%s','mobile':'13804710001',"
        "'email':'a@example.com','born':'1949-12-31','gender':'male','ethnicity':'汉族',"
        "'address':'呼和浩特'},"
        "'works':[{'kind':'project','title':'盐碱地饲草种植模式','source':'科技计划','role':'主持',"
        "'year':2023}],'base':%d,'consent_by':'单位同意函','member_year':2024,'basis':'公布文件'}",
        name, number, base);
}

static const char *an_expert(struct op *op, const char *name, const char *number)
{
    struct reply reply =
        call_as(op, "jingban", "POST", "/api/v1/experts", expert_body(op, name, number, 0));

    assert_status(reply, 201);
    return text_of(reply, "id");
}

static struct reply act(struct op *op, const char *id, const char *action, const char *body)
{
    return call_as(op, "jingban", "POST",
                   mem_printf(op, "/api/v1/experts/%s/actions/%s", id, action), body);
}

static int found(struct op *op, const char *login, const char *query)
{
    struct reply reply = get_as(op, login, "/api/v1/experts?%s", query);
    int count = 0;

    assert_status(reply, 200);
    count = (int)json_array_size(member(&reply, "rows"));
    assert_int_equal(int_of(reply, "total"), count); /* one page: what is said is what is shown */
    return count;
}

/* ---- who sees what ---- */

static void leagues_see_masked_profiles_of_active_experts(void **state)
{
    struct op *op = *state;
    const char *id = an_expert(op, "欧阳牧青", NUMBER);
    struct reply page = get_as(op, "tuijian", "/api/v1/experts/%s", id);

    assert_status(page, 200);
    assert_string_equal(text_of(page, "specialty"), "羊草育种和退化草原补播");
    assert_null(strstr(page.bytes, "牧青"));
    assert_null(strstr(page.bytes, "内蒙古农业大学"));
    assert_null(strstr(page.bytes, "盐碱地"));
    assert_null(strstr(page.bytes, "科右中旗"));
    assert_null(strstr(page.bytes, "example.com"));
    assert_status(act(op, id, "leave", "{'text':'退休后不再参加'}"), 200);
    assert_status(get_as(op, "tuijian", "/api/v1/experts/%s", id), 404);
    assert_status(get_as(op, "shouli", "/api/v1/experts/%s", id), 200);
    assert_status(get_as(op, "shenbao", "/api/v1/experts/%s", id), 403);
}

static void personal_values_are_masked_until_a_reason_is_given(void **state)
{
    struct op *op = *state;
    const char *id = an_expert(op, "欧阳牧青", NUMBER);
    const char *target = mem_printf(op, "/api/v1/experts/%s/reveal", id);
    struct reply page = get_as(op, "jingban", "/api/v1/experts/%s", id);

    assert_string_equal(text_of(page, "personal.mobile"), "138****0001");
    assert_null(strstr(page.bytes, NUMBER));
    assert_refused(call_as(op, "jingban", "POST", target, "{'reason':'123'}"), 422,
                   "json_problems");
    assert_status(call_as(op, "tuijian", "POST", target, "{'reason':'需要联系本人'}"), 404);
    struct reply open = call_as(op, "jingban", "POST", target, "{'reason':'需要联系本人'}");
    assert_string_equal(text_of(open, "personal.number"), NUMBER);
    assert_string_equal(text_of(get_as(op, "fuze", "/api/v1/experts/%s", id), "personal.mobile"),
                        "138****0001");
    assert_int_equal(number_in_db(op, &expert_plain, NUMBER), 0);
    assert_int_equal(number_in_db(op, &expert_plain, "13804710001"), 0);
    assert_chain_clean(op);
}

static void masked_readers_do_not_find_by_who_it_is(void **state)
{
    struct op *op = *state;

    (void)an_expert(op, "欧阳牧青", NUMBER);
    assert_int_equal(found(op, "jingban", "words=%E6%AC%A7%E9%98%B3"), 1); /* 欧阳 */
    assert_int_equal(found(op, "tuijian", "words=%E6%AC%A7%E9%98%B3"), 0);
    assert_int_equal(found(op, "jingban", "words=%E7%9B%90%E7%A2%B1%E5%9C%B0"), 1); /* 盐碱地 */
    assert_int_equal(found(op, "tuijian", "words=%E7%9B%90%E7%A2%B1%E5%9C%B0"), 0);
    assert_int_equal(found(op, "tuijian", "words=%E7%BE%8A%E8%8D%89"), 1); /* 羊草 */
    assert_int_equal(found(op, "tuijian", "honour=allowance"), 1); /* the filter is passed over */
    assert_int_equal(found(op, "tuijian", "honour=national"), 1);
    assert_int_equal(found(op, "jingban", "honour=national"), 0);
}

/* ---- entering ---- */

static void one_identity_is_one_expert(void **state)
{
    struct op *op = *state;
    const char *id = an_expert(op, "欧阳牧青", NUMBER);

    assert_refused(
        call_as(op, "jingban", "POST", "/api/v1/experts", expert_body(op, "另一个名字", NUMBER, 0)),
        409, "expert_exists");
    const char *other = an_expert(op, "欧阳牧青", NUMBER2);
    assert_string_not_equal(id, other);
    assert_refused(call_as(op, "jingban", "PUT", mem_printf(op, "/api/v1/experts/%s", other),
                           expert_body(op, "欧阳牧青", NUMBER, 1)),
                   409, "expert_exists");
    assert_int_equal(number_in_db(op, &expert_count, "active"), 2);
}

static void what_is_entered_is_judged(void **state)
{
    struct op *op = *state;
    static const struct {
        const char *old;
        const char *new;
        int status;
    } rows[] = {
        { NUMBER, "110105194912310021", 422 },
        { NUMBER, NUMBER, 201 },
        { NUMBER, "", 201 },
        { "'title_level':4", "'title_level':3", 422 },
        { "'discipline':'210'", "'discipline':'2'", 422 },
        { "['152200']", "['152200','150100']", 201 },
        { "['152200']", "['152299']", 422 },
        { "['allowance']", "['prize']", 422 },
        { "13804710001", "1380471", 422 },
        { "'days_per_year':20", "'days_per_year':366", 201 },
        { "'days_per_year':20", "'days_per_year':367", 422 },
    };
    int n = 0;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *number = i < 3 ? NUMBER : "";
        char *body = mem_text(op, expert_body(op, "欧阳牧青", number, 0));
        char *at = strstr(body, rows[i].old);
        assert_non_null(at);
        const char *changed = mem_printf(op, "%.*s%s%s", (int)(at - body), body, rows[i].new,
                                         at + strlen(rows[i].old));
        assert_status(call_as(op, "jingban", "POST", "/api/v1/experts", changed), rows[i].status);
        n += rows[i].status == 201;
    }
    assert_int_equal(number_in_db(op, &expert_count, "active"), n);
}

static void works_have_their_limit(void **state)
{
    struct op *op = *state;
    char *works = mem_text(op, "");

    for (int i = 0; i < EXPERT_WORKS_MAX; i++)
        mem_append(op, &works, "%s{'kind':'paper','title':'草%d','source':'','role':'','year':0}",
                   i == 0 ? "" : ",", i);
    for (int more = 0; more < 2; more++) {
        char *body = mem_text(op, expert_body(op, "欧阳牧青", "", 0));
        char *at = strstr(body, "'works':[");
        char *end = strchr(at, ']');
        const char *extra = ",{'kind':'paper','title':'多','source':'','role':'','year':0}";
        const char *changed = mem_printf(op, "%.*s'works':[%s%s%s", (int)(at - body), body, works,
                                         more ? extra : "", end);
        assert_status(call_as(op, "jingban", "POST", "/api/v1/experts", changed), more ? 422 : 201);
    }
}

static void changes_need_the_revision_and_move_the_index(void **state)
{
    struct op *op = *state;
    const char *id = an_expert(op, "欧阳牧青", NUMBER);
    const char *target = mem_printf(op, "/api/v1/experts/%s", id);
    int base = (int)int_of(get_as(op, "jingban", "%s", target), "revision");
    char *body = mem_text(op, expert_body(op, "司马临川", NUMBER, base));
    int64_t before = number_in_db(op, &gram_bits, "x");

    assert_status(call_as(op, "jingban", "PUT", target, body), 200);
    assert_refused(call_as(op, "jingban", "PUT", target, body), 409, "stale_patch");
    assert_int_equal(found(op, "jingban", "words=%E6%AC%A7%E9%98%B3"), 0); /* 欧阳 */
    assert_int_equal(found(op, "jingban", "words=%E5%8F%B8%E9%A9%AC%E4%B8%B4%E5%B7%9D"), 1);
    assert_int_equal(number_in_db(op, &gram_bits, "x"), before);
}

/* ---- employment ---- */

static void new_employer_has_to_agree(void **state)
{
    struct op *op = *state;
    const char *id = an_expert(op, "欧阳牧青", NUMBER);

    assert_refused(act(op, id, "employer", "{'text':'内蒙古大学','day':'2025-01-21'}"), 422,
                   "day_ahead");
    assert_refused(act(op, id, "employer", "{'text':'内蒙古大学'}"), 422, "act_incomplete");
    struct reply moved = act(op, id, "employer", "{'text':'内蒙古大学','day':'2025-01-10'}");
    assert_status(moved, 200);
    assert_string_equal(text_of(moved, "state"), "consent");
    assert_string_equal(text_of(moved, "employers.0.org_name"), "内蒙古大学");
    assert_string_equal(text_of(moved, "employers.1.to_day"), "2025-01-09");
    assert_status(get_as(op, "tuijian", "/api/v1/experts/%s", id), 404);
    struct reply agreed = act(op, id, "consent", "{'text':'内蒙古大学同意函'}");
    assert_string_equal(text_of(agreed, "state"), "active");
    assert_string_equal(text_of(agreed, "org_name"), "内蒙古大学");
    assert_status(get_as(op, "tuijian", "/api/v1/experts/%s", id), 200);
}

static void leaving_is_final_until_the_employer_agrees_again(void **state)
{
    struct op *op = *state;
    const char *id = an_expert(op, "欧阳牧青", NUMBER);
    struct expert_candidate *rows = NULL;
    size_t count = 0;

    assert_ok(op, expert_candidates(op, 0, 10, &rows, &count));
    assert_int_equal(count, 1);
    assert_int_equal(rows[0].text_count, 5);
    assert_status(act(op, id, "leave", "{'text':'本人申请退出'}"), 200);
    assert_ok(op, expert_candidates(op, 0, 10, &rows, &count));
    assert_int_equal(count, 0);
    assert_refused(act(op, id, "consent", "{'text':'x'}"), 409, "expert_left");
    assert_refused(act(op, id, "leave", "{'text':'再次'}"), 409, "expert_left");
    assert_string_equal(text_of(act(op, id, "return", "{'text':'本人申请恢复'}"), "state"),
                        "consent");
    assert_string_equal(text_of(act(op, id, "consent", "{'text':'单位同意'}"), "state"), "active");
}

static void verification_is_of_the_year(void **state)
{
    struct op *op = *state;
    const char *id = an_expert(op, "欧阳牧青", NUMBER);

    assert_int_equal(found(op, "jingban", "unchecked=true"), 1);
    assert_refused(act(op, id, "verify", "{'choice':'perhaps'}"), 422, "act_incomplete");
    assert_status(act(op, id, "verify", "{'choice':'changed','text':'职务有变'}"), 200);
    struct reply again = act(op, id, "verify", "{'choice':'right'}");
    assert_int_equal(json_array_size(member(&again, "checks")), 1);
    assert_int_equal(found(op, "jingban", "unchecked=true"), 0);
    op->now_ms += 366 * DAY_MS;
    assert_int_equal(found(op, "jingban", "unchecked=true"), 1);
}

static void memberships_and_declarations_stand_in_the_file(void **state)
{
    struct op *op = *state;
    const char *id = an_expert(op, "欧阳牧青", NUMBER);

    assert_status(act(op, id, "member", "{'choice':'national','year':2025,'text':'部文件'}"), 200);
    assert_status(act(op, id, "declare", "{'choice':'兴安盟蒙医院','text':'亲属任职'}"), 200);
    struct reply page = get_as(op, "jingban", "/api/v1/experts/%s", id);
    assert_string_equal(text_of(page, "members.0.level"), "national");
    assert_string_equal(text_of(page, "declared.0.org_name"), "兴安盟蒙医院");
    assert_int_equal(found(op, "jingban", "level=national"), 1);
    assert_int_equal(found(op, "jingban", "year=2024"), 1);
    assert_int_equal(found(op, "jingban", "year=2023"), 0);
}

/* ---- searching ---- */

static void a_library_is_searched_by_words_and_filters(void **state)
{
    struct op *op = *state;

    assert_ok(op, demo_fill_library(site_op(op)));
    assert_int_equal(
        number_in_db(op, &expert_count, "active") + number_in_db(op, &expert_count, "consent"), 64);
    assert_int_equal(found(op, "jingban", "limit=500"), 64);
    assert_int_equal(found(op, "jingban", "limit=500&discipline=210"), 8);
    assert_int_equal(found(op, "jingban", "limit=500&title_level=4"), 32);
    assert_int_equal(found(op, "jingban", "words=%E9%A9%AC%E9%93%83%E8%96%AF"), 4); /* 马铃薯 */
    assert_int_equal(found(op, "jingban", "words=%E9%A9%AC%20%E8%96%AF"), 4);       /* 马 薯 */
    assert_int_equal(found(op, "jingban", "words=%E9%93%83%E9%A9%AC%E8%96%AF"), 0);
    assert_int_equal(found(op, "jingban", "words=%E8%8B%8F%E5%BE%B7%E6%97%A5%E5%9B%BE"), 1);
}

static void pages_follow_one_another_without_gap(void **state)
{
    struct op *op = *state;
    const char *cursor = "";
    int seen = 0;

    assert_ok(op, demo_fill_library(site_op(op)));
    for (int page = 0; page < 7; page++) {
        struct reply reply = get_as(op, "jingban", "/api/v1/experts?limit=10&cursor=%s", cursor);
        seen += (int)json_array_size(member(&reply, "rows"));
        assert_int_equal(int_of(reply, "total"), 64);
        const json_t *next = member(&reply, "next");
        cursor = json_is_string(next) ? mem_text(op, json_string_value(next)) : "";
        assert_true((cursor[0] == '\0') == (page == 6));
    }
    assert_int_equal(seen, 64);
}

/* All pairs of signs of 羊草原 stand in "羊草育种和退化草原补播", the word does not. */
static void what_is_counted_is_what_is_shown(void **state)
{
    struct op *op = *state;

    (void)an_expert(op, "欧阳牧青", NUMBER);
    assert_int_equal(found(op, "jingban", "words=%E7%BE%8A%E8%8D%89%E8%82%B2"), 1); /* 羊草育 */
    assert_int_equal(found(op, "jingban", "words=%E7%BE%8A%E8%8D%89%E5%8E%9F"), 0); /* 羊草原 */
}

static void region_filter_knows_leagues_and_anywhere(void **state)
{
    struct op *op = *state;

    (void)an_expert(op, "欧阳牧青", NUMBER);
    assert_int_equal(found(op, "jingban", "region=152222"), 1); /* 科右中旗 of 兴安盟 */
    assert_int_equal(found(op, "jingban", "region=152200"), 1);
    assert_int_equal(found(op, "jingban", "region=150102"), 0);
}

static void who_leaves_has_replacements_of_the_same_work(void **state)
{
    struct op *op = *state;

    assert_ok(op, demo_fill_library(site_op(op)));
    struct reply one =
        get_as(op, "jingban", "/api/v1/experts?words=%s", "%E8%8B%8F%E5%BE%B7%E6%97%A5%E5%9B%BE");
    const char *id = text_of(one, "rows.0.id");
    struct reply alike = get_as(op, "jingban", "/api/v1/experts/%s/alike", id);
    assert_status(alike, 200);
    assert_true(json_array_size(member(&alike, "rows")) >= 3);
    assert_string_equal(text_of(alike, "rows.0.specialty"), text_of(one, "rows.0.specialty"));
    assert_status(get_as(op, "tuijian", "/api/v1/experts/%s/alike", id), 404);
}

int main(void)
{
    return run_on_each_site("expert", (const struct CMUnitTest[]){
                                          TEST(leagues_see_masked_profiles_of_active_experts),
                                          TEST(personal_values_are_masked_until_a_reason_is_given),
                                          TEST(masked_readers_do_not_find_by_who_it_is),
                                          TEST(one_identity_is_one_expert),
                                          TEST(what_is_entered_is_judged),
                                          TEST(works_have_their_limit),
                                          TEST(changes_need_the_revision_and_move_the_index),
                                          TEST(new_employer_has_to_agree),
                                          TEST(leaving_is_final_until_the_employer_agrees_again),
                                          TEST(verification_is_of_the_year),
                                          TEST(memberships_and_declarations_stand_in_the_file),
                                          TEST(a_library_is_searched_by_words_and_filters),
                                          TEST(pages_follow_one_another_without_gap),
                                          TEST(what_is_counted_is_what_is_shown),
                                          TEST(region_filter_knows_leagues_and_anywhere),
                                          TEST(who_leaves_has_replacements_of_the_same_work),
                                          { 0 },
                                      });
}
