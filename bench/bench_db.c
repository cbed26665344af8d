/* SPDX-License-Identifier: Apache-2.0 */
/* bench_db.c: times statements, lists, durable saves and the check of the chain. */
#include "base/mem.h"
#include "base/time.h"
#include "db/migrations.h"
#include "event/event.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

enum { THREADS = 8, LIST_ROWS = 500 };

/* Budgets (design §9): CPU of a list of 500 rows, the database's part of it; of a durable save. */
static const double list_budget_ms = 3.0;
static const double save_budget_ms = 1.0;

DB_SQL(bench_touch, "it", "UPDATE bench SET a = a + 1, b = $2 WHERE id = $1");
DB_SQL(bench_get, "i", "SELECT id, a, b FROM bench WHERE id = $1");
DB_SQL(bench_list, "",
       "SELECT id, a, b, b, b, b, b, b, b, b, a, a, a, a, a FROM bench ORDER BY id LIMIT 500");

static const struct migration schema = { 9999, "9999-bench.sql",
                                         "CREATE TABLE bench (id @INT@ PRIMARY KEY,"
                                         " a @INT@ NOT NULL, b TEXT NOT NULL) @STRICT@;" };
DB_SQL(bench_insert, "iit", "INSERT INTO bench (id, a, b) VALUES ($1, $2, $3)");

static const char *const text = "呼伦贝尔市人力资源和社会保障局 2025";

static struct db_source *source;
static int saves_each;

static void must(struct op *op, enum err e)
{
    if (e == OK)
        return;
    fprintf(stderr, "bench_db: %s %s\n", op->failure.reason, op->failure.detail);
    exit(1);
}

static struct op *another(void)
{
    int64_t now = time_real_ms();
    struct op *op = op_new(NULL, now, now);

    must(op, db_connect(op, op, source, true, &op->db));
    return op;
}

/* Processor time of this process so far, in ms; the server of PostgreSQL is not in it. */
static double cpu_ms(void)
{
    struct rusage usage = { 0 };

    (void)getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e3 +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3;
}

static enum err fill(struct op *op, void *arg)
{
    enum err e = OK;

    (void)arg;
    for (int64_t id = 1; e == OK && id <= LIST_ROWS; id++)
        e = db_run(op, &bench_insert, DB_IN(IN_INT(id), IN_INT(0), IN_TEXT(text)), NULL);
    return e;
}

static void time_rows(struct db *db, int count)
{
    double cpu = cpu_ms();
    int64_t start = time_monotonic_us();

    for (int i = 0; i < count; i++) {
        struct op *op = op_new(db, 0, 0);
        int64_t id = 0;
        int64_t a = 0;
        const char *b = NULL;
        must(op, db_row(op, &bench_get, DB_IN(IN_INT(1 + i % LIST_ROWS)),
                        DB_OUT(OUT_INT(&id), OUT_INT(&a), OUT_TEXT(&b))));
        op_free(op);
    }
    printf("  one row by key        %8.1f us wall  %8.4f ms CPU\n",
           (double)(time_monotonic_us() - start) / count, (cpu_ms() - cpu) / count);
}

static bool time_lists(struct db *db, int count)
{
    double cpu = cpu_ms();
    int64_t start = time_monotonic_us();

    for (int i = 0; i < count; i++) {
        struct op *op = op_new(db, 0, 0);
        struct db_rows *rows = NULL;
        int64_t n = 0;
        const char *t = NULL;
        must(op, db_query(op, &bench_list, DB_NONE, &rows));
        while (db_next(rows,
                       DB_OUT(OUT_INT(&n), OUT_INT(&n), OUT_TEXT(&t), OUT_TEXT(&t), OUT_TEXT(&t),
                              OUT_TEXT(&t), OUT_TEXT(&t), OUT_TEXT(&t), OUT_TEXT(&t), OUT_TEXT(&t),
                              OUT_INT(&n), OUT_INT(&n), OUT_INT(&n), OUT_INT(&n), OUT_INT(&n))))
            ;
        must(op, db_done(rows));
        op_free(op);
    }
    cpu = (cpu_ms() - cpu) / count;
    printf("  500 rows of 15        %8.1f us wall  %8.4f ms CPU\n",
           (double)(time_monotonic_us() - start) / count, cpu);
    return cpu <= list_budget_ms;
}

static enum err save(struct op *op, void *arg)
{
    event_add(op, "application.save", "application", "0123456789abcdef", 7,
              "{\"digest\":\"66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0\"}");
    return db_run(op, &bench_touch, DB_IN(IN_INT(*(int *)arg), IN_TEXT(text)), NULL);
}

static void *save_many(void *arg)
{
    struct op *own = another();
    int64_t *longest = arg;

    for (int i = 0; i < saves_each; i++) {
        struct op *op = op_new(own->db, time_real_ms(), time_real_ms());
        int id = 1 + (int)(time_monotonic_us() % LIST_ROWS);
        int64_t start = time_monotonic_us();
        must(op, event_tx(op, save, &id));
        int64_t took = time_monotonic_us() - start;
        *longest = took > *longest ? took : *longest;
        op_free(op);
    }
    op_free(own);
    return NULL;
}

static bool time_saves(int thread_count, int count)
{
    pthread_t threads[THREADS];
    int64_t longest[THREADS] = { 0 };
    int64_t most = 0;
    double cpu = cpu_ms();
    int64_t start = time_monotonic_us();

    saves_each = count / thread_count;
    for (int i = 0; i < thread_count; i++) {
        if (pthread_create(&threads[i], NULL, save_many, &longest[i]) != 0)
            exit(1);
    }
    for (int i = 0; i < thread_count; i++) {
        (void)pthread_join(threads[i], NULL);
        most = longest[i] > most ? longest[i] : most;
    }
    double seconds = (double)(time_monotonic_us() - start) / 1e6;
    cpu = (cpu_ms() - cpu) / count;
    printf("  durable save, %d at once %6.0f a second  %8.4f ms CPU  longest %.1f ms\n",
           thread_count, count / seconds, cpu, (double)most / 1e3);
    return cpu <= save_budget_ms;
}

static bool time_verify(struct op *op)
{
    struct event_verdict verdict = { 0 };
    int64_t start = time_monotonic_us();

    must(op, event_verify(op, NULL, NULL, NULL, &verdict));
    printf("  chain of %lld events: %s, %.0f a second\n", (long long)verdict.count,
           event_fault_name(verdict.fault),
           (double)verdict.count * 1e6 / (double)(time_monotonic_us() - start));
    return verdict.fault == EVENT_CLEAN;
}

static bool bench(const char *url, bool quick)
{
    struct op *op = op_new(NULL, 0, time_real_ms());
    struct migration *migrations = NULL;
    size_t count = 0;
    int applied = 0;
    int share = quick ? 10 : 1;

    must(op, db_source_new(op, op, url, &source));
    must(op, db_connect(op, op, source, true, &op->db));
    must(op, db_migrations(op, &migrations, &count));
    struct migration *all = mem_array(op, struct migration, count + 1);
    memcpy(all, migrations, count * sizeof *all);
    all[count] = schema;
    must(op, db_migrate(op, all, count + 1, &applied));
    must(op, db_tx(op, fill, NULL, NULL));

    printf("%s\n", db_dialect(op) == DB_SQLITE ? "SQLite" : "PostgreSQL");
    time_rows(op->db, 50000 / share);
    bool good = time_lists(op->db, 2000 / share);
    good = time_saves(1, 8000 / share) && good;
    good = time_saves(THREADS, 8000 / share) && good;
    good = time_verify(op) && good;
    op_free(op);
    return good;
}

int main(int argc, char **argv)
{
    bool good = argc >= 3;
    bool quick = argc > 3 && strcmp(argv[3], "--quick") == 0;

    for (int i = 1; good && i <= 2; i++)
        good = bench(argv[i], quick);
    return good ? 0 : 1;
}
