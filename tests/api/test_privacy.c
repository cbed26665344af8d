/* SPDX-License-Identifier: Apache-2.0 */
/* Personal values are masked for all but their owner; in full only with a reason, written down. */
#include "site.h"

#include "base/mem.h"
#include "privacy/reveal.h"
#include "support/run.h"

#include <stdio.h>

#define MINUTE_MS INT64_C(60000)

DB_SQL(test_reveal_events, "t",
       "SELECT count(*) FROM event WHERE action = 'personal.reveal' AND subject_id = $1");
DB_SQL(test_reveal_words, "t", "SELECT count(*) FROM event WHERE data LIKE '%' || $1 || '%'");
DB_SQL(test_reveal_rows, "t", "SELECT count(*) FROM reveal WHERE reason = $1");

/* Values of FILLING that name or reach somebody, and what others see of them. */
static const struct {
    const char *field;
    const char *full;
    const char *masked;
} personal[] = {
    { "contact", "乌兰", "乌**" },
    { "office_phone", "0482-8210000", "0482-****00" },
    { "mobile", "13800138000", "138****8000" },
    { "email", "wulan@example.com", "w***@example.com" },
    { "account", "0602000123456789", "****6789" },
};

enum { PERSONAL_COUNT = sizeof personal / sizeof personal[0] };

static struct reply page(struct op *op, const char *login, const char *id)
{
    struct reply reply = get_as(op, login, "/api/v1/applications/%s", id);

    assert_status(reply, 200);
    return reply;
}

static struct reply reveal(struct op *op, const char *login, const char *id, const char *reason)
{
    return call_as(op, login, "POST", mem_printf(op, "/api/v1/applications/%s/reveal", id),
                   mem_printf(op, "{'reason':'%s'}", reason));
}

static void shows(struct op *op, struct reply reply, bool full)
{
    assert_int_equal(json_is_true(member(&reply, "masked")), !full);
    for (size_t i = 0; i < PERSONAL_COUNT; i++) {
        const char *path = mem_printf(op, "values.%s", personal[i].field);
        assert_string_equal(text_of(reply, path), full ? personal[i].full : personal[i].masked);
        if (!full && i > 0) /* 乌兰 is also in a place's name */
            assert_null(strstr(reply.bytes, personal[i].full));
    }
    assert_string_equal(text_of(reply, "values.cnaps"), "102100099996");
}

static void only_the_unit_sees_them_in_full(void **state)
{
    struct op *op = *state;
    const char *id = a_sent(op, &HOSPITAL);
    static const char *const others[] = { "tuijian", "shouli", "jingban", "fuze" };

    shows(op, page(op, "shenbao", id), true);
    shows(op, page(op, "shenhe", id), true);
    shows(op, page(op, "guanli", id), true);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        struct reply reply = page(op, others[i], id);
        shows(op, reply, false);
        assert_true(json_is_true(member(&reply, "may_reveal")));
    }
}

static void versions_and_differences_are_masked_too(void **state)
{
    struct op *op = *state;
    const char *id = a_filled(op, &HOSPITAL);

    assert_status(call_as(op, "shenbao", "POST",
                          mem_printf(op, "/api/v1/applications/%s/versions", id),
                          "{'name':'第一稿'}"),
                  201);
    assert_status(save_as(op, "shenbao", id, "[{'path':'/values/mobile','value':'13900139000'}]"),
                  200);
    do_as(op, "shenbao", id, "submit", "{}");
    do_as(op, "shenhe", id, "approve", "{}");
    do_as(op, "shenhe", id, "submit_up", "{}");
    const char *targets[] = { "versions/1", "versions/2", "diff?from=1" };
    for (size_t i = 0; i < 3; i++) {
        struct reply own = get_as(op, "shenbao", "/api/v1/applications/%s/%s", id, targets[i]);
        struct reply other = get_as(op, "tuijian", "/api/v1/applications/%s/%s", id, targets[i]);
        assert_status(other, 200);
        assert_text_holds(own.bytes, i == 0 ? "13800138000" : "13900139000");
        assert_null(strstr(other.bytes, "13800138000"));
        assert_null(strstr(other.bytes, "13900139000"));
        assert_text_holds(other.bytes, i == 0 ? "138****8000" : "139****9000");
    }
}

static void a_reason_opens_for_half_an_hour_for_one_post(void **state)
{
    struct op *op = *state;
    const char *id = a_sent(op, &HOSPITAL);

    struct reply opened = reveal(op, "shouli", id, "核对收款账号");
    assert_status(opened, 200);
    shows(op, opened, true);
    op->real_ms += REVEAL_MINUTES * MINUTE_MS - 1;
    shows(op, page(op, "shouli", id), true);
    shows(op, page(op, "shouli2", id), false);
    op->real_ms += 1;
    shows(op, page(op, "shouli", id), false);
    assert_int_equal(number_in_db(op, &test_reveal_events, id), 1);
    assert_int_equal(number_in_db(op, &test_reveal_rows, "核对收款账号"), 1);
    assert_int_equal(number_in_db(op, &test_reveal_words, "核对收款账号"), 0);
    assert_chain_clean(op);
}

static void reasons_have_limits(void **state)
{
    struct op *op = *state;
    const char *id = a_sent(op, &HOSPITAL);
    char *longest = mem_text(op, "");

    for (int i = 0; i < REVEAL_REASON_MAX; i++)
        mem_append(op, &longest, "理");
    const char *before = fingerprint(op);
    assert_status(reveal(op, "shouli", id, "核对账"), 422);
    assert_refused(reveal(op, "shouli", id, "核 对　账"), 422, "reveal_reason");
    assert_status(reveal(op, "shouli", id, mem_printf(op, "%s理", longest)), 422);
    assert_string_equal(fingerprint(op), before);
    assert_status(reveal(op, "shouli", id, "核对账号"), 200);
    assert_status(reveal(op, "shouli2", id, longest), 200);
}

static void who_may_not_see_it_may_not_open_it(void **state)
{
    struct op *op = *state;
    const char *id = a_sent(op, &PARK);
    static const char *const strangers[] = { "tuijian", "shouli", "jingban" };
    static const char *const denied[] = { "shenbao", "guanli", "xitong", "anquan", "shenji" };
    const char *draft = a_filled(op, &PARK);

    assert_refused(reveal(op, "tuijian", id, "想看看账号"), 404, "not_found");
    for (size_t i = 0; i < 3; i++)
        assert_refused(reveal(op, strangers[i], draft, "想看看账号"), 404, "not_found");
    for (size_t i = 0; i < 5; i++)
        assert_refused(reveal(op, denied[i], id, "想看看账号"), 403, "not_allowed");
    assert_int_equal(number_in_db(op, &test_reveal_events, id), 0);
}

static const char *printed(struct op *op, const char *login, const char *id)
{
    struct reply reply = get_as(op, login, "/api/v1/applications/%s/document?to=pdf", id);
    const char *path = mem_printf(op, "%s/a.pdf", run_directory(op));
    const char *argv[] = { "pdftotext", "-raw", path, "-", NULL };
    FILE *file = fopen(path, "wb");

    assert_status(reply, 200);
    assert_non_null(file);
    assert_int_equal(fwrite(reply.bytes, 1, reply.size, file), reply.size);
    assert_int_equal(fclose(file), 0);
    return run_program(op, NULL, NULL, argv).out;
}

static void prints_are_masked_and_say_so(void **state)
{
    struct op *op = *state;
    const char *id = a_sent(op, &HOSPITAL);
    const char *masked = printed(op, "shouli", id);

    assert_text_holds(masked, "个人信息已遮盖");
    assert_text_holds(masked, "138****8000");
    for (size_t i = 1; i < PERSONAL_COUNT; i++)
        assert_null(strstr(masked, personal[i].full));
    assert_status(reveal(op, "shouli", id, "打印存档需要"), 200);
    const char *full = printed(op, "shouli", id);
    assert_null(strstr(full, "遮盖"));
    assert_text_holds(full, "13800138000");
}

/* ---- erasing ------------------------------------------------------------------------------ */

#define ERASING "'reason':'本人书面申请','legal_basis':'个人信息保护法关于删除的规定'"

DB_SQL(test_traits, "t",
       "SELECT count(*) FROM application_trait t JOIN application a ON a.id = t.application_id"
       " WHERE a.public_id = $1");
DB_SQL(test_user_traces, "t",
       "SELECT (SELECT count(*) FROM app_user WHERE login = $1 OR name = $1)"
       " + (SELECT count(*) FROM account_note WHERE note = $1)"
       " + (SELECT count(*) FROM event WHERE data LIKE '%' || $1 || '%')");
DB_SQL(test_chunks, "t",
       "SELECT count(*) FROM attachment_chunk c JOIN attachment f ON f.id = c.attachment_id"
       "  JOIN application a ON a.id = f.application_id WHERE a.public_id = $1");
DB_SQL(test_erasures, "t", "SELECT count(*) FROM erasure WHERE subject_id = $1");

static const char *user_id(struct op *op, const char *login)
{
    struct reply list = get_as(op, "anquan", "/api/v1/admin/users?limit=500");

    for (size_t i = 0; i < json_array_size(member(&list, "rows")); i++) {
        if (strcmp(text_of(list, mem_printf(op, "rows.%zu.login", i)), login) == 0)
            return text_of(list, mem_printf(op, "rows.%zu.id", i));
    }
    assert_true(false);
    return "";
}

static struct reply erase_user_as(struct op *op, const char *login, const char *id,
                                  const char *typed)
{
    return call_as(op, login, "POST", mem_printf(op, "/api/v1/admin/users/%s/erase", id),
                   mem_printf(op, "{" ERASING ",'typed':'%s'}", typed));
}

/* The answer tells of the chain, verified afterwards. */
static void assert_erased(struct op *op, struct reply reply)
{
    assert_status(reply, 200);
    assert_true(json_is_true(member(&reply, "chain_ok")));
    assert_true(int_of(reply, "chain_count") > 0);
    assert_int_equal(strlen(text_of(reply, "chain_head")), 64);
    assert_chain_clean(op);
}

static void end_posts(struct op *op, const char *id)
{
    struct reply account = get_as(op, "anquan", "/api/v1/admin/users/%s", id);
    size_t count = json_array_size(member(&account, "posts"));

    for (size_t i = 0; i < count; i++)
        assert_status(call_as(op, "anquan", "POST",
                              mem_printf(op, "/api/v1/admin/posts/%s/end",
                                         text_of(account, mem_printf(op, "posts.%zu.id", i))),
                              "{}"),
                      204);
}

/* The name goes, what was done stays, and the chain still proves it. */
static void an_erased_person_leaves_acts_and_no_name(void **state)
{
    struct op *op = *state;
    const char *item = a_sent(op, &HOSPITAL);
    const char *id = user_id(op, "shenbao");
    struct reply before = get_as(op, "shenji", "/api/v1/events?item=%s", item);
    size_t acts = json_array_size(member(&before, "rows"));

    assert_refused(erase_user_as(op, "anquan", id, "乌兰"), 409, "still_holds_post");
    end_posts(op, id);
    assert_refused(erase_user_as(op, "jingban", id, "乌兰"), 403, "not_allowed");
    assert_refused(erase_user_as(op, "anquan", id, "乌"), 422, "erase_typed");
    assert_erased(op, erase_user_as(op, "anquan", id, "乌兰"));
    assert_refused(erase_user_as(op, "fuze", id, "乌兰"), 409, "already_erased");
    assert_int_equal(number_in_db(op, &test_user_traces, "shenbao"), 0);
    assert_int_equal(number_in_db(op, &test_user_traces, "乌兰"), 0);
    struct reply after = get_as(op, "shenji", "/api/v1/events?item=%s", item);
    assert_int_equal(json_array_size(member(&after, "rows")), acts);
    assert_text_holds(after.bytes, "已依申请删除");
    assert_null(strstr(after.bytes, "\"who\":\"乌兰\""));
    struct reply page = get_as(op, "shenhe", "/api/v1/applications/%s/events", item);
    assert_text_holds(page.bytes, "已依申请删除");
    assert_refused(call_with(op, "", "", "POST", "/api/v1/session",
                             "{'login':'shenbao','password':'dianjiang'}"),
                   401, "sign_in_wrong");
    assert_refused(call_with(op, "", "", "POST", "/api/v1/session",
                             mem_printf(op, "{'login':'-%s','password':'x'}", id)),
                   401, "sign_in_wrong");
}

static void nobody_erases_the_own_account_or_nobodys(void **state)
{
    struct op *op = *state;

    assert_refused(erase_user_as(op, "anquan", user_id(op, "anquan"), "丁宁"), 403, "own_account");
    assert_refused(erase_user_as(op, "anquan", "aaaaaaaaaaaaaaaa", "无名"), 404, "not_found");
}

static struct reply erase_item_as(struct op *op, const char *login, const char *id)
{
    const char *code = text_of(get_as(op, "yuanqu", "/api/v1/applications/%s", id), "code");

    return call_as(op, login, "POST", mem_printf(op, "/api/v1/applications/%s/erase", id),
                   mem_printf(op, "{" ERASING ",'typed':'%s'}", code));
}

static void an_erased_application_keeps_its_digests_only(void **state)
{
    struct op *op = *state;
    const char *id = a_frozen(op, &PARK);

    (void)attach_as(op, "yuanqu", id, "stamped_scan");
    assert_status(send_as(op, "yuanqu2", quoted(op, id)), 201);
    assert_refused(erase_item_as(op, "fuze", id), 409, "not_at_rest");
    do_as(op, "shouli", id, "refuse", "{'reason':'不在范围'}");
    struct reply before = page(op, "yuanqu", id);
    assert_refused(erase_item_as(op, "shouli", id), 403, "not_allowed");
    assert_refused(call_as(op, "fuze", "POST", mem_printf(op, "/api/v1/applications/%s/erase", id),
                           "{" ERASING ",'typed':'AAAA-AAAA'}"),
                   422, "erase_typed");
    assert_true(number_in_db(op, &test_traits, id) > 0);
    assert_erased(op, erase_item_as(op, "fuze", id));
    assert_int_equal(number_in_db(op, &test_traits, id), 0);
    assert_refused(erase_item_as(op, "fuze", id), 409, "already_erased");
    const char *const targets[] = { "", "/versions/1", "/versions/2" };
    for (size_t i = 0; i < 3; i++) {
        struct reply reply = get_as(op, "yuanqu", "/api/v1/applications/%s%s", id, targets[i]);
        assert_status(reply, 200);
        for (size_t k = 1; k < PERSONAL_COUNT; k++) {
            const char *path = mem_printf(op, "values.%s", personal[k].field);
            assert_string_equal(text_of(reply, path), "已依申请删除");
            assert_null(strstr(reply.bytes, personal[k].full));
        }
        assert_string_equal(text_of(reply, "values.cnaps"), "102100099996");
    }
    struct reply after = page(op, "yuanqu", id);
    assert_string_equal(text_of(after, "digest"), text_of(before, "digest"));
    assert_string_equal(text_of(after, "versions.0.digest"), text_of(before, "versions.0.digest"));
    assert_string_equal(text_of(after, "attachments.0.sm3"), text_of(before, "attachments.0.sm3"));
    assert_string_equal(text_of(after, "attachments.0.name"), "已依申请删除");
    assert_int_equal(number_in_db(op, &test_chunks, id), 0);
    assert_int_equal(number_in_db(op, &test_erasures, id), 1);
    assert_text_holds(printed(op, "yuanqu", id), "已依申请删除，不作报送用");
    assert_chain_clean(op);
}

/* What is written after it was erased is live, says so on paper, and can be erased again. */
static void what_is_filled_again_can_be_erased_again(void **state)
{
    struct op *op = *state;
    const char *id = a_sent(op, &PARK);

    do_as(op, "shouli", id, "refuse", "{'reason':'不在范围'}");
    assert_erased(op, erase_item_as(op, "fuze", id));
    do_as(op, "fuze", id, "reopen", "{'reason':'原不予受理有误'}");
    do_as(op, "fuze", id, "return", "{'items':[{'code':'form','text':'请重新填写'}]}");
    assert_status(save_as(op, "yuanqu", id, FILLING), 200);
    assert_null(strstr(printed(op, "yuanqu", id), "已依申请删除"));
    do_as(op, "yuanqu2", id, "mend", "{'declaration':true}");
    assert_null(strstr(printed(op, "yuanqu", id), "已依申请删除"));
    do_as(op, "shouli", id, "refuse", "{'reason':'不在范围'}");
    assert_erased(op, erase_item_as(op, "fuze", id));
    assert_refused(erase_item_as(op, "fuze", id), 409, "already_erased");
    struct reply after = page(op, "yuanqu", id);
    for (size_t k = 1; k < PERSONAL_COUNT; k++)
        assert_null(strstr(after.bytes, personal[k].full));
    assert_text_holds(printed(op, "yuanqu", id), "已依申请删除，不作报送用");
    assert_int_equal(number_in_db(op, &test_erasures, id), 2);
    assert_chain_clean(op);
}

int main(void)
{
    return run_on_each_site("privacy", (const struct CMUnitTest[]){
                                           TEST(only_the_unit_sees_them_in_full),
                                           TEST(versions_and_differences_are_masked_too),
                                           TEST(a_reason_opens_for_half_an_hour_for_one_post),
                                           TEST(reasons_have_limits),
                                           TEST(who_may_not_see_it_may_not_open_it),
                                           TEST(prints_are_masked_and_say_so),
                                           TEST(an_erased_person_leaves_acts_and_no_name),
                                           TEST(nobody_erases_the_own_account_or_nobodys),
                                           TEST(an_erased_application_keeps_its_digests_only),
                                           TEST(what_is_filled_again_can_be_erased_again),
                                           { 0 },
                                       });
}
