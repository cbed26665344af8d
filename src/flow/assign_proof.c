/* SPDX-License-Identifier: Apache-2.0 */
/* assign_proof.c: writes and reads a certificate file. */
#include "flow/assign_proof.h"

#include "base/mem.h"
#include "base/op.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char title[] = "dianjiang assign certificate 1\n";
enum { LINE_MAX_BYTES = 128, FIELDS_MAX = 4 };

struct proof {
    struct op *op;
    const char *path;
    int64_t line;
    const struct assign_problem *problem;
    struct assign_result result;
    struct assign_certificate certificate;
    uint32_t *rows;
    int64_t *tier_worth, *prices[3]; /* of demands, experts, groups */
};

static enum err no_file(struct op *op, const char *path)
{
    fail_arg(op, "what", "%s: %s", path, strerror(errno));
    return fail(op, ERR_UNAVAILABLE, "assign_unreadable", "%s: %s", path, strerror(errno));
}

static void close_file(void *object)
{
    (void)fclose(object);
}

static void write_prices(FILE *file, char kind, const int64_t *prices, int32_t count)
{
    for (int32_t k = 0; k < count; k++)
        if (prices[k] != 0)
            (void)fprintf(file, "%c %" PRId32 " %" PRId64 "\n", kind, k, prices[k]);
}

enum err assign_proof_write(struct op *op, const char *path, const struct assign_problem *problem,
                            const struct assign_result *result,
                            const struct assign_certificate *certificate)
{
    FILE *file = fopen(path, "we");

    if (file == NULL)
        return no_file(op, path);
    (void)fputs(title, file);
    (void)fprintf(file, "s %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 "\n", result->total,
                  result->seats_filled, result->seats_needed, result->kept);
    (void)fprintf(file, "k %" PRId64 " %" PRId64 " %" PRId32 "\n", certificate->keep_scale,
                  certificate->seat_worth, certificate->tier_max);
    for (int32_t t = 1; t <= certificate->tier_max; t++)
        (void)fprintf(file, "v %" PRId32 " %" PRId64 "\n", t, certificate->tier_worth[t]);
    write_prices(file, 'u', certificate->demand_price, problem->demand_count);
    write_prices(file, 'p', certificate->expert_price, problem->expert_count);
    write_prices(file, 'q', certificate->group_price, problem->group_count);
    for (int32_t k = 0; k < result->row_count; k++)
        (void)fprintf(file, "r %" PRIu32 "\n", result->rows[k]);
    (void)fputs("z\n", file);
    bool failed = fflush(file) != 0 || ferror(file) != 0;
    failed = fclose(file) != 0 || failed;
    return failed ? no_file(op, path) : OK;
}

static enum err bad(struct proof *proof, const char *reason)
{
    struct op *op = proof->op;

    fail_arg(op, "what", "%s:%lld: %s", proof->path, (long long)proof->line, reason);
    return fail(op, ERR_INVALID, "assign_invalid", "%s:%lld: %s", proof->path,
                (long long)proof->line, reason);
}

/* The numbers after a line's kind; the count of them, or -1 for anything else. */
static int read_fields(const char *text, int64_t *fields)
{
    int count = 0;

    while (*text == ' ' && count < FIELDS_MAX) {
        char *end = NULL;
        errno = 0;
        fields[count++] = strtoll(text + 1, &end, 10);
        if (errno != 0 || end == text + 1)
            return -1;
        text = end;
    }
    return *text == '\n' ? count : -1;
}

static bool set_at(int64_t *values, int64_t count, const int64_t *fields)
{
    if (values == NULL || fields[0] < 0 || fields[0] >= count)
        return false;
    values[fields[0]] = fields[1];
    return true;
}

static enum err read_units(struct proof *proof, const int64_t *fields)
{
    if (proof->tier_worth != NULL || fields[2] < 1 || fields[2] > ASSIGN_TIER_MAX)
        return bad(proof, "units twice or tiers out of range");
    proof->tier_worth = mem_array(proof->op, int64_t, (size_t)fields[2] + 1);
    proof->certificate.keep_scale = fields[0];
    proof->certificate.seat_worth = fields[1];
    proof->certificate.tier_max = (int32_t)fields[2];
    proof->certificate.tier_worth = proof->tier_worth;
    return OK;
}

static enum err read_record(struct proof *proof, char kind, const int64_t *fields, int count)
{
    static const char shapes[] = "s4k3v2u2p2q2r1";
    static const char priced[] = "upq";
    const struct assign_problem *p = proof->problem;
    const int64_t sizes[] = { p->demand_count, p->expert_count, p->group_count };
    const char *shape = strchr(shapes, kind);
    const char *price = strchr(priced, kind);

    if (shape == NULL || count != shape[1] - '0')
        return bad(proof, "unknown record");
    if (kind == 's') {
        proof->result.total = fields[0];
        proof->result.seats_filled = fields[1];
        proof->result.seats_needed = fields[2];
        proof->result.kept = fields[3];
        return OK;
    }
    if (kind == 'k')
        return read_units(proof, fields);
    if (kind == 'r') {
        if (fields[0] < 0 || fields[0] >= p->edge_count || proof->result.row_count >= p->edge_count)
            return bad(proof, "no such edge");
        proof->rows[proof->result.row_count++] = (uint32_t)fields[0];
        return OK;
    }
    bool stored = price == NULL
                      ? set_at(proof->tier_worth, proof->certificate.tier_max + 1, fields)
                      : set_at(proof->prices[price - priced], sizes[price - priced], fields);
    return stored ? OK : bad(proof, "index out of range");
}

static enum err read_lines(struct proof *proof, FILE *file)
{
    char line[LINE_MAX_BYTES];
    int64_t fields[FIELDS_MAX] = { 0 };

    proof->line = 1;
    if (fgets(line, sizeof line, file) == NULL || strcmp(line, title) != 0)
        return bad(proof, "not a certificate");
    while (fgets(line, sizeof line, file) != NULL) {
        proof->line++;
        int count = read_fields(line + 1, fields);
        if (line[0] == 'z' && count == 0)
            return proof->tier_worth == NULL ? bad(proof, "no units") : OK;
        enum err err =
            count < 0 ? bad(proof, "unknown record") : read_record(proof, line[0], fields, count);
        if (err != OK)
            return err;
    }
    return bad(proof, "the end is missing");
}

enum err assign_proof_read(struct op *op, const char *path, const struct assign_problem *problem,
                           struct assign_result *ret_result,
                           struct assign_certificate *ret_certificate)
{
    struct proof proof = { .op = op, .path = path, .problem = problem };
    const int32_t sizes[] = { problem->demand_count, problem->expert_count, problem->group_count };
    FILE *file = fopen(path, "re");

    if (file == NULL)
        return no_file(op, path);
    mem_own(op, file, close_file);
    proof.rows = mem_array(op, uint32_t, (size_t)problem->edge_count);
    for (int k = 0; k < 3; k++)
        proof.prices[k] = mem_array(op, int64_t, (size_t)sizes[k]);
    enum err err = read_lines(&proof, file);
    if (err != OK)
        return err;
    proof.result.rows = proof.rows;
    proof.certificate.demand_price = proof.prices[0];
    proof.certificate.expert_price = proof.prices[1];
    proof.certificate.group_price = proof.prices[2];
    *ret_result = proof.result;
    *ret_certificate = proof.certificate;
    return OK;
}
