/* SPDX-License-Identifier: Apache-2.0 */
/* model_fit.c: one solution of the model: precision, Cholesky factor, mean, density, deviations. */
#include "rank/model_inner.h"

#include <math.h>
#include <string.h>

/* In four sums, which the processor adds at the same time; the order is fixed. */
static double dot_product(const double *a, const double *b, int32_t count)
{
    double sums[4] = { 0 };
    int32_t i = 0;

    for (; i + 4 <= count; i += 4) {
        sums[0] += a[i] * b[i];
        sums[1] += a[i + 1] * b[i + 1];
        sums[2] += a[i + 2] * b[i + 2];
        sums[3] += a[i + 3] * b[i + 3];
    }
    for (; i < count; i++)
        sums[0] += a[i] * b[i];
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

/* Turns the lower half of a positive definite matrix, rows of stride apart, into its Cholesky
 * factor * L, row by row, beginning with the columns from first. */
static void factorize(double *a, int32_t size, int32_t stride, int32_t first)
{
    for (int32_t i = first; i < size; i++) {
        double *row = a + (size_t)i * (size_t)stride;
        for (int32_t j = first; j < i; j++) {
            const double *above = a + (size_t)j * (size_t)stride;
            row[j] = (row[j] - dot_product(row + first, above + first, j - first)) / above[j];
        }
        row[i] = sqrt(row[i] - dot_product(row + first, row + first, i - first));
    }
}

/* x becomes L^-1 x, from element first on, L taken from there. */
static void solve_lower(const double *factor, int32_t size, int32_t stride, int32_t first,
                        double *x)
{
    for (int32_t i = first; i < size; i++) {
        const double *row = factor + (size_t)i * (size_t)stride;
        x[i] = (x[i] - dot_product(row + first, x + first, i - first)) / row[i];
    }
}

/* x becomes (L^T)^-1 x. */
static void solve_upper(const double *factor, int32_t size, double *x)
{
    for (int32_t i = size - 1; i >= 0; i--) {
        const double *row = factor + (size_t)i * (size_t)size;
        x[i] /= row[i];
        for (int32_t j = 0; j < i; j++)
            x[j] -= row[j] * x[i];
    }
}

static double prior_of(const struct model *model, int32_t effect, const double sds[SD_COUNT])
{
    double sd = effect < model->marks->items.count ? sds[SD_ITEM]
                : effect < model->marks->items.count + model->marks->reviewers.count
                    ? REVIEWER_SD
                    : sds[SD_SECTION];

    return 1.0 / (sd * sd);
}

static void set_precisions(struct model *model, const double sds[SD_COUNT])
{
    struct model_inner *inner = model->inner;

    inner->noise_weight = 1.0 / (sds[SD_NOISE] * sds[SD_NOISE]);
    inner->gone_prior = prior_of(model, inner->gone_first, sds);
    for (int32_t g = 0; g < inner->gone; g++)
        inner->gone_precision[g] = inner->noise_weight * inner->gone_count[g] + inner->gone_prior;
    for (int32_t i = 0; i < model->kept; i++)
        inner->kept_prior[i] = prior_of(model, inner->kept_effect[i], sds);
}

/* The kept places' precision with the eliminated effects integrated out; of the sections' prior
 * nothing yet. */
static void set_precision(struct model *model)
{
    struct model_inner *inner = model->inner;
    size_t kept = (size_t)model->kept;
    double weight = inner->noise_weight;
    double *a = inner->factor;

    for (size_t i = 0; i < kept; i++) {
        for (size_t j = 0; j <= i; j++)
            a[i * kept + j] = weight * inner->base[i * kept + j];
        if (i < (size_t)kept_side(model))
            a[i * kept + i] += inner->kept_prior[i];
    }
    for (int32_t group = 0; group < inner->group_count; group++) {
        const double *product = inner->groups + (size_t)group * kept * kept;
        double factor = weight * weight / (weight * inner->group_marks[group] + inner->gone_prior);
        for (size_t i = 0; i < kept; i++) {
            for (size_t j = 0; j <= i; j++)
                a[i * kept + j] -= factor * product[i * kept + j];
        }
    }
    for (int32_t g = 0; inner->group_count == 0 && g < inner->gone; g++)
        model_add_product(model, g, -weight * weight / inner->gone_precision[g], a);
}

/* Factors the side's rows and takes their part off the sections' rows; the rest of these is kept.
 * */
static void set_factor(struct model *model)
{
    struct model_inner *inner = model->inner;
    int32_t kept = model->kept;
    int32_t side = kept_side(model);
    double *trailing = inner->trailing;

    factorize(inner->factor, side, kept, 0);
    for (int32_t i = side; i < kept; i++) {
        double *row = inner->factor + (size_t)i * (size_t)kept;
        for (int32_t j = 0; j < side; j++) {
            const double *above = inner->factor + (size_t)j * (size_t)kept;
            row[j] = (row[j] - dot_product(row, above, j)) / above[j];
        }
        for (int32_t j = side; j <= i; j++) {
            const double *above = inner->factor + (size_t)j * (size_t)kept;
            trailing[(size_t)(i - side) * (size_t)(kept - side) + (size_t)(j - side)] =
                row[j] - dot_product(row, above, side);
        }
    }
}

/* Sum over an effect's links of times x value of the place. */
static double sum_links(const struct model_inner *inner, int32_t gone, const double *values)
{
    double sum = 0;

    for (int32_t at = inner->link_first[gone]; at < inner->link_first[gone + 1]; at++)
        sum += inner->link_times[at] * values[inner->link_place[at]];
    return sum;
}

/* The right side, solved for the side; what it leaves for the sections. */
static void set_forward(struct model *model)
{
    struct model_inner *inner = model->inner;
    double weight = inner->noise_weight;
    int32_t side = kept_side(model);
    double *x = inner->forward;

    for (int32_t i = 0; i < model->kept; i++)
        x[i] = weight * inner->kept_sum[i];
    for (int32_t g = 0; g < inner->gone; g++) {
        double share = weight * weight * inner->gone_sum[g] / inner->gone_precision[g];
        for (int32_t at = inner->link_first[g]; at < inner->link_first[g + 1]; at++)
            x[inner->link_place[at]] -= share * inner->link_times[at];
    }
    solve_lower(inner->factor, side, model->kept, 0, x);
    for (int32_t i = side; i < model->kept; i++)
        x[i] -= dot_product(inner->factor + (size_t)i * (size_t)model->kept, x, side);
}

/* Adds the sections' prior to what the side leaves of them and factors it, into a matrix whose rows
 * are stride apart. */
static void factor_sections(const struct model *model, double prior, double *a, int32_t stride)
{
    int32_t count = model->marks->sections.count;

    for (int32_t i = 0; i < count; i++) {
        for (int32_t j = 0; j <= i; j++)
            a[(size_t)i * (size_t)stride + (size_t)j] =
                model->inner->trailing[(size_t)i * (size_t)count + (size_t)j];
        a[(size_t)i * (size_t)stride + (size_t)i] += prior;
    }
    factorize(a, count, stride, 0);
}

/* Completes factor and mean for the sections' prior. */
static void set_mean(struct model *model)
{
    struct model_inner *inner = model->inner;
    int32_t kept = model->kept;
    int32_t side = kept_side(model);
    double *x = inner->work;

    if (side < kept)
        factor_sections(model, inner->kept_prior[side],
                        inner->factor + (size_t)side * (size_t)kept + (size_t)side, kept);
    memcpy(x, inner->forward, (size_t)kept * sizeof *x);
    solve_lower(inner->factor, kept, kept, side, x);
    solve_upper(inner->factor, kept, x);
    for (int32_t i = 0; i < kept; i++)
        model->mean[inner->kept_effect[i]] = x[i];
    for (int32_t g = 0; g < inner->gone; g++)
        model->mean[inner->gone_first + g] = inner->noise_weight *
                                             (inner->gone_sum[g] - sum_links(inner, g, x)) /
                                             inner->gone_precision[g];
}

/* Sums of logarithms by the logarithm of a product, taken before it can leave the range. */
struct log_product {
    double product, sum;
};

static void multiply_log(struct log_product *log_product, double factor)
{
    log_product->product *= factor;
    if (log_product->product > 1e100 || log_product->product < 1e-100) {
        log_product->sum += log(log_product->product);
        log_product->product = 1;
    }
}

/* The marks' density with all effects integrated out; its quadratic form is written as the squares
 * of noise and effects at the mean, which are all positive: nothing cancels. */
static void set_density(struct model *model, const double sds[SD_COUNT])
{
    struct model_inner *inner = model->inner;
    struct log_product ratio = { 1, 0 };
    double noise = 0;
    double effects = 0;

    for (int32_t k = 0; k < model->marks->count; k++) {
        double rest = model->y[k] - model_expected(model, k, model->mean);
        noise += rest * rest;
    }
    for (int32_t g = 0; g < inner->gone; g++) {
        double mean = model->mean[inner->gone_first + g];
        effects += mean * mean;
        multiply_log(&ratio, inner->gone_prior / inner->gone_precision[g]);
    }
    effects *= inner->gone_prior;
    for (int32_t i = 0; i < model->kept; i++) {
        double mean = model->mean[inner->kept_effect[i]];
        double pivot = inner->factor[(size_t)i * (size_t)model->kept + (size_t)i];
        effects += inner->kept_prior[i] * mean * mean;
        multiply_log(&ratio, inner->kept_prior[i] / (pivot * pivot));
    }
    model->density =
        0.5 * (log(ratio.product) + ratio.sum - inner->noise_weight * noise - effects) -
        model->marks->count * log(sds[SD_NOISE]);
}

void model_fit(struct model *model, const double sds[SD_COUNT])
{
    set_precisions(model, sds);
    set_precision(model);
    set_factor(model);
    set_forward(model);
    set_mean(model);
    set_density(model, sds);
}

double model_section_density(const struct model *model, double sd)
{
    struct model_inner *inner = model->inner;
    int32_t count = model->marks->sections.count;
    double prior = 1.0 / (sd * sd);
    struct log_product ratio = { 1, 0 };
    double square = 0;

    factor_sections(model, prior, inner->small, count);
    memcpy(inner->work, inner->forward + kept_side(model), (size_t)count * sizeof *inner->work);
    solve_lower(inner->small, count, count, 0, inner->work);
    for (int32_t i = 0; i < count; i++) {
        double pivot = inner->small[(size_t)i * (size_t)count + (size_t)i];
        square += inner->work[i] * inner->work[i];
        multiply_log(&ratio, prior / (pivot * pivot));
    }
    return 0.5 * (log(ratio.product) + ratio.sum + square);
}

void model_fit_sections(struct model *model, double sd)
{
    for (int32_t i = kept_side(model); i < model->kept; i++)
        model->inner->kept_prior[i] = 1.0 / (sd * sd);
    set_mean(model);
}

void model_deviate(const struct model *model, struct random *random, double *ret_deviation)
{
    const struct model_inner *inner = model->inner;
    double *x = inner->work;

    for (int32_t i = 0; i < model->kept; i++)
        x[i] = random_normal(random);
    solve_upper(inner->factor, model->kept, x);
    for (int32_t i = 0; i < model->kept; i++)
        ret_deviation[inner->kept_effect[i]] = x[i];
    for (int32_t g = 0; g < inner->gone; g++) {
        double precision = inner->gone_precision[g];
        ret_deviation[inner->gone_first + g] =
            random_normal(random) / sqrt(precision) -
            inner->noise_weight * sum_links(inner, g, x) / precision;
    }
}
