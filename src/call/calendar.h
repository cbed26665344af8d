/* SPDX-License-Identifier: Apache-2.0 */
/*
 * calendar.h: working days, from the holiday table that the State Council publishes each year.
 *
 * A working day is Monday to Friday that is not off, or a make-up day. Convention for "n working
 * days": the first day counts if it is a working day; "after" an event, counting starts next day.
 * Of a year whose arrangement is not published yet the days fixed by decree are off and the others
 * follow the weekday; what touches such a year is provisional (暂定), as *ret_known says.
 * Days are ints YYYYMMDD from CALENDAR_FIRST to CALENDAR_LAST; a calendar is immutable.
 */
#pragma once
#include "base/bytes.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct op;
struct calendar;

enum {
    CALENDAR_FIRST = 19000101,
    CALENDAR_LAST = 98991231,
    CALENDAR_SPAN_MAX = 10000 /* most working or calendar days added at once */
};

/*
 * Reads CSV with the columns date (2025-01-28), kind (off | makeup_workday | statutory) and name,
 * and the note "years" (2025 2026): the years it is complete for. Rows of these years are off or
 * makeup_workday, rows of others statutory: days fixed by decree (国务院令第795号 since 2025; lunar
 * days computed beforehand). Errors: as csv_parse; ERR_INVALID calendar_row (line: no such date or
 * kind, a date twice, a kind that does not fit the year) or calendar_years (the note is missing or
 * is no list of years).
 */
CHECKED enum err calendar_load(struct op *op, struct bytes csv_text,
                               struct calendar **ret_calendar);

/* Whether a day is a working day. ret_known may be NULL, here and below: false is written when the
 * arrangement of some year that mattered is not known, true otherwise. */
bool calendar_is_workday(const struct calendar *calendar, int day, bool *ret_known);

/* Name of the holiday that makes a day off or a make-up day ("春节"), or NULL. */
const char *calendar_holiday(const struct calendar *calendar, int day);

/*
 * The n-th working day (n 1..CALENDAR_SPAN_MAX), counting day itself, or from the day after it when
 * next is set.
 */
int calendar_add(const struct calendar *calendar, int day, int n, bool next, bool *ret_known);

/* Working days from..to, both counted; 0 when to is before from. */
int calendar_count(const struct calendar *calendar, int from, int to, bool *ret_known);

/* How many different working days stand among count scheduled days, in any order; a rest day is
 * recorded but not counted. */
int calendar_count_scheduled(const struct calendar *calendar, const int *days, size_t count,
                             bool *ret_known);

/*
 * The last day of a period of calendar days that begins after day: day + n, moved to the next
 * working day when it is a rest day (Civil Code, art. 203). n 0..CALENDAR_SPAN_MAX; n 0 moves day
 * itself.
 */
int calendar_due(const struct calendar *calendar, int day, int n, bool *ret_known);

/* ---- years that become known while a process runs ---- */

/* The last year whose arrangement is known. */
int calendar_last_year(const struct calendar *calendar);

/* base without what is known of the years after last_year: their days count as before, and are
 * provisional. A child of parent that borrows from base. */
const struct calendar *calendar_until(const void *parent, const struct calendar *base,
                                      int last_year);

/*
 * base with the arrangement of one more year, or of one year anew. csv_text is as in calendar_load,
 * of exactly one year. The result is a child of op, and borrows nothing.
 * Errors: as calendar_load; ERR_INVALID "calendar_one_year", "calendar_weekday" (line: a make-up
 * day that is no Saturday or Sunday), "calendar_decree" (day: fixed by decree and not off).
 */
CHECKED enum err calendar_with_year(struct op *op, const struct calendar *base,
                                    struct bytes csv_text, int *ret_year,
                                    const struct calendar **ret_calendar);

/* A calendar that answers as base does until calendar_replace; a child of parent. */
struct calendar *calendar_live(const void *parent, const struct calendar *base);

/*
 * From now on live answers as with does, of which it keeps a copy; other threads may use it
 * meanwhile. stamp: whatever tells the caller which table that is.
 */
void calendar_replace(struct calendar *live, const struct calendar *with, int64_t stamp);

/* The stamp of the last calendar_replace; 0 before it. */
int64_t calendar_stamp(const struct calendar *live);

/* ---- what is provisional ---- */

/* What interfaces say of a flag beside such a date. */
#define PROVISIONAL_NOTE "暂定: the holidays of its year are not published yet"

/*
 * Whether a date counted in working days is provisional (暂定): the last day that counts, the one
 * before due_ms in the zone, lies in a year whose arrangement is not known. due_ms is the first
 * instant that is too late; 0 is no date, and false. calendar NULL knows no year.
 */
bool calendar_provisional(const struct calendar *calendar, int64_t due_ms, int zone_minutes);

/* A period of days, as publicity and mending have it. */
struct day_period {
    bool working;    /* n working days; else n calendar days */
    bool count_next; /* counted from the day after start; else start itself counts */
    bool move_end; /* a calendar period that would end on a rest day ends on the next working day */
    int n;         /* 1..CALENDAR_SPAN_MAX */
};

/*
 * First and last day of a period: *ret_first is the first counted day (for working days the first
 * working day from there), *ret_last the n-th; both count in full. start is
 * CALENDAR_FIRST..CALENDAR_LAST. Source: 民法典 art. 201 to 203 for what is counted and moved.
 */
void calendar_period(const struct calendar *calendar, int start, const struct day_period *period,
                     int *ret_first, int *ret_last, bool *ret_known);
