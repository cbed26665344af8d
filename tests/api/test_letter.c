/* SPDX-License-Identifier: Apache-2.0 */
/* One letter over many items of one desk: what it says, and its one return for mending. */
#include "site.h"

#include "base/json_own.h"
#include "base/mem.h"
#include "db/db.h"

DB_SQL(test_letter, "t", "SELECT letter FROM package WHERE public_id = $1");
DB_SQL(test_letters_kept, "t",
       "SELECT count(*) FROM package_letter l JOIN package p ON p.id = l.package_id"
       " WHERE p.public_id = $1");

#define LETTER                                                                                     \
    "{'number':'兴人社函〔2025〕3号','date':'2025-01-20','contact':'包文龙',"            \
    "'phone':'0482-8210001','opinion':'同意推荐','plan':'按方案实施','effect':'见成效'%s}"

static struct reply send_letter(struct op *op, const char *which, const char *more)
{
    return call_as(op, "tuijian", "POST", "/api/v1/packages",
                   mem_printf(op, "{'call':'" CALL "',%s,'letter':" LETTER ",'declaration':true}",
                              which, more));
}

static struct reply send_desk(struct op *op, const char *desk)
{
    return send_letter(op, mem_printf(op, "'desk':'%s'", desk), "");
}

static struct reply letter_as(struct op *op, const char *login, const char *package,
                              const char *action, const char *body)
{
    return call_as(op, login, "POST",
                   mem_printf(op, "/api/v1/packages/%s/letter/%s", package, action), body);
}

static const char *letter_state(struct op *op, const char *package)
{
    return text_of(get_as(op, "tuijian", "/api/v1/packages/%s", package), "letter_state");
}

/* ---- sending ------------------------------------------------------------------------------ */

static void one_letter_covers_items_of_several_tracks(void **state)
{
    struct op *op = *state;
    const char *expert = a_recommended_on(op, &GRASS, "expert");
    const char *team = a_recommended_on(op, &HOSPITAL, "team");
    const char *other = a_recommended_on(op, &GRASS, "expert");
    const char *overseas = a_recommended(op, &HOSPITAL);
    struct reply sent = send_desk(op, "centre");

    assert_status(sent, 201);
    assert_int_equal(json_array_size(member(&sent, "items")), 3);
    assert_string_equal(text_of(sent, "items.0.id"), team); /* as the call orders the tracks */
    assert_string_equal(text_of(sent, "items.0.track_title"), "专家服务团项目");
    assert_string_equal(text_of(sent, "items.1.id"), expert);
    assert_int_equal(int_of(sent, "items.1.rank"), 1);
    assert_string_equal(text_of(sent, "items.2.id"), other);
    assert_int_equal(int_of(sent, "items.2.rank"), 2);
    assert_string_equal(text_of(sent, "track"), "");
    assert_string_equal(state_of(op, team), "sent");
    assert_string_equal(state_of(op, overseas), "recommended"); /* another desk's */
    struct reply receipt =
        get_as(op, "tuijian", "/api/v1/packages/%s/receipt", text_of(sent, "id"));
    assert_string_equal(text_of(receipt, "receipt.items.0.track"), "team");
    assert_string_equal(text_of(receipt, "receipt.items.2.track"), "expert");
    assert_chain_clean(op);
}

static void items_of_two_desks_do_not_mix(void **state)
{
    struct op *op = *state;
    const char *team = a_recommended_on(op, &HOSPITAL, "team");
    const char *overseas = a_recommended(op, &HOSPITAL);
    const char *before = fingerprint(op);

    assert_refused(send_letter(op, mem_printf(op, "'ids':['%s','%s']", team, overseas), ""), 422,
                   "package_desks");
    assert_string_equal(fingerprint(op), before);
    assert_refused(send_desk(op, "nowhere"), 404, "not_found");
}

static void nothing_waiting_is_no_package(void **state)
{
    struct op *op = *state;

    assert_refused(send_desk(op, "centre"), 422, "no_items");
}

static void supplement_continues_the_number_and_names_the_first(void **state)
{
    struct op *op = *state;

    (void)a_recommended_on(op, &GRASS, "expert");
    struct reply first = send_desk(op, "centre");
    (void)a_recommended_on(op, &GRASS, "expert");
    struct reply draft = get_as(op, "tuijian", "/api/v1/packages/draft?call=" CALL "&desk=centre");
    assert_string_equal(text_of(draft, "first"), "2025-001");
    struct reply second = send_desk(op, "centre");
    (void)a_recommended(op, &HOSPITAL);
    struct reply other = send_desk(op, "overseas");

    assert_true(json_is_null(member(&first, "first")));
    assert_string_equal(text_of(second, "number"), "2025-002");
    assert_string_equal(text_of(second, "first.number"), "2025-001");
    assert_string_equal(text_of(second, "first.id"), text_of(first, "id"));
    assert_string_equal(text_of(other, "number"), "2025-003");
    assert_true(json_is_null(member(&other, "first")));
    struct reply receipt =
        get_as(op, "tuijian", "/api/v1/packages/%s/receipt", text_of(second, "id"));
    assert_string_equal(text_of(receipt, "receipt.first"), "2025-001");
}

static void hundred_items_go_at_once_and_not_one_more(void **state)
{
    struct op *op = *state;
    static const char send_all[] = "{'call':'" CALL "','desk':'overseas','declaration':true}";
    const char *last = NULL;

    for (int i = 0; i < 101; i++)
        last = a_frozen(op, &PARK);
    assert_refused(call_as(op, "yuanqu2", "POST", "/api/v1/packages", send_all), 413,
                   "package_too_large");
    do_as(op, "yuanqu2", last, "withdraw", "{'reason':'多了一项'}");
    struct reply sent = call_as(op, "yuanqu2", "POST", "/api/v1/packages", send_all);
    assert_status(sent, 201);
    assert_int_equal(json_array_size(member(&sent, "items")), 100);
}

/* ---- what it says ------------------------------------------------------------------------- */

static void draft_speaks_of_the_items(void **state)
{
    struct op *op = *state;
    const char *team = a_recommended_on(op, &HOSPITAL, "team");
    struct reply draft = get_as(op, "tuijian", "/api/v1/packages/draft?call=" CALL "&desk=centre");

    assert_status(draft, 200);
    assert_string_equal(text_of(draft, "items.0.id"), team);
    assert_text_holds(text_of(draft, "letter.opinion"), "专家服务团项目1项");
    assert_text_holds(text_of(draft, "letter.plan"), text_of(draft, "items.0.title"));
    assert_string_equal(text_of(draft, "letter.contact"), "包文龙");
    assert_string_equal(text_of(draft, "letter.accounts.0.item"), team);
    assert_true(text_of(draft, "letter.accounts.0.account")[0] != '\0');
    assert_true(json_is_null(member(&draft, "first")));
    assert_refused(get_as(op, "shouli", "/api/v1/packages/draft?call=" CALL "&desk=centre"), 403,
                   "not_allowed");
}

static void accounts_are_those_of_the_forms_unless_said(void **state)
{
    struct op *op = *state;
    const char *team = a_recommended_on(op, &HOSPITAL, "team");
    struct reply sent = send_letter(
        op, "'desk':'centre'",
        mem_printf(
            op,
            ",'accounts':[{'item':'%s','payee':'兴安盟人社局','account':'0602 0001 2345 6789',"
            "'bank':'工行','cnaps':'１０２１００099996'}]",
            team));

    assert_status(sent, 201);
    assert_string_equal(text_of(sent, "letter.accounts.0.payee"), "兴安盟人社局");
    assert_string_equal(text_of(sent, "letter.accounts.0.account"), "0602000123456789");
    assert_string_equal(text_of(sent, "letter.accounts.0.cnaps"), "102100099996");
    (void)a_recommended_on(op, &GRASS, "team");
    struct reply other = send_desk(op, "centre");
    assert_string_not_equal(text_of(other, "letter.accounts.0.payee"), "兴安盟人社局");
    (void)a_recommended_on(op, &GRASS, "expert"); /* not a funded item */
    other = send_desk(op, "centre");
    assert_int_equal(json_array_size(member(&other, "letter.accounts")), 0);
}

static void wrong_accounts_refuse_all_at_once(void **state)
{
    struct op *op = *state;
    const char *team = a_recommended_on(op, &HOSPITAL, "team");
    const char *before = fingerprint(op);
    struct reply reply = send_letter(
        op, "'desk':'centre'",
        mem_printf(op,
                   ",'accounts':[{'item':'%s','account':'1234567','cnaps':'12345678901'},"
                   "{'item':'%s'},{'item':'nosuchitem'}]",
                   team, team));

    assert_refused(reply, 422, "letter_problems");
    assert_string_equal(text_of(reply, "problems.0.path"), "/letter/accounts/0/account");
    assert_string_equal(text_of(reply, "problems.1.path"), "/letter/accounts/0/cnaps");
    assert_string_equal(text_of(reply, "problems.2.code"), "letter_account_item");
    assert_string_equal(text_of(reply, "problems.3.path"), "/letter/accounts/2/item");
    assert_string_equal(fingerprint(op), before);
    assert_status(
        send_letter(op, "'desk':'centre'",
                    mem_printf(op, ",'accounts':[{'item':'%s','account':'12345678'}]", team)),
        201);
}

static void letter_texts_have_limits(void **state)
{
    struct op *op = *state;
    static const struct {
        const char *name;
        int max;
    } limits[] = { { "number", 60 },    { "contact", 40 }, { "phone", 60 },
                   { "opinion", 2000 }, { "plan", 10000 }, { "effect", 5000 } };

    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        char *text = mem_text(op, "");
        for (int k = 0; k < limits[i].max; k++)
            mem_append(op, &text, "字");
        const char *at = mem_printf(
            op, "{'call':'" CALL "','desk':'centre','letter':{'%s':'%s'},'declaration':true}",
            limits[i].name, text);
        const char *beyond = mem_printf(
            op, "{'call':'" CALL "','desk':'centre','letter':{'%s':'%s字'},'declaration':true}",
            limits[i].name, text);
        assert_refused(call_as(op, "tuijian", "POST", "/api/v1/packages", at), 422, "no_items");
        assert_refused(call_as(op, "tuijian", "POST", "/api/v1/packages", beyond), 422,
                       "json_problems");
    }
}

static void what_the_notice_wants_said_and_is_not_warns(void **state)
{
    struct op *op = *state;
    static const char bare[] = "{'call':'" CALL "','desk':'%s','declaration':true}";

    (void)a_recommended_on(op, &GRASS, "expert");
    (void)a_recommended(op, &HOSPITAL);
    struct reply centre =
        call_as(op, "tuijian", "POST", "/api/v1/packages", mem_printf(op, bare, "centre"));
    struct reply overseas =
        call_as(op, "tuijian", "POST", "/api/v1/packages", mem_printf(op, bare, "overseas"));

    assert_status(centre, 201);
    assert_string_equal(text_of(centre, "warnings.0.code"), "letter_incomplete");
    assert_string_equal(text_of(centre, "warnings.0.level"), "warning");
    assert_text_holds(text_of(centre, "warnings.0.message"), "文号、日期、推荐意见、活动方案");
    assert_string_equal(text_of(overseas, "warnings.0.code"), "scan_missing"); /* no letter asked */
}

static void letter_lies_sealed(void **state)
{
    struct op *op = *state;
    struct bytes sealed = { 0 };

    (void)a_recommended_on(op, &HOSPITAL, "team");
    struct reply sent = send_desk(op, "centre");
    const char *secrets[] = { text_of(sent, "letter.accounts.0.account"), "包文龙",
                              "0482-8210001" };
    assert_ok(op, db_row(op, &test_letter, DB_IN(IN_TEXT(text_of(sent, "id"))),
                         DB_OUT(OUT_BLOB(&sealed))));
    for (size_t i = 0; i < sizeof secrets / sizeof secrets[0]; i++) {
        size_t length = strlen(secrets[i]);
        for (size_t k = 0; k + length <= sealed.size; k++)
            assert_int_not_equal(memcmp(sealed.data + k, secrets[i], length), 0);
    }
    struct reply list = get_as(op, "tuijian", "/api/v1/packages");
    assert_int_equal(json_array_size(member(&list, "rows.0.letter.accounts")), 0);
    assert_string_equal(text_of(list, "rows.0.letter.number"), "兴人社函〔2025〕3号");
}

/* ---- its one return ----------------------------------------------------------------------- */

static const char mended[] = "{'letter':{'number':'兴人社函〔2025〕8号','date':'2025-01-21',"
                             "'contact':'包文龙','phone':'0482-8210001','opinion':'同意'}}";
static const char wrong[] = "{'reasons':['公函没有文号','没有加盖公章'],'paper':true}";

static const char *a_package(struct op *op)
{
    (void)a_recommended(op, &HOSPITAL);
    struct reply sent = send_desk(op, "overseas");
    assert_status(sent, 201);
    return text_of(sent, "id");
}

static bool letter_waits_for(struct op *op, const char *login)
{
    struct reply work = get_as(op, login, "/api/v1/work");
    size_t i = 0;
    const json_t *todo = NULL;

    json_array_foreach(member(&work, "todos"), i, todo)
    {
        if (strcmp(json_text_get(todo, "kind"), "letter") == 0)
            return true;
    }
    return false;
}

static void letter_is_mended_without_touching_items(void **state)
{
    struct op *op = *state;
    const char *package = a_package(op);
    struct reply before = get_as(op, "tuijian", "/api/v1/packages/%s", package);
    const char *item = text_of(before, "items.0.id");

    assert_refused(letter_as(op, "shouli", package, "return", "{}"), 422, "reason_needed");
    assert_refused(letter_as(op, "shouli", package, "return", "{'reasons':[' ']}"), 422,
                   "reason_needed");
    struct reply returned = letter_as(op, "shouli", package, "return", wrong);
    assert_status(returned, 200);
    assert_string_equal(text_of(returned, "acts.0.reasons.1"), "没有加盖公章");
    assert_true(text_of(returned, "letter_due")[0] != '\0');
    assert_true(text_of(returned, "letter_paper_due")[0] != '\0');
    assert_true(letter_waits_for(op, "tuijian"));
    assert_false(letter_waits_for(op, "shouli"));
    assert_string_equal(state_of(op, item), "sent");
    assert_refused(letter_as(op, "tuijian", package, "mend", "{}"), 422, "letter_needed");
    struct reply done = letter_as(op, "tuijian", package, "mend", mended);
    assert_status(done, 200);
    assert_string_equal(text_of(done, "letter.number"), "兴人社函〔2025〕8号");
    assert_string_equal(text_of(done, "items.0.digest"), text_of(before, "items.0.digest"));
    assert_int_equal(number_in_db(op, &test_letters_kept, package), 1);
    assert_false(letter_waits_for(op, "tuijian"));
    assert_true(letter_waits_for(op, "shouli"));
    assert_status(letter_as(op, "shouli", package, "accept", "{}"), 200);
    assert_string_equal(letter_state(op, package), "accepted");
    assert_chain_clean(op);
}

static void letter_is_returned_once_and_again_only_by_the_head(void **state)
{
    struct op *op = *state;
    const char *package = a_package(op);

    assert_status(letter_as(op, "shouli", package, "return", wrong), 200);
    assert_refused(letter_as(op, "shouli", package, "return", wrong), 409,
                   "letter_returned_before");
    assert_status(letter_as(op, "tuijian", package, "mend", mended), 200);
    assert_refused(letter_as(op, "shouli", package, "return", wrong), 409,
                   "letter_returned_before");
    assert_refused(letter_as(op, "fuze", package, "return", "{}"), 422, "reason_needed");
    assert_status(letter_as(op, "fuze", package, "return", wrong), 200);
    assert_status(letter_as(op, "tuijian", package, "mend", mended), 200);
    assert_int_equal(number_in_db(op, &test_letters_kept, package), 2);
}

static void mending_ends_with_its_period(void **state)
{
    struct op *op = *state;
    const char *package = a_package(op);

    /* Monday 20 January: three working days end with Thursday, 24:00. */
    op->now_ms = DEADLINE_MS - 4 * DAY_MS - 6 * HOUR_MS;
    assert_status(letter_as(op, "shouli", package, "return", wrong), 200);
    op->now_ms = DEADLINE_MS - DAY_MS;
    assert_refused(letter_as(op, "tuijian", package, "mend", mended), 409, "mend_over");
    op->now_ms--;
    assert_status(letter_as(op, "tuijian", package, "mend", mended), 200);
}

/* The desk may find it in order without a mending, and says why. */
static void desk_accepts_what_came_another_way(void **state)
{
    struct op *op = *state;
    const char *package = a_package(op);

    assert_status(letter_as(op, "shouli", package, "return", wrong), 200);
    assert_refused(letter_as(op, "shouli", package, "accept", "{}"), 422, "reason_needed");
    assert_status(letter_as(op, "shouli", package, "accept", "{'reasons':['纸质公函已补盖公章']}"),
                  200);
}

/* Every (state, action, person): only what the table says. */
static void nobody_else_moves_a_letter(void **state)
{
    struct op *op = *state;
    const char *package = a_package(op);
    static const char *const actions[] = { "return", "mend", "accept", "explode" };
    static const char *const strangers[] = {
        "shenbao", "shenhe",  "caoyuan2", "yuanqu2", "daxue2",
        "guanli",  "jingban", "xitong",   "anquan",  "shenji"
    };
    static const char *const roads[][2] = { { "shouli", "return" },
                                            { "tuijian", "mend" },
                                            { "shouli", "accept" } };

    for (size_t s = 0; s < 4; s++) {
        const char *before = fingerprint(op);
        for (size_t i = 0; i < sizeof strangers / sizeof strangers[0]; i++) {
            for (size_t a = 0; a < sizeof actions / sizeof actions[0]; a++) {
                int status = letter_as(op, strangers[i], package, actions[a], wrong).status;
                assert_true(status == 403 || status == 404 || status == 409);
            }
        }
        assert_refused(letter_as(op, "tuijian", package, "accept", "{}"), 409, "no_letter_step");
        assert_string_equal(fingerprint(op), before);
        if (s < 3)
            assert_status(letter_as(op, roads[s][0], package, roads[s][1],
                                    strcmp(roads[s][1], "mend") == 0 ? mended : wrong),
                          200);
    }
}

int main(void)
{
    return run_on_each_site("letter", (const struct CMUnitTest[]){
                                          TEST(one_letter_covers_items_of_several_tracks),
                                          TEST(items_of_two_desks_do_not_mix),
                                          TEST(nothing_waiting_is_no_package),
                                          TEST(supplement_continues_the_number_and_names_the_first),
                                          TEST(hundred_items_go_at_once_and_not_one_more),
                                          TEST(draft_speaks_of_the_items),
                                          TEST(accounts_are_those_of_the_forms_unless_said),
                                          TEST(wrong_accounts_refuse_all_at_once),
                                          TEST(letter_texts_have_limits),
                                          TEST(what_the_notice_wants_said_and_is_not_warns),
                                          TEST(letter_lies_sealed),
                                          TEST(letter_is_mended_without_touching_items),
                                          TEST(letter_is_returned_once_and_again_only_by_the_head),
                                          TEST(mending_ends_with_its_period),
                                          TEST(desk_accepts_what_came_another_way),
                                          TEST(nobody_else_moves_a_letter),
                                          { 0 },
                                      });
}
