/* SPDX-License-Identifier: Apache-2.0 */
/* bench_crypto.c: best of several rounds, so that what else the machine does counts little. */
#include "base/crypto.h"
#include "base/op.h"
#include "base/time.h"
#include "text/count.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 7, PAGE_BYTES = 10240, RECORD_BYTES = 200, MB = 1024 * 1024 };

/* A budget of 0 has none. */
struct measure {
    const char *name;
    void (*run)(struct op *op);
    int repeats;
    double budget_us;
};

static uint8_t page[PAGE_BYTES];
static uint8_t text[MB];
static struct seal_key key;
static struct sm2_key *pair;
static struct bytes signature;

static void need(enum err e)
{
    if (e != OK)
        exit(3);
}

static void run_seal_open(struct op *op)
{
    static const struct seal_place place = { "application_version", "form_values", "k3v9" };
    struct bytes sealed = { 0 };
    struct bytes plain = { 0 };

    need(seal(op, &key, &place, (struct bytes){ page, sizeof page }, &sealed));
    need(seal_open(op, &key, &place, sealed, &plain));
}

static void run_chain(struct op *op)
{
    static uint8_t head[SM3_BYTES];

    (void)op;
    sm3_chain(head, page, RECORD_BYTES, head);
}

static void run_sign(struct op *op)
{
    struct bytes made = { 0 };

    need(sm2_sign(op, pair, (struct bytes){ page, RECORD_BYTES }, &made));
}

static void run_verify(struct op *op)
{
    bool good = false;

    need(sm2_verify(op, pair, (struct bytes){ page, RECORD_BYTES }, signature, &good));
    if (!good)
        exit(3);
}

static void run_password(struct op *op)
{
    const char *hash = NULL;

    need(password_hash(op, "a password of usual length", &hash));
}

static void run_count(struct op *op)
{
    size_t count = 0;

    need(text_count(op, (struct bytes){ text, sizeof text }, &count));
}

static const struct measure measures[] = {
    { "seal and open 10 kB", run_seal_open, 500, 150 },
    { "chain a 200-byte event", run_chain, 10000, 5 },
    { "SM2 sign", run_sign, 100, 0 },
    { "SM2 verify", run_verify, 100, 0 },
    { "argon2id, 19 MiB", run_password, 3, 0 },
    { "count 1 MiB of Chinese text", run_count, 10, 0 },
};

static double best_us(const struct measure *measure)
{
    double best = 1e12;

    for (int round = 0; round < ROUNDS; round++) {
        int64_t start = time_monotonic_us();
        for (int i = 0; i < measure->repeats; i++) {
            struct op *op = op_new(NULL, 0, 0);
            measure->run(op);
            op_free(op);
        }
        double each = (double)(time_monotonic_us() - start) / measure->repeats;
        best = each < best ? each : best;
    }
    return best;
}

int main(void)
{
    static const uint8_t secret[SM3_BYTES] = { 1 };
    struct op *op = op_new(NULL, 0, 0);
    int missed = 0;

    seal_key_derive(&key, "field-bench", secret);
    need(sm2_key_new(op, &pair));
    need(sm2_sign(op, pair, (struct bytes){ page, RECORD_BYTES }, &signature));
    for (size_t i = 0; i + 3 <= sizeof text; i += 3)
        memcpy(text + i, "\xe4\xb8\xad", 3);
    text[sizeof text - 1] = ' ';
    for (size_t i = 0; i < sizeof measures / sizeof measures[0]; i++) {
        double each = best_us(&measures[i]);
        bool over = measures[i].budget_us > 0 && each > measures[i].budget_us;
        (void)printf("%-30s %10.1f us%s\n", measures[i].name, each, over ? "  over budget" : "");
        missed += over;
    }
    op_free(op);
    return missed > 0;
}
