/* SPDX-License-Identifier: Apache-2.0 */
/* stroke.c: every character of the table has a place in the whole order; names compare places. */
#include "text/stroke.h"

#include "base/embed.h"
#include "base/mem.h"
#include "base/op.h"
#include "text/csv.h"
#include "text/utf8.h"

#include <stdlib.h>
#include <string.h>

enum { STROKES_MAX = 64, RANK_MAX = 99999, TWO_CHARACTERS = 2, CODE_MAX = 0x10FFFF };

/* Above every place of the table: characters without data, by code point. */
static const uint32_t without_data = UINT32_C(1) << 31;

struct character {
    uint32_t code;
    uint32_t near; /* code, or 0 */
    int strokes;
    int rank;
    const char *classes; /* its own or those of near; "" unknown */
    uint32_t place;
};

struct stroke_table {
    struct character *rows; /* sorted by code */
    size_t count;
};

/* ---- the table ----------------------------------------------------------------------------- */

static int compare_codes(const void *a, const void *b)
{
    const struct character *left = a;
    const struct character *right = b;

    return (left->code > right->code) - (left->code < right->code);
}

static int compare_strokes(const void *a, const void *b)
{
    const struct character *left = *(const struct character *const *)a;
    const struct character *right = *(const struct character *const *)b;
    int classes = strcmp(left->classes, right->classes);

    if (left->strokes != right->strokes)
        return left->strokes - right->strokes;
    return classes != 0 ? classes : left->rank - right->rank;
}

static const struct character *find_character(const struct stroke_table *table, uint32_t code)
{
    const struct character key = { .code = code };

    return table->count == 0 ? NULL
                             : bsearch(&key, table->rows, table->count, sizeof key, compare_codes);
}

/* Exactly one character, or none when the cell may be empty. */
static bool read_character(const char *cell, uint32_t *ret_code)
{
    struct bytes rest = { (const uint8_t *)cell, strlen(cell) };

    return rest.size > 0 && utf8_next(&rest, ret_code) && rest.size == 0;
}

/* A number of 1..max without leading zeros, or 0. */
static int read_number(const char *cell, int max)
{
    int number = 0;

    if (*cell == '0')
        return 0;
    for (; *cell >= '0' && *cell <= '9' && number <= max; cell++)
        number = number * 10 + (*cell - '0');
    return *cell == '\0' && number <= max ? number : 0;
}

static bool read_row(const struct csv *csv, const struct csv_row *row, struct character *to)
{
    const char *near = csv_cell(row, csv_column(csv, "near"));

    to->classes = csv_cell(row, csv_column(csv, "classes"));
    to->strokes = read_number(csv_cell(row, csv_column(csv, "strokes")), STROKES_MAX);
    to->rank = read_number(csv_cell(row, csv_column(csv, "rank")), RANK_MAX);
    return read_character(csv_cell(row, csv_column(csv, "character")), &to->code) &&
           to->strokes > 0 && to->rank > 0 && (*near == '\0' || read_character(near, &to->near)) &&
           strspn(to->classes, "12345") == strlen(to->classes) &&
           (*to->classes == '\0' || strlen(to->classes) == (size_t)to->strokes);
}

static enum err bad_row(struct op *op, size_t line)
{
    fail_arg(op, "line", "%zu", line);
    return fail(op, ERR_INVALID, "stroke_row", "line %zu", line);
}

/* Classes of neighbours where there are none; then the place of each in the whole order. */
static void number_places(struct op *op, struct stroke_table *table)
{
    struct character **order = mem_array(op, struct character *, table->count + 1);

    for (size_t i = 0; i < table->count; i++) {
        struct character *row = &table->rows[i];
        const struct character *near = row->near == 0 ? NULL : find_character(table, row->near);
        if (*row->classes == '\0' && near != NULL && near->strokes == row->strokes)
            row->classes = near->classes;
        order[i] = row;
    }
    qsort(order, table->count, sizeof(struct character *), compare_strokes);
    for (size_t i = 0; i < table->count; i++)
        order[i]->place = (uint32_t)i;
    mem_free(order);
}

enum err stroke_load(struct op *op, struct bytes csv_text, struct stroke_table **ret_table)
{
    struct stroke_table *table = mem_new(op, struct stroke_table);
    struct csv csv = { 0 };

    enum err e = csv_parse(op, csv_text, &csv);
    if (e != OK)
        return e;
    table->rows = mem_array(table, struct character, csv.row_count + 1);
    table->count = csv.row_count;
    for (size_t i = 0; i < csv.row_count; i++) {
        if (!read_row(&csv, &csv.rows[i], &table->rows[i]))
            return bad_row(op, csv.rows[i].line);
    }
    qsort(table->rows, table->count, sizeof table->rows[0], compare_codes);
    for (size_t i = 1; i < table->count; i++) {
        if (table->rows[i].code == table->rows[i - 1].code)
            return bad_row(op, csv.rows[i].line);
    }
    number_places(op, table);
    *ret_table = table;
    return OK;
}

enum err stroke_table_open(struct op *op, struct stroke_table **ret_table)
{
    const struct embedded *file = embed_find("reference/strokes.csv");

    return stroke_load(
        op, (struct bytes){ file == NULL ? NULL : file->bytes, file == NULL ? 0 : file->size },
        ret_table);
}

/* ---- names --------------------------------------------------------------------------------- */

struct name_key {
    uint32_t *places; /* of its characters */
    size_t length;
    size_t name; /* where it stood */
};

/* Blanks and the dots between the parts of a name. */
static bool is_idle(uint32_t code)
{
    static const uint32_t dots[] = { 0x00A0, 0x00B7, 0x2022, 0x2027, 0x3000, 0x30FB, 0xFF65 };

    for (size_t i = 0; i < sizeof dots / sizeof dots[0]; i++) {
        if (code == dots[i])
            return true;
    }
    return code <= ' ';
}

/* What names are looked up with. */
struct lookup {
    const struct stroke_table *table;
    struct stroke_order *order; /* takes the characters without data */
    uint8_t *seen;              /* a bit for each of them that was taken */
};

static void note_unknown(struct op *op, struct lookup *lookup, uint32_t code, size_t name)
{
    struct stroke_unknown unknown = { code, name };
    uint8_t bit = (uint8_t)(1 << code % 8);

    if ((lookup->seen[code / 8] & bit) != 0)
        return;
    lookup->seen[code / 8] |= bit;
    mem_push(op, lookup->order->unknown, lookup->order->unknown_count, unknown);
}

static enum err bad_name(struct op *op, enum err code, const char *reason, size_t name)
{
    fail_arg(op, "line", "%zu", name + 1);
    return fail(op, code, reason, "name %zu", name + 1);
}

static enum err make_key(struct op *op, struct lookup *lookup, const char *name,
                         struct name_key *key)
{
    struct bytes rest = { (const uint8_t *)name, strlen(name) };
    uint32_t code = 0;

    if (rest.size > STROKE_NAME_BYTES_MAX)
        return bad_name(op, ERR_TOO_LARGE, "name_too_long", key->name);
    key->places = mem_array(op, uint32_t, rest.size + 1);
    while (rest.size > 0) {
        if (!utf8_next(&rest, &code))
            return bad_name(op, ERR_INVALID, "name_encoding", key->name);
        if (is_idle(code))
            continue;
        const struct character *found = find_character(lookup->table, code);
        if (found == NULL)
            note_unknown(op, lookup, code, key->name);
        key->places[key->length++] = found == NULL ? without_data | code : found->place;
    }
    return OK;
}

static int compare_lengths(size_t a, size_t b)
{
    return (a > b) - (a < b);
}

static int compare_keys(const struct name_key *a, const struct name_key *b, bool single_first)
{
    if (a->length == 0 || b->length == 0)
        return (a->length == 0) - (b->length == 0);
    if (a->places[0] != b->places[0])
        return a->places[0] < b->places[0] ? -1 : 1;
    if (single_first && (a->length == TWO_CHARACTERS) != (b->length == TWO_CHARACTERS) &&
        a->length >= TWO_CHARACTERS && b->length >= TWO_CHARACTERS)
        return a->length == TWO_CHARACTERS ? -1 : 1;
    for (size_t i = 1; i < a->length && i < b->length; i++) {
        if (a->places[i] != b->places[i])
            return a->places[i] < b->places[i] ? -1 : 1;
    }
    return compare_lengths(a->length, b->length);
}

static int compare_single_first(const void *a, const void *b)
{
    const struct name_key *left = a;
    const struct name_key *right = b;
    int order = compare_keys(left, right, true);

    return order != 0 ? order : compare_lengths(left->name, right->name);
}

static int compare_plain(const void *a, const void *b)
{
    const struct name_key *left = a;
    const struct name_key *right = b;
    int order = compare_keys(left, right, false);

    return order != 0 ? order : compare_lengths(left->name, right->name);
}

enum err stroke_sort(struct op *op, const struct stroke_table *table, const char *const *names,
                     size_t count, bool single_first, struct stroke_order *ret_order)
{
    struct stroke_order order = { 0 };

    if (count > STROKE_NAMES_MAX)
        return fail(op, ERR_TOO_LARGE, "names_too_many", "%zu names", count);
    struct lookup lookup = { table, &order, mem_array(op, uint8_t, (CODE_MAX + 1) / 8) };
    struct name_key *keys = mem_array(op, struct name_key, count + 1);
    for (size_t i = 0; i < count; i++) {
        keys[i].name = i;
        enum err e = make_key(op, &lookup, names[i], &keys[i]);
        if (e != OK)
            return e;
    }
    qsort(keys, count, sizeof keys[0], single_first ? compare_single_first : compare_plain);
    order.places = mem_array(op, size_t, count + 1);
    for (size_t i = 0; i < count; i++)
        order.places[i] = keys[i].name;
    *ret_order = order;
    return OK;
}
