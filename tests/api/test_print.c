/* SPDX-License-Identifier: Apache-2.0 */
/* The printed form over HTTP: for those who see the application, and it says what it is. */
#include "site.h"

#include "base/mem.h"
#include "support/run.h"

#include <stdio.h>

static const char *text_of_reply(struct op *op, struct reply reply)
{
    const char *path = mem_printf(op, "%s/a.pdf", run_directory(op));
    const char *argv[] = { "pdftotext", "-raw", path, "-", NULL };
    FILE *file = fopen(path, "wb");

    assert_string_equal(reply.type, "application/pdf");
    assert_non_null(file);
    assert_int_equal(fwrite(reply.bytes, 1, reply.size, file), reply.size);
    assert_int_equal(fclose(file), 0);
    struct run run = run_program(op, NULL, NULL, argv);
    assert_int_equal(run.exit_code, 0);
    return run.out;
}

static struct reply printed(struct op *op, const char *login, const char *id, const char *query)
{
    return get_as(op, login, "/api/v1/applications/%s/document?%s", id, query);
}

static void a_draft_prints_its_values_and_says_so(void **state)
{
    struct op *op = *state;
    struct reply reply = printed(op, "shenbao", a_filled(op, &HOSPITAL), "to=pdf");

    assert_status(reply, 200);
    const char *text = text_of_reply(op, reply);
    assert_text_holds(text, "草原防灾与牧草良种留学专家行");
    assert_text_holds(text, "102100099996");
    assert_text_holds(text, "☑");
    assert_text_holds(text, "技术服务指导");
    assert_text_holds(text, "草稿，未定稿");
}

static void a_frozen_form_has_its_version_and_no_mark(void **state)
{
    struct op *op = *state;
    const char *id = a_frozen(op, &HOSPITAL);
    struct reply reply = printed(op, "shenhe", id, "to=pdf");

    assert_status(reply, 200);
    const char *text = text_of_reply(op, reply);
    assert_text_holds(text, "第1版");
    assert_null(strstr(text, "草稿"));
    struct reply again = printed(op, "shenbao", id, "to=pdf&n=1");
    assert_int_equal(again.size, reply.size);
    assert_memory_equal(again.bytes, reply.bytes, reply.size);
    assert_refused(printed(op, "shenbao", id, "to=pdf&n=2"), 404, "not_found");
}

static void a_word_file_is_one(void **state)
{
    struct op *op = *state;
    struct reply reply = printed(op, "shenbao", a_filled(op, &HOSPITAL), "to=docx");

    assert_status(reply, 200);
    assert_text_holds(reply.type, "wordprocessingml.document");
    assert_memory_equal(reply.bytes, "PK", 2);
}

static void others_get_nothing(void **state)
{
    struct op *op = *state;
    const char *id = a_filled(op, &HOSPITAL);

    assert_refused(printed(op, "caoyuan", id, "to=pdf"), 404, "not_found");
    assert_refused(printed(op, "tuijian", id, "to=pdf"), 404, "not_found");
    assert_status(printed(op, NULL, id, "to=pdf"), 401);
}

static void what_cannot_be_written_is_refused(void **state)
{
    struct op *op = *state;
    const char *id = a_draft(op, &HOSPITAL);

    assert_status(printed(op, "shenbao", id, "to=doc"), 422);
    assert_status(printed(op, "shenbao", id, "to=ofd"), 200);
    assert_status(printed(op, "shenbao", id, ""), 422);
    assert_status(printed(op, "shenbao", id, "to=pdf&n=500"), 404);
    assert_status(printed(op, "shenbao", id, "to=pdf&n=501"), 422);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_draft_prints_its_values_and_says_so),
        cmocka_unit_test(a_frozen_form_has_its_version_and_no_mark),
        cmocka_unit_test(a_word_file_is_one),
        cmocka_unit_test(others_get_nothing),
        cmocka_unit_test(what_cannot_be_written_is_refused),
        { 0 },
    };

    return run_on_each_site("print", tests);
}
