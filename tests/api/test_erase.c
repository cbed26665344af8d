/* SPDX-License-Identifier: Apache-2.0 */
/* An expert who is erased is found by nothing any more; acts, numbers and the chain stay. */
#include "support/matching_site.h"

#include "job/job.h"
#include "privacy/erase.h"

#define ERASED "已依申请删除"
#define MOBILE "13800138001" /* of the first of people */

DB_SQL(test_expert_indexes, "t",
       "SELECT count(*) FROM expert WHERE public_id = $1"
       "   AND (identity IS NOT NULL OR mobile_index IS NOT NULL OR personal IS NOT NULL)");
DB_SQL(test_expert_parts, "t",
       "SELECT (SELECT count(*) FROM expert_employer w WHERE w.expert_id = e.id)"
       " + (SELECT count(*) FROM expert_work w WHERE w.expert_id = e.id) FROM expert e"
       " WHERE e.public_id = $1");
DB_SQL(test_reasons_told, "t",
       "SELECT count(*) FROM match_pair p JOIN expert e ON e.id = p.expert_id"
       " WHERE e.public_id = $1 AND p.why <> '[]'");
DB_SQL(test_links, "t",
       "SELECT count(*) FROM invitation i JOIN expert e ON e.id = i.expert_id"
       " WHERE e.public_id = $1 AND (i.sealed IS NOT NULL OR i.token_index IS NOT NULL)");
DB_SQL(test_addresses, "t", "SELECT count(*) FROM mail WHERE shown <> '' AND template <> $1");
DB_SQL(test_claims_linked, "t",
       "SELECT count(*) FROM demand_claim c WHERE c.expert_id IS NOT NULL OR c.client = $1"
       " OR c.client <> ''");
DB_SQL(test_erased_rows, "t", "SELECT count(*) FROM erasure WHERE subject_id = $1");

static struct reply post(struct op *op, const char *login, const char *target, const char *body)
{
    return call_as(op, login, "POST", target, body);
}

static struct reply erase(struct op *op, const char *login, const char *id, const char *typed)
{
    return post(op, login, mem_printf(op, "/api/v1/experts/%s/erase", id),
                mem_printf(op,
                           "{'reason':'本人书面申请','legal_basis':'个人信息保护法第四十七条',"
                           "'typed':'%s'}",
                           typed));
}

static struct reply leave(struct op *op, const char *id)
{
    return post(op, "jingban", mem_printf(op, "/api/v1/experts/%s/actions/leave", id),
                "{'text':'本人申请出库'}");
}

static struct reply act(struct op *op, const char *id, const char *action, const char *body)
{
    return post(op, "jingban", mem_printf(op, "/api/v1/invitations/%s/actions/%s", id, action),
                body);
}

/* Invited, accepted; the invitation's id. */
static const char *an_acceptance(struct op *op, const struct fixture *fixture,
                                 const char **ret_token)
{
    const char *pair =
        mem_printf(op, "{'demand':'%s','expert':'%s'}", fixture->cows, fixture->experts[0]);

    assert_status(
        post(op, "jingban", "/api/v1/invitations",
             mem_printf(op, "{'run':'%s','until':'2025-02-20','pairs':[%s]}", fixture->run, pair)),
        204);
    struct reply list = get_as(op, "jingban", "/api/v1/invitations?run=%s", fixture->run);
    const char *id = text_of(list, "rows.0.id");
    assert_status(act(op, id, "consent", "{'by':'农大人事处同意函〔2025〕3号'}"), 200);
    struct reply reply = act(op, id, "send", "{}");
    assert_status(reply, 200);
    *ret_token = mem_text(op, strrchr(text_of(reply, "link"), '/') + 1);
    assert_status(post(op, NULL, "/api/v1/invitation/answer",
                       mem_printf(op,
                                  "{'token':'%s','accept':true,'words':'只有上午有空','days':[{"
                                  "'from':'2025-03-03','to':'2025-03-07'}]}",
                                  *ret_token)),
                  200);
    return id;
}

/* The demand is public, and the expert claims it. */
static void a_claim(struct op *op, const char *demand)
{
    const char *target = mem_printf(op, "/api/v1/demands/%s/words", demand);

    assert_status(call_as(op, "jingban", "PUT", target, "{'title':'奶牛','text':'求兽医专家'}"),
                  200);
    struct reply page = get_as(op, "fuze", "/api/v1/demands/%s", demand);
    assert_status(post(op, "fuze", mem_printf(op, "%s/review", target),
                       mem_printf(op, "{'good':true,'opinion':'可以公开','sm3':'%s'}",
                                  text_of(page, "words.sm3"))),
                  200);
    assert_status(post(op, NULL, "/api/v1/public/demands/2025-001/claims",
                       "{'name':'甲','org':'内蒙古农业大学','title':'教授','mobile':'" MOBILE
                       "','words':'可在七月到现场'}"),
                  204);
    struct reply claims = get_as(op, "jingban", "/api/v1/demands/%s/claims", demand);
    assert_string_equal(text_of(claims, "rows.0.name"), "甲");
    assert_true(json_is_string(member(&claims, "rows.0.expert")));
}

static size_t found(struct op *op, const char *words)
{
    struct reply reply = get_as(op, "jingban", "/api/v1/experts?state=erased&words=%s", words);

    assert_status(reply, 200);
    return json_array_size(member(&reply, "rows"));
}

static void an_erased_expert_is_found_by_nothing(void **state)
{
    struct op *op = *state;
    struct fixture fixture = a_run(op, 1, false);
    const char *expert = fixture.experts[0];
    const char *token = NULL;
    const char *id = an_acceptance(op, &fixture, &token);

    a_claim(op, fixture.cows);
    assert_status(act(op, id, "finish", "{'satisfaction':5,'result':'甲教授培训40人'}"), 200);
    assert_refused(erase(op, "fuze", expert, "甲"), 409, "expert_not_left");
    assert_status(leave(op, expert), 200);
    assert_refused(erase(op, "jingban", expert, "甲"), 403, "not_allowed");
    assert_refused(erase(op, "anquan", expert, "甲"), 403, "not_allowed"); /* sees no contents */
    assert_refused(erase(op, "fuze", expert, "乙"), 422, "erase_typed");
    assert_true(number_in_db(op, &test_reasons_told, expert) > 0);
    assert_int_equal(number_in_db(op, &test_links, expert), 1);

    struct reply done = erase(op, "fuze", expert, "甲");
    assert_status(done, 200);
    assert_true(json_is_true(member(&done, "chain_ok")));
    assert_chain_clean(op);
    struct reply page = get_as(op, "jingban", "/api/v1/experts/%s", expert);
    assert_status(page, 200);
    assert_string_equal(text_of(page, "name"), ERASED);
    assert_string_equal(text_of(page, "specialty"), "");
    assert_int_equal(found(op, "%E4%B9%B3%E6%88%BF%E7%82%8E"), 0); /* 乳房炎 */
    assert_int_equal(number_in_db(op, &test_expert_indexes, expert), 0);
    assert_int_equal(number_in_db(op, &test_expert_parts, expert), 0);
    assert_int_equal(number_in_db(op, &test_reasons_told, expert), 0);
    assert_int_equal(number_in_db(op, &test_links, expert), 0);
    assert_int_equal(number_in_db(op, &test_addresses, "x"), 0);
    assert_int_equal(number_in_db(op, &test_claims_linked, "x"), 0);
    assert_int_equal(number_in_db(op, &test_erased_rows, expert), 1);
    assert_refused(post(op, NULL, "/api/v1/invitation", mem_printf(op, "{'token':'%s'}", token)),
                   404, "invitation_link");
    struct reply claims = get_as(op, "jingban", "/api/v1/demands/%s/claims", fixture.cows);
    assert_string_equal(text_of(claims, "rows.0.name"), ERASED);
    assert_null(strstr(claims.bytes, "七月"));
    struct reply list = get_as(op, "jingban", "/api/v1/invitations?run=%s", fixture.run);
    assert_string_equal(text_of(list, "rows.0.name"), ERASED);
    assert_null(strstr(list.bytes, "甲教授"));
    assert_status(get_as(op, "jingban", "/api/v1/matchings/%s", fixture.run), 200);
}

static void what_is_erased_stays_erased(void **state)
{
    struct op *op = *state;
    struct fixture fixture = a_run(op, 1, false);
    const char *expert = fixture.experts[1];
    const char *target = mem_printf(op, "/api/v1/experts/%s", expert);

    assert_status(leave(op, expert), 200);
    assert_status(erase(op, "fuze", expert, "乙"), 200);
    assert_refused(erase(op, "fuze", expert, ERASED), 409, "already_erased");
    assert_refused(
        post(op, "jingban", mem_printf(op, "%s/actions/return", target), "{'text':'恢复'}"), 409,
        "already_erased");
    assert_refused(erase(op, "fuze", "aaaaaaaaaaaaaaaa", "乙"), 404, "not_found");
}

struct act {
    const char *expert;
};

static enum err erase_act(struct op *op, void *arg)
{
    const struct act *act = arg;
    const struct erasing erasing = { "本人书面申请", "个人信息保护法", "丙" };

    op->actor.role = POST_HEAD;
    return expert_erase(op, act->expert, &erasing);
}

static void an_erasure_is_whole_or_not_at_all(void **state)
{
    struct op *op = *state;
    struct fixture fixture = a_run(op, 1, false);

    assert_status(leave(op, fixture.experts[2]), 200);
    assert_true(test_every_fault(as_clerk(op), erase_act, &(struct act){ fixture.experts[2] }) >
                10);
    assert_chain_clean(op);
}

int main(void)
{
    return run_on_each_site("erase", (const struct CMUnitTest[]){
                                         TEST(an_erased_expert_is_found_by_nothing),
                                         TEST(what_is_erased_stays_erased),
                                         TEST(an_erasure_is_whole_or_not_at_all),
                                         { 0 },
                                     });
}
