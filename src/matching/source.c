/* SPDX-License-Identifier: Apache-2.0 */
/* source.c: what a run can be about: one row a kind. */
#include "application/application.h"
#include "base/mem.h"
#include "demand/demand.h"
#include "matching/internal.h"

#include <string.h>

enum { APPLICATIONS_A_TIME = 500 };

DB_SQL(source_demands, "i",
       "SELECT m.item_id, d.public_id, d.number, d.title, d.unit_name, coalesce(o.name, ''),"
       " d.urgency, m.need, m.filled, m.tier, m.shortage FROM match_item m"
       "  JOIN demand d ON d.id = m.item_id LEFT JOIN org o ON o.id = d.reporting_id"
       " WHERE m.run_id = $1 ORDER BY m.tier, d.number, d.id");
DB_SQL(source_demand_number, "it",
       "SELECT m.item_id FROM match_item m JOIN demand d ON d.id = m.item_id"
       " WHERE m.run_id = $1 AND d.public_id = $2");
DB_SQL(source_demand_title, "i", "SELECT title FROM demand WHERE id = $1");
DB_SQL(source_applications, "i",
       "SELECT m.item_id, a.public_id, a.code, a.title, o.name, r.name,"
       " '', m.need, m.filled, m.tier, m.shortage FROM match_item m"
       "  JOIN application a ON a.id = m.item_id JOIN org o ON o.id = a.org_id"
       "  JOIN org r ON r.id = a.recommender_id WHERE m.run_id = $1 ORDER BY r.id, a.rank, a.id");
DB_SQL(source_application_number, "it",
       "SELECT m.item_id FROM match_item m JOIN application a ON a.id = m.item_id"
       " WHERE m.run_id = $1 AND a.public_id = $2");
DB_SQL(source_application_title, "i", "SELECT title FROM application WHERE id = $1");

/* ---- demands ---- */

/* Which demand is filled first: by how urgent its unit says it is. */
static int64_t tier_of(const struct demand *demand)
{
    static const char *const tiers[] = { "high", "middle", "low" };
    enum { TIERS = sizeof tiers / sizeof tiers[0] };

    for (int i = 0; i < TIERS; i++) {
        if (strcmp(demand->urgency, tiers[i]) == 0)
            return i + 1;
    }
    return TIERS;
}

static enum err named_demands(struct op *op, const struct matching_new *in,
                              struct demand **ret_rows, size_t *ret_count)
{
    struct demand *rows = NULL;
    size_t count = 0;

    for (size_t i = 0; i < in->demand_count; i++) {
        struct demand demand = { 0 };
        enum err e = demand_get(op, in->demands[i], &demand);
        if (e != OK)
            return e;
        if (strcmp(demand.state, "confirmed") != 0)
            return fail(op, ERR_INVALID, "matching_demand", "demand %zu is not confirmed", i);
        mem_push(op, rows, count, demand);
    }
    *ret_rows = rows;
    *ret_count = count;
    return OK;
}

/* Those named, which must be confirmed, or all that are. */
static enum err find_demands(struct op *op, const struct matching_new *in, struct found *ret_found)
{
    struct found found = { 0 };
    struct demand *rows = NULL;
    size_t count = 0;

    enum err e = in->demand_count == 0 ? demand_open(op, 0, MATCHING_DEMANDS_MAX + 1, &rows, &count)
                                       : named_demands(op, in, &rows, &count);
    if (e == OK && count == 0)
        e = fail(op, ERR_INVALID, "matching_no_demands", "no confirmed demand");
    if (e != OK)
        return e;
    for (size_t i = 0; i < count; i++) {
        struct seat seat = { rows[i].id, rows[i].people, tier_of(&rows[i]), 0, "" };
        mem_push(op, found.seats, found.count, seat);
    }
    *ret_found = found;
    return OK;
}

/* ---- applications ---- */

static enum err take_page(struct op *op, const struct matching_new *in,
                          const struct application_list *page, struct found *found)
{
    for (size_t i = 0; i < page->count; i++) {
        const struct application *row = &page->rows[i];
        struct seat seat = { row->id, in->need, 1, 0, "" };
        if (found->desk_id != 0 && found->desk_id != row->desk_id)
            return fail(op, ERR_INVALID, "matching_track", "applications of two desks");
        found->desk_id = row->desk_id;
        mem_push(op, found->seats, found->count, seat);
    }
    return OK;
}

/* What the actor sees of the track and is accepted. */
static enum err find_applications(struct op *op, const struct matching_new *in,
                                  struct found *ret_found)
{
    struct application_filter filter = { .call = or_empty(in->call),
                                         .track = or_empty(in->track),
                                         .state = "accepted",
                                         .q = "",
                                         .cursor = "",
                                         .limit = APPLICATIONS_A_TIME };
    struct application_list page = { .next = "" };
    struct found found = { 0 };
    enum err e = OK;

    if (filter.call[0] == '\0' || filter.track[0] == '\0' || in->need < 1)
        return fail(op, ERR_INVALID, "matching_track", "no call, track or need");
    while (e == OK && page.next != NULL && found.count <= MATCHING_DEMANDS_MAX) {
        filter.cursor = page.next;
        page.next = NULL;
        e = application_list(op, &filter, &page);
        if (e == OK)
            e = take_page(op, in, &page, &found);
    }
    if (e == OK && found.count == 0)
        e = fail(op, ERR_INVALID, "matching_no_applications", "nothing is accepted");
    if (e == OK)
        *ret_found = found;
    return e;
}

/* ---- the table ---- */

static const struct source sources[] = {
    { "demand", &source_demands, &source_demand_number, &source_demand_title, find_demands,
      ask_demand },
    { "review", &source_applications, &source_application_number, &source_application_title,
      find_applications, ask_application },
};

const struct source *source_of(const char *kind)
{
    for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++) {
        if (strcmp(sources[i].kind, kind) == 0)
            return &sources[i];
    }
    return NULL;
}

enum err source_number(struct op *op, const struct matching *run, const char *item, int64_t *ret_id)
{
    enum err e = db_row(op, source_of(run->kind)->number, DB_IN(IN_INT(run->id), IN_TEXT(item)),
                        DB_OUT(OUT_INT(ret_id)));

    return e == ERR_NOT_FOUND ? fail(op, e, "not_found", "no such item in the run") : e;
}
