/* SPDX-License-Identifier: Apache-2.0 */
/* Print queues and dossiers: made in the background, for who asked, of what he may see. */
#include "site.h"

#include "base/keys.h"
#include "base/mem.h"
#include "base/site.h"
#include "db/db.h"
#include "inspection/inspection.h"
#include "paper/queue.h"

DB_SQL(test_taken, "t", "SELECT count(*) FROM event WHERE action = $1");

static struct reply ask_as(struct op *op, const char *login, const char *kind, const char *ids)
{
    return call_as(op, login, "POST", "/api/v1/paper-files",
                   mem_printf(op, "{'kind':'%s','ids':[%s]}", kind, ids));
}

static struct reply file_as(struct op *op, const char *login, const char *id)
{
    return get_as(op, login, "/api/v1/paper-files/%s", id);
}

static struct reply content_as(struct op *op, const char *login, const char *id)
{
    return get_as(op, login, "/api/v1/paper-files/%s/content", id);
}

static void forms_are_printed_in_the_background(void **state)
{
    struct op *op = *state;
    const char *ids = mem_printf(op, "'%s','%s'", a_filled(op, &HOSPITAL), a_frozen(op, &HOSPITAL));
    static const char *const kinds[] = { "pdf", "zip" };
    static const char *const heads[] = { "%PDF", "PK\x03\x04" };

    for (int i = 0; i < 2; i++) {
        struct reply asked = ask_as(op, "shenbao", kinds[i], ids);
        assert_status(asked, 202);
        const char *id = text_of(asked, "id");
        assert_string_equal(text_of(asked, "state"), "open");
        assert_refused(content_as(op, "shenbao", id), 404, "not_found");
        run_jobs(op);
        assert_string_equal(text_of(file_as(op, "shenbao", id), "state"), "made");
        struct reply content = content_as(op, "shenbao", id);
        assert_status(content, 200);
        assert_memory_equal(content.bytes, heads[i], 4);
    }
    assert_int_equal(number_in_db(op, &test_taken, "paper.take"), 2);
    assert_text_holds(get_as(op, "shenbao", "/api/v1/paper-files").bytes, "\"kind\":\"zip\"");
}

static void files_are_for_who_asked_and_go_after_a_day(void **state)
{
    struct op *op = *state;
    const char *id =
        text_of(ask_as(op, "shenbao", "pdf", quoted(op, a_filled(op, &HOSPITAL))), "id");
    int64_t removed = 0;

    run_jobs(op);
    assert_refused(file_as(op, "shenhe", id), 404, "not_found");
    assert_refused(content_as(op, "shenhe", id), 404, "not_found");
    assert_refused(content_as(op, "fuze", id), 404, "not_found");
    op->now_ms += 25 * HOUR_MS;
    assert_ok(op, queue_sweep(op, &removed));
    assert_int_equal(removed, 1);
    assert_refused(content_as(op, "shenbao", id), 404, "not_found");
}

static void nobody_prints_what_he_does_not_see(void **state)
{
    struct op *op = *state;
    const char *draft = a_filled(op, &HOSPITAL);

    assert_refused(ask_as(op, "caoyuan", "pdf", quoted(op, draft)), 404, "not_found");
    assert_refused(ask_as(op, "tuijian", "dossier", quoted(op, draft)), 404, "not_found");
    assert_status(ask_as(op, "shenji", "pdf", quoted(op, draft)), 403);
    assert_refused(ask_as(op, "shenbao", "pdf", ""), 422, "no_items");
    assert_refused(ask_as(op, "shenbao", "dossier", mem_printf(op, "'%s','%s'", draft, draft)), 422,
                   "no_items");
}

static void two_hundred_items_are_the_most(void **state)
{
    struct op *op = *state;
    const char *draft = a_draft(op, &HOSPITAL);
    char *ids = mem_text(op, "");

    for (int i = 0; i < QUEUE_ITEMS_MAX; i++)
        mem_append(op, &ids, "%s'%s'", i == 0 ? "" : ",", draft);
    assert_status(ask_as(op, "shenbao", "pdf", ids), 202);
    assert_status(ask_as(op, "shenbao", "pdf", mem_printf(op, "%s,'%s'", ids, draft)), 422);
}

static void a_dossier_is_whole_and_can_be_checked(void **state)
{
    struct op *op = *state;
    const char *item = a_sent(op, &HOSPITAL);
    struct pack_verdict verdict = { 0 };
    const char *pem = NULL;

    do_as(op, "shouli", item, "accept", "{}");
    const char *id = text_of(ask_as(op, "tuijian", "dossier", quoted(op, item)), "id");
    run_jobs(op);
    struct reply content = content_as(op, "tuijian", id);
    assert_status(content, 200);
    assert_ok(op, keys_public_pem(op, op->site->keys, NULL, &pem));
    struct bytes file = { (const uint8_t *)content.bytes, content.size };
    assert_ok(op, pack_check(op, file, pem, &verdict));
    assert_int_equal(verdict.applications, 1);
    assert_int_equal(verdict.receipts, 1);
    assert_true(verdict.files >= 9);
    unsigned char *changed = mem_copy(op, content.bytes, content.size);
    changed[content.size / 2] ^= 1;
    assert_true(pack_check(op, (struct bytes){ changed, content.size }, pem, &verdict) != OK);
    op_forgive(op);
}

int main(void)
{
    return run_on_each_site("queue", (const struct CMUnitTest[]){
                                         TEST(forms_are_printed_in_the_background),
                                         TEST(files_are_for_who_asked_and_go_after_a_day),
                                         TEST(nobody_prints_what_he_does_not_see),
                                         TEST(two_hundred_items_are_the_most),
                                         TEST(a_dossier_is_whole_and_can_be_checked),
                                         { 0 },
                                     });
}
