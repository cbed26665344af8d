/* SPDX-License-Identifier: Apache-2.0 */
/* main.c: the verbs of the command line, a table; the work is in the folders beside. */
#include "app/apart.h"
#include "app/app.h"
#include "base/keys_cli.h"
#include "call/call_cli.h"
#include "call/day_cli.h"
#include "choose/choose_cli.h"
#include "doc/doc_cli.h"
#include "draw/draw_cli.h"
#include "flow/assign_cli.h"
#include "match/match_cli.h"
#include "package/receipt.h"
#include "rank/review_cli.h"
#include "text/money_cli.h"
#include "text/name_cli.h"
#include "text/text_cli.h"

#include <stdio.h>
#include <string.h>

/* A verb gets its own name as argv[0] and returns the exit code: 0 yes, 1 no, 2 called wrongly,
 * 3 the world failed. */
static const struct verb {
    const char *name;
    int (*fn)(int argc, char **argv);
    const char *usage;
} verbs[] = {
    { "assign", assign_main,
      "INSTANCE [--certificate FILE]\n"
      "dianjiang assign INSTANCE --cap Q --draw SEED" },
    { "audit", audit_main,
      "verify --db URL [--head SEQ:HASH]\n"
      "dianjiang audit export FILE --db URL [--from DAY] [--to DAY]\n"
      "dianjiang audit pack --db URL --call CODE [--tracks T[,T]] --out FILE\n"
      "dianjiang audit check FILE --key PUB" },
    { "backup", backup_main, "FILE --db URL" },
    { "call", call_verb_main,
      "lint DIR [--json] | show DIR\n"
      "dianjiang call load DIR --db URL [--reviewer LOGIN --opinion TEXT]" },
    { "day", day_main,
      "add DATE N [--next]\n"
      "dianjiang day period START N [--unit working|calendar] [--first counted|next] "
      "[--end keep|move]" },
    { "demo", demo_main,
      "--db URL [--clock INSTANT] [--call DIR --units FILE]\n"
      "dianjiang demo --db URL --clock INSTANT --forward" },
    { "doc-reader", doc_reader_main, "< FILE > JSON (started by serve)" },
    { "doc-worker", doc_worker_main, "< REQUESTS > REPLIES (started by serve)" },
    { "draw", draw_main,
      "open --pool POOL.csv --rules RULES.yaml --out RECORD [--names A,B] [--again]\n"
      "dianjiang draw commit|reveal RECORD --as NAME < SECRET\n"
      "dianjiang draw supplement RECORD --reason TEXT [--seat CODE]\n"
      "dianjiang draw verify RECORD" },
    { "form", doc_form_main,
      "check --call DIR --track T FILE.json [--json]\n"
      "dianjiang form print --call DIR --track T FILE.json --to pdf|docx|ofd --out FILE\n"
      "dianjiang form blank --call DIR --track T --to pdf|docx|ofd --out FILE\n"
      "dianjiang form read --call DIR --track T FILE.docx" },
    { "id", id_main, "check idcard|uscc|cnaps|account|mobile|phone|email VALUE" },
    { "job-worker", apart_main, "< JOB > END (started by serve)" },
    { "holiday", holiday_main, "load FILE.csv --db URL" },
    { "key", key_main, "init DIR [--rehearsal] | show DIR | add DIR field|sign | export DIR [ID]" },
    { "match", match_main, "--experts E.jsonl --demands D.jsonl --top K [--explain]" },
    { "migrate", migrate_main, "--db URL" },
    { "money", money_main, "capitals AMOUNT | read TEXT | tax --gross X | tax --net X" },
    { "name", name_main, "sort [--single-first yes|no] < NAMES" },
    { "org", org_main,
      "add NAME --db URL --capacity K[,K] [--reporting ID] [--region CODE] [--uscc CODE]\n"
      "dianjiang org import FILE.yaml --db URL" },
    { "receipt", receipt_main, "verify RECEIPT --key PUB" },
    { "restore", restore_main, "FILE --db sqlite:NEW" },
    { "review", review_main,
      "rank MARKS.csv [--method mean|trimmed|median|calibrated] [--places K] [--seed N] "
      "[--draws N] [--json | --table]\n"
      "dianjiang review panel MARKS.csv [--places K] [--seed N] [--draws N] [--json]" },
    { "routes", routes_main, "table|openapi|typescript" },
    { "select", select_main, "PROBLEM.json [--no-changes]" },
    { "serve", serve_main, "--db URL [--listen HOST:PORT] [--calls DIR] [--keys DIR]" },
    { "text", text_main, "count < FILE" },
    { "user", user_main, "add LOGIN --db URL --name NAME --org ID --role ROLE" },
    { "version", version_main, "[--libraries]" },
};

static int usage(void)
{
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
        (void)fprintf(stderr, "dianjiang %s %s\n", verbs[i].name, verbs[i].usage);
    return 2;
}

int main(int argc, char **argv)
{
    if (argc < 2)
        return usage();
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        if (strcmp(verbs[i].name, argv[1]) == 0) {
            int code = verbs[i].fn(argc - 1, argv + 1);
            if (code == 2)
                (void)fprintf(stderr, "dianjiang %s %s\n", verbs[i].name, verbs[i].usage);
            return code;
        }
    }
    return usage();
}
