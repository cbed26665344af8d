/* SPDX-License-Identifier: Apache-2.0 */
/* Demands: who sees them, their road, duplicates, the public list and its claims. */
#include "site.h"

#include "base/mem.h"
#include "demand/demand.h"
#include "demand/public.h"

#include <stdlib.h>

DB_SQL(demand_state, "t", "SELECT count(*) FROM demand WHERE state = $1");
DB_SQL(demand_opened, "t", "SELECT count(*) FROM event WHERE action = $1");

/* The words of a demand as a page sends them; members may be replaced by what follows. */
static const char *words_of(struct op *op, const char *unit, const char *region, const char *title,
                            const char *detail, int base)
{
    return mem_printf(
        op,
        "{'unit_name':'%s','uscc':'','region':'%s','industry':'A','kind':'technical','title':'%s',"
        "'detail':'%s','tried':'','goal':'','discipline':'210','specialty':'草地','title_level':3,"
        "'people':2,'mode':'onsite','urgency':'high','offers':'',"
        "'contact':{'name':'那日苏','post':'站长','phone':'0482-8210000'},'base':%d}",
        unit, region, title, detail, base);
}

static const char *a_demand(struct op *op, const char *login, const char *title, const char *detail)
{
    struct reply reply = call_as(op, login, "POST", "/api/v1/demands",
                                 words_of(op, "科右中旗草原工作站", "152222", title, detail, 0));

    assert_status(reply, 201);
    return text_of(reply, "id");
}

static struct reply do_demand(struct op *op, const char *login, const char *id, const char *action,
                              const char *reason)
{
    return call_as(op, login, "POST", mem_printf(op, "/api/v1/demands/%s/actions/%s", id, action),
                   mem_printf(op, "{'reason':'%s'}", reason));
}

static const char *a_submitted(struct op *op, const char *title, const char *detail)
{
    const char *id = a_demand(op, "caoyuan", title, detail);

    assert_status(do_demand(op, "caoyuan", id, "submit", ""), 200);
    return id;
}

static const char *a_confirmed(struct op *op, const char *title, const char *detail)
{
    const char *id = a_submitted(op, title, detail);

    assert_status(do_demand(op, "tuijian", id, "confirm", ""), 200);
    return id;
}

static int seen_by(struct op *op, const char *login, const char *id)
{
    return get_as(op, login, "/api/v1/demands/%s", id).status;
}

/* ---- who sees ---- */

static void drafts_are_the_units_own(void **state)
{
    struct op *op = *state;
    const char *id = a_demand(op, "caoyuan", "补播草种", "出苗率低");

    assert_int_equal(seen_by(op, "caoyuan", id), 200);
    assert_int_equal(seen_by(op, "caoyuan2", id), 200);
    assert_int_equal(seen_by(op, "shenbao", id), 404);
    assert_int_equal(seen_by(op, "qixian", id), 404);
    assert_int_equal(seen_by(op, "tuijian", id), 404);
    assert_int_equal(seen_by(op, "shouli", id), 404);
    assert_int_equal(seen_by(op, "jingban", id), 404);
    assert_int_equal(seen_by(op, "xitong", id), 403);
}

static void submitted_ones_are_seen_by_county_league_desk_and_department(void **state)
{
    struct op *op = *state;
    const char *id = a_submitted(op, "补播草种", "出苗率低");

    assert_int_equal(seen_by(op, "qixian", id), 200);
    assert_int_equal(seen_by(op, "tuijian", id), 200);
    assert_int_equal(seen_by(op, "shouli", id), 200);
    assert_int_equal(seen_by(op, "fuze", id), 200);
    assert_int_equal(seen_by(op, "shenbao", id), 404);
    assert_int_equal(seen_by(op, "yuanqu", id), 404);
}

static void contact_is_masked_until_a_reason_is_given(void **state)
{
    struct op *op = *state;
    const char *id = a_submitted(op, "补播草种", "出苗率低");
    const char *page = mem_printf(op, "/api/v1/demands/%s", id);

    assert_string_equal(text_of(get_as(op, "caoyuan", "%s", page), "contact.phone"),
                        "0482-8210000");
    assert_string_not_equal(text_of(get_as(op, "tuijian", "%s", page), "contact.phone"),
                            "0482-8210000");
    assert_refused(
        call_as(op, "tuijian", "POST", mem_printf(op, "%s/reveal", page), "{'reason':'x'}"), 422,
        "reveal_reason");
    struct reply open = call_as(op, "tuijian", "POST", mem_printf(op, "%s/reveal", page),
                                "{'reason':'核实需求内容需要联系'}");
    assert_status(open, 200);
    assert_string_equal(text_of(open, "contact.phone"), "0482-8210000");
    assert_int_equal(number_in_db(op, &demand_opened, "personal.reveal"), 1);
    assert_string_not_equal(text_of(get_as(op, "jingban", "%s", page), "contact.phone"),
                            "0482-8210000");
}

/* ---- the road ---- */

static void numbers_count_by_league_and_year(void **state)
{
    struct op *op = *state;
    const char *first = a_confirmed(op, "补播草种", "出苗率低");
    const char *second = a_confirmed(op, "肉牛繁育", "繁殖率低");

    assert_string_equal(text_of(get_as(op, "tuijian", "/api/v1/demands/%s", first), "number"),
                        "152200-2025-001");
    assert_string_equal(text_of(get_as(op, "tuijian", "/api/v1/demands/%s", second), "number"),
                        "152200-2025-002");
    assert_status(do_demand(op, "tuijian", first, "close", "已对接"), 200);
    assert_status(do_demand(op, "tuijian", first, "reopen", "还有问题"), 200);
    assert_string_equal(text_of(get_as(op, "tuijian", "/api/v1/demands/%s", first), "number"),
                        "152200-2025-001");
    assert_chain_clean(op);
}

static void steps_are_of_those_who_may_and_ask_for_reasons(void **state)
{
    struct op *op = *state;
    const char *id = a_submitted(op, "补播草种", "出苗率低");

    assert_refused(do_demand(op, "caoyuan", id, "confirm", ""), 409, "no_such_step");
    assert_refused(do_demand(op, "shouli", id, "confirm", ""), 409, "no_such_step");
    assert_refused(do_demand(op, "tuijian", id, "send_back", ""), 422, "reason_needed");
    assert_refused(do_demand(op, "tuijian", id, "nothing", "x"), 409, "no_such_step");
    assert_status(do_demand(op, "tuijian", id, "send_back", "请写清面积"), 204);
    assert_int_equal(seen_by(op, "tuijian", id), 404);
    assert_refused(do_demand(op, "tuijian", id, "confirm", ""), 404, "not_found");
    assert_string_equal(text_of(get_as(op, "caoyuan", "/api/v1/demands/%s", id), "reason"),
                        "请写清面积");
}

static void words_change_on_their_revision_only(void **state)
{
    struct op *op = *state;
    const char *id = a_demand(op, "caoyuan", "补播草种", "出苗率低");
    const char *target = mem_printf(op, "/api/v1/demands/%s", id);
    int base = (int)int_of(get_as(op, "caoyuan", "%s", target), "revision");

    struct reply good =
        call_as(op, "caoyuan", "PUT", target,
                words_of(op, "科右中旗草原工作站", "152222", "新名称", "新描述", base));
    assert_status(good, 200);
    assert_string_equal(text_of(good, "title"), "新名称");
    assert_refused(
        call_as(op, "caoyuan", "PUT", target, words_of(op, "甲", "152222", "旧", "旧", base)), 409,
        "stale_patch");
    assert_status(do_demand(op, "caoyuan", id, "submit", ""), 200);
    assert_refused(
        call_as(op, "caoyuan", "PUT", target, words_of(op, "甲", "152222", "旧", "旧", base + 2)),
        409, "not_editable");
}

static void what_is_entered_has_limits(void **state)
{
    struct op *op = *state;
    static const struct {
        const char *old;
        const char *new;
        int status;
    } rows[] = {
        { "'people':2", "'people':99", 201 },
        { "'people':2", "'people':100", 422 },
        { "'people':2", "'people':0", 422 },
        { "'region':'152222'", "'region':'152299'", 422 },
        { "'kind':'technical'", "'kind':'wish'", 422 },
        { "'discipline':'210'", "'discipline':'211'", 422 },
        { "'phone':'0482-8210000'", "'phone':'123'", 422 },
        { "'urgency':'high'", "'urgency':'high','from_day':'2025-05-02','to_day':'2025-05-01'",
          422 },
        { "'urgency':'high'", "'urgency':'high','from_day':'2025-05-01','to_day':'2025-05-01'",
          201 },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *body =
            mem_text(op, words_of(op, "科右中旗草原工作站", "152222", "补播草种", "出苗率低", 0));
        char *at = strstr(body, rows[i].old);
        assert_non_null(at);
        const char *changed = mem_printf(op, "%.*s%s%s", (int)(at - body), body, rows[i].new,
                                         at + strlen(rows[i].old));
        assert_status(call_as(op, "caoyuan", "POST", "/api/v1/demands", changed), rows[i].status);
    }
}

static void import_is_all_or_nothing(void **state)
{
    struct op *op = *state;
    const char *good = words_of(op, "甲合作社", "152222", "补播草种", "出苗率低", 0);
    const char *bad = words_of(op, "乙合作社", "999999", "补播草种", "出苗率低", 0);

    struct reply refused = call_as(op, "qixian", "POST", "/api/v1/demands/import",
                                   mem_printf(op, "{'rows':[%s,%s]}", good, bad));
    assert_status(refused, 422);
    assert_string_equal(text_of(refused, "problems.0.path"), "/rows/1/region");
    assert_int_equal(number_in_db(op, &demand_state, "submitted"), 0);
    struct reply done = call_as(op, "qixian", "POST", "/api/v1/demands/import",
                                mem_printf(op, "{'rows':[%s,%s]}", good, good));
    assert_int_equal(int_of(done, "count"), 2);
    assert_int_equal(number_in_db(op, &demand_state, "submitted"), 2);
}

/* ---- duplicates ---- */

static void duplicates_are_proposed_and_merged(void **state)
{
    struct op *op = *state;
    const char *first = a_confirmed(op, "退化草场补播草种怎么选",
                                    "我旗三万亩退化草原补播出苗率低，需要专家到现场看土壤和墒情");
    const char *second = a_submitted(op, "退化草原补播牧草种选择",
                                     "三万亩退化草原补播出苗率低，请专家到现场看墒情和土壤");
    const char *other = a_submitted(op, "胸痛中心建设", "急性心肌梗死救治流程不完善，需要演练");

    struct reply alike = get_as(op, "tuijian", "/api/v1/demands/%s/alike", second);
    assert_status(alike, 200);
    assert_int_equal(json_array_size(member(&alike, "rows")), 1);
    assert_string_equal(text_of(alike, "rows.0.id"), first);
    assert_int_equal(json_array_size(json_object_get(
                         get_as(op, "tuijian", "/api/v1/demands/%s/alike", other).body, "rows")),
                     0);

    const char *merge = mem_printf(op, "/api/v1/demands/%s/merge", second);
    const char *into =
        mem_printf(op, "{'into':'%s','add_people':true,'reason':'同一片草场'}", first);
    assert_status(call_as(op, "caoyuan", "POST", merge, into), 403);
    assert_status(call_as(op, "tuijian", "POST", merge, into), 200);
    assert_int_equal(int_of(get_as(op, "tuijian", "/api/v1/demands/%s", first), "people"), 4);
    assert_string_equal(text_of(get_as(op, "tuijian", "/api/v1/demands/%s", second), "merged_into"),
                        first);
    assert_refused(call_as(op, "tuijian", "POST", merge, into), 409, "state_moved");
    assert_status(
        call_as(op, "tuijian", "POST", merge, "{'add_people':false,'reason':'不是一回事'}"), 200);
    assert_string_equal(text_of(get_as(op, "tuijian", "/api/v1/demands/%s", second), "state"),
                        "submitted");
    assert_int_equal(int_of(get_as(op, "tuijian", "/api/v1/demands/%s", first), "people"), 2);
    assert_refused(
        call_as(op, "tuijian", "POST", merge, "{'add_people':false,'reason':'不是一回事'}"), 409,
        "state_moved");
}

/* ---- the public list ---- */

static const char *words_target(struct op *op, const char *id, const char *rest)
{
    return mem_printf(op, "/api/v1/demands/%s/words%s", id, rest);
}

/* A review of the words as they stand now. */
static struct reply review_as(struct op *op, const char *login, const char *id, const char *rest)
{
    struct reply page = get_as(op, login, "/api/v1/demands/%s", id);
    bool written = json_is_object(member(&page, "words"));
    const char *none = "0000000000000000000000000000000000000000000000000000000000000000";

    return call_as(
        op, login, "POST", words_target(op, id, "/review"),
        mem_printf(op, "{'sm3':'%s',%s}", written ? text_of(page, "words.sm3") : none, rest));
}

#define GOOD "'good':true,'opinion':'可以公开'"

static size_t public_count(struct op *op)
{
    struct reply list = get_as(op, NULL, "/api/v1/public/demands");

    assert_status(list, 200);
    return json_array_size(member(&list, "rows"));
}

static const char *a_public(struct op *op, const char *title)
{
    const char *id = a_confirmed(op, title, "某处详情，只在内部看");

    assert_status(call_as(op, "jingban", "PUT", words_target(op, id, ""),
                          "{'title':'求草原专家','text':'退化草原补播，求专家到现场'}"),
                  200);
    assert_int_equal(public_count(op), 0);
    assert_status(review_as(op, "fuze", id, GOOD), 200);
    return id;
}

static void public_words_need_a_second_person(void **state)
{
    struct op *op = *state;
    const char *draft = a_submitted(op, "未确认", "未确认");
    const char *id = a_confirmed(op, "补播草种", "某处详情");
    const char *words = "{'title':'求草原专家','text':'退化草原补播，求专家到现场'}";

    assert_refused(call_as(op, "jingban", "PUT", words_target(op, draft, ""), words), 409,
                   "demand_not_confirmed");
    assert_refused(review_as(op, "fuze", id, GOOD), 409, "no_such_step");
    assert_status(call_as(op, "jingban", "PUT", words_target(op, id, ""), words), 200);
    assert_refused(review_as(op, "jingban", id, GOOD), 409, "other_person");
    assert_refused(review_as(op, "fuze", id, "'good':false,'opinion':'　 好'"), 422,
                   "review_opinion");
    assert_int_equal(public_count(op), 0);
    assert_status(review_as(op, "fuze", id, GOOD), 200);
    assert_int_equal(public_count(op), 1);
}

static void a_review_is_of_the_words_that_were_read(void **state)
{
    struct op *op = *state;
    const char *id = a_confirmed(op, "补播草种", "某处详情");

    assert_status(call_as(op, "jingban", "PUT", words_target(op, id, ""),
                          "{'title':'求草原专家','text':'退化草原补播'}"),
                  200);
    const char *seen = text_of(get_as(op, "fuze", "/api/v1/demands/%s", id), "words.sm3");
    const char *review = mem_printf(op, "{'sm3':'%s'," GOOD "}", seen);
    assert_status(call_as(op, "jingban", "PUT", words_target(op, id, ""),
                          "{'title':'求草原专家','text':'请打电话13848215678联系'}"),
                  200);
    assert_refused(call_as(op, "fuze", "POST", words_target(op, id, "/review"), review), 409,
                   "words_moved");
    assert_int_equal(public_count(op), 0);
}

static void numbers_in_public_words_are_said_to_be_seen(void **state)
{
    struct op *op = *state;
    const char *id = a_confirmed(op, "补播草种", "某处详情");

    assert_status(call_as(op, "jingban", "PUT", words_target(op, id, ""),
                          "{'title':'求草原专家','text':'请联系\\n13848215678'}"),
                  200);
    struct reply page = get_as(op, "fuze", "/api/v1/demands/%s", id);
    assert_string_equal(text_of(page, "words.found.0.place"), "公开内容");
    assert_int_equal(int_of(page, "words.found.0.line"), 2);
    assert_string_equal(text_of(page, "words.found.0.kind"), "手机号");
    assert_string_equal(text_of(page, "words.found.0.masked"), "138****5678");
    assert_refused(review_as(op, "fuze", id, GOOD), 422, "review_findings");
    assert_int_equal(public_count(op), 0);
    assert_status(review_as(op, "fuze", id, GOOD ",'findings_seen':true"), 200);
    page = get_as(op, "fuze", "/api/v1/demands/%s", id);
    assert_string_equal(text_of(page, "words.review.opinion"), "可以公开");
    assert_string_equal(text_of(page, "words.review.reviewer"), text_of(page, "words.reviewed_by"));
    assert_int_equal(int_of(page, "words.review.finding_count"), 1);
    assert_int_equal(json_array_size(member(&page, "words.found")), 0);
    assert_int_equal(public_count(op), 1);
}

static void words_that_are_turned_down_say_why(void **state)
{
    struct op *op = *state;
    const char *id = a_confirmed(op, "补播草种", "某处详情");

    assert_status(call_as(op, "jingban", "PUT", words_target(op, id, ""),
                          "{'title':'求草原专家','text':'电话13848215678'}"),
                  200);
    assert_status(review_as(op, "fuze", id, "'good':false,'opinion':'请删去电话'"), 200);
    struct reply page = get_as(op, "jingban", "/api/v1/demands/%s", id);
    assert_string_equal(text_of(page, "words.state"), "rejected");
    assert_string_equal(text_of(page, "words.reason"), "请删去电话");
    assert_true(json_is_false(member(&page, "words.review.good")));
    assert_int_equal(public_count(op), 0);
}

static void public_list_shows_its_own_words_only(void **state)
{
    struct op *op = *state;
    (void)a_public(op, "内部名称");
    struct reply list = get_as(op, NULL, "/api/v1/public/demands");

    assert_string_equal(text_of(list, "rows.0.number"), "2025-001");
    assert_string_equal(text_of(list, "rows.0.league"), "兴安盟");
    assert_null(strstr(list.bytes, "内部名称"));
    assert_null(strstr(list.bytes, "某处详情"));
    assert_null(strstr(list.bytes, "草原工作站"));
    assert_null(strstr(list.bytes, "8210000"));
}

static void withdrawal_works_at_once_and_keeps_the_number(void **state)
{
    struct op *op = *state;
    const char *id = a_public(op, "补播草种");

    assert_refused(
        call_as(op, "tuijian", "POST", words_target(op, id, "/withdraw"), "{'reason':'情况有变'}"),
        403, "not_allowed");
    assert_status(call_as(op, "shouli", "POST", words_target(op, id, "/withdraw"),
                          "{'reason':'涉及未公开内容'}"),
                  200);
    assert_int_equal(public_count(op), 0);
    assert_refused(
        call_as(op, "shouli", "POST", words_target(op, id, "/withdraw"), "{'reason':'再次'}"), 409,
        "no_such_step");
    assert_status(call_as(op, "fuze", "PUT", words_target(op, id, ""),
                          "{'title':'求专家','text':'改过的文字'}"),
                  200);
    assert_status(review_as(op, "jingban", id, GOOD), 200);
    assert_string_equal(text_of(get_as(op, NULL, "/api/v1/public/demands"), "rows.0.number"),
                        "2025-001");
}

static void closing_takes_a_demand_off_the_public_list(void **state)
{
    struct op *op = *state;
    const char *id = a_public(op, "补播草种");

    assert_status(do_demand(op, "tuijian", id, "close", "已对接"), 200);
    assert_int_equal(public_count(op), 0);
}

static struct reply claim(struct op *op, const char *number, const char *mobile)
{
    return call_as(op, NULL, "POST", mem_printf(op, "/api/v1/public/demands/%s/claims", number),
                   mem_printf(op,
                              "{'name':'苏德','org':'内蒙古农业大学','title':'教授',"
                              "'mobile':'%s','words':'可在七月到现场'}",
                              mobile));
}

static void claims_are_for_desk_and_department(void **state)
{
    struct op *op = *state;
    const char *id = a_public(op, "补播草种");

    assert_status(claim(op, "2025-001", "13804710000"), 204);
    assert_refused(claim(op, "2025-001", "138"), 422, "mobile_form");
    assert_refused(claim(op, "2025-009", "13804710000"), 404, "not_found");
    assert_status(get_as(op, "tuijian", "/api/v1/demands/%s/claims", id), 403);
    struct reply claims = get_as(op, "jingban", "/api/v1/demands/%s/claims", id);
    assert_string_equal(text_of(claims, "rows.0.name"), "苏德");
    assert_string_equal(text_of(claims, "rows.0.mobile"), "138****0000");
    const char *target = mem_printf(op, "/api/v1/claims/%s", text_of(claims, "rows.0.id"));
    assert_refused(call_as(op, "jingban", "POST", target, "{'good':false}"), 422, "reason_needed");
    assert_status(call_as(op, "jingban", "POST", target, "{'good':true}"), 204);
    assert_refused(call_as(op, "jingban", "POST", target, "{'good':true}"), 409, "state_moved");
    assert_chain_clean(op);
}

static void claims_of_one_address_are_limited(void **state)
{
    struct op *op = *state;

    (void)a_public(op, "补播草种");
    for (int i = 0; i < CLAIMS_HOUR_MAX; i++)
        assert_status(claim(op, "2025-001", mem_printf(op, "138%08d", i)), 204);
    assert_refused(claim(op, "2025-001", "13900000000"), 429, "claims_too_many");
    op->real_ms += HOUR_MS + 1;
    assert_status(claim(op, "2025-001", "13900000000"), 204);
}

static void flags_of_an_area_come_with_their_source(void **state)
{
    struct op *op = *state;
    const char *id = a_submitted(op, "补播草种", "出苗率低");
    struct reply page = get_as(op, "tuijian", "/api/v1/demands/%s", id);

    assert_string_equal(text_of(page, "flags.0.code"), "national_key");
    assert_string_equal(text_of(page, "flags.0.value"), "yes");
    assert_true(strlen(text_of(page, "flags.0.source")) > 0);
    assert_string_equal(text_of(page, "flags.1.value"), "unknown");
}

static void tally_counts_what_the_actor_sees(void **state)
{
    struct op *op = *state;

    (void)a_demand(op, "caoyuan", "草稿", "草稿");
    (void)a_submitted(op, "甲", "甲");
    (void)a_confirmed(op, "乙", "乙");
    struct reply tally = get_as(op, "jingban", "/api/v1/demands/tally");
    assert_string_equal(text_of(tally, "rows.0.region"), "152200");
    assert_int_equal(int_of(tally, "rows.0.submitted"), 1);
    assert_int_equal(int_of(tally, "rows.0.confirmed"), 1);
    assert_int_equal(int_of(tally, "rows.0.urgent"), 1);
    struct reply others = get_as(op, "daxue", "/api/v1/demands/tally");
    assert_int_equal(json_array_size(member(&others, "rows")), 0);
}

int main(void)
{
    return run_on_each_site("demand",
                            (const struct CMUnitTest[]){
                                TEST(drafts_are_the_units_own),
                                TEST(submitted_ones_are_seen_by_county_league_desk_and_department),
                                TEST(contact_is_masked_until_a_reason_is_given),
                                TEST(numbers_count_by_league_and_year),
                                TEST(steps_are_of_those_who_may_and_ask_for_reasons),
                                TEST(words_change_on_their_revision_only),
                                TEST(what_is_entered_has_limits),
                                TEST(import_is_all_or_nothing),
                                TEST(duplicates_are_proposed_and_merged),
                                TEST(public_words_need_a_second_person),
                                TEST(a_review_is_of_the_words_that_were_read),
                                TEST(numbers_in_public_words_are_said_to_be_seen),
                                TEST(words_that_are_turned_down_say_why),
                                TEST(public_list_shows_its_own_words_only),
                                TEST(withdrawal_works_at_once_and_keeps_the_number),
                                TEST(closing_takes_a_demand_off_the_public_list),
                                TEST(claims_are_for_desk_and_department),
                                TEST(claims_of_one_address_are_limited),
                                TEST(flags_of_an_area_come_with_their_source),
                                TEST(tally_counts_what_the_actor_sees),
                                { 0 },
                            });
}
