/* SPDX-License-Identifier: Apache-2.0 */
/*
 * row.h: the columns of an application as one SELECT list and one out list, and the scopes as SQL.
 * Shared by the files of this folder only.
 */
#pragma once
#include "application/application.h"
#include "db/db.h"

#define APPLICATION_SELECT                                                                         \
    "SELECT a.id, a.public_id, a.code, a.call, a.track, a.capacity, a.quota_capacity,"             \
    " a.org_id, o.public_id, o.name, a.recommender_id, r.name, a.notify_id, a.desk_id, d.name,"    \
    " a.direct, a.state, a.form_version, a.revision, a.title, a.period_from, a.period_to,"         \
    " a.budget_fen, a.blocking_count, a.rank, a.opinion, a.over_quota, a.over_state,"              \
    " a.quota_held, a.return_count, a.due_ms, a.paper_due_ms, a.extended_ms, a.digest,"            \
    " a.created_ms, a.saved_ms, u.name, a.up_ms, a.sent_ms, a.changed_ms, a.channel,"              \
    " a.county_id, k.name, a.county_ms, a.typed_by, a.place, a.expert_count"                       \
    "  FROM application a JOIN org o ON o.id = a.org_id"                                           \
    "  JOIN org r ON r.id = a.recommender_id JOIN org d ON d.id = a.desk_id"                       \
    "  LEFT JOIN app_user u ON u.id = a.saved_by LEFT JOIN org k ON k.id = a.county_id"

#define APPLICATION_OUT(a)                                                                         \
    DB_OUT(OUT_INT(&(a)->id), OUT_TEXT(&(a)->public_id), OUT_TEXT(&(a)->code),                     \
           OUT_TEXT(&(a)->call), OUT_TEXT(&(a)->track), OUT_TEXT(&(a)->capacity),                  \
           OUT_TEXT(&(a)->quota_capacity), OUT_INT(&(a)->org_id), OUT_TEXT(&(a)->org),             \
           OUT_TEXT(&(a)->org_name), OUT_INT(&(a)->recommender_id),                                \
           OUT_TEXT(&(a)->recommender_name), OUT_INT(&(a)->notify_id), OUT_INT(&(a)->desk_id),     \
           OUT_TEXT(&(a)->desk_name), OUT_INT(&(a)->direct), OUT_TEXT(&(a)->state),                \
           OUT_INT(&(a)->form_version), OUT_INT(&(a)->revision), OUT_TEXT(&(a)->title),            \
           OUT_INT(&(a)->period_from), OUT_INT(&(a)->period_to), OUT_INT(&(a)->budget_fen),        \
           OUT_INT(&(a)->blocking_count), OUT_INT(&(a)->rank), OUT_TEXT(&(a)->opinion),            \
           OUT_TEXT(&(a)->over_quota), OUT_TEXT(&(a)->over_state), OUT_INT(&(a)->quota_held),      \
           OUT_INT(&(a)->return_count), OUT_INT(&(a)->due_ms), OUT_INT(&(a)->paper_due_ms),        \
           OUT_INT(&(a)->extended_ms), OUT_TEXT(&(a)->digest), OUT_INT(&(a)->created_ms),          \
           OUT_INT(&(a)->saved_ms), OUT_TEXT(&(a)->saved_by), OUT_INT(&(a)->up_ms),                \
           OUT_INT(&(a)->sent_ms), OUT_INT(&(a)->changed_ms), OUT_TEXT(&(a)->channel),             \
           OUT_INT(&(a)->county_id), OUT_TEXT(&(a)->county_name), OUT_INT(&(a)->county_ms),        \
           OUT_INT(&(a)->typed_by), OUT_TEXT(&(a)->place), OUT_INT(&(a)->expert_count))

/*
 * Whose rows: one WHERE piece per enum scope. $1 is actor_scope_id in every one of them.
 * UNIT also serves as the piece of nobody: org 0 owns nothing.
 */
#define SEEN_BY_UNIT "a.org_id = $1"
/* What was sent back is a draft of the unit again, until it comes up once more; what the office
 * types for a unit it sees from its beginning. */
#define SEEN_BY_AREA                                                                               \
    "(a.org_id = $1 OR a.typed_by = $1 OR (a.recommender_id = $1 AND a.up_ms > 0"                  \
    " AND a.state NOT IN ('draft', 'unit_review', 'frozen', 'county_review'))"                     \
    " OR (a.county_id = $1 AND a.county_ms > 0"                                                    \
    " AND a.state NOT IN ('draft', 'unit_review', 'frozen'))"                                      \
    " OR (a.notify_id = $1 AND a.sent_ms > 0))"
/* What was sent; what the desk types in; a unit's own while its arrival waits for a check. */
#define SEEN_BY_DESK                                                                               \
    "(a.desk_id = $1 AND (a.sent_ms > 0 OR a.channel <> 'online' OR EXISTS (SELECT 1"              \
    " FROM arrival w WHERE w.application_id = a.id AND w.state = 'registered')))"
/* What was sent; and what was not, once the deadline has passed it: a forfeit is the head's act. */
#define SEEN_BY_ALL "($1 > 0 AND (a.sent_ms > 0 OR a.state IN ('overdue', 'forfeited')))"

/* An inspection's letter names the track of an application a; n is the inspection. */
#define INSPECTION_NAMES                                                                           \
    "(n.tracks = '' OR replace(n.tracks, ',' || a.track || ',', '') <> n.tracks)"
/* What was sent within the letter of the actor's inspection; $1 is the post, whose days are the
 * letter's: a post that ran beyond it would see nothing. */
#define SEEN_BY_INSPECTION                                                                         \
    "(a.sent_ms > 0 AND EXISTS (SELECT 1 FROM inspection n WHERE n.post_id = $1"                   \
    " AND n.state = 'approved' AND n.call = a.call AND " INSPECTION_NAMES                          \
    " AND n.to_day >= (SELECT p.to_day FROM post p WHERE p.id = $1)))"

/* Declares the five statements NAME_unit, _area, _desk, _inspection, _all: same head and tail,
 * another scope. */
#define SCOPED_SQL(name, types, head, tail)                                                        \
    DB_SQL(name##_unit, types, head SEEN_BY_UNIT tail);                                            \
    DB_SQL(name##_area, types, head SEEN_BY_AREA tail);                                            \
    DB_SQL(name##_desk, types, head SEEN_BY_DESK tail);                                            \
    DB_SQL(name##_inspection, types, head SEEN_BY_INSPECTION tail);                                \
    DB_SQL(name##_all, types, head SEEN_BY_ALL tail);                                              \
    static const struct db_sql *const name[] = {                                                   \
        [SCOPE_NOTHING] = NULL,      [SCOPE_UNIT] = &name##_unit,                                  \
        [SCOPE_AREA] = &name##_area, [SCOPE_DESK] = &name##_desk,                                  \
        [SCOPE_ALL] = &name##_all,   [SCOPE_INSPECTION] = &name##_inspection,                      \
    }

/* The actor's scope, and its $1: the unit, of an inspector the post. */
enum scope actor_scope(const struct op *op);
int64_t actor_scope_id(const struct op *op);
