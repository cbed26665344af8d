/* SPDX-License-Identifier: Apache-2.0 */
/* calendar.c: the exceptions sorted by day; everything else follows from the weekday. */
#include "call/calendar.h"

#include "base/mem.h"
#include "base/op.h"
#include "base/time.h"
#include "text/csv.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { SATURDAY = 5, YEARS_MAX = 64, YEAR_FIRST = 1900, YEAR_LAST = 9899 };

struct exception {
    int day;
    bool workday;
    const char *name;
    size_t line; /* of the file */
};

struct calendar {
    struct exception *rows; /* sorted by day */
    size_t row_count;
    int years[YEARS_MAX];
    size_t year_count;
    int64_t stamp;
    struct calendar *older;             /* kept for who still reads it */
    _Atomic(struct calendar *) instead; /* of a live one: who answers; NULL itself */
};

static const struct calendar *current(const struct calendar *calendar)
{
    const struct calendar *instead = atomic_load(&calendar->instead);

    return instead == NULL ? calendar : instead;
}

static int compare_rows(const void *a, const void *b)
{
    int left = ((const struct exception *)a)->day;
    int right = ((const struct exception *)b)->day;

    return (left > right) - (left < right);
}

static bool known_year(const struct calendar *calendar, int year)
{
    for (size_t i = 0; i < calendar->year_count; i++) {
        if (calendar->years[i] == year)
            return true;
    }
    return false;
}

static const struct exception *find(const struct calendar *calendar, int day)
{
    struct exception key = { .day = day };

    return calendar->row_count == 0
               ? NULL
               : bsearch(&key, calendar->rows, calendar->row_count, sizeof key, compare_rows);
}

/* "2025 2026": four digits each. */
static bool read_years(struct calendar *calendar, const char *note)
{
    const char *at = note + strspn(note, " ");

    while (*at != '\0') {
        int year = 0;
        if (strspn(at, "0123456789") != 4 || calendar->year_count == YEARS_MAX)
            return false;
        for (int i = 0; i < 4; i++)
            year = year * 10 + (*at++ - '0');
        if (year < YEAR_FIRST || year > YEAR_LAST || (*at != ' ' && *at != '\0'))
            return false;
        calendar->years[calendar->year_count++] = year;
        at += strspn(at, " ");
    }
    return calendar->year_count > 0;
}

static enum err bad_row(struct op *op, size_t line)
{
    fail_arg(op, "line", "%zu", line);
    return fail(op, ERR_INVALID, "calendar_row", "line %zu", line);
}

enum err calendar_load(struct op *op, struct bytes csv_text, struct calendar **ret_calendar)
{
    struct calendar *calendar = mem_new(op, struct calendar);
    struct csv csv = { 0 };

    enum err e = csv_parse(op, csv_text, &csv);
    if (e != OK)
        return e;
    const char *years = csv_note(&csv, "years");
    if (years == NULL || !read_years(calendar, years))
        return fail(op, ERR_INVALID, "calendar_years", "the note `years` is not a list of years");
    int date = csv_column(&csv, "date");
    int kind = csv_column(&csv, "kind");
    int name = csv_column(&csv, "name");
    calendar->rows = mem_array(calendar, struct exception, csv.row_count + 1);
    for (size_t i = 0; i < csv.row_count; i++) {
        struct exception *row = &calendar->rows[calendar->row_count];
        const char *word = csv_cell(&csv.rows[i], kind);
        bool makeup = strcmp(word, "makeup_workday") == 0;
        bool statutory = strcmp(word, "statutory") == 0;
        if (!day_parse(csv_cell(&csv.rows[i], date), &row->day) ||
            (!makeup && !statutory && strcmp(word, "off") != 0) ||
            known_year(calendar, row->day / 10000) == statutory)
            return bad_row(op, csv.rows[i].line);
        row->workday = makeup;
        row->line = csv.rows[i].line;
        row->name = csv_cell(&csv.rows[i], name);
        calendar->row_count++;
    }
    qsort(calendar->rows, calendar->row_count, sizeof calendar->rows[0], compare_rows);
    for (size_t i = 1; i < calendar->row_count; i++) {
        if (calendar->rows[i].day == calendar->rows[i - 1].day)
            return bad_row(op, calendar->rows[i].line);
    }
    *ret_calendar = calendar;
    return OK;
}

/* Judges one day by a table; what is unknown is added to *known, which the caller set to true. */
static bool judge(const struct calendar *calendar, int day, bool *known)
{
    const struct exception *row = find(calendar, day);

    if (!known_year(calendar, day / 10000))
        *known = false;
    return row != NULL ? row->workday : day_weekday(day) < SATURDAY;
}

static void tell(bool known, bool *ret_known)
{
    if (ret_known != NULL)
        *ret_known = known;
}

bool calendar_is_workday(const struct calendar *calendar, int day, bool *ret_known)
{
    const struct calendar *table = current(calendar);
    bool known = true;
    bool workday = judge(table, day, &known);

    tell(known, ret_known);
    return workday;
}

const char *calendar_holiday(const struct calendar *calendar, int day)
{
    const struct exception *row = find(current(calendar), day);

    return row == NULL ? NULL : row->name;
}

int calendar_add(const struct calendar *calendar, int day, int n, bool next, bool *ret_known)
{
    const struct calendar *table = current(calendar);
    bool known = true;
    int at = next ? day_add(day, 1) : day;

    for (int left = n;; at = day_add(at, 1)) {
        left -= judge(table, at, &known);
        if (left <= 0)
            break;
    }
    tell(known, ret_known);
    return at;
}

int calendar_count(const struct calendar *calendar, int from, int to, bool *ret_known)
{
    const struct calendar *table = current(calendar);
    bool known = true;
    int count = 0;

    for (int at = from; at <= to; at = day_add(at, 1))
        count += judge(table, at, &known);
    tell(known, ret_known);
    return count;
}

int calendar_count_scheduled(const struct calendar *calendar, const int *days, size_t count,
                             bool *ret_known)
{
    const struct calendar *table = current(calendar);
    bool known = true;
    int workdays = 0;

    for (size_t i = 0; i < count; i++) {
        size_t before = 0;
        while (before < i && days[before] != days[i])
            before++;
        workdays += before == i && judge(table, days[i], &known);
    }
    tell(known, ret_known);
    return workdays;
}

int calendar_due(const struct calendar *calendar, int day, int n, bool *ret_known)
{
    const struct calendar *table = current(calendar);
    bool known = true;
    int at = day_add(day, n);

    while (!judge(table, at, &known))
        at = day_add(at, 1);
    tell(known, ret_known);
    return at;
}

bool calendar_provisional(const struct calendar *calendar, int64_t due_ms, int zone_minutes)
{
    if (due_ms == 0)
        return false;
    return calendar == NULL ||
           !known_year(current(calendar), day_of(due_ms - 1, zone_minutes) / 10000);
}

void calendar_period(const struct calendar *calendar, int start, const struct day_period *period,
                     int *ret_first, int *ret_last, bool *ret_known)
{
    bool known = true;
    bool first_known = true;
    int from = period->count_next ? day_add(start, 1) : start;

    if (period->working) {
        *ret_first = calendar_add(calendar, from, 1, false, &first_known);
        *ret_last = calendar_add(calendar, *ret_first, period->n, false, &known);
    } else {
        *ret_first = from;
        *ret_last = day_add(from, period->n - 1);
        if (period->move_end)
            *ret_last = calendar_due(calendar, *ret_last, 0, &known);
    }
    tell(known && first_known, ret_known);
}

/* ---- years that become known while a process runs ---- */

int calendar_last_year(const struct calendar *calendar)
{
    const struct calendar *table = current(calendar);
    int last = 0;

    for (size_t i = 0; i < table->year_count; i++)
        last = table->years[i] > last ? table->years[i] : last;
    return last;
}

const struct calendar *calendar_until(const void *parent, const struct calendar *base,
                                      int last_year)
{
    const struct calendar *table = current(base);
    struct calendar *calendar = mem_new(parent, struct calendar);

    calendar->rows = table->rows;
    calendar->row_count = table->row_count;
    for (size_t i = 0; i < table->year_count; i++) {
        if (table->years[i] <= last_year)
            calendar->years[calendar->year_count++] = table->years[i];
    }
    return calendar;
}

/* What base says of the year is the decree unless an arrangement is known. */
static enum err check_year(struct op *op, const struct calendar *base, const struct calendar *added)
{
    int year = added->years[0];
    bool known = true;

    for (size_t i = 0; i < added->row_count; i++) {
        const struct exception *row = &added->rows[i];
        if (row->workday && day_weekday(row->day) < SATURDAY) {
            fail_arg(op, "line", "%zu", row->line);
            return fail(op, ERR_INVALID, "calendar_weekday", "line %zu", row->line);
        }
    }
    for (size_t i = 0; i < base->row_count; i++) {
        const struct exception *row = &base->rows[i];
        if (row->day / 10000 != year || row->workday || known_year(base, year) ||
            !judge(added, row->day, &known))
            continue;
        fail_arg(op, "day", "%s", day_chinese(op, row->day, false));
        return fail(op, ERR_INVALID, "calendar_decree", "%d is not off", row->day);
    }
    return OK;
}

static void add_rows(struct calendar *calendar, const struct calendar *from, int year, bool only)
{
    for (size_t i = 0; i < from->row_count; i++) {
        struct exception row = from->rows[i];
        if ((row.day / 10000 == year) != only)
            continue;
        row.name = mem_text(calendar, row.name);
        calendar->rows[calendar->row_count++] = row;
    }
}

enum err calendar_with_year(struct op *op, const struct calendar *base, struct bytes csv_text,
                            int *ret_year, const struct calendar **ret_calendar)
{
    const struct calendar *table = current(base);
    struct calendar *calendar = mem_new(op, struct calendar);
    struct calendar *added = NULL;

    enum err e = calendar_load(op, csv_text, &added);
    if (e != OK)
        return e;
    int year = added->years[0];
    if (added->year_count != 1 || (!known_year(table, year) && table->year_count == YEARS_MAX))
        return fail(op, ERR_INVALID, "calendar_one_year", "%zu years", added->year_count);
    e = check_year(op, table, added);
    if (e != OK)
        return e;
    calendar->rows = mem_array(calendar, struct exception, table->row_count + added->row_count + 1);
    add_rows(calendar, table, year, false);
    add_rows(calendar, added, year, true);
    qsort(calendar->rows, calendar->row_count, sizeof calendar->rows[0], compare_rows);
    memcpy(calendar->years, table->years, sizeof calendar->years);
    calendar->year_count = table->year_count;
    if (!known_year(table, year))
        calendar->years[calendar->year_count++] = year;
    *ret_year = year;
    *ret_calendar = calendar;
    return OK;
}

/* The tables that live answered by, newest first. */
static void free_replaced(void *object)
{
    struct calendar *live = object;

    for (struct calendar *at = atomic_load(&live->instead); at != NULL;) {
        struct calendar *older = at->older;
        mem_free(at);
        at = older;
    }
}

static struct calendar *copy_table(const void *parent, const struct calendar *from)
{
    const struct calendar *table = current(from);
    struct calendar *calendar = mem_new(parent, struct calendar);

    calendar->rows = mem_array(calendar, struct exception, table->row_count + 1);
    add_rows(calendar, table, 0, false);
    memcpy(calendar->years, table->years, sizeof calendar->years);
    calendar->year_count = table->year_count;
    return calendar;
}

struct calendar *calendar_live(const void *parent, const struct calendar *base)
{
    struct calendar *live = copy_table(parent, base);

    mem_own(live, live, free_replaced);
    return live;
}

void calendar_replace(struct calendar *live, const struct calendar *with, int64_t stamp)
{
    struct calendar *copy = copy_table(NULL, with);

    copy->stamp = stamp;
    copy->older = atomic_load(&live->instead);
    while (!atomic_compare_exchange_weak(&live->instead, &copy->older, copy))
        continue;
}

int64_t calendar_stamp(const struct calendar *live)
{
    return current(live)->stamp;
}
