/* SPDX-License-Identifier: Apache-2.0 */
/* reference_lib.h: what reference.c (look-ups) and reference_load.c (loading) share. */
#pragma once
#include "call/reference.h"

struct flag_row {
    enum region_flag flag;
    const char *code; /* "*": every county not listed for this flag */
    struct flag fact;
};

struct reference {
    struct calendar *calendar;
    struct region *regions;
    size_t region_count;
    const struct region **children;  /* grouped by parent; each group in the file's order */
    struct region_list *child_lists; /* one per region, pointing into children */
    const struct region **units;
    size_t unit_count;
    const struct region **unit_counties;
    struct region_list *county_lists; /* one per unit */
    struct flag_row *flags;
    size_t flag_count;
    struct reference_code *disciplines;
    size_t discipline_count;
    struct reference_code *industries;
    size_t industry_count;
    struct title *titles;
    size_t title_count;
};
