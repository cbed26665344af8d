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
DB_SQL(in_hand, "itt",
       APPLICATION_SELECT
       " WHERE a.recommender_id = $1 AND a.call = $2 AND a.track = $3"
       "   AND (a.state IN ('recommending', 'recommended', 'not_recommended')"
       "        OR (a.direct = 1 AND a.state = 'frozen'))"
       " ORDER BY CASE WHEN a.rank = 0 THEN 1 ELSE 0 END, a.rank, a.id LIMIT 500");

static enum err items_of(struct op *op, const struct call *call, const struct track *track,
                         struct application_list *ret_items)
{
    struct db_rows *rows = NULL;
    struct application_list list = { 0 };
    struct application row = { 0 };

    enum err e =
        db_query(op, &in_hand,
                 DB_IN(IN_INT(op->actor.org_id), IN_TEXT(call->code), IN_TEXT(track->code)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, APPLICATION_OUT(&row)))
        mem_push(op, list.rows, list.count, row);
    e = db_done(rows);
    if (e == OK)
        *ret_items = list;
    return e;
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

static enum err add_track(struct op *op, const struct call *call, const struct track *track,
                          const char *kind, struct recommendation_list *list)
{
    const struct desk *desk = call_desk(call, track->desk);
    struct recommendation row = { .track = track->code,
                                  .title = track->title,
                                  .desk = track->desk,
                                  .desk_name = desk == NULL ? track->desk : desk->name };
    struct place_count places = { 0 };

    enum err e = application_places(op, call, track, kind, op->actor.org_id, &places);
    if (e == OK)
        e = items_of(op, call, track, &row.items);
    if (e != OK)
        return e;
    row.quota = (struct recommendation_quota){
        .used = places.used,
        .max = places.max == QUOTA_NO_LIMIT ? NULL : json_own(op, json_integer(places.max)),
        .soft = places.soft,
        .clause = places.clause,
        .text = quota_text(op, &places),
    };
    row.deadline_ms = track_deadline(call, track)->at_ms;
    row.can_send = op->now_ms < row.deadline_ms;
    mem_push(op, list->rows, list->count, row);
    return OK;
}

enum err recommendation_list(struct op *op, const char *code, struct recommendation_list *ret_list)
{
    struct recommendation_list list = { 0 };
    const struct call *call = NULL;
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
    for (size_t i = 0; e == OK && i < call->track_count; i++) {
        const char *kind = recommends_as(&call->tracks[i], kinds, kind_count);
        if (kind != NULL)
            e = add_track(op, call, &call->tracks[i], kind, &list);
    }
    if (e == OK)
        *ret_list = list;
    return e;
}
