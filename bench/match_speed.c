/* SPDX-License-Identifier: Apache-2.0 */
/* match_speed.c: speed and memory of matching, beside SQLite FTS5 in the same run. */
#include "base/mem.h"
#include "base/op.h"
#include "match/match.h"

#include <malloc.h>
#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    TOPICS = 400, /* fields of work, each with words of its own */
    TOPIC_WORDS = 1500,
    COMMON_WORDS = 4000,
    CHARACTERS = 3500, /* in use */
    WORKS = 5,         /* of an expert */
    TITLE_WORDS = 13,  /* and keywords: two to four characters each */
    DEMAND_WORDS = 6,
    TEXT_BYTES = 1024,
    TOP = 100,
    DEMANDS = 2000,
    FTS_DEMANDS = 50
};
enum { P99 = DEMANDS * 99 / 100 };

struct rng {
    uint64_t state;
};

static uint32_t next(struct rng *rng)
{
    rng->state = rng->state * UINT64_C(6364136223846793005) + 1442695040888963407U;
    return (uint32_t)(rng->state >> 33);
}

/* A rank below limit by Zipf's law (exponent 1): log-uniform. */
static uint32_t zipf(struct rng *rng, uint32_t limit)
{
    double u = (double)next(rng) / 2147483648.0;

    return (uint32_t)exp(u * log((double)limit + 1.0)) - 1;
}

/* Appends a word of a topic: its two to four characters follow from its number, common characters
 * more often, so that words share characters as they do in Chinese. */
static size_t put_word(char *text, size_t used, uint32_t topic, uint32_t word)
{
    struct rng rng = { (uint64_t)topic << 32 | word };
    uint32_t length = 2;

    (void)next(&rng);
    (void)next(&rng);
    length += next(&rng) % 3 / 2 + next(&rng) % 5 / 4;
    for (uint32_t i = 0; i < length; i++) {
        uint32_t c = 0x4E00 + (zipf(&rng, CHARACTERS) * 7919U + 13U) % 20000U;
        text[used++] = (char)(0xE0 | c >> 12);
        text[used++] = (char)(0x80 | (c >> 6 & 0x3F));
        text[used++] = (char)(0x80 | (c & 0x3F));
    }
    return used;
}

static void make_text(struct rng *rng, uint32_t topic, int words, bool spaced, char *text)
{
    size_t used = 0;

    for (int i = 0; i < words; i++) {
        if (next(rng) % 10 < 4)
            used = put_word(text, used, TOPICS, zipf(rng, COMMON_WORDS));
        else
            used = put_word(text, used, topic, zipf(rng, TOPIC_WORDS));
        if (spaced || i % 4 == 3)
            text[used++] = ' ';
    }
    text[used] = '\0';
}

/* Time on the processor, so that other programs on the machine do not count. */
static int64_t cpu_us(void)
{
    struct timespec now = { 0 };

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static long resident_kib(void)
{
    long pages = 0;
    FILE *file = fopen("/proc/self/statm", "re");

    if (file == NULL || fscanf(file, "%*s %ld", &pages) != 1)
        pages = 0;
    if (file != NULL)
        (void)fclose(file);
    return pages * 4;
}

static void must(bool good, const char *what)
{
    if (good)
        return;
    (void)fprintf(stderr, "match_speed: %s\n", what);
    exit(1);
}

static void make_works(struct rng *rng, char texts[WORKS][TEXT_BYTES])
{
    uint32_t topic = next(rng) % TOPICS;

    for (int k = 0; k < WORKS; k++)
        make_text(rng, topic, TITLE_WORDS, false, texts[k]);
}

static struct match_index *make_index(struct op *op, uint32_t experts)
{
    static char texts[WORKS][TEXT_BYTES];
    const char *works[WORKS];
    struct rng rng = { 1 };
    struct match_index *index = match_index_new(NULL);

    for (uint32_t i = 0; i < experts; i++) {
        make_works(&rng, texts);
        for (int k = 0; k < WORKS; k++)
            works[k] = texts[k];
        struct match_expert expert = { .works = works, .work_count = WORKS };
        must(match_add(op, index, &expert) == OK, "match_add");
    }
    return index;
}

static int compare_us(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left;
    int64_t b = *(const int64_t *)right;

    return (a > b) - (a < b);
}

static void measure_match(uint32_t experts)
{
    static int64_t spent_us[DEMANDS];
    struct op *op = op_new(NULL, 0, 0);
    struct rng rng = { 77 };
    char text[TEXT_BYTES];
    int64_t begin = cpu_us();
    struct match_index *index = make_index(op, experts);
    int64_t added = cpu_us();
    uint64_t sum = 0;
    int64_t total = 0;

    must(match_seal(op, index, true) == OK, "match_seal");
    int64_t sealed = cpu_us();
    (void)malloc_trim(0);
    for (int n = 0; n < DEMANDS; n++) {
        struct match_hit *hits = NULL;
        size_t count = 0;
        make_text(&rng, next(&rng) % TOPICS, DEMAND_WORDS, true, text);
        struct match_demand demand = { .text = text };
        int64_t from = cpu_us();
        struct op *query = op_new(NULL, 0, 0);
        must(match_query(query, index, &demand, TOP, &hits, &count) == OK, "match_query");
        sum += count == 0 ? 0 : hits[0].score;
        op_free(query);
        spent_us[n] = cpu_us() - from;
        total += spent_us[n];
    }
    qsort(spent_us, DEMANDS, sizeof spent_us[0], compare_us);
    (void)printf("match   experts=%u add_s=%.2f seal_s=%.2f ms_per_demand=%.3f p99_ms=%.3f "
                 "resident_mib=%ld mean_best=%.0f\n",
                 experts, (double)(added - begin) / 1e6, (double)(sealed - added) / 1e6,
                 (double)total / DEMANDS / 1e3, (double)spent_us[P99] / 1e3, resident_kib() / 1024,
                 (double)sum / DEMANDS);
    (void)fflush(stdout);
    mem_free(index);
    op_free(op);
    (void)malloc_trim(0);
}

/* FTS5 knows no words of Chinese: characters (uni) or adjoining pairs (bi), with spaces between. */
static void separate(const char *text, bool pairs, const char *between, char *out, size_t room)
{
    size_t used = 0;
    size_t length = strlen(text);

    for (size_t i = 0; i + 2 < length; i += text[i] == ' ' ? 1 : 3) {
        size_t size = pairs ? 6 : 3;
        if (text[i] == ' ' || (pairs && (i + 5 >= length || text[i + 3] == ' ')))
            continue;
        int wrote = snprintf(out + used, room - used, "%s\"%.*s\"", used == 0 ? "" : between,
                             (int)size, text + i);
        used += (size_t)wrote;
    }
    out[used] = '\0';
}

static sqlite3 *fill_fts(uint32_t experts, bool pairs)
{
    static char texts[WORKS][TEXT_BYTES];
    static char words[TEXT_BYTES * 8];
    struct rng rng = { 1 };
    sqlite3 *db = NULL;
    sqlite3_stmt *insert = NULL;

    must(sqlite3_open(":memory:", &db) == SQLITE_OK, "sqlite3_open");
    must(sqlite3_exec(db, "CREATE VIRTUAL TABLE expert USING fts5(words, content='')", NULL, NULL,
                      NULL) == SQLITE_OK,
         "fts5");
    (void)sqlite3_exec(db, "BEGIN", NULL, NULL, NULL);
    must(sqlite3_prepare_v2(db, "INSERT INTO expert(rowid, words) VALUES ($1, $2)", -1, &insert,
                            NULL) == SQLITE_OK,
         "prepare");
    for (uint32_t i = 0; i < experts; i++) {
        char *all = NULL;
        make_works(&rng, texts);
        for (int k = 0; k < WORKS; k++) {
            separate(texts[k], pairs, " ", words, sizeof words);
            mem_append(NULL, &all, "%s ", words);
        }
        (void)sqlite3_bind_int64(insert, 1, i + 1);
        (void)sqlite3_bind_text(insert, 2, all, -1, SQLITE_TRANSIENT);
        must(sqlite3_step(insert) == SQLITE_DONE, "insert");
        (void)sqlite3_reset(insert);
        mem_free(all);
    }
    (void)sqlite3_finalize(insert);
    (void)sqlite3_exec(db, "COMMIT; INSERT INTO expert(expert) VALUES('optimize')", NULL, NULL,
                       NULL);
    return db;
}

static void measure_fts(uint32_t experts, bool pairs)
{
    struct rng rng = { 77 };
    char text[TEXT_BYTES];
    char words[TEXT_BYTES * 8];
    sqlite3 *db = fill_fts(experts, pairs);
    sqlite3_stmt *query = NULL;
    int64_t total = 0;

    must(sqlite3_prepare_v2(db,
                            "SELECT rowid FROM expert WHERE expert MATCH $1"
                            " ORDER BY rank LIMIT 100",
                            -1, &query, NULL) == SQLITE_OK,
         "prepare");
    for (int n = 0; n < FTS_DEMANDS; n++) {
        make_text(&rng, next(&rng) % TOPICS, DEMAND_WORDS, true, text);
        separate(text, pairs, " OR ", words, sizeof words);
        int64_t from = cpu_us();
        (void)sqlite3_bind_text(query, 1, words, -1, SQLITE_TRANSIENT);
        while (sqlite3_step(query) == SQLITE_ROW)
            (void)sqlite3_column_int64(query, 0);
        (void)sqlite3_reset(query);
        total += cpu_us() - from;
    }
    (void)printf("fts5-%s experts=%u ms_per_demand=%.3f\n", pairs ? "bi" : "uni", experts,
                 (double)total / FTS_DEMANDS / 1e3);
    (void)fflush(stdout);
    (void)sqlite3_finalize(query);
    (void)sqlite3_close(db);
}

/* match_speed [EXPERTS...]: sizes to measure; FTS5 only up to 100,000. */
int main(int argc, char **argv)
{
    static const char *const usual[] = { "10000", "54264", "100000" };
    int count = argc > 1 ? argc - 1 : (int)(sizeof usual / sizeof usual[0]);

    for (int i = 0; i < count; i++) {
        long experts = strtol(argc > 1 ? argv[i + 1] : usual[i], NULL, 10);
        must(experts > 0 && experts <= MATCH_EXPERTS_MAX, "number of experts");
        measure_match((uint32_t)experts);
        if (experts > 100000)
            continue;
        measure_fts((uint32_t)experts, true);
        measure_fts((uint32_t)experts, false);
    }
    return 0;
}
