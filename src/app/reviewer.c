/* SPDX-License-Identifier: Apache-2.0 */
/* reviewer.c: publishing from the command line, in the name of a head who reviewed. */
#include "app/reviewer.h"

#include "base/time.h"
#include "db/db.h"
#include "org/role.h"
#include "publish/publish.h"

DB_SQL(reviewer_post, "ti",
       "SELECT u.id, p.id, p.org_id FROM app_user u JOIN post p ON p.user_id = u.id"
       " WHERE ($1 = '' OR u.login = $1) AND u.active = 1 AND p.role = 'head'"
       "   AND p.from_day <= $2 AND p.to_day >= $2 ORDER BY p.id LIMIT 1");

enum err publish_reviewed(struct op *op, const char *call, int64_t n, const char *login,
                          const char *opinion)
{
    const struct publication_opinion said = { opinion, true };
    struct actor actor = { .name = "", .role = POST_HEAD, .perms = role_perms(POST_HEAD) };
    struct actor before = op->actor;

    enum err e =
        db_row(op, &reviewer_post,
               DB_IN(IN_TEXT(login == NULL ? "" : login),
                     IN_INT(day_of(op->now_ms, ZONE_SHANGHAI_MINUTES))),
               DB_OUT(OUT_INT(&actor.user_id), OUT_INT(&actor.post_id), OUT_INT(&actor.org_id)));
    if (e == ERR_NOT_FOUND && login != NULL)
        return fail(op, ERR_INVALID, "no_such_reviewer", "no head of that login");
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    op->actor = actor;
    e = publish_release(op, call, n, &said);
    op->actor = before;
    return e;
}
