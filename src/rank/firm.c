/* SPDX-License-Identifier: Apache-2.0 */
/* firm.c: the loop over draws; ranks are counted, or kept when there are fewer draws than items. */
#include "rank/firm.h"

#include "base/mem.h"
#include "base/op.h"
#include "rank/place.h"
#include "rank/renew.h"
#include "rank/twins.h"

#include <math.h>

/* Multiplications that count for one of these, by measurement. */
#define WORK_MARK   4.0 /* for each draw */
#define WORK_NORMAL 20.0
#define WORK_PLACE  3.0 /* times the logarithm of the number of items */

struct drawing {
    struct op *op;
    const struct marks *marks;
    const struct firm_request *request;
    struct model *model;
    struct random random;
    struct placing *placing;
    struct renewal *renewal; /* NULL: the method needs no new marks */
    int32_t items;
    int32_t done;      /* draws */
    int32_t stride;    /* pairs for one step of the sections' sd */
    bool counted;      /* table holds counts by rank; else ranks by draw */
    int32_t row;       /* cells of an item in the table */
    int32_t *table;    /* items x row */
    int32_t *ranks;    /* of the current draw */
    double *deviation; /* of all effects */
    double *effects;   /* of the current draw */
    struct firm firm;
};

static int32_t smaller(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

static double draw_work(const struct drawing *drawing)
{
    const struct marks *marks = drawing->marks;
    double per_draw = drawing->model->kept * (double)drawing->model->kept / 4 +
                      WORK_MARK * marks->count + WORK_NORMAL * drawing->model->effect_count / 2 +
                      WORK_PLACE * drawing->items * (4 + log2(drawing->items));

    if (drawing->request->method != METHOD_CALIBRATED && drawing->request->places >= 0)
        per_draw += WORK_NORMAL * marks->count + WORK_PLACE * drawing->items * log2(drawing->items);
    return per_draw;
}

/* Refuses what would take too long or too much, and tells how many draws would do. */
static enum err check_size(struct drawing *drawing)
{
    int32_t draws = drawing->request->draws;
    int32_t sweeps = chain_sweeps(drawing->model, (draws + 1) / 2);
    double most = (FIRM_WORK_MAX - chain_work(drawing->model, sweeps)) / draw_work(drawing);

    if ((int64_t)drawing->items * drawing->items > FIRM_CELLS_MAX)
        most = fmin(most, floor((double)FIRM_CELLS_MAX / drawing->items));
    if (draws <= most)
        return OK;
    fail_arg(drawing->op, "draws", "%d", most < 1 ? 0 : (int)most);
    return fail(drawing->op, ERR_TOO_LARGE, "rank_too_much", "%d draws of %d items", draws,
                drawing->items);
}

static void make_room(struct drawing *drawing)
{
    struct op *op = drawing->op;
    size_t effects = (size_t)drawing->model->effect_count;

    drawing->counted = drawing->items <= drawing->request->draws;
    drawing->row = smaller(drawing->items, drawing->request->draws);
    drawing->table = mem_array(op, int32_t, (size_t)drawing->items * (size_t)drawing->row);
    drawing->ranks = mem_array(op, int32_t, (size_t)drawing->items);
    drawing->placing = placing_new(op, drawing->items);
    drawing->deviation = mem_array(op, double, effects);
    drawing->effects = mem_array(op, double, effects);
    drawing->firm.effects = mem_array(op, double, effects);
    drawing->firm.items = mem_array(op, struct firm_item, (size_t)drawing->items);
    if (drawing->request->method != METHOD_CALIBRATED && drawing->request->places >= 0)
        drawing->renewal = renewal_new(op, drawing->model, drawing->request->method);
}

/* Counts one draw: the mean plus sign times the deviation. */
static void count_draw(struct drawing *drawing, double sign)
{
    const double *mean = drawing->model->mean;

    if (drawing->done == drawing->request->draws)
        return;
    for (int32_t i = 0; i < drawing->model->effect_count; i++)
        drawing->effects[i] = mean[i] + sign * drawing->deviation[i];
    placing_rank(drawing->placing, drawing->effects, drawing->ranks);
    for (int32_t i = 0; i < drawing->items; i++) {
        int32_t *row = drawing->table + (size_t)i * (size_t)drawing->row;
        drawing->firm.items[i].rank_sum += drawing->ranks[i];
        if (drawing->counted)
            row[drawing->ranks[i] - 1]++;
        else
            row[drawing->done] = drawing->ranks[i];
    }
    if (drawing->renewal != NULL)
        renewal_rank(drawing->renewal, drawing->placing, drawing->effects, sign, drawing->ranks);
    for (int32_t i = 0; i < drawing->items; i++)
        drawing->firm.items[i].selected += drawing->ranks[i] <= drawing->request->places;
    drawing->done++;
}

/* So many pairs of draws, for sds of noise and items that stay. */
static void draw_pairs(struct drawing *drawing, struct chain *chain, int32_t pairs)
{
    const struct model *model = drawing->model;
    const double *sds = chain_sds(chain);

    for (int32_t pair = 0; pair < pairs; pair++) {
        if (pair > 0 && pair % drawing->stride == 0)
            chain_step_section(chain);
        for (int32_t i = 0; i < model->effect_count; i++)
            drawing->firm.effects[i] += model->mean[i];
        for (int i = 0; i < SD_COUNT; i++)
            drawing->firm.sds[i] += sds[i];
        model_deviate(model, &drawing->random, drawing->deviation);
        if (drawing->renewal != NULL)
            renewal_noise(drawing->renewal, &drawing->random, sds[SD_NOISE]);
        count_draw(drawing, 1);
        count_draw(drawing, -1);
    }
}

static void draw_all(struct drawing *drawing)
{
    int32_t pairs = (drawing->request->draws + 1) / 2;
    int32_t sweeps = chain_sweeps(drawing->model, pairs);
    drawing->stride = chain_section_stride(drawing->model, pairs);
    struct chain *chain = chain_new(drawing->op, drawing->model, &drawing->random);
    struct firm *firm = &drawing->firm;

    for (int32_t sweep = 0; sweep < sweeps; sweep++) {
        int64_t from = (int64_t)pairs * sweep / sweeps;
        int64_t to = (int64_t)pairs * (sweep + 1) / sweeps;
        chain_sweep(chain);
        draw_pairs(drawing, chain, (int32_t)(to - from));
    }
    for (int32_t i = 0; i < drawing->model->effect_count; i++)
        firm->effects[i] /= pairs;
    for (int i = 0; i < SD_COUNT; i++)
        firm->sds[i] /= pairs;
}

/* The order statistics of counts by rank. */
static void find_middle(const int64_t *counts, int64_t drawn, struct firm_item *item)
{
    int64_t below = 0;

    for (int32_t rank = 1; item->high50 == 0; rank++) {
        below += counts[rank - 1];
        if (item->low50 == 0 && below >= (drawn + 3) / 4)
            item->low50 = rank;
        if (below >= (3 * drawn + 3) / 4)
            item->high50 = rank;
    }
}

/* What was drawn for one of a set of twins counts for all of them. */
static void pool_twins(struct drawing *drawing, const int32_t *set, int32_t size, int64_t *counts)
{
    struct firm_item pooled = { .drawn = (int64_t)drawing->done * size };

    for (int32_t rank = 0; rank < drawing->items; rank++)
        counts[rank] = 0;
    for (int32_t k = 0; k < size; k++) {
        const struct firm_item *item = &drawing->firm.items[set[k]];
        const int32_t *row = drawing->table + (size_t)set[k] * (size_t)drawing->row;
        pooled.rank_sum += item->rank_sum;
        pooled.selected += item->selected;
        pooled.score += (drawing->model->m + drawing->firm.effects[set[k]]) / size;
        for (int32_t at = 0; at < drawing->row; at++)
            counts[drawing->counted ? at : row[at] - 1] += drawing->counted ? row[at] : 1;
    }
    find_middle(counts, pooled.drawn, &pooled);
    for (int32_t k = 0; k < size; k++)
        drawing->firm.items[set[k]] = pooled;
}

static void pool_all(struct drawing *drawing)
{
    struct twins twins = twins_find(drawing->op, drawing->marks);
    int64_t *counts = mem_array(drawing->op, int64_t, (size_t)drawing->items);

    for (int32_t s = 0; s < twins.set_count; s++)
        pool_twins(drawing, twins.items + twins.first[s], twins.first[s + 1] - twins.first[s],
                   counts);
}

void firm_order(struct op *op, const struct firm *firm, int32_t count, int32_t *ret_order,
                int32_t *ret_rank)
{
    struct fraction *scores = mem_array(op, struct fraction, (size_t)count);

    for (int32_t i = 0; i < count; i++)
        scores[i] = (struct fraction){ -firm->items[i].rank_sum, firm->items[i].drawn };
    score_order(scores, count, ret_order, ret_rank);
}

/* Groups by where the places-th smallest expected rank lies. */
static void group_items(struct drawing *drawing)
{
    struct firm_item *items = drawing->firm.items;
    int32_t places = drawing->request->places;
    int32_t *order = mem_array(drawing->op, int32_t, (size_t)drawing->items);
    struct fraction threshold = { places == 0 ? 0 : (int64_t)drawing->items + 1, 1 };

    if (places < 0)
        return;
    firm_order(drawing->op, &drawing->firm, drawing->items, order, drawing->ranks);
    if (places > 0 && places <= drawing->items) {
        const struct firm_item *last = &items[order[places - 1]];
        threshold = (struct fraction){ last->rank_sum, last->drawn };
    }
    for (int32_t i = 0; i < drawing->items; i++) {
        bool below = fraction_compare((struct fraction){ items[i].high50, 1 }, threshold) < 0;
        bool above = fraction_compare((struct fraction){ items[i].low50, 1 }, threshold) > 0;
        items[i].group = below ? GROUP_ACCEPT : above ? GROUP_REJECT : GROUP_LOTTERY;
    }
}

enum err firm_draw(struct op *op, const struct marks *marks, const struct firm_request *request,
                   struct firm *ret_firm)
{
    struct drawing drawing = {
        .op = op,
        .marks = marks,
        .request = request,
        .items = marks->items.count,
        .random = random_from(request->seed),
    };

    enum err e = model_new(op, marks, &drawing.model);
    if (e == OK)
        e = check_size(&drawing);
    if (e != OK)
        return e;
    make_room(&drawing);
    draw_all(&drawing);
    pool_all(&drawing);
    group_items(&drawing);
    *ret_firm = drawing.firm;
    return OK;
}
