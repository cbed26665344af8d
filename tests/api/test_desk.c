/* SPDX-License-Identifier: Apache-2.0 */
/* The desk: what its people found is kept with name and time, and decides what may be accepted. */
#include "site.h"

#include "base/mem.h"

#define PAPER_CALL "/api/v1/desk/checklist/%s"

static struct reply mark_as(struct op *op, const char *login, const char *id, const char *marks)
{
    return call_as(op, login, "PUT", mem_printf(op, PAPER_CALL, id),
                   mem_printf(op, "{'marks':[%s]}", marks));
}

static struct reply paper_as(struct op *op, const char *login, const char *id, const char *code)
{
    return call_as(op, login, "PUT", mem_printf(op, PAPER_CALL "/paper", id),
                   mem_printf(op, "{'code':'%s'}", code));
}

/* From now on the track wants two copies on paper and a letter. */
static void want_paper(struct op *op)
{
    static const struct edit edits[] = {
        { "call.yaml", "      electronic: true\n      stamped_scan: true\n      clause: a2-3-4",
          "      electronic: true\n      paper_copies: 2\n      letter: true\n"
          "      clause: a2-3-4" },
        { NULL },
    };

    (void)publish_edited(op, edits);
}

/* The line of a checklist with that code; fails when there is none. */
static struct reply line_of(struct reply list, const char *code)
{
    size_t i = 0;
    json_t *row = NULL;

    json_array_foreach(json_object_get(list.body, "rows"), i, row)
    {
        if (strcmp(json_string_value(json_object_get(row, "code")), code) == 0)
            break;
        row = NULL;
    }
    if (row == NULL)
        print_error("no line %s in %s\n", code, list.bytes);
    assert_non_null(row);
    list.body = row;
    return list;
}

static const char *line_state(struct reply list, const char *code)
{
    return text_of(line_of(list, code), "state");
}

static void assert_no_finding(struct reply list, const char *code)
{
    struct reply line = line_of(list, code);

    assert_true(json_is_null(member(&line, "finding")));
}

static void finding_has_a_name_and_a_time(void **state)
{
    struct op *op = *state;
    const char *id = a_sent(op, &PARK);
    struct reply before = get_as(op, "shouli", PAPER_CALL, id);

    assert_string_equal(line_state(before, "form"), "ok");
    assert_string_equal(line_state(before, "stamped_scan"), "missing");
    op->now_ms += HOUR_MS;
    struct reply list = mark_as(op, "shouli2", id, "{'code':'stamped_scan','state':'ok'}");
    assert_status(list, 200);
    struct reply line = line_of(list, "stamped_scan");
    assert_string_equal(text_of(line, "state"), "ok");
    assert_string_equal(text_of(line, "auto"), "missing");
    assert_string_equal(text_of(line, "by"), "白音");
    assert_string_equal(text_of(line, "at"), "2025-01-20T11:00:00.000+08:00");
    struct reply undone = mark_as(op, "shouli", id, "{'code':'stamped_scan','state':'unknown'}");
    assert_string_equal(line_state(undone, "stamped_scan"), "missing");
    assert_chain_clean(op);
}

/* Sends a frozen item under a letter of that number; the path of its package. */
static const char *sent_with_letter(struct op *op, const char *id, const char *number)
{
    struct reply package = call_as(
        op, "yuanqu2", "POST", "/api/v1/packages",
        mem_printf(op,
                   "{'call':'" CALL "','ids':['%s'],'letter':{'number':'%s'},'declaration':true}",
                   id, number));

    assert_status(package, 201);
    return mem_printf(op, "/api/v1/packages/%s", text_of(package, "id"));
}

static void letter_is_found_by_its_scan_a_number_alone_is_none_yet(void **state)
{
    struct op *op = *state;
    static const struct {
        const char *number;
        const char *before;
        const char *after;
    } letters[] = {
        { "青园发〔2025〕3号", "unknown", "青园发〔2025〕3号，有扫描件" },
        { "", "missing", "有扫描件，没有填文号" },
    };

    want_paper(op);
    for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++) {
        const char *id = a_frozen(op, &PARK);
        const char *package = sent_with_letter(op, id, letters[i].number);
        struct reply list = get_as(op, "shouli", PAPER_CALL, id);
        assert_string_equal(text_of(line_of(list, "letter"), "auto"), letters[i].before);
        assert_status(attach_to(op, "yuanqu2", package, "letter_scan"), 201);
        list = get_as(op, "shouli", PAPER_CALL, id);
        assert_string_equal(text_of(line_of(list, "letter"), "auto"), "ok");
        assert_string_equal(text_of(line_of(list, "letter"), "note"), letters[i].after);
    }
}

static void what_is_marked_missing_is_not_accepted(void **state)
{
    struct op *op = *state;
    const char *id = a_sent(op, &PARK);

    assert_status(
        mark_as(op, "shouli", id, "{'code':'stamped_scan','state':'missing','said':'第3页'}"), 200);
    assert_refused(act_as(op, "shouli", id, "accept", "{}"), 409, "desk_missing");
    struct reply page = get_as(op, "shouli", "/api/v1/applications/%s", id);
    assert_non_null(strstr(page.bytes, "有 1 项标为缺漏"));
    assert_status(mark_as(op, "shouli", id, "{'code':'stamped_scan','state':'ok'}"), 200);
    do_as(op, "shouli", id, "accept", "{}");
}

static void return_opens_what_was_missing_again(void **state)
{
    struct op *op = *state;
    const char *id = a_sent(op, &PARK);

    assert_status(mark_as(op, "shouli", id,
                          "{'code':'stamped_scan','state':'missing','said':'第3页未盖章'},"
                          "{'code':'form','state':'ok'}"),
                  200);
    do_as(op, "shouli", id, "return", "{'items':[{'text':'第3页未盖章'}],'paper':true}");
    (void)attach_as(op, "yuanqu", id, "stamped_scan");
    do_as(op, "yuanqu2", id, "mend", "{'declaration':true}");
    struct reply list = get_as(op, "shouli", PAPER_CALL, id);
    assert_string_equal(line_state(list, "form"), "ok");
    assert_string_equal(line_state(list, "stamped_scan"), "unknown");
    assert_string_equal(text_of(line_of(list, "stamped_scan"), "finding"), "补正前：第3页未盖章");
    struct reply page = get_as(op, "yuanqu", "/api/v1/applications/%s", id);
    assert_non_null(json_string_value(member(&page, "returned.paper_due")));
    do_as(op, "shouli", id, "accept", "{}");
}

/* Frozen, printed, thawed, changed, frozen again and sent; the version code of the old paper. */
static const char *a_twice_frozen(struct op *op, const char **ret_old)
{
    const char *id = a_frozen(op, &PARK);
    struct reply page = get_as(op, "yuanqu", "/api/v1/applications/%s", id);

    *ret_old = mem_printf(op, "%.8s", text_of(page, "digest"));
    do_as(op, "yuanqu", id, "unfreeze", "{}");
    assert_status(save_as(op, "yuanqu", id, "[{'path':'/values/scale','value':121}]"), 200);
    do_as(op, "yuanqu", id, "submit", "{}");
    do_as(op, "yuanqu2", id, "approve", "{}");
    assert_status(send_as(op, "yuanqu2", quoted(op, id)), 201);
    return id;
}

static void paper_of_another_version_is_found(void **state)
{
    struct op *op = *state;
    const char *old = NULL;
    const char *id = NULL;

    want_paper(op);
    id = a_twice_frozen(op, &old);
    struct reply list = paper_as(op, "shouli", id, old);
    assert_status(list, 200);
    struct reply line = line_of(list, "paper_version");
    assert_string_equal(text_of(line, "state"), "missing");
    assert_int_equal(int_of(line, "paper_n"), 1);
    assert_int_equal(int_of(list, "sent_n"), 3);
    assert_refused(act_as(op, "shouli", id, "accept", "{}"), 409, "desk_missing");
    struct reply diff = get_as(op, "shouli", "/api/v1/applications/%s/diff?from=1&to=3", id);
    assert_string_equal(text_of(diff, "rows.0.to"), "121人");
    struct reply page = get_as(op, "shouli", "/api/v1/applications/%s", id);
    const char *sent = text_of(page, "digest");
    list = paper_as(op, "shouli", id, mem_printf(op, "%.4s-%.4s", sent, sent + 4));
    assert_string_equal(line_state(list, "paper_version"), "ok");
    list = paper_as(op, "shouli", id, "ffffffff");
    assert_int_equal(int_of(line_of(list, "paper_version"), "paper_n"), 0);
    list = mark_as(op, "shouli", id, "{'code':'paper_version','state':'ok'}");
    assert_string_equal(line_state(list, "paper_version"), "ok");
    do_as(op, "shouli", id, "accept", "{}");
}

static void version_code_has_eight_digits(void **state)
{
    struct op *op = *state;
    const char *id = a_sent(op, &PARK);
    static const char *const wrong[] = { "1234567", "7F3A-92C", "7F3A_92C1", "申报表", " " };

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_refused(paper_as(op, "shouli", id, wrong[i]), 422, "paper_code");
    assert_status(paper_as(op, "shouli", id, "7f3a 92c1"), 200);
    assert_status(paper_as(op, "shouli", id, "7F3A92C10B3E44AA"), 200);
}

static void late_paper_is_a_finding_and_no_forfeit(void **state)
{
    struct op *op = *state;
    const char *id = NULL;

    want_paper(op);
    id = a_sent(op, &PARK);
    op->now_ms = DEADLINE_MS - 1;
    struct reply list = mark_as(op, "shouli", id, "{'code':'paper_1','state':'ok'}");
    assert_no_finding(list, "paper_1");
    op->now_ms = DEADLINE_MS;
    list = get_as(op, "shouli", PAPER_CALL, id);
    assert_string_equal(text_of(line_of(list, "paper_2"), "finding"),
                        "截至 2025年1月24日（星期五）24:00 没有收到");
    list = mark_as(op, "shouli", id, "{'code':'paper_2','state':'ok'}");
    assert_string_equal(text_of(line_of(list, "paper_2"), "finding"),
                        "晚于 2025年1月24日（星期五）24:00 到达，是否受理由受理人员认定");
    list = mark_as(op, "shouli", id,
                   "{'code':'paper_2','state':'ok','arrived':'2025-01-24T23:59:59+08:00'}");
    assert_no_finding(list, "paper_2");
    assert_refused(mark_as(op, "shouli", id,
                           "{'code':'paper_2','state':'ok','arrived':'2025-02-24T23:59:59+08:00'}"),
                   422, "arrival_future");
    do_as(op, "shouli", id, "accept", "{}");
}

static void queue_says_what_is_missing(void **state)
{
    struct op *op = *state;
    const char *id = NULL;

    want_paper(op);
    id = a_sent(op, &PARK);
    assert_status(mark_as(op, "shouli", id,
                          "{'code':'paper_1','state':'ok'},"
                          "{'code':'seal','state':'missing','said':'第2页'}"),
                  200);
    struct reply queue = get_as(op, "shouli", "/api/v1/desk/queue");
    assert_string_equal(text_of(queue, "rows.0.paper"), "纸质 1/2 份");
    assert_string_equal(text_of(queue, "rows.0.missing.0"), "公章齐全");
}

static void queue_goes_on_where_it_ended(void **state)
{
    struct op *op = *state;
    const char *ids[3] = { NULL };

    for (size_t i = 0; i < 3; i++) {
        ids[i] = a_sent(op, &PARK);
        op->now_ms += 1;
    }
    struct reply first = get_as(op, "shouli", "/api/v1/desk/queue?limit=2");
    assert_int_equal(json_array_size(member(&first, "rows")), 2);
    assert_string_equal(text_of(first, "rows.0.id"), ids[0]);
    struct reply rest =
        get_as(op, "shouli", "/api/v1/desk/queue?limit=2&cursor=%s", text_of(first, "next"));
    assert_int_equal(json_array_size(member(&rest, "rows")), 1);
    assert_string_equal(text_of(rest, "rows.0.id"), ids[2]);
    assert_true(json_is_null(member(&rest, "next")));
}

static void scanner_finds_item_and_package(void **state)
{
    struct op *op = *state;
    const char *id = a_sent(op, &PARK);
    struct reply page = get_as(op, "shouli", "/api/v1/applications/%s", id);
    const char *code = text_of(page, "code");
    const char *scanned[] = {
        code,
        mem_printf(op, "DJ1:%s:2:7F3A92C10B3E44AA:1:4", code),
        mem_printf(op, "dj1：%s：2：7F3A92C10B3E44AA：1：4", code),
        mem_printf(op, "https://example.cn/q/%s", code),
        text_of(page, "receipt.package"),
        text_of(page, "receipt.number"),
    };

    for (size_t i = 0; i < sizeof scanned / sizeof scanned[0]; i++) {
        struct reply found = get_as(op, "shouli", "/api/v1/scan?text=%s", scanned[i]);
        assert_status(found, 200);
        assert_string_equal(json_array_size(member(&found, "items")) == 1
                                ? text_of(found, "items.0.id")
                                : text_of(found, "application"),
                            id);
    }
    struct reply printed = get_as(op, "shouli", "/api/v1/scan?text=%s", scanned[1]);
    assert_string_equal(text_of(printed, "paper"), "7f3a92c10b3e44aa");
    assert_refused(get_as(op, "shouli", "/api/v1/scan?text=AAAA-BBBB"), 404, "scan_nothing");
}

static void package_of_many_is_a_choice(void **state)
{
    struct op *op = *state;
    const char *ids = mem_printf(op, "'%s','%s'", a_frozen(op, &PARK), a_frozen(op, &PARK));
    struct reply sent = send_as(op, "yuanqu2", ids);

    assert_status(sent, 201);
    struct reply found = get_as(op, "shouli", "/api/v1/scan?text=%s", text_of(sent, "id"));
    assert_true(json_is_null(member(&found, "application")));
    assert_int_equal(json_array_size(member(&found, "items")), 2);
    assert_string_equal(text_of(found, "items.0.org"), "呼和浩特留学人员创业园");
}

static void only_lines_of_the_checklist_are_marked(void **state)
{
    struct op *op = *state;
    const char *id = a_sent(op, &PARK);
    char *many = mem_text(op, "{'code':'form','state':'ok'}");
    char *said = mem_text(op, "");

    for (int i = 1; i < 50; i++)
        mem_append(op, &many, ",{'code':'form','state':'ok'}");
    for (int i = 0; i < 500; i++)
        mem_append(op, &said, "缺");
    assert_status(mark_as(op, "shouli", id, many), 200);
    assert_status(
        mark_as(op, "shouli", id, mem_printf(op, "%s,{'code':'form','state':'ok'}", many)), 422);
    assert_status(mark_as(op, "shouli", id, ""), 422);
    assert_refused(mark_as(op, "shouli", id, "{'code':'paper_1','state':'ok'}"), 422,
                   "desk_no_line");
    assert_status(mark_as(op, "shouli", id,
                          mem_printf(op, "{'code':'form','state':'missing','said':'%s'}", said)),
                  200);
    assert_status(mark_as(op, "shouli", id,
                          mem_printf(op, "{'code':'form','state':'missing','said':'%s缺'}", said)),
                  422);
}

static void desk_marks_only_what_lies_on_it(void **state)
{
    struct op *op = *state;
    const char *draft = a_filled(op, &PARK);
    const char *id = a_sent(op, &PARK);

    assert_refused(mark_as(op, "shouli", draft, "{'code':'form','state':'ok'}"), 404, "not_found");
    assert_refused(mark_as(op, "yuanqu2", id, "{'code':'form','state':'ok'}"), 403, "not_allowed");
    do_as(op, "shouli", id, "refuse", "{'reason':'不是留学人员'}");
    assert_refused(mark_as(op, "shouli", id, "{'code':'form','state':'ok'}"), 409, "desk_closed");
}

int main(void)
{
    return run_on_each_site("desk",
                            (const struct CMUnitTest[]){
                                TEST(finding_has_a_name_and_a_time),
                                TEST(letter_is_found_by_its_scan_a_number_alone_is_none_yet),
                                TEST(what_is_marked_missing_is_not_accepted),
                                TEST(return_opens_what_was_missing_again),
                                TEST(paper_of_another_version_is_found),
                                TEST(version_code_has_eight_digits),
                                TEST(late_paper_is_a_finding_and_no_forfeit),
                                TEST(queue_says_what_is_missing),
                                TEST(queue_goes_on_where_it_ended),
                                TEST(scanner_finds_item_and_package),
                                TEST(package_of_many_is_a_choice),
                                TEST(only_lines_of_the_checklist_are_marked),
                                TEST(desk_marks_only_what_lies_on_it),
                                { 0 },
                            });
}
