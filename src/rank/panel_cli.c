/* SPDX-License-Identifier: Apache-2.0 */
/* panel_cli.c: `dianjiang review panel MARKS.csv`: the statistics of a panel in words. */
#include "rank/panel_cli.h"

#include "base/mem.h"
#include "base/message.h"
#include "base/op.h"
#include "rank/panel.h"

#include <math.h>
#include <stdio.h>

enum { NAMED_MAX = 10, PERCENT = 100 };

/* What is told: the panel, and rankings by every method whose model could be solved. */
struct told {
    struct op *op;
    const struct review_command *command;
    struct marks marks;
    struct panel panel;
    struct ranking rankings[PANEL_METHODS];
    bool calibrated; /* the last of them is there */
};

static const char *const method_names[] = { "mean", "trimmed", "median", "calibrated" };

#define SAY(told, key, ...)                                                                        \
    say((told), (key), (const struct message_arg[]){ __VA_ARGS__ },                                \
        sizeof((const struct message_arg[]){ __VA_ARGS__ }) / sizeof(struct message_arg))

static void say(const struct told *told, const char *key, const struct message_arg *args,
                size_t count)
{
    (void)printf("%s\n", message_text(told->op, key, args, count));
}

static const char *number_text(const struct told *told, int64_t number)
{
    return mem_printf(told->op, "%lld", (long long)number);
}

/* Two places; a dash for what is not known. */
static const char *real_text(const struct told *told, double number)
{
    return isfinite(number) ? mem_printf(told->op, "%.2f", number) : "—";
}

/* The same for JSON. */
static const char *real_json(const struct told *told, double number)
{
    return isfinite(number) ? mem_printf(told->op, "%.6f", number) : "null";
}

static double points_of(const struct told *told, int32_t row)
{
    return told->marks.rows[row].hundredths / 100.0;
}

static void say_agreement(const struct told *told)
{
    const struct panel *panel = &told->panel;

    if (isfinite(panel->one))
        SAY(told, "panel_agreement", { "one", real_text(told, panel->one) },
            { "percent", mem_printf(told->op, "%.0f", PERCENT * fmax(0, panel->mean)) });
    else
        SAY(told, "panel_agreement_unknown",
            { "items", number_text(told, told->marks.items.count) });
    SAY(told, "panel_spread", { "leniency", real_text(told, panel->leniency_sd) },
        { "noise", real_text(told, panel->noise_sd) });
}

static void say_use(const struct told *told)
{
    static const char *const keys[] = { "panel_use_none", "panel_use_apart", "panel_use_large",
                                        "panel_use_little", "panel_use_good" };
    const struct panel *panel = &told->panel;

    SAY(told, keys[panel->use], { "parts", number_text(told, panel->part_count) },
        { "leniency", real_text(told, panel->leniency_sd) });
    if (!told->calibrated)
        (void)printf("%s\n", op_failure_text(told->op));
}

static void say_reviewers(const struct told *told)
{
    SAY(told, "panel_reviewers", { "count", number_text(told, told->marks.reviewers.count) });
    for (int32_t r = 0; r < told->marks.reviewers.count; r++) {
        const struct panel_reviewer *reviewer = &told->panel.reviewers[r];
        (void)printf("%s\t%d\t%.2f\t%+.2f\t%s\n", told->marks.reviewers.names[r], reviewer->count,
                     reviewer->mean, reviewer->leniency, real_text(told, reviewer->agreement));
    }
}

static void say_outliers(const struct told *told)
{
    const struct panel *panel = &told->panel;

    SAY(told, panel->outlier_total == 0 ? "panel_outliers_none" : "panel_outliers",
        { "count", number_text(told, panel->outlier_total) },
        { "size", mem_printf(told->op, "%.0f", PANEL_OUTLIER_SIZE) });
    for (int32_t k = 0; k < panel->outlier_count; k++) {
        const struct panel_outlier *outlier = &panel->outliers[k];
        const struct mark *mark = &told->marks.rows[outlier->row];
        (void)printf("%s\t%s\t%.2f\t%.2f\t%+.1f\n", told->marks.items.names[mark->item],
                     told->marks.reviewers.names[mark->reviewer], points_of(told, outlier->row),
                     outlier->expected, outlier->size);
    }
}

/* "a、b、c 等 12 个", or a dash. */
static const char *list_text(const struct told *told, const int32_t *items, size_t count)
{
    char *text = mem_text(told->op, count == 0 ? "—" : "");

    for (size_t k = 0; k < count && k < NAMED_MAX; k++)
        mem_append(told->op, &text, "%s%s", k == 0 ? "" : "、", told->marks.items.names[items[k]]);
    if (count > NAMED_MAX)
        mem_append(told->op, &text, " 等 %zu 个", count);
    return text;
}

static void say_method(const struct told *told, int method)
{
    static const char *const keys[] = { "", "panel_trimmed", "panel_median", "panel_calibrated" };
    const char *name = message_text(told->op, keys[method], NULL, 0);
    int32_t places = told->command->request.places;
    struct panel_move move =
        panel_compare(told->op, &told->rankings[0], &told->rankings[method], places);

    if (move.item < 0) {
        SAY(told, "panel_method_same", { "method", name });
        return;
    }
    SAY(told, "panel_method", { "method", name }, { "moved", number_text(told, move.moved) },
        { "item", told->marks.items.names[move.item] }, { "from", number_text(told, move.from) },
        { "to", number_text(told, move.to) });
    if (places >= 0)
        SAY(told, "panel_method_places", { "places", number_text(told, places) },
            { "in", list_text(told, move.in, move.in_count) },
            { "out", list_text(told, move.out, move.out_count) });
}

static void say_groups(const struct told *told)
{
    const struct ranking *ranking = &told->rankings[METHOD_CALIBRATED];
    int32_t counts[GROUP_REJECT + 1] = { 0 };

    if (!told->calibrated || told->command->request.places < 0)
        return;
    for (int32_t i = 0; i < ranking->count; i++)
        counts[ranking->firm.items[i].group]++;
    SAY(told, "panel_groups", { "places", number_text(told, told->command->request.places) },
        { "accept", number_text(told, counts[GROUP_ACCEPT]) },
        { "lottery", number_text(told, counts[GROUP_LOTTERY]) },
        { "reject", number_text(told, counts[GROUP_REJECT]) });
}

static void say_all(const struct told *told)
{
    SAY(told, "panel_size", { "items", number_text(told, told->marks.items.count) },
        { "reviewers", number_text(told, told->marks.reviewers.count) },
        { "marks", number_text(told, told->marks.count) },
        { "least", number_text(told, told->panel.least) },
        { "most", number_text(told, told->panel.most) });
    say_agreement(told);
    say_use(told);
    say_reviewers(told);
    say_outliers(told);
    for (int method = METHOD_TRIMMED; method < PANEL_METHODS; method++) {
        if (method < METHOD_CALIBRATED || told->calibrated)
            say_method(told, method);
    }
    say_groups(told);
}

static void print_list(const struct told *told, const int32_t *items, size_t count)
{
    (void)putchar('[');
    for (size_t k = 0; k < count; k++) {
        (void)fputs(k == 0 ? "" : ",", stdout);
        review_print_json(told->marks.items.names[items[k]]);
    }
    (void)putchar(']');
}

static void print_method(const struct told *told, int method)
{
    struct panel_move move = panel_compare(told->op, &told->rankings[0], &told->rankings[method],
                                           told->command->request.places);

    (void)printf("{\"method\":\"%s\",\"moved\":%d,\"largest\":", method_names[method], move.moved);
    if (move.item < 0) {
        (void)fputs("null", stdout);
    } else {
        (void)fputs("{\"item\":", stdout);
        review_print_json(told->marks.items.names[move.item]);
        (void)printf(",\"from\":%d,\"to\":%d}", move.from, move.to);
    }
    (void)fputs(",\"in\":", stdout);
    print_list(told, move.in, move.in_count);
    (void)fputs(",\"out\":", stdout);
    print_list(told, move.out, move.out_count);
    (void)puts("}");
}

static void print_people(const struct told *told)
{
    for (int32_t r = 0; r < told->marks.reviewers.count; r++) {
        const struct panel_reviewer *reviewer = &told->panel.reviewers[r];
        (void)fputs("{\"reviewer\":", stdout);
        review_print_json(told->marks.reviewers.names[r]);
        (void)printf(",\"n\":%d,\"mean\":%.6f,\"leniency\":%.6f,\"agreement\":%s}\n",
                     reviewer->count, reviewer->mean, reviewer->leniency,
                     real_json(told, reviewer->agreement));
    }
    for (int32_t k = 0; k < told->panel.outlier_count; k++) {
        const struct panel_outlier *outlier = &told->panel.outliers[k];
        const struct mark *mark = &told->marks.rows[outlier->row];
        (void)fputs("{\"outlier\":", stdout);
        review_print_json(told->marks.items.names[mark->item]);
        (void)fputs(",\"reviewer\":", stdout);
        review_print_json(told->marks.reviewers.names[mark->reviewer]);
        (void)printf(",\"mark\":%.2f,\"expected\":%.6f,\"size\":%.6f}\n",
                     points_of(told, outlier->row), outlier->expected, outlier->size);
    }
}

static void print_all(const struct told *told)
{
    static const char *const uses[] = { "none", "apart", "large", "little", "good" };
    const struct panel *panel = &told->panel;

    (void)printf("{\"items\":%d,\"reviewers\":%d,\"marks\":%d,\"least\":%d,\"most\":%d,"
                 "\"parts\":%d,\"icc\":%s,\"icc_mean\":%s,\"leniency_sd\":%s,\"noise_sd\":%s,"
                 "\"outliers\":%d,\"calibration\":\"%s\"}\n",
                 told->marks.items.count, told->marks.reviewers.count, told->marks.count,
                 panel->least, panel->most, panel->part_count, real_json(told, panel->one),
                 real_json(told, panel->mean), real_json(told, panel->leniency_sd),
                 real_json(told, panel->noise_sd), panel->outlier_total, uses[panel->use]);
    print_people(told);
    for (int method = METHOD_TRIMMED; method < PANEL_METHODS; method++) {
        if (method < METHOD_CALIBRATED || told->calibrated)
            print_method(told, method);
    }
}

static enum err gather(struct told *told)
{
    struct firm_request request = told->command->request;
    enum err e = marks_read_file(told->op, told->command->path, &told->marks);

    if (e != OK)
        return e;
    told->panel = panel_describe(told->op, &told->marks);
    request.places = -1;
    for (int method = 0; e == OK && method < METHOD_CALIBRATED; method++) {
        request.method = (enum rank_method)method;
        e = rank_items(told->op, &told->marks, &request, &told->rankings[method]);
    }
    if (e != OK)
        return e;
    /* A model that is too large is told among the rest. */
    request.method = METHOD_CALIBRATED;
    request.places = told->command->request.places;
    e = rank_items(told->op, &told->marks, &request, &told->rankings[METHOD_CALIBRATED]);
    told->calibrated = e == OK;
    return e == ERR_TOO_LARGE ? OK : e;
}

int panel_main(int argc, char **argv)
{
    struct review_command command = { 0 };

    if (!review_read_command(argc, argv, &command) || command.request.method != METHOD_MEAN)
        return EXIT_USAGE;
    struct op *op = op_new(NULL, 0, 0);
    struct told *told = mem_new(op, struct told);
    told->op = op;
    told->command = &command;
    int code = gather(told) == OK ? EXIT_GOOD : review_print_failure(op);
    if (code == EXIT_GOOD && command.json)
        print_all(told);
    else if (code == EXIT_GOOD)
        say_all(told);
    if (code == EXIT_GOOD && (fflush(stdout) != 0 || ferror(stdout) != 0))
        code = EXIT_WORLD;
    op_free(op);
    return code;
}
