/* SPDX-License-Identifier: Apache-2.0 */
/* library_speed.c: searching a library of invented experts: library_speed URL [EXPERTS]. */
#include "base/crypto.h"
#include "base/mem.h"
#include "base/site.h"
#include "base/time.h"
#include "call/reference.h"
#include "db/migrations.h"
#include "event/event.h"
#include "expert/search.h"
#include "org/role.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EXPERTS_DEFAULT = 20000, BATCH = 500, ROUNDS = 20, CHARACTERS = 2500, BUDGET_MS = 50 };

DB_SQL(bench_expert, "tttii",
       "INSERT INTO expert (public_id, name, org_name, specialty, discipline, title_level, state,"
       " source, created_ms, changed_ms) VALUES ($1, $2, '某大学', $3, '210', $4, 'active',"
       " 'department', $5, $5) RETURNING id");
DB_SQL(bench_work, "iit",
       "INSERT INTO expert_work (expert_id, n, kind, title) VALUES ($1, $2, 'paper', $3)");

static uint64_t seed = 88172645463325252u;

static uint32_t next_random(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)(seed >> 32);
}

static void must(struct op *op, enum err e)
{
    if (e == OK)
        return;
    (void)fprintf(stderr, "library_speed: %s\n", op_failure_text(op));
    exit(1);
}

/* Characters of the common block, the first ones far more often than the last. */
static const char *words(struct op *op, int count)
{
    char *text = mem_text(op, "");

    for (int i = 0; i < count; i++) {
        uint32_t rank = next_random() % CHARACTERS;
        rank = rank * (next_random() % CHARACTERS) / CHARACTERS;
        uint32_t code = 0x4E00 + rank * 7;
        mem_append(op, &text, "%c%c%c", (int)(0xE0 | code >> 12), (int)(0x80 | (code >> 6 & 0x3F)),
                   (int)(0x80 | (code & 0x3F)));
    }
    return text;
}

static enum err fill_batch(struct op *op, void *arg)
{
    const int *count = arg;
    enum err e = OK;

    for (int i = 0; e == OK && i < *count; i++) {
        int64_t id = 0;
        e = db_row(op, &bench_expert,
                   DB_IN(IN_TEXT(random_public_id(op)), IN_TEXT(words(op, 3)),
                         IN_TEXT(words(op, 20)), IN_INT(3 + i % 2), IN_INT(op->now_ms)),
                   DB_OUT(OUT_INT(&id)));
        for (int n = 1; e == OK && n <= 3; n++)
            e = db_run(op, &bench_work, DB_IN(IN_INT(id), IN_INT(n), IN_TEXT(words(op, 18))), NULL);
        if (e == OK)
            e = expert_reindex(op, id);
    }
    return e;
}

static struct op *another(const struct db_source *source, const struct site *site)
{
    struct op *op = op_new(NULL, time_real_ms(), time_real_ms());

    must(op, db_connect(op, op, (struct db_source *)(uintptr_t)source, true, &op->db));
    op->site = site;
    op->actor.role = POST_CLERK;
    return op;
}

static void measure(const struct db_source *source, const struct site *site, const char *name,
                    const struct expert_query *query)
{
    struct op *op = another(source, site);
    struct expert_page page = { 0 };
    int64_t start = time_monotonic_us();

    for (int i = 0; i < ROUNDS; i++)
        must(op, expert_search(op, query, &page));
    double ms = (double)(time_monotonic_us() - start) / 1e3 / ROUNDS;
    (void)printf("library search %-28s %8.2f ms  (found %lld, budget %d ms)\n", name, ms,
                 (long long)page.total, BUDGET_MS);
    op_free(op);
}

int main(int argc, char **argv)
{
    int experts = argc > 2 ? (int)strtol(argv[2], NULL, 10) : EXPERTS_DEFAULT;
    struct op *op = op_new(NULL, time_real_ms(), time_real_ms());
    struct db_source *source = NULL;
    struct migration *all = NULL;
    struct reference *reference = NULL;
    struct site site = { 0 };
    size_t count = 0;
    int applied = 0;

    if (argc < 2)
        return 2;
    must(op, db_source_new(op, op, argv[1], &source));
    must(op, db_connect(op, op, source, true, &op->db));
    must(op, db_migrations(op, &all, &count));
    must(op, db_migrate(op, all, count, &applied));
    must(op, reference_load_embedded(op, &reference));
    site.reference = reference;
    int64_t start = time_monotonic_us();
    for (int done = 0; done < experts; done += BATCH) {
        struct op *batch = another(source, &site);
        int rows = BATCH;
        must(batch, db_tx(batch, fill_batch, &rows, NULL));
        op_free(batch);
    }
    (void)printf("library filled with %d experts: %.2f ms each\n", experts,
                 (double)(time_monotonic_us() - start) / 1e3 / experts);
    measure(source, &site, "everybody", &(struct expert_query){ 0 });
    measure(source, &site, "title and discipline",
            &(struct expert_query){ .title_level = 4, .discipline = "210" });
    measure(source, &site, "a common character", &(struct expert_query){ .words = "一" });
    measure(source, &site, "two words of two characters",
            &(struct expert_query){ .words = words(op, 2), .title_level = 3 });
    const char *common[] = { "\xE4\xB8\x80\xE4\xB8\x87" };
    measure(source, &site, "a common pair", &(struct expert_query){ .words = common[0] });
    op_free(op);
    return 0;
}
