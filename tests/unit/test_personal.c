/* SPDX-License-Identifier: Apache-2.0 */
/* What looks like a person's number in a running text is found, masked, with its line. */
#include "text/personal.h"

#include "base/mem.h"
#include "unit.h"

#include <string.h>

enum { TODAY = 20250115 };

static const struct {
    const char *name;
    const char *text;
    const char *found; /* "line kind masked; …" */
} rows[] = {
    { "nothing", "请于2025年1月24日前报送，名额5个，经费300000元。", "" },
    { "an identity number", "身份证150102199003074518。", "1 身份证号 150*************18; " },
    { "in groups", "号 150102 19900307 4518", "1 身份证号 150*************18; " },
    { "full-width", "号１５０１０２１９９００３０７４５１８", "1 身份证号 150*************18; " },
    { "a wrong check digit is an account", "150102199003074519", "1 银行账号 ****4519; " },
    { "a credit code is none", "代码12150000460020000X", "" },
    { "a mobile", "联系人手机13848215678，", "1 手机号 138****5678; " },
    { "a mobile in groups", "138 4821 5678、138-4821-5679",
      "1 手机号 138****5678; 1 手机号 138****5679; " },
    { "a mobile with its country", "+86 13848215678 008613848215678",
      "1 手机号 138****5678; 1 手机号 138****5678; " },
    { "ten digits are no mobile", "1384821567", "" },
    { "twelve digits are an account", "138482156789", "1 银行账号 ****6789; " },
    { "eleven other digits are nothing", "12048215678", "" },
    { "a telephone", "电话：0471-6268105", "1 电话 0471-****05; " },
    { "in brackets", "（0482）8212345 或 01062345678", "1 电话 0482-****45; 1 电话 010-****78; " },
    { "a mail address", "发至 wang.li@example.com。", "1 电子邮箱 w***@example.com; " },
    { "no mail address", "用 @ 分隔，a@b 不是", "" },
    { "an account in groups", "6222 0210 0100 1234 567", "1 银行账号 ****4567; " },
    { "32 digits, the most", "12345678901234567890123456789012", "1 银行账号 ****9012; " },
    { "33 digits are none", "123456789012345678901234567890123", "" },
    { "days are none", "20250115-20250124 2025-01-15", "" },
    { "a digest is none", "a3f513848215678bc 12345678901234ab", "" },
    { "a fraction is none", "0.123456789012345", "" },
    { "lines are counted", "一\n二 13848215678\n\n四 a1@b.cn",
      "2 手机号 138****5678; 4 电子邮箱 a***@b.cn; " },
    { "bytes that are no text", "\xff\xfe 13848215678 \xe4", "1 手机号 138****5678; " },
};

static void finds_what_it_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        void *parent = mem_new(NULL, int);
        struct personal_list list = personal_scan(parent, rows[i].text, TODAY);
        char *got = mem_text(parent, "");
        for (size_t k = 0; k < list.count; k++)
            mem_append(parent, &got, "%d %s %s; ", list.rows[k].line,
                       personal_kind_name(list.rows[k].kind), list.rows[k].masked);
        if (strcmp(got, rows[i].found) != 0)
            print_error("%s: '%s' instead of '%s'\n", rows[i].name, got, rows[i].found);
        assert_string_equal(got, rows[i].found);
        mem_free(parent);
    }
}

static void finds_so_many_and_no_more(void **state)
{
    (void)state;
    void *parent = mem_new(NULL, int);
    char *text = mem_text(parent, "");

    for (int i = 0; i < PERSONAL_FOUND_MAX; i++)
        mem_append(parent, &text, "13848215678\n");
    assert_int_equal(personal_scan(parent, text, TODAY).count, PERSONAL_FOUND_MAX);
    mem_append(parent, &text, "13848215678\n");
    assert_int_equal(personal_scan(parent, text, TODAY).count, PERSONAL_FOUND_MAX);
    mem_free(parent);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_it_says),
        cmocka_unit_test(finds_so_many_and_no_more),
    };

    return cmocka_run_group_tests_name("personal", tests, NULL, NULL);
}
