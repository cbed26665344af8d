/* SPDX-License-Identifier: Apache-2.0 */
/* The verbs `call` and `form`: what they print and how they exit, on real and on broken files. */
#include "support/call_files.h"
#include "support/run.h"

#include "base/json_own.h"

#include <stdio.h>
static struct op *op;
static const char *source;

static int start(void **state)
{
    (void)state;
    op = op_new(NULL, 0, 0);
    source = getenv("DIANJIANG_SOURCE");
    return source == NULL;
}

static int stop(void **state)
{
    (void)state;
    op_free(op);
    return 0;
}

static struct run run(const char *input, const char *const words[])
{
    const char *argv[12] = { run_dianjiang() };

    for (size_t i = 0; words[i] != NULL && i < 10; i++)
        argv[i + 1] = words[i];
    return run_program(op, source, input, argv);
}
#define RUN(input, ...) run(input, (const char *const[]){ __VA_ARGS__, NULL })

static void lint_passes_the_notice(void **state)
{
    (void)state;
    struct run done = RUN(NULL, "call", "lint", "calls/nmg-2025");
    assert_int_equal(done.exit_code, 0);
    assert_text_holds(done.out, "0 处错误");
    assert_text_holds(done.out, "2024-01-24");
}

static void lint_tells_findings_as_json(void **state)
{
    (void)state;
    struct run done = RUN(NULL, "call", "lint", "calls/nmg-2025", "--json");
    json_t *answer = json_own(op, json_loadb(done.out, done.out_size, 0, NULL));
    const json_t *first = json_array_get(json_object_get(answer, "findings"), 0);
    assert_string_equal(json_text_get(first, "code"), "lint_resolved");
    assert_string_equal(json_text_get(first, "severity"), "note");
    assert_int_equal(json_integer_value(json_object_get(first, "line")) > 1, 1);
    assert_string_equal(json_text_get(json_object_get(first, "other"), "file"), "call.yaml");
}

static void lint_of_broken_files_is_one(void **state)
{
    (void)state;
    const char *folder = run_directory(op);
    FILE *file = fopen(mem_printf(op, "%s/call.yaml", folder), "we");
    assert_non_null(file);
    (void)fputs("format: 2\n", file);
    (void)fclose(file);
    struct run done = RUN(NULL, "call", "lint", folder);
    assert_int_equal(done.exit_code, 1);
    assert_text_holds(done.out, "call.yaml:1:9: 错误 call_out_of_range");
    assert_int_equal(RUN(NULL, "call", "show", folder).exit_code, 1);
    assert_int_equal(RUN("{}", "form", "check", "--call", folder, "--track", "x", "-").exit_code,
                     1);
}

static void wrong_calls_are_two(void **state)
{
    (void)state;
    assert_int_equal(RUN(NULL, "call").exit_code, 2);
    assert_int_equal(RUN(NULL, "call", "lint").exit_code, 2);
    assert_int_equal(RUN(NULL, "call", "lint", "calls/nmg-2025", "--yaml").exit_code, 2);
    assert_int_equal(RUN(NULL, "call", "lint", "no/such/folder").exit_code, 2);
    assert_int_equal(RUN(NULL, "form", "check", "--track", "team", "-").exit_code, 2);
    assert_int_equal(
        RUN("{}", "form", "check", "--call", "calls/nmg-2025", "--track", "x", "-").exit_code, 2);
}

static void show_tells_every_track(void **state)
{
    static const char *const words[] = { "专家服务团项目",
                                         "国家级专家服务基地",
                                         "自治区级专家服务基地",
                                         "服务基层重点联系专家",
                                         "海外赤子为国服务行动",
                                         "博士后科技服务团",
                                         "2025年1月24日（星期五）24:00",
                                         "系统默认，非通知规定",
                                         "留创园不限数量",
                                         "纸质材料一式 2 份" };

    (void)state;
    struct run done = RUN(NULL, "call", "show", "calls/nmg-2025");
    assert_int_equal(done.exit_code, 0);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        assert_text_holds(done.out, words[i]);
}

static void show_tells_every_rule(void **state)
{
    static const char *const words[] = {
        "预算明细的金额合计等于总预算 〔附件2 二〕",
        "预算明细的金额中，“劳务费”一类不超过总额的 30% 〔附件2 二〕",
        "服务日程的日期列出的不同工作日不少于 3 个",
        "服务日程的日期在服务起止时间之内",
        "满分 100 分：需求 40 分、方案 35 分、成效 25 分",
        "公示内容：项目名称、承办单位、推荐单位。异议：实名书面提出，匿名不受理",
        "可选：企业、合作社、事业单位、其他",
        "州市），报送单位，共 5 个",
        "可查看：专业技术人员管理处、财务处",
        "原文 附件1 三：2026-03-05，星期四；不采用：附件1是上一稿",
        "必填，单位人，不少于5人〔云岭人社函〔2026〕12号〕",
        "省中心，逐级审核，占用自己的名额",
        "揭榜项目：不少于 3 个",
        "不低于正高级",
        "以科技小院名单为准",
    };

    (void)state;
    struct run done = RUN(NULL, "call", "show", "tests/data/calls/yunling-2026");
    assert_int_equal(done.exit_code, 0);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        assert_text_holds(done.out, words[i]);
    done = RUN(NULL, "call", "show", "tests/data/calls/erasmus-2026");
    assert_text_holds(done.out, "Hint: With the country code");
}

static void every_filled_sample_passes(void **state)
{
    static const char *const tracks[] = { "team",   "base-national", "base-regional",
                                          "expert", "overseas",      "postdoc" };

    (void)state;
    for (size_t i = 0; i < sizeof tracks / sizeof tracks[0]; i++) {
        const char *file = mem_printf(op, "tests/data/filled/%s.json", tracks[i]);
        struct run done =
            RUN(NULL, "form", "check", "--call", "calls/nmg-2025", "--track", tracks[i], file);
        assert_text_holds(done.out, "没有发现问题");
        assert_int_equal(done.exit_code, 0);
    }
}

static void an_empty_form_is_told_whole(void **state)
{
    (void)state;
    struct run done = RUN("{\"values\": {}}", "form", "check", "--call", "calls/nmg-2025",
                          "--track", "overseas", "-", "--json");
    json_t *answer = json_own(op, json_loadb(done.out, done.out_size, 0, NULL));
    assert_int_equal(done.exit_code, 1);
    assert_int_equal(json_array_size(json_object_get(answer, "problems")), 20);
}

static void text_that_is_no_json_is_one(void **state)
{
    (void)state;
    assert_int_equal(
        RUN("{", "form", "check", "--call", "calls/nmg-2025", "--track", "team", "-").exit_code, 1);
    assert_int_equal(
        RUN("[]", "form", "check", "--call", "calls/nmg-2025", "--track", "team", "-").exit_code,
        1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lint_passes_the_notice),
        cmocka_unit_test(lint_tells_findings_as_json),
        cmocka_unit_test(lint_of_broken_files_is_one),
        cmocka_unit_test(wrong_calls_are_two),
        cmocka_unit_test(show_tells_every_track),
        cmocka_unit_test(show_tells_every_rule),
        cmocka_unit_test(every_filled_sample_passes),
        cmocka_unit_test(an_empty_form_is_told_whole),
        cmocka_unit_test(text_that_is_no_json_is_one),
    };

    return cmocka_run_group_tests(tests, start, stop);
}
