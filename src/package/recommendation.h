/* SPDX-License-Identifier: Apache-2.0 */
/* recommendation.h: what a recommending unit has before it, track by track, beside its places. */
#pragma once
#include "application/application.h"

struct recommendation_quota {
    int64_t used;
    json_t *max; /* integer, or NULL: no limit */
    bool soft;
    const char *clause;
    const char *text; /* "已推荐 1 项，名额 2 项（原则上）" */
};

struct recommendation {
    const char *track;
    const char *title;
    const char *desk; /* code in the call */
    const char *desk_name;
    struct recommendation_quota quota;
    int64_t deadline_ms;
    struct application_list items; /* not yet sent and in this unit's hands, by rank */
    bool can_send;
};

struct recommendation_list {
    struct recommendation *rows;
    size_t count;
};

/*
 * The tracks of a call in which the actor's unit recommends or sends by itself, today. The
 * approver of a direct unit sees the own frozen items.
 */
CHECKED enum err recommendation_list(struct op *op, const char *call,
                                     struct recommendation_list *ret_list);

/* The same without the items. */
CHECKED enum err recommendation_quotas(struct op *op, const char *call,
                                       struct recommendation_list *ret_list);
