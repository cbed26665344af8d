/* SPDX-License-Identifier: Apache-2.0 */
/* money_cli.c: `money capitals`, `money read`, `money tax`. */
#include "text/money_cli.h"

#include "base/op.h"
#include "text/money.h"

#include <stdio.h>
#include <string.h>

static int print_line(const char *text)
{
    return printf("%s\n", text) < 0 || fflush(stdout) != 0 ? 3 : 0;
}

static int refuse_amount(const char *why)
{
    (void)fprintf(stderr, "%s\n", why);
    return 1;
}

static int capitals(struct op *op, const char *text)
{
    int64_t fen = 0;

    if (!money_parse(text, &fen))
        return refuse_amount(
            "不是金额：请写成 1680.32 这样的数，最多两位小数，不超过 9999万亿元。");
    return print_line(money_capitals(op, fen));
}

static int read_capitals(struct op *op, const char *text)
{
    int64_t fen = 0;

    switch (money_read(op, text, &fen)) {
    case MONEY_RIGHT:
        return print_line(money_text(op, fen));
    case MONEY_WRONG:
        (void)fprintf(stderr, "写法不合规定；读作 %s 元，应写成：\n", money_text(op, fen));
        return print_line(money_capitals(op, fen)) == 0 ? 1 : 3;
    case MONEY_UNREADABLE:
        break;
    }
    return refuse_amount("读不出金额：不是大写金额，或者有缺字、错字。");
}

static int tax(struct op *op, const char *option, const char *text)
{
    bool from_net = strcmp(option, "--net") == 0;
    int64_t given = 0;

    if (!from_net && strcmp(option, "--gross") != 0)
        return 2;
    if (!money_parse(text, &given) || given < 0 || given > MONEY_FEE_FEN_MAX)
        return refuse_amount(
            "不是报酬金额：请写成 1680.32 这样的数，0 至 1000亿元，最多两位小数。");
    int64_t gross = from_net ? money_gross_of_net(given) : given;
    int64_t withheld = from_net ? gross - given : money_tax_of_gross(given);
    return printf("%s %s %s\n", money_text(op, gross), money_text(op, withheld),
                  money_text(op, gross - withheld)) < 0 ||
                   fflush(stdout) != 0
               ? 3
               : 0;
}

int money_main(int argc, char **argv)
{
    struct op *op = op_new(NULL, 0, 0);
    int code = 2;

    if (argc == 3 && strcmp(argv[1], "capitals") == 0)
        code = capitals(op, argv[2]);
    else if (argc == 3 && strcmp(argv[1], "read") == 0)
        code = read_capitals(op, argv[2]);
    else if (argc == 4 && strcmp(argv[1], "tax") == 0)
        code = tax(op, argv[2], argv[3]);
    op_free(op);
    return code;
}
