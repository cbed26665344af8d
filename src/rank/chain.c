/* SPDX-License-Identifier: Apache-2.0 */
/* chain.c: slice sampling of two or three standard deviations. */
#include "rank/chain.h"

#include "base/mem.h"

#include <math.h>
#include <stdbool.h>

/* A direction of a sweep: a coordinate in which the sds move. */
enum direction { BY_NOISE, BY_ITEM, BY_SECTION, BY_ANGLE, DIRECTIONS };

enum {
    SWEEPS_FIRST = 30, /* before the first that counts; widths are learned in them */
    SWEEPS_MIN = 40,
    FITS_A_SWEEP = 15, /* about */
    FITS_A_STEP = 6,   /* of the sections' sd */
    STEPS_MAX = 100    /* of one stepping out */
};
#define FIT_WORK    1.5e8 /* multiplications to spend on fits */
#define WIDTH_FIRST 1.0
#define WIDTH_MIN   1e-6
#define SHRUNK      1e-13 /* an interval this short is the point itself */

struct chain {
    struct model *model;
    struct random *random;
    double sds[SD_COUNT];
    double width[DIRECTIONS]; /* of the first interval */
    double moved[DIRECTIONS]; /* mean length of a move, while learning */
};

struct line {
    struct chain *chain;
    enum direction direction;
    bool cheap;    /* BY_SECTION, all else fixed: the density is that of the sections alone */
    double radius; /* BY_ANGLE */
    double low, high;
};

static struct line line_of(struct chain *chain, enum direction direction, double *ret_at)
{
    struct line line = { chain, direction, direction == BY_SECTION, 0, log(SD_MIN), log(SD_MAX) };
    double noise = chain->sds[SD_NOISE];
    double item = chain->sds[SD_ITEM];

    if (direction != BY_ANGLE) {
        *ret_at = log(chain->sds[direction]);
        return line;
    }
    line.radius = hypot(noise, item);
    line.low = fmax(asin(fmin(1, SD_MIN / line.radius)), acos(fmin(1, SD_MAX / line.radius)));
    line.high = fmin(acos(fmin(1, SD_MIN / line.radius)), asin(fmin(1, SD_MAX / line.radius)));
    *ret_at = atan2(item, noise);
    return line;
}

/* Moves to a point of the line and returns the log density there, with that of the coordinate. */
static double density_at(const struct line *line, double at)
{
    struct chain *chain = line->chain;
    double jacobian = 0;

    if (line->direction == BY_ANGLE) {
        chain->sds[SD_NOISE] = fmin(SD_MAX, fmax(SD_MIN, line->radius * cos(at)));
        chain->sds[SD_ITEM] = fmin(SD_MAX, fmax(SD_MIN, line->radius * sin(at)));
    } else {
        chain->sds[line->direction] = fmin(SD_MAX, fmax(SD_MIN, exp(at)));
        jacobian = at;
    }
    if (line->cheap)
        return model_section_density(chain->model, chain->sds[SD_SECTION]) + jacobian;
    model_fit(chain->model, chain->sds);
    return chain->model->density + jacobian;
}

/* One end of the first interval, moved out until the density is below the level. */
static double step_out(const struct line *line, double from, double by, double level)
{
    for (int step = 0; step < STEPS_MAX; step++) {
        if (from <= line->low || from >= line->high)
            return from <= line->low ? line->low : line->high;
        if (density_at(line, from) < level)
            break;
        from += by;
    }
    return from;
}

static void move_along(struct chain *chain, enum direction direction)
{
    double at = 0;
    double width = chain->width[direction];
    struct line line = line_of(chain, direction, &at);
    double begin = at;
    double density = line.cheap              ? density_at(&line, at)
                     : direction == BY_ANGLE ? chain->model->density
                                             : chain->model->density + at;
    double level = density + log(random_uniform(chain->random));
    double low = at - width * random_uniform(chain->random);
    double high = low + width;

    low = step_out(&line, low, -width, level);
    high = step_out(&line, high, width, level);
    for (;;) {
        at = low + (high - low) * random_uniform(chain->random);
        if (high - low < SHRUNK)
            at = begin;
        if (density_at(&line, at) >= level || high - low < SHRUNK)
            break;
        if (at < begin)
            low = at;
        else
            high = at;
    }
    chain->moved[direction] += fabs(at - begin);
}

void chain_step_section(struct chain *chain)
{
    if (chain->model->marks->sections.count == 0)
        return;
    move_along(chain, BY_SECTION);
    model_fit_sections(chain->model, chain->sds[SD_SECTION]);
}

void chain_sweep(struct chain *chain)
{
    if (chain->model->marks->sections.count > 0)
        model_fit(chain->model, chain->sds); /* the density, which steps of sections leave behind */
    move_along(chain, BY_NOISE);
    move_along(chain, BY_ITEM);
    move_along(chain, BY_ANGLE);
    chain_step_section(chain);
}

const double *chain_sds(const struct chain *chain)
{
    return chain->sds;
}

struct chain *chain_new(struct op *op, struct model *model, struct random *random)
{
    struct chain *chain = mem_new(op, struct chain);

    *chain = (struct chain){ .model = model, .random = random };
    for (int i = 0; i < SD_COUNT; i++)
        chain->sds[i] = REVIEWER_SD;
    for (int i = 0; i < DIRECTIONS; i++)
        chain->width[i] = WIDTH_FIRST;
    model_fit(model, chain->sds);
    for (int sweep = 1; sweep <= SWEEPS_FIRST; sweep++) {
        chain_sweep(chain);
        /* A move is about as long as the slice is wide, halved; the first half is forgotten. */
        for (int i = 0; i < DIRECTIONS && sweep % 5 == 0; i++) {
            chain->width[i] = fmax(WIDTH_MIN, 3 * chain->moved[i] / 5);
            chain->moved[i] = 0;
        }
    }
    return chain;
}

int32_t chain_sweeps(const struct model *model, int32_t deviations)
{
    double sweeps = FIT_WORK / (FITS_A_SWEEP * model->fit_work);

    sweeps = fmax(SWEEPS_MIN, sweeps);
    return sweeps < deviations ? (int32_t)sweeps : deviations;
}

int32_t chain_section_stride(const struct model *model, int32_t deviations)
{
    double steps = FIT_WORK / (FITS_A_STEP * model->section_work + model->fit_work / 10);

    return steps < deviations ? (int32_t)ceil(deviations / fmax(SWEEPS_MIN, steps)) : 1;
}

double chain_work(const struct model *model, int32_t sweeps)
{
    return (double)(sweeps + SWEEPS_FIRST) * FITS_A_SWEEP * model->fit_work + FIT_WORK;
}
