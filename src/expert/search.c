/* SPDX-License-Identifier: Apache-2.0 */
/* search.c: lists of experts as bits, one a word or filter, intersected; rows of the page only. */
#include "expert/search.h"

#include "base/mem.h"
#include "base/site.h"
#include "base/time.h"
#include "call/reference.h"
#include "expert/gram.h"
#include "expert/internal.h"

#include <stdlib.h>
#include <string.h>

enum { LIST_DEFAULT = 50, LISTS_MAX = 256, READ_MAX = 1000 };

DB_SQL(gram_list, "ii", "SELECT block, bits FROM expert_gram WHERE space = $1 AND gram = $2");
DB_SQL(gram_top, "", "SELECT coalesce(max(id), 0) FROM expert");
DB_SQL(search_texts, "t",
       WITH_IDS "SELECT e.id, e.search_text FROM ids JOIN expert e ON e.id = ids.id");
DB_SQL(search_rows, "t", WITH_IDS EXPERT_SELECT "JOIN ids ON ids.id = e.id ORDER BY e.id DESC");

/* Experts that are still found: bits of every block. */
struct found {
    uint64_t *bits;
    uint64_t *scratch;
    size_t block_count;
};

static enum err add_list(struct op *op, const struct found *found, enum gram_space space,
                         int64_t gram, uint64_t *to)
{
    struct db_rows *rows = NULL;
    int64_t block = 0;
    int64_t bits = 0;

    enum err e = db_query(op, &gram_list, DB_IN(IN_INT(space), IN_INT(gram)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_INT(&block), OUT_INT(&bits)))) {
        if (block >= 0 && (size_t)block < found->block_count)
            to[block] |= (uint64_t)bits;
    }
    return db_done(rows);
}

/* Keeps what is in scratch, or what is not; scratch is empty afterwards. */
static void keep(struct found *found, bool present)
{
    for (size_t i = 0; i < found->block_count; i++) {
        found->bits[i] &= present ? found->scratch[i] : ~found->scratch[i];
        found->scratch[i] = 0;
    }
}

static enum err keep_words(struct op *op, struct found *found, const char *words)
{
    struct gram_set set = { 0 };
    bool names = expert_sees_names(op);

    enum err e = gram_query(op, words, &set);
    for (size_t i = 0; e == OK && i < set.count && i < LISTS_MAX; i++) {
        e = add_list(op, found, GRAM_OPEN, set.rows[i].key, found->scratch);
        if (e == OK && names)
            e = add_list(op, found, GRAM_NAMED, set.rows[i].key, found->scratch);
        keep(found, true);
    }
    return e;
}

/* One filter: values that will do, NULL-terminated. */
static enum err keep_facet(struct op *op, struct found *found, const char *name,
                           const char *const *values, bool present)
{
    enum err e = OK;

    for (size_t i = 0; e == OK && values[i] != NULL; i++)
        e = add_list(op, found, GRAM_FACET, gram_facet(op, name, values[i]), found->scratch);
    keep(found, present);
    return e;
}

static enum err keep_one(struct op *op, struct found *found, const char *name, const char *value)
{
    const char *const values[] = { value, NULL };

    return or_empty(value)[0] == '\0' ? OK : keep_facet(op, found, name, values, true);
}

/* Who would serve in a region: named it, its league, its province, or none at all. */
static enum err keep_region(struct op *op, struct found *found, const char *code)
{
    const struct region *region = reference_region(op->site->reference, or_empty(code));
    const char *const values[] = { code, region == NULL ? code : region->unit,
                                   region == NULL ? code : region->parent, "any", NULL };

    return or_empty(code)[0] == '\0' ? OK : keep_facet(op, found, "region", values, true);
}

static enum err keep_title(struct op *op, struct found *found, int64_t at_least)
{
    const char *levels[6] = { NULL };
    int count = 0;

    for (int64_t level = at_least; level <= 4 && level > 0; level++)
        levels[count++] = mem_printf(op, "%lld", (long long)level);
    return at_least <= 0 ? OK : keep_facet(op, found, "title", levels, true);
}

static enum err keep_filters(struct op *op, struct found *found, const struct expert_query *query)
{
    int year = day_of(op->now_ms, ZONE_SHANGHAI_MINUTES) / 10000;
    const char *const checked[] = { mem_printf(op, "%d", year), NULL };
    const char *state = expert_sees_names(op) ? query->state : "active";

    enum err e = keep_one(op, found, "state", state);
    if (e == OK)
        e = keep_one(op, found, "discipline", query->discipline);
    if (e == OK)
        e = keep_one(op, found, "industry", query->industry);
    if (e == OK)
        e = keep_region(op, found, query->region);
    if (e == OK)
        e = keep_one(op, found, "honour", expert_sees_names(op) ? query->honour : NULL);
    if (e == OK && query->year != 0)
        e = keep_one(op, found, "year", mem_printf(op, "%lld", (long long)query->year));
    if (e == OK)
        e = keep_one(op, found, "member", query->level);
    if (e == OK)
        e = keep_title(op, found, query->title_level);
    if (e == OK && query->unchecked)
        e = keep_facet(op, found, "checked", checked, false);
    return e;
}

/* ---- the page ---- */

/* Pairs of signs may stand far apart: a longer word is looked for as it is. */
static bool needs_reading(const char *words)
{
    for (const char *at = words; *at != '\0';) {
        size_t length = strcspn(at, " ");
        if (length > strlen("两字"))
            return true;
        at += length + (at[length] == ' ');
    }
    return false;
}

static int64_t bits_count(const struct found *found)
{
    int64_t count = 0;

    for (size_t i = 0; i < found->block_count; i++)
        count += __builtin_popcountll(found->bits[i]);
    return count;
}

/* Those below before_id, newest first, at most max; how many. */
static size_t newest(const struct found *found, int64_t before_id, int64_t *ret_ids, size_t max)
{
    int64_t top = (int64_t)found->block_count * GRAM_BLOCK;
    int64_t id = before_id > 0 && before_id < top ? before_id : top;
    size_t count = 0;

    while (count < max && --id > 0) {
        if ((found->bits[id / GRAM_BLOCK] >> (id % GRAM_BLOCK) & 1) != 0)
            ret_ids[count++] = id;
    }
    return count;
}

static void drop(struct found *found, int64_t id)
{
    found->bits[id / GRAM_BLOCK] &= ~(UINT64_C(1) << (id % GRAM_BLOCK));
}

/* Drops those whose text does not hold the words. */
static enum err read_texts(struct op *op, struct found *found, const int64_t *ids, size_t count,
                           const char *words)
{
    struct db_rows *rows = NULL;
    const char *text = NULL;
    int64_t id = 0;

    enum err e = db_query(op, &search_texts, DB_IN(IN_TEXT(DB_ID_LIST(op, ids, count))), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_INT(&id), OUT_TEXT(&text)))) {
        if (!gram_text_has(op, text, words, expert_sees_names(op)))
            drop(found, id);
    }
    return db_done(rows);
}

/* Reads what was found from the page's beginning on until the page and one more are sure. */
static enum err make_sure(struct op *op, struct found *found, const char *words, int64_t before_id,
                          size_t wanted)
{
    int64_t *ids = mem_array(op, int64_t, READ_MAX);
    size_t sure = 0;
    enum err e = OK;

    while (e == OK && sure < wanted) {
        size_t count = newest(found, before_id, ids, READ_MAX);
        if (count == 0)
            break;
        e = read_texts(op, found, ids, count, words);
        before_id = ids[count - 1];
        for (size_t i = 0; i < count; i++)
            sure += found->bits[ids[i] / GRAM_BLOCK] >> (ids[i] % GRAM_BLOCK) & 1;
    }
    return e;
}

static enum err read_page(struct op *op, const struct found *found, int64_t before_id, size_t limit,
                          struct expert_page *page)
{
    int64_t *ids = mem_array(op, int64_t, limit + 1);
    size_t count = newest(found, before_id, ids, limit + 1);
    struct db_rows *rows = NULL;
    struct expert row = { 0 };

    if (count > limit) {
        page->next = ids[limit - 1];
        count = limit;
    }
    if (count == 0)
        return OK;
    enum err e = db_query(op, &search_rows, DB_IN(IN_TEXT(DB_ID_LIST(op, ids, count))), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, EXPERT_OUT(&row))) {
        if (!expert_sees_names(op))
            expert_mask(op, &row);
        mem_push(op, page->rows, page->count, row);
    }
    return db_done(rows);
}

/* The rows of the page and the number of all: sure when all can be read, else an upper bound. */
static enum err take_page(struct op *op, struct found *found, const struct expert_query *query,
                          struct expert_page *page)
{
    size_t limit = query->limit == 0 ? LIST_DEFAULT : (size_t)query->limit;
    const char *words = or_empty(query->words);
    enum err e = OK;

    if (needs_reading(words)) {
        bool all = bits_count(found) <= READ_MAX;
        page->at_most = !all;
        e = make_sure(op, found, words, all ? 0 : query->before_id, all ? SIZE_MAX : limit + 1);
    }
    page->total = bits_count(found);
    return e == OK ? read_page(op, found, query->before_id, limit, page) : e;
}

enum err expert_search(struct op *op, const struct expert_query *query,
                       struct expert_page *ret_page)
{
    struct expert_page page = { 0 };
    struct found found = { 0 };
    int64_t top = 0;

    enum err e = db_row(op, &gram_top, DB_NONE, DB_OUT(OUT_INT(&top)));
    if (e != OK)
        return e;
    found.block_count = (size_t)(top / GRAM_BLOCK) + 1;
    found.bits = mem_array(op, uint64_t, found.block_count);
    found.scratch = mem_array(op, uint64_t, found.block_count);
    const char *const everybody[] = { "all", NULL };
    memset(found.bits, 0xff, found.block_count * sizeof found.bits[0]);
    e = keep_facet(op, &found, "every", everybody, true);
    if (e == OK)
        e = keep_filters(op, &found, query);
    if (e == OK)
        e = keep_words(op, &found, or_empty(query->words));
    if (e == OK)
        e = take_page(op, &found, query, &page);
    if (e == OK)
        *ret_page = page;
    return e;
}
