/* SPDX-License-Identifier: Apache-2.0 */
/* Boxes: made by one, confirmed by another, received by the department; an item lies in one box. */
#include "site.h"

#include "acceptance/handover.h"
#include "base/mem.h"

static const char *an_accepted(struct op *op)
{
    const char *id = a_sent(op, &PARK);

    do_as(op, "shouli", id, "accept", "{}");
    return id;
}

static struct reply make_as(struct op *op, const char *login, const char *items)
{
    return call_as(op, login, "POST", "/api/v1/handovers",
                   mem_printf(op, "{'call':'" CALL "','note':'第一批','items':[%s]}", items));
}

static const char *in_box(struct op *op, const char *id, int box)
{
    return mem_printf(op, "{'id':'%s','box':%d}", id, box);
}

static struct reply step_as(struct op *op, const char *login, const char *id, const char *step,
                            const char *body)
{
    return call_as(op, login, "POST", mem_printf(op, "/api/v1/handovers/%s/%s", id, step), body);
}

static size_t row_count(struct op *op, const char *login, const char *path)
{
    struct reply reply = get_as(op, login, "/api/v1/handovers%s", path);

    assert_status(reply, 200);
    return json_array_size(member(&reply, "rows"));
}

static void boxes_pass_through_three_hands(void **state)
{
    struct op *op = *state;
    const char *first = an_accepted(op);
    const char *second = an_accepted(op);

    assert_int_equal(row_count(op, "shouli", "/open?call=" CALL), 2);
    struct reply made =
        make_as(op, "shouli", mem_printf(op, "%s,%s", in_box(op, second, 1), in_box(op, first, 2)));
    assert_status(made, 201);
    assert_string_equal(text_of(made, "number"), "2025-001");
    assert_int_equal(int_of(made, "box_count"), 2);
    assert_string_equal(text_of(made, "items.0.id"), second);
    assert_int_equal(row_count(op, "shouli", "/open"), 0);
    const char *id = text_of(made, "id");
    assert_int_equal(row_count(op, "jingban", ""), 0);
    assert_refused(step_as(op, "jingban", id, "receive", "{}"), 404, "not_found");
    assert_refused(step_as(op, "shouli", id, "check", NULL), 403, "second_person");
    struct reply checked = step_as(op, "shouli2", id, "check", NULL);
    assert_status(checked, 200);
    assert_string_equal(text_of(checked, "checked_by"), "白音");
    assert_refused(step_as(op, "shouli2", id, "check", NULL), 409, "handover_done");
    assert_refused(step_as(op, "shouli2", id, "receive", "{}"), 403, "not_allowed");
    assert_int_equal(row_count(op, "jingban", ""), 1);
    struct reply received = step_as(op, "jingban", id, "receive", "{'remark':'第2盒缺封条'}");
    assert_string_equal(text_of(received, "state"), "received");
    assert_string_equal(text_of(received, "received_by"), "曹宁");
    assert_string_equal(text_of(received, "remark"), "第2盒缺封条");
    const char *path = mem_printf(op, "/api/v1/handovers/%s", id);
    assert_refused(call_as(op, "shouli", "DELETE", path, NULL), 409, "handover_done");
    assert_chain_clean(op);
}

static void item_lies_in_one_list(void **state)
{
    struct op *op = *state;
    const char *id = an_accepted(op);
    struct reply made = make_as(op, "shouli", in_box(op, id, 1));

    assert_status(made, 201);
    assert_refused(make_as(op, "shouli2", in_box(op, id, 2)), 409, "handover_twice");
    const char *path = mem_printf(op, "/api/v1/handovers/%s", text_of(made, "id"));
    assert_status(call_as(op, "shouli2", "DELETE", path, NULL), 204);
    assert_status(get_as(op, "shouli", "%s", path), 404);
    made = make_as(op, "shouli2", in_box(op, id, 2));
    assert_status(made, 201);
    assert_string_equal(text_of(made, "number"), "2025-001");
}

static void only_accepted_items_of_the_desk_go_into_boxes(void **state)
{
    struct op *op = *state;
    const char *sent = a_sent(op, &PARK);
    const char *draft = a_filled(op, &PARK);

    assert_refused(make_as(op, "shouli", in_box(op, sent, 1)), 409, "handover_not_accepted");
    assert_refused(make_as(op, "shouli", in_box(op, draft, 1)), 409, "handover_not_accepted");
    assert_refused(make_as(op, "jingban", in_box(op, sent, 1)), 403, "not_allowed");
    assert_refused(make_as(op, "yuanqu2", in_box(op, sent, 1)), 403, "not_allowed");
}

static void list_has_1_to_500_items_in_boxes_1_to_999(void **state)
{
    struct op *op = *state;
    const char *id = an_accepted(op);
    char *many = mem_text(op, in_box(op, "nothing", 1));

    for (int i = 1; i < HANDOVER_ITEMS_MAX; i++)
        mem_append(op, &many, ",%s", in_box(op, "nothing", 1));
    assert_refused(make_as(op, "shouli", many), 409, "handover_not_accepted");
    assert_status(make_as(op, "shouli", mem_printf(op, "%s,%s", many, in_box(op, "nothing", 1))),
                  422);
    assert_status(make_as(op, "shouli", ""), 422);
    assert_status(make_as(op, "shouli", in_box(op, id, 0)), 422);
    assert_status(make_as(op, "shouli", in_box(op, id, HANDOVER_BOX_MAX + 1)), 422);
    assert_status(make_as(op, "shouli", in_box(op, id, HANDOVER_BOX_MAX)), 201);
}

int main(void)
{
    return run_on_each_site("handover", (const struct CMUnitTest[]){
                                            TEST(boxes_pass_through_three_hands),
                                            TEST(item_lies_in_one_list),
                                            TEST(only_accepted_items_of_the_desk_go_into_boxes),
                                            TEST(list_has_1_to_500_items_in_boxes_1_to_999),
                                            { 0 },
                                        });
}
