/* SPDX-License-Identifier: Apache-2.0 */
/* New versions of a published call: found contradictions, told differences, kept applications. */
#include "site.h"

#include "application/application.h"
#include "base/json_own.h"
#include "base/mem.h"
#include "call/call.h"
#include "publish/publish.h"

#define CALLS "/api/v1/admin/calls"

/* A supplement ends filing a week earlier; version 2. */
#define EARLIER                                                                                    \
    {                                                                                              \
        "call.yaml", "at: 2025-01-24T24:00\n    paper", "at: 2025-01-17T24:00\n    paper"          \
    }
#define RESOLVED(clause)                                                                           \
    {                                                                                              \
        "call.yaml", "{clause: " clause ", value: 2025-01-24",                                     \
            "{clause: " clause ", value: 2025-01-24, resolved_by: 补充通知提前到1月17日"  \
    }
static const struct edit shorter[] = {
    EARLIER, RESOLVED("body-3"), RESOLVED("a2-3-4"), RESOLVED("a3-2-2"), { 0 },
};
/* The same, but the clauses still say the 24th; version 4. */
static const struct edit contradictory[] = { EARLIER, { 0 } };
/* Version 3. */
static const struct edit other_form[] = {
    { "forms/overseas.yaml", "label: 活动名称", "label: 活动全称" },
    { "call.yaml", "{unit: authority, max: 1, kind: hard, clause: a2-3-2}",
      "{unit: authority, max: 3, kind: hard, clause: a2-3-2}" },
    { 0 }
};

/* Versions nobody reads, up to the one before n; then the edited one, which is n. */
static int64_t load_as(struct op *op, const struct edit *edits, int64_t n)
{
    static const struct edit fillers[][2] = {
        { { "call.yaml", "deadlines:", "# 2\ndeadlines:" }, { 0 } },
        { { "call.yaml", "deadlines:", "# 3\ndeadlines:" }, { 0 } },
        { { "call.yaml", "deadlines:", "# 4\ndeadlines:" }, { 0 } },
    };

    for (int64_t i = 2; i < n; i++)
        assert_int_equal(load_edited(op, fillers[i - 2]), i);
    assert_int_equal(load_edited(op, edits), n);
    return n;
}

static const char *page_of(struct op *op, int64_t n)
{
    return mem_printf(op, CALLS "/" CALL "/versions/%lld", (long long)n);
}

static struct reply publish(struct op *op, const char *login, int64_t n, const char *code)
{
    return call_as(op, login, "POST", mem_printf(op, "%s/publish", page_of(op, n)),
                   mem_printf(op, "{'code':'%s','opinion':'可以公开','findings_seen':true}", code));
}

/* Whether some change of the group has these words before and after. */
static bool tells(struct op *op, struct reply page, const char *group, const char *before,
                  const char *after)
{
    size_t count = json_array_size(member(&page, "changes"));

    for (size_t i = 0; i < count; i++) {
        const char *at = mem_printf(op, "changes.%zu.", i);
        if (strcmp(text_of(page, mem_printf(op, "%sgroup", at)), group) == 0 &&
            strstr(text_of(page, mem_printf(op, "%sbefore", at)), before) != NULL &&
            strstr(text_of(page, mem_printf(op, "%safter", at)), after) != NULL)
            return true;
    }
    return false;
}

static void versions_are_listed_for_the_department_only(void **state)
{
    struct op *op = *state;
    int64_t n = load_edited(op, shorter);
    struct reply list = get_as(op, "jingban", CALLS);

    assert_int_equal(n, 2);
    assert_int_equal(json_array_size(member(&list, "rows")), 2);
    assert_int_equal(int_of(list, "rows.0.n"), 2);
    assert_true(json_is_null(member(&list, "rows.0.published")));
    assert_true(json_is_true(member(&list, "rows.1.current")));
    assert_int_equal(int_of(list, "rows.1.errors"), 0);
    assert_status(get_as(op, "fuze", "%s", page_of(op, n)), 200);
    assert_status(get_as(op, "fuze", "%s", page_of(op, 3)), 404);
    assert_status(get_as(op, "tuijian", CALLS), 403);
    assert_status(get_as(op, "shouli", "%s", page_of(op, n)), 403);
    struct reply open = get_as(op, NULL, "/api/v1/calls/" CALL);
    assert_int_equal(int_of(open, "version"), 1);
}

/* The files of a small call as the page sends them, with one text replaced. */
static struct reply send_files(struct op *op, const char *login, const char *from, const char *to)
{
    const char *folder = mem_printf(op, "%s/tests/data/call/minimal", getenv("DIANJIANG_SOURCE"));
    struct call_file *files = NULL;
    json_t *list = json_own(op, json_array());
    size_t count = 0;

    assert_ok(op, call_read_folder(op, folder, &files, &count));
    for (size_t i = 0; i < count; i++) {
        const char *text = mem_text_max(op, files[i].bytes, files[i].size);
        const char *at = strstr(text, from);
        if (at != NULL)
            text = mem_printf(op, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
        json_array_append_new(list, json_pack("{s:s, s:s}", "path", files[i].path, "text", text));
    }
    return call_as(op, login, "POST", CALLS,
                   mem_printf(op, "{\"files\":%s}", json_text_of(op, list)));
}

static void files_sent_by_the_page_become_a_version(void **state)
{
    struct op *op = *state;

    struct reply loaded = send_files(op, "jingban", "plan_year: 2026", "plan_year: 2026");
    assert_status(loaded, 200);
    assert_int_equal(int_of(loaded, "n"), 1);
    assert_status(get_as(op, "fuze", CALLS "/%s/versions/1", text_of(loaded, "call")), 200);
    assert_int_equal(int_of(send_files(op, "jingban", "plan_year: 2026", "plan_year: 2027"), "n"),
                     2);
    assert_status(send_files(op, "shouli", "plan_year: 2026", "plan_year: 2026"), 403);
}

static void mistakes_of_sent_files_are_told_with_their_places(void **state)
{
    struct op *op = *state;

    struct reply refused = send_files(op, "jingban", "plan_year: 2026", "plan_year: 二零二六");
    assert_refused(refused, 422, "call_files_wrong");
    assert_non_null(strstr(text_of(refused, "problems.0.path"), "call.yaml:8:12"));
    assert_status(call_as(op, "jingban", "POST", CALLS, "{'files':[]}"), 422);
}

static void same_files_are_no_new_version(void **state)
{
    struct op *op = *state;
    static const struct edit none[] = { { 0 } };

    assert_int_equal(load_edited(op, none), 1);
    assert_int_equal(load_edited(op, shorter), 2);
    assert_int_equal(load_edited(op, shorter), 2);
}

static void difference_is_told_in_sentences(void **state)
{
    struct op *op = *state;
    (void)a_draft(op, &HOSPITAL);
    (void)a_sent(op, &PARK);
    struct reply page = get_as(op, "fuze", "%s", page_of(op, load_edited(op, shorter)));

    assert_int_equal(int_of(page, "compared_with"), 1);
    assert_true(tells(op, page, "截止时间", "1月24日", "1月17日"));
    assert_false(tells(op, page, "名额", "", ""));
    assert_int_equal(int_of(page, "touched.0.sent"), 1);
    assert_int_equal(int_of(page, "touched.0.old_form"), 1);
    page = get_as(op, "fuze", "%s", page_of(op, load_edited(op, other_form)));
    assert_true(tells(op, page, "申报表", "活动名称", "活动全称"));
    assert_true(tells(op, page, "名额", "至多推荐", "至多推荐 3 项"));
    assert_false(tells(op, page, "截止时间", "", ""));
}

static void publishing_asks_the_head_for_the_code(void **state)
{
    struct op *op = *state;
    int64_t n = load_edited(op, shorter);
    const char *before = fingerprint(op);

    assert_status(publish(op, "jingban", n, CALL), 403);
    assert_refused(publish(op, "fuze", n, "nmg-2024"), 422, "code_typed_wrong");
    assert_string_equal(fingerprint(op), before);
    assert_status(publish(op, "fuze", n, CALL), 200);
    assert_refused(publish(op, "fuze", n, CALL), 409, "already_published");
    assert_refused(publish(op, "fuze", 1, CALL), 409, "already_published");
    assert_status(publish(op, "fuze", 9, CALL), 404);
    struct reply open = get_as(op, NULL, "/api/v1/calls/" CALL);
    assert_int_equal(int_of(open, "version"), n);
    assert_string_equal(text_of(get_as(op, "jingban", CALLS), "rows.0.published_by"), "塔娜");
    assert_chain_clean(op);
}

/* 公开前审查: whoever publishes says what was found fit, and has seen what the machine found. */
static void publishing_is_a_named_review(void **state)
{
    struct op *op = *state;
    static const struct edit told[] = {
        { "call.yaml", "deadlines:", "# 打13848215678\ndeadlines:" }, { 0 }
    };
    int64_t n = load_as(op, told, 5);
    const char *target = mem_printf(op, "%s/publish", page_of(op, n));

    struct reply page = get_as(op, "jingban", "%s", page_of(op, n));
    assert_true(json_is_null(member(&page, "review")));
    assert_text_holds(page.bytes, "138****5678");
    struct reply silent = call_as(op, "fuze", "POST", target, "{'code':'" CALL "'}");
    assert_refused(silent, 422, "json_problems");
    assert_refused(call_as(op, "fuze", "POST", target,
                           "{'code':'" CALL "','opinion':'好','findings_seen':true}"),
                   422, "json_problems");
    assert_refused(call_as(op, "fuze", "POST", target,
                           "{'code':'" CALL "','opinion':'好　　','findings_seen':true}"),
                   422, "review_opinion");
    assert_refused(
        call_as(op, "fuze", "POST", target, "{'code':'" CALL "','opinion':'内容可以公开'}"), 422,
        "review_findings");
    assert_int_equal(int_of(get_as(op, NULL, "/api/v1/calls/" CALL), "version"), 1);
    assert_status(call_as(op, "fuze", "POST", target,
                          "{'code':'" CALL "','opinion':'内容可以公开','findings_seen':true}"),
                  200);
    page = get_as(op, "jingban", "%s", page_of(op, n));
    assert_string_equal(text_of(page, "review.opinion"), "内容可以公开");
    assert_string_equal(text_of(page, "review.reviewer"), text_of(page, "version.published_by"));
    assert_int_equal(int_of(page, "review.finding_count"),
                     json_array_size(member(&page, "personal")));
    assert_int_equal(int_of(get_as(op, NULL, "/api/v1/calls/" CALL), "version"), n);
}

static void contradiction_keeps_a_version_from_being_published(void **state)
{
    struct op *op = *state;
    int64_t n = load_as(op, contradictory, 4);
    struct reply page = get_as(op, "fuze", "%s", page_of(op, n));

    assert_true(int_of(page, "version.errors") > 0);
    assert_true(json_array_size(member(&page, "findings")) > 0);
    struct reply refused = publish(op, "fuze", n, CALL);
    assert_refused(refused, 422, "call_contradicts");
    assert_true(json_array_size(member(&refused, "problems")) > 0);
    struct reply open = get_as(op, NULL, "/api/v1/calls/" CALL);
    assert_int_equal(int_of(open, "version"), 1);
}

/* Today is the 20th; the new deadline was the 17th. */
static void shorter_deadline_voids_nothing_that_was_sent(void **state)
{
    struct op *op = *state;
    const char *sent = a_sent(op, &PARK);
    const char *returned = a_returned(op, &HOSPITAL);
    const char *draft = a_filled(op, &UNIVERSITY);
    int64_t overdue = 0;

    assert_status(publish(op, "fuze", load_edited(op, shorter), CALL), 200);
    assert_ok(op, application_sweep(op, &overdue));
    assert_int_equal(overdue, 1);
    assert_string_equal(state_of(op, draft), "overdue");
    assert_string_equal(state_of(op, sent), "sent");
    assert_string_equal(state_of(op, returned), "returned");
    do_as(op, "shouli", sent, "accept", "{}");
    assert_string_equal(state_of(op, sent), "accepted");
}

static void application_keeps_the_form_it_was_written_on(void **state)
{
    struct op *op = *state;
    const char *id = a_filled(op, &HOSPITAL);
    struct reply before = get_as(op, "shenbao", "/api/v1/applications/%s", id);

    assert_status(publish(op, "fuze", load_as(op, other_form, 3), CALL), 200);
    struct reply after = get_as(op, "shenbao", "/api/v1/applications/%s", id);
    assert_int_equal(int_of(after, "form_version"), 1);
    assert_true(json_equal(member(&after, "values"), member(&before, "values")));
    struct reply old = get_as(op, NULL, "/api/v1/calls/" CALL "/forms/" TRACK "?version=1");
    struct reply new = get_as(op, NULL, "/api/v1/calls/" CALL "/forms/" TRACK);
    assert_null(strstr(old.bytes, "活动全称"));
    assert_non_null(strstr(new.bytes, "活动全称"));
    do_as(op, "shenbao", id, "submit", "{}");
    const char *later = a_draft(op, &PARK);
    struct reply page = get_as(op, "yuanqu", "/api/v1/applications/%s", later);
    assert_int_equal(int_of(page, "form_version"), 3);
}

int main(void)
{
    return run_on_each_site("versions",
                            (const struct CMUnitTest[]){
                                TEST(versions_are_listed_for_the_department_only),
                                TEST(files_sent_by_the_page_become_a_version),
                                TEST(mistakes_of_sent_files_are_told_with_their_places),
                                TEST(same_files_are_no_new_version),
                                TEST(difference_is_told_in_sentences),
                                TEST(publishing_asks_the_head_for_the_code),
                                TEST(publishing_is_a_named_review),
                                TEST(contradiction_keeps_a_version_from_being_published),
                                TEST(shorter_deadline_voids_nothing_that_was_sent),
                                TEST(application_keeps_the_form_it_was_written_on),
                                { 0 },
                            });
}
