/* SPDX-License-Identifier: Apache-2.0 */
/* Accounts and telephone of a letter are whole for its sender only; for others with a reason. */
#include "site.h"

#include "base/mem.h"
#include "privacy/reveal.h"

#define ACCOUNT "0602000123456789"
#define PHONE   "0482-8210001"

DB_SQL(test_package_reveals, "t",
       "SELECT count(*) FROM event WHERE action = 'personal.reveal' AND subject_kind = 'package'"
       "   AND subject_id = $1");

/* Sent by the league with a letter that names an account. */
static const char *a_package(struct op *op)
{
    const char *team = a_recommended_on(op, &HOSPITAL, "team");
    struct reply sent = call_as(
        op, "tuijian", "POST", "/api/v1/packages",
        mem_printf(
            op,
            "{'call':'" CALL "','desk':'centre','declaration':true,'letter':{'number':"
            "'兴人社函〔2025〕3号','date':'2025-01-20','contact':'包文龙','phone':'" PHONE
            "','opinion':'同意推荐','plan':'按方案实施','effect':'见成效','accounts':[{'item':"
            "'%s','payee':'兴安盟人社局','account':'" ACCOUNT
            "','bank':'工行','cnaps':'102100099996'}]}}",
            team));

    assert_status(sent, 201);
    assert_true(json_is_false(member(&sent, "masked")));
    assert_string_equal(text_of(sent, "letter.accounts.0.account"), ACCOUNT);
    return text_of(sent, "id");
}

static struct reply page(struct op *op, const char *login, const char *id)
{
    struct reply reply = get_as(op, login, "/api/v1/packages/%s", id);

    assert_status(reply, 200);
    return reply;
}

static struct reply reveal(struct op *op, const char *login, const char *id, const char *reason)
{
    return call_as(op, login, "POST", mem_printf(op, "/api/v1/packages/%s/reveal", id),
                   mem_printf(op, "{'reason':'%s'}", reason));
}

static bool shows_whole(struct op *op, struct reply reply)
{
    bool whole = strstr(reply.bytes, ACCOUNT) != NULL;

    (void)op;
    assert_int_equal(strstr(reply.bytes, PHONE) != NULL, whole);
    if (!whole) {
        assert_string_equal(text_of(reply, "letter.accounts.0.account"), "****6789");
        assert_string_equal(text_of(reply, "letter.phone"), "0482-****01");
    }
    assert_int_equal(json_is_true(member(&reply, "masked")), !whole);
    assert_string_equal(text_of(reply, "letter.accounts.0.cnaps"), "102100099996");
    return whole;
}

static void only_the_sender_reads_them(void **state)
{
    struct op *op = *state;
    const char *id = a_package(op);
    static const char *const others[] = { "zhongxin", "jingban", "fuze" };

    assert_true(shows_whole(op, page(op, "tuijian", id)));
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        struct reply reply = page(op, others[i], id);
        assert_false(shows_whole(op, reply));
        assert_true(json_is_true(member(&reply, "may_reveal")));
        struct reply list = get_as(op, others[i], "/api/v1/packages");
        assert_status(list, 200);
        assert_null(strstr(list.bytes, PHONE));
        assert_null(strstr(list.bytes, ACCOUNT));
    }
    assert_text_holds(get_as(op, "tuijian", "/api/v1/packages").bytes, PHONE);
}

static void a_reason_opens_them_for_half_an_hour(void **state)
{
    struct op *op = *state;
    const char *id = a_package(op);

    assert_refused(reveal(op, "zhongxin", id, "看看"), 422, "json_problems");
    assert_refused(reveal(op, "shenbao", id, "核对收款账号"), 403, "not_allowed");
    assert_refused(reveal(op, "shouli", id, "核对收款账号"), 404, "not_found"); /* another desk's */
    assert_true(shows_whole(op, reveal(op, "zhongxin", id, "核对收款账号")));
    op->real_ms += REVEAL_MINUTES * 60000 - 1;
    assert_true(shows_whole(op, page(op, "zhongxin", id)));
    assert_false(shows_whole(op, page(op, "zhongxin2", id)));
    assert_null(strstr(get_as(op, "zhongxin", "/api/v1/packages").bytes, PHONE));
    op->real_ms += 1;
    assert_false(shows_whole(op, page(op, "zhongxin", id)));
    assert_int_equal(number_in_db(op, &test_package_reveals, id), 1);
    assert_chain_clean(op);
}

/* The desk's acts write nothing masked into the letter. */
static void what_the_desk_does_leaves_them_whole(void **state)
{
    struct op *op = *state;
    const char *id = a_package(op);
    const char *target = mem_printf(op, "/api/v1/packages/%s/letter/return", id);

    assert_status(call_as(op, "zhongxin", "POST", target, "{'reasons':['没有盖章']}"), 200);
    assert_true(shows_whole(op, page(op, "tuijian", id)));
}

/* The account of an erased item goes out of the letter, also out of the one before mending. */
static void an_erased_item_leaves_the_letter(void **state)
{
    struct op *op = *state;
    const char *id = a_package(op);
    const char *target = mem_printf(op, "/api/v1/packages/%s", id);
    const char *item = text_of(page(op, "tuijian", id), "items.0.id");

    do_as(op, "zhongxin", item, "refuse", "{'reason':'不在范围'}");
    const char *code = text_of(get_as(op, "fuze", "/api/v1/applications/%s", item), "code");
    assert_status(call_as(op, "fuze", "POST", mem_printf(op, "/api/v1/applications/%s/erase", item),
                          mem_printf(op,
                                     "{'reason':'本人书面申请','legal_basis':'个人信息保护法',"
                                     "'typed':'%s'}",
                                     code)),
                  200);
    struct reply own = get_as(op, "tuijian", "%s", target);
    assert_string_equal(text_of(own, "letter.accounts.0.account"), "已依申请删除");
    assert_null(strstr(own.bytes, ACCOUNT));
    assert_string_equal(text_of(own, "letter.contact"), "包文龙");
    assert_chain_clean(op);
}

int main(void)
{
    return run_on_each_site("letter_privacy", (const struct CMUnitTest[]){
                                                  TEST(only_the_sender_reads_them),
                                                  TEST(a_reason_opens_them_for_half_an_hour),
                                                  TEST(what_the_desk_does_leaves_them_whole),
                                                  TEST(an_erased_item_leaves_the_letter),
                                                  { 0 },
                                              });
}
