/* SPDX-License-Identifier: Apache-2.0 */
/* The verbs as they are typed: what they print and how they end. */
#include "base/mem.h"
#include "support/run.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* cmocka wants these four, and comes last: its fail() would hide ours */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { WORDS_MAX = 8 };

struct call {
    const char *words[WORDS_MAX]; /* after the program's name */
    const char *input;
    int exit_code;
    const char *out; /* exactly; NULL: not compared */
};

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

static struct run run_words(const void *parent, const char *input, const char *const words[])
{
    const char *argv[WORDS_MAX + 2] = { run_dianjiang() };

    for (int i = 0; i < WORDS_MAX && words[i] != NULL; i++)
        argv[i + 1] = words[i];
    return run_program(parent, NULL, input, argv);
}

static void check_calls(const void *parent, const struct call *calls, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct run run = run_words(parent, calls[i].input, calls[i].words);
        if (run.exit_code != calls[i].exit_code)
            print_error("%s %s\n", calls[i].words[0], calls[i].words[1]);
        assert_int_equal(run.exit_code, calls[i].exit_code);
        if (calls[i].out != NULL)
            assert_string_equal(run.out, calls[i].out);
    }
}

#define CHECK(state, calls) check_calls(state, calls, sizeof(calls) / sizeof(calls)[0])

static void text_count_prints_the_number(void **state)
{
    static const struct call calls[] = {
        { { "text", "count" }, "专家服务团5个工作日。", 0, "11\n" },
        { { "text", "count" }, "", 0, "0\n" },
        { { "text", "count" }, "\xff", 1, "" },
        { { "text" }, "", 2, "" },
        { { "text", "count", "x" }, "", 2, "" },
    };
    CHECK(*state, calls);
}

static void id_check_tells_valid_from_wrong(void **state)
{
    static const struct call calls[] = {
        { { "id", "check", "idcard", "11010519491231002X" }, NULL, 0, NULL },
        { { "id", "check", "idcard", "110105194912310021" }, NULL, 1, NULL },
        { { "id", "check", "uscc", "91150100MA00000080" }, NULL, 0, NULL },
        { { "id", "check", "uscc", "91150100MA00000081" }, NULL, 1, NULL },
        { { "id", "check", "cnaps", "102100099996" }, NULL, 0, NULL },
        { { "id", "check", "cnaps", "102100099995" }, NULL, 1, NULL },
        { { "id", "check", "mobile", "138 0013 8000" }, NULL, 0, "有效：13800138000\n" },
        { { "id", "check", "mobile", "" }, NULL, 1, "没有填写。\n" },
        { { "id", "check", "passport", "E1" }, NULL, 2, "" },
        { { "id", "check", "idcard" }, NULL, 2, "" },
    };
    CHECK(*state, calls);
}

static void day_add_prints_the_working_day(void **state)
{
    static const struct call calls[] = {
        { { "day", "add", "2025-01-24", "5" }, NULL, 0, "2025-02-06\n" },
        { { "day", "add", "2025-01-24", "5", "--next" }, NULL, 0, "2025-02-07\n" },
        { { "day", "add", "2027-01-04", "5" }, NULL, 0, "2027-01-08\n" },
        { { "day", "add", "2025-01-24", "10000" }, NULL, 0, NULL },
        { { "day", "add", "2025-01-24", "10001" }, NULL, 2, "" },
        { { "day", "add", "2025-01-24", "0" }, NULL, 2, "" },
        { { "day", "add", "2025-02-30", "5" }, NULL, 2, "" },
        { { "day", "add", "2025-01-24", "5", "next" }, NULL, 2, "" },
        { { "day", "add", "2025-01-24", "-1" }, NULL, 2, "" },
        { { "day" }, NULL, 2, "" },
    };
    CHECK(*state, calls);
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void assign_takes_a_cap_only_with_a_seed(void **state)
{
    static const char instance[] = "p assign 1 2 2\nn 0 1\nc 0 1\nc 1 1\na 0 0 3\na 0 1 3\n";
    const char *path = mem_printf(*state, "%s/instance", run_directory(*state));
    const char *pins = mem_printf(*state, "%s.pins", path);
    char *longest = mem_array(*state, char, 1026);

    write_file(path, instance);
    write_file(pins, mem_printf(*state, "%sf 0 0\n", instance));
    memset(longest, 's', 1025);
    const struct call calls[] = {
        { { "assign", path, "--cap", "1", "--draw", "a" }, NULL, 0, NULL },
        { { "assign", path, "--cap", "1024", "--draw", longest + 1 }, NULL, 0, NULL },
        { { "assign", path, "--cap", "1024", "--draw", longest }, NULL, 2, "" },
        { { "assign", path, "--cap", "1024", "--draw", "" }, NULL, 2, "" },
        { { "assign", path, "--cap", "0", "--draw", "a" }, NULL, 2, "" },
        { { "assign", path, "--cap", "1025", "--draw", "a" }, NULL, 2, "" },
        { { "assign", path, "--cap", "5x", "--draw", "a" }, NULL, 2, "" },
        { { "assign", path, "--cap", "512" }, NULL, 2, "" },
        { { "assign", path, "--draw", "a" }, NULL, 2, "" },
        { { "assign", path, "--cap", "9", "--draw", "a", "--certificate", path }, NULL, 2, "" },
        { { "assign", path, "--cap", "9", "--draw", "a", "--check", path }, NULL, 2, "" },
        { { "assign", path, "--cap", "9", "--draw", "a", "--fair" }, NULL, 2, "" },
        { { "assign", path, "--cap", "9", "--draw", "a", "--explain" }, NULL, 2, "" },
        { { "assign", pins, "--cap", "9", "--draw", "a" }, NULL, 1, "" },
        { { "assign", pins }, NULL, 0, "0 0 3\n" },
    };
    CHECK(*state, calls);
}

static void key_init_shows_exports_and_refuses_twice(void **state)
{
    char *keys = mem_printf(*state, "%s/keys", run_directory(*state));
    const struct call calls[] = {
        { { "key", "show", keys }, NULL, 1, "" },
        { { "key", "init", keys, "--rehearsal" }, NULL, 0, NULL },
        { { "key", "init", keys }, NULL, 1, "" },
        { { "key", "show", keys }, NULL, 0, NULL },
        { { "key", "add", keys, "field" }, NULL, 0, NULL },
        { { "key", "add", keys, "lookup" }, NULL, 2, "" },
        { { "key", "export", keys }, NULL, 0, NULL },
        { { "key", "export", keys, "sign-none" }, NULL, 3, "" },
        { { "key", "init" }, NULL, 2, "" },
        { { "holiday", "load" }, NULL, 2, "" },
        { { "holiday", "show", "x.csv", "--db", "sqlite:/x" }, NULL, 2, "" },
    };
    CHECK(*state, calls);

    const char *const words[WORDS_MAX] = { "key", "export", keys };
    struct run run = run_words(*state, NULL, words);
    assert_memory_equal(run.out, "-----BEGIN PUBLIC KEY-----\n", 27);
    assert_int_equal(chmod(keys, 0755), 0);
    assert_int_equal(run_words(*state, NULL, words).exit_code, 1);
}

static void review_rank_prints_a_line_an_item(void **state)
{
    char *path = mem_printf(*state, "%s/marks.csv", run_directory(*state));
    const struct call calls[] = {
        { { "review", "rank", path },
          NULL,
          0,
          "{\"item\":\"b\",\"n\":1,\"mean\":\"5.000000\",\"score\":\"5.000000\",\"rank\":1}\n"
          "{\"item\":\"a\",\"n\":2,\"mean\":\"4.335000\",\"score\":\"4.335000\",\"rank\":2}\n" },
        { { "review", "rank", "--method", "trimmed", path },
          NULL,
          0,
          "{\"item\":\"b\",\"n\":1,\"mean\":\"5.000000\",\"score\":\"5.000000\",\"rank\":1,"
          "\"trimmed\":false}\n"
          "{\"item\":\"a\",\"n\":2,\"mean\":\"4.335000\",\"score\":\"4.335000\",\"rank\":2,"
          "\"trimmed\":false}\n" },
        { { "review", "rank", path, "--table" },
          NULL,
          0,
          "名次\t项目\t份数\t平均分\t得分\n1\tb\t1\t5.000000\t5.000000\n"
          "2\ta\t2\t4.335000\t4.335000\n" },
        { { "review", "rank", path, "--places", "0" }, NULL, 0, NULL },
        { { "review", "rank", path, "--places", "1000000" }, NULL, 0, NULL },
        { { "review", "rank", path, "--seed", "18446744073709551615" }, NULL, 0, NULL },
        { { "review", "rank", path, "--seed", "18446744073709551616" }, NULL, 2, "" },
        { { "review", "rank", path, "--places", "1000001" }, NULL, 2, "" },
        { { "review", "rank", path, "--places", "-1" }, NULL, 2, "" },
        { { "review", "rank", path, "--places", "x" }, NULL, 2, "" },
        { { "review", "rank", path, "--draws", "0" }, NULL, 2, "" },
        { { "review", "rank", path, "--draws", "1000001" }, NULL, 2, "" },
        { { "review", "rank", path, "--method", "mode" }, NULL, 2, "" },
        { { "review", "rank", path, "--method" }, NULL, 2, "" },
        { { "review", "rank", path, "--json", "--table" }, NULL, 2, "" },
        { { "review", "rank", path, path }, NULL, 2, "" },
        { { "review", "rank" }, NULL, 2, "" },
        { { "review" }, NULL, 2, "" },
        { { "review", "panel", path, "--json" },
          NULL,
          0,
          "{\"items\":2,\"reviewers\":2,\"marks\":3,\"least\":1,\"most\":2,"
          "\"parts\":1,"
          "\"icc\":0.190369,"
          "\"icc_mean\":0.238679,\"leniency_sd\":0.473762,\"noise_sd\":null,\"outliers\":0,"
          "\"calibration\":\"good\"}\n"
          "{\"reviewer\":\"v\",\"n\":2,\"mean\":4.835000,\"leniency\":0.335000,"
          "\"agreement\":null}\n"
          "{\"reviewer\":\"w\",\"n\":1,\"mean\":4.000000,\"leniency\":-0.335000,"
          "\"agreement\":null}\n"
          "{\"method\":\"trimmed\",\"moved\":0,\"largest\":null,\"in\":[],\"out\":[]}\n"
          "{\"method\":\"median\",\"moved\":0,\"largest\":null,\"in\":[],\"out\":[]}\n"
          "{\"method\":\"calibrated\",\"moved\":0,\"largest\":null,\"in\":[],\"out\":[]}\n" },
        { { "review", "panel", path }, NULL, 0, NULL },
        { { "review", "panel" }, NULL, 2, "" },
        { { "review", "panel", path, "--method", "median" }, NULL, 2, "" },
        { { "review", "panel", "/nowhere/marks.csv" }, NULL, 3, "" },
        { { "review", "rank", "/nowhere/marks.csv" }, NULL, 3, "" },
        { { "review", "rank", "/" }, NULL, 3, "" },
        { { "review", "rank", "/dev/null" }, NULL, 1, "" },
    };

    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs("item,reviewer,mark\na,v,4.67\nb,v,5\na,w,4\n", file) >= 0);
    assert_int_equal(fclose(file), 0);
    CHECK(*state, calls);
}

static void unknown_verbs_are_wrong_calls(void **state)
{
    static const struct call calls[] = { { { "dance" }, NULL, 2, "" }, { { NULL }, NULL, 2, "" } };
    CHECK(*state, calls);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, finish)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(text_count_prints_the_number),
        TEST(id_check_tells_valid_from_wrong),
        TEST(assign_takes_a_cap_only_with_a_seed),
        TEST(day_add_prints_the_working_day),
        TEST(key_init_shows_exports_and_refuses_twice),
        TEST(review_rank_prints_a_line_an_item),
        TEST(unknown_verbs_are_wrong_calls),
    };
    return cmocka_run_group_tests_name("verbs", tests, NULL, NULL);
}
