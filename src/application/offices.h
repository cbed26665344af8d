/* SPDX-License-Identifier: Apache-2.0 */
/* offices.h: the offices above a unit, as its filing's route needs them. This folder only. */
#pragma once
#include "call/call.h"
#include "org/org.h"

enum { OFFICES_MAX = 8 };

/* The chain of reporting units upwards, nearest first, with the call's classes they act in. */
struct offices {
    struct office {
        int64_t id;
        const char **classes;
        size_t class_count;
    } rows[OFFICES_MAX];
    size_t count;
};

CHECKED enum err offices_of(struct op *op, const struct call *call, const struct org *org,
                            struct offices *ret_offices);

/* The call's classes in which a unit acts today. */
CHECKED enum err classes_of(struct op *op, const struct call *call, int64_t org_id,
                            const char ***ret_classes, size_t *ret_count);

/*
 * The office that recommends: the nearest that holds a class of the call with reporting: true; of
 * a call without such a class the nearest. 0: there is none.
 */
int64_t offices_recommender(const struct offices *offices, const struct call *call);

/* The nearest office below the recommending one, where the route passes a county; else 0. */
int64_t offices_county(const struct offices *offices, const struct call *call,
                       const struct filing *filing);

/* Who is told of what was sent: the nearest that holds one of the filing's copies; 0: nobody. */
int64_t offices_copied(const struct offices *offices, const struct filing *filing);

/* Whether the route passes a step. */
bool filing_passes(const struct filing *filing, enum step step);
