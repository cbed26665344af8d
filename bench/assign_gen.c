/* SPDX-License-Identifier: Apache-2.0 */
/*
 * assign_gen.c: writes a random assignment problem that depends on its arguments alone.
 *
 * assign_gen DEMANDS EXPERTS EDGES_EACH NEED CAPACITY SKEW SEED > FILE
 *
 * Every demand has EDGES_EACH different experts. With SKEW 0 they are drawn evenly; with SKEW s > 0
 * expert number E u^(1 + s) for u even in [0, 1), so that low numbers are wanted by many, and the
 * weight grows with being wanted. The form is that of src/flow/assign_read.h.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct shape {
    long demands, experts, edges_each, need, capacity;
    double skew;
};

/* SplitMix64 (Steele, Lea, Flood 2014). */
static uint64_t next_bits(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9E3779B97F4A7C15));

    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

/* Even in [0, 1), with 53 bits. */
static double next_unit(uint64_t *state)
{
    return (double)(next_bits(state) >> 11) * 0x1p-53;
}

static long draw_expert(const struct shape *shape, uint64_t *state)
{
    double at = next_unit(state);

    if (shape->skew > 0)
        at = pow(at, 1 + shape->skew);
    long expert = (long)((double)shape->experts * at);
    return expert < shape->experts ? expert : shape->experts - 1;
}

/* Relevance of 70 %, and up to 30 % for being wanted; 1 .. 1,000,000. */
static long draw_weight(const struct shape *shape, long expert, uint64_t *state)
{
    double relevance = next_unit(state);
    double wanted = shape->skew > 0 ? 1 - (double)expert / (double)shape->experts : 0;
    long weight = 1 + (long)(999999 * (0.7 * relevance + 0.3 * wanted * next_unit(state)));

    return weight < 1000000 ? weight : 1000000;
}

static void write_problem(const struct shape *shape, uint64_t state, long *taken_by)
{
    printf("p assign %ld %ld %ld\n", shape->demands, shape->experts,
           shape->demands * shape->edges_each);
    for (long i = 0; i < shape->demands; i++)
        printf("n %ld %ld\n", i, shape->need);
    for (long j = 0; j < shape->experts; j++)
        printf("c %ld %ld\n", j, shape->capacity);
    for (long i = 0; i < shape->demands; i++) {
        for (long k = 0; k < shape->edges_each; k++) {
            long expert = draw_expert(shape, &state);
            while (taken_by[expert] == i + 1)
                expert = draw_expert(shape, &state);
            taken_by[expert] = i + 1;
            printf("a %ld %ld %ld\n", i, expert, draw_weight(shape, expert, &state));
        }
    }
}

int main(int argc, char **argv)
{
    if (argc != 8) {
        fputs("usage: assign_gen DEMANDS EXPERTS EDGES_EACH NEED CAPACITY SKEW SEED\n", stderr);
        return 2;
    }
    struct shape shape = { strtol(argv[1], NULL, 10), strtol(argv[2], NULL, 10),
                           strtol(argv[3], NULL, 10), strtol(argv[4], NULL, 10),
                           strtol(argv[5], NULL, 10), strtod(argv[6], NULL) };
    if (shape.experts < 1 || shape.edges_each > shape.experts)
        return 2;
    long *taken_by = calloc((size_t)shape.experts, sizeof *taken_by);
    if (taken_by == NULL)
        return 3;
    write_problem(&shape, strtoull(argv[7], NULL, 10), taken_by);
    free(taken_by);
    return fflush(stdout) == 0 ? 0 : 3;
}
