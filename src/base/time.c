/* SPDX-License-Identifier: Apache-2.0 */
/* time.c: days by counting from 1970-01-01 (days-from-civil with 400-year eras). */
#include "base/time.h"

#include "base/mem.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static const char *const weekday_chinese[7] = { "一", "二", "三", "四", "五", "六", "日" };

int64_t time_real_ms(void)
{
    struct timespec now = { 0 };

    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t time_monotonic_us(void)
{
    struct timespec now = { 0 };

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int64_t days_of_civil(int year, int month, int date)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = y / 400; /* years here are never negative */
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + date - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return era * 146097 + day_of_era - 719468;
}

static int civil_of_days(int64_t days)
{
    int64_t z = days + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t day_of_era = z - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month_shifted = (5 * day_of_year + 2) / 153;
    int64_t date = day_of_year - (153 * month_shifted + 2) / 5 + 1;
    int64_t month = month_shifted < 10 ? month_shifted + 3 : month_shifted - 9;
    int64_t year = year_of_era + era * 400 + (month <= 2);

    return (int)(year * 10000 + month * 100 + date);
}

static int64_t days_of_day(int day)
{
    return days_of_civil(day / 10000, day / 100 % 100, day % 100);
}

bool day_valid(int day)
{
    int month = day / 100 % 100;

    return day >= 10000101 && day <= 99991231 && month >= 1 && month <= 12 && day % 100 >= 1 &&
           civil_of_days(days_of_day(day)) == day;
}

int day_add(int day, int n)
{
    return civil_of_days(days_of_day(day) + n);
}

int day_between(int from, int to)
{
    return (int)(days_of_day(to) - days_of_day(from));
}

int day_weekday(int day)
{
    int64_t from_thursday = days_of_day(day) % 7; /* 1970-01-01 was a Thursday */

    return (int)((from_thursday + 7 + 3) % 7);
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

int day_of(int64_t ms, int zone_minutes)
{
    return civil_of_days(floor_div(ms + (int64_t)zone_minutes * 60000, DAY_MS));
}

int64_t day_start_ms(int day, int zone_minutes)
{
    return days_of_day(day) * DAY_MS - (int64_t)zone_minutes * 60000;
}

/* Exactly count digits at *at, moving it past them; -1 when there are others. */
static int digits(const char **at, int count)
{
    int value = 0;

    for (int i = 0; i < count; i++) {
        if (!isdigit((unsigned char)**at))
            return -1;
        value = value * 10 + (*(*at)++ - '0');
    }
    return value;
}

static bool take(const char **at, char expected)
{
    if (**at != expected)
        return false;
    (*at)++;
    return true;
}

static bool parse_date(const char **at, int *ret_day)
{
    int year = digits(at, 4);
    if (year < 0 || !take(at, '-'))
        return false;
    int month = digits(at, 2);
    if (month < 0 || !take(at, '-'))
        return false;
    int date = digits(at, 2);
    if (date < 0 || !day_valid(year * 10000 + month * 100 + date))
        return false;
    *ret_day = year * 10000 + month * 100 + date;
    return true;
}

bool day_parse(const char *text, int *ret_day)
{
    const char *at = text;
    int day = 0;

    if (!parse_date(&at, &day) || *at != '\0')
        return false;
    *ret_day = day;
    return true;
}

/* "HH:MM[:SS[.mmm]]" to milliseconds of the day; -1 when it is no time. 24:00 is the day's end. */
static int64_t parse_clock(const char **at)
{
    int hour = digits(at, 2);
    if (hour < 0 || hour > 24 || !take(at, ':'))
        return -1;
    int minute = digits(at, 2);
    int second = 0;
    int ms = 0;
    if (minute < 0 || minute > 59)
        return -1;
    if (take(at, ':')) {
        second = digits(at, 2);
        if (second < 0 || second > 59)
            return -1;
        if (take(at, '.')) {
            ms = digits(at, 3);
            if (ms < 0)
                return -1;
        }
    }
    int64_t total = (((int64_t)hour * 60 + minute) * 60 + second) * 1000 + ms;
    return total > DAY_MS ? -1 : total;
}

static bool parse_zone(const char **at, int *ret_minutes)
{
    if (take(at, 'Z')) {
        *ret_minutes = 0;
        return true;
    }
    int sign = **at == '-' ? -1 : 1;
    if (!take(at, '+') && !take(at, '-'))
        return **at == '\0';
    int hour = digits(at, 2);
    if (hour < 0 || hour > 14 || !take(at, ':'))
        return false;
    int minute = digits(at, 2);
    if (minute < 0 || minute > 59)
        return false;
    *ret_minutes = sign * (hour * 60 + minute);
    return true;
}

bool time_parse(const char *text, int zone_minutes, int64_t *ret_ms)
{
    const char *at = text;
    int day = 0;

    if (!parse_date(&at, &day) || !take(&at, 'T'))
        return false;
    int64_t clock_ms = parse_clock(&at);
    if (clock_ms < 0 || !parse_zone(&at, &zone_minutes) || *at != '\0')
        return false;
    *ret_ms = day_start_ms(day, zone_minutes) + clock_ms;
    return true;
}

const char *time_text(const void *parent, int64_t ms, int zone_minutes)
{
    int day = day_of(ms, zone_minutes);
    int64_t in_day = ms - day_start_ms(day, zone_minutes);
    int zone = zone_minutes < 0 ? -zone_minutes : zone_minutes;

    return mem_printf(parent, "%04d-%02d-%02dT%02d:%02d:%02d.%03d%c%02d:%02d", day / 10000,
                      day / 100 % 100, day % 100, (int)(in_day / 3600000),
                      (int)(in_day / 60000 % 60), (int)(in_day / 1000 % 60), (int)(in_day % 1000),
                      zone_minutes < 0 ? '-' : '+', zone / 60, zone % 60);
}

const char *day_text(const void *parent, int day)
{
    return mem_printf(parent, "%04d-%02d-%02d", day / 10000, day / 100 % 100, day % 100);
}

const char *day_chinese(const void *parent, int day, bool with_weekday)
{
    const char *plain = mem_printf(parent, "%d年%d月%d日", day / 10000, day / 100 % 100, day % 100);

    if (!with_weekday)
        return plain;
    return mem_printf(parent, "%s（星期%s）", plain, weekday_chinese[day_weekday(day)]);
}
