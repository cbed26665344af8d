/* SPDX-License-Identifier: Apache-2.0 */
/* invitation.c: begun and listed; conflicts are judged again when it begins. */
#include "invitation/internal.h"

#include "base/crypto.h"
#include "base/json_own.h"
#include "base/keys.h"
#include "base/mem.h"
#include "base/site.h"
#include "base/time.h"
#include "event/event.h"

#include <string.h>

DB_SQL(invitation_insert, "tiiiiii",
       "INSERT INTO invitation (public_id, run_id, demand_id, expert_id, state, until_ms,"
       " created_by, created_ms, changed_ms) VALUES ($1, $2, $3, $4, 'consent', $5, $6, $7, $7)");
DB_SQL(invitation_pair_of, "itt",
       "SELECT p.item_id, p.expert_id, p.chosen FROM match_pair p"
       "  JOIN demand d ON d.id = p.item_id JOIN expert e ON e.id = p.expert_id"
       " WHERE p.run_id = $1 AND d.public_id = $2 AND e.public_id = $3");
DB_SQL(invitation_open_of, "ii",
       "SELECT count(*) FROM invitation WHERE demand_id = $1 AND expert_id = $2"
       " AND state IN ('consent', 'ready', 'sent', 'expired', 'accepted')");
DB_SQL(invitations_of, "tti",
       INVITATION_SELECT "WHERE ($1 = '' OR r.public_id = $1) AND ($2 = '' OR i.state = $2)"
                         " ORDER BY i.changed_ms DESC, i.id DESC LIMIT $3");
DB_SQL(invitation_by_public_id, "t", INVITATION_SELECT "WHERE i.public_id = $1");
DB_SQL(invitation_sealed, "i", "SELECT sealed FROM invitation WHERE id = $1");
DB_SQL(invitation_set_sealed, "ib", "UPDATE invitation SET sealed = $2 WHERE id = $1");
DB_SQL(invitation_set_state, "itti",
       "UPDATE invitation SET state = $3, changed_ms = $4 WHERE id = $1 AND state = $2");

/* ---- beginning ---- */

struct beginning {
    struct matching run;
    const struct invitation_pair *pairs;
    size_t count;
    int64_t until_ms;
};

static enum err begin_one(struct op *op, const struct beginning *beginning,
                          const struct invitation_pair *pair)
{
    const char *public_id = random_public_id(op);
    int64_t demand_id = 0;
    int64_t expert_id = 0;
    int64_t chosen = 0;
    int64_t open = 0;

    enum err e =
        db_row(op, &invitation_pair_of,
               DB_IN(IN_INT(beginning->run.id), IN_TEXT(pair->demand), IN_TEXT(pair->expert)),
               DB_OUT(OUT_INT(&demand_id), OUT_INT(&expert_id), OUT_INT(&chosen)));
    if (e == ERR_NOT_FOUND || (e == OK && chosen == 0))
        return fail(op, ERR_CONFLICT, "invitation_not_proposed", "pair is not proposed");
    if (e == OK)
        e = db_row(op, &invitation_open_of, DB_IN(IN_INT(demand_id), IN_INT(expert_id)),
                   DB_OUT(OUT_INT(&open)));
    if (e == OK && open > 0)
        e = fail(op, ERR_CONFLICT, "invitation_exists", "an invitation is open");
    if (e == OK)
        e = matching_check_pair(op, demand_id, expert_id);
    if (e == OK)
        e = db_run(op, &invitation_insert,
                   DB_IN(IN_TEXT(public_id), IN_INT(beginning->run.id), IN_INT(demand_id),
                         IN_INT(expert_id), IN_INT(beginning->until_ms), IN_INT(op->actor.user_id),
                         IN_INT(op->now_ms)),
                   NULL);
    if (e == OK)
        e = matching_hold(op, beginning->run.id, demand_id, expert_id, "invited");
    if (e == OK)
        event_add(
            op, "invitation.add", "invitation", public_id, 0,
            mem_printf(op, "{\"demand\":\"%s\",\"expert\":\"%s\"}", pair->demand, pair->expert));
    return e;
}

static enum err begin_work(struct op *op, void *arg)
{
    const struct beginning *beginning = arg;
    enum err e = matching_lock(op, beginning->run.id);

    for (size_t i = 0; e == OK && i < beginning->count; i++)
        e = begin_one(op, beginning, &beginning->pairs[i]);
    return e;
}

enum err invitation_add(struct op *op, const char *run, const struct invitation_pair *pairs,
                        size_t count, int64_t until)
{
    struct beginning beginning = { .pairs = pairs, .count = count };

    if (until < day_of(op->now_ms, ZONE_SHANGHAI_MINUTES))
        return fail(op, ERR_INVALID, "invitation_until", "the day has passed");
    beginning.until_ms = day_start_ms(day_add((int)until, 1), ZONE_SHANGHAI_MINUTES);
    enum err e = matching_get(op, run, &beginning.run);
    if (e == OK && strcmp(beginning.run.kind, "demand") != 0)
        e = fail(op, ERR_INVALID, "matching_kind", "reviewers are not invited to demands");
    return e == OK ? event_tx(op, begin_work, &beginning) : e;
}

/* ---- reading ---- */

enum err invitation_list(struct op *op, const char *run, const char *state,
                         struct invitation **ret_rows, size_t *ret_count)
{
    struct invitation *list = NULL;
    struct invitation row = { .words = "" };
    struct db_rows *rows = NULL;
    size_t count = 0;

    enum err e = db_query(op, &invitations_of,
                          DB_IN(IN_TEXT(run), IN_TEXT(state), IN_INT(INVITATION_LIST_MAX)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, INVITATION_OUT(&row)))
        mem_push(op, list, count, row);
    e = db_done(rows);
    if (e == OK) {
        *ret_rows = list;
        *ret_count = count;
    }
    return e;
}

enum err invitation_get(struct op *op, const char *public_id, struct invitation *ret_invitation)
{
    struct invitation_secret secret = { 0 };
    struct invitation row = { 0 };

    enum err e =
        db_row(op, &invitation_by_public_id, DB_IN(IN_TEXT(public_id)), INVITATION_OUT(&row));
    if (e == ERR_NOT_FOUND)
        return fail(op, e, "not_found", "no such invitation");
    if (e == OK)
        e = secret_read(op, &row, &secret);
    if (e != OK)
        return e;
    row.words = secret.words;
    *ret_invitation = row;
    return OK;
}

/* ---- what is sealed ---- */

static struct seal_place place_of(const struct invitation *invitation)
{
    return (struct seal_place){ "invitation", "sealed", invitation->public_id };
}

enum err secret_read(struct op *op, const struct invitation *invitation,
                     struct invitation_secret *ret_secret)
{
    struct seal_place place = place_of(invitation);
    struct bytes sealed = { 0 };
    struct bytes plain = { 0 };
    json_t *object = NULL;

    enum err e =
        db_row(op, &invitation_sealed, DB_IN(IN_INT(invitation->id)), DB_OUT(OUT_BLOB(&sealed)));
    if (e == OK && sealed.size > 0)
        e = keys_open(op, op->site->keys, &place, sealed, &plain);
    if (e != OK)
        return e;
    if (plain.size > 0)
        object = json_own(op, json_loadb((const char *)plain.data, plain.size, 0, NULL));
    *ret_secret = (struct invitation_secret){ json_text_get(object, "token"),
                                              json_text_get(object, "words") };
    return OK;
}

enum err secret_write(struct op *op, const struct invitation *invitation,
                      const struct invitation_secret *secret)
{
    struct seal_place place = place_of(invitation);
    struct bytes sealed = { 0 };
    const char *text = json_text_of(
        op, json_own(op, json_pack("{s:s, s:s}", "token", secret->token, "words", secret->words)));

    enum err e = keys_seal(op, op->site->keys, &place,
                           (struct bytes){ (const uint8_t *)text, strlen(text) }, &sealed);
    if (e == OK)
        e = db_run(op, &invitation_set_sealed,
                   DB_IN(IN_INT(invitation->id), IN_BLOB(sealed.data, sealed.size)), NULL);
    return e;
}

enum err invitation_move(struct op *op, const struct invitation *invitation, const char *to)
{
    int64_t changed = 0;

    enum err e = db_run(
        op, &invitation_set_state,
        DB_IN(IN_INT(invitation->id), IN_TEXT(invitation->state), IN_TEXT(to), IN_INT(op->now_ms)),
        &changed);
    if (e == OK && changed == 0)
        return fail(op, ERR_CONFLICT, "state_moved", "somebody was faster");
    return e;
}
