/* SPDX-License-Identifier: Apache-2.0 */
/* The log in words: filters, the file that is taken away, and that it can be recomputed. */
#include "site.h"

#include "base/crypto.h"
#include "base/mem.h"
#include "event/event.h"
#include "event/words.h"
#include "text/csv.h"

#define EVENTS "/api/v1/events"

DB_SQL(test_event_copy, "i",
       "INSERT INTO event (seq, at_ms, real_ms, actor_user_id, actor_post_id, actor_org_id,"
       " request_id, action, subject_kind, subject_id, org_id, data, prev_hash, hash)"
       " VALUES ($1, 0, 0, 0, 0, 0, '', 'test', 'test', '', 0, '{}', '', '')");

static size_t found(struct op *op, const char *query)
{
    struct reply reply = get_as(op, "shenji", EVENTS "?limit=500&%s", query);

    assert_status(reply, 200);
    return json_array_size(member(&reply, "rows"));
}

static void filters_narrow_the_log(void **state)
{
    struct op *op = *state;
    const char *a = a_sent(op, &HOSPITAL);

    op->now_ms += DAY_MS;
    (void)a_draft(op, &PARK);
    const char *code = text_of(get_as(op, "shenbao", "/api/v1/applications/%s", a), "code");
    size_t all = found(op, "");
    size_t of_item = found(op, mem_printf(op, "item=%s", a));

    assert_true(of_item >= 5 && of_item < all);
    assert_int_equal(found(op, mem_printf(op, "item=%s", code)), of_item);
    assert_int_equal(found(op, mem_printf(op, "item=%.4s%s&unit=%%E5%%9B%%AD", code, code + 5)), 0);
    assert_int_equal(found(op, mem_printf(op, "item=%s&action=application.submit", a)), 1);
    assert_int_equal(found(op, "item=nobody"), 0);
    assert_int_equal(found(op, "who=shenbao&action=application.submit"), 1);
    assert_int_equal(found(op, "who=SHENHE&action=application.submit"), 0);
    assert_int_equal(found(op, "unit=%25"), 0);
    assert_int_equal(found(op, "action=application.create"), 2);
    assert_int_equal(found(op, "action=application.create&from=2025-01-20&to=2025-01-20"), 1);
    assert_int_equal(found(op, "action=application.create&from=2025-01-21"), 1);
    assert_int_equal(found(op, "action=application.create&from=2025-01-20&to=2025-01-21"), 2);
    assert_int_equal(found(op, "action=application.create&to=2025-01-19"), 0);
    assert_int_equal(found(op, "unit=%E5%8C%BB%E9%99%A2&action=application.create"), 1);
}

static void lines_are_sentences(void **state)
{
    struct op *op = *state;
    const char *id = a_recommended(op, &HOSPITAL);

    assert_status(
        call_as(op, "tuijian", "PUT", "/api/v1/recommendations/ranks",
                mem_printf(op, "{'call':'" CALL "','track':'" TRACK "','ids':['%s']}", id)),
        204);
    struct reply reply = get_as(op, "shenji", EVENTS "?item=%s", id);
    assert_string_equal(text_of(reply, "rows.0.text"), "调整排序，排序第1");
    assert_text_holds(text_of(reply, "rows.1.text"), "推荐，转为");
    assert_int_equal(strlen(text_of(reply, "rows.0.subject_name")), 9);
    assert_string_equal(event_sentence(op, "application.save", "{\"revision\":7}"), "保存，第7次");
    assert_string_equal(event_sentence(op, "post.add", "{\"role\":\"desk\",\"to\":20250101}"),
                        "授予岗位：受理岗");
    assert_string_equal(event_sentence(op, "of.tomorrow", "no JSON"), "of.tomorrow");
}

/* What an outsider does with the file alone: every hash again, and the chain of them. */
static void file_can_be_recomputed(void **state)
{
    struct op *op = *state;
    struct csv csv = { 0 };
    struct event_head head = { 0 };

    (void)a_sent(op, &PARK);
    assert_ok(op, event_head(op, &head));
    struct reply reply = get_as(op, "shenji", EVENTS "/export");
    assert_status(reply, 200);
    assert_int_equal(strncmp(reply.bytes, "\xef\xbb\xbf", 3), 0);
    assert_string_equal(reply.type, "text/csv; charset=utf-8");
    assert_ok(
        op, csv_parse(op, (struct bytes){ (const unsigned char *)reply.bytes, reply.size }, &csv));
    assert_int_equal(csv.row_count, head.seq);
    assert_string_equal(csv_cell(&csv.rows[0], csv_column(&csv, "hash")), head.hash);
    for (size_t i = 1; i < csv.row_count; i++)
        assert_string_equal(csv_cell(&csv.rows[i], csv_column(&csv, "hash")),
                            csv_cell(&csv.rows[i - 1], csv_column(&csv, "prev_hash")));
    assert_null(strstr(reply.bytes, "13800138000"));
    assert_int_equal(found(op, "action=event.export"), 1);
    assert_chain_clean(op);
}

static enum err fill_events(struct op *op, void *arg)
{
    const int64_t *ends = arg;
    enum err e = OK;

    for (int64_t seq = ends[0]; e == OK && seq <= ends[1]; seq++)
        e = db_run(op, &test_event_copy, DB_IN(IN_INT(seq)), NULL);
    return e;
}

static void file_has_a_limit(void **state)
{
    struct op *op = *state;
    int64_t ends[2] = { 1000000, 1000000 + EVENT_EXPORT_MAX - 1 };

    assert_ok(op, db_tx(op, fill_events, ends, NULL));
    assert_status(get_as(op, "shenji", EVENTS "/export?action=test"), 200);
    ends[0] = ends[1] + 1;
    ends[1] = ends[0];
    assert_ok(op, db_tx(op, fill_events, ends, NULL));
    assert_refused(get_as(op, "shenji", EVENTS "/export?action=test"), 413, "export_too_large");
}

static void only_the_auditor_reads_it(void **state)
{
    struct op *op = *state;
    static const char *const others[] = {
        "shenbao", "tuijian", "shouli", "fuze", "xitong", "anquan"
    };

    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        assert_refused(get_as(op, others[i], EVENTS "/export"), 403, "not_allowed");
}

static void words_are_sorted(void **state)
{
    const struct event_word *word = event_words();

    (void)state;
    for (; word[1].action != NULL; word++)
        assert_true(strcmp(word[0].action, word[1].action) < 0);
}

int main(void)
{
    return run_on_each_site("event_log", (const struct CMUnitTest[]){
                                             TEST(filters_narrow_the_log),
                                             TEST(lines_are_sentences),
                                             TEST(file_can_be_recomputed),
                                             TEST(file_has_a_limit),
                                             TEST(only_the_auditor_reads_it),
                                             TEST(words_are_sorted),
                                             { 0 },
                                         });
}
