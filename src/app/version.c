/* SPDX-License-Identifier: Apache-2.0 */
/* version.c: `version`: this program's, and with --libraries those it found on this machine. */
#include "app/app.h"
#include "base/args.h"
#include "base/self_test.h"
#include "db/db.h"
#include "mail/smtp.h"
#include "web/web.h"

#include <stdio.h>

int version_main(int argc, char **argv)
{
    bool libraries = false;
    const char *words[1];
    const struct arg_option options[] = { { "--libraries", NULL, &libraries, NULL }, { 0 } };

    if (args_read(argc, argv, options, words, 0) != 0)
        return 2;
    struct op *op = op_new(NULL, 0, 0);
    (void)printf("dianjiang %s\n", DIANJIANG_VERSION);
    if (libraries)
        (void)printf("%s, %s, %s, %s\n", crypto_libraries(op), db_libraries(op), web_libraries(op),
                     smtp_libraries(op));
    op_free(op);
    return fflush(stdout) == 0 ? 0 : 3;
}
