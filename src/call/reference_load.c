/* SPDX-License-Identifier: Apache-2.0 */
/* reference_load.c: each file has a reader of rows; contradictions are refused with their line. */
#include "call/reference_lib.h"

#include "base/embed.h"
#include "base/mem.h"
#include "base/op.h"
#include "base/time.h"
#include "text/csv.h"

#include <string.h>

static const char *const paths[REFERENCE_FILE_COUNT] = {
    [REFERENCE_HOLIDAYS] = "reference/holidays.csv",
    [REFERENCE_REGIONS] = "reference/regions.csv",
    [REFERENCE_REGION_FLAGS] = "reference/region_flags.csv",
    [REFERENCE_DISCIPLINES] = "reference/disciplines.csv",
    [REFERENCE_INDUSTRIES] = "reference/industries.csv",
    [REFERENCE_TITLES] = "reference/titles.csv",
};

static enum err bad_row(struct op *op, enum reference_file file, const struct csv_row *row,
                        const char *why)
{
    fail_arg(op, "file", "%s", paths[file]);
    fail_arg(op, "line", "%zu", row->line);
    return fail(op, ERR_INVALID, "reference_row", "%s:%zu: %s", paths[file], row->line, why);
}

/* ---- regions ---- */

static bool read_level(const char *text, enum region_level *ret_level)
{
    static const char *const names[] = { "province", "league", "county" };

    for (int i = 0; i < 3; i++) {
        if (strcmp(names[i], text) == 0) {
            *ret_level = (enum region_level)i;
            return true;
        }
    }
    return false;
}

static bool is_region_code(const char *code)
{
    return strlen(code) == 6 && strspn(code, "0123456789") == 6;
}

/* The regions that keep(region, code) holds for, as a list at the end of *pool. */
static struct region_list gather(const struct reference *reference, const struct region **pool,
                                 const char *code,
                                 bool (*keep)(const struct region *region, const char *code))
{
    struct region_list list = { pool, 0 };

    for (size_t i = 0; i < reference->region_count; i++) {
        if (keep(&reference->regions[i], code))
            pool[list.count++] = &reference->regions[i];
    }
    return list;
}

static bool is_child(const struct region *region, const char *code)
{
    return strcmp(region->parent, code) == 0;
}

static bool reports_to(const struct region *region, const char *code)
{
    return region->level == REGION_COUNTY && strcmp(region->unit, code) == 0;
}

static bool is_unit(const struct region *region, const char *code)
{
    (void)code;
    return region->unit[0] != '\0' && strcmp(region->unit, region->code) == 0;
}

/* Parent and unit exist, the unit reports through itself. */
static bool hangs_together(const struct reference *reference, const struct region *region)
{
    const struct region *parent = reference_region(reference, region->parent);
    const struct region *unit = reference_region(reference, region->unit);

    if (region->level == REGION_PROVINCE)
        return region->parent[0] == '\0';
    return parent != NULL && parent->level < region->level && unit != NULL &&
           is_unit(unit, unit->code);
}

static void build_trees(struct reference *reference)
{
    size_t count = reference->region_count;
    size_t used = 0;

    reference->children = mem_array(reference, const struct region *, count + 1);
    reference->child_lists = mem_array(reference, struct region_list, count + 1);
    for (size_t i = 0; i < count; i++) {
        reference->child_lists[i] =
            gather(reference, reference->children + used, reference->regions[i].code, is_child);
        used += reference->child_lists[i].count;
    }
    reference->units = mem_array(reference, const struct region *, count + 1);
    reference->unit_count = gather(reference, reference->units, "", is_unit).count;
    reference->unit_counties = mem_array(reference, const struct region *, count + 1);
    reference->county_lists = mem_array(reference, struct region_list, reference->unit_count + 1);
    used = 0;
    for (size_t i = 0; i < reference->unit_count; i++) {
        reference->county_lists[i] = gather(reference, reference->unit_counties + used,
                                            reference->units[i]->code, reports_to);
        used += reference->county_lists[i].count;
    }
}

static enum err load_regions(struct op *op, const struct csv *csv, struct reference *reference)
{
    int code = csv_column(csv, "code");
    int name = csv_column(csv, "name");
    int parent = csv_column(csv, "parent");
    int level = csv_column(csv, "level");
    int unit = csv_column(csv, "unit");
    int area_code = csv_column(csv, "area_code");

    reference->regions = mem_array(reference, struct region, csv->row_count + 1);
    for (size_t i = 0; i < csv->row_count; i++) {
        const struct csv_row *row = &csv->rows[i];
        struct region region = {
            csv_cell(row, code), csv_cell(row, name), csv_cell(row, parent),
            REGION_PROVINCE,     csv_cell(row, unit), csv_cell(row, area_code)
        };
        if (!is_region_code(region.code) || region.name[0] == '\0' ||
            !read_level(csv_cell(row, level), &region.level))
            return bad_row(op, REFERENCE_REGIONS, row, "no such code, name or level");
        if (reference_region(reference, region.code) != NULL ||
            reference_region_named(reference, region.name) != NULL)
            return bad_row(op, REFERENCE_REGIONS, row, "code or name stands twice");
        reference->regions[reference->region_count++] = region;
    }
    for (size_t i = 0; i < csv->row_count; i++) {
        if (!hangs_together(reference, &reference->regions[i]))
            return bad_row(op, REFERENCE_REGIONS, &csv->rows[i], "parent or unit does not fit");
    }
    build_trees(reference);
    return OK;
}

/* ---- flags ---- */

static bool read_flag(const char *text, enum region_flag *ret_flag)
{
    for (int flag = 0; flag < REGION_FLAG_COUNT; flag++) {
        if (strcmp(region_flag_code((enum region_flag)flag), text) == 0) {
            *ret_flag = (enum region_flag)flag;
            return true;
        }
    }
    return false;
}

static bool read_value(const char *text, enum flag_value *ret_value)
{
    static const char *const names[] = { "unknown", "no", "yes" };

    for (int i = 0; i < 3; i++) {
        if (strcmp(names[i], text) == 0) {
            *ret_value = (enum flag_value)i;
            return true;
        }
    }
    return false;
}

static bool read_day(const char *text, int *ret_day)
{
    return text[0] == '\0' || day_parse(text, ret_day);
}

/* Whether the flag of this code has a row already whose days meet those of the new one. */
static bool listed(const struct reference *reference, const struct flag_row *next)
{
    for (size_t i = 0; i < reference->flag_count; i++) {
        const struct flag_row *row = &reference->flags[i];
        bool before = row->fact.valid_to != 0 && row->fact.valid_to < next->fact.valid_from;
        bool after = next->fact.valid_to != 0 && next->fact.valid_to < row->fact.valid_from;
        if (row->flag == next->flag && strcmp(row->code, next->code) == 0 && !before && !after)
            return true;
    }
    return false;
}

static enum err load_flags(struct op *op, const struct csv *csv, struct reference *reference)
{
    int flag = csv_column(csv, "flag");
    int code = csv_column(csv, "code");
    int name = csv_column(csv, "name");
    int value = csv_column(csv, "value");
    int from = csv_column(csv, "valid_from");
    int to = csv_column(csv, "valid_to");
    int source = csv_column(csv, "source");

    reference->flags = mem_array(reference, struct flag_row, csv->row_count + 1);
    for (size_t i = 0; i < csv->row_count; i++) {
        const struct csv_row *row = &csv->rows[i];
        struct flag_row *next = &reference->flags[reference->flag_count];
        next->code = csv_cell(row, code);
        next->fact.source = csv_cell(row, source);
        if (!read_flag(csv_cell(row, flag), &next->flag) ||
            !read_value(csv_cell(row, value), &next->fact.value) ||
            !read_day(csv_cell(row, from), &next->fact.valid_from) ||
            !read_day(csv_cell(row, to), &next->fact.valid_to) || next->fact.source[0] == '\0')
            return bad_row(op, REFERENCE_REGION_FLAGS, row, "flag, value, day or source is wrong");
        if (listed(reference, next))
            return bad_row(op, REFERENCE_REGION_FLAGS, row, "flag and code stand twice");
        const struct region *region = reference_region(reference, next->code);
        if (strcmp(next->code, "*") != 0 &&
            (region == NULL || strcmp(region->name, csv_cell(row, name)) != 0))
            return bad_row(op, REFERENCE_REGION_FLAGS, row, "code and name are no known region");
        reference->flag_count++;
    }
    return OK;
}

/* ---- disciplines, industries, titles ---- */

static enum err load_codes(struct op *op, enum reference_file file, const struct csv *csv,
                           struct reference_code **ret_rows, size_t *ret_count)
{
    int code = csv_column(csv, "code");
    int name = csv_column(csv, "name");
    int group = csv_column(csv, "group_name");
    struct reference_code *rows = mem_array(op, struct reference_code, csv->row_count + 1);

    for (size_t i = 0; i < csv->row_count; i++) {
        const struct csv_row *row = &csv->rows[i];
        rows[i].code = csv_cell(row, code);
        rows[i].name = csv_cell(row, name);
        rows[i].group = csv_cell(row, group);
        if (rows[i].code[0] == '\0' || rows[i].name[0] == '\0' ||
            code_find((struct code_list){ rows, i }, rows[i].code) != NULL)
            return bad_row(op, file, row, "code or name is empty or stands twice");
    }
    *ret_rows = rows;
    *ret_count = csv->row_count;
    return OK;
}

static enum err load_disciplines(struct op *op, const struct csv *csv, struct reference *reference)
{
    return load_codes(op, REFERENCE_DISCIPLINES, csv, &reference->disciplines,
                      &reference->discipline_count);
}

static enum err load_industries(struct op *op, const struct csv *csv, struct reference *reference)
{
    return load_codes(op, REFERENCE_INDUSTRIES, csv, &reference->industries,
                      &reference->industry_count);
}

static enum err load_titles(struct op *op, const struct csv *csv, struct reference *reference)
{
    int series = csv_column(csv, "series");
    int level = csv_column(csv, "level");
    int name = csv_column(csv, "name");

    reference->titles = mem_array(reference, struct title, csv->row_count + 1);
    for (size_t i = 0; i < csv->row_count; i++) {
        const struct csv_row *row = &csv->rows[i];
        struct title title = { csv_cell(row, series), title_level_read(csv_cell(row, level)),
                               csv_cell(row, name) };
        if (title.series[0] == '\0' || title.name[0] == '\0' || title.level == TITLE_NONE ||
            reference_title_level(reference, title.series, title.name) != TITLE_NONE)
            return bad_row(op, REFERENCE_TITLES, row, "empty, no such level, or stands twice");
        reference->titles[reference->title_count++] = title;
    }
    return OK;
}

enum err reference_load(struct op *op, const struct bytes texts[REFERENCE_FILE_COUNT],
                        struct reference **ret_reference)
{
    /* In this order: flags name regions. The calendar reads its own text. */
    static enum err (*const loaders[REFERENCE_FILE_COUNT])(struct op * op, const struct csv *csv,
                                                           struct reference *reference) = {
        [REFERENCE_REGIONS] = load_regions,         [REFERENCE_REGION_FLAGS] = load_flags,
        [REFERENCE_DISCIPLINES] = load_disciplines, [REFERENCE_INDUSTRIES] = load_industries,
        [REFERENCE_TITLES] = load_titles,
    };
    struct reference *reference = mem_new(op, struct reference);
    enum err e = OK;

    if (texts[REFERENCE_HOLIDAYS].size > 0)
        e = calendar_load(op, texts[REFERENCE_HOLIDAYS], &reference->calendar);
    for (int file = 0; e == OK && file < REFERENCE_FILE_COUNT; file++) {
        struct csv csv = { 0 };
        if (loaders[file] == NULL || texts[file].size == 0)
            continue;
        e = csv_parse(op, texts[file], &csv);
        if (e == OK && csv.row_count > REFERENCE_ROWS_MAX) {
            fail_arg(op, "line", "%zu", csv.rows[REFERENCE_ROWS_MAX].line);
            return fail(op, ERR_TOO_LARGE, "csv_too_large", "%s: too many rows", paths[file]);
        }
        if (e == OK)
            e = loaders[file](op, &csv, reference);
    }
    if (e != OK)
        return e;
    *ret_reference = reference;
    return OK;
}

enum err reference_load_embedded(struct op *op, struct reference **ret_reference)
{
    struct bytes texts[REFERENCE_FILE_COUNT] = { { 0 } };

    for (int file = 0; file < REFERENCE_FILE_COUNT; file++) {
        const struct embedded *found = embed_find(paths[file]);
        if (found == NULL)
            return fail(op, ERR_INTERNAL, "internal", "%s is not in the program", paths[file]);
        texts[file] = (struct bytes){ found->bytes, found->size };
    }
    return reference_load(op, texts, ret_reference);
}
