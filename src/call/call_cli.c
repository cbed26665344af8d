/* SPDX-License-Identifier: Apache-2.0 */
/* call_cli.c: `call lint` and `call show`. */
#include "call/call_cli.h"

#include "base/mem.h"
#include "call/call.h"

#include <stdio.h>
#include <string.h>

int call_main(int argc, char **argv)
{
    if (argc < 3 || strcmp(argv[1], "lint") != 0)
        return 2;
    struct op *op = op_new(NULL, 0, 0);
    struct call_file *files = NULL;
    size_t count = 0;
    struct call *call = NULL;
    struct finding_list findings = { 0 };
    enum err e = call_read_folder(op, argv[2], &files, &count);
    if (e == OK)
        e = call_load(op, files, count, &call, &findings);
    for (size_t i = 0; i < findings.count; i++)
        (void)printf("%s\n", finding_line(op, &findings.rows[i]));
    if (e != OK)
        (void)fprintf(stderr, "%s\n", op_failure_text(op));
    op_free(op);
    return e != OK;
}
