/* SPDX-License-Identifier: Apache-2.0 */
/* gram.c: the index of words: made from the row, changed by what differs from what it was. */
#include "expert/gram.h"

#include "base/mem.h"
#include "expert/internal.h"
#include "expert/search.h"
#include "match/feature.h"

#include <stdlib.h>
#include <string.h>

DB_SQL(index_old, "i", "SELECT search_text, search_facets FROM expert WHERE id = $1");
DB_SQL(index_text, "itt", "UPDATE expert SET search_text = $2, search_facets = $3 WHERE id = $1");
DB_SQL(index_members, "i", "SELECT level, year FROM expert_member WHERE expert_id = $1");
DB_SQL(gram_set_bit, "iiii",
       "UPDATE expert_gram SET bits = bits | $4 WHERE space = $1 AND gram = $2 AND block = $3");
DB_SQL(gram_clear_bit, "iiii",
       "UPDATE expert_gram SET bits = bits - (bits & $4)"
       " WHERE space = $1 AND gram = $2 AND block = $3");
DB_SQL(gram_insert, "iiii",
       "INSERT INTO expert_gram (space, gram, block, bits) VALUES ($1, $2, $3, $4)");

enum err gram_words(struct op *op, enum gram_space space, const char *text, struct gram_set *set)
{
    struct feature_list list = { 0 };

    enum err e = feature_extract(op, op, text, &list);
    for (size_t i = 0; e == OK && i < list.count; i++) {
        struct gram gram = { space, (int64_t)list.rows[i].key };
        if (feature_kind(list.rows[i].key) != FEATURE_PAIR)
            mem_push(op, set->rows, set->count, gram);
    }
    gram_sort(set);
    return e;
}

/* Pairs come right after their second character. */
static bool inside_pair(const struct feature_list *list, size_t i)
{
    bool second = i + 1 < list->count && feature_kind(list->rows[i + 1].key) == FEATURE_BIGRAM;
    bool first = i + 2 < list->count && feature_kind(list->rows[i + 2].key) == FEATURE_BIGRAM &&
                 list->rows[i + 2].begin == list->rows[i].begin;

    return feature_kind(list->rows[i].key) == FEATURE_CHARACTER && (first || second);
}

enum err gram_query(struct op *op, const char *words, struct gram_set *ret_set)
{
    struct feature_list list = { 0 };
    struct gram_set set = { 0 };

    enum err e = feature_extract(op, op, words, &list);
    for (size_t i = 0; e == OK && i < list.count; i++) {
        struct gram gram = { GRAM_OPEN, (int64_t)list.rows[i].key };
        if (feature_kind(list.rows[i].key) != FEATURE_PAIR && !inside_pair(&list, i))
            mem_push(op, set.rows, set.count, gram);
    }
    gram_sort(&set);
    if (e == OK)
        *ret_set = set;
    return e;
}

int64_t gram_facet(struct op *op, const char *name, const char *value)
{
    const char *text = mem_printf(op, "%s:%s", name, value);
    uint8_t digest[SM3_BYTES];
    uint64_t key = 0;

    sm3_once(text, strlen(text), digest);
    memcpy(&key, digest, sizeof key);
    return (int64_t)(key >> 1);
}

void gram_facets(struct op *op, const char *facets, struct gram_set *set)
{
    for (const char *at = facets; *at != '\0';) {
        size_t length = strcspn(at, " ");
        char *word = mem_text_max(op, at, length);
        char *colon = strchr(word, ':');
        if (colon != NULL) {
            *colon = '\0';
            struct gram gram = { GRAM_FACET, gram_facet(op, word, colon + 1) };
            mem_push(op, set->rows, set->count, gram);
        }
        at += length + (at[length] == ' ');
    }
    gram_sort(set);
}

static int compare(const void *a, const void *b)
{
    const struct gram *left = a;
    const struct gram *right = b;

    if (left->space != right->space)
        return left->space < right->space ? -1 : 1;
    return left->key < right->key ? -1 : left->key > right->key;
}

void gram_sort(struct gram_set *set)
{
    size_t kept = 0;

    if (set->count == 0)
        return;
    qsort(set->rows, set->count, sizeof set->rows[0], compare);
    for (size_t i = 1; i < set->count; i++) {
        if (compare(&set->rows[kept], &set->rows[i]) != 0)
            set->rows[++kept] = set->rows[i];
    }
    set->count = kept + 1;
}

enum err gram_text(struct op *op, const char *open, const char *named, const char **ret_text)
{
    struct feature_list parts[2] = { { 0 }, { 0 } };

    enum err e = feature_extract(op, op, open, &parts[0]);
    if (e == OK)
        e = feature_extract(op, op, named, &parts[1]);
    if (e != OK)
        return e;
    for (char *at = parts[0].text; *at != '\0'; at++)
        *at = *at == '\n' ? ' ' : *at;
    *ret_text = mem_printf(op, "%s\n%s", parts[0].text, parts[1].text);
    return OK;
}

/* Words in a script with spaces are found by their stem: nothing more to look for. */
static bool is_dense(const char *word)
{
    for (; *word != '\0'; word++) {
        if ((unsigned char)*word < 0x80)
            return false;
    }
    return true;
}

bool gram_text_has(struct op *op, const char *text, const char *words, bool names)
{
    struct feature_list folded = { 0 };
    char *scope = mem_text_max(op, text, names ? strlen(text) : strcspn(text, "\n"));

    if (feature_extract(op, op, words, &folded) != OK)
        return false;
    for (const char *at = folded.text; *at != '\0';) {
        size_t length = strcspn(at, " ");
        const char *word = mem_text_max(op, at, length);
        if (is_dense(word) && strstr(scope, word) == NULL)
            return false;
        at += length + (at[length] == ' ');
    }
    return true;
}

/* ---- the index of one expert ---- */

static void add_codes(struct op *op, char **facets, const char *name, const char *codes)
{
    for (const char *at = codes; *at != '\0';) {
        size_t length = strcspn(at, " ");
        mem_append(op, facets, "%s:%.*s ", name, (int)length, at);
        at += length + (at[length] == ' ');
    }
}

static enum err facets_of(struct op *op, const struct expert *expert, const char **ret_facets)
{
    char *facets = mem_printf(op, "every:all state:%s title:%lld checked:%lld ", expert->state,
                              (long long)expert->title_level, (long long)expert->checked_year);
    struct db_rows *rows = NULL;
    const char *level = NULL;
    int64_t year = 0;

    add_codes(op, &facets, "discipline", expert->discipline);
    add_codes(op, &facets, "industry", expert->industry);
    add_codes(op, &facets, "honour", expert->honours);
    add_codes(op, &facets, "region", expert->regions[0] == '\0' ? "any" : expert->regions);
    enum err e = db_query(op, &index_members, DB_IN(IN_INT(expert->id)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_TEXT(&level), OUT_INT(&year))))
        mem_append(op, &facets, "member:%s year:%lld ", level, (long long)year);
    e = db_done(rows);
    if (e == OK)
        *ret_facets = facets;
    return e;
}

static enum err texts_of(struct op *op, const struct expert *expert, const char **ret_open,
                         const char **ret_named)
{
    char *named = mem_printf(op, "%s %s %s %s %s", expert->name, expert->org_name, expert->post,
                             expert->achievements, expert->history);
    struct expert_work *works = NULL;
    size_t count = 0;

    enum err e = works_read(op, expert->id, &works, &count);
    if (e != OK)
        return e;
    for (size_t i = 0; i < count; i++)
        mem_append(op, &named, " %s %s", works[i].title, works[i].source);
    *ret_open = mem_printf(op, "%s %s %s", expert->specialty, expert->title_name, expert->offers);
    *ret_named = named;
    return OK;
}

static enum err set_of(struct op *op, const char *text, const char *facets,
                       struct gram_set *ret_set)
{
    struct gram_set set = { 0 };
    size_t open = strcspn(text, "\n");

    gram_facets(op, facets, &set);
    enum err e = gram_words(op, GRAM_OPEN, mem_text_max(op, text, open), &set);
    if (e == OK && text[open] == '\n')
        e = gram_words(op, GRAM_NAMED, text + open + 1, &set);
    if (e == OK)
        *ret_set = set;
    return e;
}

static enum err set_bit(struct op *op, const struct gram *gram, int64_t id)
{
    int64_t bit = INT64_C(1) << (id % GRAM_BLOCK);
    const struct db_in *in =
        DB_IN(IN_INT(gram->space), IN_INT(gram->key), IN_INT(id / GRAM_BLOCK), IN_INT(bit));
    int64_t changed = 0;

    enum err e = db_run(op, &gram_set_bit, in, &changed);
    return e == OK && changed == 0 ? db_run(op, &gram_insert, in, NULL) : e;
}

static enum err clear_bit(struct op *op, const struct gram *gram, int64_t id)
{
    return db_run(op, &gram_clear_bit,
                  DB_IN(IN_INT(gram->space), IN_INT(gram->key), IN_INT(id / GRAM_BLOCK),
                        IN_INT(INT64_C(1) << (id % GRAM_BLOCK))),
                  NULL);
}

/* Both in rising order: what only one of them has is cleared or set. */
static enum err write_difference(struct op *op, int64_t id, const struct gram_set *old,
                                 const struct gram_set *now)
{
    size_t i = 0;
    size_t k = 0;
    enum err e = OK;

    while (e == OK && (i < old->count || k < now->count)) {
        int order = i == old->count   ? 1
                    : k == now->count ? -1
                                      : compare(&old->rows[i], &now->rows[k]);
        if (order < 0)
            e = clear_bit(op, &old->rows[i], id);
        else if (order > 0)
            e = set_bit(op, &now->rows[k], id);
        i += order <= 0;
        k += order >= 0;
    }
    return e;
}

enum err expert_reindex(struct op *op, int64_t expert_id)
{
    struct expert expert = { 0 };
    struct gram_set old = { 0 };
    struct gram_set now = { 0 };
    const char *old_text = NULL;
    const char *old_facets = NULL;
    const char *open = NULL;
    const char *named = NULL;
    const char *text = NULL;
    const char *facets = NULL;

    enum err e = expert_read(op, expert_id, &expert);
    if (e == OK)
        e = db_row(op, &index_old, DB_IN(IN_INT(expert_id)),
                   DB_OUT(OUT_TEXT(&old_text), OUT_TEXT(&old_facets)));
    if (e == OK)
        e = set_of(op, old_text, old_facets, &old);
    if (e == OK)
        e = texts_of(op, &expert, &open, &named);
    if (e == OK)
        e = gram_text(op, open, named, &text);
    if (e == OK)
        e = facets_of(op, &expert, &facets);
    if (e == OK)
        e = set_of(op, text, facets, &now);
    if (e == OK)
        e = write_difference(op, expert_id, &old, &now);
    return e != OK ? e
                   : db_run(op, &index_text,
                            DB_IN(IN_INT(expert_id), IN_TEXT(text), IN_TEXT(facets)), NULL);
}
