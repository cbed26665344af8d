/* SPDX-License-Identifier: Apache-2.0 */
/* duplicate.c: traits, and what the rows that share them have in common. */
#include "application/duplicate.h"

#include "application/row.h"
#include "base/keys.h"
#include "base/mem.h"
#include "base/site.h"
#include "base/time.h"
#include "text/utf8.h"

#include <stdlib.h>
#include <string.h>

enum { TITLE_TRAITS = 8, PAIRS_MAX = 500, CANDIDATES_MAX = 300 };
/* Per thousand: titles that alike warn alone, or together with the same unit and time. */
enum { ALIKE = 800, RATHER_ALIKE = 500, EXPERTS_MANY = 3 };

DB_SQL(trait_drop, "i", "DELETE FROM application_trait WHERE application_id = $1");
DB_SQL(trait_forget, "t", "DELETE FROM application_trait WHERE trait = $1");
DB_SQL(trait_insert, "it", "INSERT INTO application_trait (application_id, trait) VALUES ($1, $2)");
DB_SQL(trait_there, "it",
       "SELECT count(*) FROM application_trait WHERE application_id = $1 AND trait = $2");
DB_SQL(trait_experts, "i",
       "SELECT count(*) FROM application_trait WHERE application_id = $1"
       "   AND substr(trait, 1, 1) = 'e'");
#define SHARED_EXPERTS                                                                             \
    "SELECT count(*) FROM application_trait x JOIN application_trait y ON y.trait = x.trait"       \
    " WHERE x.application_id = $1 AND y.application_id = $2 AND substr(x.trait, 1, 1) = 'e'"
DB_SQL(trait_shared, "ii", SHARED_EXPERTS);

/* $1 the actor's unit, $2 the application. */
#define WITH_TRAIT                                                                                 \
    " AND a.id <> $2 AND a.state <> 'withdrawn' AND a.id IN (SELECT y.application_id"              \
    " FROM application_trait x JOIN application_trait y ON y.trait = x.trait"                      \
    " WHERE x.application_id = $2) ORDER BY a.changed_ms DESC, a.id DESC LIMIT 300"
DB_SQL(alike_own, "ii",
       APPLICATION_SELECT " WHERE a.org_id = $1 AND a.id <> $2 AND a.state <> 'withdrawn'"
                          " ORDER BY a.changed_ms DESC, a.id DESC LIMIT 300");
DB_SQL(alike_desk, "ii", APPLICATION_SELECT " WHERE " SEEN_BY_DESK WITH_TRAIT);
DB_SQL(alike_all, "ii", APPLICATION_SELECT " WHERE " SEEN_BY_ALL WITH_TRAIT);

/* ---- titles ---- */

struct pairs {
    uint64_t rows[PAIRS_MAX];
    size_t count;
};

/* Signs that say something: letters, digits and what lies beyond ASCII punctuation. */
static bool says(uint32_t code)
{
    bool ascii = (code >= '0' && code <= '9') || (code >= 'a' && code <= 'z');

    return ascii || (code >= 0x3400 && code < 0xff00) || (code >= 0x0400 && code < 0x2000) ||
           code >= 0x20000;
}

static int by_number(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a;
    uint64_t y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

/* Neighbouring signs of a title, sorted. */
static void read_pairs(const char *title, struct pairs *pairs)
{
    struct bytes rest = { (const unsigned char *)title, strlen(title) };
    uint32_t before = 0;
    uint32_t code = 0;

    pairs->count = 0;
    while (rest.size > 0 && pairs->count < PAIRS_MAX && utf8_next(&rest, &code)) {
        code = code >= 'A' && code <= 'Z' ? code + 32 : code;
        if (!says(code))
            continue;
        if (before != 0)
            pairs->rows[pairs->count++] = (uint64_t)before << 32 | code;
        before = code;
    }
    qsort(pairs->rows, pairs->count, sizeof pairs->rows[0], by_number);
}

/* Twice what is in both, by what is in either: Dice's coefficient, per thousand. */
static int64_t likeness(const struct pairs *a, const struct pairs *b)
{
    size_t i = 0;
    size_t j = 0;
    int64_t both = 0;

    while (i < a->count && j < b->count) {
        if (a->rows[i] == b->rows[j]) {
            both++;
            i++;
            j++;
        } else if (a->rows[i] < b->rows[j]) {
            i++;
        } else {
            j++;
        }
    }
    int64_t all = (int64_t)(a->count + b->count);
    return all == 0 ? 0 : 2000 * both / all;
}

/* A mixing of 64 bits (the finaliser of splitmix64). */
static uint64_t mix(uint64_t x)
{
    x += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

/* ---- keeping ---- */

static enum err keep(struct op *op, int64_t id, const char *trait)
{
    int64_t there = 0;

    enum err e =
        db_row(op, &trait_there, DB_IN(IN_INT(id), IN_TEXT(trait)), DB_OUT(OUT_INT(&there)));
    return e == OK && there == 0
               ? db_run(op, &trait_insert, DB_IN(IN_INT(id), IN_TEXT(trait)), NULL)
               : e;
}

static enum err keep_title(struct op *op, const struct application *application)
{
    struct pairs *pairs = mem_new(op, struct pairs);
    enum err e = OK;

    read_pairs(application->title, pairs);
    for (uint64_t k = 0; e == OK && pairs->count > 0 && k < TITLE_TRAITS; k++) {
        uint64_t least = UINT64_MAX;
        for (size_t i = 0; i < pairs->count; i++) {
            uint64_t hash = mix(pairs->rows[i] ^ mix(k));
            least = hash < least ? hash : least;
        }
        e = keep(op, application->id,
                 mem_printf(op, "t%llu%016llx", (unsigned long long)k, (unsigned long long)least));
    }
    return e;
}

/* person: "name|unit". */
static const char *person_trait(struct op *op, const char *person)
{
    return mem_printf(op, "e%s",
                      keys_lookup(op, op->site->keys, "application_trait", "expert", person));
}

static enum err keep_expert(struct op *op, const struct application *application,
                            const char *person)
{
    return keep(op, application->id, person_trait(op, person));
}

enum err duplicate_forget(struct op *op, int64_t application_id)
{
    return db_run(op, &trait_drop, DB_IN(IN_INT(application_id)), NULL);
}

enum err duplicate_forget_person(struct op *op, const char *name, const char *unit)
{
    const char *trait = person_trait(op, mem_printf(op, "%s|%s", name, unit));

    return db_run(op, &trait_forget, DB_IN(IN_TEXT(trait)), NULL);
}

static const struct field *column_of(const struct field *table, enum field_kind kind)
{
    for (size_t i = 0; i < table->column_count; i++) {
        if (table->columns[i].kind == kind)
            return &table->columns[i];
    }
    return NULL;
}

static const char *cell(const json_t *row, const struct field *column)
{
    const char *text = column == NULL ? NULL : json_string_value(json_object_get(row, column->id));

    return text == NULL ? "" : text;
}

/* A person is the first text of a row with the first unit of it. */
static enum err keep_experts(struct op *op, const struct application *application,
                             const struct field *table, const json_t *rows)
{
    const struct field *name = column_of(table, FIELD_TEXT);
    const struct field *unit = column_of(table, FIELD_ORGANISATION);
    size_t i = 0;
    const json_t *row = NULL;
    enum err e = OK;

    json_array_foreach(rows, i, row)
    {
        if (e != OK || cell(row, name)[0] == '\0')
            continue;
        e = keep_expert(op, application, mem_printf(op, "%s|%s", cell(row, name), cell(row, unit)));
    }
    return e;
}

static enum err keep_people(struct op *op, const struct application *application,
                            const struct form *form, const json_t *values)
{
    const struct field *table = form_role(form, ROLE_EXPERTS);
    const struct field *person = form_role(form, ROLE_PERSON);
    const struct field *unit = form_role(form, ROLE_ORGANISATION);
    enum err e = OK;

    if (table != NULL && table->kind == FIELD_TABLE)
        e = keep_experts(op, application, table, json_object_get(values, table->id));
    if (e == OK && person != NULL && cell(values, person)[0] != '\0')
        e = keep_expert(op, application,
                        mem_printf(op, "%s|%s", cell(values, person), cell(values, unit)));
    return e;
}

enum err duplicate_index(struct op *op, const struct application *application, const json_t *values)
{
    const struct call *call = NULL;
    const struct form *form = NULL;

    enum err e = application_form(op, application, &call, &form);
    if (e == OK)
        e = db_run(op, &trait_drop, DB_IN(IN_INT(application->id)), NULL);
    if (e == OK)
        e = keep_title(op, application);
    return e == OK ? keep_people(op, application, form, values) : e;
}

/* ---- comparing ---- */

struct comparing {
    const struct application *application;
    struct pairs pairs;
    int64_t experts;
};

static bool same_time(const struct application *a, const struct application *b)
{
    return a->period_from != 0 && b->period_from != 0 && a->period_from <= b->period_to &&
           b->period_from <= a->period_to;
}

static void add_reasons(struct op *op, const struct comparing *comparing, struct duplicate *row)
{
    const struct application *mine = comparing->application;
    const struct application *other = &row->application;
    bool many = row->experts > 0 &&
                (row->experts >= EXPERTS_MANY || row->experts * 2 >= comparing->experts);
    bool time = same_time(mine, other);
    bool unit = mine->org_id == other->org_id;

    if (row->similarity < ALIKE && !many && !(row->similarity >= RATHER_ALIKE && time && unit))
        return;
    if (row->similarity >= RATHER_ALIKE)
        mem_push(op, row->reasons, row->reason_count,
                 mem_printf(op, "名称相近（%lld%%）", (long long)(row->similarity / 10)));
    if (row->experts > 0)
        mem_push(op, row->reasons, row->reason_count,
                 mem_printf(op, "有 %lld 名专家相同", (long long)row->experts));
    if (time)
        mem_push(op, row->reasons, row->reason_count, "活动时间重叠");
    if (unit)
        mem_push(op, row->reasons, row->reason_count, "同一单位申报");
}

static enum err compare(struct op *op, const struct comparing *comparing, struct duplicate *row)
{
    struct pairs pairs = { .count = 0 };

    read_pairs(row->application.title, &pairs);
    row->similarity = likeness(&comparing->pairs, &pairs);
    enum err e =
        comparing->experts == 0
            ? OK
            : db_row(op, &trait_shared,
                     DB_IN(IN_INT(comparing->application->id), IN_INT(row->application.id)),
                     DB_OUT(OUT_INT(&row->experts)));
    if (e == OK)
        add_reasons(op, comparing, row);
    return e;
}

static int by_likeness(const void *a, const void *b)
{
    const struct duplicate *x = a;
    const struct duplicate *y = b;
    int64_t left = x->similarity + 100 * x->experts;
    int64_t right = y->similarity + 100 * y->experts;

    return (left < right) - (left > right);
}

static const struct db_sql *candidates_of(const struct op *op)
{
    enum scope scope = actor_scope(op);

    return scope == SCOPE_NOTHING ? NULL
           : scope == SCOPE_DESK  ? &alike_desk
           : scope == SCOPE_ALL   ? &alike_all
                                  : &alike_own;
}

enum err duplicate_list(struct op *op, const struct application *application,
                        struct duplicate_list *ret_list)
{
    struct comparing *comparing = mem_new(op, struct comparing);
    struct duplicate_list list = { 0 };
    struct application row = { 0 };
    struct application *rows = NULL;
    size_t count = 0;
    struct db_rows *found = NULL;
    const struct db_sql *sql = candidates_of(op);

    comparing->application = application;
    read_pairs(application->title, &comparing->pairs);
    enum err e = sql == NULL ? ERR_NOT_FOUND
                             : db_row(op, &trait_experts, DB_IN(IN_INT(application->id)),
                                      DB_OUT(OUT_INT(&comparing->experts)));
    if (e == OK)
        e = db_query(op, sql, DB_IN(IN_INT(op->actor.org_id), IN_INT(application->id)), &found);
    if (e != OK)
        return e == ERR_NOT_FOUND ? fail(op, e, "not_found", "no rows for this post") : e;
    while (db_next(found, APPLICATION_OUT(&row)))
        mem_push(op, rows, count, row);
    e = db_done(found);
    for (size_t i = 0; e == OK && i < count; i++) {
        struct duplicate one = { .application = rows[i] };
        e = compare(op, comparing, &one);
        if (e == OK && one.reason_count > 0)
            mem_push(op, list.rows, list.count, one);
    }
    if (e != OK)
        return e;
    if (list.count > 1)
        qsort(list.rows, list.count, sizeof list.rows[0], by_likeness);
    list.count = list.count > DUPLICATES_MAX ? DUPLICATES_MAX : list.count;
    *ret_list = list;
    return OK;
}
