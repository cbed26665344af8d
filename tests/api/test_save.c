/* SPDX-License-Identifier: Apache-2.0 */
/* Saving: what merges, what is contested, what is no value, and every limit beside it. */
#include "site.h"

#include "base/mem.h"

static struct reply patch_on(struct op *op, const char *login, const char *id, int64_t base,
                             const char *patch)
{
    return call_as(op, login, "PATCH", mem_printf(op, "/api/v1/applications/%s/values", id),
                   mem_printf(op, "{'base':%lld,'patch':%s}", (long long)base, patch));
}

static const char *entry(struct op *op, const char *field, const char *value)
{
    return mem_printf(op, "[{'path':'/values/%s','value':%s}]", field, value);
}

/* count times text. */
static const char *repeated(struct op *op, const char *text, int count)
{
    char *all = mem_text(op, "");

    for (int i = 0; i < count; i++)
        mem_append(op, &all, "%s", text);
    return all;
}

static struct reply page_of(struct op *op, const char *login, const char *id)
{
    return get_as(op, login, "/api/v1/applications/%s", id);
}

static void patch_is_saved_once(void **state)
{
    struct op *op = *state;
    const char *id = a_draft(op, &HOSPITAL);
    struct reply saved = patch_on(op, "shenbao", id, 0, entry(op, "scale", "120"));

    assert_status(saved, 200);
    assert_int_equal(int_of(saved, "revision"), 1);
    assert_true(json_is_false(member(&saved, "merged")));
    struct reply page = page_of(op, "shenhe", id);
    assert_int_equal(int_of(page, "values.scale"), 120);
    assert_string_equal(text_of(page, "saved_by"), "乌兰");
    assert_chain_clean(op);
}

static void disjoint_paths_merge(void **state)
{
    struct op *op = *state;
    const char *id = a_draft(op, &HOSPITAL);

    assert_status(patch_on(op, "shenbao", id, 0, entry(op, "scale", "120")), 200);
    struct reply merged = patch_on(op, "shenhe", id, 0, entry(op, "place", "'乌兰浩特市'"));
    assert_status(merged, 200);
    assert_int_equal(int_of(merged, "revision"), 2);
    assert_true(json_is_true(member(&merged, "merged")));
    assert_int_equal(int_of(merged, "values.scale"), 120);
    assert_string_equal(text_of(merged, "values.place"), "乌兰浩特市");
}

static void same_path_is_contested(void **state)
{
    struct op *op = *state;
    const char *id = a_draft(op, &HOSPITAL);

    assert_status(patch_on(op, "shenbao", id, 0, entry(op, "scale", "120")), 200);
    const char *before = fingerprint(op);
    struct reply stale =
        patch_on(op, "shenhe", id, 0,
                 "[{'path':'/values/place','value':'通辽市'},{'path':'/values/scale','value':9}]");
    assert_refused(stale, 409, "stale_patch");
    assert_int_equal(json_array_size(member(&stale, "problems")), 1);
    assert_string_equal(text_of(stale, "problems.0.path"), "/values/scale");
    assert_string_equal(fingerprint(op), before);
}

/* Who holds a part holds what is above and below it. */
static void part_and_whole_are_contested(void **state)
{
    struct op *op = *state;
    const char *id = a_draft(op, &HOSPITAL);
    const char *whole = "{'start':'2025-07-01','end':'2025-07-05'}";

    assert_status(patch_on(op, "shenbao", id, 0, entry(op, "period", whole)), 200);
    assert_refused(patch_on(op, "shenhe", id, 0, entry(op, "period/start", "'2025-08-01'")), 409,
                   "stale_patch");
    assert_status(patch_on(op, "shenbao", id, 1, entry(op, "period/end", "'2025-07-06'")), 200);
    assert_refused(patch_on(op, "shenhe", id, 1, entry(op, "period", whole)), 409, "stale_patch");
}

/* Rows are named by their place: taking one out moves the others, so the table is what changes. */
static void taking_a_row_out_contests_the_whole_table(void **state)
{
    struct op *op = *state;
    const char *id = a_filled(op, &HOSPITAL);
    const char *cell = "[{'path':'/values/budget/1/amount','value':700}]";
    const char *gone = "[{'path':'/values/budget/0','value':null}]";

    assert_status(patch_on(op, "shenbao", id, 1, gone), 200);
    assert_refused(patch_on(op, "shenhe", id, 1, cell), 409, "stale_patch");
    assert_status(save_as(op, "shenbao", id, "[{'path':'/values/budget/-','value':{}}]"), 200);
    assert_status(patch_on(op, "shenbao", id, 3, cell), 200);
    assert_refused(patch_on(op, "shenhe", id, 3, gone), 409, "stale_patch");
    struct reply page = page_of(op, "shenbao", id);
    assert_int_equal(int_of(page, "values.budget.0.amount"), 10000000);
    assert_int_equal(int_of(page, "values.budget.1.amount"), 700);
}

static void base_out_of_reach_is_refused(void **state)
{
    struct op *op = *state;
    const char *id = a_draft(op, &HOSPITAL);

    assert_refused(patch_on(op, "shenbao", id, 1, entry(op, "scale", "1")), 409, "stale_patch");
    assert_refused(patch_on(op, "shenbao", id, -1, entry(op, "scale", "1")), 422, "json_problems");
    assert_status(patch_on(op, "shenbao", id, 0, entry(op, "scale", "1")), 200);
}

static void values_of_the_wrong_kind_are_refused(void **state)
{
    struct op *op = *state;
    static const struct {
        const char *field;
        const char *value;
    } wrong[] = {
        { "scale", "'一百'" },
        { "scale", "1.5" },
        { "title", "7" },
        { "title", "{}" },
        { "period", "'2025-07-01'" },
        { "period", "{'start':'2025-02-30'}" },
        { "budget_total", "'23万'" },
        { "budget_total", "-9007199254740993" },
        { "modes", "['guidance']" },
        { "modes", "{'codes':['dancing'],'other':''}" },
        { "budget", "{}" },
        { "budget", "[{'item':'差旅','tip':1}]" },
        { "no_such_field", "'x'" },
        { "budget/7/amount", "5" },
        { "title/deeper", "'x'" },
        { "content", "[]" },
    };
    const char *id = a_draft(op, &HOSPITAL);

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        const char *before = fingerprint(op);
        struct reply reply =
            patch_on(op, "shenbao", id, 0, entry(op, wrong[i].field, wrong[i].value));
        if (reply.status != 422)
            print_error("%s = %s\n", wrong[i].field, wrong[i].value);
        assert_status(reply, 422);
        assert_string_equal(fingerprint(op), before);
    }
}

static void broken_patches_are_refused(void **state)
{
    struct op *op = *state;
    static const char *const broken[] = {
        "{}",
        "'x'",
        "[1]",
        "[{'path':'/values/scale'}]",
        "[{'value':1}]",
        "[{'path':'scale','value':1}]",
        "[{'path':7,'value':1}]",
        "[{'path':'','value':{}}]",
        "[{'path':'/','value':{}}]",
        "[{'path':'/values','value':{}}]",
        "[{'path':'/values/a\\nb','value':1}]",
        "null",
    };
    const char *id = a_draft(op, &HOSPITAL);
    const char *before = fingerprint(op);

    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        struct reply reply = patch_on(op, "shenbao", id, 0, broken[i]);
        if (reply.status != 422)
            print_error("%s\n", broken[i]);
        assert_status(reply, 422);
        assert_string_equal(fingerprint(op), before);
    }
}

static void patch_has_at_most_500_entries(void **state)
{
    struct op *op = *state;
    const char *id = a_draft(op, &HOSPITAL);
    const char *one = "{'path':'/values/scale','value':5},";
    const char *last = "{'path':'/values/scale','value':6}";

    assert_refused(
        patch_on(op, "shenbao", id, 0, mem_printf(op, "[%s%s]", repeated(op, one, 500), last)), 413,
        "patch_too_long");
    assert_status(
        patch_on(op, "shenbao", id, 0, mem_printf(op, "[%s%s]", repeated(op, one, 499), last)),
        200);
    struct reply page = page_of(op, "shenbao", id);
    assert_int_equal(int_of(page, "values.scale"), 6);
}

/* More saves than are remembered: an old base is out of reach, a near one still merges. */
static void base_reaches_back_500_saves(void **state)
{
    struct op *op = *state;
    const char *id = a_draft(op, &HOSPITAL);

    for (int i = 0; i < 502; i++)
        assert_status(patch_on(op, "shenbao", id, i, entry(op, "scale", "5")), 200);
    assert_refused(patch_on(op, "shenhe", id, 1, entry(op, "place", "'通辽市'")), 409,
                   "stale_patch");
    assert_status(patch_on(op, "shenhe", id, 4, entry(op, "place", "'通辽市'")), 200);
}

static void long_title_is_kept_and_listed(void **state)
{
    struct op *op = *state;
    const char *id = a_filled(op, &HOSPITAL);
    const char *title = repeated(op, "草", 2000);
    struct reply saved =
        save_as(op, "shenbao", id, entry(op, "title", mem_printf(op, "'%s'", title)));

    if (saved.status != 422) { /* a form may refuse it as well: then nothing is kept */
        assert_status(saved, 200);
        struct reply list = get_as(op, "shenbao", "/api/v1/applications");
        assert_string_equal(text_of(list, "rows.0.title"), title);
        assert_status(page_of(op, "shenbao", id), 200);
        assert_status(get_as(op, "shenbao", "/api/v1/work"), 200);
    }
}

static void reason_has_at_most_2000_characters(void **state)
{
    struct op *op = *state;
    const char *id = a_filled(op, &HOSPITAL);
    do_as(op, "shenbao", id, "submit", "{}");
    assert_refused(act_as(op, "shenhe", id, "reject",
                          mem_printf(op, "{'reason':'%s'}", repeated(op, "由", 2001))),
                   422, "json_problems");
    do_as(op, "shenhe", id, "reject", mem_printf(op, "{'reason':'%s'}", repeated(op, "由", 2000)));
    assert_status(get_as(op, "shenbao", "/api/v1/applications/%s/events", id), 200);
}

static void return_lists_at_most_50_items(void **state)
{
    struct op *op = *state;
    const char *id = a_sent(op, &HOSPITAL);
    const char *text = repeated(op, "缺", 1000);
    const char *item = mem_printf(op, "{'text':'%s'},", text);
    const char *last = "{'text':'末项'}";

    assert_refused(act_as(op, "shouli", id, "return",
                          mem_printf(op, "{'items':[%s%s]}", repeated(op, item, 50), last)),
                   422, "json_problems");
    do_as(op, "shouli", id, "return",
          mem_printf(op, "{'items':[%s%s],'reason':'%s'}", repeated(op, item, 49), last, text));
    struct reply page = page_of(op, "shenbao", id);
    assert_int_equal(json_array_size(member(&page, "returned.reasons")), 51);
    assert_status(get_as(op, "shenbao", "/api/v1/applications/%s/events", id), 200);
}

static void nothing_is_saved_after_sending(void **state)
{
    struct op *op = *state;
    const char *id = a_sent(op, &HOSPITAL);
    const char *patch = entry(op, "scale", "1");

    assert_refused(patch_on(op, "shenbao", id, 1, patch), 409, "not_editable");
    assert_refused(patch_on(op, "tuijian", id, 1, patch), 409, "not_editable");
    assert_status(patch_on(op, "jingban", id, 1, patch), 403);
    assert_refused(patch_on(op, "caoyuan", id, 1, patch), 404, "not_found");
}

static void named_version_keeps_the_values(void **state)
{
    struct op *op = *state;
    const char *id = a_filled(op, &HOSPITAL);
    const char *versions = mem_printf(op, "/api/v1/applications/%s/versions", id);

    assert_status(call_as(op, "shenbao", "POST", versions, "{'name':'送院长看'}"), 201);
    assert_status(save_as(op, "shenbao", id, entry(op, "scale", "99")), 200);
    struct reply old = get_as(op, "shenbao", "%s/1", versions);
    assert_int_equal(int_of(old, "values.scale"), 120);
    struct reply now = get_as(op, "shenbao", "%s/0", versions);
    assert_int_equal(int_of(now, "values.scale"), 99);
    struct reply diff = get_as(op, "shenbao", "/api/v1/applications/%s/diff?from=1&to=0", id);
    assert_int_equal(json_array_size(member(&diff, "rows")), 1);
    assert_string_equal(text_of(diff, "rows.0.to"), "99人");
}

static void version_names_and_numbers_have_limits(void **state)
{
    struct op *op = *state;
    const char *id = a_draft(op, &HOSPITAL);
    const char *versions = mem_printf(op, "/api/v1/applications/%s/versions", id);
    static const char *const none[] = { "1", "2", "-1", "x", "1x", "99999999999999999999", "0x1" };

    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        assert_refused(get_as(op, "shenbao", "%s/%s", versions, none[i]), 404, "not_found");
    assert_status(call_as(op, "shenbao", "POST", versions,
                          mem_printf(op, "{'name':'%s'}", repeated(op, "版", 51))),
                  422);
    assert_status(call_as(op, "shenbao", "POST", versions,
                          mem_printf(op, "{'name':'%s'}", repeated(op, "版", 50))),
                  201);
    assert_status(call_as(op, "shenbao", "POST", versions, "{'name':''}"), 422);
}

int main(void)
{
    return run_on_each_site("save", (const struct CMUnitTest[]){
                                        TEST(patch_is_saved_once),
                                        TEST(disjoint_paths_merge),
                                        TEST(same_path_is_contested),
                                        TEST(part_and_whole_are_contested),
                                        TEST(taking_a_row_out_contests_the_whole_table),
                                        TEST(base_out_of_reach_is_refused),
                                        TEST(values_of_the_wrong_kind_are_refused),
                                        TEST(broken_patches_are_refused),
                                        TEST(patch_has_at_most_500_entries),
                                        TEST(base_reaches_back_500_saves),
                                        TEST(long_title_is_kept_and_listed),
                                        TEST(reason_has_at_most_2000_characters),
                                        TEST(return_lists_at_most_50_items),
                                        TEST(nothing_is_saved_after_sending),
                                        TEST(named_version_keeps_the_values),
                                        TEST(version_names_and_numbers_have_limits),
                                        { 0 },
                                    });
}
