/* SPDX-License-Identifier: Apache-2.0 */
/* register.c: bases and their status from day to day. */
#include "org/register.h"

#include "base/crypto.h"
#include "base/mem.h"
#include "base/time.h"
#include "db/db.h"
#include "event/event.h"
#include "org/unit.h"

DB_SQL(register_entries, "i",
       "SELECT id, public_id, register, name, level, batch, approval_number, approved_day"
       "  FROM register_entry WHERE org_id = $1 ORDER BY approved_day, id LIMIT 100");
DB_SQL(register_named, "t",
       "SELECT e.public_id, e.name, o.name FROM register_entry e JOIN org o ON o.id = e.org_id"
       " WHERE ($1 = '' OR " SQL_HOLDS("e.name", "$1") ") ORDER BY e.id LIMIT 500");
DB_SQL(register_statuses, "i",
       "SELECT from_day, status, holds, document FROM register_status WHERE entry_id = $1"
       " ORDER BY from_day LIMIT 200");
DB_SQL(
    register_any, "t",
    "SELECT CASE WHEN EXISTS (SELECT 1 FROM register_entry WHERE register = $1) THEN 1 ELSE 0 END");
DB_SQL(register_insert, "titttttii",
       "INSERT INTO register_entry (public_id, org_id, register, name, level, batch,"
       " approval_number, approved_day) SELECT $1, $2, $3, $4, $5, $6, $7, $8"
       " WHERE NOT EXISTS (SELECT 1 FROM register_entry e WHERE e.register = $3 AND e.level = $5"
       "  AND e.approval_number = $7 AND e.org_id = $9) RETURNING id");
DB_SQL(register_by_id, "t",
       "SELECT e.id, e.org_id, e.approved_day FROM register_entry e WHERE e.public_id = $1");
DB_SQL(register_status_replace, "iitit",
       "UPDATE register_status SET status = $3, holds = $4, document = $5"
       " WHERE entry_id = $1 AND from_day = $2");
DB_SQL(register_status_insert, "iitit",
       "INSERT INTO register_status (entry_id, from_day, status, holds, document)"
       " VALUES ($1, $2, $3, $4, $5)");

static enum err read_statuses(struct op *op, struct register_entry *entry)
{
    struct db_rows *rows = NULL;
    struct register_status status = { 0 };
    int64_t holds = 0;

    enum err e = db_query(op, &register_statuses, DB_IN(IN_INT(entry->id)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_INT(&status.from_day), OUT_TEXT(&status.status),
                                OUT_INT(&holds), OUT_TEXT(&status.document)))) {
        status.holds = holds != 0;
        mem_push(op, entry->statuses, entry->status_count, status);
    }
    return db_done(rows);
}

enum err register_of_org(struct op *op, int64_t org_id, struct register_list *ret_list)
{
    struct register_list list = { 0 };
    struct db_rows *rows = NULL;
    struct register_entry row = { 0 };

    enum err e = db_query(op, &register_entries, DB_IN(IN_INT(org_id)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_INT(&row.id), OUT_TEXT(&row.public_id), OUT_TEXT(&row.reg),
                                OUT_TEXT(&row.name), OUT_TEXT(&row.level), OUT_TEXT(&row.batch),
                                OUT_TEXT(&row.approval_number), OUT_INT(&row.approved_day))))
        mem_push(op, list.rows, list.count, row);
    e = db_done(rows);
    for (size_t i = 0; e == OK && i < list.count; i++)
        e = read_statuses(op, &list.rows[i]);
    if (e == OK)
        *ret_list = list;
    return e;
}

enum err register_is_kept(struct op *op, const char *reg, bool *ret_kept)
{
    int64_t kept = 0;

    enum err e = db_row(op, &register_any, DB_IN(IN_TEXT(reg)), DB_OUT(OUT_INT(&kept)));
    if (e == OK)
        *ret_kept = kept != 0;
    return e;
}

struct entering {
    struct org org;
    const struct register_entry *entry;
    const struct register_status *status;
    const char *public_id;
    int64_t id;
};

static enum err write_status(struct op *op, const struct entering *entering)
{
    const struct register_status *status = entering->status;
    int64_t changed = 0;
    const struct db_in *in =
        DB_IN(IN_INT(entering->id), IN_INT(status->from_day), IN_TEXT(status->status),
              IN_INT(status->holds ? 1 : 0), IN_TEXT(status->document));

    enum err e = db_run(op, &register_status_replace, in, &changed);
    if (e == OK && changed == 0)
        e = db_run(op, &register_status_insert, in, NULL);
    if (e == OK)
        event_add(op, "register.status", "register", entering->public_id, entering->org.id,
                  mem_printf(op, "{\"from\":%lld,\"holds\":%s}", (long long)status->from_day,
                             status->holds ? "true" : "false"));
    return e;
}

static enum err enter_work(struct op *op, void *arg)
{
    struct entering *entering = arg;
    const struct register_entry *entry = entering->entry;

    entering->public_id = random_public_id(op);
    enum err e = db_row(op, &register_insert,
                        DB_IN(IN_TEXT(entering->public_id), IN_INT(entering->org.id),
                              IN_TEXT(entry->reg), IN_TEXT(entry->name), IN_TEXT(entry->level),
                              IN_TEXT(entry->batch), IN_TEXT(entry->approval_number),
                              IN_INT(entry->approved_day), IN_INT(entering->org.id)),
                        DB_OUT(OUT_INT(&entering->id)));
    if (e == ERR_NOT_FOUND)
        return fail(op, ERR_CONFLICT, "register_exists", "that approval is entered already");
    if (e == OK)
        event_add(op, "register.add", "register", entering->public_id, entering->org.id, NULL);
    return e == OK ? write_status(op, entering) : e;
}

enum err register_enter(struct op *op, int64_t org_id, const struct register_entry *entry,
                        const struct register_status *status)
{
    struct entering entering = { .org.id = org_id, .entry = entry, .status = status };

    return enter_work(op, &entering);
}

enum err register_add(struct op *op, const char *unit, const struct register_entry *entry,
                      const struct register_status *status, const char **ret_id)
{
    struct entering entering = { .entry = entry, .status = status };

    if (!unit_code_valid(entry->reg) || !unit_code_valid(entry->level))
        return fail(op, ERR_INVALID, "capacity_unknown", "no code of a register");
    if (entry->approved_day > day_of(op->now_ms, ZONE_SHANGHAI_MINUTES))
        return fail(op, ERR_INVALID, "day_ahead", "approved in the future");
    if (status->from_day < entry->approved_day)
        return fail(op, ERR_INVALID, "day_before_start", "status before the approval");
    enum err e = unit_find(op, unit, &entering.org);
    if (e == OK)
        e = event_tx(op, enter_work, &entering);
    if (e == OK)
        *ret_id = entering.public_id;
    return e;
}

static enum err status_work(struct op *op, void *arg)
{
    return write_status(op, arg);
}

enum err register_set_status(struct op *op, const char *public_id,
                             const struct register_status *status)
{
    struct entering entering = { .status = status, .public_id = public_id };
    int64_t approved_day = 0;

    enum err e =
        db_row(op, &register_by_id, DB_IN(IN_TEXT(public_id)),
               DB_OUT(OUT_INT(&entering.id), OUT_INT(&entering.org.id), OUT_INT(&approved_day)));
    if (e == ERR_NOT_FOUND)
        return fail(op, e, "not_found", "no such base");
    if (e == OK && status->from_day < approved_day)
        e = fail(op, ERR_INVALID, "day_before_start", "status before the approval");
    return e == OK ? event_tx(op, status_work, &entering) : e;
}

enum err register_search(struct op *op, const char *q, struct register_base **ret_rows,
                         size_t *ret_count)
{
    struct register_base *list = NULL;
    struct register_base row = { 0 };
    struct db_rows *rows = NULL;
    size_t count = 0;

    enum err e = db_query(op, &register_named, DB_IN(IN_TEXT(q)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_TEXT(&row.id), OUT_TEXT(&row.name), OUT_TEXT(&row.org))))
        mem_push(op, list, count, row);
    e = db_done(rows);
    if (e == OK) {
        *ret_rows = list;
        *ret_count = count;
    }
    return e;
}
