/* SPDX-License-Identifier: Apache-2.0 */
/* internal.h: columns and scopes of demands; this folder only. */
#pragma once
#include "base/bytes.h"
#include "db/db.h"
#include "demand/demand.h"
#include "org/role.h"

#define DEMAND_SELECT                                                                              \
    "SELECT d.id, d.public_id, d.number, d.state, d.org_id, o.name, coalesce(d.reporting_id, 0),"  \
    " r.name, coalesce(d.county_id, 0), d.unit_name, d.uscc, d.region, d.industry, d.kind,"        \
    " d.title, d.detail, d.tried, d.goal, d.discipline, d.specialty, d.title_level, d.people,"     \
    " d.mode, d.from_day, d.to_day, d.urgency, d.offers, d.source, a.public_id, m.public_id,"      \
    " p.state, d.reason, d.result, d.satisfaction, d.revision, d.created_ms, d.changed_ms,"        \
    " (SELECT count(*) FROM demand_postdoc x WHERE x.demand_id = d.id AND x.reason = '')"          \
    " FROM demand d JOIN org o ON o.id = d.org_id LEFT JOIN org r ON r.id = d.reporting_id"        \
    " LEFT JOIN application a ON a.id = d.application_id"                                          \
    " LEFT JOIN demand m ON m.id = d.merged_into"                                                  \
    " LEFT JOIN demand_public p ON p.demand_id = d.id "
#define DEMAND_OUT(x)                                                                              \
    DB_OUT(OUT_INT(&(x)->id), OUT_TEXT(&(x)->public_id), OUT_TEXT(&(x)->number),                   \
           OUT_TEXT(&(x)->state), OUT_INT(&(x)->org_id), OUT_TEXT(&(x)->org_name),                 \
           OUT_INT(&(x)->reporting_id), OUT_TEXT(&(x)->reporting_name), OUT_INT(&(x)->county_id),  \
           OUT_TEXT(&(x)->unit_name), OUT_TEXT(&(x)->uscc), OUT_TEXT(&(x)->region),                \
           OUT_TEXT(&(x)->industry), OUT_TEXT(&(x)->kind), OUT_TEXT(&(x)->title),                  \
           OUT_TEXT(&(x)->detail), OUT_TEXT(&(x)->tried), OUT_TEXT(&(x)->goal),                    \
           OUT_TEXT(&(x)->discipline), OUT_TEXT(&(x)->specialty), OUT_INT(&(x)->title_level),      \
           OUT_INT(&(x)->people), OUT_TEXT(&(x)->mode), OUT_INT(&(x)->from_day),                   \
           OUT_INT(&(x)->to_day), OUT_TEXT(&(x)->urgency), OUT_TEXT(&(x)->offers),                 \
           OUT_TEXT(&(x)->source), OUT_TEXT(&(x)->application), OUT_TEXT(&(x)->merged_into),       \
           OUT_TEXT(&(x)->public_state), OUT_TEXT(&(x)->reason), OUT_TEXT(&(x)->result),           \
           OUT_INT(&(x)->satisfaction), OUT_INT(&(x)->revision), OUT_INT(&(x)->created_ms),        \
           OUT_INT(&(x)->changed_ms), OUT_INT(&(x)->postdoc_count))

/* $1 is the actor's unit; '$1 > 0' keeps the parameter where the scope does not need it. */
#define DEMAND_OF_UNIT "(d.org_id = $1 OR (d.county_id = $1 AND d.state <> 'draft'))"
#define DEMAND_OF_AREA "(d.org_id = $1 OR (d.reporting_id = $1 AND d.state <> 'draft'))"
#define DEMAND_OF_ALL  "($1 > 0 AND (d.state <> 'draft' OR d.org_id = $1))"

/* Three statements of one head and tail; DESK sees as ALL. */
#define DEMAND_SQL(name, types, head, tail)                                                        \
    DB_SQL(name##_unit, types, head DEMAND_OF_UNIT tail);                                          \
    DB_SQL(name##_area, types, head DEMAND_OF_AREA tail);                                          \
    DB_SQL(name##_all, types, head DEMAND_OF_ALL tail);                                            \
    static const struct db_sql *const name[] = {                                                   \
        [SCOPE_NOTHING] = NULL,     [SCOPE_UNIT] = &name##_unit, [SCOPE_AREA] = &name##_area,      \
        [SCOPE_DESK] = &name##_all, [SCOPE_ALL] = &name##_all,                                     \
    }

/* The statement of the actor's scope, NULL: sees nothing. */
const struct db_sql *demand_sql(const struct op *op, const struct db_sql *const *statements);

/* A list from a statement of DEMAND_SELECT. */
CHECKED enum err demand_read_list(struct op *op, const struct db_sql *sql, const struct db_in *in,
                                  struct demand **ret_rows, size_t *ret_count);

/* Inserts or rewrites one inside a transaction; the event is the caller's. */
struct demand_writing {
    const struct demand_entry *entry;
    const char *state;
    const char *source;
    int64_t org_id;
    int64_t application_id; /* 0 none */
    int64_t source_row;
    int64_t source_version;
    int64_t id; /* 0: a new one, written back */
    const char *public_id;
};
CHECKED enum err demand_write(struct op *op, struct demand_writing *writing);

/* The next number of a counter: 1, 2, 3 …. Inside a transaction. */
CHECKED enum err demand_count(struct op *op, const char *name, int64_t *ret_number);

/* A claim's personal part, sealed for its place. */
struct claim_entry;
CHECKED enum err claim_seal(struct op *op, const char *public_id, const struct claim_entry *entry,
                            struct bytes *ret_sealed);
