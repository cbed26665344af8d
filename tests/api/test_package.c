/* SPDX-License-Identifier: Apache-2.0 */
/* A package is sent whole or not at all, and earns a receipt that proves itself. */
#include "site.h"

#include "base/json_own.h"
#include "base/keys.h"
#include "base/mem.h"
#include "base/site.h"
#include "package/receipt.h"

static const char *three(struct op *op, const char *a, const char *b, const char *c)
{
    return mem_printf(op, "'%s','%s','%s'", a, b, c);
}

static void refused_whole(struct op *op, const char *login, const char *ids, int status,
                          const char *code)
{
    const char *before = fingerprint(op);

    assert_refused(send_as(op, login, ids), status, code);
    assert_string_equal(fingerprint(op), before);
}

static struct reply rank_as(struct op *op, const char *login, const char *ids)
{
    return call_as(op, login, "PUT", "/api/v1/recommendations/ranks",
                   mem_printf(op, "{'call':'" CALL "','track':'team','ids':[%s]}", ids));
}

/* An order names each item once: with one twice another would keep its old place. */
static void an_order_names_everybody_once(void **state)
{
    struct op *op = *state;
    const char *first = quoted(op, a_recommended_on(op, &HOSPITAL, "team"));
    const char *second = quoted(op, a_recommended_on(op, &GRASS, "team"));

    assert_refused(rank_as(op, "tuijian", mem_printf(op, "%s,%s", first, first)), 409,
                   "rank_not_all");
    assert_refused(rank_as(op, "tuijian", first), 409, "rank_not_all");
    assert_status(rank_as(op, "tuijian", mem_printf(op, "%s,%s", second, first)), 204);
    struct reply list = get_as(op, "tuijian", "/api/v1/recommendations?call=" CALL);
    assert_text_holds(list.bytes, "\"rank\":2");
}

static void items_go_in_rank_order(void **state)
{
    struct op *op = *state;
    const char *a = a_frozen(op, &PARK);
    const char *b = a_frozen(op, &PARK);
    const char *c = a_frozen(op, &PARK);
    struct reply sent = send_as(op, "yuanqu2", three(op, c, a, b));

    assert_status(sent, 201);
    assert_string_equal(text_of(sent, "items.0.id"), c);
    assert_string_equal(text_of(sent, "items.2.id"), b);
    assert_int_equal(int_of(sent, "items.2.rank"), 3);
    assert_string_equal(text_of(sent, "letter.contact"), "包文龙");
    struct reply read = get_as(op, "shouli", "/api/v1/packages/%s", text_of(sent, "id"));
    assert_string_equal(text_of(read, "items.1.id"), a);
    assert_string_equal(text_of(read, "letter.phone"), "0482-****01");
    assert_chain_clean(op);
}

static void one_bad_item_keeps_all_back(void **state)
{
    struct op *op = *state;
    const char *a = a_frozen(op, &PARK);
    const char *b = a_frozen(op, &PARK);
    const char *draft = a_filled(op, &PARK);
    const char *foreign = a_frozen(op, &UNIVERSITY);

    refused_whole(op, "yuanqu2", three(op, a, b, draft), 409, "no_such_step");
    refused_whole(op, "yuanqu2", three(op, draft, a, b), 409, "no_such_step");
    refused_whole(op, "yuanqu2", three(op, a, b, a), 409, "no_such_step");
    refused_whole(op, "yuanqu2", three(op, a, b, foreign), 404, "not_found");
    refused_whole(op, "yuanqu2", three(op, a, b, "nosuchapplicati"), 404, "not_found");
    assert_status(send_as(op, "yuanqu2", three(op, a, b, a_frozen(op, &PARK))), 201);
}

static void refusal_names_the_item(void **state)
{
    struct op *op = *state;
    const char *draft = a_filled(op, &PARK);
    struct reply page = get_as(op, "yuanqu2", "/api/v1/applications/%s", draft);
    struct reply reply =
        send_as(op, "yuanqu2", three(op, a_frozen(op, &PARK), draft, a_frozen(op, &PARK)));

    assert_string_equal(text_of(reply, "problems.0.path"), "/ids/1");
    assert_string_equal(text_of(reply, "problems.0.code"), "no_such_step");
    assert_text_holds(text_of(reply, "problems.0.message"), text_of(page, "code"));
}

static void package_has_1_to_100_items(void **state)
{
    struct op *op = *state;
    char *ids = mem_text(op, "'none'");

    for (int i = 1; i < 100; i++)
        mem_append(op, &ids, ",'none'");
    refused_whole(op, "yuanqu2", ids, 404, "not_found");
    refused_whole(op, "yuanqu2", mem_printf(op, "%s,'none'", ids), 422, "json_problems");
    refused_whole(op, "yuanqu2", "", 422, "no_items");
}

static void declaration_is_needed(void **state)
{
    struct op *op = *state;
    const char *body =
        mem_printf(op, "{'call':'" CALL "','track':'" TRACK "','ids':['%s'],'declaration':false}",
                   a_frozen(op, &PARK));
    const char *before = fingerprint(op);

    assert_refused(call_as(op, "yuanqu2", "POST", "/api/v1/packages", body), 422,
                   "declaration_needed");
    assert_string_equal(fingerprint(op), before);
}

static void package_is_of_the_call_and_track_it_names(void **state)
{
    struct op *op = *state;
    const char *id = a_frozen(op, &PARK);

    assert_refused(call_as(op, "yuanqu2", "POST", "/api/v1/packages",
                           mem_printf(op,
                                      "{'call':'" CALL "','track':'team','ids':['%s'],"
                                      "'declaration':true}",
                                      id)),
                   422, "package_mixed");
    assert_string_equal(state_of(op, id), "frozen");
}

static void numbers_are_gapless_per_unit(void **state)
{
    struct op *op = *state;
    const char *draft = a_filled(op, &PARK);

    assert_string_equal(text_of(send_as(op, "yuanqu2", quoted(op, a_frozen(op, &PARK))), "number"),
                        "2025-001");
    assert_refused(send_as(op, "yuanqu2", quoted(op, draft)), 409, "no_such_step");
    assert_string_equal(
        text_of(send_as(op, "daxue2", quoted(op, a_frozen(op, &UNIVERSITY))), "number"),
        "2025-001");
    assert_string_equal(text_of(send_as(op, "yuanqu2", quoted(op, a_frozen(op, &PARK))), "number"),
                        "2025-002");
}

static void missing_scan_warns_and_does_not_block(void **state)
{
    struct op *op = *state;
    const char *without = a_frozen(op, &PARK);
    const char *with = a_frozen(op, &PARK);

    (void)attach_as(op, "yuanqu2", with, "stamped_scan");
    struct reply sent = send_as(op, "yuanqu2", mem_printf(op, "'%s','%s'", without, with));
    assert_int_equal(json_array_size(member(&sent, "warnings")), 1);
    assert_string_equal(text_of(sent, "warnings.0.code"), "scan_missing");
    assert_string_equal(text_of(sent, "warnings.0.level"), "warning");
}

static void only_the_parties_read_a_package(void **state)
{
    struct op *op = *state;
    const char *package = text_of(send_as(op, "yuanqu2", quoted(op, a_frozen(op, &PARK))), "id");
    static const struct {
        const char *login;
        int status;
    } readers[] = {
        { "yuanqu", 200 }, { "yuanqu2", 200 }, { "shouli", 200 }, { "jingban", 200 },
        { "fuze", 200 },   { "shenbao", 404 }, { "daxue2", 404 }, { "tuijian", 404 },
        { "guanli", 403 }, { "xitong", 403 },  { "shenji", 403 },
    };

    for (size_t i = 0; i < sizeof readers / sizeof readers[0]; i++) {
        assert_status(get_as(op, readers[i].login, "/api/v1/packages/%s", package),
                      readers[i].status);
        assert_status(get_as(op, readers[i].login, "/api/v1/packages/%s/receipt", package),
                      readers[i].status);
    }
    struct reply list = get_as(op, "daxue2", "/api/v1/packages");
    assert_int_equal(json_array_size(member(&list, "rows")), 0);
}

/* ---- the receipt -------------------------------------------------------------------------- */

static const char *public_pem(struct op *op)
{
    const struct keys *keys = site_op(op)->site->keys;
    const char *pem = NULL;

    assert_ok(op, keys_public_pem(op, keys, keys_active_id(keys, KEY_SIGN), &pem));
    return pem;
}

static struct reply a_receipt(struct op *op, const char **ret_id)
{
    *ret_id = a_frozen(op, &PARK);
    (void)attach_as(op, "yuanqu2", *ret_id, "stamped_scan");
    struct reply sent = send_as(op, "yuanqu2", quoted(op, *ret_id));
    assert_status(sent, 201);
    struct reply receipt =
        get_as(op, "yuanqu2", "/api/v1/packages/%s/receipt", text_of(sent, "id"));
    assert_status(receipt, 200);
    return receipt;
}

static void receipt_verifies_and_says_what_was_sent(void **state)
{
    struct op *op = *state;
    const char *id = NULL;
    json_t *says = NULL;
    struct reply receipt = a_receipt(op, &id);
    struct reply page = get_as(op, "yuanqu2", "/api/v1/applications/%s", id);

    assert_ok(op, receipt_check(op, receipt.bytes, receipt.size, public_pem(op), &says));
    struct reply said = { .body = says, .bytes = receipt.bytes };
    assert_string_equal(text_of(said, "says"), "已收到，不代表受理");
    assert_string_equal(text_of(said, "sender"), "呼和浩特留学人员创业园");
    assert_string_equal(text_of(said, "items.0.code"), text_of(page, "code"));
    assert_string_equal(text_of(said, "items.0.digest"), text_of(page, "digest"));
    assert_string_equal(text_of(said, "items.0.attachments.0.sm3"),
                        text_of(page, "attachments.0.sm3"));
    assert_string_equal(text_of(said, "arrived"), "2025-01-20T10:00:00.000+08:00");
}

/* Every byte counts: changing any one of them is found. */
static void tampered_receipt_does_not_verify(void **state)
{
    struct op *op = *state;
    const char *id = NULL;
    json_t *says = NULL;
    struct reply receipt = a_receipt(op, &id);
    const char *pem = public_pem(op);

    for (size_t i = 0; i < receipt.size; i += 7) {
        char *forged = mem_text(op, receipt.bytes);
        forged[i] = forged[i] == '3' ? '4' : '3';
        enum err e = receipt_check(op, forged, receipt.size, pem, &says);
        bool key_id = e == OK; /* only the key's own id is not signed */
        if (key_id)
            assert_true(strstr(receipt.bytes, "\"key\":\"") < receipt.bytes + i &&
                        receipt.bytes + i < strstr(receipt.bytes, "\"receipt\":"));
        op_forgive(op);
    }
}

int main(void)
{
    return run_on_each_site("package", (const struct CMUnitTest[]){
                                           TEST(an_order_names_everybody_once),
                                           TEST(items_go_in_rank_order),
                                           TEST(one_bad_item_keeps_all_back),
                                           TEST(refusal_names_the_item),
                                           TEST(package_has_1_to_100_items),
                                           TEST(declaration_is_needed),
                                           TEST(package_is_of_the_call_and_track_it_names),
                                           TEST(numbers_are_gapless_per_unit),
                                           TEST(missing_scan_warns_and_does_not_block),
                                           TEST(only_the_parties_read_a_package),
                                           TEST(receipt_verifies_and_says_what_was_sent),
                                           TEST(tampered_receipt_does_not_verify),
                                           { 0 },
                                       });
}
