/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reference.h: look-ups that are the same for every call: regions and their flags, disciplines,
 * industries, professional titles, and the working-day calendar.
 *
 * Made from the CSV texts of reference/, immutable afterwards, shared by all threads. Nothing here
 * is law: each file says where it comes from and since when it holds.
 */
#pragma once
#include "base/bytes.h"
#include "base/err.h"
#include "call/calendar.h"

#include <stdbool.h>
#include <stddef.h>

struct op;
struct reference;

/* ---- regions ---- */

enum region_level { REGION_PROVINCE, REGION_LEAGUE, REGION_COUNTY };

struct region {
    const char *code; /* six digits of GB/T 2260 */
    const char *name;
    const char *parent; /* code; "" for the province */
    enum region_level level;
    const char *unit;      /* code of its reporting unit, which is not always its parent; "" */
    const char *area_code; /* of the telephone, "0471"; "" when none */
};

struct region_list {
    const struct region *const *rows;
    size_t count;
};

/* By code or full name; NULL when there is none. Names are unique (loading checks). */
const struct region *reference_region(const struct reference *reference, const char *code);
const struct region *reference_region_named(const struct reference *reference, const char *name);

/* Direct children of a code by administration, in the file's order; none for an unknown code. */
struct region_list reference_region_children(const struct reference *reference, const char *code);

/* The reporting unit of a region (满洲里市 for 扎赉诺尔区), or NULL. */
const struct region *reference_unit(const struct reference *reference, const char *code);

/* All reporting units, and the counties that report through one, in the file's order. */
struct region_list reference_units(const struct reference *reference);
struct region_list reference_unit_counties(const struct reference *reference, const char *unit);

enum region_flag {
    REGION_NATIONAL_KEY, /* 国家乡村振兴重点帮扶县 */
    REGION_REGIONAL_KEY, /* 自治区级乡村振兴重点帮扶旗县 */
    REGION_BORDER,       /* 边境旗市 */
    REGION_OLD_BASE,     /* 革命老区 */
    REGION_FLAG_COUNT
};

enum flag_value { FLAG_UNKNOWN, FLAG_NO, FLAG_YES };

/* A flag with what it rests on. Nobody is refused or preferred on FLAG_UNKNOWN. */
struct flag {
    enum flag_value value;
    int valid_from; /* YYYYMMDD, 0: open */
    int valid_to;
    const char *source; /* "" when unknown for want of a list */
};

/*
 * A county's flag on a day (YYYYMMDD). A later list stands beside an earlier one with days of its
 * own; outside every list's days the value is unknown, and valid_from, valid_to and source tell
 * which list expired. Unknown for what is no county.
 */
struct flag reference_flag(const struct reference *reference, const char *code,
                           enum region_flag flag, int day);

/* "national_key", "国家乡村振兴重点帮扶县". Static storage. */
const char *region_flag_code(enum region_flag flag);
const char *region_flag_name(enum region_flag flag);

/* ---- disciplines and industries ---- */

struct reference_code {
    const char *code;
    const char *name;
    const char *group; /* name of the group, "" when the table has none */
};

struct code_list {
    const struct reference_code *rows;
    size_t count;
};

struct code_list reference_disciplines(const struct reference *reference); /* GB/T 13745, 62 */
struct code_list reference_industries(const struct reference *reference);  /* GB/T 4754, 20 */

/* By code, in either list; NULL when there is none. */
const struct reference_code *code_find(struct code_list list, const char *code);

/* ---- professional titles ---- */

/* In rising order, so that "at least" is a comparison. */
enum title_level {
    TITLE_NONE,
    TITLE_JUNIOR,    /* 初级: 助理级 and 员级 */
    TITLE_MIDDLE,    /* 中级 */
    TITLE_ASSOCIATE, /* 副高级 */
    TITLE_SENIOR,    /* 正高级 */
    TITLE_LEVEL_COUNT
};

struct title {
    const char *series; /* 卫生技术 */
    enum title_level level;
    const char *name; /* 主任医师 */
};

struct title_list {
    const struct title *rows; /* in the file's order: series together */
    size_t count;
};

struct title_list reference_titles(const struct reference *reference);

/*
 * The level of a name in a series. series NULL: the level when every series that has the name
 * agrees, else TITLE_NONE: the level is never guessed from 高级 or 一级.
 */
enum title_level reference_title_level(const struct reference *reference, const char *series,
                                       const char *name);

/* Code ("associate"); reading takes code, 副高级 or 副高; 助理级 and 员级
 * are read as 初级, anything else as TITLE_NONE. */
const char *title_level_code(enum title_level level);
enum title_level title_level_read(const char *text);

/* ---- loading ---- */

enum reference_file {
    REFERENCE_HOLIDAYS,
    REFERENCE_REGIONS,
    REFERENCE_REGION_FLAGS,
    REFERENCE_DISCIPLINES,
    REFERENCE_INDUSTRIES,
    REFERENCE_TITLES,
    REFERENCE_FILE_COUNT
};

enum { REFERENCE_ROWS_MAX = 5000 }; /* of each file: look-ups walk the tables */

/*
 * Reads all files; an empty text (size 0) leaves that part empty. Errors: as csv_parse and
 * calendar_load; ERR_INVALID reference_row (file, line: a row that contradicts another or names
 * what is not there); ERR_TOO_LARGE csv_too_large (over REFERENCE_ROWS_MAX rows).
 */
CHECKED enum err reference_load(struct op *op, const struct bytes texts[REFERENCE_FILE_COUNT],
                                struct reference **ret_reference);

/* The files that are inside the program. */
CHECKED enum err reference_load_embedded(struct op *op, struct reference **ret_reference);

/* The working-day calendar; NULL when no holidays were given. */
const struct calendar *reference_calendar(const struct reference *reference);
