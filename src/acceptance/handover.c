/* SPDX-License-Identifier: Apache-2.0 */
/* handover.c: boxes of accepted items on their way to the department. */
#include "acceptance/handover.h"

#include "base/crypto.h"
#include "base/mem.h"
#include "base/time.h"
#include "db/db.h"
#include "event/event.h"
#include "org/role.h"

#include <string.h>

DB_SQL(handover_lock, "i", "UPDATE org SET name = name WHERE id = $1");
DB_SQL(handover_next, "i", "SELECT count(*) + 1 FROM handover WHERE desk_id = $1");
DB_SQL(handover_taken, "it", "SELECT count(*) FROM handover WHERE desk_id = $1 AND number = $2");
DB_SQL(handover_insert, "tttitii",
       "INSERT INTO handover (public_id, number, call, desk_id, state, note, made_by, made_ms)"
       " VALUES ($1, $2, $3, $4, 'made', $5, $6, $7) RETURNING id");
DB_SQL(handover_item_insert, "iiititt",
       "INSERT INTO handover_item (application_id, handover_id, box, place)"
       " SELECT a.id, $1, $2, $3 FROM application a WHERE a.public_id = $4 AND a.desk_id = $5"
       "   AND a.call = $6 AND a.state = $7");
DB_SQL(handover_drop_items, "i", "DELETE FROM handover_item WHERE handover_id = $1");
DB_SQL(handover_delete, "i", "DELETE FROM handover WHERE id = $1 AND state <> 'received'");
DB_SQL(handover_set_checked, "iii",
       "UPDATE handover SET state = 'checked', checked_by = $2, checked_ms = $3"
       " WHERE id = $1 AND state = 'made'");
DB_SQL(handover_set_received, "iiit",
       "UPDATE handover SET state = 'received', received_by = $2, received_ms = $3, remark = $4"
       " WHERE id = $1 AND state = 'checked'");

#define HANDOVER_SELECT                                                                            \
    "SELECT h.id, h.public_id, h.number, h.call, d.name, h.state, h.note, m.name, h.made_by,"      \
    " h.made_ms, c.name, h.checked_ms, r.name, h.received_ms, h.remark,"                           \
    " (SELECT count(*) FROM handover_item i WHERE i.handover_id = h.id),"                          \
    " (SELECT count(DISTINCT i.box) FROM handover_item i WHERE i.handover_id = h.id)"              \
    "  FROM handover h JOIN org d ON d.id = h.desk_id JOIN app_user m ON m.id = h.made_by"         \
    "  LEFT JOIN app_user c ON c.id = h.checked_by LEFT JOIN app_user r ON r.id = h.received_by"
/* $1 the actor's unit, $2 1 for the department. */
#define HANDOVER_SEEN "(h.desk_id = $1 OR ($2 = 1 AND h.state <> 'made'))"
#define HANDOVER_OUT(h)                                                                            \
    DB_OUT(OUT_INT(&(h)->id), OUT_TEXT(&(h)->public_id), OUT_TEXT(&(h)->number),                   \
           OUT_TEXT(&(h)->call), OUT_TEXT(&(h)->desk), OUT_TEXT(&(h)->state),                      \
           OUT_TEXT(&(h)->note), OUT_TEXT(&(h)->made_by), OUT_INT(&(h)->made_by_id),               \
           OUT_INT(&(h)->made_ms), OUT_TEXT(&(h)->checked_by), OUT_INT(&(h)->checked_ms),          \
           OUT_TEXT(&(h)->received_by), OUT_INT(&(h)->received_ms), OUT_TEXT(&(h)->remark),        \
           OUT_INT(&(h)->item_count), OUT_INT(&(h)->box_count))
DB_SQL(handover_rows, "ii",
       HANDOVER_SELECT " WHERE " HANDOVER_SEEN " ORDER BY h.made_ms DESC, h.id DESC LIMIT 200");
DB_SQL(handover_by_id, "iit", HANDOVER_SELECT " WHERE " HANDOVER_SEEN " AND h.public_id = $3");

#define COPIES                                                                                     \
    " (SELECT count(*) FROM desk_fact f WHERE f.application_id = a.id AND f.state = 'ok'"          \
    "   AND f.code LIKE 'paper#_%' ESCAPE '#' AND f.code <> 'paper_version')"
#define ITEM_OUT(i)                                                                                \
    DB_OUT(OUT_TEXT(&(i)->id), OUT_TEXT(&(i)->code), OUT_TEXT(&(i)->title), OUT_TEXT(&(i)->org),   \
           OUT_TEXT(&(i)->track), OUT_INT(&(i)->box), OUT_INT(&(i)->copies))
DB_SQL(handover_items, "i",
       "SELECT a.public_id, a.code, a.title, o.name, a.track, i.box," COPIES
       "  FROM handover_item i JOIN application a ON a.id = i.application_id"
       "  JOIN org o ON o.id = a.org_id WHERE i.handover_id = $1 ORDER BY i.box, i.place");
DB_SQL(handover_candidates, "it",
       "SELECT a.public_id, a.code, a.title, o.name, a.track, 1," COPIES
       "  FROM application a JOIN org o ON o.id = a.org_id"
       " WHERE a.desk_id = $1 AND a.state = 'accepted' AND ($2 = '' OR a.call = $2)"
       "   AND NOT EXISTS (SELECT 1 FROM handover_item i WHERE i.application_id = a.id)"
       " ORDER BY a.track, a.code LIMIT 500");

static bool is_department(const struct op *op)
{
    return role_scope((enum role)op->actor.role) == SCOPE_ALL;
}

static bool is_desk(const struct op *op)
{
    return role_scope((enum role)op->actor.role) == SCOPE_DESK;
}

static enum err denied(struct op *op)
{
    return fail(op, ERR_DENIED, "not_allowed", "not this post's part of a handover");
}

/* ---- reading ---- */

static enum err read_items(struct op *op, struct db_rows *rows, struct handover *handover)
{
    struct handover_item item = { 0 };

    while (db_next(rows, ITEM_OUT(&item)))
        mem_push(op, handover->items, handover->count, item);
    return db_done(rows);
}

enum err handover_get(struct op *op, const char *public_id, struct handover *ret)
{
    struct handover found = { 0 };
    struct db_rows *rows = NULL;

    enum err e =
        db_row(op, &handover_by_id,
               DB_IN(IN_INT(op->actor.org_id), IN_INT(is_department(op)), IN_TEXT(public_id)),
               HANDOVER_OUT(&found));
    if (e == ERR_NOT_FOUND)
        return fail(op, e, "not_found", "no such handover for this actor");
    if (e == OK)
        e = db_query(op, &handover_items, DB_IN(IN_INT(found.id)), &rows);
    if (e == OK)
        e = read_items(op, rows, &found);
    if (e == OK)
        *ret = found;
    return e;
}

enum err handover_list(struct op *op, struct handover_list *ret_list)
{
    struct handover_list list = { 0 };
    struct handover row = { 0 };
    struct db_rows *rows = NULL;

    enum err e = db_query(op, &handover_rows,
                          DB_IN(IN_INT(op->actor.org_id), IN_INT(is_department(op))), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, HANDOVER_OUT(&row)))
        mem_push(op, list.rows, list.count, row);
    e = db_done(rows);
    if (e == OK)
        *ret_list = list;
    return e;
}

enum err handover_open(struct op *op, const char *call, struct handover *ret)
{
    struct handover open = { 0 };
    struct db_rows *rows = NULL;

    enum err e = db_query(op, &handover_candidates,
                          DB_IN(IN_INT(is_desk(op) ? op->actor.org_id : 0), IN_TEXT(call)), &rows);
    if (e == OK)
        e = read_items(op, rows, &open);
    if (e == OK)
        *ret = open;
    return e;
}

/* ---- making ---- */

struct making {
    const struct handover_new *in;
    const char *public_id;
};

static enum err next_number(struct op *op, const char **ret_number)
{
    int64_t n = 0;
    int64_t taken = 1;
    const char *number = "";

    enum err e = db_run(op, &handover_lock, DB_IN(IN_INT(op->actor.org_id)), NULL);
    if (e == OK)
        e = db_row(op, &handover_next, DB_IN(IN_INT(op->actor.org_id)), DB_OUT(OUT_INT(&n)));
    for (; e == OK && taken > 0; n++) { /* one that was taken back leaves a gap behind it */
        number = mem_printf(op, "%d-%03lld", day_of(op->now_ms, ZONE_SHANGHAI_MINUTES) / 10000,
                            (long long)n);
        e = db_row(op, &handover_taken, DB_IN(IN_INT(op->actor.org_id), IN_TEXT(number)),
                   DB_OUT(OUT_INT(&taken)));
    }
    if (e == OK)
        *ret_number = number;
    return e;
}

static enum err put_item(struct op *op, const struct handover_new *in, int64_t id, size_t i)
{
    int64_t changed = 0;

    enum err e = db_run(op, &handover_item_insert,
                        DB_IN(IN_INT(id), IN_INT(in->items[i].box), IN_INT((int64_t)i + 1),
                              IN_TEXT(in->items[i].id), IN_INT(op->actor.org_id), IN_TEXT(in->call),
                              IN_TEXT("accepted")),
                        &changed);
    if (e == ERR_CONFLICT) {
        op_forgive(op);
        return fail(op, e, "handover_twice", "an item is in a list already");
    }
    if (e == OK && changed == 0)
        return fail(op, ERR_CONFLICT, "handover_not_accepted", "an item is not accepted here");
    return e;
}

static enum err make_work(struct op *op, void *arg)
{
    const struct making *work = arg;
    const struct handover_new *in = work->in;
    const char *number = NULL;
    int64_t id = 0;

    enum err e = next_number(op, &number);
    if (e == OK)
        e = db_row(op, &handover_insert,
                   DB_IN(IN_TEXT(work->public_id), IN_TEXT(number), IN_TEXT(in->call),
                         IN_INT(op->actor.org_id), IN_TEXT(in->note), IN_INT(op->actor.user_id),
                         IN_INT(op->now_ms)),
                   DB_OUT(OUT_INT(&id)));
    for (size_t i = 0; e == OK && i < in->count; i++)
        e = put_item(op, in, id, i);
    if (e == OK)
        event_add(op, "handover.make", "handover", work->public_id, op->actor.org_id,
                  mem_printf(op, "{\"items\":%zu}", in->count));
    return e;
}

enum err handover_make(struct op *op, const struct handover_new *in, struct handover *ret)
{
    struct making work = { in, random_public_id(op) };

    if (!is_desk(op))
        return denied(op);
    enum err e = event_tx(op, make_work, &work);
    return e == OK ? handover_get(op, work.public_id, ret) : e;
}

/* ---- its way ---- */

struct moving_list {
    struct handover handover;
    const char *action; /* drop | check | receive */
    const char *remark;
};

static enum err change(struct op *op, const struct moving_list *work, int64_t *changed)
{
    int64_t id = work->handover.id;

    if (strcmp(work->action, "check") == 0)
        return db_run(op, &handover_set_checked,
                      DB_IN(IN_INT(id), IN_INT(op->actor.user_id), IN_INT(op->now_ms)), changed);
    if (strcmp(work->action, "receive") == 0)
        return db_run(
            op, &handover_set_received,
            DB_IN(IN_INT(id), IN_INT(op->actor.user_id), IN_INT(op->now_ms), IN_TEXT(work->remark)),
            changed);
    enum err e = db_run(op, &handover_drop_items, DB_IN(IN_INT(id)), NULL);
    return e == OK ? db_run(op, &handover_delete, DB_IN(IN_INT(id)), changed) : e;
}

static enum err move_work(struct op *op, void *arg)
{
    const struct moving_list *work = arg;
    int64_t changed = 0;

    enum err e = change(op, work, &changed);
    if (e == OK && changed == 0)
        return fail(op, ERR_CONFLICT, "handover_done", "handover is %s", work->handover.state);
    if (e == OK)
        event_add(op, mem_printf(op, "handover.%s", work->action), "handover",
                  work->handover.public_id, op->actor.org_id, NULL);
    return e;
}

static enum err move(struct op *op, const char *public_id, struct moving_list *work)
{
    enum err e = handover_get(op, public_id, &work->handover);

    return e == OK ? event_tx(op, move_work, work) : e;
}

enum err handover_drop(struct op *op, const char *public_id)
{
    struct moving_list work = { .action = "drop" };

    return is_desk(op) ? move(op, public_id, &work) : denied(op);
}

enum err handover_check(struct op *op, const char *public_id, struct handover *ret)
{
    struct moving_list work = { .action = "check" };

    if (!is_desk(op))
        return denied(op);
    enum err e = handover_get(op, public_id, &work.handover);
    if (e == OK && work.handover.made_by_id == op->actor.user_id)
        e = fail(op, ERR_DENIED, "second_person", "checked by the person who made it");
    if (e == OK)
        e = event_tx(op, move_work, &work);
    return e == OK ? handover_get(op, public_id, ret) : e;
}

enum err handover_receive(struct op *op, const char *public_id, const char *remark,
                          struct handover *ret)
{
    struct moving_list work = { .action = "receive", .remark = remark };

    if (!is_department(op))
        return denied(op);
    enum err e = move(op, public_id, &work);
    return e == OK ? handover_get(op, public_id, ret) : e;
}
