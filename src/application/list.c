/* SPDX-License-Identifier: Apache-2.0 */
/* list.c: reading applications: one, by code, and lists by page. */
#include "application/row.h"

#include "base/cursor.h"
#include "base/mem.h"
#include "base/time.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { LIST_DEFAULT = 50, CODE_BYTES_MAX = 32 };

DB_SQL(by_number, "i", APPLICATION_SELECT " WHERE a.id = $1");
SCOPED_SQL(get, "it", APPLICATION_SELECT " WHERE ", " AND a.public_id = $2");
SCOPED_SQL(find, "it", "SELECT a.public_id FROM application a WHERE ", " AND a.code = $2");
SCOPED_SQL(list, "ittttiii", APPLICATION_SELECT " WHERE ",
           " AND ($2 = '' OR a.call = $2) AND ($3 = '' OR a.track = $3)"
           " AND ($4 = '' OR a.state = $4)"
           " AND ($5 = '' OR " SQL_HOLDS("a.title", "$5") " OR " SQL_HOLDS(
               "o.name", "$5") " OR substr(a.code, 1, length($5)) = upper($5))"
                               " AND (a.changed_ms < $6 OR (a.changed_ms = $6 AND a.id < $7))"
                               " ORDER BY a.changed_ms DESC, a.id DESC LIMIT $8");

/* $3: 1 for what the actor's own unit, or the office that types, has to write. */
#define WAITS " AND a.state = $2 AND ($3 = 0 OR a.org_id = $1 OR a.typed_by = $1)"
SCOPED_SQL(waiting, "itii", APPLICATION_SELECT " WHERE ",
           WAITS " ORDER BY a.changed_ms, a.id LIMIT $4");
SCOPED_SQL(waiting_count, "iti", "SELECT count(*) FROM application a WHERE ", WAITS);

enum scope actor_scope(const struct op *op)
{
    return role_scope((enum role)op->actor.role);
}

int64_t actor_scope_id(const struct op *op)
{
    return actor_scope(op) == SCOPE_INSPECTION ? op->actor.post_id : op->actor.org_id;
}

static enum err not_found(struct op *op)
{
    return fail(op, ERR_NOT_FOUND, "not_found", "no such application for this actor");
}

enum err application_by_number(struct op *op, int64_t id, struct application *ret_application)
{
    struct application found = { 0 };

    enum err e = db_row(op, &by_number, DB_IN(IN_INT(id)), APPLICATION_OUT(&found));
    if (e == ERR_NOT_FOUND)
        return not_found(op);
    if (e == OK)
        *ret_application = found;
    return e;
}

enum err application_get(struct op *op, const char *public_id, struct application *ret_application)
{
    struct application found = { 0 };
    const struct db_sql *sql = get[actor_scope(op)];

    if (sql == NULL)
        return not_found(op);
    enum err e = db_row(op, sql, DB_IN(IN_INT(actor_scope_id(op)), IN_TEXT(public_id)),
                        APPLICATION_OUT(&found));
    if (e == ERR_NOT_FOUND)
        return not_found(op);
    if (e == OK)
        *ret_application = found;
    return e;
}

const char *application_code(struct op *op, const char *code)
{
    char folded[CODE_BYTES_MAX] = { 0 };
    size_t used = 0;

    for (const char *at = code; *at != '\0' && used + 2 < sizeof folded; at++) {
        if (!isalnum((unsigned char)*at))
            continue;
        if (used == 4)
            folded[used++] = '-';
        folded[used++] = (char)toupper((unsigned char)*at);
    }
    return mem_text(op, folded);
}

enum err application_find(struct op *op, const char *code, const char **ret_public_id)
{
    const struct db_sql *sql = find[actor_scope(op)];
    const char *public_id = NULL;

    if (sql == NULL)
        return not_found(op);
    enum err e =
        db_row(op, sql, DB_IN(IN_INT(actor_scope_id(op)), IN_TEXT(application_code(op, code))),
               DB_OUT(OUT_TEXT(&public_id)));
    if (e == ERR_NOT_FOUND)
        return not_found(op);
    if (e == OK)
        *ret_public_id = public_id;
    return e;
}

enum err application_list(struct op *op, const struct application_filter *filter,
                          struct application_list *ret_list)
{
    struct application_list found = { 0 };
    struct application row = { 0 };
    struct db_rows *rows = NULL;
    int64_t limit = filter->limit == 0 ? LIST_DEFAULT : filter->limit;
    int64_t before_ms = 0;
    int64_t before_id = 0;
    const struct db_sql *sql = list[actor_scope(op)];

    if (sql == NULL) {
        *ret_list = found;
        return OK;
    }
    cursor_read(filter->cursor, &before_ms, &before_id);
    enum err e = db_query(op, sql,
                          DB_IN(IN_INT(actor_scope_id(op)), IN_TEXT(or_empty(filter->call)),
                                IN_TEXT(or_empty(filter->track)), IN_TEXT(or_empty(filter->state)),
                                IN_TEXT(or_empty(filter->q)), IN_INT(before_ms), IN_INT(before_id),
                                IN_INT(limit + 1)),
                          &rows);
    if (e != OK)
        return e;
    while (db_next(rows, APPLICATION_OUT(&row))) {
        if (found.count == (size_t)limit) { /* one more than asked: there is a next page */
            const struct application *last = &found.rows[found.count - 1];
            found.next = cursor_text(op, last->changed_ms, last->id);
            break;
        }
        mem_push(op, found.rows, found.count, row);
    }
    e = db_done(rows);
    if (e == OK)
        *ret_list = found;
    return e;
}

enum err application_waiting(struct op *op, const char *state, int64_t limit,
                             struct application_list *ret_list, int64_t *ret_total)
{
    struct application_list found = { 0 };
    struct application row = { 0 };
    struct db_rows *rows = NULL;
    const struct db_sql *sql = waiting[actor_scope(op)];
    int own = lifecycle_editable(state) ? 1 : 0;

    *ret_list = found;
    *ret_total = 0;
    if (sql == NULL)
        return OK;
    enum err e = db_query(
        op, sql, DB_IN(IN_INT(actor_scope_id(op)), IN_TEXT(state), IN_INT(own), IN_INT(limit + 1)),
        &rows);
    if (e != OK)
        return e;
    while (db_next(rows, APPLICATION_OUT(&row)))
        mem_push(op, found.rows, found.count, row);
    e = db_done(rows);
    *ret_total = (int64_t)found.count;
    if (e == OK && found.count > (size_t)limit) {
        found.count = (size_t)limit;
        e = db_row(op, waiting_count[actor_scope(op)],
                   DB_IN(IN_INT(actor_scope_id(op)), IN_TEXT(state), IN_INT(own)),
                   DB_OUT(OUT_INT(ret_total)));
    }
    if (e == OK)
        *ret_list = found;
    return e;
}

DB_SQL(sent_list, "ttii",
       APPLICATION_SELECT " WHERE a.sent_ms > 0 AND a.call = $1"
                          "   AND ($2 = '' OR replace($2, ',' || a.track || ',', '') <> $2)"
                          "   AND a.id > $3 ORDER BY a.id LIMIT $4");

enum err application_sent_list(struct op *op, const char *call, const char *tracks,
                               int64_t after_id, int64_t limit, struct application_list *ret_list)
{
    struct application_list found = { 0 };
    struct application row = { 0 };
    struct db_rows *rows = NULL;

    enum err e =
        db_query(op, &sent_list,
                 DB_IN(IN_TEXT(call), IN_TEXT(tracks), IN_INT(after_id), IN_INT(limit)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, APPLICATION_OUT(&row)))
        mem_push(op, found.rows, found.count, row);
    e = db_done(rows);
    if (e == OK)
        *ret_list = found;
    return e;
}
