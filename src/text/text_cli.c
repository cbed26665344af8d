/* SPDX-License-Identifier: Apache-2.0 */
/* text_cli.c: `text count` and `id check`. */
#include "text/text_cli.h"

#include "base/message.h"
#include "base/op.h"
#include "base/time.h"
#include "text/count.h"
#include "text/ident.h"
#include "text/input.h"

#include <stdio.h>
#include <string.h>

static int count_input(struct op *op)
{
    struct bytes text = { 0 };
    size_t count = 0;

    if (!input_read(op, TEXT_COUNT_BYTES_MAX, &text)) {
        (void)fputs("读取输入失败。\n", stderr);
        return 3;
    }
    if (text_count(op, text, &count) != OK) {
        (void)fprintf(stderr, "%s\n", op_failure_text(op));
        return 1;
    }
    return printf("%zu\n", count) < 0 || fflush(stdout) != 0 ? 3 : 0;
}

int text_main(int argc, char **argv)
{
    if (argc != 2 || strcmp(argv[1], "count") != 0)
        return 2;
    struct op *op = op_new(NULL, 0, 0);
    int code = count_input(op);
    op_free(op);
    return code;
}

int id_main(int argc, char **argv)
{
    enum ident_kind kind = IDENT_IDCARD;

    if (argc != 4 || strcmp(argv[1], "check") != 0 || !ident_kind_named(argv[2], &kind))
        return 2;
    int64_t now_ms = time_real_ms();
    struct op *op = op_new(NULL, now_ms, now_ms);
    struct ident ident = ident_check(op, kind, argv[3], day_of(now_ms, ZONE_SHANGHAI_MINUTES));
    int wrote = ident.code == NULL ? printf("有效：%s\n", ident.text)
                                   : printf("%s\n", message_text(op, ident.code, NULL, 0));
    op_free(op);
    if (wrote < 0 || fflush(stdout) != 0)
        return 3;
    return ident.code == NULL ? 0 : 1;
}
