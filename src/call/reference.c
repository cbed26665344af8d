/* SPDX-License-Identifier: Apache-2.0 */
/* reference.c: look-ups. The tables are short (a hundred regions), so they are walked. */
#include "call/reference.h"

#include "call/reference_lib.h"

#include <string.h>

static const struct {
    const char *code;
    const char *name;
} flag_words[REGION_FLAG_COUNT] = {
    [REGION_NATIONAL_KEY] = { "national_key", "国家乡村振兴重点帮扶县" },
    [REGION_REGIONAL_KEY] = { "regional_key", "自治区级乡村振兴重点帮扶旗县" },
    [REGION_BORDER] = { "border", "边境旗市" },
    [REGION_OLD_BASE] = { "old_base", "革命老区" },
};

static const struct {
    const char *code;
    const char *name;
    const char *short_name;
} level_words[] = {
    [TITLE_NONE] = { "none", "无", "无" },
    [TITLE_JUNIOR] = { "junior", "初级", "助理级" },
    [TITLE_MIDDLE] = { "middle", "中级", "中级" },
    [TITLE_ASSOCIATE] = { "associate", "副高级", "副高" },
    [TITLE_SENIOR] = { "senior", "正高级", "正高" },
};

const struct region *reference_region(const struct reference *reference, const char *code)
{
    for (size_t i = 0; i < reference->region_count; i++) {
        if (strcmp(reference->regions[i].code, code) == 0)
            return &reference->regions[i];
    }
    return NULL;
}

const struct region *reference_region_named(const struct reference *reference, const char *name)
{
    for (size_t i = 0; i < reference->region_count; i++) {
        if (strcmp(reference->regions[i].name, name) == 0)
            return &reference->regions[i];
    }
    return NULL;
}

struct region_list reference_region_children(const struct reference *reference, const char *code)
{
    const struct region *region = reference_region(reference, code);

    return region == NULL ? (struct region_list){ 0 }
                          : reference->child_lists[region - reference->regions];
}

const struct region *reference_unit(const struct reference *reference, const char *code)
{
    const struct region *region = reference_region(reference, code);

    return region == NULL ? NULL : reference_region(reference, region->unit);
}

struct region_list reference_units(const struct reference *reference)
{
    return (struct region_list){ reference->units, reference->unit_count };
}

struct region_list reference_unit_counties(const struct reference *reference, const char *unit)
{
    for (size_t i = 0; i < reference->unit_count; i++) {
        if (strcmp(reference->units[i]->code, unit) == 0)
            return reference->county_lists[i];
    }
    return (struct region_list){ 0 };
}

static bool holds(const struct flag *fact, int day)
{
    return day >= fact->valid_from && (fact->valid_to == 0 || day <= fact->valid_to);
}

/* How well a row answers: a row that holds beats an expired one, a county's own beats "*". */
static int rank_of(const struct flag_row *row, const char *code, int day)
{
    bool own = strcmp(row->code, code) == 0;

    if (!own && strcmp(row->code, "*") != 0)
        return 0;
    return 1 + own + 2 * holds(&row->fact, day);
}

struct flag reference_flag(const struct reference *reference, const char *code,
                           enum region_flag flag, int day)
{
    const struct region *region = reference_region(reference, code);
    struct flag fact = { FLAG_UNKNOWN, 0, 0, "" };
    int best = 0;

    if (region == NULL || region->level != REGION_COUNTY)
        return fact;
    for (size_t i = 0; i < reference->flag_count; i++) {
        const struct flag_row *row = &reference->flags[i];
        int rank = row->flag == flag ? rank_of(row, code, day) : 0;
        if (rank > best) {
            fact = row->fact;
            best = rank;
        }
    }
    if (!holds(&fact, day))
        fact.value = FLAG_UNKNOWN;
    return fact;
}

const char *region_flag_code(enum region_flag flag)
{
    return flag_words[flag].code;
}

const char *region_flag_name(enum region_flag flag)
{
    return flag_words[flag].name;
}

struct code_list reference_disciplines(const struct reference *reference)
{
    return (struct code_list){ reference->disciplines, reference->discipline_count };
}

struct code_list reference_industries(const struct reference *reference)
{
    return (struct code_list){ reference->industries, reference->industry_count };
}

const struct reference_code *code_find(struct code_list list, const char *code)
{
    for (size_t i = 0; i < list.count; i++) {
        if (strcmp(list.rows[i].code, code) == 0)
            return &list.rows[i];
    }
    return NULL;
}

struct title_list reference_titles(const struct reference *reference)
{
    return (struct title_list){ reference->titles, reference->title_count };
}

enum title_level reference_title_level(const struct reference *reference, const char *series,
                                       const char *name)
{
    enum title_level level = TITLE_NONE;

    for (size_t i = 0; i < reference->title_count; i++) {
        const struct title *title = &reference->titles[i];
        if (strcmp(title->name, name) != 0 ||
            (series != NULL && strcmp(title->series, series) != 0))
            continue;
        if (level != TITLE_NONE && level != title->level)
            return TITLE_NONE;
        level = title->level;
    }
    return level;
}

const char *title_level_code(enum title_level level)
{
    return level_words[level].code;
}

enum title_level title_level_read(const char *text)
{
    for (int level = TITLE_JUNIOR; level < TITLE_LEVEL_COUNT; level++) {
        if (strcmp(level_words[level].code, text) == 0 ||
            strcmp(level_words[level].name, text) == 0 ||
            strcmp(level_words[level].short_name, text) == 0)
            return (enum title_level)level;
    }
    return strcmp(text, "员级") == 0 ? TITLE_JUNIOR : TITLE_NONE;
}

const struct calendar *reference_calendar(const struct reference *reference)
{
    return reference->calendar;
}
