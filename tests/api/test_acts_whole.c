/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The disk is full at every statement of each of these acts in turn: 503 says that nothing is done,
 * and not a byte of the database has changed. What is done and cannot be shown is 204.
 */
#include "support/matching_site.h"

#include "holiday/holiday.h"
#include "job/job.h"

struct change {
    const char *login;
    const char *method;
    const char *target;
    const char *body;
    int status; /* once nothing fails */
};

static bool got_through(struct op *op, void *arg)
{
    const struct change *change = arg;
    struct reply reply = call_as(op, change->login, change->method, change->target, change->body);

    if (reply.status == change->status || reply.status == 204)
        return true;
    if (reply.status != 503)
        print_error("%s %s: %d %s\n", change->method, change->target, reply.status, reply.bytes);
    assert_int_equal(reply.status, 503);
    assert_string_equal(text_of(reply, "code"), "disk_full");
    return false;
}

static void sweep(struct op *op, const struct change *change)
{
    print_message("%s %s\n", change->method, change->target);
    int refused = test_every_refusal(op, got_through, (void *)change);

    if (refused < 2)
        print_error("%s %s has no statements\n", change->method, change->target);
    assert_true(refused >= 2);
    assert_chain_clean(op);
}

#define SWEEP(...) sweep(op, &(struct change){ __VA_ARGS__ })

#define LETTER                                                                                     \
    "{'letter':{'number':'内人社函〔2025〕8号','date':'2025-01-20','contact':'陈海',"     \
    "'phone':'0471-6268105','opinion':'同意','plan':'按方案','effect':'见成效'}}"

static void letters(void **state)
{
    struct op *op = *state;
    const char *id = a_sent(op, &PARK);
    const char *package =
        text_of(get_as(op, "yuanqu2", "/api/v1/applications/%s", id), "receipt.package");
    const char *target = mem_printf(op, "/api/v1/packages/%s", package);

    SWEEP("shouli", "POST", mem_printf(op, "%s/reveal", target), "{'reason':'核对收款账号'}", 200);
    SWEEP("shouli", "POST", mem_printf(op, "%s/letter/return", target), "{'reasons':['没有盖章']}",
          200);
    SWEEP("yuanqu2", "POST", mem_printf(op, "%s/letter/mend", target), LETTER, 200);
    SWEEP("shouli", "POST", mem_printf(op, "%s/letter/accept", target), "{}", 200);
    SWEEP("shouli", "POST", mem_printf(op, "%s/check-in", target), "{}", 200);
}

static void a_leagues_work(void **state)
{
    struct op *op = *state;
    struct reply units = get_as(op, "tuijian", "/api/v1/league/" CALL "/board");
    const char *unit = text_of(units, "units.0.id");
    const char *zero = mem_printf(op, "/api/v1/league/" CALL "/units/%s/zero", unit);
    const char *reminder = mem_printf(op, "{'units':['%s'],'how':'phone','note':'请尽快'}", unit);

    /* An empty round may be opened by itself: it says nothing. */
    assert_status(call_as(op, "tuijian", "POST", "/api/v1/league/" CALL "/round", "{}"), 200);
    SWEEP("tuijian", "PUT", "/api/v1/league/" CALL "/deadlines",
          "{'due':'2025-01-22T18:00:00+08:00','decision':'兴人社办〔2025〕2号'}", 204);
    SWEEP("tuijian", "POST", "/api/v1/league/" CALL "/reminders", reminder, 204);
    SWEEP("tuijian", "PUT", zero, "{'reason':'今年不报'}", 204);
    SWEEP("tuijian", "DELETE", zero, NULL, 204);
    SWEEP("shenhe", "PUT", "/api/v1/zero-reports/" CALL, "{'reason':'今年不报'}", 204);
    SWEEP("shenhe", "DELETE", "/api/v1/zero-reports/" CALL, NULL, 204);
}

static void the_desk(void **state)
{
    struct op *op = *state;
    const char *id = a_sent(op, &PARK);
    const char *list = mem_printf(op, "/api/v1/desk/checklist/%s", id);
    struct reply page = get_as(op, "shouli", "%s", list);
    const char *code = text_of(page, "rows.0.code");

    SWEEP("shouli", "PUT", list, mem_printf(op, "{'marks':[{'code':'%s','state':'ok'}]}", code),
          200);
    do_as(op, "shouli", id, "accept", "{}");
    SWEEP("shouli", "POST", "/api/v1/handovers",
          mem_printf(op, "{'call':'" CALL "','note':'','items':[{'id':'%s','box':1}]}", id), 201);
    struct reply boxes = get_as(op, "shouli", "/api/v1/handovers");
    const char *box = mem_printf(op, "/api/v1/handovers/%s", text_of(boxes, "rows.0.id"));
    SWEEP("shouli2", "POST", mem_printf(op, "%s/check", box), NULL, 200);
    SWEEP("jingban", "POST", mem_printf(op, "%s/receive", box), "{}", 200);
}

static void later_deadlines(void **state)
{
    struct op *op = *state;

    (void)a_frozen(op, &PARK);
    static const char year[] = "# years: 2027\ndate,kind,name\n2027-01-01,off,元旦\n"
                               "2027-02-05,off,春节\n2027-02-08,off,春节\n2027-04-05,off,清明节\n"
                               "2027-06-09,off,端午节\n2027-09-15,off,中秋节\n"
                               "2027-10-01,off,国庆节\n";
    int added = 0;
    assert_ok(op,
              holiday_propose(site_op(op), (struct bytes){ (const uint8_t *)year, sizeof year - 1 },
                              &added));
    SWEEP("fuze", "POST", "/api/v1/holidays/confirm", "{'year':2027,'seen':0}", 204);
    SWEEP("fuze", "POST", "/api/v1/extensions",
          "{'call':'" CALL "','until':'2025-01-27T00:00:00+08:00','number':'内人社函〔2025〕9号',"
          "'reason':'系统中断'}",
          201);
}

static void opening_and_erasing(void **state)
{
    struct op *op = *state;
    const char *id = a_sent(op, &PARK);
    const char *target = mem_printf(op, "/api/v1/applications/%s", id);
    const char *code = text_of(get_as(op, "fuze", "%s", target), "code");

    SWEEP("shouli", "POST", mem_printf(op, "%s/reveal", target), "{'reason':'核对收款账号'}", 200);
    do_as(op, "shouli", id, "refuse", "{'reason':'不在范围'}");
    /* What is done while the chain could not be verified is told by 204. */
    const char *body = mem_printf(
        op, "{'reason':'本人书面申请','legal_basis':'个人信息保护法','typed':'%s'}", code);
    SWEEP("fuze", "POST", mem_printf(op, "%s/erase", target), body, 200);
}

static void inspections(void **state)
{
    struct op *op = *state;
    static const char path[] = "/api/v1/inspections";

    SWEEP("anquan", "POST", path,
          "{'letter':'内巡〔2025〕7号','issuer':'巡视办','call':'" CALL "','tracks':[],"
          "'from':'2025-01-20','to':'2025-01-31','login':'xunshi','name':'巡视员'}",
          201);
    const char *id = text_of(get_as(op, "fuze", path), "rows.0.id");
    SWEEP("fuze", "POST", mem_printf(op, "%s/%s/decide", path, id), "{'agree':true}", 204);
    SWEEP("anquan", "POST", mem_printf(op, "%s/%s/end", path, id), "{}", 204);
}

static void demands(void **state)
{
    struct op *op = *state;

    (void)as_clerk(op);
    const char *first = a_demand(op, "甲合作社", "补播草种怎么选", 1);
    const char *second = a_demand(op, "乙合作社", "补播牧草种选择", 1);
    const char *target = mem_printf(op, "/api/v1/demands/%s", first);
    const char *words = mem_printf(op, "%s/words", target);

    SWEEP("fuze", "POST", mem_printf(op, "/api/v1/demands/%s/merge", second),
          mem_printf(op, "{'into':'%s','add_people':true,'reason':'同一片草场'}", first), 200);
    SWEEP("jingban", "PUT", words, "{'title':'求草原专家','text':'退化草原补播'}", 200);
    const char *sm3 = text_of(get_as(op, "fuze", "%s", target), "words.sm3");
    SWEEP("fuze", "POST", mem_printf(op, "%s/review", words),
          mem_printf(op, "{'good':true,'opinion':'可以公开','sm3':'%s'}", sm3), 200);
    SWEEP(NULL, "POST", "/api/v1/public/demands/2025-001/claims",
          "{'name':'某人','org':'某校','title':'教授','mobile':'13800138009','words':'七月可到'}",
          204);
    struct reply claims = get_as(op, "jingban", "%s/claims", target);
    SWEEP("jingban", "POST", mem_printf(op, "/api/v1/claims/%s", text_of(claims, "rows.0.id")),
          "{'good':true}", 204);
    SWEEP("fuze", "POST", mem_printf(op, "%s/reveal", target), "{'reason':'电话联系单位'}", 200);
    SWEEP("jingban", "POST", mem_printf(op, "%s/words/withdraw", target), "{'reason':'有变'}", 200);
}

static void matchings(void **state)
{
    struct op *op = *state;
    struct fixture fixture = a_run(op, 1, false);
    const char *run = mem_printf(op, "/api/v1/matchings/%s", fixture.run);
    const char *pair =
        mem_printf(op, "'demand':'%s','expert':'%s'", fixture.cows, fixture.experts[0]);
    int64_t solved = int_of(get_as(op, "jingban", "%s", run), "run.solved");

    SWEEP("jingban", "POST", mem_printf(op, "%s/changes", run),
          mem_printf(
              op, "{'seen':%lld,'try_only':false,'changes':[{%s,'hold':'pinned','reason':'由'}]}",
              (long long)solved, pair),
          200);
    SWEEP("jingban", "POST", "/api/v1/invitations",
          mem_printf(op, "{'run':'%s','until':'2025-02-20','pairs':[{%s}]}", fixture.run, pair),
          204);
    struct reply list = get_as(op, "jingban", "/api/v1/invitations?run=%s", fixture.run);
    const char *invitation =
        mem_printf(op, "/api/v1/invitations/%s/actions", text_of(list, "rows.0.id"));
    SWEEP("jingban", "POST", mem_printf(op, "%s/consent", invitation), "{'by':'同意函'}", 200);
    struct reply sent = call_as(op, "jingban", "POST", mem_printf(op, "%s/send", invitation), "{}");
    assert_status(sent, 200);
    const char *token = mem_text(op, strrchr(text_of(sent, "link"), '/') + 1);
    SWEEP(NULL, "POST", "/api/v1/invitation/answer",
          mem_printf(op, "{'token':'%s','accept':false,'words':'当月有课','days':[]}", token), 200);
    SWEEP("jingban", "POST", mem_printf(op, "%s/close", run), "{}", 200);
}

int main(void)
{
    return run_on_each_site("acts_whole", (const struct CMUnitTest[]){
                                              TEST(letters),
                                              TEST(a_leagues_work),
                                              TEST(the_desk),
                                              TEST(later_deadlines),
                                              TEST(opening_and_erasing),
                                              TEST(inspections),
                                              TEST(demands),
                                              TEST(matchings),
                                              { 0 },
                                          });
}
