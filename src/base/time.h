/* SPDX-License-Identifier: Apache-2.0 */
/*
 * time.h: instants and days. An instant is int64 Unix milliseconds; a day is an int YYYYMMDD of the
 * proleptic Gregorian calendar, 10000101..99991231. Zone offsets are minutes east of UTC.
 */
#pragma once
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

struct op;

enum { ZONE_SHANGHAI_MINUTES = 480 };
enum { DAY_MS = 86400000 };

/* The real clock. Called only by the maker of an op (server, jobs, main) and by tests. */
int64_t time_real_ms(void);

/* A clock that never goes back, in microseconds, for durations in logs and metrics. */
int64_t time_monotonic_us(void);

/*
 * Reads RFC 3339 "2025-01-15T09:00[:00[.000]](Z|+08:00)". Without a zone: zone_minutes is used.
 * Returns false, *ret_ms untouched, when the text is anything else or no real date or time;
 * "24:00" is allowed and is the next day's 00:00.
 */
bool time_parse(const char *text, int zone_minutes, int64_t *ret_ms);

/* "2025-01-15T09:00:00.000+08:00", a child of parent. */
const char *time_text(const void *parent, int64_t ms, int zone_minutes);

/* The calendar day an instant falls on in a zone, and the instant at which a day begins there. */
int day_of(int64_t ms, int zone_minutes);
int64_t day_start_ms(int day, int zone_minutes);

/* Reads "2025-01-24" strictly; false when it is not a real day. */
bool day_parse(const char *text, int *ret_day);

/* "2025-01-24", a child of parent. */
const char *day_text(const void *parent, int day);

/* "2025年1月24日（星期五）" or without the weekday, a child of parent. GB/T 9704: no leading zero. */
const char *day_chinese(const void *parent, int day, bool with_weekday);

/* Whether YYYYMMDD is a real day; day + n days (n may be negative); days from a to b. */
bool day_valid(int day);
int day_add(int day, int n);
int day_between(int from, int to);

/* 0 = Monday .. 6 = Sunday (ISO 8601 order). */
int day_weekday(int day);
