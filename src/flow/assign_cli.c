/* SPDX-License-Identifier: Apache-2.0 */
/* assign_cli.c: the verb `dianjiang assign`. */
#include "flow/assign_cli.h"

#include "base/mem.h"
#include "base/message.h"
#include "base/op.h"
#include "base/time.h"
#include "flow/assign.h"
#include "flow/assign_explain.h"
#include "flow/assign_fair.h"
#include "flow/assign_proof.h"
#include "flow/assign_read.h"
#include "flow/cap.h"
#include "flow/verify.h"

#include <stdio.h>
#include <string.h>

enum { EXIT_GOOD = 0, EXIT_JUDGED = 1, EXIT_USAGE = 2, EXIT_WORLD = 3 };
enum { OUT_BYTES = 1 << 16, LINE_BYTES = 40, LISTED_MAX = 20 };

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

/* What the command line asks for; paths are NULL when it does not. */
struct request {
    const char *instance;
    const char *certificate; /* write it there */
    const char *check;       /* check that one instead of solving */
    bool fair;
    bool explain;
    const char *cap;  /* most probability of a pair in 1/1024, as typed */
    const char *draw; /* seed of a draw under the cap */
};

static void print_sums(const struct assign_result *result, int64_t spent_us, const char *more)
{
    (void)fprintf(stderr, "total=%lld filled=%lld needed=%lld solve_seconds=%lld.%06lld%s\n",
                  (long long)result->total, (long long)result->seats_filled,
                  (long long)result->seats_needed, (long long)(spent_us / 1000000),
                  (long long)(spent_us % 1000000), more);
}

/* Raises the threshold; *problem becomes the one that keeps it. */
static enum err make_fair(struct op *op, struct assign_problem *problem)
{
    struct assign_fairness fair;
    enum err err = assign_fair(op, problem, &fair);

    if (err != OK)
        return err;
    *problem = fair.problem;
    (void)fprintf(stderr, "threshold=%d best_total=%lld fair_total=%lld cost=%lld\n",
                  fair.threshold, (long long)fair.best_total, (long long)fair.fair_total,
                  (long long)(fair.best_total - fair.fair_total));
    return OK;
}

/* "3、4、7 等 12 个", or "" for none. */
static const char *list_text(struct op *op, const char *what, const int32_t *rows, int32_t count)
{
    char *text = count == 0 ? mem_text(op, "") : mem_printf(op, "%s ", what);

    for (int32_t k = 0; k < count && k < LISTED_MAX; k++)
        mem_append(op, &text, "%s%d", k == 0 ? "" : "、", rows[k]);
    if (count > LISTED_MAX)
        mem_append(op, &text, " 等 %d 个", count);
    return text;
}

static void print_shortage(struct op *op, const struct assign_shortage *row)
{
    char *rules = mem_text(op, "");

    if (row->expert_count > 0)
        mem_append(op, &rules, "，%s已满", list_text(op, "专家", row->experts, row->expert_count));
    if (row->group_count > 0)
        mem_append(op, &rules, "，%s已到限额",
                   list_text(op, "分组", row->groups, row->group_count));
    if (row->edge_count > 0)
        mem_append(op, &rules, "，%lld 对已经匹配", (long long)row->edge_count);
    if (row->held > 0)
        mem_append(op, &rules, "，%lld 席被其他专家的最低任务数占用", (long long)row->held);
    const struct message_arg args[] = {
        { "demands", list_text(op, "需求", row->demands, row->demand_count) },
        { "needed", mem_printf(op, "%lld", (long long)row->needed) },
        { "offered", mem_printf(op, "%lld", (long long)row->offered) },
        { "missing", mem_printf(op, "%lld", (long long)row->missing) },
        { "rules", rules },
    };
    (void)fprintf(stderr, "%s\n",
                  message_text(op, "assign_shortage", args, sizeof args / sizeof args[0]));
}

static enum err explain(struct op *op, struct assign *assign)
{
    struct assign_shortage *rows = NULL;
    int32_t count = 0;
    enum err err = assign_explain(op, assign, &rows, &count);

    for (int32_t k = 0; err == OK && k < count; k++)
        print_shortage(op, &rows[k]);
    return err;
}

static int check(struct op *op, const struct request *request, const struct assign_problem *problem)
{
    struct assign_result result;
    struct assign_certificate certificate;

    if (assign_proof_read(op, request->check, problem, &result, &certificate) != OK ||
        assign_verify(op, problem, &result, &certificate) != OK)
        return print_failure(op);
    print_sums(&result, 0, "");
    return EXIT_GOOD;
}

/* Solves, proves, and only then prints. */
static int solve(struct op *op, const struct request *request, const struct assign_problem *problem)
{
    struct assign_result result;
    struct assign_certificate certificate;
    struct assign *assign = NULL;
    struct assign_problem own = *problem;

    if (request->fair && make_fair(op, &own) != OK)
        return print_failure(op);
    problem = &own;
    int64_t begin_us = time_monotonic_us();
    if (assign_new(op, problem, &assign) != OK || assign_solve(op, assign) != OK)
        return print_failure(op);
    int64_t spent_us = time_monotonic_us() - begin_us;
    assign_result(op, assign, &result);
    assign_certify(op, assign, &certificate);
    if (assign_verify(op, problem, &result, &certificate) != OK) {
        (void)print_failure(op);
        return EXIT_WORLD;
    }
    if (request->certificate != NULL &&
        assign_proof_write(op, request->certificate, problem, &result, &certificate) != OK)
        return print_failure(op);
    if (request->explain && explain(op, assign) != OK)
        return print_failure(op);
    int code = print_rows(op, problem, &result);
    print_sums(&result, spent_us, "");
    return code;
}

/* A number of 1/1024 with six decimals, rounded half up, a child of the op. */
static const char *units_text(struct op *op, int64_t units)
{
    int64_t whole = units / CAP_UNITS;
    int64_t part = (units % CAP_UNITS * 1000000 + CAP_UNITS / 2) / CAP_UNITS;

    return mem_printf(op, "%lld.%06lld", (long long)whole, (long long)part);
}

/* The best plan under the cap, and one draw from it. */
static int draw(struct op *op, const struct request *request, const struct assign_problem *problem,
                int32_t cap)
{
    struct assign_result result;
    struct cap_plan *plan = NULL;
    uint8_t seed[SM3_BYTES];

    int64_t begin_us = time_monotonic_us();
    enum err err = cap_solve(op, problem, cap, &plan);
    if (err != OK)
        return err == ERR_INTERNAL ? (print_failure(op), EXIT_WORLD) : print_failure(op);
    cap_seed(request->draw, seed);
    cap_draw(op, plan, seed, &result);
    int64_t spent_us = time_monotonic_us() - begin_us;
    int code = print_rows(op, problem, &result);
    print_sums(&result, spent_us,
               mem_printf(op, " expected=%s expected_filled=%s", units_text(op, plan->expected),
                          units_text(op, plan->expected_filled)));
    return code;
}

/* A plain decimal of 1 .. CAP_UNITS, or 0. */
static int32_t cap_of(const char *text)
{
    size_t length = strlen(text);
    int32_t cap = 0;

    if (length == 0 || length > 4 || strspn(text, "0123456789") != length)
        return 0;
    for (; *text != '\0'; text++)
        cap = cap * 10 + (*text - '0');
    return cap <= CAP_UNITS ? cap : 0;
}

/* A cap comes with a seed, and neither with what is proved or explained of a certain optimum. */
static bool fits_together(const struct request *request)
{
    bool other =
        request->certificate != NULL || request->check != NULL || request->fair || request->explain;

    if (request->cap == NULL && request->draw == NULL)
        return request->check == NULL || request->certificate == NULL;
    return request->cap != NULL && request->draw != NULL && !other && cap_of(request->cap) > 0 &&
           request->draw[0] != '\0' && strlen(request->draw) <= CAP_SEED_BYTES_MAX;
}

static bool read_arguments(int argc, char **argv, struct request *ret_request)
{
    struct request request = { 0 };

    for (int k = 1; k < argc; k++) {
        bool has_value = k + 1 < argc;
        if (strcmp(argv[k], "--certificate") == 0 && has_value)
            request.certificate = argv[++k];
        else if (strcmp(argv[k], "--check") == 0 && has_value)
            request.check = argv[++k];
        else if (strcmp(argv[k], "--cap") == 0 && has_value)
            request.cap = argv[++k];
        else if (strcmp(argv[k], "--draw") == 0 && has_value)
            request.draw = argv[++k];
        else if (strcmp(argv[k], "--fair") == 0)
            request.fair = true;
        else if (strcmp(argv[k], "--explain") == 0)
            request.explain = true;
        else if (argv[k][0] != '-' && request.instance == NULL)
            request.instance = argv[k];
        else
            return false;
    }
    *ret_request = request;
    return request.instance != NULL && fits_together(&request);
}

int assign_main(int argc, char **argv)
{
    struct request request;
    struct assign_problem problem;

    if (!read_arguments(argc, argv, &request))
        return EXIT_USAGE; /* main prints the usage */
    struct op *op = op_new(NULL, 0, 0);
    int code = assign_read(op, request.instance, &problem) != OK ? print_failure(op)
               : request.cap != NULL   ? draw(op, &request, &problem, cap_of(request.cap))
               : request.check != NULL ? check(op, &request, &problem)
                                       : solve(op, &request, &problem);
    op_free(op);
    return code;
}
