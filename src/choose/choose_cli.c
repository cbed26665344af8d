/* SPDX-License-Identifier: Apache-2.0 */
/* choose_cli.c: `dianjiang select PROBLEM.json`: a line an item, then what was reached. */
#include "choose/choose_cli.h"

#include "base/args.h"
#include "base/json_own.h"
#include "base/message.h"
#include "base/op.h"
#include "choose/choose.h"

#include <stdio.h>

enum { EXIT_GOOD = 0, EXIT_JUDGED = 1, EXIT_USAGE = 2, EXIT_WORLD = 3 };

static const char *const state_names[] = { "out", "reserve", "selected" };
static const char *const reason_names[] = { "rank", "limit", "exclusive", "target_full" };

/* null, the code of one target, or a list of them. */
static json_t *targets_json(const struct choose_problem *problem, uint64_t targets)
{
    json_t *list = json_array();

    for (size_t t = 0; t < problem->target_count; t++) {
        if ((targets >> t & 1) != 0)
            json_array_append_new(list, json_string(problem->targets[t].code));
    }
    if (json_array_size(list) > 1)
        return list;
    json_t *only = json_array_size(list) == 0 ? json_null() : json_incref(json_array_get(list, 0));
    json_decref(list);
    return only;
}

static json_t *text_or_null(const char *text)
{
    return text == NULL ? json_null() : json_string(text);
}

static void print(struct op *op, json_t *line)
{
    (void)json_dumpf(json_own(op, line), stdout, JSON_COMPACT);
    (void)putchar('\n');
}

static void print_line(struct op *op, const struct choose_problem *problem, size_t item,
                       const struct choose_line *line)
{
    const char *border = line->has_border ? choose_decimal_text(op, line->border) : NULL;
    json_t *reason =
        json_pack("{s:s, s:o}", "code", reason_names[line->reason], "of", text_or_null(line->of));
    json_t *number = line->reserve_no == 0 ? json_null() : json_integer(line->reserve_no);

    print(op, json_pack("{s:s, s:s, s:o, s:o, s:o, s:o}", "id", problem->items[item].id, "state",
                        state_names[line->state], "target", targets_json(problem, line->targets),
                        "reserve_no", number, "reason", reason, "score_to_change",
                        text_or_null(border)));
}

static void print_end(struct op *op, const struct choosing *choosing)
{
    json_t *ranks = json_array();

    for (size_t i = 0; i < choosing->rank_count; i++)
        json_array_append_new(ranks, json_integer(choosing->ranks[i]));
    json_t *objective = choosing->sum == NULL ? ranks : json_string(choosing->sum);
    if (choosing->sum != NULL)
        json_decref(ranks);
    print(op,
          json_pack("{s:I, s:o}", "filled", (json_int_t)choosing->filled, "objective", objective));
}

int select_main(int argc, char **argv)
{
    const char *path = NULL;
    bool quick = false;
    const struct arg_option options[] = { { "--no-changes", NULL, &quick, NULL }, { 0 } };
    struct choose_problem problem = { 0 };
    struct choosing choosing = { 0 };

    if (args_read(argc, argv, options, &path, 1) != 1)
        return EXIT_USAGE;
    struct op *op = op_new(NULL, 0, 0);
    int code = EXIT_GOOD;
    enum err e = choose_read_file(op, path, &problem);
    if (e == OK)
        e = quick ? choose_quickly(op, &problem, &choosing) : choose(op, &problem, &choosing);
    if (e != OK) {
        (void)fprintf(stderr, "%s\n", op_failure_text(op));
        code = op->failure.code == ERR_UNAVAILABLE ? EXIT_WORLD : EXIT_JUDGED;
    }
    for (size_t i = 0; e == OK && i < problem.item_count; i++)
        print_line(op, &problem, i, &choosing.lines[i]);
    if (e == OK)
        print_end(op, &choosing);
    if (code == EXIT_GOOD && (fflush(stdout) != 0 || ferror(stdout) != 0))
        code = EXIT_WORLD;
    op_free(op);
    return code;
}
