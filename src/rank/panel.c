/* SPDX-License-Identifier: Apache-2.0 */
/* panel.c: analysis of variance, an additive fit, parts by union and find. */
#include "rank/panel.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

#define FIT_ENOUGH     1e-9 /* points */
#define LENIENT_LITTLE (REVIEWER_SD / 2)
#define LENIENT_LARGE  (3 * REVIEWER_SD)

/* The additive fit: what each item and reviewer adds. */
struct additive {
    double *item, *reviewer;
    int32_t *reviewer_count;
    int32_t *part; /* of items, then reviewers: number of any of the same part */
};

static double points_of(const struct mark *mark)
{
    return mark->hundredths / 100.0;
}

static int32_t count_of(const struct marks *marks, int32_t item)
{
    return marks->item_first[item + 1] - marks->item_first[item];
}

static int32_t find_part(int32_t *part, int32_t i)
{
    while (part[i] != i) {
        part[i] = part[part[i]];
        i = part[i];
    }
    return i;
}

static int32_t join_parts(const struct marks *marks, int32_t *part)
{
    int32_t count = marks->items.count + marks->reviewers.count;
    int32_t parts = count;

    for (int32_t i = 0; i < count; i++)
        part[i] = i;
    for (int32_t k = 0; k < marks->count; k++) {
        int32_t a = find_part(part, marks->rows[k].item);
        int32_t b = find_part(part, marks->items.count + marks->rows[k].reviewer);
        parts -= a != b;
        part[a > b ? a : b] = a > b ? b : a;
    }
    for (int32_t i = 0; i < count; i++)
        part[i] = find_part(part, i);
    return parts;
}

/* One turn: items for given reviewers, then reviewers; returns the largest change of a reviewer. */
static double fit_turn(const struct marks *marks, struct additive *fit, double *sums)
{
    double change = 0;

    for (int32_t r = 0; r < marks->reviewers.count; r++)
        sums[r] = 0;
    for (int32_t i = 0; i < marks->items.count; i++) {
        double sum = 0;
        for (int32_t k = marks->item_first[i]; k < marks->item_first[i + 1]; k++)
            sum += points_of(&marks->rows[k]) - fit->reviewer[marks->rows[k].reviewer];
        fit->item[i] = sum / count_of(marks, i);
        for (int32_t k = marks->item_first[i]; k < marks->item_first[i + 1]; k++)
            sums[marks->rows[k].reviewer] += points_of(&marks->rows[k]) - fit->item[i];
    }
    for (int32_t r = 0; r < marks->reviewers.count; r++) {
        double offset = sums[r] / fit->reviewer_count[r];
        change = fmax(change, fabs(offset - fit->reviewer[r]));
        fit->reviewer[r] = offset;
    }
    return change;
}

/* Makes the offsets 0 on average in each part; the items take up the difference. */
static void centre_parts(struct op *op, const struct marks *marks, struct additive *fit)
{
    int32_t items = marks->items.count;
    int32_t all = items + marks->reviewers.count;
    double *sum = mem_array(op, double, (size_t)all);
    double *count = mem_array(op, double, (size_t)all);

    for (int32_t r = 0; r < marks->reviewers.count; r++) {
        sum[fit->part[items + r]] += fit->reviewer[r];
        count[fit->part[items + r]] += 1;
    }
    for (int32_t i = 0; i < items; i++)
        fit->item[i] += sum[fit->part[i]] / count[fit->part[i]];
    for (int32_t r = 0; r < marks->reviewers.count; r++)
        fit->reviewer[r] -= sum[fit->part[items + r]] / count[fit->part[items + r]];
}

static struct additive fit_marks(struct op *op, const struct marks *marks, int32_t *ret_parts)
{
    size_t items = (size_t)marks->items.count;
    size_t reviewers = (size_t)marks->reviewers.count;
    struct additive fit = { mem_array(op, double, items), mem_array(op, double, reviewers),
                            mem_array(op, int32_t, reviewers),
                            mem_array(op, int32_t, items + reviewers) };
    double *sums = mem_array(op, double, reviewers);

    *ret_parts = join_parts(marks, fit.part);
    for (int32_t k = 0; k < marks->count; k++)
        fit.reviewer_count[marks->rows[k].reviewer]++;
    for (int turn = 0; turn < PANEL_FITS_MAX; turn++) {
        if (fit_turn(marks, &fit, sums) < FIT_ENOUGH)
            break;
    }
    centre_parts(op, marks, &fit);
    return fit;
}

/* Spread between items against spread within them. */
static void describe_agreement(const struct marks *marks, struct panel *panel)
{
    double total = 0;
    double squared_counts = 0;
    double between = 0;
    double within = 0;
    double n = marks->count;
    double items = marks->items.count;

    for (int32_t k = 0; k < marks->count; k++)
        total += points_of(&marks->rows[k]);
    for (int32_t i = 0; i < marks->items.count; i++) {
        double sum = 0;
        double count = count_of(marks, i);
        for (int32_t k = marks->item_first[i]; k < marks->item_first[i + 1]; k++)
            sum += points_of(&marks->rows[k]);
        for (int32_t k = marks->item_first[i]; k < marks->item_first[i + 1]; k++)
            within += pow(points_of(&marks->rows[k]) - sum / count, 2);
        between += count * pow(sum / count - total / n, 2);
        squared_counts += count * count;
    }
    double typical = (n - squared_counts / n) / (items - 1);
    between /= items - 1;
    within /= n - items;
    if (marks_are_whole(marks)) /* who is lenient is so to all: that does not part them */
        within = panel->noise_sd * panel->noise_sd;
    panel->one = (between - within) / (between + (typical - 1) * within);
    panel->mean = (between - within) / between;
    if (!isfinite(panel->one) || !isfinite(panel->mean))
        panel->one = panel->mean = NAN;
}

/* Sums for a correlation of one reviewer's marks with the means of the others. */
struct pairs {
    double count, x, y, xx, yy, xy;
};

static double correlate(const struct pairs *p)
{
    double xx = p->xx - p->x * p->x / p->count;
    double yy = p->yy - p->y * p->y / p->count;
    double xy = p->xy - p->x * p->y / p->count;

    if (p->count < PANEL_COMPARED_MIN || xx <= 1e-9 * p->xx || yy <= 1e-9 * p->yy)
        return NAN;
    return xy / sqrt(xx * yy);
}

/* The offsets' spread without what noise alone would make of it. */
static void set_leniency(const struct marks *marks, double squares, struct panel *panel)
{
    double free = marks->reviewers.count - panel->part_count;
    double by_noise = 0;

    for (int32_t r = 0; r < marks->reviewers.count; r++)
        by_noise += 1.0 / panel->reviewers[r].count / marks->reviewers.count;
    if (isfinite(panel->noise_sd))
        by_noise *= panel->noise_sd * panel->noise_sd;
    else
        by_noise = 0;
    panel->leniency_sd = free > 0 ? sqrt(fmax(0, squares / free - by_noise)) : NAN;
}

static void describe_reviewers(struct op *op, const struct marks *marks, const struct additive *fit,
                               struct panel *panel)
{
    size_t reviewers = (size_t)marks->reviewers.count;
    struct pairs *pairs = mem_array(op, struct pairs, reviewers);
    double squares = 0;

    panel->reviewers = mem_array(op, struct panel_reviewer, reviewers);
    for (int32_t i = 0; i < marks->items.count; i++) {
        double count = count_of(marks, i);
        double sum = 0;
        for (int32_t k = marks->item_first[i]; k < marks->item_first[i + 1]; k++)
            sum += points_of(&marks->rows[k]);
        for (int32_t k = marks->item_first[i]; k < marks->item_first[i + 1]; k++) {
            double x = points_of(&marks->rows[k]);
            double y = (sum - x) / (count - 1);
            struct pairs *p = &pairs[marks->rows[k].reviewer];
            panel->reviewers[marks->rows[k].reviewer].mean += x;
            if (count > 1)
                *p = (struct pairs){ p->count + 1,  p->x + x,      p->y + y,
                                     p->xx + x * x, p->yy + y * y, p->xy + x * y };
        }
    }
    for (int32_t r = 0; r < marks->reviewers.count; r++) {
        struct panel_reviewer *reviewer = &panel->reviewers[r];
        reviewer->count = fit->reviewer_count[r];
        reviewer->mean /= reviewer->count;
        reviewer->leniency = fit->reviewer[r];
        reviewer->agreement = correlate(&pairs[r]);
        squares += reviewer->leniency * reviewer->leniency;
    }
    set_leniency(marks, squares, panel);
}

static int compare_outliers(const void *left, const void *right)
{
    const struct panel_outlier *a = left;
    const struct panel_outlier *b = right;
    double difference = fabs(b->size) - fabs(a->size);

    if (difference != 0)
        return difference < 0 ? -1 : 1;
    return a->row < b->row ? -1 : a->row > b->row;
}

static void find_outliers(struct op *op, const struct marks *marks, const struct additive *fit,
                          struct panel *panel)
{
    double free = marks->count - marks->items.count - marks->reviewers.count + panel->part_count;
    struct panel_outlier *found = mem_array(op, struct panel_outlier, (size_t)marks->count);
    double squares = 0;

    for (int32_t k = 0; k < marks->count; k++) {
        const struct mark *mark = &marks->rows[k];
        found[k] =
            (struct panel_outlier){ k, fit->item[mark->item] + fit->reviewer[mark->reviewer], 0 };
        found[k].size = points_of(mark) - found[k].expected;
        squares += found[k].size * found[k].size;
    }
    panel->noise_sd = free > 0 ? sqrt(squares / free) : NAN;
    for (int32_t k = 0; free > 0 && panel->noise_sd > FIT_ENOUGH && k < marks->count; k++) {
        double left = (1 - 1.0 / count_of(marks, marks->rows[k].item)) *
                      (1 - 1.0 / fit->reviewer_count[marks->rows[k].reviewer]);
        double size = left > 0 ? found[k].size / (panel->noise_sd * sqrt(left)) : 0;
        if (fabs(size) > PANEL_OUTLIER_SIZE)
            found[panel->outlier_total++] = (struct panel_outlier){ k, found[k].expected, size };
    }
    qsort(found, (size_t)panel->outlier_total, sizeof *found, compare_outliers);
    panel->outliers = found;
    panel->outlier_count =
        panel->outlier_total < PANEL_OUTLIERS_MAX ? panel->outlier_total : PANEL_OUTLIERS_MAX;
}

static enum panel_use judge_use(const struct marks *marks, const struct panel *panel)
{
    if (rank_calibration_is_idle(marks))
        return USE_NONE;
    if (panel->part_count > 1)
        return USE_APART;
    if (panel->leniency_sd > LENIENT_LARGE)
        return USE_LARGE;
    return panel->leniency_sd < LENIENT_LITTLE ? USE_LITTLE : USE_GOOD;
}

struct panel panel_describe(struct op *op, const struct marks *marks)
{
    struct panel panel = { .least = marks->count };
    struct additive fit = fit_marks(op, marks, &panel.part_count);

    for (int32_t i = 0; i < marks->items.count; i++) {
        panel.least = count_of(marks, i) < panel.least ? count_of(marks, i) : panel.least;
        panel.most = count_of(marks, i) > panel.most ? count_of(marks, i) : panel.most;
    }
    find_outliers(op, marks, &fit, &panel);
    describe_agreement(marks, &panel);
    describe_reviewers(op, marks, &fit, &panel);
    panel.use = judge_use(marks, &panel);
    return panel;
}

struct panel_move panel_compare(struct op *op, const struct ranking *first,
                                const struct ranking *other, int32_t places)
{
    struct panel_move move = { .item = -1 };

    for (int32_t k = 0; k < first->count; k++) {
        int32_t item = first->order[k];
        int32_t from = first->rank[item];
        int32_t to = other->rank[item];
        move.moved += from != to;
        if (from != to && (move.item < 0 || abs(to - from) > abs(move.to - move.from))) {
            move.item = item;
            move.from = from;
            move.to = to;
        }
        if (from > places && to <= places)
            mem_push(op, move.in, move.in_count, item);
        if (from <= places && to > places)
            mem_push(op, move.out, move.out_count, item);
    }
    return move;
}
