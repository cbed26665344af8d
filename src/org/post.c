/* SPDX-License-Identifier: Apache-2.0 */
/* post.c: posts given, ended and handed over. */
#include "org/post.h"

#include "base/crypto.h"
#include "base/mem.h"
#include "base/time.h"
#include "db/db.h"
#include "event/event.h"
#include "org/unit.h"

#include <string.h>

#define POST_COLUMNS                                                                               \
    "SELECT id, public_id, user_id, org_id, role, from_day, to_day, acting_for FROM post"
#define POST_OUT(post, role_text)                                                                  \
    DB_OUT(OUT_INT(&(post)->id), OUT_TEXT(&(post)->public_id), OUT_INT(&(post)->user_id),          \
           OUT_INT(&(post)->org_id), OUT_TEXT(role_text), OUT_INT(&(post)->from_day),              \
           OUT_INT(&(post)->to_day), OUT_INT(&(post)->acting_for))

/* $2: 0, or the unit whose posts alone the actor keeps. */
DB_SQL(post_find, "ti", POST_COLUMNS " WHERE public_id = $1 AND ($2 = 0 OR org_id = $2)");
DB_SQL(post_open_of, "iii",
       POST_COLUMNS " WHERE user_id = $1 AND ($2 = 0 OR org_id = $2) AND to_day >= $3 ORDER BY id");
/* $5: also acting ones. */
DB_SQL(post_same, "iitii",
       POST_COLUMNS " WHERE user_id = $1 AND org_id = $2 AND role = $3 AND to_day >= $4"
                    "   AND ($5 = 1 OR acting_for IS NULL) ORDER BY id LIMIT 1");
DB_SQL(post_open_again, "iitiii",
       "UPDATE post SET to_day = $5, acting_for = $6"
       " WHERE user_id = $1 AND org_id = $2 AND role = $3 AND from_day = $4"
       " RETURNING id, public_id");
DB_SQL(post_new, "tiitiii",
       "INSERT INTO post (public_id, user_id, org_id, role, from_day, to_day, acting_for)"
       " VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id");
DB_SQL(post_lock_person, "i", "UPDATE app_user SET name = name WHERE id = $1");
/* $5: also posts that are none of the three administrators'. */
DB_SQL(post_other_administrator, "itiii",
       "SELECT count(*) FROM post WHERE user_id = $1 AND role <> $2"
       "   AND ($5 = 1 OR role IN ('system_admin', 'security_admin', 'audit_admin'))"
       "   AND from_day <= $4 AND to_day >= $3");
DB_SQL(post_unit_kind, "ii",
       "SELECT (SELECT count(*) FROM capacity c WHERE c.org_id = o.id AND c.to_day >= $2"
       "          AND (c.kind = 'department' OR substr(c.kind, 1, 5) = 'desk-')),"
       "       (SELECT count(*) FROM org r WHERE r.reporting_id = o.id),"
       "       coalesce(o.reporting_id, 0)"
       "  FROM org o WHERE o.id = $1");
/* A post ends earlier or as before, never later. */
DB_SQL(post_set_end, "ii", "UPDATE post SET to_day = $2 WHERE id = $1 AND to_day >= $2");
DB_SQL(post_end_sessions, "i", "DELETE FROM session WHERE post_id = $1");
DB_SQL(post_act_on, "ii", "UPDATE post SET acting_for = $2 WHERE acting_for = $1 AND id <> $2");
DB_SQL(post_confirm_on, "ii",
       "UPDATE acting_act SET for_post_id = $2 WHERE for_post_id = $1 AND verdict IS NULL");

static int today(const struct op *op)
{
    return day_of(op->now_ms, ZONE_SHANGHAI_MINUTES);
}

enum err post_role_allowed(struct op *op, enum role role)
{
    if (role == POST_NONE)
        return fail(op, ERR_INVALID, "no_such_role", "unknown role");
    if (role == POST_INSPECTOR)
        return fail(op, ERR_DENIED, "role_by_letter", "given by an approved inspection only");
    if (account_only_org(op) != 0 && !role_given_by_unit(role))
        return fail(op, ERR_DENIED, "role_not_yours", "role is given by the security admin");
    return OK;
}

/* 三员分立: of the three administrators a person is one at a time, and holds no other post. */
static enum err keep_apart(struct op *op, const struct post_row *post)
{
    int64_t others = 0;

    enum err e = db_run(op, &post_lock_person, DB_IN(IN_INT(post->user_id)), NULL);
    if (e == OK)
        e = db_row(op, &post_other_administrator,
                   DB_IN(IN_INT(post->user_id), IN_TEXT(role_code(post->role)),
                         IN_INT(post->from_day), IN_INT(post->to_day),
                         IN_INT(role_is_administrator(post->role) ? 1 : 0)),
                   DB_OUT(OUT_INT(&others)));
    if (e == OK && others > 0)
        e = fail(op, ERR_CONFLICT, "administrators_apart", "person is another administrator");
    return e;
}

/* A post is held in a unit of its kind. */
static enum err check_unit_kind(struct op *op, const struct post_row *post)
{
    enum unit_kind kind = role_unit_kind(post->role);
    int64_t central = 0;
    int64_t below = 0;
    int64_t above = 0;

    if (kind == UNIT_ANY)
        return OK;
    enum err e = db_row(op, &post_unit_kind, DB_IN(IN_INT(post->org_id), IN_INT(today(op))),
                        DB_OUT(OUT_INT(&central), OUT_INT(&below), OUT_INT(&above)));
    if (e != OK)
        return e;
    if (kind == UNIT_CENTRAL ? central > 0 : below > 0 || above == 0)
        return OK;
    fail_arg(op, "role", "%s", role_name(post->role));
    return fail(op, ERR_INVALID, "role_not_of_unit", "unit is of another kind");
}

enum err post_write(struct op *op, const struct post_row *post, int64_t *ret_id)
{
    const char *public_id = random_public_id(op);
    const char *role = role_code(post->role);

    enum err e = keep_apart(op, post);
    if (e == OK)
        e = check_unit_kind(op, post);
    if (e != OK)
        return e;
    e = db_row(op, &post_open_again,
               DB_IN(IN_INT(post->user_id), IN_INT(post->org_id), IN_TEXT(role),
                     IN_INT(post->from_day), IN_INT(post->to_day),
                     IN_INT_OR_NULL(post->acting_for)),
               DB_OUT(OUT_INT(ret_id), OUT_TEXT(&public_id)));
    if (e == ERR_NOT_FOUND)
        e = db_row(op, &post_new,
                   DB_IN(IN_TEXT(public_id), IN_INT(post->user_id), IN_INT(post->org_id),
                         IN_TEXT(role), IN_INT(post->from_day), IN_INT(post->to_day),
                         IN_INT_OR_NULL(post->acting_for)),
                   DB_OUT(OUT_INT(ret_id)));
    if (e == OK)
        event_add(op, "post.add", "post", public_id, post->org_id,
                  mem_printf(op, "{\"role\":\"%s\",\"from\":%lld,\"to\":%lld}", role,
                             (long long)post->from_day, (long long)post->to_day));
    return e;
}

/* ERR_NOT_FOUND is not told: the caller knows what it means. */
static enum err same_post(struct op *op, const struct post_row *post, bool acting_too,
                          struct post_row *ret_post)
{
    const char *role = NULL;

    enum err e =
        db_row(op, &post_same,
               DB_IN(IN_INT(post->user_id), IN_INT(post->org_id), IN_TEXT(role_code(post->role)),
                     IN_INT(post->from_day), IN_INT(acting_too ? 1 : 0)),
               POST_OUT(ret_post, &role));
    if (e == OK)
        ret_post->role = role_of(role);
    return e;
}

static enum err find_post(struct op *op, const char *public_id, struct post_row *ret_post)
{
    struct post_row post = { 0 };
    const char *role = NULL;

    enum err e = db_row(op, &post_find, DB_IN(IN_TEXT(public_id), IN_INT(account_only_org(op))),
                        POST_OUT(&post, &role));
    if (e == ERR_NOT_FOUND)
        return fail(op, e, "not_found", "no such post");
    if (e != OK)
        return e;
    post.role = role_of(role);
    *ret_post = post;
    return OK;
}

/* ---- giving ---- */

static enum err check_acting(struct op *op, const struct post_give *give, struct post_row *post)
{
    struct post_row principal = { 0 };
    int last = day_add((int)post->from_day, ACTING_DAYS_MAX);

    if (give->acting_for == NULL || give->acting_for[0] == '\0')
        return OK;
    enum err e = find_post(op, give->acting_for, &principal);
    if (e != OK)
        return e;
    bool fits = principal.org_id == post->org_id && principal.role == post->role &&
                role_has_acting(post->role) && principal.acting_for == 0 &&
                principal.user_id != post->user_id && principal.to_day >= today(op);
    if (!fits || give->until_day == 0 || give->until_day > last)
        return fail(op, ERR_INVALID, "acting_wrong", "cannot act for that post so long");
    post->acting_for = principal.id;
    return OK;
}

static enum err check_days(struct op *op, struct post_row *post)
{
    int day = today(op);

    if (post->from_day < day || post->from_day > day_add(day, POST_AHEAD_DAYS_MAX) ||
        post->to_day < post->from_day)
        return fail(op, ERR_INVALID, "day_wrong", "post begins or ends on a day that cannot be");
    return OK;
}

static enum err give_work(struct op *op, void *arg)
{
    struct post_row *post = arg;
    struct post_row held = { 0 };

    enum err e = same_post(op, post, true, &held);
    if (e == OK)
        return fail(op, ERR_CONFLICT, "post_held", "person holds that post");
    if (e == ERR_NOT_FOUND)
        e = post_write(op, post, &post->id);
    return e == OK ? same_post(op, post, true, post) : e;
}

enum err post_give(struct op *op, const struct post_give *give, const char **ret_public_id)
{
    struct account account = { 0 };
    struct org org = { 0 };
    struct post_row post = { .role = give->role,
                             .from_day = give->from_day == 0 ? today(op) : give->from_day,
                             .to_day = give->until_day == 0 ? POST_DAY_NONE : give->until_day };

    enum err e = account_get(op, give->user, &account);
    if (e == OK && account.id == op->actor.user_id)
        e = fail(op, ERR_DENIED, "own_account", "nobody gives a post to oneself");
    if (e == OK)
        e = unit_find(op, give->org, &org);
    post.user_id = account.id;
    post.org_id = org.id;
    if (e == OK)
        e = post_role_allowed(op, give->role);
    if (e == OK)
        e = check_days(op, &post);
    if (e == OK)
        e = check_acting(op, give, &post);
    if (e == OK)
        e = event_tx(op, give_work, &post);
    if (e == OK)
        *ret_public_id = post.public_id;
    return e;
}

/* ---- ending ---- */

struct ending {
    struct post_row post;
    int64_t last_day;
};

static enum err end_one(struct op *op, const struct post_row *post, int64_t last_day)
{
    int64_t changed = 0;

    enum err e = db_run(op, &post_set_end, DB_IN(IN_INT(post->id), IN_INT(last_day)), &changed);
    if (e == OK && changed == 0)
        e = fail(op, ERR_INVALID, "post_only_shorter", "a post is ended, not prolonged");
    if (e == OK && last_day < today(op))
        e = db_run(op, &post_end_sessions, DB_IN(IN_INT(post->id)), NULL);
    if (e == OK)
        event_add(op, "post.end", "post", post->public_id, post->org_id,
                  mem_printf(op, "{\"last\":%lld}", (long long)last_day));
    return e;
}

static enum err end_work(struct op *op, void *arg)
{
    const struct ending *ending = arg;

    return end_one(op, &ending->post, ending->last_day);
}

enum err post_end(struct op *op, const char *public_id, int64_t last_day)
{
    struct ending ending = { 0 };
    int yesterday = day_add(today(op), -1);

    enum err e = find_post(op, public_id, &ending.post);
    if (e == OK && ending.post.user_id == op->actor.user_id)
        e = fail(op, ERR_DENIED, "own_account", "nobody ends an own post");
    ending.last_day = last_day == 0 ? yesterday : last_day;
    if (e == OK && (ending.last_day < yesterday || ending.post.to_day < yesterday))
        e = fail(op, ERR_INVALID, "day_wrong", "ended already, or in the past");
    return e == OK ? event_tx(op, end_work, &ending) : e;
}

/* ---- handing over ---- */

struct handover {
    struct account from;
    struct account to;
    const char *note;
    size_t count;
};

/* The successor's own post: the one held already, or a new one from today on. */
static enum err take_over(struct op *op, const struct handover *handover,
                          const struct post_row *left)
{
    struct post_row mine = { .user_id = handover->to.id,
                             .org_id = left->org_id,
                             .role = left->role,
                             .from_day = today(op),
                             .to_day = left->to_day };
    struct post_row held = { 0 };
    int64_t id = 0;

    enum err e = same_post(op, &mine, false, &held);
    id = held.id;
    if (e == ERR_NOT_FOUND)
        e = post_write(op, &mine, &id);
    if (e == OK)
        e = db_run(op, &post_act_on, DB_IN(IN_INT(left->id), IN_INT(id)), NULL);
    if (e == OK)
        e = db_run(op, &post_confirm_on, DB_IN(IN_INT(left->id), IN_INT(id)), NULL);
    return e;
}

static enum err open_posts(struct op *op, int64_t user_id, struct post_row **ret_posts,
                           size_t *ret_count)
{
    struct db_rows *rows = NULL;
    struct post_row post = { 0 };
    const char *role = NULL;

    enum err e =
        db_query(op, &post_open_of,
                 DB_IN(IN_INT(user_id), IN_INT(account_only_org(op)), IN_INT(today(op))), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, POST_OUT(&post, &role))) {
        post.role = role_of(role);
        mem_push(op, *ret_posts, *ret_count, post);
    }
    return db_done(rows);
}

static enum err handover_work(struct op *op, void *arg)
{
    struct handover *handover = arg;
    struct post_row *posts = NULL;
    size_t count = 0;

    handover->count = 0;
    enum err e = open_posts(op, handover->from.id, &posts, &count);
    for (size_t i = 0; e == OK && i < count; i++) {
        e = end_one(op, &posts[i], day_add(today(op), -1));
        if (e == OK && posts[i].acting_for == 0) {
            e = take_over(op, handover, &posts[i]);
            handover->count++;
        }
    }
    if (e == OK && handover->count == 0)
        e = fail(op, ERR_CONFLICT, "nothing_to_hand_over", "holds no post here");
    if (e == OK)
        e = account_note(op, handover->from.id, "user.handover", handover->note);
    if (e == OK)
        event_add(op, "user.handover", "user", handover->from.public_id, op->actor.org_id,
                  mem_printf(op, "{\"to\":\"%s\",\"posts\":%zu}", handover->to.public_id,
                             handover->count));
    return e;
}

enum err post_handover(struct op *op, const char *from, const char *to, const char *note,
                       size_t *ret_count)
{
    struct handover handover = { .note = note };

    enum err e = account_get(op, from, &handover.from);
    if (e == OK)
        e = account_get(op, to, &handover.to);
    if (e == OK && handover.from.id == handover.to.id)
        e = fail(op, ERR_INVALID, "same_person", "handover to the same person");
    if (e == OK && handover.to.id == op->actor.user_id)
        e = fail(op, ERR_DENIED, "own_account", "handover to oneself");
    if (e == OK && strcmp(handover.to.state, "locked") == 0)
        e = fail(op, ERR_CONFLICT, "account_locked", "successor is locked");
    if (e == OK)
        e = event_tx(op, handover_work, &handover);
    if (e == OK)
        *ret_count = handover.count;
    return e;
}
