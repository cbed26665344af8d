/* SPDX-License-Identifier: Apache-2.0 */
/* offices.c: walking up the reporting units. */
#include "application/offices.h"

#include "base/time.h"

#include <string.h>

enum err classes_of(struct op *op, const struct call *call, int64_t org_id,
                    const char ***ret_classes, size_t *ret_count)
{
    const char **held = NULL;
    size_t count = 0;

    enum err e =
        org_capacities(op, org_id, day_of(op->now_ms, ZONE_SHANGHAI_MINUTES), &held, &count);
    if (e == OK)
        call_classes(op, call, held, count, ret_classes, ret_count);
    return e;
}

enum err offices_of(struct op *op, const struct call *call, const struct org *org,
                    struct offices *ret_offices)
{
    struct offices offices = { 0 };
    int64_t next = org->reporting_id;
    enum err e = OK;

    while (e == OK && next != 0 && offices.count < OFFICES_MAX) {
        struct office *office = &offices.rows[offices.count];
        struct org above = { 0 };
        e = org_get(op, next, &above);
        if (e == OK)
            e = classes_of(op, call, next, &office->classes, &office->class_count);
        office->id = next;
        offices.count++;
        next = above.reporting_id;
    }
    if (e == OK)
        *ret_offices = offices;
    return e;
}

static bool is_reporting(const struct office *office, const struct call *call)
{
    for (size_t i = 0; i < office->class_count; i++) {
        const struct unit_class *unit = call_unit(call, office->classes[i]);
        if (unit != NULL && unit->reporting)
            return true;
    }
    return false;
}

static bool has_reporting_class(const struct call *call)
{
    for (size_t i = 0; i < call->unit_count; i++) {
        if (call->units[i].reporting)
            return true;
    }
    return false;
}

/* The place of the recommending office in the chain; offices->count: there is none. */
static size_t recommender_index(const struct offices *offices, const struct call *call)
{
    size_t i = 0;

    while (has_reporting_class(call) && i < offices->count &&
           !is_reporting(&offices->rows[i], call))
        i++;
    return i;
}

int64_t offices_recommender(const struct offices *offices, const struct call *call)
{
    size_t i = recommender_index(offices, call);

    return i < offices->count ? offices->rows[i].id : 0;
}

int64_t offices_county(const struct offices *offices, const struct call *call,
                       const struct filing *filing)
{
    size_t i = recommender_index(offices, call);

    return filing_passes(filing, STEP_COUNTY) && i > 0 && i < offices->count ? offices->rows[0].id
                                                                             : 0;
}

int64_t offices_copied(const struct offices *offices, const struct filing *filing)
{
    for (size_t i = 0; i < offices->count; i++) {
        const struct office *office = &offices->rows[i];
        for (size_t k = 0; k < office->class_count * filing->copy_count; k++) {
            if (strcmp(office->classes[k / filing->copy_count],
                       filing->copies[k % filing->copy_count]) == 0)
                return office->id;
        }
    }
    return 0;
}

bool filing_passes(const struct filing *filing, enum step step)
{
    for (size_t i = 0; i < filing->route_count; i++) {
        if (filing->route[i] == step)
            return true;
    }
    return false;
}
