/* SPDX-License-Identifier: Apache-2.0 */
/* The verb match: lines out, bad lines named, exit codes. */
#include "base/mem.h"
#include "support/run.h"
#include "support/unit.h"

#include <stdio.h>

static const char experts[] =
    "\xEF\xBB\xBF{\"id\":\"e\\\"1\",\"works\":[\"草原沙化治理\",\"Soil erosion\"],"
    "\"title_level\":\"正高\"}\r\n"
    "\n"
    "{\"id\":\"e2\",\"works\":[\"奶牛乳房炎防治\"],\"org\":\"大学\",\"other\":1}";
static const char demands[] = "{\"id\":\"d1\",\"text\":\"治理草原\"}\n"
                              "{\"id\":\"d2\",\"text\":\"乳房炎\",\"need\":2}\n"
                              "{\"id\":\"d3\",\"text\":\"乳房炎\",\"org\":\"大学\"}\n";

static int start(void **state)
{
    *state = mem_array(NULL, char, 1);
    return 0;
}

static int finish(void **state)
{
    mem_free(*state);
    return 0;
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
}

/* Runs the verb over these two files; standard error joins standard output. */
static struct run match(const void *parent, const char *e_text, const char *d_text,
                        const char *more)
{
    const char *folder = run_directory(parent);
    const char *command = mem_printf(parent, "exec \"%s\" match --experts e --demands d %s 2>&1",
                                     run_dianjiang(), more);
    const char *const argv[] = { "sh", "-c", command, NULL };

    write_file(mem_printf(parent, "%s/e", folder), e_text);
    write_file(mem_printf(parent, "%s/d", folder), d_text);
    return run_program(parent, folder, NULL, argv);
}

static void lines_come_best_first_with_integer_scores(void **state)
{
    struct run run = match(*state, experts, demands, "--top 5");

    assert_int_equal(run.exit_code, 0);
    assert_text_holds(run.out, "{\"demand\":\"d1\",\"expert\":\"e\\u00221\",\"score\":");
    assert_text_holds(run.out, "{\"demand\":\"d2\",\"expert\":\"e2\",\"score\":");
    assert_null(strstr(run.out, "{\"demand\":\"d3\",\"expert\":\"e2\""));
    assert_null(strstr(run.out, "why"));
}

static void explain_adds_reasons(void **state)
{
    struct run run = match(*state, experts, demands, "--explain --top 1");

    assert_int_equal(run.exit_code, 0);
    assert_text_holds(run.out, ",\"why\":[{\"text\":\"乳房炎\",\"kind\":\"词语\",\"points\":");
    assert_text_holds(run.out, "\"permille\":1000}]}\n");
}

static void every_bad_line_is_named_and_nothing_is_ranked(void **state)
{
    struct run run =
        match(*state,
              "{\"id\":\"a\",\"works\":[\"草\"]}\n"
              "{\"id\":\"b\"}\n"
              "{\"id\":\"c\",\"works\":[1]}\n"
              "{\"id\":\"a\",\"works\":[]}\n"
              "{\"id\":\"f\",\"works\":[],\"title_level\":\"教授\"}\n",
              "{\"id\":\"d\",\"text\":\"草\"}\nnonsense\n{\"id\":\"\",\"text\":\"x\"}", "--top 3");

    assert_int_equal(run.exit_code, 1);
    assert_text_holds(run.out, "e:2: 缺少“works”");
    assert_text_holds(run.out, "e:3: “works”应当是");
    assert_text_holds(run.out, "e:4: 编号“a”");
    assert_text_holds(run.out, "e:5: “title_level”应当是");
    assert_text_holds(run.out, "d:2: 这一行不是");
    assert_text_holds(run.out, "d:3: “id”应当是");
    assert_null(strstr(run.out, "score"));
}

static void a_wrong_call_is_2_and_a_missing_file_is_3(void **state)
{
    static const char *const wrong[] = {
        "", "--top 0", "--top x", "--top 100001", "--top 3 --top 3", "--top 3 --fast", "--top"
    };

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_int_equal(match(*state, experts, demands, wrong[i]).exit_code, 2);
    assert_int_equal(match(*state, experts, demands, "--top 100000").exit_code, 0);

    const char *const argv[] = { run_dianjiang(), "match", "--experts", "/nowhere/e", "--demands",
                                 "/nowhere/d",    "--top", "1",         NULL };
    assert_int_equal(run_program(*state, NULL, NULL, argv).exit_code, 3);
}

static void an_id_may_have_200_bytes_and_not_201(void **state)
{
    char id[202] = { 0 };

    memset(id, 'i', 200);
    const char *line = mem_printf(*state, "{\"id\":\"%s\",\"works\":[]}", id);
    assert_int_equal(match(*state, line, demands, "--top 1").exit_code, 0);
    id[200] = 'i';
    line = mem_printf(*state, "{\"id\":\"%s\",\"works\":[]}", id);
    assert_int_equal(match(*state, line, demands, "--top 1").exit_code, 1);
}

static void empty_files_are_no_mistake(void **state)
{
    struct run run = match(*state, "", "", "--top 1");

    assert_int_equal(run.exit_code, 0);
    assert_int_equal(run.out_size, 0);
    assert_int_equal(match(*state, "", demands, "--top 1").exit_code, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, finish)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(lines_come_best_first_with_integer_scores),
        TEST(explain_adds_reasons),
        TEST(every_bad_line_is_named_and_nothing_is_ranked),
        TEST(a_wrong_call_is_2_and_a_missing_file_is_3),
        TEST(an_id_may_have_200_bytes_and_not_201),
        TEST(empty_files_are_no_mistake),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
