/* SPDX-License-Identifier: Apache-2.0 */
/* A Word file beside the draft: what is new, changed, the same; nothing is saved by looking. */
#include "site.h"

#include "base/json_own.h"
#include "base/mem.h"
#include "doc/reader.h"

static struct reply word_of(struct op *op, const char *id)
{
    struct reply reply = get_as(op, "shenbao", "/api/v1/applications/%s/document?to=docx", id);

    assert_status(reply, 200);
    return reply;
}

static struct reply read_as(struct op *op, const char *login, const char *id, struct reply word)
{
    return post_bytes_as(op, login, mem_printf(op, "/api/v1/applications/%s/reading", id),
                         word.bytes, word.size);
}

/* The row of a field, or NULL. */
static const json_t *row_of(const struct reply *reply, const char *field)
{
    const json_t *rows = member(reply, "rows");

    for (size_t i = 0; i < json_array_size(rows); i++) {
        if (strcmp(json_text_get(json_array_get(rows, i), "field"), field) == 0)
            return json_array_get(rows, i);
    }
    return NULL;
}

static void the_draft_it_was_printed_from_is_the_same(void **state)
{
    struct op *op = *state;
    const char *id = a_filled(op, &HOSPITAL);
    const char *before = fingerprint(op);
    struct reply reply = read_as(op, "shenbao", id, word_of(op, id));

    assert_status(reply, 200);
    assert_true(json_array_size(member(&reply, "rows")) > 10);
    for (size_t i = 0; i < json_array_size(member(&reply, "rows")); i++)
        assert_string_equal(json_text_get(json_array_get(member(&reply, "rows"), i), "state"),
                            "same");
    assert_int_equal(json_array_size(member(&reply, "unclear")), 0);
    assert_int_equal(json_array_size(member(&reply, "rest")), 0);
    assert_true(json_is_false(member(&reply, "other")));
    assert_true(json_is_false(member(&reply, "older")));
    assert_string_equal(fingerprint(op), before);
}

static void what_differs_is_shown_and_saved_by_an_ordinary_patch(void **state)
{
    struct op *op = *state;
    const char *id = a_filled(op, &HOSPITAL);
    struct reply word = word_of(op, id);

    assert_status(save_as(op, "shenbao", id,
                          "[{'path':'/values/title','value':'另一个名称'},"
                          "{'path':'/values/scale','value':null}]"),
                  200);
    struct reply reply = read_as(op, "shenbao", id, word);
    assert_status(reply, 200);
    assert_true(json_is_true(member(&reply, "older")));
    const json_t *title = row_of(&reply, "title");
    assert_string_equal(json_text_get(title, "state"), "changed");
    assert_string_equal(json_text_get(title, "before"), "另一个名称");
    assert_string_equal(json_text_get(row_of(&reply, "scale"), "state"), "new");
    const char *value = json_text_of(op, json_object_get(row_of(&reply, "scale"), "value"));
    assert_status(
        save_as(op, "shenbao", id, mem_printf(op, "[{'path':'/values/scale','value':%s}]", value)),
        200);
}

static void a_file_of_another_application_is_named(void **state)
{
    struct op *op = *state;
    const char *id = a_filled(op, &HOSPITAL);
    struct reply word = word_of(op, id);
    const char *other = a_draft(op, &HOSPITAL);
    struct reply reply = read_as(op, "shenbao", other, word);

    assert_status(reply, 200);
    assert_true(json_is_true(member(&reply, "other")));
    assert_string_equal(json_text_get(row_of(&reply, "title"), "state"), "new");
}

static void others_and_other_files_are_refused(void **state)
{
    struct op *op = *state;
    const char *id = a_filled(op, &HOSPITAL);
    struct reply word = word_of(op, id);
    struct reply none = { .bytes = "%PDF-1.4", .size = 8 };
    struct reply large = { .bytes = mem_array(op, char, READER_FILE_MAX + 2) };

    assert_refused(read_as(op, "caoyuan", id, word), 404, "not_found");
    assert_refused(read_as(op, "shouli", id, word), 404, "not_found");
    assert_status(read_as(op, "shenji", id, word), 403);
    assert_refused(read_as(op, "shenbao", id, none), 422, "file_no_zip");
    large.size = READER_FILE_MAX;
    assert_refused(read_as(op, "shenbao", id, large), 422, "file_no_zip");
    large.size = READER_FILE_MAX + 1;
    assert_status(read_as(op, "shenbao", id, large), 413);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_draft_it_was_printed_from_is_the_same),
        cmocka_unit_test(what_differs_is_shown_and_saved_by_an_ordinary_patch),
        cmocka_unit_test(a_file_of_another_application_is_named),
        cmocka_unit_test(others_and_other_files_are_refused),
        { 0 },
    };

    return run_on_each_site("reading", tests);
}
