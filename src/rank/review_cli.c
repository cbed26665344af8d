/* SPDX-License-Identifier: Apache-2.0 */
/* review_cli.c: `dianjiang review rank MARKS.csv`, and what it shares with `review panel`. */
#include "rank/review_cli.h"

#include "base/args.h"
#include "base/mem.h"
#include "base/message.h"
#include "base/op.h"
#include "rank/panel_cli.h"

#include <stdio.h>
#include <string.h>

enum { PLACES_MAX = 1000000, PERCENT = 100 };

static const char *const method_names[] = { "mean", "trimmed", "median", "calibrated" };

/* A plain decimal up to max. */
static bool parse_number(const char *text, uint64_t max, uint64_t *ret_number)
{
    uint64_t number = 0;

    if (*text == '\0')
        return false;
    for (; *text != '\0'; text++) {
        uint64_t digit = (uint64_t)(unsigned char)*text - '0';
        if (*text < '0' || *text > '9' || number > (max - digit) / 10)
            return false;
        number = 10 * number + digit;
    }
    *ret_number = number;
    return true;
}

static bool parse_method(const char *text, enum rank_method *ret_method)
{
    for (int i = 0; i <= METHOD_CALIBRATED; i++) {
        if (strcmp(text, method_names[i]) == 0) {
            *ret_method = (enum rank_method)i;
            return true;
        }
    }
    return false;
}

bool review_read_command(int argc, char **argv, struct review_command *ret_command)
{
    struct review_command command = { .request = { METHOD_MEAN, -1, 1, FIRM_DRAWS } };
    const char *method = NULL;
    const char *places = NULL;
    const char *seed = NULL;
    const char *draws = NULL;
    bool json = false;
    uint64_t number = 0;
    const struct arg_option options[] = {
        { "--method", &method, NULL, NULL },
        { "--places", &places, NULL, NULL },
        { "--seed", &seed, NULL, NULL },
        { "--draws", &draws, NULL, NULL },
        { "--json", NULL, &json, NULL },
        { "--table", NULL, &command.table, NULL },
        { 0 },
    };

    if (args_read(argc, argv, options, &command.path, 1) != 1 || (json && command.table))
        return false;
    if (method != NULL && !parse_method(method, &command.request.method))
        return false;
    if (places != NULL && !parse_number(places, PLACES_MAX, &number))
        return false;
    command.request.places = places != NULL ? (int32_t)number : -1;
    if (seed != NULL && !parse_number(seed, UINT64_MAX, &command.request.seed))
        return false;
    number = FIRM_DRAWS;
    if (draws != NULL && (!parse_number(draws, FIRM_DRAWS_MAX, &number) || number == 0))
        return false;
    command.request.draws = (int32_t)number;
    *ret_command = command;
    ret_command->json = json;
    return true;
}

int review_print_failure(struct op *op)
{
    (void)fprintf(stderr, "%s\n", op_failure_text(op));
    return op->failure.code == ERR_UNAVAILABLE ? EXIT_WORLD : EXIT_JUDGED;
}

void review_print_json(const char *text)
{
    (void)putchar('"');
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\')
            (void)putchar('\\');
        (void)putchar(*text);
    }
    (void)putchar('"');
}

/* What a line says of an item, as text. */
struct shown {
    char mean[SCORE_TEXT_BYTES], score[SCORE_TEXT_BYTES];
    char expected[SCORE_TEXT_BYTES], selected[SCORE_TEXT_BYTES];
};

/* A share or a rank as text: fractions are of hundredths. */
static void ratio_text(int64_t sum, int64_t count, char ret_text[SCORE_TEXT_BYTES])
{
    score_text((struct fraction){ sum * PERCENT, count }, ret_text);
}

static struct shown show_item(const struct ranking *ranking, int32_t item)
{
    struct shown shown = { 0 };
    const struct firm_item *firm = ranking->firm.items;

    score_text(ranking->means[item], shown.mean);
    if (ranking->scores != NULL)
        score_text(ranking->scores[item], shown.score);
    else
        score_text_of_points(firm[item].score, shown.score);
    if (firm != NULL) {
        ratio_text(firm[item].rank_sum, firm[item].drawn, shown.expected);
        ratio_text(firm[item].selected, firm[item].drawn, shown.selected);
    }
    return shown;
}

static void print_line(const struct review_command *command, const struct marks *marks,
                       const struct ranking *ranking, int32_t item)
{
    static const char *const groups[] = { "null", "\"accept\"", "\"lottery\"", "\"reject\"" };
    struct shown shown = show_item(ranking, item);
    int32_t n = marks->item_first[item + 1] - marks->item_first[item];

    (void)fputs("{\"item\":", stdout);
    review_print_json(marks->items.names[item]);
    (void)printf(",\"n\":%d,\"mean\":\"%s\",\"score\":\"%s\",\"rank\":%d", n, shown.mean,
                 shown.score, ranking->rank[item]);
    if (command->request.method == METHOD_TRIMMED)
        (void)printf(",\"trimmed\":%s", n >= TRIMMED_MARKS_MIN ? "true" : "false");
    if (ranking->firm.items != NULL) {
        const struct firm_item *firm = &ranking->firm.items[item];
        (void)printf(",\"expected_rank\":%s,\"low50\":%d,\"high50\":%d", shown.expected,
                     firm->low50, firm->high50);
        (void)printf(",\"p_selected\":%s,\"group\":%s",
                     command->request.places < 0 ? "null" : shown.selected, groups[firm->group]);
    }
    (void)fputs("}\n", stdout);
}

/* A row of the table for people; cells stand at tabs. */
static void print_row(struct op *op, const struct marks *marks, const struct ranking *ranking,
                      int32_t item)
{
    static const char *const groups[] = { "", "rank_group_accept", "rank_group_lottery",
                                          "rank_group_reject" };
    struct shown shown = show_item(ranking, item);
    int32_t n = marks->item_first[item + 1] - marks->item_first[item];

    (void)printf("%d\t%s\t%d\t%s\t%s", ranking->rank[item], marks->items.names[item], n, shown.mean,
                 shown.score);
    if (ranking->firm.items != NULL) {
        const struct firm_item *firm = &ranking->firm.items[item];
        (void)printf("\t%s\t%d–%d", shown.expected, firm->low50, firm->high50);
        if (firm->group != GROUP_NONE)
            (void)printf("\t%s\t%s", shown.selected,
                         message_text(op, groups[firm->group], NULL, 0));
    }
    (void)putchar('\n');
}

static void print_head(struct op *op, const struct review_command *command,
                       const struct ranking *ranking)
{
    const char *key = ranking->firm.items == NULL   ? "rank_head"
                      : command->request.places < 0 ? "rank_head_firm"
                                                    : "rank_head_places";

    (void)printf("%s\n", message_text(op, key, NULL, 0));
}

static enum err run(struct op *op, const struct review_command *command, struct marks *marks,
                    struct ranking *ranking)
{
    enum err e = marks_read_file(op, command->path, marks);

    if (e != OK)
        return e;
    if (command->request.method == METHOD_CALIBRATED && rank_calibration_is_idle(marks))
        (void)fprintf(stderr, "%s\n", message_text(op, "rank_idle", NULL, 0));
    return rank_items(op, marks, &command->request, ranking);
}

static int rank_main(int argc, char **argv)
{
    struct review_command command = { 0 };
    struct marks marks = { 0 };
    struct ranking ranking = { 0 };

    if (!review_read_command(argc, argv, &command))
        return EXIT_USAGE;
    struct op *op = op_new(NULL, 0, 0);
    int code = EXIT_GOOD;
    if (run(op, &command, &marks, &ranking) != OK)
        code = review_print_failure(op);
    if (code == EXIT_GOOD && command.table)
        print_head(op, &command, &ranking);
    for (int32_t k = 0; k < ranking.count; k++) {
        if (command.table)
            print_row(op, &marks, &ranking, ranking.order[k]);
        else
            print_line(&command, &marks, &ranking, ranking.order[k]);
    }
    if (code == EXIT_GOOD && (fflush(stdout) != 0 || ferror(stdout) != 0))
        code = EXIT_WORLD;
    op_free(op);
    return code;
}

int review_main(int argc, char **argv)
{
    if (argc >= 2 && strcmp(argv[1], "rank") == 0)
        return rank_main(argc - 1, argv + 1);
    if (argc >= 2 && strcmp(argv[1], "panel") == 0)
        return panel_main(argc - 1, argv + 1);
    return EXIT_USAGE;
}
