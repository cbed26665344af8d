/* SPDX-License-Identifier: Apache-2.0 */
/* A newer form: applications stay on theirs until moved, nothing typed is lost, units are told. */
#include "site.h"

#include "base/mem.h"
#include "db/db.h"

#define FORM "forms/overseas.yaml"

/* A field renamed, one of another kind, an option less, a field more, a column less. */
static const struct edit newer[] = {
    { FORM, "version: 1", "version: 2" },
    { FORM, "- id: department", "- id: office" },
    { FORM, "{field: department}", "{field: office}" },
    { FORM, "label: 活动地点\n        kind: text", "label: 活动地点\n        kind: longtext" },
    { FORM, "          - {code: academic, label: 学术交流}\n", "" },
    { FORM,
      "          - id: basis\n            label: 测算依据\n            kind: text\n"
      "            max_chars: 300\n",
      "" },
    { FORM, "      - id: organiser\n",
      "      - {id: motto, label: 活动口号, kind: text, required: true, printed: false}\n"
      "      - id: organiser\n" },
    { 0 },
};

/* Only the call around the form changes. */
static const struct edit same_form[] = {
    { "call.yaml", "{unit: authority, max: 1, kind: hard, clause: a2-3-2}",
      "{unit: authority, max: 3, kind: hard, clause: a2-3-2}" },
    { 0 },
};

DB_SQL(test_kept_rows, "t",
       "SELECT count(*) FROM application_kept k JOIN application a ON a.id = k.application_id"
       " WHERE a.public_id = $1");
DB_SQL(test_notice_count, "t", "SELECT count(*) FROM notice WHERE call = $1");

static struct reply page_as(struct op *op, const char *login, const char *id)
{
    return get_as(op, login, "/api/v1/applications/%s", id);
}

static struct reply plan_as(struct op *op, const char *login, const char *id)
{
    return get_as(op, login, "/api/v1/applications/%s/move", id);
}

static struct reply move_as(struct op *op, const char *login, const char *id, int64_t base,
                            int64_t to)
{
    return call_as(op, login, "POST", mem_printf(op, "/api/v1/applications/%s/move", id),
                   mem_printf(op, "{'base':%lld,'to':%lld}", (long long)base, (long long)to));
}

static struct reply moved(struct op *op, const char *login, const char *id)
{
    return move_as(op, login, id, int_of(page_as(op, login, id), "revision"), 2);
}

static bool is_null(struct reply reply, const char *path)
{
    return json_is_null(member(&reply, path));
}

/* The row of a list whose member holds a text; fails when there is none. */
static const char *row_with(struct op *op, struct reply reply, const char *list, const char *key,
                            const char *value)
{
    size_t count = json_array_size(member(&reply, list));

    for (size_t i = 0; i < count; i++) {
        const char *row = mem_printf(op, "%s.%zu.", list, i);
        if (strcmp(text_of(reply, mem_printf(op, "%s%s", row, key)), value) == 0)
            return row;
    }
    print_error("no %s with %s %s in %s\n", list, key, value, reply.bytes);
    assert_true(false);
    return "";
}

static void application_stays_on_its_form_until_moved(void **state)
{
    struct op *op = *state;
    const char *id = a_filled(op, &HOSPITAL);

    assert_true(is_null(page_as(op, "shenbao", id), "newer_form"));
    assert_int_equal(publish_edited(op, newer), 2);
    struct reply page = page_as(op, "shenbao", id);
    assert_int_equal(int_of(page, "form_version"), 1);
    assert_int_equal(int_of(page, "newer_form"), 2);
    assert_int_equal(json_array_size(member(&page, "problems")), 0);
    assert_status(save_as(op, "shenbao", id, "[{'path':'/values/department','value':'外事科'}]"),
                  200);
    assert_refused(call_as(op, "shenbao", "PATCH",
                           mem_printf(op, "/api/v1/applications/%s/values", id),
                           "{'base':2,'patch':[{'path':'/values/office','value':'外事科'}]}"),
                   422, "form_patch_wrong");
}

static void plan_tells_what_changes_and_what_is_kept(void **state)
{
    struct op *op = *state;
    const char *id = a_filled(op, &HOSPITAL);

    (void)publish_edited(op, newer);
    struct reply plan = plan_as(op, "shenbao", id);
    assert_status(plan, 200);
    assert_int_equal(int_of(plan, "from"), 1);
    assert_int_equal(int_of(plan, "to"), 2);
    assert_true(json_is_true(member(&plan, "possible")));
    assert_int_equal(json_array_size(member(&plan, "aside")), 3);
    assert_string_equal(
        text_of(plan, mem_printf(op, "%stext", row_with(op, plan, "aside", "label", "负责部门"))),
        "科教科");
    (void)row_with(op, plan, "aside", "label", "活动地点");
    (void)row_with(op, plan, "aside", "label", "拟采取的活动形式");
    assert_non_null(strstr(plan.bytes, "活动口号"));
    assert_string_equal(text_of(page_as(op, "shenbao", id), "values.department"), "科教科");
}

static void move_loses_nothing_that_was_typed(void **state)
{
    struct op *op = *state;
    const char *id = a_filled(op, &HOSPITAL);
    struct reply before = page_as(op, "shenbao", id);

    (void)publish_edited(op, newer);
    struct reply page = moved(op, "shenbao", id);
    assert_status(page, 200);
    assert_int_equal(int_of(page, "form_version"), 2);
    assert_int_equal(int_of(page, "revision"), int_of(before, "revision") + 1);
    assert_true(is_null(page, "newer_form"));
    assert_int_equal(int_of(page, "kept_count"), 3);
    /* Every value is in the form, unchanged, or kept aside, unchanged. */
    struct reply kept = plan_as(op, "shenbao", id);
    const char *key = NULL;
    json_t *value = NULL;
    size_t carried = 0;
    json_object_foreach((json_t *)(uintptr_t)member(&before, "values"), key, value)
    {
        const json_t *now = json_object_get(member(&page, "values"), key);
        if (now != NULL) {
            assert_true(json_equal(now, value));
            carried++;
            continue;
        }
        const char *row = row_with(op, kept, "kept", "field", key);
        assert_true(json_equal(member(&kept, mem_printf(op, "%svalue", row)), value));
    }
    assert_int_equal(carried, json_object_size(member(&before, "values")) - 3);
    assert_int_equal(number_in_db(op, &test_kept_rows, id), 3);
    /* The values as they were are a version on the old form. */
    assert_string_equal(text_of(page, "versions.0.kind"), "moved");
    struct reply version = get_as(op, "shenbao", "/api/v1/applications/%s/versions/1", id);
    assert_true(json_equal(member(&version, "values"), member(&before, "values")));
    assert_non_null(strstr(get_as(op, "shenbao", "/api/v1/applications/%s/events", id).bytes,
                           "换用新版申报表"));
    /* And the new form asks for its own. */
    (void)row_with(op, page, "problems", "path", "/values/motto");
    assert_status(save_as(op, "shenbao", id, "[{'path':'/values/office','value':'科教科'}]"), 200);
    assert_chain_clean(op);
}

static void column_that_is_gone_keeps_the_table_aside(void **state)
{
    struct op *op = *state;
    const char *id = a_filled(op, &HOSPITAL);

    assert_status(
        save_as(op, "shenbao", id, "[{'path':'/values/budget/1/basis','value':'每人两千'}]"), 200);
    (void)publish_edited(op, newer);
    assert_int_equal(int_of(moved(op, "shenbao", id), "kept_count"), 4);
    struct reply kept = plan_as(op, "shenbao", id);
    const char *row = row_with(op, kept, "kept", "field", "budget");
    assert_string_equal(text_of(kept, mem_printf(op, "%stext", row)),
                        "支出项目：差旅；金额：13.50万元\n"
                        "支出项目：专家劳务；金额：10.00万元；测算依据：每人两千");
}

static void form_without_a_change_is_no_newer_one(void **state)
{
    struct op *op = *state;
    const char *id = a_filled(op, &HOSPITAL);

    (void)publish_edited(op, same_form);
    assert_true(is_null(page_as(op, "shenbao", id), "newer_form"));
    assert_refused(moved(op, "shenbao", id), 409, "form_no_newer");
}

static void move_is_for_what_was_looked_at(void **state)
{
    struct op *op = *state;
    const char *id = a_filled(op, &HOSPITAL);
    int64_t base = int_of(page_as(op, "shenbao", id), "revision");

    (void)publish_edited(op, newer);
    const char *before = fingerprint(op);
    assert_refused(move_as(op, "shenbao", id, base, 1), 409, "form_no_newer");
    assert_refused(move_as(op, "shenbao", id, base, 3), 409, "form_no_newer");
    assert_refused(move_as(op, "shenbao", id, base - 1, 2), 409, "stale_patch");
    assert_refused(move_as(op, "shenbao", id, base + 1, 2), 409, "stale_patch");
    assert_status(move_as(op, "caoyuan", id, base, 2), 404);
    assert_status(move_as(op, "tuijian", id, base, 2), 404);
    assert_status(move_as(op, "guanli", id, base, 2), 403);
    assert_string_equal(fingerprint(op), before);
    assert_status(move_as(op, "shenbao", id, base, 2), 200);
    assert_refused(move_as(op, "shenbao", id, base + 1, 2), 409, "form_no_newer");
    /* A save begun on the old form touches everything that moved. */
    assert_refused(
        call_as(op, "shenbao", "PATCH", mem_printf(op, "/api/v1/applications/%s/values", id),
                mem_printf(op, "{'base':%lld,'patch':[{'path':'/values/title','value':'又名'}]}",
                           (long long)base)),
        409, "stale_patch");
}

static void what_is_frozen_or_sent_keeps_its_form(void **state)
{
    struct op *op = *state;
    const char *frozen = a_frozen(op, &HOSPITAL);
    const char *returned = a_returned(op, &PARK);

    (void)publish_edited(op, newer);
    assert_true(is_null(page_as(op, "shenhe", frozen), "newer_form"));
    assert_refused(moved(op, "shenbao", frozen), 409, "not_editable");
    assert_true(is_null(page_as(op, "yuanqu", returned), "newer_form"));
    assert_refused(moved(op, "yuanqu", returned), 409, "not_editable");
    do_as(op, "shenhe", frozen, "unfreeze", "{}");
    assert_int_equal(int_of(page_as(op, "shenbao", frozen), "newer_form"), 2);
    assert_status(moved(op, "shenbao", frozen), 200);
}

static void kept_values_are_for_the_unit_alone(void **state)
{
    struct op *op = *state;
    const char *id = a_filled(op, &HOSPITAL);

    (void)publish_edited(op, newer);
    assert_status(moved(op, "shenbao", id), 200);
    assert_status(save_as(op, "shenbao", id,
                          "[{'path':'/values/office','value':'科教科'},"
                          "{'path':'/values/motto','value':'为民'},"
                          "{'path':'/values/place','value':'乌兰浩特市'},"
                          "{'path':'/values/modes','value':{'codes':['guidance'],'other':''}}]"),
                  200);
    do_as(op, "shenbao", id, "submit", "{}");
    do_as(op, "shenhe", id, "approve", "{}");
    do_as(op, "shenhe", id, "submit_up", "{}");
    assert_int_equal(int_of(page_as(op, "shenbao", id), "kept_count"), 3);
    assert_int_equal(int_of(page_as(op, "tuijian", id), "kept_count"), 0);
    struct reply seen = plan_as(op, "tuijian", id);
    assert_status(seen, 200);
    assert_int_equal(json_array_size(member(&seen, "kept")), 0);
    assert_int_equal(json_array_size(member(&seen, "aside")), 0);
}

/* The contact's field is another one in the new form; what was typed in the old one is masked by
 * the old form, and erased with the rest. */
static void personal_values_of_an_older_form_stay_personal(void **state)
{
    static const struct edit other_contact[] = {
        { FORM, "- id: contact\n", "- id: person_to_call\n" },
        { FORM, "{field: contact}", "{field: person_to_call}" },
        { 0 },
    };
    struct op *op = *state;
    const char *id = a_filled(op, &PARK);

    (void)publish_edited(op, other_contact);
    assert_status(moved(op, "yuanqu", id), 200);
    assert_status(save_as(op, "yuanqu", id, "[{'path':'/values/person_to_call','value':'高娃'}]"),
                  200);
    do_as(op, "yuanqu", id, "submit", "{}");
    do_as(op, "yuanqu2", id, "approve", "{}");
    assert_status(send_as(op, "yuanqu2", quoted(op, id)), 201);
    struct reply own = get_as(op, "yuanqu", "/api/v1/applications/%s/versions/1", id);
    assert_string_equal(text_of(own, "values.contact"), "乌兰");
    struct reply theirs = get_as(op, "shouli", "/api/v1/applications/%s/versions/1", id);
    assert_string_equal(text_of(theirs, "values.contact"), "乌**");
    do_as(op, "shouli", id, "refuse", "{'reason':'不在范围'}");
    const char *code = text_of(get_as(op, "shouli", "/api/v1/applications/%s", id), "code");
    assert_status(
        call_as(op, "fuze", "POST", mem_printf(op, "/api/v1/applications/%s/erase", id),
                mem_printf(op,
                           "{'reason':'本人申请','legal_basis':'个人信息保护法第四十七条',"
                           "'typed':'%s'}",
                           code)),
        200);
    assert_int_equal(number_in_db(op, &test_kept_rows, id), 0);
    own = get_as(op, "yuanqu", "/api/v1/applications/%s/versions/1", id);
    assert_null(strstr(text_of(own, "values.contact"), "乌兰"));
}

/* ---- notices ---- */

static struct reply notices_of(struct op *op, const char *login)
{
    return get_as(op, login, "/api/v1/notices");
}

static void first_version_tells_nobody(void **state)
{
    struct op *op = *state;

    (void)a_draft(op, &HOSPITAL);
    assert_int_equal(number_in_db(op, &test_notice_count, CALL), 0);
    assert_int_equal(int_of(notices_of(op, "shenbao"), "unread"), 0);
}

static void those_touched_are_told_once(void **state)
{
    struct op *op = *state;
    const char *draft = a_filled(op, &HOSPITAL);
    (void)a_draft(op, &HOSPITAL);
    do_as(op, "caoyuan", a_draft(op, &GRASS), "withdraw", "{'reason':'不报了'}");
    (void)a_sent(op, &PARK);

    (void)publish_edited(op, newer);
    assert_int_equal(number_in_db(op, &test_notice_count, CALL), 2);
    struct reply list = notices_of(op, "shenbao");
    assert_int_equal(int_of(list, "unread"), 1);
    assert_string_equal(text_of(list, "rows.0.text"), "涉及您的 2 项申报。");
    assert_string_equal(text_of(notices_of(op, "yuanqu2"), "rows.0.text"), "涉及您的 1 项申报。");
    assert_int_equal(int_of(notices_of(op, "caoyuan"), "unread"), 0);
    assert_int_equal(int_of(notices_of(op, "tuijian"), "unread"), 0);
    assert_int_equal(int_of(notices_of(op, "daxue"), "unread"), 0);
    struct reply one = get_as(op, "shenbao", "/api/v1/notices/%s", text_of(list, "rows.0.id"));
    assert_status(one, 200);
    assert_non_null(strstr(one.bytes, "活动口号"));
    const char *row = row_with(op, one, "items", "id", draft);
    assert_true(json_is_true(member(&one, mem_printf(op, "%solder_form", row))));
    assert_chain_clean(op);
}

static void recommending_unit_is_told_of_what_came_up_only(void **state)
{
    struct op *op = *state;
    (void)a_draft(op, &GRASS);
    (void)a_recommending(op, &HOSPITAL);

    (void)publish_edited(op, newer);
    struct reply list = notices_of(op, "tuijian");
    assert_string_equal(text_of(list, "rows.0.text"), "涉及您的 1 项申报。");
    struct reply one = get_as(op, "tuijian", "/api/v1/notices/%s", text_of(list, "rows.0.id"));
    assert_int_equal(json_array_size(member(&one, "items")), 1);
}

static void reading_is_of_the_person(void **state)
{
    struct op *op = *state;
    (void)a_draft(op, &HOSPITAL);

    (void)publish_edited(op, newer);
    const char *id = text_of(notices_of(op, "shenbao"), "rows.0.id");
    const char *read = mem_printf(op, "/api/v1/notices/%s/read", id);
    assert_string_equal(text_of(get_as(op, "shenbao", "/api/v1/work"), "todos.0.kind"), "draft");
    (void)row_with(op, get_as(op, "shenbao", "/api/v1/work"), "todos", "kind", "notice");
    assert_status(call_as(op, "caoyuan", "POST", read, NULL), 404);
    assert_status(call_as(op, "xitong", "POST", read, NULL), 404);
    assert_status(get_as(op, "caoyuan", "/api/v1/notices/%s", id), 404);
    assert_status(call_as(op, "shenbao", "POST", read, NULL), 204);
    assert_status(call_as(op, "shenbao", "POST", read, NULL), 204);
    assert_int_equal(int_of(notices_of(op, "shenbao"), "unread"), 0);
    assert_int_equal(int_of(notices_of(op, "shenhe"), "unread"), 1);
    struct reply work = get_as(op, "shenbao", "/api/v1/work");
    assert_int_equal(json_array_size(member(&work, "todos")), 1);
}

int main(void)
{
    return run_on_each_site("move", (const struct CMUnitTest[]){
                                        TEST(application_stays_on_its_form_until_moved),
                                        TEST(plan_tells_what_changes_and_what_is_kept),
                                        TEST(move_loses_nothing_that_was_typed),
                                        TEST(column_that_is_gone_keeps_the_table_aside),
                                        TEST(form_without_a_change_is_no_newer_one),
                                        TEST(move_is_for_what_was_looked_at),
                                        TEST(what_is_frozen_or_sent_keeps_its_form),
                                        TEST(kept_values_are_for_the_unit_alone),
                                        TEST(personal_values_of_an_older_form_stay_personal),
                                        TEST(first_version_tells_nobody),
                                        TEST(those_touched_are_told_once),
                                        TEST(recommending_unit_is_told_of_what_came_up_only),
                                        TEST(reading_is_of_the_person),
                                        { 0 },
                                    });
}
