/* SPDX-License-Identifier: Apache-2.0 */
/* pool.c: reads POOL.csv and fits its persons to the seats of the rules. */
#include "draw/pool.h"

#include "base/mem.h"
#include "base/op.h"
#include "text/csv.h"
#include "text/utf8.h"

#include <stdlib.h>
#include <string.h>

enum { ID, UNIT, FIELD, LEVEL, REVIEWS, REGION, COLUMNS };

static const char *const column_names[COLUMNS] = {
    "id", "unit", "field", "level", "reviews_this_year", "region"
};

bool draw_text_fits(const char *text, size_t max)
{
    struct bytes rest = { (const uint8_t *)text, strlen(text) };
    uint32_t code = 0;

    if (rest.size > max)
        return false;
    while (rest.size > 0)
        if (!utf8_next(&rest, &code) || code < ' ' || code == 0x7f)
            return false;
    return true;
}

static enum err refuse_line(struct op *op, size_t line, const char *reason, const char *column)
{
    fail_arg(op, "line", "%zu", line);
    fail_arg(op, "column", "%s", column);
    return fail(op, ERR_INVALID, reason, "line %zu, %s", line, column);
}

static enum err check_header(struct op *op, const struct csv *csv)
{
    bool good = csv->column_count == COLUMNS || csv->column_count == REGION;

    for (size_t k = 0; good && k < csv->column_count; k++)
        good = strcmp(csv->columns[k], column_names[k]) == 0;
    return good ? OK : fail(op, ERR_INVALID, "draw_pool_header", "other columns");
}

/* A plain number of 0 .. DRAW_REVIEWS_MAX. */
static bool read_reviews(const char *text, int *ret_reviews)
{
    size_t length = strlen(text);
    int number = 0;

    if (length == 0 || length > 4 || strspn(text, "0123456789") != length)
        return false;
    for (; *text != '\0'; text++)
        number = number * 10 + (*text - '0');
    *ret_reviews = number;
    return true;
}

static enum err read_person(struct op *op, const struct csv_row *row, int columns,
                            struct draw_person *person)
{
    for (int k = 0; k < columns; k++) {
        size_t max = k == UNIT ? DRAW_UNIT_BYTES_MAX : DRAW_ID_BYTES_MAX;
        if (!draw_text_fits(row->cells[k], max))
            return refuse_line(op, row->line, "draw_pool_text", column_names[k]);
        if (k <= UNIT && row->cells[k][0] == '\0')
            return refuse_line(op, row->line, "draw_pool_empty", column_names[k]);
    }
    *person = (struct draw_person){ .id = row->cells[ID],
                                    .unit = row->cells[UNIT],
                                    .field = row->cells[FIELD],
                                    .level = row->cells[LEVEL],
                                    .region = columns == COLUMNS ? row->cells[REGION] : "" };
    if (!read_reviews(row->cells[REVIEWS], &person->reviews))
        return refuse_line(op, row->line, "draw_pool_number", column_names[REVIEWS]);
    return OK;
}

/* A text and where it stands, to be sorted. */
struct placed {
    const char *text;
    int32_t at;
};

static int compare_placed(const void *a, const void *b)
{
    const struct placed *one = a, *two = b;
    int order = strcmp(one->text, two->text);

    return order != 0 ? order : (one->at > two->at) - (one->at < two->at);
}

static enum err refuse_twice(struct op *op, const struct csv *csv, const struct draw_pool *pool)
{
    struct placed *rows = mem_array(op, struct placed, (size_t)pool->count);
    size_t line = SIZE_MAX;

    for (int32_t p = 0; p < pool->count; p++)
        rows[p] = (struct placed){ pool->rows[p].id, p };
    qsort(rows, (size_t)pool->count, sizeof *rows, compare_placed);
    for (int32_t k = 1; k < pool->count; k++)
        if (strcmp(rows[k].text, rows[k - 1].text) == 0 && csv->rows[rows[k].at].line < line)
            line = csv->rows[rows[k].at].line;
    mem_free(rows);
    return line == SIZE_MAX ? OK : refuse_line(op, line, "draw_pool_twice", column_names[ID]);
}

enum err draw_pool_read(struct op *op, struct bytes text, struct draw_pool *ret_pool)
{
    struct draw_pool pool = { 0 };
    struct csv csv = { 0 };
    enum err e = csv_parse(op, text, &csv);

    if (e != OK)
        return e;
    e = check_header(op, &csv);
    if (e != OK)
        return e;
    if (csv.row_count == 0)
        return refuse_line(op, 2, "draw_pool_empty", column_names[ID]);
    pool.rows = mem_array(op, struct draw_person, csv.row_count);
    for (size_t k = 0; k < csv.row_count; k++) {
        e = read_person(op, &csv.rows[k], (int)csv.column_count, &pool.rows[k]);
        if (e != OK)
            return e;
    }
    pool.count = (int32_t)csv.row_count;
    e = refuse_twice(op, &csv, &pool);
    if (e != OK)
        return e;
    *ret_pool = pool;
    return OK;
}

/* ---- Who fits which seat ---- */

/* Numbers the units, and takes the seats away from who is of an excluded one. */
static void number_units(struct op *op, const struct draw_rules *rules, struct draw_pool *pool)
{
    struct placed *rows = mem_array(op, struct placed, (size_t)pool->count);
    bool excluded = false;

    for (int32_t p = 0; p < pool->count; p++)
        rows[p] = (struct placed){ pool->rows[p].unit, p };
    qsort(rows, (size_t)pool->count, sizeof *rows, compare_placed);
    pool->unit_count = 0;
    for (int32_t k = 0; k < pool->count; k++) {
        struct draw_person *person = &pool->rows[rows[k].at];
        if (k == 0 || strcmp(rows[k].text, rows[k - 1].text) != 0) {
            pool->unit_count++;
            excluded = false;
            for (size_t u = 0; u < rules->excluded_count; u++)
                excluded = excluded || strcmp(rules->excluded[u], person->unit) == 0;
        }
        person->unit_number = pool->unit_count - 1;
        if (excluded)
            person->seats = 0;
    }
    mem_free(rows);
}

enum err draw_pool_fit(struct op *op, const struct draw_rules *rules, struct draw_pool *pool)
{
    int least[DRAW_SEATS_MAX] = { 0 };
    int asked = DRAW_LEVEL_NONE;

    for (size_t s = 0; s < rules->seat_count; s++) {
        const char *level = rules->seats[s].level_min;
        least[s] = level == NULL ? DRAW_LEVEL_NONE : draw_level_rank(level);
        asked = least[s] >= 0 ? least[s] : asked;
    }
    for (int32_t p = 0; p < pool->count; p++) {
        struct draw_person *person = &pool->rows[p];
        int rank = draw_level_rank(person->level);
        if (asked >= 0 && rank != DRAW_LEVEL_NONE && !draw_levels_compare(rank, asked)) {
            fail_arg(op, "value", "%s", person->level);
            return refuse_line(op, (size_t)p + 1, "draw_pool_level", column_names[LEVEL]);
        }
        bool busy = rules->max_reviews != DRAW_NO_LIMIT && person->reviews >= rules->max_reviews;
        person->seats = 0;
        for (size_t s = 0; s < rules->seat_count && !busy; s++) {
            const char *field = rules->seats[s].field;
            bool fits = (field == NULL || strcmp(field, person->field) == 0) &&
                        (least[s] < 0 || rank >= least[s]);
            person->seats |= (uint64_t)fits << s;
        }
    }
    number_units(op, rules, pool);
    return OK;
}
