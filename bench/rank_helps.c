/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rank_helps.c: when calibration helps, by simulated panels.
 *
 *     rank_helps RUNS      one line a design: share of the true best ten found by each method
 *     rank_helps marks     the marks of a call: 353 items, 2,838 marks, 60 reviewers, as CSV
 *
 * A panel: merit of an item N(0, 1.06), offset of a reviewer N(0, sd of the design), a mark is 3.84
 * (the mean of the published panel of five reviewers) + merit + offset + N(0, .45), rounded to
 * halves and held to the scale 1 to 6 of that panel. Each item has reviewers chosen at random, so
 * that some mark more items than others. The ten best of a method: highest score, equal ones in
 * the order of the items, which says nothing of their merit. z-score: the mean of marks minus the
 * reviewer's mean over the reviewer's sd (n - 1); 0 where that is 0. Calibrated: expected ranks of
 * 400 draws.
 */
#include "base/mem.h"
#include "base/op.h"
#include "rank/rank.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ITEMS_MAX = 100, EACH_MAX = 5, REVIEWERS_MAX = 41, BEST = 10, DRAWS = 400, METHODS = 4 };
#define CENTRE 3.84
enum { CALL_ITEMS = 353, CALL_REVIEWERS = 60, CALL_NINES = 14 };

struct design {
    int items, reviewers, each;
    double offset_sd;
};

static const struct design designs[] = {
    { 100, 41, 3, 0 }, { 100, 41, 3, 0.25 }, { 100, 41, 3, 0.5 },
    { 100, 41, 3, 1 }, { 30, 12, 3, 0.5 },   { 30, 5, 5, 0.5 },
};

struct panel {
    double merit[ITEMS_MAX];
    int reviewer[ITEMS_MAX][EACH_MAX];
    double mark[ITEMS_MAX][EACH_MAX];
};

static int pick(struct random *random, int count)
{
    return (int)(random_uniform(random) * count);
}

/* Each item's reviewers: any of them, nobody twice. */
static void deal_reviewers(const struct design *design, struct random *random, struct panel *panel)
{
    for (int i = 0; i < design->items; i++) {
        bool sits[REVIEWERS_MAX] = { false };
        for (int k = 0; k < design->each;) {
            int r = pick(random, design->reviewers);
            panel->reviewer[i][k] = r;
            k += !sits[r];
            sits[r] = true;
        }
    }
}

static void make_panel(const struct design *design, struct random *random, struct panel *panel)
{
    double offset[REVIEWERS_MAX] = { 0 };

    for (int r = 0; r < design->reviewers; r++)
        offset[r] = design->offset_sd * random_normal(random);
    deal_reviewers(design, random, panel);
    for (int i = 0; i < design->items; i++) {
        panel->merit[i] = 1.06 * random_normal(random);
        for (int k = 0; k < design->each; k++) {
            double mark = CENTRE + panel->merit[i] + offset[panel->reviewer[i][k]] +
                          0.45 * random_normal(random);
            panel->mark[i][k] = fmin(6, fmax(1, floor(2 * mark + 0.5) / 2));
        }
    }
}

/* The places of the ten highest scores. */
static void find_best(const double *scores, int count, bool *best)
{
    memset(best, 0, ITEMS_MAX * sizeof *best);
    for (int found = 0; found < BEST; found++) {
        int highest = -1;
        for (int i = 0; i < count; i++) {
            if (!best[i] && (highest < 0 || scores[i] > scores[highest]))
                highest = i;
        }
        best[highest] = true;
    }
}

static double share_found(const struct design *design, const struct panel *panel,
                          const double *scores)
{
    bool best[ITEMS_MAX] = { false };
    bool found[ITEMS_MAX] = { false };
    int both = 0;

    find_best(panel->merit, design->items, best);
    find_best(scores, design->items, found);
    for (int i = 0; i < design->items; i++)
        both += best[i] && found[i];
    return (double)both / BEST;
}

static void score_by_z(const struct design *design, const struct panel *panel, double *scores)
{
    double sum[REVIEWERS_MAX] = { 0 };
    double squares[REVIEWERS_MAX] = { 0 };
    int count[REVIEWERS_MAX] = { 0 };

    for (int i = 0; i < design->items * design->each; i++) {
        int r = panel->reviewer[i / design->each][i % design->each];
        sum[r] += panel->mark[i / design->each][i % design->each];
        count[r]++;
    }
    for (int i = 0; i < design->items * design->each; i++) {
        int r = panel->reviewer[i / design->each][i % design->each];
        double rest = panel->mark[i / design->each][i % design->each] - sum[r] / count[r];
        squares[r] += rest * rest;
    }
    for (int i = 0; i < design->items; i++) {
        scores[i] = 0;
        for (int k = 0; k < design->each; k++) {
            int r = panel->reviewer[i][k];
            if (squares[r] > 0)
                scores[i] +=
                    (panel->mark[i][k] - sum[r] / count[r]) / sqrt(squares[r] / (count[r] - 1));
        }
    }
}

/* What the product makes of the panel: its own reader, methods and model. */
static void score_by_product(const struct design *design, const struct panel *panel,
                             enum rank_method method, double *scores)
{
    struct op *op = op_new(NULL, 0, 0);
    char *text = mem_text(op, "item,reviewer,mark\n");
    struct firm_request request = { method, -1, 1, DRAWS };
    struct marks marks = { 0 };
    struct ranking ranking = { 0 };

    for (int i = 0; i < design->items; i++) {
        for (int k = 0; k < design->each; k++)
            mem_append(op, &text, "p%03d,v%02d,%.1f\n", i, panel->reviewer[i][k],
                       panel->mark[i][k]);
    }
    struct bytes bytes = { (const uint8_t *)text, strlen(text) };
    if (marks_read(op, bytes, &marks) != OK || rank_items(op, &marks, &request, &ranking) != OK) {
        (void)fprintf(stderr, "%s\n", op_failure_text(op));
        exit(1);
    }
    for (int i = 0; i < design->items; i++)
        scores[i] = -ranking.rank[i];
    op_free(op);
}

static void try_design(const struct design *design, int runs, struct random *random)
{
    static const enum rank_method methods[METHODS] = { METHOD_MEAN, METHOD_MEDIAN, METHOD_MEAN,
                                                       METHOD_CALIBRATED };
    double sum[METHODS] = { 0 };
    double squares[METHODS] = { 0 };
    double scores[ITEMS_MAX] = { 0 };
    struct panel panel = { 0 };

    for (int run = 0; run < runs; run++) {
        make_panel(design, random, &panel);
        for (int m = 0; m < METHODS; m++) {
            if (m == 2)
                score_by_z(design, &panel, scores);
            else
                score_by_product(design, &panel, methods[m], scores);
            double share = share_found(design, &panel, scores);
            sum[m] += share;
            squares[m] += share * share;
        }
    }
    (void)printf("%d %d %d %.2f", design->items, design->reviewers, design->each,
                 design->offset_sd);
    for (int m = 0; m < METHODS; m++) {
        double mean = sum[m] / runs;
        (void)printf(" %.4f %.4f", mean, sqrt((squares[m] / runs - mean * mean) / runs));
    }
    (void)printf("\n");
    (void)fflush(stdout);
}

/* Marks 1 to 6 of a call: eight reviewers an item, nine for the first ones. */
static void print_call(struct random *random)
{
    double offset[CALL_REVIEWERS];

    for (int r = 0; r < CALL_REVIEWERS; r++)
        offset[r] = 0.5 * random_normal(random);
    (void)puts("item,reviewer,mark");
    for (int i = 0; i < CALL_ITEMS; i++) {
        double merit = 3.6 + random_normal(random);
        bool sits[CALL_REVIEWERS] = { false };
        for (int k = 0; k < (i < CALL_NINES ? 9 : 8);) {
            int r = pick(random, CALL_REVIEWERS);
            if (sits[r])
                continue;
            sits[r] = true;
            k++;
            double mark = floor(merit + offset[r] + 0.7 * random_normal(random) + 0.5);
            (void)printf("p%03d,v%02d,%.0f\n", i, r, fmin(6, fmax(1, mark)));
        }
    }
}

int main(int argc, char **argv)
{
    struct random random = random_from(2026);

    if (argc != 2)
        return 2;
    if (strcmp(argv[1], "marks") == 0) {
        print_call(&random);
        return 0;
    }
    long runs = strtol(argv[1], NULL, 10);
    if (runs < 2 || runs > 100000)
        return 2;
    for (size_t d = 0; d < sizeof designs / sizeof designs[0]; d++)
        try_design(&designs[d], (int)runs, &random);
    return 0;
}
