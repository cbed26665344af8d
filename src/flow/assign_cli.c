/* SPDX-License-Identifier: Apache-2.0 */
/* assign_cli.c: the verb `dianjiang assign`. */
#include "flow/assign_cli.h"

#include "base/mem.h"
#include "base/op.h"
#include "base/time.h"
#include "flow/assign.h"
#include "flow/assign_read.h"

#include <stdio.h>
#include <string.h>

enum { EXIT_GOOD = 0, EXIT_JUDGED = 1, EXIT_USAGE = 2, EXIT_WORLD = 3 };
enum { OUT_BYTES = 1 << 16, LINE_BYTES = 40 };

/* Text on its way to a file, in pieces. */
struct out {
    FILE *file;
    size_t used;
    char bytes[OUT_BYTES];
};

static void out_flush(struct out *out)
{
    (void)fwrite(out->bytes, 1, out->used, out->file);
    out->used = 0;
}

/* Writes a number not below zero and a character after it. */
static void out_number(struct out *out, int32_t number, char after)
{
    char digits[12];
    int count = 0;

    do {
        digits[count++] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    while (count > 0)
        out->bytes[out->used++] = digits[--count];
    out->bytes[out->used++] = after;
}

static int print_rows(struct op *op, const struct assign_problem *problem,
                      const struct assign_result *result)
{
    struct out *out = mem_new(op, struct out);

    out->file = stdout;
    for (int32_t k = 0; k < result->row_count; k++) {
        const struct assign_edge *edge = &problem->edges[result->rows[k]];
        if (out->used > OUT_BYTES - LINE_BYTES)
            out_flush(out);
        out_number(out, edge->demand, ' ');
        out_number(out, edge->expert, ' ');
        out_number(out, edge->weight, '\n');
    }
    out_flush(out);
    return fflush(stdout) == 0 && !ferror(stdout) ? EXIT_GOOD : EXIT_WORLD;
}

static int print_failure(struct op *op)
{
    (void)fprintf(stderr, "%s\n%s\n", op_failure_text(op), op->failure.detail);
    return op->failure.code == ERR_UNAVAILABLE ? EXIT_WORLD : EXIT_JUDGED;
}

static int run(struct op *op, const char *path)
{
    struct assign_problem problem;
    struct assign_result result;
    struct assign *assign = NULL;

    if (assign_read(op, path, &problem) != OK)
        return print_failure(op);
    int64_t begin_us = time_monotonic_us();
    if (assign_new(op, &problem, &assign) != OK || assign_solve(op, assign) != OK)
        return print_failure(op);
    int64_t spent_us = time_monotonic_us() - begin_us;
    assign_result(op, assign, &result);
    int code = print_rows(op, &problem, &result);
    (void)fprintf(stderr, "total=%lld filled=%lld needed=%lld solve_seconds=%lld.%06lld\n",
                  (long long)result.total, (long long)result.seats_filled,
                  (long long)result.seats_needed, (long long)(spent_us / 1000000),
                  (long long)(spent_us % 1000000));
    return code;
}

int assign_main(int argc, char **argv)
{
    if (argc != 2 || argv[1][0] == '-') {
        (void)fputs("usage: dianjiang assign INSTANCE\n", stderr);
        return EXIT_USAGE;
    }
    struct op *op = op_new(NULL, 0, 0);
    int code = run(op, argv[1]);
    op_free(op);
    return code;
}
