/* SPDX-License-Identifier: Apache-2.0 */
/* package.c: reading packages: by whom they were sent, to whom, and what they hold. */
#include "package/package.h"

#include "base/cursor.h"
#include "base/json_own.h"
#include "base/mem.h"
#include "db/db.h"
#include "org/role.h"
#include "package/letter.h"
#include "package/reading.h"
#include "publish/publish.h"

#include <string.h>

enum { LIST_DEFAULT = 50, WAITING_MAX = 50 };

DB_SQL(package_items, "t",
       WITH_IDS
       "SELECT i.package_id, a.public_id, a.code, a.track, a.title, o.name, i.rank, a.period_from,"
       " a.period_to, a.budget_fen, v.digest FROM ids JOIN package_item i ON i.package_id = ids.id"
       "  JOIN application a ON a.id = i.application_id JOIN org o ON o.id = a.org_id"
       "  JOIN application_version v ON v.application_id = a.id AND v.n = i.version_n"
       " ORDER BY i.package_id, i.rank, a.id");
DB_SQL(
    package_acts, "i",
    "SELECT c.action, c.reasons, c.due_ms, c.paper_due_ms, u.name, c.at_ms FROM package_act c"
    "  JOIN app_user u ON u.id = c.user_id WHERE c.package_id = $1 ORDER BY c.id DESC LIMIT 100");

DB_SQL(package_row_lock, "i", "UPDATE package SET letter_state = letter_state WHERE id = $1");

#define PACKAGE_SELECT                                                                             \
    "SELECT p.id, p.public_id, p.number, p.call, p.track, p.org_id, o.name, p.desk_id, d.name,"    \
    " p.sent_ms, p.courier, p.receipt, p.receipt_number, f.public_id, f.number, p.letter_state,"   \
    " p.letter_due_ms, p.letter_paper_due_ms, p.letter"                                            \
    "  FROM package p JOIN org o ON o.id = p.org_id JOIN org d ON d.id = p.desk_id"                \
    "  LEFT JOIN package f ON f.id = p.first_id"
#define PACKAGE_OUT(p, letter)                                                                     \
    DB_OUT(OUT_INT(&(p)->id), OUT_TEXT(&(p)->public_id), OUT_TEXT(&(p)->number),                   \
           OUT_TEXT(&(p)->call), OUT_TEXT(&(p)->track), OUT_INT(&(p)->org_id),                     \
           OUT_TEXT(&(p)->sender), OUT_INT(&(p)->desk_id), OUT_TEXT(&(p)->desk),                   \
           OUT_INT(&(p)->sent_ms), OUT_TEXT(&(p)->courier), OUT_TEXT(&(p)->receipt),               \
           OUT_TEXT(&(p)->receipt_number), OUT_TEXT(&(p)->first), OUT_TEXT(&(p)->first_number),    \
           OUT_TEXT(&(p)->letter_state), OUT_INT(&(p)->letter_due_ms),                             \
           OUT_INT(&(p)->letter_paper_due_ms), OUT_BLOB(letter))

DB_SQL(package_by_id, "iiit", PACKAGE_SELECT " WHERE " PACKAGE_SEEN " AND p.public_id = $4");
DB_SQL(package_visible_count, "iiit",
       "SELECT count(*) FROM package p WHERE " PACKAGE_SEEN " AND p.public_id = $4");
DB_SQL(package_latest, "i",
       PACKAGE_SELECT " JOIN package_item i ON i.package_id = p.id WHERE i.application_id = $1"
                      " ORDER BY p.sent_ms DESC, p.id DESC LIMIT 1");
DB_SQL(package_all, "iiitiii",
       PACKAGE_SELECT " WHERE " PACKAGE_SEEN " AND ($4 = '' OR p.call = $4)"
                      "   AND (p.sent_ms < $5 OR (p.sent_ms = $5 AND p.id < $6))"
                      " ORDER BY p.sent_ms DESC, p.id DESC LIMIT $7");
DB_SQL(package_waits_unit, "ii",
       PACKAGE_SELECT " WHERE p.org_id = $1 AND p.letter_state = 'returned'"
                      " ORDER BY p.letter_due_ms, p.id LIMIT $2");
DB_SQL(package_waits_desk, "ii",
       PACKAGE_SELECT " WHERE p.desk_id = $1 AND p.letter_state = 'mended'"
                      " ORDER BY p.sent_ms, p.id LIMIT $2");

/* ---- what a package holds ---- */

static size_t place_of(const struct call *call, const char *track)
{
    size_t i = 0;

    while (i < call->track_count && strcmp(call->tracks[i].code, track) != 0)
        i++;
    return i;
}

/* The items in the order of the call's tracks; the last: of tracks gone since. */
static enum err sort_items(struct op *op, struct package *package, const struct package_item *found,
                           size_t count)
{
    const struct call *call = NULL;
    int64_t n = 0;

    enum err e = publish_current(op, package->call, &call, &n);
    for (size_t t = 0; e == OK && t <= call->track_count; t++) {
        for (size_t i = 0; i < count; i++) {
            if (place_of(call, found[i].track) != t)
                continue;
            mem_push(op, package->items, package->item_count, found[i]);
            struct package_item *item = &package->items[package->item_count - 1];
            item->track_title = t < call->track_count ? call->tracks[t].title : item->track;
        }
    }
    return e;
}

struct found_item {
    int64_t package_id;
    struct package_item item;
};

static enum err read_items(struct op *op, const struct package *packages, size_t count,
                           struct found_item **ret_found, size_t *ret_count)
{
    struct db_rows *rows = NULL;
    struct found_item found = { 0 };
    struct package_item *item = &found.item;

    enum err e =
        db_query(op, &package_items, DB_IN(IN_TEXT(DB_IDS(op, packages, count, id))), &rows);
    if (e != OK)
        return e;
    while (
        db_next(rows, DB_OUT(OUT_INT(&found.package_id), OUT_TEXT(&item->id), OUT_TEXT(&item->code),
                             OUT_TEXT(&item->track), OUT_TEXT(&item->title), OUT_TEXT(&item->org),
                             OUT_INT(&item->rank), OUT_INT(&item->from), OUT_INT(&item->to),
                             OUT_INT(&item->budget_fen), OUT_TEXT(&item->digest))))
        mem_push(op, *ret_found, *ret_count, found);
    return db_done(rows);
}

enum err package_fill_items(struct op *op, struct package *packages, size_t package_count)
{
    struct found_item *found = NULL;
    size_t count = 0;

    enum err e = read_items(op, packages, package_count, &found, &count);
    for (size_t p = 0; e == OK && p < package_count; p++) {
        struct package_item *own = NULL;
        size_t own_count = 0;
        for (size_t i = 0; i < count; i++) {
            if (found[i].package_id == packages[p].id)
                mem_push(op, own, own_count, found[i].item);
        }
        packages[p].items = NULL;
        packages[p].item_count = 0;
        e = sort_items(op, &packages[p], own, own_count);
    }
    return e;
}

enum err package_hold(struct op *op, int64_t id)
{
    return db_run(op, &package_row_lock, DB_IN(IN_INT(id)), NULL);
}

static enum err fill_acts(struct op *op, struct package *package)
{
    struct db_rows *rows = NULL;
    const char *reasons = NULL;
    struct letter_act act = { 0 };

    enum err e = db_query(op, &package_acts, DB_IN(IN_INT(package->id)), &rows);
    if (e != OK)
        return e;
    while (
        db_next(rows, DB_OUT(OUT_TEXT(&act.action), OUT_TEXT(&reasons), OUT_INT(&act.due_ms),
                             OUT_INT(&act.paper_due_ms), OUT_TEXT(&act.by), OUT_INT(&act.at_ms)))) {
        const json_t *list = json_own(op, json_loads(reasons, 0, NULL));
        act.reasons = NULL;
        act.reason_count = 0;
        for (size_t i = 0; i < json_array_size(list); i++)
            mem_push(op, act.reasons, act.reason_count, json_string_value(json_array_get(list, i)));
        mem_push(op, package->acts, package->act_count, act);
    }
    return db_done(rows);
}

static enum err open_letter(struct op *op, struct bytes sealed, struct package *package)
{
    struct seal_place place = letter_place(package->public_id);

    return letter_open(op, &place, sealed, &package->letter);
}

/* ---- by whom ---- */

int64_t package_unit(const struct op *op)
{
    return op->actor.role == POST_INSPECTOR ? 0 : op->actor.org_id;
}

enum err package_visible(struct op *op, const char *public_id, bool *ret_visible)
{
    int64_t count = 0;

    enum err e = db_row(op, &package_visible_count, DB_IN(PACKAGE_SEER(op), IN_TEXT(public_id)),
                        DB_OUT(OUT_INT(&count)));
    if (e == OK)
        *ret_visible = count > 0;
    return e;
}

enum err package_get(struct op *op, const char *public_id, struct package *ret_package)
{
    struct package package = { 0 };
    struct bytes letter = { 0 };

    enum err e = db_row(op, &package_by_id, DB_IN(PACKAGE_SEER(op), IN_TEXT(public_id)),
                        PACKAGE_OUT(&package, &letter));
    if (e == ERR_NOT_FOUND)
        return fail(op, e, "not_found", "no such package for this actor");
    if (e == OK)
        e = open_letter(op, letter, &package);
    if (e == OK)
        e = package_fill_items(op, &package, 1);
    if (e == OK)
        e = fill_acts(op, &package);
    if (e == OK)
        *ret_package = package;
    return e;
}

enum err package_of(struct op *op, int64_t application_id, struct package *ret_package)
{
    struct package package = { 0 };
    struct bytes letter = { 0 };

    enum err e =
        db_row(op, &package_latest, DB_IN(IN_INT(application_id)), PACKAGE_OUT(&package, &letter));
    if (e == OK)
        e = open_letter(op, letter, &package);
    if (e == OK)
        *ret_package = package;
    return e;
}

/* Rows with their letters, whose accounts are not for lists. */
static enum err read_rows(struct op *op, struct db_rows *rows, struct package_list *list)
{
    struct package row = { 0 };
    struct bytes sealed = { 0 };
    enum err e = OK;

    while (e == OK && db_next(rows, PACKAGE_OUT(&row, &sealed))) {
        row.letter = (struct package_letter){ 0 };
        e = open_letter(op, sealed, &row);
        row.letter.account_count = 0;
        if (e == OK)
            mem_push(op, list->rows, list->count, row);
    }
    enum err done = db_done(rows);
    return e == OK ? done : e;
}

enum err package_list(struct op *op, const struct package_filter *filter,
                      struct package_list *ret_list)
{
    struct db_rows *rows = NULL;
    struct package_list list = { 0 };
    size_t limit = filter->limit == 0 ? LIST_DEFAULT : (size_t)filter->limit;
    int64_t before_ms = 0;
    int64_t before_id = 0;

    cursor_read(filter->cursor, &before_ms, &before_id);
    enum err e = db_query(op, &package_all,
                          DB_IN(PACKAGE_SEER(op), IN_TEXT(or_empty(filter->call)),
                                IN_INT(before_ms), IN_INT(before_id), IN_INT((int64_t)limit + 1)),
                          &rows);
    if (e == OK)
        e = read_rows(op, rows, &list);
    if (e == OK && list.count > limit) { /* one more than asked: there is a next page */
        list.count = limit;
        const struct package *last = &list.rows[limit - 1];
        list.next = cursor_text(op, last->sent_ms, last->id);
    }
    if (e == OK)
        e = package_fill_items(op, list.rows, list.count);
    if (e == OK)
        *ret_list = list;
    return e;
}

enum err package_waiting(struct op *op, struct package_list *ret_list)
{
    struct package_list list = { 0 };
    struct db_rows *rows = NULL;
    bool desk = op->actor.role == POST_DESK;

    enum err e = db_query(op, desk ? &package_waits_desk : &package_waits_unit,
                          DB_IN(IN_INT(op->actor.org_id), IN_INT(WAITING_MAX)), &rows);
    if (e == OK)
        e = read_rows(op, rows, &list);
    if (e == OK)
        *ret_list = list;
    return e;
}
