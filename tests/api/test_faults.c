/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The disk is full at every statement of every change in turn: 503 says that nothing is done; a
 * step of the road that is done and cannot be shown is 204. Never a part, never a broken chain.
 */
#include "site.h"

#include "base/mem.h"
#include "db/db.h"

enum { STATEMENTS_MAX = 400 };

DB_SQL(test_typed_alone, "t",
       "SELECT count(*) FROM application a WHERE a.channel = $1"
       "   AND NOT EXISTS (SELECT 1 FROM arrival r WHERE r.application_id = a.id)");
DB_SQL(test_uncounted, "t", "SELECT count(*) FROM application WHERE state = $1 AND quota_held = 0");

struct change {
    const char *login;
    const char *method;
    const char *target;
    const char *body;
    int status; /* once nothing fails */
};

/* Whether the sweep of one change is over: it went through, or it is done and only not told. */
static bool is_over(struct op *op, const struct change *change, struct reply reply,
                    const char *before, int n)
{
    if (reply.status == change->status)
        return true;
    if (reply.status == 204) { /* a step that is done, and could not be shown */
        assert_string_not_equal(fingerprint(op), before);
        return true;
    }
    if (reply.status != 503)
        print_error("%s %s at %d: %d %s\n", change->method, change->target, n, reply.status,
                    reply.bytes);
    assert_int_equal(reply.status, 503);
    assert_string_equal(text_of(reply, "code"), "disk_full");
    if (strcmp(fingerprint(op), before) != 0)
        print_error("%s %s at %d is done and says 503\n", change->method, change->target, n);
    assert_string_equal(fingerprint(op), before);
    return false;
}

/* Fails the n-th statement for n = 1, 2 … until the change is done. */
static void sweep(struct op *op, const struct change *change)
{
    const char *before = fingerprint(op);
    bool over = false;

    for (int n = 1; !over; n++) {
        assert_true(n < STATEMENTS_MAX);
        db_fail_at(op->db, n);
        struct reply reply =
            call_as(op, change->login, change->method, change->target, change->body);
        db_fail_at(op->db, 0);
        over = is_over(op, change, reply, before, n);
    }
    assert_chain_clean(op);
    assert_int_equal(number_in_db(op, &test_typed_alone, "email"), 0);
    assert_int_equal(number_in_db(op, &test_uncounted, "recommended"), 0);
}

static const char *application(struct op *op, const char *id, const char *rest)
{
    return mem_printf(op, "/api/v1/applications/%s/%s", id, rest);
}

static void creating_and_saving(void **state)
{
    struct op *op = *state;
    const char *id = a_draft(op, &HOSPITAL);
    const struct change changes[] = {
        { "shenbao", "POST", "/api/v1/applications",
          "{'call':'" CALL "','track':'" TRACK "','capacity':'grassroots'}", 201 },
        { "shenbao", "PATCH", application(op, id, "values"),
          mem_printf(op, "{'base':0,'patch':%s}", FILLING), 200 },
        { "shenbao", "POST", application(op, id, "versions"), "{'name':'存一版'}", 201 },
    };

    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++)
        sweep(op, &changes[i]);
}

static void steps_of_the_road(void **state)
{
    struct op *op = *state;
    static const struct {
        const char *login;
        const char *action;
        const char *body;
    } steps[] = {
        { "shenbao", "submit", "{}" },      { "shenhe", "reject", "{'reason':'再改'}" },
        { "shenbao", "submit", "{}" },      { "shenhe", "approve", "{}" },
        { "shenhe", "submit_up", "{}" },    { "tuijian", "recommend", "{'opinion':'同意'}" },
        { "tuijian", "unrecommend", "{}" }, { "tuijian", "recommend", "{}" },
    };
    const char *id = a_filled(op, &HOSPITAL);

    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        const char *action = mem_printf(op, "actions/%s", steps[i].action);
        const struct change change = { steps[i].login, "POST", application(op, id, action),
                                       steps[i].body, 200 };
        sweep(op, &change);
    }
}

static void sending_and_receiving(void **state)
{
    struct op *op = *state;
    const char *a = a_frozen(op, &PARK);
    const char *b = a_frozen(op, &PARK);
    const struct change sending = { "yuanqu2", "POST", "/api/v1/packages",
                                    mem_printf(op,
                                               "{'call':'" CALL "','track':'" TRACK
                                               "','ids':['%s','%s'],"
                                               "'declaration':true}",
                                               b, a),
                                    201 };
    const struct change desk[] = {
        { "shouli", "POST", application(op, a, "actions/return"), "{'reason':'缺章'}", 200 },
        { "yuanqu2", "POST", application(op, a, "actions/mend"), "{'declaration':true}", 200 },
        { "shouli", "POST", application(op, a, "actions/accept"), "{}", 200 },
        { "shouli", "POST", application(op, b, "actions/refuse"), "{'reason':'不在范围'}", 200 },
        { "fuze", "POST", application(op, b, "actions/reopen"), "{'reason':'复核'}", 200 },
    };

    sweep(op, &sending);
    for (size_t i = 0; i < sizeof desk / sizeof desk[0]; i++)
        sweep(op, &desk[i]);
}

static void arrivals(void **state)
{
    struct op *op = *state;
    struct reply orgs = get_as(op, "shouli", "/api/v1/orgs?q=%%E8%%B7%%A8%%E5%%A2%%83");
    const struct change registering = {
        "shouli", "POST", "/api/v1/arrivals",
        mem_printf(op,
                   "{'call':'" CALL "','track':'" TRACK "','org':'%s','channel':'email',"
                   "'arrived':'2025-01-20T09:00:00+08:00','evidence':'邮件'}",
                   text_of(orgs, "rows.0.id")),
        201
    };

    sweep(op, &registering);
    struct reply list = get_as(op, "shouli", "/api/v1/arrivals");
    const struct change checking = {
        "shouli2", "POST", mem_printf(op, "/api/v1/arrivals/%s/check", text_of(list, "rows.0.id")),
        "{'agree':true}", 200
    };
    sweep(op, &checking);
}

static void newer_forms(void **state)
{
    static const struct edit newer[] = {
        { "forms/overseas.yaml", "- id: department", "- id: office" },
        { "forms/overseas.yaml", "{field: department}", "{field: office}" },
        { 0 },
    };
    struct op *op = *state;
    const char *id = a_filled(op, &HOSPITAL);

    assert_int_equal(load_edited(op, newer), 2);
    site_forget_calls();
    site_op(op);
    const struct change publishing = {
        "fuze", "POST", "/api/v1/admin/calls/" CALL "/versions/2/publish",
        "{'code':'" CALL "','opinion':'可以公开','findings_seen':true}", 200
    };
    sweep(op, &publishing);
    const struct change moving = { "shenbao", "POST", application(op, id, "move"),
                                   "{'base':1,'to':2}", 200 };
    sweep(op, &moving);
    const char *notice = text_of(get_as(op, "shenbao", "/api/v1/notices"), "rows.0.id");
    const struct change reading = { "shenbao", "POST",
                                    mem_printf(op, "/api/v1/notices/%s/read", notice), NULL, 204 };
    sweep(op, &reading);
}

static void uploads(void **state)
{
    struct op *op = *state;
    const char *id = a_draft(op, &HOSPITAL);
    const struct change begin = { "shenbao", "POST", application(op, id, "attachments"),
                                  "{'kind':'letter','name':'公函.pdf','size':9}", 201 };

    sweep(op, &begin);
    struct reply page = get_as(op, "shenbao", "/api/v1/applications/%s", id);
    const char *upload = text_of(page, "attachments.0.id");
    assert_status(put_chunk_as(op, "shenbao", upload, 0, "%PDF-1.4\n", 9), 204);
    const struct change rest[] = {
        { "shenbao", "POST", mem_printf(op, "/api/v1/attachments/%s/complete", upload), "{}", 200 },
        { "shenbao", "DELETE", mem_printf(op, "/api/v1/attachments/%s", upload), NULL, 204 },
    };
    for (size_t i = 0; i < sizeof rest / sizeof rest[0]; i++)
        sweep(op, &rest[i]);
}

static void reading(void **state)
{
    struct op *op = *state;
    const char *id = a_sent(op, &PARK);
    const struct change reads[] = {
        { "fuze", "GET", "/api/v1/applications", NULL, 200 },
        { "fuze", "GET", application(op, id, "events"), NULL, 200 },
        { "yuanqu2", "GET", "/api/v1/work", NULL, 200 },
        { "shouli", "GET", "/api/v1/desk/queue", NULL, 200 },
        { "yuanqu2", "GET", "/api/v1/recommendations?call=" CALL, NULL, 200 },
    };

    for (size_t i = 0; i < sizeof reads / sizeof reads[0]; i++)
        sweep(op, &reads[i]);
}

int main(void)
{
    return run_on_each_site("faults", (const struct CMUnitTest[]){
                                          TEST(creating_and_saving),
                                          TEST(steps_of_the_road),
                                          TEST(sending_and_receiving),
                                          TEST(arrivals),
                                          TEST(newer_forms),
                                          TEST(uploads),
                                          TEST(reading),
                                          { 0 },
                                      });
}
