/* SPDX-License-Identifier: Apache-2.0 */
/* renew.c: new marks and their mean, trimmed mean or median. */
#include "rank/renew.h"

#include "base/mem.h"

struct renewal {
    const struct model *model;
    enum rank_method method;
    double *noise;  /* of each mark */
    double *marks;  /* of one item */
    double *scores; /* of each item */
    struct placing *sorting;
};

struct renewal *renewal_new(struct op *op, const struct model *model, enum rank_method method)
{
    const struct marks *marks = model->marks;
    struct renewal *renewal = mem_new(op, struct renewal);
    int32_t most = 0;

    for (int32_t i = 0; i < marks->items.count; i++) {
        int32_t count = marks->item_first[i + 1] - marks->item_first[i];
        most = count > most ? count : most;
    }
    renewal->model = model;
    renewal->method = method;
    renewal->noise = mem_array(op, double, (size_t)marks->count);
    renewal->marks = mem_array(op, double, (size_t)most);
    renewal->scores = mem_array(op, double, (size_t)marks->items.count);
    renewal->sorting = placing_new(op, most);
    return renewal;
}

void renewal_noise(struct renewal *renewal, struct random *random, double noise_sd)
{
    for (int32_t k = 0; k < renewal->model->marks->count; k++)
        renewal->noise[k] = noise_sd * random_normal(random);
}

static double score_item(struct renewal *renewal, int32_t count)
{
    double *marks = renewal->marks;
    int32_t from = 0;
    int32_t end = count;
    double sum = 0;

    if (renewal->method != METHOD_MEAN)
        placing_sort(renewal->sorting, marks, count);
    if (renewal->method == METHOD_MEDIAN) {
        from = (count - 1) / 2;
        end = count / 2 + 1;
    }
    if (renewal->method == METHOD_TRIMMED && count >= TRIMMED_MARKS_MIN) {
        from = 1;
        end = count - 1;
    }
    for (int32_t k = from; k < end; k++)
        sum += marks[k];
    return sum / (end - from);
}

void renewal_rank(struct renewal *renewal, struct placing *placing, const double *effects,
                  double sign, int32_t *ret_ranks)
{
    const struct marks *marks = renewal->model->marks;

    for (int32_t i = 0; i < marks->items.count; i++) {
        int32_t first = marks->item_first[i];
        int32_t count = marks->item_first[i + 1] - first;
        for (int32_t k = 0; k < count; k++)
            renewal->marks[k] = model_expected(renewal->model, first + k, effects) +
                                sign * renewal->noise[first + k];
        renewal->scores[i] = score_item(renewal, count);
    }
    placing_rank(placing, renewal->scores, ret_ranks);
}
