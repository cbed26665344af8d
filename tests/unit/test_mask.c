/* SPDX-License-Identifier: Apache-2.0 */
/* What is left of a personal value when it is masked. */
#include "base/op.h"
#include "text/mask.h"
#include "unit.h"

static const struct {
    enum mask_kind kind;
    const char *text;
    const char *masked;
} cases[] = {
    { MASK_IDCARD, "150102199001011234", "150*************34" },
    { MASK_IDCARD, "150102900101123", "150*************23" },
    { MASK_IDCARD, "15010290010112", "****" }, /* one short of the old form */
    { MASK_IDCARD, "身份证号码还没有填写好", "****" },
    { MASK_MOBILE, "13800138000", "138****8000" },
    { MASK_MOBILE, "+8613800138000", "+86****8000" },
    { MASK_MOBILE, "1380013800", "****" },
    { MASK_PHONE, "0482-8210000", "0482-****00" },
    { MASK_PHONE, "010-62345678-801", "010-****01" },
    { MASK_PHONE, "13800138000", "138****8000" },
    { MASK_PHONE, "8210000", "****" },
    { MASK_PHONE, "0482-82100", "****" }, /* one short */
    { MASK_PHONE, "0482-821000", "0482-****00" },
    { MASK_PHONE, "04821-8210000", "****" }, /* no area code */
    { MASK_ACCOUNT, "0602000123456789", "****6789" },
    { MASK_ACCOUNT, "12345678", "****5678" },
    { MASK_ACCOUNT, "1234567", "****" },
    { MASK_EMAIL, "wulan@example.com", "w***@example.com" },
    { MASK_EMAIL, "ab@example.com", "a***@example.com" },
    { MASK_EMAIL, "a@example.com", "****" },
    { MASK_EMAIL, "example.com", "****" },
    { MASK_TEXT, "乌兰其其格", "乌**" },
    { MASK_TEXT, "乌", "乌**" },
    { MASK_TEXT, "", "" },
    { MASK_TEXT, NULL, "" },
    { MASK_ACCOUNT, "", "" },
    { MASK_TEXT, "\xff", "**" },
};

static void middle_is_hidden(void **state)
{
    struct op *op = op_new(NULL, 0, 0);

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_string_equal(mask_text(op, cases[i].kind, cases[i].text), cases[i].masked);
    op_free(op);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(middle_is_hidden) };

    return cmocka_run_group_tests_name("mask", tests, NULL, NULL);
}
