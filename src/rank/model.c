/* SPDX-License-Identifier: Apache-2.0 */
/* model.c: elimination, Cholesky factor, mean and deviations. */
#include "rank/model_inner.h"

#include "base/mem.h"
#include "base/op.h"

#include <stdbool.h>

enum { GROUPS_ROOM = 8 * 1024 * 1024 }; /* doubles for the matrices of groups */

static int32_t effect_of_reviewer(const struct marks *marks, int32_t reviewer)
{
    return marks->items.count + reviewer;
}

static int32_t effect_of_section(const struct marks *marks, int32_t section)
{
    return marks->items.count + marks->reviewers.count + section;
}

double model_expected(const struct model *model, int32_t k, const double *effects)
{
    const struct mark *mark = &model->marks->rows[k];
    double sum = effects[mark->item] + effects[effect_of_reviewer(model->marks, mark->reviewer)];

    if (model->marks->sections.count > 0)
        sum += effects[effect_of_section(model->marks, mark->section)];
    return sum;
}

/* m and y: the mean of the items' means, in their order. */
static void centre_marks(struct model *model, const struct marks *marks)
{
    double sum = 0;

    for (int32_t i = 0; i < marks->items.count; i++) {
        int64_t item_sum = 0;
        for (int32_t k = marks->item_first[i]; k < marks->item_first[i + 1]; k++)
            item_sum += marks->rows[k].hundredths;
        sum += (double)item_sum / (100.0 * (marks->item_first[i + 1] - marks->item_first[i]));
    }
    model->m = sum / marks->items.count;
    for (int32_t k = 0; k < marks->count; k++)
        model->y[k] = marks->rows[k].hundredths / 100.0 - model->m;
}

/* The eliminated effect, the kept place of the other side, and that of the section, of a mark. */
struct places {
    int32_t gone, kept, section;
};

static struct places places_of(const struct model *model, int32_t k)
{
    const struct marks *marks = model->marks;
    const struct mark *mark = &marks->rows[k];

    if (model->inner->gone_first == 0)
        return (struct places){ mark->item, mark->reviewer,
                                marks->reviewers.count + mark->section };
    return (struct places){ mark->reviewer, mark->item, marks->items.count + mark->section };
}

/* Rows of the marks by eliminated effect, each effect's in order: those of effect g end at
 * ends[g]. */
static int32_t *order_by_gone(struct op *op, const struct model *model, int32_t *ends)
{
    int32_t count = model->marks->count;
    int32_t *rows = mem_array(op, int32_t, (size_t)count);

    for (int32_t k = 0; k < count; k++)
        ends[places_of(model, k).gone + 1]++;
    for (int32_t g = 0; g < model->inner->gone; g++)
        ends[g + 1] += ends[g];
    for (int32_t k = 0; k < count; k++)
        rows[ends[places_of(model, k).gone]++] = k;
    return rows;
}

/* Links each eliminated effect to the places its marks share with it, sections counted once. */
static void link_effects(struct op *op, struct model *model)
{
    struct model_inner *inner = model->inner;
    bool sections = model->marks->sections.count > 0;
    int32_t *ends = mem_array(op, int32_t, (size_t)inner->gone + 1);
    int32_t *rows = order_by_gone(op, model, ends);
    int32_t *link_of = mem_array(op, int32_t, (size_t)model->kept); /* of a section; + 1 */
    int32_t end = 0;

    for (int32_t g = 0, at = 0; g < inner->gone; g++) {
        inner->link_first[g] = end;
        for (; at < ends[g]; at++) {
            struct places places = places_of(model, rows[at]);
            inner->gone_count[g] += 1;
            inner->gone_sum[g] += model->y[rows[at]];
            inner->link_place[end] = places.kept; /* a pair stands once */
            inner->link_times[end++] = 1;
            if (!sections)
                continue;
            if (link_of[places.section] <= inner->link_first[g]) {
                inner->link_place[end] = places.section;
                link_of[places.section] = ++end;
            }
            inner->link_times[link_of[places.section] - 1] += 1;
        }
    }
    inner->link_first[inner->gone] = end;
}

void model_add_product(const struct model *model, int32_t gone, double factor, double *a)
{
    const struct model_inner *inner = model->inner;
    const int32_t *place = inner->link_place;

    for (int32_t i = inner->link_first[gone]; i < inner->link_first[gone + 1]; i++) {
        double scaled = factor * inner->link_times[i];
        for (int32_t j = inner->link_first[gone]; j <= i; j++) {
            int32_t row = place[i] > place[j] ? place[i] : place[j];
            int32_t column = place[i] > place[j] ? place[j] : place[i];
            a[(size_t)row * (size_t)model->kept + (size_t)column] += scaled * inner->link_times[j];
        }
    }
}

/* Groups effects by their number of marks, when the matrices of the groups have room. */
static void group_effects(struct op *op, struct model *model)
{
    struct model_inner *inner = model->inner;
    size_t cells = (size_t)model->kept * (size_t)model->kept;
    int32_t most = 0;

    for (int32_t g = 0; g < inner->gone; g++)
        most = inner->gone_count[g] > most ? (int32_t)inner->gone_count[g] : most;
    int32_t *group_of = mem_array(op, int32_t, (size_t)most + 1);
    int32_t count = 0;
    for (int32_t g = 0; g < inner->gone; g++) {
        int32_t *group = &group_of[(int32_t)inner->gone_count[g]];
        *group = *group == 0 ? ++count : *group;
    }
    if ((size_t)count * cells > GROUPS_ROOM)
        return;
    inner->group_count = count;
    inner->group_marks = mem_array(op, double, (size_t)count);
    inner->groups = mem_array(op, double, (size_t)count *cells);
    for (int32_t g = 0; g < inner->gone; g++) {
        int32_t group = group_of[(int32_t)inner->gone_count[g]] - 1;
        inner->group_marks[group] = inner->gone_count[g];
        model_add_product(model, g, 1, inner->groups + (size_t)group * cells);
    }
}

/* What kept places share, and the sums of their y. */
static void sum_kept(struct model *model)
{
    struct model_inner *inner = model->inner;
    size_t kept = (size_t)model->kept;

    for (int32_t k = 0; k < model->marks->count; k++) {
        struct places places = places_of(model, k);
        size_t side = (size_t)places.kept;
        size_t section = (size_t)places.section;
        inner->base[side * kept + side] += 1;
        inner->kept_sum[side] += model->y[k];
        if (model->marks->sections.count > 0) {
            inner->base[section * kept + section] += 1;
            inner->base[section * kept + side] += 1;
            inner->kept_sum[section] += model->y[k];
        }
    }
}

static double estimate_work(const struct model *model)
{
    const struct model_inner *inner = model->inner;
    double kept = model->kept;
    double products = 0;

    for (int32_t g = 0; g < inner->gone; g++) {
        double links = inner->link_first[g + 1] - inner->link_first[g];
        products += links * links / 2;
    }
    if (inner->group_count > 0)
        products = inner->group_count * kept * kept / 2;
    return products + kept * kept * kept / 6 + kept * kept + 4.0 * model->marks->count +
           8.0 * model->effect_count;
}

enum err model_new(struct op *op, const struct marks *marks, struct model **ret_model)
{
    struct model *model = mem_new(op, struct model);
    struct model_inner *inner = mem_new(op, struct model_inner);
    int32_t items = marks->items.count;
    int32_t reviewers = marks->reviewers.count;
    bool items_gone = items >= reviewers;

    model->marks = marks;
    model->inner = inner;
    model->effect_count = items + reviewers + marks->sections.count;
    model->kept = (items_gone ? reviewers : items) + marks->sections.count;
    if (model->kept > MODEL_KEPT_MAX) {
        fail_arg(op, "max", "%d", MODEL_KEPT_MAX);
        return fail(op, ERR_TOO_LARGE, "rank_too_wide", "%d effects are dense", model->kept);
    }
    inner->gone = items_gone ? items : reviewers;
    inner->gone_first = items_gone ? 0 : items;
    size_t gone = (size_t)inner->gone;
    size_t kept = (size_t)model->kept;
    size_t links = (size_t)marks->count * (marks->sections.count > 0 ? 2 : 1);
    model->y = mem_array(op, double, (size_t)marks->count);
    model->mean = mem_array(op, double, (size_t)model->effect_count);
    inner->kept_effect = mem_array(op, int32_t, kept);
    inner->link_first = mem_array(op, int32_t, gone + 1);
    inner->link_place = mem_array(op, int32_t, links);
    inner->link_times = mem_array(op, double, links);
    inner->gone_count = mem_array(op, double, gone);
    inner->gone_sum = mem_array(op, double, gone);
    inner->gone_precision = mem_array(op, double, gone);
    inner->kept_sum = mem_array(op, double, kept);
    inner->kept_prior = mem_array(op, double, kept);
    inner->base = mem_array(op, double, kept *kept);
    inner->factor = mem_array(op, double, kept *kept);
    inner->forward = mem_array(op, double, kept);
    size_t sections = (size_t)marks->sections.count;
    inner->trailing = mem_array(op, double, sections *sections);
    inner->small = mem_array(op, double, sections *sections);
    inner->work = mem_array(op, double, kept);
    /* Reviewers and sections stand behind the items; items alone stand before the reviewers. */
    for (int32_t i = 0; i < model->kept; i++)
        inner->kept_effect[i] = items_gone ? items + i : i < items ? i : reviewers + i;
    centre_marks(model, marks);
    link_effects(op, model);
    group_effects(op, model);
    sum_kept(model);
    model->fit_work = estimate_work(model);
    double count = marks->sections.count;
    model->section_work = count * count * count / 6 + 2 * count * count + 50;
    *ret_model = model;
    return OK;
}
