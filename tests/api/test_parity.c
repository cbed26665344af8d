/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `form check` on the command line and the API tell the same problems of the same values, byte by
 * byte: every kind of field at its limit and one beyond.
 */
#include "site.h"

#include "support/form_cases.h"
#include "support/run.h"

#include "base/json_own.h"
#include "base/mem.h"
#include "call/call.h"
#include "publish/publish.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#define KINDS "tests/data/call/kinds"

static const char *source(void)
{
    const char *root = getenv("DIANJIANG_SOURCE");

    return root == NULL ? "." : root;
}

static json_t *json_of(struct op *op, const char *text)
{
    char *copy = mem_text(op, text);

    for (char *at = copy; *at != '\0'; at++)
        *at = *at == '\'' ? '"' : *at;
    json_t *value = json_own(op, json_loads(copy, 0, NULL));
    assert_non_null(value);
    return value;
}

/* A copy of the call that declares itself English, of another code: a process reads a call once. */
static const char *in_english(struct op *op)
{
    const char *folder = run_directory(op);
    struct call_file *files = NULL;
    size_t count = 0;

    assert_int_equal(mkdir(mem_printf(op, "%s/forms", folder), 0700), 0);
    assert_ok(op, call_read_folder(op, mem_printf(op, "%s/%s", source(), KINDS), &files, &count));
    for (size_t i = 0; i < count; i++) {
        const char *text = mem_text_max(op, files[i].bytes, files[i].size);
        const char *code = strstr(text, "code: kinds-2026\n");
        FILE *file = fopen(mem_printf(op, "%s/%s", folder, files[i].path), "w");
        assert_non_null(file);
        if (code == NULL)
            assert_true(fputs(text, file) >= 0);
        else
            assert_true(fprintf(file, "%.*scode: kinds-en\nlanguage: en\n%s", (int)(code - text),
                                text, code + strlen("code: kinds-2026\n")) > 0);
        assert_int_equal(fclose(file), 0);
    }
    return folder;
}

/* The call of all kinds, published, with a unit that may file on it and a desk. */
static void open_kinds(struct op *op, const char *folder)
{
    struct call_file *files = NULL;
    size_t count = 0;
    const char *code = NULL;
    int64_t n = 0;
    const char *hospital = text_of(get_as(op, "shenbao", "/api/v1/session"), "post.org.id");
    const char *office = text_of(get_as(op, "shouli", "/api/v1/session"), "post.org.id");

    site_op(op);
    assert_ok(op, call_read_folder(op, folder, &files, &count));
    assert_ok(op, publish_load(op, files, count, &code, &n));
    assert_ok(op, publish_release(op, code, n, &REVIEWED));
    assert_status(call_as(op, "jingban", "POST",
                          mem_printf(op, "/api/v1/admin/orgs/%s/capacities", hospital),
                          "{'kind':'village','day':'2025-01-20','basis':'试'}"),
                  200);
    assert_status(call_as(op, "jingban", "POST",
                          mem_printf(op, "/api/v1/admin/orgs/%s/capacities", office),
                          "{'kind':'desk-office','day':'2025-01-20','basis':'试'}"),
                  200);
}

/* "path code clause basis message", a line a problem, in their order. */
static const char *told(struct op *op, const json_t *problems)
{
    char *text = mem_text(op, "");
    const json_t *row = NULL;
    size_t i = 0;

    json_array_foreach(problems, i, row)
    {
        const char *level = json_text_get(row, "level");
        if (level[0] == '\0')
            level = json_is_true(json_object_get(row, "blocks")) ? "error" : "warning";
        mem_append(op, &text, "%s|%s|%s|%s|%s|%s\n", json_text_get(row, "path"),
                   json_text_get(row, "code"), json_text_get(row, "clause"),
                   json_text_get(row, "basis"), level, json_text_get(row, "message"));
    }
    return text;
}

static const char *told_by_command(struct op *op, const char *folder, const json_t *values)
{
    const char *document =
        json_text_of(op, json_own(op, json_pack("{s:O}", "values", (json_t *)(uintptr_t)values)));
    const char *argv[] = { getenv("DIANJIANG_PROGRAM"),
                           "form",
                           "check",
                           "--call",
                           folder,
                           "--track",
                           "one",
                           "-",
                           "--json",
                           NULL };

    if (argv[0] == NULL)
        argv[0] = "build/dianjiang";
    struct run done = run_program(op, source(), document, argv);
    json_t *answer = json_own(op, json_loadb(done.out, done.out_size, 0, NULL));
    assert_non_null(answer);
    return told(op, json_object_get(answer, "problems"));
}

static struct reply save(struct op *op, const char *id, const json_t *values)
{
    json_t *patch = json_own(op, json_array());
    const char *key = NULL;
    json_t *value = NULL;

    json_object_foreach((json_t *)(uintptr_t)values, key, value)
    {
        (void)json_array_append_new(
            patch,
            json_pack("{s:s, s:O}", "path", mem_printf(op, "/values/%s", key), "value", value));
    }
    return call_as(op, "shenbao", "PATCH", mem_printf(op, "/api/v1/applications/%s/values", id),
                   mem_printf(op, "{'base':0,'patch':%s}", json_text_of(op, patch)));
}

/* What a draft may never hold is refused at once, by the same words. */
static void compare_refusal(struct op *op, const char *claim, struct reply reply,
                            const char *by_command)
{
    const json_t *problems = member(&reply, "problems");
    const json_t *row = NULL;
    size_t i = 0;

    assert_refused(reply, 422, "form_patch_wrong");
    assert_true(json_array_size(problems) > 0);
    json_array_foreach(problems, i, row)
    {
        const char *from =
            mem_printf(op, "%s|%s|", json_text_get(row, "path"), json_text_get(row, "code"));
        const char *to = mem_printf(op, "|%s\n", json_text_get(row, "message"));
        const char *at = strstr(by_command, from);
        if (at == NULL || strstr(at, to) == NULL)
            print_error("%s: the API says %s…%sthe command\n%s", claim, from, to, by_command);
        assert_true(at != NULL && strstr(at, to) != NULL);
    }
}

static void compare(struct op *op, const char *call, const char *folder,
                    const struct judged *judged)
{
    json_t *values = json_of(op, RICH);
    struct reply made =
        call_as(op, "shenbao", "POST", "/api/v1/applications",
                mem_printf(op, "{'call':'%s','track':'one','capacity':'village'}", call));

    assert_status(made, 201);
    (void)json_object_update(values, json_of(op, judged->values));
    const char *by_command = told_by_command(op, folder, values);
    struct reply reply = save(op, text_of(made, "id"), values);
    if (reply.status != 200) {
        compare_refusal(op, judged->claim, reply, by_command);
        return;
    }
    const char *by_api = told(op, member(&reply, "problems"));
    if (strcmp(by_api, by_command) != 0)
        print_error("%s\n", judged->claim);
    assert_string_equal(by_api, by_command);
    struct reply page = get_as(op, "shenbao", "/api/v1/applications/%s", text_of(made, "id"));
    assert_string_equal(told(op, member(&page, "problems")), by_command);
}

static void command_and_api_tell_the_same(void **state)
{
    struct op *op = *state;
    const char *folder = mem_printf(op, "%s/%s", source(), KINDS);
    size_t compared = 0;

    open_kinds(op, folder);
    for (size_t i = 0; i < FORM_CASE_COUNT; i++) {
        /* Files are uploaded on a site, not typed (test_attachment). */
        if (strstr(form_cases[i].values, "f_attachment") != NULL)
            continue;
        compare(op, "kinds-2026", folder, &form_cases[i]);
        compared++;
    }
    assert_true(compared >= 100);
}

/* Every tenth case: the language is the call's on both ways. */
static void both_tell_an_english_call_in_english(void **state)
{
    struct op *op = *state;
    const char *folder = in_english(op);

    open_kinds(op, folder);
    assert_text_holds(told_by_command(op, folder, json_of(op, "{}")), "Fill in ");
    for (size_t i = 0; i < FORM_CASE_COUNT; i += 10) {
        if (strstr(form_cases[i].values, "f_attachment") == NULL)
            compare(op, "kinds-en", folder, &form_cases[i]);
    }
}

int main(void)
{
    return run_on_each_site("parity", (const struct CMUnitTest[]){
                                          TEST(command_and_api_tell_the_same),
                                          TEST(both_tell_an_english_call_in_english),
                                          { 0 },
                                      });
}
