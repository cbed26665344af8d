/* SPDX-License-Identifier: Apache-2.0 */
/* find.c: from what a scanner or a hand types to the item at this desk. */
#include "acceptance/acceptance.h"

#include "base/mem.h"
#include "db/db.h"

#include <string.h>
#include <strings.h>

DB_SQL(found_in_package, "it",
       "SELECT a.public_id, a.code, a.title, o.name, p.number FROM package p"
       "  JOIN package_item i ON i.package_id = p.id JOIN application a ON a.id = i.application_id"
       "  JOIN org o ON o.id = a.org_id"
       " WHERE p.desk_id = $1 AND (p.number = $2 OR p.courier = $2 OR p.public_id = $2)"
       "   AND a.desk_id = $1 ORDER BY p.sent_ms DESC, p.id, i.rank, a.id LIMIT 200");

/* What stands behind the last '/' of a link; all of it when it is none. */
static const char *behind_link(const char *code)
{
    const char *slash = strncasecmp(code, "http", 4) == 0 ? strrchr(code, '/') : NULL;

    return slash == NULL ? code : slash + 1;
}

/* The n-th part between colons, from 0; "" when there are not so many. */
static const char *part_of(struct op *op, const char *text, int n)
{
    for (; n > 0 && text != NULL; n--) {
        text = strchr(text, ':');
        text = text == NULL ? NULL : text + 1;
    }
    return text == NULL ? "" : mem_text_max(op, text, strcspn(text, ":"));
}

/* Wedge scanners in a Chinese input method type full-width colons. */
static const char *plain_colons(struct op *op, const char *code)
{
    static const char wide[] = "：";
    char *text = mem_text(op, "");

    while (*code != '\0') {
        bool is_wide = strncmp(code, wide, sizeof wide - 1) == 0;
        mem_append(op, &text, "%c", is_wide ? ':' : *code);
        code += is_wide ? sizeof wide - 1 : 1;
    }
    return text;
}

static enum err find_package(struct op *op, const char *code, struct desk_found *found)
{
    struct db_rows *rows = NULL;
    struct desk_found_row row = { 0 };

    enum err e =
        db_query(op, &found_in_package, DB_IN(IN_INT(op->actor.org_id), IN_TEXT(code)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_TEXT(&row.id), OUT_TEXT(&row.code), OUT_TEXT(&row.title),
                                OUT_TEXT(&row.org), OUT_TEXT(&row.package))))
        mem_push(op, found->rows, found->count, row);
    e = db_done(rows);
    if (e == OK && found->count == 0)
        return fail(op, ERR_NOT_FOUND, "desk_nothing", "neither item nor package of that code");
    if (e == OK && found->count == 1)
        found->id = found->rows[0].id;
    return e;
}

enum err desk_find(struct op *op, const char *code, struct desk_found *ret_found)
{
    struct desk_found found = { 0 };
    const char *text = plain_colons(op, behind_link(code));
    bool printed = strncasecmp(text, "DJ1:", 4) == 0;
    const char *item = printed ? part_of(op, text, 1) : text;

    enum err e = application_find(op, item, &found.id);
    if (e == ERR_NOT_FOUND) {
        op_forgive(op);
        e = find_package(op, text, &found);
    }
    if (e != OK)
        return e;
    const char *digest = printed ? part_of(op, text, 3) : "";
    if (digest[0] != '\0')
        found.paper = mem_text_max(op, digest, 8);
    *ret_found = found;
    return OK;
}
