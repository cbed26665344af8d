/* SPDX-License-Identifier: Apache-2.0 */
/* Patches change what they name or nothing; roles, defaults, differences and schema of a form. */
#include "support/call_files.h"

#include "base/json_own.h"

static struct op *op;
static const struct call *call;
static const struct form *form;

static int start(void **state)
{
    (void)state;
    op = op_new(NULL, 0, 0);
    call = call_of(op, "tests/data/call/kinds");
    form = call_form(call, "kinds");
    return 0;
}

static int stop(void **state)
{
    (void)state;
    op_free(op);
    return 0;
}

/* JSON with ' for ". */
static json_t *json_of(const char *text)
{
    char *copy = mem_text(op, text);

    for (char *at = copy; *at != '\0'; at++)
        *at = *at == '\'' ? '"' : *at;
    json_t *value = json_own(op, json_loads(copy, 0, NULL));
    assert_non_null(value);
    return value;
}

struct patched {
    const char *claim;
    const char *before;
    const char *patch;
    const char *after; /* NULL: refused, nothing changed */
};

static const struct patched cases[] = {
    { "a field is set", "{}", "[{'path':'/values/title','value':'甲'}]", "{'title':'甲'}" },
    { "a field is cleared", "{'title':'甲'}", "[{'path':'/values/title','value':null}]", "{}" },
    { "one end of a period is set", "{'f_period':{'start':'2026-07-01'}}",
      "[{'path':'/values/f_period/end','value':'2026-07-02'}]",
      "{'f_period':{'start':'2026-07-01','end':'2026-07-02'}}" },
    { "an end before the start may stand in a draft", "{'f_period':{'start':'2026-07-01'}}",
      "[{'path':'/values/f_period/end','value':'2026-06-02'}]",
      "{'f_period':{'start':'2026-07-01','end':'2026-06-02'}}" },
    { "the codes of choices are set", "{}", "[{'path':'/values/f_choices/codes','value':['a']}]",
      "{'f_choices':{'codes':['a']}}" },
    { "the text of other is set", "{'f_choices':{'codes':['other']}}",
      "[{'path':'/values/f_choices/other','value':'座谈'}]",
      "{'f_choices':{'codes':['other'],'other':'座谈'}}" },
    { "a cell of a new row is set", "{}", "[{'path':'/values/f_table/0/item','value':'甲'}]",
      "{'f_table':[{'item':'甲'}]}" },
    { "a cell of a row is set", "{'f_table':[{'item':'甲'},{'item':'乙'}]}",
      "[{'path':'/values/f_table/1/amount','value':5}]",
      "{'f_table':[{'item':'甲'},{'item':'乙','amount':5}]}" },
    { "a row is appended", "{'f_table':[{'item':'甲'}]}",
      "[{'path':'/values/f_table/-','value':{'item':'乙'}}]",
      "{'f_table':[{'item':'甲'},{'item':'乙'}]}" },
    { "a row is taken out", "{'f_table':[{'item':'甲'},{'item':'乙'}]}",
      "[{'path':'/values/f_table/0','value':null}]", "{'f_table':[{'item':'乙'}]}" },
    { "a whole table is set", "{}", "[{'path':'/values/f_table','value':[{'amount':1}]}]",
      "{'f_table':[{'amount':1}]}" },
    { "entries apply in their order", "{}",
      "[{'path':'/values/title','value':'甲'},{'path':'/values/title','value':'乙'}]",
      "{'title':'乙'}" },
    { "a good phone is stored in its normal form", "{}",
      "[{'path':'/values/f_phone','value':'（0471）6268105'}]", "{'f_phone':'0471-6268105'}" },
    { "half a phone is stored as typed", "{}", "[{'path':'/values/f_phone','value':'（0471'}]",
      "{'f_phone':'（0471'}" },
    { "one wrong entry keeps all out", "{'title':'甲'}",
      "[{'path':'/values/title','value':'乙'},{'path':'/values/f_money','value':'x'}]", NULL },
    { "a text is no number", "{}", "[{'path':'/values/f_number','value':'5'}]", NULL },
    { "an unknown field", "{}", "[{'path':'/values/other','value':1}]", NULL },
    { "an unknown column", "{}", "[{'path':'/values/f_table/0/x','value':1}]", NULL },
    { "an unknown part of a period", "{}",
      "[{'path':'/values/f_period/middle','value':'2026-07-01'}]", NULL },
    { "a row beyond the end", "{'f_table':[]}", "[{'path':'/values/f_table/1/item','value':'x'}]",
      NULL },
    { "a row number with a leading zero", "{'f_table':[{},{}]}",
      "[{'path':'/values/f_table/01/item','value':'x'}]", NULL },
    { "taking out a row that is not there", "{'f_table':[]}",
      "[{'path':'/values/f_table/0','value':null}]", NULL },
    { "a path outside the values", "{}", "[{'path':'/call','value':'x'}]", NULL },
    { "a path too long", "{}", "[{'path':'/values/f_table/0/item/x/y','value':'x'}]", NULL },
    { "a path without a value", "{}", "[{'path':'/values/title'}]", NULL },
    { "an entry with a member too many", "{}", "[{'path':'/values/title','value':'x','op':'add'}]",
      NULL },
    { "an entry that is none", "{}", "[7]", NULL },
    { "a patch that is no list", "{}", "{}", NULL },
};

static void is_patched(void **state)
{
    const struct patched *patched = *state;
    json_t *values = json_of(patched->before);
    const char *wanted = patched->after != NULL ? patched->after : patched->before;

    enum err e = form_patch(op, form, values, json_of(patched->patch));
    assert_int_equal(e, patched->after != NULL ? OK : ERR_INVALID);
    op_forgive(op);
    assert_string_equal(json_text_of(op, values), json_text_of(op, json_of(wanted)));
}

static void five_hundred_entries_are_taken_and_not_one_more(void **state)
{
    json_t *patch = json_own(op, json_array());

    (void)state;
    for (int i = 0; i < FORM_PATCH_MAX; i++)
        (void)json_array_append_new(patch,
                                    json_pack("{s:s, s:s}", "path", "/values/title", "value", "x"));
    assert_int_equal(form_patch(op, form, json_of("{}"), patch), OK);
    (void)json_array_append_new(patch, json_object());
    assert_int_equal(form_patch(op, form, json_of("{}"), patch), ERR_INVALID);
    op_forgive(op);
}

static void a_patch_leaves_what_it_was_made_from(void **state)
{
    json_t *values = json_of("{'f_table':[{'item':'甲'}]}");
    json_t *before = json_own(op, json_copy(values)); /* shares the table */

    (void)state;
    assert_int_equal(
        form_patch(op, form, values, json_of("[{'path':'/values/f_table/0/item','value':'乙'}]")),
        OK);
    assert_string_equal(json_text_of(op, before), "{\"f_table\":[{\"item\":\"甲\"}]}");
}

static void paths_meet_when_one_is_inside_the_other(void **state)
{
    (void)state;
    assert_true(form_paths_meet("/values/title", "/values/title"));
    assert_true(form_paths_meet("/values/f_period", "/values/f_period/end"));
    assert_false(form_paths_meet("/values/f_period/start", "/values/f_period/end"));
    assert_false(form_paths_meet("/values/title", "/values/titles"));
    assert_false(form_paths_meet("/values/f_table/1/item", "/values/f_table/1/amount"));
    assert_false(form_paths_meet("/values/f_table/1/item", "/values/f_table/10/item"));
    assert_true(form_paths_meet("/values/f_table/1", "/values/f_table/10/item"));
    assert_true(form_paths_meet("/values/f_table/-", "/values/f_table/0/item"));
    assert_false(form_paths_meet("/values/f_table/-", "/values/title"));
    assert_false(form_paths_meet(NULL, "/values/title"));
}

static void roles_fill_the_index(void **state)
{
    const struct call *nmg = call_of(op, "calls/nmg-2025");
    struct form_index index = { 0 };

    (void)state;
    json_t *values =
        json_of("{'title':'兴安行','period':{'start':'2025-07-14','end':'2025-07-18'},"
                "'budget_total':23500000,'returnee_count':15,'contact':'张三',"
                "'payee':'兴安盟人社局','regions':['152222','152223'],'place':'乌兰浩特'}");
    assert_int_equal(form_roles(op, call_form(nmg, "overseas"), values, &index), OK);
    assert_string_equal(index.title, "兴安行");
    assert_int_equal(index.from, 20250714);
    assert_int_equal(index.to, 20250718);
    assert_int_equal(index.budget, 23500000);
    assert_int_equal(index.expert_count, 15);
    assert_int_equal(index.region_count, 2);
    assert_string_equal(index.payee, "兴安盟人社局");
    assert_int_equal(form_roles(op, call_form(nmg, "overseas"), json_of("{}"), &index), OK);
    assert_string_equal(index.title, "");
    assert_true(index.budget == LIMIT_NONE);
}

static void differences_are_told_in_words(void **state)
{
    struct form_change *changes = NULL;
    size_t count = 0;

    (void)state;
    assert_int_equal(
        form_diff(op, form,
                  json_of("{'title':'甲','f_money':5000000,'f_table':[{'item':'a','amount':100}]}"),
                  json_of("{'title':'甲','f_money':5123456,'f_choices':{'codes':['a','b']},"
                          "'f_table':[{'item':'a','amount':250},{'item':'b'}]}"),
                  &changes, &count),
        OK);
    assert_int_equal(count, 4);
    assert_string_equal(changes[0].path, "/values/f_money");
    assert_string_equal(changes[0].before, "5.00万元");
    assert_string_equal(changes[0].after, "5.123456万元");
    assert_string_equal(changes[1].before, "");
    assert_string_equal(changes[1].after, "甲、乙");
    assert_string_equal(changes[2].label, "表格第1行“金额”");
    assert_string_equal(changes[2].after, "2.50元");
    assert_string_equal(changes[3].path, "/values/f_table/1/item");
}

static void a_row_taken_out_leaves_the_others_as_they_are(void **state)
{
    struct form_change *changes = NULL;
    size_t count = 0;

    (void)state;
    assert_int_equal(
        form_diff(op, form,
                  json_of("{'f_table':[{'item':'a','amount':1},{'item':'b','amount':2},"
                          "{'item':'c','amount':3}]}"),
                  json_of("{'f_table':[{'item':'b','amount':2},{'item':'c','amount':4},"
                          "{'item':'d'}]}"),
                  &changes, &count),
        OK);
    assert_int_equal(count, 4);
    assert_string_equal(changes[0].before, "a");
    assert_string_equal(changes[0].after, "");
    assert_non_null(strstr(changes[0].label, "删去的行"));
    assert_string_equal(changes[2].path, "/values/f_table/1/amount");
    assert_string_equal(changes[2].before, "0.03元");
    assert_string_equal(changes[2].after, "0.04元");
    assert_string_equal(changes[3].after, "d");
    assert_non_null(strstr(changes[3].label, "新增的行"));
}

static void a_new_draft_has_the_fewest_rows(void **state)
{
    (void)state;
    json_t *values = json_own(op, form_defaults(op, form));
    assert_string_equal(json_text_of(op, values), "{\"f_table\":[{}]}");
}

static void the_schema_tells_kind_limit_and_origin(void **state)
{
    (void)state;
    json_t *schema = json_own(op, form_json(op, call, form));
    json_t *fields =
        json_object_get(json_array_get(json_object_get(schema, "sections"), 0), "fields");
    const json_t *guess = NULL;
    size_t i;
    json_t *field;

    json_array_foreach(fields, i, field)
    {
        if (strcmp(json_text_get(field, "id"), "f_guess") == 0)
            guess = field;
    }
    assert_string_equal(json_text_get(guess, "kind"), "text");
    assert_string_equal(json_text_get(guess, "basis"), "default");
    assert_true(json_is_false(json_object_get(guess, "blocks")));
    const json_t *limit = json_array_get(json_object_get(guess, "limits"), 0);
    assert_int_equal(json_integer_value(json_object_get(limit, "max_words")), 3);
}

static void the_public_page_gets_every_track_with_its_rules(void **state)
{
    const struct call *nmg = call_of(op, "calls/nmg-2025");

    (void)state;
    json_t *page = json_own(op, call_json(op, nmg));
    json_t *tracks = json_object_get(page, "tracks");
    assert_int_equal(json_array_size(tracks), nmg->track_count);
    assert_string_equal(
        json_text_get(json_array_get(json_object_get(page, "deadlines"), 0), "chinese"),
        "2025年1月24日（星期五）24:00");
}

int main(void)
{
    static struct CMUnitTest tests[sizeof cases / sizeof cases[0] + 10];
    static const struct CMUnitTest others[] = {
        cmocka_unit_test(five_hundred_entries_are_taken_and_not_one_more),
        cmocka_unit_test(a_patch_leaves_what_it_was_made_from),
        cmocka_unit_test(paths_meet_when_one_is_inside_the_other),
        cmocka_unit_test(roles_fill_the_index),
        cmocka_unit_test(differences_are_told_in_words),
        cmocka_unit_test(a_row_taken_out_leaves_the_others_as_they_are),
        cmocka_unit_test(a_new_draft_has_the_fewest_rows),
        cmocka_unit_test(the_schema_tells_kind_limit_and_origin),
        cmocka_unit_test(the_public_page_gets_every_track_with_its_rules),
    };
    size_t count = sizeof cases / sizeof cases[0];

    for (size_t i = 0; i < count; i++)
        tests[i] = (struct CMUnitTest){ .name = cases[i].claim,
                                        .test_func = is_patched,
                                        .initial_state = (void *)(uintptr_t)&cases[i] };
    memcpy(&tests[count], others, sizeof others);
    return _cmocka_run_group_tests("form_patch", tests, count + sizeof others / sizeof others[0],
                                   start, stop);
}
