/* SPDX-License-Identifier: Apache-2.0 */
/* expert.c: reading experts, and what of them a reader without names gets. */
#include "expert/internal.h"

#include "base/mem.h"
#include "org/role.h"
#include "text/mask.h"

DB_SQL(expert_by_public_id, "ti",
       EXPERT_SELECT "WHERE e.public_id = $1 AND ($2 = 1 OR e.state = 'active')");
DB_SQL(expert_by_id, "i", EXPERT_SELECT "WHERE e.id = $1");
DB_SQL(works_of, "i",
       "SELECT kind, title, source, role, year FROM expert_work WHERE expert_id = $1 ORDER BY n");

bool expert_sees_names(const struct op *op)
{
    enum scope scope = role_scope((enum role)op->actor.role);

    return scope == SCOPE_DESK || scope == SCOPE_ALL;
}

void expert_mask(struct op *op, struct expert *expert)
{
    expert->name = mask_text(op, MASK_TEXT, expert->name);
    expert->identity = NULL;
    expert->org_id = 0;
    expert->org_name = "";
    expert->post = "";
    expert->achievements = "";
    expert->history = "";
    expert->exception = "";
    expert->reason = "";
    expert->honours = "";
}

enum err expert_get(struct op *op, const char *public_id, struct expert *ret_expert)
{
    struct expert expert = { 0 };
    bool names = expert_sees_names(op);

    enum err e = db_row(op, &expert_by_public_id, DB_IN(IN_TEXT(public_id), IN_INT(names ? 1 : 0)),
                        EXPERT_OUT(&expert));
    if (e == ERR_NOT_FOUND)
        return fail(op, e, "not_found", "no such expert for this actor");
    if (e != OK)
        return e;
    if (!names)
        expert_mask(op, &expert);
    *ret_expert = expert;
    return OK;
}

enum err expert_read(struct op *op, int64_t id, struct expert *ret_expert)
{
    struct expert expert = { 0 };

    enum err e = db_row(op, &expert_by_id, DB_IN(IN_INT(id)), EXPERT_OUT(&expert));
    if (e == ERR_NOT_FOUND)
        return fail(op, e, "not_found", "no such expert");
    if (e == OK)
        *ret_expert = expert;
    return e;
}

enum err works_read(struct op *op, int64_t expert_id, struct expert_work **ret_works,
                    size_t *ret_count)
{
    struct expert_work *works = NULL;
    struct expert_work row = { 0 };
    struct db_rows *rows = NULL;
    size_t count = 0;

    enum err e = db_query(op, &works_of, DB_IN(IN_INT(expert_id)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_TEXT(&row.kind), OUT_TEXT(&row.title), OUT_TEXT(&row.source),
                                OUT_TEXT(&row.role), OUT_INT(&row.year))))
        mem_push(op, works, count, row);
    e = db_done(rows);
    if (e != OK)
        return e;
    *ret_works = works;
    *ret_count = count;
    return OK;
}

enum err expert_works(struct op *op, const struct expert *expert, struct expert_work **ret_works,
                      size_t *ret_count)
{
    if (expert_sees_names(op))
        return works_read(op, expert->id, ret_works, ret_count);
    *ret_works = NULL;
    *ret_count = 0;
    return OK;
}
