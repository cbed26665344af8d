/* SPDX-License-Identifier: Apache-2.0 */
/* Cells come back as they were, and no spreadsheet takes one for a formula. */
#include "base/op.h"
#include "text/csv_write.h"
#include "unit.h"

static const struct {
    const char *cell;
    const char *line;
} cases[] = {
    { "乌兰", "乌兰\r\n" },
    { "", "\r\n" },
    { NULL, "\r\n" },
    { "a,b", "\"a,b\"\r\n" },
    { "a\"b", "\"a\"\"b\"\r\n" },
    { "a\nb", "\"a\nb\"\r\n" },
    { "=1+1", "\"'=1+1\"\r\n" },
    { "@SUM(A1)", "\"'@SUM(A1)\"\r\n" },
    { "+86", "\"'+86\"\r\n" },
    { "-", "\"'-\"\r\n" },
    { "-12.50", "-12.50\r\n" },
    { "-2+3", "\"'-2+3\"\r\n" },
    { "\t=1", "\"'\t=1\"\r\n" },
    { "{\"n\":1}", "\"{\"\"n\"\":1}\"\r\n" },
};

static void cells_are_quoted(void **state)
{
    struct op *op = op_new(NULL, 0, 0);

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_string_equal(csv_line(op, &cases[i].cell, 1), cases[i].line);
    assert_string_equal(csv_line(op, (const char *const[]){ "1", NULL, "3" }, 3), "1,,3\r\n");
    op_free(op);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(cells_are_quoted) };

    return cmocka_run_group_tests_name("csv_write", tests, NULL, NULL);
}
