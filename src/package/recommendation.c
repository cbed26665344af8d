/* SPDX-License-Identifier: Apache-2.0 */
/* recommendation.c: tracks, items and places of one recommending unit. */
#include "package/recommendation.h"

#include "application/row.h"
#include "base/json_own.h"
#include "base/mem.h"
#include "base/time.h"
#include "org/org.h"
#include "publish/publish.h"

#include <string.h>

/* In hand: waiting for a recommendation or recommended; of direct units what is frozen. */
DB_SQL(in_hand, "iti",
       APPLICATION_SELECT
       " WHERE a.recommender_id = $1 AND a.call = $2"
       "   AND (a.state IN ('recommending', 'recommended', 'not_recommended')"
       "        OR (a.direct = 1 AND a.state = 'frozen'))"
       " ORDER BY CASE WHEN a.rank = 0 THEN 1 ELSE 0 END, a.rank, a.id LIMIT $3");

enum { ITEMS_MAX = 5000 };

static struct recommendation *row_of(struct recommendation_list *list, const char *track)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->rows[i].track, track) == 0)
            return &list->rows[i];
    }
    return NULL;
}

static enum err add_items(struct op *op, const char *call, struct recommendation_list *list)
{
    struct db_rows *rows = NULL;
    struct application item = { 0 };

    enum err e = db_query(op, &in_hand,
                          DB_IN(IN_INT(op->actor.org_id), IN_TEXT(call), IN_INT(ITEMS_MAX)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, APPLICATION_OUT(&item))) {
        struct recommendation *row = row_of(list, item.track);
        if (row != NULL)
            mem_push(op, row->items.rows, row->items.count, item);
    }
    return db_done(rows);
}

static const char *quota_text(struct op *op, const struct place_count *places)
{
    if (places->max == QUOTA_NO_LIMIT)
        return mem_printf(op, "已推荐 %lld 项，不限数量", (long long)places->used);
    return mem_printf(op, "已推荐 %lld 项，名额 %lld 项%s", (long long)places->used,
                      (long long)places->max, places->soft ? "（原则上）" : "");
}

/* The capacity in which the unit recommends on a track, or NULL. */
static const char *recommends_as(const struct track *track, const char *const *kinds, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (track_quota(track, kinds[i]) != NULL)
            return kinds[i];
    }
    return NULL;
}

static struct recommendation recommendation_of(struct op *op, const struct call *call,
                                               const struct track *track,
                                               const struct place_count *places)
{
    const struct desk *desk = call_desk(call, track->desk);
    int64_t deadline_ms = track_deadline(call, track)->at_ms;

    return (struct recommendation){
        .track = track->code,
        .title = track->title,
        .desk = track->desk,
        .desk_name = desk == NULL ? track->desk : desk->name,
        .quota = { .used = places->used,
                   .max = places->max == QUOTA_NO_LIMIT ? NULL
                                                        : json_own(op, json_integer(places->max)),
                   .soft = places->soft,
                   .clause = places->clause,
                   .text = quota_text(op, places) },
        .deadline_ms = deadline_ms,
        .can_send = op->now_ms < deadline_ms,
    };
}

enum err recommendation_quotas(struct op *op, const char *code,
                               struct recommendation_list *ret_list)
{
    struct recommendation_list list = { 0 };
    const struct call *call = NULL;
    struct place_uses uses = { 0 };
    const char **held = NULL;
    const char **kinds = NULL;
    size_t held_count = 0;
    size_t kind_count = 0;
    int64_t n = 0;

    enum err e = publish_current(op, code, &call, &n);
    if (e == OK)
        e = org_capacities(op, op->actor.org_id, day_of(op->now_ms, ZONE_SHANGHAI_MINUTES), &held,
                           &held_count);
    if (e == OK)
        call_classes(op, call, held, held_count, &kinds, &kind_count);
    if (e == OK)
        e = application_places(op, code, op->actor.org_id, &uses);
    for (size_t i = 0; e == OK && i < call->track_count; i++) {
        const struct track *track = &call->tracks[i];
        const char *kind = recommends_as(track, kinds, kind_count);
        if (kind == NULL)
            continue;
        const struct place_count places = places_of(&uses, track, kind);
        struct recommendation row = recommendation_of(op, call, track, &places);
        mem_push(op, list.rows, list.count, row);
    }
    if (e == OK)
        *ret_list = list;
    return e;
}

enum err recommendation_list(struct op *op, const char *code, struct recommendation_list *ret_list)
{
    struct recommendation_list list = { 0 };

    enum err e = recommendation_quotas(op, code, &list);
    if (e == OK && list.count > 0)
        e = add_items(op, code, &list);
    if (e == OK)
        *ret_list = list;
    return e;
}
