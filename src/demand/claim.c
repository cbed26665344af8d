/* SPDX-License-Identifier: Apache-2.0 */
/* claim.c: experts offer to take on a demand of the public list; desk and department judge. */
#include "demand/public.h"

#include "base/json_canon.h"
#include "base/json_own.h"
#include "base/keys.h"
#include "base/mem.h"
#include "base/site.h"
#include "base/time.h"
#include "demand/internal.h"
#include "event/event.h"
#include "privacy/reveal.h"
#include "text/ident.h"
#include "text/mask.h"

#include <string.h>

enum { CLAIMS_SHOWN = 200, HOUR_MS = 3600000 };

DB_SQL(claimable, "t",
       "SELECT d.id, d.public_id, d.org_id FROM demand_public p JOIN demand d ON d.id = p.demand_id"
       " WHERE p.number = $1 AND p.state = 'public' AND d.state = 'confirmed'");
DB_SQL(claims_of_client, "ti",
       "SELECT count(*) FROM demand_claim WHERE client = $1 AND real_ms > $2");
DB_SQL(claims_open, "i",
       "SELECT count(*) FROM demand_claim WHERE demand_id = $1 AND state = 'new'");
DB_SQL(claim_expert, "t",
       "SELECT id FROM expert WHERE mobile_index = $1 AND state = 'active' ORDER BY id LIMIT 1");
DB_SQL(claim_insert, "tiibtii",
       "INSERT INTO demand_claim (public_id, demand_id, expert_id, personal, client, state, at_ms,"
       " real_ms) VALUES ($1, $2, $3, $4, $5, 'new', $6, $7)");
DB_SQL(claims_of, "ii",
       "SELECT c.public_id, e.public_id, c.personal, c.state, c.reason, c.at_ms"
       "  FROM demand_claim c LEFT JOIN expert e ON e.id = c.expert_id"
       " WHERE c.demand_id = $1 ORDER BY c.id DESC LIMIT $2");
DB_SQL(claim_demand, "t",
       "SELECT d.public_id FROM demand_claim c JOIN demand d ON d.id = c.demand_id"
       " WHERE c.public_id = $1");
DB_SQL(claim_judge, "tttii",
       "UPDATE demand_claim SET state = $2, reason = $3, judged_by = $4, judged_ms = $5"
       " WHERE public_id = $1 AND state = 'new'");

static struct seal_place claim_place(const char *public_id)
{
    return (struct seal_place){ "demand_claim", "personal", public_id };
}

struct claiming {
    const char *number;
    const struct claim_entry *entry;
    const char *mobile; /* normalised */
    const char *client; /* blind index */
};

static enum err check_limits(struct op *op, const struct claiming *claiming, int64_t demand_id)
{
    int64_t of_client = 0;
    int64_t open = 0;

    enum err e = db_row(op, &claims_of_client,
                        DB_IN(IN_TEXT(claiming->client), IN_INT(op->real_ms - HOUR_MS)),
                        DB_OUT(OUT_INT(&of_client)));
    if (e == OK)
        e = db_row(op, &claims_open, DB_IN(IN_INT(demand_id)), DB_OUT(OUT_INT(&open)));
    if (e == OK && (of_client >= CLAIMS_HOUR_MAX || open >= CLAIMS_OPEN_MAX))
        e = fail(op, ERR_TOO_MANY, "claims_too_many", "too many claims");
    return e;
}

enum err claim_seal(struct op *op, const char *public_id, const struct claim_entry *entry,
                    struct bytes *ret_sealed)
{
    struct seal_place place = claim_place(public_id);
    struct bytes text = { 0 };
    json_t *object = json_own(op, json_pack("{s:s, s:s, s:s, s:s, s:s}", "name", entry->name, "org",
                                            entry->org, "title", or_empty(entry->title), "mobile",
                                            entry->mobile, "words", entry->words));

    enum err e = json_canon(op, object, &text);
    return e == OK ? keys_seal(op, op->site->keys, &place, text, ret_sealed) : e;
}

static enum err claim_work(struct op *op, void *arg)
{
    const struct claiming *claiming = arg;
    const char *public_id = random_public_id(op);
    const char *index = keys_lookup(op, op->site->keys, "expert", "mobile", claiming->mobile);
    const char *demand = NULL;
    struct bytes sealed = { 0 };
    int64_t demand_id = 0;
    int64_t org_id = 0;
    int64_t expert_id = 0;
    struct claim_entry entry = *claiming->entry;

    entry.mobile = claiming->mobile;
    enum err e = db_row(op, &claimable, DB_IN(IN_TEXT(claiming->number)),
                        DB_OUT(OUT_INT(&demand_id), OUT_TEXT(&demand), OUT_INT(&org_id)));
    if (e == ERR_NOT_FOUND)
        return fail(op, e, "not_found", "no such public demand");
    if (e == OK)
        e = check_limits(op, claiming, demand_id);
    if (e != OK)
        return e;
    e = db_row(op, &claim_expert, DB_IN(IN_TEXT(index)), DB_OUT(OUT_INT(&expert_id)));
    if (e == OK || e == ERR_NOT_FOUND)
        e = claim_seal(op, public_id, &entry, &sealed);
    if (e == OK)
        e = db_run(op, &claim_insert,
                   DB_IN(IN_TEXT(public_id), IN_INT(demand_id), IN_INT_OR_NULL(expert_id),
                         IN_BLOB(sealed.data, sealed.size), IN_TEXT(claiming->client),
                         IN_INT(op->now_ms), IN_INT(op->real_ms)),
                   NULL);
    if (e == OK)
        event_add(op, "demand.claim", "demand", demand, org_id, NULL);
    return e;
}

enum err demand_claim(struct op *op, const char *number, const struct claim_entry *entry,
                      const char *client)
{
    int today = day_of(op->now_ms, ZONE_SHANGHAI_MINUTES);
    struct ident mobile = ident_check(op, IDENT_MOBILE, entry->mobile, today);
    struct claiming claiming = { .number = number,
                                 .entry = entry,
                                 .mobile = mobile.text,
                                 .client = keys_lookup(op, op->site->keys, "demand_claim", "client",
                                                       client) };

    if (mobile.code != NULL && !mobile.warns_only)
        return fail(op, ERR_INVALID, mobile.code, "no mobile number");
    return event_tx(op, claim_work, &claiming);
}

/* ---- for desk and department ---- */

static enum err open_claim(struct op *op, struct bytes sealed, struct demand_claim *claim)
{
    struct seal_place place = claim_place(claim->public_id);
    struct bytes text = { 0 };

    enum err e = keys_open(op, op->site->keys, &place, sealed, &text);
    if (e != OK)
        return e;
    json_t *object = json_own(op, json_loadb((const char *)text.data, text.size, 0, NULL));
    claim->name = json_text_get(object, "name");
    claim->org = json_text_get(object, "org");
    claim->title = json_text_get(object, "title");
    claim->mobile = json_text_get(object, "mobile");
    claim->words = json_text_get(object, "words");
    return OK;
}

enum err demand_claims(struct op *op, const struct demand *demand, struct demand_claim **ret_rows,
                       size_t *ret_count)
{
    enum scope scope = role_scope((enum role)op->actor.role);
    struct demand_claim *claims = NULL;
    struct demand_claim row = { 0 };
    struct bytes sealed = { 0 };
    struct db_rows *rows = NULL;
    size_t count = 0;
    enum err wrong = OK;
    bool open = false;

    *ret_rows = NULL;
    *ret_count = 0;
    if (scope != SCOPE_DESK && scope != SCOPE_ALL)
        return OK;
    enum err e = reveal_is_open(op, "demand", demand->public_id, &open);
    if (e == OK)
        e = db_query(op, &claims_of, DB_IN(IN_INT(demand->id), IN_INT(CLAIMS_SHOWN)), &rows);
    if (e != OK)
        return e;
    while (
        db_next(rows, DB_OUT(OUT_TEXT(&row.public_id), OUT_TEXT(&row.expert), OUT_BLOB(&sealed),
                             OUT_TEXT(&row.state), OUT_TEXT(&row.reason), OUT_INT(&row.at_ms)))) {
        if (wrong == OK)
            wrong = open_claim(op, sealed, &row);
        if (!open)
            row.mobile = mask_text(op, MASK_MOBILE, or_empty(row.mobile));
        mem_push(op, claims, count, row);
    }
    e = db_done(rows);
    if (e == OK)
        e = wrong;
    if (e != OK)
        return e;
    *ret_rows = claims;
    *ret_count = count;
    return OK;
}

struct judging {
    const char *claim;
    struct demand demand;
    bool accepted;
    const char *reason;
};

static enum err judge_work(struct op *op, void *arg)
{
    const struct judging *judging = arg;
    int64_t changed = 0;

    enum err e =
        db_run(op, &claim_judge,
               DB_IN(IN_TEXT(judging->claim), IN_TEXT(judging->accepted ? "accepted" : "declined"),
                     IN_TEXT(judging->reason), IN_INT(op->actor.user_id), IN_INT(op->now_ms)),
               &changed);
    if (e == OK && changed == 0)
        e = fail(op, ERR_CONFLICT, "state_moved", "claim was judged before");
    if (e == OK)
        event_add(op, judging->accepted ? "demand.claim_accept" : "demand.claim_decline", "demand",
                  judging->demand.public_id, judging->demand.org_id, NULL);
    return e;
}

enum err demand_judge_claim(struct op *op, const char *public_id, bool accepted, const char *reason)
{
    struct judging judging = { .claim = public_id,
                               .accepted = accepted,
                               .reason = or_empty(reason) };
    const char *demand = NULL;

    enum err e = db_row(op, &claim_demand, DB_IN(IN_TEXT(public_id)), DB_OUT(OUT_TEXT(&demand)));
    if (e == ERR_NOT_FOUND)
        return fail(op, e, "not_found", "no such claim");
    if (e == OK)
        e = demand_get(op, demand, &judging.demand);
    if (e == OK && !accepted && judging.reason[0] == '\0')
        e = fail(op, ERR_INVALID, "reason_needed", "declining needs a reason");
    return e == OK ? event_tx(op, judge_work, &judging) : e;
}
